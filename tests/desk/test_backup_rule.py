"""Backups make themselves, are proven before they count, and the newest is never lost."""

import os
import shutil
import signal
import subprocess
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldseam.desk.agent import Errand
from goldseam.desk.agent_client import ask, request
from goldseam.desk.agent_control import lock_agent, start_agent
from goldseam.desk.backup_rule import (
    DAY_MS,
    back_up,
    back_up_if_due,
    load_backup_state,
    newest_backup,
    shelf_of,
)
from goldseam.keep import shelf
from goldseam.keep.backup import check_backup
from goldseam.keep.disk import Disk
from goldseam.keep.shelf import Kept, backups_on, beside, place_for, thin, turn_at, wanted
from goldseam.keep.vault import Vault
from goldseam.words.problem import Busy, Misused, Problem
from goldseam.write.entries import Entries
from tests.making import NOW, UNHIDDEN, make_vault, words

HOUR_MS = DAY_MS // 24


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    vault = make_vault(tmp_path / "vault")
    yield vault
    vault.close()


@pytest.fixture
def remembered(tmp_path: Path) -> str:
    return str(tmp_path / "pins")


def save(vault: Vault, text: str = "it rained") -> None:
    Entries(vault).add(words(text), now_ms=NOW)


def there(vault: Vault) -> list[Kept]:
    return backups_on(beside(vault.folder), vault.header.vault, Disk())


def test_who_never_thinks_of_it_has_a_proven_backup_beside_the_vault(vault: Vault, remembered: str) -> None:
    save(vault)

    state = back_up_if_due(vault, remembered, now_ms=NOW)

    (kept,) = there(vault)
    assert os.path.dirname(kept.path) == f"{os.path.realpath(vault.folder)}-backups"
    assert check_backup(kept.path, vault.keys).entries == 1
    assert (state.path, state.made_at, state.entries, state.problem) == (kept.path, NOW, 1, "")
    assert state.same_disk
    assert load_backup_state(remembered, vault.header.vault) == state


def test_nothing_is_made_while_there_is_nothing_to_lose(vault: Vault, remembered: str) -> None:
    back_up_if_due(vault, remembered, now_ms=NOW)

    assert there(vault) == []


def test_one_is_due_when_something_changed_and_the_last_is_a_day_old(vault: Vault, remembered: str) -> None:
    save(vault)
    back_up_if_due(vault, remembered, now_ms=NOW)

    back_up_if_due(vault, remembered, now_ms=NOW + 30 * DAY_MS)
    assert len(there(vault)) == 1, "nothing changed"

    save(vault)
    back_up_if_due(vault, remembered, now_ms=NOW + 23 * HOUR_MS)
    assert len(there(vault)) == 1, "the last is younger than a day"

    back_up_if_due(vault, remembered, now_ms=NOW + 24 * HOUR_MS)
    assert len(there(vault)) == 2


def test_how_many_days_is_hers_to_say(vault: Vault, remembered: str) -> None:
    save(vault)
    back_up_if_due(vault, remembered, now_ms=NOW)
    vault.set_setting("backup_every_days", 7, now_ms=NOW)

    back_up_if_due(vault, remembered, now_ms=NOW + 6 * DAY_MS)
    assert len(there(vault)) == 1

    back_up_if_due(vault, remembered, now_ms=NOW + 7 * DAY_MS)
    assert len(there(vault)) == 2


def test_a_backup_that_was_taken_away_is_made_again(vault: Vault, remembered: str) -> None:
    save(vault)
    state = back_up_if_due(vault, remembered, now_ms=NOW)
    os.unlink(state.path)

    back_up_if_due(vault, remembered, now_ms=NOW + HOUR_MS)

    assert len(there(vault)) == 1


def test_off_is_off(vault: Vault, remembered: str) -> None:
    save(vault)
    vault.set_setting("backup_folder", "off", now_ms=NOW)

    back_up_if_due(vault, remembered, now_ms=NOW)

    assert shelf_of(vault) is None
    assert not os.path.exists(beside(vault.folder))


