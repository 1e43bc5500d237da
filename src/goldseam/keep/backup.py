"""A backup: one file with everything, which `age` and `tar` can read (spec/backup.md).

A tar archive of README.txt, vault.json, decrypt.py and its README, and data.tar.age: another archive, sealed to the
recipient of the log. That recipient is secret, so nobody else can have made it; and every key slot in vault.json leads
to the identity that opens it: paper key, slot, log identity, data. Inside everything is there twice, for people
(entries/, trash/, attachments/) and for goldseam (revisions/, drafts.jsonl, inbox/, thumbnails/).
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import BinaryIO, NamedTuple

from goldseam.keep.archive import (
    BLOCK,
    COPY_BYTES,
    MANIFEST,
    Limited,
    Member,
    Packer,
    cut_short,
    header_block,
    members,
    next_header,
    proven,
    strange,
)
from goldseam.keep.blobs import Blobs
from goldseam.keep.cipher import Source, Target, open_stream, recipient_of, seal_stream
from goldseam.keep.digest import blake2b
from goldseam.keep.disk import PARTIAL, Disk
from goldseam.keep.fields import exactly, hex_of, list_of, object_in, text_of, whole_of
from goldseam.keep.header import NAME as HEADER
from goldseam.keep.header import SIZE_MAX as HEADER_BYTES_MAX
from goldseam.keep.header import Header, format_header, load_header, parse_header
from goldseam.keep.inbox import BAD
from goldseam.keep.inbox import FOLDER as INBOX
from goldseam.keep.keys import Keys
from goldseam.keep.passage import passing
from goldseam.keep.record import Record, parse_line, record_line
from goldseam.keep.vault import ID_DIGITS, Vault
from goldseam.keep.witness import Shown, Witness, witness
from goldseam.words.day import local_time
from goldseam.words.entry import Attachment, Entry, JsonObject
from goldseam.words.problem import Damaged, Misused

VERSION = 1
FORMAT = "goldseam-backup"
README = "README.txt"
DECRYPTOR = "decrypt.py"
DECRYPTOR_README = "decrypt.README.txt"
DATA = "data.tar.age"
ABOUT = "ABOUT.json"
DRAFTS = "drafts.jsonl"
DAMAGED = "DAMAGED.json"
FORMER_INBOX = "former_inbox"  # the fact that a change of keys leaves (keep.rotation)
# Careful: whoever changes one of the texts on the outside adds the digest of what it was (BLAKE2b-128), or every older
# backup is called altered.
FORMER_TEXTS = frozenset(
    {
        "ae5846dceb3d41c37fbf5654ce6a8b54",
        "74205dc499568e9b6d72ed5cabe4ff97",
        "1e44c4d26a6dfdf24da91bb95bb1852b",
    }
)
OUTER_MEMBERS_MAX = 16
LINES_MAX = 1000
TEXT_MAX = 8 << 20
LINES_BYTES_MAX = 512 << 20  # no file of lines that we wrote is larger
SMALL_BYTES_MAX = 64 << 20
SHORT_ID_DIGITS = 12  # in the name of an entry's file; where two of a day share them, the later has all
BATCH = 50
SYNCED_BYTES = 16 << 20
JUST_WRITTEN = "the backup just written"
FORMER_MAX = 1 << 16
NAMES = re.compile(
    r"ABOUT\.json|MANIFEST\.json|DAMAGED\.json|drafts\.jsonl"
    r"|(?:entries|trash)/[0-9]{4}-[0-9]{2}-[0-9]{2}-(?:[0-9a-f]{12}|[0-9a-f]{32})\.md"
    r"|revisions/[0-9]{6,12}\.jsonl"
    r"|inbox(?:-bad)?/[0-9A-Za-z][0-9A-Za-z._-]{0,79}"
    r"|thumbnails/[0-9a-f]{40}"
    r"|attachments/[0-9a-f]{40}(?:\.[0-9a-z]{1,8})?"
)
_RANKS = {
    kind: rank
    for rank, kinds in enumerate(
        (
            (ABOUT,),
            ("entries", "trash"),
            ("revisions",),
            (DRAFTS,),
            ("inbox",),
            ("inbox-bad",),
            ("thumbnails",),
            ("attachments",),
            (DAMAGED,),
            (MANIFEST,),
        )
    )
    for kind in kinds
}
_OUTER_NAMES = re.compile(r"[0-9A-Za-z._-]{1,80}")
_INBOX_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,79}")
_SUFFIX = re.compile(r"[0-9a-z]{1,8}")
_json = json.JSONEncoder(ensure_ascii=False).encode

Step = Callable[[int], None]


class About(NamedTuple):
    """What a backup says of itself, sealed with the rest.

    Attributes:
        vault: 32 hex digits.
        made_at: milliseconds since 1970.
        entries: outside the trash.
        records: of every kind.
        attachments: how many.
        former_inbox: inbox identities that the vault had before its keys were changed.
    """

    vault: str
    made_at: int
    entries: int
    records: int
    attachments: int
    former_inbox: tuple[str, ...]


_ABOUT_NAMES = frozenset({"format", "version", *About._fields})


class Made(NamedTuple):
    """A backup that was written, read back and compared.

    Attributes:
        path: of the file.
        size: in bytes.
        about: what it holds.
        damaged: attachments that could not be read from the vault, and so are not in it.
    """

    path: str
    size: int
    about: About
    damaged: tuple[str, ...]


class Outer(NamedTuple):
    """The outside of a backup, which anybody can read.

    Attributes:
        header: the key slots.
        start, size: where data.tar.age lies in the file.
    """

    header: Header
    start: int
    size: int


# Making one


def make_backup(vault: Vault, path: str, *, now_ms: int, step: Step | None = None) -> Made:
    """Writes everything into one file, reads it back, and only then gives it its name.

    It holds one moment, however much others write meanwhile. Constant memory but for 150 bytes for each file in it;
    no plaintext touches a disk. A backup of the same vault that has the name already is replaced when the new one is
    proven, never before.

    Args:
        vault: open.
        path: of the file; its folder exists, outside the vault.
        now_ms: milliseconds since 1970.
        step: told of bytes as they pass, first on the way out and then on the way back.

    Raises:
        Misused: the place is inside the vault, or something else has the name.
        Damaged: what was read back differs; nothing is left of it. OSError: the disk failed or is full; likewise.
    """
    path = os.path.abspath(path)
    _refuse_place(vault, path)
    step = step or (lambda _: None)
    vault.disk.sweep(os.path.dirname(path), of=os.path.basename(path))
    unproven = f"{path}.{os.urandom(4).hex()}{PARTIAL}"
    try:
        with _reading(vault) as reader:
            pack = _Pack(reader, now_ms)
            _write_proven(reader, pack, unproven, path, step)
    except BaseException:
        with suppress(OSError):
            vault.disk.remove(unproven)
        raise
    vault.disk.sync_folder(os.path.dirname(path))
    return Made(path, os.path.getsize(path), pack.about, tuple(pack.damaged))


def _write_proven(vault: Vault, pack: "_Pack", unproven: str, path: str, step: Step) -> None:
    before = _outside(vault.header, pack.seconds)
    start = len(before)
    # Careful: the witness is there before the file, so that it does not hold its lock.
    with (
        witness(partial(_is_whole, unproven, vault.keys, pack.about, start)) as seen,
        vault.disk.create(unproven) as file,
    ):
        whole = _Whole(file)
        whole.write(before)
        with passing(pack.pour) as source:
            synced = _Synced(whole, vault.disk, file, seen)
            seal_stream(_Telling(source, step), synced, [recipient_of(vault.keys.log)])
        size = whole.size - start
        whole.write(bytes(-size % BLOCK) + bytes(2 * BLOCK))
        file.seek(start - BLOCK)
        _Whole(file).write(header_block(DATA, size, pack.seconds))
        vault.disk.sync(file)
        if seen.agrees(start + size):
            step(size)
        elif check_backup(unproven, vault.keys, step=step) != pack.about:
            raise strange(JUST_WRITTEN)
        with open(unproven, "rb") as again:
            if again.read(start - BLOCK) != before[:-BLOCK]:
                raise strange(JUST_WRITTEN)
        vault.disk.rename(unproven, path)


def _is_whole(path: str, keys: Keys, about: About, start: int, shown: Shown) -> bool:
    """What `check_backup` says of a backup that is still being written."""
    shown.beyond(start)
    with open(path, "rb", buffering=0) as file:
        file.seek(start)
        with _unsealed(_Following(file, shown), keys) as (said, found):
            whole = _counted(said, found) == about
    outer = load_outer(path)
    return whole and (outer.header.vault, outer.start, outer.start + outer.size) == (about.vault, start, shown.size)


def _refuse_place(vault: Vault, path: str) -> None:
    inside = os.path.realpath(vault.folder)
    if os.path.commonpath((inside, os.path.realpath(path))) == inside:
        raise Misused(
            "a backup inside the vault would be lost together with it",
            safe="nothing was written",
            next="name another place, best on another disk: goldseam backup FILE",
            code="keep.backup-inside",
        )
    if not os.path.isdir(os.path.dirname(path)):
        raise Misused(
            f"there is no folder {os.path.dirname(path)}",
            safe="nothing was written",
            next="make the folder, or name another: goldseam backup FILE",
            code="keep.backup-nowhere",
        )
    if os.path.lexists(path) and not _is_backup_of(vault, path):
        raise Misused(
            f"{path} is there already, and is no backup of this vault",
            safe="it was left as it is, and nothing was written",
            next="name another file: goldseam backup FILE",
            code="keep.backup-in-the-way",
        )


def _is_backup_of(vault: Vault, path: str) -> bool:
    try:
        return load_outer(path).header.vault == vault.header.vault
    except (Damaged, OSError):
        return False


@contextmanager
def _reading(vault: Vault) -> Iterator[Vault]:
    """The vault of one moment, through a connection of its own, so that nobody waits for the backup."""
    reader = Vault(vault.folder, load_header(vault.folder, vault.disk), vault.keys, disk=vault.disk)
    try:
        with reader.database.snapshot():
            yield reader
    finally:
        reader.close()


def _outside(header: Header, seconds: int) -> bytes:
    """What stands before the sealed data, with a header for it that is put right when its size is known."""
    readme, *decryptor = _outer_texts()
    files = (readme, (HEADER, format_header(header)), *decryptor)
    before = [header_block(name, len(data), seconds) + data + bytes(-len(data) % BLOCK) for name, data in files]
    return b"".join((*before, header_block(DATA, 0, seconds)))


def _own_file(name: str) -> bytes:
    with open(os.path.join(os.path.dirname(__file__), "decrypt", name), "rb") as file:
        return file.read()


class _Pack:
    """What goes into a backup, in its order."""

    def __init__(self, vault: Vault, now_ms: int) -> None:
        self._vault = vault
        self.seconds = now_ms // 1000
        self._attachments = _attachments(vault)
        former = json.loads(str(vault.fact(FORMER_INBOX) or "[]"))
        count = vault.database.one("select count(*) from record")
        assert count is not None
        assert isinstance(count[0], int)
        self.about = About(
            vault.header.vault, now_ms, vault.count(), count[0], len(self._attachments), tuple(map(str, former))
        )
        self.damaged: list[str] = []

    def pour(self, target: Target) -> None:
        packer = Packer(target, mtime=self.seconds)
        packer.add(ABOUT, _json_bytes({"format": FORMAT, "version": VERSION, **self.about._asdict()}))
        names: set[str] = set()
        for entry in self._vault.iter_entries(batch=BATCH):
            name = _entry_name(entry, SHORT_ID_DIGITS)
            name = _entry_name(entry, ID_DIGITS) if name in names else name
            names.add(name)
            packer.add(name, _markdown(entry).encode("utf-8", "replace"))
        self._pour_revisions(packer)
        drafts = self._vault.database.rows("select id, entry, base, meta, body, saved_at from draft order by saved_at")
        packer.add(DRAFTS, b"".join(_json_bytes(_draft_json(*row)) for row in drafts))
        self._pour_inbox(packer)
        self._pour_thumbnails(packer)
        self._pour_attachments(packer)
        packer.add(DAMAGED, _json_bytes(self.damaged))
        packer.close()

    def _pour_revisions(self, packer: Packer) -> None:
        lines: list[bytes] = []
        size = files = 0
        for n, record in self._vault.iter_records():
            lines.append(record_line(record, n).encode() + b"\n")
            size += len(lines[-1])
            if len(lines) == LINES_MAX or size >= TEXT_MAX:
                files += 1
                packer.add(f"revisions/{files:06d}.jsonl", b"".join(lines))
                lines, size = [], 0
        if lines:
            packer.add(f"revisions/{files + 1:06d}.jsonl", b"".join(lines))

    def _pour_inbox(self, packer: Packer) -> None:
        for folder, name in ((INBOX, "inbox"), (os.path.join(INBOX, BAD), "inbox-bad")):
            where = os.path.join(self._vault.folder, folder)
            for item in self._vault.disk.names(where):
                path = os.path.join(where, item)
                if not _is_file(path):
                    continue  # a link could lead anywhere, and reading a pipe never ends
                plain = item if _INBOX_NAME.fullmatch(item) else _hashed_name(item)
                with suppress(FileNotFoundError), open(path, "rb") as file:
                    packer.stream(f"{name}/{plain}", os.fstat(file.fileno()).st_size, partial(_copy, file))

    def _pour_thumbnails(self, packer: Packer) -> None:
        last = b""
        while rows := self._vault.database.rows(
            "select blob, image from thumbnail where blob > ? order by blob limit 20", (last,)
        ):
            for blob, image in rows:
                assert isinstance(blob, bytes)
                assert isinstance(image, bytes)
                packer.add(f"thumbnails/{blob.hex()}", image)
                last = blob

    def _pour_attachments(self, packer: Packer) -> None:
        blobs = Blobs(self._vault.folder, self._vault.keys, self._vault.disk)
        for blob, (size, suffix) in sorted(self._attachments.items()):
            whole = os.path.exists(blobs.path(blob)) and packer.stream(
                f"attachments/{blob}{suffix}", size, partial(blobs.copy_to, blob)
            )
            if not whole:
                self.damaged.append(blob)


def _attachments(vault: Vault) -> dict[str, tuple[int, str]]:
    """Size and suffix of every attachment that a revision or a draft names."""
    found: dict[str, tuple[int, str]] = {}
    for table in ("record", "draft"):
        for (meta,) in vault.database.each(f"select meta from {table} where meta like '%\"attachments\"%'"):  # noqa: S608 - constants
            for attachment in json.loads(str(meta)).get("attachments", ()):
                known = Attachment(**attachment)
                suffix = known.name.rpartition(".")[2].lower() if "." in known.name else ""
                found.setdefault(known.blob, (known.size, f".{suffix}" if _SUFFIX.fullmatch(suffix) else ""))
    return found


def _entry_name(entry: Entry, digits: int) -> str:
    return f"{'trash' if entry.content.trashed else 'entries'}/{entry.content.day}-{entry.id[:digits]}.md"


def _markdown(entry: Entry) -> str:
    """An entry for people: what stands around it, each as JSON, which is also YAML; a line; her text."""
    content = entry.content
    written = _written(content.written_at, content.zone)
    fields: JsonObject = {"id": entry.id, "day": content.day, "written": written, "zone": content.zone}
    if content.title:
        fields["title"] = content.title
    if content.journal:
        fields["journal"] = content.journal
    if content.tags:
        fields["tags"] = list(content.tags)
    if content.starred:
        fields["starred"] = True
    if content.attachments:
        fields["attachments"] = [
            [attachment.name, f"attachments/{attachment.blob}"] for attachment in content.attachments
        ]
    if content.extra:
        fields["extra"] = content.extra
    lines = [f"{name}: {_json(value)}" for name, value in fields.items()]
    return "\n".join(["---", *lines, "---", "", content.text, ""])


def _written(instant_ms: int, zone: str) -> str:
    for known in (zone, "UTC"):
        with suppress(Misused):
            return local_time(instant_ms, known).isoformat(timespec="seconds")
    return f"{instant_ms} ms after 1970"


def _draft_json(id_: object, entry: object, base: object, meta: object, body: object, saved_at: object) -> JsonObject:
    assert isinstance(id_, bytes)
    assert isinstance(base, bytes)
    return {
        "id": id_.hex(),
        "entry": entry.hex() if isinstance(entry, bytes) else None,
        "base": base.hex(),
        "meta": json.loads(str(meta)),
        "body": body,
        "saved_at": saved_at,
    }


def _json_bytes(value: object) -> bytes:
    return (_json(value) + "\n").encode("utf-8", "surrogatepass")


def _is_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except FileNotFoundError:
        return False  # taken in meanwhile


def _hashed_name(name: str) -> str:
    return hashlib.blake2b(os.fsencode(name), digest_size=16).hexdigest() + ".age"


def _copy(source: BinaryIO, target: Target) -> None:
    while data := source.read(COPY_BYTES):
        target.write(data)


# Reading one


def load_outer(path: str) -> Outer:
    """The outside of a backup.

    Raises: Damaged: the file is no backup, or its outside is damaged. OSError: it cannot be read.
    """
    with open(path, "rb") as file:
        end = os.fstat(file.fileno()).st_size
        header: Header | None = None
        names: set[str] = set()
        for _ in range(OUTER_MEMBERS_MAX):
            found = next_header(file, _OUTER_NAMES, what="the backup")
            if found is None or found[0] in names:
                break
            name, size = found
            names.add(name)
            at = file.tell()
            if at + size > end:
                raise cut_short("the backup")
            if name == HEADER and size <= HEADER_BYTES_MAX:
                header = parse_header(file.read(size))
            elif name == DATA and header is not None:
                _refuse_more(file, at + size + -size % BLOCK, end)
                return Outer(header, at, size)
            file.seek(at + size + -size % BLOCK)
    raise strange("the backup")


def altered_texts(path: str) -> tuple[str, ...]:
    """The names of the files on the outside of a backup, for people, that are not what a goldseam wrote.

    Nothing of hers is in them, and a restore does not read them; but whoever has nothing else will need them.

    Raises: as `load_outer`.
    """
    start = load_outer(path).start
    written = {name: _text_digest(data) for name, data in _outer_texts()}
    found: set[str] = set()
    with open(path, "rb") as file:
        while file.tell() < start - BLOCK and (member := next_header(file, _OUTER_NAMES, what="the backup")):
            name, size = member
            digest = _text_digest(file.read(size)) if name in written and size <= SMALL_BYTES_MAX else ""
            if digest and digest in {written[name], *FORMER_TEXTS}:
                found.add(name)
            file.seek(-size % BLOCK + (0 if digest else size), os.SEEK_CUR)
    return tuple(sorted(written.keys() - found))


def _outer_texts() -> tuple[tuple[str, bytes], ...]:
    return (
        (README, README_TEXT.encode()),
        (DECRYPTOR, _own_file("decrypt.py")),
        (DECRYPTOR_README, _own_file("README.txt")),
    )


def _text_digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _refuse_more(file: BinaryIO, at: int, end: int) -> None:
    """After the data stands nothing but the end of the archive, which tar fills up to a record of 10 KiB."""
    file.seek(at)
    rest = file.read(64 * BLOCK)
    if at + len(rest) != end or any(rest) or len(rest) < 2 * BLOCK:
        raise strange("the backup") if len(rest) >= 2 * BLOCK else cut_short("the backup")


@contextmanager
def opened_backup(path: str, keys: Keys, *, step: Step | None = None) -> Iterator[tuple[About, Iterator[Member]]]:
    """What a backup says of itself, and its files; every byte is proven when the last file has been asked for.

    Raises: Damaged: it is no backup, damaged, cut short, or not made with these keys.
    """
    outer = load_outer(path)
    with open(path, "rb") as file:
        file.seek(outer.start)
        sealed = _Telling(Limited(file, outer.size, "the backup"), step or (lambda _: None))
        with _unsealed(sealed, keys) as (about, found):
            if about.vault != outer.header.vault:
                raise strange("the backup")
            yield about, found


@contextmanager
def _unsealed(sealed: Source, keys: Keys) -> Iterator[tuple[About, Iterator[Member]]]:
    def pour(target: Target) -> None:
        open_stream(sealed, target, keys.log, what="the backup")

    with passing(pour) as source:
        found = proven(_in_order(members(source, NAMES, what="the backup")))
        yield _parse_about(next(found, None)), found


def _in_order(found: Iterator[Member]) -> Iterator[Member]:
    """The files as they come. Raises Damaged when they are not in the order of the format."""
    reached = 0
    for member in found:
        rank = _RANKS[member.name.partition("/")[0]]
        if rank < reached:
            raise strange("the backup")
        reached = rank
        yield member


def _parse_about(member: Member | None) -> About:
    if member is None or member.name != ABOUT:
        raise strange("the backup")
    try:
        fields = object_in(member.data.all(size_max=SMALL_BYTES_MAX))
        if fields.get("format") != FORMAT:
            raise ValueError  # noqa: TRY301 - one way out for everything that is not our format
        version = whole_of(fields.get("version"))
        if version > VERSION:
            raise Damaged(
                f"the backup has format {version}, and this goldseam knows formats up to {VERSION}",
                safe="nothing was read or changed",
                next="install a newer goldseam: pip install --upgrade goldseam",
                code="keep.newer-backup",
            )
        exactly(fields, _ABOUT_NAMES)
        if version != VERSION:
            raise ValueError  # noqa: TRY301 - as above
        return About(
            hex_of(fields["vault"], 32),
            whole_of(fields["made_at"]),
            whole_of(fields["entries"]),
            whole_of(fields["records"]),
            whole_of(fields["attachments"]),
            tuple(map(text_of, list_of(fields["former_inbox"], count_max=FORMER_MAX))),
        )
    except ValueError:
        raise strange("the backup") from None


def check_backup(path: str, keys: Keys, *, step: Step | None = None) -> About:
    """Reads a backup to its end and proves every byte: seal, manifest, the id of every record, the counts.

    Raises: Damaged: something is not what it was when it was written.
    """
    with opened_backup(path, keys, step=step) as (about, found):
        return _counted(about, found)


def _counted(about: About, found: Iterator[Member]) -> About:
    """What a backup says of itself, once all of it was read and it is true. Raises Damaged."""
    records = entries = 0
    for member in found:
        if member.name.startswith("revisions/"):
            records += sum(1 for _ in lines_of(member))
        entries += member.name.startswith("entries/")
    if (records, entries) != (about.records, about.entries):
        raise strange("the backup")
    return about


def lines_of(member: Member) -> Iterator[tuple[int, Record]]:
    """The numbers and records in a file of lines, each proven by its id. Raises Damaged."""
    return map(parse_line, text_lines(member, size_max=LINES_BYTES_MAX))


def text_lines(member: Member, *, size_max: int) -> list[str]:
    """The lines of a file, each ended by a line feed and by nothing else. Raises Damaged."""
    try:
        lines = member.data.all(size_max=size_max).decode().split("\n")
    except UnicodeDecodeError:
        raise strange(member.name) from None
    if lines.pop():
        raise strange(member.name)
    return lines


class _Telling:
    """Reads through, and tells how many bytes have passed."""

    def __init__(self, source: Source, step: Step) -> None:
        self._source = source
        self._step = step

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self._step(len(data))
        return data


class _Whole:
    """An unbuffered file may write a part and say so; here all is written, and counted."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = 0

    def write(self, data: bytes) -> int:
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


