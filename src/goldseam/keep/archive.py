"""A tar archive as a stream: written without knowing its end, read without trusting it.

Only plain files with names of our own making; no links, no folders, no extensions, so that reading one can neither
leave the folder it is unpacked into nor take more memory than was meant. Any `tar` reads what is written here.
"""

import hashlib
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

from goldseam.keep.cipher import Source, Target
from goldseam.words.problem import Damaged

BLOCK = 512
COPY_BYTES = 1 << 18
MANIFEST = "MANIFEST.json"
MODE = 0o600


class Member(NamedTuple):
    """A file in an archive.

    Attributes:
        name: as it stands there.
        size: in bytes.
        data: to be read while the member is the current one.
    """

    name: str
    size: int
    data: "Hashed"


class Packer:
    """Writes an archive, and at its end what it holds: names, sizes and SHA-256, in order.

    SHA-256 and not BLAKE2b: processors have it built in, it is three times as fast here, and `sha256sum` is everywhere.
    """

    def __init__(self, target: Target, *, mtime: int) -> None:
        self._target = target
        self._mtime = mtime
        self._manifest = Manifest()

    def add(self, name: str, data: bytes) -> None:
        """A file that is in memory."""
        self._target.write(header_block(name, len(data), self._mtime))
        self._target.write(data)
        self._target.write(bytes(-len(data) % BLOCK))
        self._manifest.add(name, len(data), hashlib.sha256(data).hexdigest())

    def stream(self, name: str, size: int, pour: Callable[[Target], None]) -> bool:
        """A file of which `pour` writes exactly `size` bytes.

        Returns: whether it did. When it raises Damaged or writes another size, the file is filled up with zeros, so
        that one bad file does not spoil the archive.
        """
        self._target.write(header_block(name, size, self._mtime))
        hashing = _Hashing(self._target, size)
        poured = False
        with suppress(Damaged):
            pour(hashing)
            poured = True
        whole = poured and not hashing.left
        while hashing.left:
            hashing.write(bytes(min(hashing.left, COPY_BYTES)))
        self._target.write(bytes(-size % BLOCK))
        self._manifest.add(name, size, hashing.digest.hexdigest())
        return whole

    def close(self) -> None:
        """The manifest, and the end."""
        data = self._manifest.text()
        self._target.write(header_block(MANIFEST, len(data), self._mtime))
        self._target.write(data)
        self._target.write(bytes(-len(data) % BLOCK) + bytes(2 * BLOCK))
        self._target.flush()


class Manifest:
    """What an archive holds, as JSON, a file a line. Memory: about 150 bytes a file."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, name: str, size: int, sha256: str) -> None:
        """One more file."""
        self._lines.append(_manifest_line(name, size, sha256))

    def text(self) -> bytes:
        """As it stands in the archive."""
        return (_OPENING + _BETWEEN.join(self._lines) + _CLOSING).encode()


_OPENING, _BETWEEN, _CLOSING = "[\n", ",\n", "\n]\n"


def _manifest_line(name: str, size: int, sha256: str) -> str:
    """As `json` writes it. Put together, since a journal is many small files: a fifth of the time."""
    assert json.dumps(name) == f'"{name}"', "nothing in our names is escaped"
    return f'{{"name": "{name}", "size": {size}, "sha256": "{sha256}"}}'


def header_block(name: str, size: int, mtime: int) -> bytes:
    """The block before a file: one, whatever the size, so that it can be put right when the size is known.

    What tarfile makes of it; put together here where every field is plain, since a journal is many small files.
    """
    encoded = name.encode("ascii")
    if len(encoded) > _NAME_BYTES or not (0 <= size < _OCTAL_MAX and 0 <= mtime < _OCTAL_MAX):
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, mtime, MODE
        block = info.tobuf(tarfile.GNU_FORMAT)
        assert len(block) == BLOCK, "names are short"
        return block
    numbers = b"%07o\0" % MODE + b"0000000\0" * 2 + b"%011o\0%011o\0" % (size, mtime)
    checksum = b"%06o\0 " % (sum(encoded) + sum(numbers) + _SUM_OF_THE_REST)
    return b"".join((encoded.ljust(_NAME_BYTES, b"\0"), numbers, checksum, _AFTER_CHECKSUM))


_NAME_BYTES = 100
_OCTAL_MAX = 8**11
_CHECKSUM_AT = 148
_CHECKSUM_BYTES = 8
_AFTER_CHECKSUM = (b"0" + bytes(100) + b"ustar  ").ljust(BLOCK - _CHECKSUM_AT - _CHECKSUM_BYTES, b"\0")
_SUM_OF_THE_REST = sum(_AFTER_CHECKSUM) + _CHECKSUM_BYTES * ord(" ")  # which stand for the checksum itself


def _parse_header(block: bytes) -> tuple[str, int, int]:
    """Name, size and time in a block. Raises ValueError, or HeaderError; but it may say yes to what nobody wrote."""
    if block[124] & 0x80:  # a size that eleven octal digits cannot hold
        info = tarfile.TarInfo.frombuf(block, "ascii", "strict")
        return info.name, info.size, int(info.mtime)
    return block[:_NAME_BYTES].rstrip(b"\0").decode("ascii"), int(block[124:135], 8), int(block[136:147], 8)


class Limited:
    """The next `size` bytes of a source."""

    def __init__(self, source: Source, size: int, what: str) -> None:
        self._source = source
        self._what = what
        self.left = size

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; none at the end. Raises Damaged when the source ends before."""
        wanted = self.left if size < 0 else min(size, self.left)
        data = self._source.read(wanted) if wanted else b""
        if wanted and not data:
            raise cut_short(self._what)
        self.left -= len(data)
        return data

    def all(self, *, size_max: int) -> bytes:
        """Everything, when that is at most `size_max` bytes. Raises Damaged."""
        if self.left > size_max:
            raise strange(self._what)
        parts = []
        while self.left:
            parts.append(self.read())
        return b"".join(parts)

    def skip(self) -> None:
        """Reads to the end."""
        while self.left:
            self.read(COPY_BYTES)


