"""A file is there before its entry names it; nobody may take it for unused in between."""

import io
from pathlib import Path

import pytest

from goldseam.keep import blobs
from goldseam.keep.blobs import Blobs
from goldseam.words.problem import Busy
from goldseam.write.attachments import Attachments
from tests.making import make_vault


def test_a_purge_elsewhere_waits_for_a_file_that_is_being_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "TURN_S_MAX", 0.1)
    vault = make_vault(tmp_path / "v")
    attachments = Attachments(vault)
    with attachments.adding():
        added = attachments.put(io.BytesIO(b"a photo, or nearly"), "photo.bin")
        with pytest.raises(Busy):
            attachments.remove_unused()
        kept = Blobs(vault.folder, vault.keys, vault.disk).is_whole(added.blob)

    assert kept
    assert attachments.remove_unused() == 1, "nothing names it, and nobody is adding any more"
    vault.close()
