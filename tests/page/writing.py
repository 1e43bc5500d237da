"""What became of what was typed on the page, looked up in the vault itself; and a page as a script sends it."""

from typing import TYPE_CHECKING

import httpx

from goldseam.write.contents import new_content
from goldseam.write.drafts import Drafts
from goldseam.write.entries import Entries
from tests.making import UNHIDDEN
from tests.page.serving import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

NOW = 1_790_000_000_000


def saved(page: "Page") -> None:
    page.wait_for_function("() => document.getElementById('status').textContent === 'Saved'")


def drafts(served: Served) -> list[str]:
    vault = served.vault()
    texts = [draft.content.text for draft in Drafts(vault).all()]
    vault.close()
    return texts


def entries(served: Served) -> list[str]:
    vault = served.vault()
    texts = [entry.content.text for entry in vault.timeline(sight=UNHIDDEN)]
    vault.close()
    return texts


def sheet(text: str, *, seen: int = 0, turn: int = 1, undo: str = "", **more: object) -> dict[str, object]:
    """A page as a script sends it."""
    usual = {"title": "", "journal": "", "tags": [], "starred": False, "about": "", "zone": "", "hand": "one"}
    return {"text": text, **usual, "seen": seen, "turn": turn, "undo": undo, **more}


def put(
    client: httpx.Client,
    draft: str,
    text: str,
    *,
    seen: int = 0,
    turn: int = 1,
    undo: str = "",
    entry: str = "",
    base: str = "",
) -> dict[str, object]:
    """Saves a page; what the server says."""
    headers = {"x-entry": entry, "x-base": base} if entry else {}
    answer = client.put(f"/draft/{draft}", json=sheet(text, seen=seen, turn=turn, undo=undo), headers=headers)
    answer.raise_for_status()
    told: dict[str, object] = answer.json()
    return told


def written(served: Served, text: str) -> tuple[str, str]:
    """An entry, and its heads."""
    vault = served.vault()
    entry = Entries(vault).add(new_content(text, now_ms=NOW, zone="Europe/Lisbon"), now_ms=NOW)
    vault.close()
    return entry.id, "".join(entry.heads)
