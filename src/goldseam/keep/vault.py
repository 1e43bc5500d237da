"""The vault, unlocked: records go in, entries come out."""

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from goldseam.keep.cipher import new_identity, recipient_of
from goldseam.keep.continuity import open_database
from goldseam.keep.database import Database, Row, Value
from goldseam.keep.digest import blake2b
from goldseam.keep.disk import Disk
from goldseam.keep.header import Header, load_header
from goldseam.keep.keys import PAPER, Cost, Keys, new_keys, wrap, wrap_passphrase
from goldseam.keep.making import DATABASE, making
from goldseam.keep.record import (
    ENTRY,
    HOLDING_WORDS,
    LOOKBACK,
    PURGE,
    SETTING,
    Record,
    content_of,
    meta_of,
    meta_text,
    new_record,
    revision_of,
)
from goldseam.keep.schema import check_version, create_tables
from goldseam.words.change import Change
from goldseam.words.day import local_time
from goldseam.words.entry import Content, Entry, JsonObject, Revision
from goldseam.words.place import place_of
from goldseam.words.problem import Damaged, Misused, Problem

if TYPE_CHECKING:
    from goldseam.keep.sight import Sight

COMPRESS_OVER = 256
LOOKED_BACK = "lookback.any"  # a fact: whether any record ever said something of looking back
ID_DIGITS = 32
IN_MAX = 500

_WORDS = bytes(ord(" " if chr(byte).isspace() else "w") for byte in range(256))  # what of ASCII is words, what between

_ENTRY_COLUMNS = (
    "entry.id, entry.came_by, entry.conflicts, entry.merged_meta, entry.merged_body,"
    " record.id, record.meta, record.body, record.recorded_at, entry.place"
)
_ENTRY_FROM = "from entry join record on record.seq = entry.shown"


