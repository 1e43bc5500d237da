"""goldseam to-come, as she types it."""

import pytest

from tests.command.person import Person

SAID = "I promised Lena to ring on 3 March 2024. Tom will fix the roof after the summer."


@pytest.fixture
def told(person: Person) -> Person:
    person.opened("unlock")
    person.run("write", "--date", "2024-02-01", SAID)
    person.run("read", "--all")
    return person


def kept(person: Person, *more: str) -> list[str]:
    return [one["quote"] for one in person.run("to-come", "--json", *more).lines]


def test_what_was_found_is_kept_only_where_she_says_so_and_answered_when_she_asks(told: Person) -> None:
    assert "nothing is kept in mind" in told.run("to-come").err
    assert "--unsure shows the others" in told.run("to-come", "--found").err
    assert "? " in told.run("to-come", "--found", "--unsure").out
    [promise] = told.run("to-come", "--found", "--unsure", "me", "--json").lines
    assert promise["verdict"] == ""

    done = told.run("to-come", "--keep", promise["entry"], promise["finding"]["id"])

    assert "2024" in done.err
    assert "I promised Lena to ring on 3 March 2024" in told.run("to-come", "--passed").out
    assert told.run("to-come", "--found", "--unsure", "me", "--json").lines == []
    assert kept(told, "Lena") == []
    assert kept(told, "me") == ["I promised Lena to ring on 3 March 2024"]
    assert "I promised" in told.run("promises", "me", "--open").out
    [one] = told.run("to-come", "--json").lines
    answered = told.run("to-come", "--answer", one["commitment"][:8], "partly", "a", "day late", "--json").lines[0]
    assert (answered["answer"], answered["own"], answered["window"]) == ("partly", "a day late", "words")
    assert kept(told) == kept(told, "--passed") == []
    assert "it came partly  “a day late”" in told.run("to-come", "--answered").out
    assert "I promised" not in told.run("promises", "me", "--open", "--unsure").out
    assert "I promised" in told.run("promises", "me", "--unsure").out


def test_words_are_kept_by_hand_with_days_of_hers_and_forgotten(told: Person) -> None:
    told.run("write", "--date", "2024-02-02", "Bea and the boat, next summer perhaps.")

    told.run("to-come", "--keep", "last", "the boat", "--by", "Bea")

    [one] = told.run("to-come", "--json").lines
    assert (one["quote"], one["first"], one["names"]) == ("the boat", None, {one["finding"]["by"]: "Bea"})
    assert kept(told, "--passed") == []
    moved = told.run("to-come", "--when", one["commitment"], "2024-06..2024-08", "--json").lines[0]
    assert (moved["first"], moved["last"], moved["window"]) == ("2024-06-01", "2024-08-31", "hers")
    assert kept(told, "--passed", "Bea") == ["the boat"]
    assert told.run("to-come", "--when", one["commitment"], "never", "--json").lines[0]["last"] is None
    told.run("to-come", "--forget", one["commitment"])
    assert kept(told) == []


def test_her_words_are_kept_as_she_chose_them_also_where_something_was_found(told: Person) -> None:
    told.run("to-come", "--keep", "last", "ring on 3 March", "--by", "Lena")

    [one] = told.run("to-come", "--json").lines
    assert (one["quote"], one["names"][one["finding"]["by"]], one["first"]) == ("ring on 3 March", "Lena", "2024-03-03")


def test_a_day_is_nobody(told: Person) -> None:
    before = told.run("people", "--json").out

    for day in ("friday", "2024-03-04", "next month"):
        answer = told.run("to-come", "--keep", "last", "after the summer", "--by", day)
        assert (answer.code, "--when" in answer.err) == (2, True)
    assert told.run("people", "--json").out == before
    assert told.run("to-come", "--keep", "last", "fix the roof", "--by", "April").code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--answer", "abcd", "maybe"), "command.misused"),
        (("--answer", "abcd", "yes"), "lookback.no-such-commitment"),
        (("--when", "abcd", "2024"), "lookback.no-such-commitment"),
        (("--keep", "last", "no such words"), "command.words-not-there"),
        (("--keep", "last"), "command.misused"),
        (("--found", "--passed"), "command.misused"),
        (("--by", "Bea"), "command.misused"),
        (("--unsure",), "command.misused"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(told: Person, words: tuple[str, ...], code: str) -> None:
    assert told.run("to-come", *words).problem["code"] == code
