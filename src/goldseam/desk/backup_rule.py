"""The backup rule: backups that are made by themselves, of which she need not think (spec/backup.md, docs/backups.md).

One is due when something changed and the last is older than the rule. It is made by a child of the agent when nothing
has happened for a while, and at lock when it is small, so that no command ever waits for it. What came of the last one
is remembered outside the vault, where it can be told while the vault is locked.
"""

import json
import os
from contextlib import suppress
from typing import NamedTuple

from goldseam.desk.clock import PLAUSIBLE_FROM_MS
from goldseam.desk.outside import lies_inside
from goldseam.desk.settings import BESIDE, OFF, setting_of
from goldseam.keep.backup import Made, Step, make_backup
from goldseam.keep.disk import Disk
from goldseam.keep.shelf import (
    RESERVE,
    backups_on,
    beside,
    on_one_disk,
    place_for,
    size_estimate,
    space_on,
    thin,
    turn_at,
)
from goldseam.keep.vault import Vault
from goldseam.words.problem import Busy, Misused, Problem, reason_of

ALL, PART = "all", "part"
REMEMBERED = ".backups"
DAY_MS = 86_400_000
SMALL_BYTES = 64 << 20  # about a second of work
STATE_BYTES_MAX = 65_536
OTHER_KEYS = -1


class BackupState(NamedTuple):
    """What is remembered of a vault's backups, on this machine. None of it is secret.

    Attributes:
        path: of the last one that was made and proven; empty if there is none.
        made_at: when, milliseconds since 1970.
        entries, records, size: of it; OTHER_KEYS records when the vault was given new keys since.
        by_itself: whether the rule made it.
        shelf: the folder in which the rule makes them; empty before the first, and when the rule is off.
        same_disk: whether the shelf lies on the vault's disk.
        tried_at: when the rule last tried.
        problem: what became of that, empty when it went well; `safe` and `next` beside it.
        told: whether she was told where they are made.
        rehearsed_at: when a rehearsal last ended; 0 is never.
        rehearsed: ALL when everything came back, PART when some of it is newer than the backup; empty before the first.
    """

    path: str = ""
    made_at: int = 0
    entries: int = 0
    records: int = 0
    size: int = 0
    by_itself: bool = False
    shelf: str = ""
    same_disk: bool = False
    tried_at: int = 0
    problem: str = ""
    next: str = ""
    told: bool = False
    rehearsed_at: int = 0
    rehearsed: str = ""


def load_backup_state(remembered: str, vault_id: str) -> BackupState:
    """What is remembered of a vault's backups; an empty state if nothing is, or nothing that can be read."""
    usual = BackupState()
    with suppress(OSError, ValueError, RecursionError):
        with open(os.path.join(remembered, vault_id + REMEMBERED), "rb") as file:
            fields = json.loads(file.read(STATE_BYTES_MAX))
        if isinstance(fields, dict):
            known = usual._asdict()
            return usual._replace(
                **{name: fields[name] for name in known if type(fields.get(name)) is type(known[name])}
            )
    return usual


def save_backup_state(remembered: str, vault_id: str, state: BackupState, disk: Disk) -> None:
    """See `load_backup_state`."""
    disk.make_folder(remembered)
    disk.write(os.path.join(remembered, vault_id + REMEMBERED), json.dumps(state._asdict()).encode())


def call_for_backup(remembered: str, vault_id: str, disk: Disk) -> None:
    """Lets the rule make one as soon as it can: what there is opens with keys that are not the vault's any more."""
    state = load_backup_state(remembered, vault_id)
    save_backup_state(remembered, vault_id, state._replace(records=OTHER_KEYS), disk)


def shelf_of(vault: Vault) -> str | None:
    """The folder in which the rule makes backups; None when she turned it off."""
    named = str(setting_of(vault, "backup_folder"))
    if named == BESIDE:
        return beside(vault.folder)
    return None if named in {OFF, ""} else named


