"""How a query is answered: its tree as one FTS5 query and conditions in SQL."""

# ruff: noqa: S608 - the names inside the SQL are constants of this room; what a person typed is always bound

from collections.abc import Callable, Sequence
from typing import NamedTuple, NoReturn

from goldseam.find.query import All, Any, Facet, Not, Tree, Words
from goldseam.find.terms import folded, sought
from goldseam.keep.database import Value
from goldseam.words.problem import Misused

NAMES = {"tag": "tags", "in": "notebooks"}
DAYS = ("on", "before", "after")
PLACE_MAX = 1 << 62


class Plan(NamedTuple):
    """What to ask the database.

    Attributes:
        match: a query of FTS5; empty when no words are sought.
        first: the first place that counts.
        end: the first place that counts no more.
        condition: SQL about a row of `entry`; empty when there is none.
        values: those of the condition.
        trashed: whether the trash is searched, instead of what is not in it.
        shown: the words to mark in what is found.
    """

    match: str = ""
    first: int = 0
    end: int = PLACE_MAX
    condition: str = ""
    values: tuple[Value, ...] = ()
    trashed: bool = False
    shown: tuple[Words, ...] = ()


class _Piece(NamedTuple):
    """A part of a plan: a query of FTS5, or SQL about `entry`; neither for what holds nothing to look for."""

    match: str = ""
    sql: str = ""
    values: tuple[Value, ...] = ()


def plan_of(tree: Tree, *, today: str, names: Callable[[str], Sequence[str]], read: bool = False) -> Plan:
    """The plan for a query.

    Args:
        tree: from `parse`.
        today: ISO date, for days such as `last week`.
        names: gives every name there is of a kind: `tags` or `notebooks`.
        read: whether the tables are there that reading keeps.

    Raises: Misused: a day was not understood, nothing is left to look for, or the trash was asked for inside OR or -.
    """
    if isinstance(tree, Words) and not tree.field:
        match = sought(tree.text, prefix=tree.prefix) or _refuse_nothing()
        return Plan(match, shown=(tree,))
    parts = tree.parts if isinstance(tree, All) else (tree,)
    scope = [part for part in parts if part == Facet("is", "trashed")]
    rest = [part for part in parts if part not in scope]
    return _Planner(today, names, trashed=bool(scope), read=read).plan(rest)


