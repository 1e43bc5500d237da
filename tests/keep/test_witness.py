"""A second process reads what the first one writes; whatever becomes of it, the first one knows the truth."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

import pytest

from goldseam.keep import backup
from goldseam.keep.backup import SYNCED_BYTES, About, check_backup, make_backup
from goldseam.keep.disk import Disk
from goldseam.keep.keys import Keys
from goldseam.keep.vault import Vault, open_vault
from goldseam.keep.witness import Shown, witness
from goldseam.words.problem import Damaged
from goldseam.write.attachments import Attachments
from goldseam.write.entries import Entries
from tests.making import NOW, make_vault, words

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="there are witnesses on Linux alone")

ENDED_S = 60.0
GONE_S = 60.0
BY_ITSELF = "GOLDSEAM_TEST_BY_ITSELF"


@pytest.fixture
def alone() -> None:
    """This process has one thread, or there is no witness. One that was joined may still be on its way out."""
    until = time.monotonic() + (GONE_S if BY_ITSELF in os.environ else 0)
    while (others := len(os.listdir("/proc/self/task")) > 1) and time.monotonic() < until:
        time.sleep(0.01)
    if others:
        pytest.skip("other threads are running here: it is run in a process of its own, see the last test")


@contextmanager
def another_thread() -> Iterator[None]:
    """There is one, so there is no witness."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.mark.usefixtures("alone")
def test_it_reads_what_was_shown_and_agrees_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "file"

    def look(shown: Shown) -> bool:
        seen = 0
        while more := shown.beyond(seen):
            seen += more
            assert path.stat().st_size >= seen
        return path.read_bytes()[:seen] == bytes(300)

    for last, same in ((bytes(100), True), (b"x" * 100, False)):
        with witness(look) as seen, path.open("wb", buffering=0) as file:
            for part in (bytes(100), bytes(100), last):
                file.write(part)
                seen.show(file.tell())
            assert seen.is_there
            assert seen.agrees(300) is same


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("fails", ["dies", "raises"])
def test_one_that_does_not_come_to_an_end_agrees_to_nothing(fails: str) -> None:
    def look(shown: Shown) -> bool:
        shown.beyond(0)
        if fails == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        raise ZeroDivisionError

    with witness(look) as seen:
        for size in range(1, 100):
            seen.show(size)
        assert not seen.agrees(100)


@pytest.mark.usefixtures("alone")
def test_it_ends_with_the_writer_and_holds_none_of_its_locks(tmp_path: Path) -> None:
    """As where the writer was killed: its end of the pipe is closed, and nobody waits."""
    (tmp_path / "lock").touch()
    ready, told = os.pipe()
    child = os.fork()
    if not child:
        lock = os.open(tmp_path / "lock", os.O_RDWR)
        fcntl.flock(lock, fcntl.LOCK_EX)

        def look(shown: Shown) -> bool:
            (tmp_path / "pid").write_text(str(os.getpid()))
            return bool(shown.beyond(1 << 60))

        with witness(look):
            while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
                time.sleep(0.01)
            os.write(told, b"1")
            time.sleep(ENDED_S)
    os.read(ready, 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    pid = int((tmp_path / "pid").read_text())

    with (tmp_path / "lock").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    until = time.monotonic() + ENDED_S
    while _lives(pid):
        assert time.monotonic() < until, "it goes on without its writer"
        time.sleep(0.01)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.usefixtures("alone")
def test_none_is_left_when_the_writer_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    pids: list[int] = []

    def look(shown: Shown) -> bool:
        return bool(shown.beyond(1 << 60))

    fork = os.fork

    def forked() -> int:
        pids.append(fork())
        return pids[-1]

    monkeypatch.setattr(os, "fork", forked)
    with pytest.raises(OSError, match="full"), witness(look):
        raise OSError(28, "full")

    assert len(pids) == 1
    with pytest.raises(ChildProcessError):
        os.waitpid(pids[0], 0)


def test_there_is_none_beside_other_threads() -> None:
    with another_thread(), witness(lambda _: True) as seen:
        assert not seen.is_there
        assert not seen.agrees(0)


# What it is for


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Words, and a file larger than what is synced at a time."""
    vault = make_vault(tmp_path / "v")
    entry = Entries(vault).add(words("It rained."), now_ms=NOW)
    with (tmp_path / "film").open("w+b") as film:
        film.write(os.urandom(1 << 20) * 40)
        film.seek(0)
        Attachments(vault).add(entry.id, film, "film.bin", now_ms=NOW)
    return vault


def looks(patch: pytest.MonkeyPatch) -> list[str]:
    """The backups that this process itself reads back from now on."""
    found: list[str] = []

    def checked(path: str, keys: Keys, **rest: object) -> About:
        found.append(path)
        return check_backup(path, keys, **rest)  # type: ignore[arg-type]  # as it came

    patch.setattr(backup, "check_backup", checked)
    return found


@pytest.mark.usefixtures("alone")
def test_a_backup_is_proven_by_the_witness_as_it_is_by_ourselves(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = looks(monkeypatch)
    passed = [0, 0]

    def step(count: int) -> None:
        passed[len(looked)] += count

    made = make_backup(vault, str(tmp_path / "seen.tar"), now_ms=NOW, step=step)
    assert looked == []
    with another_thread():
        again = make_backup(vault, str(tmp_path / "looked.tar"), now_ms=NOW, step=step)

    assert len(looked) == 1
    assert made.about == again.about == check_backup(made.path, vault.keys)
    assert sum(passed) > 3 * made.size, "on the way out and on the way back, both times"


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("witnessed", [True, False])
@pytest.mark.parametrize("at", [600, SYNCED_BYTES // 2, SYNCED_BYTES + 4711, 2 * SYNCED_BYTES + 4711, -3000])
def test_what_the_disk_spoils_after_it_was_synced_is_no_backup(
    vault: Vault, tmp_path: Path, at: int, *, witnessed: bool
) -> None:
    spoiled = open_vault(vault.folder, vault.keys, disk=Spoiling(at))
    (tmp_path / "backups").mkdir()
    with nullcontext() if witnessed else another_thread(), pytest.raises(Damaged):
        make_backup(spoiled, str(tmp_path / "backups" / "b.tar"), now_ms=NOW)

    assert os.listdir(tmp_path / "backups") == []


class Spoiling(Disk):
    """Keeps one bit of a large file wrong, from the first time it is synced and is that long."""

    def __init__(self, at: int) -> None:
        self._at = at
        self._done = False

    def sync(self, file: BinaryIO) -> None:
        super().sync(file)
        size = os.fstat(file.fileno()).st_size
        if size > SYNCED_BYTES and not self._done and (self._at >= 0 or size % 512 == 0) and size > self._at:
            self._done = True
            with open(f"/proc/self/fd/{file.fileno()}", "r+b", buffering=0) as same:
                data = os.pread(same.fileno(), size, 0)
                os.pwrite(same.fileno(), bytes([data[self._at] ^ 1]), self._at % size)


@pytest.mark.skipif(BY_ITSELF in os.environ, reason="this is that process")
def test_what_needs_a_process_without_threads_gets_one() -> None:
    """In a usual run numpy has started threads, which Hypothesis imports where it is installed; then there is none."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not without_threads", __file__]
    ran = subprocess.run(
        command,
        env=os.environ | {BY_ITSELF: "yes", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout
    assert "skipped" not in ran.stdout
