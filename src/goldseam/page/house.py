"""What all requests of one server share."""

import os
from functools import cache
from typing import NamedTuple

from goldseam.page.preferences import Preferences, load_preferences, save_preferences
from goldseam.page.seat import Seat
from goldseam.page.sessions import Sessions


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
        memory: what one page holds for another for a moment, by name of the page; never written anywhere.
    """

    def __init__(self, places: Places, *, zone: str, origin: str) -> None:
        self.places = places
        self.seat = Seat(places.vault, runtime=places.runtime, pins=places.pins, zone=zone)
        self.sessions = Sessions()
        self.origin = origin
        self.cookie = f"gs{origin.rpartition(':')[2]}"
        self.memory: dict[str, object] = {}
        self._preferences = load_preferences(places.config)

    @property
    def preferences(self) -> Preferences:
        """How the page looks."""
        return self._preferences

    def prefer(self, preferences: Preferences) -> None:
        """Keeps another look. Raises OSError."""
        from goldseam.keep.disk import Disk  # noqa: PLC0415 - for a change alone

        self._preferences = preferences
        save_preferences(self.places.config, preferences, Disk())


@cache
def static_folder() -> str:
    """Where the bundle lies (hatch_build.py)."""
    return os.path.join(os.path.dirname(__file__), "static")
