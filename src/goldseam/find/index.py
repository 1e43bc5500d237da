"""The full-text index: two FTS5 tables in the vault's database, which follow the change feed."""

# ruff: noqa: S608 - the names inside the SQL are the constants below; what a person wrote is always bound

from collections.abc import Callable, Iterator, Mapping, Sequence

from goldseam.find.terms import TOKENIZER, indexed
from goldseam.keep.database import Value
from goldseam.keep.vault import Vault

VERSION = 1  # of the tables and of what `terms` makes of a text; another one means: make the index anew
FOLLOWER = "find"
BATCH = 2_000
BULK = 20_000  # from here on, adding in big pieces and tidying once is faster than tidying all along
HASH_BYTES = 8 << 20  # FTS5 sorts a batch in memory; its default of 1 MiB cuts it in pieces: 1.7 times slower
WEIGHTS = "4.0, 1.0, 2.0"  # of title, text and tags when hits are ranked
TABLES = {"find_text": False, "find_trash": True}  # and whether they hold what is in the trash

Progress = Callable[[int, int], None]

# Contentless: the texts stand in the vault already, and would stand here again. A removed row leaves its terms behind,
# marked, until the table is tidied (FTS5's secure-delete has no effect on such tables): they are terms of older
# revisions, which the vault keeps too. After a purge the tables are tidied at once: see `_forget_purged`.
_TABLE = """create virtual table {name} using fts5(
    title, body, tags, content='', contentless_delete=1, tokenize="{tokenizer}")"""
_USUAL: dict[str, int | str] = {"automerge": 8, "crisismerge": 16}
_IN_BULK: dict[str, int | str] = {"automerge": 0, "crisismerge": 1_000}
_ALWAYS: dict[str, int | str] = {"hashsize": HASH_BYTES, "rank": f"bm25({WEIGHTS})"}

_CURRENT = """select
    (select value from fact where name = 'find.version') = ?
    and (select value from fact where name = 'find.through') is null
    and not exists (select 1 from change where seq > (select seq from follower where name = ?))"""


