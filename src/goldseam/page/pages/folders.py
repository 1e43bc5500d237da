"""Looking for a file or folder of this machine, so that nobody must type its path: a disk, a stick, her home."""

import os

from starlette.responses import Response

from goldseam.desk.desk import Desk
from goldseam.page.asked import Asked
from goldseam.page.rendering import data

NAMES_MAX = 500


def look(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """What lies in a folder: no links, nothing hidden. What is none shows the one it would lie in, or her home."""
    home = os.path.realpath(os.path.expanduser("~"))
    at = os.path.realpath(os.path.expanduser(asked.fields.get("at", "")[:4096].replace("\0", "") or "~"))
    if not os.path.isdir(at):
        at = os.path.dirname(at)
    if not (os.path.isdir(at) and _is_text(at)):
        at = home
    folders, files = _names(at)
    above = os.path.dirname(at)
    return data(
        {
            "at": at,
            "shown": "~" + at[len(home) :] if os.path.commonpath((home, at)) == home else at,
            "up": above if above != at else "",
            "folders": folders[:NAMES_MAX],
            "files": files[:NAMES_MAX],
            "more": max(0, len(folders) - NAMES_MAX) + max(0, len(files) - NAMES_MAX),
        }
    )


def _names(folder: str) -> tuple[list[str], list[str]]:
    folders: list[str] = []
    files: list[str] = []
    try:
        with os.scandir(folder) as found:
            for entry in found:
                if entry.name.startswith(".") or entry.is_symlink() or not _is_text(entry.name):
                    continue
                (folders if entry.is_dir(follow_symlinks=False) else files).append(entry.name)
    except OSError:
        return [], []
    return sorted(folders, key=str.casefold), sorted(files, key=str.casefold)


def _is_text(name: str) -> bool:
    """Whether a name can be shown and sent back as it is."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
