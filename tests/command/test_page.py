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

from goldseam.command.page import DISCARD, KEEP, SAVE, Page, Written
from goldseam.words.problem import Problem
from goldseam.write.arrivals import take_arrivals
from tests.making import NOW, ZONE, make_vault

CTRL_D, CTRL_Q, CTRL_S, CTRL_Z = "\x04", "\x11", "\x13", "\x1a"
WAIT_S = 10.0


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe:
        yield pipe


def write(keyboard: PipeInput, text: str, keep: Callable[[str], None], *keys: str) -> Written:
    for key in keys:
        keyboard.send_text(key)
    return Page(text, "", keep, input=keyboard, output=DummyOutput()).write()


def test_what_is_typed_is_saved_as_it_is(keyboard: PipeInput) -> None:
    written = write(keyboard, "", lambda _: None, "It rained.\rAll day, ", "größer 雨", CTRL_D)

    assert written == Written("It rained.\nAll day, größer 雨", SAVE)


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

    assert written == Written("words", SAVE)


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
    assert [entry.content.text for entry in vault.timeline()] == ["he said he would call"]


def _read_until(terminal: int, wanted: bytes) -> bytes:
    seen = b""
    ends = time.monotonic() + WAIT_S
    while wanted not in seen and time.monotonic() < ends:
        seen += os.read(terminal, 65536)
    assert wanted in seen
    return seen


def _drain(terminal: int, process: "subprocess.Popen[bytes]") -> None:
    def read() -> None:
        try:
            while os.read(terminal, 65536):
                pass
        except OSError:
            pass

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    process.wait(WAIT_S)
