#!/usr/bin/env python3
# ruff: noqa: S603 - stands alone, with Python and the age command only
"""Reads a goldseam backup, or a goldseam vault, without goldseam.

    python3 decrypt.py FROM TO

FROM is a backup (a .tar file) or the folder of a vault; TO is a folder that does not exist yet. Asks for the paper key
(AGE-SECRET-KEY-1…), or for the passphrase where the command `argon2` is installed. What is written to TO can be read
by everybody who can read that folder. Format: spec/vault.md, records.md and backup.md of goldseam, version 1.
"""

import base64
import getpass
import hashlib
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
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

SAFE = re.compile(r"([0-9A-Za-z_-]+/)?[0-9A-Za-z][0-9A-Za-z._-]*")  # names that stay inside the folder
CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
TEXT_BYTES_MAX = 512 << 20  # no file of goldseam's opens to more text
PIECE = 1 << 18
PASSES_MAX, MEMORY_KIB_MAX = 64, 4 << 20  # of Argon2, as spec/vault.md bounds it
ODD = (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error)  # JSON of another kind


def main(source: str, target: str) -> int:
    """Returns the exit status: 0; 1 when something did not open; 2 when nothing was read."""
    os.umask(0o077)
    folder = os.path.isdir(source)
    try:
        header = Path(source, "vault.json").read_bytes() if folder else from_tar(source, "vault.json").read()
        slots = list(json.loads(header)["slots"])
    except (*ODD, OSError, tarfile.TarError) as error:
        return failed(f"{source} is no backup and no vault, or its vault.json is damaged ({type(error).__name__})")
    if os.path.lexists(target):
        return failed(f"{target} is there already; name a folder that does not exist yet")
    secret = getpass.getpass("paper key or passphrase: ") if sys.stdin.isatty() else sys.stdin.readline()
    keys = open_slots(slots, secret.strip("\r\n"))
    if keys is None:
        hint = "" if shutil.which("argon2") else "; for a passphrase install the command argon2"
        return failed(f"no key slot opens with this{hint}")
    os.makedirs(target)
    found: set[str] = set()  # what did not open
    for what in read_vault(source, target, keys) if folder else read_backup(source, target, keys):
        if what not in found:
            print("did not open:", what)
        found.add(what)
    print("written to", target)
    return 1 if found else 0


def failed(why: str) -> int:
    """Says why nothing was read."""
    print(f"decrypt.py: {why}", file=sys.stderr)
    return 2


# Keys


def open_slots(slots: list[Any], secret: str) -> dict[str, str] | None:
    """The keys that the secret leads to; None if it opens no slot."""
    paper = "".join(secret.split()).upper()
    for slot in slots:
        try:
            identity = from_passphrase(secret, slot["kdf"]) if slot["kind"] == "passphrase" else paper
            opened = age(identity, base64.b64decode(slot["sealed"]))
            if opened is not None:
                return {name: str(value) for name, value in json.loads(opened).items()}
        except ODD:
            continue  # a damaged slot keeps no other from opening
    return None


def from_passphrase(passphrase: str, kdf: dict[str, Any]) -> str:
    """The age identity of a passphrase; empty where the command argon2 is missing or refuses."""
    cost = [int(kdf["time_cost"]), int(kdf["memory_kib"]), int(kdf["lanes"])]
    known = re.fullmatch("[0-9a-f]{32}", kdf["salt"]) and cost[0] <= PASSES_MAX and cost[1] <= MEMORY_KIB_MAX
    if not known or not shutil.which("argon2"):
        return ""
    options = ["-t", str(cost[0]), "-k", str(cost[1]), "-p", str(cost[2]), "-l", "32"]
    text = unicodedata.normalize("NFC", passphrase).encode()
    command = ["argon2", kdf["salt"], "-id", "-v", "13", "-r", *options]
    made = subprocess.run(command, input=text, stdout=subprocess.PIPE, check=False)
    return bech32("age-secret-key-", bytes.fromhex(made.stdout.decode().strip())).upper() if made.stdout else ""


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
    if not re.fullmatch("AGE-SECRET-KEY-1[0-9A-Z]{58}", identity):
        return None
    process = start_age(identity, subprocess.PIPE)
    plain = process.communicate(sealed)[0]
    return None if process.returncode else plain


