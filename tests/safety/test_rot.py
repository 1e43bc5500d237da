"""A byte of any file goes bad: it is found, named, mended from the second copy, and nothing that was readable is lost.

Not every byte is read by somebody. Which are not is told here exactly (`unread_pages`): a change in them does no harm.
"""

import shutil
from contextlib import suppress
from itertools import combinations, count
from pathlib import Path
from random import Random

import pytest

from goldseam.desk.repair import Mended, mend
from goldseam.keep import continuity
from goldseam.keep import salvage as salvaging
from goldseam.keep import verify as verifying
from goldseam.keep.blobs import Blobs
from goldseam.keep.database import PAGE_BYTES
from goldseam.keep.disk import Disk
from goldseam.keep.header import mend_header
from goldseam.keep.keys import CHEAPEST, wrap_passphrase
from goldseam.keep.making import MENDING
from goldseam.keep.salvage import salvage
from goldseam.keep.slots import add_slot
from goldseam.keep.vault import open_vault
from goldseam.keep.wal import WHOLE, Standing
from goldseam.words.problem import Damaged
from goldseam.write.entries import Entries
from tests.making import NOW, UNHIDDEN, ZONE, words
from tests.safety.rotting import (
    LEFT,
    WRITTEN_LAST,
    Vessel,
    files,
    fill,
    flipped,
    kept_in,
    offsets,
    problems,
    unread_pages,
)

KINDS = {
    "vault.json": "vault.json",
    "copy": "vault.json.bak",
    "readme": "README.txt",
    "database": "vault.db",
    "write-ahead": "vault.db-wal",
    "head": "log/heads/",
    "segment": "log/segments/",
    "attachment": "blobs/",
    "inbox": "inbox/",
}
MENDED = [kind for kind in KINDS if kind not in {"attachment", "inbox"}]


@pytest.fixture(scope="module")
def vessel(tmp_path_factory: pytest.TempPathFactory) -> Vessel:
    place = tmp_path_factory.mktemp("rot")
    return fill(place / "vault", place / "backup.tar", place / "older")


def of_kind(vessel: Vessel, kind: str) -> list[str]:
    named = KINDS[kind]
    return [name for name in files(vessel.folder) if name == named or (named.endswith("/") and name.startswith(named))]


def damaged(vessel: Vessel, target: Path, name: str, data: bytes | None) -> Vessel:
    """A copy of the vault in which one file holds other bytes, or is gone."""
    shutil.rmtree(target, ignore_errors=True)
    copy = vessel.copy(target)
    path = copy.folder / name
    path.unlink() if data is None else path.write_bytes(data)
    return copy


def mended(vessel: Vessel, **more: str) -> Mended:
    """As `goldseam verify --repair`."""
    mend_header(str(vessel.folder), Disk())
    return mend(str(vessel.folder), vessel.keys, problems(vessel), zone=ZONE, **more)


def names_it(vessel: Vessel, name: str) -> bool:
    """Whether a check finds something, and says the name of the file or of what it is a part of."""
    try:
        found = problems(vessel)
    except Damaged as problem:  # vault.json: nothing can be opened
        return name in problem.happened or "vault.json" in problem.happened
    part = "/".join(name.split("/")[:2]) if name.startswith("log/heads") else name
    return any(checked.what.startswith(part) or part in checked.problem for checked in found)


def assert_mended(vessel: Vessel, copy: Vessel, *, kind: str) -> None:
    """What was written is there, and a second check finds nothing."""
    kept = kept_in(copy.folder, copy.keys)
    lost = vessel.kept.records - kept.records
    if kind == "write-ahead":  # what is there once only, and one page of it is bad
        lost = frozenset(record for record in lost if not str(record[1]).startswith(WRITTEN_LAST))
        assert len(vessel.kept.records - kept.records) <= 3
    assert lost == set()
    assert problems(copy) == []
    assert kept.thumbnails == vessel.kept.thumbnails
    assert any(text == LEFT for _, text in kept.records) or kind == "inbox"
    assert kept.blobs == vessel.kept.blobs


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit_is_found_and_named(vessel: Vessel, tmp_path: Path, kind: str) -> None:
    assert_flips_are_found(vessel, tmp_path, kind, count=6)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit_in_any_byte_is_found_and_named(vessel: Vessel, tmp_path: Path, kind: str) -> None:
    """Every byte of a file under 10,000, and so many of a larger one."""
    assert_flips_are_found(vessel, tmp_path, kind, count=10_000)


