"""The checkup: what can be seen without a key that could endanger a vault or the words in it. It changes nothing."""

import os
import shutil
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

from goldseam.desk.backup_rule import DAY_MS, PART, BackupState, load_backup_state
from goldseam.desk.locked import load_pin
from goldseam.desk.machine import Seen, Surroundings, synced_by
from goldseam.desk.paper_check import is_unconfirmed
from goldseam.desk.unlocking import other_copies
from goldseam.keep.disk import PARTIAL, Disk
from goldseam.keep.header import COPY, NAME, Header, is_as_written, load_header
from goldseam.keep.inbox import BAD, waiting
from goldseam.keep.inbox import FOLDER as INBOX
from goldseam.keep.keys import FLOOR, PAPER
from goldseam.keep.making import DATABASE
from goldseam.words.day import local_time
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Problem

FREE_MIN = 500 << 20
OTHERS = 0o077
WRITING_S = 600  # a file half written that is older belongs to nobody who still writes
BACKUP_LATE_MS = 14 * DAY_MS
REHEARSAL_LATE_MS = 366 * DAY_MS


def look_at_vault(folder: str, around: Surroundings) -> Iterator[Seen]:
    """What can be seen of a vault without its key.

    Raises: NoVault, Damaged: as `load_header`, after what can be said even then.
    """
    service = synced_by(folder)
    yield Seen(
        "synced-folder",
        "",
        f"{service} copies the vault while it is written to, which breaks it" if service else "",
        "move the vault elsewhere, and give the service a backup: goldseam backup FILE",
    )
    disk = Disk()
    header = load_header(folder, disk)
    yield _header(folder, header, around, disk)
    yield _slots(header)
    yield _paper(header, around)
    yield _permissions(folder)
    yield from _space(folder)
    copies = other_copies(around.pins, header.vault, folder, disk)
    yield Seen(
        "copies",
        "",
        f"the same vault lies in {', '.join(copies)} too" if copies else "",
        "write in one of them only, and move the others away",
    )
    yield from _inbox(folder, disk)
    yield _agent(around.agent)
    state = load_backup_state(around.pins, header.vault)
    yield _written_in_future(folder, around.now_ms)
    yield _backups(folder, state, around)
    yield _rehearsal(state, around)
    left = _half_written([folder, around.pins, *([state.shelf] if state.shelf else [])])
    yield Seen(
        "half-written",
        "",
        f"{len(left)} files, such as {left[0]}; nothing in them was reported saved" if left else "",
        "they can be removed",
    )


def _header(folder: str, header: Header, around: Surroundings, disk: Disk) -> Seen:
    path, copy = os.path.join(folder, NAME), os.path.join(folder, COPY)
    pinned = load_pin(around.pins, header.vault)
    if pinned is not None and pinned != header.inbox:
        return Seen(
            "vault.json",
            "",
            "it names another inbox key than when the vault was last open here",
            "goldseam unlock, which checks the key",
        )
    try:
        written, second = disk.read(path, size_max=1 << 24), disk.read(copy, size_max=1 << 24)
    except (Problem, OSError):
        return Seen("vault.json", "", f"its copy {COPY} is not there", "goldseam verify --repair")
    whole = is_as_written(written)
    if not whole or written != second:
        damaged = NAME if not whole else COPY
        return Seen("vault.json", "", f"{damaged} is not what it was", "goldseam verify --repair")
    return Seen("vault.json", f"format 1, {len(header.slots)} key slots")


def _slots(header: Header) -> Seen:
    weak = [slot.id for slot in header.slots if slot.cost and any(a < b for a, b in zip(slot.cost, FLOOR, strict=True))]
    return Seen(
        "key-slots",
        "",
        f"a guess at the passphrase of slot {', '.join(weak)} costs less than it should today" if weak else "",
        "goldseam passphrase, which makes a new slot; the passphrase itself may stay the same",
    )


def _paper(header: Header, around: Surroundings) -> Seen:
    if all(slot.kind != PAPER for slot in header.slots):
        wrong = "there is none: a passphrase that is forgotten loses everything"
    elif is_unconfirmed(around.pins, header.vault):
        wrong = "it was shown, and nobody said that it is written down"
    else:
        wrong = ""
    return Seen("paper-key", "", wrong, "goldseam paper-key, which makes a new one")


def _permissions(folder: str) -> Seen:
    for path in _paths_in(folder):
        with suppress(OSError):
            found = os.lstat(path)
            if found.st_uid != os.geteuid():
                return Seen("permissions", "", f"{path} belongs to another user", f"chown -R $(id -u) '{folder}'")
            if not stat.S_ISLNK(found.st_mode) and found.st_mode & OTHERS:
                return Seen("permissions", "", f"others can reach {path}", f"chmod -R go= '{folder}'")
    return Seen("permissions")


