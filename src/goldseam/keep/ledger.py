"""The second copy: every record of this device again under log/, as age files (spec/vault.md, "log").

The layout is the one a remote has: write-once segments, headed by the newest head, which chains the ids of all records.
A segment is written, then the head that names it, and only then are superseded files removed.
"""

import gzip
import json
import os
from contextlib import suppress
from typing import NamedTuple

from goldseam.keep.cipher import open_sealed, recipient_of, seal
from goldseam.keep.digest import blake2b
from goldseam.keep.disk import Disk
from goldseam.keep.record import Record, parse_line, record_line
from goldseam.keep.vault import Vault
from goldseam.words.problem import Damaged

FOLDER = "log"
SEGMENT_RECORDS_MAX = 1000
SEGMENT_BYTES_MAX = 512 << 20
HEAD_BYTES_MAX = 64 << 20
COMPRESS_LEVEL = 1  # 8 % larger than 6, three times as fast: the log is written while somebody waits
VERSION = 1


class Segment(NamedTuple):
    """Records `first` to `last` of a device, in one file.

    Attributes:
        name: of the file, without folder: `<first>-<last>-<8 hex>.age`.
        size: bytes of the file.
        digest: BLAKE2b-256 of the file, hex.
    """

    name: str
    first: int
    last: int
    size: int
    digest: str


class Head(NamedTuple):
    """What a device says of its own log.

    Attributes:
        counter: ascending; a number is never used twice.
        records: how many the log holds.
        chain: BLAKE2b-256 over the ids: chain_n = H(chain_(n-1) + id_n), hex.
        segments: in order, without gaps.
    """

    device: str
    counter: int
    records: int
    chain: str
    segments: tuple[Segment, ...]


def flush(vault: Vault, *, now_ms: int) -> int:
    """Brings the second copy up to date; returns how many records it had not.

    Others may write meanwhile, but only one flushes. Cost: nothing new, one query; else a segment, a head and four
    syncs. Small segments at the end are written together, so that their number stays logarithmic.
    """
    if not _behind(vault):
        return 0
    with vault.database.transaction():  # one flush at a time, whoever calls
        old = _segments(vault)
        count = vault.count_of(vault.device)
        keep = _kept(old, count)
        dirty = _dirty(vault)
        mended = [_write_segment(vault, s.first, s.last) if s.name in dirty else s for s in keep]
        starts = range((keep[-1].last if keep else 0) + 1, count + 1, SEGMENT_RECORDS_MAX)
        new = [_write_segment(vault, first, min(first + SEGMENT_RECORDS_MAX - 1, count)) for first in starts]
        head = _next_head(vault, (*mended, *new))
        _write_head(vault, head, now_ms=now_ms)
        _remember(vault, head)
    _remove_superseded(vault, head)
    return count - (old[-1].last if old else 0)


def _behind(vault: Vault) -> bool:
    own = bytes.fromhex(vault.device)
    row = vault.database.one("select coalesce(max(last), 0), max(dirty) from segment where device = ?", (own,))
    return row is None or row[0] != vault.count_of(vault.device) or bool(row[1])


def _segments(vault: Vault) -> list[Segment]:
    rows = vault.database.rows(
        "select name, first, last, size, digest from segment where device = ? order by first",
        (bytes.fromhex(vault.device),),
    )
    return [Segment(str(r[0]), int(r[1]), int(r[2]), int(r[3]), bytes(r[4]).hex()) for r in rows]  # type: ignore[arg-type]  # the table is strict


def _kept(segments: list[Segment], count: int) -> list[Segment]:
    """The segments that stay: the small ones at the end are written anew together with what follows."""
    keep = list(segments)
    fresh = count - (keep[-1].last if keep else 0)
    while keep and fresh and keep[-1].last - keep[-1].first + 1 <= fresh < SEGMENT_RECORDS_MAX:
        fresh += keep[-1].last - keep[-1].first + 1
        if fresh > SEGMENT_RECORDS_MAX:
            break
        keep.pop()
    return keep


