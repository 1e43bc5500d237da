"""What somebody decided, is weighing, or took back, with the reasons given."""

from goldseam.read.actions import end_of_action, start_of_clause
from goldseam.read.clauses import Clauses, Subject, clauses_of
from goldseam.read.edges import asks, begins_clause, is_past, span_of
from goldseam.read.lexicon import lines, listed
from goldseam.read.passage import Passage
from goldseam.read.reasons import reasons_after
from goldseam.read.scopes import in_fiction
from goldseam.read.tags import stem
from goldseam.read.voices import Who, who_is
from goldseam.words.finding import SELF, UNKNOWN, Decision, DecisionState
from goldseam.words.span import Span

_LONG = 6  # words of an insertion that part a choice in two
_PARCELS = listed("deciding", "", "parcels")
_DECIDE = listed("deciding", "", "decide")
_OPEN = listed("deciding", "", "open")
_UNDONE = listed("deciding", "", "undone")
_PHRASES: dict[str, list[tuple[tuple[str, ...], DecisionState]]] = {}
for _key, _state in (("done", "made"), ("weighing", "weighing"), ("reversed", "reversed")):
    for _line in lines("deciding", _key):
        _words = tuple(_line.split())
        _PHRASES.setdefault(_words[0], []).append((_words, _state))  # type: ignore[arg-type]


def read(passage: Passage) -> None:
    """Adds every decision. Needs the mentions."""
    clauses = clauses_of(passage)
    taken = -1
    for ordinal in range(len(clauses.words)):
        if ordinal >= taken:
            taken = max(taken, _decided(passage, clauses, ordinal) or _phrased(passage, clauses, ordinal) or -1)


def _decided(passage: Passage, clauses: Clauses, verb: int) -> int | None:  # noqa: C901, PLR0911 - a line for each form
    """Adds a choice that is called one: I've decided to sell it, it is decided that it goes."""
    words = clauses.words
    if words[verb].lower not in _DECIDE:
        return None
    region, end = clauses.region(verb)
    first = _first_of_verb(clauses, verb, region)
    if first is None:
        return None
    passive = any(
        words[here].lower in {"is", "was", "been", "be", "that's"} for here in range(max(region, first - 1), verb)
    )
    chosen = words[verb].lower.startswith("ch")
    who, start = _by(clauses, first, region, passive=passive)
    if who is None or in_fiction(passage, words[verb].start):
        return None
    if _hypothetical(clauses, region, start):
        return None
    here = verb + 1
    apart = here < end and "," in clauses.gap(here)
    if apart:
        here = _after_insertion(clauses, here, end)
    if here >= end or _is_open(clauses, here, end):
        return None
    if chosen or not (passive or _says_what(clauses, here, end)):
        return None
    rule = "passive" if passive else "made"
    if any(
        words[place].lower == "had" or words[place].lower.endswith("'d")
        for place in range(max(region, first - 1), verb)
    ):
        return None  # whether it still held is told elsewhere
    if (passive or ":" in clauses.gap(here)) and here < end:
        here += words[here].lower == "that"
        first_told = here if passive else start
        return _keep(passage, clauses, (first_told, here, end_of_action(clauses, here)), who, "made", "colon")
    if apart and here - verb > _LONG:
        return _keep(
            passage,
            clauses,
            (start, here, verb + 1),
            who,
            "made",
            rule,
            rest=(here, _end(clauses, here, end)),
        )
    if words[here].lower in {"and", "but", "not"} and words[min(here + 1, end - 1)].lower != "to":
        return None
    stop = _end(clauses, here, end)
    return _keep(passage, clauses, (start, here, stop), who, "made", rule)


def _first_of_verb(clauses: Clauses, verb: int, region: int) -> int | None:
    """Where the verb of deciding begins with what helps it; None if that undoes it, or if it is told to somebody."""
    words = clauses.words
    first = verb
    while (
        first > region
        and clauses.tags[first - 1] in {"auxiliary", "adverb", "negator"}
        and "," not in clauses.gap(first)
    ):
        first -= 1
        if words[first].lower in _UNDONE or words[first].lower.endswith("n't"):
            return None
    if first > region and (words[first - 1].lower in _UNDONE or words[first - 1].lower.endswith(("'ll", "n't"))):
        return None
    if words[verb].lower in {"decide", "choose", "opt"} and first == region:
        return None
    return first


def _is_open(clauses: Clauses, here: int, end: int) -> bool:
    """Whether what follows a verb of deciding says that it was decided, and not what."""
    words, tags = clauses.words, clauses.tags
    if any(mark in clauses.gap(here) for mark in '.;"“') or words[here].lower in _OPEN:
        return True
    if words[here].lower == "it" and here + 1 < end and words[here + 1].lower.endswith("ing"):
        return True
    return words[here].lower in {"it", "that"} and (
        here + 1 >= end or tags[here + 1] not in {"verb", "auxiliary"} or is_past(words[here + 1].lower)
    )


def _says_what(clauses: Clauses, here: int, end: int) -> bool:
    """Whether what follows a verb of deciding is what was chosen, and not where or when."""
    word = clauses.words[here].lower
    if word in {"to", "not", "that", "against", "for", "on"} or begins_clause(clauses, here):
        return True
    return any(
        clauses.words[place].lower == "to" and clauses.tags[place - 1] != "verb"
        for place in range(here + 1, min(end, here + 8))
    )


