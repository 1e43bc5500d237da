"""Whether the machine slept, and being told before it does.

What always holds: the clock that goes on in suspend runs ahead of the one that stops, and so a sleep is seen
afterwards, whoever sent the machine to sleep. Where systemd-logind answers, a helper of the system's own also tells it
beforehand (systemd's "inhibitor locks": a delay of a few seconds is ours to finish in).
"""

import os
import signal
import sys
import time

# A process that holds keys starts nothing from a PATH that somebody may have changed.
PROGRAM_FOLDERS = ("/usr/bin", "/bin", "/usr/local/bin", "/run/current-system/sw/bin")
LOGIND = ("--dest", "org.freedesktop.login1", "--object-path", "/org/freedesktop/login1")
INHIBIT = ("--what=sleep", "--mode=delay", "--who=goldseam", "--why=locks the journal first")
# As `gdbus monitor` prints the signal: …Manager.PrepareForSleep (true,)
FALLING_ASLEEP = b"PrepareForSleep (true"
_OURS_TO_IGNORE = (signal.SIGPIPE, signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
_PR_SET_PDEATHSIG = 1  # prctl(2): only Linux has it, and only there are there watchers


def slept_s() -> float:
    """Seconds that this machine has spent in suspend since it was started, or a little less; 0 where it cannot tell."""
    if sys.platform == "linux":
        counts_on, stops = time.CLOCK_BOOTTIME, time.CLOCK_MONOTONIC
    elif sys.platform == "darwin":
        counts_on, stops = time.CLOCK_MONOTONIC_RAW, time.CLOCK_UPTIME_RAW
    else:
        return 0.0
    # In this order a pause between the two readings makes the difference smaller, never larger.
    return time.clock_gettime(counts_on) - time.clock_gettime(stops)


def awake_s() -> float:
    """Seconds by a clock that never goes back and counts suspend in."""
    return time.clock_gettime(time.CLOCK_BOOTTIME if sys.platform == "linux" else time.CLOCK_MONOTONIC)


def watchers() -> list[list[str]]:
    """The command lines that would tell of a coming sleep here, the best first: each to be tried when one ends."""
    if sys.platform != "linux":
        return []
    gdbus, inhibit = _program("gdbus"), _program("systemd-inhibit")
    if gdbus is None:
        return []
    monitor = [gdbus, "monitor", "--system", *LOGIND]
    return [[inhibit, *INHIBIT, *monitor], monitor] if inhibit else [monitor]


def start_watcher(command: list[str]) -> tuple[int, int]:
    """Starts one; returns its process id, which leads a group of its own, and a descriptor to read what it says from.

    It ends when we do, however we end: an orphan would go on delaying every sleep.
    """
    read, write = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    try:
        os.setpgid(0, 0)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor, becomes in ((null, 0), (write, 1), (null, 2)):
            os.dup2(descriptor, becomes)
        for number in _OURS_TO_IGNORE:
            signal.signal(number, signal.SIG_DFL)
        _end_with(parent)
        os.execv(command[0], command)  # noqa: S606 - a path of the system's, not a word for a shell
    finally:
        os._exit(127)


def _end_with(parent: int) -> None:
    import ctypes  # noqa: PLC0415 - loaded already where a watcher is started

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def _program(name: str) -> str | None:
    for folder in PROGRAM_FOLDERS:
        path = os.path.join(folder, name)
        if os.access(path, os.X_OK):
            return path
    return None
