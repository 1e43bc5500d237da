"""What left the command on its way to anywhere but where she asked for it.

A trace is judged call by call: what passed through each descriptor, put together in order; every name that was given to
the kernel; every argument and variable of a program that was started. Then the folders are read, byte by byte.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.safety.canaries import KEY, WORDS, Watch
from tests.safety.tracing import NAMING, SENDING, UNSEEN, Call, calls

AGENT = b"goldseam.desk.agent_process"
# A file of SQLite's that every process maps: page numbers and checksums of the write-ahead log, never a page.
SHARED_INDEX = "vault.db-shm"
DEVICES = ("/dev/null", "/dev/tty", "/dev/ptmx", "/dev/pts/")
WRITABLE = (b"O_WRONLY", b"O_RDWR", b"O_CREAT", b"O_TRUNC", b"O_TMPFILE")


class Places(NamedTuple):
    """Where things may lie.

    Attributes:
        hers: what she brought; named and read, never judged.
        asked: what she asked to have readable: exports, files taken out. Her words may stand there, but no key.
        house: what belongs to the command: vault, home, runtime, temporary files. Nothing readable may stand there.
        memory: where a file lies in memory while an editor has it.
    """

    hers: str
    asked: str
    house: tuple[str, ...]
    memory: str


class Step(NamedTuple):
    """One command of the day.

    Attributes:
        name: to report.
        trace: prefix of its traces.
        pid: of the command itself.
        typed: how many programs that process was, one after the other, with the arguments that she typed.
        said: where its answers went, as the kernel calls it: terminals, and files that she redirected them to.
        shows: kinds of canaries she asked to see there.
        may: files she asked for, and the kinds that may stand in each.
        edits: whether her own editor was started.
    """

    name: str
    trace: Path
    pid: int
    typed: int
    said: frozenset[str]
    shows: frozenset[str]
    may: dict[str, frozenset[str]]
    edits: bool


def leaks(step: Step, places: Places, watch: Watch) -> list[str]:
    """Each thing that left where it should not."""
    trace = list(calls(step.trace))
    assert trace, f"{step.name}: nothing was traced"
    found = [*_passed_on(step, trace, places, watch), *_named(step, trace, places, watch)]
    found += [*_unseen(trace), *_shared(trace), *_strays(step, trace, places)]
    return [f"{step.name}: {each}" for each in found]


def leaks_on_disk(folders: Iterable[str], watch: Watch) -> list[str]:
    """Each canary in a file, or in the name of one."""
    found = []
    for folder in folders:
        for parent, inner, names in os.walk(folder):
            for name in (*inner, *names):
                path = os.path.join(parent, name)
                target = os.readlink(path) if os.path.islink(path) else ""
                found += [f"name {path}: {seen}" for seen in watch.sightings(os.fsencode(name + "\n" + target))]
                if name in names and os.path.isfile(path) and not target:
                    found += [f"file {path}: {seen}" for seen in watch.sightings(Path(path).read_bytes())]
    return found


def _passed_on(step: Step, trace: list[Call], places: Places, watch: Watch) -> Iterator[str]:
    streams: dict[tuple[int, str], list[Call]] = defaultdict(list)
    for call in trace:
        if call.name in SENDING and not call.failed:
            streams[call.pid, call.target].append(call)
    agent = _ways_to_the_agent(trace)
    for (_, target), sent in streams.items():
        allowed = _allowed(step, target, places, agent)
        for seen in watch.sightings(b"".join(call.data for call in sent)):
            if seen.canary.kind not in allowed:
                yield f"{sent[0].name} to {target or 'somewhere'}: {seen}"


def _allowed(step: Step, target: str, places: Places, agent: set[str]) -> frozenset[str]:
    if target in step.said:
        return step.shows
    if target in agent:
        return frozenset({KEY})
    for path, kinds in step.may.items():
        if target == path or target.startswith(path + "."):  # `.partial`, until it is whole
            return kinds
    if _is_in(target, places.asked) or (step.edits and target.startswith(places.memory)):
        return frozenset({WORDS, *step.may.get(places.asked, ())})
    return frozenset()


def _ways_to_the_agent(trace: list[Call]) -> set[str]:
    """The pipe that an agent takes its keys from, and the socket that it hands them out by."""
    agents = {call.pid for call in trace if call.name == "execve" and AGENT in call.texts}
    pipes = {call.target for call in trace if call.name == "readv" and call.pid in agents}
    sockets = {f"UNIX-STREAM:{os.fsdecode(call.data)}" for call in trace if call.name == "bind" and agents}
    return pipes | sockets


def _named(step: Step, trace: list[Call], places: Places, watch: Watch) -> Iterator[str]:
    typed = step.typed
    for call in trace:
        if call.name not in NAMING:
            continue
        if call.name == "execve" and call.pid == step.pid and typed:
            typed -= 1
            continue
        for text in call.texts:
            path = os.path.join(call.target, os.fsdecode(text)) if call.target.startswith("/") else os.fsdecode(text)
            if _is_in(path, places.hers):
                continue
            for seen in watch.sightings(text):
                if not (_is_in(path, places.asked) and seen.canary.kind == WORDS):
                    yield f"{call.name} names it: {seen}"


def _unseen(trace: list[Call]) -> Iterator[str]:
    for call in trace:
        if call.name in UNSEEN and not call.failed:
            yield f"{call.name} passed bytes on that were not seen, to {call.target}"


def _shared(trace: list[Call]) -> Iterator[str]:
    for call in trace:
        writable = b"PROT_WRITE" in call.words and b"MAP_SHARED" in call.words
        if call.name == "mmap" and writable and call.target and os.path.basename(call.target) != SHARED_INDEX:
            yield f"mmap lets it write to {call.target} unseen"


def _strays(step: Step, trace: list[Call], places: Places) -> Iterator[str]:
    known = (*places.house, places.asked, *step.may, *step.said)
    for call in trace:
        if call.failed or not call.name.startswith(("open", "creat")) or not call.texts:
            continue
        path = os.path.normpath(os.path.join(call.target, os.fsdecode(call.texts[0])))
        if not any(mark in call.words for mark in WRITABLE) and call.name != "creat":
            continue
        in_memory = step.edits and path.startswith(places.memory)
        if not (in_memory or path.startswith(DEVICES) or any(_is_in(path, place) for place in known)):
            yield f"{call.name} for writing, of a file that is none of its own: {path}"


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + "/")