def _paths_in(folder: str) -> Iterator[str]:
    yield folder
    for place, folders, names in os.walk(folder):
        for name in (*folders, *names):
            yield os.path.join(place, name)


def _space(folder: str) -> Iterator[Seen]:
    free = shutil.disk_usage(folder).free
    yield Seen(
        "free-space",
        f"{free >> 20} MiB",
        f"only {free >> 20} MiB are left" if free < FREE_MIN else "",
        "free some space: what does not fit is refused, not lost",
    )
    fixed = bool(os.statvfs(folder).f_flag & os.ST_RDONLY) or not os.access(folder, os.W_OK)
    yield Seen(
        "writable",
        "",
        f"nothing can be written to {folder}" if fixed else "",
        "see whether the disk is mounted read-only: a disk that fails is made so. Then: goldseam backup FILE",
    )


def _inbox(folder: str, disk: Disk) -> Iterator[Seen]:
    bad = os.path.join(folder, INBOX, BAD)
    names = disk.names(bad)
    yield Seen(
        "inbox",
        f"{len(waiting(folder, disk))} entries wait",
        f"{len(names)} items did not open and are kept in {bad}" if names else "",
        "if you know who left them, ask for them again; otherwise they can be removed",
    )


def _agent(said: JsonObject | None) -> Seen:
    if said is None:
        return Seen("agent", "the vault is locked")
    behind = said.get("second_copy") == "failed"
    return Seen(
        "agent",
        f"the vault is unlocked; process {said.get('pid')} holds the key",
        "the second copy in log/ could not be written" if behind else "",
        "goldseam verify",
    )


def _written_in_future(folder: str, now_ms: int) -> Seen:
    written = os.path.getmtime(os.path.join(folder, DATABASE)) if os.path.exists(os.path.join(folder, DATABASE)) else 0
    ahead = written * 1000 > now_ms + DAY_MS
    return Seen(
        "clock-went-back",
        "",
        "the vault was written to later than the clock says it is now" if ahead else "",
        "set the clock: new entries would be dated before old ones",
    )


def _backups(folder: str, state: BackupState, around: Surroundings) -> Seen:
    if state.problem:
        return Seen("backup", _last_backup(state, around), f"the last try went wrong: {state.problem}", state.next)
    if not state.path:
        made = load_header(folder, Disk()).created_at
        old = around.now_ms - made > BACKUP_LATE_MS
        return Seen("backup", "there is none yet", "there is none" if old else "", "goldseam backup")
    if not os.path.exists(state.path):
        return Seen(
            "backup",
            _last_backup(state, around),
            "it is not where it was made",
            "plug its disk in, or make another: goldseam backup",
        )
    changed = os.path.getmtime(os.path.join(folder, DATABASE)) * 1000 > state.made_at
    if changed and around.now_ms - state.made_at > BACKUP_LATE_MS:
        return Seen("backup", _last_backup(state, around), "it is old, and more was written since", "goldseam backup")
    return Seen("backup", _last_backup(state, around))


def _last_backup(state: BackupState, around: Surroundings) -> str:
    if not state.path:
        return "there is none yet"
    days = max(0, (around.now_ms - state.made_at) // DAY_MS)
    on_shelf = state.same_disk and os.path.dirname(state.path) == state.shelf
    where = "; on the disk of the journal, one on another disk is safer" if on_shelf else ""
    return f"the last is {days} days old, was proven, and lies in {state.path}{where}"


def _rehearsal(state: BackupState, around: Surroundings) -> Seen:
    if not state.rehearsed_at:
        return Seen("rehearsal", "none yet; to see that paper key and backup work: goldseam rehearse")
    day = local_time(state.rehearsed_at, around.zone).date().isoformat()
    late = around.now_ms - state.rehearsed_at > REHEARSAL_LATE_MS
    came = "some of it was newer than the backup" if state.rehearsed == PART else "everything came back"
    return Seen("rehearsal", f"{day}: {came}", "the last was more than a year ago" if late else "", "goldseam rehearse")


def _half_written(folders: Iterable[str]) -> list[str]:
    before = time.time() - WRITING_S
    left = []
    for folder in folders:
        for path in _paths_in(folder):
            with suppress(OSError):
                if path.endswith(PARTIAL) and os.lstat(path).st_mtime < before:
                    left.append(path)
    return left
