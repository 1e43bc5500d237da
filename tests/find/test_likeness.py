from goldseam.find.likeness import Alike, Likeness, joined
from goldseam.keep.vault import Vault
from tests.find.diary import Diary, diary, entry
from tests.find.embedder import Hashing
from tests.making import NOW, UNHIDDEN

HARBOUR = "Boats in the harbour all morning, and rain on the nets."
STORM = "A storm broke the nets of the boats; nobody left the harbour."
BREAD = "Bread again, and butter from the mill."


def likeness(hers: Diary) -> Likeness:
    """With every vector made."""
    made = Likeness(hers.vault)
    made.read(Hashing(), going_on=lambda: True)
    return made


def texts(alike: Alike) -> list[str]:
    return [hit.entry.content.text for hit in alike.hits]


def test_what_speaks_of_the_same_stands_first(template: Vault) -> None:
    with diary(template, entry(HARBOUR), entry(STORM, day="2026-03-06"), entry(BREAD, day="2026-03-07")) as hers:
        found = likeness(hers).to_text("nets and boats", Hashing(), sight=UNHIDDEN)

        assert texts(found)[-1] == BREAD
        assert found.unread == 0


def test_entries_like_one_are_others(template: Vault) -> None:
    with diary(template, entry(HARBOUR), entry(STORM, day="2026-03-06"), entry(BREAD, day="2026-03-07")) as hers:
        storm = next(one for one in hers.vault.timeline(sight=UNHIDDEN) if one.content.text == STORM)

        found = likeness(hers).to_entry(storm, Hashing(), sight=UNHIDDEN)

        assert texts(found)[0] == HARBOUR
        assert STORM not in texts(found)


def test_a_likeness_to_an_entry_that_was_read_asks_no_model(template: Vault) -> None:
    with diary(template, entry(HARBOUR), entry(STORM, day="2026-03-06")) as hers:
        made, hashing = likeness(hers), Hashing()

        made.to_entry(hers.vault.timeline(limit=1, sight=UNHIDDEN)[0], hashing, sight=UNHIDDEN)

        assert hashing.seen == []


def test_an_entry_not_read_yet_is_found_by_its_words(template: Vault) -> None:
    with diary(template, entry(HARBOUR)) as hers:
        made = likeness(hers)
        hers.write(entry(STORM, day="2026-03-06"))

        found = made.to_text("the storm", Hashing(), sight=UNHIDDEN)

        assert STORM in texts(found)
        assert found.unread == 1


def test_nothing_in_the_trash_is_like_anything(template: Vault) -> None:
    with diary(template, entry(HARBOUR), entry(STORM, day="2026-03-06")) as hers:
        made = likeness(hers)
        hers.entries.change(hers.vault.timeline(limit=1, sight=UNHIDDEN)[0].id, now_ms=NOW, trashed=True)

        assert texts(made.to_text("storm nets boats harbour", Hashing(), sight=UNHIDDEN)) == [HARBOUR]


def test_a_passage_deep_in_an_entry_is_what_is_shown_of_it(template: Vault) -> None:
    deep = (
        "Bread and butter and the mill and the miller, nothing else. " + "Boats and nets and the storm in the harbour."
    )
    with diary(template, entry(deep)) as hers:
        (hit,) = likeness(hers).to_text("storm in the harbour", Hashing(), sight=UNHIDDEN).hits

        assert hit.snippet.start == 60
        assert deep[hit.snippet.start :].startswith(hit.snippet.text)
        assert "storm" in [hit.snippet.text[start:end] for start, end in hit.snippet.matches]


def test_words_of_the_query_language_are_words_here(template: Vault) -> None:
    with diary(template, entry(HARBOUR)) as hers:
        made = likeness(hers)

        for text in ('"', "tag:x OR -(", "NEAR(boats, 5)", "*", "   ", "🌊", "\x00", "harbour" * 3_000):
            made.to_text(text, Hashing(), sight=UNHIDDEN)


def test_two_rankings_agree_on_what_stands_high_in_both() -> None:
    assert joined([[1, 2, 3], [3, 2, 9]], weights=(1, 1)) == [3, 2, 1, 9]
    assert joined([[1, 2, 3], [3, 9, 2]], weights=(1, 0.01)) == [1, 2, 3, 9]
    assert joined([[], [5, 4]], weights=(1, 1)) == [5, 4]
    assert joined([[7], []], weights=(1, 1)) == [7]
