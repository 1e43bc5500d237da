"""The agent with too much, too little or the wrong thing asked of it: a real process, real sockets."""

import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from goldseam.desk.agent import Errand
from goldseam.desk.agent_client import KEYS_BYTES, ask, fetch_keys
from goldseam.desk.agent_control import agent_status, lock_agent, new_errand, start_agent
from goldseam.keep.ledger import load_heads
from goldseam.keep.vault import Vault
from goldseam.words.problem import Damaged
from goldseam.write.entries import Entries
from tests.making import NOW, make_vault, words

WAIT_S = 90.0
AT_ONCE = 50


class Open(NamedTuple):
    """An unlocked vault, and what its agent was started for."""

    vault: Vault
    errand: Errand

    @property
    def pid(self) -> int:
        """Of the agent."""
        status = agent_status(self.errand.runtime, self.errand.vault)
        assert status is not None
        pid = status["pid"]
        assert isinstance(pid, int)
        return pid

    def ask(self, question: str) -> bytes | None:
        """One question."""
        return ask(self.errand.runtime, self.errand.vault, question)

    def connect(self) -> socket.socket:
        """A connection that asks nothing."""
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(WAIT_S)
        connection.connect(self.errand.socket)
        return connection


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Open]]:
    """Starts an agent, otherwise than usual where that is said."""
    started: list[Open] = []

    def start(**changes: object) -> Open:
        vault = make_vault(tmp_path / f"v{len(started)}")
        runtime = os.path.join(os.environ["XDG_RUNTIME_DIR"], "goldseam")
        errand = new_errand(vault.folder, runtime, vault.header.vault, unlocked_by="passphrase", idle_s=600)
        one = Open(vault, errand._replace(**{"watchers": (), "tick_s": 0.1, **changes}))  # type: ignore[arg-type]  # fields
        assert start_agent(one.errand, vault.keys)
        started.append(one)
        return one

    yield start
    for one in started:
        lock_agent(one.errand.runtime, one.errand.vault)
        one.vault.close()


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_fifty_who_ask_at_once_each_get_the_keys(opened: Callable[..., Open]) -> None:
    one = opened()
    answers: list[bytes | None] = []
    threads = [threading.Thread(target=lambda: answers.append(one.ask("keys"))) for _ in range(AT_ONCE)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    keys = one.vault.keys
    assert answers == [keys.root.reveal() + keys.blobs.reveal()] * AT_ONCE


def test_one_who_connects_and_says_nothing_keeps_others_waiting_a_second_at_most(opened: Callable[..., Open]) -> None:
    one = opened()
    with one.connect() as silent:
        began = time.monotonic()

        assert one.ask("touch") == b"ok"
        assert time.monotonic() - began < WAIT_S / 2
        assert silent.recv(100) == b""


@pytest.mark.parametrize(
    "said", [b"", b"\n", b"keys", b"KEYS\n", b"\0" * 9000, os.urandom(300) + b"\n", b"stay x\n", b"stay\n", b"key\n"]
)
def test_nonsense_is_answered_with_nothing_and_changes_nothing(opened: Callable[..., Open], said: bytes) -> None:
    one = opened()
    with one.connect() as connection:
        connection.sendall(said)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(ConnectionResetError):  # it closed before it had read all of it
            while part := connection.recv(4096):
                answer += part

    assert len(answer) < KEYS_BYTES or said == b"keys"
    assert fetch_keys(one.errand.runtime, one.errand.vault) is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_another_user_gets_nothing_even_where_the_folder_lets_him_in(opened: Callable[..., Open]) -> None:
    one = opened()
    runtime = Path(one.errand.runtime)
    for path in (runtime.parent, runtime):
        path.chmod(0o755)
    Path(one.errand.socket).chmod(0o666)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgid(65534)
            os.setuid(65534)
            with one.connect() as connection:
                os.write(write, b"was let in, ")
                with suppress(ConnectionError):  # it may close before it was asked, or before it has read it
                    connection.sendall(b"keys\n")
                    os.write(write, connection.recv(100))
                os.write(write, b"got no more")
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read()
    for path in (runtime.parent, runtime):
        path.chmod(0o700)

    assert said == b"was let in, got no more"
    assert one.ask("touch") == b"ok"


def test_it_locks_when_nothing_happened_for_long_enough_and_not_before(opened: Callable[..., Open]) -> None:
    one = opened(idle_s=4.0)
    pid = one.pid
    for _ in range(10):
        time.sleep(0.5)
        assert one.ask("touch") == b"ok"

    until(lambda: not is_alive(pid))

    assert one.ask("keys") is None
    assert not Path(one.errand.socket).exists()


def test_asking_how_it_is_does_not_keep_it_open(opened: Callable[..., Open]) -> None:
    one = opened(idle_s=0.6)
    pid = one.pid

    until(lambda: agent_status(one.errand.runtime, one.errand.vault) is None)

    until(lambda: not is_alive(pid))


def test_lock_answers_when_the_second_copy_has_everything(opened: Callable[..., Open]) -> None:
    one = opened(flush_s=0.0)
    entries = Entries(one.vault)
    for i in range(300):
        entries.add(words(f"entry {i} " * 50), now_ms=NOW)
        if i % 100 == 0:
            one.ask("changed")  # a flush begins, and more is saved while it runs

    assert lock_agent(one.errand.runtime, one.errand.vault) == "locked"

    log = os.path.join(one.vault.folder, "log")
    head = load_heads(log, one.vault.keys.log, one.vault.header.vault, one.vault.disk)[one.vault.device]
    assert not isinstance(head, Damaged)
    assert sum(segment.last - segment.first + 1 for segment in head.segments) == one.vault.count_of(one.vault.device)


@pytest.mark.parametrize("gone", ["socket", "vault"])
def test_it_ends_when_its_socket_or_its_vault_is_gone(opened: Callable[..., Open], gone: str) -> None:
    one = opened()
    pid = one.pid

    if gone == "socket":
        os.unlink(one.errand.socket)
    else:
        shutil.rmtree(one.vault.folder)

    until(lambda: not is_alive(pid))
    assert one.ask("keys") is None


def test_of_two_that_start_at_once_one_is_left(opened: Callable[..., Open]) -> None:
    one = opened()
    lock_agent(one.errand.runtime, one.errand.vault)
    started: list[bool] = []
    threads = [
        threading.Thread(target=lambda: started.append(start_agent(one.errand, one.vault.keys))) for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(started) == [False, False, False, True]
    assert one.ask("touch") == b"ok"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_after_it_is_ended_or_killed_another_can_be_started(
    opened: Callable[..., Open], number: signal.Signals
) -> None:
    one = opened()
    pid = one.pid
    os.kill(pid, number)
    until(lambda: not is_alive(pid))

    assert one.ask("keys") is None
    assert start_agent(one.errand, one.vault.keys)
    assert one.pid != pid


def test_it_locks_when_the_system_says_that_it_will_sleep(opened: Callable[..., Open]) -> None:
    said = "/org/freedesktop/login1: org.freedesktop.login1.Manager.PrepareForSleep (true,)"
    one = opened(watchers=(("/bin/sh", "-c", f"sleep 0.5; echo '{said}'; sleep 60"),))
    pid = one.pid

    until(lambda: not is_alive(pid))

    assert one.ask("keys") is None
