"""A text as a row of letters, one for each token, and what the rules match in it."""

from bisect import bisect_left
from typing import NamedTuple

from goldseam.read.times.language import Language, Rule

_ENDS = frozenset({"!", "?", "…", ";"})
_BREAK = "\x00"  # between stretches that lie apart: no letter of a rule


class Match(NamedTuple):
    """Where a rule fits: [first, end) are tokens, [quote_first, quote_end) those that belong to the time."""

    rule: Rule
    first: int
    end: int
    quote_first: int
    quote_end: int
    roles: dict[str, tuple[int, int]]


class Row:
    """The tokens of a text.

    Attributes:
        text: what was cut.
        tokens: as they stand.
        lower: the same in lower case, with straight apostrophes.
        starts, ends: their offsets.
        letters: a letter of the language for each.
    """

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language = language
        signs = _Signs(language)
        found = list(language.lexer.finditer(text))
        self.tokens = [token.group() for token in found]
        self.starts = [token.start() for token in found]
        self.ends = [token.end() for token in found]
        self.letters = "".join([signs[token] for token in self.tokens])

    def lower(self, place: int) -> str:
        """A token in lower case with straight apostrophes; nothing outside the text."""
        return self.tokens[place].lower().replace("’", "'") if 0 <= place < len(self.tokens) else ""

    def ends_sentence(self, place: int) -> bool:
        """Whether a token ends a sentence: a full stop of an initial or of a short form does not."""
        sign = self.tokens[place]
        if sign[0] == "\n":
            return True
        if sign != ".":
            return sign in _ENDS
        before = self.lower(place - 1)
        return not ((len(before) == 1 and before.isalpha()) or self.language.is_cue("abbreviated", before))

    def token_at(self, offset: int) -> int:
        """The ordinal of the first token that begins at or after an offset."""
        return bisect_left(self.starts, offset)

    def matches(self) -> list[Match]:
        """Everything any rule fits, by place, the longer first; of two as long, the one that stands first."""
        stretches, places = self._stretches()
        letters = frozenset(stretches)
        found: list[tuple[int, int, int, Match]] = []
        for order, rule in enumerate(self.language.rules):
            if not rule.fits(letters):
                continue
            for hit in rule.pattern().finditer(stretches):
                first, end = places[hit.start()], places[hit.end() - 1] + 1
                quote = hit.span("quote")
                roles = {
                    role: (places[hit.start(group)], places[hit.end(group) - 1] + 1)
                    for group, role in rule.groups.items()
                    if hit.start(group) >= 0
                }
                match = Match(rule, first, end, places[quote[0]], places[quote[1] - 1] + 1, roles)
                found.append((first, -(end - first), order, match))
        found.sort(key=lambda item: item[:3])
        return [match for _, _, _, match in found]

    def _stretches(self) -> tuple[str, list[int]]:
        """Only the stretches of the row in which a rule may fit, and the token each letter stands for."""
        kept: list[str] = []
        places: list[int] = []
        core = self.language.core
        for stretch in self.language.inner.finditer(self.letters):
            first, end = stretch.span()
            if core.search(self.letters, first, end):
                kept.append(stretch.group())
                places.extend(range(first, end))
                places.append(end)
        return _BREAK.join(kept), places


class _Signs(dict[str, str]):
    """Token -> letter, looked up once for each word of a text and forgotten with it."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, token: str) -> str:
        letter = self._language.letters[self._language.kinds_of(token)]
        self[token] = letter
        return letter
