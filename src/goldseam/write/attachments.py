"""Attachments: photos, sound, film and any other file that belongs to an entry."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import BinaryIO

from goldseam.keep.blobs import Blobs
from goldseam.keep.vault import Vault
from goldseam.words.entry import Attachment, Entry
from goldseam.words.problem import Damaged, Misused
from goldseam.write.entries import Entries
from goldseam.write.location import without_location
from goldseam.write.media import media_type, safe_name
from goldseam.write.thumbnail import thumbnail

HEAD_BYTES = 4096
PICTURE_BYTES_MAX = 64 << 20


class Attachments:
    """The attachments of an open vault. Nothing of them is ever written in plain, not even for a moment."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._blobs = Blobs(vault.folder, vault.keys, vault.disk)

    def put(
        self,
        source: BinaryIO,
        name: str,
        *,
        keep_location: bool = False,
        removed: Callable[[], object] = lambda: None,
    ) -> Attachment:
        """Seals a stream into the vault, in constant memory; it belongs to no entry yet.

        Where a picture or a film was taken is removed from it, without touching the picture, unless `keep_location`;
        `removed` is called when there was something to remove.
        """
        head = source.read(HEAD_BYTES)
        kind = media_type(head, name)
        stream: BinaryIO = _Rejoined(head, source)  # type: ignore[assignment]  # it only reads
        if not keep_location:
            stream = without_location(stream, removed=removed)
        kept = _Kept(stream, PICTURE_BYTES_MAX if kind.startswith("image/") else 0)
        blob, size = self._blobs.put(kept)
        if kept.whole:
            self._keep_thumbnail(blob, kept.data())
        return Attachment(blob, safe_name(name), kind, size)

    def _keep_thumbnail(self, blob: str, data: bytes) -> bool:
        image = thumbnail(data)
        if image is None:
            return False
        with self._vault.database.transaction():
            self._vault.database.run("insert or replace into thumbnail values (?, ?)", (bytes.fromhex(blob), image))
        return True

    def make_thumbnails(self) -> int:
        """Makes those anew that the vault has lost; returns how many. What is damaged is passed over."""
        known = {bytes(row[0]).hex() for row in self._vault.database.rows("select blob from thumbnail")}  # type: ignore[arg-type]  # the table is strict
        count = 0
        for blob in sorted(self._vault.used_blobs() - known):
            with suppress(Damaged):
                count += self._keep_thumbnail(blob, self._blobs.load(blob, size_max=PICTURE_BYTES_MAX))
        return count

    def add(
        self, entry_id: str, source: BinaryIO, name: str, *, now_ms: int, keep_location: bool = False
    ) -> tuple[Entry, Attachment]:
        """Puts a file into the vault and into an entry; adding the same bytes again changes nothing."""
        with self.adding():
            attachment = self.put(source, name, keep_location=keep_location)
            entry = self._vault.entry(entry_id)
            if entry is None:
                raise _nowhere(entry_id)
            if any(known.blob == attachment.blob for known in entry.content.attachments):
                return entry, attachment
            attachments = (*entry.content.attachments, attachment)
            return Entries(self._vault).change(entry_id, now_ms=now_ms, attachments=attachments), attachment

    def adding(self) -> AbstractContextManager[None]:
        """Around `put` and the commit that names what was put, or a purge elsewhere may remove it in between."""
        return self._blobs.adding()

    def copy_to(self, attachment: Attachment, target: BinaryIO) -> None:
        """Opens an attachment into a stream. Raises Damaged, after part of it may have been written."""
        self._blobs.copy_to(attachment.blob, target)

    def thumbnail(self, attachment: Attachment) -> bytes | None:
        """A small picture of a photo, WebP or JPEG, without metadata; None for what cannot be shown."""
        row = self._vault.database.one("select image from thumbnail where blob = ?", (bytes.fromhex(attachment.blob),))
        return row[0] if row and isinstance(row[0], bytes) else None

    def remove_unused(self) -> int:
        """Removes attachments that no revision and no draft names; returns how many.

        Raises: Busy: others go on adding some.
        """
        with self._blobs.clearing():
            unused = set(self._blobs.names()) - self._vault.used_blobs()
            with self._vault.database.transaction():
                gone = [(bytes.fromhex(name),) for name in unused]
                self._vault.database.many("delete from thumbnail where blob = ?", gone)
            self._blobs.remove(unused)
        self._blobs.sweep()
        return len(unused)


def _nowhere(entry_id: str) -> Misused:
    return Misused(
        f"there is no entry {entry_id[:8]} to attach the file to",
        safe="the file on your disk was not changed",
        next="see the ids: goldseam list",
        code="write.no-such-entry",
    )


class _Rejoined:
    """A stream whose beginning was read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        if self._head:
            data = self._head if size < 0 else self._head[:size]
            self._head = self._head[len(data) :]
            return data + (self._rest.read() if size < 0 else b"")
        return self._rest.read(size)


class _Kept:
    """Reads through and keeps what passed, up to a limit: what the thumbnail is made of."""

    def __init__(self, stream: BinaryIO, size_max: int) -> None:
        self._stream = stream
        self._left = size_max
        self._chunks: list[bytes] = []
        self.whole = size_max > 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            self.whole = False
            self._chunks.clear()
        if self.whole:
            self._chunks.append(data)
        return data

    def data(self) -> bytes:
        return b"".join(self._chunks)
