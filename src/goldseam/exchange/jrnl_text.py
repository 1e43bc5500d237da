"""jrnl's plain text: `[date] Title` on a line, the rest below, until the next date."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice, pairwise
from typing import NamedTuple

from goldseam.exchange.encoding import Notes, mend
from goldseam.exchange.fields import clean_tags
from goldseam.exchange.incoming import RECORD_CHARS_MAX, Circumstances, Incoming, digest_of, labelled, unreadable
from goldseam.exchange.moment import Moment, moment_at, on_day
from goldseam.exchange.notes import DATE_ORDER_GUESSED, ZONE_ASSUMED
from goldseam.words.entry import Content, JsonObject
from goldseam.words.problem import Problem

FORMAT = "jrnl"
HEADERS_WEIGHED = 2_000
TRIES = 8
_HEADER = re.compile(r"\[([^\]\r\n]{4,48})\](?:[ \t]|\r?\n?\Z)")
_TAG = re.compile(r"(?<!\S)[@#]([-+*#/\w]+)")
_BLANK = " \t\r\n"
_DIGITS_IN_A_DATE = 3

_DATES = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y%m%d",
    "%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%b %d, %Y", "%B %d, %Y",
    "%a %d %b %Y", "%a, %d %b %Y", "%A %d %B %Y", "%A, %d %B %Y", "%A, %B %d, %Y", "%a %b %d %Y", "%a %Y-%m-%d",
    "%Y-%m-%d %a",
)  # fmt: skip
_CLOCKS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%Hh%M")
_NUMERIC = 9  # of _DATES, those of one width
_DAY_FIRST = re.compile(r"%d([./-])%m")
_AN_EVENING = datetime(2013, 10, 20, 20, 20)  # noqa: DTZ001 - only to see how wide a pattern is


class DateFormat(NamedTuple):
    """How a journal writes its dates: jrnl writes all of a file in one way, if nobody changed its settings since.

    Attributes:
        pattern: of `strptime`.
        has_date: false where only the hour stands, as it may in folders.
        has_clock: false where only the day stands.
        guessed: whether day and month could be the other way round.
        bare: how many characters a date has where it stands without brackets, as before jrnl 2; else 0.
    """

    pattern: str
    has_date: bool = True
    has_clock: bool = True
    guessed: bool = False
    bare: int = 0

    def read(self, said: str) -> datetime | None:
        """The date that is meant, naive; None if it is written in another way."""
        try:
            return datetime.strptime(said.strip(), self.pattern)  # noqa: DTZ007 - jrnl knows no zones
        except ValueError:
            return None

    def _otherwise(self, said: str) -> datetime | None:
        """Jrnl takes any moment in brackets for the start of an entry, however the others are written.

        So do we where nothing has to be guessed: the year first, and a clock. What has a day alone may be her text.
        """
        if not (self.has_date and self.has_clock) or not _has_digits(said):
            return None
        return next((date for date in (form.read(said) for form in _CERTAIN) if date), None)

    def start(self, line: str) -> tuple[datetime, str] | None:
        """The date a line begins an entry with, and the rest of it; None for any other line."""
        if self.bare:
            date = self.read(line[: self.bare]) if line[:1].isdigit() else None
            return (date, line[self.bare + 1 :]) if date else None
        header = _HEADER.match(line) if line.startswith("[") else None
        date = (self.read(header[1]) or self._otherwise(header[1])) if header else None
        return (date, line[header.end() :]) if header and date else None


_CERTAIN = tuple(
    DateFormat(f"{date}{between}{clock}") for date in _DATES[:3] for between in (" ", "T") for clock in _CLOCKS
)


class RawEntry(NamedTuple):
    """An entry as it stands in the file.

    Attributes:
        date: naive; None for what stands before the first date.
        text: everything after the date; empty when it was too long to be taken.
        too_long: whether it was.
    """

    date: datetime | None
    text: str
    too_long: bool


def find_format(lines: Iterable[str], *, in_folder: bool = False, bare: bool = False) -> DateFormat | None:
    """How the dates at the beginnings of these lines are written; None if they are none.

    Weighed are the first HEADERS_WEIGHED; where day and month could be either way round, the way in which the entries
    follow one another decides.

    Args:
        lines: of the file.
        in_folder: dates may be an hour alone.
        bare: dates stand without brackets.
    """
    if bare:
        return _bare_format(lines)
    found = (header[1] for line in lines if line.startswith("[") and (header := _HEADER.match(line)))
    said = list(islice((blob for blob in found if _has_digits(blob)), HEADERS_WEIGHED))
    for first in said[:TRIES]:
        possible = [form for form in _formats(in_folder=in_folder) if form.read(first)]
        if possible:
            return _weighed(possible, said)
    return None


def _has_digits(blob: str) -> bool:
    return sum(map(blob.count, "0123456789")) >= _DIGITS_IN_A_DATE


def _formats(*, in_folder: bool) -> Iterator[DateFormat]:
    for date in _DATES:
        for clock in _CLOCKS:
            yield DateFormat(f"{date} {clock}")
    for clock in _CLOCKS:
        yield DateFormat(f"%Y-%m-%dT{clock}")
        yield DateFormat(f"{clock} %d.%m.%Y")
    for date in _DATES:
        yield DateFormat(date, has_clock=False)
    if in_folder:
        for clock in _CLOCKS:
            yield DateFormat(clock, has_date=False)


def _weighed(possible: list[DateFormat], said: list[str]) -> DateFormat:
    def weight(form: DateFormat) -> tuple[int, int]:
        dates = [date for date in map(form.read, said) if date]
        return len(dates), sum(a <= b for a, b in pairwise(dates))

    weights = {form: weight(form) for form in possible}
    best = max(possible, key=lambda form: weights[form])
    turned = DateFormat(_DAY_FIRST.sub(r"%m\1%d", best.pattern), best.has_date, best.has_clock)
    return best._replace(guessed=turned != best and weights.get(turned) == weights[best])


def _bare_format(lines: Iterable[str]) -> DateFormat | None:
    first = next((line for line in islice(lines, HEADERS_WEIGHED) if line.strip()), "")
    for date in _DATES[:_NUMERIC]:
        for clock in _CLOCKS[:4]:
            form = DateFormat(f"{date} {clock}")
            form = form._replace(bare=len(_AN_EVENING.strftime(form.pattern)))
            if form.start(first):
                return form
    return None


def iter_raw(lines: Iterable[str], form: DateFormat) -> Iterator[RawEntry]:
    """The entries of a file; a line whose brackets hold no date of it, nor a moment that is certain, goes on."""
    date: datetime | None = None
    kept: list[str] = []
    chars = 0
    for line in lines:
        start = form.start(line)
        if start:
            yield from _raw(date, kept, chars)
            date, kept, chars = start[0], [start[1]], len(start[1])
        else:
            chars += len(line)
            kept = [] if chars > RECORD_CHARS_MAX else kept
            kept.append(line)
    yield from _raw(date, kept, chars)


def _raw(date: datetime | None, kept: list[str], chars: int) -> Iterator[RawEntry]:
    if chars > RECORD_CHARS_MAX:
        yield RawEntry(date, "", too_long=True)
    elif date or any(line.strip() for line in kept):
        yield RawEntry(date, "".join(kept), too_long=False)


def entry_of_raw(raw: RawEntry, form: DateFormat, ordinal: int, circumstances: Circumstances) -> Incoming | Problem:
    """An entry of a file. The first line is the title where there are others."""
    if raw.too_long:
        return unreadable(
            ordinal, f"it is longer than {RECORD_CHARS_MAX >> 20} million characters", code="record-too-long"
        )
    notes: Notes = [DATE_ORDER_GUESSED] if form.guessed else []
    text = mend(raw.text, notes).strip(_BLANK)
    first, _, rest = text.partition("\n")
    starred = first.rstrip(_BLANK).endswith("*")
    if starred:
        first = first.rstrip(" \t\r*")
    tags = clean_tags([tag.lower() for tag in _TAG.findall(text)])
    when = _moment(raw.date, circumstances, has_clock=form.has_clock) if raw.date else None
    said = raw.date.isoformat(timespec="minutes").split("T") if raw.date else ("", "")
    extra: JsonObject = {"date": said[0], "time": said[1]} if when and when.lossy else {}
    source_id = jrnl_id(said[0], said[1] if form.has_clock else "", first, rest)
    return jrnl_entry(
        when,
        first,
        rest,
        ordinal,
        circumstances,
        starred=starred,
        tags=tags,
        notes=notes,
        extra=extra,
        source_id=source_id,
    )


def jrnl_id(date: str, clock: str, title: str, body: str) -> str:
    """What an entry of jrnl is known by: its minute, as it stands there, and its words.

    It is the same from jrnl's file, its folder and its JSON, and wherever she is when she imports it.
    """
    return digest_of(date, clock[:5], "".join((title + body).split()))


def _moment(date: datetime, circumstances: Circumstances, *, has_clock: bool) -> Moment | None:
    zone = circumstances.zone
    if not has_clock:
        return on_day(date.date().isoformat(), zone, (ZONE_ASSUMED,))
    return moment_at(date, zone, circumstances, notes=(ZONE_ASSUMED,))


def jrnl_entry(  # noqa: PLR0913 - what jrnl knows of an entry
    when: Moment | None,
    title: str,
    body: str,
    ordinal: int,
    circumstances: Circumstances,
    *,
    starred: bool,
    tags: tuple[str, ...],
    notes: Notes,
    extra: JsonObject,
    source_id: str,
) -> Incoming:
    """An entry of jrnl; its title, where it has a body."""
    title, body = title.strip(_BLANK), body.rstrip(_BLANK).lstrip("\r\n")
    noted = (*dict.fromkeys(notes), *(when.notes if when else ()))
    written_at, zone, day, clock, _ = when or (0, circumstances.zone, "", False, ())
    content = Content(
        text=body or title,
        written_at=written_at,
        zone=zone,
        day=day,
        title=title if body else "",
        tags=tags,
        starred=starred,
        clock=clock,
        extra=labelled(extra, noted),
    )
    return Incoming(FORMAT, source_id, ordinal, content, notes=noted)
