"""The registry: who is who, as she has said it, and whom the readings name besides."""

import json
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any, NamedTuple, NoReturn

from goldseam.keep.digest import blake2b
from goldseam.keep.record import PERSON, PURGE
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.read.circle import Circle
from goldseam.read.likeness import are_alike, beginnings
from goldseam.read.person import Person, keep_persons, new_person, person_of
from goldseam.read.tables import ensure_tables
from goldseam.words.finding import Kind
from goldseam.words.name import folded_name
from goldseam.words.problem import Misused


class Somebody(NamedTuple):
    """One person, pet, place or organisation, in the registry or only in readings.

    Attributes:
        person: None for one whom only readings name: a proposal.
        names: the name first.
        keys: what stands in `read_who` for this one.
        entries: how many entries name this one.
    """

    person: Person | None
    kind: Kind
    names: tuple[str, ...]
    keys: tuple[str, ...]
    entries: int

    @property
    def name(self) -> str:
        """What to call this one."""
        return self.names[0]


class Registry:
    """Who is who in one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._database = vault.database
        self._circle: Circle | None = None
        self._keys: dict[str, str] = {}  # of whom only readings name, by what stands for them

    def circle(self) -> Circle:
        """Everybody she has named. Cost: what came since, and one look-up."""
        ensure_tables(self._vault)
        if self._follow() or self._circle is None:
            self._circle = self._load()
        return self._circle

    def everybody(self, sight: Sight) -> list[Somebody]:
        """Everybody who may be seen, the most named first: those she has said, and those whom readings propose."""
        if sight.nothing:
            return []
        circle = self.circle()
        tally = self._tally(sight)
        found: list[Somebody] = []
        taken: set[str] = set()
        for root in circle.roots.values():
            keys = circle.keys_of(root)
            if sight.names_one_of(keys):
                taken.update(keys)
                continue
            entries = self._count([key for key in keys if key in tally], tally, sight)
            taken.update(keys)
            found.append(Somebody(root, root.kind, circle.names_of(root), keys, entries))
        for key, (name, entries) in tally.items():
            if key not in taken and not key.startswith("#") and not sight.names_one_of([key]):
                found.append(_proposed(key, name, entries))
        return sorted(found, key=lambda one: (-one.entries, folded_name(one.name)))

    def _tally(self, sight: Sight) -> dict[str, tuple[str, int]]:
        """Name and number of entries of every key, of entries that may be seen. Cost: where some may not, a pass."""
        rows = self._database.rows("select who, name, entries from read_tally where entries > 0")
        if not sight.is_whole:
            rows = self._database.rows(
                "select tally.who, tally.name, seen.entries from (select who, count(distinct entry) as entries"  # noqa: S608 - our own words
                f" from read_who where role = 'ref' and shown{sight.where('read_who.place')} group by who) as seen"
                " cross join read_tally as tally on tally.who = seen.who"
            )
        return {str(who): (str(name), int(str(entries))) for who, name, entries in rows}

    def _count(self, keys: list[str], tally: dict[str, tuple[str, int]], sight: Sight) -> int:
        """How many entries have any of these keys; an entry may have several."""
        if len(keys) < 2:  # noqa: PLR2004 - what each key has is counted already
            return sum(tally[key][1] for key in keys)
        row = self._database.one(
            f"select count(distinct entry) from read_who where role = 'ref' and shown{sight.where('read_who.place')}"  # noqa: S608 - our own words
            " and who in (select value from json_each(?))",
            (json.dumps(keys),),
        )
        return int(str(row[0])) if row else 0

    def named(self, word: str, sight: Sight) -> Somebody:
        """The one whom a word means: a name, an alias, or the beginning of an id behind `#`.

        Raises: Misused: nobody is called so, or several are.
        """
        wanted = folded_name(word)
        everybody = self.everybody(sight)
        found = [
            one
            for one in everybody
            if any(folded_name(name) == wanted for name in one.names)
            or (one.person is not None and len(word) > 1 and f"#{one.person.id}".startswith(word))
        ]
        known = [one for one in found if one.person is not None]
        if len(known) == 1 or len(found) == 1:
            return (known or found)[0]
        return _refuse_name([one.person.id[:8] for one in known if one.person])

    def proposals(self, sight: Sight) -> list[tuple[Somebody, Somebody]]:
        """Pairs who may be one and the same; never those she has said are not, nor two of one very name."""
        everybody = [one for one in self.everybody(sight) if one.kind in {"person", "pet"}]
        near: dict[str, list[int]] = {}
        for at, one in enumerate(everybody):
            for letter in {sign for name in one.names for sign in beginnings(folded_name(name))}:
                near.setdefault(letter, []).append(at)
        pairs = sorted({pair for those in near.values() for pair in combinations(those, 2)})
        return [
            (everybody[one], everybody[other])
            for one, other in pairs
            if everybody[one].kind == everybody[other].kind and _may_be_one(everybody[one], everybody[other])
        ]

    # What she says

    def ensure(self, somebody: Somebody, *, now_ms: int) -> Person:
        """The person in the registry, put there if only readings named this one."""
        if somebody.person is not None:
            return somebody.person
        person = new_person(somebody.name, somebody.kind)
        if somebody.keys and somebody.keys[0].startswith("role/"):
            person = person._replace(relation=somebody.name.partition(" ")[2] or None)
        return self._keep([person], now_ms)

    def add(self, name: str, kind: Kind = "person", *, relation: str | None = None, now_ms: int) -> Person:
        """Somebody new, also where another is called the same: then the name alone is nobody's any more.

        Raises: Misused: the name is empty.
        """
        person = new_person(_name(name), kind, relation=relation)
        return self._keep([person], now_ms)

    def merge(self, one: Somebody, other: Somebody, *, now_ms: int) -> Person:
        """Makes `other` the same as `one`; `split` takes it back.

        Raises: Misused: they are one already, or of two kinds.
        """
        if one.keys == other.keys:
            _refuse("they are one and the same already", "goldseam people", "already-one")
        if one.kind != other.kind:
            _refuse(f"a {one.kind} and a {other.kind} cannot be the same", "goldseam people", "two-kinds")
        with self._database.transaction():
            into = self.ensure(one, now_ms=now_ms)
            gone = self.ensure(other, now_ms=now_ms)
            self._keep([gone._replace(into=into.id)], now_ms)
        return into

    def split(self, somebody: Somebody, name: str, *, now_ms: int) -> Person:
        """Takes a name out of a person: who was merged in stands alone again, an alias becomes somebody new.

        Raises: Misused: the person has no such other name.
        """
        root = self.ensure(somebody, now_ms=now_ms)
        wanted = folded_name(name)
        group = self.circle().group(root)
        for one in group[1:]:
            if any(folded_name(other) == wanted for other in one.names):
                return self._keep([one._replace(into=None, apart=_with(one.apart, root.name))], now_ms)
        for one in group:
            alias = next((other for other in one.aliases if folded_name(other) == wanted), None)
            if alias is not None:
                alone = new_person(alias, root.kind)._replace(apart=(root.name,))
                left = one._replace(aliases=tuple(other for other in one.aliases if other != alias))
                return self._keep([alone, left], now_ms)
        return _refuse(
            "that person has no such other name", "see the names: goldseam people show NAME", "no-such-alias"
        )

    def rename(self, somebody: Somebody, name: str, *, now_ms: int) -> Person:
        """Another name for a person; the one before stays as an alias."""
        person = self.ensure(somebody, now_ms=now_ms)
        name = _name(name)
        aliases = tuple(one for one in (*person.aliases, person.name) if folded_name(one) != folded_name(name))
        return self._keep([person._replace(name=name, aliases=tuple(dict.fromkeys(aliases)))], now_ms)

    def call(self, somebody: Somebody, alias: str, *, now_ms: int) -> Person:
        """Another name besides."""
        person = self.ensure(somebody, now_ms=now_ms)
        if folded_name(alias) in {folded_name(name) for name in person.names}:
            return person
        return self._keep([person._replace(aliases=(*person.aliases, _name(alias)))], now_ms)

    def keep_apart(self, one: Somebody, other: Somebody, *, now_ms: int) -> None:
        """Never proposes again that these two are the same."""
        person = self.ensure(one, now_ms=now_ms)
        self._keep([person._replace(apart=_with(person.apart, other.name))], now_ms)

    def take_back(self, ids: Sequence[str], *, now_ms: int) -> None:
        """Puts people back as they were before what was said of them last, as one act.

        One who was not there before then becomes the same as the first who was.
        """
        restored: list[Person] = []
        new: list[Person] = []
        for id_ in ids:
            now = self.circle().persons.get(id_)
            if now is None:
                continue
            before = person_of([record for record in self._vault.records(id_) if record.id not in now.heads])
            if before is None:
                new.append(now)
            else:
                restored.append(before._replace(heads=now.heads))
        if restored:
            self._keep([*restored, *(one._replace(into=restored[0].id) for one in new)], now_ms)

    def id_of(self, somebody: Somebody) -> str:
        """What stands for somebody where no name may: 32 hex digits that say nothing without the vault's key."""
        if somebody.person is not None:
            return somebody.person.id
        return self._hash(somebody.keys[0])

    def _hash(self, name: str) -> str:
        key = self._vault.keys.blobs.reveal()
        return blake2b(name.encode(), digest_size=16, key=key, person=b"goldseam-people").hexdigest()

    def with_id(self, id_: str, sight: Sight) -> Somebody | None:
        """Whom an id stands for; one who was merged is who she is now.

        Cost: a look-up; where only readings name this one, a hash for each name that was not there before.
        """
        if sight.nothing:
            return None
        circle = self.circle()
        root = circle.root(id_)
        keys = circle.keys_of(root) if root else (self._key_of(id_),)
        if not keys[0] or sight.names_one_of(keys):
            return None
        tally = self._tally_of(keys, sight)
        if root is not None:
            entries = self._count([key for key in keys if key in tally], tally, sight)
            return Somebody(root, root.kind, circle.names_of(root), keys, entries)
        kind, _, name = keys[0].partition("/")
        owners = circle.owners(name, "person" if kind == "role" else kind)  # type: ignore[arg-type]  # keys begin with a kind
        if keys[0] not in tally or len(owners) == 1:
            return None
        return _proposed(keys[0], *tally[keys[0]])

    def _key_of(self, id_: str) -> str:
        """The key that an id stands for, of one whom only readings name; empty for nobody."""
        if id_ not in self._keys:
            known = set(self._keys.values())
            for (key,) in self._database.rows("select who from read_tally where entries > 0 and who not like '#%'"):
                if key not in known:
                    self._keys[self._hash(str(key))] = str(key)
        return self._keys.get(id_, "")

    def _tally_of(self, keys: Sequence[str], sight: Sight) -> dict[str, tuple[str, int]]:
        """As `_tally`, of some keys. Cost: where some entries may not be seen, a look at all that have these keys."""
        if sight.is_whole:
            rows = self._database.rows(
                "select who, name, entries from read_tally where entries > 0"
                " and who in (select value from json_each(?))",
                (json.dumps(list(keys)),),
            )
        else:
            rows = self._database.rows(
                "select tally.who, tally.name, seen.entries from (select who, count(distinct entry) as entries"  # noqa: S608 - our own words
                f" from read_who where role = 'ref' and shown{sight.where('read_who.place')}"
                " and who in (select value from json_each(?)) group by who) as seen"
                " cross join read_tally as tally on tally.who = seen.who",
                (json.dumps(list(keys)),),
            )
        return {str(who): (str(name), int(str(entries))) for who, name, entries in rows}

    def name_of(self, key: str) -> str | None:
        """What to call whoever a key means; None for one who is called nothing."""
        if key.startswith("#"):
            root = self.circle().root(key[1:])
            return root.name if root else None
        kind, _, name = key.partition("/")
        owners = self.circle().owners(name, "person" if kind == "role" else kind) if name else []  # type: ignore[arg-type]  # keys begin with a kind
        if len(owners) == 1:
            return owners[0].name
        row = self._database.one("select name from read_tally where who = ?", (key,))
        return str(row[0]) if row else name or None

    def names_of(self, persons: Iterable[dict[str, Any]]) -> dict[str, str]:
        """What to call those in the object of a reading, by id; the registry's own are among them."""
        names = {str(one["id"]): str(one["name"] or one["relation"] or "") for one in persons}
        circle = self.circle()
        return names | {id_: root.name for id_ in circle.persons if (root := circle.root(id_))}

    def _keep(self, persons: list[Person], now_ms: int) -> Person:
        """Saves them; returns the first as it is now."""
        keep_persons(self._vault, persons, now_ms=now_ms)
        return self.circle().persons[persons[0].id]

    def _load(self) -> Circle:
        rows = self._database.rows("select object from read_person order by id")
        some = (Person(*json.loads(str(row[0]))) for row in rows)
        return Circle(
            one._replace(aliases=tuple(one.aliases), apart=tuple(one.apart), heads=tuple(one.heads)) for one in some
        )

    def _follow(self) -> bool:
        """Takes in the records that came since; whether there were any of people."""
        row = self._database.one("select coalesce(max(seq), 0) from record")
        newest, seen = (row[0] if row else 0), self._vault.fact("read.records")
        if newest == seen:
            return False
        rows = self._database.rows(
            "select distinct subject from record where seq > ? and kind in (?, ?)", (seen, PERSON, PURGE)
        )
        with self._database.transaction():
            for (subject,) in rows:
                assert isinstance(subject, bytes)
                self._take_in(subject.hex())
            self._vault.set_fact("read.records", newest)
            if rows:
                self._name_all(self._load())
        return bool(rows)

    def _take_in(self, subject: str) -> None:
        person = person_of(self._vault.records(subject))
        if person is None:
            self._database.run("delete from read_person where id = ?", (subject,))
        else:
            values = (subject, json.dumps(person, ensure_ascii=False))
            self._database.run("insert or replace into read_person values (?, ?)", values)

    def _name_all(self, circle: Circle) -> None:
        """Writes down for the search which keys each name means."""
        pairs = {
            (folded_name(name), key)
            for root in circle.roots.values()
            for name in circle.names_of(root)
            for key in circle.keys_of(root)
        }
        self._database.run("delete from read_name")
        self._database.many("insert into read_name values (?, ?)", sorted(pairs))


