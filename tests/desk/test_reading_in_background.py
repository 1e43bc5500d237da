"""Entries are read while the vault is open and nobody is there: yields at once, goes on later, never after a lock."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goldseam.desk.agent import Errand
from goldseam.desk.agent_client import ask
from goldseam.desk.agent_control import lock_agent, new_errand, start_agent
from goldseam.find.vectors import Vectors
from goldseam.keep.vault import Vault
from goldseam.read.tables import ensure_tables
from goldseam.write.entries import Entries
from tests.making import NOW, make_vault, words

WAIT_S = 180.0  # its child is nice: on a busy machine it waits for everybody
TEXT = "Yesterday Lena said that it was late. I promised Tom to ring on Sunday. My knee hurts. "


@pytest.fixture
def unlocked(tmp_path: Path) -> Iterator[Callable[..., tuple[Vault, Errand]]]:
    started: list[tuple[Vault, Errand]] = []

    def start(entries: int, **changes: object) -> tuple[Vault, Errand]:
        vault = make_vault(tmp_path / "vault")
        for n in range(entries):
            Entries(vault).add(words(f"{TEXT * 5}{n}", day="2024-03-07"), now_ms=NOW)
        ensure_tables(vault)
        if "paused" in changes:
            vault.set_setting("read_in_background", 0, now_ms=NOW)
        runtime = os.path.join(os.environ["XDG_RUNTIME_DIR"], "goldseam")
        errand = new_errand(vault.folder, runtime, vault.header.vault, unlocked_by="passphrase", idle_s=600)
        quiet = {"read_quiet_s": changes.get("read_quiet_s", 0.2), "watchers": (), "tick_s": 0.1}
        errand = errand._replace(**quiet)  # type: ignore[arg-type]  # fields of an errand
        started.append((vault, errand))
        assert start_agent(errand, vault.keys)
        return vault, errand

    yield start
    for vault, errand in started:
        lock_agent(errand.runtime, errand.vault)
        vault.close()


def read(vault: Vault) -> int:
    row = vault.database.one("select count(*) from read_reading")
    return int(str(row[0])) if row else -1


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_what_is_due_is_read_when_nobody_is_there(unlocked: Callable[..., tuple[Vault, Errand]]) -> None:
    vault, errand = unlocked(3)
    until(lambda: read(vault) == 3)
    Entries(vault).add(words("Another day."), now_ms=NOW)
    ask(errand.runtime, errand.vault, "changed")

    until(lambda: read(vault) == 4)


def test_what_entries_speak_of_is_compared_beforehand(unlocked: Callable[..., tuple[Vault, Errand]]) -> None:
    vault, errand = unlocked(2)
    vectors = Vectors(vault)
    until(lambda: vectors.exist() and vectors.unread() == 0)
    Entries(vault).add(words("Another day."), now_ms=NOW)
    vectors.take_note()
    assert vectors.unread() == 1
    ask(errand.runtime, errand.vault, "changed")

    until(lambda: vectors.unread() == 0)


def test_nothing_is_read_while_she_is_there(unlocked: Callable[..., tuple[Vault, Errand]]) -> None:
    vault, errand = unlocked(3, read_quiet_s=3.0)
    ends = time.monotonic() + 4.0
    while time.monotonic() < ends:
        assert ask(errand.runtime, errand.vault, "touch") == b"ok"
        time.sleep(0.1)

    assert read(vault) == 0


def test_who_comes_meanwhile_is_answered_and_it_goes_on_later(unlocked: Callable[..., tuple[Vault, Errand]]) -> None:
    vault, errand = unlocked(40)
    until(lambda: read(vault) > 0)
    assert ask(errand.runtime, errand.vault, "touch") == b"ok"

    until(lambda: read(vault) == 40)


def test_a_lock_ends_it_and_what_was_read_is_kept(unlocked: Callable[..., tuple[Vault, Errand]]) -> None:
    vault, errand = unlocked(150)
    until(lambda: read(vault) > 0)
    assert lock_agent(errand.runtime, errand.vault) == "locked"
    after_lock = read(vault)
    time.sleep(1.0)

    assert read(vault) == after_lock
    assert vault.database.integrity() == []
    row = vault.database.one("select count(*) from read_due")
    assert row == (150 - after_lock,)


def test_nothing_is_read_once_she_has_paused_it(unlocked: Callable[..., tuple[Vault, Errand]]) -> None:
    vault, _ = unlocked(2, paused=True)
    time.sleep(2.0)

    assert read(vault) == 0