def choose_shelf(vault: Vault, folder: str) -> None:
    """Makes sure that backups can stand in `folder`, which she named; it is made if the one it lies in is there.

    Raises: Misused: they cannot; nothing was changed.
    """
    real = os.path.realpath(folder)
    if lies_inside(vault.folder, real):
        why = f"{folder} lies inside the vault, and would be lost together with it"
    elif "\n" in folder or "\0" in folder:
        why = "the name of a folder is one line"
    elif not os.path.isdir(os.path.dirname(real)):
        why = f"there is no folder {os.path.dirname(real)} that it could lie in; is its disk plugged in"
    else:
        try:
            vault.disk.make_folder(real)
            probe = os.path.join(real, f".goldseam-{os.urandom(8).hex()}")
            vault.disk.write(probe, b"")
            vault.disk.remove(probe)
        except OSError as error:
            why = f"nothing can be written to {folder}: {reason_of(error)}"
        else:
            return
    raise Misused(
        why,
        safe="backups go on being made where they were",
        next="name a folder of yours, best on another disk: goldseam settings backup_folder DIR",
        code="desk.backup-folder",
    )


def backup_folder_of(vault: Vault, named: str) -> str:
    """What the setting `backup_folder` becomes: BESIDE, OFF, or a folder in which a backup can stand.

    Raises: Misused: as `choose_shelf`, or nothing was named.
    """
    if named in {BESIDE, OFF}:
        return named
    if not named:
        raise Misused(
            "backup_folder is a folder, beside, or off",
            safe="backups go on being made where they were",
            next="goldseam settings backup_folder DIR",
            code="desk.backup-folder",
        )
    folder = os.path.abspath(os.path.expanduser(named))
    choose_shelf(vault, folder)
    return folder


def is_due(vault: Vault, state: BackupState, shelf: str, *, now_ms: int) -> bool:
    """Whether something changed since the newest backup on the shelf, and that one is older than the rule.

    What stands on the shelf counts: a backup that was taken away is no backup.
    """
    changed = state.records != records_in(vault)
    if not os.path.isdir(shelf) and shelf == state.shelf and not changed:
        return False  # her disk is not plugged in, and has everything
    there = backups_on(shelf, vault.header.vault, vault.disk)
    if not there:
        return vault.count() > 0
    remembered = [kept for kept in there if kept.path == state.path]
    if state.records == OTHER_KEYS:
        return True
    if remembered and not changed:
        return False
    age = now_ms - (remembered or there)[0].made_at
    return age >= int(setting_of(vault, "backup_every_days")) * DAY_MS or age < -DAY_MS


def records_in(vault: Vault) -> int:
    """How many records of any kind the vault holds: whatever is saved adds one."""
    return sum(vault.devices().values())


def back_up_if_due(vault: Vault, remembered: str, *, now_ms: int, bytes_max: int | None = None) -> BackupState:
    """Makes a backup by the rule if one is due, thins the shelf, and remembers what came of it.

    Args:
        vault: open.
        remembered: the folder outside the vault for what is remembered of it.
        now_ms: milliseconds since 1970.
        bytes_max: leave it for later when it would be larger.

    Raises: nothing that a disk can do; that is remembered instead, and told at the next unlock and by doctor.
    """
    state = load_backup_state(remembered, vault.header.vault)
    try:
        shelf = shelf_of(vault)
        if shelf is None:
            after = state._replace(shelf="", problem="", next="")
        elif not is_due(vault, state, shelf, now_ms=now_ms) or (
            bytes_max is not None and size_estimate(vault) > bytes_max
        ):
            return state
        else:
            after = _made_by_itself(vault, state, shelf, now_ms=now_ms)
    except Busy:
        return state  # another is at it
    except Problem as problem:
        after = state._replace(tried_at=now_ms, problem=problem.happened, next=problem.next)
    except OSError as error:
        told = _disk_problem(error)
        after = state._replace(tried_at=now_ms, problem=told.happened, next=told.next)
    if after != state:
        with suppress(OSError):
            save_backup_state(remembered, vault.header.vault, after, vault.disk)
    return after


def _made_by_itself(vault: Vault, state: BackupState, shelf: str, *, now_ms: int) -> BackupState:
    made = back_up(vault, shelf, now_ms=now_ms)
    same_disk = on_one_disk(shelf, vault.folder)
    after = state_after(state, made)._replace(by_itself=True, shelf=shelf, same_disk=same_disk, tried_at=now_ms)
    if made.damaged:
        return after._replace(
            problem=f"{len(made.damaged)} attachments could not be read and are not in it",
            next="goldseam verify",
        )
    return after


