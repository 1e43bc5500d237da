"""A machine whose power can go at any instant: it knows what was written, and forgets what was not synced.

Two recorders write into one list of events: `RecordingDisk`, a `Disk`, and a VFS under the cipher of SQLite
(`recorded`). `Power.after` then rebuilds, for any event and any fate of what was not synced by then, the folder that a
person would find when the power is back.

The model is stricter than common file systems: a name survives only when its folder was synced, and data only when
its file was. SQLite syncs the folder of its own new files within the sync of the file, so for those one sync is both.
"""

import os
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self, cast

import apsw

from goldseam.keep.disk import OWNER_FOLDER, Disk

FATES = ("none", "all", "torn", "subset")
SECTOR = 512
ROOT = 0


class Event(NamedTuple):
    """Something the machine did.

    Attributes:
        kind: link, open, write, truncate, sync, rename, unlink, syncdir or ack. `open` is the link of a file of SQLite.
        name: in its folder, or what was acknowledged.
        file: number of the inode of a file or folder.
        folder: inode of the folder that the name is in.
        offset: of a write; the size of a truncate.
        data: of a write.
        to: of a rename: the inode of the new folder, and the new name.
    """

    kind: str
    name: str = ""
    file: int = -1
    folder: int = -1
    offset: int = 0
    data: bytes = b""
    to: tuple[int, str] = (-1, "")


