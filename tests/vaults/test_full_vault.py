"""A kept vault that holds everything format 1 has: two devices, two heads, a page, photos, settings, old inbox keys."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.blobs import Blobs
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.keys import PAPER, PASSPHRASE, Keys, unlock
from goldseam.keep.ledger import Head, load_heads, load_segment
from goldseam.keep.restore import restore
from goldseam.keep.rotation import readmit
from goldseam.keep.vault import Vault, open_vault
from goldseam.keep.verify import verify
from goldseam.write.attachments import Attachments
from goldseam.write.drafts import Drafts
from tests.conftest import ROOT
from tests.making import UNHIDDEN
from tests.vaults.kept import FOLDER, MADE, copy_of, digest_of

NAME = "full-1"
EXPECTED = json.loads((FOLDER / NAME / "expected.json").read_text(encoding="utf-8"))
VOICE = b"a voice, and some wind\n" * 4000
PAGE = "on the page\u2028and further"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    yield copy_of(NAME, tmp_path / "kept")
    assert digest_of(FOLDER / NAME) == MADE[NAME], "what was kept was not touched"


def keys_of(kept: Path, kind: str = PAPER) -> Keys:
    header = load_header(str(kept / "vault"), Disk())
    secret = EXPECTED["paper_key" if kind == PAPER else "passphrase"]
    return unlock(header.slots, header.vault, kind=kind, secret=secret)


def records_of(vault: Vault) -> list[list[object]]:
    found = [[record.device, n, record.id] for n, record in vault.iter_records()]
    return sorted(found, key=lambda each: (str(each[0]), each[1]))


def problems_in(vault: Vault) -> list[str]:
    return [checked.what for checked in verify(vault) if checked.problem]


@pytest.mark.parametrize("how", ["the vault itself", "its backup"])
def test_everything_in_it_is_there(kept: Path, how: str) -> None:
    keys = keys_of(kept)
    if how == "its backup":
        vault, _ = restore(str(kept / "backup.tar"), keys, str(kept / "again"))
    else:
        vault = open_vault(str(kept / "vault"), keys)

    assert records_of(vault) == EXPECTED["records"]
    assert sorted(entry.content.text for entry in vault.timeline(sight=UNHIDDEN)) == EXPECTED["shown"]
    assert [entry.content.text for entry in vault.timeline(trashed=True, sight=UNHIDDEN)] == ["thrown away"]
    merged = vault.entry(EXPECTED["merged"])
    assert merged is not None
    assert (len(merged.heads), merged.content.text) == (2, EXPECTED["merged_text"])
    assert [draft.content.text for draft in Drafts(vault).all()] == [PAGE]
    assert vault.setting("day_start_hour") == 3
    assert vault.database.one("select image from thumbnail") == (b"\x89PNG small",)
    # One item was sealed before the keys changed, and only opens when it has been let in again.
    assert problems_in(vault) == ["inbox/former.age"]


def test_an_entry_with_everything_says_all_of_it(kept: Path) -> None:
    vault = open_vault(str(kept / "vault"), keys_of(kept, PASSPHRASE))
    entry = vault.entry(EXPECTED["rich"])
    assert entry is not None
    content = entry.content

    assert (content.title, content.journal, content.tags, content.starred) == ("Größe", "work", ("a", "b c"), True)
    assert content.extra == {"mood": 3.5, "nested": {"x": [None, True]}}
    assert [(each.name, each.media_type) for each in content.attachments] == [
        ("straße.PNG", "image/png"),
        ("voice", "audio/ogg"),
    ]
    target = io.BytesIO()
    Attachments(vault).copy_to(content.attachments[1], target)
    assert target.getvalue() == VOICE


def test_the_log_holds_what_both_devices_wrote(kept: Path) -> None:
    keys = keys_of(kept)
    log = str(kept / "vault" / "log")
    vault_id = load_header(str(kept / "vault"), Disk()).vault
    found = []
    for device, head in load_heads(log, keys.log, vault_id, Disk()).items():
        assert isinstance(head, Head)
        for segment in head.segments:
            records = load_segment(log, device, segment, keys.log, vault_id, Disk())
            found += [[device, n, record.id] for n, record in records]

    assert sorted(found) == EXPECTED["records"]


def test_what_waits_comes_in_also_what_was_sealed_before_the_keys_changed(kept: Path) -> None:
    vault = open_vault(str(kept / "vault"), keys_of(kept))
    assert readmit(vault) == 1
    vault.close()
    desk = Desk(str(kept / "vault"), keys_of(kept), zone="Europe/Lisbon")

    assert desk.arrival_problems == []
    arrived = sorted(entry.content.text for entry in desk.vault.timeline(sight=UNHIDDEN) if entry.came_by == "inbox")
    assert arrived == EXPECTED["arriving"]
    assert problems_in(desk.vault) == []
    assert (kept / "vault" / "inbox" / "bad" / "noise.age").read_bytes() == b"noise"


def test_its_attachments_are_named_by_what_they_hold(kept: Path) -> None:
    blobs = Blobs(str(kept / "vault"), keys_of(kept), Disk())

    assert len(blobs.names()) == 2
    assert all(blobs.is_whole(name) for name in blobs.names())


@pytest.mark.needs_age
@pytest.mark.parametrize(
    ("source", "lacking"), [("vault", {PAGE, "sealed before the keys changed"}), ("backup.tar", set())]
)
def test_it_is_read_without_goldseam(kept: Path, source: str, lacking: set[str]) -> None:
    result = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            str(ROOT / "spec" / "decrypt" / "decrypt.py"),
            str(kept / source),
            str(kept / "out"),
        ],
        input=EXPECTED["paper_key"] + "\n",
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
        check=False,
    )
    text = "\0".join(
        path.read_bytes().decode("utf-8", "replace") for path in (kept / "out").rglob("*") if path.is_file()
    )
    single_lines = {line for shown in EXPECTED["shown"] if '"' not in shown for line in shown.split("\n")}
    wanted = {*single_lines, *EXPECTED["arriving"], "thrown away", PAGE, VOICE.decode()}

    # What did not open in the vault opens nowhere: noise. From its folder also what needs a key that is in vault.db.
    told = {line.rpartition("/")[2] for line in result.stdout.splitlines() if line.startswith("did not open: ")}
    assert told == ({"noise.age", "former.age"} if source == "vault" else {"noise.age"})
    assert "Traceback" not in result.stderr
    assert {what for what in wanted if what not in text} == lacking
    assert "to the last word" not in text
