"""Readers of what comes from outside, each handed bytes that somebody made up.

What is sealed is sealed here, so that the bytes reach the reader behind the seal: whoever has stolen a key, or found a
mistake in age, must not be able to do more than be refused.
"""

import gzip
import io
import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from goldseam.keep.archive import Hashed, Member, Packer
from goldseam.keep.backup import ABOUT, _parse_about, check_backup, lines_of, text_lines
from goldseam.keep.cipher import open_sealed, recipient_of, seal
from goldseam.keep.header import format_header, is_as_written, parse_header
from goldseam.keep.inbox import Item, _fields
from goldseam.keep.keys import PAPER, Keys, Slot, derive_keys, unlock
from goldseam.keep.ledger import parse_head, parse_segment, segment_named
from goldseam.keep.record import ENTRY, canonical_bytes, content_of, meta_of, new_record, parse_line, record_line
from goldseam.keep.restore import _draft_row, _named_damaged, restore
from goldseam.words.problem import Damaged, Problem
from goldseam.words.secret import Secret
from goldseam.write.arrivals import _content
from tests.making import NOW, ZONE
from tests.vectors.readers import sealed_backup
from tests.vectors.vector import FOLDER, load_vector

KEYS: Keys = derive_keys(Secret(bytes(range(32))), Secret(bytes(range(32, 64))))  # those of spec/vectors
VAULT, DEVICE = "00112233445566778899aabbccddeeff", "0123456789abcdef"
SLOT_IDENTITY = KEYS.inbox  # any will do


def vault_json(data: bytes) -> None:
    with suppress(Damaged):
        header = parse_header(data)
        assert parse_header(format_header(header)) == header
    is_as_written(data)


def inside_a_slot(data: bytes) -> None:
    slot = Slot("b" * 16, PAPER, 0, None, "", seal(data, [recipient_of(SLOT_IDENTITY)]))
    with suppress(Damaged):
        assert unlock((slot,), VAULT, kind=PAPER, secret=SLOT_IDENTITY).log == KEYS.log


def record(data: bytes) -> None:
    with suppress(Damaged, UnicodeDecodeError):
        line = data.decode()
        n, found = parse_line(line)
        assert record_line(found, n) == line
        if found.kind == ENTRY and found.meta is not None:
            content_of(found.meta, found.body or "")


def item(data: bytes) -> None:
    """Whatever is in an item becomes a record that can be written and read again."""
    try:
        fields = _fields(data, "item.age")
    except Problem:
        return
    content = _content(Item("item.age", "ab" * 16, NOW, fields), ZONE, 4, NOW)
    made = new_record(ENTRY, "ab" * 16, (), meta_of(content), content.text, now_ms=NOW, device=DEVICE)
    assert parse_line(record_line(made, 1)) == (1, made)
    assert made.meta is not None
    assert content_of(made.meta, content.text) == content
    assert canonical_bytes(made)


def sealed(data: bytes) -> None:
    with suppress(Damaged):
        open_sealed(data, KEYS.inbox, what="an item")


def head(data: bytes) -> None:
    _head(gzip.compress(data, 1))


def packed_head(data: bytes) -> None:
    _head(data)


def _head(packed: bytes) -> None:
    with suppress(Damaged):
        found = parse_head(seal(packed, [recipient_of(KEYS.log)]), KEYS.log, VAULT, f"{DEVICE}.00000003.age")
        assert found.device == DEVICE


def segment(data: bytes) -> None:
    named = segment_named("1-3-0895155a.age")
    assert named is not None
    with suppress(Damaged):
        sealed_log = seal(gzip.compress(data, 1), [recipient_of(KEYS.log)])
        assert len(parse_segment(sealed_log, named, DEVICE, KEYS.log, VAULT)) == 3


