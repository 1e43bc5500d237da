"""What SQLite would pass over in its write-ahead log is told apart: saved and damaged, or never saved at all."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from goldseam.desk.repair import check, mend, place_of
from goldseam.keep import continuity
from goldseam.keep.continuity import MARK
from goldseam.keep.database import PAGE_BYTES
from goldseam.keep.keys import Keys
from goldseam.keep.salvage import Lost
from goldseam.keep.vault import Vault, open_vault
from goldseam.keep.wal import DAMAGED, FRAME_BYTES, HEADER_BYTES, UNSURE, frames, standing
from goldseam.words.problem import Damaged
from goldseam.write.entries import Entries
from tests.conftest import ROOT
from tests.making import NOW, ZONE, make_vault, words
from tests.safety.rotting import unread_pages

LOG = "vault.db-wal"
INDEX = "vault.db-shm"
LONG = "word " * 9000


class Found(NamedTuple):
    """A vault that nobody has open."""

    folder: Path
    keys: Keys

    @property
    def log(self) -> bytes:
        """Its write-ahead log."""
        return (self.folder / LOG).read_bytes()

    def put(self, log: bytes) -> None:
        """Another log in its place."""
        (self.folder / LOG).write_bytes(log)

    def opened(self) -> Vault:
        """By somebody."""
        return open_vault(str(self.folder), self.keys)

    def texts(self) -> set[str]:
        """What is in it."""
        with closing(self.opened()) as vault:
            return {entry.content.text for entry in vault.iter_entries()}

    def problems(self) -> list[str]:
        """What a check finds."""
        found = check(place_of(str(self.folder), self.keys))
        return [f"{checked.what}: {checked.problem}" for checked in found if checked.problem]

    def save(self, text: str) -> None:
        """One more entry."""
        with closing(self.opened()) as vault:
            Entries(vault).add(words(text), now_ms=NOW)

    def repair(self) -> Lost | None:
        """As `verify --repair`: what was lost, if the database was made anew."""
        found = [checked for checked in check(place_of(str(self.folder), self.keys)) if checked.problem]
        salvaged = mend(str(self.folder), self.keys, found, zone=ZONE).salvaged
        return salvaged.lost if salvaged else None


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """Three entries in the log alone, each a commit of its own."""
    vault = make_vault(tmp_path / "v")
    vault.settle()
    for i in range(3):
        Entries(vault).add(words(f"entry {i}"), now_ms=NOW + i)
    vault.close()
    return Found(tmp_path / "v", vault.keys)


def commits(log: bytes) -> list[int]:
    """The places of the frames that end a transaction, from 0."""
    return [number for number, frame in enumerate(frames(log)) if frame.commits]


def flipped(log: bytes, frame: int, at: int) -> bytes:
    """One bit another, in a frame."""
    offset = HEADER_BYTES + frame * FRAME_BYTES + at
    return log[:offset] + bytes([log[offset] ^ 4]) + log[offset + 1 :]


# Never saved


@pytest.fixture
def cut_short(found: Found, tmp_path: Path) -> Found:
    """As a kill leaves it: a transaction that was larger than the memory for it, and never ended."""
    with closing(found.opened()) as vault:
        vault.database.run("pragma cache_size=5")
        vault.database.run("begin immediate")
        vault.database._depth = 1  # as within `transaction`, which this one will not leave
        for i in range(20):
            Entries(vault).add(words(f"never saved {i} {LONG}"), now_ms=NOW)
        shutil.copytree(found.folder, tmp_path / "cut")
        vault.database.run("rollback")
    return found._replace(folder=tmp_path / "cut")


def test_a_save_that_was_cut_short_is_no_damage(cut_short: Found) -> None:
    assert standing(cut_short.log).passed_over > 20

    assert cut_short.problems() == []
    assert cut_short.texts() == {"entry 0", "entry 1", "entry 2"}


def test_nor_are_its_pages_once_something_was_saved_over_the_first_of_them(cut_short: Found) -> None:
    before = standing(cut_short.log).passed_over
    cut_short.save("short")

    assert before > standing(cut_short.log).passed_over > 0
    assert cut_short.problems() == []
    assert "short" in cut_short.texts()


def test_a_repair_for_another_reason_brings_back_nothing_that_she_was_told_was_not_saved(cut_short: Found) -> None:
    database = cut_short.folder / "vault.db"
    data = bytearray(database.read_bytes())
    unread = unread_pages(cut_short.folder, cut_short.keys)
    page = next(number for number in range(2, len(data) // PAGE_BYTES) if number not in unread)
    data[(page - 1) * PAGE_BYTES + 100] ^= 1
    database.write_bytes(data)
    before = cut_short.problems()

    lost = cut_short.repair()

    assert before
    assert lost == Lost()
    assert cut_short.texts() == {"entry 0", "entry 1", "entry 2"}
    assert cut_short.problems() == []


def test_a_save_that_was_refused_leaves_nothing_in_the_log(found: Found) -> None:
    with closing(found.opened()) as vault:
        vault.database.run("pragma cache_size=5")
        with pytest.raises(KeyboardInterrupt):
            _interrupted(vault)

        assert os.path.getsize(found.folder / LOG) == 0
        assert vault.count() == 3
    assert found.problems() == []


def _interrupted(vault: Vault) -> None:
    with vault.database.transaction():
        for i in range(20):
            Entries(vault).add(words(f"never saved {i} {LONG}"), now_ms=NOW)
        assert os.path.getsize(vault.database.path + "-wal") > 20 * FRAME_BYTES
        raise KeyboardInterrupt


def test_a_commit_that_the_power_cut_in_half_is_told_as_what_it_may_be(found: Found) -> None:
    ends = commits(found.log)
    found.put(flipped(found.log, ends[-1] - 1, 5000))
    (found.folder / INDEX).unlink()  # what was shared in memory went with the power

    assert standing(found.log).verdict == UNSURE
    assert found.texts() == {"entry 0", "entry 1"}
    (problem,) = found.problems()
    assert problem.startswith(f"{LOG}: its last save is not whole: it was cut short before it was reported saved, or")


def test_a_repair_does_not_call_lost_what_may_never_have_been_saved(found: Found) -> None:
    """The page with the record is gone, the one with the day of the entry is there."""
    log, outcomes = found.log, set()
    first, last = commits(log)[-2] + 1, commits(log)[-1]
    for frame in range(first, last + 1):
        copy = found._replace(folder=found.folder.parent / f"copy {frame}")
        shutil.copytree(found.folder, copy.folder)
        (copy.folder / INDEX).unlink()
        copy.put(flipped(log, frame, 5000))
        problems = [checked for checked in check(place_of(str(copy.folder), copy.keys)) if checked.problem]
        salvaged = mend(str(copy.folder), copy.keys, problems, zone=ZONE).salvaged

        assert salvaged is not None
        assert not any(salvaged.lost[:3])
        assert copy.problems() == []
        assert copy.texts() >= {"entry 0", "entry 1"}
        outcomes.add(("entry 2" in copy.texts(), bool(salvaged.lost.unsure)))

    assert (True, False) in outcomes
    assert (False, True) in outcomes
    assert (True, True) not in outcomes


# Saved, and damaged


def places(log: bytes) -> Iterator[tuple[int, int]]:
    """Of every frame: its page, its sums, its salts, its size."""
    for frame in range(len(list(frames(log)))):
        yield from ((frame, at) for at in (5, 9, 14, 17, 23, 24, 5000))


def test_whatever_byte_goes_bad_nothing_is_written_over_what_was_saved(found: Found, tmp_path: Path) -> None:
    log = found.log
    changes = [flipped(log, *place) for place in places(log)]
    changes += [flipped(log, 0, at - HEADER_BYTES) for at in (0, 5, 9, 14, 17, 22, 25, 30)]
    changes += [log[:-1], log[: len(log) // 2], log[:-FRAME_BYTES], log[: HEADER_BYTES + FRAME_BYTES + 3]]
    for number, changed in enumerate(changes):
        copy = found._replace(folder=tmp_path / "copy")
        shutil.rmtree(copy.folder, ignore_errors=True)
        shutil.copytree(found.folder, copy.folder)
        copy.put(changed)
        for _ in range(2):  # the first look makes the index anew, and the second is told all the same
            with pytest.raises(Damaged) as refused:
                copy.save("written over it")
            assert refused.value.code == "keep.log-damaged", number
            assert refused.value.next == "goldseam verify --repair"
        assert copy.log == changed


def test_this_suite_sees_it_when_nobody_looks(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(continuity, "_lacks", lambda *_: False)
    found.put(flipped(found.log, 0, 5000))
    for i in range(3):
        found.save(f"written over it {i}")

    assert found.problems() == []
    assert not found.texts() & {"entry 0", "entry 1", "entry 2"}


@pytest.mark.parametrize("index", ["gone", "older", "damaged"])
def test_two_commits_that_are_passed_over_are_damage_whatever_the_index_says(found: Found, index: str) -> None:
    ends = commits(found.log)
    if index == "gone":
        (found.folder / INDEX).unlink()
    else:
        (found.folder / INDEX).write_bytes(b"" if index == "older" else os.urandom(32768))
    found.put(flipped(found.log, ends[0] + 1, 5000))

    assert standing(found.log).verdict == DAMAGED
    with pytest.raises(Damaged):
        found.save("written over it")


def test_a_repair_brings_back_what_stands_on_the_other_pages_and_life_goes_on(found: Found) -> None:
    found.put(flipped(found.log, commits(found.log)[0] + 1, 5000))
    (problem,) = found.problems()
    assert problem.startswith(f"{LOG}: ")

    found.repair()

    assert found.texts() >= {"entry 0", "entry 2"}
    assert not (found.folder / MARK).exists()
    found.save("afterwards")
    assert found.problems() == []


# No alarm


def _emptied(vault: Vault) -> None:
    vault.settle()


def _emptied_and_written(vault: Vault) -> None:
    vault.settle()
    Entries(vault).add(words("afterwards"), now_ms=NOW)


def _begun_again(vault: Vault) -> None:
    vault.database.rows("pragma wal_checkpoint(passive)")  # copied, and the next save writes over it from the beginning
    Entries(vault).add(words("afterwards"), now_ms=NOW)


def _begun_again_in_vain(vault: Vault) -> None:
    vault.database.rows("pragma wal_checkpoint(passive)")
    vault.database.run("begin immediate")
    vault.database.run("update fact set value = value")
    vault.database.run("rollback")


OTHERS = (_emptied, _emptied_and_written, _begun_again, _begun_again_in_vain)


@pytest.mark.parametrize("act", OTHERS)
def test_what_another_did_to_the_log_meanwhile_alarms_nobody(
    found: Found, monkeypatch: pytest.MonkeyPatch, act: Callable[[Vault], None]
) -> None:
    with closing(found.opened()) as other:
        before = continuity._parsed((found.folder / INDEX).read_bytes()[:96])
        assert before is not None
        act(other)
        monkeypatch.setattr(continuity, "_committed", lambda _: before)

        found.opened().close()

    assert found.problems() == []


@pytest.mark.parametrize("act", OTHERS)
def test_an_index_that_is_older_than_the_log_alarms_nobody(found: Found, act: Callable[[Vault], None]) -> None:
    """The power went: what was synced is there, and what was shared in memory is there as it was some time ago."""
    older = (found.folder / INDEX).read_bytes()
    with closing(found.opened()) as vault:
        act(vault)
    (found.folder / INDEX).write_bytes(older)

    assert found.problems() == []


def test_a_process_that_has_the_vault_open_does_not_lose_its_locks_when_it_opens_it_again(found: Found) -> None:
    """Closing a file that SQLite has locked would end its locks; another process could then write meanwhile."""
    code = (
        "import sys, apsw; from goldseam.keep.keys import *; from goldseam.words.secret import Secret\n"
        "from goldseam.keep.database import Database\n"
        "database = Database(sys.argv[1], Secret(bytes.fromhex(sys.stdin.read())))\n"
        "database._connection.set_busy_timeout(0)\n"
        "try: database.run('begin immediate')\n"
        "except Exception as error: print(error.code)\n"
    )
    with closing(found.opened()) as vault, vault.database.transaction():
        found.opened().close()
        done = subprocess.run(
            [sys.executable, "-c", code, str(found.folder / "vault.db")],
            input=found.keys.database.reveal().hex(),
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )

    assert done.stdout.strip() == "keep.busy"
