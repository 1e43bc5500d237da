"""Doctor sees each thing that endangers a vault, when it is really so, and not otherwise."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldseam.desk.clock import now_ms
from goldseam.desk.machine import Surroundings, look_at_machine
from goldseam.keep.keys import Cost
from goldseam.keep.vault import create_vault
from goldseam.keep.versions import sqlite_is_sound
from tests.command.person import Answer, Person
from tests.making import NOW, PASSPHRASE

DAY_MS = 86_400_000
# What a test machine may have, whoever's it is.
OF_THE_MACHINE = {"swap", "core-dumps", "free-space", "editor"}
CHEAP = "key-slots"  # every vault of a test has such a slot


def checks(answer: Answer) -> dict[str, dict[str, Any]]:
    return {line["check"]: line for line in answer.lines}


def wrong(person: Person, **environment: str) -> dict[str, str]:
    """By name, what doctor found wrong with the vault."""
    answer = person.run("doctor", "--json", **environment)
    found = {name: line["wrong"] for name, line in checks(answer).items() if line["wrong"]}
    assert answer.code == (3 if found else 0), answer
    assert all(line["next"] for line in answer.lines if line["wrong"])
    return {name: said for name, said in found.items() if name not in {*OF_THE_MACHINE, CHEAP}}


def age(path: Path, seconds: float = 3600) -> None:
    when = path.stat().st_mtime - seconds
    os.utime(path, (when, when))


def test_nothing_is_wrong_with_a_vault_as_it_is_made(person: Person) -> None:
    person.write("it rained")

    assert wrong(person) == {}


def test_it_tells_people_what_to_do(person: Person) -> None:
    person.vault_folder.chmod(0o755)

    said = person.run("doctor").out

    assert f"look permissions: others can reach {person.vault_folder}\n     next: chmod -R go= " in said
    assert "ok   clock\n" in said


@pytest.mark.parametrize("name", ["", "vault.db", "inbox", "log"])
def test_a_file_that_others_can_reach(person: Person, name: str) -> None:
    (person.vault_folder / name).chmod(0o750)

    assert str(person.vault_folder / name) in wrong(person)["permissions"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_a_file_of_another_user(person: Person) -> None:
    os.chown(person.vault_folder / "vault.json.bak", 12345, -1)

    assert "another user" in wrong(person)["permissions"]


def test_a_vault_in_a_synchronised_folder(person: Person) -> None:
    synced = person.home / "Dropbox" / "vault"
    synced.parent.mkdir()
    shutil.move(person.vault_folder, synced)

    assert "Dropbox" in wrong(person, GOLDSEAM_VAULT=str(synced))["synced-folder"]


def test_a_vault_beside_the_mark_of_a_service(person: Person) -> None:
    (person.home / ".stfolder").mkdir()

    assert "Syncthing" in wrong(person)["synced-folder"]


def test_two_vaults_of_one_id(person: Person) -> None:
    person.opened("list")
    copy = person.home / "copy"
    shutil.copytree(person.vault_folder, copy)
    answer = person.run("unlock", "--passphrase-file", str(person.secret), GOLDSEAM_VAULT=str(copy))
    person.run("lock", GOLDSEAM_VAULT=str(copy))

    assert f"careful: another copy of this vault lies in {person.vault_folder}" in answer.err
    assert str(copy) in wrong(person)["copies"]
    assert str(person.vault_folder) in wrong(person, GOLDSEAM_VAULT=str(copy))["copies"]


def test_a_clock_in_1970(person: Person) -> None:
    found = {name: line["wrong"] for name, line in checks(person.at_clock(86_400_000, "doctor", "--json")).items()}

    assert "before 2023" in found["clock"]
    assert "later than the clock" in found["clock-went-back"]


def test_a_zone_that_is_none(person: Person) -> None:
    assert "TZ" in wrong(person, TZ="Mars/Olympus")["zone"]


@pytest.mark.parametrize("name", ["vault.json", "vault.json.bak"])
def test_a_byte_of_the_header_that_changed(person: Person, name: str) -> None:
    path = person.vault_folder / name
    path.write_bytes(path.read_bytes().replace(b'"created_at": 1', b'"created_at": 2'))

    assert wrong(person)["vault.json"] == f"{name} is not what it was"


def test_a_header_without_its_copy(person: Person) -> None:
    (person.vault_folder / "vault.json.bak").unlink()

    assert "not there" in wrong(person)["vault.json"]


def test_another_inbox_key_than_before(person: Person) -> None:
    person.opened("list")
    pin = person.home / ".config" / "goldseam" / "pins" / person.vault_id
    pin.write_text("age1somebodyelse")

    assert "another inbox key" in wrong(person)["vault.json"]


def test_a_slot_that_is_cheaper_to_guess_than_it_should_be(person: Person, tmp_path: Path) -> None:
    assert "costs less" in checks(person.run("doctor", "--json"))[CHEAP]["wrong"]

    create_vault(str(tmp_path / "strong"), PASSPHRASE, cost=Cost(3, 65_536, 4), now_ms=NOW)[0].close()

    assert not checks(person.run("doctor", "--json", GOLDSEAM_VAULT=str(tmp_path / "strong")))[CHEAP]["wrong"]


def test_an_item_of_the_inbox_that_did_not_open(person: Person) -> None:
    (person.vault_folder / "inbox" / "junk.age").write_bytes(b"this is not age")
    person.opened("list")

    assert wrong(person)["inbox"].startswith("1 items did not open")


def test_files_half_written_by_somebody_who_died(person: Person) -> None:
    half = person.vault_folder / "blobs" / "x.0123.partial"
    half.touch(0o600)
    assert wrong(person) == {}, "somebody may be writing it now"

    age(half)

    assert str(half) in wrong(person)["half-written"]


def test_text_that_an_editor_left_in_memory(person: Person) -> None:
    left = Path(os.environ["XDG_RUNTIME_DIR"]) / "goldseam-0123456789abcdef"
    left.mkdir()

    found = checks(person.run("doctor", "--json"))["editor"]

    assert str(left) in found["wrong"]


def test_the_process_that_holds_the_key(person: Person) -> None:
    assert checks(person.run("doctor", "--json"))["agent"]["found"] == "the vault is locked"
    person.opened("unlock")

    found = checks(person.run("doctor", "--json"))["agent"]["found"]

    pid = int(found.split("process ")[1].split()[0])
    os.kill(pid, 0)


# Backups


def test_no_backup_is_wrong_only_after_a_while(person: Person) -> None:
    person.write("it rained")
    vault_made = now_ms()

    assert not checks(person.at_clock(vault_made + DAY_MS, "doctor", "--json"))["backup"]["wrong"]
    assert checks(person.at_clock(vault_made + 30 * DAY_MS, "doctor", "--json"))["backup"]["wrong"] == "there is none"


def test_the_age_of_the_last_backup_and_where_it_lies(person: Person) -> None:
    person.write("it rained")
    person.opened("backup")

    found = checks(person.run("doctor", "--json"))["backup"]

    assert "0 days old, was proven" in found["found"]
    assert "on the disk of the journal" in found["found"]
    assert found["wrong"] == ""


def test_a_backup_that_is_gone(person: Person) -> None:
    person.write("it rained")
    path = person.opened("backup", "--json").lines[0]["path"]
    os.unlink(path)

    assert "not where it was made" in wrong(person)["backup"]


def test_an_old_backup_is_wrong_once_more_was_written(person: Person) -> None:
    person.write("it rained")
    person.opened("backup", "b.tar")
    real = os.path.getmtime(person.home / "b.tar") * 1000
    late = int(real) + 20 * DAY_MS
    database = person.vault_folder / "vault.db"
    os.utime(database, (1_700_000_000, 1_700_000_000))
    assert not checks(person.at_clock(late, "doctor", "--json"))["backup"]["wrong"], "nothing was written since"

    os.utime(database, (late / 1000, late / 1000))

    assert "more was written since" in checks(person.at_clock(late, "doctor", "--json"))["backup"]["wrong"]


def test_a_backup_by_itself_that_went_wrong_is_told_by_doctor_and_at_the_next_unlock(person: Person) -> None:
    person.write("it rained")
    disk = person.home / "disk"
    person.opened("settings", "backup_folder", str(disk))
    disk.rmdir()
    person.opened("unlock")
    person.run("lock")

    assert f"the folder for backups is not there: {disk}" in wrong(person)["backup"]
    assert f"the folder for backups is not there: {disk}" in person.opened("unlock").err
    person.run("lock")
    disk.mkdir()
    person.opened("unlock")
    person.run("lock")
    assert wrong(person) == {}
    assert "careful" not in person.opened("unlock").err


def test_the_last_rehearsal(person: Person) -> None:
    person.write("it rained")
    (person.home / "paper").write_text(person.paper)
    assert "none yet" in checks(person.run("doctor", "--json"))["rehearsal"]["found"]
    person.opened("backup")
    person.opened("unlock")

    assert person.run("rehearse", "--paper-key-file", "paper").code == 0

    assert "everything came back" in checks(person.run("doctor", "--json"))["rehearsal"]["found"]
    later = person.at_clock(int(os.path.getmtime(person.home)) * 1000 + 400 * DAY_MS, "doctor", "--json")
    assert "more than a year" in checks(later)["rehearsal"]["wrong"]


# A vault that cannot be looked at


def test_no_vault_ends_as_with_every_other_command(person: Person) -> None:
    answer = person.run("doctor", "--vault", "nowhere")

    assert answer.code == 10
    assert answer.problem["code"] == "keep.no-vault"
    assert "ok   clock" in answer.out


def test_a_damaged_header_ends_as_with_every_other_command(person: Person) -> None:
    (person.vault_folder / "vault.json").write_text("{")

    answer = person.run("doctor")

    assert answer.code == 13
    assert "look vault.json" in answer.out


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=9m", "none", place], check=False).returncode
    ):
        pytest.skip("this machine lets nobody mount a file system here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_disk_that_is_nearly_full(person: Person, small_disk: Path) -> None:
    shutil.copytree(person.vault_folder, small_disk / "vault")

    answer = person.run("doctor", "--json", GOLDSEAM_VAULT=str(small_disk / "vault"))

    assert "MiB are left" in checks(answer)["free-space"]["wrong"]


def test_a_disk_that_became_read_only(person: Person, small_disk: Path) -> None:
    shutil.copytree(person.vault_folder, small_disk / "vault")
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)

    found = wrong(person, GOLDSEAM_VAULT=str(small_disk / "vault"))

    assert str(small_disk) in found["writable"]


# The machine


def around(tmp_path: Path, *, swaps: str = "", pattern: str = "core") -> Surroundings:
    (tmp_path / "swaps").write_text("Filename\tType\tSize\tUsed\tPriority\n" + swaps)
    (tmp_path / "pattern").write_text(pattern + "\n")
    return Surroundings(str(tmp_path), "UTC", "", (), None, NOW, str(tmp_path / "swaps"), str(tmp_path / "pattern"))


def seen(surroundings: Surroundings) -> dict[str, str]:
    return {found.check: found.wrong for found in look_at_machine(surroundings)}


@pytest.mark.parametrize(
    ("device", "safe"), [("/dev/sda2", False), ("/swapfile", False), ("/dev/dm-1", True), ("/dev/zram0", True)]
)
def test_swap_that_may_be_in_clear(tmp_path: Path, device: str, safe: bool) -> None:  # noqa: FBT001 - a parameter
    assert (device in seen(around(tmp_path, swaps=f"{device}\tpartition\t1\t0\t-2\n"))["swap"]) is not safe


@pytest.mark.parametrize(
    ("pattern", "safe"),
    [
        ("core", True),
        ("|/usr/lib/systemd/systemd-coredump %P %u", True),
        ("|/usr/share/apport/apport -p%p", True),
        ("|/opt/collector --all", False),
    ],
)
def test_a_collector_of_core_dumps(tmp_path: Path, pattern: str, safe: bool) -> None:  # noqa: FBT001 - a parameter
    assert bool(seen(around(tmp_path, pattern=pattern))["core-dumps"]) is not safe


def test_a_command_asks_for_no_core_dump() -> None:
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "sys.argv = ['goldseam', 'where']\n"
        "from goldseam.command.main import run\n"
        "run()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE))\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stdout.splitlines()[-1] == "(0, 0)", done.stderr


def test_versions_and_an_sqlite_that_damages_databases(person: Person) -> None:
    found = checks(person.run("doctor", "--json"))["versions"]["found"]

    for name in ("goldseam", "format", "sqlite", "sqlite3mc", "pyrage", "argon2-cffi"):
        assert f"{name} " in found
    assert not sqlite_is_sound("3.51.2")
    assert sqlite_is_sound("3.51.3")
    assert sqlite_is_sound("3.54.0")
