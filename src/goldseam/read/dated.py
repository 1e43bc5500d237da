"""Which days, months and years a sentence names beside somebody, and where that is kept.

Whoever asks for somebody's time line looks at nothing else. Only days of other pages are kept: what a page says of its
own day, it says by standing there.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from goldseam.keep.database import Value
from goldseam.read.days import Named
from goldseam.words.entry import Entry
from goldseam.words.span import Span

TABLE = """
create table read_dated (              -- the days, months and years that a sentence names beside somebody
    who       text not null,           -- as in read_who
    first     integer not null,        -- ordinal of the first day of it
    level     text not null,           -- day, month, year
    last      integer not null,        -- and of the last
    entry     blob not null,
    id        text not null,           -- of the time
    place     integer not null,        -- of the entry
    hers      integer not null,        -- whether she has said that it means this day
    primary key (who, first, level, entry, id)
) strict, without rowid;
create index read_dated_entry on read_dated (entry);
create index read_dated_hers on read_dated (who, first) where hers = 1;
"""


class Dated(NamedTuple):
    """A time of an entry, and what it names."""

    id: str
    span: Span
    named: Named
    hers: bool


def dated_rows(
    entry: Entry, place: int, times: Sequence[Dated], people: Sequence[tuple[str, Span]]
) -> list[tuple[Value, ...]]:
    """The rows of an entry.

    Args:
        entry: itself.
        place: where it is.
        times: in it.
        people: the key of whoever is named in it, and where.

    Cost: nothing where there are no times or no people, else one pass over the text.
    """
    if not times or not people:
        return []
    from goldseam.read.sentences import sentences_of  # noqa: PLC0415 - most entries name no other day

    sentences = sentences_of(entry.content.text)
    starts, ends = [one.start for one in sentences], [one.end for one in sentences]

    def around(span: Span) -> range:
        return range(bisect_right(ends, span.start), bisect_left(starts, span.end))

    own = place >> 13
    rows: list[tuple[Value, ...]] = []
    for time in times:
        here = set(around(time.span))
        who = sorted({key for key, span in people if not here.isdisjoint(around(span))})
        for first, last in time.named.parts() if who else ():
            if not first <= own <= last:
                rest = (first, time.named.level, last, bytes.fromhex(entry.id), time.id, place, int(time.hers))
                rows += [(key, *rest) for key in who]
    return rows
