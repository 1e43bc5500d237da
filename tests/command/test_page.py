"""The built-in page, driven by keys through a real input, without a screen."""

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from goldseam.command.page import DISCARD, KEEP, LOCKED, LOST, SAVE, Page, Written
from goldseam.words.problem import Problem
from goldseam.write.arrivals import take_arrivals
from goldseam.write.drafts import Drafts
from goldseam.write.entries import Entries
from tests.command.person import END, GOLDSEAM, Person
from tests.making import NOW, UNHIDDEN, ZONE, make_vault

CTRL_D, CTRL_Q, CTRL_S, CTRL_Z = "\x04", "\x11", "\x13", "\x1a"
WAIT_S = 90.0


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe:
        yield pipe


def nowhere(text: str) -> None:
    """Takes whatever there is to keep or to finish."""


def write(
    keyboard: PipeInput,
    text: str,
    keep: Callable[[str], object],
    *keys: str,
    finish: Callable[[str], object] = nowhere,
    is_locked: Callable[[], bool] = lambda: False,
) -> Written:
    for key in keys:
        keyboard.send_text(key)

    def kept(words: str) -> str:
        keep(words)
        return "kept"

    def finished(words: str) -> str:
        finish(words)
        return "saved"

    return Page(text, "", kept, finished, is_locked=is_locked, input=keyboard, output=DummyOutput()).write()


def full(_text: str) -> None:
    raise Problem("the disk is full", safe="", next="", code="test")


def test_what_is_typed_is_saved_as_it_is(keyboard: PipeInput) -> None:
    written = write(keyboard, "", lambda _: None, "It rained.\rAll day, ", "größer 雨", CTRL_D)

    assert written == Written("It rained.\nAll day, größer 雨", SAVE, "saved")


def test_an_empty_page_is_nothing(keyboard: PipeInput) -> None:
    assert write(keyboard, "", lambda _: None, " \r ", CTRL_D).ending == DISCARD


def test_leaving_the_page_keeps_it_as_a_draft(keyboard: PipeInput) -> None:
    kept: list[str] = []
    written = write(keyboard, "", kept.append, "half a thought", CTRL_Q)

    assert written.ending == KEEP
    assert kept == ["half a thought"]


def test_what_was_undone_is_not_on_the_page(keyboard: PipeInput) -> None:
    written = write(keyboard, "before", lambda _: None, CTRL_S, "x", CTRL_Z, CTRL_D)

    assert written.text == "before"


def test_the_arrows_go_by_the_rows_that_are_seen(keyboard: PipeInput) -> None:
    line = "word " * 30  # two rows on a page of 80 columns
    up, down = "\x1b[A", "\x1b[B"
    written = write(keyboard, "", lambda _: None, line.strip(), up, "U", down, "D", "\r", CTRL_D)

    assert written.text.index("U") < written.text.index("D")
    assert "\n" in written.text
    assert "U" in written.text[:80]


def test_the_page_is_kept_at_a_pause_without_being_asked(keyboard: PipeInput) -> None:
    kept = threading.Event()

    def type_then_wait() -> None:
        keyboard.send_text("a pause comes now")
        assert kept.wait(WAIT_S)
        keyboard.send_text(CTRL_Q)

    typist = threading.Thread(target=type_then_wait)
    typist.start()
    write(keyboard, "", lambda _: kept.set())
    typist.join()

    assert kept.is_set()


def test_when_keeping_fails_the_words_stay_and_it_tries_again(keyboard: PipeInput) -> None:
    tries: list[str] = []
    done = threading.Event()

    def keep(text: str) -> None:
        tries.append(text)
        if len(tries) < 3:
            raise Problem("the disk is full", safe="", next="", code="test")
        done.set()

    def type_then_wait() -> None:
        keyboard.send_text("words")
        assert done.wait(WAIT_S)
        keyboard.send_text(CTRL_D)

    typist = threading.Thread(target=type_then_wait)
    typist.start()
    written = write(keyboard, "", keep)
    typist.join()

    assert written == Written("words", SAVE, "saved")


def test_leaving_it_for_later_stays_while_the_words_cannot_be_kept(keyboard: PipeInput) -> None:
    kept: list[str] = []

    def keep(text: str) -> None:
        if "more" not in text:
            full(text)
        kept.append(text)

    written = write(keyboard, "old", keep, " words", CTRL_Q, " and more", CTRL_Q)

    assert written == Written("old words and more", KEEP, "kept")
    assert kept == ["old words and more"]


def test_leaving_twice_leaves_and_says_that_the_words_are_lost(keyboard: PipeInput) -> None:
    written = write(keyboard, "", full, "words", CTRL_Q, CTRL_Q)

    assert written.ending == LOST


def test_saving_stays_until_it_is_saved(keyboard: PipeInput) -> None:
    tries: list[str] = []

    def finish(text: str) -> None:
        tries.append(text)
        if len(tries) == 1:
            raise OSError(28, "No space left on device")

    written = write(keyboard, "", nowhere, "words", CTRL_D, " more", CTRL_D, finish=finish)

    assert written == Written("words more", SAVE, "saved")
    assert tries == ["words", "words more"]


