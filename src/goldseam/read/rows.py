"""The rows that say what stands in an entry, for lists and for the search."""

import json
from collections.abc import Sequence

from goldseam.keep.database import Database, Value
from goldseam.keep.vault import Vault
from goldseam.read.confidence import sort_of
from goldseam.read.dated import Dated, dated_rows
from goldseam.read.days import Named, day_rows, days_of, named_by
from goldseam.read.layout import plain_object
from goldseam.read.parts import OWNERS, Keys, parts_of
from goldseam.read.standing import Standing, Standings
from goldseam.words.entry import Entry
from goldseam.words.finding import Commitment, Decision, Details, Feeling, Finding, Health, Mention, Speech, Time
from goldseam.words.span import Span

EPOCH = "read.epoch"  # rises whenever readings were written down


class Rows:
    """The tables `read_finding`, `read_who`, `read_day`, `read_dated` and `read_tally`. Call inside a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def forget(self, ids: Sequence[bytes]) -> None:
        """Removes whatever was read in entries, and what was said of them as far as it stands in these tables."""
        for id_ in ids:
            self.drop(id_)
            for table in ("read_reading", "read_verdict"):
                self._database.run(f"delete from {table} where entry = ?", (id_,))  # noqa: S608 - one of the two

    def drop(self, id_: bytes) -> None:
        """Removes the rows of an entry."""
        self._tally(id_, -1, {})
        self._database.run("delete from read_finding where entry = ?", (id_,))
        self._database.run("delete from read_who where entry = ?", (id_,))
        self._database.run("delete from read_day where entry = ?", (id_,))
        self._database.run("delete from read_dated where entry = ?", (id_,))

    def note_change(self, vault: Vault) -> None:
        """Lets whoever searches by what was read know that it may find otherwise now."""
        epoch = vault.fact(EPOCH)
        vault.set_fact(EPOCH, (epoch if isinstance(epoch, int) else 0) + 1)

    def put(self, entry: Entry, place: int, standings: Standings) -> None:
        """Writes down what stands in an entry of which there are no rows."""
        id_ = _b(entry.id)
        findings: list[tuple[Value, ...]] = []
        parts: list[tuple[Value, ...]] = []
        days: list[tuple[Value, ...]] = []
        times: list[Dated] = []
        people: list[tuple[str, Span]] = []
        names: dict[str, str] = {}
        keys = keys_of(entry.id, standings)
        for standing in standings.here:
            found = standing.finding
            who = keys[found.id]
            first, last, named = _when(found, hers=standing.is_hers)
            if found.shown:
                days += day_rows(named, id_, found.id, place, hers=standing.is_hers)
                if named is not None:
                    times.append(Dated(found.id, found.span, named, standing.is_hers))
                people += _named_by(found, who)
            label, mode = label_of(found.details)
            told = {
                "finding": {**plain_object(found), "source": found.source},
                "keys": {part.id: who.key(part.id) for part in parts_of(found.details)},
                "names": {part.id: who.name(part.id) for part in parts_of(found.details)},
                "beside": {one.id: plain_object(one) for one in _beside(standing)},
            }
            verdict = standing.judgement.verdict if standing.judgement else ""
            findings.append(
                (
                    id_,
                    found.id,
                    place,
                    found.type,
                    sort_of(found.details),
                    label,
                    mode,
                    next((who.key(part.id) for part in parts_of(found.details) if part.role in OWNERS), ""),
                    found.span.start,
                    verdict,
                    int(found.shown),
                    found.confidence,
                    first,
                    last,
                    json.dumps(told, ensure_ascii=False),
                )
            )
            for part in parts_of(found.details):
                key = who.key(part.id)
                parts.append((id_, found.id, part.role, key, int(found.shown), place))
                names.setdefault(key, who.name(part.id))
        self._database.many("insert into read_finding values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", findings)
        self._database.many("insert or ignore into read_who values (?, ?, ?, ?, ?, ?)", parts)
        self._database.many("insert or ignore into read_day values (?, ?, ?, ?, ?, ?, ?)", days)
        dated = dated_rows(entry, place, times, people)
        self._database.many("insert or ignore into read_dated values (?, ?, ?, ?, ?, ?, ?, ?)", dated)
        self._tally(id_, 1, names)

    def _tally(self, id_: bytes, step: int, names: dict[str, str]) -> None:
        """Counts an entry for everybody it names."""
        rows = self._database.rows(
            "select distinct who from read_who where entry = ? and role = 'ref' and shown"
            " and who not in ('self', 'unknown') and who not like '@%'",
            (id_,),
        )
        for (who,) in rows:
            self._database.run(
                "insert into read_tally values (?, ?, ?) on conflict (who) do update set entries = entries + ?",
                (who, names.get(str(who), ""), max(step, 0), step),
            )


class Whose:
    """The keys and names of those in one finding."""

    def __init__(self, keys: Keys, *, hers: bool) -> None:
        self._keys = keys
        self._hers = hers

    def key(self, id_: str) -> str:
        """See `Keys.of`."""
        return self._keys.of(id_, hers=self._hers)

    def name(self, id_: str) -> str:
        """See `Keys.shown_as`."""
        return self._keys.shown_as(id_)


def keys_of(entry_id: str, standings: Standings) -> dict[str, Whose]:
    """The keys and names of those in each finding of an entry, by the id of the finding."""
    theirs = [one for one in standings.here if not one.is_hers]
    persons = theirs[0].persons if theirs else {}
    common = Keys(entry_id, [one.finding for one in theirs], persons)
    made: dict[str, Whose] = {}
    for standing in standings.here:
        if standing.is_hers:
            own = Keys(entry_id, [one.finding for one in (standing, *theirs)], {**persons, **standing.persons})
            made[standing.finding.id] = Whose(own, hers=True)
        else:
            made[standing.finding.id] = Whose(common, hers=False)
    return made


def label_of(details: Details) -> tuple[str, str]:
    """What a finding is called in lists of its type, and what is said of it besides."""
    name, beside = _LABELS[type(details)]
    return str(getattr(details, name)), str((beside and getattr(details, beside)) or "")


_LABELS: dict[type, tuple[str, str]] = {
    Time: ("time_class", ""),
    Mention: ("kind", "form"),
    Feeling: ("emotion", "mode"),
    Speech: ("form", ""),
    Commitment: ("strength", "status"),
    Decision: ("state", ""),
    Health: ("health_class", "state"),
}


def _beside(standing: Standing) -> list[Finding]:
    """The times that a finding names."""
    details = standing.finding.details
    named = {getattr(details, "due", None), getattr(details, "since", None)} - {None}
    return [standing.beside[id_] for id_ in named if id_ in standing.beside]


def _named_by(found: Finding, who: Whose) -> list[tuple[str, Span]]:
    """Whom a finding names, and where; nobody where it is no mention, or only a pronoun."""
    details = found.details
    if not isinstance(details, Mention) or details.form == "pronoun" or details.ref is None:
        return []
    return [(who.key(details.ref), found.span)]


def _when(found: Finding, *, hers: bool) -> tuple[int | None, int | None, Named | None]:
    """The first and the last day of a time, and what it names; nothing where it is none."""
    if not isinstance(found.details, Time):
        return None, None, None
    return *days_of(found.details, hers=hers), named_by(found.details, hers=hers)


def _b(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal)
