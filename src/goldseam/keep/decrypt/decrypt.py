#!/usr/bin/env python3
# ruff: noqa: T201, S603, SIM115 - stands alone, with Python and the age command only
"""Reads a goldseam backup, or a goldseam vault, without goldseam.

    python3 decrypt.py FROM TO

FROM is a backup (a .tar file) or the folder of a vault; TO is a folder that does not exist yet. Asks for the paper key
(AGE-SECRET-KEY-1…), or for the passphrase where the command `argon2` is installed. What is written to TO can be read
by everybody who can read that folder. Format: spec/vault.md and spec/backup.md of goldseam, version 1.
"""

import base64
import contextlib
import getpass
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import unicodedata
import zlib
from pathlib import Path
from typing import IO, Any

SAFE = re.compile(r"([0-9A-Za-z_-]+/)?[0-9A-Za-z][0-9A-Za-z._-]*")  # names that stay inside the folder
CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def main(source: str, target: str) -> int:
    """Returns the exit status: 0, or 1 when something did not open."""
    os.umask(0o077)
    folder = os.path.isdir(source)
    header = json.loads(Path(source, "vault.json").read_bytes() if folder else from_tar(source, "vault.json").read())
    secret = getpass.getpass("paper key or passphrase: ") if sys.stdin.isatty() else sys.stdin.readline()
    keys = open_slots(header, secret.strip("\r\n"))
    if keys is None:
        print("no key slot opens with this")
        return 1
    os.mkdir(target)
    bad = read_vault(source, target, keys) if folder else unpack(source, target, keys)
    for what in bad:
        print("did not open:", what)
    print("written to", target)
    return 1 if bad else 0


def open_slots(header: dict[str, Any], secret: str) -> dict[str, str] | None:
    """The keys that the secret leads to; None if it opens no slot."""
    paper = "".join(secret.split()).upper()
    for slot in header["slots"]:
        identity = from_passphrase(secret, slot["kdf"]) if slot["kind"] == "passphrase" else paper
        known = re.fullmatch("AGE-SECRET-KEY-1[0-9A-Z]{58}", identity)
        opened = age(identity, base64.b64decode(slot["sealed"])) if known else None
        if opened is not None:
            return dict(json.loads(opened))
    return None


def from_passphrase(passphrase: str, kdf: dict[str, Any]) -> str:
    """The age identity of a passphrase; empty where the command argon2 is missing."""
    if not shutil.which("argon2"):
        return ""
    cost = ["-t", kdf["time_cost"], "-k", kdf["memory_kib"], "-p", kdf["lanes"], "-l", 32]
    command = ["argon2", kdf["salt"], "-id", "-v", "13", "-r", *map(str, cost)]
    text = unicodedata.normalize("NFC", passphrase).encode()
    made = subprocess.run(command, input=text, stdout=subprocess.PIPE, check=True)
    return bech32("age-secret-key-", bytes.fromhex(made.stdout.decode().strip())).upper()


