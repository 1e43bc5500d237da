"""The head of a Markdown file: names and values between two lines of dashes.

Not a YAML library but the part of YAML that people write in diaries: scalars, quoted or not, lists in brackets or on
lines of their own, blocks of text. Nothing in it can refer, repeat or run anything, a value stays the text it was
written as (`no` is no boolean, `12:30` no number), and what is nested deeper is kept as the lines it stands in. So it
cannot be made to explode, and no file is refused.
"""

import json
import re
from contextlib import suppress
from typing import NamedTuple

from goldseam.exchange.json_reading import JsonReader, NotJsonError, numbered

CHARS_MAX = 1 << 20
_FENCE = re.compile(r"---[ \t]*\r?\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_FIELD = re.compile(
    r"([^\s:#\[\]{},\"'&*!|>%@`-][^:\n]{0,200}?|\"[^\"\n]{1,200}\"|'[^'\n]{1,200}')[ \t]*:(?:[ \t]+(.*)|[ \t]*)"
)
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")


class Document(NamedTuple):
    """A file.

    Attributes:
        fields: by name; a name that came again is numbered. Values are text, lists of text, or, when they were JSON and
            `as_json` was asked for, that.
        body: what follows, from the first character after the closing line.
        has_front_matter: whether there was any.
    """

    fields: dict[str, object]
    body: str
    has_front_matter: bool


def read_document(text: str, *, as_json: bool = False) -> Document:
    """Splits a file into front matter and body; a head that is never closed belongs to the body.

    Args:
        text: the whole file.
        as_json: values that are JSON are taken as such, as goldseam's own export writes them.
    """
    start = _FENCE.match(text)
    end = _CLOSE.search(text, start.end(), start.end() + CHARS_MAX) if start else None
    if not start or not end:
        return Document({}, text, has_front_matter=False)
    head = text[start.end() : end.start()]
    groups = list(_groups(head))
    if not groups and head.strip():
        return Document({}, text, has_front_matter=False)
    pairs = [(name, _value(first, lines, as_json=as_json)) for name, first, lines in groups]
    return Document(numbered(pairs), text[end.end() :], has_front_matter=True)


def _groups(head: str) -> "list[tuple[str, str, list[str]]]":
    """(name, what follows the colon, the lines below that belong to it)."""
    groups: list[tuple[str, str, list[str]]] = []
    for line in head.split("\n"):
        bare = line.rstrip("\r")
        field = _FIELD.fullmatch(bare)
        if field:
            groups.append((_unquoted(field[1]), (field[2] or "").strip(), []))
        elif groups:
            groups[-1][2].append(bare)
        elif bare.strip() and not bare.lstrip().startswith("#"):
            groups.append(("", "", [bare]))
    return [group for group in groups if group[0] or any(line.strip() for line in group[2])]


def _value(first: str, lines: list[str], *, as_json: bool) -> object:
    below = [line for line in lines if line.strip()]
    if first[:1] in {"|", ">"} and len(first) < 4:  # noqa: PLR2004 - the mark, and at most two signs after it
        return _block(lines, folded=first[0] == ">")
    if below:
        items = [_ITEM.fullmatch(line) for line in below]
        if not first and all(items):
            return [_scalar(item[1]) for item in items if item]
        return "\n".join([first, *lines] if first else lines).strip("\n")
    if as_json:
        with suppress(NotJsonError):
            return JsonReader().value(first, [])
    if first.startswith("[") and first.endswith("]"):
        return _items(first[1:-1])
    return _scalar(first)


def _block(lines: list[str], *, folded: bool) -> str:
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    cut = [line[indent:] for line in lines]
    return (" " if folded else "\n").join(cut).strip("\n ")


def _items(inner: str) -> list[str]:
    """What stands between commas that are not quoted."""
    found = re.findall(r"""\s*("(?:\\.|[^"\\])*"|'(?:''|[^'])*'|[^,]*)\s*(?:,|\Z)""", inner)
    return [_scalar(item) for item in found if item.strip()]


def _scalar(said: str) -> str:
    said = said.strip()
    if said[:1] in {'"', "'"}:
        closing = re.fullmatch(r"""("(?:\\.|[^"\\])*"|'(?:''|[^'])*')(?:[ \t]+#.*)?""", said)
        return _unquoted(closing[1]) if closing else said
    comment = min((at for at in (said.find(" #"), said.find("\t#")) if at >= 0), default=len(said))
    return said[:comment].strip()


def _unquoted(said: str) -> str:
    if len(said) > 1 and said[0] == said[-1] == '"':
        try:
            value = json.loads(said)
        except (ValueError, RecursionError):
            return said[1:-1]
        return value if isinstance(value, str) else said
    if len(said) > 1 and said[0] == said[-1] == "'":
        return said[1:-1].replace("''", "'")
    return said
