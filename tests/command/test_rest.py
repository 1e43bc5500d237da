"""goldseam rest, as she types it."""

import json

import pytest

from goldseam.desk.clock import now_ms
from goldseam.keep.sights import Sights
from goldseam.words.rest import Purpose
from tests.command.person import Person

DAY_MS = 86_400_000


@pytest.fixture
def told(person: Person) -> Person:
    """Somebody with a diary of a few days, from another journal: what is imported rests at once."""
    lines = [
        {"date": "2024-03-02", "text": "zqharbour with Torvald and Agnes, late."},
        {"date": "2024-03-03", "text": "Agnes came by. We sang."},
        {"date": "2025-01-01", "text": "Snow in Vilnius."},
    ]
    (person.home / "old.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert person.opened("import", "old.jsonl").code == 0
    return person


def seen(person: Person, *more: str) -> int:
    return len(person.opened("list", "-n0", "--json", *more).lines)


def test_somebody_rests_quietly_then_away_then_no_more(told: Person) -> None:
    assert "rests: Torvald: quiet" in told.opened("rest", "Torvald").err
    assert seen(told) == 3
    assert "away until" in told.opened("rest", "torvald", "--depth", "away", "--for", "30d").err

    assert seen(told) == 2
    assert told.opened("find", "zqharbour").out == ""
    assert told.opened("find", "Torvald", "--look", "Torvald").out != ""
    assert seen(told, "--look", "all") == 3
    [rule] = told.opened("rest", "--json").lines
    assert (rule["sort"], rule["name"], rule["depth"]) == ("person", "Torvald", "away")
    assert "rests no more" in told.opened("rest", "Torvald", "--end").err
    assert seen(told) == 3
    assert told.opened("rest").out == ""


def test_days_a_place_and_names_beside_rest(told: Person) -> None:
    told.opened("rest", "--period", "2024-03", "--depth", "away")
    told.opened("rest", "--place", "Vilnius", "--depth", "away")
    assert seen(told) == 0

    told.opened("rest", "--period", "2024-03", "--end")
    assert seen(told) == 2
    told.opened("rest", "Torvald", "--also", "Agnes", "--depth", "away")
    assert seen(told) == 0
    told.opened("rest", "--place", "Vilnius", "--end")
    assert seen(told) == 1


def test_what_is_away_is_refused_by_its_id_and_leaves_with_everything_else(told: Person) -> None:
    [first, *_] = [line["id"] for line in told.opened("find", "zqharbour", "--json").lines]
    told.opened("rest", "--entry", first, "--depth", "away")

    refused = told.opened("show", first)
    assert refused.problem["code"] == "desk.rests"
    assert "zqharbour" not in refused.out + refused.err
    assert "zqharbour" in told.opened("show", first, "--look", first).out
    assert told.opened("export", "all").code == 0
    assert any("zqharbour" in path.read_text(encoding="utf-8") for path in (told.home / "all").rglob("*.md"))


def test_a_rest_comes_back_with_a_backup(told: Person) -> None:
    told.opened("rest", "Torvald", "--depth", "away")
    assert told.opened("backup", "b.tar").code == 0

    back = ("--vault", str(told.home / "again"))
    assert told.opened("restore", "b.tar", *back).code == 0
    assert len(told.opened("list", "-n0", "--json", *back).lines) == 2
    assert told.opened("find", "zqharbour", *back).out == ""


def test_what_she_writes_of_somebody_who_rests_stays_until_the_next_day(told: Person) -> None:
    told.opened("rest", "Torvald", "--depth", "away")
    told.opened("write", "Torvald rang.")

    assert "Torvald rang." in told.opened("show", "last").out
    assert seen(told) == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("rest", "Nobody At All"), "command.nobody-rests"),
        (("rest", "me"), "lookback.herself"),
        (("rest", "Torvald", "--depth", "deep"), "command.misused"),
        (("rest", "Torvald", "--for", "soon"), "command.misused"),
        (("rest", "Torvald", "--for", "3d", "--depth", "quiet"), "command.misused"),
        (("rest", "Torvald", "--end", "--depth", "away"), "command.misused"),
        (("rest", "--end"), "command.misused"),
        (("rest", "Torvald", "--place", "Vilnius"), "command.misused"),
        (("rest", "--period", "2024-03..2023-01"), "lookback.period"),
        (("rest", "Torvald", "--end"), "lookback.no-such-rest"),
        (("list", "--look", "Torvald"), "lookback.no-such-rest"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_rests(told: Person, words: tuple[str, ...], code: str) -> None:
    refused = told.opened(*words)

    assert refused.problem["code"] == code
    assert "Torvald" not in refused.problem["happened"]
    assert told.opened("rest").out == ""


def test_the_longest_rest_is_told_kindly(told: Person) -> None:
    said = told.opened("rest", "Torvald", "--depth", "away", "--for", "99999y")

    assert said.code == 0
    assert "away until long after you" in said.err
    assert seen(told) == 2


def test_the_first_look_back_asks_whom_not_to_meet_and_what_rests_is_never_chosen(told: Person) -> None:
    refused = told.opened("look-back")
    assert refused.problem["code"] == "command.ask-first"
    assert "Agnes" not in refused.out

    told.opened("rest", "Torvald")
    first = told.opened("look-back", "--begin", "--json")
    assert len(first.lines) == 1
    for _ in range(6):
        assert "zqharbour" not in told.opened("look-back").out
    assert told.opened("look-back", "--not-now").code == 0
    assert told.opened("look-back").out == ""


def test_who_names_somebody_who_is_away_is_told_how_to_look(told: Person) -> None:
    told.opened("rest", "Torvald", "--depth", "away")
    asked = told.opened("find", "torvald")
    assert (asked.out, "--look" in asked.err) == ("", True)
    assert "--look" not in told.opened("find", "zqharbour").err
    assert told.opened("find", "torvald", "--json").out == ""
    question = told.opened("ask", "what did Torvald say?")
    assert (question.out, "--look" in question.err) == ("", True)


def test_who_is_looked_behind_is_also_told_of_where_the_question_names_nobody(told: Person) -> None:
    told.opened("write", "--date", "2024-05-01", "Torvald said that it was late. Torvald promised to ring on Sunday.")
    told.opened("read", "--all")
    told.opened("rest", "--period", "2024-05")
    for command in (("said", "--unsure"), ("promises", "--unsure")):
        hidden, shown = told.opened(*command, "--json").lines, told.opened(*command, "--look", "all", "--json").lines
        assert len(hidden) < len(shown), command


def test_away_begins_to_count_when_it_becomes_away(told: Person) -> None:
    assert "away until" in told.opened("rest", "Torvald", "--for", "1d").err
    told.opened("rest", "Torvald", "--depth", "quiet")
    told.opened("rest", "Torvald", "--depth", "away")
    [rule] = told.opened("rest", "--json").lines
    assert rule["until"] - 60 * DAY_MS > now_ms()

    told.opened("rest", "--everything")
    assert [one["until"] for one in told.opened("rest", "--json").lines if one["sort"] == "all"] == [None]


def test_a_letter_is_put_away_until_a_day_and_a_clock_that_is_set_back_does_not_open_it(told: Person) -> None:
    told.opened("write", "Dear zqnobody, I shall not send this.")
    away = told.opened("rest", "--entry", "last", "--until", "9999-12-31")
    assert away.code == 0
    assert told.opened("find", "zqnobody").out == ""
    assert "zqnobody" in told.opened("find", "zqnobody", "--look", "all").out

    vault = told.open_here()
    sights = Sights(vault)
    for then in (0, 1_000_000_000_000, 4_000_000_000_000):
        assert len(sights.of(Purpose.BROWSE, now_ms=then).hidden) == 1
    vault.close()


@pytest.mark.parametrize("more", [("--until", "2001-01-01"), ("--until", "2200-01-01", "--depth", "quiet")])
def test_a_day_that_is_over_and_a_drawer_that_stays_open_are_refused(told: Person, more: tuple[str, ...]) -> None:
    assert told.opened("rest", "Torvald", *more).problem["code"] == "command.misused"
    assert seen(told) == 3
