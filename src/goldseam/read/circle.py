"""Who is who, as her records have it at one moment: merged ones followed, names weighed against each other."""

from collections.abc import Iterable

from goldseam.read.person import Person
from goldseam.words.finding import Kind, Someone
from goldseam.words.name import folded_name


class Circle:
    """Everybody she has named.

    Attributes:
        persons: by id, those too that are the same as another.
        roots: those who stand for themselves, by id.
    """

    def __init__(self, persons: Iterable[Person]) -> None:
        """Cost: a few microseconds a person."""
        self.persons = {one.id: one for one in persons}
        self._root_of = {id_: self._end_of(id_) for id_ in self.persons}
        self.roots = {id_: one for id_, one in self.persons.items() if self._root_of[id_] == id_}
        self._groups: dict[str, list[Person]] = {id_: [root] for id_, root in self.roots.items()}
        for id_, one in self.persons.items():
            if self._root_of[id_] != id_:
                self._groups[self._root_of[id_]].append(one)
        self._owners: dict[str, list[Person]] = {}
        for id_, root in self.roots.items():
            for name in {folded_name(name) for one in self._groups[id_] for name in one.names}:
                self._owners.setdefault(name, []).append(root)

    def _end_of(self, id_: str) -> str:
        """Where `into` leads; where it goes round, the smallest id among those that do."""
        way: list[str] = []
        while id_ not in way:
            way.append(id_)
            into = self.persons[id_].into
            if into is None or into not in self.persons:
                return id_
            id_ = into
        return min(way[way.index(id_) :])

    def root(self, id_: str) -> Person | None:
        """Who somebody is, after all merging; None for an id nobody has."""
        return self.persons[self._root_of[id_]] if id_ in self.persons else None

    def group(self, root: Person) -> list[Person]:
        """Everybody who is this person: itself first."""
        return self._groups[root.id]

    def known(self) -> list[Someone]:
        """Everybody as readers know people: each once, with all names."""
        return [
            root.someone()._replace(aliases=tuple(name for name in self.names_of(root) if name != root.name))
            for root in self.roots.values()
        ]

    def names_of(self, root: Person) -> tuple[str, ...]:
        """What this person is called, the name first."""
        return tuple(dict.fromkeys(name for one in self.group(root) for name in one.names))

    def owners(self, name: str, kind: Kind | None = None) -> list[Person]:
        """Who is called so: of one kind, or of any."""
        return [one for one in self._owners.get(folded_name(name), ()) if kind in (None, one.kind)]

    def keys_of(self, root: Person) -> tuple[str, ...]:
        """What stands in `read_who` for a person: their ids, and each name that nobody else of the kind has."""
        own = [name for name in map(folded_name, self.names_of(root)) if len(self.owners(name, root.kind)) == 1]
        kinds = ["person", "role"] if root.kind == "person" else [root.kind]
        return (*(f"#{one.id}" for one in self.group(root)), *(f"{kind}/{name}" for name in own for kind in kinds))
