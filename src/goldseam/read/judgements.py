"""Her word: accept, correct, dismiss, add, and take back."""

from collections.abc import Mapping
from typing import Any, NoReturn

from goldseam.keep.vault import Vault
from goldseam.read.judgement import Judgement, Verdict, judgements_of, keep_judgements, new_judgement_id
from goldseam.read.layout import NotAFinding, details_of, finding_of, person_object, plain_object
from goldseam.read.parts import parts_of
from goldseam.read.readings import Readings
from goldseam.read.standing import Standing
from goldseam.words.entry import Entry
from goldseam.words.finding import Finding, Someone
from goldseam.words.problem import Misused

Object = dict[str, Any]
HERS = "hers"


class Judgements:
    """What she says of the findings of one vault. Each is durable, and stands, when a method returns."""

    def __init__(self, vault: Vault, readings: Readings) -> None:
        self._vault = vault
        self._readings = readings

    def accept(self, entry: Entry, finding_id: str, *, now_ms: int) -> Standing:
        """Says that a finding is right as it is.

        Raises: Misused: the entry has no such finding.
        """
        standing = self._standing(entry, finding_id)
        if standing.is_hers:
            return standing
        told = plain_object(standing.finding)
        return self._say(entry, standing, "accepted", told, _persons(standing, standing.finding), now_ms=now_ms)

    def dismiss(self, entry: Entry, finding_id: str, *, now_ms: int) -> None:
        """Says that a finding is wrong, or not wanted: it stays away, whoever finds it again.

        Raises: Misused: the entry has no such finding.
        """
        standing = self._standing(entry, finding_id)
        if standing.judgement is not None and standing.judgement.was is None:
            self._put(standing.judgement._replace(verdict="withdrawn", on=entry.heads), entry, now_ms)
            return
        self._say(entry, standing, "dismissed", None, (), now_ms=now_ms)

    def correct(
        self,
        entry: Entry,
        finding_id: str,
        changes: Mapping[str, object],
        *,
        persons: tuple[Someone, ...] = (),
        beside: tuple[Object, ...] = (),
        now_ms: int,
    ) -> Standing:
        """Says how a finding should be.

        Args:
            entry: it stands in.
            finding_id: of the finding.
            changes: keys of its object (spec/annotations.md) and what they should be; `spans` moves it.
            persons: those whom new ids mean, but for the registry's.
            beside: a time that `due` or `since` names, as an object.
            now_ms: milliseconds since 1970.

        Raises: Misused: the entry has no such finding, or it cannot be so.
        """
        standing = self._standing(entry, finding_id)
        told = {**plain_object(standing.finding), **changes}
        if "spans" in changes:
            told.pop("quote")
        found = _checked(told, entry)
        everybody = (*_persons(standing, found), *persons)
        return self._say(entry, standing, "corrected", plain_object(found), everybody, beside=beside, now_ms=now_ms)

    def add(
        self,
        entry: Entry,
        told: Object,
        *,
        persons: tuple[Someone, ...] = (),
        beside: tuple[Object, ...] = (),
        now_ms: int,
    ) -> Standing:
        """Marks something that no reader found.

        Args:
            entry: it stands in.
            told: the finding as an object, without id and quote.
            persons: those whom its ids mean, but for the registry's.
            beside: a time that `due` or `since` names, as an object.
            now_ms: milliseconds since 1970.

        Raises: Misused: it does not stand there, or cannot be so.
        """
        found = _checked({"id": HERS, **told}, entry)
        judgement = Judgement(
            new_judgement_id(),
            entry.id,
            "added",
            entry.heads,
            None,
            plain_object(found),
            tuple(map(person_object, persons)),
            beside,
        )
        return self._put(judgement, entry, now_ms)

    def withdraw(self, entry: Entry, finding_id: str, *, now_ms: int) -> None:
        """Takes back what she said of a finding: what a reader proposes stands again.

        Raises: Misused: she said nothing of it, or the entry has no such finding.
        """
        found = [one for one in self.said(entry) if finding_id in {one.id, one.id[:8]}]
        standing = None if found else self._standing(entry, finding_id)
        judgement = found[0] if found else standing.judgement if standing else None
        if judgement is None:
            _refuse("you have said nothing of this finding that could be taken back", entry, "nothing-said")
        self._put(judgement._replace(verdict="withdrawn"), entry, now_ms)

    def said(self, entry: Entry) -> list[Judgement]:
        """What holds of all that she said, dismissals and what is adrift among it."""
        return [one for one in judgements_of(self._vault, entry.id) if one.verdict != "withdrawn"]

    def _standing(self, entry: Entry, finding_id: str) -> Standing:
        for standing in self._readings.standings(entry).here:
            if standing.finding.id == finding_id:
                return standing
        return _refuse("the entry has no such finding now", entry, "no-such-finding")

    def _say(
        self,
        entry: Entry,
        standing: Standing,
        verdict: Verdict,
        now: Object | None,
        persons: tuple[Someone, ...],
        *,
        beside: tuple[Object, ...] = (),
        now_ms: int,
    ) -> Standing:
        before = standing.judgement
        was = plain_object(standing.finding) if before is None else before.was
        if before is not None and before.was is None:
            verdict = "added"  # what she added and now has otherwise is still only hers
        others = tuple(plain_object(one) for one in standing.beside.values() if one.id in _named_times(now, was))
        judgement = Judgement(
            before.id if before else new_judgement_id(),
            entry.id,
            verdict,
            entry.heads,
            was,
            now,
            tuple(map(person_object, persons)),
            (*others, *beside),
            standing.finding.source if before is None else before.reader,
            before.records if before else (),
        )
        return self._put(judgement, entry, now_ms)

    def _put(self, judgement: Judgement, entry: Entry, now_ms: int) -> Standing:
        keep_judgements(self._vault, [judgement], now_ms=now_ms)
        standings = self._readings.look_at(entry, None, now_ms=now_ms)
        mine = [one for one in standings.here if one.judgement is not None and one.judgement.id == judgement.id]
        return mine[0] if mine else Standing(_placeless(judgement, entry), judgement, {}, {})


def _placeless(judgement: Judgement, entry: Entry) -> Finding:
    """A finding that stands nowhere any more, to be told of."""
    told = judgement.now or judgement.was
    assert told is not None, "a judgement is of something"
    return finding_of({**told, "quote": entry.content.text[slice(*told["spans"][0])]}, entry.content.text, source=HERS)


def _named_times(*told: Object | None) -> set[str]:
    return {str(one[key]) for one in told if one for key in ("due", "since") if one.get(key)}


def _persons(standing: Standing, found: Finding) -> tuple[Someone, ...]:
    """Those whom the ids of a finding mean, and the registry does not know."""
    ids = {part.id for part in parts_of(found.details)}
    return tuple(one for id_, one in standing.persons.items() if id_ in ids)


def _checked(told: Object, entry: Entry) -> Finding:
    try:
        details_of(str(told.get("type")), told)
        found = finding_of(told, entry.content.text, source=HERS)
    except NotAFinding:
        return _refuse("a finding cannot be like that, or does not stand in the entry", entry, "not-a-finding")
    return found


def _refuse(happened: str, entry: Entry, code: str) -> NoReturn:
    raise Misused(
        happened,
        safe="nothing was changed; your words are as they are",
        next=f"see what stands in it: goldseam read {entry.id[:8]}",
        code=f"read.{code}",
    )
