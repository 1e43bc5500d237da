"""A small vault of every released format: never made anew, and opened by every later goldseam, and without any."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.backup import check_backup
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.keys import PAPER, PASSPHRASE, Keys, unlock
from goldseam.keep.verify import verify
from goldseam.write.attachments import Attachments

VAULTS = sorted(path for path in Path(__file__).parent.iterdir() if path.name.startswith("format-"))
DECRYPTOR = Path(__file__).resolve().parents[2] / "spec" / "decrypt" / "decrypt.py"


@pytest.fixture(params=VAULTS, ids=lambda path: path.name)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy, because opening a vault takes in what waits in its inbox."""
    target = tmp_path / "kept"
    shutil.copytree(request.param, target)
    for folder in ("blobs", "inbox", "log"):
        (target / "vault" / folder).mkdir(exist_ok=True)
    return target


def secrets(kept: Path) -> dict[str, str]:
    loaded: dict[str, str] = json.loads((kept / "keys.json").read_text(encoding="utf-8"))
    return loaded


def keys_of(kept: Path, kind: str = PASSPHRASE) -> Keys:
    header = load_header(str(kept / "vault"), Disk())
    said = secrets(kept)
    return unlock(
        header.slots, header.vault, kind=kind, secret=said["passphrase" if kind == PASSPHRASE else "paper_key"]
    )


@pytest.mark.parametrize("kind", [PASSPHRASE, PAPER])
def test_an_old_vault_opens_and_everything_is_in_it(kept: Path, kind: str) -> None:
    desk = Desk(str(kept / "vault"), keys_of(kept, kind), zone="Europe/Lisbon")

    assert desk.arrival_problems == []
    assert [problem for problem in verify(desk.vault) if problem.problem] == []
    assert {entry.content.text for entry in desk.vault.timeline()} == {
        "It rained all day, and all night. Größe, 東京, 🧵.",
        "left while it was locked",
    }
    assert [entry.content.text for entry in desk.vault.timeline(trashed=True)] == ["in the trash"]
    assert desk.day_start_hour == 3
    assert desk.find.entries("東京", today="2026-11-24").total == 1
    entry = desk.vault.entry(secrets(kept)["entry"])
    assert entry is not None
    assert len(desk.entries.history(entry.id)) == 3
    with open(kept / "voice", "wb") as file:
        Attachments(desk.vault).copy_to(entry.content.attachments[0], file)
    assert (kept / "voice").read_bytes() == b"a voice, and some wind\n" * 10


def test_an_old_backup_is_still_proven(kept: Path) -> None:
    assert check_backup(str(kept / "backup.tar"), keys_of(kept)).entries == 1


@pytest.mark.needs_age
@pytest.mark.parametrize("what", ["backup.tar", "vault"])
def test_it_is_read_without_goldseam(kept: Path, what: str) -> None:
    result = subprocess.run(
        [sys.executable, "-I", "-S", str(DECRYPTOR), str(kept / what), str(kept / "out")],
        input=secrets(kept)["paper_key"].encode() + b"\n",
        capture_output=True,
        env={"PATH": os.environ["PATH"]},
        check=False,
    )

    assert result.returncode == 0, result.stderr.decode()
    texts = b"".join(path.read_bytes() for path in (kept / "out").rglob("*") if path.is_file())
    assert "It rained all day, and all night. Größe, 東京, 🧵.".encode() in texts
    assert b"a voice, and some wind" in texts
    assert b"gone for good" not in texts