def _proposed(key: str, name: str, entries: int) -> Somebody:
    """One whom only readings name."""
    kind = key.partition("/")[0]
    return Somebody(None, "person" if kind == "role" else kind, (name,), (key,), entries)  # type: ignore[arg-type]  # keys begin with a kind


def _may_be_one(one: Somebody, other: Somebody) -> bool:
    apart = {folded_name(name) for some in (one, other) if some.person for name in some.person.apart}
    ours, theirs = {folded_name(name) for name in one.names}, {folded_name(name) for name in other.names}
    if apart & (ours | theirs) or ours & theirs:
        return False
    return any(are_alike(a, b) for a in ours for b in theirs)


def _with(names: Iterable[str], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*names, name)))


def _name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        _refuse("a name was empty", "goldseam people --help", "no-name")
    return plain


def _refuse_name(ids: list[str]) -> NoReturn:
    if ids:
        _refuse(
            f"{len(ids)} people are called so",
            f"say which, by the id behind a #: {', '.join('#' + id_ for id_ in ids)} (goldseam people --json)",
            "several-of-that-name",
        )
    _refuse("nobody is called so, in the registry or in what was read", "see who is there: goldseam people", "nobody")


def _refuse(happened: str, then: str, code: str) -> NoReturn:
    raise Misused(happened, safe="nothing was changed", next=then, code=f"read.{code}")
