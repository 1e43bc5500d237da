"""Drafts: what is on the page before it is an entry, overwritten in the vault at every pause."""

import json
import os
from typing import NamedTuple

from goldseam.keep.record import content_of, meta_of, meta_text
from goldseam.keep.vault import Vault
from goldseam.words.entry import Content

_UNDO = "undo:"


class Draft(NamedTuple):
    """Words not yet an entry.

    Attributes:
        id: 32 hex digits.
        content: as it is now.
        entry: the entry being changed, or None for a new one.
        base: the heads of that entry when the draft began.
        saved_at: milliseconds since 1970.
    """

    id: str
    content: Content
    entry: str | None
    base: tuple[str, ...]
    saved_at: int


class Drafts:
    """The drafts of an open vault; they stay on this device."""

    def __init__(self, vault: Vault) -> None:
        self._database = vault.database

    def new_id(self) -> str:
        """An id for a new draft."""
        return os.urandom(16).hex()

    def save(self, draft: Draft) -> None:
        """Keeps the draft, durably, in place of what it was before. Cost: one sync."""
        values = (
            bytes.fromhex(draft.id),
            None if draft.entry is None else bytes.fromhex(draft.entry),
            bytes.fromhex("".join(draft.base)),
            meta_text(meta_of(draft.content)),
            draft.content.text,
            draft.saved_at,
        )
        with self._database.transaction():
            self._database.run("insert or replace into draft values (?, ?, ?, ?, ?, ?)", values)

    def all(self) -> list[Draft]:
        """Every draft, the last saved first."""
        rows = self._database.rows("select id, entry, base, meta, body, saved_at from draft order by saved_at desc, id")
        return [_draft(*row) for row in rows]

    def of(self, draft_id: str) -> Draft | None:
        """The draft of an id; None when it became an entry, or was discarded."""
        row = self._database.one(
            "select id, entry, base, meta, body, saved_at from draft where id = ?", (bytes.fromhex(draft_id),)
        )
        return None if row is None else _draft(*row)

    def discard(self, draft_id: str) -> None:
        """Forgets a draft, for good."""
        with self._database.transaction():
            self._database.run("delete from draft where id = ?", (bytes.fromhex(draft_id),))
            self._database.run("delete from fact where name = ?", (_UNDO + draft_id,))

    def keep_undo(self, draft_id: str, steps: str) -> None:
        """Keeps what an editor needs to take back its steps, until the draft is finished; in its own notation."""
        with self._database.transaction():
            self._database.run("insert or replace into fact values (?, ?)", (_UNDO + draft_id, steps))

    def undo_of(self, draft_id: str) -> str:
        """What `keep_undo` kept; empty when nothing was."""
        row = self._database.one("select value from fact where name = ?", (_UNDO + draft_id,))
        return "" if row is None else str(row[0])


def _draft(id_: object, entry: object, base: object, meta: object, body: object, saved_at: object) -> Draft:
    assert isinstance(id_, bytes)
    assert isinstance(base, bytes)
    assert isinstance(saved_at, int)
    heads = base.hex()
    return Draft(
        id=id_.hex(),
        content=content_of(json.loads(str(meta)), str(body)),
        entry=entry.hex() if isinstance(entry, bytes) else None,
        base=tuple(heads[i : i + 40] for i in range(0, len(heads), 40)),
        saved_at=saved_at,
    )
