"""Has this happened before: what she sorted, laid side by side, what was like it never without what went otherwise."""

import pytest

from goldseam.desk.desk import Desk
from goldseam.lookback.befores import Before, Laid
from goldseam.lookback.exporting import exported_keepsakes, take_in_keepsakes
from goldseam.lookback.place import place_in
from goldseam.lookback.rule import new_rule
from goldseam.lookback.store import new_keepsake
from goldseam.words.entry import Entry
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose
from goldseam.words.span import Span
from tests.making import NOW, words

NOBODY_CAME = "I set the table. Nobody came. I ate alone."


def write(desk: Desk, text: str, day: str) -> Entry:
    return desk.entries.add(words(text, day=day), now_ms=NOW)


def span_of(entry: Entry, said: str) -> Span:
    start = entry.content.text.index(said)
    return Span(start, start + len(said))


def asked(desk: Desk, about: str = "a dinner that was called off") -> Before:
    made = desk.befores.ask(about, day="2026-09-21", now_ms=NOW)
    return desk.befores.one(made, desk.sight(Purpose.BROWSE))


def sort(desk: Desk, before: Before, entry: Entry, side: str, *said: str) -> None:
    desk.befores.sort(before, entry, side, [span_of(entry, one) for one in said], now_ms=NOW)


def laid(desk: Desk, before: Before) -> Laid:
    return desk.befores.laid(before, desk.sight_for(before.question))


def told(laid: Laid) -> list[tuple[str, str, list[str]]]:
    return [(time.day, time.side, [said.words.text for said in time.said]) for time in laid.times]


@pytest.fixture
def three(desk: Desk) -> list[Entry]:
    return [
        write(desk, NOBODY_CAME, "2021-05-01"),
        write(desk, "She rang at eight. We ate late, and laughed.", "2019-02-03"),
        write(desk, "Paid for the lamp. Rain.", "2020-07-07"),
    ]


def test_what_she_sorted_stands_in_the_order_of_time_in_her_own_sentences(desk: Desk, three: list[Entry]) -> None:
    before = asked(desk)
    for entry, side, said in zip(three, ("like", "otherwise", "neither"), ("Nobody", "We ate", "Rain"), strict=True):
        sort(desk, before, entry, side, said)

    shown = laid(desk, before)

    assert told(shown) == [
        ("2019-02-03", "otherwise", ["We ate late, and laughed."]),
        ("2021-05-01", "like", ["Nobody came."]),
    ]
    assert [time.entry for time in shown.aside] == [three[2].id]
    assert (shown.has_otherwise, shown.withheld, shown.stages) == (True, False, ("",))
    assert set(desk.befores.sorted_of(before)) == {entry.id for entry in three}


def test_the_same_question_and_the_same_passage_are_kept_once(desk: Desk, three: list[Entry]) -> None:
    place = place_in(desk.vault, three[0], 0, 16)
    first = desk.befores.ask(place, day="2021-05-01", now_ms=NOW)

    assert desk.befores.ask(place, day="2021-05-01", now_ms=NOW + 1) == first
    assert asked(desk).id == asked(desk, "A  dinner that was called off").id != first
    assert len(desk.befores.all(desk.sight(Purpose.UNASKED))) == 2
    with pytest.raises(Misused):
        desk.befores.ask("  ", day="2021-05-01", now_ms=NOW)


def test_sorting_again_is_the_same_time_and_the_last_word_holds(desk: Desk, three: list[Entry]) -> None:
    before = asked(desk)
    sort(desk, before, three[0], "like", "Nobody")
    sort(desk, before, three[0], "otherwise")

    assert told(laid(desk, before)) == [("2021-05-01", "otherwise", ["Nobody came."])]
    desk.befores.unsort(before, three[0].id, now_ms=NOW + 1)
    assert laid(desk, before).times == ()
    assert desk.befores.sorted_of(before) == []
    sort(desk, before, three[0], "like", "I ate")
    assert told(laid(desk, before)) == [("2021-05-01", "like", ["I ate alone."])]


