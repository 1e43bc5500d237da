"""A small vault with something of every kind in it, and ways in which its bytes go bad."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import NamedTuple

from PIL import Image

from goldseam.desk.desk import Desk
from goldseam.desk.repair import check
from goldseam.keep.backup import make_backup
from goldseam.keep.blobs import Blobs
from goldseam.keep.database import PAGE_BYTES
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.inbox import leave
from goldseam.keep.keys import Keys
from goldseam.keep.ledger import flush
from goldseam.keep.vault import open_vault
from goldseam.keep.verify import Checked, Place
from goldseam.keep.wal import frames
from goldseam.write.attachments import Attachments
from goldseam.write.drafts import Draft, Drafts
from goldseam.write.entries import Entries
from tests.making import NOW, ZONE, make_vault, words

ENTRIES = 30
LEFT = "left while it was locked"
WRITTEN_LAST = "in the write-ahead log alone"


class Vessel(NamedTuple):
    """A vault to be damaged.

    Attributes:
        folder: where it lies; nobody has it open.
        keys: of it.
        backup: a backup of it, outside.
        older: the same vault as it was some entries earlier.
        kept: what is in it.
    """

    folder: Path
    keys: Keys
    backup: Path
    older: Path
    kept: "Kept"

    def copy(self, target: Path) -> "Vessel":
        """Another one, to be damaged by itself."""
        shutil.copytree(self.folder, target)
        return self._replace(folder=target)


class Kept(NamedTuple):
    """What a vault holds: id and text of every record, drafts, names of whole attachments and of small pictures."""

    records: frozenset[tuple[str, str | None]]
    drafts: frozenset[tuple[str, str]]
    blobs: frozenset[str]
    thumbnails: frozenset[str]


def fill(folder: Path, backup: Path, older: Path) -> Vessel:
    """Entries, revisions, tags, a draft, a photo, a voice, settings, a purged entry, the log; then a few not in it."""
    vault = make_vault(folder)
    entries, attachments = Entries(vault), Attachments(vault)
    made = [
        entries.add(words(f"{i} " + "the rain on the roof " * (i * i), tags=(f"t{i % 3}",)), now_ms=NOW + i)
        for i in range(ENTRIES)
    ]
    for entry in made[:5]:
        entries.change(entry.id, now_ms=NOW + 100, text=entry.content.text + " and more " * 100)
    attachments.add(made[1].id, BytesIO(picture()), "sea.png", now_ms=NOW)
    attachments.add(made[2].id, BytesIO(b"wind " * 20_000), "wind.bin", now_ms=NOW)
    entries.trash(made[3].id, now_ms=NOW + 200)
    entries.purge([made[4].id], now_ms=NOW + 300)
    vault.set_setting("day_start_hour", 3, now_ms=NOW)
    Desk(str(folder), vault.keys, zone=ZONE).find.follow()
    flush(vault, now_ms=NOW)
    vault.settle()
    vault.close()
    shutil.copytree(folder, older)
    vault = open_vault(str(folder), vault.keys)
    entries = Entries(vault)
    entries.add(words("in the log too"), now_ms=NOW + 400)
    Drafts(vault).save(Draft("d1" * 16, words("not yet an entry"), None, (), NOW))
    Desk(str(folder), vault.keys, zone=ZONE).find.follow()
    flush(vault, now_ms=NOW)
    make_backup(vault, str(backup), now_ms=NOW)
    vault.settle()
    for i in range(3):
        entries.add(words(f"{WRITTEN_LAST} {i}"), now_ms=NOW + 500 + i)
    keys, recipients = vault.keys, vault.header.inbox
    vault.close()
    leave(str(folder), recipients, {"text": LEFT}, now_ms=NOW, disk=Disk())
    return Vessel(folder, keys, backup, older, kept_in(folder, keys))


def picture() -> bytes:
    """A photo, of which there is a thumbnail."""
    target = BytesIO()
    Image.frombytes("RGB", (64, 48), Random(5).randbytes(64 * 48 * 3)).save(target, "PNG")
    return target.getvalue()


def kept_in(folder: Path, keys: Keys) -> Kept:
    """What can be read in a vault."""
    vault = open_vault(str(folder), keys)
    blobs = Blobs(vault.folder, vault.keys, vault.disk)
    images = vault.database.rows("select blob from thumbnail")
    kept = Kept(
        frozenset((record.id, record.body) for _, record in vault.iter_records()),
        frozenset((draft.id, draft.content.text) for draft in Drafts(vault).all()),
        frozenset(name for name in blobs.names() if blobs.is_whole(name)),
        frozenset(bytes(row[0]).hex() for row in images),  # type: ignore[arg-type]  # the table is strict
    )
    vault.close()
    return kept


def problems(vessel: Vessel) -> list[Checked]:
    """What a check finds."""
    disk = Disk()
    place = Place(str(vessel.folder), load_header(str(vessel.folder), disk), vessel.keys, disk)
    return [checked for checked in check(place) if checked.problem]


def files(folder: Path) -> list[str]:
    """Every file of a vault but the one that SQLite makes anew."""
    found = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    return sorted(name for name in found if not name.endswith("-shm"))


def flipped(data: bytes, at: int, bit: int = 0) -> bytes:
    """One bit another."""
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def offsets(size: int, count: int, random: Random) -> Iterator[int]:
    """The ends of a file, the borders of its first pages, and as many others; every one when they are that few."""
    if size <= count:
        yield from range(size)
        return
    fixed = {0, 1, size // 2, size - 1, *(at for page in range(3) for at in (page * PAGE_BYTES, page * PAGE_BYTES - 1))}
    yield from sorted({at for at in fixed if 0 <= at < size} | {random.randrange(size) for _ in range(count)})


def unread_pages(folder: Path, keys: Keys) -> set[int]:
    """The pages of vault.db that nobody reads.

    Those that hold nothing: no table, no index and no list of SQLite's reaches them. And those of which a newer version
    stands in the write-ahead log, which replaces them at the next checkpoint; but for the first, which is always read.
    """
    newer = {frame.page for frame in frames((folder / "vault.db-wal").read_bytes()) if frame.follows}
    vault = open_vault(str(folder), keys)
    used = {row[0] for row in vault.database.rows("select pageno from dbstat")}
    count = vault.database.one("pragma page_count")
    vault.close()
    assert count is not None
    assert isinstance(count[0], int)
    return (set(range(1, count[0] + 1)) - used) | (newer - {1})
