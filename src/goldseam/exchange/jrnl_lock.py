"""Opening journals that jrnl encrypted, in constant memory.

Three shapes, all keyed by a password alone:

    v1  a 16-byte vector, then AES-256-CBC under SHA-256 of the password; nothing tells whether it was altered.
    v2  a Fernet token under PBKDF2-SHA256 of the password with a salt that is the same for everybody.
    v3  `JRNLv3`, the length of a header, the header (base64 of JSON with a salt of its own), then a Fernet token.

A Fernet token is base64url of: 0x80, 8 bytes of time, a 16-byte vector, AES-128-CBC, HMAC-SHA256 of all before it.

Source: jrnl's documentation on encryption; the Fernet specification of 2012.
"""

import base64
import binascii
import hashlib
import hmac
import io
import json
import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from goldseam.exchange.containers import open_plainly
from goldseam.keep.foreign import BLOCK, undo_cbc
from goldseam.words.problem import Damaged, WrongKey
from goldseam.words.secret import Secret

V2_START = b"gAAAAA"
V3_START = b"JRNLv3"
ITERATIONS = 100_000
# The same in every journal of that version (advisory GHSA-rhx6-37mm-5q9r), hence not a secret.
V2_SALT = bytes.fromhex("f2d5710ec18d2ededc8e367489 04cef8")
CHUNK = 3 << 16
HEADER_BYTES_MAX = 4096
_TOKEN_START = 25
_MAC_BYTES = 32


def lock_version(head: bytes, size: int) -> int:
    """1, 2 or 3 for what jrnl encrypted; 0 for anything else. Version 1 has no mark: any binary of whole blocks."""
    if head.startswith(V3_START):
        return 3
    if head.startswith(V2_START) and head[:200].replace(b"-", b"a").replace(b"_", b"a").rstrip(b"=\r\n").isalnum():
        return 2
    blocks = size >= 2 * BLOCK and size % BLOCK == 0
    return 1 if blocks and _looks_random(head) else 0


def _looks_random(head: bytes) -> bool:
    """No text, and nothing with a structure: nearly as many different bytes as chance gives, and none too often."""
    sample = head[:4096]
    by_chance = 256 * (1 - (255 / 256) ** len(sample))
    different = set(sample)
    often = max(map(sample.count, different), default=0)
    return len(different) > 0.8 * by_chance and often < 6 + len(sample) // 40 and not sample.isascii()


class JrnlLock:
    """An encrypted journal and its password."""

    def __init__(self, path: str, password: Secret | None) -> None:
        """Derives the key (0.1 s for v2 and v3) and checks it.

        Raises:
            WrongKey: no password, or not the one.
            Damaged: it cannot be opened with any.
        """
        if password is None:
            raise WrongKey(
                "the journal is encrypted, or is no journal at all, and no password was given",
                safe="nothing was changed",
                next="give the password it was encrypted with: goldseam import FILE --password-file FILE",
                code="exchange.password-missing",
            )
        self._path = path
        with open_plainly(path) as file:
            head = file.read(HEADER_BYTES_MAX + 8)
            size = file.seek(0, os.SEEK_END)
        self._version = lock_version(head, size) or 1
        self._offset = 0
        if self._version == 1:
            self._key = hashlib.sha256(password.reveal()).digest()
            self._check_old(size)
        else:
            salt = V2_SALT
            if self._version == 3:  # noqa: PLR2004 - the version with a header
                salt, self._offset = _header(head)
            self._key = hashlib.pbkdf2_hmac("sha256", password.reveal(), salt, ITERATIONS)
            self._check_token()

    @property
    def bare_dates(self) -> bool:
        """Whether its dates stand without brackets, as before jrnl 2."""
        return self._version == 1

    def open(self) -> BinaryIO:
        """The journal's text as bytes, from the beginning."""
        chunks = self._old_chunks() if self._version == 1 else self._token_plain()
        return io.BufferedReader(_Chunks(chunks), CHUNK)

    def _check_old(self, size: int) -> None:
        """Nothing but padding and encoding says whether the password is right."""
        with open_plainly(self._path) as file:
            vector, first = file.read(BLOCK), file.read(CHUNK)
            file.seek(size - 2 * BLOCK)
            before, last = file.read(BLOCK), file.read(BLOCK)
        if not _is_padded(undo_cbc(self._key, before, last)) or not _is_utf8(undo_cbc(self._key, vector, first)):
            raise _wrong()

    def _old_chunks(self) -> Iterator[bytes]:
        with open_plainly(self._path) as file:
            vector = file.read(BLOCK)
            yield from _undone(self._key, vector, iter(lambda: file.read(CHUNK), b""))

    def _check_token(self) -> None:
        mac = hmac.new(self._key[:16], digestmod="sha256")
        tail = b""
        try:
            for chunk in self._token():
                tail += chunk
                mac.update(tail[:-_MAC_BYTES])
                tail = tail[-_MAC_BYTES:]
        except (binascii.Error, ValueError):
            raise _damaged("it is cut off, or not base64") from None
        if not hmac.compare_digest(mac.digest(), tail):
            raise _wrong()

    def _token_plain(self) -> Iterator[bytes]:
        token = _without_end(self._token(), _MAC_BYTES)
        start = b""
        for chunk in token:
            start += chunk
            if len(start) >= _TOKEN_START:
                break
        vector, first = start[9:_TOKEN_START], start[_TOKEN_START:]
        yield from _undone(self._key[16:], vector, _chained(first, token))

    def _token(self) -> Iterator[bytes]:
        """The token's bytes. Raises ValueError where it is not base64."""
        with open_plainly(self._path) as file:
            file.seek(self._offset)
            rest = b""
            while chunk := file.read(CHUNK):
                rest += b"".join(chunk.split())
                whole = len(rest) // 4 * 4
                yield base64.b64decode(rest[:whole], altchars=b"-_", validate=True)
                rest = rest[whole:]
            if rest:
                raise ValueError


