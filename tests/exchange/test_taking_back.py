"""Taking an import back: exactly what it made, and nothing that she has touched since."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from goldseam.exchange.imports import count_made, imports_made, undo_import
from goldseam.exchange.incoming import Arriving, Incoming
from goldseam.exchange.intake import take_in
from goldseam.keep.keys import CHEAPEST
from goldseam.keep.vault import Vault, create_vault
from goldseam.words.entry import Content
from goldseam.write.contents import new_content
from goldseam.write.entries import Entries

HOUR = 3_600_000
NOW = 1_790_000_000_000


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _ = create_vault(str(tmp_path / "vault"), "words", cost=CHEAPEST, now_ms=NOW)
    yield made
    made.close()


def content(text: str) -> Content:
    return new_content(text, now_ms=NOW, zone="Europe/Lisbon", day_start_hour=4)


def records(*numbers: int, words: str = "day") -> Arriving:
    return iter([Incoming("elsewhere", str(n), n, content(f"{words} {n}")) for n in numbers])


def shown(vault: Vault) -> set[str]:
    return {entry.content.text for entry in vault.iter_entries() if not entry.content.trashed}


def test_what_it_made_goes_into_the_trash_and_nothing_else(vault: Vault) -> None:
    Entries(vault).add(content("hers"), now_ms=NOW)
    list(take_in(vault, records(1, 2), now_ms=NOW + HOUR))
    list(take_in(vault, records(2, 3, 4), now_ms=NOW + 2 * HOUR))
    assert [(made.at, made.source, count_made(vault, made)) for made in imports_made(vault)] == [
        (NOW + 2 * HOUR, "elsewhere", 2),
        (NOW + HOUR, "elsewhere", 2),
    ]

    undone = undo_import(vault, NOW + 2 * HOUR, now_ms=NOW + 3 * HOUR)

    assert undone == (2, 0, 0)
    assert shown(vault) == {"hers", "day 1", "day 2"}
    assert [made.undone for made in imports_made(vault)] == [True, False]


def test_what_she_changed_since_stays_and_is_counted(vault: Vault) -> None:
    rows = list(take_in(vault, records(1, 2, 3), now_ms=NOW + HOUR))
    entries = Entries(vault)
    entries.change(rows[0].entry, now_ms=NOW + 2 * HOUR, starred=True)
    entries.trash(rows[1].entry, now_ms=NOW + 2 * HOUR)

    assert undo_import(vault, NOW + HOUR, now_ms=NOW + 3 * HOUR) == (1, 1, 1)
    assert shown(vault) == {"day 1"}
    assert undo_import(vault, NOW + HOUR, now_ms=NOW + 4 * HOUR) == (0, 1, 2)


def test_an_import_that_was_cut_off_is_taken_back_as_far_as_it_came(vault: Vault) -> None:
    going = take_in(vault, records(*range(1, 1500)), now_ms=NOW + HOUR)
    next(going)  # the first batch is durable, the second has not begun
    going.close()
    Entries(vault).add(content("hers"), now_ms=NOW + HOUR)
    made = imports_made(vault)[0]

    assert made.last == 0
    assert count_made(vault, made) == 1000
    assert undo_import(vault, made.at, now_ms=NOW + 2 * HOUR) == (1000, 0, 0)
    assert shown(vault) == {"hers"}


def test_what_was_taken_back_comes_again_and_can_be_taken_back_again(vault: Vault) -> None:
    list(take_in(vault, records(1, 2), now_ms=NOW + HOUR))
    undo_import(vault, NOW + HOUR, now_ms=NOW + 2 * HOUR)
    ids = [entry.id for entry in vault.iter_entries()]
    assert Entries(vault).count_new([*ids, "0" * 32]) == 3

    rows = list(take_in(vault, records(1, 2), now_ms=NOW + 3 * HOUR, name="diary.txt"))

    assert [row.outcome for row in rows] == ["imported", "imported"]
    assert shown(vault) == {"day 1", "day 2"}
    assert Entries(vault).count_new(ids) == 0
    again = imports_made(vault)[0]
    assert (again.name, count_made(vault, again), again.undone) == ("diary.txt", 2, False)
    assert undo_import(vault, again.at, now_ms=NOW + 4 * HOUR) == (2, 0, 0)
    assert shown(vault) == set()


def test_what_she_put_into_the_trash_herself_stays_there_when_it_is_imported_again(vault: Vault) -> None:
    rows = list(take_in(vault, records(1, 2), now_ms=NOW + HOUR))
    Entries(vault).trash(rows[0].entry, now_ms=NOW + 2 * HOUR)
    undo_import(vault, NOW + HOUR, now_ms=NOW + 3 * HOUR)

    list(take_in(vault, records(1, 2), now_ms=NOW + 4 * HOUR))

    assert shown(vault) == {"day 2"}


def test_what_was_here_before_keeps_both_versions(vault: Vault) -> None:
    list(take_in(vault, records(1), now_ms=NOW + HOUR))
    list(take_in(vault, records(1, words="changed day"), now_ms=NOW + 2 * HOUR))

    assert undo_import(vault, NOW + 2 * HOUR, now_ms=NOW + 3 * HOUR) == (0, 0, 0)
    assert shown(vault) == {"changed day 1"}


def test_an_import_that_added_nothing_is_not_listed(vault: Vault) -> None:
    list(take_in(vault, records(1), now_ms=NOW + HOUR))
    list(take_in(vault, records(1), now_ms=NOW + 2 * HOUR))

    assert [made.at for made in imports_made(vault)] == [NOW + HOUR]


def test_an_import_that_is_not_known_is_no_import(vault: Vault) -> None:
    list(take_in(vault, records(1), now_ms=NOW + HOUR))

    assert undo_import(vault, NOW, now_ms=NOW + 3 * HOUR) == (0, 0, 0)
    assert shown(vault) == {"day 1"}
