"""What she made by looking back leaves with an export and comes back with it."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.desk.desk import Desk
from goldseam.desk.leaving import beside, take_in_beside
from goldseam.exchange.exported import JSONLINES, KEEPSAKES_FILE, MARKDOWN, SETTINGS_FILE
from goldseam.exchange.exporters.folder import export
from goldseam.exchange.incoming import Circumstances
from goldseam.exchange.intake import take_in
from goldseam.exchange.recognise import recognise
from goldseam.keep.cipher import new_identity, recipient_of
from goldseam.lookback.decisions import Wanted, place_of_words
from goldseam.lookback.exporting import take_in_keepsakes
from goldseam.lookback.rule import new_rule
from goldseam.lookback.store import new_keepsake
from goldseam.words.rest import Purpose
from goldseam.write.attachments import Attachments
from tests.making import NOW, UNHIDDEN, ZONE, make_vault, words

TEXT = "I will take the job in Porto. It is closer to Bea. But the pay is worse."
DAY = "2024-05-01"


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """One to leave, and one to come to."""
    made = []
    for name in ("old", "new"):
        vault = make_vault(tmp_path / name)
        vault.close()
        made.append(Desk(vault.folder, vault.keys, zone=ZONE))
    yield made[0], made[1]
    for desk in made:
        desk.close()


def leave(desk: Desk, folder: Path, kind: str = JSONLINES) -> None:
    copy_to = Attachments(desk.vault).copy_to
    entries = desk.vault.iter_entries()
    export(str(folder), entries, copy_to, desk.vault.disk, kind=kind, said=beside(desk), noting=lambda _: nullcontext())


def come(desk: Desk, folder: Path) -> int:
    source = recognise(str(folder))
    list(take_in(desk.vault, source.records(Circumstances(ZONE)), now_ms=NOW))
    return take_in_beside(desk, source, now_ms=NOW)[1]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lived(desk: Desk) -> str:
    """Some of everything; returns the decision."""
    entry = desk.entries.add(words(TEXT, day=DAY), now_ms=NOW)
    gone = desk.entries.add(words("Nobody knows. It was the sea.", day=DAY), now_ms=NOW)
    reasons = (place_of_words(entry, "It is closer to Bea.", desk.vault), "I am tired of the train")
    against = (
        place_of_words(entry, "But the pay is worse.", desk.vault),
        place_of_words(gone, "It was the sea.", desk.vault),
    )
    what = place_of_words(entry, "I will take the job in Porto.", desk.vault)
    decision = desk.decisions.make(Wanted(DAY, what, reasons, against, "to settle", 70, "2024-10-01"), now_ms=NOW + 1)
    changed = entry.content._replace(text="Later. I will take the job in Porto. It is closer to Bea.")
    desk.entries.revise(entry.id, changed, now_ms=NOW + 2, base=entry.heads)
    desk.purge([gone.id])
    desk.decisions.recall(decision, "I wanted the sea", UNHIDDEN, now_ms=NOW + 3)
    desk.decisions.end(decision, "I stayed", UNHIDDEN, luck="both", now_ms=NOW + 4)
    desk.check_ins.keep(DAY, word="grey", pleasant=20, awake=None, now_ms=NOW + 5)
    entry = desk.entry_in_sight(entry.id)
    start = entry.content.text.index("I will take")
    desk.commitments.mark(entry, start, start + 28, by="self", sight=UNHIDDEN, now_ms=NOW + 6)
    letter = desk.letters.mark(desk.entries.add(words("Tom, zqsealed", day=DAY), now_ms=NOW + 7), now_ms=NOW + 7)
    desk.purge([desk.letters.key_away(letter, recipient_of(new_identity()), now_ms=NOW + 8)])
    away = desk.entries.add(words("Torvald was late.", day=DAY), now_ms=NOW + 9)
    rule = new_rule("entry", now_ms=NOW + 10, depth="away", entry=away.id)
    desk.rests.keep(rule._replace(rest=rule.rest._replace(depth="away")), now_ms=NOW + 10)
    return decision


@pytest.mark.parametrize("kind", [JSONLINES, MARKDOWN])
def test_everything_comes_back_and_leaves_again_the_same(tmp_path: Path, desks: tuple[Desk, Desk], kind: str) -> None:
    old, new = desks
    decision = lived(old)
    leave(old, tmp_path / "first", kind)
    lines = (tmp_path / "first" / KEEPSAKES_FILE).read_text("utf-8").splitlines()
    assert "zqsealed" not in "".join(lines)

    assert come(new, tmp_path / "first") == len(lines)
    assert come(new, tmp_path / "first") == 0, "a second time adds nothing"
    leave(new, tmp_path / "second", kind)
    assert bytes_of(tmp_path / "second") == bytes_of(tmp_path / "first")

    before, after = (desk.decisions.original(decision, UNHIDDEN) for desk in desks)
    assert [one.text for one in after.why.reasons_for] == [one.text for one in before.why.reasons_for]
    assert after.why.card.what.text == "I will take the job in Porto."
    assert after.why.card.what.reference is not None, "where the words stand in the text, they are a place in it"
    assert after._replace(why=before.why) == before
    pay, sea = after.why.reasons_against
    assert (pay.text, pay.reference) == ("But the pay is worse.", None), "words that stand there no more"
    assert (sea.text, sea.state) == ("", "gone")
    [review] = new.decisions.reviews(decision, UNHIDDEN)
    assert (review.remembered, review.happened, review.luck) == ("I wanted the sea", "I stayed", "both")
    assert [one.sealed for one in new.letters.all(UNHIDDEN)] == [True]
    assert len(new.commitments.all("open", sight=UNHIDDEN, today=DAY)) == 1


def test_what_rests_rests_at_once(tmp_path: Path, desks: tuple[Desk, Desk]) -> None:
    old, new = desks
    lived(old)
    leave(old, tmp_path / "export")
    come(new, tmp_path / "export")
    sight = new.sight(Purpose.SEARCH)
    hits = new.find.entries("torvald", sight=sight, today=DAY, limit=5)
    assert hits.total == 0
    assert new.find.entries("torvald", sight=UNHIDDEN, today=DAY, limit=5).total == 1


def test_what_she_took_back_and_an_empty_file_stay_away(tmp_path: Path, desks: tuple[Desk, Desk]) -> None:
    old, new = desks
    entry = old.entries.add(words("Tom", day=DAY), now_ms=NOW)
    old.letters.unmark(old.letters.mark(entry, now_ms=NOW), now_ms=NOW + 1)
    leave(old, tmp_path / "export")
    assert KEEPSAKES_FILE not in bytes_of(tmp_path / "export")
    assert come(new, tmp_path / "export") == 0


GOOD = {"goldseam": 1, "keepsake": "a" * 32, "sort": "check-in", "made_at": NOW, "meta": {"day": DAY}, "body": "grey"}
BAD: list[dict[str, Any]] = [
    {"goldseam": 2}, {"keepsake": "a"}, {"keepsake": "A" * 32}, {"keepsake": None}, {"sort": 3}, {"meta": []},
    {"body": None}, {"made_at": "now"}, {"made_at": -1}, {"made_at": True}, {"made_at": 1 << 60},
    {"meta": {"gone": True}},
]  # fmt: skip


def test_a_broken_line_is_passed_over_and_the_next_is_taken(tmp_path: Path, desks: tuple[Desk, Desk]) -> None:
    old, new = desks
    old.entries.add(words("Tom", day=DAY), now_ms=NOW)
    leave(old, tmp_path / "export")
    lines = [json.dumps(GOOD | {"keepsake": f"{n:032x}"} | bad) for n, bad in enumerate(BAD)]
    text = "\n".join([*lines, "{", "[]", json.dumps(GOOD), json.dumps(GOOD), ""])
    (tmp_path / "export" / KEEPSAKES_FILE).write_text(text, "utf-8")
    assert come(new, tmp_path / "export") == 1
    assert [one.word for one in new.check_ins.all(new.note_sight(Purpose.BROWSE))] == ["grey"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["entry", "words", "start", "end", "x"]), inner)
    ),
    max_leaves=8,
)


def lay_out(desk: Desk, meta: dict[str, Any]) -> None:
    """What is kept of the question whether it happened before, and once more beside one that is whole."""
    asked = desk.befores.ask("rain", day="2024-05-01", now_ms=NOW)
    time = {"side": "like"} | meta | {"before": asked}
    desk.store.keep(new_keepsake("before-time", time), now_ms=NOW)
    for one in desk.befores.all(UNHIDDEN):
        desk.befores.laid(one, UNHIDDEN)
        desk.befores.sorted_of(one)


@given(
    meta=st.dictionaries(st.sampled_from(["what", "for", "day", "entry", "sealed", "about", "said"]), JSON),
    sort=st.sampled_from(
        ["decision", "letter", "rest", "commitment", "check-in", "body", "before", "before-time", "x"]
    ),
)
def test_whatever_stands_in_a_line_breaks_nothing(
    tmp_path_factory: pytest.TempPathFactory, meta: dict[str, Any], sort: str
) -> None:
    vault = make_vault(tmp_path_factory.mktemp("odd") / "vault")
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    vault.close()
    take_in_keepsakes(desk.vault, desk.store, [GOOD | {"meta": meta, "sort": sort}])
    desk.sight(Purpose.BROWSE)
    desk.decisions.all(UNHIDDEN)
    desk.letters.all(UNHIDDEN)
    lay_out(desk, meta)
    list(beside(desk).values())
    desk.close()


def test_her_templates_and_settings_leave_and_come_back_beside_what_is_there(
    desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    old, new = desks
    old.vault.set_setting("templates", {"rain": "Rain:", "bea": "Bea:"}, now_ms=NOW)
    new.vault.set_setting("templates", {"bea": "Bea, here:"}, now_ms=NOW)
    for name, value in (("day_start_hour", 6), ("lock_after_minutes", 3), ("backup_folder", "off"), ("check_in", 1)):
        old.vault.set_setting(name, value, now_ms=NOW)
    new.vault.set_setting("check_in", 0, now_ms=NOW)
    leave(old, tmp_path / "out")
    told = tmp_path / "out" / SETTINGS_FILE
    told.write_text(
        told.read_text()
        + '{"goldseam": 1, "setting": "lock_after_minutes", "value": 1}\n{"goldseam": 1, "setting": "day_start_hour"}\n'
    )

    come(new, tmp_path / "out")

    assert new.vault.setting("templates") == {"bea": "Bea, here:", "rain": "Rain:"}
    settings = [new.vault.setting(name) for name in ("day_start_hour", "check_in", "lock_after_minutes")]
    assert settings == [6, 0, None]
    assert new.vault.setting("backup_folder") is None
