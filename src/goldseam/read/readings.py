"""Readings in the vault: what a reader made of each entry, under her word; made anew whenever either changes."""

import json
import time
from collections.abc import Callable, Iterable
from datetime import date
from datetime import time as clock_time
from typing import TYPE_CHECKING, Any, NamedTuple

from goldseam import __version__
from goldseam.keep.digest import blake2b
from goldseam.keep.listing import place_in_time
from goldseam.keep.vault import Vault
from goldseam.read.confidence import calibration, sort_of, tells
from goldseam.read.due import pending, take_feed
from goldseam.read.judgement import Judgement, judgements_of
from goldseam.read.layout import (
    NotAFinding,
    details_of,
    finding_object,
    finding_of,
    object_of,
    person_object,
    plain_object,
    someone_of,
)
from goldseam.read.parts import with_ids
from goldseam.read.registry import Registry
from goldseam.read.rows import Rows
from goldseam.read.standing import Standings, carried, standings_of
from goldseam.read.tables import drop_tables, ensure_tables
from goldseam.read.thresholds import thresholds_of
from goldseam.words.day import local_time
from goldseam.words.entry import Content, Entry
from goldseam.words.finding import Finding, Reading, Someone
from goldseam.words.problem import Misused

if TYPE_CHECKING:  # who asks what was read need not pay for the rules: 60 ms
    from goldseam.read.passage import Setting
    from goldseam.read.reader import Reader

HELD_S = 0.5  # what was read for so long is written down in one transaction

Progress = Callable[[int, int], None]


class Stored(NamedTuple):
    """The reading of an entry as it lies in the vault.

    Attributes:
        revisions: the heads that were read.
        stamp: reader and model.
        read_at: milliseconds since 1970.
        language: ISO 639-1, or None.
        persons: by id.
        findings: as objects.
        problems: what could not be done.
        input: digest of what was read.
    """

    revisions: tuple[str, ...]
    stamp: str
    read_at: int
    language: str | None
    persons: dict[str, Someone]
    findings: tuple[dict[str, Any], ...]
    problems: tuple[str, ...]
    input: bytes


