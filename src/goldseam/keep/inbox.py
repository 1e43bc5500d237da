"""The inbox: leave an entry while the vault is locked.

Anybody who can read vault.json can leave one, with goldseam or with plain `age -r`; nobody without the vault's keys can
read one. What comes this way is intact but unsigned, so an entry says that it came by the inbox.
"""

import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from goldseam.keep.cipher import open_sealed, seal
from goldseam.keep.digest import blake2b
from goldseam.keep.disk import Disk
from goldseam.keep.fields import object_in, text_of, whole_of
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Damaged, Misused, Problem, reason_of

FOLDER = "inbox"
VERSION = 1
BAD = "bad"
SUFFIX = ".age"
SIZE_MAX = 64 << 20
DEPTH_MAX = 56  # less than elsewhere, so that what is kept of an item can stand inside a draft, too
DRAFT = "draft-"
CLAIMED = "claimed-"  # sorts before DRAFT: of one page, what was claimed earlier is taken in first
ID_DIGITS = 32
_STAMPED = re.compile("([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Item(NamedTuple):
    """Something that was left.

    Attributes:
        name: of its file.
        entry: 32 hex digits that follow from its ciphertext, or are its page's: taking it twice makes one entry.
        left_at: milliseconds since 1970, of its file.
        fields: what the writer said; a plain text has the field `text` alone.
    """

    name: str
    entry: str
    left_at: int
    fields: JsonObject


def leave(
    folder: str,
    recipients: tuple[str, ...],
    fields: JsonObject,
    *,
    now_ms: int,
    disk: Disk,
    draft: str | None = None,
) -> str:
    """Seals `fields` into the inbox of the vault in `folder`; durable on return. Returns the file's name.

    The name is of the form of a UUID of version 7, so that a folder listing is in order of time.

    Args:
        folder: of the vault.
        recipients: of its inbox.
        fields: what is written (spec/vault.md, "inbox").
        now_ms: milliseconds since 1970.
        disk: where to.
        draft: 32 hex digits that a page keeps while it is written; each item replaces the one before of that page, and
            all of them make one entry.

    Raises: Misused: it is larger than an item may be, so that whoever opens the inbox would put it aside.
    """
    fields = fields if draft is None else {**fields, "draft": draft}
    item = seal(json.dumps(fields, ensure_ascii=False).encode(), list(recipients))
    if len(item) > SIZE_MAX:
        raise Misused(
            "the text is larger than an item of the inbox may be",
            safe="nothing was written",
            next="unlock the vault, which takes it: goldseam unlock; or write it in pieces",
            code="keep.inbox-item-large",
        )
    inbox = os.path.join(folder, FOLDER)
    disk.make_folder(inbox)
    if draft is not None:
        name = f"{DRAFT}{draft}{SUFFIX}"
        disk.write(os.path.join(inbox, name), item)
        return name
    random = os.urandom(10).hex()
    stamp = f"{now_ms & (1 << 48) - 1:012x}"
    name = f"{stamp[:8]}-{stamp[8:]}-7{random[:3]}-{'89ab'[int(random[3], 16) % 4]}{random[4:7]}-{random[7:19]}{SUFFIX}"
    path = os.path.join(inbox, name)
    try:
        disk.write(path, item)
    except OSError:
        with suppress(OSError):  # only its folder could not be synced: whoever is told it failed will write it again
            disk.remove(path)
        raise
    return name


def waiting(folder: str, disk: Disk) -> list[str]:
    """The names of what waits. Cost: one listing."""
    return [name for name in disk.names(os.path.join(folder, FOLDER)) if name.endswith(SUFFIX)]


def is_waiting(folder: str, draft: str) -> bool:
    """Whether something of a page waits."""
    return os.path.lexists(os.path.join(folder, FOLDER, f"{DRAFT}{draft}{SUFFIX}"))


def iter_items(folder: str, identity: str, disk: Disk) -> Iterator[Item | Problem]:
    """Opens what waits, one by one. What does not open is moved to inbox/bad, never removed, and yields a Problem.

    Any number of processes may do this at once: what another one takes meanwhile is passed over.
    """
    for name in _oldest_first(folder, waiting(folder, disk)):
        try:
            yield _opened(folder, name, identity, disk)
        except FileNotFoundError:
            continue  # another process took it meanwhile
        except OSError as error:
            yield _unreadable(name, error)
        except Problem as problem:
            yield problem  # it waits for a goldseam that understands it


def _oldest_first(folder: str, names: list[str]) -> list[str]:
    """In the order in which they were left, pages among them: of entries of one minute the order is kept.

    Of one page, what was claimed comes before what was kept since, also when the clock went back in between.
    """
    moments: dict[str, int] = {}
    claimed: dict[str, int] = {}
    for name in sorted(names):  # those that are claimed come first
        at = _left_at(folder, name)
        if name.startswith(CLAIMED):
            page = name.removeprefix(CLAIMED)[:ID_DIGITS]
            claimed[page] = max(at, claimed.get(page, 0))
        elif name.startswith(DRAFT):
            at = max(at, claimed.get(name.removeprefix(DRAFT)[:ID_DIGITS], 0))
        moments[name] = at
    return sorted(names, key=lambda name: (moments[name], name))


def _left_at(folder: str, name: str) -> int:
    """Milliseconds since 1970: as its name says, for that is copied along; else as its file does."""
    stamped = _STAMPED.match(name)
    if stamped:
        return int(stamped[1] + stamped[2], 16)
    try:
        return os.lstat(os.path.join(folder, FOLDER, name)).st_mtime_ns // 1_000_000
    except OSError:
        return 0


def _opened(folder: str, name: str, identity: str, disk: Disk) -> Item | Problem:
    if name.startswith(DRAFT):
        name = _claim(folder, name, disk)
    path = os.path.join(folder, FOLDER, name)
    about = os.lstat(path)
    try:
        if not stat.S_ISREG(about.st_mode):
            raise _no_file(name)
        sealed = disk.read(path, size_max=SIZE_MAX)
        fields = _fields(open_sealed(sealed, identity, what=f"the inbox item {name}"), name)
    except Damaged as problem:
        return _put_aside(folder, name, problem, disk)
    entry = _draft_of(fields) or blake2b(sealed, digest_size=16).hexdigest()
    return Item(name, entry, about.st_mtime_ns // 1_000_000, fields)


def _claim(folder: str, name: str, disk: Disk) -> str:
    """Gives what a page kept a name of its own, so that what the page keeps next is not removed in its place."""
    claimed = f"{CLAIMED}{name.removeprefix(DRAFT).removesuffix(SUFFIX)}-{os.urandom(4).hex()}{SUFFIX}"
    disk.rename(os.path.join(folder, FOLDER, name), os.path.join(folder, FOLDER, claimed))
    return claimed


def forget(folder: str, names: list[str], disk: Disk) -> None:
    """Removes items that were taken in. Careful: only after the commit that holds them."""
    inbox = os.path.join(folder, FOLDER)
    for name in names:
        with suppress(FileNotFoundError):
            disk.remove(os.path.join(inbox, name))
    if names:
        disk.sync_folder(inbox)


def withdraw(folder: str, draft: str, disk: Disk) -> None:
    """Removes what a page kept, because nothing is on it any more."""
    forget(folder, [f"{DRAFT}{draft}{SUFFIX}"], disk)


def _draft_of(fields: JsonObject) -> str | None:
    draft = fields.get("draft")
    hexadecimal = isinstance(draft, str) and len(draft) == ID_DIGITS and all(c in "0123456789abcdef" for c in draft)
    return str(draft) if hexadecimal else None


def _fields(plain: bytes, name: str) -> JsonObject:
    """What was written: our JSON, or any text; bytes that are no UTF-8 are kept, shown as Latin-1.

    Raises: Problem: a newer goldseam left it.
    """
    try:
        text = plain.decode()
    except UnicodeDecodeError:
        return {"text": plain.decode("latin-1"), "extra": {"decoded_as": "latin-1"}}
    with suppress(ValueError):
        fields = object_in(text, depth_max=DEPTH_MAX)
        text_of(fields.get("text"))
        version = whole_of(fields.get("version", VERSION))
        if version > VERSION:
            raise _newer(name)
        if version == VERSION:
            return fields
    return {"text": text}


def _put_aside(folder: str, name: str, problem: Problem, disk: Disk) -> Problem:
    bad = os.path.join(folder, FOLDER, BAD)
    disk.make_folder(bad)
    kept = os.path.join(bad, name)
    if os.path.lexists(kept):
        kept += f".{os.urandom(4).hex()}"
    disk.rename(os.path.join(folder, FOLDER, name), kept)
    disk.sync_folder(bad)
    return Problem(
        f"{problem.happened}: inbox item {name}",
        safe=f"it was kept, unopened, in {bad}",
        next="if you know who left it, ask for it again; otherwise it can be removed",
        code="keep.inbox-item-bad",
    )


def _no_file(name: str) -> Damaged:
    return Damaged(
        f"{name} is a folder, a link or a device where a file was expected",
        safe="it was not followed or opened",
        next="goldseam verify",
        code="keep.inbox-item-no-file",
    )


def _newer(name: str) -> Problem:
    return Problem(
        f"the inbox item {name} was left by a newer goldseam",
        safe="it waits where it is, and everything else was taken in",
        next="install a newer goldseam: pip install --upgrade goldseam",
        code="keep.inbox-item-newer",
    )


def _unreadable(name: str, error: OSError) -> Problem:
    return Problem(
        f"the inbox item {name} could not be read: {reason_of(error)}",
        safe="it waits where it is, and everything else was taken in",
        next="goldseam doctor",
        code="keep.inbox-item-unreadable",
    )
