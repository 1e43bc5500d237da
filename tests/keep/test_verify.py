"""Every byte is proven, and what is damaged is named and mended."""

import os
from pathlib import Path

import pytest

from goldseam.keep.ledger import flush
from goldseam.keep.mending import mend_log
from goldseam.keep.salvage import salvage
from goldseam.keep.vault import Vault, open_vault
from goldseam.keep.verify import verify
from goldseam.write.entries import Entries
from tests.making import NOW, make_vault, words


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
