"""Where a command stands among its options, and what is a command at all."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command.person import Person


def test_options_that_every_command_has_may_stand_before_it(person: Person) -> None:
    vault = str(person.vault_folder)

    for words in (("--vault", vault, "where"), (f"--vault={vault}", "--json", "where"), ("--no-input", "where")):
        answer = person.run(*words)

        assert answer.code == 0, answer
        assert vault in answer.out
    assert person.texts() == set()


def test_words_behind_an_option_of_write_are_words(person: Person) -> None:
    assert person.run("--tag", "list", "a walk, a list").code == 0

    assert person.texts() == {"a walk, a list"}


def test_one_word_with_an_option_of_write_is_written_down(person: Person) -> None:
    assert person.run("otters", "--tag", "river").code == 0
    assert person.run("otters").code == 2

    assert person.texts() == {"otters"}


@pytest.mark.parametrize("options", [("--tag", "x"), ("-j", "letters"), ("--zone", "Europe/Rome")])
def test_a_pipe_with_one_option_is_written_down(person: Person, options: tuple[str, ...]) -> None:
    answer = person.run(*options, given="word for word\n")

    assert answer.code == 0, answer
    assert person.texts() == {"word for word"}


def test_what_may_have_been_a_command_is_kept_and_told(person: Person) -> None:
    answer = person.run("fnd", "rain")

    assert answer.code == 0
    assert "goldseam find --help" in answer.err
    assert person.texts() == {"fnd rain"}


def test_a_word_is_left_out_with_a_minus_in_front(person: Person) -> None:
    for text in ("rain and snow", "rain alone", "none of them"):
        person.run(text)

    without = person.opened("find", "rain", "-snow", "--json")
    only = person.opened("find", "-rain", "-n1", "--json")
    everything = person.opened("find", "rain", "-n", "0", "--json")

    assert [line["snippet"] for line in without.lines] == ["rain alone"]
    assert [line["snippet"] for line in only.lines] == ["none of them"]
    assert len(everything.lines) == 2


def test_a_closed_output_is_no_mistake_of_ours(person: Person) -> None:
    command = f'"{sys.executable}" -m goldseam where >&-'
    closed = subprocess.run(command, shell=True, env=person.environment, capture_output=True, text=True, check=False)

    assert (closed.returncode, closed.stderr) == (0, "")


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="this system does not tell what a process runs")
def test_the_page_ends_at_ctrl_c_without_a_word(person: Person) -> None:
    for wait_s in (0.2, 0.6, 2.0):
        opened = subprocess.Popen(
            [sys.executable, "-m", "goldseam", "open", "--no-browser"],
            env=person.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        while b"goldseam.page" not in Path(f"/proc/{opened.pid}/cmdline").read_bytes():
            time.sleep(0.01)
        time.sleep(wait_s)  # somewhere in its start, or after it
        os.killpg(opened.pid, signal.SIGINT)
        _, said = opened.communicate(timeout=20)

        assert said == ""
