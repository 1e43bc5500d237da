"""goldseam then-and-now, as she types it."""

import pytest

from tests.command.person import Person
from tests.command.test_json import OF_PAIRS, conform


@pytest.fixture
def told(person: Person) -> Person:
    person.opened("unlock")
    for day in ("2019-05-01", "2021-05-02", "2024-05-03"):
        person.run("write", "--date", day, f"Rain. We swam in the sea that {day[:4]}. Bread.")
    person.run("write", "--date", "2024-05-04", "A hill.")
    person.run("look-back", "--begin")
    return person


def test_two_of_her_passages_are_shown_with_when_they_were_written(told: Person) -> None:
    answer = told.run("then-and-now", "sea")

    assert answer.code == 0
    first, second, _ = answer.out.split("\n\n")
    assert first.splitlines()[1].startswith("“Rain. We swam in the sea that 20")
    years = [int(part.splitlines()[0].split(" · ")[0].split()[-1]) for part in (first, second)]
    assert years[0] < years[1]
    assert "years later · written today" in first
    assert "2 of 3" in answer.err


def test_for_programs_it_is_what_the_schema_says(told: Person) -> None:
    lines = conform(told.run("then-and-now", "sea", "--json"), "then_and_now")

    assert {"then_and_now"} == OF_PAIRS
    assert [line["of"] for line in lines] == [3, 3]
    assert lines[0]["day"] < lines[1]["day"]
    assert all(line["quote"].startswith("We swam in the sea that") for line in lines)


def test_somebody_is_meant_where_there_is_one_of_that_name(told: Person) -> None:
    for _ in range(2):
        told.run("write", "--date", "2024-06-01" if _ else "2024-06-02", "Mum rang, of the sea.")
        told.run("read", "add", "last", "mention", "Mum", "--who", "Sea")

    lines = told.run("then-and-now", "Sea", "--json").lines

    assert [line["quote"] for line in lines] == ["Mum rang, of the sea."] * 2


def test_what_she_sees_becomes_an_entry_like_any_other(told: Person) -> None:
    code, screen = told.at_terminal("then-and-now", "sea", answers=[("what do you see?", "The water got colder.")])
    assert code == 0
    assert "kept as an entry of today" in screen
    [entry] = told.run("list", "-n", "1", "--json").lines
    assert (entry["text"], entry.get("tags", [])) == ("The water got colder.", [])

    told.at_terminal("then-and-now", "hill OR sea", answers=[("what do you see?", "")])
    assert told.run("list", "-n", "1", "--json").lines == [entry]


@pytest.mark.parametrize(
    ("words", "said"), [(["hill"], "no two pages"), (["zqnowhere"], "nothing you wrote"), (["colder sea"], "nothing")]
)
def test_where_there_are_no_two_it_is_said(told: Person, words: list[str], said: str) -> None:
    answer = told.run("then-and-now", *words)

    assert (answer.code, answer.out) == (0, "")
    assert said in answer.err


def test_it_is_not_shown_before_she_was_asked_whom_she_would_rather_not_meet(person: Person) -> None:
    person.opened("unlock")

    assert person.run("then-and-now", "sea").problem["code"] == "command.ask-first"
    assert person.run("then-and-now").problem["code"] == "command.misused"