def _dirty(vault: Vault) -> set[str]:
    return {str(row[0]) for row in vault.database.rows("select name from segment where dirty")}


def _write_segment(vault: Vault, first: int, last: int) -> Segment:
    head = {"version": VERSION, "vault": vault.header.vault, "device": vault.device, "first": first, "last": last}
    lines = [json.dumps(head)]
    lines += [record_line(record, n) for n, record in vault.iter_records(vault.device, after=first - 1, last=last)]
    assert len(lines) == last - first + 2, "a log has no gaps"
    packed = gzip.compress(("\n".join(lines) + "\n").encode(), COMPRESS_LEVEL, mtime=0)
    sealed = seal(packed, [recipient_of(vault.keys.log)])
    folder = os.path.join(vault.folder, FOLDER, "segments", vault.device)
    vault.disk.make_folder(folder)
    name = f"{first}-{last}-{os.urandom(4).hex()}.age"
    vault.disk.write(os.path.join(folder, name), sealed)
    return Segment(name, first, last, len(sealed), _digest(sealed))


def _next_head(vault: Vault, segments: tuple[Segment, ...]) -> Head:
    folder = os.path.join(vault.folder, FOLDER, "heads")
    counters = [int(name.split(".")[1]) for name in vault.disk.names(folder) if name.startswith(vault.device + ".")]
    counter = max([_whole(vault.fact("head_counter")), *counters]) + 1
    return Head(vault.device, counter, segments[-1].last, _chain(vault, segments[-1].last), segments)


def _chain(vault: Vault, count: int) -> str:
    """The chain up to record `count`, carried on from where the last flush left it."""
    done = vault.fact("chain_count")
    chain = vault.fact("chain")
    at, link = (done, chain) if isinstance(done, int) and isinstance(chain, bytes) else (0, bytes(32))
    rows = vault.database.rows(
        "select id from record where device = ? and n > ? and n <= ? order by n",
        (bytes.fromhex(vault.device), at, count),
    )
    for (id_,) in rows:
        link = next_link(link, id_)  # type: ignore[arg-type]  # the table is strict
    vault.set_fact("chain", link)
    vault.set_fact("chain_count", count)
    return link.hex()


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def next_link(link: bytes, id_: bytes) -> bytes:
    """The chain one record further."""
    return blake2b(link + id_, digest_size=32).digest()


def _write_head(vault: Vault, head: Head, *, now_ms: int) -> None:
    public = {
        "version": VERSION,
        "vault": vault.header.vault,
        "device": head.device,
        "counter": head.counter,
        "records": head.records,
        "chain": head.chain,
        "segments": [segment._asdict() for segment in head.segments],
        "seen": {},
        "time": now_ms,
    }
    sealed = seal(gzip.compress(json.dumps(public).encode(), COMPRESS_LEVEL, mtime=0), [recipient_of(vault.keys.log)])
    folder = os.path.join(vault.folder, FOLDER, "heads")
    vault.disk.make_folder(folder)
    vault.disk.write(os.path.join(folder, f"{head.device}.{head.counter:08d}.age"), sealed)


def _remember(vault: Vault, head: Head) -> None:
    device = bytes.fromhex(head.device)
    vault.database.run("delete from segment where device = ?", (device,))
    vault.database.many(
        "insert into segment values (?, ?, ?, ?, ?, ?, 0)",
        [(s.name, device, s.first, s.last, s.size, bytes.fromhex(s.digest)) for s in head.segments],
    )
    vault.set_fact("head_counter", head.counter)


def _remove_superseded(vault: Vault, head: Head) -> None:
    heads = os.path.join(vault.folder, FOLDER, "heads")
    segments = os.path.join(vault.folder, FOLDER, "segments", head.device)
    current = {segment.name for segment in head.segments}
    old = [os.path.join(segments, name) for name in vault.disk.names(segments) if name not in current]
    mine = f"{head.device}.{head.counter:08d}.age"
    old += [os.path.join(heads, n) for n in vault.disk.names(heads) if n.startswith(head.device + ".") and n < mine]
    for path in old:
        with suppress(FileNotFoundError):
            vault.disk.remove(path)
    vault.disk.sweep(heads)
    vault.disk.sweep(segments)


