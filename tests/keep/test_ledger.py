"""The second copy holds every record of every device, says so when it does not, and takes little memory to write."""

import gzip
import os
from pathlib import Path

import pytest

from goldseam.keep import ledger
from goldseam.keep.cipher import recipient_of, seal
from goldseam.keep.ledger import Head, Segment, flush, load_heads, load_segment, parse_segment, rewrite
from goldseam.keep.record import ENTRY, Record, meta_of, new_record
from goldseam.keep.vault import Vault, open_vault
from goldseam.keep.verify import verify
from goldseam.words.problem import Damaged
from goldseam.write.entries import Entries
from tests.making import NOW, make_vault, words

ELSEWHERE = "ab" * 8


def log_of(vault: Vault) -> str:
    return os.path.join(vault.folder, ledger.FOLDER)


def head_of(vault: Vault, device: str) -> Head:
    head = load_heads(log_of(vault), vault.keys.log, vault.header.vault, vault.disk)[device]
    assert isinstance(head, Head)
    return head


def logged(vault: Vault, device: str) -> list[tuple[int, Record]]:
    """Every record of a device that its newest head leads to."""
    return [
        numbered
        for segment in head_of(vault, device).segments
        for numbered in load_segment(log_of(vault), device, segment, vault.keys.log, vault.header.vault, vault.disk)
    ]


def from_elsewhere(count: int, *, text: str = "word") -> list[tuple[int, Record]]:
    """Records of another device, numbered from 1."""
    content = words(text)
    made = (
        new_record(ENTRY, os.urandom(16).hex(), (), meta_of(content), text, now_ms=NOW, device=ELSEWHERE)
        for _ in range(count)
    )
    return list(enumerate(made, start=1))


