"""The rehearsal: would the paper key and a backup bring everything back, if all else were lost."""

import os
import shutil
import tempfile
from typing import NamedTuple

from goldseam.desk.backup_rule import ALL, PART, load_backup_state, newest_backup, save_backup_state
from goldseam.keep.backup import Step
from goldseam.keep.header import load_header
from goldseam.keep.keys import PAPER, Keys, unlock
from goldseam.keep.restore import header_of, restore
from goldseam.keep.shelf import on_one_disk
from goldseam.keep.vault import Vault
from goldseam.words.problem import Misused, WrongKey


class Rehearsed(NamedTuple):
    """What came of it.

    Attributes:
        path: of the backup.
        entries, attachments: that came back.
        missing: entries that are newer than the backup, or changed since.
        same_disk: whether it seems to lie on the disk of the vault. Of one disk that is mounted twice nobody can tell.
    """

    path: str
    entries: int
    attachments: int
    missing: int
    same_disk: bool


def backup_to_rehearse(vault: Vault, remembered: str, path: str = "") -> str:
    """The backup at `path`, or the newest there is. Raises Misused: there is none."""
    if path and not os.path.isfile(path):
        raise _refused(f"there is no file {path}", "name the file of a backup, or none for the newest")
    found = path or newest_backup(vault, remembered)
    if not os.path.isfile(found):
        raise _refused("there is no backup to rehearse with", "make one: goldseam backup")
    return found


def keys_on_paper(vault: Vault, path: str, paper: str) -> Keys:
    """The keys of the backup at `path`, by the paper key alone, as it is typed from the paper.

    Raises: WrongKey: it is not the paper key of this backup. Misused: it is one of another vault. Damaged, OSError: as
        `header_of`.
    """
    header = header_of(path)
    if header.vault != vault.header.vault:
        raise _refused("that is a backup of another vault", "name a backup of this one, or none for the newest")
    try:
        return unlock(header.slots, header.vault, kind=PAPER, secret="".join(paper.split()))
    except WrongKey:
        now = {slot.id for slot in load_header(vault.folder, vault.disk).slots}
        if any(slot.kind == PAPER and slot.id in now for slot in header.slots):
            raise
        raise WrongKey(
            f"the newest backup, {path}, is from before the paper key was renewed, and opens with the old one alone",
            safe="nothing was changed, and the journal is as it is",
            next="make one that the paper key opens, and rehearse with that: goldseam backup, goldseam rehearse",
            code="desk.backup-before-paper-key",
        ) from None


def rehearse(
    vault: Vault, path: str, keys: Keys, remembered: str, *, now_ms: int, step: Step | None = None
) -> Rehearsed:
    """Restores the backup at `path`, encrypted as it is, into a folder that is removed again, and compares.

    What came of it is remembered in the folder `remembered`.

    Args:
        vault: open, to be compared with.
        path: of the backup.
        keys: as `keys_on_paper` found them.
        remembered: the folder outside the vault for what is remembered of it.
        now_ms: milliseconds since 1970.
        step: told how many more bytes were read.

    Raises: Damaged, OSError: as `restore`.
    """
    scratch = tempfile.mkdtemp(prefix="goldseam-rehearsal-")
    try:
        back, about = restore(path, keys, os.path.join(scratch, "vault"), step=step)
        try:
            missing = _missing(vault, back)
        finally:
            back.close()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    vault_id = vault.header.vault
    state = load_backup_state(remembered, vault_id)
    state = state._replace(rehearsed_at=now_ms, rehearsed=PART if missing else ALL)
    save_backup_state(remembered, vault_id, state, vault.disk)
    return Rehearsed(path, about.entries, about.attachments, missing, on_one_disk(path, vault.folder))


def _missing(here: Vault, back: Vault) -> int:
    """How many entries came back otherwise than they are, or not at all. One at a time: a journal may be large."""
    count = 0
    for entry in here.iter_entries():
        found = back.entry(entry.id)
        count += found is None or found.content != entry.content
    return count


def _refused(happened: str, next_: str) -> Misused:
    return Misused(happened, safe="nothing was changed", next=next_, code="desk.no-rehearsal")
