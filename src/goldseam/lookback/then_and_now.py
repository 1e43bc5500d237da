"""Then and now: two passages of hers about somebody or something that she names, drawn by lot.

Every page that is about it is as likely as any other, whatever its length, its day and how she felt on it: the two
extremes would tell a story, and two by lot tell hers. Nothing is said about them here.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from random import Random
from typing import NamedTuple

from goldseam.find.search import Find
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.lookback.lived import written_day
from goldseam.read.due import pending
from goldseam.read.questions import Questions
from goldseam.read.sentences import sentence_around, sentences_of
from goldseam.words.delay import Delay, delay
from goldseam.words.entry import Entry
from goldseam.words.quotation import Quotation, quotation

Spans = Sequence[tuple[int, int]]
_DAY_BITS = 13


class Passage(NamedTuple):
    """A place of one page, where it is about what she named.

    Attributes:
        said: the sentence.
        around: the sentence with the one before and the one after it.
        written: ISO date of the journal day on which it was written.
        later: how long that is after the day of the page.
        since: how long ago it was written.
    """

    said: Quotation
    around: Quotation
    written: str
    later: Delay
    since: Delay

    @property
    def before(self) -> str:
        """What stands around it before the sentence."""
        return self.around.words[: self.said.quote.span.start - self.around.quote.span.start]

    @property
    def after(self) -> str:
        """What stands around it behind the sentence."""
        return self.around.words[self.said.quote.span.end - self.around.quote.span.start :]


class Drawn(NamedTuple):
    """Two passages in the order of their days.

    Attributes:
        passages: two, or none where there are no two pages.
        pages: how many pages are about it.
        unread: how many entries wait to be read, where that is how it was looked for; they may be about it too.
    """

    passages: tuple[Passage, Passage] | None
    pages: int
    unread: int = 0

    @property
    def entries(self) -> tuple[str, ...]:
        """The ids of their pages."""
        return tuple(passage.said.entry for passage in self.passages or ())


class Now(NamedTuple):
    """When it is.

    Attributes:
        today: ISO date.
        day_start_hour: of her day.
    """

    today: str
    day_start_hour: int


class _Page(NamedTuple):
    """A page that can be drawn: by what it is found again, and the ordinal of its day."""

    key: str | int
    day: int


class ThenAndNow:
    """Draws from the pages of one vault."""

    def __init__(self, vault: Vault, find: Find, questions: Questions) -> None:
        self._vault = vault
        self._find = find
        self._questions = questions

    def of_person(
        self, keys: Sequence[str], *, sight: Sight, random: Random, now: Now, but: Collection[str] = ()
    ) -> Drawn:
        """Two passages that name somebody. Cost: a look at every place that does.

        Args:
            keys: by which the person is found (`Somebody.keys`).
            sight: what may be seen where she names this one.
            random: the lot.
            now: when it is.
            but: ids of two entries that are not drawn together, where there are any others.
        """
        named = self._questions.pages_naming(keys, sight=sight)
        pages = [_Page(entry, place >> _DAY_BITS) for entry, place in named]

        def look(page: _Page) -> tuple[Entry, Spans] | None:
            entry = self._vault.entry(str(page.key))
            if entry is None:
                return None
            told = self._questions.naming_in(entry.id, keys, sight=sight)
            spans = [(one.finding["spans"][0], one.quote) for one in told]
            return entry, [(start, end) for (start, end), quote in spans if entry.content.text[start:end] == quote]

        drawn = self._drawn(pages, look, random, now, frozenset(but))
        return drawn._replace(unread=pending(self._vault))

    def of_query(self, query: str, *, sight: Sight, random: Random, now: Now, but: Collection[str] = ()) -> Drawn:
        """Two passages that a search finds; where it has no words, as for a tag, any sentence of the page.

        Args:
            query: in the language of docs/search.md.
            sight: what may be seen where she asks for that.
            random: the lot.
            now: when it is.
            but: as in `of_person`.

        Raises: Misused, Busy: as `Find.entries`.
        """
        places, marker = self._find.all_of(query, sight=sight, today=now.today)
        pages = [_Page(place, place >> _DAY_BITS) for place in places]

        def look(page: _Page) -> tuple[Entry, Spans] | None:
            entry = next(iter(self._vault.entries_at([int(page.key)])), None)
            if entry is None:
                return None
            text = entry.content.text
            return entry, [(start, end) for start, end in marker.marks(text) or sentences_of(text)]

        return self._drawn(pages, look, random, now, frozenset(but))

    def _drawn(
        self,
        pages: list[_Page],
        look: Callable[[_Page], tuple[Entry, Spans] | None],
        random: Random,
        now: Now,
        but: frozenset[str],
    ) -> Drawn:
        """A passage of each of two pages by lot. Cost: two pages read, and two more for each pair that is not to be."""
        left = list(pages)
        while len(left) > 1:
            drawn = []
            for page in _pair_of(left, random):
                found = look(page)
                if found is None or not found[1]:
                    left.remove(page)  # changed or removed since it was read, or it has no words
                else:
                    drawn.append(_passage(found[0], random.choice(found[1]), now))
            together = frozenset(one.said.entry for one in drawn)
            if len(drawn) == 2 and (together != but or len(left) == 2):  # noqa: PLR2004 - a pair
                first, second = sorted(drawn, key=lambda one: (one.said.day, one.written))
                return Drawn((first, second), len(pages))
        return Drawn(None, len(pages))


def _pair_of(pages: list[_Page], random: Random) -> tuple[_Page, _Page]:
    """Two of at least two, each page as likely as any other, and of different days.

    They stand in a circle in the order of their days; one is drawn, and the other stands so far on that it is of
    another day, whichever was drawn. Where one day has more than half of them that cannot be: one is of that day then,
    and one is not, as long as there are others.
    """
    circle = random.sample(pages, len(pages))
    circle.sort(key=lambda page: page.day)
    day, most = Counter(page.day for page in circle).most_common(1)[0]
    if len(circle) // 2 < most < len(circle):
        one, other = ([page for page in circle if (page.day == day) is of_it] for of_it in (True, False))
        return random.choice(one), random.choice(other)
    on = random.randint(most, len(circle) - most) if most < len(circle) else random.randrange(1, len(circle))
    first = random.randrange(len(circle))
    return circle[first], circle[(first + on) % len(circle)]


def _passage(entry: Entry, span: tuple[int, int], now: Now) -> Passage:
    text = entry.content.text
    said = sentence_around(text, *span)
    sentences = sentences_of(text)
    before = [one for one in sentences if one.end <= said[0]][-1:]
    after = [one for one in sentences if one.start >= said[1]][:1]
    around = (before[0].start if before else said[0], after[0].end if after else said[1])
    written = written_day(entry.content, now.day_start_hour)
    return Passage(
        quotation(entry, *said),
        quotation(entry, *around),
        written,
        delay(entry.content.day, written),
        delay(written, now.today),
    )