def bech32(prefix: str, data: bytes) -> str:
    """BIP 173."""
    bits = int.from_bytes(data, "big") << (-len(data) * 8) % 5
    count = -(-len(data) * 8 // 5)
    values = [bits >> 5 * (count - 1 - i) & 31 for i in range(count)]
    sum_ = 1
    for value in [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + values + [0] * 6:
        top = sum_ >> 25
        sum_ = (sum_ & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            sum_ ^= generator if top >> i & 1 else 0
    values += [(sum_ ^ 1) >> 5 * (5 - i) & 31 for i in range(6)]
    return prefix + "1" + "".join(CHARSET[value] for value in values)


def age(identity: str, sealed: bytes) -> bytes | None:
    """What was sealed; None if it does not open."""
    process = start_age(identity, subprocess.PIPE, subprocess.PIPE)
    plain = process.communicate(sealed)[0]
    return None if process.returncode else plain


def start_age(identity: str, stdin: int | IO[bytes], stdout: int | IO[bytes]) -> subprocess.Popen[bytes]:
    """An age that decrypts; the identity goes to it through a pipe and never into a file."""
    reading, writing = os.pipe()
    os.write(writing, identity.encode() + b"\n")
    os.close(writing)
    command = ["age", "-d", "-i", f"/dev/fd/{reading}"]
    process = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, pass_fds=[reading])
    os.close(reading)
    return process


def from_tar(path: str, name: str) -> IO[bytes]:
    """A file in the backup."""
    found = tarfile.open(path).extractfile(name)
    assert found, name
    return found


def unpack(path: str, target: str, keys: dict[str, str]) -> list[str]:
    """Everything in a backup, as it is opened; returns what did not open."""
    process = start_age(keys["log"], subprocess.PIPE, subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    threading.Thread(target=feed, args=(from_tar(path, "data.tar.age"), process.stdin)).start()
    whole = True
    try:
        with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
            for member in archive:
                data = archive.extractfile(member)
                if data and SAFE.fullmatch(member.name):
                    with create(target, member.name) as file:
                        shutil.copyfileobj(data, file)
    except (tarfile.TarError, EOFError):
        whole = False
    process.stdout.close()
    if process.wait() or not whole:
        return ["data.tar.age from somewhere on; what stood before the damage was written"]
    return list(json.loads(Path(target, "DAMAGED.json").read_bytes()))


def feed(source: IO[bytes], target: IO[bytes]) -> None:
    """Pours until either end is closed."""
    with contextlib.suppress(BrokenPipeError), target:
        shutil.copyfileobj(source, target)


def read_vault(source: str, target: str, keys: dict[str, str]) -> list[str]:
    """The log, what waits in the inbox, and the attachments of a vault; what was not yet in its log is in vault.db."""
    bad = []
    records = {}
    for path in sorted(Path(source, "log", "segments").rglob("*.age")):
        plain = age(keys["log"], path.read_bytes())
        bad += [str(path)] if plain is None else []
        for line in zlib.decompress(plain, 31).decode().split("\n")[1:-1] if plain else ():
            record = json.loads(line)
            records[record["id"]] = record
    entries = [r for r in records.values() if r["kind"] == "entry" and not r.get("purged")]
    purged = {r["subject"] for r in records.values() if r["kind"] == "purge"}
    followed = {parent for record in entries for parent in record["parents"]}
    suffixes = {}
    for record in entries:
        for attachment in record["meta"].get("attachments", ()):
            suffixes[attachment["blob"]] = os.path.splitext(attachment["name"])[1]
        if record["id"] not in followed and record["subject"] not in purged:
            write_entry(target, record)
    for path in sorted(Path(source, "inbox").rglob("*.age")):
        plain = age(keys["inbox"], path.read_bytes())
        bad += [str(path)] if plain is None else []
        with create(target, f"{path.relative_to(source)}.txt") as file:
            file.write(plain or b"")
    for path in sorted(Path(source, "blobs").rglob("*.age")):
        suffix = suffixes.get(path.stem, "")
        suffix = suffix if re.fullmatch("[.][0-9A-Za-z]{1,8}", suffix) else ""
        with path.open("rb") as sealed, create(target, f"attachments/{path.stem}{suffix}") as file:
            bad += [str(path)] if start_age(keys["log"], sealed, file).wait() else []
    return bad


def write_entry(target: str, record: dict[str, Any]) -> None:
    """What is shown of an entry, under its day; two files where two edits met."""
    meta = record["meta"]
    day = meta["day"] if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", meta["day"]) else "undated"
    where = "trash" if meta.get("trashed") else "entries"
    fields = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in meta.items()]
    with create(target, f"{where}/{day}-{record['subject'][:12]}-{record['id'][:4]}.md") as file:
        file.write("\n".join(["---", *fields, "---", "", record["body"], ""]).encode())


def create(target: str, name: str) -> IO[bytes]:
    """A new file under the folder."""
    path = Path(target, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("xb")


if __name__ == "__main__":
    if len(sys.argv) - 1 != len(("FROM", "TO")) or not shutil.which("age"):
        sys.exit(f"{__doc__}\nIt needs the command age (age-encryption.org), and two arguments.")
    sys.exit(main(*sys.argv[1:]))
