"""A locked vault: what can be done without its key.

Imports neither SQLite nor the record format, so writing stays quick.
"""

import os

from goldseam.desk.clock import now_ms
from goldseam.keep.disk import Disk
from goldseam.keep.header import Header, load_header
from goldseam.keep.inbox import is_waiting, leave, waiting, withdraw
from goldseam.keep.keys import Keys
from goldseam.words.entry import Content, JsonObject
from goldseam.words.problem import Misused
from goldseam.write.contents import fields_of


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
        """Seals an entry into the inbox, durably; returns the name of its item. As `seal`."""
        return self.seal(fields_of(content, about_day=about_day), draft=draft)

    def seal(self, fields: JsonObject, *, draft: str | None = None) -> str:
        """Seals what is known of an entry (spec/records.md, "Inbox items") into the inbox, durably.

        Items of one `draft` (32 hex digits) replace each other and make one entry.

        Returns: the name of the item.

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
        return leave(self.folder, self.header.inbox, fields, now_ms=now_ms(), disk=self._disk, draft=draft)

    def holds(self, draft: str) -> bool:
        """Whether something of this page waits already."""
        return is_waiting(self.folder, draft)

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
