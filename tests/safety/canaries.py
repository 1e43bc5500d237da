"""Marked words, pictures and keys, and finding them in bytes, also where somebody wrote them another way.

Every word she writes on the traced day holds STEM, so that one search finds a leak of any of them, and of a single word
as an index would keep it. Nothing else in the world holds it.
"""

import base64
import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Protocol
from urllib.parse import quote

from goldseam.command.paper_key import GROUP
from goldseam.keep.keys import Keys

WORDS = "words"  # of an entry: text, title, tag, journal, the name of a file, what she looks for
PHOTO = "photo"  # pixels, in the photo or its thumbnail
PLACE = "place"  # where the photo was taken
SECRET = "secret"  # passphrase, paper key, password of another journal
KEY = "key"  # the vault's keys

STEM = "zyqoxuvijk"
UNPACKED_MAX = 4 << 20
WINDOW = 24
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class Canary(NamedTuple):
    """Bytes that must not be seen: what they are of, a name to report, and themselves."""

    kind: str
    name: str
    needle: bytes


class Sighting(NamedTuple):
    """A canary that was seen, in which guise, and where in the bytes."""

    canary: Canary
    guise: str
    at: int

    def __str__(self) -> str:
        return f"{self.canary.kind} {self.canary.name} as {self.guise} at {self.at}"


def word(what: str) -> str:
    """A word that only the traced day holds, for one thing she writes."""
    assert re.fullmatch("[a-z]+", what), "so that it stays one word everywhere"
    return STEM + what


WRITTEN = Canary(WORDS, "what she wrote", STEM.encode())


def canaries_of_keys(keys: Keys, name: str) -> list[Canary]:
    """The vault's keys, as bytes and as age writes them."""
    raw = {"root": keys.root, "database": keys.database, "blobs": keys.blobs}
    found = [Canary(KEY, f"{name}: {each}", secret.reveal()) for each, secret in raw.items()]
    for each, identity in {"log": keys.log, "inbox": keys.inbox}.items():
        found += identity_canaries(KEY, f"{name}: {each}", identity)
    return found


def identity_canaries(kind: str, name: str, identity: str) -> list[Canary]:
    """An age identity: its text, and the 32 bytes it says."""
    text = identity.strip().lower()
    bits = "".join(f"{_BECH32.index(letter):05b}" for letter in text.rsplit("1", 1)[1][:-6])
    raw = int(bits[: 32 * 8], 2).to_bytes(32, "big")
    return [Canary(kind, f"{name}, as text", text.upper().encode()), Canary(kind, f"{name}, its bytes", raw)]


def picture_canaries(name: str, data: bytes) -> list[Canary]:
    """Pieces out of a picture's bytes, from its beginning to its end."""
    size = len(data)
    return [Canary(PHOTO, f"{name}, byte {at}", data[at : at + WINDOW]) for at in (size // 3, size // 2, size * 4 // 5)]


def guises(needle: bytes) -> dict[str, bytes]:
    """How bytes are written elsewhere: encodings that keep them recoverable at a glance."""
    found = {"itself": needle, "reversed": needle[::-1]}
    found["hex"] = needle.hex().encode()
    found["HEX"] = found["hex"].upper()
    found["spaced hex"] = needle.hex(" ").encode()
    found["percent"] = b"".join(b"%%%02X" % byte for byte in needle)
    found["quoted"] = quote(needle, safe="").encode()
    found["base32"] = base64.b32encode(needle[: len(needle) // 5 * 5])
    found["base85"] = base64.b85encode(needle[: len(needle) // 4 * 4])
    for shift in range(3):
        # Without the characters that bytes before and after would have a part in.
        inner = slice(-(-8 * shift // 6), (shift + len(needle)) * 8 // 6)
        found[f"base64, {shift} before"] = base64.b64encode(bytes(shift) + needle)[inner]
        found[f"base64 for addresses, {shift} before"] = base64.urlsafe_b64encode(bytes(shift) + needle)[inner]
    if needle.isascii():
        text = needle.decode()
        found |= {kind: text.encode(kind) for kind in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")}
        found["JSON escapes"] = "".join(f"\\u{ord(c):04x}" for c in text).encode()
        found["entities"] = "".join(f"&#{ord(c)};" for c in text).encode()
        found["groups"] = " ".join(text[i : i + GROUP] for i in range(0, len(text), GROUP)).encode()
        found["UPPER CASE"] = text.upper().encode()
        found["lower case"] = text.lower().encode()
    return found


class Watch:
    """Looks for canaries in bytes."""

    def __init__(self, canaries: Iterable[Canary]) -> None:
        self._wanted: dict[bytes, tuple[Canary, str]] = {}
        for canary in canaries:
            assert len(canary.needle) >= len(STEM), "shorter ones are seen by chance"
            for guise, needle in guises(canary.needle).items():
                self._wanted.setdefault(needle, (canary, guise))

    def sightings(self, data: bytes) -> Iterator[Sighting]:
        """Each canary that is in `data`, as it is or packed."""
        yield from self._plain(data, "")
        for at, packer, plain in unpacked(data):
            yield from (seen._replace(at=at) for seen in self._plain(plain, f" in {packer}"))

    def _plain(self, data: bytes, inside: str) -> Iterator[Sighting]:
        for needle, (canary, guise) in self._wanted.items():
            at = data.find(needle)
            if at >= 0:
                yield Sighting(canary, guise + inside, at)


class _Unpacker(Protocol):
    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


_PACKERS: dict[str, tuple[bytes, Callable[[], _Unpacker], int]] = {
    "gzip": (rb"\x1f\x8b\x08", lambda: zlib.decompressobj(31), 0),
    "zlib": (rb"\x78[\x01\x5e\x9c\xda]", zlib.decompressobj, 0),
    "bz2": (rb"BZh[1-9]1AY&SY", bz2.BZ2Decompressor, 0),
    "xz": (rb"\xfd7zXZ\x00", lzma.LZMADecompressor, 0),
    "zip": (rb"PK\x03\x04.{4}\x08\x00", lambda: zlib.decompressobj(-15), 30),
}


def unpacked(data: bytes) -> Iterator[tuple[int, str, bytes]]:
    """What unpacks from anywhere in `data`: where, by what, and the beginning of it."""
    for packer, (mark, unpacker, head) in _PACKERS.items():
        for found in re.finditer(mark, data, re.DOTALL):
            start = found.start() + head
            if packer == "zip":
                start += sum(int.from_bytes(data[start - i : start - i + 2], "little") for i in (4, 2))
            try:
                plain = unpacker().decompress(data[start:], UNPACKED_MAX)
            except (zlib.error, OSError, EOFError, lzma.LZMAError):
                continue
            if plain:
                yield found.start(), packer, plain
