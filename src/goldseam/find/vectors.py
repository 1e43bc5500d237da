"""What entries are about, as vectors inside the vault's database; they follow the change feed in two steps.

The first is quick and needs no model: what was made of a changed, trashed or purged entry is removed at once, and the
entry is noted as unread. The second reads what is noted, newest first, and may be broken off at any time.
"""

# ruff: noqa: S608 - the names inside the SQL are constants of this room

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from goldseam.keep.database import Value
from goldseam.keep.vault import Vault
from goldseam.words.span import Span

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vector = npt.NDArray[np.float32]

VERSION = 1  # of the tables; another one means: make them anew
FOLLOWER = "find.vectors"
FACT = "find.vectors"  # the version and the model
BATCH = 2_000  # changes taken in at once
AT_ONCE = 16  # entries read between two looks at the clock
TEXT_MAX = 150_000  # characters of one entry that get vectors: a whole book in one entry would hold up whoever asks
WIDTH = 384
NEAR_MIN = 1_000  # so many passages are looked at closely, at least; more where more entries are wanted
NEAR_PER_ENTRY = 50

_TABLES = {
    "find_unread": "create table find_unread (place integer primary key) strict",
    # The signs of the numbers alone, a bit each: what every search looks at. Apart, so that it reads nothing else.
    "find_signs": "create table find_signs (place integer primary key, signs blob not null) strict",
    "find_vector": "create table find_vector (place integer primary key, spans blob not null, vectors blob not null)"
    " strict",
}

Progress = Callable[[int, int], None]


class Embedder(Protocol):
    """What makes vectors of texts; `find` is given one, because it may not know the room that reads.

    Attributes:
        model: vectors of another model than the one now cannot be compared, and are made anew.
    """

    model: str

    def passages(self, text: str) -> Sequence[Span]:
        """Stretches of a text that each fit into a vector, in order."""
        ...

    def embed(self, texts: Sequence[str]) -> "Vector":
        """(n, 384), each of length one."""
        ...


class Near(NamedTuple):
    """An entry that is near what was sought.

    Attributes:
        place: where it stands in time.
        span: the passage of its text that is nearest.
        nearness: cosine, of -1 to 1.
    """

    place: int
    span: Span
    nearness: float


