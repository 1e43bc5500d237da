"""goldseam thread, as she types it."""

import pytest

from tests.command.person import Person


@pytest.fixture
def told(person: Person) -> Person:
    person.opened("unlock")
    for day, text in (("2019-06-01", "Tea. The first beans."), ("2021-03-10", "Rain."), ("2024-05-01", "Beans again.")):
        person.run("write", "--date", day, text)
    person.run("thread", "garden", "beans", "OR", "peas")
    return person


def test_a_thread_is_kept_listed_followed_renamed_and_forgotten(told: Person) -> None:
    assert told.run("thread").out.endswith("  garden: beans OR peas\n")
    answer = told.run("thread", "garden")
    assert [line.split("“")[1] for line in answer.out.splitlines()] == ["The first beans.”", "Beans again.”"]
    assert "first on Sat 1 Jun 2019, last on Wed 1 May 2024" in answer.err
    assert "first beans" not in told.run("thread", "garden", "--from", "2020").out
    assert "--from 2024-05-01" in told.run("thread", "garden", "-n", "1").err
    assert "The first beans" in told.run("find", "--saved", "garden").out

    told.run("thread", "garden", "--rename", "the plot")
    assert told.run("thread", "garden").code == 2
    told.run("thread", "the plot", "--forget")
    assert told.run("thread").out == ""


def test_a_thread_has_chapters_too(told: Person) -> None:
    id_ = told.run("chapter", "--thread", "garden", "the first plot", "--days", "..2020").out.split()[0]

    assert "first plot  until Thu 31 Dec 2020" in told.run("chapter", "--thread", "garden").out
    pages = told.run("chapter", "--thread", "garden", "--pages", id_).out
    assert "The first beans" in pages
    assert "again" not in pages
    assert told.run("chapter", "garden").code != 0
    told.run("thread", "garden", "--forget")
    told.run("thread", "garden", "beans")
    assert told.run("chapter", "--thread", "garden").out == ""


@pytest.mark.parametrize(
    "words",
    [
        ["nobody"],
        ["--rename", "x"],
        ["--forget"],
        ["--from", "2020"],
        ["garden", "--rename", "x", "--forget"],
        ["garden", "x", "--forget"],
        ["garden", "--rename", ""],
        ["broken", '"'],
    ],
)
def test_what_is_no_thread_is_refused(told: Person, words: list[str]) -> None:
    assert told.run("thread", *words).code in {1, 2}
    assert told.run("thread").out.endswith("  garden: beans OR peas\n")


def test_a_thread_at_rest_is_in_no_list_and_its_pages_neither(told: Person) -> None:
    rested = told.run("rest", "--thread", "garden", "--depth", "away")
    assert "garden, a thread" in rested.err

    assert told.run("thread").out == ""
    assert told.run("find", "--saved-list").out == ""
    assert told.run("thread", "garden").code != 0
    assert "beans" not in told.run("list").out.lower()
    assert "The first beans" in told.run("thread", "garden", "--look", "garden").out

    assert told.run("rest", "--json").lines[0]["query"] == "beans OR peas"
    told.run("rest", "--thread", "garden", "--end")
    assert "The first beans" in told.run("thread", "garden").out


def test_threads_leave_and_return_with_an_export(told: Person) -> None:
    told.run("export", "leaving")
    told.run("lock")
    told.run("new", "--vault", "other", "--passphrase-file", "pass", "--paper-key-file", "other-paper", "--no-input")
    told.opened("import", "leaving", "--vault", "other")

    before, after = (told.opened("thread", "--json", *at).lines for at in ((), ("--vault", "other")))
    assert before == after
    assert len(before) == 1
