"""The machine: what of it, and of the folder in which a vault lies, could endanger the words in it."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from goldseam import __version__
from goldseam.desk.clock import PLAUSIBLE_FROM_MS
from goldseam.keep.versions import sqlite_is_sound, versions
from goldseam.words.day import zone_of
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Misused

# The folder names, and the marker files, of services that copy a folder while it is written to.
SERVICES = {
    "Dropbox": "Dropbox",
    "OneDrive": "OneDrive",
    "Google Drive": "Google Drive",
    "GoogleDrive": "Google Drive",
    "My Drive": "Google Drive",
    "iCloud Drive": "iCloud",
    "Mobile Documents": "iCloud",
    "Nextcloud": "Nextcloud",
    "ownCloud": "ownCloud",
    "MEGA": "MEGA",
    "pCloudDrive": "pCloud",
    "Syncthing": "Syncthing",
}
MARKERS = {
    ".stfolder": "Syncthing",
    ".dropbox": "Dropbox",
    ".sync_folder": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
}
# Those who take a dump from the kernel and honour that we asked for none.
DUMPERS = ("systemd-coredump", "apport")


# The folder in which an entry is handed to an editor: this, and so many random digits.
EDITOR_FOLDER = "goldseam-"
EDITOR_DIGITS = 16


class Seen(NamedTuple):
    """One thing that was looked at.

    Attributes:
        check: its name, which stays the same.
        found: what was seen, in half a sentence.
        wrong: what is wrong, empty when nothing is.
        next: what to do about it.
    """

    check: str
    found: str = ""
    wrong: str = ""
    next: str = ""


class Surroundings(NamedTuple):
    """Where to look, besides the vault.

    Attributes:
        pins: the folder outside vaults that remembers things about them.
        zone: of the person, for dates.
        zone_named: what her environment calls her zone, if it does.
        memory_folders: where an editor's file may lie while she writes.
        agent: what the agent says of itself; None while the vault is locked.
        now_ms: milliseconds since 1970.
        swaps, core_pattern: the system's own files about swap and core dumps.
    """

    pins: str
    zone: str
    zone_named: str
    memory_folders: tuple[str, ...]
    agent: JsonObject | None
    now_ms: int
    swaps: str = "/proc/swaps"
    core_pattern: str = "/proc/sys/kernel/core_pattern"


def look_at_machine(around: Surroundings) -> Iterator[Seen]:
    """What does not depend on a vault."""
    yield _versions()
    early = around.now_ms < PLAUSIBLE_FROM_MS
    yield Seen("clock", "", "it says a year before 2023" if early else "", "set the clock: entries are dated by it")
    yield _zone(around.zone_named)
    yield _swap(around.swaps)
    yield _core_dumps(around.core_pattern)
    left = list(_left_by_editors(around.memory_folders))
    yield Seen(
        "editor",
        "",
        f"text may lie in clear in {', '.join(left)}" if left else "",
        "if no editor is open now, look at it and remove the folder",
    )


def synced_by(folder: str) -> str:
    """The service that synchronises this folder; empty if none is seen."""
    path = os.path.realpath(folder)
    while True:
        name = os.path.basename(path)
        for beginning, service in SERVICES.items():
            if name == beginning or name.startswith((beginning + " ", beginning + "-")):
                return service
        for marker, service in MARKERS.items():
            if os.path.exists(os.path.join(path, marker)):
                return service
        parent = os.path.dirname(path)
        if parent == path:
            return ""
        path = parent


def _versions() -> Seen:
    known = {"goldseam": __version__, **versions()}
    old = not sqlite_is_sound(known["sqlite"])
    return Seen(
        "versions",
        ", ".join(f"{name} {number}" for name, number in known.items()),
        "this SQLite can damage a database when its log is reset" if old else "",
        "pip install --upgrade goldseam",
    )


def _zone(named: str) -> Seen:
    try:
        if named:
            zone_of(named.lstrip(":"))
    except Misused:
        return Seen("zone", "", "TZ names no time zone that is known here", "unset TZ, or name one: TZ=Europe/Lisbon")
    return Seen("zone")


def _swap(path: str) -> Seen:
    plain: list[str] = []
    with suppress(OSError), open(path, encoding="utf-8") as file:
        devices = [line.split()[0] for line in file.readlines()[1:] if line.strip()]
        plain = [device for device in devices if not device.startswith(("/dev/dm-", "/dev/mapper", "/dev/zram"))]
    return Seen(
        "swap",
        "",
        f"{', '.join(plain)} is not seen to be encrypted; memory may be written there in clear" if plain else "",
        "encrypt the swap, or use zram",
    )


def _core_dumps(path: str) -> Seen:
    pattern = ""
    with suppress(OSError), open(path, encoding="utf-8", errors="replace") as file:
        pattern = file.readline().strip()
    program = os.path.basename(pattern[1:].split(" ")[0]) if pattern.startswith("|") else ""
    return Seen(
        "core-dumps",
        "",
        f"the system gives the memory of a crashed program to {program}" if program and program not in DUMPERS else "",
        "sysctl kernel.core_pattern=core: goldseam asks for no dumps, and that is heeded then",
    )


def _left_by_editors(folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        with suppress(OSError):
            for name in sorted(os.listdir(folder)):
                path = os.path.join(folder, name)
                if is_editor_folder(name) and os.lstat(path).st_uid == os.geteuid():
                    yield path


def is_editor_folder(name: str) -> bool:
    """Whether a folder has the name of one in which an entry is handed to an editor."""
    digits = name.removeprefix(EDITOR_FOLDER)
    return digits != name and len(digits) == EDITOR_DIGITS and all(digit in "0123456789abcdef" for digit in digits)
