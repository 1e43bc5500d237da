"""A record without a date is not lost: it gets the day of its neighbour, and says so."""

import os

from goldseam.exchange.incoming import Arriving, Incoming, labelled
from goldseam.exchange.notes import DATED_BY_FILE_TIME, DATED_BY_RECORD_AFTER, DATED_BY_RECORD_BEFORE
from goldseam.words.day import local_time, noon_of
from goldseam.words.problem import Misused, Problem

WAITING_MAX = 200
WAITING_CHARS_MAX = 16 << 20


def borrow_days(records: Arriving, path: str, zone: str) -> Arriving:
    """Gives each record without a day that of the record before it.

    The first ones get the day of the first that has one; where there is none, or too much waits for it, the day on
    which the file at `path` was last changed, in `zone`.
    """
    day, note = "", ""
    waiting: list[Incoming | Problem] = []
    chars = 0
    for record in records:
        if not isinstance(record, Problem) and record.content.day:
            yield from _dated(waiting, record.content.day, DATED_BY_RECORD_AFTER)
            yield record
            day, note = record.content.day, DATED_BY_RECORD_BEFORE
            waiting.clear()
        elif day:
            yield from _dated([record], day, note)
        else:
            waiting.append(record)
            chars += 0 if isinstance(record, Problem) else len(record.content.text)
            if len(waiting) > WAITING_MAX or chars > WAITING_CHARS_MAX:
                day, note = file_day(path, zone), DATED_BY_FILE_TIME
                yield from _dated(waiting, day, note)
                waiting.clear()
    yield from _dated(waiting, file_day(path, zone), DATED_BY_FILE_TIME)


def dated(record: Incoming, day: str, note: str) -> Incoming:
    """The record on a day that its source did not give it."""
    notes = (*record.notes, note)
    content = record.content
    content = content._replace(
        day=day, written_at=noon_of(day, content.zone), clock=False, extra=labelled(content.extra, notes)
    )
    return record._replace(content=content, notes=notes)


def file_day(path: str, zone: str) -> str:
    """The calendar day on which a file was last changed; 1970 where not even that makes sense."""
    try:
        return local_time(int(os.stat(path).st_mtime * 1000), zone).date().isoformat()
    except (OSError, OverflowError, Misused):
        return "1970-01-01"


def _dated(records: list[Incoming | Problem], day: str, note: str) -> Arriving:
    for record in records:
        yield record if isinstance(record, Problem) else dated(record, day, note)
