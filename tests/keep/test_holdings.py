"""What is attached, and what takes space."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from goldseam.keep.disk import Disk
from goldseam.keep.holdings import (
    Space,
    largest,
    other_count,
    others,
    photo_counts,
    photos,
    space_by_kind,
    space_on_disk,
    thumbnail_bytes,
)
from goldseam.keep.vault import Vault
from goldseam.words.place import places_of_days
from goldseam.write.attachments import Attachments
from goldseam.write.entries import Entries
from tests.making import NOW, UNHIDDEN, make_vault, words

MARCH = places_of_days("2026-03-01", "2026-03-31")


def picture(colour: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def vault(in_memory: Path) -> Iterator[Vault]:
    made = make_vault(in_memory / "vault")
    attachments = Attachments(made)
    for day, files in (
        ("2026-03-02", (("a.png", picture("red")), ("b.png", picture("blue")))),
        ("2026-03-09", (("letter.txt", b"x" * 5000), ("c.png", picture("red")))),
        ("2026-04-01", (("d.png", picture("lime")),)),
    ):
        entry = Entries(made).add(words("some words", day=day), now_ms=NOW)
        for name, data in files:
            attachments.add(entry.id, BytesIO(data), name, now_ms=NOW)
    yield made
    made.close()


def test_photos_are_counted_by_month_the_newest_first(vault: Vault) -> None:
    assert list(photo_counts(vault.database, sight=UNHIDDEN).items()) == [("2026-04", 1), ("2026-03", 3)]


def test_photos_of_a_month_come_newest_first_and_in_the_order_of_their_entry(vault: Vault) -> None:
    every = photos(vault.database, places=MARCH, limit=10, offset=0, sight=UNHIDDEN)
    some = photos(vault.database, places=MARCH, limit=2, offset=1, sight=UNHIDDEN)

    assert [(one.day, one.attachment.name) for one in every] == [
        ("2026-03-09", "c.png"),
        ("2026-03-02", "a.png"),
        ("2026-03-02", "b.png"),
    ]
    assert some == every[1:]
    assert all(one.pictured for one in every)


def test_what_is_in_the_trash_is_in_no_gallery_but_takes_space(vault: Vault) -> None:
    letter = others(vault.database, limit=10, offset=0, sight=UNHIDDEN)[0]
    Entries(vault).trash(letter.entry, now_ms=NOW)

    assert others(vault.database, limit=10, offset=0, sight=UNHIDDEN) == []
    assert other_count(vault.database, sight=UNHIDDEN) == 0
    assert photo_counts(vault.database, sight=UNHIDDEN)["2026-03"] == 2
    assert largest(vault.database, limit=1, sight=UNHIDDEN)[0].attachment == letter.attachment


def test_a_file_that_two_entries_hold_takes_space_once(vault: Vault) -> None:
    kinds = {space.kind: space for space in space_by_kind(vault.database, sight=UNHIDDEN)}

    assert kinds["other"] == Space("other", 1, 5000)
    assert kinds["photo"].files == 3, "four photos, of which two are the same"
    assert kinds["photo"].size == sum(len(picture(colour)) for colour in ("red", "blue", "lime"))
    assert largest(vault.database, limit=9, sight=UNHIDDEN)[0].attachment.name == "letter.txt"
    assert len(largest(vault.database, limit=9, sight=UNHIDDEN)) == 4


def test_every_byte_of_the_vault_is_in_one_part(vault: Vault) -> None:
    vault.settle()
    parts = space_on_disk(vault.folder, Disk())

    assert sum(parts.values()) == sum(p.stat().st_size for p in Path(vault.folder).rglob("*") if p.is_file())
    assert parts["files"] > 5000
    assert 0 < thumbnail_bytes(vault.database) < parts["words"]
