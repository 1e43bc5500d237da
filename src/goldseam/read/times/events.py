"""Times that only an event dates, in her own words: `once I finish my degree`, `when we still lived in Leeds`."""

from goldseam.read.times.row import Row

_CLAUSE_TOKENS = 14
_LEAST_TOKENS = 3


def event_clauses(row: Row, taken: set[int]) -> list[tuple[int, int]]:
    """The clauses that say when by what happened, as [first, end) of tokens: conjunction, person, verb, up to a sign.

    Args:
        row: the text.
        taken: tokens of times that were found already; a clause with one of them says when in another way.
    """
    found: list[tuple[int, int]] = []
    begins = 0
    for place, token in enumerate(row.tokens):
        if place < begins or not row.language.is_cue("event_conjunction", token.lower()):
            continue
        if not row.language.is_cue("event_person", row.lower(place + 1)):
            continue
        end = _end(row, place)
        if end - place < _LEAST_TOKENS or not taken.isdisjoint(range(place, end)):
            continue
        if _is_dated_by_it(row, place, end):
            found.append((place, end))
            begins = end
    return found


def _end(row: Row, first: int) -> int:
    """Where a clause ends: before a sign or the next conjunction; where neither comes soon, nowhere."""
    for place in range(first + 2, min(len(row.tokens), first + _CLAUSE_TOKENS)):
        if not row.tokens[place][0].isalnum() or row.language.is_cue("event_end", row.lower(place)):
            return place
    return len(row.tokens) if len(row.tokens) - first < _CLAUSE_TOKENS else first


def _is_dated_by_it(row: Row, first: int, end: int) -> bool:
    """Whether the clause is a time of its own and does not only tell what else went on, as `when I came in` does."""
    if row.language.is_cue("event_condition", row.lower(first)):
        return True
    return any(row.language.is_cue("event_of_a_life", row.lower(place)) for place in range(first, end))
