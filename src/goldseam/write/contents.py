"""The content of something new, and what of it is sealed while the vault is locked."""

import re

from goldseam.words.day import DAY_START_HOUR, day_of
from goldseam.words.entry import Content, JsonObject

VERSION = 1
NAME_MAX = 200
_TAG = re.compile(r"(?<![\w#&/])#([^\W\d_][\w/-]{0,63})")


def tags_in(text: str) -> list[str]:
    """The words with # in front that stand in a text, in order, without the sign."""
    return _TAG.findall(text)


def with_typed_tags(content: Content, before: str = "") -> Content:
    """With the #tags that were typed into it since its text was `before`.

    One that she took away or renamed while its word stayed in the text, stays away.
    """
    known = tags_in(before)
    typed = (tag for tag in tags_in(content.text) if tag not in known)
    return content._replace(tags=tuple(dict.fromkeys((*content.tags, *typed))))


def tag_named(text: str) -> str:
    """The tag that somebody gave, with its sign or without; empty when there is no name in it."""
    return name_in(text).lstrip("#").strip()


def name_in(text: str) -> str:
    """The name of a tag or notebook that somebody gave: one line, and not without end."""
    return " ".join(text.split())[:NAME_MAX]


def new_content(  # noqa: PLR0913 - what is known of a new entry
    text: str,
    *,
    now_ms: int,
    zone: str,
    day_start_hour: int = DAY_START_HOUR,
    day: str | None = None,
    title: str = "",
    journal: str = "",
    tags: tuple[str, ...] = (),
    starred: bool = False,
) -> Content:
    """Content written now in `zone`; it belongs to the journal day of now, unless `day` says what it is about."""
    return Content(
        text=text,
        written_at=now_ms,
        zone=zone,
        day=day or day_of(now_ms, zone, day_start_hour=day_start_hour),
        title=title,
        journal=journal,
        tags=tags,
        starred=starred,
    )


def fields_of(content: Content, *, about_day: str | None) -> JsonObject:
    """What is sealed into the inbox; the day only when she named one, else the vault decides when it opens."""
    return sealed_fields(
        content.text,
        written_at=content.written_at,
        zone=content.zone,
        day=about_day,
        title=content.title,
        journal=content.journal,
        tags=content.tags,
        starred=content.starred,
    )


def sealed_fields(
    text: str,
    *,
    written_at: int,
    zone: str,
    day: str | None = None,
    title: str = "",
    journal: str = "",
    tags: tuple[str, ...] = (),
    starred: bool = False,
) -> JsonObject:
    """An item of the inbox (spec/vault.md, "inbox"), without what is as usual."""
    fields: JsonObject = {"version": VERSION, "text": text, "written_at": written_at, "zone": zone}
    named = {"day": day, "title": title, "journal": journal, "tags": list(tags), "starred": starred}
    return fields | {name: value for name, value in named.items() if value}
