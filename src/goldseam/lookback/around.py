"""Around a date she sets: her check-ins and her words, and, if she wants them, three numbers before and after.

Nothing looks for a date by itself, and nothing here is kept: every number is made anew from what may be seen now.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from goldseam.keep.listing import any_hidden, day_words, iter_texts
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.lookback.checkin import CheckIn, CheckIns
from goldseam.lookback.counted import Counts, count
from goldseam.lookback.letters import Letters
from goldseam.lookback.noted import NoteSight
from goldseam.lookback.placebos import LEAST, Compared, Window, compare, plan
from goldseam.lookback.store import Store
from goldseam.read.sentences import sentences_of
from goldseam.words.entry import Entry
from goldseam.words.place import places_of_days
from goldseam.words.quotation import Quotation, quotation

WEEKS_SHOWN = 4  # on either side
BEGINNING = 240  # characters of an entry that are quoted, at least its first sentence
SENTENCE_MAX = 600
IMPORTED = "import"
LAST = date.max.toordinal()

Why = Literal["told", "few", "language"]


class Around(NamedTuple):
    """What is hers around a date.

    Attributes:
        first, last: ISO days of the time shown.
        check_ins: in the order of days.
        words: how each entry begins, the earliest first.
        partly: whether something of that time rests.
    """

    first: str
    last: str
    check_ins: tuple[CheckIn, ...]
    words: tuple[Quotation, ...]
    partly: bool


class Numbers(NamedTuple):
    """The numbers, or why there are none.

    Attributes:
        why: `told`; `few`: not enough writing to tell; `language`: not enough prose in English, and much in another
            language or in notes that have hardly any of its small words.
        compared: both sides; None unless told.
        first, last: ISO days of the sides together; empty unless told.
        partly: whether something of that time rests, which the numbers are then made without.
        imported: whether what is compared came from another journal; what is told apart is never mixed.
        others: whether writing of the other kind, letters apart, lies on the sides and was left out.
    """

    why: Why
    compared: Compared | None = None
    first: str = ""
    last: str = ""
    partly: bool = False
    imported: bool = False
    others: bool = False


class AroundDates:
    """What one vault has around dates."""

    def __init__(self, vault: Vault, store: Store, letters: Letters) -> None:
        self._vault = vault
        self._store = store
        self._letters = letters

    def hers(self, day: str, *, sight: Sight, notes: NoteSight) -> Around:
        """Her check-ins and words of four weeks before a day and four from it on. Cost: a look at those entries."""
        window = _around(day, 7 * WEEKS_SHOWN)
        first, last = _iso(window)
        check_ins = tuple(one for one in CheckIns(self._store).all(notes) if first <= one.day <= last)
        places = places_of_days(first, last)
        entries = self._vault.timeline(sight=sight, newest_first=False, places=places)
        words = tuple(made for entry in entries if (made := beginning(entry)) is not None)
        return Around(first, last, check_ins, words, any_hidden(self._vault.database, places, sight=sight))

    def numbers(self, day: str, *, sight: Sight) -> Numbers:
        """I-words, we-words and the index before a day and from it on, and how they differ at other times.

        Cost: a look at every entry, 1 µs each; and the counting of at most 82 stretches of writing, about a second
        for a million words. Constant memory but for one row of counts for each day.
        """
        here = date.fromisoformat(day).toordinal()
        kinds: dict[bool, Counter[int]] = {False: Counter(), True: Counter()}
        for ordinal, came_by, words in day_words(self._vault.database, sight=sight):
            kinds[came_by == IMPORTED][ordinal] += words
        planned = {imported: plan(words, here) for imported, words in kinds.items()}
        possible = [(one, planned[one]) for one in (False, True) if planned[one] is not None]
        if not possible:
            return Numbers("few")
        # Of two kinds with enough writing on both sides, the one with more of it.
        imported, chosen = max(possible, key=lambda pair: _least(kinds[pair[0]], here, pair[1].weeks if pair[1] else 0))
        assert chosen is not None, "it is possible"
        counts = self._counted(chosen.windows(), imported=imported, sight=sight)
        sides = Window(chosen.sides.before.first, chosen.sides.after.end)
        compared = compare(chosen, counts)
        foreign = sum(counts[one].foreign for one in range(*sides) if one in counts)
        if compared is None:
            return Numbers("language" if foreign >= LEAST else "few")
        if foreign > compared.before.words + compared.after.words:  # mostly another language: what is left is chance
            return Numbers("language")
        first, last = _iso(sides)
        others = any(kinds[not imported][one] for one in range(*sides))
        partly = any_hidden(self._vault.database, places_of_days(first, last), sight=sight)
        return Numbers("told", compared, first, last, partly, imported, others)

    def _counted(self, windows: list[Window], *, imported: bool, sight: Sight) -> dict[int, Counts]:
        letters = {letter.entry for letter in self._letters.all(sight)}
        counts: dict[int, Counts] = {}
        for ordinal, came_by, entry, text in self._texts(windows, sight=sight):
            if (came_by == IMPORTED) == imported and entry not in letters:
                known = counts.get(ordinal)
                counts[ordinal] = count(text) if known is None else known.plus(count(text))
        return counts

    def _texts(self, windows: list[Window], *, sight: Sight) -> Iterator[tuple[int, str, str, str]]:
        for window in windows:
            if window.first <= LAST and window.end > 1:
                yield from iter_texts(self._vault.database, places_of_days(*_iso(window)), sight=sight)


def beginning(entry: Entry) -> Quotation | None:
    """How an entry begins: whole sentences, at least one, of up to `BEGINNING` characters; None where it is empty."""
    text = entry.content.text
    found = sentences_of(text[: BEGINNING + SENTENCE_MAX])
    if not found:
        return None
    start, end = found[0].start, found[0].end
    for sentence in found[1:]:
        if sentence.end - start > BEGINNING:
            break
        end = sentence.end
    if end - start > SENTENCE_MAX:  # a sentence that is a page; not in the middle of a word
        end = max(text.rfind(" ", start, start + SENTENCE_MAX), start + 1)
    return quotation(entry, start, end)


def _least(words: Counter[int], here: int, weeks: int) -> int:
    days = 7 * weeks
    return min(sum(words[day] for day in range(*side)) for side in ((here - days, here), (here, here + days)))


def _around(day: str, days: int) -> Window:
    here = date.fromisoformat(day).toordinal()
    return Window(here - days, here + days)


def _iso(window: Window) -> tuple[str, str]:
    """Its first and its last day, within the years there are."""
    first, last = max(1, window.first), min(LAST, window.end - 1)
    return date.fromordinal(first).isoformat(), date.fromordinal(last).isoformat()
