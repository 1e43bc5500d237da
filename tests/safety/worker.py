"""A process that works on a vault until it is killed, and says on stdout what it was told is saved.

    python -m tests.safety.worker JOB FOLDER MARK [COUNT]

Every text it saves begins with MARK and is unlike any other, so that whoever killed it can look for each one. A line
is written in one piece, so what was read as a whole line had been acknowledged.
"""

import hashlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from itertools import count

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.locked import LockedDesk
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.keys import PASSPHRASE as KIND
from goldseam.keep.keys import unlock
from goldseam.keep.ledger import flush
from goldseam.write.drafts import Draft
from tests.making import PASSPHRASE, ZONE, words

BATCH = 5


def main(job: str, folder: str, mark: str, limit: str = "") -> None:
    """Does one of JOBS, as often as `limit` says or for ever."""
    LOOPS[job](folder, mark, iter(range(int(limit))) if limit else count())
    os.write(1, b"finished\n")


def acknowledge(kind: str, what: str) -> None:
    """Says that something is saved."""
    os.write(1, f"{kind}\t{what}\n".encode())


def key_of(text: str) -> str:
    """How a text begins, and a digest of all of it: a pipe that nobody reads yet takes many of these."""
    return f"{' '.join(text.split()[:3])} {hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"


def opened(folder: str) -> Desk:
    """The vault as any command opens it."""
    header = load_header(folder, Disk())
    return Desk(folder, unlock(header.slots, header.vault, kind=KIND, secret=PASSPHRASE), zone=ZONE)


def text_of(mark: str, job: str, i: int) -> str:
    """Short and long ones: a page of the database, and many."""
    return f"{mark} {job} {i} " + "word " * (i * 397 % 5000)


def write(folder: str, mark: str, numbers: Iterator[int]) -> None:
    """Entries into the open vault."""
    desk = opened(folder)
    for i in numbers:
        text = text_of(mark, "write", i)
        desk.entries.add(words(text, at=now_ms()), now_ms=now_ms())
        acknowledge("text", key_of(text))


def edit(folder: str, mark: str, numbers: Iterator[int]) -> None:
    """One entry, changed again and again."""
    desk = opened(folder)
    entry = desk.entries.add(words(f"{mark} edit"), now_ms=now_ms())
    acknowledge("text", key_of(f"{mark} edit"))
    for i in numbers:
        text = text_of(mark, "edit", i)
        entry = desk.entries.revise(entry.id, words(text), now_ms=now_ms(), base=entry.heads)
        acknowledge("text", key_of(text))


def leave(folder: str, mark: str, numbers: Iterator[int]) -> None:
    """Entries while the vault is locked."""
    locked = LockedDesk(folder, os.path.join(folder, "no-pins"))
    for i in numbers:
        text = text_of(mark, "leave", i)
        locked.leave(words(text, at=now_ms()))
        acknowledge("text", key_of(text))


def page(folder: str, mark: str, numbers: Iterator[int]) -> None:
    """A page that is kept at every pause while the vault is locked: each time the whole of it, over the last."""
    locked = LockedDesk(folder, os.path.join(folder, "no-pins"))
    draft = os.urandom(16).hex()
    for i in numbers:
        locked.leave(words(f"{mark} page " + " ".join(map(str, range(i + 1)))), draft=draft)
        acknowledge("page", f"{mark} {draft} {i}")


def drain(folder: str, mark: str, numbers: Iterator[int]) -> None:
    """Takes in what waits; leaves some itself, so that there is always something."""
    locked = LockedDesk(folder, os.path.join(folder, "no-pins"))
    for i in numbers:
        for j in range(BATCH):
            text = text_of(mark, "drain", i * BATCH + j)
            locked.leave(words(text, at=now_ms()))
            acknowledge("text", key_of(text))
        opened(folder).close()
        acknowledge("drained", mark)


def second_copy(folder: str, mark: str, numbers: Iterator[int]) -> None:
    """Entries, and the log after every few."""
    desk = opened(folder)
    for i in numbers:
        for j in range(BATCH):
            text = text_of(mark, "log", i * BATCH + j)
            desk.entries.add(words(text), now_ms=now_ms())
            acknowledge("text", key_of(text))
        flush(desk.vault, now_ms=now_ms())
        acknowledge("logged", f"{mark} log {i * BATCH}")


def attach(folder: str, mark: str, numbers: Iterator[int]) -> None:
    """Files of more than one chunk of age into entries."""
    from goldseam.write.attachments import Attachments

    desk = opened(folder)
    for i in numbers:
        text = text_of(mark, "attach", i)
        entry = desk.entries.add(words(text), now_ms=now_ms())
        acknowledge("text", key_of(text))
        data = f"{mark} {i} ".encode() * 9000
        _, attachment = Attachments(desk.vault).add(entry.id, io.BytesIO(data), "file.bin", now_ms=now_ms())
        acknowledge("file", attachment.blob)


def draft(folder: str, mark: str, numbers: Iterator[int]) -> None:
    """A draft in the open vault, kept at every pause."""
    desk = opened(folder)
    id_ = os.urandom(16).hex()
    for i in numbers:
        desk.drafts.save(Draft(id_, words(text_of(mark, "draft", i)), None, (), now_ms()))
        acknowledge("draft", f"{id_} {i}")


def purge(folder: str, mark: str, numbers: Iterator[int]) -> None:
    """Entries removed for good."""
    desk = opened(folder)
    for i in numbers:
        entry = desk.entries.add(words(f"{mark} purge {i}"), now_ms=now_ms())
        desk.entries.purge([entry.id], now_ms=now_ms())
        acknowledge("purged", entry.id)


LOOPS: dict[str, Callable[[str, str, Iterator[int]], None]] = {
    "write": write,
    "edit": edit,
    "leave": leave,
    "page": page,
    "drain": drain,
    "log": second_copy,
    "attach": attach,
    "draft": draft,
    "purge": purge,
}
JOBS = tuple(LOOPS)

if __name__ == "__main__":
    main(*sys.argv[1:])
