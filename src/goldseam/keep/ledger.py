"""The second copy: every record again under log/, as age files (spec/vault.md, "log").

The layout is the one a remote has, a log for each device: write-once segments, headed by the newest head, which chains
the ids of all records. A segment is written, then the head that names it, and only then are superseded files removed.
"""

import gzip
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from goldseam.keep.cipher import open_sealed, recipient_of, seal
from goldseam.keep.digest import blake2b
from goldseam.keep.disk import Disk
from goldseam.keep.fields import exactly, hex_of, list_of, object_in, object_of, text_of, whole_of
from goldseam.keep.record import Record, parse_line, record_line
from goldseam.keep.vault import Vault
from goldseam.words.problem import Damaged

FOLDER = "log"
SEGMENT_RECORDS_MAX = 1000
SEGMENT_TEXT_MAX = 8 << 20  # a segment that has reached so many characters ends, so that flushing takes little memory
SEGMENT_BYTES_MAX = 512 << 20  # nothing that we wrote is larger, sealed or opened
HEAD_BYTES_MAX = 64 << 20
SEGMENTS_MAX = 1 << 18  # a head of so many is as large as a head may be
CHAIN_BYTES = 32
COMPRESS_LEVEL = 1  # 8 % larger than 6, three times as fast: the log is written while somebody waits
VERSION = 1
_HEAD_NAME = re.compile(r"([0-9a-f]{16})\.([0-9]{8,16})\.age")
_SEGMENT_NAME = re.compile(r"([1-9][0-9]{0,15})-([1-9][0-9]{0,15})-[0-9a-f]{8}\.age")