class Vault:
    """An open vault. Every change is one transaction, durable when the method returns.

    Attributes:
        folder: where it lies.
        header: its public part, as it was when it was opened.
        keys: what opened it.
        database: for the rooms that keep tables of their own in it (find).
        disk: the files beside the database.
        device: 16 hex digits: this copy of the vault, in the records it makes.
    """

    def __init__(self, folder: str, header: Header, keys: Keys, *, disk: Disk, vfs: str | None = None) -> None:
        """Opens the database. Cost: under 2 ms at any size.

        Raises: Damaged, Busy, Problem: as `Database` and `check_version`.
        """
        self.folder = folder
        self.header = header
        self.keys = keys
        self.disk = disk
        path = os.path.join(folder, DATABASE)
        self.database = Database(path, keys.database, vfs=vfs) if vfs else open_database(path, keys.database)
        check_version(self.database)
        self.device = str(self.fact("device"))
        self._places = _Places(self.database)

    # Records in

    def record(
        self,
        kind: str,
        subject: str,
        meta: JsonObject,
        body: str,
        *,
        now_ms: int,
        parents: tuple[str, ...] = (),
        came_by: str = "",
    ) -> Record:
        """A record by this device, not yet in the vault.

        Raises: Problem: the text holds half a surrogate pair, which no file format can hold.
        """
        try:
            return new_record(kind, subject, parents, meta, body, now_ms=now_ms, device=self.device, came_by=came_by)
        except UnicodeEncodeError:
            raise Problem(
                "the text holds half a character (a lone surrogate), which cannot be stored",
                safe="nothing was saved or changed",
                next="remove the broken character and save again",
                code="keep.broken-character",
            ) from None

    def append(self, records: Sequence[Record]) -> None:
        """Saves records made by `record`, all or none; one sync of the disk.

        The views of their entries follow in the same transaction. Cost: about 0.2 ms a record and one sync.
        """
        with self.database.transaction():
            n = self.count_of(self.device)
            self._insert(records, range(n + 1, n + 1 + len(records)), arrived=False)

    def unite(self, numbered: Iterable[tuple[int, Record]]) -> int:
        """Takes records of any device, known ones again at no harm; returns how many were new.

        Raises: Damaged: two different records claim one number of one device.
        """
        with self.database.transaction():
            new = self._unknown(numbered)
            self._insert([record for _, record in new.values()], [n for n, _ in new.values()], arrived=True)
            for device in {record.device for _, record in new.values()}:
                self._log_lacks(device, min(n for n, record in new.values() if record.device == device))
        return len(new)

    def _unknown(self, numbered: Iterable[tuple[int, Record]]) -> dict[tuple[str, int], tuple[int, Record]]:
        """By author and number, those that are not here."""
        new: dict[tuple[str, int], tuple[int, Record]] = {}
        for n, record in numbered:
            known = self.database.rows(
                "select id from record where id = ? or device = ? and n = ?", (_b(record.id), _b(record.device), n)
            )
            if (_b(record.id),) in known:
                continue
            if known or new.setdefault((record.device, n), (n, record))[1].id != record.id:
                raise Damaged(
                    f"two records claim number {n} of device {record.device}: the vault was written to in two places",
                    safe="nothing was changed; both are where they were",
                    next="goldseam verify --repair keeps both",
                    code="keep.log-forked",
                )
        return new

    def _log_lacks(self, device: str, n: int) -> None:
        """Has the second copy look again at a device of which it believed it had record `n`."""
        self.database.run(
            "update segment set dirty = 1 where last >= ? and name ="
            " (select name from segment where device = ? order by last desc limit 1)",
            (n, _b(device)),
        )

    def _insert(self, records: Sequence[Record], numbers: Iterable[int], *, arrived: bool) -> None:
        row = self.database.one("select coalesce(max(seq), 0) from record")
        seq = _int(row[0]) if row else 0
        fresh = self._fresh(records)
        self._places = _Places(self.database)
        rows: list[tuple[Value, ...]] = []
        views: list[tuple[Value, ...]] = []
        taggings: list[tuple[Value, ...]] = []
        changed: list[tuple[Value, ...]] = []
        for seq, (record, n) in enumerate(zip(records, numbers, strict=True), start=seq + 1):  # noqa: B020 - counts on
            rows.append(_record_row(seq, record, n))
            if record.subject in fresh:
                place = self._view_of_first(record, seq, views, taggings)
                changed.append((place,))
        self.database.many(f"insert into record values ({', '.join('?' * 13)})", rows)  # noqa: S608 - only marks
        self.database.many(f"insert into entry values ({', '.join('?' * 17)})", views)  # noqa: S608 - only marks
        self.database.many("insert or ignore into tagging values (?, ?)", taggings)
        self.database.many("insert into change (place) values (?)", changed)
        self._places = _Places(self.database)
        self._follow_up([record for record in records if record.subject not in fresh], arrived=arrived)

    def _fresh(self, records: Sequence[Record]) -> set[str]:
        """The entries that these records alone make: one revision each, none known before."""
        count: dict[str, int] = {}
        for record in records:
            plain = record.kind == ENTRY and not record.parents and record.body is not None
            count[record.subject] = count.get(record.subject, 0) + (1 if plain else 2)
        return {s for s, times in count.items() if times == 1} - self.known_entries(list(count))

    def _view_of_first(
        self, record: Record, seq: int, views: list[tuple[Value, ...]], taggings: list[tuple[Value, ...]]
    ) -> int:
        assert record.meta is not None, "a fresh entry has its meta"
        content = content_of(record.meta, record.body or "")
        place = self._places.free(place_of(content.day, _minute(content)))
        views.append(_entry_row(place, record.subject, content, record.came_by, seq, merged=None))
        taggings.extend((tag, place) for tag in content.tags)
        return place

    def _follow_up(self, records: Sequence[Record], *, arrived: bool) -> None:
        """Heads, purges, settings and views after records on subjects that have others."""
        for record in records:
            for parent in record.parents:
                self._supersede(_b(parent))
            if arrived:
                self._look_for_children(record)
        for record in records:
            if record.kind == SETTING:
                self._apply_setting(record)
        if any(record.kind == LOOKBACK for record in records):
            self.set_fact(LOOKED_BACK, 1)
        for subject in sorted({record.subject for record in records if record.kind in {*HOLDING_WORDS, PURGE}}):
            self.refresh(subject)

    def _supersede(self, id_: bytes) -> None:
        row = self.database.one("select seq, body from record where id = ? and head", (id_,))
        if row is None:
            return
        body = row[1]
        if isinstance(body, str) and len(body) > COMPRESS_OVER:
            body = zlib.compress(body.encode())
        self.database.run("update record set head = 0, body = ? where seq = ?", (body, row[0]))

    def _look_for_children(self, record: Record) -> None:
        """A record that arrives after one that names it is no head."""
        children = self.database.rows("select parents from record where subject = ?", (_b(record.subject),))
        if any(record.id in _ids(parents) for (parents,) in children):
            self._supersede(_b(record.id))

    def _apply_setting(self, record: Record) -> None:
        meta = record.meta or {}
        name = str(meta.get("name", ""))
        known = self.database.one("select recorded_at, record from setting where name = ?", (name,))
        if known is None or (_int(known[0]), known[1]) < (record.recorded_at, _b(record.id)):
            value = json.dumps(meta.get("value"), ensure_ascii=False)
            values = (name, value, record.recorded_at, _b(record.id))
            self.database.run("insert or replace into setting values (?, ?, ?, ?)", values)

    def refresh(self, subject: str) -> None:
        """Makes the view of an entry anew from its revisions; what follows the vault looks at it again."""
        id_ = _b(subject)
        if self.database.one("select 1 from record where subject = ? and kind = ?", (id_, PURGE)):
            self._scrub(id_)
        old = self.database.one("select place from entry where id = ?", (id_,))
        place = None if old is None else _int(old[0])
        if place is not None:
            self.database.run("delete from entry where id = ?", (id_,))
            self.database.run("delete from tagging where place = ?", (place,))
            self.database.run("insert into change (place) values (?)", (place,))
        entry = self._made_view(subject)
        if entry is not None:
            self._show(entry, place)

    def _made_view(self, subject: str) -> Entry | None:
        heads = self.database.rows(
            "select id, kind, subject, parents, recorded_at, device, nonce, came_by, meta, body from record"
            " where subject = ? and kind = ? and head and body is not null limit 2",
            (_b(subject), ENTRY),
        )
        if not heads:
            return None
        if len(heads) > 1:
            from goldseam.keep.view import view_of  # noqa: PLC0415 - merging is rare, and difflib is not free

            return view_of(self.revisions(subject))
        head = revision_of(record_of(heads[0]))
        assert head.content is not None, "its body was just read"
        first = self.database.one(
            "select came_by from record where subject = ? and kind = ? and body is not null"
            " order by recorded_at, id limit 1",
            (_b(subject), ENTRY),
        )
        return Entry(subject, head.content, (head.id,), str(first[0]) if first else "", (), head.recorded_at)

    def _show(self, entry: Entry, old_place: int | None) -> None:
        row = self.database.one(
            "select seq from record where subject = ? and kind = ? and head and body is not null"
            " order by recorded_at desc, id desc limit 1",
            (_b(entry.id), ENTRY),
        )
        assert row is not None, "an entry that is shown has a head"
        place = self._places.free(place_of(entry.content.day, _minute(entry.content)), old_place)
        merged = entry if len(entry.heads) > 1 else None
        values = _entry_row(place, entry.id, entry.content, entry.came_by, _int(row[0]), merged=merged)
        self.database.run(f"insert into entry values ({', '.join('?' * 17)})", values)  # noqa: S608 - only marks
        self.database.many("insert or ignore into tagging values (?, ?)", [(tag, place) for tag in entry.content.tags])
        self.database.run("insert into change (place) values (?)", (place,))

    # Entries out

    def entry(self, entry_id: str) -> Entry | None:
        """What is shown of an entry, also of one in the trash; None if there is none."""
        found = self._entries("where entry.id = ?", (_b(entry_id),))
        return found[0] if found else None

    def entries_at(self, places: Sequence[int]) -> list[Entry]:
        """The entries at these places, in that order; places where nothing is are left out."""
        marks = ", ".join("?" * len(places))
        rows = self.database.rows(f"select {_ENTRY_COLUMNS} {_ENTRY_FROM} where place in ({marks})", places)
        by_place = {row[9]: row for row in rows}
        return [self._entry(by_place[place]) for place in places if place in by_place]

    def timeline(
        self,
        *,
        sight: "Sight",
        newest_first: bool = True,
        limit: int = -1,
        places: tuple[int, int] | None = None,
        journal: str | None = None,
        trashed: bool = False,
    ) -> list[Entry]:
        """Entries in the order of time.

        Args:
            sight: what may be seen.
            newest_first: or oldest first.
            limit: at most so many; all when negative.
            places: half-open range, from `places_of_days`.
            journal: only of this notebook.
            trashed: what is in the trash, instead of what is not.
        """
        where = ["entry.trashed = ?"]
        values: list[Value] = [int(trashed)]
        if places is not None:
            where.append("entry.place >= ? and entry.place < ?")
            values += places
        if journal is not None:
            where.append("entry.journal = ?")
            values.append(journal)
        order = "desc" if newest_first else "asc"
        tail = f"where {' and '.join(where)}{sight.where()} order by entry.place {order} limit ?"
        return self._entries(tail, (*values, limit))

    def iter_entries(self, *, batch: int = 500) -> Iterator[Entry]:
        """Every entry, oldest first, trash included, in constant memory; entries made meanwhile may be missed."""
        last = -1
        while True:
            tail = "where entry.place > ? order by entry.place limit ?"
            rows = self.database.rows(f"select {_ENTRY_COLUMNS} {_ENTRY_FROM} {tail}", (last, batch))
            if not rows:
                return
            yield from map(self._entry, rows)
            last = _int(rows[-1][9])

    def _entries(self, tail: str, values: Sequence[Value]) -> list[Entry]:
        return [self._entry(row) for row in self.database.rows(f"select {_ENTRY_COLUMNS} {_ENTRY_FROM} {tail}", values)]

    def _entry(self, row: Row) -> Entry:
        id_, came_by, conflicts, merged_meta, merged_body, head, meta, body, recorded_at, _ = row
        if merged_meta is None:
            content = content_of(json.loads(str(meta)), _body(body) or "")
            return Entry(_h(id_), content, (_h(head),), str(came_by), (), _int(recorded_at))
        content = content_of(json.loads(str(merged_meta)), str(merged_body))
        heads = self.database.rows(
            "select id from record where subject = ? and kind = ? and head and body is not null order by id",
            (id_, ENTRY),
        )
        spans = tuple((start, end) for start, end in json.loads(str(conflicts)))
        return Entry(_h(id_), content, tuple(_h(h[0]) for h in heads), str(came_by), spans, _int(recorded_at))

    def resolve(self, prefix: str) -> str:
        """The id of the one entry whose id begins with `prefix`.

        Raises: Misused: there is none, or there are several.
        """
        found = []
        if prefix and len(prefix) <= ID_DIGITS and all(c in "0123456789abcdef" for c in prefix):
            low = _b(prefix.ljust(ID_DIGITS, "0"))
            high = _b(prefix.ljust(ID_DIGITS, "f"))
            found = self.database.rows("select id from entry where id >= ? and id <= ? limit 2", (low, high))
        if len(found) == 1:
            return _h(found[0][0])
        many = "several entries begin" if found else "no entry begins"
        raise Misused(
            f"{many} with the id {prefix[:40]!r}",
            safe="nothing was changed",
            next="see the ids: goldseam list",
            code="keep.no-such-entry",
        )

    def count(self) -> int:
        """How many entries there are outside the trash. Cost: one pass over an index."""
        row = self.database.one("select count(*) from entry where not trashed")
        return _int(row[0]) if row else 0

    def tag_counts(self, sight: "Sight") -> list[tuple[str, int]]:
        """Every tag and how many entries outside the trash have it, by name."""
        seen = sight.where("tagging.place")
        counted = self.database.rows(f"select tag, count(*) from tagging where true{seen} group by tag order by tag")  # noqa: S608 - our own words
        thrown = self.database.rows(
            "select tag, count(*) from entry cross join tagging on tagging.place = entry.place where trashed"  # noqa: S608 - our own words
            f"{seen} group by tag"
        )
        return _less(counted, thrown)

    def entries_tagged(self, tag: str) -> list[str]:
        """The ids of the entries that have a tag, trash included, oldest first."""
        rows = self.database.rows(
            "select id from tagging join entry using (place) where tag = ? order by place", (tag,)
        )
        return [_h(row[0]) for row in rows]

    def entries_in(self, journal: str) -> list[str]:
        """The ids of the entries of a notebook, trash included, oldest first."""
        rows = self.database.rows("select id from entry where journal = ? order by place", (journal,))
        return [_h(row[0]) for row in rows]

    def journal_counts(self, sight: "Sight") -> list[tuple[str, int]]:
        """Every notebook and how many entries outside the trash it has; the default one is the empty name."""
        every = f"select journal, count(*) from entry indexed by entry_journal where true{sight.where()}"  # noqa: S608 - our own words
        counted = self.database.rows(f"{every} group by journal")
        thrown = self.database.rows(f"{every} and trashed group by journal")
        return _less(counted, thrown)

    def known_entries(self, ids: Sequence[str]) -> set[str]:
        """Which of these entries have a revision, or were purged."""
        known: set[str] = set()
        for start in range(0, len(ids), IN_MAX):
            some = [_b(id_) for id_ in ids[start : start + IN_MAX]]
            marks = ", ".join("?" * len(some))
            rows = self.database.rows(
                f"select distinct subject from record where subject in ({marks}) and kind in ('entry', 'purge')",  # noqa: S608 - only marks
                some,
            )
            known.update(_h(row[0]) for row in rows)
        return known

    def has(self, record_id: str) -> bool:
        """Whether a record is here, purged or not."""
        return self.database.one("select 1 from record where id = ?", (_b(record_id),)) is not None

    def revisions(self, entry_id: str) -> list[Revision]:
        """Every revision of an entry in order of arrival; purged ones have no content."""
        return [revision_of(record) for record in self.records(entry_id) if record.kind == ENTRY]

    def records(self, subject: str) -> list[Record]:
        """Every record of a subject in order of arrival."""
        columns = "id, kind, subject, parents, recorded_at, device, nonce, came_by, meta, body"
        rows = self.database.rows(f"select {columns} from record where subject = ? order by seq", (_b(subject),))  # noqa: S608 - constants
        return [record_of(row) for row in rows]

    def iter_records(
        self, device: str | None = None, *, after: int = 0, last: int = 1 << 62
    ) -> Iterator[tuple[int, Record]]:
        """Records with their numbers, of one device by number, or of all by arrival; constant memory."""
        columns = "id, kind, subject, parents, recorded_at, device, nonce, came_by, meta, body, n, seq"
        key = "seq" if device is None else "n"
        where = "" if device is None else "device = ? and"
        while True:
            rows = self.database.rows(
                f"select {columns} from record where {where} {key} > ? and {key} <= ? order by {key} limit 100",  # noqa: S608 - constants
                ((after, last) if device is None else (_b(device), after, last)),
            )
            if not rows:
                return
            for row in rows:
                yield _int(row[10]), record_of(row[:10])
            after = _int(rows[-1][11 if device is None else 10])

    def devices(self) -> dict[str, int]:
        """The number of the last record of each device. Cost: a few look-ups in an index for each."""
        rows = self.database.rows(
            "with recursive author (device) as (select min(device) from record union all"
            " select (select min(device) from record where device > author.device) from author"
            " where author.device is not null)"
            " select device, (select max(n) from record where device = author.device) from author"
            " where device is not null"
        )
        return {_h(device): _int(n) for device, n in rows}

    def count_of(self, device: str) -> int:
        """How many records a device has written."""
        row = self.database.one("select max(n) from record where device = ?", (_b(device),))
        return _int(row[0]) if row and row[0] is not None else 0

    # Following

    def follow(self, follower: str) -> bool:
        """Makes `follower` known; True the first time: it must begin from all entries, not from the feed."""
        with self.database.transaction():
            if self.database.one("select 1 from follower where name = ?", (follower,)):
                return False
            row = self.database.one("select coalesce(max(seq), 0) from change")
            self.database.run("insert into follower values (?, ?)", (follower, row[0] if row else 0))
            return True

    def changes(self, follower: str, *, limit: int = 2000) -> list[Change]:
        """What happened since `follower` last acknowledged, oldest first. Cost: nothing when nothing happened."""
        rows = self.database.rows(
            "select seq, place from change where seq > (select seq from follower where name = ?) order by seq limit ?",
            (follower, limit),
        )
        return [Change(_int(seq), _int(place)) for seq, place in rows]

    def acknowledge(self, follower: str, seq: int) -> None:
        """Everything up to `seq` was taken in; what all followers acknowledged is forgotten."""
        self.database.run("update follower set seq = ? where name = ?", (seq, follower))
        self.database.run("delete from change where seq <= (select min(seq) from follower)")

    # Settings: they travel with the vault, the newest wins

    def setting(self, name: str, default: object = None) -> object:
        """The value last given to `name`."""
        row = self.database.one("select value from setting where name = ?", (name,))
        return default if row is None else json.loads(str(row[0]))

    def set_setting(self, name: str, value: object, *, now_ms: int) -> None:
        """Gives `name` a JSON value, as a record: later than the one it replaces, also where the clock was put back."""
        subject = subject_of_setting(name)
        with self.database.transaction():
            rows = self.database.rows("select id from record where subject = ? and head", (_b(subject),))
            known = self.database.one("select recorded_at from setting where name = ?", (name,))
            at = now_ms if known is None else max(now_ms, _int(known[0]) + 1)
            heads = tuple(sorted(_h(row[0]) for row in rows))
            self.append([self.record(SETTING, subject, {"name": name, "value": value}, "", now_ms=at, parents=heads)])

    def fact(self, name: str) -> Value:
        """Something about this copy of the vault that never travels."""
        row = self.database.one("select value from fact where name = ?", (name,))
        return None if row is None else row[0]

    def set_fact(self, name: str, value: Value) -> None:
        """See `fact`."""
        self.database.run("insert or replace into fact values (?, ?)", (name, value))

    # Removing for good

    def purge(self, entry_ids: Sequence[str], *, now_ms: int) -> None:
        """Removes every text of these entries; only that they were, and when, stays.

        Afterwards, for the bytes to be gone too: let the index follow, then `settle`, and flush the log.
        """
        records = [
            self.record(PURGE, entry_id, {}, "", now_ms=now_ms, parents=self._heads(entry_id)) for entry_id in entry_ids
        ]
        self.append(records)

    def _heads(self, subject: str) -> tuple[str, ...]:
        rows = self.database.rows("select id from record where subject = ? and head order by id", (_b(subject),))
        return tuple(_h(row[0]) for row in rows)

    def _scrub(self, id_: bytes) -> None:
        """Drops what a purged entry said, wherever the database holds it."""
        self.database.run(
            "update segment set dirty = 1 where exists (select 1 from record where subject = ? and kind in (?, ?, ?, ?)"
            " and body is not null and record.device = segment.device and n between first and last)",
            (id_, *HOLDING_WORDS),
        )
        self.database.run(
            "update record set body = null, meta = null, nonce = x'', came_by = ''"
            " where subject = ? and kind in (?, ?, ?, ?)",
            (id_, *HOLDING_WORDS),
        )
        drafts = self.database.rows("delete from draft where entry = ? returning lower(hex(id))", (id_,))
        for (draft,) in drafts:  # the steps of an editor hold words too
            self.database.run("delete from fact where name in ('undo:' || ?1, 'hand:' || ?1)", (draft,))

    def used_blobs(self) -> set[str]:
        """The attachments that any revision or draft names. Cost: one pass over what stands around the texts."""
        rows = self.database.rows(
            "select meta from record where meta like '%\"attachments\"%'"
            " union all select meta from draft where meta like '%\"attachments\"%'"
        )
        return {
            str(attachment["blob"]) for (meta,) in rows for attachment in json.loads(str(meta)).get("attachments", ())
        }

    def settle(self) -> None:
        """Empties the write-ahead log, so that no removed page is left in it."""
        self.database.checkpoint()

    def close(self) -> None:
        """Ends the connection. Nothing saved depends on it."""
        self.database.close()


