"""goldseam chapter, people dated and the ledger of said, as she types them."""

import pytest

from tests.command.person import Person


@pytest.fixture
def told(person: Person) -> Person:
    person.opened("unlock")
    for day, text in (
        ("2019-06-01", "Bea said: I stay."),
        ("2024-03-10", "Bea told me that it rained in May of 2023."),
    ):
        person.run("write", "--date", day, text)
        person.run("read", "add", "last", "mention", "Bea", "--label", "person", "--who", "Bea")
    person.run("read", "add", "last", "time", "May of 2023", "--date", "2023-05")
    person.run("read", "add", "last", "speech", "it rained", "--label", "indirect", "--who", "Bea", "--to", "me")
    first = person.run("list", "--json").lines[-1]["id"]
    person.run("read", "add", first, "speech", "I stay", "--label", "direct", "--who", "Bea")
    return person


def test_a_chapter_is_named_shown_changed_and_taken_back(told: Person) -> None:
    made = told.run("chapter", "Bea", "the years abroad", "--days", "2019..2021")
    id_ = made.out.split()[0]
    assert "the years abroad  " in made.out
    assert "2019" in made.out

    assert "said: I stay" in told.run("chapter", "Bea", "--pages", id_).out
    assert "rained" not in told.run("chapter", "Bea", "--pages", id_).out
    told.run("chapter", "Bea", "--change", id_, "later", "--days", "2022..")
    assert "rained" in told.run("chapter", "Bea", "--pages", id_).out
    assert "later  from " in told.run("chapter", "Bea").out
    told.run("chapter", "Bea", "--remove", id_)
    assert told.run("chapter", "Bea").out == ""
    assert told.run("chapter", "Bea", "--pages", id_).code == 2


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["Bea", "--days", "2019"],
        ["Bea", "--pages", "7c10", "--remove", "7c10"],
        ["Bea", "x", "--remove", "7c10"],
        ["Bea", "--pages", ""],
        ["Nobody"],
        ["Bea", "x", "--days", "2021..2019"],
    ],
)
def test_what_is_no_chapter_is_refused(told: Person, words: list[str]) -> None:
    assert told.run("chapter", *words).code in {1, 2}
    assert told.run("chapter", "Bea").out == ""


def test_a_chapter_leaves_and_returns_with_an_export(told: Person) -> None:
    told.run("chapter", "Bea", "abroad", "--days", "2019..2021")
    told.run("export", "leaving")
    told.run("lock")
    told.run("new", "--vault", "other", "--passphrase-file", "pass", "--paper-key-file", "other-paper", "--no-input")
    told.opened("import", "leaving", "--vault", "other")

    before, after = (told.opened("chapter", "Bea", "--json", *at).lines for at in ((), ("--vault", "other")))
    assert before == after
    assert len(before) == 1


def test_what_was_said_is_told_from_the_first_and_word_for_word(told: Person) -> None:
    every = told.run("said", "Bea", "--in-order", "--json").lines
    exact = told.run("said", "Bea", "--in-order", "--word-for-word", "--json").lines

    assert [line["finding"]["quote"] for line in every] == ["I stay", "it rained"]
    assert [line["finding"]["quote"] for line in exact] == ["I stay"]
    assert [line["finding"]["quote"] for line in told.run("said", "--word-for-word", "--json").lines] == ["I stay"]
    assert told.run("said", "--in-order").code == 2


def test_what_pages_tell_of_other_days_stands_by_those_days(told: Person) -> None:
    answer = told.run("people", "dated", "Bea")

    assert "2023-05" in answer.out
    assert "“Bea told me that it rained in May of 2023.”" in answer.out
    assert told.run("people", "dated").code == 2


def test_who_is_away_has_no_chapters_for_anybody(told: Person) -> None:
    told.run("chapter", "Bea", "abroad")
    told.run("rest", "Bea", "--depth", "away")

    for words in (["chapter", "Bea"], ["people", "dated", "Bea"], ["said", "Bea", "--in-order"]):
        answer = told.run(*words)
        assert answer.code != 0
        assert answer.out == ""
        assert told.run(*words, "--look", "Bea").out != ""
