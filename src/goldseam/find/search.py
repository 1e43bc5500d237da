"""Searching: a query in, entries with the words that were sought out; and the queries she keeps."""

# ruff: noqa: S608 - the names inside the SQL are constants of this room; what a person typed is always bound

import json
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from goldseam.find.index import WEIGHTS, Index, Progress
from goldseam.find.plan import PLACE_MAX, Plan, plan_of
from goldseam.find.query import Tree, Words, parse, text_of
from goldseam.find.snippet import Marker, Snippet
from goldseam.find.terms import sought
from goldseam.keep.database import Value
from goldseam.keep.listing import names_of
from goldseam.keep.vault import Vault
from goldseam.words.entry import Entry
from goldseam.words.problem import Misused
from goldseam.words.span import Span

if TYPE_CHECKING:
    from goldseam.find.facets import Facets
    from goldseam.find.suggestion import Suggestion
    from goldseam.keep.sight import Sight

RANKED_MAX = 5_000  # with more hits than these, the newest come first: ranking looks at every one, at 4 µs each
COUNTED_MAX = 2_000  # so far it is counted how many entries have a word
SAMPLE = 1_000  # so many hits, the newest, tell whether there are many more
KEPT = "searches"


class Hit:
    """One entry that was found.

    Attributes:
        place: where it stands in time.
        snippet: why it was found.
    """

    __slots__ = ("_page", "place", "snippet")

    def __init__(self, place: int, snippet: Snippet, page: "Page") -> None:
        self.place = place
        self.snippet = snippet
        self._page = page

    @property
    def entry(self) -> Entry:
        """The entry as it is now; the first of a page that is asked for loads them all.

        Raises: Misused: it was removed since.
        """
        return self._page.entry(self.place)


class Hits:
    """What a query found, a page of it.

    Attributes:
        hits: in order.
        newest_first: whether that is the order of time; else what fits best comes first.
    """

    def __init__(self, hits: tuple[Hit, ...], *, newest_first: bool, marker: Marker, counted: "_Count") -> None:
        self.hits = hits
        self.newest_first = newest_first
        self._marker = marker
        self._counted = counted

    @property
    def total(self) -> int:
        """How many there are, or that there are more than 5,000: see `exact`. Cost: up to 0.5 ms when first asked."""
        return self._counted.known

    @property
    def exact(self) -> bool:
        """Whether `total` is the number of hits, and not only as far as they were counted."""
        return self._counted.known <= RANKED_MAX

    def marks(self, text: str) -> tuple[Span, ...]:
        """What was sought, as spans of a title or of a whole text."""
        return self._marker.marks(text)


