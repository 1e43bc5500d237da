"""Threads: a search she keeps, in the order of time, and at rest."""

import pytest

from goldseam.desk.desk import Desk
from goldseam.find.search import KEPT
from goldseam.lookback.rule import new_rule
from goldseam.lookback.threads import Followed
from goldseam.read.questions import Within
from goldseam.words.place import places_of_days
from goldseam.words.problem import Misused
from goldseam.words.rest import Depth, Purpose
from tests.making import NOW, UNHIDDEN, words
from tests.read.small_reader import SmallReader

TODAY = "2026-09-21"
DAY_MS = 86_400_000


def write(desk: Desk, text: str, day: str, *, tags: tuple[str, ...] = ()) -> str:
    return desk.entries.add(words(text, day=day)._replace(tags=tags), now_ms=NOW).id


def follow(desk: Desk, name: str, **more: object) -> Followed:
    return desk.threads.follow(desk.threads.named(name), sight=UNHIDDEN, today=TODAY, **{"limit": 50, **more})  # type: ignore[arg-type]


def test_a_thread_is_the_sentences_of_its_search_from_the_first_to_the_last(desk: Desk) -> None:
    write(desk, "Tea. We dug the beans. The beans froze, and beans.", "2024-05-01")
    write(desk, "Nothing.", "2024-05-02", tags=("garden",))
    write(desk, "Beans again.", "2019-05-01")
    write(desk, "Rain.", "2020-05-01")
    desk.threads.keep("garden", "beans OR tag:garden", now_ms=NOW)

    found = follow(desk, "garden")
    assert [(one.day, one.words) for one in found.found] == [
        ("2019-05-01", "Beans again."),
        ("2024-05-01", "We dug the beans."),
        ("2024-05-01", "The beans froze, and beans."),
        ("2024-05-02", "Nothing."),
    ]
    assert (found.first, found.last, found.earlier, found.later) == ("2019-05-01", "2024-05-02", "", "")


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7, 100])
def test_windows_are_whole_days_and_lead_to_each_other(desk: Desk, limit: int) -> None:
    days = [f"2024-03-{number:02}" for number in range(1, 6) for _ in range(number)]
    for day in days:
        write(desk, "Beans.", day)
    desk.threads.keep("beans", "beans", now_ms=NOW)
    seen: list[str] = []
    start, last = "", ""
    for _ in days:
        found = follow(desk, "beans", start=start, limit=limit)
        seen += [one.day for one in found.found]
        assert bool(found.earlier) == bool(start)
        if start:
            assert follow(desk, "beans", start=found.earlier, limit=limit).later == start
        last, start = start, found.later
        if not start:
            break

    assert seen == days
    assert last or limit == 100


def test_a_part_of_it_lies_in_some_days_or_outside_of_them(desk: Desk) -> None:
    for day in ("2020-01-01", "2021-01-01", "2022-01-01"):
        write(desk, "Beans.", day)
    desk.threads.keep("beans", "beans", now_ms=NOW)
    year = places_of_days("2021-01-01", "2021-12-31")

    assert [one.day for one in follow(desk, "beans", within=Within(year)).found] == ["2021-01-01"]
    assert [one.day for one in follow(desk, "beans", within=Within(None, (year,))).found] == [
        "2020-01-01",
        "2022-01-01",
    ]
    assert follow(desk, "beans", within=Within(places_of_days("1999-01-01", "1999-01-02"))) == ("", "", (), "", "")


def test_a_name_stands_for_one_search_until_another_is_kept_under_it(desk: Desk) -> None:
    first = desk.threads.keep(" the   garden ", "beans", now_ms=NOW)
    again = desk.threads.keep("the garden", "beans  OR peas", now_ms=NOW + 1)
    assert (again.id, again.name, again.query) == (first.id, "the garden", "beans OR peas")
    assert desk.threads.named("THE GARDEN") == desk.threads.named(first.id[:8]) == again

    renamed = desk.threads.change(again, "plot", again.query, now_ms=NOW + 2)
    assert desk.threads.all() == [renamed]
    desk.threads.drop(renamed, now_ms=NOW + 3)
    assert desk.threads.all() == []
    for broken in (("x", '"'), ("", "beans")):
        with pytest.raises(Misused):
            desk.threads.keep(*broken, now_ms=NOW)
    with pytest.raises(Misused):
        desk.threads.named("plot")


