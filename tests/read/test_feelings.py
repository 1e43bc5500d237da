"""Who feels what: whose a feeling is, toward whom, and whether it was felt at all."""

import pytest

from goldseam.read.cues import cues, idioms
from goldseam.words.emotion import EMOTIONS
from tests.read.reading import called, felt_in

# The text, and for each feeling: cue emotion whose mode [toward].
CASES = [
    ("I was livid about the ferry.", "livid anger self felt"),
    ("Sabine was livid with me.", "livid anger Sabine felt self"),
    ("My uncle is homesick.", "homesick longing uncle felt"),
    ("Terribly lonely tonight.", "lonely loneliness self felt"),
    ("I felt ashamed and relieved.", "ashamed shame self felt; relieved relief self felt"),
    ("I was glad, but Anton was jealous.", "glad joy self felt; jealous jealousy Anton felt"),
    ("The verdict made my aunt miserable.", "miserable sadness aunt felt"),
    ("The thunder frightened Sabine.", "frightened fear Sabine felt"),
    ("I miss my brother.", "miss longing self felt brother"),
    ("I felt such relief.", "relief relief self felt"),
    ("My heart sank.", "My heart sank disappointment self felt"),
    ("I am so proud of Sabine.", "proud pride self felt Sabine"),
    # what was not felt, or only then, there, or for show
    ("I am not angry any more.", "angry anger self not_felt"),
    ("I'm no longer jealous.", "jealous jealousy self not_felt"),
    ("I have never been so happy.", "happy joy self felt"),
    ("Not because I'm scared.", "scared fear self not_felt"),
    ("I should be happy.", "happy joy self hypothetical"),
    ("If it rained I would be furious.", "furious anger self hypothetical"),
    ("Anton thinks I'm ashamed of the boat.", "ashamed shame self hypothetical"),
    ("I think I'm a little envious.", "envious jealousy self felt"),
    ("I used to be scared of moths.", "scared fear self past"),
    ("She had been unhappy for years.", "unhappy sadness unknown past"),
    ("I dreamt of the mill and was terrified.", "terrified fear self dream"),
    ("Dreamt of the mill again. Woke up happy.", "happy joy self felt"),
    ("I pretended to be furious.", ""),
    ("I let on I was furious.", "furious anger self acted"),
    # nobody's, or nobody's that can be told
    ("Were you frightened?", ""),
    ("He asked if I was angry.", "angry anger self hypothetical"),
    ("In the film she is terrified.", ""),
    ("Anger is a bad cook.", ""),
    ("An angry letter came.", ""),
    ("I love toast.", ""),
    ("I hate Mondays.", ""),
    ("I missed the bus.", ""),
    ("Miss Tierney rang.", ""),
    ("I'm afraid I cannot come.", ""),
    ("“I am terrified,” it said on the wall.", ""),
    ("We moved to Ghent.", ""),
    ("Hope came. Joy left.", ""),
    ("The sea was calm.", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:40] for text, _ in CASES])
def test_a_feeling_has_its_emotion_its_owner_and_how_far_it_was_felt(text: str, expected: str) -> None:
    passage, found = felt_in(text)

    told = "; ".join(
        " ".join(
            filter(
                None,
                (
                    finding.words,
                    feeling.emotion,
                    called(passage, feeling.experiencer),
                    feeling.mode,
                    called(passage, feeling.toward),
                ),
            )
        )
        for finding, feeling in found
    )
    assert told == expected


def test_a_figure_of_speech_that_tells_a_feeling_is_marked_as_one() -> None:
    _, found = felt_in("My heart sank when I was tired and sad.")

    assert [feeling.figurative for _, feeling in found] == [True, False]


def test_every_word_and_phrase_of_feeling_tells_an_emotion_of_the_schema() -> None:
    told = {cue.emotion for those in cues().values() for cue in those} | {idiom.emotion for idiom in idioms()}

    assert told <= EMOTIONS
    assert len(told) > len(EMOTIONS) // 2
