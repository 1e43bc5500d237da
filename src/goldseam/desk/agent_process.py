"""The agent as a process: reads its errand and the keys from a pipe, shuts itself off, and serves.

`python -m goldseam.desk.agent_process`, by `desk.agent_control` alone. Nothing of the errand stands in the arguments or
the environment; the process that was started ends as soon as the agent listens, with 0, or with TAKEN when there is
one already.
"""

import fcntl
import json
import os
import resource
import sys
from typing import BinaryIO

from goldseam.desk.agent import Agent, Errand
from goldseam.desk.agent_client import KEYS_BYTES

TAKEN = 3
FAILED = 4
READY = b"1"
LOCK = ".lock"
ERRAND_BYTES_MAX = 65_536
_PR_SET_DUMPABLE = 4  # prctl(2)


def main() -> int:
    """Becomes an agent; returns the exit code of the process that was started."""
    _shut_off()
    with os.fdopen(0, "rb", buffering=0, closefd=False) as source:
        errand, keys = _errand(source)
    turn = _turn(errand)
    if turn is None:
        return TAKEN
    ready, tell = os.pipe()
    if os.fork():
        os.close(tell)
        return 0 if os.read(ready, 1) == READY else FAILED
    os.close(ready)
    _leave_terminal()
    agent = Agent(errand, keys, turn)
    os.write(tell, READY)
    os.close(tell)
    agent.serve()
    return 0


def _shut_off() -> None:
    """No core dump, no debugger of the same user, no file that others can read, no folder kept busy."""
    import ctypes  # noqa: PLC0415 - only here

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    os.umask(0o077)
    os.chdir("/")


def _errand(source: BinaryIO) -> tuple[Errand, bytearray]:
    """A line of JSON, and after it the keys, which go straight into memory that can be wiped and is not swapped."""
    line = source.readline(ERRAND_BYTES_MAX)
    fields = json.loads(line)
    fields["watchers"] = tuple(tuple(command) for command in fields["watchers"])
    keys = _locked_memory(KEYS_BYTES)
    filled = 0
    while filled < KEYS_BYTES:
        got = os.readv(source.fileno(), [memoryview(keys)[filled:]])
        assert got, "whoever starts an agent gives it both keys"
        filled += got
    return Errand(**fields), keys


def _locked_memory(size: int) -> bytearray:
    import ctypes  # noqa: PLC0415 - only here

    memory = bytearray(size)
    address = ctypes.addressof((ctypes.c_char * size).from_buffer(memory))
    # Where the system refuses, the keys may be swapped like everything else; doctor speaks about swap.
    ctypes.CDLL(None).mlock(ctypes.c_void_p(address), ctypes.c_size_t(size))
    return memory


def _turn(errand: Errand) -> int | None:
    """The right to be the agent of this vault, held for as long as the descriptor is open; None when another has it.

    The kernel lets go of it however the holder ends, so a killed agent blocks nobody, and of two that start at once
    one is first.
    """
    turn = os.open(errand.socket + LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(turn)
        return None
    return turn


def _leave_terminal() -> None:
    """A session of its own, with nothing to read from and nowhere to write to."""
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(null, descriptor)
    os.close(null)


if __name__ == "__main__":
    os._exit(main())
