"""Your own editor, through a file that lies in memory and goes when it closes.

Editors leave swap files, backups and undo histories, in clear, wherever they are told or not told to
(jrnl-org/jrnl#1182). So only editors that are known and told not to are started, and only on a memory-backed folder.
"""

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from goldseam.command.memory import folder_in_memory, sweep_memory
from goldseam.words.problem import Misused, Problem

_VIM_SAYS = "set noswapfile nobackup nowritebackup noundofile viminfo= history=0"
_VIM = ("--clean", "-n", "-i", "NONE", "--cmd", _VIM_SAYS)
_EMACS = (
    "--eval",
    "(setq make-backup-files nil auto-save-default nil create-lockfiles nil auto-save-list-file-prefix nil)",
)
# What keeps each from writing elsewhere. Without her own settings, where they may tell it to: they are read after
# anything that is said here, and a plug-in may keep what it likes, or send it away.
QUIET = {
    "vim": _VIM,
    "nvim": _VIM,
    "vi": _VIM,
    "nano": ("--ignorercfiles",),
    "emacs": ("-nw", "-Q", *_EMACS),
    "micro": ("-backup", "false", "-savehistory", "false", "-saveundo", "false", "-savecursor", "false"),
    "hx": (),
    "kak": ("-n",),
    "ed": (),
}
ENDINGS = (signal.SIGHUP, signal.SIGTERM)
LOOK_EVERY_S = 0.5


def edit_externally(text: str, *, keep: Callable[[str], object], anyway: bool) -> str:
    """The text as the editor left it; while it runs, `keep` gets what it has saved so far.

    When the terminal goes away or the system asks to end, what it had saved is kept and the file goes too.

    Raises: Misused: the editor is not known to be quiet, or there is no folder in memory, and not `anyway`.
    """
    command = _command(anyway=anyway)
    sweep_memory()
    with folder_in_memory(anyway=anyway) as (folder, lock), _ending_well():
        path = os.path.join(folder, "entry.md")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        last = text
        # What an editor drops where it was started (`ed.hup`) lies in memory too; as long as it runs, the lock is held.
        process = subprocess.Popen([*command, path], cwd=folder, pass_fds=(lock,))  # noqa: S603 - the person's own editor
        try:
            while process.poll() is None:
                time.sleep(LOOK_EVERY_S)
                last = _keep_changed(path, last, keep)
        except SystemExit:
            _keep_changed(path, last, keep)
            process.terminate()
            raise
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


def _keep_changed(path: str, last: str, keep: Callable[[str], object]) -> str:
    with suppress(Misused, OSError):
        now = _read(path)
        if now != last:
            keep(now)
        return now
    return last


@contextmanager
def _ending_well() -> Iterator[None]:
    def end(number: int, _frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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
