"""A disk that is really full, or can really only be read, under the real command."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command.person import END, LEAVE, Person
from tests.making import PASSPHRASE, make_vault
from tests.safety.jobs import left_behind

SIZE = 4 << 20
ROOMS = (0, 6_000, 30_000, 120_000)  # bytes left free
LONG = "word " * 8000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes, with a vault on it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "goldseam-test", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"mounting a small disk is not permitted here: {mounted.stderr.decode().strip()}")
    try:
        (tmp_path / "passphrase").write_text(PASSPHRASE)
        (tmp_path / "diary.jsonl").write_text(
            "".join(f'{{"date": "2024-03-{i:02}", "text": "imported {i} {LONG}"}}\n' for i in range(1, 9))
        )
        (tmp_path / "photo.bin").write_bytes(os.urandom(300_000))
        make_vault(disk / "v").close()
        assert goldseam(disk, "write", "the first").returncode == 0
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def goldseam(disk: Path, *words: str) -> subprocess.CompletedProcess[str]:
    opening = [] if "--locked" in words else ["--passphrase-file", str(disk.parent / "passphrase")]
    command = [
        sys.executable,
        "-m",
        "goldseam",
        words[0],
        "--vault",
        str(disk / "v"),
        "--no-input",
        *opening,
        *words[1:],
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def fill(disk: Path, room: int, *, name: str = "filler") -> Path:
    filler = disk / name
    about = os.statvfs(disk)
    filler.write_bytes(bytes(max(0, about.f_bavail * about.f_frsize - room)))
    return filler


def texts(disk: Path) -> list[str]:
    listed = goldseam(disk, "list", "--json")
    assert listed.returncode == 0, listed.stderr
    return [" ".join(json.loads(line)["text"].split()[:2]) for line in listed.stdout.splitlines()]


def assert_told(done: subprocess.CompletedProcess[str], why: str) -> None:
    assert done.returncode == 1, done.stderr
    assert f"goldseam: {why}" in done.stderr
    assert "\nsafe: " in done.stderr
    assert "\nnext: " in done.stderr
    assert "word word" not in done.stderr


JOBS = (
    ("write", f"written {LONG}"),
    ("write", f"left {LONG}", "--locked"),
    ("import", "../diary.jsonl"),
    ("attach", "FIRST", "../photo.bin"),
    ("backup", "backup.tar"),
    ("export", "leaving"),
)


@pytest.mark.parametrize("room", ROOMS)
def test_a_full_disk_loses_nothing_and_is_told(small_disk: Path, room: int) -> None:
    first = json.loads(goldseam(small_disk, "list", "--json").stdout)["id"]
    said = ["the first"]
    refused = 0
    for name, *words in JOBS:
        filler = fill(small_disk, room)
        places = [
            first if w == "FIRST" else str(small_disk / w) if w[0] == "." or w in {"backup.tar", "leaving"} else w
            for w in words
        ]
        done = goldseam(small_disk, name, *places)
        filler.unlink()
        if done.returncode == 0:
            said += [words[0].split()[0] + " word"] if name == "write" else []
        else:
            refused += 1
            assert_told(done, "the disk is full")
    found = texts(small_disk)

    assert refused
    assert [found.count(text) for text in said] == [1] * len(said)
    verified = goldseam(small_disk, "verify")
    assert (verified.returncode, "damaged: " in verified.stderr) == (0, False), verified.stderr
    repaired = goldseam(small_disk, "verify", "--repair")
    assert (repaired.returncode, "lost: " in repaired.stderr) == (0, False), repaired.stderr
    assert sorted(texts(small_disk)) == sorted(found)
    assert left_behind(small_disk) == []


def test_a_disk_that_can_only_be_read_is_told(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    locked = goldseam(small_disk, "write", "left", "--locked")
    made = goldseam(
        small_disk, "new", "--vault", str(small_disk / "other"), "--paper-key-file", str(small_disk.parent / "key")
    )

    assert_told(locked, "the disk can only be read")
    assert_told(made, "the disk can only be read")
    written = goldseam(small_disk, "write", "more")
    assert written.returncode == 1
    assert "\nsafe: " in written.stderr
    assert "\nnext: " in written.stderr


@pytest.mark.parametrize("locked", [False, True])
def test_a_page_stays_open_over_words_that_a_full_disk_does_not_keep(
    small_disk: Path, own_home: Path, *, locked: bool
) -> None:
    person = Person(own_home)
    more = ("and more " * 300).strip()

    def when_full(_screen: str) -> str:
        fill(small_disk, 0)
        return more

    def when_told(_screen: str) -> str:
        fill(small_disk, 0, name="more")  # what failed has given back what it took
        return LEAVE

    def when_free(_screen: str) -> str:
        (small_disk / "filler").unlink()
        (small_disk / "more").unlink()
        return END

    opening = ["--locked"] if locked else ["--passphrase-file", str(small_disk.parent / "passphrase")]
    code, screen = person.at_terminal(
        "write",
        *opening,
        answers=[("ctrl-d", "he called"), ("called", when_full), ("full", when_told), ("without", when_free)],
        GOLDSEAM_VAULT=str(small_disk / "v"),
    )

    assert code == 0, screen
    assert "saved" in screen.rsplit("without", 1)[1]
    said = [json.loads(line)["text"] for line in goldseam(small_disk, "list", "--json").stdout.splitlines()]
    assert [text for text in said if text.startswith("he called")] == [f"he called\n{more}\n"]
