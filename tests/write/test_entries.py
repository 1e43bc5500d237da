import os
from pathlib import Path

import pytest

from goldseam.words.problem import Misused
from goldseam.write.entries import IMPORTED, MERGED, SKIPPED, Entries
from tests.making import NOW, UNHIDDEN, make_vault, words


def test_every_state_of_an_entry_is_kept_and_can_be_shown_again(tmp_path: Path) -> None:
    entries = Entries(make_vault(tmp_path / "v"))
    entry = entries.add(words("first " * 100), now_ms=NOW)
    entries.change(entry.id, now_ms=NOW + 1, text="second")
    entries.change(entry.id, now_ms=NOW + 2, text="third")

    history = entries.history(entry.id)
    restored = entries.restore(entry.id, history[0].id, now_ms=NOW + 3)

    assert [r.content.text for r in history if r.content] == ["first " * 100, "second", "third"]
    assert restored.content.text == "first " * 100
    assert len(entries.history(entry.id)) == 4


def test_two_edits_of_one_state_are_both_kept_word_by_word(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    entries = Entries(vault)
    entry = entries.add(words("We met at the station. It rained. He was late."), now_ms=NOW)
    left = entry.content._replace(text="We met at the old station. It rained. He was late.", tags=("left",))
    right = entry.content._replace(text="We met at the station. It rained. He was very late.", tags=("right",))
    entries.revise(entry.id, left, now_ms=NOW + 1, base=entry.heads)
    merged = entries.revise(entry.id, right, now_ms=NOW + 2, base=entry.heads)

    assert merged.content.text == "We met at the old station. It rained. He was very late."
    assert set(merged.content.tags) == {"left", "right"}
    assert len(merged.heads) == 2

    settled = entries.change(entry.id, now_ms=NOW + 3, starred=True)
    assert len(settled.heads) == 1
    assert settled.content.text == merged.content.text


@pytest.mark.parametrize("fields", [{"starred": True}, {"trashed": True}, {"tags": ("sea",)}, {"title": "Two seas"}])
def test_a_change_of_what_stands_around_two_versions_settles_neither(tmp_path: Path, fields: dict[str, object]) -> None:
    entries = Entries(make_vault(tmp_path / "v"))
    entry = entries.add(words("The sea was grey."), now_ms=NOW)
    for i, text in enumerate(("The sea was green.", "The sea was gold."), start=1):
        met = entries.revise(entry.id, entry.content._replace(text=text), now_ms=NOW + i, base=entry.heads)

    changed = entries.change(entry.id, now_ms=NOW + 9, **fields)

    assert len(met.conflicts) == 1
    assert changed.conflicts == met.conflicts
    assert changed.content == met.content._replace(**fields)  # type: ignore[arg-type]  # fields of Content
    assert entries.change(entry.id, now_ms=NOW + 10, **fields) == changed
    assert entries.change(entry.id, now_ms=NOW + 11, text="The sea was green and gold.").conflicts == ()


def test_what_is_in_the_trash_is_shown_nowhere_else_and_comes_back(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    entries = Entries(vault)
    entry = entries.add(words("x"), now_ms=NOW)
    entries.trash(entry.id, now_ms=NOW + 1)

    assert vault.timeline(sight=UNHIDDEN) == []
    assert [e.id for e in vault.timeline(trashed=True, sight=UNHIDDEN)] == [entry.id]

    entries.untrash(entry.id, now_ms=NOW + 2)
    assert [e.id for e in vault.timeline(sight=UNHIDDEN)] == [entry.id]
    assert vault.timeline(trashed=True, sight=UNHIDDEN) == []


def test_an_edit_that_met_a_trashing_wins(tmp_path: Path) -> None:
    entries = Entries(make_vault(tmp_path / "v"))
    entry = entries.add(words("x"), now_ms=NOW)
    entries.trash(entry.id, now_ms=NOW + 1)

    merged = entries.revise(entry.id, words("x and more"), now_ms=NOW + 2, base=entry.heads)

    assert not merged.content.trashed
    assert merged.content.text == "x and more"


def test_a_purged_entry_leaves_no_words_and_is_not_taken_in_again(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    entries = Entries(vault)
    id_ = os.urandom(16).hex()
    entries.take_in([(id_, words("nobody's business"))], now_ms=NOW)
    entries.change(id_, now_ms=NOW + 1, text="nobody's business at all")
    entries.purge([id_], now_ms=NOW + 2)

    assert vault.entry(id_) is None
    assert [revision.content for revision in entries.history(id_)] == [None, None]
    assert entries.take_in([(id_, words("nobody's business"))], now_ms=NOW + 3)[0].outcome == SKIPPED
    with pytest.raises(Misused):
        entries.change(id_, now_ms=NOW + 4, text="again")


def test_taking_in_twice_adds_nothing_and_a_change_at_the_source_meets_hers(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    entries = Entries(vault)
    id_ = os.urandom(16).hex()
    theirs = words("It rained. We stayed in.")

    assert entries.take_in([(id_, theirs)], now_ms=NOW)[0].outcome == IMPORTED
    assert entries.take_in([(id_, theirs)], now_ms=NOW)[0].outcome == SKIPPED

    entries.change(id_, now_ms=NOW + 1, text="It rained all day. We stayed in.")
    assert entries.take_in([(id_, theirs)], now_ms=NOW + 2)[0].outcome == SKIPPED
    changed = theirs._replace(text="It rained. We stayed in bed.")
    assert entries.take_in([(id_, changed)], now_ms=NOW + 3)[0].outcome == MERGED
    shown = vault.entry(id_)
    assert shown is not None
    assert shown.content.text == "It rained all day. We stayed in bed."
    assert entries.take_in([(id_, changed)], now_ms=NOW + 4)[0].outcome == SKIPPED


def test_every_change_of_a_place_is_told_to_whoever_follows(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    entries = Entries(vault)
    assert vault.follow("find")
    assert not vault.follow("find")
    entry = entries.add(words("x", day="2026-01-01"), now_ms=NOW)
    first = {change.place for change in vault.changes("find")}
    entries.change(entry.id, now_ms=NOW + 1, day="2026-02-02")

    changes = vault.changes("find")
    assert first < {change.place for change in changes}
    vault.acknowledge("find", changes[-1].seq)
    assert vault.changes("find") == []
