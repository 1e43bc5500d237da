"""What was left unfinished: every draft is offered, and the one that is chosen goes on."""

import json
import os
import pty
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldseam.command.drafts import chosen_draft
from goldseam.command.edit import COMMAND
from goldseam.command.options import parse
from goldseam.command.terminal import Terminal
from goldseam.desk.desk import Desk
from goldseam.words.problem import Misused
from goldseam.write.drafts import Draft, Drafts
from tests.command.person import Person
from tests.making import NOW, ZONE, make_vault, words

OLD, NEW = "aa" * 16, "bb" * 16


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    vault = make_vault(tmp_path / "v")
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    entry = desk.entries.add(words("It rained."), now_ms=NOW)
    desk.drafts.save(Draft(OLD, words("an older thought"), None, (), NOW))
    desk.drafts.save(Draft(NEW, words("It rained all day."), entry.id, entry.heads, NOW + 60_000))
    return desk


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """What she types, as a file descriptor, on a terminal that is this process's input."""
    controller, terminal = pty.openpty()
    with open(terminal, encoding="utf-8") as file:
        monkeypatch.setattr(sys, "stdin", file)
        yield controller
    os.close(controller)


def chosen(desk: Desk, *given: str) -> str | None:
    arguments = parse(COMMAND, ["--drafts", *given])
    draft = chosen_draft(desk, arguments, Terminal(no_input="no-input" in arguments.flags))
    return None if draft is None else draft.id


@pytest.mark.parametrize(("typed", "expected"), [(b"aa\n", OLD), (b"b\n", NEW), (b"\n", NEW)])
def test_of_several_drafts_she_says_which(
    desk: Desk, keyboard: int, capsys: pytest.CaptureFixture[str], typed: bytes, expected: str
) -> None:
    os.write(keyboard, typed)

    assert chosen(desk) == expected
    newest, oldest = capsys.readouterr().out.splitlines()
    assert (newest[:8], newest[-18:]) == ("bbbbbbbb", "It rained all day.")
    assert (oldest[:8], oldest[-16:]) == ("aaaaaaaa", "an older thought")


def test_one_draft_alone_is_opened_without_a_question(desk: Desk, keyboard: int) -> None:
    desk.drafts.discard(NEW)
    os.write(keyboard, b"never read\n")

    assert chosen(desk) == OLD


def test_nobody_is_asked_where_nobody_may_be_and_every_draft_is_shown(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chosen(desk, "--no-input") is None
    assert len(capsys.readouterr().out.splitlines()) == 2

    assert chosen(desk, "--json") is None
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["draft"], each["text"]) for each in told] == [(NEW, "It rained all day."), (OLD, "an older thought")]


def test_a_draft_is_named_by_the_beginning_of_its_id(desk: Desk) -> None:
    assert chosen(desk, "AA") == OLD
    for wrong in (["c"], ["aa", "bb"], [""]):
        with pytest.raises(Misused):
            chosen(desk, *wrong)


def test_without_a_draft_there_is_nothing_to_choose(desk: Desk) -> None:
    for draft in desk.drafts.all():
        desk.drafts.discard(draft.id)

    assert chosen(desk) is None


def test_who_edits_an_entry_is_told_of_what_was_left_unfinished_of_it(person: Person) -> None:
    entry, other = person.write("It rained."), person.write("It snowed.")
    vault = person.open_here()
    Drafts(vault).save(Draft(OLD, words("It rained all day."), entry, (), NOW))
    vault.close()

    assert f"a draft of it was left unfinished, and stays: goldseam edit --drafts {OLD[:8]}\n" in edit(person, entry)
    assert "left unfinished" not in edit(person, other)


def edit(person: Person, entry: str) -> str:
    """What she is told before the page would open."""
    answer = person.opened("edit", entry)
    assert answer.problem["code"] == "command.needs-terminal"
    return answer.err


def test_a_draft_is_thrown_away_and_the_others_stay(person: Person) -> None:
    drafts = Drafts(person.open_here())
    drafts.save(Draft(OLD, words("an older thought"), None, (), NOW))
    drafts.save(Draft(NEW, words("a newer one"), None, (), NOW))

    assert person.opened("edit", "--discard", "cc").code == 2
    assert person.opened("edit", "--discard", "aa").code == 0
    assert [draft.id for draft in drafts.all()] == [NEW]
