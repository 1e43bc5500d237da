"""Starting the agent, ending it, and asking how it is."""

import json
import os
import subprocess
import sys
import time

from goldseam.desk.agent import ELSEWHERE, LOCKED, UNFLUSHED, Errand
from goldseam.desk.agent_client import ask, is_private, request
from goldseam.desk.agent_process import TAKEN
from goldseam.desk.suspend import watchers
from goldseam.keep.disk import OWNER_FOLDER
from goldseam.keep.keys import Keys
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Busy, Problem, reason_of

LOCK_S = 120.0  # as long as a lock may write the second copy before we stop waiting for it
ATTEMPTS = 50
PAUSE_S = 0.1


def new_errand(
    folder: str, runtime: str, vault_id: str, *, unlocked_by: str, idle_s: float, remembered: str = ""
) -> Errand:
    """What an agent is started for, with all that this machine offers to hear of a coming sleep."""
    commands = tuple(tuple(command) for command in watchers())
    return Errand(
        os.path.realpath(folder), runtime, vault_id, unlocked_by, idle_s, remembered=remembered, watchers=commands
    )


def start_agent(errand: Errand, keys: Keys) -> bool:
    """Makes sure that an agent holds the keys; True when this call started it, False when one was there.

    Raises:
        Busy: the vault's id is unlocked here for a copy of it in another folder.
        Problem: the runtime folder is not hers alone, or the system refuses the process or its socket.
    """
    make_runtime_folder(errand.runtime)
    for _ in range(ATTEMPTS):
        code = _spawn(errand, keys)
        if code == 0:
            return True
        if code != TAKEN:
            raise _not_started(errand.runtime)
        answer = ask(errand.runtime, errand.vault, request("touch", errand.folder))
        if answer == ELSEWHERE:
            raise _elsewhere(agent_status(errand.runtime, errand.vault))
        if answer == b"ok":
            return False
        time.sleep(PAUSE_S)  # that one is just beginning, or just ending
    raise _not_started(errand.runtime)


def _spawn(errand: Errand, keys: Keys) -> int:
    """The keys travel through the pipe alone: no argument, no variable and no file ever holds them."""
    line = json.dumps(errand._asdict()).encode() + b"\n"
    command = [sys.executable, "-P", "-m", "goldseam.desk.agent_process"]
    started = subprocess.run(  # noqa: S603 - ourselves
        command,
        input=line + keys.root.reveal() + keys.blobs.reveal(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        check=False,
    )
    return started.returncode


def lock_agent(runtime: str, vault_id: str) -> str:
    """Ends the agent; returns `locked`, `behind` (locked, but the second copy could not follow), or `was locked`.

    Cost: what the second copy has to write.

    Raises: Busy: it does not answer.
    """
    answer = ask(runtime, vault_id, "lock", wait_s=LOCK_S)
    if answer == LOCKED:
        return "locked"
    if answer == UNFLUSHED:
        return "behind"
    if answer is None and not _listens(runtime, vault_id):
        return "was locked"
    raise Busy(
        "the process that holds the key did not answer",
        safe="nothing was lost; it may still be writing the second copy",
        next="try again; goldseam doctor shows its number, to end it with: kill NUMBER",
        code="desk.agent-silent",
    )


def agent_status(runtime: str, vault_id: str, folder: str | None = None) -> JsonObject | None:
    """What the agent says of itself; None while the vault is locked. With `folder`, for this very one, and no copy."""
    answer = ask(runtime, vault_id, request("status", folder))
    if not answer or not answer.startswith(b"{"):
        return None
    said: JsonObject = json.loads(answer)
    return said


def keep_unlocked(runtime: str, vault_id: str, *, idle_s: int) -> None:
    """Gives a running agent another time to lock after; 0 is never."""
    ask(runtime, vault_id, f"stay {idle_s}")


def make_runtime_folder(path: str) -> None:
    """The folder for the socket is there, and is hers alone.

    Raises: Problem: somebody else made it, or others may look into it.
    """
    try:
        os.makedirs(path, OWNER_FOLDER, exist_ok=True)
    except OSError as error:
        raise _unsafe(path, f"could not be made: {reason_of(error)}") from None
    if not is_private(path):
        raise _unsafe(path, "belongs to somebody else, or others may look into it")


def _listens(runtime: str, vault_id: str) -> bool:
    return agent_status(runtime, vault_id) is not None


def _unsafe(path: str, why: str) -> Problem:
    return Problem(
        f"the folder {path}, for the process that holds the key, {why}",
        safe="no key was handed to anybody, and your entries are intact",
        next=f"look who made it: ls -ld {path}; then remove it, or set XDG_RUNTIME_DIR to a folder of yours",
        code="desk.runtime-folder",
    )


def _not_started(runtime: str) -> Problem:
    return Problem(
        "the process that would hold the key did not start",
        safe="your entries are intact; every command still opens the vault when it is given the passphrase",
        next=f"goldseam doctor; the path of {runtime} must be shorter than 70 characters",
        code="desk.agent-not-started",
    )


def _elsewhere(status: JsonObject | None) -> Busy:
    where = str(status["folder"]) if status else "another folder"
    return Busy(
        f"a copy of this vault is unlocked in {where}",
        safe="nothing was changed",
        next=f"lock that one first: goldseam lock --vault '{where}'",
        code="desk.copy-unlocked",
    )