def assert_flips_are_found(vessel: Vessel, tmp_path: Path, kind: str, *, count: int) -> None:
    unread = unread_pages(vessel.copy(tmp_path / "looked").folder, vessel.keys)
    unseen = []
    for name in of_kind(vessel, kind):
        data = (vessel.folder / name).read_bytes()
        for at in offsets(len(data), count, Random(f"{kind} {len(data)}")):
            copy = damaged(vessel, tmp_path / "v", name, flipped(data, at, at % 8))
            if not names_it(copy, name):
                unseen.append((name, at))

    assert [(name, at) for name, at in unseen if not _is_read_by_nobody(name, at, unread)] == []


def _is_read_by_nobody(name: str, at: int, unread: set[int]) -> bool:
    return name == "vault.db" and at // PAGE_BYTES + 1 in unread


@pytest.mark.parametrize("kind", MENDED)
def test_a_flipped_bit_is_mended(vessel: Vessel, tmp_path: Path, kind: str) -> None:
    for name in of_kind(vessel, kind):
        data = (vessel.folder / name).read_bytes()
        for at in offsets(len(data), 1, Random(name)):
            copy = damaged(vessel, tmp_path / "v", name, flipped(data, at))
            mended(copy)
            assert_mended(vessel, copy, kind=kind)


@pytest.mark.parametrize("kind", MENDED)
@pytest.mark.parametrize("how", ["removed", "empty", "half", "one byte short", "garbage after it"])
def test_a_file_that_is_gone_cut_or_longer_is_mended(vessel: Vessel, tmp_path: Path, kind: str, how: str) -> None:
    for name in of_kind(vessel, kind):
        data = (vessel.folder / name).read_bytes()
        copy = damaged(vessel, tmp_path / "v", name, _changed(data, how))
        named = names_it(copy, name)
        mended(copy)
        assert_mended(vessel, copy, kind=kind)
        assert named or (kind, how) in HARMLESS


