import io
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from goldseam.keep.blobs import Blobs
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.inbox import leave
from goldseam.keep.keys import CHEAPEST, KEYRING, PAPER, PASSPHRASE, Keys, unlock, wrap
from goldseam.keep.ledger import flush, load_heads, load_segment
from goldseam.keep.rotation import BUILDING, COMPLETE, REPLACED, interrupted, readmit, recover, roll_back, rotate
from goldseam.keep.slots import add_slot
from goldseam.keep.vault import Vault, open_vault
from goldseam.words.problem import Busy, Damaged, Problem, WrongKey
from goldseam.write.arrivals import take_arrivals
from goldseam.write.entries import Entries
from tests.making import NOW, UNHIDDEN, ZONE, make_vault, words
from tests.making import PASSPHRASE as HERS

TEXTS = [f"the sea was flat on day {number}" for number in range(12)]


def filled(folder: Path) -> Vault:
    """A vault with entries, a revision, an attachment, a setting, a draft's worth of everything that must survive."""
    vault = make_vault(folder)
    entries = Entries(vault)
    added = [entries.add(words(text), now_ms=NOW + n) for n, text in enumerate(TEXTS)]
    entries.revise(added[0].id, words("the sea was not flat"), now_ms=NOW + 99, base=added[0].heads)
    vault.set_setting("day_start_hour", 3, now_ms=NOW)
    Blobs(vault.folder, vault.keys, vault.disk).put(io.BytesIO(b"a photo" * 50_000))
    flush(vault, now_ms=NOW)
    return vault


def texts(vault: Vault) -> list[str]:
    return sorted(entry.content.text for entry in vault.timeline(sight=UNHIDDEN))


ALL_TEXTS = sorted([*TEXTS[1:], "the sea was not flat"])


def opened_by_passphrase(folder: str) -> Vault:
    header = load_header(folder, Disk())
    return open_vault(folder, unlock(header.slots, header.vault, kind=PASSPHRASE, secret=HERS))


def test_everything_is_there_under_new_keys(tmp_path: Path) -> None:
    old = filled(tmp_path / "v")
    names = Blobs(old.folder, old.keys, old.disk).names()
    device, old_keys = old.device, old.keys

    rotated = rotate(old, passphrase=HERS, cost=CHEAPEST, now_ms=NOW)

    new = opened_by_passphrase(old.folder)
    blobs = Blobs(new.folder, new.keys, new.disk)
    assert texts(new) == ALL_TEXTS
    assert new.setting("day_start_hour") == 3
    assert new.device == device
    assert blobs.names() == names
    assert blobs.load(names[0], size_max=1 << 20) == b"a photo" * 50_000
    assert rotated.damaged == ()
    assert {new.keys.log, new.keys.inbox}.isdisjoint({old_keys.log, old_keys.inbox})
    assert new.keys.database.reveal() != old_keys.database.reveal()
    assert not interrupted(new.folder)
    assert list(places(new.folder)) == [""]


def test_the_old_keys_open_nothing_any_more(tmp_path: Path) -> None:
    vault = filled(tmp_path / "v")
    header, old_keys = vault.header, vault.keys

    rotated = rotate(vault, passphrase=HERS, cost=CHEAPEST, now_ms=NOW)

    new = load_header(vault.folder, Disk())
    with pytest.raises(Damaged):
        open_vault(vault.folder, old_keys)
    assert {slot.id for slot in new.slots}.isdisjoint({slot.id for slot in header.slots})
    assert unlock(new.slots, new.vault, kind=PAPER, secret=rotated.paper).log == rotated.keys.log
    heads = load_heads(os.path.join(vault.folder, "log"), old_keys.log, new.vault, Disk())
    assert [type(head) for head in heads.values()] == [Damaged]


def test_the_second_copy_is_written_anew_and_complete(tmp_path: Path) -> None:
    vault = filled(tmp_path / "v")
    count, old_names = vault.count_of(vault.device), os.listdir(tmp_path / "v" / "log" / "heads")

    keys = rotate(vault, passphrase=HERS, cost=CHEAPEST, now_ms=NOW).keys

    log = os.path.join(vault.folder, "log")
    ((device, head),) = load_heads(log, keys.log, vault.header.vault, Disk()).items()
    assert not isinstance(head, Damaged)
    records = [
        record
        for segment in head.segments
        for record in load_segment(log, device, segment, keys.log, vault.header.vault, Disk())
    ]
    assert len(records) == count
    assert set(os.listdir(os.path.join(log, "heads"))).isdisjoint(old_names)  # a head's name is never used twice


