"""goldseam before, as she types it."""

import re

import pytest

from tests.command.person import Person
from tests.command.test_json import OF_SORTING, conform

QUESTION = "a dinner that was called off at the last minute"


@pytest.fixture
def told(person: Person) -> Person:
    person.opened("unlock")
    for day, text in (
        ("2019-02-03", "He called off dinner. I ate the soup alone, and slept badly."),
        ("2020-07-07", "I was sure he would call off dinner. He came at eight. We ate and laughed."),
        ("2021-05-01", "Dinner was called off ten minutes before. Bread and tea."),
        ("2021-06-01", "The beans are up. Rain."),
    ):
        person.run("write", "--date", day, text)
    person.run("look-back", "--begin")
    return person


def ids(told: Person) -> dict[str, str]:
    return {line["day"]: line["id"] for line in told.run("list", "-n", "0", "--json").lines}


def kept(told: Person) -> str:
    """The id of the question, with two pages sorted for it."""
    before = str(told.run("before", QUESTION, "--keep", "--json").lines[0]["to_sort_for"])
    entries = ids(told)
    told.run("before", "--sort", before, entries["2021-05-01"][:8], "like", "Dinner was called off ten minutes before.")
    told.run("before", "--sort", before, entries["2020-07-07"], "otherwise", "He came at eight.", "--json")
    return before


def test_places_that_speak_of_it_are_listed_in_the_order_of_time_and_nothing_is_kept(told: Person) -> None:
    answer = told.run("before", QUESTION)

    years = re.findall(r"^\w{8} +\w{3} \d+ \w{3} (\d{4})", answer.out, re.MULTILINE)
    assert years[:3] == ["2019", "2020", "2021"]
    assert "is yours to say" in answer.err
    assert "--again looks there too" in answer.err
    assert told.run("before").out == ""


def test_for_programs_it_is_what_the_schema_says(told: Person) -> None:
    places = conform(told.run("before", QUESTION, "--json"), "earlier")
    assert {place["to_sort_for"] for place in places} == {None}
    before = kept(told)
    assert [line["before"] for line in conform(told.run("before", "--json"), "before")] == [before]
    more = conform(told.run("before", "--more", before[:8], "--json"), "earlier")
    assert {place["to_sort_for"] for place in more} == {before}
    assert not {place["day"] for place in more} & {"2021-05-01", "2020-07-07"}

    stage = ("before", "--stage", before, ids(told)["2020-07-07"], "We ate and laughed.", "as it went on", "--json")
    (laid,) = conform(told.run(*stage), "laid")
    assert [(time["day"], time["side"]) for time in laid["times"]] == [
        ("2020-07-07", "otherwise"), ("2021-05-01", "like"),
    ]  # fmt: skip
    assert [(said["words"], said["stage"], said["own"]) for said in laid["times"][0]["said"]] == [
        ("He came at eight.", "", False), ("We ate and laughed.", "as it went on", True),
    ]  # fmt: skip
    conform(told.run("before", "--remove", before, "--yes", "--json"), "let_go")
    assert {"earlier", "before", "laid", "let_go"} == OF_SORTING
    assert told.run("before").out == ""


def test_at_the_terminal_she_sorts_one_after_the_other_and_sees_them_side_by_side(told: Person) -> None:
    asked = "was it like this"
    code, screen = told.at_terminal(
        "before", QUESTION, answers=[(asked, "l"), (asked, "o"), (asked, ""), (asked, "q")][:3]
    )

    assert code == 0
    assert screen.index("like it") < screen.index("went otherwise")
    (laid,) = told.run("before", "--show", told.run("before", "--json").lines[0]["before"], "--json").lines
    assert [(time["day"], time["side"]) for time in laid["times"]] == [
        ("2019-02-03", "like"), ("2020-07-07", "otherwise"),
    ]  # fmt: skip