def test_a_disk_that_is_not_plugged_in_is_told_and_no_folder_is_made_in_its_place(
    vault: Vault, remembered: str, tmp_path: Path
) -> None:
    missing = tmp_path / "media" / "stick"
    save(vault)
    vault.set_setting("backup_folder", str(missing), now_ms=NOW)

    state = back_up_if_due(vault, remembered, now_ms=NOW)

    assert str(missing) in state.problem
    assert not missing.parent.exists()

    missing.mkdir(parents=True)
    state = back_up_if_due(vault, remembered, now_ms=NOW + HOUR_MS)

    assert state.problem == ""
    assert os.path.dirname(state.path) == str(missing)


def test_a_stick_that_has_everything_may_lie_in_a_drawer(vault: Vault, remembered: str, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    save(vault)
    vault.set_setting("backup_folder", str(stick), now_ms=NOW)
    back_up_if_due(vault, remembered, now_ms=NOW)
    stick.rename(tmp_path / "drawer")

    assert back_up_if_due(vault, remembered, now_ms=NOW + 9 * DAY_MS).problem == ""

    save(vault)
    assert "not there" in back_up_if_due(vault, remembered, now_ms=NOW + 9 * DAY_MS).problem


def test_a_disk_that_fills_up_meanwhile_is_told_and_earlier_backups_stay(
    vault: Vault, remembered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(vault)
    first = back_up_if_due(vault, remembered, now_ms=NOW)
    save(vault)

    def full(file: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(vault.disk, "sync", full)
    state = back_up_if_due(vault, remembered, now_ms=NOW + DAY_MS)

    assert state.problem == "the disk for backups is full"
    assert state.path == first.path
    assert os.listdir(beside(vault.folder)) == [os.path.basename(first.path)]


def test_a_backup_that_would_leave_too_little_room_is_not_begun(
    vault: Vault, remembered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(vault)
    monkeypatch.setattr(shelf, "SHARE", 1 << 60)

    assert "too little room" in back_up_if_due(vault, remembered, now_ms=NOW).problem
    assert there(vault) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_disk_that_is_really_full(vault: Vault, remembered: str, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "none", str(small)], check=False).returncode:
        pytest.skip("this machine lets nobody mount a file system")
    try:
        save(vault, "words " * 50_000)
        vault.set_setting("backup_folder", str(small), now_ms=NOW)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("goldseam.desk.backup_rule.size_estimate", lambda _: 0)
            patched.setattr("goldseam.desk.backup_rule.RESERVE", 0)
            state = back_up_if_due(vault, remembered, now_ms=NOW)

        assert state.problem == "the disk for backups is full"
        assert list(small.iterdir()) == []
        assert "too little room" in back_up_if_due(vault, remembered, now_ms=NOW).problem
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_clock_in_1970_makes_no_backup(vault: Vault, remembered: str) -> None:
    save(vault)

    assert "clock" in back_up_if_due(vault, remembered, now_ms=1000).problem
    assert there(vault) == []


def test_a_backup_of_the_future_keeps_none_from_being_made_and_brings_no_flood(vault: Vault, remembered: str) -> None:
    save(vault)
    back_up_if_due(vault, remembered, now_ms=NOW + 400 * DAY_MS)
    save(vault)

    for hour in range(5):
        save(vault)
        back_up_if_due(vault, remembered, now_ms=NOW + hour * HOUR_MS)

    assert [kept.made_at for kept in there(vault)] == [NOW + 400 * DAY_MS, NOW]


def test_an_attachment_that_cannot_be_read_is_told_and_no_earlier_backup_goes(
    vault: Vault, remembered: str, tmp_path: Path
) -> None:
    from goldseam.write.attachments import Attachments

    save(vault)
    entry = vault.timeline(sight=UNHIDDEN)[0]
    (tmp_path / "voice").write_bytes(b"a voice")
    with open(tmp_path / "voice", "rb") as file:
        Attachments(vault).add(entry.id, file, "voice.ogg", now_ms=NOW)
    back_up_if_due(vault, remembered, now_ms=NOW)
    shutil.rmtree(Path(vault.folder) / "blobs")
    (Path(vault.folder) / "blobs").mkdir()
    save(vault)

    made = back_up(vault, beside(vault.folder), now_ms=NOW + HOUR_MS)
    assert len(made.damaged) == 1
    assert len(there(vault)) == 2, "of two on one day only the last would be kept, were it whole"

    state = back_up_if_due(vault, remembered, now_ms=NOW + DAY_MS)
    assert "1 attachments could not be read" in state.problem
    assert len(there(vault)) == 3


# Thinning


def test_seven_days_four_weeks_and_twelve_months_are_kept() -> None:
    moments = [NOW - day * DAY_MS for day in range(800)]

    keep = wanted(moments)

    assert {NOW - day * DAY_MS for day in range(7)} <= keep
    assert 12 + 7 <= len(keep) <= 12 + 7 + 4
    assert max(keep) == max(moments)
    assert 300 * DAY_MS < NOW - min(keep) < 366 * DAY_MS


def test_a_long_silence_thins_nothing_away() -> None:
    moments = [NOW - day * DAY_MS for day in (0, 2000, 2001, 2002)]

    assert wanted(moments) == set(moments)


def test_the_newest_proven_one_stays_whatever_its_name_or_size_says(vault: Vault) -> None:
    save(vault)
    folder = beside(vault.folder)
    made = back_up(vault, folder, now_ms=NOW)
    for day in range(1, 4):
        shutil.copy(made.path, place_for(folder, vault.header.vault, NOW + day * DAY_MS))

    gone = thin(folder, vault.header.vault, Disk(), newest=made.path, bytes_max=0)

    assert len(gone) == 3
    assert [kept.path for kept in there(vault)] == [made.path]


def test_what_is_not_a_backup_of_this_vault_is_never_touched(vault: Vault, tmp_path: Path) -> None:
    save(vault)
    folder = beside(vault.folder)
    made = back_up(vault, folder, now_ms=NOW)
    other = make_vault(tmp_path / "other")
    save(other)
    theirs = back_up(other, folder, now_ms=NOW - 900 * DAY_MS)
    damaged = place_for(folder, vault.header.vault, NOW - 800 * DAY_MS)
    Path(damaged).write_bytes(b"half of a backup")
    hers = os.path.join(folder, "my own.tar")
    shutil.copy(made.path, hers)
    other.close()

    thin(folder, vault.header.vault, Disk(), newest=made.path, bytes_max=0)

    assert all(os.path.exists(path) for path in (made.path, theirs.path, damaged, hers))


def test_what_a_dead_process_left_half_written_is_swept_and_a_living_one_is_not_disturbed(vault: Vault) -> None:
    folder = beside(vault.folder)
    os.mkdir(folder)
    half = place_for(folder, vault.header.vault, NOW) + ".0123abcd.partial"
    hers = os.path.join(folder, "notes.partial")
    for path in (half, hers):
        Path(path).touch()

    with turn_at(folder, Disk()):
        Path(half).touch()
        with pytest.raises(Busy), turn_at(folder, Disk()):
            pass
        assert os.path.exists(half)
    with turn_at(folder, Disk()):
        assert os.listdir(folder) == [os.path.basename(hers)]


def test_the_newest_backup_is_the_newest_that_is_there(vault: Vault, remembered: str) -> None:
    assert newest_backup(vault, remembered) == ""
    save(vault)
    first = back_up_if_due(vault, remembered, now_ms=NOW)
    save(vault)
    second = back_up_if_due(vault, remembered, now_ms=NOW + DAY_MS)

    assert newest_backup(vault, remembered) == second.path
    os.unlink(second.path)
    assert newest_backup(vault, remembered) == first.path


def test_it_takes_the_same_memory_at_any_size(vault: Vault) -> None:
    peaks = []
    for count in (100, 1100):
        for number in range(count):
            save(vault, f"{number} " + "words " * 500)
        tracemalloc.start()
        back_up(vault, beside(vault.folder), now_ms=NOW + count * HOUR_MS)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < peaks[0] + (8 << 20)


# The agent


def errand(vault: Vault, remembered: str, **changes: object) -> Errand:
    runtime = os.path.join(os.environ["XDG_RUNTIME_DIR"], "goldseam")
    usual = Errand(
        vault.folder, runtime, vault.header.vault, "passphrase", 60.0, tick_s=0.05, remembered=remembered, quiet_s=0.2
    )
    return usual._replace(**changes)  # type: ignore[arg-type]  # what a test changes is what the field holds


def has_ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_for(condition: object, *, seconds: float = 90.0) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if condition():  # type: ignore[operator]  # a function
            return True
        time.sleep(0.05)
    return False


def test_the_agent_makes_one_when_nothing_happens(vault: Vault, remembered: str) -> None:
    save(vault)
    asked = errand(vault, remembered)
    start_agent(asked, vault.keys)

    assert wait_for(lambda: load_backup_state(remembered, vault.header.vault).path)
    assert ask(asked.runtime, asked.vault, request("touch", vault.folder)) == b"ok", "it answers meanwhile and after"
    assert lock_agent(asked.runtime, asked.vault) == "locked"
    assert len(there(vault)) == 1


def test_it_waits_until_she_has_stopped(vault: Vault, remembered: str) -> None:
    save(vault)
    asked = errand(vault, remembered, quiet_s=4.0)
    start_agent(asked, vault.keys)

    for _ in range(10):
        ask(asked.runtime, asked.vault, request("touch", vault.folder))
        time.sleep(0.5)
        assert there(vault) == []
    assert wait_for(lambda: there(vault))
    lock_agent(asked.runtime, asked.vault)


def test_lock_makes_a_small_one_before_it_answers(vault: Vault, remembered: str) -> None:
    save(vault)
    asked = errand(vault, remembered, quiet_s=600.0)
    start_agent(asked, vault.keys)

    assert lock_agent(asked.runtime, asked.vault) == "locked"

    assert len(there(vault)) == 1


def test_lock_does_not_wait_for_a_large_one(vault: Vault, remembered: str) -> None:
    save(vault)
    blob = Path(vault.folder) / "blobs" / "aa"
    blob.mkdir()
    with open(blob / "large", "wb") as file:
        file.truncate(65 << 20)
    asked = errand(vault, remembered, quiet_s=600.0)
    start_agent(asked, vault.keys)

    assert lock_agent(asked.runtime, asked.vault) == "locked"

    assert there(vault) == []


def test_a_machine_that_goes_down_is_not_held_up(vault: Vault, remembered: str) -> None:
    save(vault)
    asked = errand(vault, remembered, quiet_s=600.0)
    start_agent(asked, vault.keys)
    from goldseam.desk.agent_control import agent_status

    status = agent_status(asked.runtime, asked.vault)
    assert status is not None
    pid = int(str(status["pid"]))
    os.kill(pid, signal.SIGTERM)

    assert wait_for(lambda: has_ended(pid))
    assert there(vault) == []


def test_a_backup_that_goes_wrong_keeps_no_lock_from_answering(vault: Vault, remembered: str, tmp_path: Path) -> None:
    save(vault)
    vault.set_setting("backup_folder", str(tmp_path / "nowhere"), now_ms=NOW)
    asked = errand(vault, remembered, quiet_s=600.0)
    start_agent(asked, vault.keys)

    assert lock_agent(asked.runtime, asked.vault) == "locked"

    assert "not there" in load_backup_state(remembered, vault.header.vault).problem


@pytest.mark.parametrize("text", ["", "[]", '{"path": 3, "made_at": "x"}', "{", '{"path": "/x", "unknown": 1}'])
def test_what_is_remembered_may_be_anything(vault: Vault, remembered: str, text: str) -> None:
    os.mkdir(remembered)
    (Path(remembered) / f"{vault.header.vault}.backups").write_text(text)

    state = load_backup_state(remembered, vault.header.vault)

    assert state.made_at == 0
    assert state.path in {"", "/x"}


def test_a_folder_in_the_vault_is_refused(vault: Vault, tmp_path: Path) -> None:
    from goldseam.desk.backup_rule import choose_shelf

    link = tmp_path / "link"
    link.symlink_to(vault.folder)
    for folder in (vault.folder, os.path.join(vault.folder, "backups"), str(link / "deep")):
        with pytest.raises(Misused, match="inside the vault"):
            choose_shelf(vault, folder)
    assert not os.path.exists(os.path.join(vault.folder, "backups"))
    with pytest.raises(Problem):
        back_up(vault, os.path.join(vault.folder, "inbox"), now_ms=NOW)