def load_heads(folder: str, identity: str, vault_id: str, disk: Disk) -> dict[str, Head | Damaged]:
    """The newest head of every device under a log folder, or what is wrong with it."""
    newest: dict[str, str] = {}
    for name in disk.names(os.path.join(folder, "heads")):
        newest[name.split(".")[0]] = name  # names are sorted, so the last one of a device is its newest
    heads: dict[str, Head | Damaged] = {}
    for device, name in newest.items():
        try:
            heads[device] = _parse_head(
                disk.read(os.path.join(folder, "heads", name), size_max=HEAD_BYTES_MAX), identity, vault_id, name
            )
        except Damaged as problem:
            heads[device] = problem
    return heads


def _parse_head(sealed: bytes, identity: str, vault_id: str, name: str) -> Head:
    plain = gunzip(open_sealed(sealed, identity, what=f"log/heads/{name}"), size_max=HEAD_BYTES_MAX, what=name)
    try:
        public = json.loads(plain)
        head = Head(
            str(public["device"]),
            int(public["counter"]),
            int(public["records"]),
            str(public["chain"]),
            tuple(Segment(**segment) for segment in public["segments"]),
        )
        ours = (public["version"], public["vault"]) == (VERSION, vault_id)
    except (ValueError, KeyError, TypeError):
        ours = False
    if not ours or name != f"{head.device}.{head.counter:08d}.age":
        raise misplaced(f"log/heads/{name}")
    return head


def load_segment(
    folder: str, device: str, segment: Segment, identity: str, vault_id: str, disk: Disk
) -> list[tuple[int, Record]]:
    """The records of a segment, every byte of it checked.

    Raises: Damaged: it is missing, or anything in it is not what the head and the ids say.
    """
    what = f"log/segments/{device}/{segment.name}"
    try:
        sealed = disk.read(os.path.join(folder, "segments", device, segment.name), size_max=SEGMENT_BYTES_MAX)
    except FileNotFoundError:
        raise misplaced(what) from None
    if _digest(sealed) != segment.digest:
        raise misplaced(what)
    return parse_segment(sealed, segment, device, identity, vault_id)


def parse_segment(
    sealed: bytes, segment: Segment, device: str, identity: str, vault_id: str
) -> list[tuple[int, Record]]:
    """The records in the bytes of a segment. Raises Damaged as `load_segment`."""
    what = f"log/segments/{device}/{segment.name}"
    lines = gunzip(open_sealed(sealed, identity, what=what), size_max=SEGMENT_BYTES_MAX, what=what).decode().split("\n")
    try:
        first = json.loads(lines[0])
    except ValueError:
        raise misplaced(what) from None
    expected = {"version": VERSION, "vault": vault_id, "device": device, "first": segment.first, "last": segment.last}
    numbered = [parse_line(line) for line in lines[1:-1]]
    numbers = [n for n, _ in numbered]
    if first != expected or numbers != list(range(segment.first, segment.last + 1)) or lines[-1]:
        raise misplaced(what)
    return numbered


def gunzip(data: bytes, *, size_max: int, what: str) -> bytes:
    """Decompresses, and refuses what grows beyond `size_max` before the memory is taken."""
    import zlib  # noqa: PLC0415 - loaded by gzip already

    inflater = zlib.decompressobj(wbits=31)
    try:
        plain = inflater.decompress(data, size_max)
    except zlib.error:
        raise misplaced(what) from None
    if not inflater.eof or inflater.unused_data:
        raise misplaced(what)
    return plain


def misplaced(what: str) -> Damaged:
    """The problem of a file of the log that is missing, altered or not the one that was named."""
    return Damaged(
        f"{what} is missing or not what it was when it was written",
        safe="vault.db was not touched",
        next="goldseam verify --repair",
        code="keep.log-damaged",
    )


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=32).hexdigest()
