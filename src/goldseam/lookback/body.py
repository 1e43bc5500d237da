"""The body: what she notes of it, and what she accepted in her entries, on one time line with her days."""

from datetime import date
from typing import NamedTuple

from goldseam.keep.listing import gists
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.lookback.checkin import CheckIn, CheckIns
from goldseam.lookback.noted import NoteSight
from goldseam.lookback.store import Keepsake, Store, new_keepsake
from goldseam.read.questions import Questions
from goldseam.words.finding import SELF
from goldseam.words.gist import Gist
from goldseam.words.place import places_of_days
from goldseam.words.problem import Misused
from goldseam.words.quotation import Quotation, quotation

SORT = "body"
NOTE_MAX = 4000  # characters; what is longer is an entry


class Note(NamedTuple):
    """A note.

    Attributes:
        id: 32 hex digits.
        day: ISO date it is about.
        words: hers.
        made_at: milliseconds since 1970.
    """

    id: str
    day: str
    words: str
    made_at: int


class Day(NamedTuple):
    """A day of the time line; one that has nothing is not on it.

    Attributes:
        day: ISO date.
        notes: the first made first.
        found: what she accepted, as it stands in her entries.
        check_in: hers.
        entries: of that day.
    """

    day: str
    notes: tuple[Note, ...] = ()
    found: tuple[Quotation, ...] = ()
    check_in: CheckIn | None = None
    entries: tuple[Gist, ...] = ()

    @property
    def is_of_the_body(self) -> bool:
        """Whether anything of the body stands there."""
        return bool(self.notes or self.found)


class Body:
    """The notes of one vault, and what stands beside them."""

    def __init__(self, vault: Vault, store: Store, questions: Questions) -> None:
        self._vault = vault
        self._store = store
        self._questions = questions

    def notes(self, first: str, last: str, sight: NoteSight) -> list[Note]:
        """Those about days from `first` to `last`, in the order of days."""
        kept = [one for one in self._store.all(SORT) if first <= str(one.meta.get("day", "")) <= last]
        return sorted((_note(one) for one in kept if sight.shows(one)), key=lambda one: (one.day, one.made_at, one.id))

    def add(self, words: str, *, day: str, now_ms: int) -> Note:
        """Keeps a note. Raises Misused: it is empty, or too long for a note."""
        if not words.strip():
            raise _refused("the note was empty", "write a few words", "empty")
        if len(words) > NOTE_MAX:
            raise _refused("that is more than a note", "write it as an entry: goldseam write", "long")
        made = new_keepsake(SORT, {"day": day}, words)
        self._store.keep(made, now_ms=now_ms)
        return Note(made.id, day, words, now_ms)

    def drop(self, id_: str, *, now_ms: int) -> None:
        """Takes a note back. One that is not there is no error."""
        one = self._store.of(id_)
        if one is not None and one.sort == SORT and not one.is_gone:
            self._store.drop(one, now_ms=now_ms)

    def days(self, first: str, last: str, *, sight: Sight, notes: NoteSight) -> list[Day]:
        """The days from `first` to `last` that have anything, the earliest first.

        Cost: a look at every entry of those days, and at every finding on the body that is shown.
        """
        days: dict[str, Day] = {}
        for note in self.notes(first, last, notes):
            day = days.setdefault(note.day, Day(note.day))
            days[note.day] = day._replace(notes=(*day.notes, note))
        for found in self.found(first, last, sight=sight):
            day = days.setdefault(found.day, Day(found.day))
            days[found.day] = day._replace(found=(*day.found, found))
        for check_in in CheckIns(self._store).all(notes):
            if first <= check_in.day <= last:
                day = days.setdefault(check_in.day, Day(check_in.day))
                days[check_in.day] = day._replace(check_in=check_in)
        places = places_of_days(first, last)
        for gist in gists(self._vault.database, sight=sight, places=places, newest_first=False):
            day = days.setdefault(gist.day, Day(gist.day))
            days[gist.day] = day._replace(entries=(*day.entries, gist))
        return [days[day] for day in sorted(days)]

    def found(self, first: str, last: str, *, sight: Sight) -> list[Quotation]:
        """What she accepted as being about her own body, the first written first; proposals are not among it."""
        quotations = []
        for told in self._questions.of_type("health", sight=sight, keys=[SELF], role="who"):
            if not (told.verdict and first <= told.day <= last):
                continue
            entry = self._vault.entry(told.entry)
            start, end = told.finding["spans"][0]
            if entry is not None and entry.content.text[start:end] == told.quote:
                quotations.append(quotation(entry, start, end))
        return sorted(quotations, key=lambda one: (one.day, one.written_at, one.quote.span.start))


def valid_days(first: str, last: str) -> tuple[str, str]:
    """Two ISO days in order. Raises Misused."""
    try:
        days = date.fromisoformat(first).isoformat(), date.fromisoformat(last).isoformat()
    except ValueError:
        raise _refused("a day was not understood", "choose it from the calendar", "day") from None
    if days[0] > days[1]:
        raise _refused("the last day came before the first", "choose the earlier day first", "days")
    return days


def _note(one: Keepsake) -> Note:
    return Note(one.id, str(one.meta.get("day", "")), one.body, one.made_at)


def _refused(happened: str, next_: str, code: str) -> Misused:
    return Misused(happened, safe="nothing was changed", next=next_, code=f"lookback.body-{code}")