def _after_insertion(clauses: Clauses, here: int, end: int) -> int:
    for place in range(here + 1, min(end, here + 16)):
        if "," in clauses.gap(place):
            return place
    return end


def _end(clauses: Clauses, here: int, end: int) -> int:
    """The end of what was chosen."""
    words = clauses.words
    first = here
    if words[first].lower in {"to", "that", "not"} and first + 1 < end:
        first += 1
    stop = end_of_action(clauses, first)
    for place in range(first + 1, stop):
        if words[place].lower == "rather" and clauses.after(place) == "than":
            return place
    return stop


def _by(clauses: Clauses, first: int, region: int, *, passive: bool) -> tuple[Who | None, int]:
    """Whose decision it is, and the ordinal of the first word of its clause."""
    words = clauses.words
    if passive:
        start = first
        while start > region and clauses.tags[start - 1] in {"it", "auxiliary"}:
            start -= 1
        return Who(SELF, "self"), start
    if first == region:
        return Who(clauses.voice(words[first].start) or UNKNOWN, "shared"), first
    subject: Subject = clauses.subject(first)
    if subject.how == "elided" or subject.id is None:
        return None, first
    start = clauses.ordinal(subject.span.start) if subject.span is not None and subject.how != "shared" else first
    if stem(words[start]) == "we":
        return Who(clauses.voice(words[start].start) or UNKNOWN, "self"), start
    return who_is(clauses.passage, subject), start


def _hypothetical(clauses: Clauses, region: int, start: int) -> bool:
    """Whether it stands under an if, a wish or a question."""
    words = clauses.words
    if any(
        words[here].lower in {"if", "whether", "unless", "suppose", "wish", "hope", "until", "like"}
        for here in range(region, start)
    ):
        return True
    return asks(clauses, start)


def _phrased(passage: Passage, clauses: Clauses, verb: int) -> int | None:  # noqa: C901, PLR0911 - a line for each form
    """Adds a choice that is told by what was done, weighed or taken back: I handed in my notice, I'm in two minds."""
    words, tags = clauses.words, clauses.tags
    region, end = clauses.region(verb)
    found = None
    for phrase, state in _PHRASES.get(words[verb].lower, ()):
        after = _match(clauses, verb, end, phrase)
        if after is not None:
            found = (after, state, phrase)
            break
    if found is None:
        return None
    after, state, phrase = found
    if (
        phrase[0] in {"turned", "turn"}
        and after - verb > len(phrase)
        and clauses.tags[verb + 1] in {"possessive", "determiner"}
    ):
        return None  # her head, the lamp
    if phrase == ("settled", "on") and clauses.before(verb) in {"am", "is", "are", "was", "were", "i'm"}:
        return None
    if phrase == ("accepted",) and clauses.after(verb) in {"no", "nothing", "that", "a"}:
        return None
    if phrase[-1] == "for" and any(words[here].lower in _PARCELS for here in range(after, min(end, after + 2))):
        return None
    first = verb
    while first > region and tags[first - 1] in {"auxiliary", "adverb", "negator"} and "," not in clauses.gap(first):
        first -= 1
        if words[first].lower in _UNDONE or words[first].lower.endswith("n't"):
            return None
    if first > region and (words[first - 1].lower in _UNDONE or words[first - 1].lower.endswith(("'ll", "n't", "'d"))):
        return None
    who, start = _by(clauses, first, region, passive=False)
    if who is None or _hypothetical(clauses, region, start) or in_fiction(passage, words[verb].start):
        return None
    stop = end_of_action(clauses, after - 1) if after <= end else end
    if phrase[0] in {"turned", "turn", "declined"}:  # and not where, or how fast
        stop = next((here for here in range(after + 1, stop) if words[here].lower in {"in", "at", "after"}), stop)
    return _keep(passage, clauses, (start, verb, stop), who, state, state)


def _match(clauses: Clauses, here: int, end: int, phrase: tuple[str, ...]) -> int | None:
    """The ordinal after a phrase that begins at `here`; one or two words may stand before a last `down` or `up`."""
    words = clauses.words
    place = here
    for number, part in enumerate(phrase):
        if place < end and words[place].lower == part:
            place += 1
            continue
        if number == len(phrase) - 1 and part in {"down", "off"}:
            for later in range(place + 1, min(end, place + 4)):
                if words[later].lower == part:
                    return later + 1
        return None
    return place


def _keep(
    passage: Passage,
    clauses: Clauses,
    place: tuple[int, int, int],
    who: Who,
    state: DecisionState,
    rule: str,
    *,
    rest: tuple[int, int] | None = None,
) -> int:
    """Adds one with its reasons; returns the ordinal after its last word."""
    start, _, stop = place
    start = start_of_clause(clauses, start)
    last = rest[1] if rest is not None else stop
    reasons = reasons_after(clauses, last)
    spans: list[Span] = [span_of(clauses, start, stop)]
    if rest is not None:
        spans.append(span_of(clauses, *rest))
    passage.add(
        Decision(who.id, state, reasons.made_for, reasons.made_against), *spans, source=f"decision.{rule}.{who.surely}"
    )
    return last
