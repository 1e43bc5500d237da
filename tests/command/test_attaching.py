"""Files in entries, at the command line: which one is taken out, and what is no file."""

import os
from pathlib import Path

import pytest

from tests.command.person import Answer, Person


def files(person: Person, entry: str) -> list[str]:
    return [str(line["blob"])[:8] for line in person.opened("attach", entry, "--json").lines]


@pytest.fixture
def entry(person: Person) -> str:
    """An entry with two different files of one name."""
    entry = person.write("by the sea")
    for folder in ("a", "b"):
        (person.home / folder).mkdir()
        (person.home / folder / "photo.txt").write_text(folder)
        assert person.opened("attach", entry, f"{folder}/photo.txt").code == 0
    return entry


def test_of_two_files_of_one_name_the_one_she_means_is_taken_out(person: Person, entry: str) -> None:
    first, second = files(person, entry)

    answer = person.opened("attach", entry, "--remove", "photo.txt")
    assert (answer.code, answer.problem["code"]) == (2, "command.several-files")
    assert files(person, entry) == [first, second]
    assert second in person.opened("attach", entry).out

    assert person.opened("attach", entry, "--remove", second).code == 0
    assert files(person, entry) == [first]
    assert person.opened("attach", entry, "--remove", "photo.txt").code == 0
    assert files(person, entry) == []


def test_a_pipe_a_device_and_a_folder_are_no_files(person: Person) -> None:
    entry = person.write("x")
    os.mkfifo(person.home / "pipe")
    (person.home / "folder").mkdir()

    for named in ("pipe", "/dev/zero", "folder"):
        answer = person.opened("attach", entry, named)
        assert (answer.code, answer.problem["code"]) == (2, "command.file-unreadable")
    assert files(person, entry) == []


def inside(person: Person, *words: str) -> Answer:
    before = sorted(path for path in Path(person.vault_folder).rglob("*") if "vault.db" not in path.name)
    answer = person.opened(*words)
    assert sorted(path for path in Path(person.vault_folder).rglob("*") if "vault.db" not in path.name) == before
    return answer


def test_nothing_readable_is_written_into_the_vault(person: Person, entry: str) -> None:
    (person.home / "elsewhere").symlink_to(person.vault_folder)

    for words in (
        ("export", str(person.vault_folder / "ex")),
        ("export", "elsewhere/ex"),
        ("attach", entry, "--out", str(person.vault_folder)),
    ):
        answer = inside(person, *words)
        assert (answer.code, answer.problem["code"]) == (2, "desk.inside-vault")


def test_files_are_written_into_a_folder_that_is_made_for_them(person: Person, entry: str) -> None:
    assert person.opened("attach", entry, "--out", "new").code == 0
    assert {path.read_text() for path in (person.home / "new").iterdir()} == {"a", "b"}

    assert person.opened("attach", entry, "--out", "not/there").code == 2
