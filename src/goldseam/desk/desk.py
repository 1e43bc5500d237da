"""An open desk, and what can be done without opening it."""

import os
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from goldseam.desk.clock import now_ms
from goldseam.desk.settings import setting_of
from goldseam.keep.disk import Disk
from goldseam.keep.header import Header, load_header
from goldseam.keep.inbox import leave, waiting, withdraw
from goldseam.keep.keys import Keys
from goldseam.keep.vault import Vault
from goldseam.words.day import day_of
from goldseam.words.entry import Content
from goldseam.words.problem import Misused, Problem
from goldseam.write.arrivals import fields_of, take_arrivals
from goldseam.write.drafts import Drafts
from goldseam.write.entries import Entries

if TYPE_CHECKING:
    from goldseam.find.search import Find


class Desk:
    """An unlocked vault with the rooms round it.

    Attributes:
        vault: keep.
        zone: of the person, for what she writes now.
        arrived: how many entries came from the inbox when the desk was opened.
        arrival_problems: what of the inbox could not be opened.
    """

    def __init__(self, folder: str, keys: Keys, *, zone: str, disk: Disk | None = None) -> None:
        """Opens the vault and takes in what was left while it was locked. Cost: a few ms at any size."""
        disk = disk or Disk()
        self.vault = Vault(folder, load_header(folder, disk), keys, disk=disk)
        self.zone = zone
        self.arrived = 0
        self.arrival_problems: list[Problem] = []
        if waiting(folder, disk):
            self.arrived, self.arrival_problems = take_arrivals(self.vault, now_ms=now_ms(), zone=zone)

    @cached_property
    def entries(self) -> Entries:
        """write: add, revise, trash, restore."""
        return Entries(self.vault)

    @cached_property
    def drafts(self) -> Drafts:
        """write: what is on the page before it is an entry."""
        return Drafts(self.vault)

    @cached_property
    def find(self) -> "Find":
        """find: search, suggestions, saved searches."""
        from goldseam.find.search import Find  # noqa: PLC0415 - writing needs no search

        return Find(self.vault)

    @property
    def day_start_hour(self) -> int:
        """Until when the night belongs to the day before."""
        return int(setting_of(self.vault, "day_start_hour"))

    def today(self) -> str:
        """The journal day of now."""
        return day_of(now_ms(), self.zone, day_start_hour=self.day_start_hour)

    def flush(self) -> int:
        """Brings the second copy under log/ up to date; returns how many records it had not."""
        from goldseam.keep.ledger import flush  # noqa: PLC0415 - most commands leave this to the agent

        return flush(self.vault, now_ms=now_ms())

    def purge(self, entry_ids: Sequence[str]) -> None:
        """Removes entries so that nothing of them is readable in the database, the index, the logs or the blobs."""
        from goldseam.write.attachments import Attachments  # noqa: PLC0415 - media libraries, for this alone

        self.entries.purge(entry_ids, now_ms=now_ms())
        self.find.follow()
        Attachments(self.vault).remove_unused()
        self.flush()
        self.vault.settle()

    def close(self) -> None:
        """Ends the connection; nothing saved depends on it."""
        self.vault.close()


class LockedDesk:
    """A locked vault: one can leave entries, and see how many wait.

    Attributes:
        header: what the vault shows while it is locked.
    """

    def __init__(self, folder: str, pins: str, *, disk: Disk | None = None) -> None:
        """Reads vault.json.

        Args:
            folder: of the vault.
            pins: the folder, outside the vault, that remembers which recipient each vault had when it was last open.
            disk: for tests that cut the power.

        Raises: NoVault, Damaged: as `load_header`.
        """
        self.folder = folder
        self._disk = disk or Disk()
        self._pins = pins
        self.header: Header = load_header(folder, self._disk)

    def leave(self, content: Content, *, about_day: str | None = None, draft: str | None = None) -> str:
        """Seals an entry into the inbox, durably; returns the name of its item.

        Items of one `draft` (32 hex digits) replace each other and make one entry.

        Raises: Misused: vault.json names another recipient than when this vault was last open.
        """
        pinned = load_pin(self._pins, self.header.vault)
        if pinned is not None and pinned != self.header.inbox:
            raise Misused(
                "vault.json names another inbox key than when this vault was last open here",
                safe="nothing was written: somebody else might have read it",
                next="unlock the vault, which checks the key: goldseam unlock",
                code="desk.recipient-changed",
            )
        fields = fields_of(content, about_day=about_day)
        return leave(self.folder, self.header.inbox, fields, now_ms=now_ms(), disk=self._disk, draft=draft)

    def withdraw(self, draft: str) -> None:
        """Removes what a page kept, because nothing is on it any more."""
        withdraw(self.folder, draft, self._disk)

    def waiting(self) -> int:
        """How many entries wait for the vault to be opened."""
        return len(waiting(self.folder, self._disk))


def load_pin(pins: str, vault_id: str) -> tuple[str, ...] | None:
    """The recipients a vault had when it was last open here; None if it never was."""
    try:
        with open(os.path.join(pins, vault_id), encoding="ascii") as file:
            return tuple(file.read().split())
    except FileNotFoundError:
        return None


def save_pin(pins: str, header: Header, keys: Keys, disk: Disk) -> None:
    """Remembers a vault's recipients, after checking that they follow from its keys.

    Raises: Damaged: vault.json names a recipient that is not the vault's own.
    """
    from goldseam.keep.cipher import recipient_of  # noqa: PLC0415 - for unlocking alone
    from goldseam.words.problem import Damaged  # noqa: PLC0415 - for unlocking alone

    if header.inbox != (recipient_of(keys.inbox),):
        raise Damaged(
            "vault.json names an inbox key that does not belong to this vault: it was altered",
            safe="your entries are intact; what was written while locked since may have gone to somebody else",
            next="goldseam doctor",
            code="desk.recipient-altered",
        )
    if load_pin(pins, header.vault) != header.inbox:
        disk.make_folder(pins)
        disk.write(os.path.join(pins, header.vault), "\n".join(header.inbox).encode())
