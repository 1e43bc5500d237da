"""Timing whole processes side by side, so that a ratio holds while the machine drifts."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GOLDSEAM = os.path.join(os.path.dirname(sys.executable), "goldseam")
SCRATCH = os.path.join(ROOT, ".venv-tools", "bench")


class Taken(NamedTuple):
    """What a run took: seconds, MiB at its peak, and seconds of processor, whatever else the machine does."""

    seconds: float
    peak_mib: float
    cpu_s: float = 0.0


def pin() -> None:
    """This process and what it starts stay on one processor."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def once(command: Sequence[str], environment: Mapping[str, str], *, given: bytes = b"") -> Taken:
    """One run of a command. Its output is thrown away; a failure ends the benchmark with what it said."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(given)
    process.stdin.close()
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)[:200]} ended with {process.returncode}: {said.decode(errors='replace')[-2000:]}")
    peak_mib = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    return Taken(took, peak_mib, usage.ru_utime + usage.ru_stime)


def in_turn(commands: Mapping[str, Callable[[], Taken]], *, runs: int, warm: int = 1) -> dict[str, Taken]:
    """Runs every command in turn, A B C A B C …, and gives the median of each."""
    taken: dict[str, list[Taken]] = {name: [] for name in commands}
    for number in range(warm + runs):
        for name, command in commands.items():
            result = command()
            if number >= warm:
                taken[name].append(result)
    return {
        name: Taken(
            statistics.median(t.seconds for t in all_),
            max(t.peak_mib for t in all_),
            statistics.median(t.cpu_s for t in all_),
        )
        for name, all_ in taken.items()
    }


def quiet_environment(folder: str) -> dict[str, str]:
    """What a command runs with: a home of its own, no colours, compiled modules kept."""
    os.makedirs(os.path.join(folder, "run"), mode=0o700, exist_ok=True)
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": folder,
        "XDG_RUNTIME_DIR": os.path.join(folder, "run"),
        "TZ": "Europe/Lisbon",
        "LANG": "C.UTF-8",
    }


def row(name: str, measured: str, must: str, *, held: bool) -> bool:
    """One line of the table; whether what must hold does."""
    print(f"{'ok  ' if held else 'NOT '} {name:52} {measured:44} {must}", flush=True)
    return held