class Readings:
    """The readings of one vault."""

    def __init__(self, vault: Vault, registry: Registry) -> None:
        self._vault = vault
        self._database = vault.database
        self._registry = registry
        self._rows = Rows(vault.database)

    def pending(self) -> int:
        """How many entries are to be looked at. Cost: what happened since, and one count."""
        return pending(self._vault)

    def is_behind(self) -> bool:
        """Whether anything is due, or this goldseam may read otherwise than the one before. Opens no model."""
        return self.pending() > 0 or self._vault.fact("read.house") != _house()

    def follow(
        self,
        reader: "Reader",
        *,
        now_ms: Callable[[], int],
        places: tuple[int, int] | None = None,
        stop: Callable[[], bool] = lambda: False,
        progress: Progress | None = None,
    ) -> int:
        """Reads what is due, the newest first; returns how many entries it looked at.

        Whenever it is ended, by `stop`, a signal or the power, it goes on from there the next time. An entry that is
        changed while it is being read stays due.

        Args:
            reader: opened.
            now_ms: the clock.
            places: only entries of this half-open range.
            stop: asked before each entry.
            progress: called with the entries done and their number.

        Raises: Busy: another process writes for too long.
        """
        take_feed(self._vault)
        self._expect(reader)
        first, end = places or (0, 1 << 62)
        row = self._database.one("select count(*) from read_due where place >= ? and place < ?", (first, end))
        total, done, below = int(str(row[0])) if row else 0, 0, end
        while not stop():
            rows = self._database.rows(
                "select place from read_due where place >= ? and place < ? order by place desc limit 64", (first, below)
            )
            if not rows:
                break
            waiting = [int(str(place)) for (place,) in rows]
            while waiting and not stop():
                looked_at = self._look_at_some(waiting, reader, now_ms, stop)
                below = looked_at[-1]
                done += len(looked_at)
                if progress is not None:
                    progress(done, max(total, done))
        return done

    def read_again(self, places: tuple[int, int] | None = None) -> int:
        """Makes everything due again, as if it had not been read; returns how much that is."""
        ensure_tables(self._vault)
        first, end = places or (0, 1 << 62)
        with self._database.transaction():
            self._database.run("update read_reading set stamp = '' where place >= ? and place < ?", (first, end))
            self._database.run(
                "insert or ignore into read_due select place from entry where place >= ? and place < ?", (first, end)
            )
        return self.pending()

    def rebuild(self) -> None:
        """Forgets every reading, so that all is made anew from the vault."""
        drop_tables(self._vault)
        ensure_tables(self._vault)

    def look_at(self, entry: Entry, reader: "Reader | None", *, now_ms: int) -> Standings:
        """What stands in an entry, now; reads it if that is due and a reader is given."""
        take_feed(self._vault)
        place = place_in_time(self._database, entry.id)
        if place is not None:
            made = self._made(entry, reader, now_ms)
            with self._database.transaction():
                self._keep(entry, place, made)
                self._rows.note_change(self._vault)
        return self.standings(entry)

    def stored(self, entry_id: str) -> Stored | None:
        """The reading of an entry; None where it has none yet."""
        ensure_tables(self._vault)
        row = self._database.one(
            "select revisions, stamp, read_at, object, input from read_reading where entry = ?", (_b(entry_id),)
        )
        if row is None:
            return None
        revisions, stamp, read_at, object_, digest = row
        told = json.loads(str(object_))
        persons = {one["id"]: someone_of(one) for one in told["persons"]}
        assert isinstance(digest, bytes), "a digest is bytes"
        return Stored(
            tuple(str(revisions).split()),
            str(stamp),
            int(str(read_at)),
            told["lang"],
            persons,
            tuple(told["findings"]),
            tuple(told["problems"]),
            digest,
        )

    def standings(self, entry: Entry) -> Standings:
        """What stands in an entry by its reading, if that is of this text, and by her word."""
        stored = self.stored(entry.id)
        if stored is not None and stored.input != digest_of(entry.content):
            stored = None
        return self._standings(entry, stored, judgements_of(self._vault, entry.id))

    def carried(self, entry: Entry, judgement: Judgement, told: dict[str, Any] | None) -> dict[str, Any] | None:
        """What a judgement tells of a finding, with its places in the text of now; None where they are not there."""
        from goldseam.words.difference import Ways  # noqa: PLC0415 - for an export alone

        before = self._text_of(entry, judgement.on) if told is not None else None
        if told is None or before is None:
            return None
        finding = carried(told, Ways(before, entry.content.text), entry.content.text)
        return None if finding is None else {**plain_object(finding), "id": told.get("id", "")}

    def object_of(self, entry: Entry) -> dict[str, Any]:
        """What stands in an entry, as the object of spec/annotations.md, with her verdicts and what is adrift."""
        stored = self.stored(entry.id)
        current = stored is not None and stored.input == digest_of(entry.content)
        standings = self.standings(entry)
        persons = dict(stored.persons) if stored is not None and current else {}
        findings, verdicts = [], []
        for standing in standings.here:
            found, ids = standing.finding, {}
            for id_, one in standing.persons.items():
                if persons.setdefault(id_, one) != one:
                    ids[id_] = f"{id_}.{found.id}"
                    persons[ids[id_]] = one._replace(id=ids[id_])
            findings.append(found._replace(details=with_ids(found.details, ids)))
            verdicts.append(standing.judgement.verdict if standing.judgement else "")
        at = clock_of(entry.content)
        clock = None if at is None else at.strftime("%H:%M")
        reader, _, model = (stored.stamp if stored is not None and current else "").rpartition(" ")
        problems = stored.problems if stored is not None and current else ("not read yet",)
        reading = Reading(
            stored.language if stored is not None and current else None,
            tuple(persons.values()),
            tuple(findings),
            reader,
            None if model in {"", "-"} else model,
            problems,
        )
        told = object_of(reading, entry.content.text, day=entry.content.day, clock=clock, zone=entry.content.zone)
        for finding, verdict in zip(told["findings"], verdicts, strict=True):
            finding["verdict"] = verdict
        read_at = stored.read_at if stored is not None and current else None
        adrift = [{"id": one.id, "verdict": one.verdict, "finding": one.now} for one in standings.adrift]
        return {"entry_id": entry.id, **told, "read_at": read_at, "adrift": adrift}

    def forget(self, entry_ids: Iterable[str]) -> None:
        """Removes whatever was read in these entries; for those that are purged."""
        if not self._vault.fact("read.version"):
            return
        ensure_tables(self._vault)
        self._rows.forget([_b(entry_id) for entry_id in entry_ids])

    # Following

    def _expect(self, reader: "Reader") -> None:
        """Makes everything due that another reader or model made."""
        if self._vault.fact("read.stamp") == reader.stamp and self._vault.fact("read.house") == _house():
            return
        with self._database.transaction():
            if self._vault.fact("read.stamp") != reader.stamp:
                self._database.run("insert or ignore into read_due select place from entry")
            self._vault.set_fact("read.stamp", reader.stamp)
            self._vault.set_fact("read.house", _house())

    def _look_at_some(
        self, waiting: list[int], reader: "Reader", now_ms: Callable[[], int], stop: Callable[[], bool]
    ) -> list[int]:
        """Takes places from the front of `waiting` for a while, reads them, and writes all of it down together."""
        until = time.monotonic() + HELD_S
        read: list[tuple[int, Entry, Stored | None]] = []
        looked_at: list[int] = []
        while waiting and (not looked_at or (time.monotonic() < until and not stop())):
            place = waiting.pop(0)
            looked_at.append(place)
            here = self._vault.entries_at([place])
            read += [(place, entry, self._made(entry, reader, now_ms())) for entry in here]
        with self._database.transaction():
            unsettled = {place for place, entry, made in read if not self._keep(entry, place, made)}
            for place in looked_at:
                self._leave(place, {entry.id for at, entry, _ in read if at == place})
                if place not in unsettled:
                    self._database.run("delete from read_due where place = ?", (place,))
            self._rows.note_change(self._vault)
        return looked_at

    def _leave(self, place: int, here: set[str]) -> None:
        """What was read at a place and is there no more: it was removed, or stands elsewhere now, which is due too."""
        for (entry,) in self._database.rows("select entry from read_reading where place = ?", (place,)):
            assert isinstance(entry, bytes), "ids are bytes"
            if entry.hex() in here:
                continue
            elsewhere = place_in_time(self._database, entry.hex())
            if elsewhere is None:
                self.forget([entry.hex()])
            else:
                self._database.run("insert or ignore into read_due values (?)", (elsewhere,))

    def _made(self, entry: Entry, reader: "Reader | None", now_ms: int) -> Stored | None:
        """The reading of an entry: the one that is there, if it is of this text by this reader, or a new one."""
        stored = self.stored(entry.id)
        digest = digest_of(entry.content)
        if stored is not None and stored.input == digest and (reader is None or stored.stamp == reader.stamp):
            return stored
        if reader is None or entry.content.trashed:
            return None
        known = tuple(self._registry.circle().known())
        reading = reader.read(entry.content.text, setting_of(entry.content), known=known)
        return Stored(
            entry.heads,
            reader.stamp,
            now_ms,
            reading.language,
            {one.id: one for one in reading.persons},
            tuple(finding_object(found) for found in reading.findings),
            reading.problems,
            digest,
        )

    def _keep(self, entry: Entry, place: int, stored: Stored | None) -> bool:
        """Writes down a reading and what stands by it; False where the entry was changed since it was read."""
        now = self._vault.entry(entry.id)
        if now is None or now.heads != entry.heads or place_in_time(self._database, entry.id) != place:
            return False
        id_ = _b(entry.id)
        if stored is not None:
            told = {
                "lang": stored.language,
                "persons": [person_object(one) for one in stored.persons.values()],
                "findings": stored.findings,
                "problems": stored.problems,
            }
            self._database.run(
                "insert or replace into read_reading values (?, ?, ?, ?, ?, ?, ?)",
                (
                    id_,
                    place,
                    stored.input,
                    stored.stamp,
                    stored.read_at,
                    " ".join(stored.revisions),
                    json.dumps(told, ensure_ascii=False),
                ),
            )
        self._rows.drop(id_)
        judgements = judgements_of(self._vault, entry.id)
        self._note_verdicts(id_, judgements)
        if not entry.content.trashed:
            self._rows.put(entry, place, self._standings(entry, stored, judgements))
        return True

    def _standings(self, entry: Entry, stored: Stored | None, judgements: list[Judgement]) -> Standings:
        text = entry.content.text
        least = thresholds_of(self._vault)
        proposed = [_proposed(told, text, least) for told in (stored.findings if stored else ())]

        def text_of(revisions: tuple[str, ...]) -> str | None:
            return self._text_of(entry, revisions)

        some = [one for one in proposed if one is not None]
        return standings_of(text, some, stored.persons if stored else {}, judgements, text_of)

    def _text_of(self, entry: Entry, revisions: tuple[str, ...]) -> str | None:
        """The text that an entry had when these were its heads."""
        if revisions == entry.heads:
            return entry.content.text
        from goldseam.keep.view import view_at  # noqa: PLC0415 - for what was said of an earlier text alone

        before = view_at(revisions, self._vault.revisions(entry.id))
        return None if before is None else before.content.text

    def _note_verdicts(self, id_: bytes, judgements: list[Judgement]) -> None:
        """Keeps her verdicts where thresholds are reckoned; what a moved threshold shows or hides becomes due."""
        if not judgements and self._database.one("select 1 from read_verdict where entry = ?", (id_,)) is None:
            return
        before = thresholds_of(self._vault)
        self._database.run("delete from read_verdict where entry = ?", (id_,))
        self._database.many(
            "insert or replace into read_verdict values (?, ?, ?, ?)",
            [(_b(one.id), id_, sort, one.verdict) for one in judgements if (sort := _sort_of(one.was))],
        )
        for sort, least in thresholds_of(self._vault).items():
            low, high = sorted((before[sort], least))
            if low != high:
                self._database.run(
                    "insert or ignore into read_due select place from entry where id in (select entry from read_finding"
                    " where sort = ? and verdict = '' and confidence >= ? and confidence < ?)",
                    (sort, low, high),
                )


