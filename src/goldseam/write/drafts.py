"""Drafts: what is on the page before it is an entry, overwritten in the vault at every pause."""

import json
import os
from typing import NamedTuple

from goldseam.keep.record import content_of, meta_of, meta_text
from goldseam.keep.vault import Vault
from goldseam.words.entry import Attachment, Content

_UNDO = "undo:"
_HAND = "hand:"


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


class Hand(NamedTuple):
    """Who saved a draft last, and which of its savings that was: an editor that is open, not a person.

    Attributes:
        name: that no other editor has.
        turn: rises with every saving, so that one which arrives late is known.
    """

    name: str
    turn: int


NOBODY = Hand("", 0)


class Drafts:
    """The drafts of an open vault; they stay on this device."""

    def __init__(self, vault: Vault) -> None:
        self._database = vault.database

    def new_id(self) -> str:
        """An id for a new draft."""
        return os.urandom(16).hex()

    def save(self, draft: Draft, *, undo: str = "", hand: Hand = NOBODY) -> None:
        """Keeps the draft, durably, in place of what it was before. Cost: one sync.

        Args:
            draft: with the time of now.
            undo: what an editor needs to take back its steps, in its own notation; it fits these words alone.
            hand: who saves.
        """
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
            self._remember(_UNDO + draft.id, undo)
            self._remember(_HAND + draft.id, f"{hand.name}:{hand.turn}" if hand.name else "")

    def set_attachments(self, draft_id: str, attachments: tuple[Attachment, ...]) -> None:
        """Other files for a draft, whose words and hand stay as they are; nothing where there is no such draft."""
        with self._database.transaction():
            draft = self.of(draft_id)
            if draft is not None:
                meta = meta_text(meta_of(draft.content._replace(attachments=attachments)))
                self._database.run("update draft set meta = ? where id = ?", (meta, bytes.fromhex(draft_id)))

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

    def count(self) -> int:
        """How many there are."""
        row = self._database.one("select count(*) from draft")
        assert row is not None, "a count has a row"
        return int(str(row[0]))

    def of_entry(self, entry_id: str) -> Draft | None:
        """The draft in which an entry is being changed, the last saved of several."""
        row = self._database.one(
            "select id, entry, base, meta, body, saved_at from draft where entry = ? order by saved_at desc limit 1",
            (bytes.fromhex(entry_id),),
        )
        return None if row is None else _draft(*row)

    def discard(self, draft_id: str) -> None:
        """Forgets a draft, for good."""
        with self._database.transaction():
            self._database.run("delete from draft where id = ?", (bytes.fromhex(draft_id),))
            self._database.run("delete from fact where name in (?, ?)", (_UNDO + draft_id, _HAND + draft_id))

    def undo_of(self, draft_id: str) -> str:
        """What an editor kept to take back its steps; empty when nothing was."""
        return self._remembered(_UNDO + draft_id)

    def hand_of(self, draft_id: str) -> Hand:
        """Who saved a draft last; `NOBODY` where nobody said."""
        name, colon, turn = self._remembered(_HAND + draft_id).rpartition(":")
        return Hand(name, int(turn)) if colon else NOBODY

    def _remember(self, name: str, value: str) -> None:
        if value:
            self._database.run("insert or replace into fact values (?, ?)", (name, value))
        else:
            self._database.run("delete from fact where name = ?", (name,))

    def _remembered(self, name: str) -> str:
        row = self._database.one("select value from fact where name = ?", (name,))
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
