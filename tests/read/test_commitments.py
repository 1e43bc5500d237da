"""What somebody promised, plans or means to do."""

import pytest

from goldseam.words.finding import SELF, UNKNOWN, Commitment, Time
from tests.read.reading import called, of_type, whole

# The text; then strength, whose, what is to be done, to whom.
MEANT: tuple[tuple[str, str, str, str, str | None], ...] = (
    ("I promised Ines that I would mend the gate.", "promise", SELF, "mend the gate", "Ines"),
    ("I promised Ines I'd mend the gate.", "promise", SELF, "mend the gate", "Ines"),
    ("Ines promised to bring the ladder.", "promise", "Ines", "bring the ladder", None),
    ("Ines swore she would pay for it.", "promise", "Ines", "pay for it", None),
    ("Promised Ines the use of the boat.", "promise", SELF, "the use of the boat", "Ines"),
    ("I told Ines I'd mend the gate.", "promise", SELF, "mend the gate", "Ines"),
    ("I'll mend the gate on Saturday.", "plan", SELF, "mend the gate on Saturday", None),
    ("On Saturday I shall mend the gate.", "plan", SELF, "mend the gate", None),
    ("I'm going to mend the gate.", "plan", SELF, "mend the gate", None),
    ("Ines is coming on Saturday.", "plan", "Ines", "coming on Saturday", None),
    ("We're painting the shed tomorrow.", "plan", SELF, "painting the shed tomorrow", None),
    ("Ines leaves on Saturday.", "plan", "Ines", "leaves on Saturday", None),
    ("I must ring Ines about the gate.", "intention", SELF, "ring Ines about the gate", "Ines"),
    ("I mean to mend the gate.", "intention", SELF, "mend the gate", None),
    ("I have to mend the gate, the wind took it.", "intention", SELF, "mend the gate", None),
    ("I want to learn the cello before I am fifty.", "intention", SELF, "learn the cello before I am fifty", None),
    ("Ines means to sell the boat.", "intention", "Ines", "sell the boat", None),
)
NOT_MEANT = (
    "I might mend the gate on Saturday.",
    "Maybe I'll mend the gate.",
    "I would mend the gate if I had a hammer.",
    "If it rains I'll mend the gate.",
    "I wish I could mend the gate.",
    "I used to mend gates.",
    "Will you mend the gate?",
    "The rain will stop.",
    "I'll never know.",
    "I was painting the shed all day.",
    "I'm painting the shed.",
    "I had to mend the gate.",
    "He promised nothing.",
    "I never promised to mend it.",
    "I want to die of shame.",
    "One must be patient with gates.",
    "In the film she swears she will come back.",
)


@pytest.mark.parametrize(("text", "strength", "by", "action", "to"), MEANT)
def test_what_is_meant_to_be_done_is_found_with_whose_it_is(
    text: str, strength: str, by: str, action: str, to: str | None
) -> None:
    reading = whole(text)
    (found,) = of_type(reading, "commitment")
    details = found.details
    assert isinstance(details, Commitment)

    assert (details.strength, called(reading, details.by)) == (strength, by)
    assert details.action is not None
    assert text[details.action[0].start : details.action[0].end] == action
    assert [called(reading, one) for one in details.to or ()] == ([to] if to else [])


@pytest.mark.parametrize("text", NOT_MEANT)
def test_what_is_only_possible_wished_or_supposed_is_no_commitment(text: str) -> None:
    assert not of_type(whole(text), "commitment")


def test_the_day_by_which_it_is_due_is_the_one_beside_it() -> None:
    reading = whole("I promised Ines I'd mend the gate by Saturday.")
    (found,) = of_type(reading, "commitment")
    assert isinstance(found.details, Commitment)
    (due,) = [one for one in reading.findings if one.id == found.details.due]

    assert isinstance(due.details, Time)
    assert due.details.value == "2025-03-08"


def test_a_promise_in_quotation_marks_is_never_the_writers_own() -> None:
    reading = whole('"I will mend the gate," said Ines.')

    assert all(called(reading, f.details.by) != SELF for f in reading.findings if isinstance(f.details, Commitment))


def test_what_somebody_says_one_must_do_is_not_what_one_means_to_do() -> None:
    assert not of_type(whole("Ines says I must sell the boat."), "commitment")


def test_his_word_is_nobodys_we_know_where_only_a_pronoun_gives_it() -> None:
    (found,) = of_type(whole("He promised to bring the ladder."), "commitment")

    assert isinstance(found.details, Commitment)
    assert found.details.by == UNKNOWN
