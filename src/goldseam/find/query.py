"""The query language: text to tree and back (docs/search.md is its manual)."""

import re
from typing import NamedTuple, NoReturn

from goldseam.words.emotion import EMOTIONS
from goldseam.words.problem import Misused

DEPTH_MAX = 40
PARTS_MAX = 200
FIELDS = ("tag", "in", "on", "before", "after", "about", "person", "feeling", "said-by", "has", "is", "title")
CHOICES = {"has": ("photo", "file"), "is": ("starred", "trashed"), "feeling": tuple(sorted(EMOTIONS))}
CHOICES_NAMED = 4  # of more choices than these a refusal names the first few


class Words(NamedTuple):
    """One word, or several beside each other.

    Attributes:
        text: as typed, without quotation marks.
        prefix: whether the last word is only a beginning.
        field: `title` for words that stand in the title, `person` for somebody of this name, wherever the name stands
            as words and wherever reading found this one by another name; else empty.
    """

    text: str
    prefix: bool = False
    field: str = ""


class Facet(NamedTuple):
    """What an entry is or has, apart from its words.

    Attributes:
        field: `tag`; `in` a notebook, whose name may be empty; `on`, `before` or `after` some days; `has`; `is`; and of
            what reading found: `about` some days, a `feeling` of the writer's, `said-by` somebody.
        value: as typed: days are reckoned when the query is asked, so that `last week` in a query that is kept means
            another week next month; of `has`, `is` and `feeling`, one of `CHOICES`.
        prefix: whether the value is only the beginning of a tag, or of a name.
    """

    field: str
    value: str
    prefix: bool = False


class Not(NamedTuple):
    """What `part` does not find."""

    part: "Tree"


class All(NamedTuple):
    """What every part finds; at least two, none of them an `All`."""

    parts: tuple["Tree", ...]


class Any(NamedTuple):
    """What one part or several find; at least two, none of them an `Any`."""

    parts: tuple["Tree", ...]


Tree = Words | Facet | Not | All | Any

# Patterns are compiled when a query needs them, which most, being words, do not: 1.5 ms of a command.
# One token. Inside quotation marks, two of them stand for one.
_ONE = r"""(?xi)(?P<open>\() | (?P<close>\)) | (?P<minus>-)(?=[^\s)]) | (?P<or>OR)(?=[\s()"]|$)
    | (?:(?P<field>tag|in|on|before|after|about|person|feeling|said-by|has|is|title): | (?P<hash>\#)(?=[^\s()"\#*]))
    | "(?P<quoted>(?:[^"]|"")*)"(?P<star>\*)? | (?P<bare>[^\s()"]+)"""
_VALUE = r'"(?P<quoted>(?:[^"]|"")*)"(?P<star>\*)?|(?P<bare>[^\s()"]+)'
_SPACES = r"\s*"
_PLAIN = r'[^\s()"#*-][^\s()"]*'
_FIELD = rf"(?:{'|'.join(FIELDS)}):"
_CURLY = {ord(mark): '"' for mark in "“”„‟"}  # what telephones make of the plain ones


def parse(text: str) -> Tree:
    """The tree of a query.

    Raises: Misused: it is empty, too long, or not well formed; the problem does not repeat it.
    """
    plain = text.split()
    if not plain:
        _refuse("the query was empty", "goldseam find rain", "empty-query")
    if len(plain) <= PARTS_MAX and "OR" not in plain and all(map(str.isalnum, plain)):
        return all_of([Words(word) for word in plain])
    try:
        text.encode()
    except UnicodeEncodeError:
        _refuse("the query held half a character (a lone surrogate)", "type it again", "broken-character")
    return _Parser(text.translate(_CURLY).replace("\0", " ")).query()


def all_of(parts: list[Tree]) -> Tree:
    """`All` of one part or more, in normal form."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,))]
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def any_of(parts: list[Tree]) -> Tree:
    """`Any` of one part or more, in normal form."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Any) else (part,))]
    return flat[0] if len(flat) == 1 else Any(tuple(flat))


