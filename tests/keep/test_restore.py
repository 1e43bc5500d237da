"""A backup becomes the same vault again, whatever was on the page, in the inbox or broken when it was made."""

import io
import os
from pathlib import Path

from goldseam.keep.backup import make_backup
from goldseam.keep.blobs import Blobs
from goldseam.keep.disk import Disk
from goldseam.keep.inbox import waiting
from goldseam.keep.keys import Keys
from goldseam.keep.record import ENTRY, meta_of, new_record
from goldseam.keep.restore import restore
from goldseam.keep.vault import Vault
from goldseam.words.entry import Attachment
from goldseam.write.drafts import Draft, Drafts
from goldseam.write.entries import Entries
from tests.making import NOW, make_vault, words


def backed_up_and_restored(vault: Vault, tmp_path: Path) -> Vault:
    path = str(tmp_path / "backup.tar")
    make_backup(vault, path, now_ms=NOW)
    restored, _ = restore(path, vault.keys, str(tmp_path / "again"))
    return restored


def attached(vault: Vault, data: bytes) -> str:
    """The name of an attachment that an entry holds."""
    name, size = Blobs(vault.folder, vault.keys, vault.disk).put(io.BytesIO(data))
    content = words("with a photo")._replace(attachments=(Attachment(name, "a.bin", "application/octet-stream", size),))
    Entries(vault).add(content, now_ms=NOW)
    return name


def test_a_draft_comes_back_whatever_line_ends_are_in_it(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    draft = Draft("ab" * 16, words("one\u2028two\x85three\x1efour\r\nfive\x0b"), None, (), NOW)
    Drafts(vault).save(draft)

    assert Drafts(backed_up_and_restored(vault, tmp_path)).all() == [draft]


def test_an_attachment_damaged_before_the_backup_does_not_keep_the_rest_from_coming_back(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    whole, broken, gone = attached(vault, b"whole"), attached(vault, b"broken" * 99_999), attached(vault, b"gone")
    blobs = Blobs(vault.folder, vault.keys, Disk())
    with open(blobs.path(broken), "r+b") as file:
        file.seek(300_000)
        file.write(b"xxxx")
    os.unlink(blobs.path(gone))

    restored = backed_up_and_restored(vault, tmp_path)

    assert restored.count() == 3
    assert Blobs(restored.folder, restored.keys, Disk()).names() == [whole]


def test_items_that_waited_and_items_that_did_not_open_wait_again(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    (tmp_path / "v" / "inbox" / "one.age").write_bytes(b"waits")
    (tmp_path / "v" / "inbox" / "bad").mkdir()
    (tmp_path / "v" / "inbox" / "bad" / "two.age").write_bytes(b"did not open")
    (tmp_path / "v" / "inbox" / "link.age").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "v" / "inbox" / "pipe.age")

    restored = backed_up_and_restored(vault, tmp_path)

    assert waiting(restored.folder, Disk()) == ["one.age"]
    assert (Path(restored.folder) / "inbox" / "bad" / "two.age").read_bytes() == b"did not open"


def test_two_entries_whose_ids_begin_alike_are_both_there_to_read(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    content = words("twins")
    for subject in ("ab" * 6 + "00" * 10, "ab" * 6 + "11" * 10):
        record = new_record(ENTRY, subject, (), meta_of(content), content.text, now_ms=NOW, device=vault.device)
        vault.append([record])

    assert backed_up_and_restored(vault, tmp_path).count() == 2


def test_a_restored_vault_has_the_same_keys(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    restored = backed_up_and_restored(vault, tmp_path)

    def secrets(keys: Keys) -> tuple[bytes, bytes, str, str]:
        return keys.root.reveal(), keys.blobs.reveal(), keys.log, keys.inbox

    assert secrets(restored.keys) == secrets(vault.keys)
    assert restored.header == vault.header
    assert restored.device != vault.device
