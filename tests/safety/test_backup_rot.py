"""A backup in which a byte went bad, or that was cut short, is refused; and nothing is made of it."""

import shutil
from pathlib import Path
from random import Random

import pytest

from goldseam.keep.backup import altered_texts, check_backup, make_backup
from goldseam.keep.disk import Disk
from goldseam.keep.keys import CHEAPEST
from goldseam.keep.restore import restore
from goldseam.keep.vault import create_vault
from goldseam.words.problem import Damaged, Misused
from tests.making import NOW, PASSPHRASE
from tests.safety.rotting import WRITTEN_LAST, Vessel, fill, flipped, kept_in, offsets


@pytest.fixture(scope="module")
def vessel(tmp_path_factory: pytest.TempPathFactory) -> Vessel:
    place = tmp_path_factory.mktemp("rot")
    return fill(place / "vault", place / "backup.tar", place / "older")


def refused(path: Path, vessel: Vessel, folder: Path) -> bool:
    """Whether a check and a restore both refuse it, with damage and nothing else, and no vault is there afterwards.

    A text that is there for people alone keeps nobody from restoring; that it was altered is told all the same.
    """
    try:
        check_backup(str(path), vessel.keys)
    except Damaged:
        pass
    else:
        return bool(altered_texts(str(path)))
    with pytest.raises(Damaged):
        restore(str(path), vessel.keys, str(folder))
    return not Disk().names(str(folder))


def test_a_flipped_bit_in_a_backup_is_refused(vessel: Vessel, tmp_path: Path) -> None:
    data = vessel.backup.read_bytes()
    assert_flips_are_refused(vessel, tmp_path, list(offsets(len(data), 40, Random(1))))


@pytest.mark.long
def test_a_flipped_bit_in_any_byte_of_a_backup_is_refused(vessel: Vessel, tmp_path: Path) -> None:
    data = vessel.backup.read_bytes()
    assert_flips_are_refused(vessel, tmp_path, list(offsets(len(data), 20_000, Random(2))))


def assert_flips_are_refused(vessel: Vessel, tmp_path: Path, places: list[int]) -> None:
    data = vessel.backup.read_bytes()
    path = tmp_path / "bad.tar"
    unseen = []
    for at in places:
        path.write_bytes(flipped(data, at, at % 8))
        if not refused(path, vessel, tmp_path / "again"):
            unseen.append(at)

    assert unseen == []


def test_a_backup_that_was_cut_short_or_has_more_is_refused(vessel: Vessel, tmp_path: Path) -> None:
    data = vessel.backup.read_bytes()
    path = tmp_path / "bad.tar"
    for changed in (*(data[:at] for at in offsets(len(data), 20, Random(3))), data + b"more"):
        path.write_bytes(changed)

        assert refused(path, vessel, tmp_path / "again"), len(changed)


def test_a_whole_backup_brings_everything_back(vessel: Vessel, tmp_path: Path) -> None:
    """What makes the tests above worth something: it is not the machinery that refuses."""
    vault, about = restore(str(vessel.backup), vessel.keys, str(tmp_path / "again"))
    vault.close()
    back = kept_in(tmp_path / "again", vessel.keys)

    assert altered_texts(str(vessel.backup)) == ()
    assert about.records == len(back.records)
    assert {record for record in vessel.kept.records - back.records if WRITTEN_LAST not in str(record[1])} == set()
    assert back[1:] == vessel.kept[1:]


def test_a_restore_into_a_folder_in_use_is_refused(vessel: Vessel, tmp_path: Path) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "letter").write_text("mine")

    for folder in (tmp_path / "used", vessel.copy(tmp_path / "v").folder):
        before = sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        with pytest.raises(Misused):
            restore(str(vessel.backup), vessel.keys, str(folder))
        assert sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file()) == before


def test_a_backup_is_not_written_over_one_of_another_vault_nor_into_the_vault(vessel: Vessel, tmp_path: Path) -> None:
    other, _ = create_vault(str(tmp_path / "other"), PASSPHRASE, cost=CHEAPEST, now_ms=NOW)
    theirs = shutil.copy(vessel.backup, tmp_path / "theirs.tar")
    for path in (theirs, tmp_path / "other" / "in.tar"):
        with pytest.raises(Misused):
            make_backup(other, str(path), now_ms=NOW)

    assert Path(theirs).read_bytes() == vessel.backup.read_bytes()
    assert not (tmp_path / "other" / "in.tar").exists()
