"""Earlier places that speak of the same: candidates, in her own sentences, of what may be seen and of earlier days."""

from datetime import date

import pytest

from goldseam.desk.desk import Desk
from goldseam.desk.embedding import Embedding
from goldseam.lookback.earlier import FOUND_MAX, Earlier, is_recent, latest_day
from goldseam.lookback.question import question_of
from goldseam.lookback.rule import new_rule
from goldseam.words.entry import Entry
from tests.making import NOW, words

TODAY = "2026-09-21"
QUESTION = "He called off the dinner at the last minute"
CALLED_OFF = "Rang the plumber. At seven he cancelled dinner, ten minutes before. I put the soup away. Slept badly."


@pytest.fixture(scope="module")
def embedding() -> Embedding:
    return Embedding()


def write(desk: Desk, text: str, day: str) -> Entry:
    return desk.entries.add(words(text, day=day), now_ms=NOW)


def found(
    desk: Desk,
    embedding: Embedding | None,
    question: str = QUESTION,
    *,
    before: str = "2026-08-22",
    but: tuple[str, ...] = (),
) -> Earlier:
    if embedding is not None:
        desk.likeness.read(embedding, going_on=lambda: True)
    asked = question_of(question, desk.registry.circle(), today=TODAY)
    sight = desk.sight_for(question)
    return desk.earlier.of(asked, before=before, but=but, sight=sight, today=TODAY, embedder=embedding)


@pytest.fixture
def diary(desk: Desk) -> dict[str, Entry]:
    for number in range(1, 28):
        write(desk, "The beans are up. We painted the shed green and the cat watched.", f"2022-03-{number:02d}")
    return {
        "earlier": write(desk, CALLED_OFF, "2021-05-01"),
        "later": write(desk, CALLED_OFF, "2026-08-22"),
        "beans": write(desk, "Nothing but beans.", "2022-04-01"),
    }


def test_what_speaks_of_the_same_comes_first_as_her_own_sentences(
    desk: Desk, embedding: Embedding, diary: dict[str, Entry]
) -> None:
    places = found(desk, embedding).places

    assert places[0].said.entry == diary["earlier"].id
    assert places[0].said.stands_in(diary["earlier"])
    assert "he cancelled dinner" in places[0].said.words
    assert places[0].said.words in places[0].around.words
    assert len({place.said.entry for place in places}) == len(places) <= FOUND_MAX
    weights = [place.weight for place in places]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("by_meaning", [True, False], ids=["meaning", "words"])
def test_only_earlier_days_count_and_nothing_that_she_sorted(
    desk: Desk, embedding: Embedding, diary: dict[str, Entry], *, by_meaning: bool
) -> None:
    embedder = embedding if by_meaning else None

    def first(before: str, but: tuple[str, ...] = ()) -> list[str]:
        return [place.said.entry for place in found(desk, embedder, before=before, but=but).places]

    assert diary["later"].id not in first("2026-08-22")
    assert {diary["later"].id, diary["earlier"].id} <= set(first("2026-08-23"))
    assert diary["earlier"].id not in first("2021-05-01")
    assert diary["earlier"].id not in first("2026-08-22", (diary["earlier"].id,))


def test_nothing_is_found_where_nothing_speaks_of_it(desk: Desk, embedding: Embedding, diary: dict[str, Entry]) -> None:
    for question in ("zxcv asdf qwer", "…", "def main(): return 0"):
        assert found(desk, embedding, question).places == ()
        assert found(desk, None, question).places == ()
    assert len(diary) == 3
    assert found(desk, embedding, before="0001-01-01").places == ()


def test_without_what_weighs_meaning_words_and_names_are_looked_for(desk: Desk, diary: dict[str, Entry]) -> None:
    told = found(desk, None, "the plumber, and soup")

    assert [place.said.entry for place in told.places] == [diary["earlier"].id]
    assert not told.by_meaning


