"""The rows that can still be read in a damaged database, page by page.

SQLite finds a page only through those above it, so one damaged page can hide thousands of whole ones. Here a fresh
database with one table lends its first page to all the others: the table is moved from page to page, and wherever it
stands on rows, they are read. What opens and takes apart the pages is the cipher and SQLite, nothing of ours.

This and keep.database are the only imports of apsw.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import apsw

from goldseam.keep.database import PAGE_BYTES, Row, told
from goldseam.words.secret import Secret

COLUMNS = 17  # the widest table of ours has so many; what a narrower one lacks is read as None
FILL_BYTES = 32 << 20
COPY_BYTES = 4 << 20


@contextmanager
def scratch(path: str, source: str | None, key: Secret, others: Mapping[int, bytes]) -> Iterator["Pages"]:
    """The pages of `source`, as a database of its own at `path`, which is removed at the end.

    Args:
        path: of the scratch file: as encrypted as the source, and as large.
        source: of a damaged vault.db; None: there is none.
        key: 32 bytes.
        others: by number, pages to take instead of those of the source, encrypted.
    """
    count = max([page_count(source), *others, 1])
    try:
        _lend_first_page(path, key, count)
        if source:
            with open(path, "r+b") as target:
                _copy_pages(source, target.fileno())
        pages = Pages(path, key, count)
        pages.put(others)
        try:
            yield pages
        finally:
            pages.close()
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.unlink(path + suffix)


def page_count(source: str | None) -> int:
    """How many pages a file has, the last one perhaps in part."""
    return -(-os.path.getsize(source) // PAGE_BYTES) if source else 0


def _copy_pages(source: str, target: int) -> None:
    """All but the first page; what is missing of the last one is left as it is, and will not open."""
    with open(source, "rb") as file:
        file.seek(PAGE_BYTES)
        at = PAGE_BYTES
        while data := file.read(COPY_BYTES):
            os.pwrite(target, data, at)
            at += len(data)


def _lend_first_page(path: str, key: Secret, count: int) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with told(path):
        connection = _connection(path, key)
        connection.execute(f"create table leaf ({', '.join(f'c{i}' for i in range(COLUMNS))})")
        connection.execute("create table filler (x)")
        left = count * PAGE_BYTES
        while left > 0:
            connection.execute("insert into filler values (zeroblob(?))", (min(left, FILL_BYTES),))
            left -= FILL_BYTES
        connection.close()


def _connection(path: str, key: Secret) -> apsw.Connection:
    connection = apsw.Connection(path)
    for pragma in (
        "cipher='chacha20'",
        f"key='raw:{key.reveal().hex()}'",
        f"page_size={PAGE_BYTES}",
        "temp_store=memory",
        "journal_mode=off",  # nothing here is worth a second write, and a journal would hold plaintext's checksums
        "synchronous=off",
        "cache_size=-2000",
    ):
        connection.execute(f"pragma {pragma}")
    return connection


class Pages:
    """The pages of one scratch database."""

    def __init__(self, path: str, key: Secret, count: int) -> None:
        """Opens it; `count` pages."""
        self.count = count
        self._path = path
        self._key = key
        with told(path):
            self._connection = _connection(path, key)

    def put(self, versions: Mapping[int, bytes]) -> None:
        """Takes other versions of some pages in the place of those that are there; never of the first, which is lent.

        Careful: the connection must not know the old ones any more.
        """
        self._connection.close()
        with open(self._path, "r+b") as file:
            for page, data in versions.items():
                if 1 < page <= self.count:
                    os.pwrite(file.fileno(), data, (page - 1) * PAGE_BYTES)
        with told(self._path):
            self._connection = _connection(self._path, self._key)

    def rows(self, page: int) -> Iterator[tuple[int, Row]]:
        """The rows on a page, with their numbers; none where it is damaged or holds no table.

        A page above others leads to their rows too, so a row may come more than once.
        """
        for number in self._numbers(page):
            try:
                row = self._connection.execute("select * from leaf where rowid = ?", (number,)).fetchone()
            except apsw.Error:
                continue  # the rest of this row lies on another page, which is damaged
            if row is not None:
                yield number, row

    def _numbers(self, page: int) -> list[int]:
        numbers: list[int] = []
        try:
            self._stand_on(page)
            for (number,) in self._connection.execute("select rowid from leaf"):
                numbers.append(number)  # what came before a failure counts
        except apsw.Error:
            pass
        return numbers

    def _stand_on(self, page: int) -> None:
        self._connection.config(apsw.SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1)
        self._connection.execute("update sqlite_schema set rootpage = ? where name = 'leaf'", (page,))
        self._connection.execute("pragma writable_schema=reset")

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()
