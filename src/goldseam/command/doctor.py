"""goldseam doctor: look for what could endanger the vault."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from goldseam.command.options import Arguments, Command
from goldseam.command.places import pins_folder, runtime_folder, vault_folder
from goldseam.command.terminal import Terminal
from goldseam.desk.agent_control import agent_status
from goldseam.desk.clock import PLAUSIBLE_FROM_MS, now_ms
from goldseam.desk.unlocking import other_copies
from goldseam.keep.disk import PARTIAL, Disk
from goldseam.keep.header import load_header
from goldseam.keep.inbox import BAD, waiting
from goldseam.words.problem import Incomplete, Problem

COMMAND = Command(
    "doctor", "look for what could endanger the vault", "", (), (("goldseam doctor", "it changes nothing"),)
)
FREE_MIN = 500 << 20
OTHERS = 0o077
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


class Seen(NamedTuple):
    """One thing that was looked at: what, and what is wrong, empty when nothing is."""

    what: str
    wrong: str = ""


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints what was looked at, and what to do where something is wrong."""
    wrong = 0
    for seen in look(vault_folder(arguments.values.get("vault"))):
        wrong += bool(seen.wrong)
        if "json" in arguments.flags:
            terminal.say_json({"schema": 1, "what": seen.what, "wrong": seen.wrong})
        else:
            terminal.say(f"{'look' if seen.wrong else 'ok  '} {seen.what}{': ' + seen.wrong if seen.wrong else ''}")
    return Incomplete.exit_code if wrong else 0


def look(folder: str) -> Iterator[Seen]:
    """Everything that can be seen without a key."""
    disk = Disk()
    yield Seen("clock", "it says a year before 2023" if now_ms() < PLAUSIBLE_FROM_MS else "")
    yield Seen("swap", _swap())
    yield Seen(
        "synchronised folder", f"{service} copies it while it is written to" if (service := synced_by(folder)) else ""
    )
    try:
        header = load_header(folder, disk)
    except Problem as problem:
        yield Seen("vault.json", f"{problem.happened}; next: {problem.next}")
        return
    yield Seen("vault.json")
    yield Seen("permissions", _open_to_others(folder))
    free = shutil.disk_usage(folder).free
    yield Seen("free space", f"only {free >> 20} MiB are left" if free < FREE_MIN else "")
    copies = other_copies(pins_folder(), header.vault, folder, disk)
    yield Seen("copies of this vault", f"another lies in {', '.join(copies)}; write in one only" if copies else "")
    bad = disk.names(os.path.join(folder, "inbox", BAD))
    yield Seen("inbox", f"{len(bad)} items did not open: {os.path.join(folder, 'inbox', BAD)}" if bad else "")
    count = len(waiting(folder, disk))
    state = "unlocked" if agent_status(runtime_folder(), header.vault) else "locked"
    yield Seen(f"{count} entries wait in the inbox; the vault is {state}")
    left = _half_written(folder)
    yield Seen("files half written", f"{left}; they hold nothing that was reported saved" if left else "")


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


def _swap() -> str:
    with suppress(OSError), open("/proc/swaps", encoding="utf-8") as file:
        devices = [line.split()[0] for line in file.readlines()[1:]]
        plain = [device for device in devices if not device.startswith(("/dev/dm-", "/dev/mapper", "/dev/zram"))]
        if plain:
            return f"{', '.join(plain)} is not seen to be encrypted; memory may be written there in clear"
    return ""


def _open_to_others(folder: str) -> str:
    for name in ["", *os.listdir(folder)]:
        path = os.path.join(folder, name)
        if os.stat(path).st_mode & OTHERS:
            return f"others can see {path}; chmod -R go= {folder}"
    return ""


def _half_written(folder: str) -> int:
    return sum(name.endswith(PARTIAL) for _, _, names in os.walk(folder) for name in names)
