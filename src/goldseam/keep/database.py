"""The connection to vault.db, page by page encrypted. Of apsw, this and keep.pages are the only imports."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock

import apsw

from goldseam.words.problem import Busy, Damaged, Problem
from goldseam.words.secret import Secret

Value = str | int | float | bytes | None
Row = tuple[Value, ...]

PAGE_BYTES = 8192  # a tenth smaller and faster than 4096 (measured: docs/decisions/0005)
CHECKPOINT_PAGES = 256
BULK_CHECKPOINT_PAGES = 4096  # 32 MiB of log, which reads in 50 ms should the power go
BULK_CACHE_KIB = 32 * 1024  # the usual 2 MiB hold none of the indexes of 100,000 entries
ROTATED, NOT_KEPT = "rotated", "not kept"  # what the triggers of keep.rotation and keep.reading_copy say
BUSY_MS = 20_000
BULK_END_BUSY_MS = 1_000  # so long a reader is waited for when the log is emptied after much was written


class Database:
    """One connection. Not for use by two threads at once; any number of processes may have their own.

    Attributes:
        path: of vault.db.
        is_copy: whether what is open is a copy, since nothing can be written at `path`.
    """

    def __init__(self, path: str, key: Secret, *, vfs: str | None = None, create: bool = False, copy: str = "") -> None:
        """Opens `path` with a raw key.

        Args:
            path: of vault.db.
            key: 32 bytes.
            vfs: of the cipher, over another than the system's: for tests that cut the power.
            create: whether there may be no database yet.
            copy: where a copy of it lies that is opened in its place (`keep.reading_copy`).

        Raises: Damaged: the pages do not open with the key. Busy, Problem: as `told`.
        """
        self.path = path
        self.is_copy = bool(copy)
        self._depth = 0
        self._log = _Log()
        if not create and vfs is None:
            _refuse_empty(path)
        flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
        self._file = _count_open(copy or path)
        try:
            with told(path):
                self._connection = apsw.Connection(copy or path, flags=flags, vfs=vfs)
                self._prepare(key)
        except BaseException:
            _count_closed(self._file)
            raise
        os.chmod(path, 0o600) if create else None

    def _prepare(self, key: Secret) -> None:
        connection = self._connection
        connection.set_busy_timeout(BUSY_MS)
        # The last one to close leaves the log where it is: one sync a save instead of five.
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        for pragma in (
            "cipher='chacha20'",
            f"key='raw:{key.reveal().hex()}'",
            f"page_size={PAGE_BYTES}",
            "temp_store=memory",
            "synchronous=full",
            "secure_delete=on",
        ):
            connection.execute(f"pragma {pragma}")
        connection.set_wal_hook(self._log.shorten)
        mode = connection.execute("pragma journal_mode").get
        if mode != "wal":
            mode = connection.execute("pragma journal_mode=wal").get
        # A rollback journal would hold checksums of plaintext, and temporary files would hold plaintext.
        assert mode == "wal", mode
        assert connection.execute("pragma temp_store").get == 2  # noqa: PLR2004 - SQLite's number for memory
        assert connection.execute("pragma synchronous").get == 2  # noqa: PLR2004 - SQLite's number for FULL

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """All rows of a query."""
        try:
            return self._connection.execute(sql, values).fetchall()
        except apsw.Error as error:
            raise problem_of(error, self.path) from error

    def each(self, sql: str, values: Sequence[Value] = ()) -> Iterator[Row]:
        """The rows of a query, one at a time. Careful: holds a reading transaction until it is used up."""
        with told(self.path):
            yield from self._connection.execute(sql, values)

    def one(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        """The first row of a query, or None."""
        try:
            return self._connection.execute(sql, values).fetchone()
        except apsw.Error as error:
            raise problem_of(error, self.path) from error

    def run(self, sql: str, values: Sequence[Value] = ()) -> None:
        """A statement whose rows nobody needs."""
        try:
            self._connection.execute(sql, values).fetchall()
        except apsw.Error as error:
            raise problem_of(error, self.path) from error

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """One statement for every row of values."""
        try:
            self._connection.executemany(sql, rows)
        except apsw.Error as error:
            raise problem_of(error, self.path) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, durable when the outermost block ends. Others wait, up to 20 seconds.

        Raises: Busy: another process writes for longer than that. Problem, Damaged: as `told`; nothing was changed.
        """
        if self._depth:
            yield
            return
        self.run("begin immediate")
        self._depth = 1
        try:
            yield
            self.run("commit")
        except BaseException:
            self._roll_back()
            self._log.clear(self._connection)
            raise
        finally:
            self._depth = 0

    def _roll_back(self) -> None:
        """SQLite has often done so by itself when the disk failed."""
        with told(self.path):
            if self._connection.in_transaction:
                self._connection.execute("rollback")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read inside is the database of one moment, however much others write meanwhile; nobody waits."""
        self.run("begin")
        try:
            self.one("select 1 from sqlite_schema")  # the moment is that of the first look
            yield
        finally:
            self._roll_back()

    @contextmanager
    def in_bulk(self) -> Iterator[None]:
        """For thousands of transactions or rows on end: as durable, with more memory and fewer checkpoints.

        Measured: docs/decisions/0006.
        """
        usual = self.one("pragma cache_size")
        assert usual is not None, "a pragma that is asked has a value"
        self.run(f"pragma cache_size={-BULK_CACHE_KIB}")
        self._log.pages_max = BULK_CHECKPOINT_PAGES
        try:
            yield
            # Every command that opens the vault reads the log first, so a long one is not left to them.
            self._connection.set_busy_timeout(BULK_END_BUSY_MS)
            self.checkpoint()
        finally:
            self._connection.set_busy_timeout(BUSY_MS)
            self._log.pages_max = CHECKPOINT_PAGES
            self.run(f"pragma cache_size={int(str(usual[0]))}")
            self.run("pragma shrink_memory")

    def checkpoint(self) -> None:
        """Everything stands in vault.db itself and the write-ahead log is empty, unless another process reads."""
        self.rows("pragma wal_checkpoint(truncate)")

    def is_read_only(self) -> bool:
        """Whether the disk lets nothing be written."""
        return self.is_copy or self._connection.readonly("main")

    def frames(self) -> int:
        """How many frames of the write-ahead log are committed, as SQLite sees it. Not on a disk that is read only."""
        row = self.one("pragma wal_checkpoint(noop)")
        assert row is not None
        assert isinstance(row[1], int)
        return row[1]

    def copy_to(self, path: str) -> None:
        """A compact copy of now, encrypted with the same key. Careful: not durable before its file is synced."""
        self.run("vacuum into ?", (path,))

    def integrity(self) -> list[str]:
        """What SQLite finds wrong: every page is read and authenticated. Empty when nothing is."""
        found = [str(row[0]) for row in self.rows("pragma integrity_check(20)")]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        """Ends the connection; nothing saved is lost by not calling it."""
        with told(self.path):
            self._connection.close()
        _count_closed(self._file)
        self._file = None


class _Log:
    """Keeps the write-ahead log of one connection short.

    SQLite's own rule (wal_autocheckpoint) copies the pages and leaves the log to whoever writes next while the database
    stays open. Ours is closed after each command, and who opens it counts the whole log as not yet copied: it would be
    copied again at every save, and never become shorter.

    Attributes:
        pages_max: a log of so many is emptied.
    """

    def __init__(self) -> None:
        self.pages_max = CHECKPOINT_PAGES

    def shorten(self, connection: apsw.Connection, _name: str, pages: int) -> int:
        """After a commit: empties a long log, unless somebody reads it; then the next save does."""
        if pages >= self.pages_max:
            self.clear(connection)
        return apsw.SQLITE_OK

    @staticmethod
    def clear(connection: apsw.Connection) -> None:
        """Empties the log, if nobody reads it and the disk does what it should; nothing else depends on this.

        After a save that was refused too: what it had written already would fill a disk that is full, and whoever looks
        at the log later could not tell it from damage.
        """
        connection.set_busy_timeout(0)
        with suppress(apsw.Error):
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        connection.set_busy_timeout(BUSY_MS)


# Which files this process has open as databases, and how often. By device and inode: a vault's folder may be renamed.
_open: Counter[tuple[int, int]] = Counter()
_turn = Lock()


def _count_open(path: str) -> tuple[int, int] | None:
    with _turn:
        file = _identity(path)
        if file:
            _open[file] += 1
        return file


def _count_closed(file: tuple[int, int] | None) -> None:
    with _turn:
        if file:
            _open[file] -= 1


def _identity(path: str) -> tuple[int, int] | None:
    try:
        about = os.stat(path)
    except OSError:
        return None  # it is being made; whoever makes it is alone with it
    return about.st_dev, about.st_ino


@contextmanager
def before_opening(path: str) -> Iterator[bool]:
    """Whether this process has the database at `path` not open; while the block runs it does not begin to.

    Careful: closing any file takes away all locks that the process has on it (POSIX), those of SQLite too. So nobody
    reads vault.db or vault.db-shm by itself but here.
    """
    with _turn:
        yield not _open[_identity(path) or (0, 0)]


@contextmanager
def told(path: str) -> Iterator[None]:
    """Turns what SQLite reports into a problem a person can act on."""
    try:
        yield
    except apsw.Error as error:
        raise problem_of(error, path) from error


def _refuse_empty(path: str) -> None:
    """Careful: SQLite would make an empty database of an empty file, and remove the write-ahead log beside it."""
    try:
        size = os.path.getsize(path)
    except FileNotFoundError:
        size = -1
    if size < PAGE_BYTES:
        raise Damaged(
            "vault.db is missing" if size < 0 else f"vault.db is damaged: {size} bytes are left of it",
            safe="the second copy in the vault's log folder was not touched",
            next="goldseam verify --repair",
            code="keep.database-damaged",
        )


def problem_of(error: apsw.Error, path: str) -> Problem:
    """The problem for an error of SQLite; its text is ours, since SQLite's may quote a value."""
    nothing = "nothing of this was saved, and everything saved before is intact"
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return Busy(
            "another goldseam is writing to this vault and did not finish in time",
            safe=nothing,
            next="wait for it, or end it, and try again",
            code="keep.busy",
        )
    if isinstance(error, apsw.FullError):
        return Problem(
            "the disk is full",
            safe=nothing,
            next=f"free some space on the disk of {os.path.dirname(path)} and try again",
            code="keep.disk-full",
        )
    missing = isinstance(error, apsw.CantOpenError) and not os.path.exists(path)
    if missing or isinstance(error, apsw.CorruptError | apsw.NotADBError):
        return Damaged(
            "vault.db is missing"
            if missing
            else "vault.db is damaged: pages are not what they were when they were written",
            safe="the second copy in the vault's log folder was not touched",
            next="goldseam verify --repair",
            code="keep.database-damaged",
        )
    if isinstance(error, apsw.ReadOnlyError | apsw.CantOpenError | apsw.PermissionsError):
        return Problem(
            f"vault.db could not be opened for writing in {os.path.dirname(path)}",
            safe=nothing,
            next="goldseam doctor",
            code="keep.cannot-open",
        )
    if isinstance(error, apsw.ConstraintError) and (problem := _of_a_trigger(str(error), path)):
        return problem
    if isinstance(error, apsw.IOError):
        return Problem(
            "the disk did not do what it was asked",
            safe=nothing,
            next="look at the disk (dmesg), make a backup elsewhere: goldseam backup, and try again",
            code="keep.disk-failed",
        )
    raise error


def _of_a_trigger(said: str, path: str) -> Problem | None:
    """What the triggers of keep.rotation and keep.reading_copy refuse."""
    if said == ROTATED:
        return Busy(
            "the vault's keys were changed while this was open",
            safe="nothing of this was saved, and everything saved before is intact",
            next="goldseam unlock, and do it again",
            code="keep.keys-changed",
        )
    if said == NOT_KEPT:
        return Problem(
            f"nothing can be written in {os.path.dirname(path)}: the vault can only be read there",
            safe="nothing of this was saved; everything saved before is intact, and can be read, found and exported",
            next="make the folder and its disk writable, or bring a backup back elsewhere: goldseam restore BACKUP",
            code="keep.only-read",
        )
    return None
