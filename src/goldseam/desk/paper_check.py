"""Whether she said that the newest paper key is written down; remembered outside the vault, so that doctor sees it."""

import os

from goldseam.keep.disk import Disk

UNCONFIRMED = ".paper-unconfirmed"


def expect_confirmation(pins: str, vault_id: str, disk: Disk) -> None:
    """From now on the paper key counts as not written down. Before it is shown, so that a crash leaves it so."""
    disk.make_folder(pins)
    disk.write(os.path.join(pins, vault_id + UNCONFIRMED), b"")


def confirm_paper(pins: str, vault_id: str, disk: Disk) -> None:
    """It is written down, or lies in a file of hers."""
    if is_unconfirmed(pins, vault_id):
        disk.remove(os.path.join(pins, vault_id + UNCONFIRMED))


def is_unconfirmed(pins: str, vault_id: str) -> bool:
    """Whether a paper key of this vault was shown, and nobody said that it is written down."""
    return os.path.exists(os.path.join(pins, vault_id + UNCONFIRMED))
