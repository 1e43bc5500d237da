"""What a person sees of damage, of a repair, and of a rehearsal."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from goldseam.keep.database import PAGE_BYTES
from goldseam.keep.ledger import flush
from tests.command.person import Person
from tests.making import NOW
from tests.safety.rotting import flipped


def damage(path: Path, every: int = PAGE_BYTES, begin: int = PAGE_BYTES + 100) -> None:
    """One bad byte in each page but the first."""
    data = path.read_bytes()
    for at in range(min(begin, len(data) - 1), len(data), every):
        data = flipped(data, at)
    path.write_bytes(data)


def settled(person: Person) -> None:
    """Everything she wrote stands in vault.db itself and in the log."""
    vault = person.open_here()
    flush(vault, now_ms=NOW)
    vault.settle()
    vault.close()


def test_damage_is_named_and_ends_with_13_and_a_repair_brings_all_back(person: Person) -> None:
    person.write("a walk in the rain")
    settled(person)
    damage(person.vault_folder / "vault.db")
    found, mended, after = (person.opened("verify", *words) for words in ((), ("--repair",), ()))

    assert (found.code, mended.code, after.code) == (13, 0, 0), mended.err
    assert "damaged: vault.db: vault.db is damaged" in found.err
    assert "1 of them from the second copy" in mended.err
    assert "rain" not in found.err + mended.err
    assert person.texts() == {"a walk in the rain"}


def test_what_the_database_says_of_its_damage_is_told_to_who_asks(person: Person) -> None:
    for i in range(40):
        person.write(f"{i} " + "a walk in the rain " * 40)
    settled(person)
    path = person.vault_folder / "vault.db"
    path.write_bytes(flipped(path.read_bytes(), -PAGE_BYTES // 2))
    plain, verbose, told = (person.opened("verify", *words) for words in ((), ("--verbose",), ("--json",)))

    assert (plain.code, verbose.code, told.code) == (13, 13, 13)
    assert "damaged: vault.db: pages in it are not what they were" in plain.err
    assert "error code" not in plain.err
    assert "error code" in verbose.err
    assert any("error code" in json.loads(line).get("detail", "") for line in told.out.splitlines())


def test_when_nothing_is_left_it_says_so_and_a_backup_brings_all_back(person: Person) -> None:
    person.write("a walk in the rain")
    settled(person)
    assert person.opened("backup", "journal.tar").code == 0
    damage(person.vault_folder / "vault.db")
    for path in (person.vault_folder / "log").rglob("*.age"):
        path.write_bytes(b"")
    alone = person.opened("verify", "--repair")
    mended = person.opened("verify", "--repair", "--from", "journal.tar")

    assert (alone.code, alone.problem["code"]) == (13, "keep.no-second-copy")
    assert mended.code == 0, mended.err
    assert person.texts() == {"a walk in the rain"}


def test_both_copies_of_the_key_slots_come_back_from_a_backup(person: Person) -> None:
    person.write("a walk in the rain")
    assert person.opened("backup", "journal.tar").code == 0
    for name in ("vault.json", "vault.json.bak"):
        (person.vault_folder / name).write_bytes(b"{")

    assert person.opened("verify").code == 13
    assert person.opened("verify", "--repair").problem["code"] == "keep.header-damaged"
    assert person.opened("verify", "--repair", "--from", "journal.tar").code == 0
    assert person.texts() == {"a walk in the rain"}


def test_a_damaged_slot_is_damage_and_no_wrong_passphrase(person: Person) -> None:
    person.write("a walk in the rain")
    path = person.vault_folder / "vault.json"
    path.write_bytes(path.read_bytes().replace(b'"sealed": "YWdl', b'"sealed": "YWdm'))
    found, mended = person.opened("verify"), person.opened("verify", "--repair")

    assert found.code == 13
    assert "damaged: vault.json: " in found.err
    assert mended.code == 0, mended.err


def test_the_backup_of_another_vault_mends_nothing(person: Person, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Person(tmp_path / "other")
    other.write("not hers")
    assert other.opened("backup", str(tmp_path / "other.tar")).code == 0
    answer = person.opened("verify", "--repair", "--from", str(tmp_path / "other.tar"))

    assert answer.code == 13
    assert person.texts() == set()


def test_a_damaged_backup_is_told(person: Person) -> None:
    person.write("a walk in the rain")
    assert person.opened("backup", "journal.tar").code == 0
    path = person.home / "journal.tar"
    whole = person.opened("verify", "--backup", "journal.tar")
    data = path.read_bytes()
    path.write_bytes(data[:-2000])
    cut = person.opened("verify", "--backup", "journal.tar")
    path.write_bytes(flipped(data, data.index(b"What is what")))
    altered = person.opened("verify", "--backup", "journal.tar")

    assert (whole.code, cut.code, altered.code) == (0, 13, 13)
    assert "README.txt" in altered.err


def test_a_rehearsal_tells_a_backup_on_another_disk_from_one_on_the_same(person: Person) -> None:
    other_disk = person.home / "other"
    other_disk.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "none", other_disk], check=False).returncode:
        pytest.skip("this machine lets nobody mount a file system here")
    try:
        (person.home / "paper").write_text(person.paper)
        backup = str(other_disk / "journal.tar")
        assert person.opened("backup", backup).code == 0
        other = person.opened("rehearse", backup, "--paper-key-file", "paper")
        same = person.opened("rehearse", shutil.copy(backup, str(person.home)), "--paper-key-file", "paper", "--json")
    finally:
        subprocess.run(["umount", "-l", other_disk], check=True)

    assert "you could lose everything here today and would lose nothing" in other.err
    assert same.lines[0]["same_disk"]
    assert "would lose nothing" not in same.err


def test_a_rehearsal_compares_and_says_what_is_newer(person: Person) -> None:
    (person.home / "paper").write_text(person.paper)
    person.write("a walk in the rain")
    assert person.opened("backup", "journal.tar").code == 0
    before = {path: path.read_bytes() for path in person.vault_folder.rglob("*.age")}
    whole = person.opened("rehearse", "journal.tar", "--paper-key-file", "paper")
    person.write("and back")
    older = person.opened("rehearse", "journal.tar", "--paper-key-file", "paper")
    path = person.home / "journal.tar"
    data = path.read_bytes()
    path.write_bytes(flipped(data, data.index(b"age-encryption.org/v1\n-> X25519") + 500))
    bad = person.opened("rehearse", "journal.tar", "--paper-key-file", "paper")

    assert (whole.code, older.code, bad.code) == (0, 0, 13)
    assert "everything came back; but this backup seems to lie on the disk of the journal" in whole.err
    assert "1 entry is newer than the backup" in older.err
    assert "would lose nothing" not in older.err + bad.err
    assert before.items() <= {path: path.read_bytes() for path in person.vault_folder.rglob("*.age")}.items()


def test_where_what_was_saved_last_went_bad_nothing_is_written_over_it_until_it_is_mended(person: Person) -> None:
    for text in ("a walk in the rain", "the sea", "home again"):
        person.write(text)
    log = person.vault_folder / "vault.db-wal"
    data = bytearray(log.read_bytes())
    data[5000] ^= 1
    log.write_bytes(data)

    refused = [person.opened(*words) for words in (["write", "over it"], ["write", "over it"], ["list"], ["unlock"])]
    left = person.run("write", "--locked", "what waits until then")
    assert log.read_bytes() == data
    repaired = person.opened("verify", "--repair")

    assert [answer.code for answer in refused] == [13] * 4
    assert {answer.problem["next"] for answer in refused} == {"goldseam verify --repair"}
    assert {answer.problem["code"] for answer in refused} == {"keep.log-damaged"}
    assert left.code == 0
    assert "damaged: vault.db-wal: " in repaired.err
    assert repaired.code in {0, 3}
    assert person.texts() >= {"the sea", "home again", "what waits until then"}
    assert person.opened("verify").code == 0


def test_a_backup_is_proven_where_there_is_no_vault(person: Person) -> None:
    person.write("It rained.")
    assert person.opened("backup", "b.tar").code == 0

    answer = person.opened("verify", "--backup", "b.tar", "--vault", "nowhere")

    assert answer.code == 0, answer.err
    assert "the backup is whole: 1 entry," in answer.err


def test_a_restore_that_cannot_be_says_so_and_leaves_nothing(person: Person) -> None:
    person.write("It rained.")
    assert person.opened("backup", "b.tar").code == 0
    (person.home / "wrong").write_text("not it")

    answer = person.run("restore", "typo.tar", "--vault", "again")
    assert (answer.code, answer.problem["code"]) == (2, "command.nothing-to-restore")
    assert "goldseam new" not in answer.err
    answer = person.run("restore", "b.tar", "--vault", "again", "--passphrase-file", "wrong")
    assert (answer.code, answer.problem["code"]) == (12, "command.backup-closed")
    whole = (person.home / "b.tar").read_bytes()
    (person.home / "b.tar").write_bytes(whole[: len(whole) * 2 // 3])
    assert person.opened("restore", "b.tar", "--vault", "again").code == 13
    assert not (person.home / "again").exists()
