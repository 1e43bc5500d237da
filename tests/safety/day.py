"""A person's day with the command: its folders, its commands, each of them traced from its first call to its last."""

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT
from tests.safety.canaries import WORDS, Watch
from tests.safety.leaks import Places, Step, leaks, leaks_on_disk
from tests.safety.terminal import RealTerminal, Terminals
from tests.safety.tracing import traced

COMMAND = (sys.executable, "-m", "goldseam")
# The command opens where it answers to by itself: the tracer would keep a pipe open for as long as the agent lives.
ANSWERING = ("sh", "-c", 'exec "$@" >"$0.out" 2>"$0.err"')
MEMORY = "/dev/shm/goldseam-"
ENDS_S = 120.0
SEEN = frozenset({WORDS})
NOTHING: frozenset[str] = frozenset()


class Said(NamedTuple):
    """What a command answered."""

    out: str
    err: str


class Day:
    """Everything lies under one folder, except the runtime folder, whose path must be short.

    Attributes:
        home, vault, backups, hers, asked, answers: folders.
        steps: what was done so far.
    """

    def __init__(self, root: Path, runtime: Path) -> None:
        self.home, self.hers, self.asked = root / "home", root / "hers", root / "asked"
        self.answers = root / "answers"
        self.backups, self.vault = root / "backups", root / "home" / ".local" / "share" / "goldseam" / "vault"
        self._runtime, self._temporary, self._traces = runtime, root / "tmp", root / "traces"
        for folder in (self.home, self.hers, self.asked, self.answers, self.backups, self._temporary, self._traces):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.steps: list[Step] = []
        self.environment = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "TMPDIR": str(self._temporary),
            "XDG_RUNTIME_DIR": str(runtime),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "TZ": "Europe/Lisbon",
            "PYTHONPATH": os.pathsep.join((os.environ["PYTHONPATH"], str(ROOT))),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        self.terminals = Terminals(runtime / "tmux", self.environment)

    @property
    def places(self) -> Places:
        """Where things may lie."""
        house = (self.home, self.backups, self._temporary, self._runtime)
        return Places(str(self.hers), str(self.asked), tuple(map(str, house)), MEMORY)

    def run(
        self,
        *words: str,
        given: bytes | None = None,
        code: int = 0,
        shows: frozenset[str] = SEEN,
        may: dict[str, frozenset[str]] | None = None,
        command: Sequence[str] = COMMAND,
        tracing: Sequence[str] = (),
    ) -> Said:
        """One command without a terminal; `given` comes in by a pipe."""
        trace = self._next_trace()
        answers = self.answers / trace.name
        process = subprocess.Popen(
            [*traced(trace, *tracing), *ANSWERING, str(answers), *command, *words],
            stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
            env=self.environment,
            cwd=self.home,
        )
        process.communicate(given, timeout=ENDS_S)
        out, err = (answers.with_suffix(ending) for ending in (".out", ".err"))
        answer = Said(out.read_text(), err.read_text())
        name = shlex.join(words)[:60]
        assert process.returncode == code, f"{name} ended with {process.returncode}: {answer}"
        said = frozenset({str(out), str(err)})
        self.steps.append(Step(name, trace, process.pid, 2, said, shows, may or {}, edits=False))
        return answer

    def open(
        self,
        *words: str,
        shows: frozenset[str] = SEEN,
        may: dict[str, frozenset[str]] | None = None,
        edits: bool = False,
    ) -> RealTerminal:
        """One command in a terminal of its own."""
        trace = self._next_trace()
        title = f"{len(self.steps)}-{words[0]}"
        variables = [f"{name}={value}" for name, value in self.environment.items()]  # the multiplexer has older ones
        program = ["env", "-C", str(self.home), *variables, *traced(trace), *COMMAND, *words]
        terminal = self.terminals.open(title, program)
        said = frozenset({terminal.device, "/dev/tty"})
        self.steps.append(Step(title, trace, terminal.pid, 1, said, shows, may or {}, edits))
        return terminal

    def _next_trace(self) -> Path:
        return self._traces / f"{len(self.steps):03}"

    def leaks(self, watch: Watch) -> list[str]:
        """All that left in any step where it should not. Every process must have ended."""
        return [leak for step in self.steps for leak in leaks(step, self.places, watch)]

    def leaks_on_disk(self, watch: Watch) -> list[str]:
        """All that lies readable in what belongs to the command, and in memory where editors had it."""
        memory = [path for path in map(str, Path("/dev/shm").iterdir()) if path.startswith(MEMORY)]
        return leaks_on_disk([*self.places.house, *memory], watch)

    def traced_bytes(self) -> int:
        """How much was written down."""
        return sum(path.stat().st_size for path in self._traces.iterdir())
