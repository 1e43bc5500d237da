"""A new root: every key of a vault is replaced and everything is sealed anew (spec/vault.md, "Rotation").

For when somebody may have had the keys: a stolen, unlocked machine. A passphrase change is not enough then, because
the keys behind it stay the same.

A whole new vault is built beside the old one, in `<vault>.rotating`, while the old one can be read but not written.
Then, in this order:

    1. the old database refuses further writes, in a commit of its own, so that no process that still has it open can
       be told "saved" by a vault that is about to go
    2. `.rotating/rotation-complete` is written: from here on there is only forward
    3. the old folder becomes `<vault>.replaced`, and then the new one takes its name
    4. what was left in the old inbox meanwhile comes along, and the old folder is removed

Cut short before 2, the old vault goes on (`roll_back`, which needs its keys); after 2, whoever comes next finishes
(`recover`, which needs none). The new vault remembers the inbox identities it had, because others may go on sealing
to the old recipient until they learn of the new one (`readmit`).
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from goldseam.keep.blobs import Blobs
from goldseam.keep.cipher import new_identity, open_sealed, recipient_of, seal
from goldseam.keep.database import ROTATED, Database
from goldseam.keep.digest import blake2b
from goldseam.keep.disk import Disk
from goldseam.keep.header import COPY, NAME, Header, load_header, save_header
from goldseam.keep.inbox import BAD, SIZE_MAX
from goldseam.keep.inbox import FOLDER as INBOX
from goldseam.keep.keys import KEY_BYTES, PAPER, Cost, Keys, derive_keys, wrap, wrap_passphrase
from goldseam.keep.ledger import flush
from goldseam.keep.making import DATABASE, FOLDERS
from goldseam.keep.making import README as README_NAME
from goldseam.keep.vault import README, Vault
from goldseam.words.problem import Busy, Damaged, Problem
from goldseam.words.secret import Secret

BUILDING = ".rotating"
REPLACED = ".replaced"
COMPLETE = "rotation-complete"
FORMER_INBOX = "former_inbox"
# What a vault is made of; whatever else lies in its folder is somebody's, and comes along.
_OURS = {NAME, COPY, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", README_NAME, COMPLETE, *FOLDERS}
_REFUSALS = {"rotated_record": "record", "rotated_draft": "draft"}
SPARE_BYTES = 64 << 20
CHUNK_BYTES = 1 << 20
TURNS = 20

Step = Callable[[str, int, int], None]


class Rotated(NamedTuple):
    """A vault with new keys.

    Attributes:
        keys: the new ones.
        paper: the new paper key; the old one opens nothing any more.
        damaged: attachments that did not open before and so do not now; their bytes were kept.
    """

    keys: Keys
    paper: str
    damaged: tuple[str, ...]


def rotate(vault: Vault, *, passphrase: str, cost: Cost, now_ms: int, step: Step | None = None) -> Rotated:
    """Gives a vault a new root, and closes it; open it again with the keys that are returned.

    Cost: reads and writes everything once, and needs as much free space as the vault has.

    Args:
        vault: open, its inbox drained, its agent locked.
        passphrase: that opens the new vault. Careful: check it before; whatever it is, it is the new one.
        cost: of the passphrase slot.
        now_ms: milliseconds since 1970.
        step: told what is being done, how far, and of how much.

    Raises:
        Busy: somebody else rotates, or writes all the time.
        Problem: no space beside the vault, or its folder cannot be renamed. The vault is as it was.
        Damaged: the new vault is not what the old one is. The old one goes on.
    """
    folder = os.path.realpath(vault.folder)
    step = step or (lambda *_: None)
    _refuse_impossible(folder)
    vault.disk.make_folder(folder + BUILDING)
    with _turn(folder):
        try:
            rotated = _build(vault, folder, passphrase, cost, now_ms, step)
        except BaseException:
            if not os.path.exists(os.path.join(folder + BUILDING, COMPLETE)):
                _undo(vault, folder)
            raise
        vault.close()
        _go_forward(folder, vault.disk)
    return rotated


def _build(vault: Vault, folder: str, passphrase: str, cost: Cost, now_ms: int, step: Step) -> Rotated:
    building = folder + BUILDING
    disk = vault.disk
    for name in FOLDERS:
        disk.make_folder(os.path.join(building, name))
    keys = derive_keys(Secret(os.urandom(KEY_BYTES)), vault.keys.blobs)
    paper = new_identity()
    id_ = vault.header.vault
    slots = (
        wrap_passphrase(keys, id_, passphrase, cost, now_ms=now_ms),
        wrap(keys, id_, PAPER, paper, now_ms=now_ms),
    )
    header = Header(id_, vault.header.created_at, (recipient_of(keys.inbox),), slots)
    with _only_reader(vault, now_ms):
        step("database", 0, 1)
        _copy_database(vault, building, keys)
        damaged = _reseal_blobs(vault, building, keys, step)
        disk.write(os.path.join(building, README_NAME), README.encode())
        save_header(building, header, disk)
        _write_log(building, header, keys, disk, now_ms)
        _prove_same(vault, building, keys)
        for name, table in _REFUSALS.items():
            vault.database.run(
                f"create trigger {name} before insert on {table} begin select raise(abort, '{ROTATED}'); end"
            )
    disk.sync_folder(building)
    disk.write(os.path.join(building, COMPLETE), b"")
    return Rotated(keys, paper, damaged)


@contextmanager
def _only_reader(vault: Vault, now_ms: int) -> Iterator[None]:
    """Nobody writes to the database until the block ends, and the second copy has everything that is in it."""
    for _ in range(TURNS):
        flush(vault, now_ms=now_ms)
        with vault.database.transaction():
            if _flushed(vault):
                yield
                return
    raise Busy(
        "other commands kept writing to the vault",
        safe="nothing was changed",
        next="end them, and try again: goldseam keys rotate",
        code="keep.rotation-busy",
    )


def _flushed(vault: Vault) -> bool:
    row = vault.database.one("select coalesce(max(last), 0) from segment where device = ?", (_device(vault),))
    return row is not None and row[0] == vault.count_of(vault.device)


def _device(vault: Vault) -> bytes:
    return bytes.fromhex(vault.device)


def _copy_database(vault: Vault, building: str, keys: Keys) -> None:
    path = os.path.join(building, DATABASE)
    reader = Database(vault.database.path, vault.keys.database)  # a connection that writes cannot VACUUM INTO
    reader.copy_to(path)
    reader.close()
    os.chmod(path, 0o600)
    copy = Database(path, vault.keys.database)
    # With a journal the old pages would be written once more; this copy is thrown away if it is not finished.
    copy.run("pragma journal_mode=off")
    copy.run(f"pragma rekey='raw:{keys.database.reveal().hex()}'")
    copy.close()
    vault.disk.sync_path(path)
    copy = Database(path, keys.database)
    former = json.loads(str(vault.fact(FORMER_INBOX) or "[]"))
    with copy.transaction():
        copy.run("delete from segment")
        copy.run("insert or replace into fact values (?, ?)", (FORMER_INBOX, json.dumps([*former, vault.keys.inbox])))
        copy.run("insert or replace into fact values ('head_counter', ?)", (vault.fact("head_counter"),))
    copy.checkpoint()
    copy.close()


def _reseal_blobs(vault: Vault, building: str, keys: Keys, step: Step) -> tuple[str, ...]:
    old = Blobs(vault.folder, vault.keys, vault.disk)
    new = Blobs(building, keys, vault.disk)
    damaged = []
    names = old.names()
    for done, name in enumerate(names):
        step("attachments", done, len(names))
        if not _reseal(old, new, name):
            _copy_sealed(old.path(name), new.path(name), vault.disk)
            damaged.append(name)
    return tuple(damaged)


def _reseal(old: Blobs, new: Blobs, name: str) -> bool:
    """Streams an attachment from one key to the other, in constant memory and without a plaintext file.

    Returns: whether it opened and is what its name says. Careful: a disk that failed while it was read says nothing
    of that. If it counted as damaged, it would be left sealed to a key that is about to go.
    """
    from functools import partial  # noqa: PLC0415 - every unlock imports this file, and few rotate

    from goldseam.keep.passage import passing  # noqa: PLC0415 - as above

    try:
        with passing(partial(old.copy_to, name)) as source:
            new.put(source, expected=name)
    except Damaged:
        return False
    return True


def _copy_sealed(source: str, target: str, disk: Disk) -> None:
    disk.make_folder(os.path.dirname(target))
    with open(source, "rb") as old, disk.writing(target) as new:
        while part := old.read(CHUNK_BYTES):
            new.write(part)


def _write_log(building: str, header: Header, keys: Keys, disk: Disk, now_ms: int) -> None:
    vault = Vault(building, header, keys, disk=disk)
    flush(vault, now_ms=now_ms)
    vault.settle()
    vault.close()


def _prove_same(vault: Vault, building: str, keys: Keys) -> None:
    """The new vault opens from its own files, every page of it, and holds the same records."""
    new = Vault(building, load_header(building, vault.disk), keys, disk=vault.disk)
    ids = "select id from record order by seq"
    same = not new.database.integrity() and _digest(new.database, ids) == _digest(vault.database, ids)
    new.close()
    if not same:
        raise Damaged(
            "the vault with new keys did not come out the same as the old one",
            safe="the old one goes on, unchanged",
            next="goldseam verify, and try again: goldseam keys rotate",
            code="keep.rotation-differs",
        )


def _digest(database: Database, sql: str) -> bytes:
    digest = blake2b()
    for (id_,) in database.each(sql):
        assert isinstance(id_, bytes)
        digest.update(id_)
    return digest.digest()


def _refuse_impossible(folder: str) -> None:
    size = sum(os.path.getsize(os.path.join(where, name)) for where, _, names in os.walk(folder) for name in names)
    disk = os.statvfs(folder)
    free = disk.f_bavail * disk.f_frsize
    if os.path.ismount(folder):
        why, then = (
            "its folder is the root of a disk and cannot be renamed",
            "move the vault into a folder of that disk",
        )
    elif free < size + SPARE_BYTES:
        why, then = f"{free >> 20} MiB are free and it needs {size + SPARE_BYTES >> 20}", "free some space"
    else:
        return
    raise Problem(
        f"the vault could not get new keys: {why}",
        safe="nothing was changed",
        next=f"{then}, and try again: goldseam keys rotate",
        code="keep.rotation-impossible",
    )


# What was cut short


def interrupted(folder: str) -> bool:
    """Whether a rotation of this vault has begun and not ended. Cost: three looks at the disk."""
    folder = os.path.realpath(folder)
    return any(os.path.exists(p) for p in (folder + BUILDING, folder + REPLACED, os.path.join(folder, COMPLETE)))


def recover(folder: str, disk: Disk) -> bool:
    """Finishes a rotation that was cut short after everything new was complete; needs no key.

    Returns whether there is nothing more to do: False means that `roll_back` has to, once the vault is open.

    Raises: Busy: it was not cut short, it is going on. Problem: another vault stands in the way.
    """
    folder = os.path.realpath(folder)
    if not interrupted(folder):
        return True
    with _turn(folder):
        _go_forward(folder, disk)
    return not os.path.isdir(folder + BUILDING)


def roll_back(vault: Vault) -> None:
    """Ends, in an open vault, a rotation that was cut short before everything new was complete. Costs one query else.

    Raises: Busy: it was not cut short, it is going on.
    """
    folder = os.path.realpath(vault.folder)
    if not os.path.isdir(folder + BUILDING):
        if _refuses(vault.database):
            _undo(vault, folder)
        return
    with _turn(folder):
        if not os.path.exists(os.path.join(folder + BUILDING, COMPLETE)):
            _undo(vault, folder)


def _undo(vault: Vault, folder: str) -> None:
    """First the vault takes writes again; while that is not done, the half-built one has to show that it is needed."""
    if _refuses(vault.database):
        with vault.database.transaction():
            for name in _REFUSALS:
                vault.database.run(f"drop trigger if exists {name}")
    vault.disk.remove_tree(folder + BUILDING)


def _refuses(database: Database) -> bool:
    return database.one("select 1 from sqlite_schema where type = 'trigger' and name like 'rotated_%'") is not None


def _go_forward(folder: str, disk: Disk) -> None:
    """Steps 3 and 4, from wherever they were left."""
    building, replaced = folder + BUILDING, folder + REPLACED
    if os.path.exists(os.path.join(building, COMPLETE)):
        if not os.path.isdir(replaced):
            disk.rename(folder, replaced)
        elif os.path.isdir(folder):
            _clear_the_way(folder, replaced, disk)
        disk.rename(building, folder)
        disk.sync_folder(os.path.dirname(folder))
    if os.path.exists(os.path.join(folder, COMPLETE)):
        if os.path.isdir(replaced):
            _bring_along(replaced, folder, disk)
            disk.remove_tree(replaced)
        # Careful: once the mark is gone nobody looks for the old vault again, and its keys may be in other hands.
        disk.sync_folder(os.path.dirname(folder))
        with suppress(FileNotFoundError):
            disk.remove(os.path.join(folder, COMPLETE))
        disk.sync_folder(folder)


def _clear_the_way(folder: str, replaced: str, disk: Disk) -> None:
    """Between the two renames, somebody who left an entry made the folder again, with nothing but an inbox."""
    if os.path.exists(os.path.join(folder, NAME)) or os.path.exists(os.path.join(folder, DATABASE)):
        raise Problem(
            f"a change of keys was cut short, and another vault stands now in {folder}",
            safe=f"nothing was changed; {folder}{BUILDING} holds the vault with the new keys, {replaced} the old one",
            next=f"move {folder} elsewhere, and then: goldseam doctor",
            code="keep.rotation-in-the-way",
        )
    _bring_along(folder, replaced, disk)
    disk.remove_tree(folder)


def _bring_along(source: str, target: str, disk: Disk) -> None:
    """What waits in an inbox, and whatever is no part of a vault, from one folder into the other."""
    for inner in (INBOX, os.path.join(INBOX, BAD)):
        _move_all(os.path.join(source, inner), os.path.join(target, inner), disk, but=set())
    _move_all(source, target, disk, but=_OURS)


def _move_all(source: str, target: str, disk: Disk, *, but: set[str]) -> None:
    names = [name for name in disk.names(source) if name not in but and name != BAD]
    if not names:
        return
    disk.make_folder(target)
    for name in names:
        if not os.path.lexists(os.path.join(target, name)):
            disk.rename(os.path.join(source, name), os.path.join(target, name))
    disk.sync_folder(target)


@contextmanager
def _turn(folder: str) -> Iterator[None]:
    """Only one process builds, finishes or undoes. The lock is on the folder itself and ends with its holder."""
    held = None
    for suffix in (BUILDING, REPLACED):
        with suppress(FileNotFoundError):
            held = os.open(folder + suffix, os.O_RDONLY)
            break
    if held is None:
        yield  # somebody finished meanwhile
        return
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise Busy(
            "this vault is being given new keys right now",
            safe="nothing was changed",
            next="wait until that has ended, and try again",
            code="keep.rotation-going-on",
        ) from None
    try:
        yield
    finally:
        os.close(held)


# Items sealed to a recipient of before


def readmit(vault: Vault) -> int:
    """Seals inbox items anew that were sealed to a recipient the vault had before; returns how many.

    Also those that were put aside because they did not open. Each is replaced in one rename, so that none is doubled.
    """
    former = json.loads(str(vault.fact(FORMER_INBOX) or "[]"))
    if not former:
        return 0
    inbox = os.path.join(vault.folder, INBOX)
    return sum(
        _readmit_item(vault, os.path.join(folder, name), os.path.join(inbox, name), former)
        for folder in (inbox, os.path.join(inbox, BAD))
        for name in vault.disk.names(folder)
        if name.endswith(".age")
    )


def _readmit_item(vault: Vault, path: str, target: str, former: list[str]) -> bool:
    try:
        sealed = vault.disk.read(path, size_max=SIZE_MAX)
    except (FileNotFoundError, Damaged):
        return False
    for identity in former:
        with suppress(Damaged):
            plain = open_sealed(sealed, identity, what="an inbox item")
            if path != target:
                vault.disk.rename(path, target)
            if vault.known_entries([blake2b(sealed, digest_size=16).hexdigest()]):
                vault.disk.remove(target)  # it was taken in, and whoever did had no time to remove it
            else:
                vault.disk.write(target, seal(plain, list(vault.header.inbox)))
            return True
    return False