class Hashed(Limited):
    """The same, and the SHA-256 of what was read of it."""

    def __init__(self, source: Source, size: int, what: str) -> None:
        super().__init__(source, size, what)
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As of `Limited`."""
        data = super().read(size)
        self.digest.update(data)
        return data


def members(source: Source, names: re.Pattern[str], *, what: str) -> Iterator[Member]:
    """The files of an archive, each to be read before the next is asked for; what of it is left is skipped.

    Raises: Damaged: it ends early, has something after its end, or holds anything but files whose names match.
    """
    while True:
        found = next_header(source, names, what=what)
        if found is None:
            return
        name, size = found
        data = Hashed(source, size, what)
        yield Member(name, size, data)
        data.skip()
        if _exactly(source, -size % BLOCK, what).strip(b"\0"):
            raise strange(what)


def next_header(source: Source, names: re.Pattern[str], *, what: str) -> tuple[str, int] | None:
    """Name and size of the file that follows; None at the end. Raises Damaged, as `members`.

    The block must be the very one that `header_block` makes: what another program could read in it differently, a
    second name or a link, is not there.
    """
    block = _exactly(source, BLOCK, what)
    if not any(block):
        if any(_exactly(source, BLOCK, what)):
            raise strange(what)
        while rest := source.read(COPY_BYTES):  # tar may fill up its last record
            if any(rest):
                raise strange(what)
        return None
    try:
        name, size, mtime = _parse_header(block)
        ours = size >= 0 and names.fullmatch(name) is not None and header_block(name, size, mtime) == block
    except (tarfile.HeaderError, ValueError):
        ours = False
    if not ours:
        raise strange(what)
    return name, size


def proven(found: Iterator[Member]) -> Iterator[Member]:
    """The files of an archive that ends with a manifest, which is compared with what was read.

    Memory: about 130 bytes a file.

    Raises: Damaged: a name comes twice. The manifest is missing or differs; careful: that only at the end.
    """
    listed = hashlib.sha256(_OPENING.encode())
    between = ""
    manifest = ""
    names: set[str] = set()
    for member in found:
        if manifest:
            raise strange(MANIFEST)
        if member.name in names:
            raise strange(member.name)
        names.add(member.name)
        if member.name == MANIFEST:
            member.data.skip()
            manifest = member.data.digest.hexdigest()
            continue
        yield member
        member.data.skip()
        listed.update((between + _manifest_line(member.name, member.size, member.data.digest.hexdigest())).encode())
        between = _BETWEEN
    listed.update(_CLOSING.encode())
    if manifest != listed.hexdigest():
        raise strange(MANIFEST)


class _Hashing:
    """Passes at most `size` bytes on, and remembers their hash."""

    def __init__(self, target: Target, size: int) -> None:
        self._target = target
        self.left = size
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        if len(data) > self.left:
            raise strange("an attachment")
        self.left -= len(data)
        self.digest.update(data)
        self._target.write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def _exactly(source: Source, size: int, what: str) -> bytes:
    data = source.read(size) if size else b""
    while len(data) < size:
        more = source.read(size - len(data))
        if not more:
            raise cut_short(what)
        data += more
    return data


def cut_short(what: str) -> Damaged:
    """The problem of something that ends too early."""
    return Damaged(
        f"{what} ends too early: it was cut short",
        safe="nothing was changed by reading it",
        next="use another backup, or make one: goldseam backup",
        code="keep.cut-short",
    )


def strange(what: str) -> Damaged:
    """The problem of something that is not what it should be."""
    return Damaged(
        f"{what} is not what goldseam writes",
        safe="nothing was changed by reading it",
        next="use another backup, or make one: goldseam backup",
        code="keep.archive-strange",
    )