def back_up(vault: Vault, shelf: str, *, now_ms: int, step: Step | None = None) -> Made:
    """Makes and proves a backup on the shelf, and then thins it, unless something is missing in the new one.

    Raises: Problem: the shelf is not there, there is no room, the clock is not set. Busy, Damaged, OSError: as
        `turn_at` and `make_backup`.
    """
    if now_ms < PLAUSIBLE_FROM_MS:
        raise _refused("the clock says a year before 2023, so the age of a backup cannot be told", "set the clock")
    if shelf == beside(vault.folder):
        vault.disk.make_folder(shelf)
    elif not os.path.isdir(shelf):
        # Careful: never made here. Where a disk is not plugged in, it would be made on the one that may break.
        raise _refused(
            f"the folder for backups is not there: {shelf}",
            "plug the disk in, or name another folder: goldseam settings backup_folder DIR",
        )
    with turn_at(shelf, vault.disk):
        space = space_on(shelf, vault)
        needed = size_estimate(vault)
        if needed > min(space.free - RESERVE, space.allowed):
            raise _refused(
                f"a backup of about {needed >> 20} MiB would leave too little room in {shelf}",
                "free some space, or name a folder on another disk: goldseam settings backup_folder DIR",
            )
        made = make_backup(vault, place_for(shelf, vault.header.vault, now_ms), now_ms=now_ms, step=step)
        if not made.damaged:
            thin(shelf, vault.header.vault, vault.disk, newest=made.path, bytes_max=space.allowed)
    return made


def back_up_now(vault: Vault, remembered: str, *, now_ms: int, path: str = "", step: Step | None = None) -> Made:
    """A backup that she asked for: at `path`, or by the rule's own name on its shelf; remembered as the last one.

    Raises: Misused: no path, and the rule is off. Otherwise as `back_up`.
    """
    state = load_backup_state(remembered, vault.header.vault)
    shelf = shelf_of(vault)
    if path:
        made = make_backup(vault, os.path.abspath(path), now_ms=now_ms, step=step)
        state = state_after(state, made)
    elif shelf is None:
        raise Misused(
            "backups by themselves are off, so there is no folder for one",
            safe="nothing was changed",
            next="name a file, or say where they are made: goldseam settings backup_folder DIR",
            code="desk.backups-off",
        )
    else:
        made = back_up(vault, shelf, now_ms=now_ms, step=step)
        state = state_after(state, made)._replace(shelf=shelf, same_disk=on_one_disk(shelf, vault.folder))
    save_backup_state(remembered, vault.header.vault, state, vault.disk)
    return made


def state_after(state: BackupState, made: Made) -> BackupState:
    """What is remembered once a backup was made, by the rule or by her."""
    return state._replace(
        path=made.path,
        made_at=made.about.made_at,
        entries=made.about.entries,
        records=made.about.records,
        size=made.size,
        by_itself=False,
        problem="",
        next="",
    )


def newest_backup(vault: Vault, remembered: str) -> str:
    """The path of the newest backup that is still there, by the rule or by her; empty if there is none."""
    state = load_backup_state(remembered, vault.header.vault)
    found = [(state.made_at, state.path)] if os.path.isfile(state.path) else []
    for shelf in {shelf for shelf in (shelf_of(vault), state.shelf) if shelf}:
        with suppress(OSError):
            found += [(kept.made_at, kept.path) for kept in backups_on(shelf, vault.header.vault, vault.disk)[:1]]
    return max(found)[1] if found else ""


def _refused(happened: str, next_: str) -> Problem:
    return Problem(happened, safe="earlier backups are as they were", next=next_, code="desk.no-backup-made")


def _disk_problem(error: OSError) -> Problem:
    if error.errno in {28, 122}:  # ENOSPC, EDQUOT
        return _refused("the disk for backups is full", "free some space, or name a folder on another disk")
    return _refused(f"the system refused the backup: {reason_of(error)}", "goldseam doctor")
