"""Mending a vault from what it has twice. A new database out of everything that is left: keep.salvage."""

import os

from goldseam.keep.ledger import flush, rewrite_all, take_back
from goldseam.keep.making import README as README_NAME
from goldseam.keep.record import ENTRY
from goldseam.keep.salvage import log_records
from goldseam.keep.vault import README, Vault


def mend_readme(vault: Vault) -> None:
    """README.txt again as goldseam writes it."""
    vault.disk.write(os.path.join(vault.folder, README_NAME), README.encode())


def mend_log(vault: Vault, *, now_ms: int) -> int:
    """Writes the log anew from the database, after the database took what it lacked; returns how much that was."""
    count = sum(take_back(vault, numbered) for numbered in log_records(vault.folder, vault.keys, vault.disk))
    rewrite_all(vault)
    flush(vault, now_ms=now_ms)
    return count


def mend_views(vault: Vault) -> int:
    """Makes the view of every entry anew from its revisions; returns how many there are."""
    rows = vault.database.rows("select distinct subject from record where kind = ?", (ENTRY,))
    with vault.database.transaction():
        for (subject,) in rows:
            assert isinstance(subject, bytes)
            vault.refresh(subject.hex())
    return len(rows)