def test_what_was_like_it_is_not_shown_where_what_went_otherwise_rests(told: Person) -> None:
    before = kept(told)
    assert "ten minutes" in told.run("before", "--show", before).out
    told.run("rest", "--entry", ids(told)["2020-07-07"])

    shown = told.run("before", "--show", before)

    assert "ten minutes" not in shown.out
    assert "not laid out" in shown.err
    (laid,) = conform(told.run("before", "--show", before, "--json"), "laid")
    assert (laid["withheld"], laid["times"]) == (True, [])


def test_from_a_page_of_the_last_weeks_it_is_asked_twice(told: Person) -> None:
    told.run("write", "He called off dinner again. Soup.")

    first = told.run("before", "--entry", "last", "He called off dinner again.")
    assert (first.code, first.out) == (0, "")
    assert "--again" in first.err
    second = told.run("before", "--entry", "last", "He called off dinner again.", "--again")
    assert "I ate the soup alone" in second.out
    assert "again. Soup." not in second.out


def test_what_is_of_the_last_thirty_days_comes_only_when_she_asks_again(told: Person) -> None:
    told.run("write", "Dinner was called off at the last minute, zqtoday.")

    assert "zqtoday" not in told.run("before", QUESTION).out
    assert "zqtoday" in told.run("before", QUESTION, "--again").out


def test_a_passage_is_asked_from_and_named_and_taken_back(told: Person) -> None:
    entries = ids(told)
    passage = ("--entry", entries["2021-05-01"], "Dinner was called off ten minutes before.")
    lines = conform(told.run("before", *passage, "--keep", "--json"), "earlier")
    before = lines[0]["to_sort_for"]
    assert "2021-06-01" not in {line["day"] for line in lines}
    later = told.run("before", "--sort", before, entries["2021-06-01"], "like")
    assert later.problem["code"] == "lookback.before-not-earlier"

    told.run("before", "--sort", before, entries["2019-02-03"], "like")
    told.run("before", "--name", before, "Called", "off")
    listed = told.run("before").out
    assert "Called off: “Dinner was called off ten minutes before.”" in listed
    shown = told.run("before", "--show", before)
    assert "“He called off dinner.”" in shown.out
    assert "none of these went otherwise" in shown.err
    told.run("before", "--unsort", before, entries["2019-02-03"])
    assert "nothing is sorted yet" in told.run("before", "--show", before).err


def test_where_nothing_speaks_of_it_that_is_said(told: Person) -> None:
    answer = told.run("before", "zxcv asdf qwer")

    assert (answer.code, answer.out) == (0, "")
    assert "nothing earlier that speaks of it was found" in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ["--sort", "{}", "last"],
        ["--sort", "{}", "last", "worse"],
        ["--unsort", "{}"],
        ["--stage", "{}", "last", "Rain."],
        ["--show", "{}", "--entry", "last"],
        ["--show", "{}", "--more", "{}"],
        ["--keep"],
        ["--entry", "last", "words that stand nowhere", "--again"],
        ["--show", "00000000"],
        ["--remove", "{}"],
    ],
)
def test_what_cannot_be_done_is_refused_in_words(told: Person, words: list[str]) -> None:
    before = told.run("before", QUESTION, "--keep", "--json").lines[0]["to_sort_for"]

    refused = told.run("before", *(word.format(before) for word in words))

    assert refused.code != 0
    assert "dinner" not in refused.problem["happened"]


def test_it_is_not_shown_before_she_was_asked_whom_she_would_rather_not_meet(person: Person) -> None:
    person.opened("unlock")

    assert person.run("before", "rain").problem["code"] == "command.ask-first"


def test_nothing_says_always_or_why(told: Person) -> None:
    before = kept(told)
    said = [
        told.run("before", *words) for words in ([], ["--help"], [QUESTION], ["--show", before], ["--more", before])
    ]

    for answer in said:
        text = f"{answer.out} {answer.err}".lower()
        assert not re.search(r"\b(always|every time|because of|you tend|pattern|[0-9]+ (of|out of))\b", text)
