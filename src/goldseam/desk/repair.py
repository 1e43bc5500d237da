"""Mending everything of a vault that is there twice."""

from collections.abc import Iterator
from typing import NamedTuple

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.keys import Keys
from goldseam.keep.ledger import take_back
from goldseam.keep.making import DATABASE
from goldseam.keep.making import README as README_NAME
from goldseam.keep.mending import mend_log, mend_readme, mend_views
from goldseam.keep.restore import backup_records, restore_blobs
from goldseam.keep.salvage import Salvaged, salvage
from goldseam.keep.vault import Vault, open_vault
from goldseam.keep.verify import Checked, Place, Step, verify, verify_database, verify_without_database
from goldseam.words.problem import Damaged, Problem

INDEX = "search index"
_LOST_WITH = {DATABASE, f"{DATABASE}-wal", "records"}  # when one of these is damaged, the database is made anew


class Mended(NamedTuple):
    """What a repair did.

    Attributes:
        salvaged: how the database was made anew; None when that was not needed.
        views: entries that were made anew from their revisions.
        taken_back: records that the database had lost and the log had not.
        log: whether the second copy was written anew.
        from_backup: records and files that a backup brought back.
        thumbnails: pictures that were made anew.
    """

    salvaged: Salvaged | None
    views: int
    taken_back: int
    log: bool
    from_backup: tuple[int, int]
    thumbnails: int


def check(place: Place, *, step: Step | None = None) -> Iterator[Checked]:
    """Everything, one after another; see `keep.verify`. What waits in the inbox stays where it is."""
    try:
        vault = open_vault(place.folder, place.keys, disk=place.disk)
    except Damaged as problem:
        yield from verify_without_database(place, problem, step=step)
        return
    try:
        yield from verify(vault, step=step)
        yield Checked(INDEX, _index_problem(vault))
    finally:
        vault.close()


def _index_problem(vault: Vault) -> str:
    from goldseam.find.proof import index_is_whole  # noqa: PLC0415 - as Desk.find

    try:
        return "" if index_is_whole(vault) else "it does not hold the entries that there are"
    except Problem as problem:
        return problem.happened


def mend(folder: str, keys: Keys, found: list[Checked], *, zone: str, backup: str = "") -> Mended:
    """Mends what was `found`; what there is only once stays as it is, and nothing that could be read is lost.

    Careful: nobody else may have the vault open.

    Args:
        folder: of the vault; its vault.json is whole.
        keys: of the vault.
        found: what `check` said, problems only.
        zone: of the person, for what waited in the inbox: it is taken in, or put aside.
        backup: the file of one, which may have what is lost here.

    Raises: Damaged: as `salvage` and `backup_records`.
    """
    disk = Disk()
    names = {checked.what for checked in found}
    kinds = {name.split("/", 1)[0] for name in names}
    vault_id = load_header(folder, disk).vault
    spare = backup_records(backup, keys, vault_id) if backup else ()
    salvaged = (
        salvage(folder, keys, disk, now_ms=now_ms(), spare=spare) if _needs_salvage(folder, keys, found) else None
    )
    vault = open_vault(folder, keys, disk=disk)
    try:
        from_backup = _from_backup(backup, vault) if backup else (0, 0)
        views = mend_views(vault) if "entries" in kinds else 0
        log = bool(salvaged) or "log" in kinds or DATABASE in names
        taken_back = mend_log(vault, now_ms=now_ms()) if log else 0
        if README_NAME in names:
            mend_readme(vault)
        if INDEX in names:
            from goldseam.find.index import Index  # noqa: PLC0415 - as Desk.find

            Index(vault).rebuild()
        thumbnails = _thumbnails(vault) if salvaged or backup else 0
        vault.settle()
    finally:
        vault.close()
    Desk(folder, keys, zone=zone).close()
    return Mended(salvaged, views, taken_back, log, from_backup, thumbnails)


def _needs_salvage(folder: str, keys: Keys, found: list[Checked]) -> bool:
    """Also when no byte of the database is wrong but it is older than its log, taking back is enough."""
    if not {checked.what for checked in found} & _LOST_WITH:
        return False
    try:
        vault = open_vault(folder, keys)
    except Damaged:
        return True
    try:
        return any(checked.problem for checked in verify_database(vault))
    finally:
        vault.close()


def _from_backup(backup: str, vault: Vault) -> tuple[int, int]:
    records = sum(take_back(vault, some) for some in backup_records(backup, vault.keys, vault.header.vault))
    return records, restore_blobs(backup, vault)


def _thumbnails(vault: Vault) -> int:
    from goldseam.write.attachments import Attachments  # noqa: PLC0415 - media libraries, for this alone

    return Attachments(vault).make_thumbnails()


def place_of(folder: str, keys: Keys, disk: Disk | None = None) -> Place:
    """The vault in a folder, to be checked."""
    disk = disk or Disk()
    return Place(folder, load_header(folder, disk), keys, disk)