def test_searches_kept_before_are_threads_once_and_stay_what_she_makes_of_them(desk: Desk) -> None:
    desk.vault.set_setting(KEPT, {"walks": "walk*", "sea": "tag:sea"}, now_ms=NOW)
    assert [(one.name, one.query) for one in desk.threads.all()] == [("sea", "tag:sea"), ("walks", "walk*")]
    desk.threads.drop(desk.threads.named("sea"), now_ms=NOW + 1)
    desk.vault.set_setting(KEPT, {"sea": "tag:sea", "rain": "rain"}, now_ms=NOW + 2)  # another device, of before
    desk.threads.take_over(now_ms=NOW + 3)

    assert [one.name for one in desk.threads.all()] == ["rain", "walks"]
    assert desk.find.saved() == {}


# At rest


def let_rest(desk: Desk, name: str, depth: Depth) -> str:
    thread = desk.threads.named(name)
    rule = new_rule("thread", now_ms=NOW + 1, depth=depth, days=None, name=name, thread=thread.id, query=thread.query)
    desk.rests.keep(rule, now_ms=NOW + 1)
    return rule.id


def shown(desk: Desk, purpose: Purpose) -> list[str]:
    return sorted(one.content.text for one in desk.vault.timeline(limit=50, sight=desk.sight(purpose)))


@pytest.mark.parametrize("depth", ["quiet", "away"])
def test_a_thread_at_rest_takes_its_pages_with_it(desk: Desk, depth: Depth) -> None:
    write(desk, "Beans.", "2024-01-01")
    gone = write(desk, "Beans in the trash.", "2024-01-02")
    write(desk, "Rain.", "2024-01-03")
    desk.entries.trash(gone, now_ms=NOW)
    thread = desk.threads.keep("garden", "beans", now_ms=NOW)
    id_ = let_rest(desk, "garden", depth)
    desk.entries.untrash(gone, now_ms=NOW + 2)

    assert shown(desk, Purpose.UNASKED) == ["Rain."]
    assert desk.kept_threads() == []
    if depth == "away":
        assert shown(desk, Purpose.BROWSE) == ["Rain."]
        with pytest.raises(Misused):
            desk.sight_of_thread(thread)
        desk.looked = frozenset((id_,))
        assert desk.kept_threads() == [thread]
    else:
        assert len(shown(desk, Purpose.BROWSE)) == 3
    found = desk.threads.follow(thread, sight=desk.sight_of_thread(thread), today=TODAY, limit=9)
    assert len(found.found) == 2, "she goes to it herself, or looks"

    [rule] = desk.rests.all()
    desk.rests.end(rule, now_ms=NOW + 3)
    desk.looked = frozenset()
    assert len(shown(desk, Purpose.UNASKED)) == 3


def test_the_rest_of_a_thread_outlives_the_thread_and_reaches_what_changes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.threads.keep("garden", "beans", now_ms=NOW)
    let_rest(desk, "garden", "away")
    desk.threads.drop(desk.threads.named("garden"), now_ms=NOW + 2)
    entry = desk.entries.add(words("Rain."), now_ms=NOW - 5 * DAY_MS)
    assert shown(desk, Purpose.BROWSE) == ["Rain."]
    desk.entries.revise(entry.id, entry.content._replace(text="Rain on beans."), now_ms=NOW + 3, base=entry.heads)
    assert shown(desk, Purpose.BROWSE) == []

    desk.entries.add(words("New beans."), now_ms=NOW + 4)
    with monkeypatch.context() as patched:
        patched.setattr("goldseam.desk.desk.now_ms", lambda: NOW + 5)
        assert shown(desk, Purpose.BROWSE) == ["New beans."], "so that she can read and change it for a day"
        patched.setattr("goldseam.desk.desk.now_ms", lambda: NOW + 5 + DAY_MS)
        assert shown(desk, Purpose.BROWSE) == []


def test_what_a_thread_finds_by_what_was_read_rests_as_it_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("confidence", "thresholds"):
        monkeypatch.setattr(f"goldseam.read.{room}.shown_from", lambda _: 0.9)
    write(desk, "I was furious.", "2024-01-01")
    desk.threads.keep("anger", "feeling:anger", now_ms=NOW)
    let_rest(desk, "anger", "away")
    assert shown(desk, Purpose.BROWSE) == ["I was furious."]
    desk.readings.follow(SmallReader(), now_ms=lambda: NOW)

    assert shown(desk, Purpose.BROWSE) == []


def test_days_of_a_thread_at_rest_are_counted_from_when_it_was_laid(desk: Desk) -> None:
    write(desk, "Beans.", "2026-08-10")
    write(desk, "Beans.", "2020-08-10")
    desk.threads.keep("lately", 'on:"last month"', now_ms=NOW)
    let_rest(desk, "lately", "away")

    assert [one.content.day for one in desk.vault.timeline(limit=9, sight=desk.sight(Purpose.BROWSE))] == ["2020-08-10"]
