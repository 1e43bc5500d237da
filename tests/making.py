"""Vaults and contents for tests: real ones, with the cheapest key."""

from pathlib import Path

from goldseam.keep.keys import CHEAPEST
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault, create_vault, open_vault
from goldseam.words.entry import Content
from goldseam.words.rest import Purpose
from goldseam.write.contents import new_content

NOW = 1_790_000_000_000
PASSPHRASE = "correct horse, wet street"
ZONE = "Europe/Lisbon"
UNHIDDEN = Sight(Purpose.EXPORT)  # hides nothing


def make_vault(folder: Path) -> Vault:
    """An empty vault."""
    vault, _ = create_vault(str(folder), PASSPHRASE, cost=CHEAPEST, now_ms=NOW)
    return vault


def reopened(vault: Vault) -> Vault:
    """The same vault, as another run finds it."""
    vault.close()
    return open_vault(vault.folder, vault.keys)


def words(text: str, *, day: str | None = None, at: int = NOW, tags: tuple[str, ...] = ()) -> Content:
    """Content with this text."""
    return new_content(text, now_ms=at, zone=ZONE, day=day, tags=tags)
