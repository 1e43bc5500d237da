"""A real server over a real vault, as `goldseam open` starts it, for tests and pictures of the page."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from goldseam.desk.agent_control import lock_agent, new_errand, start_agent
from goldseam.desk.page_door import ask_door, door_of
from goldseam.keep.keys import CHEAPEST
from goldseam.keep.vault import Vault, create_vault, open_vault

PASSPHRASE = "correct horse, wet street"
ROOT = Path(__file__).resolve().parent.parent.parent
GOLDSEAM = [sys.executable, "-P", "-m", "goldseam"]


class Served(NamedTuple):
    """A page that runs.

    Attributes:
        folder: of the vault.
        runtime: of the agent and the door.
        vault_id: 32 hex digits; empty while there is no vault.
        origin: such as `http://notes.localhost:8123`.
        environment: of the server, for commands about the same vault.
        paper: the paper key.
    """

    folder: str
    runtime: str
    vault_id: str
    origin: str
    environment: dict[str, str]
    paper: str

    def address(self) -> str:
        """Another one-time address."""
        address = ask_door(door_of(self.folder, self.runtime), "open")
        assert address is not None, "the page runs"
        return address

    def unlock(self) -> None:
        """As the terminal does, with the cheapest key."""
        vault = self.vault()
        errand = new_errand(self.folder, self.runtime, self.vault_id, unlocked_by="passphrase", idle_s=0)
        start_agent(errand, vault.keys)
        vault.close()

    @property
    def pid(self) -> int:
        """The number of the server's process."""
        found = subprocess.run(["pgrep", "-f", f"goldseam.page .*{self.folder}"], capture_output=True, check=True)
        return int(found.stdout.split()[0])

    def lock(self) -> None:
        """As the terminal does."""
        lock_agent(self.runtime, self.vault_id)

    def vault(self) -> Vault:
        """The vault, opened beside the server."""
        from goldseam.keep.disk import Disk
        from goldseam.keep.header import load_header
        from goldseam.keep.keys import PASSPHRASE as KIND
        from goldseam.keep.keys import unlock

        header = load_header(self.folder, Disk())
        return open_vault(self.folder, unlock(header.slots, header.vault, kind=KIND, secret=PASSPHRASE))

    def run(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """A command of goldseam about the same vault."""
        return subprocess.run(
            [*GOLDSEAM, *words], env=self.environment, input=given, capture_output=True, text=True, check=False
        )

    def close(self) -> None:
        """Ends the server, and the agent with it."""
        ask_door(door_of(self.folder, self.runtime), "end")
        if self.vault_id:
            self.lock()


@contextmanager
def serve_apart(home: Path, fill: Callable[[Vault], object] | None = None, *, vault: bool = True) -> Iterator[Served]:
    """A page with a home and a runtime folder of its own, for more than one test."""
    runtime = tempfile.mkdtemp(prefix="gs-")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", runtime)
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        running = serve(home, fill, vault=vault)
    try:
        yield running
    finally:
        running.close()
        shutil.rmtree(runtime, ignore_errors=True)


@contextmanager
def serve_for_now(fill: Callable[[Vault], object] | None = None, *, vault: bool = True) -> Iterator[Served]:
    """The same, in a home that goes with it."""
    with tempfile.TemporaryDirectory(prefix="gs-") as home, serve_apart(Path(home), fill, vault=vault) as running:
        yield running


def serve(home: Path, fill: Callable[[Vault], object] | None = None, *, vault: bool = True) -> Served:
    """Starts a server for a vault under `home`, unlocked, filled by `fill`; without `vault`, for none yet."""
    folder = str(home / "vault")
    paper, vault_id = "", ""
    if vault:
        made, paper = create_vault(folder, PASSPHRASE, cost=CHEAPEST, now_ms=1_790_000_000_000)
        if fill is not None:
            fill(made)
        vault_id = made.header.vault
        made.close()
    environment = {**os.environ, "HOME": str(home), "GOLDSEAM_VAULT": folder, "TZ": "Europe/Lisbon"}
    runtime = os.path.join(os.environ["XDG_RUNTIME_DIR"], "goldseam")
    started = subprocess.run(
        [*GOLDSEAM, "open", "--no-browser", "--stay"], env=environment, capture_output=True, text=True, check=True
    )
    served = Served(folder, runtime, vault_id, started.stdout.partition("/enter")[0], environment, paper)
    if vault:
        served.unlock()
    return served
