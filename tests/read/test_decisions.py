"""What somebody decided, and why."""

import pytest

from goldseam.words.finding import SELF, Decision
from tests.read.reading import called, of_type, whole

# The text; then state, whose, the words, reasons for, reasons against.
DECIDED: tuple[tuple[str, str, str, str, list[str], list[str]], ...] = (
    (
        "I've decided to sell the boat because the oars are rotten.",
        "made", SELF, "I've decided to sell the boat", ["the oars are rotten"], [],
    ),
    (
        "Ines decided against the flat, since it was damp and because the stairs were steep.",
        "made", "Ines", "Ines decided against the flat", ["it was damp", "the stairs were steep"], [],
    ),
    (
        "We have decided to keep the boat, although nobody can row.",
        "made", SELF, "We have decided to keep the boat", [], ["nobody can row"],
    ),
    (
        "I have decided to stay. Because of the garden, and because I am tired of boxes.",
        "made", SELF, "I have decided to stay", ["the garden", "I am tired of boxes"], [],
    ),
    ("I've handed in my notice.", "made", SELF, "I've handed in my notice", [], []),
    ("I turned Leeds down because it is far.", "made", SELF, "I turned Leeds down", ["it is far"], []),
    ("I'm in two minds about the boat.", "weighing", SELF, "I'm in two minds about the boat", [], []),
    ("Ines has changed her mind about it.", "reversed", "Ines", "Ines has changed her mind about it", [], []),
    ("It is decided: the boat goes to Marek.", "made", SELF, "the boat goes to Marek", [], []),
)  # fmt: skip
UNDECIDED = (
    "I haven't decided yet.",
    "If I decide to sell the boat I'll tell you.",
    "I can't decide whether it was the wind.",
    "She would decide to sell it.",
    "Who decided to sell the boat?",
    "I decided it was the wind.",
    "I signed for the parcel.",
)


@pytest.mark.parametrize(("text", "state", "by", "words", "reasons_for", "reasons_against"), DECIDED)
def test_a_decision_is_found_with_its_reasons_in_their_own_words(
    text: str, state: str, by: str, words: str, reasons_for: list[str], reasons_against: list[str]
) -> None:
    reading = whole(text)
    (found,) = of_type(reading, "decision")
    details = found.details
    assert isinstance(details, Decision)

    assert (details.state, called(reading, details.by), found.words) == (state, by, words)
    assert [text[a:b] for a, b in details.reasons_for] == reasons_for
    assert [text[a:b] for a, b in details.reasons_against] == reasons_against


@pytest.mark.parametrize("text", UNDECIDED)
def test_what_is_open_supposed_or_guessed_is_no_decision_made(text: str) -> None:
    assert not [
        f for f in of_type(whole(text), "decision") if isinstance(f.details, Decision) and f.details.state == "made"
    ]