def start_age(identity: str, stdin: int | IO[bytes]) -> subprocess.Popen[bytes]:
    """An age that decrypts; the identity goes to it through a pipe and never into a file."""
    reading, writing = os.pipe()
    os.write(writing, identity.encode() + b"\n")
    os.close(writing)
    command = ["age", "-d", "-i", f"/dev/fd/{reading}"]
    out, none = subprocess.PIPE, subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=stdin, stdout=out, stderr=none, pass_fds=[reading])
    os.close(reading)
    return process


# A backup


def from_tar(path: str, name: str) -> IO[bytes]:
    """A file in the backup."""
    found = tarfile.open(path, "r:").extractfile(name)  # noqa: SIM115 - open until this program ends
    if found is None:
        raise ValueError(f"{name} in it is no file")
    return found


def read_backup(path: str, target: str, keys: dict[str, str]) -> Iterator[str]:
    """Everything in a backup, written as it is opened; yields what did not open."""
    process = start_age(keys["log"], subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    threading.Thread(target=feed, args=(path, process.stdin), daemon=True).start()
    written: dict[str, tuple[int, str]] = {}
    try:
        with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
            for member in archive:
                data = archive.extractfile(member) if member.isreg() else None
                if data is None or not SAFE.fullmatch(member.name) or member.name in written:
                    yield f"{member.name!r}, which no backup has; it was left out"
                    continue
                written[member.name] = copy(data, Path(target, member.name), hashlib.sha256())
    except (tarfile.TarError, EOFError):
        yield "data.tar.age from somewhere on; what stood before the damage was written"
    process.stdout.close()
    if process.wait():
        yield "data.tar.age from somewhere on; what stood before the damage was written"
    try:
        listed = json.loads(Path(target, "MANIFEST.json").read_bytes())
        proof = {file["name"]: (file["size"], file["sha256"]) for file in listed}
        yield from (f"{n}, which MANIFEST.json lists otherwise" for n in proof if proof[n] != written.get(n))
        yield from (
            f"{n}, which MANIFEST.json does not list" for n in written.keys() - proof.keys() - {"MANIFEST.json"}
        )
        yield from (
            f"attachment {n}, damaged before the backup" for n in json.loads(Path(target, "DAMAGED.json").read_bytes())
        )
        former = json.loads(Path(target, "ABOUT.json").read_bytes())["former_inbox"]
    except (*ODD, OSError):
        yield "the list of what is in it, so that what was written is not proven"
        former = []
    for name in sorted(written):
        if name.startswith("inbox"):
            plains = (age(identity, Path(target, name).read_bytes()) for identity in [keys["inbox"], *former])
            if not open_item(next((plain for plain in plains if plain is not None), None), target, name):
                yield name


def feed(path: str, target: IO[bytes]) -> None:
    """Pours the sealed part of a backup until either end is closed."""
    try:
        with target:
            shutil.copyfileobj(from_tar(path, "data.tar.age"), target)
    except (OSError, KeyError, ValueError, tarfile.TarError):
        pass  # age says that it ended too early


def open_item(plain: bytes | None, target: str, name: str) -> bool:
    """Writes what was left in the inbox, if it opened."""
    if plain is not None:
        with create(Path(target, f"{name.removesuffix('.age')}.txt")) as file:
            file.write(plain)
    return plain is not None


# The folder of a vault


def read_vault(source: str, target: str, keys: dict[str, str]) -> Iterator[str]:
    """The log, what waits in the inbox, and the attachments of a vault; what was not yet in its log is in vault.db."""
    records: dict[str, dict[str, Any]] = {}
    for path in files(source, "log/segments"):
        try:
            lines = gunzip(age(keys["log"], path.read_bytes())).decode().split("\n")[1:-1]
            records |= {record["id"]: record for record in map(json.loads, lines) if proven(record)}
        except ODD:
            yield str(path)
    yield from missing_segments(source, keys)
    write_records(target, records)
    suffixes = suffixes_of(records)
    for path in files(source, "inbox"):
        if not open_item(age(keys["inbox"], path.read_bytes()), target, str(path.relative_to(source))):
            yield str(path)
    for path in files(source, "blobs"):
        with path.open("rb") as sealed:
            process = start_age(keys["log"], sealed)
            assert process.stdout
            digest = hashlib.blake2b(digest_size=20, key=bytes.fromhex(keys["blobs"]))
            name = path.stem + suffixes.get(path.stem, "")
            whole = copy(process.stdout, Path(target, "attachments", name), digest)[1] == path.stem
            if process.wait() or not whole:
                yield str(path)


def missing_segments(source: str, keys: dict[str, str]) -> Iterator[str]:
    """What the heads of the log name and is not there."""
    for path in files(source, "log/heads"):
        try:
            head = json.loads(gunzip(age(keys["log"], path.read_bytes())))
            places = [Path(source, "log/segments", head["device"], said["name"]) for said in head["segments"]]
        except ODD:
            yield str(path)
        else:
            yield from (f"{place}, which is missing" for place in places if not place.exists())


def suffixes_of(records: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The ends of the attachments' names, as the revisions call them."""
    suffixes = {}
    for record in records.values():
        for attachment in (record.get("meta") or {}).get("attachments", ()):
            suffix = os.path.splitext(attachment["name"])[1]
            suffixes[attachment["blob"]] = suffix if re.fullmatch("[.][0-9A-Za-z]{1,8}", suffix) else ""
    return suffixes


def write_records(target: str, records: dict[str, dict[str, Any]]) -> None:
    """Every state of every entry as a line, and what is shown of each entry as a file."""
    with create(Path(target, "revisions.jsonl")) as file:
        file.writelines(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records.values())
    entries = [r for r in records.values() if r["kind"] == "entry" and not r.get("purged")]
    purged = {r["subject"] for r in records.values() if r["kind"] == "purge"}
    followed = {parent for record in entries for parent in record["parents"]}
    for record in entries:
        if record["id"] not in followed and record["subject"] not in purged:
            write_entry(target, record)


def files(source: str, folder: str) -> list[Path]:
    """The age files under a folder, and no links."""
    found = sorted(Path(source, folder).rglob("*.age"))
    return [path for path in found if path.is_file() and not path.is_symlink()]


def gunzip(data: bytes | None) -> bytes:
    """What was compressed. Raises ValueError: it did not open, or is larger than anything of goldseam's."""
    inflater = zlib.decompressobj(wbits=31)
    plain = inflater.decompress(data or b"", TEXT_BYTES_MAX)
    if not inflater.eof:
        raise ValueError
    return plain


def proven(record: dict[str, Any]) -> bool:
    """True; ValueError when a record is not the one its id names."""
    said = {name: value for name, value in record.items() if name not in {"id", "n"}}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if not record.get("purged") and hashlib.blake2b(text, digest_size=20).hexdigest() != record["id"]:
        raise ValueError
    return True


def write_entry(target: str, record: dict[str, Any]) -> None:
    """What is shown of an entry, under its day; two files where two edits met."""
    meta = record["meta"]
    day = meta["day"] if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", meta["day"]) else "undated"
    where = "trash" if meta.get("trashed") else "entries"
    fields = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in meta.items()]
    with create(Path(target, where, f"{day}-{record['subject'][:12]}-{record['id'][:12]}.md")) as file:
        file.write("\n".join(["---", *fields, "---", "", record["body"], ""]).encode())


# Files


def copy(source: IO[bytes], path: Path, digest: Any) -> tuple[int, str]:
    """Writes a new file; returns its size and its digest."""
    size = 0
    with create(path) as file:
        while data := source.read(PIECE):
            size += file.write(data)
            digest.update(data)
    return size, digest.hexdigest()


def create(path: Path) -> IO[bytes]:
    """A new file, and the folder it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("xb")


if __name__ == "__main__":
    if len(sys.argv) != len(("decrypt.py", "FROM", "TO")) or not shutil.which("age"):
        sys.exit(f"{__doc__}\nIt needs the command age (age-encryption.org), and two arguments.")
    sys.exit(main(*sys.argv[1:]))