def test_a_slot_in_a_keyring_does_not_survive(tmp_path: Path) -> None:
    vault = filled(tmp_path / "v")
    identity = "AGE-SECRET-KEY-1"
    from goldseam.keep.cipher import new_identity

    identity = new_identity()
    add_slot(vault, wrap(vault.keys, vault.header.vault, KEYRING, identity, now_ms=NOW))

    rotate(vault, passphrase=HERS, cost=CHEAPEST, now_ms=NOW)

    header = load_header(vault.folder, Disk())
    with pytest.raises(WrongKey):
        unlock(header.slots, header.vault, kind=KEYRING, secret=identity)


def test_a_process_that_has_the_old_vault_open_cannot_be_told_saved(tmp_path: Path) -> None:
    vault = filled(tmp_path / "v")
    late = open_vault(vault.folder, vault.keys)

    rotate(vault, passphrase=HERS, cost=CHEAPEST, now_ms=NOW)

    with pytest.raises(Problem, match="keys were changed"):
        Entries(late).add(words("too late"), now_ms=NOW)
    assert "too late" not in texts(opened_by_passphrase(vault.folder))


def test_what_is_left_sealed_to_the_old_inbox_key_still_arrives(tmp_path: Path) -> None:
    vault = filled(tmp_path / "v")
    old = vault.header.inbox
    rotate(vault, passphrase=HERS, cost=CHEAPEST, now_ms=NOW)
    for text in ("from a phone that does not know yet", "and another"):
        leave(vault.folder, old, {"text": text}, now_ms=NOW, disk=Disk())
    new = opened_by_passphrase(vault.folder)
    _, problems = take_arrivals(new, now_ms=NOW, zone=ZONE)  # a command that knew nothing of it put them aside
    assert len(problems) == 2

    assert readmit(new) == 2
    assert take_arrivals(new, now_ms=NOW, zone=ZONE) == (2, [])
    assert readmit(new) == 0
    assert texts(new) == sorted([*ALL_TEXTS, "from a phone that does not know yet", "and another"])


def test_an_attachment_that_was_damaged_before_keeps_its_bytes_and_is_named(tmp_path: Path) -> None:
    vault = filled(tmp_path / "v")
    blobs = Blobs(vault.folder, vault.keys, vault.disk)
    (name,) = blobs.names()
    path = Path(blobs.path(name))
    damaged = path.read_bytes()[:-100]
    path.write_bytes(damaged)

    rotated = rotate(vault, passphrase=HERS, cost=CHEAPEST, now_ms=NOW)

    assert rotated.damaged == (name,)
    assert path.read_bytes() == damaged


def test_files_of_others_in_the_folder_come_along(tmp_path: Path) -> None:
    vault = filled(tmp_path / "v")
    (tmp_path / "v" / "note from me.txt").write_text("do not touch")
    (tmp_path / "v" / "folder").mkdir()
    (tmp_path / "v" / "folder" / "x").write_text("y")

    rotate(vault, passphrase=HERS, cost=CHEAPEST, now_ms=NOW)

    assert (tmp_path / "v" / "note from me.txt").read_text() == "do not touch"
    assert (tmp_path / "v" / "folder" / "x").read_text() == "y"


