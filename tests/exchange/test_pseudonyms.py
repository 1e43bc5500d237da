"""Who, where and when is found in a few texts, and called otherwise in all of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldseam.exchange.pseudonyms import Known, Replacement, proposed, replaced
from goldseam.words.problem import Misused

TOM = Known("person", ("Tom Baxter", "Tommy"))
LISBON = Known("place", ("Lisbon",))


def found(*texts: str, known: tuple[Known, ...] = (TOM, LISBON), with_dates: bool = False) -> list[Replacement]:
    return proposed(texts, known, with_dates=with_dates)


@pytest.mark.parametrize(
    "written",
    ["Tom", "TOM", "tom", "Tommy", "Baxter", "Tom Baxter", "Tom\nBaxter", "Tóm", "T\u00adom", "T\u200bom", "To\u0301m"],
)
@pytest.mark.parametrize("ending", ["", "'s", "’s", "s", "'", ","])
def test_a_name_is_found_however_it_is_written(written: str, ending: str) -> None:
    text = f"we met {written}{ending} there"

    replacements = found(text)

    assert [one.kind for one in replacements] == ["person"]
    assert replaced(text, replacements) == f"we met A.{ending} there"


def test_a_name_within_a_word_is_no_name() -> None:
    assert found("the tomorrow of an atom") == []


def test_everybody_is_called_the_same_in_every_text() -> None:
    texts = ("Tom rang from Lisbon.", "In Lisbon, Marisol saw Tommy. Then marisol's train left.")

    replacements = found(*texts)

    assert [(one.kind, one.times, one.put) for one in replacements] == [
        ("person", 2, "A."), ("place", 2, "B."), ("unknown", 2, "C."),
    ]  # fmt: skip
    assert [replaced(text, replacements) for text in texts] == [
        "A. rang from B.", "In B., C. saw A. Then C.'s train left.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "I met Marisol.", "Marisol rang.", "“Marisol,” I said.", "- Marisol\n- bread", "we saw Hope", "Grace came.",
        "the NHS wrote", "at the Rua Augusta", "O’Brien said", "with Anne-Marie", "for J. of all people",
    ],
)  # fmt: skip
def test_a_capital_that_might_name_is_told(text: str) -> None:
    assert [one.kind for one in found(text)] == ["unknown"]


@pytest.mark.parametrize(
    "text", ["The rain. It fell.", "I think I'm late.", "On Monday, in May.", "Rained. Walked.", "You’re late. Don’t."]
)
def test_what_is_written_large_for_another_reason_is_not_told(text: str) -> None:
    assert found(text) == []


def test_an_ordinary_word_is_a_name_only_where_it_is_written_large() -> None:
    text = "I hope that Hope will come, and Will too."

    assert replaced(text, found(text)) == "I hope that A. will come, and B. too."


def test_a_surname_alone_is_whoever_had_it_before_unless_two_have_it() -> None:
    one = "I saw Maria Santos. Later Santos rang."
    two = "I saw Maria Santos and Ana Santos. Later Santos rang."

    assert replaced(one, found(one)) == "I saw A. Later A. rang."
    assert replaced(two, found(two)) == "I saw A. and B. Later C. rang."


@pytest.mark.parametrize(
    "address", ["tom@mail.example", "https://mail.example/tom?x=1", "www.mail.example", "@tommy_b", "+351 912 345 678"]
)
def test_addresses_and_numbers_are_told_whole(address: str) -> None:
    text = f"write to {address}, soon"

    assert replaced(text, found(text)) == "write to […], soon"


@pytest.mark.parametrize("day", ["2024-03-05", "5 March 2024", "March 5th", "5/3/24", "5 de marzo de 2024", "2024"])
def test_days_in_the_text_are_told_where_days_are_not_kept(day: str) -> None:
    text = f"we left on {day}, late"

    assert found(text) == []
    assert replaced(text, found(text, with_dates=True)) == "we left on […], late"


def test_a_letter_that_stands_there_is_not_taken() -> None:
    text = "A letter from A. to Tom"

    assert replaced(text, found(text)) == "A letter from B. to C."


def test_her_word_counts() -> None:
    text = "Tom and marisol at the Market"
    yours = {"tommy": "Mark", "marisol": "Eva", "Market": ""}

    replacements = proposed([text], [TOM], with_dates=False, yours=yours)

    assert replaced(text, replacements) == "Mark and Eva at the Market"
    with pytest.raises(Misused, match="stands in none"):
        proposed([text], [TOM], with_dates=False, yours={"Lena": "Eva"})


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["Tom", "tom's", "Baxter", "Lisbon", "rain", "Hope", "a", ".", "\n", "É", "2024", "“"]))
)
def test_nothing_that_is_replaced_is_left_and_twice_is_once(words: list[str]) -> None:
    text = " ".join(words)
    replacements = found(text, with_dates=True)

    once = replaced(text, replacements)

    assert replaced(once, replacements) == once
    assert not any(name in once.casefold().split() for name in ("tom", "tom's", "baxter", "lisbon", "2024"))
