"""A language's words and rules, as its file has them, ready to be matched against rows."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

Kinds = frozenset[str]

NOTHING: Kinds = frozenset()
NAME = "name"  # a word the language does not know, with a capital
OUTSIDE = "."

_FIRST_LETTER = 0x100  # letters of rows: from here up none is special in a regular expression
_ELEMENT = re.compile(
    r"<(?P<kind>[\w|]+)(?::(?P<role>\w+))?>|\{(?P<part>\w+)(?::(?P<as>\w+))?\}|(?P<sign>[()\[\]|?])|(?P<word>[^\s<>{}()\[\]|?]+)"
)


class Rule(NamedTuple):
    """One way to say a time.

    Attributes:
        means: the name of the function that reads it.
        source: its reliability class.
        row: the regular expression for rows; the group `quote` is what belongs to the time.
        needs: sets of letters; a row without one of each cannot fit.
        kinds: of each role, the kinds whose value it may stand for.
        groups: the name of a group -> the role it fills.
        options: whatever else the file says, for the function.
    """

    means: str
    source: str
    row: str
    needs: tuple[frozenset[str], ...]
    kinds: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, str]
    options: Mapping[str, Any]

    def fits(self, letters: frozenset[str]) -> bool:
        """Whether a row of these letters may have it."""
        return not any(need.isdisjoint(letters) for need in self.needs)

    def pattern(self) -> re.Pattern[str]:
        """The row, compiled when it is needed first: most texts need few rules."""
        return _pattern(self.row)


@cache
def _pattern(row: str) -> re.Pattern[str]:
    return re.compile(row)


class Language(NamedTuple):
    """What a file says, compiled.

    Attributes:
        words: a word in lower case -> its kinds.
        capital: the kinds a word has only with a capital.
        values: kind -> word in lower case -> what it stands for.
        figures: forms of numbers, and their kinds; the first that fits a token whole.
        endings: of words that are not in the table, and their kind.
        letters: kinds -> their letter in a row.
        rules: in the order of the file; of two as long, the first is meant.
        inner: matches a stretch of a row in which a rule may match.
        core: matches a letter without which no rule does.
        lexer: cuts a text into tokens.
        cues: named lists of words.
        owning: the kinds that a word keeps with an 's.
        feasts: the rule for the day of each feast, by its name; `feasts_in` where zones that begin so keep another.
    """

    words: Mapping[str, Kinds]
    capital: Mapping[str, Kinds]
    values: Mapping[str, Mapping[str, Any]]
    figures: tuple[tuple[re.Pattern[str], Kinds], ...]
    endings: tuple[tuple[str, str], ...]
    letters: Mapping[Kinds, str]
    rules: tuple[Rule, ...]
    inner: re.Pattern[str]
    core: re.Pattern[str]
    lexer: re.Pattern[str]
    cues: Mapping[str, frozenset[str]]
    owning: Kinds
    feasts: Mapping[str, str | int]
    feasts_in: Mapping[str, Mapping[str, str | int]]

    def feast(self, name: str, zone: str) -> str | int | None:
        """The rule for the day of a feast, as it is kept where she is."""
        here = next(
            (feasts for place, feasts in self.feasts_in.items() if zone.startswith(place) and name in feasts), {}
        )
        return here.get(name, self.feasts.get(name))

    def is_cue(self, name: str, word: str) -> bool:
        """Whether a word is on one of the lists."""
        return word in self.cues[name]

    def kinds_of(self, token: str) -> Kinds:
        """What a token may be."""
        if token[0].isdigit() or (token[0] in "'’" and len(token) > 1):
            return next((kinds for form, kinds in self.figures if form.fullmatch(token.lower())), NOTHING)
        lower = token.lower().replace("’", "'")
        capital = token[0].isupper() and not token[1:].isupper()
        known = self._known(lower, capital=capital)
        if lower.endswith("'s"):
            known |= _owning(self._known(lower[:-2], capital=capital), self.owning)
        if known:
            return known
        if token[0].isupper():
            return frozenset({NAME})
        return next((frozenset({kind}) for ending, kind in self.endings if lower.endswith(ending)), NOTHING)

    def _known(self, lower: str, *, capital: bool) -> Kinds:
        known = self.words.get(lower, NOTHING)
        return known | self.capital.get(lower, NOTHING) if capital else known

    def value(self, kind: str, token: str) -> Any:
        """What a token stands for as one of a kind; None where it is none."""
        lower = token.lower().replace("’", "'")
        values = self.values.get(kind, {})
        found = values.get(lower)
        return values.get(lower.removesuffix("'s")) if found is None else found


@cache
def load_language(name: str) -> Language:
    """The language of `NAME.toml`. Cost: some milliseconds, once."""
    return _compiled(tomllib.loads(files("goldseam.read.times").joinpath(f"{name}.toml").read_text("utf-8")))


def _compiled(written: Mapping[str, Any]) -> Language:
    values: dict[str, dict[str, Any]] = {}
    words: dict[str, set[str]] = {}
    capital: dict[str, set[str]] = {}
    for kind, table in written["kinds"].items():
        entries = table if isinstance(table, dict) else dict.fromkeys(table.split(), True)
        for names, value in entries.items():
            for name in names.split("|"):
                values.setdefault(kind, {})[name.lower()] = value
                where = capital if name[0].isupper() else words
                where.setdefault(name.lower(), set()).add(kind)
    parts: Mapping[str, str] = written["parts"]
    patterns = [*parts.values(), *(row for rule in written["rules"] for row in _rows(rule))]
    literals = {literal for pattern in patterns for literal in _literals(pattern)}
    for literal in literals:
        words.setdefault(literal, set()).add(f"={literal}")
    endings = tuple(written["endings"].items())
    for word, kinds in words.items():
        if all(kind[0] == "=" for kind in kinds):  # it only stands in a rule, and is still what its ending says
            kinds.update(kind for ending, kind in endings if word.endswith(ending))
    known = {word: frozenset(kinds) for word, kinds in words.items()}
    with_capital = {word: frozenset(kinds) for word, kinds in capital.items()}
    figures = tuple((re.compile(form), frozenset(kinds.split())) for form, kinds in written["figures"].items())
    owning = frozenset(written["owning"].split())
    sets = {
        frozenset({NAME}),
        *known.values(),
        *(with_capital[word] | known.get(word, NOTHING) for word in with_capital),
        *(kinds for _, kinds in figures),
        *(frozenset({kind}) for _, kind in endings),
        *_all_owning(known, with_capital, owning),
    }
    ordered = sorted(sets, key=sorted)
    letters = {kinds: chr(_FIRST_LETTER + n) for n, kinds in enumerate(ordered)}
    letters[NOTHING] = OUTSIDE
    compiler = _Compiler(letters, parts)
    rules = tuple(compiler.rule(rule, row) for rule in written["rules"] for row in _rows(rule))
    core = frozenset(written["core"].split())
    return Language(
        known,
        with_capital,
        values,
        figures,
        endings,
        letters,
        rules,
        re.compile(f"[{compiler.used()}]+"),
        re.compile(f"[{''.join(letter for kinds, letter in letters.items() if kinds & core)}]"),
        re.compile(written["lexer"]),
        {name: frozenset(listed.split()) for name, listed in written["cues"].items()},
        owning,
        written["feasts"],
        written["feasts_in"],
    )


def _owning(kinds: Kinds, owning: Kinds) -> Kinds:
    """The kinds a word keeps with an 's: those of `owning`, and with one of them what it is literally."""
    kept = kinds & owning
    return kept | {kind for kind in kinds if kind[0] == "="} if kept else NOTHING