def test_nothing_of_the_vault_is_in_clear_while_it_is_rotated(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def look(_what: str, _done: int, _of: int) -> None:
        seen.extend(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    vault = filled(tmp_path / "v")
    rotate(vault, passphrase=HERS, cost=CHEAPEST, now_ms=NOW, step=look)

    seen.extend(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert seen
    assert not any(b"the sea was" in data or b"a photoa photo" in data for data in seen)


def test_a_second_rotation_at_the_same_time_is_told_to_wait(tmp_path: Path) -> None:
    vault = filled(tmp_path / "v")
    other = open_vault(vault.folder, vault.keys)
    refusals: list[str] = []

    def meddle(_what: str, _done: int, _of: int) -> None:
        for act in (
            lambda: rotate(other, passphrase=HERS, cost=CHEAPEST, now_ms=NOW),
            lambda: roll_back(other),
            lambda: recover(other.folder, Disk()),
        ):
            with pytest.raises(Busy) as refused:
                act()
            refusals.append(refused.value.code)

    rotate(vault, passphrase=HERS, cost=CHEAPEST, now_ms=NOW, step=meddle)

    assert set(refusals) == {"keep.rotation-going-on"}
    assert texts(opened_by_passphrase(vault.folder)) == ALL_TEXTS


class Cut(Exception):
    pass


class CutDisk(Disk):
    """A disk of a machine that stops at the n-th change of a name or file."""

    def __init__(self, left: int) -> None:
        self.left = left

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cut

    def rename(self, old: str, new: str) -> None:
        self._count()
        super().rename(old, new)
        self._count()

    def remove(self, path: str) -> None:
        self._count()
        super().remove(path)

    def sync_folder(self, path: str) -> None:
        self._count()
        super().sync_folder(path)


class Stopped(CutDisk):
    """As CutDisk, and a process that stopped does not clean up behind itself either."""


def places(folder: str) -> Iterator[str]:
    return (suffix for suffix in ("", BUILDING, REPLACED) if os.path.isdir(folder + suffix))


@pytest.mark.parametrize("left_by", ["nobody", "somebody"])
def test_cut_short_anywhere_it_is_finished_or_undone_and_nothing_is_lost(tmp_path: Path, left_by: str) -> None:
    pristine = filled(tmp_path / "pristine")
    keys, inbox = pristine.keys, pristine.header.inbox
    pristine.settle()
    pristine.close()
    outcomes = set()
    for steps in range(400):
        folder = str(tmp_path / "cut" / "v")
        shutil.rmtree(tmp_path / "cut", ignore_errors=True)
        shutil.copytree(tmp_path / "pristine", folder)
        disk = CutDisk(10_000)
        vault = open_vault(folder, keys, disk=disk)
        disk.left = steps
        finished = False
        with suppress(Cut):
            rotate(vault, passphrase=HERS, cost=CHEAPEST, now_ms=NOW)
            finished = True
        with suppress(Exception):
            vault.close()
        expected = ALL_TEXTS
        if left_by == "somebody" and not finished:
            # One who had read vault.json before leaves an entry now, wherever the vault is at this moment.
            leave(folder, inbox, {"text": "left in between"}, now_ms=NOW, disk=Disk())
            expected = sorted([*ALL_TEXTS, "left in between"])

        settled = recover(folder, Disk())
        again = opened_by_passphrase(folder)
        if not settled:
            roll_back(again)
        readmit(again)
        _, problems = take_arrivals(again, now_ms=NOW, zone=ZONE)

        assert problems == []
        assert texts(again) == expected, steps
        assert list(places(folder)) == [""], steps
        assert not os.path.exists(os.path.join(folder, COMPLETE))
        Entries(again).add(words("and it goes on"), now_ms=NOW)
        assert again.database.integrity() == []
        outcomes.add(again.keys.log == keys.log)
        again.close()
        if finished:
            break
    assert finished
    assert outcomes == {True, False}  # some were undone, some were finished


def test_a_process_that_died_before_it_was_complete_leaves_a_vault_that_can_be_written(tmp_path: Path) -> None:
    vault = filled(tmp_path / "v")
    keys = vault.keys
    died = _died_after_refusing(vault)
    assert died
    stuck = open_vault(str(tmp_path / "v"), keys)

    assert recover(stuck.folder, Disk()) is False
    roll_back(stuck)

    Entries(stuck).add(words("and it goes on"), now_ms=NOW)
    assert not interrupted(stuck.folder)


def _died_after_refusing(vault: Vault) -> bool:
    """Runs a rotation in a process of its own that ends, without a word, when it is about to write COMPLETE."""

    class Dies(Disk):
        def write(self, path: str, data: bytes) -> None:
            if path.endswith(COMPLETE):
                os._exit(77)
            super().write(path, data)

    folder, keys = vault.folder, vault.keys
    vault.settle()
    vault.close()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            rotate(open_vault(folder, keys, disk=Dies()), passphrase=HERS, cost=CHEAPEST, now_ms=NOW)
        os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 77


def test_another_vault_in_the_way_is_not_touched(tmp_path: Path) -> None:
    vault = filled(tmp_path / "v")
    folder = vault.folder
    disk = CutDisk(10_000)
    vault.disk = disk

    def cut_at_second_rename(old: str, new: str) -> None:
        if new == folder:
            raise Cut
        Disk.rename(disk, old, new)

    disk.rename = cut_at_second_rename  # type: ignore[method-assign]  # this one disk stops there
    with pytest.raises(Cut):
        rotate(vault, passphrase=HERS, cost=CHEAPEST, now_ms=NOW)
    assert list(places(folder)) == [BUILDING, REPLACED]
    other = make_vault(tmp_path / "v")

    with pytest.raises(Problem) as refused:
        recover(folder, Disk())

    assert refused.value.code == "keep.rotation-in-the-way"
    assert load_header(folder, Disk()).vault == other.header.vault
    shutil.rmtree(folder)
    assert recover(folder, Disk())
    assert texts(opened_by_passphrase(folder)) == ALL_TEXTS


def _unused(_: Keys) -> None: ...