class _Places:
    """Gives out places while records are inserted that are not all in the table yet."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._given: set[int] = set()
        self._next: dict[int, int] = {}

    def free(self, wanted: int, old: int | None = None) -> int:
        """A place in the minute that begins at `wanted`, or the next free one after it; `old` if it is in it."""
        if old is not None and old >> 2 == wanted >> 2 and not self._taken(old):
            return old
        place = self._next.get(wanted, wanted)
        while self._taken(place):
            place = self._gap_after(place)
        self._next[wanted] = place + 1
        self._given.add(place)
        return place

    def _taken(self, place: int) -> bool:
        return place in self._given or self._database.one("select 1 from entry where place = ?", (place,)) is not None

    def _gap_after(self, place: int) -> int:
        gap = self._database.one(
            "select place + 1 from entry as e where place >= ?"
            " and not exists (select 1 from entry where place = e.place + 1) order by place limit 1",
            (place,),
        )
        return max(place + 1, _int(gap[0]) if gap else 0)


def create_vault(
    folder: str, passphrase: str, *, cost: Cost, now_ms: int, disk: Disk | None = None, vfs: str | None = None
) -> tuple[Vault, str]:
    """Makes a vault in an empty or missing folder; returns it, unlocked, and its paper key.

    It is made whole or not at all, and can be made again where a run that died had begun (`making`).

    Raises: Misused: the folder holds something.
    """
    disk = disk or Disk()
    keys = new_keys()
    header, paper = _first_header(keys, passphrase, cost, now_ms)
    with making(folder, header, README, disk, again="goldseam new --vault DIR"):
        create_database(os.path.join(folder, DATABASE), keys, vfs)
    return Vault(folder, header, keys, disk=disk, vfs=vfs), paper


def _first_header(keys: Keys, passphrase: str, cost: Cost, now_ms: int) -> tuple[Header, str]:
    vault_id = os.urandom(16).hex()
    paper = new_identity()
    slots = (
        wrap_passphrase(keys, vault_id, passphrase, cost, now_ms=now_ms),
        wrap(keys, vault_id, PAPER, paper, now_ms=now_ms),
    )
    return Header(vault_id, now_ms, (recipient_of(keys.inbox),), slots), paper


def create_database(path: str, keys: Keys, vfs: str | None = None) -> None:
    """An empty vault.db with a device id of its own."""
    database = Database(path, keys.database, vfs=vfs, create=True)
    with database.transaction():
        create_tables(database)
        database.run("insert into fact values ('device', ?)", (os.urandom(8).hex(),))
    database.checkpoint()
    database.close()


def open_vault(folder: str, keys: Keys, *, disk: Disk | None = None, vfs: str | None = None) -> Vault:
    """The vault in `folder`, opened with keys from a slot.

    Raises: NoVault, Damaged: as `load_header` and `Vault`.
    """
    disk = disk or Disk()
    return Vault(folder, load_header(folder, disk), keys, disk=disk, vfs=vfs)


def subject_of_setting(name: str) -> str:
    """The subject of the records of a setting."""
    return blake2b(f"setting:{name}".encode(), digest_size=16).hexdigest()


def _minute(content: Content) -> int:
    """Minutes since midnight of the journal day; noon when only the day is known, the end when written another day."""
    if not content.clock:
        return 720
    from datetime import date  # noqa: PLC0415 - loaded already

    try:
        local = local_time(content.written_at, content.zone)
    except Misused:
        return 720  # another machine knows this zone, or the year 10,000; the entry is shown all the same
    days = local.toordinal() - date.fromisoformat(content.day).toordinal()
    if days not in {0, 1}:
        return 1439
    return days * 1440 + local.hour * 60 + local.minute


def _entry_row(
    place: int, id_: str, content: Content, came_by: str, shown: int, *, merged: Entry | None
) -> tuple[Value, ...]:
    return (
        place,
        _b(id_),
        content.day,
        content.written_at,
        content.journal,
        content.title,
        "\n".join(content.tags),
        int(content.starred),
        int(content.trashed),
        sum(attachment.media_type.startswith("image/") for attachment in content.attachments),
        len(content.attachments),
        _word_count(content.text),
        came_by,
        shown,
        meta_text(meta_of(content)) if merged else None,
        content.text if merged else None,
        json.dumps(merged.conflicts) if merged else None,
    )


def _word_count(text: str) -> int:
    """`len(text.split())`; for ASCII in half its time."""
    return (b" " + text.encode().translate(_WORDS)).count(b" w") if text.isascii() else len(text.split())


def _record_row(seq: int, record: Record, n: int) -> tuple[Value, ...]:
    return (
        seq,
        _b(record.id),
        record.kind,
        _b(record.subject),
        bytes.fromhex("".join(record.parents)),
        record.recorded_at,
        _b(record.device),
        n,
        _b(record.nonce),
        record.came_by,
        None if record.meta is None else meta_text(record.meta),
        record.body,
        1,
    )


def record_of(row: Row) -> Record:
    """The record in a row of its table: id, kind, subject, parents, recorded_at, device, nonce, came_by, meta, body."""
    id_, kind, subject, parents, recorded_at, device, nonce, came_by, meta, body = row
    return Record(
        id=_h(id_),
        kind=str(kind),
        subject=_h(subject),
        parents=_ids(parents),
        recorded_at=_int(recorded_at),
        device=_h(device),
        nonce=_h(nonce),
        came_by=str(came_by),
        meta=None if meta is None else json.loads(str(meta)),
        body=_body(body),
    )


def _body(value: Value) -> str | None:
    if isinstance(value, bytes):
        return zlib.decompress(value).decode()
    assert value is None or isinstance(value, str), type(value)
    return value


def _ids(value: Value) -> tuple[str, ...]:
    text = _h(value)
    return tuple(text[i : i + 40] for i in range(0, len(text), 40))


def _b(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal)


def _h(value: Value) -> str:
    assert isinstance(value, bytes), type(value)
    return value.hex()


def _less(counted: Sequence[Row], thrown: Sequence[Row]) -> list[tuple[str, int]]:
    """Counts of names less those in the trash, which are few: an index alone has both, and no entry is looked at."""
    fewer = {str(name): _int(count) for name, count in thrown}
    found = ((str(name), _int(count) - fewer.get(str(name), 0)) for name, count in counted)
    return [(name, count) for name, count in found if count]


def _int(value: Value) -> int:
    assert isinstance(value, int), type(value)
    return value


README = """This folder is a private journal made with goldseam. Everything in it that you wrote is encrypted.

