"""The fields of a record: what is understood is taken out, and what is left stays with the entry as it was."""

import re

from goldseam.words.entry import JsonObject

TAG_CHARS_MAX = 200
_SEPARATOR = re.compile(r"[,;]")


def text_of(rest: JsonObject, name: str) -> str:
    """Takes a text out of `rest`; what is none stays there, and is empty here."""
    value = rest.get(name)
    if not isinstance(value, str):
        return ""
    del rest[name]
    return value


def flag_of(rest: JsonObject, name: str) -> bool:
    """Takes a yes or no out of `rest`; what is neither stays there, and is no here."""
    value = rest.get(name)
    if not isinstance(value, bool):
        return False
    del rest[name]
    return value


def tags_of(rest: JsonObject, name: str = "tags") -> tuple[str, ...]:
    """Takes the tags out of `rest`: a list, or names with commas between; what makes no sense as tags stays there."""
    value = rest.get(name)
    if isinstance(value, str):
        value = _SEPARATOR.split(value)
    if not isinstance(value, list):
        return ()
    for tag in value:
        if not isinstance(tag, str) or len(tag) > TAG_CHARS_MAX:
            return ()
    del rest[name]
    return clean_tags(value)


def clean_tags(tags: list[str]) -> tuple[str, ...]:
    """Without sign, on one line, each once, in order."""
    clean = {" ".join(tag.lstrip("#@ ").split()): None for tag in tags}
    clean.pop("", None)
    return tuple(clean)
