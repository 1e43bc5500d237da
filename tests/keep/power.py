"""A machine whose power can go at any instant: it knows what was written, and forgets what was not synced.

Two recorders write into one list of events: `RecordingDisk`, a `Disk`, and `recording_vfs`, a VFS under the cipher of
SQLite. `Power.after` then rebuilds, for any event and any fate of what was not synced by then, the folder that a
person would find when the power is back.

The model is stricter than common file systems: a name survives only when its folder was synced, and data only when
its file was. SQLite syncs the folder of its own new files within the sync of the file, so for those one sync is both.
"""

import os
import random
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self, cast

import apsw

from goldseam.keep.disk import OWNER_FOLDER, Disk

FATES = ("none", "all", "torn", "subset")
SECTOR = 512


class Event(NamedTuple):
    """Something the machine did.

    Attributes:
        kind: create, open, write, truncate, sync, rename, unlink, mkdir, syncdir or ack.
        path: of the file or folder, or what was acknowledged.
        file: number of the inode; -1 for names.
        offset: of a write; the size of a truncate.
        data: of a write; of a rename the new path, encoded.
    """

    kind: str
    path: str
    file: int = -1
    offset: int = 0
    data: bytes = b""


class Power:
    """What happened on a machine, from the start."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.events: list[Event] = []
        self._inodes = 0
        self._by_path: dict[str, int] = {}

    def acknowledge(self, what: str) -> None:
        """The person was told that `what` is saved."""
        self.events.append(Event("ack", what))

    def new_file(self, path: str, *, kind: str = "create") -> int:
        """A new inode under `path`."""
        self._inodes += 1
        self._by_path[path] = self._inodes
        self.events.append(Event(kind, path, self._inodes))
        return self._inodes

    def file_at(self, path: str) -> int:
        """The inode under `path`; a database file that nobody made yet is made."""
        return self._by_path.get(path) or self.new_file(path, kind="open")

    def moved(self, old: str, new: str) -> None:
        """A rename."""
        self._by_path[new] = self._by_path.pop(old)
        self.events.append(Event("rename", old, data=new.encode()))

    def removed(self, path: str) -> None:
        """An unlink."""
        self._by_path.pop(path, None)
        self.events.append(Event("unlink", path))

    def acknowledged(self, moment: int) -> list[str]:
        """What the person had been told by then."""
        return [event.path for event in self.events[:moment] if event.kind == "ack"]

    def after(self, moment: int, fate: str, chance: random.Random, target: Path) -> None:
        """The folder found in `target` when the power went after `moment` events, with this fate of the unsynced."""
        state = _State(self.root)
        for event in self.events[:moment]:
            state.apply(event)
        state.lose(fate, chance)
        for path, data in state.files():
            place = target / os.path.relpath(path, self.root)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        for folder in state.folders():
            (target / os.path.relpath(folder, self.root)).mkdir(parents=True, exist_ok=True)


class _State:
    def __init__(self, root: str) -> None:
        self._synced: dict[int, bytearray] = {}
        self._unsynced: dict[int, list[Event]] = {}
        self._names: dict[str, int] = {}  # durable; folders have the inode 0
        self._name_changes: list[Event] = []
        self._names[root] = 0

    def apply(self, event: Event) -> None:
        if event.kind in {"write", "truncate"}:
            self._unsynced.setdefault(event.file, []).append(event)
        elif event.kind == "sync":
            for change in self._unsynced.pop(event.file, []):
                self._change(change)
            self._settle_names([c for c in self._name_changes if c.kind == "open" and c.file == event.file])
        elif event.kind == "syncdir":
            self._settle_names([c for c in self._name_changes if self._folder_of(c) == event.path])
        elif event.kind != "ack":
            self._name_changes.append(event)

    def _folder_of(self, change: Event) -> str:
        return os.path.dirname(change.data.decode() if change.kind == "rename" else change.path)

    def _settle_names(self, changes: Iterable[Event]) -> None:
        for change in list(changes):
            self._name_changes.remove(change)
            if change.kind in {"create", "open"}:
                self._names[change.path] = change.file
            elif change.kind == "mkdir":
                self._names[change.path] = 0
            elif change.kind == "unlink":
                self._names.pop(change.path, None)
            else:
                self._rename(change)

    def _rename(self, change: Event) -> None:
        """The new name leads to the file even when the old name never became durable."""
        new = change.data.decode()
        file = self._names.pop(change.path, None)
        if file is None:
            made = [c for c in self._name_changes if c.path == change.path and c.kind in {"create", "open"}]
            if not made:
                return
            self._name_changes.remove(made[-1])
            file = made[-1].file
        self._names[new] = file

    def _change(self, change: Event) -> None:
        data = self._synced.setdefault(change.file, bytearray())
        if change.kind == "truncate":
            del data[change.offset :]
            return
        end = change.offset + len(change.data)
        if len(data) < end:
            data.extend(bytes(end - len(data)))
        data[change.offset : end] = change.data

    def lose(self, fate: str, chance: random.Random) -> None:
        for changes in self._unsynced.values():
            for change in self._survivors(changes, fate, chance):
                self._change(change)
        names = self._name_changes
        if fate == "all":
            self._settle_names(list(names))
        elif fate == "torn":
            self._settle_names(names[: chance.randrange(len(names) + 1)])
        elif fate == "subset":
            self._settle_names([change for change in names if chance.random() < 0.5])

    def _survivors(self, changes: list[Event], fate: str, chance: random.Random) -> list[Event]:
        if fate == "none":
            return []
        if fate == "all":
            return changes
        if fate == "torn":
            kept = changes[: chance.randrange(len(changes) + 1)]
            if len(kept) < len(changes) and changes[len(kept)].kind == "write":
                half = changes[len(kept)]
                sectors = chance.randrange(len(half.data) // SECTOR + 1)
                kept = [*kept, half._replace(data=half.data[: sectors * SECTOR])]
            return kept
        return [piece for change in changes for piece in _sectors(change) if chance.random() < 0.5]

    def files(self) -> list[tuple[str, bytes]]:
        return [
            (path, bytes(self._synced.get(file, b"")))
            for path, file in self._names.items()
            if file and self._there(path)
        ]

    def folders(self) -> list[str]:
        return [path for path, file in self._names.items() if not file and self._there(path)]

    def _there(self, path: str) -> bool:
        """Whether every folder above is there too."""
        while path not in self._names or self._names[path] or path != min(self._names, key=len):
            path = os.path.dirname(path)
            if path not in self._names:
                return False
            if path == min(self._names, key=len):
                return True
        return True


def _sectors(change: Event) -> list[Event]:
    if change.kind != "write":
        return [change]
    return [
        change._replace(offset=change.offset + at, data=change.data[at : at + SECTOR])
        for at in range(0, len(change.data), SECTOR)
    ]


class RecordingDisk(Disk):
    """A disk that also tells `power` what it does. Forgetful subclasses leave a sync out."""

    def __init__(self, power: Power) -> None:
        self._power = power

    def create(self, path: str) -> BinaryIO:
        file = super().create(path)
        return cast("BinaryIO", _RecordingFile(file, self._power, self._power.new_file(path)))

    def sync(self, file: BinaryIO) -> None:
        super().sync(file)
        self._power.events.append(Event("sync", "", cast("_RecordingFile", file).number))

    def rename(self, old: str, new: str) -> None:
        super().rename(old, new)
        self._power.moved(old, new)

    def remove(self, path: str) -> None:
        super().remove(path)
        self._power.removed(path)

    def sync_folder(self, path: str) -> None:
        super().sync_folder(path)
        self._power.events.append(Event("syncdir", path))

    def make_folder(self, path: str) -> None:
        if not os.path.isdir(path):
            self.make_folder(os.path.dirname(path))
            os.mkdir(path, OWNER_FOLDER)
            self._power.events.append(Event("mkdir", path))
            self.sync_folder(os.path.dirname(path))


class DiskWithoutFileSync(RecordingDisk):
    """Forgets to sync what it wrote."""

    def sync(self, file: BinaryIO) -> None:
        pass


class DiskWithoutFolderSync(RecordingDisk):
    """Forgets to sync names."""

    def sync_folder(self, path: str) -> None:
        pass


class _RecordingFile:
    def __init__(self, file: BinaryIO, power: Power, number: int) -> None:
        self._file = file
        self._power = power
        self._at = 0
        self.number = number

    def write(self, data: bytes) -> int:
        written = self._file.write(data)
        self._power.events.append(Event("write", "", self.number, self._at, bytes(data[:written])))
        self._at += written
        return written

    def fileno(self) -> int:
        return self._file.fileno()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class _Vfs(apsw.VFS):
    def __init__(self, name: str, power: Power) -> None:
        super().__init__(name, "unix")
        self._power = power

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's name
        return _VfsFile(name, flags, self._power)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001 - SQLite's name and its argument
        super().xDelete(filename, syncdir)
        self._power.removed(filename)
        if syncdir:
            self._power.events.append(Event("syncdir", os.path.dirname(filename)))


class _VfsFile(apsw.VFSFile):
    def __init__(self, name: str | apsw.URIFilename | None, flags: list[int], power: Power) -> None:
        super().__init__("unix", name, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        assert path, "temporary files are in memory"
        self._power = power
        self._number = power.file_at(path)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        super().xWrite(data, offset)
        self._power.events.append(Event("write", "", self._number, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's name
        super().xTruncate(newsize)
        self._power.events.append(Event("truncate", "", self._number, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        super().xSync(flags)
        self._power.events.append(Event("sync", "", self._number))


def recording_vfs(power: Power) -> tuple[str, apsw.VFS]:
    """The name to open a vault with, and the VFS, which must be kept alive as long."""
    name = f"recording{os.urandom(4).hex()}"
    return f"multipleciphers-{name}", _Vfs(name, power)
