"""What an entry is made of."""

from typing import NamedTuple

JsonObject = dict[str, object]


class Attachment(NamedTuple):
    """A file that belongs to an entry; its bytes lie in the vault under `blob`.

    Attributes:
        blob: 40 hex digits, the keyed hash of the plaintext, which names the sealed file.
        name: as she knew it, without folders.
        media_type: such as `image/jpeg`; decided by the bytes, not by the name.
        size: bytes of plaintext.
    """

    blob: str
    name: str
    media_type: str
    size: int


class Content(NamedTuple):
    """What she can change of an entry.

    Attributes:
        text: her words, never normalised; any Unicode but lone surrogates.
        written_at: milliseconds since 1970-01-01T00:00Z; negative before.
        zone: IANA name of the zone she wrote in, or a fixed offset such as `+02:00`.
        day: ISO date of the journal day the entry is about.
        title: may be empty.
        journal: the notebook; empty is the default one.
        tags: without sign, unique, in her order.
        starred: marked by her.
        trashed: in the trash: kept, and shown nowhere else.
        clock: whether the time of day is known; false for a source that has only dates.
        attachments: in her order.
        extra: fields of the journal it came from that have no other place here, kept as they were.
    """

    text: str
    written_at: int
    zone: str
    day: str
    title: str = ""
    journal: str = ""
    tags: tuple[str, ...] = ()
    starred: bool = False
    trashed: bool = False
    clock: bool = True
    attachments: tuple[Attachment, ...] = ()
    extra: JsonObject = {}  # noqa: RUF012 - never changed: values here are replaced, not edited


class Revision(NamedTuple):
    """One immutable state of an entry.

    Attributes:
        id: 40 hex digits: BLAKE2b-160 of the record as spec/records.md writes it.
        entry: 32 hex digits.
        parents: ids of the revisions it follows, sorted; empty for the first.
        recorded_at: milliseconds since 1970 by the clock of the device that recorded it.
        device: 16 hex digits.
        nonce: 32 hex digits, so that the id of a purged text confirms nothing.
        came_by: `""` for what was written in the open vault, `inbox` for what came sealed, `import`,
            `undo` for what put it into the trash because its import was taken back.
        content: None after a purge.
    """

    id: str
    entry: str
    parents: tuple[str, ...]
    recorded_at: int
    device: str
    nonce: str
    came_by: str
    content: Content | None


class Entry(NamedTuple):
    """What is shown of an entry now: a pure function of its revisions.

    Attributes:
        id: 32 hex digits.
        content: merged from all heads.
        heads: revision ids, sorted; more than one when edits met and nobody has edited since.
        came_by: of its first revision.
        conflicts: spans of `content.text` in which both versions stand one after the other.
        revised_at: `recorded_at` of the newest head.
    """

    id: str
    content: Content
    heads: tuple[str, ...]
    came_by: str
    conflicts: tuple[tuple[int, int], ...]
    revised_at: int
