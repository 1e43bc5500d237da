"""Processes die at random instants, and write all at once; nothing that was reported saved is lost or doubled."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from goldseam.desk.locked import LockedDesk
from goldseam.keep.disk import Disk
from goldseam.keep.keys import Keys
from goldseam.keep.vault import open_vault
from goldseam.write.arrivals import take_arrivals
from tests.conftest import ROOT
from tests.making import NOW, PASSPHRASE, ZONE, make_vault, words
from tests.safety.looking import Said, assert_sound, found_in, what_is_wrong, what_was_said
from tests.safety.worker import JOBS

ROUNDS = 40
AT_ONCE = 10


def start(job: str, folder: Path, mark: str, *more: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join((os.environ["PYTHONPATH"], str(ROOT)))
    command = [sys.executable, "-m", "tests.safety.worker", job, str(folder), mark, *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path})


def kill_after(process: subprocess.Popen[bytes], chance: random.Random) -> list[Said]:
    """Kills at a random instant, mostly while it works and sometimes while it starts; returns what it had said."""
    assert process.stdout is not None
    said = b""
    if chance.random() < 0.8:
        said = process.stdout.readline()
        time.sleep(chance.random() ** 2 * 0.12)
    else:
        time.sleep(chance.random() * 0.2)
    process.send_signal(signal.SIGKILL)
    said += process.stdout.read()
    process.stdout.close()
    process.wait()
    return what_was_said(said)


def rounds(folder: Path, keys: Keys, count: int, seed: int) -> tuple[int, list[str]]:
    """So many times two processes work on one vault and are killed; returns acknowledgements, and what was wrong."""
    chance = random.Random(seed)
    wrong: list[str] = []
    total = 0
    last = 0
    for number in range(count):
        jobs = [JOBS[number % len(JOBS)], chance.choice(["drain", "drain", "leave", "write", "page"])]
        processes = [start(job, folder, f"{seed}.{number}.{i}") for i, job in enumerate(jobs)]
        said = [each for process in processes for each in kill_after(process, chance)]
        ended = [process.returncode for process in processes]
        wrong += [f"round {number} {jobs}: {ended}"] if ended != [-signal.SIGKILL] * len(jobs) else []
        vault = open_vault(str(folder), keys)
        _, problems = take_arrivals(vault, now_ms=NOW, zone=ZONE)
        wrong += [f"round {number} {jobs}: {each}" for each in what_is_wrong(said, found_in(vault, last))]
        wrong += [f"round {number} {jobs}: {problem.code}" for problem in problems]
        row = vault.database.one("select max(seq) from record")
        last = row[0] if row and isinstance(row[0], int) else 0
        total += len(said)
        vault.close()
    return total, wrong


def test_nothing_that_was_reported_saved_is_lost_or_doubled_when_a_process_is_killed(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    vault.close()

    total, wrong = rounds(tmp_path / "v", vault.keys, ROUNDS, seed=random.randrange(1 << 30))

    assert wrong == []
    assert total > ROUNDS, "the processes were killed before they had done anything"
    assert_sound(tmp_path / "v", vault.keys)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_a_thousand_kills_lose_and_double_nothing(tmp_path: Path, seed: int) -> None:
    vault = make_vault(tmp_path / "v")
    vault.close()

    _, wrong = rounds(tmp_path / "v", vault.keys, 100, seed)

    assert wrong == []
    assert_sound(tmp_path / "v", vault.keys)


def test_ten_processes_writing_at_once_each_get_all_of_theirs_in(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    vault.close()
    jobs = ["write", "leave", "drain", "log", "edit", "page", "write", "leave", "drain", "draft"]
    workers = [start(job, tmp_path / "v", f"at.once.{i}", "12") for i, job in enumerate(jobs)]

    outputs = [worker.communicate()[0] for worker in workers]

    assert [worker.returncode for worker in workers] == [0] * AT_ONCE
    said = [each for output in outputs for each in what_was_said(output)]
    assert len(said) >= 12 * AT_ONCE
    vault = open_vault(str(tmp_path / "v"), vault.keys)
    take_arrivals(vault, now_ms=NOW, zone=ZONE)
    assert what_is_wrong(said, found_in(vault)) == []
    vault.close()
    assert_sound(tmp_path / "v", vault.keys)


def test_ten_commands_at_once_each_get_their_entry_in(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    vault.close()
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    opening = ["--vault", str(tmp_path / "v"), "--passphrase-file", str(secret), "--no-input"]
    sealing = ["--vault", str(tmp_path / "v"), "--locked"]
    texts = [f"written by command {i} of ten, time {j}" for i in range(AT_ONCE) for j in range(4)]
    for j in range(4):
        commands = [
            subprocess.Popen(
                [sys.executable, "-m", "goldseam", "write", *(sealing if i % 3 == 0 else opening), text],
                stderr=subprocess.DEVNULL,
            )
            for i, text in enumerate(texts[j::4])
        ]
        assert [command.wait() for command in commands] == [0] * AT_ONCE
    vault = open_vault(str(tmp_path / "v"), vault.keys)
    take_arrivals(vault, now_ms=NOW, zone=ZONE)

    assert Counter(entry.content.text for entry in vault.iter_entries()) == Counter(texts)
    vault.close()


def test_this_suite_sees_a_lost_and_a_doubled_entry(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    worker = start("write", tmp_path / "v", "teeth", "3")
    said = what_was_said(worker.communicate()[0])
    found = found_in(vault)

    assert what_is_wrong(said, found) == []
    assert what_is_wrong([*said, Said("text", "never written")], found) != []
    assert what_is_wrong(said, found._replace(texts=found.texts + found.texts)) != []
    assert Disk().names(str(tmp_path / "v" / "inbox")) == []
    vault.close()


class _WhileRemoving(Disk):
    """Somebody else does `act` just before anything is removed: in the middle of a drain."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._acts = [act]

    def remove(self, path: str) -> None:
        if self._acts:
            self._acts.pop()()
        super().remove(path)


def test_a_page_that_is_kept_while_its_inbox_is_taken_in_keeps_its_last_words(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    page = LockedDesk(vault.folder, str(tmp_path / "pins"))
    page.leave(words("the first words"), draft="ab" * 16)
    vault.disk = _WhileRemoving(lambda: page.leave(words("the first words and the last"), draft="ab" * 16))

    take_arrivals(vault, now_ms=NOW, zone=ZONE)
    take_arrivals(vault, now_ms=NOW, zone=ZONE)

    assert [entry.content.text for entry in vault.iter_entries()] == ["the first words and the last"]
    vault.close()