What is what
  vault.json   the key slots; without it, or a copy of it, nothing can be opened
  vault.db     the journal: an encrypted SQLite database (sqlite3mc, ChaCha20-Poly1305)
  inbox/       entries written while the journal was locked, as age files
  blobs/       photos and other files, as age files
  log/         a second copy of every text, as age files that need nothing but age and gunzip

To read it: install goldseam and run `goldseam --vault THIS-FOLDER list`.

To read it without goldseam, with the paper key (AGE-SECRET-KEY-1...) in the file paper.txt, and the commands age
(age-encryption.org), jq, base64 and gunzip: go into this folder, and make the files that open the rest:
    umask 077
    for s in $(jq -r '.slots[] | select(.kind == "paper") | .sealed' vault.json); do
      echo "$s" | base64 -d | age -d -i paper.txt; done > keys.json
    jq -r .log keys.json > log.txt
    jq -r .inbox keys.json > inbox.txt
Every text, each with what stands around it, as a line of JSON:
    for f in log/segments/*/*.age; do age -d -i log.txt "$f" | gunzip; done
What waits in the inbox:
    for f in inbox/*.age; do age -d -i inbox.txt "$f"; echo; done
Photos and other files:
    for f in blobs/*/*.age; do age -d -i log.txt -o "$(basename "$f" .age)" "$f"; done
Afterwards remove keys.json, log.txt and inbox.txt: whoever has them can read all of this.

A program that does it all lies in every backup, and in goldseam's source: spec/decrypt/decrypt.py.

Do not keep this folder inside a folder that a service synchronises: a database that is copied while it is written to
can be damaged. Use `goldseam backup` instead.
"""
