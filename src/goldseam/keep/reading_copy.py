"""A database on a disk that can only be read is worked on as a copy, so that everything can be found and taken away.

What is derived (the index, the readings) is made in the copy, and goes with it. The copy is encrypted as the database
is, and loses its name as soon as it is open: when the process ends, however it ends, nothing of it is left.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from goldseam.keep.database import NOT_KEPT, Database, before_opening
from goldseam.keep.making import DATABASE
from goldseam.words.secret import Secret

# What she wrote stands in these tables, and all else can be made anew. A record is changed only after one was inserted.
_HERS = (("record", "insert"), ("draft", "insert"), ("draft", "update"), ("draft", "delete"))


def is_needed(path: str) -> bool:
    """Whether nothing may be written to the database at `path`, or beside it."""
    return os.path.exists(path) and not (os.access(path, os.W_OK) and os.access(os.path.dirname(path), os.W_OK))


def open_copy(path: str, key: Secret) -> Database:
    """A copy of the database at `path`, with its log, that takes nothing she writes.

    Cost: the time to copy it, and its size under the system's folder for temporary files.

    Raises: as `Database`; OSError: there is no room for it.
    """
    import shutil  # noqa: PLC0415 - 10 ms, and hardly any vault needs it
    import tempfile  # noqa: PLC0415 - as above

    folder = tempfile.mkdtemp(prefix="goldseam-reading-")
    copy = os.path.join(folder, DATABASE)
    try:
        with before_opening(path), suppress(FileNotFoundError):  # there may be no log
            for end in ("", "-wal"):
                shutil.copyfile(path + end, copy + end)
        database = Database(path, key, copy=copy)
        _refuse(database)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return database


@contextmanager
def taking_in(database: Database) -> Iterator[None]:
    """What waited in the inbox is taken into a copy, to be read there; where it waited, it stays."""
    for table, act in _HERS:
        database.run(f"drop trigger temp.only_read_{table}_{act}")
    try:
        yield
    finally:
        _refuse(database)


def _refuse(database: Database) -> None:
    for table, act in _HERS:
        database.run(
            f"create temp trigger only_read_{table}_{act} before {act} on {table}"
            f" begin select raise(abort, '{NOT_KEPT}'); end"
        )
