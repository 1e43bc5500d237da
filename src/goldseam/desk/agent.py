"""The agent: a small process that holds a vault's keys while it is unlocked (docs/locking.md).

One for each vault, started by `desk.agent_control`, alone in its session. It imports little, opens no database itself
(children that end again bring the second copy up to date, make backups and read entries), and answers one question a
connection:

    keys      64 bytes, the root and the blobs key; counts as activity
    changed   something was saved: the second copy follows within a minute; counts as activity
    touch     she is still there; counts as activity
    stay N    lock after N seconds without activity from now on; 0 is never
    status    what there is to know, as JSON
    lock      ends: hands out nothing more, brings the second copy up to date, and only then answers

Only a process of the same user is answered. A question may name the vault's folder, and one that names another copy
than the agent's is answered `elsewhere`. It ends by itself when nothing happened for long enough, when the machine
slept or is about to, when the vault's folder or its own socket is gone, and on SIGTERM.
"""

import json
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from goldseam.desk.agent_client import KEYS_BYTES, identity_of, peer_user
from goldseam.desk.suspend import FALLING_ASLEEP, awake_s, slept_s, start_watcher

if TYPE_CHECKING:
    from goldseam.keep.vault import Vault

QUESTION_BYTES_MAX = 256
PATIENCE_S = 1.0  # for one who connects and then says nothing
TICK_S = 5.0
FLUSH_S = 30.0  # after the first save that the second copy has not: with a tick and the work, under a minute
RETRY_S = 300.0
QUIET_S = 120.0  # a backup that is due begins when nothing has happened for so long
READ_QUIET_S = 20.0  # entries are read when nothing has happened for so long; whoever comes meanwhile has the machine
LOOK_EVERY_S = 3600.0
NICE = 19
SLEPT_S = 1.0  # a suspend lasts longer than that
ASKED = "asked to"
IDLE = "nothing happened for long enough"
LOCKED = b"locked"
UNFLUSHED = b"locked, but the second copy is behind"
ELSEWHERE = b"elsewhere"


class Errand(NamedTuple):
    """What an agent is started for.

    Attributes:
        folder: of the vault.
        runtime: the folder for the socket, private to her.
        vault: 32 hex digits, which name the socket.
        unlocked_by: kind of the slot.
        idle_s: lock after so long without activity; 0 is never.
        flush_s: bring the second copy up to date so long after a save.
        tick_s: look round that often.
        remembered: the folder outside the vault for what is remembered of its backups; empty: none are made.
        quiet_s: see after a backup when nothing has happened for so long.
        read_quiet_s: read entries when nothing has happened for so long; 0 is never.
        watchers: command lines that tell of a coming sleep (desk.suspend), each tried when the one before ended.
    """

    folder: str
    runtime: str
    vault: str
    unlocked_by: str
    idle_s: float
    flush_s: float = FLUSH_S
    tick_s: float = TICK_S
    remembered: str = ""
    quiet_s: float = QUIET_S
    read_quiet_s: float = READ_QUIET_S
    watchers: tuple[tuple[str, ...], ...] = ()

    @property
    def socket(self) -> str:
        """The path of the socket."""
        return os.path.join(self.runtime, self.vault)


class Child(NamedTuple):
    """A process the agent started, and a descriptor that tells of it: by what it says, or by closing at its end."""

    pid: int
    descriptor: int


