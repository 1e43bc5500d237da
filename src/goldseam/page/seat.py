"""Where requests find the open vault: a few desks, opened with the agent's keys and closed when it locks."""

import os
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from goldseam.desk.agent_client import ask, fetch_keys, request
from goldseam.desk.agent_control import agent_status, lock_agent, new_errand, start_agent
from goldseam.desk.desk import Desk
from goldseam.desk.locked import LockedDesk
from goldseam.desk.settings import setting_of
from goldseam.desk.unlocking import Unlocked, unlock
from goldseam.keep.header import NAME
from goldseam.keep.keys import Keys
from goldseam.words.entry import JsonObject
from goldseam.words.problem import WrongKey

DESKS_MAX = 4
LONG_MAX = 2  # for what takes as long as a browser sends: it must never keep a save waiting
DATABASE = "vault.db"
Place = tuple[int, int]  # device and number of a file


class Locked(WrongKey):
    """The vault is locked; nothing of it may be shown."""


class Seat:
    """The vault of this server, for any number of threads.

    Attributes:
        folder: of the vault; it need not exist yet.
        runtime: the folder in which the agent listens.
        pins: the folder that remembers inbox keys.
        zone: of the person.
    """

    def __init__(self, folder: str, *, runtime: str, pins: str, zone: str) -> None:
        self.folder = folder
        self.runtime = runtime
        self.pins = pins
        self.zone = zone
        self._idle: queue.LifoQueue[tuple[Desk, Place]] = queue.LifoQueue()
        self._room = threading.Semaphore(DESKS_MAX)
        self._long_room = threading.Semaphore(LONG_MAX)
        self._unlocking = threading.Lock()  # one passphrase at a time: each may take 1 GiB and a second to try
        self._changing = threading.Lock()
        self._era = 0  # rises with every lock, so that a desk from before is not used after

    @property
    def era(self) -> int:
        """Rises whenever the vault was locked."""
        return self._era

    @property
    def has_vault(self) -> bool:
        """Whether there is a vault, or something that should be one."""
        return any(os.path.exists(os.path.join(self.folder, name)) for name in (NAME, DATABASE))

    def locked_desk(self) -> LockedDesk:
        """What can be done without a key. Raises NoVault, Damaged."""
        return LockedDesk(self.folder, self.pins)

    @contextmanager
    def desk(self, *, long: bool = False) -> Iterator[Desk]:
        """An open desk, for one thread, for one request; counts as activity.

        `long`: for a request that lasts as long as a browser takes to send.

        Raises: Locked: the agent holds no key. NoVault, Damaged: as `LockedDesk`.
        """
        vault_id = self.touch()
        with self._long_room if long else self._room:
            era, here = self._era, self._place()
            # Something may have been sealed in the moment of a lock that is over: opening takes it in.
            desk = (None if self.locked_desk().waiting() else self._taken(here)) or self._opened(vault_id)
            try:
                yield desk
            except BaseException:
                desk.close()  # a thread that broke off may have left a statement open
                raise
            with self._changing:
                if era == self._era:
                    self._idle.put((desk, here))
                    return
            desk.close()

    def watch_for_lock(self) -> Callable[[], bool]:
        """What says from now on whether the vault was locked meanwhile: for what goes on after a request."""
        era = self._era
        return lambda: self._era != era

    def touch(self) -> str:
        """Counts as activity; returns the vault's id. Raises Locked, NoVault, Damaged."""
        vault_id = self.locked_desk().header.vault
        if ask(self.runtime, vault_id, request("touch", self.folder)) != b"ok":
            self.forget()
            raise locked_problem()
        return vault_id

    def own_desk(self) -> Desk:
        """An open desk that its asker closes, soon after it is locked. Raises Locked, NoVault, Damaged."""
        return self._opened(self.touch())

    def _place(self) -> Place:
        """Which database lies there. A folder that was moved and put back may be a copy, and what is open is not."""
        try:
            about = os.stat(os.path.join(self.folder, DATABASE))
        except FileNotFoundError:
            return (0, 0)
        return about.st_dev, about.st_ino

    def _taken(self, here: Place | None = None) -> Desk | None:
        """An idle desk, of the database that lies here now; of any without `here`."""
        while True:
            try:
                desk, place = self._idle.get_nowait()
            except queue.Empty:
                return None
            if here is None or place == here:
                return desk
            desk.close()

    def _opened(self, vault_id: str) -> Desk:
        keys = fetch_keys(self.runtime, vault_id, self.folder)
        if keys is None:
            raise locked_problem()
        return Desk(self.folder, keys, zone=self.zone)

    def state(self) -> JsonObject | None:
        """What the agent says of itself, without counting as activity; None while the vault is locked or missing.

        When it is locked, every desk here is closed too.
        """
        status = agent_status(self.runtime, self.locked_desk().header.vault, self.folder) if self.has_vault else None
        if status is None:
            self.forget()
        return status

    def unlock(self, kind: str, secret: str) -> tuple[Unlocked, int]:
        """Opens the vault by a slot and leaves the key with the agent. Cost: one Argon2id for a passphrase.

        Returns: what `desk.unlocking.unlock` says, and how many sealed entries joined.

        Raises: WrongKey, Damaged, Busy, Problem: as `desk.unlocking.unlock` and `start_agent`.
        """
        with self._unlocking:
            unlocked = unlock(self.folder, self.pins, kind=kind, secret=secret)
        return unlocked, self.hold(unlocked.keys, by=unlocked.by)

    def hold(self, keys: Keys, *, by: str) -> int:
        """Leaves keys with the agent; returns how many sealed entries joined.

        Raises: Busy, Problem: as `start_agent`.
        """
        desk = Desk(self.folder, keys, zone=self.zone)
        minutes = int(setting_of(desk.vault, "lock_after_minutes"))
        vault_id = desk.vault.header.vault
        desk.close()
        start_agent(new_errand(self.folder, self.runtime, vault_id, unlocked_by=by, idle_s=minutes * 60), keys)
        return desk.arrived

    def lock(self) -> str:
        """Locks terminal and page alike; as `lock_agent`."""
        self.forget()
        return lock_agent(self.runtime, self.locked_desk().header.vault)

    def forget(self) -> None:
        """Closes every desk that is not in use, and has those in use closed after."""
        with self._changing:
            self._era += 1
            while (desk := self._taken()) is not None:
                desk.close()


def locked_problem() -> Locked:
    """Of whatever was asked of the vault when it was locked, or locked in the middle."""
    return Locked(
        "the journal is locked",
        safe="nothing was lost, and nothing can be read",
        next="unlock it; writing works while it is locked",
        code="page.locked",
    )
