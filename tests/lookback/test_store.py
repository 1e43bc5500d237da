"""What she makes here is kept like an entry: as records, with every state."""

from goldseam.desk.desk import Desk
from goldseam.keep.vault import open_vault
from goldseam.lookback.store import Store, new_keepsake
from tests.making import NOW


def test_a_keepsake_is_found_again_with_every_state(desk: Desk) -> None:
    made = new_keepsake("thread", {"query": "tag:garden"}, "the garden")
    desk.store.keep(made, now_ms=NOW)
    known = desk.store.of(made.id)
    assert known is not None
    desk.store.keep(known._replace(body="the garden, and the shed"), now_ms=NOW + 1)

    again = Store(desk.vault)
    assert [(one.body, one.meta, one.made_at) for one in again.all("thread")] == [
        ("the garden, and the shed", {"query": "tag:garden"}, NOW)
    ]
    assert [one.body for one in again.states(made.id)] == ["the garden", "the garden, and the shed"]
    assert again.all("rest") == []


def test_what_is_taken_back_is_gone_and_its_states_are_not(desk: Desk) -> None:
    made = new_keepsake("thread", {}, "the garden")
    desk.store.keep(made, now_ms=NOW)
    epoch = desk.store.epoch()
    known = desk.store.of(made.id)
    assert known is not None
    desk.store.drop(known, now_ms=NOW + 1)

    assert desk.store.all("thread") == []
    assert len(desk.store.states(made.id)) == 2
    assert desk.store.epoch() > epoch


def test_a_purge_leaves_nothing_of_it(desk: Desk) -> None:
    made = new_keepsake("letter", {}, "dear you, quillwort")
    desk.store.keep(made, now_ms=NOW)
    desk.vault.purge([made.id], now_ms=NOW + 1)

    assert desk.store.of(made.id) is None
    assert desk.store.states(made.id) == []
    rows = desk.vault.database.rows("select body, meta from record where kind = 'lookback'")
    assert rows == [(None, None)]


def test_of_two_last_states_the_later_holds(desk: Desk) -> None:
    made = new_keepsake("thread", {}, "first")
    desk.store.keep(made, now_ms=NOW)
    known = desk.store.of(made.id)
    assert known is not None
    desk.store.keep(known._replace(body="here"), now_ms=NOW + 2)
    desk.store.keep(known._replace(body="there"), now_ms=NOW + 1)

    found = desk.store.of(made.id)
    assert found is not None
    assert (found.body, len(found.heads)) == ("here", 2)
    desk.store.keep(found._replace(body="both"), now_ms=NOW + 3)
    other = open_vault(desk.vault.folder, desk.vault.keys)
    assert [(one.body, len(one.heads)) for one in Store(other).all("thread")] == [("both", 1)]
    other.close()