def test_a_stage_is_one_of_three_or_her_own_words_and_stays_with_its_sentence(desk: Desk, three: list[Entry]) -> None:
    before, (entry, other, _) = asked(desk), three
    sort(desk, before, entry, "like", "Nobody")
    sort(desk, before, other, "otherwise", "She rang", "We ate")
    for one, said, stage in (
        (entry, "I ate", "went-on"),
        (entry, "I set", "the table"),
        (other, "We ate", "went-on"),
        (other, "She rang", "began"),
    ):
        desk.befores.name_stage(before, one, span_of(one, said), stage, now_ms=NOW)

    shown = laid(desk, before)

    assert shown.stages == ("began", "went-on", "the table", "")
    stages = [[(said.words.text, said.stage) for said in time.said] for time in shown.times]
    assert stages == [
        [("She rang at eight.", "began"), ("We ate late, and laughed.", "went-on")],
        [("I set the table.", "the table"), ("Nobody came.", ""), ("I ate alone.", "went-on")],
    ]
    sort(desk, before, entry, "like", "I ate", "Nobody")
    assert [said.stage for said in laid(desk, before).times[1].said] == ["", "went-on"]
    desk.befores.name_stage(before, entry, span_of(entry, "I ate"), "", now_ms=NOW)
    assert [said.stage for said in laid(desk, before).times[1].said] == ["", ""]


def test_what_was_like_it_is_never_shown_without_what_went_otherwise(desk: Desk, three: list[Entry]) -> None:
    before, (like, otherwise, second) = asked(desk), three
    sort(desk, before, like, "like", "Nobody")
    sort(desk, before, otherwise, "otherwise", "We ate")
    rest = desk.rests.begin(new_rule("entry", now_ms=NOW, entry=otherwise.id), now_ms=NOW)

    shown = laid(desk, before)

    assert (shown.withheld, shown.times, shown.stages) == (True, (), ())
    sort(desk, before, second, "otherwise", "Rain")
    assert [time.entry for time in laid(desk, before).times] == [second.id, like.id]
    desk.rests.end(rest, now_ms=NOW + 1)
    assert len(laid(desk, before).times) == 3


def test_a_page_that_is_gone_or_in_the_trash_is_still_one_that_went_otherwise(desk: Desk, three: list[Entry]) -> None:
    before, (like, otherwise, second) = asked(desk), three
    for entry, side, said in ((like, "like", "Nobody"), (otherwise, "otherwise", "We"), (second, "otherwise", "Rain")):
        sort(desk, before, entry, side, said)
    desk.entries.trash(second.id, now_ms=NOW + 1)
    desk.purge([otherwise.id])

    shown = laid(desk, before)

    assert [(time.state, time.said[0].words.text) for time in shown.times] == [
        ("gone", ""), ("trashed", ""), ("here", "Nobody came."),
    ]  # fmt: skip
    assert shown.has_otherwise


def test_her_words_stay_as_they_were_when_the_page_is_changed(desk: Desk, three: list[Entry]) -> None:
    before, entry = asked(desk), three[0]
    sort(desk, before, entry, "like", "Nobody")
    desk.entries.change(entry.id, now_ms=NOW + 1, text="Somebody came.")

    assert told(laid(desk, before)) == [("2021-05-01", "like", ["Nobody came."])]


def test_a_page_is_refused_that_is_no_earlier_one_or_of_which_nothing_is_kept(desk: Desk, three: list[Entry]) -> None:
    passage = place_in(desk.vault, three[2], 0, 18)
    before = desk.befores.one(desk.befores.ask(passage, day="2020-07-07", now_ms=NOW), desk.sight(Purpose.BROWSE))
    for entry, side, said in ((three[0], "like", "Nobody"), (three[2], "like", "Rain"), (three[1], "same", "We")):
        with pytest.raises(Misused):
            sort(desk, before, entry, side, said)
    with pytest.raises(Misused):
        sort(desk, before, three[1], "like")
    with pytest.raises(Misused):
        desk.befores.name_stage(before, three[1], Span(0, 4), "began", now_ms=NOW)
    assert laid(desk, before).times == ()


def test_what_rests_is_in_no_list_and_in_nothing_laid_out(desk: Desk, three: list[Entry]) -> None:
    tom = write(desk, "Tom came too late. He was sorry.", "2018-01-01")
    about_tom = asked(desk, "Tom came too late")
    passage = desk.befores.ask(place_in(desk.vault, tom, 0, 18), day="2018-01-01", now_ms=NOW)
    before = asked(desk)
    sort(desk, before, tom, "like", "Tom came")
    sort(desk, before, three[0], "like", "Nobody")
    desk.befores.name_stage(before, three[0], span_of(three[0], "Nobody"), "as with Tom", now_ms=NOW)
    sort(desk, before, three[1], "like", "We ate")
    desk.befores.rename(asked(desk, "late trains"), "Tom again", now_ms=NOW)
    desk.rests.begin(new_rule("person", now_ms=NOW, name="Tom"), now_ms=NOW)

    assert [one.id for one in desk.befores.all(desk.sight(Purpose.UNASKED))] == [before.id]
    assert [time.entry for time in laid(desk, before).times] == [three[1].id]
    assert about_tom.id in {one.id for one in desk.befores.all(desk.sight(Purpose.BROWSE))}
    desk.rests.keep(new_rule("person", now_ms=NOW, name="Tom", depth="away"), now_ms=NOW)
    for id_ in (about_tom.id, passage):
        with pytest.raises(Misused):
            desk.befores.one(id_, desk.sight(Purpose.BROWSE))
    assert [time.entry for time in laid(desk, before).times] == [three[1].id]