@pytest.mark.parametrize("by_meaning", [True, False], ids=["meaning", "words"])
def test_who_rests_is_among_them_only_where_she_is_named_and_never_when_away(
    desk: Desk, embedding: Embedding, diary: dict[str, Entry], *, by_meaning: bool
) -> None:
    tom = write(desk, "Tom cancelled the dinner, ten minutes before. Soup alone.", "2020-01-01").id
    embedder = embedding if by_meaning else None
    desk.rests.begin(new_rule("person", now_ms=NOW, name="Tom"), now_ms=NOW)

    def ids(question: str) -> set[str]:
        return {place.said.entry for place in found(desk, embedder, question).places}

    assert tom not in ids("dinner cancelled")
    assert diary["earlier"].id in ids("dinner cancelled")
    assert tom in ids("Has Tom cancelled dinner?")
    desk.rests.keep(new_rule("person", now_ms=NOW, name="Tom", depth="away"), now_ms=NOW)
    assert tom not in ids("Has Tom cancelled dinner?")


def test_what_is_in_the_trash_or_where_two_versions_meet_is_none(
    desk: Desk, embedding: Embedding, diary: dict[str, Entry]
) -> None:
    entry = diary["earlier"]
    for text in (CALLED_OFF.replace("seven", "eight"), CALLED_OFF.replace("seven", "nine")):
        desk.entries.revise(entry.id, entry.content._replace(text=text), now_ms=NOW, base=entry.heads)

    assert entry.id not in {place.said.entry for place in found(desk, embedding).places}
    desk.entries.trash(diary["later"].id, now_ms=NOW)
    assert found(desk, None, "the plumber, and soup", before=TODAY).places == ()


def test_a_long_page_is_looked_at_where_it_is_nearest(desk: Desk, embedding: Embedding) -> None:
    filler = "The beans are up and the shed is green. " * 60
    entry = write(desk, f"{filler}At seven he cancelled dinner. I put the soup away. {filler}", "2020-01-01")
    for embedder in (embedding, None):
        (place,) = found(desk, embedder, "He cancelled dinner. The soup was put away").places
        assert place.said.words == "At seven he cancelled dinner. I put the soup away."
        assert place.said.stands_in(entry)


@pytest.mark.parametrize("by_meaning", [True, False], ids=["meaning", "words"])
def test_of_a_page_that_she_names_the_nearest_sentences_are_told(
    desk: Desk, embedding: Embedding, *, by_meaning: bool
) -> None:
    entry = write(desk, f"{'The beans are up. ' * 30}At seven he cancelled dinner. I put the soup away.", "2020-01-01")
    empty = write(desk, " ", "2020-01-02")
    asked = question_of("He cancelled dinner. The soup was put away", desk.registry.circle(), today=TODAY)
    sight, embedder = desk.sight_for("dinner"), embedding if by_meaning else None

    span = desk.earlier.nearest_in(asked, entry, sight=sight, embedder=embedder)

    assert span is not None
    assert entry.content.text[span.start : span.end] == "At seven he cancelled dinner. I put the soup away."
    assert desk.earlier.nearest_in(asked, empty, sight=sight, embedder=embedder) is None
    of_nothing = desk.earlier.nearest_in(asked._replace(text=""), entry, sight=sight, embedder=embedder)
    assert of_nothing is not None
    assert of_nothing.start == 0


def test_the_last_thirty_days_are_no_earlier_time_yet() -> None:
    assert latest_day("2026-09-21") == "2026-08-22"
    assert latest_day("2026-09-21", lately=True) == "2026-09-22"
    assert latest_day("0001-01-05") == "0001-01-01"
    assert is_recent("2026-09-21", TODAY)
    assert is_recent("2026-08-22", TODAY)
    assert not is_recent("2026-08-21", TODAY)
    assert date.fromisoformat(latest_day("2024-03-10")).isoformat() == "2024-02-09"
