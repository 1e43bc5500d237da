"""What was said to be coming: kept only where she says so, as it was said, and never what rests."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldseam.desk.desk import Desk
from goldseam.keep.sights import Sights, lay_rests
from goldseam.lookback.commitments import ANSWERS, Kept, Window
from goldseam.lookback.store import new_keepsake
from goldseam.read.reader import Reader
from goldseam.words.entry import Entry
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose, Rest
from tests.making import NOW, UNHIDDEN, words

TODAY = "2026-09-21"
SAID = "I promised Lena to ring on 3 March 2024. Tom will fix the roof after the summer."


def written(desk: Desk, text: str, *, day: str = "2024-02-01") -> Entry:
    return desk.entries.add(words(text, day=day), now_ms=NOW)


def marked(desk: Desk, entry: Entry, said: str, *, by: str | None = "self") -> Kept:
    start = entry.content.text.index(said)
    return desk.commitments.mark(entry, start, start + len(said), by=by, sight=UNHIDDEN, now_ms=NOW)


def quotes(desk: Desk, part: str = "open") -> list[str]:
    kept = desk.commitments.all(part, sight=UNHIDDEN, today=TODAY)  # type: ignore[arg-type]  # one of them
    return [one.words for one in desk.commitments.shown(kept, sight=UNHIDDEN)]


def test_a_finding_is_a_proposal_until_she_keeps_it_and_then_her_word(desk: Desk) -> None:
    entry = written(desk, SAID)
    desk.readings.follow(Reader(), now_ms=lambda: NOW)
    assert quotes(desk) == []

    kept = [
        desk.commitments.keep(entry, one.finding["id"], sight=UNHIDDEN, now_ms=NOW)
        for one in desk.questions.of_type("commitment", sight=UNHIDDEN, unsure=True)
    ]

    assert [one.window for one in kept] == [
        Window("2024-03-03", "2024-03-03", "words"),
        Window("2024-09-01", "2024-10-31", "convention"),
    ]
    assert quotes(desk, "passed") == SAID.rstrip(".").split(". ")
    assert [one.verdict for one in desk.questions.of_type("commitment", sight=UNHIDDEN)] == ["accepted"] * 2
    assert desk.commitments.found(sight=UNHIDDEN, limit=-1) == []
    again = desk.commitments.keep(entry, kept[0].finding, sight=UNHIDDEN, now_ms=NOW + 1)
    assert again.id == kept[0].id


def test_words_in_which_a_time_stands_come_in_its_days_and_others_have_none(desk: Desk) -> None:
    entry = written(desk, "Bea to call me on 5 May 2024. Some day a boat.")
    desk.readings.follow(Reader(), now_ms=lambda: NOW)

    with_day, without = marked(desk, entry, "Bea to call me on 5 May 2024"), marked(desk, entry, "Some day a boat")

    assert with_day.window == Window("2024-05-05", "2024-05-05", "words")
    assert without.window is None
    assert quotes(desk) == ["Bea to call me on 5 May 2024", "Some day a boat"]
    assert quotes(desk, "passed") == ["Bea to call me on 5 May 2024"]


def test_the_words_are_those_of_that_day_and_go_with_their_page(desk: Desk) -> None:
    entry = written(desk, "We shall sail next year, said Bea.")
    kept = marked(desk, entry, "We shall sail next year")
    desk.entries.change(entry.id, now_ms=NOW + 1, text="We never sailed.")
    assert quotes(desk) == ["We shall sail next year"]

    desk.entries.trash(entry.id, now_ms=NOW + 2)
    assert quotes(desk) == []
    desk.purge([entry.id])

    [gone] = desk.commitments.shown(desk.commitments.all("open", sight=UNHIDDEN, today=TODAY), sight=UNHIDDEN)
    assert (gone.kept.id, gone.words, gone.day, gone.told) == (kept.id, "", "", None)
    assert all("sail" not in state.body + str(state.meta) for state in desk.store.states(kept.id))


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_another_state_and_can_be_taken_back(desk: Desk, answer: str) -> None:
    kept = marked(desk, written(desk, SAID), "Tom will fix the roof")

    answered = desk.commitments.answer(kept, answer, " half of it ", now_ms=NOW + 1)

    assert (answered.answer, answered.own, answered.place) == (answer, "half of it", kept.place)
    assert (quotes(desk), quotes(desk, "answered")) == ([], ["Tom will fix the roof"])
    assert (bool(desk.commitments.ended())) is (answer != "unknown")
    assert desk.commitments.answer(answered, "", now_ms=NOW + 2) == kept._replace(
        keepsake=desk.store.all("commitment")[0]
    )
    assert len(desk.store.states(kept.id)) == 3


def test_what_rests_is_in_no_list_and_has_no_id(desk: Desk) -> None:
    entry = written(desk, SAID)
    desk.readings.follow(Reader(), now_ms=lambda: NOW)
    kept, other = marked(desk, entry, "Tom will fix the roof"), marked(desk, written(desk, "A boat."), "A boat")
    with desk.vault.database.transaction():
        lay_rests(desk.vault, {entry.id: [Rest("f" * 32, "away", 0, None)]}, {}, only=None)

    for purpose in (Purpose.UNASKED, Purpose.BROWSE, Purpose.ASK):
        sight = Sights(desk.vault).of(purpose, now_ms=NOW + 1)
        assert [one.id for one in desk.commitments.all("open", sight=sight, today=TODAY)] == [other.id]
        assert desk.commitments.found(sight=sight, limit=-1) == []
        with pytest.raises(Misused):
            desk.commitments.one(kept.id, sight=sight)


def test_a_name_that_rests_hides_what_she_wrote_with_an_answer(desk: Desk) -> None:
    from goldseam.lookback.rule import new_rule

    kept = marked(desk, written(desk, "A boat."), "A boat")
    desk.commitments.answer(kept, "no", "Torvald sold it", now_ms=NOW)
    desk.rests.keep(new_rule("person", now_ms=NOW, name="Torvald"), now_ms=NOW)

    def answered() -> int:
        return len(desk.commitments.all("answered", sight=desk.sight(Purpose.UNASKED), today=TODAY))

    assert answered() == 0
    [rule] = desk.rests.all()
    desk.rests.end(rule, now_ms=NOW)
    assert answered() == 1


def test_of_many_each_is_found_once_page_by_page(desk: Desk) -> None:
    entry = written(desk, "\n".join(f"I shall bring number {number}." for number in range(60)))
    for number in range(60):
        start = entry.content.text.index(f"I shall bring number {number}.")
        told = {"type": "commitment", "strength": "plan", "by": "self", "spans": [[start, start + 20]]}
        desk.judgements.add(entry, told, now_ms=NOW)
    every = [one.finding["id"] for one in desk.commitments.found(sight=UNHIDDEN, limit=-1)]
    desk.commitments.keep(entry, every[7], sight=UNHIDDEN, now_ms=NOW)

    paged = [
        one.finding["id"]
        for skip in range(0, 60, 7)
        for one in desk.commitments.found(sight=UNHIDDEN, limit=7, skip=skip)
    ]

    assert paged == [id_ for id_ in every if id_ != every[7]]
    assert len(set(every)) == 60


def test_what_comes_again_and_again_has_no_days(desk: Desk) -> None:
    entry = written(desk, "We shall meet every Monday.")
    desk.readings.follow(Reader(), now_ms=lambda: NOW)

    assert marked(desk, entry, "We shall meet every Monday").window is None


@pytest.mark.parametrize(
    ("first", "last", "window"),
    [
        ("2024-05-01", "2024-06-01", Window("2024-05-01", "2024-06-01")),
        ("0001-01-01", "9999-12-31", Window("0001-01-01", "9999-12-31")),
        ("2024-06-01", "2024-05-01", None),
        ("soon", "2024-05-01", None),
        ("20240501", "20240601", None),
        (None, 7, None),
    ],
)
def test_days_that_are_none_are_no_days(desk: Desk, first: object, last: object, window: Window | None) -> None:
    kept = marked(desk, written(desk, "A boat."), "A boat")
    meta = {**kept.keepsake.meta, "first": first, "last": last, "window": "hers"}

    desk.store.keep(kept.keepsake._replace(meta=meta), now_ms=NOW)

    [one] = desk.commitments.all("open", sight=UNHIDDEN, today=TODAY)
    assert one.window == window


@pytest.mark.parametrize("said", [None, [], {}, {"entry": 7}, {"entry": "a", "revision": "b", "start": 3, "end": 2}])
def test_what_points_nowhere_is_shown_nowhere(desk: Desk, said: object) -> None:
    desk.store.keep(new_keepsake("commitment", {"said": said}), now_ms=NOW)

    assert quotes(desk) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.none() | st.dates().map(str), max_size=6))
def test_the_soonest_is_first_and_what_has_no_day_is_last_and_never_past(desk: Desk, days: list[str | None]) -> None:
    for old in desk.commitments.all("open", sight=UNHIDDEN, today=TODAY):
        desk.commitments.drop(old, now_ms=NOW)
    for number, day in enumerate(days):
        kept = marked(desk, written(desk, f"Number {number}."), "Number")
        desk.commitments.move(kept, Window(day, day) if day else None, now_ms=NOW)

    shown = desk.commitments.all("open", sight=UNHIDDEN, today=TODAY)
    past = desk.commitments.all("passed", sight=UNHIDDEN, today=TODAY)

    assert [one.window.last if one.window else "~" for one in shown] == sorted(day or "~" for day in days)
    assert sorted(one.window.last for one in past if one.window) == sorted(day for day in days if day and day < TODAY)
