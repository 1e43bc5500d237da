"""The body: what is wrong with it, whose it is, and what only sounds like it."""

import pytest

from tests.read.reading import ailing_in, called

# The text, and for each finding: words, class, whose, state [part].
CASES = [
    ("My elbow hurts.", "elbow hurts symptom self current elbow"),
    ("Left shoulder stiff again.", "Left shoulder stiff symptom self current Left shoulder"),
    ("My uncle's hip is bad.", "hip is bad symptom uncle current hip"),
    ("My throat hurt all through Mass.", "throat hurt symptom self past throat"),
    ("I burnt my thumb on the iron.", "burnt my thumb injury self current thumb"),
    ("Sabine broke her wrist.", "broke her wrist injury Sabine current wrist"),
    ("Anton has a cough.", "a cough symptom Anton current"),
    ("In bed with flu.", "flu illness self current"),
    ("Migraine again, curtains drawn.", "Migraine symptom self current"),
    ("No fever today.", "No fever symptom self negated"),
    ("Threw up twice.", "Threw up symptom self past"),
    ("Took two ibuprofen at noon.", "two ibuprofen medicine self current"),
    ("My inhaler ran out.", "My inhaler medicine self current"),
    ("Slept badly.", "Slept badly sleep self past"),
    ("Couldn't sleep.", "Couldn't sleep sleep self past"),
    # figures, dreams, films, guesses, likenesses
    ("My heart broke at the gate.", ""),
    ("He is a pain in the neck.", ""),
    ("I nearly died of embarrassment, sick of the whole parade.", ""),
    ("They talked behind my back.", ""),
    ("I dreamt my teeth were bleeding.", ""),
    ("In the film her arm is broken.", ""),
    ("If my knee hurts I will stay.", ""),
    ("It was like a headache.", ""),
    ("A cold night, cut flowers, a burning question.", ""),
    ("The head of the school came back.", ""),
    ("My hands smelled of onions.", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:40] for text, _ in CASES])
def test_what_is_said_of_the_body_has_its_owner_and_its_state(text: str, expected: str) -> None:
    passage, found = ailing_in(text)

    told = "; ".join(
        " ".join(
            filter(
                None,
                (finding.words, health.health_class, called(passage, health.who), health.state, health.body),
            )
        )
        for finding, health in found
    )
    assert told == expected


def test_a_complaint_since_a_day_points_at_the_day() -> None:
    passage, found = ailing_in("My knee has been aching since Sunday.")

    days = {finding.id: finding.words for finding, _ in passage.times()}
    assert [days[health.since or ""] for _, health in found] == ["Sunday"]
