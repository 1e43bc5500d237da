"""What goldseam's own readers make of a vector, in the words of its head."""

import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goldseam.exchange.exported import JSONLINES, MARKDOWN
from goldseam.exchange.exporters.folder import export
from goldseam.exchange.incoming import Circumstances, Incoming
from goldseam.exchange.recognise import recognise
from goldseam.keep.archive import BLOCK, header_block
from goldseam.keep.backup import check_backup, load_outer
from goldseam.keep.blobs import Blobs
from goldseam.keep.cipher import recipient_of, seal
from goldseam.keep.disk import Disk
from goldseam.keep.header import format_header, is_as_written, parse_header
from goldseam.keep.inbox import BAD, Item, iter_items
from goldseam.keep.keys import Keys, derive_keys, unlock
from goldseam.keep.ledger import CHAIN_BYTES, next_link, parse_head, parse_segment, segment_named
from goldseam.keep.record import ENTRY, content_of, parse_line, record_line
from goldseam.keep.restore import restore
from goldseam.keep.verify import verify
from goldseam.words.entry import Content, Entry, JsonObject
from goldseam.words.problem import Damaged, Misused, Problem, WrongKey
from goldseam.words.secret import Secret
from tests.making import make_vault
from tests.vectors.vector import FOLDER, Vector, load_vector

# What became of the example, and what was read in it, to be compared with the lines of the head.
Outcome = tuple[str, dict[str, object]]

REFUSED: Outcome = ("refused", {})
NEWER: Outcome = ("newer", {})
NEWER_CODES = {"keep.newer-format", "keep.newer-backup"}


def refusal(problem: Damaged) -> Outcome:
    return NEWER if problem.code in NEWER_CODES else REFUSED


def keys_of(vector: Vector) -> Keys:
    return derive_keys(Secret(bytes.fromhex(vector.one("root"))), Secret(bytes.fromhex(vector.one("blobs"))))


def vault_json(vector: Vector, _: Path) -> Outcome:
    try:
        header = parse_header(vector.body)
    except Damaged as problem:
        return refusal(problem)
    if not is_as_written(vector.body):
        return "altered", {}
    assert format_header(header) == vector.body
    return "ok", {"vault": header.vault, "slot": [slot.id for slot in header.slots]}


def slot(vector: Vector, _: Path) -> Outcome:
    header = parse_header(vector.body)
    try:
        keys = unlock(header.slots, header.vault, kind=vector.one("kind"), secret=vector.one("secret"))
    except WrongKey:
        return "wrong-key", {}
    except Damaged:
        return REFUSED
    return "ok", {"database": keys.database.reveal().hex(), "log": keys.log, "inbox": keys.inbox}


def record(vector: Vector, _: Path) -> Outcome:
    try:
        line = vector.body.decode()
        n, found = parse_line(line)
    except (UnicodeDecodeError, Damaged):  # whoever reads a file of lines decodes it first
        return REFUSED
    assert record_line(found, n) == line
    outcome = "ok"
    if found.kind == ENTRY and found.meta is not None:
        try:
            content_of(found.meta, found.body or "")
        except Damaged:
            outcome = "not-understood"
    return outcome, {"id": found.id, "n": n}


def inbox(vector: Vector, folder: Path) -> Outcome:
    waiting = folder / "inbox" / "item.age"
    waiting.parent.mkdir()
    waiting.write_bytes(vector.body)
    (found,) = iter_items(str(folder), vector.one("identity"), Disk())
    if isinstance(found, Item):
        return "ok", {"entry": found.entry, "fields": found.fields}
    if waiting.exists():
        return "waits", {}
    assert (folder / "inbox" / BAD / "item.age").read_bytes() == vector.body
    return "aside", {}


def segment(vector: Vector, _: Path) -> Outcome:
    named = segment_named(vector.one("file"))
    if named is None:
        return REFUSED
    try:
        found = parse_segment(vector.body, named, vector.one("device"), vector.one("identity"), vector.one("vault"))
    except Damaged:
        return REFUSED
    return "ok", {"id": [record.id for _, record in found]}


def head(vector: Vector, _: Path) -> Outcome:
    try:
        found = parse_head(vector.body, vector.one("identity"), vector.one("vault"), vector.one("file"))
    except Damaged:
        return REFUSED
    return "ok", {"chain": found.chain, "records": found.records, "counter": found.counter}


def chain(vector: Vector, _: Path) -> Outcome:
    link = bytes(CHAIN_BYTES)
    for id_ in vector.body.decode().split():
        link = next_link(link, bytes.fromhex(id_))
    return ("ok", {"chain": link.hex()}) if link.hex() == vector.one("chain") else REFUSED


def union(vector: Vector, folder: Path) -> Outcome:
    vault = make_vault(folder / "vault")
    try:
        count = vault.unite([parse_line(line) for line in vector.body.decode().split("\n")[:-1]])
    except Damaged as problem:
        return problem.code.replace("keep.log-", ""), {}
    finally:
        vault.close()
    return "ok", {"records": count}


def blob(vector: Vector, folder: Path) -> Outcome:
    blobs = Blobs(str(folder), keys_of(vector), Disk())
    path = Path(blobs.path(vector.one("file")))
    path.parent.mkdir(parents=True)
    path.write_bytes(vector.body)
    target = io.BytesIO()
    try:
        blobs.copy_to(vector.one("file"), target)
    except Damaged:
        return REFUSED
    assert blobs.put(io.BytesIO(target.getvalue())) == (vector.one("file"), len(target.getvalue()))
    return "ok", {"size": len(target.getvalue())}


