"""Your own editor, through a file that lies in memory and goes when it closes.

Editors leave swap files, backups and undo histories, in clear, wherever they are told or not told to
(jrnl-org/jrnl#1182). So only editors that are known and told not to are started, and only on a memory-backed folder.
"""

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from goldseam.desk.machine import EDITOR_DIGITS, EDITOR_FOLDER
from goldseam.words.problem import Misused, Problem

_VIM = ("-n", "-i", "NONE", "--cmd", "set noswapfile nobackup nowritebackup noundofile viminfo= shada= history=0")
_EMACS = (
    "--eval",
    "(setq make-backup-files nil auto-save-default nil create-lockfiles nil auto-save-list-file-prefix nil)",
)
# What keeps each from writing elsewhere.
QUIET = {
    "vim": _VIM,
    "nvim": _VIM,
    "vi": _VIM,
    "nano": ("--ignorercfiles",),
    "emacs": ("-nw", *_EMACS),
    "micro": ("-backup", "false", "-savehistory", "false", "-saveundo", "false", "-savecursor", "false"),
    "hx": (),
    "kak": (),
    "ed": (),
}
LOOK_EVERY_S = 0.5


def edit_externally(text: str, *, keep: Callable[[str], None], anyway: bool) -> str:
    """The text as the editor left it; while it runs, `keep` gets what it has saved so far.

    Raises: Misused: the editor is not known to be quiet, or there is no folder in memory, and not `anyway`.
    """
    command = _command(anyway=anyway)
    with _memory_file(text, anyway=anyway) as path:
        process = subprocess.Popen([*command, path])  # noqa: S603 - the person's own editor
        last = text
        while process.poll() is None:
            time.sleep(LOOK_EVERY_S)
            with suppress(Misused, OSError):
                now = _read(path)
                if now != last:
                    keep(now)
                    last = now
        written = _read(path)
        if written != last:
            keep(written)
        if process.returncode:
            raise Problem(
                f"the editor ended with code {process.returncode}",
                safe="what it had saved is kept as a draft",
                next="goldseam edit --drafts",
                code="command.editor-failed",
            )
    return written


def _command(*, anyway: bool) -> list[str]:
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not named:
        raise Misused(
            "neither VISUAL nor EDITOR names an editor",
            safe="nothing was changed",
            next="leave --external out for the built-in page",
            code="command.no-editor",
        )
    words = shlex.split(named)
    name = os.path.basename(words[0])
    if name in QUIET:
        return [*words, *QUIET[name]]
    if anyway:
        return words
    raise Misused(
        f"the editor {name} is not known to leave no copies of what you write on the disk",
        safe="nothing was changed",
        next="leave --external out for the built-in page, or say --anyway",
        code="command.editor-unknown",
    )


@contextmanager
def _memory_file(text: str, *, anyway: bool) -> Iterator[str]:
    folder = os.path.join(_memory_folder(anyway=anyway), EDITOR_FOLDER + os.urandom(EDITOR_DIGITS // 2).hex())
    os.mkdir(folder, 0o700)
    path = os.path.join(folder, "entry.md")
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        yield path
    finally:
        for name in os.listdir(folder):
            _overwrite(os.path.join(folder, name))
        shutil.rmtree(folder, ignore_errors=True)


def memory_folders() -> tuple[str, ...]:
    """Where a folder in memory may be, the best place first."""
    return tuple(folder for folder in (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm") if folder)  # noqa: S108 - memory


def _memory_folder(*, anyway: bool) -> str:
    in_memory = _memory_mounts()
    for folder in memory_folders():
        if os.path.isdir(folder) and os.access(folder, os.W_OK) and _mount_of(folder) in in_memory:
            return folder
    if anyway:
        return os.environ.get("TMPDIR") or "/tmp"  # noqa: S108 - she said anyway
    raise Misused(
        "there is no folder in memory here to hand the text to an editor through",
        safe="nothing was changed",
        next="leave --external out for the built-in page, or say --anyway",
        code="command.no-memory-folder",
    )


def _memory_mounts() -> set[str]:
    mounts: dict[str, str] = {}
    with suppress(OSError), open("/proc/self/mounts", encoding="utf-8", errors="replace") as file:
        for line in file:
            _, point, kind = line.split(" ")[:3]
            mounts[point] = kind
    return {point for point, kind in mounts.items() if kind in {"tmpfs", "ramfs"}}


def _mount_of(path: str) -> str:
    path = os.path.realpath(path)
    while not os.path.ismount(path):
        path = os.path.dirname(path)
    return path


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except UnicodeDecodeError:
        raise Misused(
            "the editor saved something that is not UTF-8",
            safe="the entry is as it was",
            next="save it as UTF-8",
            code="command.editor-encoding",
        ) from None


def _overwrite(path: str) -> None:
    with suppress(OSError):
        size = os.path.getsize(path)
        with open(path, "r+b") as file:
            file.write(bytes(size))
