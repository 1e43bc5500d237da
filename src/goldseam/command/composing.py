"""From words typed to an entry: the day they name, their tags; and telling the agent that there is something new."""

from typing import NamedTuple

from goldseam.command.options import Arguments
from goldseam.desk.clock import now_ms
from goldseam.words.entry import Content, JsonObject
from goldseam.words.problem import Problem
from goldseam.write.contents import new_content, sealed_fields, tag_named, tags_in

LEAD_MAX = 60


class Typed(NamedTuple):
    """What somebody typed, understood as far as that needs no vault.

    Attributes:
        text: without the words that named its day.
        day: ISO date, when one was named without a time; with one, the day follows from it and from when hers begins.
        written_at: milliseconds since 1970: now, or the time that was named.
        zone: of the person.
        title, journal, tags, starred: as the options, and the #words, say.
    """

    text: str
    day: str | None
    written_at: int
    zone: str
    title: str
    journal: str
    tags: tuple[str, ...]
    starred: bool


def understood(
    arguments: Arguments, text: str, zone: str, day_start_hour: int, *, typed_at: int | None = None
) -> Typed:
    """What the options and the text say of a new entry; days are counted from `typed_at`, which is usually now.

    Raises: Misused: --date names no day. Problem: the text holds half a character.
    """
    _check(text)
    typed_at = now_ms() if typed_at is None else typed_at
    day, text, at = _named_moment(arguments, text, (typed_at, zone, day_start_hour))
    return Typed(
        text,
        day,
        typed_at if at is None else at,
        zone,
        arguments.values.get("title", ""),
        arguments.values.get("journal", ""),
        tuple(dict.fromkeys((*_given_tags(arguments), *tags_in(text)))),
        "star" in arguments.flags,
    )


def content_of(typed: Typed, day_start_hour: int) -> Content:
    """The content of an entry in the open vault."""
    return new_content(
        typed.text,
        now_ms=typed.written_at,
        zone=typed.zone,
        day_start_hour=day_start_hour,
        day=typed.day,
        title=typed.title,
        journal=typed.journal,
        tags=typed.tags,
        starred=typed.starred,
    )


def with_words_understood(content: Content, day_start_hour: int) -> Content:
    """A draft that was begun earlier, finished: the day its first words name is counted from then, its #tags count."""
    nothing = Arguments(frozenset(), {}, {}, ())
    typed = understood(nothing, content.text, content.zone, day_start_hour, typed_at=content.written_at)
    content = content._replace(tags=tuple(dict.fromkeys((*content.tags, *typed.tags))))
    if typed.text == content.text:
        return content
    named = content_of(typed, day_start_hour)
    return content._replace(text=named.text, written_at=named.written_at, day=named.day)


def fields_of(typed: Typed) -> JsonObject:
    """The fields of an item of the inbox."""
    return sealed_fields(
        typed.text,
        written_at=typed.written_at,
        zone=typed.zone,
        day=typed.day,
        title=typed.title,
        journal=typed.journal,
        tags=typed.tags,
        starred=typed.starred,
    )


def announce(vault_id: str) -> None:
    """Tells the agent, if there is one, that the second copy has something to follow."""
    from goldseam.command.places import runtime_folder
    from goldseam.desk.agent_client import announce_change

    announce_change(runtime_folder(), vault_id)


def _given_tags(arguments: Arguments) -> list[str]:
    return [tag for tag in map(tag_named, arguments.lists.get("tag", ())) if tag]


def _named_moment(arguments: Arguments, text: str, when: tuple[int, str, int]) -> tuple[str | None, str, int | None]:
    """The day somebody named, or the instant when a time was named too, with the text without that between them."""
    named = arguments.values.get("date")
    if named is None and ":" not in text[:LEAD_MAX]:
        return None, text, None
    from datetime import date, datetime

    from goldseam.words.day import instant_of, local_time
    from goldseam.words.when import leading_moment, parse_moment

    typed_at, zone, hour = when
    now = local_time(typed_at, zone)
    if named is None:
        led = leading_moment(text, now=now, day_start_hour=hour)
    else:
        led = (parse_moment(named, now=now, day_start_hour=hour), text)
    if led is None:
        return None, text, None
    moment, rest = led
    if moment.time is None:
        return moment.day, rest, None
    # The night of Friday at one is on a Saturday by the calendar; which day it belongs to is for her own hour to say.
    return None, rest, instant_of(datetime.combine(date.fromisoformat(moment.day), moment.time), zone)


def _check(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Problem(
            "the text holds bytes that are no text in this terminal's encoding",
            safe="nothing was written",
            next="write it through a pipe, which keeps every byte: printf '…' | goldseam",
            code="command.broken-character",
        ) from None
