"""What somebody means to do: how far the words of it reach, when it is due, whom it is for."""

from goldseam.read.clauses import Clauses
from goldseam.read.edges import begins_clause, is_past
from goldseam.read.lexicon import listed
from goldseam.words.finding import SELF
from goldseam.words.span import Span

_BREAKS = (";", ":", "—", "–", " - ", "(", ")", "\n")
_TURNS = frozenset("and but or so then".split())
_REASONS = frozenset("because since though although whereas which who whom so as while".split())
_ENOUGH = 2  # words that say what is to be done, before what is only added to it
_SHORT = 5  # words after which what is added still belongs to it
_TOWARD = listed("intending", "", "toward")
_NOBODY = frozenset({"unknown", None})


def end_of_action(clauses: Clauses, first: int) -> int:  # noqa: C901, PLR0911 - a line for each form
    """The ordinal after the last word of an action: where its clause, and what hangs on it, ends."""
    _, end = clauses.region(first)
    words, tags = clauses.words, clauses.tags
    here = first + 1
    while here < end:
        gap, word = clauses.gap(here), words[here].lower
        if any(mark in gap for mark in _BREAKS):
            return here
        if clauses.zone_of(here) is not clauses.zone_of(first):
            return here
        comma = "," in gap
        turn = tags[here] == "and" or word in _TURNS
        after = here + 1 if turn else here
        if after < end and (turn or comma) and begins_clause(clauses, after):
            return here
        if turn and after < end and (is_past(words[after].lower) or words[after].lower in {"then", "now", "not", "so"}):
            return here
        if turn and after < end and words[after].lower in {"if", "when", "unless"}:
            return here
        if word == "if" and after + 1 < end and words[here + 1].lower == "i":
            return here
        if turn and after < end and words[after].lower == "to":
            return here
        resumed = _resumed(clauses, here, end) if comma else None
        if resumed is not None:
            here = resumed
            continue
        if comma and here - first >= _ENOUGH and not _inserted(clauses, here, first):
            return here
        if word in {"because", "since", "whereas", "although", "though"} or (
            word == "so" and not comma and after < end and tags[after] in {"subject", "relative"}
        ):
            return here
        here += 1
    return end


def _resumed(clauses: Clauses, here: int, end: int) -> int | None:
    """Where an action goes on after what was said of a thing: the chair, which is not mine, to Des."""
    if clauses.words[here].lower not in {"which", "who", "whom"}:
        return None
    for place in range(here + 2, min(end, here + 8)):
        if "," in clauses.gap(place):
            return place + 1 if clauses.words[place].lower in {"to", "for", "from"} else None
    return None


def _inserted(clauses: Clauses, here: int, first: int) -> bool:
    """Whether the action goes on after a comma: to ring, on Sunday, his mother; ring Tata, with the camera."""
    word = clauses.words[here].lower
    return word in {"to", "not"} or (word in {"with", "for", "from"} and here - first <= _SHORT)


def start_of_clause(clauses: Clauses, subject: int) -> int:
    """Where a clause begins whose subject stands at an ordinal: with a time that was put before it, if one was."""
    region, _ = clauses.region(subject)
    passage = clauses.passage
    words = clauses.words
    if subject - 2 >= region and words[subject - 1].lower == "and" and not clauses.gap(subject).strip(" "):
        other = clauses.mention_over(subject - 2)  # Aki and I
        if (
            other is not None
            and other[1].kind in {"person", "pet"}
            and (other[2] == region or clauses.tags[other[2] - 1] in {"and", "adverb"})
        ):
            subject = other[2]
    for found, _ in reversed(passage.times(Span(clauses.words[region].start, clauses.words[subject].start))):
        gap = passage.text[found.span.end : clauses.words[subject].start].strip(" ,")
        first = clauses.ordinal(found.span.start)
        if gap:
            return subject
        if first > region and clauses.tags[first - 1] == "preposition" and not clauses.gap(first).strip():
            first -= 1
        opens = first == region or clauses.gap(first).strip() or clauses.tags[first - 1] in {"and", "subordinator"}
        return first if opens else subject
    return subject


def due_in(clauses: Clauses, span: Span) -> str | None:
    """The id of the one time that stands in a clause and says when; None where none does, or several."""
    times = clauses.passage.times(span)
    due = [
        (found.id, clauses.ordinal(found.span.start))
        for found, time in times
        if time.time_class in {"date", "time"} and time.value
    ]
    if (
        len(due) != 1
        or any(time.time_class == "set" for _, time in times)
        or clauses.before(due[0][1]) in {"until", "till", "through", "since"}
    ):
        return None
    return due[0][0]


def whom_for(clauses: Clauses, first: int, end: int, by: str | None) -> str | None:  # noqa: PLR0911 - a line for each form
    """The person the verb at `first` does something to or for, where its words tell that plainly."""
    words = clauses.words
    if first >= end or words[first].lower not in _TOWARD:
        return None
    here = first + 1
    if here < end and words[here].lower in {"to", "back"}:
        here += 1
    if words[first].lower.startswith("writ") and words[here - 1].lower == "to" and clauses.tags[here] == "other":
        return None  # a firm, a town
    if here >= end or clauses.gap(here).strip():
        return None
    mention = clauses.mention_over(here)
    if mention is not None and (mention[2] != here or mention[1].kind != "person" or mention[1].form == "nominal"):
        return None
    person = clauses.person(here)
    if person is None or person.id in _NOBODY or person.id == by:
        return None
    if (
        clauses.tags[here] in {"object", "possessive"}
        and person.span is not None
        and mention is None
        and person.id != SELF
    ):
        return None
    return person.id