_HEAD_NAMES = frozenset({"version", "vault", "device", "counter", "records", "chain", "segments", "seen", "time"})
_SEGMENT_NAMES = frozenset({"name", "first", "last", "size", "digest"})


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
        records: the number of the last record.
        chain: BLAKE2b-256 over the ids, in order: chain = H(chain + id), hex; it begins with 32 zero bytes.
        segments: in order. A gap between two means that the records between them are not in this vault.
    """

    device: str
    counter: int
    records: int
    chain: str
    segments: tuple[Segment, ...]


def flush(vault: Vault, *, now_ms: int) -> int:
    """Brings the second copy up to date, of every device; returns how many records it had not.

    Others may write meanwhile, but only one flushes. Cost: nothing new, two queries; else a segment, a head and four
    syncs. Small segments at the end are written together, so that their number stays logarithmic.
    """
    if not _behind(vault):
        return 0
    _catch_up(vault)
    with vault.database.transaction():  # one flush at a time, whoever calls
        flushed = [_flush_device(vault, device, count, now_ms) for device, count in _behind(vault).items()]
    for head, _ in flushed:
        _remove_superseded(vault, head)
    return sum(new for _, new in flushed)


def rewrite_all(vault: Vault) -> None:
    """Has the next flush write everything anew, of every device."""
    vault.database.run("update segment set dirty = 1")


def rewrite(vault: Vault, device: str, names: Iterable[str] = ()) -> None:
    """Has the next flush write these segments of a device anew, and its head in any case."""
    with vault.database.transaction():
        vault.database.many("update segment set dirty = 1 where name = ?", [(name,) for name in names])
        vault.database.run(
            "update segment set dirty = 1 where name ="
            " (select name from segment where device = ? order by last desc limit 1)",
            (bytes.fromhex(device),),
        )


def _catch_up(vault: Vault) -> None:
    """Takes back what the log has of a flush that the database does not remember.

    That flush may only have been cut short at its end. But if the database has gone back (its write-ahead log was
    damaged, an old copy was put in its place), the log alone has what came since, and must not be written over.
    """
    folder = os.path.join(vault.folder, FOLDER)
    newest = {device: counter for device, (counter, _) in _newest_heads(folder, vault.disk).items()}
    if all(counter <= _whole(vault.fact(f"head_counter:{device}")) for device, counter in newest.items()):
        return
    for device, head in load_heads(folder, vault.keys.log, vault.header.vault, vault.disk).items():
        if isinstance(head, Damaged) or head.counter <= _whole(vault.fact(f"head_counter:{device}")):
            continue
        for segment in head.segments:
            with suppress(Damaged):
                take_back(vault, load_segment(folder, device, segment, vault.keys.log, vault.header.vault, vault.disk))


def take_back(vault: Vault, numbered: list[tuple[int, Record]]) -> int:
    """Unites records with a database that has lost them; returns how many it had not.

    Where it has given a number again since, the record that comes back gets the next free one: nothing is left out.
    """
    taken: dict[str, int] = {}
    fitting: list[tuple[int, Record]] = []
    with vault.database.transaction():
        for n, record in numbered:
            row = vault.database.one(
                "select id from record where device = ? and n = ?", (bytes.fromhex(record.device), n)
            )
            if row is None or row[0] == bytes.fromhex(record.id):
                fitting.append((n, record))
            elif not vault.has(record.id):
                last = max(vault.count_of(record.device), *(number for number, _ in numbered))
                taken[record.device] = taken.get(record.device, last) + 1
                fitting.append((taken[record.device], record))
        return vault.unite(fitting)


def _flush_device(vault: Vault, device: str, count: int, now_ms: int) -> tuple[Head, int]:
    old = _segments(vault, device)
    dirty = {str(row[0]) for row in vault.database.rows("select name from segment where dirty")}
    keep = [segment for segment in _kept(old, count) if segment.name not in dirty]
    # Only what this device wrote, and nobody tampered with, is known to have no gaps without looking.
    whole = device == vault.device and not dirty
    runs = [(keep[-1].last + 1 if keep else 1, count)] if whole else list(_uncovered(vault, device, keep))
    new = [segment for first, last in runs for segment in _write_segments(vault, device, first, last)]
    head = _next_head(vault, device, tuple(sorted((*keep, *new), key=lambda s: s.first)), whole=whole)
    _write_head(vault, head, now_ms=now_ms)
    _remember(vault, head)
    return head, max(0, count - (old[-1].last if old else 0))


def _behind(vault: Vault) -> dict[str, int]:
    """The devices whose log lacks something, with the number of their last record."""
    rows = vault.database.rows("select device, max(last), max(dirty) from segment group by device")
    up_to_date = {(bytes(r[0]).hex(), r[1]) for r in rows if not r[2]}  # type: ignore[arg-type]  # the table is strict
    return {device: count for device, count in vault.devices().items() if (device, count) not in up_to_date}


def device_behind(vault: Vault, device: str) -> bool:
    """Whether the log of a device lacks something that the database has, or was found to need writing anew."""
    return device in _behind(vault)


def _segments(vault: Vault, device: str) -> list[Segment]:
    rows = vault.database.rows(
        "select name, first, last, size, digest from segment where device = ? order by first", (bytes.fromhex(device),)
    )
    return [Segment(str(r[0]), int(r[1]), int(r[2]), int(r[3]), bytes(r[4]).hex()) for r in rows]  # type: ignore[arg-type]  # the table is strict


def _kept(segments: list[Segment], count: int) -> list[Segment]:
    """The segments that stay: the small ones at the end are written anew together with what follows."""
    keep = list(segments)
    fresh = count - (keep[-1].last if keep else 0)
    while keep and fresh and keep[-1].last - keep[-1].first + 1 <= fresh < SEGMENT_RECORDS_MAX:
        fresh += keep[-1].last - keep[-1].first + 1
        if fresh > SEGMENT_RECORDS_MAX or keep[-1].size > SEGMENT_TEXT_MAX // 4:
            break
        keep.pop()
    return keep


def _uncovered(vault: Vault, device: str, keep: list[Segment]) -> Iterator[tuple[int, int]]:
    """Runs of numbers that the vault has and no segment holds. Cost: one pass over an index."""
    covered = {n for segment in keep for n in range(segment.first, segment.last + 1)}
    first = last = -1
    for (n,) in vault.database.rows("select n from record where device = ? order by n", (bytes.fromhex(device),)):
        assert isinstance(n, int)
        if n in covered:
            continue
        if n == last + 1:
            last = n
            continue
        if first >= 0:
            yield first, last
        first = last = n
    if first >= 0:
        yield first, last


def _write_segments(vault: Vault, device: str, first: int, last: int) -> Iterator[Segment]:
    lines: list[str] = []
    size = 0
    for n, record in vault.iter_records(device, after=first - 1, last=last):
        lines.append(record_line(record, n))
        size += len(lines[-1])
        if len(lines) == SEGMENT_RECORDS_MAX or size >= SEGMENT_TEXT_MAX or n == last:
            yield _write_segment(vault, device, n - len(lines) + 1, lines)
            lines, size = [], 0
    assert not lines, "a run has no gaps"


def _write_segment(vault: Vault, device: str, first: int, lines: list[str]) -> Segment:
    last = first + len(lines) - 1
    text = "\n".join([_opening(vault.header.vault, device, first, last), *lines]) + "\n"
    packed = gzip.compress(text.encode(), COMPRESS_LEVEL, mtime=0)
    sealed = seal(packed, [recipient_of(vault.keys.log)])
    folder = os.path.join(vault.folder, FOLDER, "segments", device)
    vault.disk.make_folder(folder)
    name = f"{first}-{last}-{os.urandom(4).hex()}.age"
    vault.disk.write(os.path.join(folder, name), sealed)
    return Segment(name, first, last, len(sealed), _digest(sealed))


def _next_head(vault: Vault, device: str, segments: tuple[Segment, ...], *, whole: bool) -> Head:
    found = (_HEAD_NAME.fullmatch(name) for name in vault.disk.names(os.path.join(vault.folder, FOLDER, "heads")))
    counters = [int(match[2]) for match in found if match and match[1] == device]
    counter = max([_whole(vault.fact(f"head_counter:{device}")), *counters]) + 1
    return Head(device, counter, segments[-1].last, _chain(vault, device, segments[-1].last, whole=whole), segments)


def _chain(vault: Vault, device: str, count: int, *, whole: bool) -> str:
    """The chain up to record `count`, carried on from where the last flush left it if nothing came in between."""
    done = vault.fact(f"chain_count:{device}")
    chain = vault.fact(f"chain:{device}")
    known = whole and isinstance(done, int) and isinstance(chain, bytes) and done <= count
    at, link = (done, chain) if known else (0, bytes(CHAIN_BYTES))
    assert isinstance(link, bytes)
    rows = vault.database.rows(
        "select id from record where device = ? and n > ? and n <= ? order by n", (bytes.fromhex(device), at, count)
    )
    for (id_,) in rows:
        link = next_link(link, id_)  # type: ignore[arg-type]  # the table is strict
    vault.set_fact(f"chain:{device}", link)
    vault.set_fact(f"chain_count:{device}", count)
    return link.hex()


def chain_of(vault: Vault, device: str, count: int) -> str:
    """The chain over the records up to `count` that the database has. Cost: one pass over an index."""
    link = bytes(CHAIN_BYTES)
    rows = vault.database.each(
        "select id from record where device = ? and n <= ? order by n", (bytes.fromhex(device), count)
    )
    for (id_,) in rows:
        link = next_link(link, id_)  # type: ignore[arg-type]  # the table is strict
    return link.hex()


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def next_link(link: bytes, id_: bytes) -> bytes:
    """The chain one record further."""
    return blake2b(link + id_, digest_size=CHAIN_BYTES).digest()


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
    vault.disk.write(os.path.join(folder, _head_name(head)), sealed)


def _remember(vault: Vault, head: Head) -> None:
    device = bytes.fromhex(head.device)
    vault.database.run("delete from segment where device = ?", (device,))
    vault.database.many(
        "insert into segment values (?, ?, ?, ?, ?, ?, 0)",
        [(s.name, device, s.first, s.last, s.size, bytes.fromhex(s.digest)) for s in head.segments],
    )
    vault.set_fact(f"head_counter:{head.device}", head.counter)


def _remove_superseded(vault: Vault, head: Head) -> None:
    heads = os.path.join(vault.folder, FOLDER, "heads")
    segments = os.path.join(vault.folder, FOLDER, "segments", head.device)
    current = {segment.name for segment in head.segments}
    found = [name for name in vault.disk.names(segments) if _SEGMENT_NAME.fullmatch(name)]
    old = [os.path.join(segments, name) for name in found if name not in current]
    for name in vault.disk.names(heads):
        match = _HEAD_NAME.fullmatch(name)
        if match and match[1] == head.device and int(match[2]) < head.counter:
            old.append(os.path.join(heads, name))
    for path in old:
        with suppress(FileNotFoundError):
            vault.disk.remove(path)
    vault.disk.sweep(heads)
    vault.disk.sweep(segments)


def load_heads(folder: str, identity: str, vault_id: str, disk: Disk) -> dict[str, Head | Damaged]:
    """The newest head of every device under a log folder, or what is wrong with it."""
    heads: dict[str, Head | Damaged] = {}
    for device, (_, name) in _newest_heads(folder, disk).items():
        try:
            heads[device] = parse_head(
                disk.read(os.path.join(folder, "heads", name), size_max=HEAD_BYTES_MAX), identity, vault_id, name
            )
        except Damaged as problem:
            heads[device] = problem
    return heads


def _newest_heads(folder: str, disk: Disk) -> dict[str, tuple[int, str]]:
    """The counter and the file name of the newest head of every device."""
    newest: dict[str, tuple[int, str]] = {}
    for name in disk.names(os.path.join(folder, "heads")):
        match = _HEAD_NAME.fullmatch(name)
        if match:
            newest[match[1]] = max(newest.get(match[1], (0, "")), (int(match[2]), name))
    return newest


def parse_head(sealed: bytes, identity: str, vault_id: str, name: str) -> Head:
    """The head in the bytes of a file under log/heads that is called `name`.

    Raises: Damaged: it does not open, or is not what the format says of a head of this vault under this name.
    """
    what = f"log/heads/{name}"
    plain = gunzip(open_sealed(sealed, identity, what=what), size_max=HEAD_BYTES_MAX, what=what)
    try:
        public = exactly(object_in(plain), _HEAD_NAMES)
        head = Head(
            hex_of(public["device"], 16),
            whole_of(public["counter"]),
            whole_of(public["records"]),
            hex_of(public["chain"], 64),
            tuple(map(_segment_of, list_of(public["segments"], count_max=SEGMENTS_MAX))),
        )
        ours = (whole_of(public["version"]), public["vault"]) == (VERSION, vault_id) and _in_order(head)
        whole_of(public["time"])
        object_of(public["seen"])
    except ValueError:
        ours = False
    if not ours or name != _head_name(head):
        raise misplaced(what)
    return head


def _segment_of(value: object) -> Segment:
    said = exactly(value, _SEGMENT_NAMES)
    name = text_of(said["name"])
    segment = Segment(
        name, whole_of(said["first"]), whole_of(said["last"]), whole_of(said["size"]), hex_of(said["digest"], 64)
    )
    if segment_named(name) != segment._replace(size=0, digest=""):
        raise ValueError
    return segment


def _in_order(head: Head) -> bool:
    """Whether the segments follow one another, none over another, up to the last record."""
    reached = 0
    for segment in head.segments:
        if segment.first <= reached:
            return False
        reached = segment.last
    return reached == head.records and head.counter > 0


def _head_name(head: Head) -> str:
    return f"{head.device}.{head.counter:08d}.age"


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
    plain = gunzip(open_sealed(sealed, identity, what=what), size_max=SEGMENT_BYTES_MAX, what=what)
    try:
        opening, *lines = plain.decode().split("\n")
    except ValueError:
        raise misplaced(what) from None
    if opening != _opening(vault_id, device, segment.first, segment.last) or not lines or lines.pop():
        raise misplaced(what)
    numbered = [parse_line(line) for line in lines]
    if len(lines) != segment.last - segment.first + 1:
        raise misplaced(what)
    if any((n, record.device) != (at, device) for at, (n, record) in enumerate(numbered, start=segment.first)):
        raise misplaced(what)
    return numbered


def _opening(vault_id: str, device: str, first: int, last: int) -> str:
    """The first line of a segment."""
    return json.dumps({"version": VERSION, "vault": vault_id, "device": device, "first": first, "last": last})


def segment_named(name: str) -> Segment | None:
    """What the name of a file says it holds, whether or not a head names it; None when it is no segment's."""
    match = _SEGMENT_NAME.fullmatch(name)
    return Segment(name, int(match[1]), int(match[2]), 0, "") if match and int(match[1]) <= int(match[2]) else None


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