class Find:
    """Searches one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._database = vault.database
        self._index = Index(vault)

    def follow(self, progress: Progress | None = None) -> int:
        """Brings the index up to date, as every search does, and expects that much waits; see `Index.follow`."""
        with self._database.in_bulk():
            return self._index.follow(progress)

    def keep_up(self) -> None:
        """Brings the index up to date where it is not; for who looks into it inside a transaction of her own.

        Raises: Busy: another process writes.
        """
        if not self._index.is_current():
            self._index.follow()

    def rebuild(self, progress: Progress | None = None) -> int:
        """Makes the index anew; see `Index.rebuild`."""
        with self._database.in_bulk():
            return self._index.rebuild(progress)

    def entries(
        self, query: str, *, sight: "Sight", today: str, limit: int = 20, offset: int = 0, newest: bool = False
    ) -> Hits:
        """The entries that a query finds.

        What fits best comes first while there are at most about 5,000, by BM25 with titles weighed as four; the newest
        beyond, for queries without words, and when asked for. Cost: under 1 ms newest first; ranking, 4 µs a hit.

        Args:
            query: in the language of docs/search.md.
            sight: what may be seen.
            today: ISO date, for days such as `last week`.
            limit: at most so many.
            offset: without the first so many.
            newest: in the order of time in any case.

        Raises: Misused: the query was not understood; it is not repeated. Busy: the index could not be brought up to
            date, because another process writes.
        """
        tree = parse(query)
        if not self._index.is_current():
            self._index.follow()
        plan = self._plan(tree, today, sight)
        marker = Marker(plan.shown)
        counted = _Count(self._vault, plan, sight)
        newest = newest or not plan.match or not counted.are_few
        rows = self._rows(plan, sight, limit, offset, newest=newest)
        page = Page(self._vault, [place for place, _ in rows])
        hits = tuple([Hit(place, marker.snippet(text), page) for place, text in rows])
        return Hits(hits, newest_first=newest, marker=marker, counted=counted)

    def all_of(self, query: str, *, sight: "Sight", today: str) -> tuple[list[int], Marker]:
        """The places of every entry that a query finds, the oldest first, and what marks in them what was sought.

        What is in the trash is none. Cost: a look at every hit, 40 ms for 40,000.

        Raises: Misused, Busy: as `entries`.
        """
        tree = parse(query)
        self.keep_up()
        plan = self._plan(tree, today, sight)
        if plan.trashed:
            return [], Marker(plan.shown)
        places, values = _places(plan, sight)
        return [int(str(place)) for (place,) in self._database.rows(f"{places} order by 1", values)], Marker(plan.shown)

    def facets(self, query: str, *, sight: "Sight", naming: "Sight", today: str) -> "Facets":
        """What a query finds, counted by year, notebook, tag, person and feeling.

        Cost: a look at every hit, 60 ms for 40,000. `naming` says who may be named without having been asked for.

        Raises: Misused, Busy: as `entries`.
        """
        from goldseam.find.facets import facets_of  # noqa: PLC0415 - a search need not pay for it

        tree = parse(query)
        if not self._index.is_current():
            self._index.follow()
        places, values = _places(self._plan(tree, today, sight), sight)
        found = facets_of(self._database, places, values, naming)
        people = []
        for name, _ in found.people:  # the query finds a person also by the name alone, in what was not read
            quoted = name.replace('"', '""')
            narrowed = self._plan(parse(f'{query} person:"{quoted}"'), today, sight)
            people.append((name, _Count(self._vault, narrowed, sight).known))
        return found._replace(people=tuple(sorted(people, key=lambda one: (-one[1], one[0]))))

    def suggest(self, beginning: str, *, sight: "Sight", limit: int = 8) -> "list[Suggestion]":
        """What could be meant by the beginning of a word, a tag (`#gar`, `tag:gar`) or a notebook (`in:wo`).

        Tags and notebooks first, then words of her entries from the commonest, folded as the index knows them, and only
        from two letters on. Nothing of this leaves the vault. Cost: a look at every word that begins so.
        """
        from goldseam.find.suggestion import suggestions  # noqa: PLC0415 - a search need not pay for it

        if not self._index.is_current():
            self._index.follow()
        return suggestions(self._vault, beginning, sight=sight, limit=limit)

    def entries_with(self, word: str, *, sight: "Sight", prefix: bool = False) -> int:
        """How many entries have a word, or one that begins so; counted no further than 2,000."""
        match = sought(word, prefix=prefix)
        if not match:
            return 0
        self.keep_up()
        few = f"select rowid from find_text where find_text match ?{sight.where('find_text.rowid')} limit ?"
        row = self._database.one(f"select count(*) from ({few})", (match, COUNTED_MAX))
        return int(str(row[0])) if row else 0

    def places_with(self, words: Iterable[str]) -> set[int]:
        """Where any of these stands as words of a text, a title or a tag, trash included. Cost: a step for each.

        Raises: Busy: the index could not be brought up to date.
        """
        self.keep_up()
        match = " OR ".join(filter(None, map(sought, words)))
        if not match:
            return set()
        tables = ("find_text", "find_trash")
        sql = " union ".join(f"select rowid from {table} where {table} match ?" for table in tables)
        return {int(str(place)) for (place,) in self._database.rows(sql, [match] * len(tables))}

    def terms_of(self, lengths: Collection[int]) -> list[str]:
        """Every term of the index that has one of these numbers of letters. Cost: a look at every term."""
        self.keep_up()
        found: set[str] = set()
        for table in ("find_text", "find_trash"):
            # The table holds nothing: it is a view of the index, and of this connection alone.
            view = f"temp.find_terms_{table}"
            self._database.run(f"create virtual table if not exists {view} using fts5vocab('main', '{table}', 'row')")
            sql = f"select term from {view} where length(term) in (select value from json_each(?))"
            found.update(str(term) for (term,) in self._database.rows(sql, (json.dumps(sorted(lengths)),)))
        return sorted(found)

    def saved(self) -> dict[str, str]:
        """The queries she kept by name before there were threads; none where they were taken over."""
        kept = self._vault.setting(KEPT, {})
        return {str(name): str(query) for name, query in kept.items()} if isinstance(kept, dict) else {}

    def forget_saved(self, *, now_ms: int) -> None:
        """Keeps none of them any more: they are threads now."""
        self._vault.set_setting(KEPT, {}, now_ms=now_ms)

    def written(self, query: str) -> str:
        """A query as it is kept. Raises Misused: it was not understood."""
        return text_of(parse(query))

    def everywhere(self, query: str, *, sight: "Sight", today: str) -> list[str]:
        """The ids of every entry that a query finds, in the trash too.

        Cost: a look at every hit. Raises: Misused, Busy: as `entries`.
        """
        tree = parse(query)
        self.keep_up()
        plan = self._plan(tree, today, sight)
        found: set[str] = set()
        for trashed in (False, True):
            places, values = _places(plan._replace(trashed=trashed), sight)
            rows = self._database.rows(
                f"select lower(hex(entry.id)) from ({places}) as hit cross join entry on entry.place = hit.place",
                values,
            )
            found |= {str(id_) for (id_,) in rows}
        return sorted(found)

    def _plan(self, tree: Tree, today: str, sight: "Sight") -> Plan:
        """The plan of a query; what reading keeps is looked at where it has begun."""
        read = not isinstance(tree, Words) or bool(tree.field)  # a single word asks for nothing of it
        read = read and bool(self._vault.fact("read.version"))
        return plan_of(tree, today=today, names=partial(names_of, self._database, sight=sight), read=read)

    def _rows(self, plan: Plan, sight: "Sight", limit: int, offset: int, *, newest: bool) -> list[tuple[int, str]]:
        """Places and texts."""
        places, values = _places(plan, sight)
        # FTS5 ranks all it finds before a condition is looked at; the function ranks only what the condition lets pass.
        best = f"bm25({table_of(plan)}, {WEIGHTS})" if plan.condition or not sight.is_whole else "rank"
        order = "place desc" if newest else best
        # Careful: "cross join" keeps the order of the inner query, which no index could give again.
        rows = self._database.rows(
            "select hit.place, coalesce(entry.merged_body, record.body)"
            f" from ({places} order by {order} limit ? offset ?) as hit"
            " cross join entry on entry.place = hit.place cross join record on record.seq = entry.shown",
            (*values, limit, offset),
        )
        return cast("list[tuple[int, str]]", rows)


class _Count:
    """How many hits a plan has, counted when it is first asked for."""

    def __init__(self, vault: Vault, plan: Plan, sight: "Sight") -> None:
        self._database = vault.database
        self._plan = plan
        self._sight = sight

    @cached_property
    def known(self) -> int:
        """Their number, or one more than `RANKED_MAX`."""
        places, values = _places(self._plan, self._sight)
        return self._number(f"select count(*) from ({places} limit ?)", (*values, RANKED_MAX + 1))

    @property
    def are_few(self) -> bool:
        """Whether they are few enough to be ranked."""
        return not self._are_clearly_many() and self.known <= RANKED_MAX

    def _are_clearly_many(self) -> bool:
        """Whether the newest thousand stand so close together that there must be more than `RANKED_MAX` in all.

        Only for a single word: of what takes longer to look up, looking up twice would cost more than counting.
        """
        match = self._plan.match
        if (
            not self._sight.is_whole
            or " " in match
            or match.endswith("*")
            or self._plan != Plan(match, shown=self._plan.shown)
        ):
            return False
        newest = "select rowid from find_text where find_text match ? order by rowid desc limit 1 offset ?"
        oldest = f"select ({newest}), (select min(place) from entry), (select max(place) from entry)"
        row = self._database.one(oldest, (match, SAMPLE - 1))
        if row is None or row[0] is None:
            return False
        last, start, end = (int(str(place)) for place in row)
        return SAMPLE * (end - start) > 2 * RANKED_MAX * (end - last)

    def _number(self, sql: str, values: Sequence[Value] = ()) -> int:
        row = self._database.one(sql, values)
        return int(str(row[0])) if row else 0


class Page:
    """The entries of some hits, loaded together when the first is wanted."""

    def __init__(self, vault: Vault, places: Sequence[int]) -> None:
        self._vault = vault
        self.places = places

    @cached_property
    def _loaded(self) -> dict[int, Entry]:
        entries = self._vault.entries_at(self.places)
        if len(entries) == len(self.places):
            return dict(zip(self.places, entries, strict=True))
        # Another process removed one meanwhile: which of them, only asking for each can tell.
        return {place: entry for place in self.places for entry in self._vault.entries_at([place])}

    def entry(self, place: int) -> Entry:
        """The entry at one of the places.

        Raises: Misused: it was removed since.
        """
        try:
            return self._loaded[place]
        except KeyError:
            raise Misused(
                "an entry was removed while it was being shown",
                safe="nothing else was changed",
                next="search again",
                code="find.removed-meanwhile",
            ) from None


def table_of(plan: Plan) -> str:
    """The table of the index that holds what a plan searches."""
    return "find_trash" if plan.trashed else "find_text"


def _places(plan: Plan, sight: "Sight") -> tuple[str, list[Value]]:
    """SQL for the places of a plan, in no order, and its values."""
    where: list[str] = []
    values: list[Value] = []
    if plan.match:
        table = table_of(plan)
        sql, column = f"select {table}.rowid as place from {table}", f"{table}.rowid"
        if plan.condition:
            sql += f" cross join entry on entry.place = {table}.rowid"
        where.append(f"{table} match ?")
        values.append(plan.match)
    else:
        sql, column = "select entry.place from entry", "entry.place"
        where.append("entry.trashed" if plan.trashed else "not entry.trashed")
    for bound, place, open_end in ((">=", plan.first, 0), ("<", plan.end, PLACE_MAX)):
        if place != open_end:
            where.append(f"{column} {bound} ?")
            values.append(place)
    if plan.condition:
        where.append(plan.condition)
        values += plan.values
    return f"{sql} where {' and '.join(where)}{sight.where(column)}", values