class Agent:
    """The keys of one vault, and a socket that hands them out."""

    def __init__(self, errand: Errand, keys: bytearray, turn: int) -> None:
        """Takes the socket's name.

        Args:
            errand: what for.
            keys: KEYS_BYTES; wiped when it ends.
            turn: descriptor of the locked file that lets only one agent be; closed when it ends.
        """
        assert len(keys) == KEYS_BYTES, "both keys"
        self._errand = errand
        self._keys = keys
        self._turn = turn
        self._listener = _listen(errand.socket)
        self._own_socket = os.stat(errand.socket).st_ino
        self._identity = identity_of(errand.folder)
        self._slept_before = max(slept_s() for _ in range(3))
        self._idle_s = errand.idle_s
        self._active = awake_s()
        self._since_ms = time.time_ns() // 1_000_000
        self._flush_at: float | None = None
        self._flushing: Child | None = None
        self._flushed: object = None
        self._flush_failed = False
        self._backing_up: Child | None = None
        self._looked: object = None
        self._look_at = 0.0
        self._reading: Child | None = None
        self._read: object = None
        self._watchers = [list(command) for command in errand.watchers]
        self._watcher: Child | None = None
        self._heard = b""
        self._waiting: list[socket.socket] = []
        self._ending = ""
        self._poll = select.poll()

    def serve(self) -> None:
        """Answers until it has to end, and then ends."""
        signals = _signals()
        self._poll.register(signals, select.POLLIN)
        self._poll.register(self._listener.fileno(), select.POLLIN)
        self._next_watcher()
        while not self._ending:
            ready = {descriptor for descriptor, _ in self._poll.poll(int(self._wait_s() * 1000) + 1)}
            # First of all, so that nothing is handed out after a sleep, however late this process woke.
            self._ending = "told to by the system" if signals in ready else self._reason()
            self._attend(ready)
            if not self._ending:
                self._flush_if_due()
                self._back_up_if_quiet()
                self._read_if_quiet()
        self._end()

    def _attend(self, ready: set[int]) -> None:
        if self._watcher is not None and self._watcher.descriptor in ready:
            self._listen_to_watcher(self._watcher)
        if self._flushing is not None and self._flushing.descriptor in ready:
            self._flush_ended(self._flushing)
        if self._backing_up is not None and self._backing_up.descriptor in ready:
            self._backup_ended(self._backing_up)
        if self._reading is not None and self._reading.descriptor in ready:
            self._reading_ended(self._reading)
        if self._listener.fileno() in ready:
            with suppress(OSError):
                connection = self._listener.accept()[0]
                with suppress(OSError):
                    self._answer(connection)
                if connection not in self._waiting:
                    connection.close()

    def _wait_s(self) -> float:
        now = awake_s()
        waits = [self._errand.tick_s]
        if self._idle_s:
            waits.append(self._active + self._idle_s - now)
        if self._flush_at is not None and self._flushing is None:
            waits.append(self._flush_at - now)
        if self._reading is None and now < self._active + self._read_quiet_s():
            waits.append(self._active + self._read_quiet_s() - now)
        return max(0.0, min(waits))

    def _reason(self) -> str:
        """Why it has to end now; empty when it need not."""
        if slept_s() > self._slept_before + SLEPT_S:
            return "the machine slept"
        if self._idle_s and awake_s() >= self._active + self._idle_s:
            return IDLE
        if self._vault_is_gone():
            return "the vault is gone"
        try:
            mine = os.stat(self._errand.socket).st_ino == self._own_socket
        except OSError:
            mine = False
        return "" if mine else "the socket is gone"

    def _vault_is_gone(self) -> bool:
        try:  # a copy in its place is another vault, even after a moment in which nobody looked
            is_here = identity_of(self._errand.folder) == self._identity
        except OSError:
            return True
        return not is_here or not os.path.exists(os.path.join(self._errand.folder, "vault.json"))

    # Questions

    def _answer(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE_S)
        if peer_user(connection) != os.geteuid():
            return
        verb, *words = _question(connection).split() or [""]
        if self._ending:
            connection.sendall(LOCKED)
        elif any(":" in word and word != self._identity for word in words):
            connection.sendall(ELSEWHERE)
        elif verb == "status":
            connection.sendall(json.dumps(self._status()).encode())
        elif verb == "lock":
            self._ending = ASKED
            self._waiting.append(connection)
        elif verb in {"keys", "changed", "touch", "stay"}:
            self._active = awake_s()
            self._break_off_reading()
            connection.sendall(self._keys if verb == "keys" else b"ok")
            if verb == "changed":
                self._flush_within(self._errand.flush_s)
            if verb == "stay" and words and words[0].isdigit():
                self._idle_s = float(words[0])

    def _status(self) -> dict[str, object]:
        ends = self._active + self._idle_s - awake_s()
        return {
            "folder": self._errand.folder,
            "pid": os.getpid(),
            "unlocked_by": self._errand.unlocked_by,
            "since": self._since_ms,
            "idle_s": self._idle_s,
            "locks_in_s": round(ends, 1) if self._idle_s else None,
            "hears_of_sleep": self._watcher is not None,
            "second_copy": "failed" if self._flush_failed else "behind" if self._flush_at is not None else "up to date",
        }

    # The second copy

    def _flush_within(self, seconds: float) -> None:
        """Not later for a later save: what was saved first waits longest."""
        at = awake_s() + seconds
        self._flush_at = at if self._flush_at is None else min(at, self._flush_at)

    def _flush_if_due(self) -> None:
        quiet = self._flush_at is None and self._flushing is None and self._reading is None
        if quiet and self._written() != self._flushed:
            self._flush_within(self._errand.flush_s)  # somebody saved and did not say so
        if self._flush_at is not None and self._flushing is None and awake_s() >= self._flush_at:
            self._flush_at = None
            self._flushing = self._start_child(_bring_second_copy_up_to_date)

    def _flush_ended(self, child: Child) -> None:
        self._poll.unregister(child.descriptor)
        os.close(child.descriptor)
        self._flush_failed = not _ended_well(child.pid)
        self._flushing = None
        self._flushed = self._written()
        if self._flush_failed:
            self._flush_within(RETRY_S)

    def _written(self) -> object:
        """Something that differs when the database was written to."""
        written = []
        for name in ("vault.db", "vault.db-wal"):
            with suppress(OSError):
                found = os.stat(os.path.join(self._errand.folder, name))
                written.append((found.st_mtime_ns, found.st_size))
        return written

    def _start_child(self, work: Callable[[Errand, bytes], None], *, last: bool = False) -> Child:
        """A child that opens the vault, so that neither time nor memory is the agent's; heard of unless the `last`."""
        read, write = os.pipe()
        pid = os.fork()
        if pid:
            os.close(write)
            if not last:
                self._poll.register(read, select.POLLIN)
            return Child(pid, read)
        code = 1
        try:
            if not last:  # another agent may come while this child still works
                os.close(self._turn)
                self._listener.close()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            work(self._errand, bytes(self._keys))
            code = 0
        finally:
            os._exit(code)

    # Backups

    def _back_up_if_quiet(self) -> None:
        """Has a child see whether a backup is due, once after every change and then every hour."""
        now = awake_s()
        busy = self._backing_up is not None or self._flushing is not None or self._reading is not None
        if not self._errand.remembered or busy:
            return
        if now < self._active + self._quiet_s() or (now < self._look_at and self._written() == self._looked):
            return
        self._look_at = now + LOOK_EVERY_S
        self._backing_up = self._start_child(_back_up)

    def _quiet_s(self) -> float:
        """Before it locks by itself, however soon that is."""
        return min(self._errand.quiet_s, self._idle_s / 2) if self._idle_s else self._errand.quiet_s

    def _backup_ended(self, child: Child) -> None:
        self._poll.unregister(child.descriptor)
        os.close(child.descriptor)
        _ended_well(child.pid)
        self._backing_up = None
        self._looked = self._written()

    def _break_off_backup(self) -> None:
        """Half a backup has no name and is swept later; the key must not outlive the lock for the sake of one."""
        if self._backing_up is not None:
            with suppress(OSError):
                os.kill(self._backing_up.pid, signal.SIGTERM)
            _ended_well(self._backing_up.pid)
            self._backing_up = None

    # Reading

    def _read_if_quiet(self) -> None:
        """Has a child read what is due, while nobody is there. What it had not come to is due the next time."""
        if not self._errand.read_quiet_s or self._reading is not None or self._backing_up is not None:
            return
        if awake_s() >= self._active + self._read_quiet_s() and self._written() != self._read:
            self._reading = self._start_child(_read_entries)

    def _read_quiet_s(self) -> float:
        """Before it locks by itself, however soon that is."""
        return min(self._errand.read_quiet_s, self._idle_s / 2) if self._idle_s else self._errand.read_quiet_s

    def _reading_ended(self, child: Child) -> None:
        self._poll.unregister(child.descriptor)
        os.close(child.descriptor)
        _ended_well(child.pid)
        self._reading = None
        self._read = self._written()

    def _break_off_reading(self) -> None:
        """Yields at once. What was read is kept, but for the last half second of it."""
        if self._reading is not None:
            child, self._reading = self._reading, None
            self._poll.unregister(child.descriptor)
            os.close(child.descriptor)
            with suppress(OSError):
                os.kill(child.pid, signal.SIGTERM)
            _ended_well(child.pid)

    # Sleep

    def _next_watcher(self) -> None:
        while self._watchers and self._watcher is None:
            with suppress(OSError):
                self._watcher = Child(*start_watcher(self._watchers.pop(0)))
                self._poll.register(self._watcher.descriptor, select.POLLIN)

    def _listen_to_watcher(self, watcher: Child) -> None:
        said = os.read(watcher.descriptor, 4096)
        self._heard = (self._heard + said)[-4096:]
        if FALLING_ASLEEP in self._heard:
            self._ending = self._ending or "the machine is about to sleep"
        elif not said:
            self._poll.unregister(watcher.descriptor)
            self._dismiss(watcher)
            self._next_watcher()

    def _dismiss(self, watcher: Child) -> None:
        os.close(watcher.descriptor)
        with suppress(OSError):
            os.killpg(watcher.pid, signal.SIGTERM)
        _ended_well(watcher.pid)
        self._watcher = None

    # The end

    def _end(self) -> None:
        """Hands out nothing more, flushes, wipes, and only then lets the machine sleep and answers who asked for it."""
        self._leave_socket()
        self._break_off_backup()
        self._break_off_reading()
        unhurried = self._ending in {ASKED, IDLE}
        work = _finish_and_back_up if unhurried and self._errand.remembered else _finish
        last = None if self._vault_is_gone() else self._start_child(work, last=True)
        self._wipe()
        if self._flushing is not None:
            _ended_well(self._flushing.pid)
        flushed = last is None or _ended_well(last.pid)
        if self._watcher is not None:
            self._dismiss(self._watcher)
        for connection in self._waiting:
            with suppress(OSError):
                connection.sendall(LOCKED if flushed else UNFLUSHED)
                connection.close()

    def _leave_socket(self) -> None:
        """From here on another agent may take this vault."""
        with suppress(OSError):
            if os.stat(self._errand.socket).st_ino == self._own_socket:
                os.unlink(self._errand.socket)
        self._listener.close()
        os.close(self._turn)

    def _wipe(self) -> None:
        self._keys[:] = bytes(len(self._keys))


