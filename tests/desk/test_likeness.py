"""What the desk hands to find, and that a purge takes along what was made of it."""

from pathlib import Path

from goldseam.desk.desk import Desk
from goldseam.desk.embedding import Embedding
from tests.find.embedder import Hashing
from tests.making import NOW, UNHIDDEN, ZONE, make_vault, words


def desk_with(folder: Path, *texts: str) -> tuple[Desk, list[str]]:
    made = make_vault(folder / "vault")
    made.close()
    desk = Desk(made.folder, made.keys, zone=ZONE)
    return desk, [desk.entries.add(words(text), now_ms=NOW).id for text in texts]


def test_a_purge_takes_along_what_was_made_of_an_entry(tmp_path: Path) -> None:
    desk, (gone, stays) = desk_with(tmp_path, "Boats in the harbour.", "Bread from the mill.")
    desk.likeness.read(Hashing(), going_on=lambda: True)
    held = "select count(*) from find_vector join find_signs using (place)"
    assert desk.vault.database.one(held) == (2,)

    desk.purge([gone])

    assert desk.vault.database.one(held) == (1,)
    assert desk.vault.database.one("select count(*) from find_unread") == (0,)
    left = desk.likeness.to_text("boats", Hashing(), sight=UNHIDDEN).hits
    assert [hit.entry.id for hit in left] == [stays]


def test_a_purge_where_nothing_was_ever_compared_makes_no_tables(tmp_path: Path) -> None:
    desk, (gone,) = desk_with(tmp_path, "Boats in the harbour.")

    desk.purge([gone])

    assert desk.vault.database.one("select count(*) from sqlite_schema where name like 'find_v%'") == (0,)


def test_the_encoder_is_opened_once_and_reads_for_the_search(tmp_path: Path) -> None:
    desk, _ = desk_with(tmp_path, "My knee hurts on the stairs.", "We baked bread with Ada.")
    embedding = Embedding()
    desk.likeness.read(embedding, going_on=lambda: True)

    found = desk.likeness.to_text("a pain in the leg", embedding, sight=UNHIDDEN)

    assert found.hits[0].entry.content.text == "My knee hurts on the stairs."
    assert Embedding()._encoder is embedding._encoder


def test_half_a_character_is_a_question_mark_and_no_mistake(tmp_path: Path) -> None:
    desk, _ = desk_with(tmp_path, "My knee hurts on the stairs.")
    embedding = Embedding()
    desk.likeness.read(embedding, going_on=lambda: True)

    found = desk.likeness.to_text("a pain in the \udcff leg", embedding, sight=UNHIDDEN)

    assert [hit.entry.content.text for hit in found.hits] == ["My knee hurts on the stairs."]