class Index:
    """The index of one vault. No word depends on it: it can be made anew from the vault at any time."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._database = vault.database

    def is_current(self) -> bool:
        """Whether it stands, and nothing happened that it has not seen. Cost: about 10 µs."""
        row = self._database.one(_CURRENT, (VERSION, FOLLOWER))
        return row is not None and row[0] == 1

    def follow(self, progress: Progress | None = None) -> int:
        """Takes in what happened; returns at how many places it looked.

        Each batch is a transaction: what was interrupted goes on the next time. Cost: 40 to 70 µs an entry, and one
        sync a batch of 2,000; after a purge it is written anew, 2 s at 100,000 entries.

        Args:
            progress: called with the places done and their number.

        Raises: Busy: another process writes.
        """
        self._ensure()
        run = _Run(self._vault, progress)
        run.first_pass()
        run.follow()
        return run.done

    def rebuild(self, progress: Progress | None = None) -> int:
        """Makes the index anew; returns at how many places it looked."""
        self._vault.set_fact("find.version", 0)
        return self.follow(progress)

    def _ensure(self) -> None:
        """Makes the tables where there are none, or those of another version."""
        if self._vault.fact("find.version") == VERSION:
            return
        with self._database.transaction():
            self._vault.follow(FOLLOWER)
            for name in TABLES:
                self._database.run(f"drop table if exists {name}")
                self._database.run(_TABLE.format(name=name, tokenizer=TOKENIZER))
                _configure(self._vault, name, _ALWAYS | _USUAL)
            self._vault.set_fact("find.version", VERSION)
            self._vault.set_fact("find.through", -1)  # the place up to which the first pass came; null: all
            self._vault.set_fact("find.records", 0)  # the last record that was looked at for a purge
            self._vault.set_fact("find.untidy", 0)  # whether anything was removed since
            self._vault.set_fact("find.bulk", 0)  # whether pieces were left as they came


class _Run:
    """One time of catching up."""

    def __init__(self, vault: Vault, progress: Progress | None) -> None:
        self._vault = vault
        self._database = vault.database
        self._progress = progress
        self.done = 0
        self._total = 0

    def first_pass(self) -> None:
        """Every entry in the order of places, until the index has been through all; the feed brings the rest."""
        through = self._vault.fact("find.through")
        if through is None:
            return
        self._expect("select count(*) from entry where place > ?", through)
        while self._pass_batch():
            pass

    def _pass_batch(self) -> bool:
        with self._database.transaction():
            through = self._vault.fact("find.through")
            if through is None:
                return False
            rows = self._database.rows(
                "select place from entry where place > ? order by place limit ?", (through, BATCH)
            )
            places = [int(str(row[0])) for row in rows]
            self._put(places)
            self._vault.set_fact("find.through", places[-1] if places else None)
        self._advance(len(places))
        return bool(places)

    def follow(self) -> None:
        """The feed, until nothing is left of it."""
        self._expect("select count(*) from change where seq > (select seq from follower where name = ?)", FOLLOWER)
        while self._follow_batch():
            pass
        if self._vault.fact("find.bulk"):
            self._end_bulk()

    def _follow_batch(self) -> bool:
        with self._database.transaction():
            changes = self._vault.changes(FOLLOWER, limit=BATCH)
            self._put(sorted({change.place for change in changes}))
            if changes:
                self._vault.acknowledge(FOLLOWER, changes[-1].seq)
            if len(changes) < BATCH:
                self._forget_purged()
        self._advance(len(changes))
        return len(changes) == BATCH

    def _put(self, places: list[int]) -> None:
        """Makes the index say of these places what stands there now.

        Careful: FTS5 starts a new piece of the index whenever a row number is lower than the one before, so the rows
        of one transaction are put in the order of places.
        """
        if not places:
            return
        chosen = f"[{','.join(map(str, places))}]"
        for name, trashed in TABLES.items():
            self._remove(name, chosen)
            sql = f"insert into {name} (rowid, title, body, tags) values (?, ?, ?, ?)"
            self._database.many(sql, self._texts(chosen, trashed=trashed))

    def _texts(self, chosen: str, *, trashed: bool) -> Iterator[Sequence[Value]]:
        """What the index is to be given for those of the places that stand in the trash, or do not."""
        rows = self._database.each(
            "select entry_text.place, entry_text.title, body, entry_text.tags"
            " from json_each(?) as chosen cross join entry on entry.place = chosen.value"
            " cross join entry_text on entry_text.place = entry.place where entry.trashed = ?",
            (chosen, trashed),
        )
        for place, title, body, tags in rows:
            yield place, indexed(str(title)), indexed(str(body)), indexed(str(tags))

    def _remove(self, name: str, chosen: str) -> None:
        known = f"select id from {name}_docsize where id in (select value from json_each(?))"
        rows = self._database.rows(known, (chosen,))
        if rows:
            self._database.many(f"delete from {name} where rowid = ?", rows)
            self._vault.set_fact("find.untidy", 1)

    def _forget_purged(self) -> None:
        """Tidies the tables if anything was purged since the last time, so that no term of it stays in them.

        Careful: belongs into the transaction that saw the end of the feed. A purge that comes later than that is
        not looked for here, and removes a row that the next time sees.
        """
        newest = self._count("select coalesce(max(seq), 0) from record")
        seen = self._vault.fact("find.records")
        if seen == newest:
            return
        purged = "select 1 from record where seq > ? and kind = 'purge' limit 1"
        if self._vault.fact("find.untidy") and self._database.one(purged, (seen,)):
            self._tidy()
        self._vault.set_fact("find.untidy", 0)
        self._vault.set_fact("find.records", newest)

    def _begin_bulk(self) -> None:
        with self._database.transaction():
            self._vault.set_fact("find.bulk", 1)
            for name in TABLES:
                _configure(self._vault, name, _IN_BULK)

    def _end_bulk(self) -> None:
        with self._database.transaction():
            self._tidy()
            for name in TABLES:
                _configure(self._vault, name, _USUAL)
            self._vault.set_fact("find.bulk", 0)
        self._database.checkpoint()  # the write-ahead log holds all of the index again

    def _tidy(self) -> None:
        """Makes all pieces of each table one, without what was removed."""
        for name in TABLES:
            self._database.run(f"insert into {name} ({name}) values ('optimize')")

    def _expect(self, sql: str, value: Value) -> None:
        waiting = self._count(sql, (value,))
        self._total = self.done + waiting
        if waiting >= BULK:
            self._begin_bulk()

    def _count(self, sql: str, values: Sequence[Value] = ()) -> int:
        row = self._database.one(sql, values)
        assert row is not None, "an aggregate has a row"
        return int(str(row[0]))

    def _advance(self, places: int) -> None:
        self.done += places
        if self._progress is not None and places:
            self._progress(self.done, max(self._total, self.done))


def _configure(vault: Vault, name: str, settings: Mapping[str, int | str]) -> None:
    for setting, value in settings.items():
        vault.database.run(f"insert into {name} ({name}, rank) values (?, ?)", (setting, value))
