"""What may be seen: which entries rest, as the vault knows it, under the one rule of `words.rest`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from goldseam.keep.listing import version
from goldseam.keep.sight import NOWHERE, Sight
from goldseam.keep.vault import Vault
from goldseam.words.rest import Item, Purpose, Rest, allow

EPOCH = "resting.epoch"  # rises with every change of what rests; not there before the first rest
EVERYTHING = ""  # in the place of an entry: whatever there is
KEPT_MAX = 32  # sights of one connection; a question that names somebody needs one of its own

# Filled by lookback; made anew from its rules at any time, and never travels.
_COLUMNS = "rest text not null, depth text not null, since integer not null, until integer"
_TABLES = (
    f"create table if not exists resting (entry blob not null, {_COLUMNS}, primary key (entry, rest)) strict",
    f"create table if not exists resting_name (name text not null, {_COLUMNS}, primary key (name, rest)) strict",
)
_UNSEEN = (
    "create table if not exists temp.unseen (sight integer not null, place integer not null,"
    " primary key (sight, place)) strict, without rowid"
)


class Sights:
    """The sights of one open vault. Cost: two look-ups; after a change, one step for each entry that rests."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._database = vault.database
        self._made: dict[tuple[Purpose, frozenset[str], frozenset[str]], Sight] = {}
        self._of: tuple[object, int] = (None, 0)
        self._last = 0
        self._before = 0

    def of(
        self,
        purpose: Purpose,
        *,
        now_ms: int,
        named: frozenset[str] = frozenset(),
        looked: frozenset[str] = frozenset(),
    ) -> Sight:
        """What may be seen now.

        Args:
            purpose: why.
            now_ms: milliseconds since 1970.
            named: ids of the rests whose person, place or thread her question names.
            looked: ids of the rests she looks behind, this once.
        """
        epoch = self._vault.fact(EPOCH)
        if epoch is None or purpose is Purpose.EXPORT:
            return Sight(purpose)
        state = (epoch, version(self._database))
        if state != self._of or len(self._made) >= KEPT_MAX:
            self._forget()
            self._of = state
        key = (purpose, named, looked)
        sight = self._made.get(key)
        if sight is None or (sight.until is not None and now_ms >= sight.until):
            sight = self._made[key] = self._new(purpose, now_ms, named, looked)
        return sight

    def _new(self, purpose: Purpose, now_ms: int, named: frozenset[str], looked: frozenset[str]) -> Sight:
        entries = rests_of_entries(self._vault)
        names = _rests(self._database.rows("select name, rest, depth, since, until from resting_name"))
        everywhere = entries.pop(EVERYTHING, ())
        hidden = {entry for entry, rests in entries.items() if not allow(Item(rests, named, looked), purpose, now_ms)}
        self._last += 1
        if hidden:
            self._database.run(_UNSEEN)
            # Nothing else ought to make sights of this connection; if it does, they are not mistaken for each other.
            [(others,)] = self._database.rows("select coalesce(max(sight), 0) from temp.unseen")
            self._last = max(self._last, int(str(others)) + 1)
            places = "insert or ignore into temp.unseen select ?, place from entry where id = ?"
            self._database.many(places, [(self._last, bytes.fromhex(entry)) for entry in hidden])
            self._database.run("insert into temp.unseen values (?, ?)", (self._last, NOWHERE))
        turns = [
            moment
            for rests in (*entries.values(), *names.values(), everywhere)
            for rest in rests
            for moment in (rest.since, rest.until)
            if moment is not None and moment > now_ms
        ]
        return Sight(
            purpose,
            hidden=frozenset(hidden),
            names=frozenset(
                name for name, rests in names.items() if not allow(Item(rests, named, looked), purpose, now_ms)
            ),
            nothing=not allow(Item(everywhere, named, looked), purpose, now_ms),
            number=self._last,
            until=min(turns, default=None),
        )

    def _forget(self) -> None:
        """Forgets what sights hid, but for those since it forgot last: somebody may be about to use one."""
        if self._last:
            self._database.run(_UNSEEN)
            self._database.run("delete from temp.unseen where sight <= ?", (self._before,))
        self._before = self._last
        self._made.clear()


def rests_of_entries(vault: Vault) -> dict[str, tuple[Rest, ...]]:
    """All that rests, by entry; `EVERYTHING` stands for whatever there is. Empty before the first rest."""
    if vault.fact(EPOCH) is None:
        return {}
    rows = vault.database.rows("select lower(hex(entry)), rest, depth, since, until from resting")
    return _rests(rows)


def lay_rests(
    vault: Vault,
    entries: Mapping[str, Iterable[Rest]],
    names: Mapping[str, Iterable[Rest]],
    *,
    only: Sequence[str] | None,
) -> None:
    """Writes down what rests, and has every sight made anew. Call inside a transaction.

    Args:
        vault: open.
        entries: the rests on each entry.
        names: the rests on each folded name or key of a person.
        only: the entries of which this is said; None for all, and then of the names too.
    """
    database = vault.database
    for table in _TABLES:
        database.run(table)
    if only is None:
        database.run("delete from resting")
        database.run("delete from resting_name")
        database.many("insert into resting_name values (?, ?, ?, ?, ?)", _rows(names))
    else:
        database.many("delete from resting where entry = ?", [(bytes.fromhex(entry),) for entry in only])
    rows = [(bytes.fromhex(row[0]), *row[1:]) for row in _rows(entries)]
    database.many("insert into resting values (?, ?, ?, ?, ?)", rows)
    epoch = vault.fact(EPOCH)
    vault.set_fact(EPOCH, (epoch if isinstance(epoch, int) else 0) + 1)


def _rows(some: Mapping[str, Iterable[Rest]]) -> list[tuple[str, str, str, int, int | None]]:
    return [(key, rest.id, rest.depth, rest.since, rest.until) for key, rests in some.items() for rest in rests]


def _rests(rows: Iterable[Sequence[object]]) -> dict[str, tuple[Rest, ...]]:
    found: dict[str, list[Rest]] = defaultdict(list)
    for key, *rest in rows:
        found[str(key)].append(Rest(*rest))  # type: ignore[arg-type]  # the table is strict
    return {key: tuple(rests) for key, rests in found.items()}
