"""Seal and open: the age file format (age-encryption.org/v1), by pyrage. The only import of that library.

A recipient seals, an identity opens. Whoever does not know the recipient cannot make a file that the identity opens
(words.filippo.io/dispatches/age-authentication), so what is sealed to a recipient that stays secret is authenticated;
what is sealed to the public recipient of the inbox is not.

pyrage is imported by what seals or opens: a command that finds the vault unlocked does neither, and it costs 1.5 ms.
"""

from typing import TYPE_CHECKING, Protocol, cast

from goldseam.words.problem import Damaged
from goldseam.words.secret import Secret

if TYPE_CHECKING:
    from io import BufferedIOBase

    from pyrage import x25519

PIECE_BYTES = 1 << 18
_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class Source(Protocol):
    """Something to read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        ...


class Target(Protocol):
    """Something to write to."""

    def write(self, data: bytes, /) -> int | None:
        """Takes all of `data`."""
        ...

    def flush(self) -> None:
        """Holds nothing back."""
        ...


def identity_text(key: Secret) -> str:
    """The age identity of 32 secret bytes, as it is printed and as the `age` command reads it."""
    return _bech32("age-secret-key-", key.reveal()).upper()


def new_identity() -> str:
    """A fresh age identity, from the system's random source."""
    from pyrage import x25519

    return str(x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """The recipient (`age1…`) of an identity.

    Raises: ValueError: it is no identity.
    """
    from pyrage import IdentityError, x25519

    try:
        return str(x25519.Identity.from_str(identity).to_public())
    except IdentityError:
        msg = "not an age identity"
        raise ValueError(msg) from None


def seal(data: bytes, recipients: list[str]) -> bytes:
    """`data` for `recipients`. Cost: about 0.1 ms and 270 to 440 bytes.

    Raises: ValueError: something in the list is no recipient.
    """
    from pyrage import encrypt

    return encrypt(data, _recipients(recipients))


def open_sealed(data: bytes, identity: str, *, what: str) -> bytes:
    """What was sealed. Raises Damaged, naming `what`, when the bytes are not what they were or not for us."""
    from pyrage import DecryptError, decrypt, x25519

    try:
        return decrypt(data, [x25519.Identity.from_str(identity)])
    except DecryptError:
        raise not_ours(what) from None


def seal_stream(source: Source, target: Target, recipients: list[str]) -> None:
    """As `seal`, in constant memory; about 370 MB/s. What `source` or `target` raises comes through."""
    from pyrage import EncryptError, encrypt_io

    passing = _Passing(source, target)
    known = _recipients(recipients)
    try:
        # pyrage's types ask for more than it calls: read, and write and flush.
        encrypt_io(cast("BufferedIOBase", passing), cast("BufferedIOBase", passing), known)
    except EncryptError:
        raise passing.error or AssertionError("age could not seal") from None
    passing.flush()


def open_stream(source: Source, target: Target, identity: str, *, what: str) -> None:
    """As `open_sealed`, in constant memory. What `source` or `target` raises comes through.

    Careful: when it raises, a first part was already written to `target`.
    """
    from pyrage import DecryptError, decrypt_io, x25519

    passing = _Passing(source, target)
    try:
        identities = [x25519.Identity.from_str(identity)]
        decrypt_io(cast("BufferedIOBase", passing), cast("BufferedIOBase", passing), identities)
    except (DecryptError, OSError):
        raise passing.error or not_ours(what) from None
    passing.flush()


class _Passing:
    """Passes bytes on, and remembers what went wrong: age tells it as a text, or as damage.

    age asks for and hands out 8 KiB at a time; here they pass in larger pieces, which is a third faster for whoever
    hashes them or pours them into a pipe.
    """

    def __init__(self, source: Source, target: Target) -> None:
        self._source = source
        self._target = target
        self._read = memoryview(b"")
        self._written: list[bytes] = []
        self._size = 0
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        if not self._read:
            try:
                self._read = memoryview(self._source.read(PIECE_BYTES))
            except Exception as error:
                self.error = error
                raise
        size = len(self._read) if size < 0 else size
        data, self._read = self._read[:size], self._read[size:]
        return bytes(data)

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        self._size += len(data)
        if self._size >= PIECE_BYTES:
            self._pass_on()
        return len(data)

    def flush(self) -> None:
        self._pass_on()
        try:
            self._target.flush()
        except Exception as error:
            self.error = error
            raise

    def _pass_on(self) -> None:
        data = b"".join(self._written)
        self._written.clear()
        self._size = 0
        try:
            if data:
                self._target.write(data)
        except Exception as error:
            self.error = error
            raise


def not_ours(what: str) -> Damaged:
    """The problem of a sealed file that does not open."""
    return Damaged(
        f"{what} does not open: it was damaged, cut short, or sealed for another vault",
        safe="the file was left as it is, and nothing else was changed",
        next="goldseam verify",
        code="keep.does-not-open",
    )


def _recipients(texts: list[str]) -> "list[x25519.Recipient]":
    from pyrage import RecipientError, x25519

    try:
        return [x25519.Recipient.from_str(text) for text in texts]
    except RecipientError:
        msg = "not an age recipient"
        raise ValueError(msg) from None


def _bech32(prefix: str, data: bytes) -> str:
    """BIP 173, without its length limit, as age uses it."""
    bits = int.from_bytes(data, "big") << (-len(data) * 8) % 5
    count = -(-len(data) * 8 // 5)
    values = [bits >> 5 * (count - 1 - i) & 31 for i in range(count)]
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    checksum = _polymod(expanded + values + [0] * 6) ^ 1
    values += [checksum >> 5 * (5 - i) & 31 for i in range(6)]
    return prefix + "1" + "".join(_CHARSET[value] for value in values)


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            checksum ^= generator if top >> i & 1 else 0
    return checksum
