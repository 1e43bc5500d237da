"""Whom she has said somebody is, as a record of the vault (spec/records.md, kind `person`)."""

import os
from typing import Any, NamedTuple, cast, get_args

from goldseam.keep.record import PERSON, Record
from goldseam.keep.vault import Vault
from goldseam.words.entry import JsonObject
from goldseam.words.finding import Gender, Kind, Someone

_SETS = ("aliases", "apart")


class Person(NamedTuple):
    """A person, pet, place or organisation she has named.

    Attributes:
        id: 32 hex digits.
        aliases: other names, in her order.
        into: the id of the person this one is the same as; None for one who stands alone.
        apart: names this one is not the same as, whatever they look like.
        heads: the records that say so.
    """

    id: str
    kind: Kind
    name: str
    aliases: tuple[str, ...] = ()
    relation: str | None = None
    gender: Gender | None = None
    into: str | None = None
    apart: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the aliases."""
        return (self.name, *self.aliases)

    def someone(self) -> Someone:
        """As a reader knows people."""
        return Someone(self.id, self.kind, self.name, self.aliases, self.relation, self.gender)


def new_person(name: str, kind: Kind = "person", *, relation: str | None = None) -> Person:
    """Somebody who is in no vault yet."""
    return Person(os.urandom(16).hex(), kind, name, relation=relation)


def keep_persons(vault: Vault, persons: list[Person], *, now_ms: int) -> None:
    """Saves these states in one transaction; each follows what was known of that person."""
    with vault.database.transaction():
        vault.append(
            [vault.record(PERSON, one.id, meta_of(one), "", now_ms=now_ms, parents=one.heads) for one in persons]
        )


def meta_of(person: Person) -> JsonObject:
    """What a record says of a person, without what is as usual."""
    meta: JsonObject = {"kind": person.kind, "name": person.name}
    meta |= {name: list(getattr(person, name)) for name in _SETS if getattr(person, name)}
    return meta | {name: value for name in ("relation", "gender", "into") if (value := getattr(person, name))}


def person_of(records: list[Record]) -> Person | None:
    """The person that these records of one subject make; None when nothing of it is left, or nothing understood.

    Several heads are merged field by field against the newest state that both follow.
    """
    known = {one.id: one for one in records if one.kind == PERSON and one.meta is not None and one.body is not None}
    named = {parent for one in known.values() for parent in one.parents}
    heads = sorted((one for one in known.values() if one.id not in named), key=lambda one: (one.recorded_at, one.id))
    if not heads:
        return None
    meta = _meta(heads[0])
    behind = _before(heads[0], known)
    for head in heads[1:]:
        common = behind & _before(head, known)
        base = max((known[id_] for id_ in common), key=lambda one: (one.recorded_at, one.id), default=None)
        meta = _merged({} if base is None else _meta(base), meta, _meta(head))
        behind |= _before(head, known)
    return _person(heads[0].subject, meta, tuple(sorted(one.id for one in heads)))


def _before(record: Record, known: dict[str, Record]) -> set[str]:
    """The records that one follows, itself among them."""
    found: set[str] = set()
    waiting = [record.id]
    while waiting:
        id_ = waiting.pop()
        if id_ in known and id_ not in found:
            found.add(id_)
            waiting += known[id_].parents
    return found


def _meta(record: Record) -> dict[str, Any]:
    return cast("dict[str, Any]", record.meta or {})


def _merged(base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    from goldseam.words.merge import merge_fields, merge_sets  # noqa: PLC0415 - two words on one person are rare

    merged = merge_fields(base, ours, theirs, ours_at=(0, ""), theirs_at=(1, ""))
    for name in _SETS:
        sides = (_texts(side.get(name)) for side in (base, ours, theirs))
        merged[name] = list(merge_sets(*sides))
    return merged


def person_from(id_: str, meta: dict[str, Any]) -> Person | None:
    """The person that such fields as `meta_of` gives tell of; None where they tell of nobody."""
    return _person(id_, meta, ())


def _person(id_: str, meta: dict[str, Any], heads: tuple[str, ...]) -> Person | None:
    kind, name = meta.get("kind"), meta.get("name")
    if kind not in get_args(Kind) or not isinstance(name, str) or not name.strip():
        return None
    relation, gender, into = meta.get("relation"), meta.get("gender"), meta.get("into")
    return Person(
        id_,
        cast("Kind", kind),
        name,
        _texts(meta.get("aliases")),
        relation if isinstance(relation, str) else None,
        gender if gender in get_args(Gender) else None,
        into if isinstance(into, str) else None,
        _texts(meta.get("apart")),
        heads,
    )


def _texts(value: object) -> tuple[str, ...]:
    """The texts of a list, each once."""
    some = value if isinstance(value, list) else []
    return tuple(dict.fromkeys(one for one in some if isinstance(one, str) and one.strip()))
