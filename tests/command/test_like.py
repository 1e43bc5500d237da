"""Finding what speaks of the same, from the command line."""

from pathlib import Path

import pytest

from tests.command.person import Person

KNEE = "My knee hurts again, and the stairs at the office are a torment."
LEG = "A pain in the leg all day; I walked down to the car like an old woman."
BREAD = "Ada baked bread and we ate it with butter on the balcony."


@pytest.fixture
def ids(person: Person) -> dict[str, str]:
    return {text: person.write(text) for text in (BREAD, KNEE, LEG)}


def test_what_speaks_of_the_same_is_found_in_other_words(person: Person, ids: dict[str, str]) -> None:
    answer = person.opened("find", "--like", "my joints ache when I climb", "--json", "--text")

    assert answer.code == 0, answer.err
    assert [line["text"] for line in answer.lines][-1] == BREAD
    assert {line["text"] for line in answer.lines} == ids.keys()
    for line in answer.lines:
        assert line["snippet"] in line["text"]


def test_entries_like_one_are_found_by_its_id(person: Person, ids: dict[str, str]) -> None:
    answer = person.opened("find", "--like", ids[KNEE][:8], "-n", "1")

    assert answer.code == 0, answer.err
    assert "A pain in the leg" in answer.out
    assert "My knee" not in answer.out


def test_a_word_with_the_letters_of_an_id_is_a_word(person: Person, ids: dict[str, str]) -> None:
    answer = person.opened("find", "--like", "faded", "--json")

    assert answer.code == 0, answer.err
    assert len(answer.lines) == len(ids)


@pytest.mark.parametrize("words", [("--like", " "), ("--like", "rain", "snow")])
def test_what_cannot_be_meant_is_said(person: Person, words: tuple[str, ...]) -> None:
    assert person.opened("find", *words).code == 2


def test_without_the_libraries_it_says_what_is_missing_and_words_are_found(
    person: Person, ids: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "tokenizers.py").write_text("raise ImportError\n", encoding="utf-8")

    refused = person.opened("find", "--like", "pain", PYTHONPATH=str(tmp_path))

    assert refused.code == 1
    assert refused.problem["code"] == "read.no-model"
    assert "goldseam[reader]" in refused.problem["next"]
    assert "My knee" in person.opened("find", "knee", PYTHONPATH=str(tmp_path)).out
