"""What all requests of one server share."""

import os
import shutil
from contextlib import suppress
from functools import cache
from typing import NamedTuple

from goldseam.desk.clock import now_ms
from goldseam.keep.disk import Disk
from goldseam.keep.keys import CHEAPEST, PASSPHRASE, Keys
from goldseam.keep.vault import create_vault
from goldseam.page.jobs import Jobs
from goldseam.page.preferences import Preferences, load_preferences, save_preferences
from goldseam.page.saves import Saves
from goldseam.page.seat import Seat
from goldseam.page.sessions import Sessions
from goldseam.words.problem import Problem

LOOKED = "looked"  # in the memory: behind which rests she looks, until the vault is locked
PAPER_KEY = "paper-key"  # in the memory, from when it was made until it is shown (paper.py)


class Places(NamedTuple):
    """Where things lie, as `goldseam open` says.

    Attributes:
        vault: the folder of the vault; it need not exist yet.
        runtime: the folder of the agent's socket, and ours.
        config: the folder of what is remembered outside the vault.
        pins: the folder of inbox keys.
    """

    vault: str
    runtime: str
    config: str
    pins: str


class House:
    """The server's state. Everything in it ends with the process.

    Attributes:
        places: where things lie.
        seat: the open vault.
        sessions: who was let in.
        origin: such as `http://notes.localhost:8123`.
        cookie: the name of the session's cookie.
        jobs: the long job that runs, or ended last.
        saves: the pages that are being saved right now.
        memory: what one page holds for another for a moment, by name of the page; never written anywhere.
    """

    def __init__(self, places: Places, *, zone: str, origin: str) -> None:
        self.places = places
        self.seat = Seat(places.vault, runtime=places.runtime, pins=places.pins, zone=zone)
        self.sessions = Sessions()
        self.origin = origin
        self.cookie = f"gs{origin.rpartition(':')[2]}"
        self.saves = Saves()
        self.memory: dict[str, object] = {}
        self.jobs = Jobs()
        self._own: Seat | None = None
        self._preferences = load_preferences(places.config)

    @property
    def looking_around(self) -> bool:
        """Whether the demo diary is shown in the place of her journal."""
        return self._own is not None

    def look_around(self) -> None:
        """Shows the diary of somebody who does not exist, in a vault of its own, instead of hers.

        It lies in the runtime folder, which most systems keep in memory, and goes with `stop_looking_around`.
        """
        if self._own is not None:
            return
        folder = os.path.join(self.places.runtime, f"look-around-{os.urandom(4).hex()}")
        seat = Seat(folder, runtime=self.places.runtime, pins=self.places.pins, zone=self.seat.zone)
        seat.hold(demo_vault(folder, zone=seat.zone), by=PASSPHRASE)
        self._own, self.seat = self.seat, seat

    def lock(self) -> None:
        """Locks her journal for terminal and page alike; whoever looks around stops, for the demo has no passphrase."""
        self.stop_looking_around()
        self.forget_paper()
        self.memory.pop(LOOKED, None)
        if self.seat.has_vault:
            self.seat.lock()

    def forget_paper(self) -> None:
        """A paper key that was made and not asked for is not kept while the vault is locked."""
        self.memory.pop(PAPER_KEY, None)

    def looked(self) -> frozenset[str]:
        """The ids of the rests that she looks behind, in the vault that is open now."""
        known = self.memory.get(LOOKED)
        return known[1] if isinstance(known, tuple) and known[0] == (self.seat.folder, self.seat.era) else frozenset()

    def remember_looked(self, ids: frozenset[str]) -> None:
        """She looks behind these, until the vault is locked."""
        self.memory[LOOKED] = ((self.seat.folder, self.seat.era), ids)

    def let_go(self) -> None:
        """Lets go of each vault that its agent locked. Raises Problem: it was moved or damaged."""
        for seat in filter(None, (self.seat, self._own)):
            if seat.state() is None and seat is self.seat:
                self.forget_paper()

    def stop_looking_around(self) -> None:
        """Back to her own journal; the other is removed."""
        if self._own is None:
            return
        demo, self.seat, self._own = self.seat, self._own, None
        with suppress(Problem):
            demo.lock()
        shutil.rmtree(demo.folder, ignore_errors=True)

    @property
    def preferences(self) -> Preferences:
        """How the page looks."""
        return self._preferences

    def prefer(self, preferences: Preferences) -> None:
        """Keeps another look. Raises OSError."""
        self._preferences = preferences
        save_preferences(self.places.config, preferences, Disk())


def demo_vault(folder: str, *, zone: str) -> Keys:
    """Makes a vault with the demo diary in `folder`; returns its keys. Nobody's secrets: it may be cheap to open."""
    from goldseam.exchange.demo import take_in_demo  # noqa: PLC0415 - for this alone

    vault, _ = create_vault(folder, os.urandom(16).hex(), cost=CHEAPEST, now_ms=now_ms())
    try:
        take_in_demo(vault, now_ms=now_ms(), zone=zone)
        return vault.keys
    finally:
        vault.close()


@cache
def static_folder() -> str:
    """Where the bundle lies (hatch_build.py)."""
    return os.path.join(os.path.dirname(__file__), "static")
