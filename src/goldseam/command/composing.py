"""From words typed to an entry's content: the day they name, their tags, and telling the agent that there are more."""

import re

from goldseam.command.options import Arguments
from goldseam.desk.clock import local_now, now_ms
from goldseam.words.day import instant_of
from goldseam.words.entry import Content
from goldseam.words.problem import Problem
from goldseam.write.entries import new_content

_TAG = re.compile(r"(?<![\w#&/])#([^\W\d_][\w/-]{0,63})")


def announce(vault_id: str) -> None:
    """Tells the agent, if there is one, that the second copy has something to follow."""
    from goldseam.command.places import runtime_folder
    from goldseam.desk.agent_client import announce_change

    announce_change(runtime_folder(), vault_id)


def content_of_text(arguments: Arguments, text: str, where: str, hour: int) -> tuple[Content, str | None]:
    """The content of a new entry, and the day it is about when one was named, by an option or by its first words."""
    _check(text)
    day, text, minute = _named_moment(arguments, text, where, hour)
    now = now_ms()
    content = new_content(
        text,
        now_ms=now,
        zone=where,
        day_start_hour=hour,
        day=day,
        title=arguments.values.get("title", ""),
        journal=arguments.values.get("journal", ""),
        tags=tuple(dict.fromkeys((*_given_tags(arguments), *_TAG.findall(text)))),
        starred="star" in arguments.flags,
    )
    return (content if minute is None else content._replace(written_at=minute)), day


def _given_tags(arguments: Arguments) -> list[str]:
    return [tag.strip().lstrip("#") for tag in arguments.lists.get("tag", ()) if tag.strip().lstrip("#")]


def _named_moment(arguments: Arguments, text: str, where: str, hour: int) -> tuple[str | None, str, int | None]:
    """The day somebody named, the text without that, and the instant when a time was named too."""
    from datetime import date, datetime, timedelta

    from goldseam.words.when import leading_moment, parse_moment

    # In the small hours "yesterday" is the day before the one that has not ended yet.
    now = local_now(where) - timedelta(hours=hour)
    named = arguments.values.get("date")
    led = (parse_moment(named, now=now), text) if named is not None else leading_moment(text, now=now)
    if led is None:
        return None, text, None
    moment, rest = led
    if moment.time is None:
        return moment.day, rest, None
    at = datetime.combine(date.fromisoformat(moment.day), moment.time)
    return moment.day, rest, instant_of(at, where)


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
