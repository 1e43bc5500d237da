"""Threads: a search that she keeps and names, through time. Whatever can be searched for can be followed."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, NoReturn

from goldseam.find.search import Find
from goldseam.find.snippet import Marker
from goldseam.keep.digest import blake2b
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.lookback.store import Keepsake, Store, new_keepsake
from goldseam.read.questions import ALWAYS, Within
from goldseam.read.sentences import sentence_around, sentences_of
from goldseam.words.entry import Entry
from goldseam.words.name import folded_name
from goldseam.words.place import places_of_days
from goldseam.words.problem import Misused
from goldseam.words.quotation import Quotation, quotation

SORT = "thread"
NAME_MAX = 80
_DAY_BITS = 13


class Thread(NamedTuple):
    """One of them.

    Attributes:
        id: 32 hex digits.
        name: hers.
        query: in the language of docs/search.md; days such as `last week` are counted anew each time.
    """

    id: str
    name: str
    query: str


class Followed(NamedTuple):
    """A thread from a day on, whole days of it.

    Attributes:
        first, last: ISO days of its first and its last page; empty where there is none.
        found: one sentence of each place that was sought, in the order of the pages.
        earlier, later: ISO days from which those before and those after begin; empty for none.
    """

    first: str
    last: str
    found: tuple[Quotation, ...]
    earlier: str
    later: str


class Threads:
    """The threads of one vault. Whoever shows one gives a sight; what rests is asked for of `desk.kept_threads`."""

    def __init__(self, vault: Vault, store: Store, find: Find) -> None:
        self._vault = vault
        self._store = store
        self._find = find

    def all(self) -> list[Thread]:
        """Every one of them, in the order of their names."""
        return sorted(map(_thread, self._store.all(SORT)), key=lambda one: (folded_name(one.name), one.id))

    def named(self, word: str) -> Thread:
        """The one of a name, or of the beginning of an id. Raises Misused: there is none, or there are several."""
        wanted = folded_name(word)
        every = self.all()
        found = [one for one in every if folded_name(one.name) == wanted]
        found = found or [one for one in every if len(wanted) > 3 and one.id.startswith(wanted)]  # noqa: PLR2004 - as short as an id is ever told
        if len(found) != 1:
            _refuse(
                "several threads are called so" if found else "there is no thread of that name",
                "see them with their ids: goldseam thread --json",
                "no-such-thread",
            )
        return found[0]

    def keep(self, name: str, query: str, *, now_ms: int) -> Thread:
        """Keeps a search under a name, instead of one that was kept there.

        Raises: Misused: the query was not understood, or there is no name.
        """
        name = _name(name)
        known = [one for one in self.all() if one.name == name]
        made = known[0] if known else Thread(new_keepsake(SORT, {}).id, name, "")
        return self.change(made, name, query, now_ms=now_ms)

    def change(self, thread: Thread, name: str, query: str, *, now_ms: int) -> Thread:
        """Another name, or another query. Raises Misused: as `keep`."""
        name, query = _name(name), self._find.written(query)
        known = self._store.of(thread.id) or Keepsake(thread.id, SORT, {})
        self._store.keep(known._replace(meta={"query": query}, body=name), now_ms=now_ms)
        return Thread(thread.id, name, query)

    def drop(self, thread: Thread, *, now_ms: int) -> None:
        """Keeps it no more; the pages stay as they are."""
        known = self._store.of(thread.id)
        if known is not None and not known.is_gone:
            self._store.drop(known, now_ms=now_ms)

    def take_over(self, *, now_ms: int) -> None:
        """Makes threads of the searches that were kept before there were any. Cost: a look-up where there are none."""
        old = self._find.saved()
        if not old:
            return
        key = self._vault.keys.blobs.reveal()
        ids = {
            name: blake2b(name.encode(), digest_size=16, key=key, person=b"goldseam-threads").hexdigest()
            for name in old
        }
        made = [Keepsake(ids[name], SORT, {"query": query}, name) for name, query in old.items()]
        self._store.keep(*(one for one in made if not self._vault.records(one.id)), now_ms=now_ms)
        self._find.forget_saved(now_ms=now_ms)

    def follow(
        self, thread: Thread, *, sight: Sight, today: str, start: str = "", within: Within = ALWAYS, limit: int
    ) -> Followed:
        """A thread, from a day on.

        Args:
            thread: which.
            sight: what may be seen of it.
            today: ISO date, for days such as `last week`.
            start: ISO day; empty for the first.
            within: of which days.
            limit: about so many pages.

        Cost: a look at every hit, 40 ms for 40,000, and the texts of `limit` pages.

        Raises: Misused, Busy: as `Find.entries`.
        """
        found, marker = self._find.all_of(thread.query, sight=sight, today=today)
        places = _inside(found, within)
        if not places:
            return Followed("", "", (), "", "")
        here = bisect_left(places, places_of_days(start, start)[0]) if start else 0
        end = _whole_days(places, here, limit)
        before = _whole_days_before(places, here, limit)
        quotations = [one for entry in self._vault.entries_at(places[here:end]) for one in _quoted(entry, marker)]
        return Followed(
            _day(places[0]),
            _day(places[-1]),
            tuple(quotations),
            _day(places[before]) if before < here else "",
            _day(places[end]) if end < len(places) else "",
        )


def _inside(places: Sequence[int], within: Within) -> list[int]:
    return [
        place
        for first, end in within.parts()
        for place in places[bisect_left(places, first) : bisect_left(places, end)]
    ]


def _whole_days(places: Sequence[int], start: int, limit: int) -> int:
    """Where about so many places end, without parting a day."""
    end = start + limit
    if end >= len(places):
        return len(places)
    day = places[end] >> _DAY_BITS
    begins = bisect_left(places, day << _DAY_BITS, start)
    return begins if begins > start else bisect_left(places, (day + 1) << _DAY_BITS)


def _whole_days_before(places: Sequence[int], start: int, limit: int) -> int:
    begin = start - limit
    if begin <= 0:
        return 0
    day = places[begin - 1] >> _DAY_BITS
    ends = bisect_right(places, ((day + 1) << _DAY_BITS) - 1)
    return ends if ends < start else bisect_left(places, day << _DAY_BITS)


def _quoted(entry: Entry, marker: Marker) -> list[Quotation]:
    """The sentences in which something stands that was sought; the first one where nothing was, as for a tag."""
    text = entry.content.text
    spans = [sentence_around(text, start, end) for start, end in marker.marks(text)]
    spans = spans or [(one.start, one.end) for one in sentences_of(text)[:1]]
    return [quotation(entry, start, end) for start, end in dict.fromkeys(spans)]


def _day(place: int) -> str:
    return date.fromordinal(place >> _DAY_BITS).isoformat()


def _thread(one: Keepsake) -> Thread:
    return Thread(one.id, one.body, str(one.meta.get("query", "")))


def _name(name: str) -> str:
    name = " ".join(name.split())[:NAME_MAX]
    if not name:
        _refuse("a thread needs a name", "give it one of your own words", "thread-name")
    return name


def _refuse(happened: str, then: str, code: str) -> NoReturn:
    raise Misused(happened, safe="nothing was changed", next=then, code=f"lookback.{code}")
