"""Settings, unlock and lock, where, notebooks, restore, backups: from a script, with right and wrong words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from goldseam.command.progress import progress_line
from tests.command.person import Person

# Settings


def setting(person: Person, name: str) -> object:
    (line,) = person.opened("settings", name, "--json").lines
    return line["value"]


def test_settings_are_shown_changed_and_refused(person: Person) -> None:
    assert {line["name"] for line in person.opened("settings", "--json").lines} == {
        "day_start_hour", "lock_after_minutes", "backup_folder", "backup_every_days", "read_in_background",
        "check_in", "around_numbers",
    }  # fmt: skip
    assert setting(person, "day_start_hour") == 4
    assert person.opened("settings", "day_start_hour", "3").code == 0
    assert setting(person, "day_start_hour") == 3

    for words in (
        ["day_start_hour", "13"], ["day_start_hour", "-1"], ["day_start_hour", "four"], ["day_start_hour", ""],
        ["lock_after_minutes", "9999999"], ["backup_every_days", "0"], ["backup_folder", ""], ["colour", "gold"],
        ["day_start_hour", "3", "4"],
    ):  # fmt: skip
        answer = person.opened("settings", *words)
        assert answer.code == 2, words
        assert answer.problem["safe"]
    assert setting(person, "day_start_hour") == 3


def test_the_folder_for_backups_is_made_and_must_be_a_good_one(person: Person) -> None:
    (person.home / "file").touch()
    not_there = person.home / "disk" / "journal"  # its disk is not plugged in
    for folder in (person.vault_folder / "backups", person.vault_folder, person.home / "file" / "deeper", not_there):
        answer = person.opened("settings", "backup_folder", str(folder))
        assert (answer.code, answer.problem["code"]) == (2, "desk.backup-folder")
    assert setting(person, "backup_folder") == "beside"
    assert not (person.home / "disk").exists()

    (person.home / "disk").mkdir()
    answer = person.opened("settings", "backup_folder", "~/disk/journal")

    assert answer.code == 0
    assert "careful: that seems to be the disk of the journal" in answer.err
    assert setting(person, "backup_folder") == str(person.home / "disk" / "journal")
    assert os.listdir(person.home / "disk" / "journal") == []


# Backups


def test_backups_are_made_listed_rehearsed_and_restored(person: Person) -> None:
    person.write("it rained")
    shelf = f"{os.path.realpath(person.vault_folder)}-backups"
    (person.home / "paper").write_text(person.paper)
    assert person.opened("backup", "--list").out == ""

    (made,) = person.opened("backup", "--json").lines

    assert os.path.dirname(made["path"]) == shelf
    assert made["path"] in person.opened("backup", "--list").out
    assert f"last backup         {made['path']}" in person.run("where").out
    assert made["path"] in person.opened("settings").err
    person.opened("unlock")
    rehearsed = person.run("rehearse", "--paper-key-file", "paper")
    assert rehearsed.code == 0
    assert made["path"] in rehearsed.err
    assert "everything came back" in rehearsed.err
    person.write("written since")
    assert "1 entry is newer" in person.run("rehearse", "--paper-key-file", "paper").err
    again = person.opened("restore", shelf, "--vault", str(person.home / "again"))
    assert again.code == 0, again.err
    listed = person.opened("list", "--json", "--vault", str(person.home / "again"))
    assert [line["text"] for line in listed.lines] == ["it rained"]


def test_a_drill_with_the_wrong_paper_key_or_backup(person: Person) -> None:
    person.write("it rained")
    person.opened("unlock")
    (person.home / "wrong").write_text("AGE-SECRET-KEY-1WRONG")
    (person.home / "paper").write_text(person.paper)
    assert person.run("rehearse", "--paper-key-file", "paper").code == 2, "there is no backup yet"
    person.run("backup", "b.tar")

    answer = person.run("rehearse", "--paper-key-file", "wrong")

    assert (answer.code, answer.problem["code"]) == (12, "keep.no-slot-opens")
    for words in (["nowhere.tar"], ["b.tar", "b.tar"]):
        assert person.run("rehearse", "--paper-key-file", "paper", *words).code == 2


def test_where_a_backup_may_not_be(person: Person) -> None:
    for words in (["vault/b.tar"], ["nowhere/b.tar"], ["pass"], ["a.tar", "b.tar"], ["--list", "b.tar"]):
        answer = person.opened("backup", *words)
        assert answer.code == 2, words
        assert answer.problem["safe"]
    person.opened("settings", "backup_folder", "off")
    assert person.opened("backup").code == 2


def test_where_a_backup_is_made_and_said_once(person: Person) -> None:
    person.write("it rained")
    person.opened("unlock")
    person.run("lock")

    first, second = person.opened("unlock").err, person.opened("unlock").err

    assert "backups are made by themselves in " in first
    assert "a folder on another disk is safer" in first
    assert "backups" not in second


# Restore


def test_entries_revisions_and_the_trash_come_back(person: Person) -> None:
    id_ = person.write("first")
    person.opened("edit", id_, "--title", "a title")
    person.opened("trash", id_)
    assert person.texts() == set()

    assert person.opened("restore", id_[:6]).code == 0
    assert person.texts() == {"first"}

    oldest = person.opened("show", id_, "--history", "--json").lines
    untitled = next(line["id"] for line in oldest if not line["parents"])
    assert person.opened("restore", id_, untitled).code == 0
    assert person.opened("show", id_, "--json").lines[0]["title"] == ""


@pytest.mark.parametrize("words", [[], ["ffff"], ["a", "b", "c"], ["pass"], ["empty"]])
def test_what_cannot_be_restored(person: Person, words: list[str]) -> None:
    (person.home / "empty").mkdir()
    person.write("first")

    answer = person.opened("restore", *words)

    assert answer.code in {2, 13}, answer
    assert answer.problem["safe"]
    assert person.texts() == {"first"}


def test_a_restore_into_a_folder_with_something_in_it(person: Person) -> None:
    person.write("first")
    person.opened("backup", "b.tar")

    answer = person.opened("restore", "b.tar")

    assert (answer.code, answer.problem["code"]) == (2, "keep.folder-not-empty")
    assert person.texts() == {"first"}


# Unlock, lock, where


def test_unlock_and_lock_say_what_is_so(person: Person) -> None:
    assert "it was locked already" in person.run("lock").err
    assert "unlocked; it locks after 15 minutes" in person.opened("unlock").err
    assert "it was unlocked already" in person.opened("unlock").err
    assert person.run("list").code == 0
    assert [line for line in person.run("where").out.splitlines() if line.split() == ["state", "unlocked"]]
    assert person.run("lock").err == "locked\n"
    assert person.run("list", "--no-input").code == 12


def test_unlock_at_a_terminal(person: Person) -> None:
    wrong, screen = person.at_terminal("unlock", answers=[("passphrase: ", "wrong")])
    assert wrong == 12, screen

    code, screen = person.at_terminal("unlock", answers=[("passphrase: ", person.secret.read_text().strip())])

    assert code == 0, screen
    assert person.secret.read_text().strip() not in screen
    assert person.run("list").code == 0


def test_a_passphrase_by_descriptor_and_by_standard_input(person: Person) -> None:
    assert person.run("list", "--passphrase-file", "-", given=person.secret.read_bytes()).code == 0
    with open(person.secret, "rb") as secret:
        done = subprocess.run(
            [sys.executable, "-m", "goldseam", "list", "--passphrase-fd", str(secret.fileno())],
            pass_fds=[secret.fileno()],
            env=person.environment,
            capture_output=True,
            check=False,
        )
    assert done.returncode == 0
    assert person.run("list", "--passphrase-fd", "77").code == 2


def test_where_works_without_a_vault(person: Person) -> None:
    answer = person.run("where", "--vault", "nowhere", "--json")

    assert answer.code == 0
    assert answer.lines[0]["vault_id"] == ""
    assert "there is no vault" in answer.lines[0]["state"]


def test_a_word_too_many_is_not_passed_over(person: Person) -> None:
    for name in ("lock", "unlock", "where", "doctor", "passphrase", "paper-key", "list", "verify", "start"):
        answer = person.opened(name, "surplus")

        assert (answer.code, answer.problem["code"]) == (2, "command.misused")


# Notebooks


def test_notebooks_are_listed_filled_renamed_and_merged(person: Person) -> None:
    first, second = person.write("first"), person.write("second")
    person.opened("unlock")

    def notebooks() -> dict[str, int]:
        return {line["journal"]: line["entries"] for line in person.run("journal", "--json").lines}

    person.run("journal", "letters", first)
    person.run("journal", "run", second)
    assert notebooks() == {"letters": 1, "run": 1}
    person.run("journal", "--rename", "run=letters")
    assert notebooks() == {"letters": 2}
    person.run("journal", "-", first[:8])
    assert notebooks() == {"": 1, "letters": 1}
    for words in (["letters"], ["letters", "ffff"], ["--rename", "letters"], ["--rename", "letters="]):
        answer = person.run("journal", *words)
        assert answer.code == 2, words
        assert answer.problem["safe"]
    assert notebooks() == {"": 1, "letters": 1}


# How it looks


def test_colours_are_for_a_terminal_that_wants_them(person: Person) -> None:
    person.write("it rained")
    shown = ["show", "last", "--passphrase-file", "pass"]

    assert "\033[33m" in person.at_terminal(*shown, answers=[])[1]
    assert "\033[" not in person.at_terminal(*shown, answers=[], NO_COLOR="1")[1]
    assert "\033[" not in person.at_terminal(*shown, answers=[], TERM="dumb")[1]
    assert "\033[" not in person.run(*shown).out


def test_an_entry_cannot_act_on_the_terminal(person: Person) -> None:
    person.opened("write", given="\x1b]0;owned\x07 and \x1b[2J\u202e reversed")

    for words in (["show", "last"], ["list"], ["find", "reversed"]):
        _, screen = person.at_terminal(*words, "--passphrase-file", "pass", answers=[], NO_COLOR="1")
        assert "\x1b" not in screen
        assert "\x07" not in screen
        assert "\u202e" not in screen


def test_progress_is_shown_to_a_person_after_a_second_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen:
        """A stream that may be a terminal."""

        def __init__(self, *, watched: bool) -> None:
            self.watched, self.text = watched, ""

        def isatty(self) -> bool:
            return self.watched

        def write(self, text: str) -> None:
            self.text += text

        def flush(self) -> None:
            pass

    clock = [0.0]
    monkeypatch.setattr("goldseam.command.progress.time.monotonic", lambda: clock[0])
    for watched, seconds, shown in ((True, 5, True), (False, 5, False), (True, 0.5, False)):
        screen = Screen(watched=watched)
        monkeypatch.setattr(sys, "stderr", screen)
        clock[0] = 0.0
        step = progress_line("importing", total=100)
        clock[0] = seconds
        step(50)
        assert ("importing" in screen.text and "50 of 100" in screen.text) is shown
        step(-1)
        assert screen.text == "" or screen.text.endswith("\r\033[K")


def test_nothing_of_a_bar_reaches_a_pipe(person: Person, tmp_path: Path) -> None:
    lines = "".join(f'{{"date": "2026-03-05", "text": "entry {n}"}}\n' for n in range(3000))
    (person.home / "many.jsonl").write_text(lines)

    answer = person.opened("import", "many.jsonl")

    assert answer.code == 0
    assert "\r" not in answer.err
    assert "█" not in answer.err
    assert "\033" not in answer.err