def backup(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backup.tar"
        path.write_bytes(data)
        with suppress(Damaged):
            check_backup(str(path), KEYS)


def inside_a_backup(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(Damaged):
        check_backup(str(sealed_backup(data, KEYS, Path(folder))), KEYS)


ABOUT_NOTHING = {
    "format": "goldseam-backup",
    "version": 1,
    "vault": VAULT,
    "made_at": NOW,
    "entries": 0,
    "records": 0,
    "attachments": 0,
    "former_inbox": [],
}
FILES = ("revisions/000001.jsonl", "drafts.jsonl", "DAMAGED.json", ABOUT, "thumbnails/" + "ab" * 20, "inbox/a.age")


def file_in_a_backup(data: bytes) -> None:
    """An archive in which every digest is right, and one file was made up: the first byte says which."""
    which = FILES[data[0] % len(FILES)] if data else ABOUT
    files = {
        ABOUT: json.dumps(ABOUT_NOTHING).encode(),
        "revisions/000001.jsonl": b"",
        "drafts.jsonl": b"",
        "DAMAGED.json": b"[]",
    }
    files[which] = data[1:]
    order = (ABOUT, FILES[0], FILES[1], FILES[5], FILES[4], FILES[2])
    with tempfile.TemporaryDirectory() as folder, suppress(Damaged):
        with open(Path(folder) / "inner.tar", "wb") as inner:
            packer = Packer(inner, mtime=NOW // 1000)
            for name in order:
                if name in files:
                    packer.add(name, files[name])
            packer.close()
        path = sealed_backup((Path(folder) / "inner.tar").read_bytes(), KEYS, Path(folder))
        vault, _ = restore(str(path), KEYS, str(Path(folder) / "restored"))
        vault.close()


def texts_in_a_backup(data: bytes) -> None:
    """The same files, each by itself and without a vault: a thousand times as many in a minute."""
    for read in (_parse_about, _named_damaged, lambda member: list(lines_of(member)), _drafts):
        with suppress(Damaged):
            read(Member(ABOUT, len(data), Hashed(io.BytesIO(data), len(data), "a file")))


def _drafts(member: Member) -> list[object]:
    return [_draft_row(line) for line in text_lines(member, size_max=1 << 20)]


def _bodies(format_: str) -> list[bytes]:
    vectors = [load_vector(path) for path in sorted((FOLDER / format_).iterdir())]
    return [vector.body for vector in vectors if len(vector.body) < 1 << 15]


def _opened(format_: str, identity: str, unpack: Callable[[bytes], bytes]) -> list[bytes]:
    """What is in the sealed examples of a format, as far as it opens."""
    found = []
    for body in _bodies(format_):
        with suppress(Damaged, OSError, EOFError):
            found.append(unpack(open_sealed(body, identity, what="an example")))
    return [data for data in found if len(data) < 1 << 15]


def _same(data: bytes) -> bytes:
    return data


def _inside() -> dict[str, object]:
    return {
        "version": 1,
        "vault": VAULT,
        "slot": "b" * 16,
        "kind": PAPER,
        "kdf": None,
        "root": KEYS.root.reveal().hex(),
        "blobs": KEYS.blobs.reveal().hex(),
        "database": KEYS.database.reveal().hex(),
        "log": KEYS.log,
        "inbox": KEYS.inbox,
    }


def _files_in_backups() -> list[bytes]:
    meta = {"written_at": NOW, "zone": ZONE, "day": "2026-09-21"}
    draft = {"id": "ab" * 16, "entry": None, "base": "", "meta": meta, "body": "a page", "saved_at": NOW}
    return [
        b"\3" + json.dumps(ABOUT_NOTHING).encode(),
        *(b"\0" + line + b"\n" for line in _bodies("record")),
        b"\1" + json.dumps(draft).encode() + b"\n",
        b'\2["' + b"ab" * 20 + b'"]\n',
    ]


# Each reader with examples to begin from.
READERS: dict[str, tuple[Callable[[bytes], None], Callable[[], list[bytes]]]] = {
    "vault-json": (vault_json, lambda: _bodies("vault.json")),
    "inside-a-slot": (inside_a_slot, lambda: [json.dumps(_inside()).encode()]),
    "record": (record, lambda: _bodies("record")),
    "item": (item, lambda: _opened("inbox", KEYS.inbox, _same)),
    "sealed": (sealed, lambda: _bodies("inbox")),
    "head": (head, lambda: _opened("head", KEYS.log, gzip.decompress)),
    "packed-head": (packed_head, lambda: _opened("head", KEYS.log, _same)),
    "segment": (segment, lambda: _opened("segment", KEYS.log, gzip.decompress)),
    "backup": (backup, lambda: _bodies("backup")),
    "inside-a-backup": (inside_a_backup, lambda: _bodies("backup-inside")),
    "file-in-a-backup": (file_in_a_backup, _files_in_backups),
    "texts-in-a-backup": (texts_in_a_backup, lambda: [data[1:] for data in _files_in_backups()]),
}
