"""A text being read, with everything found in it so far."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeVar, cast

from goldseam.read.sentences import Sentence, Word, sentences_of, words_of
from goldseam.read.zones import Zone, Zones, zones_of
from goldseam.words.finding import TYPES, Details, Finding, Mention, Someone, Speech, Time, find
from goldseam.words.span import Span

_NESTED = 4  # speeches that may lie in one another
T = TypeVar("T", Time, Mention)


class Setting(NamedTuple):
    """When and where a text was written.

    Attributes:
        day: the journal day.
        clock: the wall clock, or None where it is not known; after midnight it belongs to the night of `day`.
        zone: IANA name or offset.
        windows: her own bounds for words without edges, by the name of the convention (`times/conventions.toml`).
    """

    day: date
    clock: time | None = None
    zone: str = "UTC"
    windows: Mapping[str, tuple[int, int]] = MappingProxyType({})


class Evidence(Protocol):
    """What the encoder makes of a passage. All probabilities are of 0 to 1."""

    def sentence(self, ordinal: int) -> dict[str, float]:
        """The labels of a sentence (`emotion.anger`, `figurative`, `commitment.promise` …) with their probabilities."""
        ...

    def strongest(self, label: str, span: Span) -> float:
        """The highest probability any token inside `span` has of a token label such as `person` or `feeling`."""
        ...

    def likeliest(self, attribute: str, span: Span) -> tuple[str, float]:
        """The value of an attribute (`feeling.emotion`) that the tokens in `span` most likely have, and how likely."""
        ...

    def spans(self, label: str, *, least: float) -> list[tuple[Span, float]]:
        """The stretches marked with a token label, each with the least probability of its tokens, from `least` up."""
        ...

    def reach(self, label: str, start: int, *, least: float) -> int:
        """Where the unbroken stretch of a kind ends that the token at `start` is in; `start` where it is in none."""
        ...


class Passage:
    """A text, its setting, its sentences, words and zones, and the findings and persons that readers add.

    Attributes:
        sentences, words, zones: in order; offsets are of `text`.
        evidence: None where there is no model.
        known: whom the registry knows, for exact matches of names and aliases.
        persons: by id; those that were found here.
    """

    def __init__(
        self,
        text: str,
        setting: Setting,
        *,
        evidence: Evidence | None = None,
        known: tuple[Someone, ...] = (),
    ) -> None:
        self.text = text
        self.setting = setting
        self.evidence = evidence
        self.known = known
        self.zones: list[Zone] = zones_of(text)
        self.placed = Zones(self.zones)
        self.sentences: list[Sentence] = sentences_of(text)
        self.words: list[Word] = words_of(text)
        self.persons: dict[str, Someone] = {}
        self.findings: list[Finding] = []
        self._counts: dict[str, int] = {}
        self._ordered: dict[type, tuple[int, list[Finding], list[int]]] = {}
        self._said: tuple[int, list[int], list[tuple[Span, Finding]]] = (0, [], [])
        self._word_starts = [word.start for word in self.words]
        self._sentence_starts = [sentence.start for sentence in self.sentences]

    def add(self, details: Details, *spans: Span, source: str) -> str:
        """Keeps a finding; returns its id.

        Args:
            details: what it is.
            spans: where it stands, the head first.
            source: the rule, `type.rule`.
        """
        letter = TYPES[type(details)][1]
        self._counts[letter] = number = self._counts.get(letter, 0) + 1
        self.findings.append(find(f"{letter}{number}", self.text, spans, details, source=source))
        return f"{letter}{number}"

    def number(self, type_: type) -> int:
        """How many findings of one type there are so far: what was made of them is made anew when it has grown."""
        return self._counts.get(TYPES[type_][1], 0)

    def introduce(self, someone: Someone) -> str:
        """Keeps a person, place, organisation or pet; returns the id."""
        self.persons[someone.id] = someone
        return someone.id

    def new_person_id(self) -> str:
        """An id nobody has yet."""
        self._counts["p"] = number = self._counts.get("p", 0) + 1
        return f"p{number}"

    def times(self, within: Span | None = None) -> list[tuple[Finding, Time]]:
        """The times found so far, in order."""
        return self._of(Time, within)

    def mentions(self, within: Span | None = None) -> list[tuple[Finding, Mention]]:
        """The mentions found so far, in order."""
        return self._of(Mention, within)

    def speech_at(self, offset: int) -> tuple[Finding, Speech] | None:
        """The innermost speech found so far that an offset lies in, any part of it."""
        if self._said[0] != self.number(Speech):
            parts = sorted(
                (quote.span, number, found)
                for number, found in enumerate(self.findings)
                if isinstance(found.details, Speech)
                for quote in found.quotes
            )
            self._said = (self.number(Speech), [span.start for span, _, _ in parts], [(s, f) for s, _, f in parts])
        _, starts, parts_of = self._said
        here = bisect_right(starts, offset)
        for span, found in reversed(parts_of[max(0, here - _NESTED) : here]):
            if offset < span.end and isinstance(found.details, Speech):
                return found, found.details
        return None

    def words_in(self, span: Span) -> list[Word]:
        """The words that begin inside a span."""
        first = bisect_right(self._word_starts, span.start - 1)
        last = bisect_right(self._word_starts, span.end - 1)
        return self.words[first:last]

    def sentence_at(self, offset: int) -> int:
        """The ordinal of the sentence in which, or after which, an offset lies."""
        return max(0, bisect_right(self._sentence_starts, offset) - 1)

    def zone_at(self, offset: int) -> Zone | None:
        """The innermost quotation, code, table or the like in which an offset lies."""
        return self.placed.at(offset)

    def _of(self, type_: type[T], within: Span | None) -> list[tuple[Finding, T]]:
        """Findings of one type in order, those that begin inside a span. Sorted anew only when something was added."""
        count, ordered, starts = self._ordered.get(type_, (-1, [], []))
        if count != self.number(type_):
            ordered = sorted(
                (found for found in self.findings if isinstance(found.details, type_)), key=lambda f: f.span
            )
            starts = [found.span.start for found in ordered]
            self._ordered[type_] = (self.number(type_), ordered, starts)
        if within is not None:
            ordered = ordered[bisect_left(starts, within.start) : bisect_left(starts, within.end)]
        return [(found, cast("T", found.details)) for found in ordered]