def _house() -> str:
    """What can be known of a reader without opening it."""
    from goldseam.read.pipeline import READER  # noqa: PLC0415 - see the top

    return f"{__version__} {READER} {calibration()}"


def setting_of(content: Content) -> "Setting":
    """When and where an entry was written."""
    from goldseam.read.passage import Setting  # noqa: PLC0415 - see the top

    return Setting(date.fromisoformat(content.day), clock_of(content), content.zone)


def clock_of(content: Content) -> clock_time | None:
    """The wall clock when an entry was written; None where it is not known, or is not that of the day it is about."""
    if not content.clock:
        return None
    try:
        local = local_time(content.written_at, content.zone)
    except Misused:
        return None  # another machine knows this zone, or the year 10,000
    return clock_time(local.hour, local.minute) if _is_of_its_day(local.date(), content.day) else None


def _is_of_its_day(written: date, day: str) -> bool:
    """Whether the clock is that of the journal day; after midnight it belongs to the night of the day before."""
    return written.toordinal() - date.fromisoformat(day).toordinal() in {0, 1}


def digest_of(content: Content) -> bytes:
    """Of everything that a reading depends on."""
    told = json.dumps([content.text, content.day, str(clock_of(content)), content.zone])
    return blake2b(told.encode(), digest_size=16).digest()


def _sort_of(told: dict[str, Any] | None) -> str:
    """The sort of a finding she judged; empty where there is none, or one of a form that a newer goldseam wrote."""
    try:
        return "" if told is None else sort_of(details_of(str(told.get("type")), told))
    except NotAFinding:
        return ""


def _proposed(told: dict[str, Any], text: str, least: dict[str, float]) -> Finding | None:
    try:
        found = finding_of(told, text, source=str(told.get("source", "")))
    except NotAFinding:
        return None
    confidence = float(told.get("confidence", 0.0))
    return found._replace(
        confidence=confidence, shown=tells(found.details) and confidence >= least[sort_of(found.details)]
    )


def _b(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal)