class _Planner:
    def __init__(self, today: str, names: Callable[[str], Sequence[str]], *, trashed: bool, read: bool = False) -> None:
        self.today = today
        self.read = read
        self.names = names
        self.trashed = trashed
        self.table = "find_trash" if trashed else "find_text"
        self.driven = False  # whether the index names the candidates, so that a condition looks at few entries

    def plan(self, parts: list[Tree]) -> Plan:
        ranges = [self._places(part) for part in parts if isinstance(part, Facet) and part.field in DAYS]
        others = [part for part in parts if not (isinstance(part, Facet) and part.field in DAYS)]
        match, pieces = self._split(others)
        if match and pieces:
            self.driven = True
            match, pieces = self._split(others)
        if not (match or pieces or ranges or self.trashed):
            _refuse_nothing()
        return Plan(
            match,
            max([first for first, _ in ranges], default=0),
            min([end for _, end in ranges], default=PLACE_MAX),
            " and ".join(piece.sql for piece in pieces),
            tuple(value for piece in pieces for value in piece.values),
            self.trashed,
            tuple(words for part in parts for words in _shown(part)),
        )

    def _split(self, parts: Sequence[Tree]) -> tuple[str, list[_Piece]]:
        """What all parts have in common: one query of FTS5, if any of them seeks words, and the conditions beside."""
        found: list[str] = []
        hidden: list[_Piece] = []
        pieces: list[_Piece] = []
        for part in parts:
            piece = self._piece(part.part if isinstance(part, Not) else part)
            if isinstance(part, Not):
                hidden.append(piece) if piece.match else pieces.append(self._without(piece))
            else:
                found.append(piece.match) if piece.match else pieces.append(piece)
        if not found:
            pieces += map(self._without, hidden)
        match = _joined(" AND ", found)
        if found and hidden:
            match = f"({match}) NOT ({_joined(' OR ', [piece.match for piece in hidden])})"
        return match, [piece for piece in pieces if piece.sql]

    def _piece(self, tree: Tree) -> _Piece:
        match tree:
            case Words(text, prefix, "person"):
                return self._any([_Piece(sought(text, prefix=prefix)), *self._known_as(text, prefix=prefix)])
            case Words(text, prefix, field):
                string = sought(text, prefix=prefix)
                return _Piece(f"title : {string}" if string and field == "title" else string)
            case Facet():
                return self._facet(tree)
            case Not(part):
                return self._without(self._piece(part))
            case All(parts):
                match, pieces = self._split(parts)
                return self._sql_of(" and ", [_Piece(match), *pieces]) if pieces else _Piece(match)
            case Any(parts):
                return self._any([piece for part in parts if (piece := self._piece(part)) != _Piece()])

    def _without(self, piece: _Piece) -> _Piece:
        inner = self._as_sql(piece)
        return _Piece(sql=f"not {inner.sql}", values=inner.values) if inner.sql else inner

    def _any(self, pieces: list[_Piece]) -> _Piece:
        if all(piece.match for piece in pieces):
            return _Piece(_joined(" OR ", [piece.match for piece in pieces]))
        return self._sql_of(" or ", pieces)

    def _sql_of(self, joint: str, pieces: list[_Piece]) -> _Piece:
        made = [self._as_sql(piece) for piece in pieces if piece != _Piece()]
        sql = joint.join(piece.sql for piece in made)
        return _Piece(sql=f"({sql})", values=tuple(value for piece in made for value in piece.values))

    def _as_sql(self, piece: _Piece) -> _Piece:
        if not piece.match:
            return piece
        sql = f"(entry.place in (select rowid from {self.table} where {self.table} match ?))"
        return _Piece(sql=sql, values=(piece.match,))

    def _facet(self, facet: Facet) -> _Piece:
        match facet.field, facet.value:
            case "tag" | "in", _:
                return self._named(facet)
            case "has", "photo":
                return _Piece(sql="(entry.photos > 0)")
            case "has", _:
                return _Piece(sql="(entry.files > 0)")
            case "is", "starred":
                return _Piece(sql="entry.starred")
            case "feeling" | "said-by" | "about", _:
                return self._read(facet)
            case "on" | "before" | "after", _:
                return _Piece(sql="(entry.place >= ? and entry.place < ?)", values=self._places(facet))
        raise _misplaced_scope()

    def _named(self, facet: Facet) -> _Piece:
        wanted = folded(facet.value)
        known = self.names(NAMES[facet.field])
        names = tuple(n for n in known if folded(n) == wanted or (facet.prefix and folded(n).startswith(wanted)))
        if not names:
            return _Piece(sql="0")
        marks = ", ".join("?" * len(names))
        if facet.field == "in":
            return _Piece(sql=f"(entry.journal in ({marks}))", values=names)
        if self.driven:
            return _Piece(
                sql=f"exists (select 1 from tagging where tagging.place = entry.place and tag in ({marks}))",
                values=names,
            )
        return _Piece(sql=f"(entry.place in (select place from tagging where tag in ({marks})))", values=names)

    def _read(self, facet: Facet) -> _Piece:
        """What only reading knows: nothing where nothing has been read."""
        from goldseam.find.read_facets import about, felt, said_by  # noqa: PLC0415 - few queries ask for it

        if not self.read:
            return _Piece(sql="0")
        match facet.field:
            case "feeling":
                return _Piece("", *felt(facet.value))
            case "said-by":
                return _Piece("", *said_by(facet.value, prefix=facet.prefix))
        return _Piece("", *about(facet.value, self.today))

    def _known_as(self, name: str, *, prefix: bool) -> list[_Piece]:
        """Where reading found somebody of this name, by whatever words."""
        from goldseam.find.read_facets import named  # noqa: PLC0415 - few queries ask for it

        return [_Piece("", *named(name, prefix=prefix))] if self.read else []

    def _places(self, tree: Tree) -> tuple[int, int]:
        """The half-open range of places of `on:`, `before:` or `after:`."""
        from goldseam.words.place import places_of_days  # noqa: PLC0415 - few queries name days
        from goldseam.words.when import parse_days  # noqa: PLC0415 - few queries name days

        assert isinstance(tree, Facet), "only facets name days"
        days = parse_days(tree.value, today=self.today)
        first, end = places_of_days(days.first, days.last)
        if tree.field == "before":
            return 0, first
        return (end, PLACE_MAX) if tree.field == "after" else (first, end)


def _joined(joint: str, matches: list[str]) -> str:
    known = [match for match in matches if match]
    return known[0] if len(known) == 1 else joint.join(f"({match})" for match in known)


def _shown(tree: Tree) -> list[Words]:
    """The words that an entry which is found may have."""
    match tree:
        case Words(_, _, field):
            return [] if field == "title" else [tree]
        case All(parts) | Any(parts):
            return [words for part in parts for words in _shown(part)]
    return []


def _refuse_nothing() -> NoReturn:
    raise Misused(
        "the query held nothing to look for: no word, no day, no tag",
        safe="nothing was searched or changed",
        next="write a word: goldseam find rain (all of it: docs/search.md)",
        code="find.nothing-sought",
    )


def _misplaced_scope() -> Misused:
    return Misused(
        "is:trashed stood after a minus, inside brackets or beside OR",
        safe="nothing was searched or changed",
        next="write it beside the other words: goldseam find is:trashed rain (all of it: docs/search.md)",
        code="find.trash-inside",
    )
