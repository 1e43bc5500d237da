"""What a query must find, by looking at every entry: slow, plain, and written without the room it judges."""

import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

from goldseam.find.query import All, Any, Facet, Not, Tree, Words
from goldseam.words.entry import Content

WITHOUT_SPACES = ("CJK UNIFIED", "HIRAGANA", "KATAKANA", "HANGUL", "THAI CHARACTER")
LETTERS = {"ß": "ss", "æ": "ae", "ø": "o", "ё": "е", "ς": "σ"}
IGNORED = {"\u00ad", "\u200d", "\ufe0f", "\U0001f3fd"}


class Token(NamedTuple):
    """A word, a run of a script without spaces, or a picture."""

    kind: str
    text: str


def tokens(text: str) -> list[Token]:
    """The tokens of a text, in order."""
    found: list[Token] = []
    kind = ""
    for character in unicodedata.normalize("NFC", text):
        if character in IGNORED or "\u0300" <= character <= "\u036f":
            continue
        before, kind = kind, kind_of(character)
        if kind and kind == before != "picture":
            found[-1] = Token(kind, found[-1].text + plain(character))
        elif kind:
            found.append(Token(kind, plain(character)))
    return found


def kind_of(character: str) -> str:
    """What a character belongs to; empty for what stands between."""
    if unicodedata.name(character, "").startswith(WITHOUT_SPACES):
        return "run"
    category = unicodedata.category(character)
    if category[0] in "LNM":
        return "word"
    return "picture" if category == "So" else ""


def plain(character: str) -> str:
    """Without case and, in Latin and Greek letters, without diacritics."""
    small = character.lower()
    if small in LETTERS:
        return LETTERS[small]
    base = unicodedata.normalize("NFD", small)[0]
    folds = unicodedata.name(base, "").startswith(("LATIN", "GREEK"))
    return LETTERS.get(base, base) if folds else small


def holds(text: str, words: Words) -> bool:
    """Whether the tokens of `words` stand beside each other in `text`."""
    sought = tokens(words.text)
    there = tokens(text)
    return any(
        _beside(there[at : at + len(sought)], sought, prefix=words.prefix) for at in range(len(there) - len(sought) + 1)
    )


def _beside(there: list[Token], sought: list[Token], *, prefix: bool) -> bool:
    last = len(sought) - 1
    return all(
        found.kind == wanted.kind and _alike(found, wanted, first=n == 0, last=n == last, prefix=prefix)
        for n, (found, wanted) in enumerate(zip(there, sought, strict=True))
    )


def _alike(found: Token, wanted: Token, *, first: bool, last: bool, prefix: bool) -> bool:
    if found.kind == "run":
        if first and last:
            return wanted.text in found.text
        if first:
            return found.text.endswith(wanted.text)
        return found.text.startswith(wanted.text) if last else found.text == wanted.text
    return found.text.startswith(wanted.text) if last and prefix and found.kind == "word" else found.text == wanted.text


def name(text: str) -> str:
    """A tag or notebook, for comparing."""
    return "".join(map(plain, text))


def finds(tree: Tree, content: Content) -> bool:
    """Whether an entry is what a query asks for. Days are ISO dates here."""
    match tree:
        case Words(_, _, field):
            columns = [content.title] if field == "title" else [content.title, content.text, "\n".join(content.tags)]
            return any(holds(column, tree) for column in columns)
        case Not(part):
            return not finds(part, content)
        case All(parts):
            return all(finds(part, content) for part in parts)
        case Any(parts):
            return any(finds(part, content) for part in parts)
        case Facet():
            return _is_so(tree, content)


def _is_so(facet: Facet, content: Content) -> bool:
    value = facet.value
    tags = [name(tag) for tag in content.tags]
    kinds = [attachment.media_type.partition("/")[0] for attachment in content.attachments]
    truths = {
        "tag": name(value) in tags or (facet.prefix and any(tag.startswith(name(value)) for tag in tags)),
        "in": name(content.journal) == name(value),
        "on": content.day == value,
        "before": content.day < value,
        "after": content.day > value,
        "has": "image" in kinds or (value == "file" and bool(kinds)),
        "is": content.starred,
    }
    return truths[facet.field]


def day(number: int) -> str:
    """One of few days, so that entries meet."""
    return (date(2026, 3, 1) + timedelta(days=number)).isoformat()