def _listen(path: str) -> socket.socket:
    """A socket under `path`; one that a killed agent left there is replaced. Careful: only while holding the turn."""
    with suppress(FileNotFoundError):
        os.unlink(path)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    os.chmod(path, 0o600)
    listener.listen(64)
    listener.settimeout(0)
    return listener


def _signals() -> int:
    """A descriptor that becomes readable when the process is asked to end. A closed terminal is no such request."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write)
    signal.signal(signal.SIGTERM, lambda *_: None)
    for ignored in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
        signal.signal(ignored, signal.SIG_IGN)
    return read


def _question(connection: socket.socket) -> str:
    said = b""
    while len(said) < QUESTION_BYTES_MAX and b"\n" not in said and (part := connection.recv(QUESTION_BYTES_MAX)):
        said += part
    return said.split(b"\n")[0].decode("ascii", "replace")


def _opened(errand: Errand, keys: bytes) -> "Vault":
    from goldseam.keep.keys import KEY_BYTES, derive_keys  # noqa: PLC0415 - the agent itself never loads these
    from goldseam.keep.vault import open_vault  # noqa: PLC0415 - as above
    from goldseam.words.secret import Secret  # noqa: PLC0415 - as above

    return open_vault(errand.folder, derive_keys(Secret(keys[:KEY_BYTES]), Secret(keys[KEY_BYTES:])))


def _bring_second_copy_up_to_date(errand: Errand, keys: bytes) -> None:
    from goldseam.keep.ledger import flush  # noqa: PLC0415 - as above

    vault = _opened(errand, keys)
    flush(vault, now_ms=time.time_ns() // 1_000_000)
    vault.close()


def _finish(errand: Errand, keys: bytes) -> None:
    _bring_second_copy_up_to_date(errand, keys)
    vault = _opened(errand, keys)
    vault.settle()
    vault.close()


def _finish_and_back_up(errand: Errand, keys: bytes) -> None:
    """At lock only what is small: she waits for it, and it holds the key."""
    from goldseam.desk.backup_rule import SMALL_BYTES  # noqa: PLC0415 - as above

    _finish(errand, keys)
    with suppress(Exception):  # whatever becomes of a backup, the second copy is up to date, and that is the answer
        _back_up(errand, keys, bytes_max=SMALL_BYTES)


def _back_up(errand: Errand, keys: bytes, *, bytes_max: int | None = None) -> None:
    from goldseam.desk.backup_rule import back_up_if_due  # noqa: PLC0415 - as above

    if bytes_max is None:
        os.nice(NICE)
    vault = _opened(errand, keys)
    back_up_if_due(vault, errand.remembered, now_ms=time.time_ns() // 1_000_000, bytes_max=bytes_max)
    vault.close()


def _read_entries(errand: Errand, keys: bytes) -> None:
    from goldseam.desk.background import read_in_background  # noqa: PLC0415 - as above

    os.nice(NICE)
    vault = _opened(errand, keys)
    read_in_background(vault)
    vault.close()


def _ended_well(pid: int) -> bool:
    try:
        return os.waitpid(pid, 0)[1] == 0
    except ChildProcessError:
        return False
