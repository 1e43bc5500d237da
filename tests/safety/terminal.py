"""A real terminal: what a person types into the command, and what she sees."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

COLUMNS, ROWS = 100, 70
WAIT_S = 90.0
LOOK_S = 0.05


class Terminals(NamedTuple):
    """A terminal multiplexer of its own, with no settings of anybody."""

    socket: Path
    environment: dict[str, str]

    def open(self, name: str, command: list[str]) -> "RealTerminal":
        """A terminal in which `command` runs; it stays when the command has ended."""
        self.tmux("-f", os.devnull, "start-server", ";", "set-option", "-g", "remain-on-exit", "on", ";",
                  "new-session", "-d", "-s", name, "-x", str(COLUMNS), "-y", str(ROWS), *command)  # fmt: skip
        return RealTerminal(self, name)

    def close(self) -> None:
        """Ends all of them, with what runs in them."""
        subprocess.run(
            ["tmux", "-S", self.socket, "kill-server"], env=self.environment, capture_output=True, check=False
        )

    def tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self.socket), *words], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


class RealTerminal(NamedTuple):
    """One terminal."""

    terminals: Terminals
    name: str

    @property
    def device(self) -> str:
        """Its path."""
        return self.terminals.tmux("display-message", "-p", "-t", self.name, "#{pane_tty}").strip()

    @property
    def pid(self) -> int:
        """Of what was started in it."""
        return int(self.terminals.tmux("display-message", "-p", "-t", self.name, "#{pane_pid}"))

    def type(self, text: str) -> None:
        """Text, as it is."""
        self.terminals.tmux("send-keys", "-t", self.name, "-l", text)

    def press(self, *keys: str) -> None:
        """Keys by name: Enter, C-d."""
        self.terminals.tmux("send-keys", "-t", self.name, *keys)

    def screen(self) -> str:
        """What stands on it and went off its top."""
        return self.terminals.tmux("capture-pane", "-p", "-J", "-S", "-", "-t", self.name)

    def until(self, wanted: str) -> str:
        """Waits until something stands on it."""
        return self._when(lambda: wanted in self.screen(), f"{wanted!r} was never seen")

    def until_ended(self) -> str:
        """Waits until the command has ended, and returns what it left."""
        return self._when(lambda: self._dead() != "", "it has not ended")

    def ended_with(self) -> str:
        """The exit code, as text; empty after a signal."""
        return self.terminals.tmux("display-message", "-p", "-t", self.name, "#{pane_dead_status}").strip()

    def _dead(self) -> str:
        return self.terminals.tmux("display-message", "-p", "-t", self.name, "#{?pane_dead,dead,}").strip()

    def _when(self, true: Callable[[], bool], otherwise: str) -> str:
        ends = time.monotonic() + WAIT_S
        while not true():
            assert time.monotonic() < ends, f"{self.name}: {otherwise}:\n{self.screen()}"
            time.sleep(LOOK_S)
        return self.screen()
