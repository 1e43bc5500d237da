"""A small vault of every released format: never made anew, and opened by every later goldseam, and without any."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.backup import About, check_backup, make_backup
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.inbox import Item, iter_items
from goldseam.keep.keys import PAPER, PASSPHRASE, Keys, unlock
from goldseam.keep.ledger import Head, flush, load_heads, load_segment
from goldseam.keep.restore import restore
from goldseam.keep.verify import verify
from goldseam.words.entry import Attachment, Content
from goldseam.write.attachments import Attachments
from tests.making import NOW, UNHIDDEN, words
from tests.vaults.kept import FOLDER, MADE, copy_of, digest_of

VAULT_ID = "03109d0b4017db8103e2533dd2bb3d81"
RECORDS = [
    (1, "6ca057", "entry", "It rained all day. Größe, 東京, 🧵."),
    (2, "da9dd0", "entry", "It rained all day, and all night. Größe, 東京, 🧵."),
    (3, "462e57", "entry", "It rained all day, and all night. Größe, 東京, 🧵."),
    (4, "6b43e1", "entry", "in the trash"),
    (5, "c1aa1d", "entry", "in the trash"),
    (6, "2977f2", "entry", None),
    (7, "fd578e", "purge", ""),
    (8, "0200a2", "setting", ""),
]
VAULTS = sorted(path for path in FOLDER.iterdir() if path.name.startswith("format-"))
DECRYPTOR = Path(__file__).resolve().parents[2] / "spec" / "decrypt" / "decrypt.py"


@pytest.mark.parametrize("name", MADE)
def test_a_kept_vault_is_the_one_that_was_made(name: str) -> None:
    assert digest_of(FOLDER / name) == MADE[name]


@pytest.fixture(params=VAULTS, ids=lambda path: path.name)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    yield copy_of(request.param.name, tmp_path / "kept")
    assert digest_of(request.param) == MADE[request.param.name], "what was kept was not touched"


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
    assert {entry.content.text for entry in desk.vault.timeline(sight=UNHIDDEN)} == {
        "It rained all day, and all night. Größe, 東京, 🧵.",
        "left while it was locked",
    }
    assert [entry.content.text for entry in desk.vault.timeline(trashed=True, sight=UNHIDDEN)] == ["in the trash"]
    assert desk.day_start_hour == 3
    assert desk.find.entries("東京", today="2026-11-24", sight=UNHIDDEN).total == 1
    entry = desk.vault.entry(secrets(kept)["entry"])
    assert entry is not None
    assert len(desk.entries.history(entry.id)) == 3
    with open(kept / "voice", "wb") as file:
        Attachments(desk.vault).copy_to(entry.content.attachments[0], file)
    assert (kept / "voice").read_bytes() == b"a voice, and some wind\n" * 10


def test_every_revision_of_an_old_vault_is_what_it_was(kept: Path) -> None:
    desk = Desk(str(kept / "vault"), keys_of(kept), zone="Europe/Lisbon")

    *made, arrived = desk.vault.iter_records()
    assert [(n, record.id[:6], record.kind, record.body) for n, record in made] == RECORDS
    assert (arrived[0], arrived[1].came_by, arrived[1].body) == (9, "inbox", "left while it was locked")
    entry = desk.vault.entry(secrets(kept)["entry"])
    assert entry is not None
    assert entry.heads == ("462e576f66379faf56e22837234ce8ec33ee58ad",)
    assert entry.content == Content(
        text="It rained all day, and all night. Größe, 東京, 🧵.",
        written_at=1_795_000_000_000,
        zone="Europe/Lisbon",
        day="2026-11-18",
        title="Rain",
        tags=("rain",),
        attachments=(Attachment("4adeafad9414bacbe370e9cc70a88003231d1825", "voice.txt", "text/plain", 230),),
    )
    assert [entry.id[:6] for entry in desk.vault.timeline(trashed=True, sight=UNHIDDEN)] == ["c514d6"]


def test_the_log_of_an_old_vault_holds_every_record_of_it(kept: Path) -> None:
    keys = keys_of(kept)
    log = str(kept / "vault" / "log")
    ((device, head),) = load_heads(log, keys.log, VAULT_ID, Disk()).items()
    assert isinstance(head, Head)
    (segment,) = head.segments
    records = load_segment(log, device, segment, keys.log, VAULT_ID, Disk())

    assert (device, head.counter, head.records) == ("66e764e7afac94ef", 1, 8)
    assert [(n, record.id[:6], record.kind, record.body) for n, record in records] == RECORDS


def test_an_old_item_of_the_inbox_says_what_it_said(kept: Path) -> None:
    (item,) = iter_items(str(kept / "vault"), keys_of(kept).inbox, Disk())

    assert isinstance(item, Item)
    assert item.fields["text"] == "left while it was locked"


def test_an_old_backup_is_proven_and_becomes_a_vault_again(kept: Path) -> None:
    keys = keys_of(kept)
    about = check_backup(str(kept / "backup.tar"), keys)
    vault, restored = restore(str(kept / "backup.tar"), keys, str(kept / "again"))

    assert about == restored == About(VAULT_ID, 1_795_000_009_000, 1, 8, 1, ())
    assert [(n, record.id[:6], record.kind, record.body) for n, record in vault.iter_records()] == RECORDS
    assert [problem for problem in verify(vault) if problem.problem] == []
    assert vault.setting("day_start_hour") == 3
    assert vault.header == load_header(str(kept / "vault"), Disk())


def test_an_old_vault_goes_on(kept: Path) -> None:
    """Reading alone is not enough: it is written to, backed up and restored as one of today."""
    desk = Desk(str(kept / "vault"), keys_of(kept), zone="Europe/Lisbon")
    desk.entries.add(words("today"), now_ms=NOW)
    flush(desk.vault, now_ms=NOW)
    make_backup(desk.vault, str(kept / "new.tar"), now_ms=NOW)
    vault, _ = restore(str(kept / "new.tar"), keys_of(kept), str(kept / "new"))

    assert [problem for problem in verify(desk.vault) if problem.problem] == []
    assert {entry.content.text for entry in vault.timeline(sight=UNHIDDEN)} >= {"today", "left while it was locked"}


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
