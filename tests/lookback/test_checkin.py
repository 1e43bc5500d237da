"""A check-in is one a day, is off until she says so, and is hidden by what rests; so is a note on the body."""

import pytest

from goldseam.desk.desk import Desk
from goldseam.lookback.rule import new_rule
from goldseam.read.layout import details_object
from goldseam.words.finding import SELF, Health
from goldseam.words.problem import Misused
from goldseam.words.rest import Depth, Purpose
from tests.making import NOW, UNHIDDEN, words

DAY, NEXT = "2026-09-21", "2026-09-22"


def kept(desk: Desk, day: str = DAY, *, pleasant: int | None = None, awake: int | None = None, word: str = "") -> str:
    return desk.check_ins.keep(day, pleasant=pleasant, awake=awake, word=word, now_ms=NOW).id


def days(desk: Desk) -> list[str]:
    return [one.day for one in desk.check_ins.all(desk.note_sight(Purpose.BROWSE))]


def rest(desk: Desk, depth: Depth = "away", **what: str) -> None:
    sort = "person" if "name" in what else "period"
    desk.rests.keep(new_rule(sort, now_ms=NOW, depth=depth, **what), now_ms=NOW)  # type: ignore[arg-type]


def test_a_second_of_the_same_day_takes_the_place_of_the_first_which_stays_in_its_history(desk: Desk) -> None:
    first = kept(desk, pleasant=20, awake=70, word="  grey ")
    assert kept(desk, pleasant=60) == first

    [now] = desk.check_ins.all(desk.note_sight(Purpose.BROWSE))
    assert (now.pleasant, now.awake, now.word) == (60, None, "")
    [before] = desk.check_ins.before(now)
    assert (before.pleasant, before.awake, before.word) == (20, 70, "grey")


def test_one_taken_back_is_gone_and_that_day_can_have_another(desk: Desk) -> None:
    desk.check_ins.drop(kept(desk, word="grey"), now_ms=NOW)
    assert days(desk) == []

    kept(desk, word="blue")
    kept(desk, NEXT, awake=0)
    assert days(desk) == [DAY, NEXT]


@pytest.mark.parametrize(
    "told", [{}, {"word": "  "}, {"pleasant": 101}, {"awake": -1}, {"word": "long " * 50}], ids=str
)
def test_what_is_no_check_in_is_refused(desk: Desk, told: dict[str, object]) -> None:
    with pytest.raises(Misused):
        kept(desk, **told)  # type: ignore[arg-type]
    assert days(desk) == []


def test_a_check_in_of_days_that_are_away_is_not_there(desk: Desk) -> None:
    kept(desk, word="grey")
    kept(desk, NEXT, word="blue")
    rest(desk, first=DAY, last=DAY)

    assert days(desk) == [NEXT]


def body(desk: Desk) -> list[str]:
    found = desk.body.days(DAY, NEXT, sight=desk.sight(Purpose.BROWSE), notes=desk.note_sight(Purpose.BROWSE))
    return [note.words for one in found for note in one.notes] + [quote.words for one in found for quote in one.found]


def test_notes_stand_on_their_days_beside_entries_and_a_day_without_anything_is_not_there(desk: Desk) -> None:
    entry = desk.entries.add(words("A plain day.", day=NEXT), now_ms=NOW)
    desk.body.add("slept badly", day=DAY, now_ms=NOW)
    desk.body.add("outside", day="2026-10-01", now_ms=NOW)
    kept(desk, NEXT, word="grey")

    first, second = desk.body.days(DAY, "2026-09-30", sight=UNHIDDEN, notes=desk.note_sight(Purpose.BROWSE))

    assert (first.day, [note.words for note in first.notes], first.entries) == (DAY, ["slept badly"], ())
    assert (second.day, [one.id for one in second.entries]) == (NEXT, [entry.id])
    assert second.check_in is not None
    assert not second.is_of_the_body


def test_a_note_taken_back_is_gone_and_an_empty_one_refused(desk: Desk) -> None:
    note = desk.body.add("slept badly", day=DAY, now_ms=NOW)
    desk.body.drop(note.id, now_ms=NOW)
    with pytest.raises(Misused):
        desk.body.add(" \n", day=DAY, now_ms=NOW)

    assert body(desk) == []


def test_what_she_accepted_is_quoted_and_what_is_away_is_not_there(desk: Desk) -> None:
    text = "My head hurt all day."
    entry = desk.entries.add(words(text, day=DAY), now_ms=NOW)
    told = {"type": "health", "spans": [[0, 12]], **details_object(Health("symptom", SELF, "head"))}
    desk.judgements.add(entry, told, now_ms=NOW)
    assert body(desk) == [text[:12]]

    rest(desk, first=DAY, last=DAY)
    assert body(desk) == []


@pytest.mark.parametrize(("depth", "seen"), [("quiet", True), ("away", False)])
def test_a_note_that_names_somebody_who_is_away_is_not_there(desk: Desk, depth: Depth, *, seen: bool) -> None:
    desk.body.add("Torvald's cold, and now mine", day=DAY, now_ms=NOW - 1)
    desk.body.add("slept well", day=NEXT, now_ms=NOW - 1)
    rest(desk, depth, name="Torvald")

    assert ("slept well" in body(desk), len(body(desk)) == 2) == (True, seen)