class _Synced:
    """All is written, and synced from time to time, so that the witness can read it meanwhile."""

    def __init__(self, whole: _Whole, disk: Disk, file: BinaryIO, seen: Witness) -> None:
        self._whole = whole
        self._disk = disk
        self._file = file
        self._seen = seen
        self._synced = 0

    def write(self, data: bytes) -> int:
        self._whole.write(data)
        if self._seen.is_there and self._whole.size - self._synced >= SYNCED_BYTES:
            self._disk.sync(self._file)
            self._synced = self._whole.size
            self._seen.show(self._synced)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


class _Following:
    """Reads what was shown of a file, and waits for more."""

    def __init__(self, file: BinaryIO, shown: Shown) -> None:
        self._file = file
        self._shown = shown

    def read(self, size: int = -1) -> bytes:
        there = self._shown.beyond(self._file.tell())
        return self._file.read(there if size < 0 else min(size, there))


README_TEXT = """This is a backup of a private journal made with goldseam. All that was written is encrypted.

What is what
  vault.json          the key slots: the passphrase or the paper key opens one of them, and it holds the other keys
  data.tar.age        everything: each entry as a text file, every earlier revision, every photo and file
  decrypt.py          reads all of it with nothing but Python and the command age; see decrypt.README.txt

To go on with it: install goldseam and run `goldseam restore THIS-FILE --vault NEW-FOLDER`.

To read it without goldseam, with Python and the command age (age-encryption.org):
    tar xf THIS-FILE
    python3 decrypt.py THIS-FILE NEW-FOLDER

To read it without Python, with the paper key (AGE-SECRET-KEY-1...) in the file paper.txt, and age, tar, base64 and jq:
    umask 077
    tar xf THIS-FILE
    for s in $(jq -r '.slots[] | select(.kind == "paper") | .sealed' vault.json); do
      echo "$s" | base64 -d | age -d -i paper.txt; done > keys.json
    jq -r .log keys.json > log.txt
    age -d -i log.txt data.tar.age | tar x
Afterwards remove keys.json and log.txt: whoever has them can read this backup.
"""