def _changed(data: bytes, how: str) -> bytes | None:
    return {
        "removed": None,
        "empty": b"",
        "half": data[: len(data) // 2],
        "one byte short": data[:-1],
        "garbage after it": data + b"garbage\n" * 50,
    }[how]


# A write-ahead log that is gone looks like one that was emptied, and SQLite never reads beyond the last page.
HARMLESS = {
    ("write-ahead", "removed"),
    ("write-ahead", "empty"),
    ("write-ahead", "garbage after it"),
    ("database", "garbage after it"),
}


def test_every_table_can_be_read_page_by_page_when_the_first_one_is_gone(vessel: Vessel, tmp_path: Path) -> None:
    data = (vessel.folder / "vault.db").read_bytes()
    copy = damaged(vessel, tmp_path / "v", "vault.db", bytes(PAGE_BYTES) + data[PAGE_BYTES:])
    shutil.rmtree(copy.folder / "log")
    salvaged = mended(copy).salvaged

    assert salvaged is not None
    assert salvaged.from_log == 0
    assert not any(salvaged.lost)
    assert_mended(vessel, copy, kind="database")
    assert kept_in(copy.folder, copy.keys).drafts == vessel.kept.drafts
    assert not list(copy.folder.glob("vault.db.*"))


def both_damaged(vessel: Vessel, target: Path, random: Random, *, pages: int) -> tuple[Vessel, set[int]]:
    """A copy with so many bad pages, and in every file of the log one bad byte in its second half."""
    data = (vessel.folder / "vault.db").read_bytes()
    bad = set(random.sample(range(2, len(data) // PAGE_BYTES + 1), pages))
    for page in bad:
        data = flipped(data, (page - 1) * PAGE_BYTES + random.randrange(PAGE_BYTES))
    copy = damaged(vessel, target, "vault.db", data)
    for name in (*of_kind(vessel, "segment"), *of_kind(vessel, "head")):
        whole = (copy.folder / name).read_bytes()
        (copy.folder / name).write_bytes(flipped(whole, random.randrange(len(whole) // 2, len(whole))))
    return copy, bad


def readable(vessel: Vessel) -> set[tuple[str, str | None]]:
    """The records that a database still gives, asked for each by itself: what somebody without a salvage could read."""
    found = set()
    try:
        vault = open_vault(str(vessel.folder), vessel.keys)
    except Damaged:
        return set()
    for seq in range(1, 200):
        try:
            records = [record for _, record in vault.iter_records(after=seq - 1, last=seq)]
        except Damaged:
            continue
        found |= {(record.id, record.body) for record in records}
    vault.close()
    return found


@pytest.mark.parametrize("seed", range(12))
def test_both_copies_damaged_lose_only_what_stood_on_the_bad_pages(vessel: Vessel, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    copy, _ = both_damaged(vessel, tmp_path / "v", random, pages=1 + seed % 4)
    before = readable(copy)
    done = mended(copy)
    after = kept_in(copy.folder, copy.keys).records

    assert before <= after
    assert problems(copy) == []
    assert done.salvaged is None or not any(done.salvaged.lost) or (copy.folder / done.salvaged.aside).exists()
    if missing := vessel.kept.records - after:
        assert done.salvaged is not None
        assert sum(count for _, count in done.salvaged.lost.numbers) == len(missing)


def test_what_is_lost_is_named_by_id_and_day_and_never_by_its_words(vessel: Vessel, tmp_path: Path) -> None:
    data = (vessel.folder / "vault.db").read_bytes()
    pages = list(range(2, len(data) // PAGE_BYTES + 1))
    for page in Random(1).sample(pages, len(pages)):
        copy = damaged(vessel, tmp_path / "v", "vault.db", flipped(data, (page - 1) * PAGE_BYTES + 99))
        shutil.rmtree(copy.folder / "log")
        salvaged = mended(copy).salvaged
        if salvaged is not None and salvaged.lost.entries:
            break

    assert salvaged is not None
    assert {day for _, day in salvaged.lost.entries} == {"2026-09-21"}
    assert vessel.kept.records - kept_in(copy.folder, copy.keys).records
    assert "rain" not in repr(salvaged)
    assert (copy.folder / salvaged.aside).exists()
    assert problems(copy) == []


def test_what_was_lost_comes_back_from_a_backup(vessel: Vessel, tmp_path: Path) -> None:
    copy = damaged(vessel, tmp_path / "v", "vault.db", None)
    shutil.rmtree(copy.folder / "log")
    (copy.folder / "vault.db-wal").unlink()
    with pytest.raises(Damaged) as refused:
        mended(copy)
    assert refused.value.code == "keep.no-second-copy"
    assert not (copy.folder / MENDING).exists()

    mended(copy, backup=str(vessel.backup))

    kept = kept_in(copy.folder, copy.keys)
    assert {record for record in vessel.kept.records - kept.records if WRITTEN_LAST not in str(record[1])} == set()
    assert problems(copy) == []


def test_a_damaged_attachment_is_named_with_its_entry_and_comes_back_from_a_backup(
    vessel: Vessel, tmp_path: Path
) -> None:
    for name in of_kind(vessel, "attachment"):
        data = (vessel.folder / name).read_bytes()
        for changed in (flipped(data, len(data) // 2), data[:-1], None):
            copy = damaged(vessel, tmp_path / "v", name, changed)
            found = problems(copy)
            mended(copy)

            assert [checked.what for checked in found] == [name]
            assert "it belongs to entry " in found[0].problem
            assert " of 2026-09-21" in found[0].problem
            assert problems(copy) == found, "there is no second copy in the vault"
            assert mended(copy, backup=str(vessel.backup)).from_backup == (0, 1)
            assert_mended(vessel, copy, kind="attachment")


def test_an_inbox_item_that_went_bad_is_named_and_kept_aside(vessel: Vessel, tmp_path: Path) -> None:
    (name,) = of_kind(vessel, "inbox")
    data = (vessel.folder / name).read_bytes()
    copy = damaged(vessel, tmp_path / "v", name, data[:-1])
    assert [checked.what for checked in problems(copy)] == [name]

    mended(copy)

    assert [path.read_bytes() for path in (copy.folder / "inbox" / "bad").iterdir()] == [data[:-1]]
    assert_mended(vessel, copy, kind="inbox")


@pytest.mark.parametrize("kinds", list(combinations(MENDED, 2)), ids="-".join)
def test_two_files_that_were_swapped_are_told_apart(vessel: Vessel, tmp_path: Path, kinds: tuple[str, str]) -> None:
    copy = vessel.copy(tmp_path / "v")
    one, other = (copy.folder / of_kind(vessel, kind)[0] for kind in kinds)
    first, second = one.read_bytes(), other.read_bytes()
    if first == second:
        return  # vault.json and its copy
    one.write_bytes(second)
    other.write_bytes(first)
    if "write-ahead" not in kinds:
        assert problems_or_damaged(copy)
    done = mended(copy)
    if kinds == ("database", "segment"):  # neither copy is where it is looked for
        assert done.salvaged is not None
        assert done.salvaged.lost.numbers
        assert second in {path.read_bytes() for path in copy.folder.glob("vault.db.damaged-*")}
        assert first in {path.read_bytes() for path in copy.folder.glob("log.damaged-*/*/*/*")}
        return
    assert_mended(vessel, copy, kind="write-ahead" if "write-ahead" in kinds else kinds[0])


def problems_or_damaged(vessel: Vessel) -> bool:
    try:
        return bool(problems(vessel))
    except Damaged:
        return True


@pytest.mark.parametrize("kind", ["vault.json", "copy", "database", "head"])
def test_an_older_copy_of_a_file_is_seen_and_brought_up_to_date(vessel: Vessel, tmp_path: Path, kind: str) -> None:
    copy = vessel.copy(tmp_path / "v")
    if kind in {"vault.json", "copy"}:
        vault = open_vault(str(copy.folder), copy.keys)
        older = (copy.folder / "vault.json").read_bytes()
        slot = wrap_passphrase(copy.keys, vault.header.vault, "another", CHEAPEST, now_ms=NOW + 1000)
        add_slot(vault, slot)
        vault.close()
        newer = (copy.folder / "vault.json").read_bytes()
        (copy.folder / KINDS[kind]).write_bytes(older)
    elif kind == "head":
        (newest,) = (copy.folder / "log" / "heads").iterdir()
        (older_head,) = (vessel.older / "log" / "heads").iterdir()
        newest.unlink()
        shutil.copy(older_head, newest.parent)
    else:
        shutil.copy(vessel.older / "vault.db", copy.folder / "vault.db")
        (copy.folder / "vault.db-wal").unlink()
    assert problems(copy)

    mended(copy)

    if kind in {"vault.json", "copy"}:
        assert (copy.folder / "vault.json").read_bytes() == (copy.folder / "vault.json.bak").read_bytes() == newer
    assert_mended(vessel, copy, kind="write-ahead" if kind == "database" else kind)


def test_an_older_copy_of_one_page_is_seen(vessel: Vessel, tmp_path: Path) -> None:
    """A cipher of pages cannot tell an older copy of one from the newest; what hangs together with it can.

    Not seen is only what is made of the words and holds none of its own: the search index, and how far it has come.
    """
    older, newer = ((folder / "vault.db").read_bytes() for folder in (vessel.older, vessel.folder))
    unread = unread_pages(vessel.copy(tmp_path / "looked").folder, vessel.keys)
    unseen = []
    for page in range(1, len(older) // PAGE_BYTES + 1):
        at = slice((page - 1) * PAGE_BYTES, page * PAGE_BYTES)
        if older[at] == newer[at] or page in unread:
            continue
        copy = damaged(vessel, tmp_path / "v", "vault.db", newer[: at.start] + older[at] + newer[at.stop :])
        if not problems_or_damaged(copy):
            unseen.append(page)

    assert not {table for table in tables_on(vessel, unseen) if not table.startswith("find_")} - {"follower"}


def tables_on(vessel: Vessel, pages: list[int]) -> set[str]:
    vault = open_vault(str(vessel.folder), vessel.keys)
    names = vault.database.rows("select name, pageno from dbstat")
    vault.close()
    return {str(name) for name, page in names if page in pages}


def test_bytes_that_nobody_reads_do_no_harm_later(vessel: Vessel, tmp_path: Path) -> None:
    """They are overwritten as new ones: SQLite fills its free pages without looking at what was there."""
    data = (vessel.folder / "vault.db").read_bytes()
    unread = unread_pages(vessel.copy(tmp_path / "looked").folder, vessel.keys)
    for page in unread:
        data = flipped(data, (page - 1) * PAGE_BYTES + 1000) if page <= len(data) // PAGE_BYTES else data
    copy = damaged(vessel, tmp_path / "v", "vault.db", data)
    (copy.folder / "vault.db-shm").write_bytes(b"\xff" * 32768)
    vault = open_vault(str(copy.folder), copy.keys)
    for i in range(20):
        Entries(vault).add(words(f"afterwards {i} " * 500), now_ms=NOW + 1000)
    vault.settle()
    vault.close()

    assert unread
    assert problems(copy) == []
    assert vessel.kept.records < kept_in(copy.folder, copy.keys).records


class Cut(Exception):
    """The power goes."""


class CutDisk(Disk):
    """Works until a number of renames and removals were made."""

    def __init__(self, left: int) -> None:
        self.left = left

    def _pass(self) -> None:
        if not self.left:
            raise Cut
        self.left -= 1

    def rename(self, old: str, new: str) -> None:
        self._pass()
        super().rename(old, new)

    def remove(self, path: str) -> None:
        self._pass()
        super().remove(path)


def test_a_repair_that_is_cut_short_anywhere_loses_nothing(vessel: Vessel, tmp_path: Path) -> None:
    data = (vessel.folder / "vault.db").read_bytes()
    for left in count():
        copy = damaged(vessel, tmp_path / "v", "vault.db", flipped(data, 5 * PAGE_BYTES))
        shutil.rmtree(copy.folder / "log")  # what the bad page held is there once only, in the backup
        try:
            salvage(str(copy.folder), copy.keys, CutDisk(left), now_ms=NOW)
        except Cut:
            pass
        else:
            break
        salvage(str(copy.folder), copy.keys, Disk(), now_ms=NOW)
        after = kept_in(copy.folder, copy.keys).records
        assert readable(damaged(vessel, tmp_path / "w", "vault.db", flipped(data, 5 * PAGE_BYTES))) <= after, left

    assert left >= 4


def test_what_was_purged_does_not_come_back(vessel: Vessel, tmp_path: Path) -> None:
    """Also when the log still has it, because a purge was cut short, and the record that tells of it is unreadable."""
    copy = vessel.copy(tmp_path / "v")
    vault = open_vault(str(copy.folder), copy.keys)
    entry = next(entry.id for entry in vault.timeline(sight=UNHIDDEN) if entry.content.text.startswith("9 "))
    vault.purge([entry], now_ms=NOW + 2000)
    vault.settle()
    vault.database.run("delete from record where kind = 'purge' and subject = ?", (bytes.fromhex(entry),))
    vault.settle()
    vault.close()
    (copy.folder / "vault.db").write_bytes(bytes(PAGE_BYTES) + (copy.folder / "vault.db").read_bytes()[PAGE_BYTES:])
    mended(copy)

    vault = open_vault(str(copy.folder), copy.keys)
    assert vault.entry(entry) is None
    assert all(revision.content is None for revision in vault.revisions(entry))
    vault.close()
    assert problems(copy) == []


@pytest.mark.parametrize("left_out", ["the pages", "the hash of a file", "the end of the write-ahead log"])
def test_this_suite_sees_it_when_something_is_left_out(
    vessel: Vessel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    data = (vessel.folder / "vault.db").read_bytes()
    if left_out == "the pages":
        monkeypatch.setattr(salvaging, "_take_pages", lambda *_: None)
        copy = damaged(vessel, tmp_path / "v", "vault.db", flipped(data, 5000))
        for name in of_kind(vessel, "segment"):
            (copy.folder / name).write_bytes(b"")
        with suppress(Damaged):
            mended(copy)
        with pytest.raises((AssertionError, Damaged)):
            assert_mended(vessel, copy, kind="database")
        return
    if left_out == "the hash of a file":
        monkeypatch.setattr(Blobs, "is_whole", lambda *_: True)
        (name, *_) = of_kind(vessel, "attachment")
    else:
        monkeypatch.setattr(verifying, "standing", lambda _: Standing(0, 0, WHOLE))
        monkeypatch.setattr(continuity, "_lacks", lambda *_: False)
        name = "vault.db-wal"
    whole = (vessel.folder / name).read_bytes()
    assert not names_it(damaged(vessel, tmp_path / "v", name, flipped(whole, len(whole) // 2)), name)
