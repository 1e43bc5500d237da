"""Search in process: the vault's against plain SQLite FTS5, same entries, same queries, in the same minutes.

Plain means: not encrypted, external content, unicode61, FTS5's own snippet(), through apsw, everything as it comes.
The trash and the query language are ours alone; the answers must be the same entries.
`SIZES=10000 python3 dev.py bench search` takes half a minute, all of it five.
"""

# ruff: noqa: S608 - only constants are put into the SQL

import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice

import apsw

from bench.corpus import entries, names, vocabulary
from bench.measuring import SCRATCH, pin, row
from goldseam.find.search import Find
from goldseam.keep.keys import CHEAPEST
from goldseam.keep.vault import Vault, create_vault
from goldseam.words.entry import Content
from goldseam.write.entries import Entries
from tests.making import UNHIDDEN

SIZES = [int(size) for size in os.environ.get("SIZES", "10000,100000").split(",")]
ROUNDS = int(os.environ.get("ROUNDS", "9"))
MUST = 1.2
TODAY = "2024-01-01"
BATCH = 2_000
HITS = 20
_EPOCH = date(1970, 1, 1).toordinal()


def queries(n: int) -> dict[str, list[tuple[str, str]]]:
    """Several of each kind, as (ours, FTS5's), so that one lucky word decides nothing."""
    words = vocabulary()
    texts = [str(entry["text"]).split() for entry in islice(entries(n), 0, n, n // 8)]
    phrases = [" ".join(text[10:12]).strip(".?! ") for text in texts]
    return {
        "rare word": [(word, f'"{word}"') for word in words[9_000:9_008]],
        "mid word": [(word, f'"{word}"') for word in words[95:103]],
        "phrase": [
            (f'"{phrase}"', f'"{phrase}"') for phrase in phrases if '"' not in phrase and phrase.count(" ") == 1
        ],
        "prefix": [
            (f"{word}*", f'"{word}" *') for word in ("gard", "trav", "mou", "sho", "brea", "plan", "stai", "wint")
        ],
        "two terms": [(f"{a} {b}", f'"{a}" "{b}"') for a, b in zip(words[60:68], names()[:8], strict=True)],
        "common word": [(word, f'"{word}"') for word in words[:8]],
    }


def contents(n: int) -> Iterator[tuple[str, Content]]:
    for number, entry in enumerate(entries(n)):
        day = str(entry["date"])
        hour, minute = map(int, str(entry["time"]).split(":"))
        written_at = ((date.fromisoformat(day).toordinal() - _EPOCH) * 1440 + hour * 60 + minute) * 60_000
        tags = entry["tags"]
        assert isinstance(tags, list)
        yield (
            f"{number:032x}",
            Content(str(entry["text"]), written_at, "UTC", day, str(entry.get("title", "")), tags=tuple(tags)),
        )


def ours(n: int, folder: str) -> Vault:
    vault, _ = create_vault(os.path.join(folder, "vault"), "for measuring", cost=CHEAPEST, now_ms=0)
    feed = contents(n)
    while batch := list(islice(feed, BATCH)):
        Entries(vault).take_in(batch, now_ms=0)
    return vault


def plain(vault: Vault, folder: str) -> apsw.Connection:
    connection = apsw.Connection(os.path.join(folder, "plain.db"))
    connection.execute("pragma journal_mode = wal")
    connection.execute("create table entry (place integer primary key, title text, body text, tags text)")
    connection.execute("create virtual table fts using fts5(title, body, tags, content='entry', content_rowid='place')")
    feed = vault.database.each("select place, title, body, tags from entry_text order by place")
    while batch := list(islice(feed, BATCH)):
        with connection:
            connection.executemany("insert into entry values (?, ?, ?, ?)", batch)
            connection.executemany("insert into fts (rowid, title, body, tags) values (?, ?, ?, ?)", batch)
    return connection


def indexing(vault: Vault, n: int) -> Find:
    find = Find(vault)
    started = time.perf_counter()
    find.follow()
    rate = n / (time.perf_counter() - started)
    row(f"index, {n:,} entries", f"{rate:,.0f}/s", ">= 12,000/s on a quiet machine", held=rate >= 12_000)
    return find


def compare(find: Find, connection: apsw.Connection, name: str, pairs: list[tuple[str, str]], *, newest: bool) -> bool:
    """Medians over all queries of a kind, each run by both in turn."""

    def our(query: str) -> object:
        found = find.entries(query, today=TODAY, limit=HITS, newest=newest, sight=UNHIDDEN)
        return [(hit.place, hit.snippet.text) for hit in found.hits]

    def their(query: str) -> object:
        return connection.execute(sql, (query,)).fetchall()

    times: tuple[list[float], list[float]] = ([], [])
    for mine, yours in pairs:
        by_time = newest or find.entries(mine, today=TODAY, limit=1, sight=UNHIDDEN).newest_first
        order = "rowid desc" if by_time else "rank"
        shown = "snippet(fts, 1, '[', ']', '…', 24)"
        sql = f"select rowid, {shown} from fts where fts match ? order by {order} limit {HITS}"
        taken = in_turn(lambda mine=mine: our(mine), lambda yours=yours: their(yours))  # type: ignore[misc]
        for all_, one in zip(times, taken, strict=True):
            all_.append(one)
    a, b = statistics.median(times[0]), statistics.median(times[1])
    ratio = statistics.median(x / y for x, y in zip(*times, strict=True))
    text = f"{a * 1e3:.2f} ms = {ratio:.2f}x of {b * 1e3:.2f} ms"
    must = f"<= {MUST}x" if newest else "counts first, to choose the order; <= 2x"
    return row(name, text, must, held=ratio <= (MUST if newest else 2))


def in_turn(*calls: Callable[[], object]) -> list[float]:
    taken: list[list[float]] = [[] for _ in calls]
    for number in range(ROUNDS + 1):
        for call, times in zip(calls, taken, strict=True):
            started = time.perf_counter()
            call()
            if number:
                times.append(time.perf_counter() - started)
    return [statistics.median(times) for times in taken]


def same_answers(find: Find, connection: apsw.Connection, pairs: list[tuple[str, str]]) -> bool:
    """Newest first, both name the same entries."""
    sql = f"select rowid from fts where fts match ? order by rowid desc limit {HITS}"
    return all(
        [hit.place for hit in find.entries(mine, today=TODAY, limit=HITS, newest=True, sight=UNHIDDEN).hits]
        == [found[0] for found in connection.execute(sql, (yours,))]
        for mine, yours in pairs
    )


def measure(n: int) -> bool:
    folder = os.path.join(SCRATCH, f"search-{n}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    vault = ours(n, folder)
    find = indexing(vault, n)
    connection = plain(vault, folder)
    held = []
    for kind, pairs in queries(n).items():
        assert same_answers(find, connection, pairs), kind
        held.append(compare(find, connection, f"newest {HITS} + snippets, {kind}, {n:,}", pairs, newest=True))
        if kind != "common word":
            label = f"best {HITS} + snippets, {kind}, {n:,}"
            held.append(compare(find, connection, label, pairs, newest=False))
    vault.close()
    connection.close()
    shutil.rmtree(folder)
    return all(held)


def main() -> int:
    os.makedirs(SCRATCH, exist_ok=True)
    pin()
    return 0 if all(list(map(measure, SIZES))) else 1


if __name__ == "__main__":
    sys.exit(main())
