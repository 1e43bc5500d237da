"""Her word on a finding, as a record of the vault (spec/records.md, kind `annotation`)."""

import os
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple, cast, get_args

from goldseam.keep.record import ANNOTATION, Record
from goldseam.keep.vault import Vault
from goldseam.read.parts import is_id
from goldseam.words.entry import JsonObject

Verdict = Literal["accepted", "corrected", "dismissed", "added", "withdrawn"]
Object = dict[str, Any]


class Judgement(NamedTuple):
    """What she said of one finding, or added.

    Attributes:
        id: 32 hex digits; the same however often she changes her mind.
        entry: 32 hex digits.
        verdict: what she said.
        on: the revisions whose text it was said of.
        was: the finding a reader had proposed, as an object; None for one she added.
        now: the finding as she has it, as an object; None where there is to be none.
        persons: those whom ids in both mean, as objects.
        beside: the times that `due` and `since` name, as objects.
        reader: who had proposed it.
        records: the ids of the records that hold now.
    """

    id: str
    entry: str
    verdict: Verdict
    on: tuple[str, ...]
    was: Object | None = None
    now: Object | None = None
    persons: tuple[Object, ...] = ()
    beside: tuple[Object, ...] = ()
    reader: str = ""
    records: tuple[str, ...] = ()


def new_judgement_id() -> str:
    """An id nobody has."""
    return os.urandom(16).hex()


def keep_judgements(vault: Vault, judgements: Iterable[Judgement], *, now_ms: int) -> None:
    """Saves what she said, in one transaction; each takes the place of what she had said under its id."""
    with vault.database.transaction():
        vault.append(
            [
                vault.record(ANNOTATION, one.entry, _meta_of(one), "", now_ms=now_ms, parents=one.records)
                for one in judgements
            ]
        )


def judgements_of(vault: Vault, entry_id: str) -> list[Judgement]:
    """What holds of what she said about an entry, withdrawn ones too, in the order of their ids."""
    heads: dict[str, list[tuple[int, str, Judgement]]] = {}
    records = [one for one in vault.records(entry_id) if one.kind == ANNOTATION and one.meta is not None]
    named = {parent for record in records for parent in record.parents}
    for record in records:
        told = _judgement_of(record)
        if told is not None and record.id not in named:
            heads.setdefault(told.id, []).append((record.recorded_at, record.id, told))
    return [
        max(those, key=lambda one: one[:2])[2]._replace(records=tuple(sorted(id_ for _, id_, _ in those)))
        for _, those in sorted(heads.items())
    ]


def history_of(vault: Vault, entry_id: str) -> list[tuple[int, Judgement]]:
    """Everything she ever said about the findings of an entry, with the moment, oldest first."""
    told = [(one.recorded_at, _judgement_of(one)) for one in vault.records(entry_id) if one.kind == ANNOTATION]
    return [(at, one) for at, one in told if one is not None]


def _meta_of(judgement: Judgement) -> JsonObject:
    meta: JsonObject = {
        "annotation": judgement.id,
        "verdict": judgement.verdict,
        "on": list(judgement.on),
        "was": judgement.was,
        "is": judgement.now,
        "persons": list(judgement.persons),
        "beside": list(judgement.beside),
        "reader": judgement.reader,
    }
    return meta


def _judgement_of(record: Record) -> Judgement | None:
    """What a record says; None for one that was purged, or is of a newer form: it stays, and is not understood."""
    meta = cast("Object | None", record.meta)
    if meta is None or record.body is None:
        return None
    was, now = meta.get("was"), meta.get("is")
    verdict = meta.get("verdict")
    if verdict not in get_args(Verdict) or not _is_finding(was) or not _is_finding(now) or (was or now) is None:
        return None
    if not is_id(meta.get("annotation")) or not isinstance(meta.get("on"), list):
        return None
    return Judgement(
        id=meta["annotation"],
        entry=record.subject,
        verdict=cast("Verdict", verdict),
        on=tuple(map(str, meta["on"])),
        was=was,
        now=now,
        persons=_objects(meta.get("persons")),
        beside=_objects(meta.get("beside")),
        reader=str(meta.get("reader", "")),
        records=(record.id,),
    )


def _is_finding(told: object) -> bool:
    """Enough of one to know where it stands; what it says is looked at when it is to stand there."""
    if told is None:
        return True
    spans = told.get("spans") if isinstance(told, dict) else None
    return (
        isinstance(spans, list)
        and bool(spans)
        and all(isinstance(span, list) and [type(one) for one in span] == [int, int] for span in spans)
    )


def _objects(told: object) -> tuple[Object, ...]:
    return tuple(one for one in told if isinstance(one, dict)) if isinstance(told, list) else ()
