"""How far a source is believed: more for more seen, by its family where little was; and from where on it is shown."""

from bench.calibrating import HELD_BACK, LOWEST, NEVER, beliefs, lineage, shown_from, weighed
from goldseam.read.confidence import SORTS, judged
from goldseam.read.confidence import shown_from as shown_from_measured
from goldseam.words.finding import Feeling, find
from goldseam.words.span import Span


def test_what_was_right_more_often_is_believed_more() -> None:
    believed = beliefs(
        {("time", "time.few"): (5, 5), ("time", "time.many"): (60, 60), ("time", "time.wrong"): (30, 60)}
    )
    few, many, wrong = (believed["time", f"time.{name}"].confidence for name in ("few", "many", "wrong"))

    assert wrong < 0.6 < few < many < 1.0


def test_one_of_which_little_was_seen_leans_on_its_family() -> None:
    good = {("feeling", "feeling.was.self"): (95, 100), ("feeling", "feeling.was.other"): (2, 2)}
    bad = {("feeling", "feeling.was.self"): (30, 100), ("feeling", "feeling.was.other"): (2, 2)}

    assert beliefs(good)["feeling", "feeling.was.other"].mean > 0.9
    assert beliefs(bad)["feeling", "feeling.was.other"].mean < 0.7


def test_its_own_part_is_not_counted_twice() -> None:
    alone = beliefs({("time", "time.year"): (4, 4)})["time", "time.year"]

    assert alone.mean == (4 + 6 * 0.7) / (4 + 6)


def test_dev_counts_twice() -> None:
    assert weighed({("time", "a"): (8, 10)}, {("time", "a"): (1, 5), ("time", "b"): (1, 1)}) == {
        ("time", "a"): (10, 20),
        ("time", "b"): (2, 2),
    }


def test_so_much_is_shown_that_nine_in_ten_of_it_hold() -> None:
    counts = {("place", "a"): (200, 200), ("place", "b"): (85, 100), ("place", "c"): (50, 100), ("pet", "d"): (1, 9)}
    believed = beliefs(counts)
    least = shown_from("place", counts, believed)

    assert believed["place", "c"].confidence < least <= believed["place", "b"].confidence
    assert shown_from("pet", counts, believed) == NEVER
    assert shown_from("speech", counts, believed) == NEVER


def test_what_the_test_part_did_not_bear_out_is_held_back() -> None:
    counts = {
        ("time", "a"): (400, 400),
        ("time", "b"): (17, 25),
        ("health", "a"): (400, 400),
    }
    believed = beliefs(counts)

    assert shown_from("time", counts, believed) >= HELD_BACK["time"] > believed["time", "b"].confidence > LOWEST
    assert shown_from("health", counts, believed) == NEVER


def test_a_lineage_ends_in_what_holds_all() -> None:
    assert lineage("a.b.c") == ["a.b.c", "a.b", "a", ""]


def test_what_was_never_measured_is_not_shown() -> None:
    found = find("f1", "furious", (Span(0, 7),), Feeling("anger", "self"), source="feeling.never.measured")

    assert judged(found).confidence == 0.0
    assert not judged(found).shown
    assert all(0.5 < shown_from_measured(sort) <= NEVER for sort in SORTS)
