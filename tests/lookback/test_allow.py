"""The one rule, and what the vault makes of it."""

import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.listing import gists
from goldseam.keep.sights import EVERYTHING, Sights, lay_rests, rests_of_entries
from goldseam.words.rest import Depth, Item, Purpose, Rest, allow
from tests.making import NOW, words

TOM, LISBON = "a" * 32, "b" * 32
DAY_MS = 86_400_000
NEVER: set[Purpose] = {Purpose.EXPORT}
TABLE: list[tuple[Depth, set[Purpose]]] = [
    ("quiet", {Purpose.BROWSE, Purpose.SEARCH, Purpose.EXPORT}),
    ("away", NEVER),
    ("whole", {Purpose.BROWSE, Purpose.SEARCH, Purpose.EXPORT}),
]


@pytest.mark.parametrize(("depth", "allowed"), TABLE)
def test_a_depth_allows_what_the_table_says(depth: Depth, allowed: set[Purpose]) -> None:
    item = Item((Rest(TOM, depth, NOW, None),))

    assert {purpose for purpose in Purpose if allow(item, purpose, NOW)} == allowed


@pytest.mark.parametrize("depth", ["quiet", "away", "whole"])
def test_a_rest_does_not_hold_before_it_begins(depth: Depth) -> None:
    item = Item((Rest(TOM, depth, NOW + 1, None),))

    assert all(allow(item, purpose, NOW) for purpose in Purpose)


@pytest.mark.parametrize("depth", ["away", "whole"])
def test_what_runs_out_is_quiet_and_stays_so(depth: Depth) -> None:
    item = Item((Rest(TOM, depth, NOW, NOW + DAY_MS),))
    quiet = Item((Rest(TOM, "quiet", NOW, None),))

    for at in (NOW + DAY_MS, NOW + 1000 * DAY_MS):
        assert [allow(item, purpose, at) for purpose in Purpose] == [allow(quiet, purpose, at) for purpose in Purpose]


def test_a_question_that_names_what_is_quiet_is_answered_and_no_other() -> None:
    both = (Rest(TOM, "quiet", NOW, None), Rest(LISBON, "quiet", NOW, None))

    assert allow(Item(both[:1], named=frozenset({TOM})), Purpose.ASK, NOW)
    assert not allow(Item(both, named=frozenset({TOM})), Purpose.ASK, NOW)
    assert not allow(Item((Rest(TOM, "away", NOW, None),), named=frozenset({TOM})), Purpose.ASK, NOW)


def test_looking_once_never_makes_goldseam_choose_it() -> None:
    item = Item((Rest(TOM, "away", NOW, None),), looked=frozenset({TOM}))

    assert {purpose for purpose in Purpose if allow(item, purpose, NOW)} == set(Purpose) - {Purpose.UNASKED}


def test_a_sight_shows_what_the_rule_allows_and_sql_says_the_same(desk: Desk) -> None:
    ids = [desk.entries.add(words(f"entry {number}", day=f"2024-01-0{number}"), now_ms=NOW).id for number in (1, 2, 3)]
    rests = {ids[0]: [Rest(TOM, "away", NOW, None)], ids[1]: [Rest(TOM, "quiet", NOW, None)]}
    sights = Sights(desk.vault)
    before = sights.of(Purpose.UNASKED, now_ms=NOW)
    assert all(before.shows(entry) for entry in ids)
    assert before.where() == ""
    with desk.vault.database.transaction():
        lay_rests(desk.vault, rests, {"tom": [Rest(TOM, "away", NOW, None)]}, only=None)

    for purpose in Purpose:
        sight = sights.of(purpose, now_ms=NOW)
        allowed = [entry for entry in ids if allow(Item(tuple(rests.get(entry, ()))), purpose, NOW)]
        rows = desk.vault.database.rows(f"select id from entry where 1{sight.where()} order by place")

        assert [entry for entry in ids if sight.shows(entry)] == allowed
        assert [bytes(row[0]).hex() for row in rows] == allowed  # type: ignore[arg-type]  # ids are bytes
    assert sights.of(Purpose.SEARCH, now_ms=NOW).names == {"tom"}
    assert rests_of_entries(desk.vault) == {entry: tuple(some) for entry, some in rests.items()}


def test_a_sight_follows_time_and_what_changes(desk: Desk) -> None:
    entry = desk.entries.add(words("entry", day="2024-01-01"), now_ms=NOW)
    sights = Sights(desk.vault)
    with desk.vault.database.transaction():
        lay_rests(desk.vault, {entry.id: [Rest(TOM, "away", NOW + 5, NOW + 10)]}, {}, only=None)

    assert [sights.of(Purpose.BROWSE, now_ms=NOW + at).shows(entry.id) for at in (0, 5, 9, 10)] == [
        True,
        False,
        False,
        True,
    ]
    moved = desk.entries.revise(entry.id, entry.content._replace(day="2020-02-02"), base=entry.heads, now_ms=NOW)
    sight = sights.of(Purpose.BROWSE, now_ms=NOW + 5)
    assert desk.vault.database.rows(f"select id from entry where 1{sight.where()}") == []
    with desk.vault.database.transaction():
        lay_rests(desk.vault, {moved.id: []}, {}, only=[moved.id])
    assert sights.of(Purpose.BROWSE, now_ms=NOW + 5).shows(moved.id)


def test_everything_may_rest(desk: Desk) -> None:
    desk.entries.add(words("entry", day="2024-01-01"), now_ms=NOW)
    with desk.vault.database.transaction():
        lay_rests(desk.vault, {EVERYTHING: [Rest(TOM, "whole", NOW, None)]}, {}, only=None)
    sights = Sights(desk.vault)

    assert sights.of(Purpose.ASK, now_ms=NOW).where() == " and 0"
    assert sights.of(Purpose.BROWSE, now_ms=NOW).where() == ""
    assert len(gists(desk.vault.database, sight=sights.of(Purpose.BROWSE, now_ms=NOW))) == 1


def test_a_sight_that_is_still_used_after_a_change_hides_what_it_hid(desk: Desk) -> None:
    hidden, other = (desk.entries.add(words(text, day="2024-01-01"), now_ms=NOW).id for text in ("one", "two"))
    with desk.vault.database.transaction():
        lay_rests(desk.vault, {hidden: [Rest(TOM, "away", NOW, None)]}, {}, only=None)
    sights = Sights(desk.vault)
    first = sights.of(Purpose.BROWSE, now_ms=NOW)

    for number in range(4):  # each is written meanwhile, by this process or another
        desk.entries.add(words(f"more {number}", day="2024-01-02"), now_ms=NOW)
        sights.of(Purpose.UNASKED, now_ms=NOW)
        seen = {gist.id for gist in gists(desk.vault.database, sight=first)}

        assert hidden not in seen
        assert number > 0 or other in seen, "what was asked for is still answered after one change"
