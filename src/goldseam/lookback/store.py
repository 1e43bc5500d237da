"""What she made here herself, as records of the vault (spec/records.md, kind `lookback`)."""

import json
import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from goldseam.keep.record import LOOKBACK, PURGE, Record
from goldseam.keep.vault import Vault

Object = dict[str, Any]
VERSION = 1
ONCE = frozenset({"decision", "recall", "outcome"})  # sorts that have one state for ever (spec/lookback.md)
_SEEN, _VERSION, _EPOCH = "lookback.records", "lookback.version", "lookback.epoch"
_TABLE = (
    "create table lookback_item (id text primary key, sort text not null, made_at integer not null,"
    " object text not null) strict"
)


class Keepsake(NamedTuple):
    """One of them, as it is now.

    Attributes:
        id: 32 hex digits.
        sort: what it is: `rest`, `thread`, …
        meta: its fields.
        body: words of hers that belong to it; may be empty.
        made_at: milliseconds since 1970, of its first state.
        heads: the records that say so; empty for one that is in no vault yet.
    """

    id: str
    sort: str
    meta: Object
    body: str = ""
    made_at: int = 0
    heads: tuple[str, ...] = ()

    @property
    def is_gone(self) -> bool:
        """Whether she took it back; its history is still there."""
        return bool(self.meta.get("gone"))


def new_keepsake(sort: str, meta: Object, body: str = "") -> Keepsake:
    """One that is in no vault yet."""
    return Keepsake(os.urandom(16).hex(), sort, meta, body)


class Store:
    """The keepsakes of one vault. Cost of each question: one look-up, and what came since."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._database = vault.database

    def keep(self, *keepsakes: Keepsake, now_ms: int) -> None:
        """Saves these states, all or none; each follows what was known of it. Durable when this returns.

        Raises:
            Problem: as `Vault.record`.
            AssertionError: a second state of what has one for ever.
        """
        for one in keepsakes:
            assert one.sort not in ONCE or not self._vault.records(one.id), "what is kept once is never changed"
        records = [
            self._vault.record(
                LOOKBACK, one.id, {**one.meta, "sort": one.sort}, one.body, now_ms=now_ms, parents=one.heads
            )
            for one in keepsakes
        ]
        with self._database.transaction():
            self._vault.append(records)
            self._follow()

    def drop(self, keepsake: Keepsake, *, now_ms: int) -> None:
        """Takes one back; `states` still tells of it."""
        self.keep(keepsake._replace(meta={**keepsake.meta, "gone": True}), now_ms=now_ms)

    def all(self, sort: str) -> list[Keepsake]:
        """Those of a sort that she has not taken back, the oldest first."""
        self._follow()
        rows = self._database.rows("select object from lookback_item where sort = ? order by made_at, id", (sort,))
        return [one for (text,) in rows if not (one := _keepsake(str(text))).is_gone]

    def everything(self) -> list[Keepsake]:
        """Those of every sort that she has not taken back, the oldest first."""
        self._follow()
        rows = self._database.rows("select object from lookback_item order by made_at, id")
        return [one for (text,) in rows if not (one := _keepsake(str(text))).is_gone]

    def of(self, id_: str) -> Keepsake | None:
        """The one with an id, also one that was taken back; None if there is none."""
        self._follow()
        row = self._database.one("select object from lookback_item where id = ?", (id_,))
        return _keepsake(str(row[0])) if row else None

    def states(self, id_: str) -> list[Keepsake]:
        """Every state it ever had, the first first: what she made is never overwritten."""
        return [_of_record(one, one.recorded_at, (one.id,)) for one in self._vault.records(id_) if _tells(one)]

    def epoch(self) -> int:
        """Rises whenever anything of hers changes here. Cost: one look-up."""
        self._follow()
        return self._epoch()

    def _epoch(self) -> int:
        epoch = self._vault.fact(_EPOCH)
        return epoch if isinstance(epoch, int) else 0

    def _follow(self) -> None:
        """Takes in the records that came since."""
        row = self._database.one("select coalesce(max(seq), 0) from record")
        newest = row[0] if row else 0
        anew = self._vault.fact(_VERSION) != VERSION
        seen = 0 if anew else self._vault.fact(_SEEN)
        if newest == seen and not anew:
            return
        with self._database.transaction():
            if anew:
                self._database.run("drop table if exists lookback_item")
                self._database.run(_TABLE)
                self._vault.set_fact(_VERSION, VERSION)
            rows = self._database.rows(
                "select distinct subject from record where seq > ? and kind in (?, ?)", (seen, LOOKBACK, PURGE)
            )
            for (subject,) in rows:
                assert isinstance(subject, bytes), "ids are bytes"
                self._take_in(subject.hex())
            self._vault.set_fact(_SEEN, newest)
            if rows:
                self._vault.set_fact(_EPOCH, self._epoch() + 1)

    def _take_in(self, subject: str) -> None:
        found = _newest(self._vault.records(subject))
        if found is None:
            self._database.run("delete from lookback_item where id = ?", (subject,))
            return
        text = json.dumps(found, ensure_ascii=False)
        values = (found.id, found.sort, found.made_at, text)
        self._database.run("insert or replace into lookback_item values (?, ?, ?, ?)", values)


def _newest(records: Sequence[Record]) -> Keepsake | None:
    """The state that holds: of several heads the one with the greatest (`recorded_at`, `id`)."""
    known = [one for one in records if _tells(one)]
    named = {parent for one in known for parent in one.parents}
    heads = sorted((one for one in known if one.id not in named), key=lambda one: (one.recorded_at, one.id))
    if not heads:
        return None
    return _of_record(heads[-1], min(one.recorded_at for one in known), tuple(sorted(one.id for one in heads)))


def _tells(record: Record) -> bool:
    """Whether a record is of this kind, not purged, and says what it is of."""
    return record.kind == LOOKBACK and record.body is not None and isinstance((record.meta or {}).get("sort"), str)


def _of_record(record: Record, made_at: int, heads: tuple[str, ...]) -> Keepsake:
    meta = dict(record.meta or {})
    return Keepsake(record.subject, str(meta.pop("sort")), meta, record.body or "", made_at, heads)


def _keepsake(text: str) -> Keepsake:
    id_, sort, meta, body, made_at, heads = json.loads(text)
    return Keepsake(id_, sort, meta, body, made_at, tuple(heads))
