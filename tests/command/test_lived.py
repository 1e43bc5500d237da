"""goldseam lived, as she types it."""

import pytest

from tests.command.person import Person
from tests.command.test_json import OF_LIVING, conform


@pytest.fixture
def told(person: Person) -> Person:
    person.opened("unlock")
    person.run("write", "--date", "2024-03-10", "A walk to the sea.")
    person.run("write", "--date", "12 May 2025 at 21:00", "It rained. On the tenth of last March but one he rang.")
    person.run("read", "add", "last", "time", "the tenth of last March but one", "--date", "2024-03-10")
    person.run("write", "--date", "2025-05-13", "In those weeks I slept badly.")
    person.run("read", "add", "last", "time", "those weeks", "--date", "2024-03")
    return person


def test_a_day_is_told_in_its_parts_each_with_when_it_was_written(told: Person) -> None:
    answer = told.run("lived", "2024-03-10")

    assert answer.code == 0
    first, second = answer.out.split("said about this day, elsewhere:\n")
    assert first.startswith("pages about this day, written at another time:\n")
    assert "A walk to the sea." in first
    assert "“On the tenth of last March but one he rang.”" in second
    assert "written 14 months later, Mon 12 May 2025" in second
    assert "slept badly" not in answer.out


def test_a_month_and_a_year_count_pages_and_other_pages_apart(told: Person) -> None:
    month, year = told.run("lived", "march 2024"), told.run("lived", "2024")

    assert "Sun 10 Mar 2024  1 page, 1 other page\n" in month.out
    assert "said about this month, elsewhere:" in month.out
    assert "“In those weeks I slept badly.”" in month.out
    assert year.out == "Mar 2024  1 page on 1 day, 1 day that other pages name, 1 page on the month\n"


def test_a_year_says_which_of_its_days_are_only_proposals(told: Person) -> None:
    told.run("write", "--date", "2025-05-14", "On 11 March 2024 it snowed.")
    told.run("read", "--all")

    year = told.run("lived", "2024").out

    assert "2 days that other pages name (1 of them only a proposal)" in year


def test_the_answers_for_programs_are_what_the_schema_says(told: Person) -> None:
    told_of = set()
    for words, name, most in (("2024-03", "lived", 1), ("2024", "lived", 1), ("2024-03-10", "lived_page", 1)):
        answer = told.run("lived", words, "--json")
        lines = answer.out.splitlines(keepends=True)
        conform(answer._replace(out="".join(lines[:most])), name)
        told_of.add(name)
        for line in lines[most:]:
            conform(answer._replace(out=line), "lived_said")
            told_of.add("lived_said")
    assert told_of == OF_LIVING

    [day, of_month] = told.run("lived", "2024-03", "--json").lines
    assert (day["first"], day["pages"], day["elsewhere"], day["hers"]) == ("2024-03-10", 1, 1, 1)
    assert (of_month["level"], of_month["quote"]) == ("month", "In those weeks I slept badly.")
    [page, said] = told.run("lived", "2024-03-10", "--json").lines
    assert page["written_on"] != page["day"] == "2024-03-10"
    assert (said["later"], said["verdict"]) == ({"count": 14, "unit": "month"}, "added")
    assert said["quote"][slice(*[at - said["span"][0] for at in said["time_span"]])] == said["time"]


def test_it_asks_first_whom_or_when_she_would_rather_not_meet(told: Person) -> None:
    code, screen = told.at_terminal("lived", "2024", answers=[("or Enter for nobody", "")])

    assert code == 0
    assert screen.index("would rather not meet") < screen.index("1 page on 1 day")
    assert "would rather not meet" not in told.at_terminal("lived", "2024", answers=[])[1]


@pytest.mark.parametrize("words", ["last week", "2023..2024", "2024-03-05..2024-03-08"])
def test_what_is_no_year_month_or_day_is_said_plainly(told: Person, words: str) -> None:
    assert told.run("lived", words).problem["code"] == "command.misused"


def test_nothing_is_told_of_a_day_that_no_page_tells_of(told: Person) -> None:
    answer = told.run("lived", "1999-01-01")

    assert (answer.code, answer.out) == (0, "")
    assert "no page tells of it" in answer.err