class _Parser:
    """Reads one query from left to right; `or` binds weaker than standing side by side."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.token = re.compile(_ONE)
        self.spaces = re.compile(_SPACES)
        self.at = 0
        self.depth = 0
        self.parts = 0

    def query(self) -> Tree:
        tree = self.any()
        if self.at < len(self.text):
            _refuse("a bracket closed that was never opened", 'put signs into quotation marks: ":)"', "bracket")
        return tree

    def any(self) -> Tree:
        parts = [self.all()]
        while self.next("or"):
            parts.append(self.all())
        return any_of(parts)

    def all(self) -> Tree:
        parts = []
        while (part := self.part()) is not None:
            parts.append(part)
        if not parts:
            _refuse(
                "nothing stood where the query needs something", "write (rain OR snow), or fill the brackets", "gap"
            )
        return all_of(parts)

    def part(self) -> Tree | None:
        """The next thing to look for, or None at the end, a bracket that closes, or an OR."""
        self.at = self.end_of_spaces()
        token = self.token.match(self.text, self.at)
        if token is None:
            self.check_quotes()
            return None
        kind = token.lastgroup if token["star"] is None else "quoted"
        if kind == "or" and token["or"] != "OR":
            kind = "bare"
        if kind in {"close", "or"}:
            return None
        self.count()
        self.at = token.end()
        if kind == "open":
            return self.group()
        if kind == "minus":
            return self.negated()
        if kind in {"field", "hash"}:
            return self.field((token["field"] or "tag").lower())
        return Words(*_value_of(token))

    def next(self, kind: str) -> bool:
        """Steps over a token of this kind if it comes next."""
        self.at = self.end_of_spaces()
        token = self.token.match(self.text, self.at)
        if token is None or token.lastgroup != kind:
            return False
        self.at = token.end()
        return True

    def end_of_spaces(self) -> int:
        spaces = self.spaces.match(self.text, self.at)
        return spaces.end() if spaces else self.at

    def check_quotes(self) -> None:
        if self.text.startswith('"', self.at):
            _refuse("a quotation mark opened and did not close", 'close it: "long way home"', "open-quote")

    def count(self) -> None:
        self.parts += 1
        if self.parts > PARTS_MAX:
            _refuse(f"the query had more than {PARTS_MAX} parts", "ask for less at once", "long-query")

    def nested(self) -> None:
        self.depth += 1
        if self.depth > DEPTH_MAX:
            _refuse(f"the query was nested more than {DEPTH_MAX} deep", "leave out some brackets", "deep-query")

    def group(self) -> Tree:
        self.nested()
        tree = self.any()
        self.depth -= 1
        if not self.next("close"):
            self.check_quotes()
            _refuse("a bracket opened and did not close", "close it: (rain OR snow)", "bracket")
        return tree

    def negated(self) -> Tree:
        self.nested()
        part = self.part()
        self.depth -= 1
        if part is None:
            _refuse("nothing stood after a minus", "write the word close to it: -rain", "gap")
        return Not(part)

    def field(self, name: str) -> Tree:
        value = re.compile(_VALUE).match(self.text, self.at)
        if value is None:
            self.check_quotes()
            _refuse("nothing stood after the colon", f"write it close to the colon: {_EXAMPLES[name]}", "no-value")
        self.at = value.end()
        return _field_of(name, *_value_of(value))


_EXAMPLES = {
    "tag": "tag:garden",
    "in": 'in:work, or in:"" for the entries of no notebook',
    "on": 'on:2024-05-01 or on:"last summer"',
    "before": "before:2020",
    "after": 'after:"3 weeks ago"',
    "has": "has:photo or has:file",
    "is": "is:starred",
    "person": "person:Ada",
    "about": 'about:2024-05-01 or about:"last summer"',
    "feeling": "feeling:joy",
    "said-by": "said-by:Ada, or said-by:me",
    "title": "title:holiday",
}


def _field_of(name: str, value: str, prefix: bool) -> Tree:  # noqa: FBT001 - what `_value_of` gave
    if name in CHOICES:
        return Facet(name, _choice(name, value))
    if not value.strip() and name != "in":
        _refuse("nothing stood after the colon", f"write {_EXAMPLES[name]}", "no-value")
    if name in {"title", "person"}:
        return Words(value, prefix, name)
    return Facet(name, value, prefix and name in {"tag", "said-by"})


def _choice(name: str, value: str) -> str:
    value = value.lower()
    if value not in CHOICES[name]:
        some = CHOICES[name][:CHOICES_NAMED]
        known = " or ".join(f"{name}:{choice}" for choice in some) + (" …" if len(some) < len(CHOICES[name]) else "")
        _refuse(f"{name}: was followed by something it does not know", f"write {known}", "unknown-value")
    return value


def _value_of(match: re.Match[str]) -> tuple[str, bool]:
    """The text of a word, phrase or value, and whether it is only a beginning."""
    if match["bare"] is None and match["quoted"] is not None:
        return match["quoted"].replace('""', '"'), match["star"] is not None
    bare = match[0]
    stem = bare.rstrip("*")
    return (stem, True) if stem and stem != bare else (bare, False)


def text_of(tree: Tree) -> str:
    """The text of a tree; parsed, it gives the tree again, if it was in the normal form that `parse` gives."""
    match tree:
        case Any(parts):
            return " OR ".join(map(text_of, parts))
        case All(parts):
            return " ".join(f"({text_of(part)})" if isinstance(part, Any) else text_of(part) for part in parts)
        case Not(part):
            return f"-({text_of(part)})" if isinstance(part, Any | All) else f"-{text_of(part)}"
        case Words(text, prefix, field):
            return (field and f"{field}:") + _quoted(text, prefix)
        case Facet(field, value, prefix):
            return f"{field}:{_quoted(value, prefix)}"


def _quoted(text: str, prefix: bool = False) -> str:  # noqa: FBT001, FBT002 - as it stands in the tree
    star = "*" if prefix else ""
    if (
        re.fullmatch(_PLAIN, text)
        and not re.match(_FIELD, text, re.IGNORECASE)
        and text != "OR"
        and not text.endswith("*")
    ):
        return text + star
    return '"' + text.replace('"', '""') + '"' + star


def _refuse(happened: str, instead: str, code: str) -> NoReturn:
    raise Misused(
        happened,
        safe="nothing was searched or changed",
        next=f"{instead} (all of it: docs/search.md)",
        code=f"find.{code}",
    )