class Power:
    """What happened on a machine since `root` was as it is now, all of it durable."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.events: list[Event] = []
        self._paths = {root: ROOT}
        self._durable: dict[int, dict[str, int]] = {ROOT: {}}
        self._data: dict[int, bytes] = {}
        self._folders: set[int] = set()
        self._inodes = ROOT
        for where, folders, names in os.walk(root):
            for name in (*folders, *names):
                file = self._new_inode(os.path.join(where, name))
                self._durable[self._paths[where]][name] = file
                if name in folders:
                    self._durable[file] = {}
                else:
                    self._data[file] = Path(where, name).read_bytes()

    def _new_inode(self, path: str) -> int:
        self._inodes += 1
        self._paths[path] = self._inodes
        return self._inodes

    def acknowledge(self, what: str) -> None:
        """The person was told that `what` is saved."""
        self.events.append(Event("ack", what))

    def new_file(self, path: str, *, kind: str = "link") -> int:
        """A new inode under `path`, of a file or a folder."""
        file = self._new_inode(path)
        self.events.append(Event(kind, os.path.basename(path), file, self._paths[os.path.dirname(path)]))
        return file

    def new_folder(self, path: str) -> None:
        """A mkdir."""
        self._folders.add(self.new_file(path))

    def file_at(self, path: str) -> int:
        """The inode under `path`; a database file that nobody made yet is made."""
        return self._paths.get(path) or self.new_file(path, kind="open")

    def moved(self, old: str, new: str) -> None:
        """A rename, of a folder with all in it. What SQLite shares in memory is not recorded, and needs not survive."""
        file = self._paths.get(old)
        if file is None:
            return
        folder, to = self._paths[os.path.dirname(old)], self._paths[os.path.dirname(new)]
        self.events.append(Event("rename", os.path.basename(old), file, folder, to=(to, os.path.basename(new))))
        for path in [path for path in self._paths if path == old or path.startswith(old + os.sep)]:
            self._paths[new + path[len(old) :]] = self._paths.pop(path)

    def removed(self, path: str) -> None:
        """An unlink or rmdir."""
        file = self._paths.pop(path, None)
        if file is not None:
            self.events.append(Event("unlink", os.path.basename(path), file, self._paths[os.path.dirname(path)]))

    def synced_folder(self, path: str) -> None:
        """A sync of the names in a folder; one above the root was there before."""
        if path in self._paths:
            self.events.append(Event("syncdir", folder=self._paths[path]))

    def synced_tree(self, folder: str) -> None:
        """A sync of everything in a folder."""
        for path, file in self._paths.items():
            if path == folder or path.startswith(folder + os.sep):
                event = Event("syncdir", folder=file) if os.path.isdir(path) else Event("sync", file=file)
                self.events.append(event)

    def acknowledged(self, moment: int) -> list[str]:
        """What the person had been told by then."""
        return [event.name for event in self.events[:moment] if event.kind == "ack"]

    def after(self, moment: int, fate: str, chance: random.Random, target: Path) -> None:
        """The folder found in `target` when the power went after `moment` events, with this fate of the unsynced."""
        state = _State(self._durable, self._data, self._folders)
        for event in self.events[:moment]:
            state.apply(event)
        state.lose(fate, chance)
        state.write(ROOT, target)


class _State:
    def __init__(self, folders: dict[int, dict[str, int]], data: dict[int, bytes], made: set[int]) -> None:
        self._folders: dict[int, dict[str, int]] = {folder: {} for folder in made}
        self._folders |= {folder: dict(names) for folder, names in folders.items()}
        self._synced = {file: bytearray(content) for file, content in data.items()}
        self._unsynced: dict[int, list[Event]] = {}
        self._name_changes: list[Event] = []

    def apply(self, event: Event) -> None:
        if event.kind in {"write", "truncate"}:
            self._unsynced.setdefault(event.file, []).append(event)
        elif event.kind == "sync":
            for change in self._unsynced.pop(event.file, []):
                self._change(change)
            self._settle_names([c for c in self._name_changes if c.kind == "open" and c.file == event.file])
        elif event.kind == "syncdir":
            self._settle_names([c for c in self._name_changes if _settles_in(c) == event.folder])
        elif event.kind != "ack":
            self._name_changes.append(event)

    def _settle_names(self, changes: Iterable[Event]) -> None:
        for change in list(changes):
            if change not in self._name_changes:
                continue
            self._name_changes.remove(change)
            names = self._folders[change.folder]
            if change.kind in {"link", "open"}:
                names[change.name] = change.file
                continue
            if names.get(change.name) == change.file:
                del names[change.name]
            if change.kind == "rename":
                # The new name leads to the file even when the old name never became durable, and then it never will.
                self._name_changes = [c for c in self._name_changes if not _is_link_of(c, change)]
                self._folders[change.to[0]][change.to[1]] = change.file

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

    def write(self, folder: int, target: Path) -> None:
        """What can be reached by durable names."""
        target.mkdir(exist_ok=True)
        for name, file in self._folders[folder].items():
            if file in self._folders:
                self.write(file, target / name)
            else:
                (target / name).write_bytes(self._synced.get(file, b""))

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


def _sectors(change: Event) -> list[Event]:
    if change.kind != "write":
        return [change]
    return [
        change._replace(offset=change.offset + at, data=change.data[at : at + SECTOR])
        for at in range(0, len(change.data), SECTOR)
    ]


def _settles_in(change: Event) -> int:
    return change.to[0] if change.kind == "rename" else change.folder


def _is_link_of(change: Event, renamed: Event) -> bool:
    made = change.kind in {"link", "open"}
    return made and (change.folder, change.name, change.file) == (renamed.folder, renamed.name, renamed.file)


class RecordingDisk(Disk):
    """A disk that also tells `power` what it does. Forgetful subclasses leave a sync out."""

    def __init__(self, power: Power) -> None:
        self._power = power

    def create(self, path: str) -> BinaryIO:
        file = super().create(path)
        return cast("BinaryIO", _RecordingFile(file, self._power, self._power.new_file(path)))

    def sync(self, file: BinaryIO) -> None:
        self._power.events.append(Event("sync", file=cast("_RecordingFile", file).number))

    def sync_path(self, path: str) -> None:
        self._power.events.append(Event("sync", file=self._power.file_at(path)))

    def rename(self, old: str, new: str) -> None:
        super().rename(old, new)
        self._power.moved(old, new)

    def remove(self, path: str) -> None:
        super().remove(path)
        self._power.removed(path)

    def remove_folder(self, path: str) -> None:
        super().remove_folder(path)
        self._power.removed(path)

    def sync_folder(self, path: str) -> None:
        self._power.synced_folder(path)

    def sync_tree(self, folder: str) -> None:
        self._power.synced_tree(folder)

    def make_folder(self, path: str) -> None:
        if not os.path.isdir(path):
            self.make_folder(os.path.dirname(path))
            os.mkdir(path, OWNER_FOLDER)
            self._power.new_folder(path)
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
        self._power.events.append(Event("write", file=self.number, offset=self._at, data=bytes(data[:written])))
        self._at += written
        return written

    def seek(self, offset: int) -> int:
        self._at = self._file.seek(offset)
        return self._at

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class _Recorder:
    power: Power | None = None


_recorder = _Recorder()


@contextmanager
def recorded(power: Power) -> Iterator[None]:
    """Inside, what SQLite does to any file is told to `power`."""
    apsw.set_default_vfs(_CIPHER_OVER)
    _recorder.power = power
    try:
        yield
    finally:
        _recorder.power = None
        apsw.set_default_vfs("multipleciphers-unix")


class _Vfs(apsw.VFS):
    def __init__(self) -> None:
        super().__init__("recording", "unix")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's name
        return _VfsFile(name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001 - SQLite's name and its argument
        super().xDelete(filename, syncdir)
        if _recorder.power is not None:
            _recorder.power.removed(filename)
            if syncdir:
                _recorder.power.synced_folder(os.path.dirname(filename))


class _VfsFile(apsw.VFSFile):
    def __init__(self, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__("unix", name, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        assert path, "temporary files are in memory"
        assert _recorder.power is not None, "nothing else opens a vault here"
        self._events = _recorder.power.events
        self._number = _recorder.power.file_at(path)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        super().xWrite(data, offset)
        self._events.append(Event("write", file=self._number, offset=offset, data=bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's name
        super().xTruncate(newsize)
        self._events.append(Event("truncate", file=self._number, offset=newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        super().xSync(flags)
        self._events.append(Event("sync", file=self._number))


_vfs = _Vfs()
_CIPHER_OVER = "multipleciphers-recording"
# Naming it is what puts the cipher over it.
apsw.Connection(":memory:", vfs=_CIPHER_OVER).close()
