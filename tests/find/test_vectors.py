from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings

import goldseam.find.vectors as vectors_module
from goldseam.find.vectors import Vectors
from goldseam.keep.listing import place_in_time
from goldseam.keep.vault import Vault
from tests.find.diary import Diary, diary, entry
from tests.find.embedder import Hashing
from tests.find.test_index import DEEDS, act
from tests.making import NOW, UNHIDDEN
from tests.pages import plain_pages

CANARY = "zqxcanary"


def rows(vault: Vault) -> dict[int, bytes]:
    """What stands in the vault, by place."""
    return {
        int(str(place)): bytes(vectors)  # type: ignore[arg-type]  # a blob
        for place, vectors in vault.database.rows("select place, vectors from find_vector order by place")
    }


def read(hers: Diary, model: str = "hashing/1") -> Hashing:
    """Makes every vector that is missing."""
    hashing = Hashing(model)
    Vectors(hers.vault).read(hashing, going_on=lambda: True)
    return hashing


@settings(max_examples=40)
@given(DEEDS)
def test_vectors_that_followed_are_those_made_anew(template: Vault, deeds: list[tuple[str, int, str]]) -> None:
    with pytest.MonkeyPatch.context() as patch, diary(template) as hers:
        patch.setattr(vectors_module, "BATCH", 2)
        patch.setattr(vectors_module, "AT_ONCE", 2)
        ids: list[str] = []
        for deed in deeds:
            if deed[0] == "follow":
                read(hers)
            else:
                act(hers, ids, *deed)

        read(hers)

        followed = rows(hers.vault)
        hers.vault.set_fact(vectors_module.FACT, "none")
        read(hers)
        assert followed == rows(hers.vault)
        texts = hers.vault.database.rows("select place from entry where not trashed")
        assert set(followed) == {place for (place,) in texts}
        signs = hers.vault.database.rows("select place from find_signs")
        assert {place for (place,) in signs} == set(followed)


def test_only_what_changed_is_read_again(template: Vault) -> None:
    with diary(template, entry("the sea"), entry("the harbour"), entry("the bread")) as hers:
        read(hers)
        changed = hers.vault.timeline(limit=1, sight=UNHIDDEN)[0]
        hers.entries.change(changed.id, now_ms=NOW, text="the storm")

        again = read(hers)

        assert again.seen == ["the storm"]


def test_reading_that_was_broken_off_goes_on_where_it_was(template: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors_module, "AT_ONCE", 1)
    with diary(template, *(entry(f"day {n}", day=f"2026-03-0{n}") for n in range(1, 5))) as hers:
        first = Hashing()

        left = Vectors(hers.vault).read(first, going_on=lambda: False)

        assert left == 3
        assert first.seen == ["day 4"], "the newest comes first"
        assert read(hers).seen == ["day 3", "day 2", "day 1"]


def test_another_model_reads_everything_anew(template: Vault) -> None:
    with diary(template, entry("the sea"), entry("the harbour")) as hers:
        read(hers)

        assert sorted(read(hers, "another").seen) == ["the harbour", "the sea"]


def test_nothing_of_a_purged_entry_is_left_in_the_database(template: Vault, tmp_path: Path) -> None:
    with diary(template, entry("the sea"), entry(CANARY, title=CANARY)) as hers:
        read(hers)
        (of_it,) = Hashing().embed([f"{CANARY}\n{CANARY}"])
        kept = np.rint(of_it / np.abs(of_it).max() * 127).astype(np.int8).tobytes()
        assert kept in plain_pages(hers.vault, tmp_path), "the test sees what it looks for"

        hers.entries.purge([hers.vault.timeline(limit=1, sight=UNHIDDEN)[0].id], now_ms=NOW)
        Vectors(hers.vault).take_note()

        left = plain_pages(hers.vault, tmp_path)
        assert kept not in left
        assert kept[:64] not in left
        assert len(rows(hers.vault)) == 1


def test_what_changes_while_it_is_being_read_is_read_again(template: Vault) -> None:
    with diary(template, entry("the sea")) as hers:
        id_ = hers.vault.timeline(limit=1, sight=UNHIDDEN)[0].id

        class Slow(Hashing):
            def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
                hers.entries.change(id_, now_ms=NOW, text="the desert")
                return super().embed(texts)

        Vectors(hers.vault).read(Slow(), going_on=lambda: False)

        assert rows(hers.vault) == {}
        read(hers)
        (place,) = rows(hers.vault)
        (expected,) = Hashing().embed(["the desert"])
        of_it = Vectors(hers.vault).of(place)
        assert of_it is not None
        assert float(of_it[0] @ expected) > 0.99


def test_the_nearest_are_those_that_comparing_every_number_finds(template: Vault) -> None:
    few = ["bread and butter at the mill", "a storm over the harbour", "boats in the harbour", "the mill burnt down"]
    with diary(
        template, *(entry(f"{few[n % 4]} {n * 7919 % 101}", day=f"2026-03-{n + 1:02}") for n in range(28))
    ) as hers:
        read(hers)
        (sought,) = Hashing().embed(["a harbour with boats"])

        near = Vectors(hers.vault).nearest(sought, limit=5)

        numbers = {place: np.frombuffer(kept, np.int8).astype(float) for place, kept in rows(hers.vault).items()}
        products = {place: float(row @ sought / np.linalg.norm(row)) for place, row in numbers.items()}
        assert [found.place for found in near] == sorted(products, key=lambda place: -products[place])[:5]
        assert near[0].nearness == pytest.approx(products[near[0].place], abs=1e-4)


def test_an_entry_without_words_is_done_with(template: Vault) -> None:
    with diary(template, entry(" ", title="only a title")) as hers:
        read(hers)

        assert Vectors(hers.vault).unread() == 0
        assert rows(hers.vault) == {}


def test_how_near_each_passage_is_is_told_where_it_stands(template: Vault) -> None:
    long = " ".join(f"Word {number} of the harbour." for number in range(20))
    with diary(template) as hers:
        places = [place_in_time(hers.vault.database, one) or 0 for one in hers.write(entry(long), entry("the bread"))]
        hashing = read(hers)
        unread = place_in_time(hers.vault.database, hers.write(entry("not read yet"))[0])
        assert unread is not None
        (sought,) = hashing.embed(["the harbour"])

        near = Vectors(hers.vault).nearness([*places, unread], sought)

        assert set(near) == set(places)
        spans = hashing.passages(long)
        made = hashing.embed([long[span.start : span.end] for span in spans]) @ sought
        assert [span for span, _ in near[places[0]]] == list(spans)
        assert [cosine for _, cosine in near[places[0]]] == pytest.approx(made.tolist(), abs=0.02)
