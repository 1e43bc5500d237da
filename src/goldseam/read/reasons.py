"""The reasons that are given for a choice and against it, in their own words."""

from typing import NamedTuple

from goldseam.read.clauses import Clauses
from goldseam.read.edges import begins_clause
from goldseam.read.lexicon import listed
from goldseam.words.span import Span

_BECAUSE = listed("deciding", "", "because")
_AGAINST = listed("deciding", "", "against")
_MOST = 5  # reasons that anybody gives in one sentence
_BREAKS = (";", ":", "—", "–", " - ", "(", ")", "\n")


class Reasons(NamedTuple):
    """The clauses that were given as reasons, without the word that leads to them."""

    made_for: tuple[Span, ...]
    made_against: tuple[Span, ...]


def reasons_after(clauses: Clauses, end: int) -> Reasons:
    """The reasons that follow a choice whose last word ends before the ordinal `end`: in its sentence, or the next."""
    made_for: list[Span] = []
    made_against: list[Span] = []
    words = clauses.words
    if end >= len(words):
        return Reasons((), ())
    _, last = clauses.region(max(0, end - 1))
    here = end
    while here < last:
        led = _led(clauses, here, last)
        if led is None:
            if (
                not made_for
                and not made_against
                and clauses.tags[here] == "and"
                and here + 1 < last
                and begins_clause(clauses, here + 1)
            ):
                break  # she goes on to something else
            here += 1
            continue
        first, side = led
        stop = _end(clauses, first, last)
        (made_for if side == "for" else made_against).extend(_parted(clauses, first, stop))
        here = stop
    if not made_for and not made_against and last < len(words):
        _next_sentence(clauses, last, made_for)
    return Reasons(tuple(made_for), tuple(made_against))


def _next_sentence(clauses: Clauses, first: int, made_for: list[Span]) -> None:
    """`Because there are nine of us, and because I counted.` as a sentence of its own; `Reasons: sky, stairs.`."""
    words = clauses.words
    _, last = clauses.region(first)
    if words[first].lower in {"reasons", "reason", "why"} and first + 1 < last and ":" in clauses.gap(first + 1):
        start = first + 1
        for here in range(first + 2, last + 1):
            if here == last or any(mark in clauses.gap(here) for mark in ",;"):
                begin = start + (words[start].lower in {"and", "because"})
                begin += words[begin].lower == "because" if begin < here else 0
                if begin < here:
                    made_for.append(clauses.span(begin, here - 1))
                start = here
        return
    if words[first].lower not in {"because", "cos", "cuz"}:
        return
    here = first
    while here < last:
        led = _led(clauses, here, last)
        if led is None:
            here += 1
            continue
        stop = _end(clauses, led[0], last)
        made_for.extend(_parted(clauses, led[0], stop))
        here = stop


def _parted(clauses: Clauses, first: int, stop: int) -> list[Span]:
    """One reason, or two where a second clause with a subject of its own follows an `and`."""
    for here in range(first + 2, stop - 1):
        if clauses.words[here].lower == "and" and begins_clause(clauses, here + 1) and begins_clause(clauses, first):
            return [clauses.span(first, here - 1), *_parted(clauses, here + 1, stop)]
    return [clauses.span(first, stop - 1)]


def _led(clauses: Clauses, here: int, last: int) -> tuple[int, str] | None:  # noqa: PLR0911 - a line for each form
    """The first word of a reason that a word at `here` leads to, and its side."""
    word = clauses.words[here].lower
    if here and clauses.words[here - 1].lower in {"not", "only", "just", "partly"}:
        return None
    if word in _BECAUSE:
        if word == "as" and not (("," in clauses.gap(here)) and here + 1 < last and begins_clause(clauses, here + 1)):
            return None
        if word == "since" and not (here + 1 < last and begins_clause(clauses, here + 1)):
            return None
        first = here + 1
        if first < last and clauses.words[first].lower == "of":
            first += 1
        return (first, "for") if first < last else None
    if word in _AGAINST or (word == "even" and clauses.after(here) == "though"):
        first = here + 1 + (word == "even")
        if word == "though" and here + 1 < last and not begins_clause(clauses, here + 1):
            return None
        return (first, "against") if first < last else None
    return None


def _end(clauses: Clauses, first: int, last: int) -> int:
    """Where a reason ends: before the next one, a break, or what the writer goes on to say."""
    words, tags = clauses.words, clauses.tags
    here = first + 1
    while here < last:
        gap = clauses.gap(here)
        if any(mark in gap for mark in _BREAKS) or clauses.zone_of(here) is not clauses.zone_of(first):
            return here
        if _led(clauses, here, last) is not None:
            back = here
            while back - 1 > first and (tags[back - 1] == "and"):
                back -= 1
            return back
        if "," in gap and words[here].lower in {"so", "but", "which", "then", "though"}:
            return here
        here += 1
    return last
