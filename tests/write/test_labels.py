"""Tags and notebooks, changed everywhere at once and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.keep.vault import Vault
from goldseam.write.contents import tag_named
from goldseam.write.entries import Entries
from goldseam.write.labels import NOTEBOOK, SETTING, TAG, Label, Labels
from tests.making import NOW, UNHIDDEN, make_vault, reopened, words

BEA, RIVER = Label(TAG, "bea"), Label(TAG, "river")


@pytest.fixture
def vault(in_memory: Path) -> Iterator[Vault]:
    made = make_vault(in_memory / "vault")
    entries = Entries(made)
    for text, tags in (("one", ("bea", "river")), ("two", ("bea",)), ("three", ("river",)), ("four", ())):
        entries.add(words(text, tags=tags), now_ms=NOW)
    yield made
    made.close()


def tags(vault: Vault) -> dict[str, tuple[str, ...]]:
    return {entry.content.text: entry.content.tags for entry in vault.iter_entries()}


def entry(vault: Vault, text: str) -> str:
    return next(entry.id for entry in vault.iter_entries() if entry.content.text == text)


def test_a_tag_gets_another_name_in_every_entry_and_in_its_place(vault: Vault) -> None:
    done = Labels(vault).rename(BEA, "beatriz", now_ms=NOW)

    assert tags(vault) == {"one": ("beatriz", "river"), "two": ("beatriz",), "three": ("river",), "four": ()}
    assert len(done.revised) == 2


def test_a_name_that_is_there_merges(vault: Vault) -> None:
    Labels(vault).rename(BEA, "river", now_ms=NOW)

    assert tags(vault) == {"one": ("river",), "two": ("river",), "three": ("river",), "four": ()}


def test_what_was_merged_is_told_apart_again_when_it_is_taken_back(vault: Vault) -> None:
    before = tags(vault)
    labels = Labels(vault)
    count = labels.take_back(labels.rename(BEA, "river", now_ms=NOW), now_ms=NOW + 1)

    assert tags(vault) == before
    assert count == 2
    assert len(Entries(vault).history(entry(vault, "one"))) == 3, "taking back is a new revision too"


def test_taken_from_all_entries_it_can_be_taken_back(vault: Vault) -> None:
    before = tags(vault)
    labels = Labels(vault)
    done = labels.remove(BEA, now_ms=NOW)
    without = tags(vault)
    labels.take_back(done, now_ms=NOW + 1)

    assert without == {"one": ("river",), "two": (), "three": ("river",), "four": ()}
    assert tags(vault) == before


def test_what_she_did_since_is_not_taken_back(vault: Vault) -> None:
    labels, entries = Labels(vault), Entries(vault)
    done = labels.rename(BEA, "beatriz", now_ms=NOW)
    entries.change(entry(vault, "one"), now_ms=NOW, tags=("hers",))
    entries.change(entry(vault, "two"), now_ms=NOW, title="A title")
    entries.purge([entry(vault, "three")], now_ms=NOW)
    labels.take_back(done, now_ms=NOW + 1)
    shown = vault.entry(entry(vault, "two"))

    assert tags(vault) == {"one": ("hers",), "two": ("bea",), "four": ()}
    assert shown is not None
    assert shown.content.title == "A title"


def test_an_entry_that_was_removed_for_good_is_not_brought_back(vault: Vault) -> None:
    labels = Labels(vault)
    done = labels.rename(BEA, "beatriz", now_ms=NOW)
    Entries(vault).purge([entry(vault, "two")], now_ms=NOW)

    assert labels.take_back(done, now_ms=NOW + 1) == 1
    assert "two" not in tags(vault)


def test_those_in_the_trash_are_renamed_too(vault: Vault) -> None:
    Entries(vault).trash(entry(vault, "two"), now_ms=NOW)
    Labels(vault).rename(BEA, "beatriz", now_ms=NOW)

    assert tags(vault)["two"] == ("beatriz",)


def test_the_text_is_never_touched(vault: Vault) -> None:
    written = Entries(vault).add(words("#bea rang", tags=("bea",)), now_ms=NOW)
    Labels(vault).rename(BEA, "beatriz", now_ms=NOW)
    shown = vault.entry(written.id)

    assert shown is not None
    assert (shown.content.text, shown.content.tags) == ("#bea rang", ("beatriz",))


def test_where_two_versions_met_both_still_stand(vault: Vault) -> None:
    entries = Entries(vault)
    first = entries.add(words("The sea was grey.", tags=("bea",)), now_ms=NOW)
    for text in ("The sea was green.", "The sea was gold."):
        entries.revise(first.id, first.content._replace(text=text), now_ms=NOW + 1, base=first.heads)
    before = vault.entry(first.id)
    labels = Labels(vault)
    done = labels.rename(BEA, "beatriz", now_ms=NOW + 2)
    renamed = vault.entry(first.id)
    labels.take_back(done, now_ms=NOW + 3)
    after = vault.entry(first.id)

    assert before is not None
    assert renamed is not None
    assert after is not None
    assert all(len(shown.conflicts) == 1 for shown in (before, renamed, after))
    assert all({"green.", "gold."} < set(shown.content.text.split()) for shown in (before, renamed, after))
    assert [shown.content.tags for shown in (before, renamed, after)] == [("bea",), ("beatriz",), ("bea",)]


def test_it_is_done_in_all_entries_or_in_none(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tags(vault)
    Labels(vault).paint(BEA, "rose", now_ms=NOW)

    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(Labels, "paint", fail)
    with pytest.raises(OSError):  # noqa: PT011 - the one above
        Labels(vault).rename(BEA, "beatriz", now_ms=NOW)

    assert tags(vault) == before


def test_a_notebook_is_renamed_and_emptied(vault: Vault) -> None:
    labels = Labels(vault)
    labels.rename(Label(NOTEBOOK, ""), "letters", now_ms=NOW)
    named = vault.journal_counts(sight=UNHIDDEN)
    labels.remove(Label(NOTEBOOK, "letters"), now_ms=NOW)

    assert named == [("letters", 4)]
    assert vault.journal_counts(sight=UNHIDDEN) == [("", 4)]


def test_a_colour_travels_with_the_vault_and_keeps_no_name(vault: Vault) -> None:
    Labels(vault).paint(BEA, "rose", now_ms=NOW)
    Labels(vault).paint(RIVER, "blue", now_ms=NOW)
    Labels(vault).paint(RIVER, "", now_ms=NOW)
    said = str(vault.setting(SETTING))
    again = Labels(reopened(vault))

    assert (again.colour(*BEA), again.colour(*RIVER)) == ("rose", "")
    assert "rose" in said
    assert "bea" not in said


def test_a_renamed_label_keeps_its_colour_and_a_merged_one_takes_the_others(vault: Vault) -> None:
    labels = Labels(vault)
    labels.paint(BEA, "rose", now_ms=NOW)
    labels.rename(BEA, "beatriz", now_ms=NOW)
    kept = labels.colour(TAG, "beatriz")
    labels.paint(RIVER, "blue", now_ms=NOW)
    labels.rename(Label(TAG, "beatriz"), "river", now_ms=NOW)

    assert kept == "rose"
    assert labels.colour(*RIVER) == "blue"


def test_a_colour_that_is_none_of_ours_is_none(vault: Vault) -> None:
    vault.set_setting(SETTING, {Labels(vault).id(*BEA): "url(evil)"}, now_ms=NOW)

    assert Labels(vault).colour(*BEA) == ""


def test_an_id_names_one_label_of_one_vault(vault: Vault, tmp_path: Path) -> None:
    other = make_vault(tmp_path / "other")
    labels = Labels(vault)

    assert labels.of(labels.id(*BEA), sight=UNHIDDEN) == BEA
    assert labels.of(labels.id(NOTEBOOK, "bea"), sight=UNHIDDEN) is None
    assert labels.of("nonsense", sight=UNHIDDEN) is None
    assert Labels(other).id(*BEA) != labels.id(*BEA), "whoever has not the key cannot try out names"
    other.close()


@given(st.text())
def test_a_tag_that_is_named_is_one_line_without_sign(text: str) -> None:
    named = tag_named(text)

    assert tag_named(named) == named
    assert not named.startswith("#")
    assert "\n" not in named
