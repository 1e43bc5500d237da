"""What was lived: the pages of a day, and what pages of other days say about it, each with when it was written.

When something was written and what it is about are two things. A page is about its own day, and may have been written
later; and its sentences may name other days. Here all of that is brought to the day it is about, and told apart.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from goldseam.keep.listing import day_sums, gists
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.read.days import Level, month_around, year_around
from goldseam.read.questions import Questions, Spoken, Told
from goldseam.words.day import day_of
from goldseam.words.delay import Delay, delay
from goldseam.words.entry import Content
from goldseam.words.gist import Gist
from goldseam.words.place import places_of_days
from goldseam.words.quotation import Quotation, quotation

PAGES_MAX = 500  # pages of one day that are listed
NOTHING = Spoken(0, 0)


class Part(NamedTuple):
    """A day, a month or a year.

    Attributes:
        first, last: ISO dates of its first and its last day.
        pages: how many pages are about it.
        spoken: how many pages of other days name it, and how many of them by her word.
    """

    first: str
    last: str
    pages: int
    spoken: Spoken

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said of it anywhere."""
        return not self.pages and not self.spoken.entries


class Stretch(NamedTuple):
    """The days of a year or of a month.

    Attributes:
        days: all of them, in order.
        months: the months of a year, with what is said of them as such; of a month itself alone.
        pages: how many are about any of its days.
        speaking: how many pages of other days name any of its days.
    """

    days: tuple[Part, ...]
    months: tuple[Part, ...]
    pages: int
    speaking: int


class Page(NamedTuple):
    """A page about a day.

    Attributes:
        gist: of it.
        written: ISO date of the journal day on which it was written.
        delay: how long after the day it is about.
    """

    gist: Gist
    written: str
    delay: Delay


class Said(NamedTuple):
    """What a page of another day says about a day, a month or a year.

    Attributes:
        said: her sentence, exactly.
        told: the time in it that names the day.
        written: ISO date of the journal day on which it was written.
        delay: how long after the day that was that it speaks of; of a month or a year, after its last day.
    """

    said: Quotation
    told: Told
    written: str
    delay: Delay

    @property
    def is_hers(self) -> bool:
        """Whether she has said that it means this day; else it is a proposal."""
        return bool(self.told.verdict)


class Lived:
    """What was lived, as the pages of one vault tell of it."""

    def __init__(self, vault: Vault, questions: Questions) -> None:
        self._vault = vault
        self._questions = questions

    def year(self, number: int, *, sight: Sight) -> Stretch:
        """A year, 1 to 9999, day by day. Cost: one pass over its pages and over what names its days."""
        return self._stretch(*year_around(date(number, 1, 1)), sight)

    def month(self, first: date, *, sight: Sight) -> Stretch:
        """The month of a day, day by day."""
        return self._stretch(*month_around(first), sight)

    def _stretch(self, first: int, last: int, sight: Sight) -> Stretch:
        sums = day_sums(self._vault.database, _places(first, last), sight=sight)
        spoken = self._questions.spoken("day", first, last, sight=sight)
        as_such = self._questions.spoken("month", first, last, sight=sight)
        days = []
        for ordinal in range(first, last + 1):
            iso = date.fromordinal(ordinal).isoformat()
            days.append(Part(iso, iso, sums.get(iso, (0, 0))[0], spoken.get(ordinal, NOTHING)))
        months = []
        begins = first
        while begins <= last:
            ends = month_around(date.fromordinal(begins))[1]
            those = days[begins - first : ends - first + 1]
            pages = sum(day.pages for day in those)
            months.append(Part(those[0].first, those[-1].last, pages, as_such.get(begins, NOTHING)))
            begins = ends + 1
        speaking = self._questions.speaking("day", first, last, sight=sight) if spoken else 0
        return Stretch(tuple(days), tuple(months), sum(month.pages for month in months), speaking)

    def beside(self, first: int, last: int, *, sight: Sight) -> tuple[str, str]:
        """The nearest days before and after some that are named on pages of other days; ISO dates, empty for none."""
        found = (self._questions.nearest(first, -1, sight=sight), self._questions.nearest(last, 1, sight=sight))
        before, after = ("" if day is None else date.fromordinal(day).isoformat() for day in found)
        return before, after

    def pages(self, day: str, *, sight: Sight, day_start_hour: int) -> list[Page]:
        """The pages about a day (ISO date), in its order."""
        found = gists(
            self._vault.database, sight=sight, places=places_of_days(day, day), newest_first=False, limit=PAGES_MAX
        )
        made = []
        for gist in found:
            entry = self._vault.entry(gist.id)
            assert entry is not None, "it was just listed"
            written = written_day(entry.content, day_start_hour)
            made.append(Page(gist, written, delay(day, written)))
        return made

    def said(
        self, level: Level, first: date, *, sight: Sight, day_start_hour: int, limit: int = -1, skip: int = 0
    ) -> list[Said]:
        """What pages of other days say about the day, the month or the year that begins so, the oldest page first.

        A sentence that names it twice is there once.

        Args:
            level: which of them.
            first: its first day.
            sight: what may be seen.
            day_start_hour: of her day.
            limit: at most so many times are looked at; all when negative.
            skip: so many are left out before.
        """
        found = self._questions.named(level, first.toordinal(), sight=sight, limit=limit, skip=skip)
        return list(self._quoted(found, last_of(level, first), day_start_hour))

    def says_more(self, level: Level, first: date, *, sight: Sight, after: int) -> bool:
        """Whether there are more than so many times that `said` would look at."""
        return bool(self._questions.named(level, first.toordinal(), sight=sight, limit=1, skip=after))

    def _quoted(self, found: Iterable[Told], last: date, day_start_hour: int) -> Iterable[Said]:
        places = set()
        for told in found:
            said = said_of(self._vault, told, last, day_start_hour)
            if said is None or (told.entry, said.said.quote.span) in places:
                continue
            places.add((told.entry, said.said.quote.span))
            yield said


def said_of(vault: Vault, told: Told, last: date, day_start_hour: int) -> Said | None:
    """The sentence round a time, and how long after some day it was written; None where it does not stand there now."""
    entry = vault.entry(told.entry)
    start, end = told.finding["spans"][0]
    # Careful: what she changed since is read again soon; until then it is not what she says.
    if entry is None or entry.content.text[start:end] != told.quote:
        return None
    from goldseam.read.sentences import sentence_around  # noqa: PLC0415 - most years show no sentence

    written = written_day(entry.content, day_start_hour)
    place = sentence_around(entry.content.text, start, end)
    return Said(quotation(entry, *place), told, written, delay(last.isoformat(), written))


def written_day(content: Content, day_start_hour: int) -> str:
    """The journal day on which something was written; its own where nobody knows the hour."""
    return day_of(content.written_at, content.zone, day_start_hour=day_start_hour if content.clock else 0)


def last_of(level: Level, first: date) -> date:
    """The last day of the day, the month or the year that begins so."""
    if level == "day":
        return first
    return date.fromordinal((month_around if level == "month" else year_around)(first)[1])


def _places(first: int, last: int) -> tuple[int, int]:
    return places_of_days(date.fromordinal(first).isoformat(), date.fromordinal(last).isoformat())