def test_what_another_device_wrote_is_in_the_second_copy_too(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    arrived = from_elsewhere(5)
    vault.unite(arrived)
    Entries(vault).add(words("mine"), now_ms=NOW)

    assert flush(vault, now_ms=NOW) == 6
    assert logged(vault, ELSEWHERE) == arrived
    assert logged(vault, vault.device) == list(vault.iter_records(vault.device))
    assert flush(vault, now_ms=NOW) == 0


def test_a_gap_stays_visible_and_is_filled_when_what_was_missing_arrives(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    arrived = from_elsewhere(6)
    vault.unite(arrived[:2] + arrived[4:])
    flush(vault, now_ms=NOW)
    assert logged(vault, ELSEWHERE) == arrived[:2] + arrived[4:]
    chain = head_of(vault, ELSEWHERE).chain

    vault.unite(arrived)
    flush(vault, now_ms=NOW)

    assert logged(vault, ELSEWHERE) == arrived
    assert head_of(vault, ELSEWHERE).chain != chain


def test_the_same_records_again_change_nothing(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    arrived = from_elsewhere(3)

    assert vault.unite(arrived + arrived) == 3
    assert vault.unite(arrived) == 0


def test_two_records_with_one_number_are_told_apart(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    vault.unite(from_elsewhere(1))

    for forked in (from_elsewhere(1), [*from_elsewhere(3)[2:], *from_elsewhere(3)[2:]]):
        with pytest.raises(Damaged) as refused:
            vault.unite(forked)
        assert refused.value.code == "keep.log-forked"


def test_long_texts_do_not_gather_in_one_segment(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    for i in range(4):
        Entries(vault).add(words(str(i) * (ledger.SEGMENT_TEXT_MAX // 2 + 1)), now_ms=NOW)
    flush(vault, now_ms=NOW)

    assert [segment.last - segment.first for segment in head_of(vault, vault.device).segments] == [1, 1]
    assert len(logged(vault, vault.device)) == 4


def test_the_number_of_segments_stays_small(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    for _ in range(64):
        Entries(vault).add(words("one"), now_ms=NOW)
        flush(vault, now_ms=NOW)

    assert len(head_of(vault, vault.device).segments) < 8
    assert len(os.listdir(os.path.join(log_of(vault), "heads"))) == 1


def test_a_segment_is_written_anew_when_asked(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    Entries(vault).add(words("one"), now_ms=NOW)
    flush(vault, now_ms=NOW)
    before = head_of(vault, vault.device)
    rewrite(vault, vault.device, [before.segments[0].name])

    assert flush(vault, now_ms=NOW) == 0
    after = head_of(vault, vault.device)
    assert after.counter > before.counter
    assert after.chain == before.chain
    assert after.segments[0].name != before.segments[0].name
    assert len(logged(vault, vault.device)) == 1


def test_files_that_are_not_ours_are_left_alone(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    Entries(vault).add(words("one"), now_ms=NOW)
    flush(vault, now_ms=NOW)
    strange = [
        Path(log_of(vault), "heads", f"{vault.device}.txt"),
        Path(log_of(vault), "heads", "letter"),
        Path(log_of(vault), "segments", vault.device, "letter"),
    ]
    for path in strange:
        path.write_text("mine")
    Entries(vault).add(words("two"), now_ms=NOW)
    flush(vault, now_ms=NOW)

    assert all(path.read_text() == "mine" for path in strange)
    assert len(logged(vault, vault.device)) == 2


def test_an_entry_in_a_zone_that_this_machine_does_not_know_arrives(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    meta = meta_of(words("far")) | {"zone": "Mars/Olympus_Mons"}
    record = new_record(ENTRY, "cd" * 16, (), meta, "far", now_ms=NOW, device=ELSEWHERE)

    assert vault.unite([(1, record)]) == 1
    entry = vault.entry("cd" * 16)
    assert entry is not None
    assert entry.content.zone == "Mars/Olympus_Mons"


def test_a_database_that_went_back_in_time_takes_back_what_its_log_knows(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    entries = Entries(vault)
    entries.add(words("before"), now_ms=NOW)
    flush(vault, now_ms=NOW)
    vault.settle()
    old = Path(vault.folder, "vault.db").read_bytes()
    lost = [entries.add(words(f"lost {i}"), now_ms=NOW).id for i in range(3)]
    flush(vault, now_ms=NOW)
    vault.close()
    Path(vault.folder, "vault.db").write_bytes(old)
    for suffix in ("-wal", "-shm"):
        Path(vault.folder, f"vault.db{suffix}").unlink()

    vault = open_vault(vault.folder, vault.keys)
    assert vault.entry(lost[0]) is None
    after = Entries(vault).add(words("after"), now_ms=NOW)
    flush(vault, now_ms=NOW)

    assert all(vault.entry(id_) for id_ in (*lost, after.id))
    assert sorted(r.subject for _, r in logged(vault, vault.device)) == sorted(
        r.subject for _, r in vault.iter_records(vault.device)
    )
    assert vault.count() == 5


def test_a_database_with_an_older_page_is_told_by_the_chain_of_its_log(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    for text in ("one", "two", "three"):
        Entries(vault).add(words(text), now_ms=NOW)
    flush(vault, now_ms=NOW)
    what = f"log/heads/{vault.device}"
    assert {checked.what: checked.problem for checked in verify(vault)}[what] == ""

    with vault.database.transaction():
        vault.database.run("update record set id = ? where n = 2", (os.urandom(20),))

    assert {checked.what: checked.problem for checked in verify(vault)}[what]


def test_a_head_whose_chain_does_not_follow_from_its_segments_is_told(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    Entries(vault).add(words("one"), now_ms=NOW)
    flush(vault, now_ms=NOW)
    ledger._write_head(vault, head_of(vault, vault.device)._replace(chain="ab" * 32, counter=2), now_ms=NOW)

    assert {checked.what: checked.problem for checked in verify(vault)}[f"log/heads/{vault.device}"]


def test_a_segment_that_claims_more_records_than_fit_in_memory_is_refused_at_once(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    last = 10**15
    opening = ledger._opening(vault.header.vault, ELSEWHERE, 1, last)
    sealed = seal(gzip.compress(f"{opening}\n".encode()), [recipient_of(vault.keys.log)])

    with pytest.raises(Damaged):
        parse_segment(
            sealed, Segment(f"1-{last}-00000000.age", 1, last, 0, ""), ELSEWHERE, vault.keys.log, vault.header.vault
        )