class _Chunks(io.RawIOBase):
    """Chunks as a stream."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # what BufferedReader gives
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _header(head: bytes) -> tuple[bytes, int]:
    """The salt of a v3 journal, and where its token begins."""
    start = len(V3_START) + 2
    try:
        (length,) = struct.unpack_from(">H", head, len(V3_START))
        field = head[start : start + length]
        with suppress(binascii.Error):  # journals made before the release hold the JSON itself
            field = base64.b64decode(field, validate=True)
        salt = base64.urlsafe_b64decode(json.loads(field)["salt"])
    except (ValueError, KeyError, TypeError, struct.error, RecursionError):
        raise _damaged("its header makes no sense") from None
    return salt, start + length


def _undone(key: bytes, vector: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Plaintext without its padding."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        whole = (len(rest) - 1) // BLOCK * BLOCK  # the last block stays: it holds the padding
        if whole > 0:
            data, rest = rest[:whole], rest[whole:]
            yield undo_cbc(key, vector, data)
            vector = data[-BLOCK:]
    if len(rest) % BLOCK:
        raise _damaged("it is cut off")
    yield _unpadded(undo_cbc(key, vector, rest))


def _unpadded(plain: bytes) -> bytes:
    """PKCS #7; the oldest journals were filled up with spaces."""
    if not plain or plain.endswith(b" "):
        return plain.rstrip(b" ")
    return plain[: -plain[-1]] if _is_padded(plain) else plain


def _is_padded(plain: bytes) -> bool:
    count = plain[-1]
    return plain.endswith(b" ") or (1 <= count <= BLOCK and plain.endswith(bytes([count]) * count))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start > len(data) - 4 - BLOCK  # a character may be cut at the end of the piece
    return True


def _without_end(chunks: Iterator[bytes], count: int) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        rest += chunk
        if len(rest) > count:
            yield rest[:-count]
            rest = rest[-count:]


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _wrong() -> WrongKey:
    return WrongKey(
        "the journal could not be opened with that password, or is no journal at all",
        safe="nothing was changed",
        next="try the password again; it is the one jrnl asks for, not the passphrase of your vault",
        code="exchange.password-wrong",
    )


def _damaged(why: str) -> Damaged:
    return Damaged(
        f"the encrypted journal could not be opened: {why}",
        safe="nothing was changed, and the file was left as it is",
        next="import a copy that jrnl itself can open",
        code="exchange.journal-damaged",
    )