def test_she_names_it_and_lets_it_go_with_all_that_belongs_to_it(desk: Desk, three: list[Entry]) -> None:
    before, other = asked(desk), asked(desk, "rain")
    desk.befores.rename(before, "  Called   off ", now_ms=NOW + 1)
    for one in (before, other):
        sort(desk, one, three[0], "like", "Nobody")

    named = desk.befores.one(before.id[:8], desk.sight(Purpose.BROWSE))
    assert (named.name, named.about.text) == ("Called off", "a dinner that was called off")
    desk.purge(desk.befores.all_of(before))

    assert [one.id for one in desk.befores.all(desk.sight(Purpose.UNASKED))] == [other.id]
    assert len(laid(desk, other).times) == 1
    assert {one.sort for one in desk.store.everything()} == {"before", "before-time"}
    again = asked(desk)
    assert again.id != before.id
    assert laid(desk, again).times == ()


def test_it_leaves_by_an_export_and_comes_back_with_its_stages(
    desk: Desk, three: list[Entry], tmp_path_factory: pytest.TempPathFactory
) -> None:
    from tests.making import ZONE, make_vault

    before = asked(desk)
    sort(desk, before, three[0], "like", "Nobody")
    sort(desk, before, three[1], "otherwise", "She rang", "We ate")
    desk.befores.name_stage(before, three[1], span_of(three[1], "We ate"), "went-on", now_ms=NOW)
    place = desk.befores.ask(place_in(desk.vault, three[0], 0, 16), day="2021-05-01", now_ms=NOW)
    lines = list(exported_keepsakes(desk.vault, desk.store))
    assert "revision" not in str(lines)
    assert "Nobody came." in str(lines)

    vault = make_vault(tmp_path_factory.mktemp("elsewhere") / "vault")
    vault.close()
    other = Desk(vault.folder, vault.keys, zone=ZONE)
    for entry in three:
        other.entries.add(entry.content, now_ms=NOW, entry_id=entry.id)
    assert take_in_keepsakes(other.vault, other.store, lines) == 4

    assert told(laid(other, before)) == told(laid(desk, before))
    assert laid(other, before).stages == ("went-on", "")
    assert other.befores.one(place, other.sight(Purpose.BROWSE)).about.text == "I set the table."
    other.close()


def test_what_two_devices_say_of_one_page_meets(desk: Desk, three: list[Entry]) -> None:
    before = asked(desk)
    sort(desk, before, three[0], "like", "Nobody")
    (time,) = desk.store.all("before-time")
    stale = time._replace(meta={**time.meta, "side": "neither"})
    sort(desk, before, three[0], "otherwise")
    desk.store.keep(stale, now_ms=NOW + 5)  # said elsewhere, of the first state, and later

    assert [one.side for one in laid(desk, before).aside] == ["neither"]
    assert laid(desk, before).times == ()
    sort(desk, before, three[0], "like")
    assert len(desk.store.all("before-time")) == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"said": "x"},
        {"said": [1, {"place": 3}, {"place": {"entry": "x", "revision": "y", "start": 0, "end": 2}}]},
        {"said": [{"place": {"entry": "x", "words": 5}, "stage": [], "own": {}}]},
        {"side": "worse"},
        {"side": []},
        {"entry": 5},
        {"entry": "x"},
    ],
)
def test_what_an_import_brought_broken_breaks_nothing(
    desk: Desk, three: list[Entry], broken: dict[str, object]
) -> None:
    before = asked(desk)
    sort(desk, before, three[0], "like", "Nobody")
    (time,) = desk.store.all("before-time")
    desk.store.keep(time._replace(meta={**time.meta, **broken}), now_ms=NOW + 1)
    about = {"about": {"entry": "x", "revision": "y", "start": 0, "end": 1}, "day": 7}
    desk.store.keep(new_keepsake("before", about), now_ms=NOW)

    assert all(said.words.text in {"", "5"} for one in laid(desk, before).times for said in one.said)
    assert {one.day for one in desk.befores.all(desk.sight(Purpose.UNASKED))} == {"2026-09-21"}
    assert isinstance(desk.befores.sorted_of(before), list)