def _all_owning(known: Mapping[str, Kinds], capital: Mapping[str, Kinds], owning: Kinds) -> Iterable[Kinds]:
    """What any word may be with an 's: what it keeps, and what the table says of the two together."""
    for word in {*known, *capital}:
        small, great = known.get(word, NOTHING), capital.get(word, NOTHING)
        for kinds in (small, small | great):
            yield _owning(kinds, owning)
            yield _owning(kinds, owning) | known.get(f"{word}'s", NOTHING)
            yield _owning(kinds, owning) | known.get(f"{word}'s", NOTHING) | capital.get(f"{word}'s", NOTHING)


def _rows(rule: Mapping[str, Any]) -> Iterable[str]:
    row = rule["row"]
    return row if isinstance(row, list) else [row]


def _literals(pattern: str) -> Iterable[str]:
    return (found["word"] for found in _ELEMENT.finditer(pattern) if found["word"])


class _Compiler:
    """Turns the rows of the file into regular expressions on letters."""

    def __init__(self, letters: Mapping[Kinds, str], parts: Mapping[str, str]) -> None:
        self._letters = letters
        self._parts = parts
        self._classes: dict[str, str] = {}

    def rule(self, written: Mapping[str, Any], row: str) -> Rule:
        roles: list[tuple[str, str]] = []
        body = self._expression(row, roles)
        if "(?P<quote>" not in body:
            body = f"(?P<quote>{body})"
        kinds: dict[str, tuple[str, ...]] = {}
        for role, kind in roles:
            kinds[role] = (*kinds.get(role, ()), *kind.split("|"))
        groups = {f"{role}_{number}": role for number, (role, _) in enumerate(roles)}
        options = {name: value for name, value in written.items() if name not in {"row", "means", "source"}}
        return Rule(
            written["means"], written.get("source", "time.none"), body, self._needs(row), kinds, groups, options
        )

    def _needs(self, row: str) -> tuple[frozenset[str], ...]:
        """What stands in a row outside of any group and may not be missing."""
        needs: list[frozenset[str]] = []
        depth = 0
        elements = list(_ELEMENT.finditer(row))
        for found, following in zip(elements, [*elements[1:], None], strict=True):
            sign = found["sign"]
            depth += (sign == "(") - (sign == ")")
            if sign or depth or (following and following["sign"] == "?"):
                if sign == "|" and not depth:
                    return ()
                continue
            kinds = found["kind"].split("|") if found["kind"] else [f"={found['word']}"] if found["word"] else []
            if kinds:
                needs.append(frozenset("".join(self._class(kind) for kind in kinds)))
        return tuple(needs)

    def used(self) -> str:
        """Every letter that stands in a rule."""
        return "".join(sorted(set("".join(self._classes.values()))))

    def _expression(self, row: str, roles: list[tuple[str, str]]) -> str:
        """The regular expression of a row; adds its roles to `roles`, by whose numbers the groups are named."""
        made = []
        for found in _ELEMENT.finditer(row):
            role, number = found["role"] or found["as"], len(roles)
            if role:
                roles.append((role, found["kind"] or found["part"]))
            if kind := found["kind"]:
                body = f"[{''.join(self._class(k) for k in kind.split('|'))}]"
            elif part := found["part"]:
                body = self._expression(self._parts[part], roles)
            elif word := found["word"]:
                made.append(f"[{self._class('=' + word)}]")
                continue
            else:
                made.append({"(": "(?:", "[": "(?P<quote>", "]": ")"}.get(found["sign"], found["sign"]))
                continue
            made.append(f"(?P<{role}_{number}>{body})" if role else f"(?:{body})")
        return "".join(made)

    def _class(self, kind: str) -> str:
        if kind not in self._classes:
            letters = "".join(letter for kinds, letter in self._letters.items() if kind in kinds)
            assert letters, f"no word of the language is of kind {kind}"
            self._classes[kind] = letters
        return self._classes[kind]
