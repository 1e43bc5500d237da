"""What is said in passing: one of something, nothing of something, and what was not understood."""

import signal
import subprocess

from tests.command.person import GOLDSEAM, PARTS, Person


def test_one_is_said_as_one(person: Person) -> None:
    person.write("x")

    assert "1 entry and 0 files" in person.opened("backup", "b.tar").err
    assert "1 entry is in ex," in person.opened("export", "ex").err
    assert person.opened("settings", "lock_after_minutes", "1").code == 0
    assert "after 1 minute without" in person.opened("unlock").err


def test_the_trash_is_counted_apart_in_an_export(person: Person) -> None:
    person.write("x")
    assert person.opened("trash", "last").code == 0

    assert "1 of them from the trash" in person.opened("export", "ex").err


def test_nothing_of_a_kind_is_not_nothing_at_all(person: Person) -> None:
    person.write("x")

    assert person.opened("list", "-j", "nosuch").err == "no entry is like that\n"
    assert person.opened("list", "--trash").err == "the trash is empty\n"


def test_a_number_below_nothing_is_a_number_that_is_refused(person: Person) -> None:
    answer = person.opened("settings", "lock_after_minutes", "-1")

    assert answer.code == 2
    assert "not recognized" not in answer.err
    assert "goldseam find --help" in person.opened("find", "-n", "abc", "x").err


def test_bytes_that_are_not_utf8_are_kept_and_it_is_said(person: Person) -> None:
    assert "Latin-1" in person.opened("write", given=b"caf\xe9").err
    assert person.texts() == {"café"}


def test_an_empty_first_passphrase_is_asked_again(person: Person) -> None:
    code, screen = person.at_terminal(
        "passphrase",
        "--passphrase-file",
        "pass",
        answers=[
            ("a new passphrase: ", ""),
            ("a new passphrase: ", "quite another"),
            ("the same again: ", "quite another"),
        ],
    )

    assert code == 0, screen
    assert "that was empty" in screen


def test_what_the_system_refuses_is_said_in_words(person: Person) -> None:
    person.write("x")

    for words in (("attach", "last", "nosuch.jpg"), ("unlock", "--paper-key-file", "nosuch")):
        answer = person.opened(*words) if words[0] == "attach" else person.run(*words)
        assert "no such file or directory" in answer.problem["happened"]
        assert "Error" not in answer.err


def test_an_import_that_is_interrupted_says_what_came_in(person: Person) -> None:
    lines = (f'{{"date": "2020-01-{1 + n % 28:02}", "text": "entry {n}"}}\n' for n in range(60_000))
    (person.home / "many.jsonl").write_text("".join(lines))
    process = subprocess.Popen(
        [*GOLDSEAM, "import", "--passphrase-file", "pass", "many.jsonl", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=person.home,
        env=person.environment,
        # A suite in the background of a shell was told to ignore Ctrl-C, and its children would be too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - this child is Python alone
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    said = process.communicate()[1].decode()

    assert process.returncode == 130, said
    assert "interrupted: what came in stays" in said
    assert not PARTS.search(said)