def backup(vector: Vector, folder: Path) -> Outcome:
    path = folder / "backup.tar"
    path.write_bytes(vector.body)
    return _backup(path, keys_of(vector), folder)


def backup_inside(vector: Vector, folder: Path) -> Outcome:
    return _backup(sealed_backup(vector.body, keys_of(vector), folder), keys_of(vector), folder)


def sealed_backup(inner: bytes, keys: Keys, folder: Path) -> Path:
    """An otherwise good backup with this archive in it, sealed now: a sealed example is large and says no more."""
    good = folder / "good.tar"
    good.write_bytes(load_vector(FOLDER / "backup" / "good").body)
    sealed = seal(inner, [recipient_of(keys.log)])
    before = good.read_bytes()[: load_outer(str(good)).start - BLOCK]
    padding = bytes(-len(sealed) % BLOCK + 2 * BLOCK)
    path = folder / "backup.tar"
    path.write_bytes(before + header_block("data.tar.age", len(sealed), 0) + sealed + padding)
    return path


def _backup(path: Path, keys: Keys, folder: Path) -> Outcome:
    target = folder / "restored"
    try:
        about = check_backup(str(path), keys)
    except Damaged as problem:
        outcome = refusal(problem)
        with pytest.raises(Damaged) as again:
            restore(str(path), keys, str(target))
        assert refusal(again.value) == outcome
        assert not (target / "vault.json").exists(), "a restore that was refused leaves no vault"
        return outcome
    try:
        vault, _ = restore(str(path), keys, str(target))
    except Damaged:
        assert not (target / "vault.json").exists(), "a restore that was refused leaves no vault"
        return "restore-refused", {}
    broken = [checked.what for checked in verify(vault) if checked.problem and not checked.what.startswith("blobs/")]
    vault.close()
    assert broken == ["inbox/a.age"] * ("inbox/a.age" in broken)
    return "ok", {"entries": about.entries, "records": about.records, "attachments": about.attachments}


def export_markdown(vector: Vector, folder: Path) -> Outcome:
    return _imported(vector, folder, MARKDOWN, "a.md")


def export_jsonlines(vector: Vector, folder: Path) -> Outcome:
    return _imported(vector, folder, JSONLINES, "entries.jsonl")


def export_marker(vector: Vector, folder: Path) -> Outcome:
    (folder / "goldseam-export.json").write_bytes(vector.body)
    (folder / "entries.jsonl").write_bytes(load_vector(FOLDER / "export-jsonlines" / "good").body)
    try:
        source = recognise(str(folder))
        if source.kind != "goldseam":
            return "no-export", {}
        return "ok", {"count": len(list(source.records(Circumstances("UTC"))))}
    except Misused as problem:
        return ("newer" if problem.code == "exchange.export-unknown" else "no-export"), {}


def _imported(vector: Vector, folder: Path, kind: str, name: str) -> Outcome:
    marker = {"format": "goldseam-export", "version": 1, "kind": kind, "entries": 1, "attachments": 0}
    (folder / "in").mkdir()
    (folder / "in" / "goldseam-export.json").write_text(json.dumps(marker))
    (folder / "in" / name).write_bytes(vector.body)
    (found,) = recognise(str(folder / "in")).records(Circumstances("UTC"))
    if isinstance(found, Problem):
        return REFUSED
    assert found.entry is not None
    if vector.said.get("back") == ["yes"]:
        assert _exported(found, folder / "out", kind) == vector.body
    noted = {"noted": list(found.notes)} if "noted" in vector.said else {}
    return "ok", {"id": found.entry, "content": _unusual(found.content), **noted}


def _exported(found: Incoming, folder: Path, kind: str) -> bytes:
    entry = Entry(found.entry, found.content, (), "", (), 0)
    export(str(folder), [entry], lambda *_: None, Disk(), kind=kind)
    suffix = ".md" if kind == MARKDOWN else ".jsonl"
    (path,) = (path for path in _files(folder) if path.suffix == suffix)
    return path.read_bytes()


def _files(folder: Path) -> Iterator[Path]:
    for where, _, names in os.walk(folder):
        yield from (Path(where, name) for name in names)


def _unusual(content: Content) -> JsonObject:
    """What of a content is not as usual; what the importer noted about itself left out."""
    usual = Content("", 0, "", "")
    always = {"text", "written_at", "zone", "day"}
    said = {name: value for name, value in content._asdict().items() if name in always or value != getattr(usual, name)}
    if "tags" in said:
        said["tags"] = list(content.tags)
    extra = {name: value for name, value in content.extra.items() if not name.startswith("goldseam")}
    return {**said, "extra": extra} if extra else {name: value for name, value in said.items() if name != "extra"}


READERS: dict[str, Callable[[Vector, Path], Outcome]] = {
    "vault.json": vault_json,
    "slot": slot,
    "record": record,
    "inbox": inbox,
    "segment": segment,
    "head": head,
    "chain": chain,
    "union": union,
    "blob": blob,
    "backup": backup,
    "backup-inside": backup_inside,
    "export-markdown": export_markdown,
    "export-jsonlines": export_jsonlines,
    "export-marker": export_marker,
}
