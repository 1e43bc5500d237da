"""Days by the calendar she lived with: the Julian, Old Style, where a source has turned them into today's.

An editor may have printed the night of 2 September 1666 as the twelfth. Nothing is turned back by guess: it is done
where it is asked for, and where an entry itself begins with the other day (`2nd. Up early …`), the report says so.
"""

import re

from goldseam.exchange.incoming import Arriving, Incoming, labelled
from goldseam.exchange.notes import DAY_OLD_STYLE, LOOKS_OLD_STYLE
from goldseam.words.julian import LAST_YEAR, julian_day
from goldseam.words.problem import Problem

_DAY_FIRST = re.compile(
    r"\W{0,3}(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}[.,]? )?(\d{1,2})(?:st|nd|rd|d|th)\b"
)


def old_style_days(records: Arriving, *, asked: bool) -> Arriving:
    """The records: on the days of the Julian calendar where that is asked for, else with a note where it might be.

    The instant an entry was written at stays, so what the source said can be had back.
    """
    for record in records:
        if isinstance(record, Problem):
            yield record
        elif asked:
            yield _turned(record)
        elif record.content.day[:4] <= LAST_YEAR and begins_with_old_day(record.content.text, record.content.day):
            yield record._replace(notes=(*record.notes, LOOKS_OLD_STYLE))
        else:
            yield record


def begins_with_old_day(text: str, day: str) -> bool:
    """Whether a text begins with the number of its day in the Julian calendar, and not in today's."""
    found = _DAY_FIRST.match(text)
    if not found:
        return False
    said = int(found[1])
    return said != int(day[8:]) and said == int(julian_day(day)[8:] or 0)


def _turned(record: Incoming) -> Incoming:
    """Careful: 29 February of 1700 keeps the day that the source gave it."""
    day = julian_day(record.content.day)
    if not day:
        return record
    content, notes = record.content, (*record.notes, DAY_OLD_STYLE)
    return record._replace(content=content._replace(day=day, extra=labelled(content.extra, notes)), notes=notes)
