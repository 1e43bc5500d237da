"""Every byte is proven, and what is damaged is named and mended."""

import os
import re
from pathlib import Path

import pytest

from goldseam.desk.repair import check, place_of
from goldseam.keep.database import PAGE_BYTES
from goldseam.keep.ledger import flush
from goldseam.keep.mending import mend_log
from goldseam.keep.salvage import salvage
from goldseam.keep.vault import Vault, open_vault
from goldseam.keep.verify import verify
from goldseam.write.entries import Entries
from tests.making import NOW, make_vault, words
from tests.safety.rotting import flipped


@pytest.fixture
def restored(tmp_path: Path) -> Vault:
    """A vault whose database was made anew from its log: every record in it is another device's."""
    vault = make_vault(tmp_path / "v")
    Entries(vault).add(words("It rained."), now_ms=NOW)
    flush(vault, now_ms=NOW)
    vault.close()
    salvage(vault.folder, vault.keys, vault.disk, now_ms=NOW)
    return open_vault(vault.folder, vault.keys)


def damaged(vault: Vault) -> list[str]:
    return [checked.what for checked in verify(vault) if checked.problem]


def test_a_vault_that_has_written_nothing_of_its_own_yet_is_whole(restored: Vault) -> None:
    assert damaged(restored) == []
    flush(restored, now_ms=NOW)
    assert damaged(restored) == []


@pytest.mark.parametrize("folder", ["heads", "segments"])
def test_the_log_of_another_device_is_named_and_mended_too(restored: Vault, folder: str) -> None:
    flush(restored, now_ms=NOW)
    for place, _, names in os.walk(os.path.join(restored.folder, "log", folder)):
        for name in names:
            os.unlink(os.path.join(place, name))

    assert [what.split("/")[1] for what in damaged(restored)] == [folder]
    mend_log(restored, now_ms=NOW)
    assert damaged(restored) == []


def test_damage_of_any_page_is_told_in_plain_words_and_what_sqlite_says_stands_apart(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    for i in range(60):
        Entries(vault).add(words(f"{i} " + "rain " * 150), now_ms=NOW + i)
    vault.settle()
    vault.close()
    path = tmp_path / "v" / "vault.db"
    whole = path.read_bytes()
    told = []
    for at in range(PAGE_BYTES + 100, len(whole), PAGE_BYTES):
        path.write_bytes(flipped(whole, at))
        found = list(check(place_of(vault.folder, vault.keys)))
        told += [checked for checked in found if checked.what == "vault.db" and checked.problem]
        assert not [checked.problem for checked in found if re.search(r"\*\*\*|\n|code|Tree|main", checked.problem)]

    assert len(told) == len(whole) // PAGE_BYTES - 1
    assert any("Tree" in checked.detail for checked in told)
