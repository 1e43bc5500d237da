"""An export that a kill ended is readable by anybody: it goes when the vault is next opened, and nothing else does."""

import os
import signal
import subprocess
import sys
import textwrap
from functools import partial
from pathlib import Path

import pytest

from goldseam.desk.desk import EXPORTING, Desk
from goldseam.exchange.exported import MARKDOWN
from goldseam.exchange.exporters.cut_short import FACT, clear_cut_short, noted
from goldseam.exchange.exporters.folder import export
from goldseam.keep.vault import Vault
from goldseam.write.attachments import Attachments
from goldseam.write.contents import new_content
from goldseam.write.entries import Entries
from tests.making import NOW, PASSPHRASE, make_vault

KILLED = """
    import os, signal, sys
    from functools import partial
    from goldseam.exchange.exporters.cut_short import noted
    from goldseam.exchange.exporters.folder import export
    from goldseam.keep.disk import Disk
    from goldseam.keep.header import load_header
    from goldseam.keep.keys import unlock
    from goldseam.keep.vault import open_vault

    header = load_header(sys.argv[1], Disk())
    vault = open_vault(sys.argv[1], unlock(header.slots, header.vault, kind="passphrase", secret=sys.argv[3]))

    def entries():
        yield from vault.iter_entries()
        os.kill(os.getpid(), signal.SIGKILL)

    export(sys.argv[2], entries(), None, vault.disk, kind="jsonlines", noting=partial(noted, vault))
"""


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = make_vault(tmp_path / "vault")
    for number in range(3):
        Entries(made).add(new_content(f"day {number}", now_ms=NOW, zone="UTC"), now_ms=NOW)
    return made


def killed_export(vault: Vault, target: Path) -> Path:
    """An export of another process, killed when everything but its end was written."""
    program = [sys.executable, "-c", textwrap.dedent(KILLED)]
    done = subprocess.run([*program, vault.folder, str(target), PASSPHRASE], check=False)
    assert done.returncode == -signal.SIGKILL
    return target.with_name(target.name + ".unfinished")


def test_what_a_killed_export_left_goes_when_the_vault_is_opened(vault: Vault, tmp_path: Path) -> None:
    left = killed_export(vault, tmp_path / "leaving")
    assert left.is_dir()

    desk = Desk(vault.folder, vault.keys, zone="UTC")

    assert desk.cut_short == [str(left)]
    assert not left.exists()
    desk.close()
    assert Desk(vault.folder, vault.keys, zone="UTC").cut_short == []


def test_an_export_that_is_being_written_is_left_alone(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "going.unfinished").mkdir()
    with noted(vault, str(tmp_path / "going.unfinished")):
        assert clear_cut_short(vault) == []
        assert (tmp_path / "going.unfinished").is_dir()


def test_a_folder_of_the_same_name_that_is_not_ours_stays(vault: Vault, tmp_path: Path) -> None:
    left = killed_export(vault, tmp_path / "leaving")
    os.rename(left, tmp_path / "moved")
    left.mkdir()
    (left / "hers").touch()

    assert clear_cut_short(vault) == []
    assert (left / "hers").exists()


def test_on_a_disk_that_is_not_there_it_waits_until_that_is_back(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    left = killed_export(vault, tmp_path / "stick" / "leaving")
    os.rename(tmp_path / "stick", tmp_path / "unplugged")
    assert clear_cut_short(vault) == []

    os.rename(tmp_path / "unplugged", tmp_path / "stick")

    assert clear_cut_short(vault) == [str(left)]


def test_an_export_that_ends_leaves_no_note(vault: Vault, tmp_path: Path) -> None:
    copy = Attachments(vault).copy_to
    export(str(tmp_path / "out"), vault.iter_entries(), copy, vault.disk, kind=MARKDOWN, noting=partial(noted, vault))

    assert not vault.fact(FACT)
    assert FACT == EXPORTING
