"""Somebody who uses the real command: from a script, and at a terminal."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from goldseam.desk.clock import now_ms
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.keys import CHEAPEST, unlock
from goldseam.keep.keys import PASSPHRASE as BY_PASSPHRASE
from goldseam.keep.vault import Vault, create_vault, open_vault
from tests.making import PASSPHRASE

GOLDSEAM = (sys.executable, "-m", "goldseam")
PATIENCE_S = 90.0
END = "\x04"  # the key that ends the input
LEAVE = "\x11"  # the key that leaves the page
INTERRUPT = "\x03"  # Ctrl-C
KEYS = (END, LEAVE, INTERRUPT)  # typed alone, without the line's end
PARTS = re.compile(
    r"goldseam: (?P<happened>.+)\nsafe: (?P<safe>.+)\nnext: (?P<next>.+?) +\[(?P<code>[a-z-]+\.[a-z-]+)\]\n"
)


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def problem(self) -> dict[str, str]:
        """The one problem it told, in its three parts; anything else on stderr is a mistake."""
        found = list(PARTS.finditer(self.err))
        assert len(found) == 1, self.err
        assert "Traceback" not in self.err
        return found[0].groupdict()


class Person:
    """Has a vault with the cheapest key, a passphrase in a file, and a home of her own.

    Attributes:
        home: an empty folder, where she is.
        vault_folder: of her vault.
        vault_id: of it.
        paper: its paper key.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.vault_folder = home / "vault"
        vault, self.paper = create_vault(str(self.vault_folder), PASSPHRASE, cost=CHEAPEST, now_ms=now_ms())
        self.vault_id = vault.header.vault
        vault.close()
        self.secret = home / "pass"
        self.secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
        self.environment = os.environ | {"GOLDSEAM_VAULT": str(self.vault_folder), "TZ": "Europe/Lisbon"}

    def run(self, *words: str, given: bytes | str = b"", **environment: str) -> Answer:
        """A command, with nobody to ask."""
        done = subprocess.run(
            [*GOLDSEAM, *words],
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            cwd=self.home,
            env=self.environment | environment,
            check=False,
        )
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    def opened(self, *words: str, given: bytes | str = b"", **environment: str) -> Answer:
        """A command that opens the vault with the passphrase."""
        return self.run(words[0], "--passphrase-file", str(self.secret), *words[1:], given=given, **environment)

    def write(self, text: str) -> str:
        """Writes an entry; returns its id."""
        answer = self.opened("write", "--json", "--", text)
        assert answer.code == 0, answer.err
        return str(answer.lines[0]["id"])

    def texts(self) -> set[str]:
        """Everything she wrote and did not put into the trash."""
        answer = self.opened("list", "--json")
        assert answer.code == 0, answer.err
        return {line["text"] for line in answer.lines}

    def at_clock(self, now_ms: int, *words: str, given: bytes | str = b"") -> Answer:
        """A command on a machine whose clock stands at `now_ms`."""
        code = (
            "import sys\n"
            "from goldseam.desk import clock\n"
            f"clock.time.time_ns = lambda: {now_ms} * 1_000_000\n"
            "from goldseam.command.main import run\n"
            "sys.exit(run())\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            cwd=self.home,
            env=self.environment,
            check=False,
        )
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    def at_terminal(
        self, *words: str, answers: Sequence[tuple[str, str | Callable[[str], str]]], **environment: str
    ) -> tuple[int, str]:
        """A command in a terminal of its own: when it shows the first of a pair, the second is typed.

        What is typed may follow from the screen.

        Returns: its exit code, and all that was on the screen.
        """
        pid, terminal = pty.fork()
        if pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a suite in the background may be deaf to Ctrl-C; she is not
            os.chdir(self.home)
            os.execve(GOLDSEAM[0], [*GOLDSEAM, *words], self.environment | {"TERM": "xterm"} | environment)
        screen = ""
        waiting = list(answers)
        ends = time.monotonic() + PATIENCE_S
        from_here = 0
        while time.monotonic() < ends:
            if waiting and waiting[0][0] in screen[from_here:]:
                from_here = len(screen)
                typed = waiting.pop(0)[1]
                typed = typed if isinstance(typed, str) else typed(screen)
                os.write(terminal, typed.encode() if typed in KEYS else typed.encode() + b"\n")
            if not select.select([terminal], [], [], 0.1)[0]:
                continue
            try:
                data = os.read(terminal, 65_536)
            except OSError:
                break
            if not data:
                break
            screen += data.decode(errors="replace").replace("\r\n", "\n")
        else:
            os.kill(pid, 9)
        os.close(terminal)
        status = os.waitpid(pid, 0)[1]
        assert not waiting, f"never asked for {waiting[0][0]!r}:\n{screen}"
        return os.waitstatus_to_exitcode(status), screen

    def open_here(self) -> Vault:
        """The vault, opened in this process."""
        header = load_header(str(self.vault_folder), Disk())
        keys = unlock(header.slots, header.vault, kind=BY_PASSPHRASE, secret=PASSPHRASE)
        return open_vault(str(self.vault_folder), keys)