class Vectors:
    """The vectors of one vault. No word depends on them: they can be made anew at any time."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._database = vault.database

    def exist(self) -> bool:
        """Whether any were ever asked for."""
        return self._vault.fact(FACT) is not None

    def take_note(self) -> None:
        """Removes what is no longer so, and notes what is to be read. Needs no model. Cost: a few µs a change.

        Raises: Busy: another process writes.
        """
        while self.exist() and self._note_batch():
            pass

    def unread(self) -> int:
        """How many entries no vector was made of yet."""
        return self._number("select count(*) from find_unread") if self.exist() else 0

    def read(self, embedder: Embedder, *, going_on: Callable[[], bool], progress: Progress | None = None) -> int:
        """Makes the vectors that are missing, the newest entries first; returns how many entries are left.

        Each few entries are a transaction, so what is broken off goes on the next time. Cost: about 10 ms an entry of
        200 words.

        Args:
            embedder: makes them.
            going_on: asked between two transactions whether to go on.
            progress: called with the entries done and their number.

        Raises: Busy: another process writes.
        """
        self.prepare(embedder.model)
        self.take_note()
        total = self.unread()
        done = 0
        while (left := self.unread()) and (done == 0 or going_on()):
            self._read_some(embedder)
            done += AT_ONCE
            if progress is not None:
                progress(min(done, total), total)
        return left

    def of(self, place: int) -> "Vector | None":
        """(n, 384) what the entry at a place is about, a row a passage; None where nothing was made of it."""
        row = self._database.one("select vectors from find_vector where place = ?", (place,))
        return None if row is None else _vectors(row[0])

    def nearness(self, places: Collection[int], sought: "Vector") -> dict[int, list[tuple[Span, float]]]:
        """How near each passage of the entries at some places is to a vector: a cosine. Cost: 30 µs an entry.

        Of an entry of which nothing was made yet, there is nothing.
        """
        rows = self._database.rows(
            "select place, spans, vectors from find_vector where place in (select value from json_each(?))",
            (f"[{','.join(map(str, places))}]",),
        )
        return {
            int(str(place)): list(zip(_spans(spans), (_vectors(vectors) @ sought).tolist(), strict=True))
            for place, spans, vectors in rows
        }

    def nearest(self, sought: "Vector", *, limit: int, without: Collection[int] = ()) -> list[Near]:
        """The entries with the passages nearest to a vector, the nearest first; none at the places `without`.

        All are compared by the signs of their numbers, the best of those by the numbers themselves.
        Cost: 1 µs a passage.
        """
        import numpy as np  # noqa: PLC0415 - only who compares pays for it

        places, signs = self._signs()
        if not places.size:
            return []
        wanted = np.packbits(sought >= 0).view(np.uint64)
        apart = np.bitwise_count(signs ^ wanted).sum(axis=1, dtype=np.uint16)
        if without:
            kept = np.isin(places, np.fromiter(without, dtype=places.dtype), invert=True)
            places, apart = places[kept], apart[kept]
            if not places.size:
                return []
        few = min(max(NEAR_MIN, limit * NEAR_PER_ENTRY), apart.size)
        chosen = np.unique(places[np.argpartition(apart, few - 1)[:few]])
        found = [
            _nearest_passage(int(str(place)), spans, vectors, sought)
            for place, spans, vectors in self._database.rows(
                "select place, spans, vectors from find_vector where place in (select value from json_each(?))",
                (f"[{','.join(map(str, chosen.tolist()))}]",),
            )
        ]
        return sorted(found, key=lambda near: -near.nearness)[:limit]

    def prepare(self, model: str) -> None:
        """Makes the tables where there are none, or those of another version or model, and notes every entry.

        Raises: Busy: another process writes.
        """
        wanted = f"{VERSION} {model}"
        if self._vault.fact(FACT) == wanted:
            return
        with self._database.transaction():
            self._vault.follow(FOLLOWER)
            for name, made in _TABLES.items():
                self._database.run(f"drop table if exists {name}")
                self._database.run(made)
            self._database.run("insert into find_unread select place from entry where not trashed")
            newest = self._number("select coalesce(max(seq), 0) from change")
            if newest:
                self._vault.acknowledge(FOLLOWER, newest)
            self._vault.set_fact(FACT, wanted)

    def _note_batch(self) -> bool:
        if not self._database.one(
            "select 1 from change where seq > (select seq from follower where name = ?) limit 1", (FOLLOWER,)
        ):
            return False
        with self._database.transaction():
            changes = self._vault.changes(FOLLOWER, limit=BATCH)
            chosen = f"[{','.join(str(place) for place in sorted({change.place for change in changes}))}]"
            for name in _TABLES:
                self._database.run(f"delete from {name} where place in (select value from json_each(?))", (chosen,))
            self._database.run(
                "insert into find_unread select place from entry"
                " where place in (select value from json_each(?)) and not trashed",
                (chosen,),
            )
            if changes:
                self._vault.acknowledge(FOLLOWER, changes[-1].seq)
        return len(changes) == BATCH

    def _read_some(self, embedder: Embedder) -> None:
        """Reads a few entries. The model works outside the transaction, so that nobody waits for it to write."""
        import numpy as np  # noqa: PLC0415 - only who compares pays for it

        taken = self._database.rows(
            "select place, shown, entry_text.title, body"
            " from (select place from find_unread order by place desc limit ?)"
            " join entry using (place) join entry_text using (place)",
            (AT_ONCE,),
        )
        passages = [(row, span) for row in taken for span in embedder.passages(str(row[3])[:TEXT_MAX])]
        made = embedder.embed([_told(str(row[2]), str(row[3]), span) for row, span in passages])
        whole: dict[int, list[int]] = {}
        for number, (row, _) in enumerate(passages):
            whole.setdefault(int(str(row[0])), []).append(number)
        with self._database.transaction():
            for place, shown, *_ in taken:
                # Changed or removed meanwhile: then the feed speaks of it, and it is noted again.
                if not self._database.one("select 1 from entry where place = ? and shown = ?", (place, shown)):
                    continue
                if rows := whole.get(int(str(place))):
                    spans = np.array([passages[number][1] for number in rows], dtype="<u4")
                    self._store(int(str(place)), spans.tobytes(), made[rows])
                self._database.run("delete from find_unread where place = ?", (place,))
            gone = "delete from find_unread where place not in (select place from entry where not trashed)"
            self._database.run(gone) if not taken else None

    def _store(self, place: int, spans: bytes, vectors: "Vector") -> None:
        import numpy as np  # noqa: PLC0415 - only who compares pays for it

        most = np.abs(vectors).max(axis=1, keepdims=True)
        small = np.rint(vectors / np.maximum(most, 1e-6) * 127).astype(np.int8)
        signs = np.packbits(small >= 0, axis=1)
        self._database.run("insert or replace into find_signs values (?, ?)", (place, signs.tobytes()))
        self._database.run("insert or replace into find_vector values (?, ?, ?)", (place, spans, small.tobytes()))

    def _signs(self) -> "tuple[npt.NDArray[np.int64], npt.NDArray[np.uint64]]":
        """The place of every passage, and the signs of its numbers, 384 bits in six."""
        import numpy as np  # noqa: PLC0415 - only who compares pays for it

        rows = self._database.rows("select place, signs from find_signs")
        counts = [len(signs) // (WIDTH // 8) for _, signs in rows]  # type: ignore[arg-type]  # a blob
        joined = b"".join(signs for _, signs in rows)  # type: ignore[misc]  # a blob
        places = np.repeat(np.array([place for place, _ in rows], dtype=np.int64), counts)
        return places, np.frombuffer(joined, dtype=np.uint64).reshape(-1, WIDTH // 64)

    def _number(self, sql: str, values: Sequence[Value] = ()) -> int:
        row = self._database.one(sql, values)
        return int(str(row[0])) if row else 0


def _told(title: str, body: str, span: Span) -> str:
    """What the model is given of a passage: its words, and the title before the first."""
    words = body[span.start : span.end]
    return f"{title}\n{words}" if title and span.start == 0 else words


def _vectors(blob: Value) -> "Vector":
    """(n, 384) of length one, from the bytes that are kept."""
    import numpy as np  # noqa: PLC0415 - only who compares pays for it

    assert isinstance(blob, bytes), "a blob"
    kept = np.frombuffer(blob, dtype=np.int8).reshape(-1, WIDTH).astype(np.float32)
    made: Vector = kept / np.maximum(np.linalg.norm(kept, axis=1, keepdims=True), 1e-6)
    return made


def _nearest_passage(place: int, spans: Value, vectors: Value, sought: "Vector") -> Near:
    """Of one entry."""
    nearness = _vectors(vectors) @ sought
    best = int(nearness.argmax())
    return Near(place, _spans(spans)[best], float(nearness[best]))


def _spans(spans: Value) -> list[Span]:
    import numpy as np  # noqa: PLC0415 - only who compares pays for it

    assert isinstance(spans, bytes), "a blob"
    return [Span(start, end) for start, end in np.frombuffer(spans, dtype="<u4").reshape(-1, 2).tolist()]
