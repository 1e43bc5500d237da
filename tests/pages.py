"""What a vault's database holds, decrypted."""

import os
import shutil
from pathlib import Path

import apsw

from goldseam.keep.vault import Vault


def plain_pages(vault: Vault, folder: Path) -> bytes:
    """Every byte of vault.db, decrypted: what somebody with the key could ever read from it."""
    vault.settle()
    assert os.path.getsize(vault.database.path + "-wal") == 0
    copy = str(folder / "copy.db")
    shutil.copy(vault.database.path, copy)
    connection = apsw.Connection(copy)
    connection.execute("pragma cipher = 'chacha20'")
    connection.execute(f"pragma key = 'raw:{vault.keys.database.reveal().hex()}'")
    connection.execute("pragma journal_mode = delete").fetchall()
    connection.execute("pragma rekey = ''")
    connection.close()
    with open(copy, "rb") as file:
        return file.read()