def test_a_lock_keeps_what_is_on_the_page_and_closes_it(keyboard: PipeInput) -> None:
    kept: list[str] = []
    written = write(keyboard, "", kept.append, "half a", is_locked=lambda: bool(keyboard))

    assert written == Written("half a", LOCKED, "kept")
    assert kept == ["half a"]


def test_after_a_lock_words_that_cannot_be_kept_are_not_thrown_away(keyboard: PipeInput) -> None:
    tries: list[str] = []

    def keep(text: str) -> None:
        tries.append(text)
        keyboard.send_text("not on a page that is closed")
        if len(tries) < 3:
            full(text)

    written = write(keyboard, "", keep, "half a", is_locked=lambda: True)

    assert written == Written("half a", LOCKED, "kept")
    assert len(tries) == 3


def test_a_locked_page_saves_nothing_more(keyboard: PipeInput) -> None:
    finished: list[str] = []
    written = write(keyboard, "", nowhere, "half a", CTRL_D, finish=finished.append, is_locked=lambda: True)

    assert written.ending == LOCKED
    assert finished == []


def test_goldseam_lock_closes_a_page_in_another_terminal_and_keeps_its_words(person: Person) -> None:
    """Once with an agent, and once where the page alone has the key."""
    for unlock_first in (True, False):
        if unlock_first:
            assert person.opened("unlock").code == 0
        ours, theirs = pty.openpty()
        opening = [] if unlock_first else ["--passphrase-file", str(person.secret)]
        page = subprocess.Popen(
            [*GOLDSEAM, "start", "--terminal", *opening],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=person.environment | {"TERM": "xterm"},
        )
        os.close(theirs)
        _read_until(ours, b"ctrl")
        os.write(ours, b"he said he would call")
        _read_until(ours, b"call")
        assert person.run("lock").code == 0
        said = _drain(ours, page)

        assert page.returncode == 0
        assert b"the vault was locked; kept as a draft" in said
    desk = Drafts(person.open_here())
    assert [draft.content.text for draft in desk.all()] == ["he said he would call"] * 2
    assert person.texts() == set()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_closed_terminal_loses_nothing_even_while_the_vault_is_locked(tmp_path: Path, number: signal.Signals) -> None:
    vault = make_vault(tmp_path / "v")
    command = [sys.executable, "-m", "goldseam", "--vault", vault.folder]
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm"}
    process = subprocess.Popen(
        [*command[:3], "write", *command[3:]], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    shown = _read_until(ours, b"ctrl")
    os.write(ours, b"he said he would call")
    shown += _read_until(ours, b"call")
    process.send_signal(number)
    _drain(ours, process)

    take_arrivals(vault, now_ms=NOW, zone=ZONE)
    assert [entry.content.text for entry in vault.timeline(sight=UNHIDDEN)] == ["he said he would call"]


def _read_until(terminal: int, wanted: bytes) -> bytes:
    seen = b""
    ends = time.monotonic() + WAIT_S
    while wanted not in seen and time.monotonic() < ends:
        seen += os.read(terminal, 65536)
    assert wanted in seen
    return seen


def _drain(terminal: int, process: "subprocess.Popen[bytes]") -> bytes:
    said: list[bytes] = []

    def read() -> None:
        try:
            while data := os.read(terminal, 65536):
                said.append(data)
        except OSError:
            pass

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    process.wait(WAIT_S)
    reader.join(WAIT_S)
    return b"".join(said)


def test_a_tag_typed_into_an_entry_that_is_changed_counts_and_one_taken_away_stays_away(person: Person) -> None:
    entry = person.write("Sang with #anna.")
    desk = Entries(person.open_here())
    desk.change(entry, now_ms=NOW, tags=())

    code, screen = person.at_terminal(
        "edit", "--passphrase-file", "pass", entry, answers=[("ctrl-d", "A new #song."), ("#song", END)]
    )

    assert code == 0, screen
    shown = person.opened("show", entry, "--json").lines[0]
    assert shown["text"] == "Sang with #anna.A new #song.\n"
    assert shown["tags"] == ["song"]


def test_a_page_of_a_locked_vault_does_not_call_a_sealed_entry_a_draft(person: Person) -> None:
    code, screen = person.at_terminal("write", answers=[("ctrl-d", "half a thought"), ("thought", CTRL_Q)])

    assert code == 0, screen
    assert "kept, sealed in the inbox" in screen
    assert "draft" not in screen


def test_a_page_left_as_it_was_claims_no_draft(person: Person) -> None:
    entry = person.write("It rained.")

    code, screen = person.at_terminal("edit", "--passphrase-file", "pass", entry, answers=[("ctrl-d", CTRL_Q)])

    assert code == 0, screen
    assert "nothing was changed" in screen
    assert "draft" not in screen
