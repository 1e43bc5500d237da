"""What jrnl writes, written without jrnl: its text, and the three ways in which it encrypted that.

Source: jrnl's documentation on encryption; the Fernet specification. tests/exchange/test_jrnl_itself.py holds the same
against jrnl.
"""

import base64
import hashlib
import json
import os
import struct
from collections.abc import Iterable, Iterator
from datetime import UTC

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from goldseam.exchange.jrnl_lock import ITERATIONS, V2_SALT
from tests.contracts.importer import BAD
from tests.exchange.diary import Written

TOO_LONG = 20_000


def entries_text(diary: Iterable[Written], pattern: str = "[%Y-%m-%d %H:%M] ", *, between: str = "\n\n") -> str:
    """A journal of jrnl's: a date and a title on a line, the rest below."""
    return "".join(_entry(written, pattern) + between for written in diary)


def _entry(written: Written, pattern: str) -> str:
    date = written.at.strftime(pattern)
    if written is BAD:
        return date + "x" * TOO_LONG
    first, _, rest = (f"{written.title}\n{written.text}" if written.title else written.text).partition("\n")
    return f"{date}{first}{' *' if written.starred else ''}\n{rest}".rstrip("\n")


def said_by_jrnl(written: Written) -> tuple[str, str]:
    """Title and words: the first line is the title, where there are others; blank at the ends is none of it."""
    title, text = written.title, written.text
    if not title and "\n" in text:
        title, _, text = text.partition("\n")
    return title.strip(), (text.strip("\n") if title else text).rstrip()


def json_entries(diary: Iterable[Written]) -> Iterator[object]:
    """The `entries` of `jrnl --format json`."""
    for written in diary:
        if written is BAD:
            yield ["no entry"]
            continue
        title, text = said_by_jrnl(written)
        yield {
            "title": title or text,
            "body": text if title else "",
            "date": f"{written.at:%Y-%m-%d}",
            "time": f"{written.at:%H:%M}",
            "tags": [f"@{tag}" for tag in written.tags],
            "starred": written.starred,
            **written.unknown,
        }


def lock_1(plain: bytes, password: str) -> bytes:
    """As jrnl 1: AES-256-CBC under the password's SHA-256."""
    vector = os.urandom(16)
    padder = PKCS7(128).padder()
    cipher = Cipher(algorithms.AES(hashlib.sha256(password.encode()).digest()), modes.CBC(vector)).encryptor()
    return vector + cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()


def lock_2(plain: bytes, password: str) -> bytes:
    """As jrnl 2 to 4: Fernet, with one salt for everybody."""
    return Fernet(_key(password, V2_SALT)).encrypt(plain)


def lock_3(plain: bytes, password: str) -> bytes:
    """As jrnl since: the same with a salt in a header."""
    salt = os.urandom(16)
    header = base64.b64encode(json.dumps({"salt": base64.urlsafe_b64encode(salt).decode()}).encode())
    return b"JRNLv3" + struct.pack(">H", len(header)) + header + Fernet(_key(password, salt)).encrypt(plain)


def _key(password: str, salt: bytes) -> bytes:
    return base64.urlsafe_b64encode(hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS))


def utc_text(written: Written) -> str:
    """An instant as Day One writes it."""
    return f"{written.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
