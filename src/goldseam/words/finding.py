"""What can be found in a text: who, when, who said what, who felt what. Always her own words at their exact place.

The meanings of every attribute are those of spec/annotations.md. `None` is *not stated in this text*.
"""

from typing import Literal, NamedTuple

from goldseam.words.span import Quote, Span, cover

SCHEMA = "diary-reading/1"
SELF = "self"
UNKNOWN = "unknown"  # somebody who is there and cannot be told

TimeClass = Literal["date", "time", "duration", "set", "vague"]
Modifier = Literal["before", "after", "start", "mid", "end", "approx", "less", "more"]
Kind = Literal["person", "place", "org", "pet"]
Form = Literal["name", "nominal", "pronoun"]
Gender = Literal["f", "m", "x"]
Mode = Literal["felt", "not_felt", "hypothetical", "past", "dream", "acted"]
SpeechForm = Literal["direct", "indirect"]
Strength = Literal["promise", "plan", "intention"]
Status = Literal["open", "kept", "broken", "cancelled"]
DecisionState = Literal["made", "weighing", "reversed"]
HealthClass = Literal["symptom", "injury", "illness", "medicine", "sleep"]
HealthState = Literal["current", "past", "feared", "negated"]


class Time(NamedTuple):
    """When. `value` is TIMEX3; `[first, end)` are ISO days, or minutes for a time of the clock.

    Attributes:
        anchor: what the value was counted from: `entry`, the id of another time, `event`, `life` or `none`.
        convention: the name of the rule by which a vague time got its interval (`after-summer`), for her to see and
            change; None where the words themselves say it. Such an interval is a proposal and never `value`.
    """

    time_class: TimeClass
    value: str | None
    modifier: Modifier | None = None
    first: str | None = None
    end: str | None = None
    anchor: str = "none"
    convention: str | None = None


class Mention(NamedTuple):
    """Somebody or something named or pointed at; `ref` is an id of `Reading.persons`, `self`, or None."""

    kind: Kind
    form: Form
    ref: str | None = None


class Feeling(NamedTuple):
    """The head quote is the cue; `experiencer` and `toward` are ids, `self`, `unknown` or None."""

    emotion: str
    experiencer: str | None
    toward: str | None = None
    mode: Mode = "felt"
    figurative: bool = False


class Speech(NamedTuple):
    """The head quote is what was said, without its marks; `cue` are the spans of the words of saying."""

    form: SpeechForm
    speaker: str | None
    addressee: tuple[str, ...] | None = None
    cue: tuple[Span, ...] | None = None


class Commitment(NamedTuple):
    """Promise, plan or intention; `action` is what is to be done, `due` the id of a time."""

    strength: Strength
    by: str | None
    to: tuple[str, ...] | None = None
    action: tuple[Span, ...] | None = None
    due: str | None = None
    status: Status | None = None


class Decision(NamedTuple):
    """A choice made, weighed or taken back, with the clauses that were given as reasons."""

    by: str | None
    state: DecisionState
    reasons_for: tuple[Span, ...] = ()
    reasons_against: tuple[Span, ...] = ()


class Health(NamedTuple):
    """The body: whose, which part of it in the words of the text, and since when (the id of a time)."""

    health_class: HealthClass
    who: str | None
    body: str | None = None
    state: HealthState = "current"
    since: str | None = None


Details = Time | Mention | Feeling | Speech | Commitment | Decision | Health

TYPES: dict[type, tuple[str, str]] = {  # the name of each type, and the letter its ids begin with
    Time: ("time", "t"),
    Mention: ("mention", "m"),
    Feeling: ("feeling", "f"),
    Speech: ("speech", "s"),
    Commitment: ("commitment", "c"),
    Decision: ("decision", "d"),
    Health: ("health", "h"),
}


class Someone(NamedTuple):
    """Who is referred to in one text, or a place, an organisation, a pet.

    Attributes:
        id: local to one reading (`p1`), unless the registry knows them: then the registry's.
        name: None where only a role is known.
        relation: as the text says it (`sister`, `landlord`), or None.
    """

    id: str
    kind: Kind
    name: str | None
    aliases: tuple[str, ...] = ()
    relation: str | None = None
    gender: Gender | None = None


class Finding(NamedTuple):
    """One thing that stands in a text. Made by `find`, which is what makes quote and place agree.

    Attributes:
        id: letter and number, local to one reading.
        quotes: where it stands, the head first; each covers its own words exactly.
        details: what it is.
        source: the rule or model that found it, such as `time.weekday`.
        confidence: 0 to 1: how often findings of this kind were right, end to end, where that was measured.
        shown: whether it may be put before her unasked-for on the page of its entry.
    """

    id: str
    quotes: tuple[Quote, ...]
    details: Details
    source: str
    confidence: float = 0.0
    shown: bool = False

    @property
    def type(self) -> str:
        """`time`, `mention`, `feeling`, `speech`, `commitment`, `decision` or `health`."""
        return TYPES[type(self.details)][0]

    @property
    def span(self) -> Span:
        """Of the head quote."""
        return self.quotes[0].span

    @property
    def words(self) -> str:
        """The head quote."""
        return self.quotes[0].words


class Reading(NamedTuple):
    """What one reader found in one text.

    Attributes:
        language: ISO 639-1; None where it could not be told. Nothing is found in a language without rules.
        reader: name and version of the rules.
        model: hash of the model file, or None where it read without one.
        problems: what it could not do, in plain words (no model, a language it cannot read).
    """

    language: str | None
    persons: tuple[Someone, ...]
    findings: tuple[Finding, ...]
    reader: str
    model: str | None = None
    problems: tuple[str, ...] = ()


def find(identity: str, text: str, spans: tuple[Span, ...], details: Details, *, source: str) -> Finding:
    """A finding whose quotes are what `text` has at `spans`.

    Raises: ValueError: no span, or one that is empty or reaches out of the text.
    """
    if not spans:
        msg = "a finding stands somewhere"
        raise ValueError(msg)
    return Finding(identity, tuple(cover(text, span.start, span.end) for span in spans), details, source)
