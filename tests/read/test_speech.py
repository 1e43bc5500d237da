"""Who said what."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldseam.read.passage import Passage, Setting
from goldseam.read.readers import mentions, speech
from goldseam.words.finding import SELF, UNKNOWN, Speech
from tests.read.reading import called, of_type, whole

# The text; then for each speech its words, its form and its speaker.
SAID: tuple[tuple[str, tuple[tuple[str, str, str | None], ...]], ...] = (
    ('Ines said, "Come down at once."', (("Come down at once.", "direct", "Ines"),)),
    ("“I am not hungry,” said Ines.", (("I am not hungry,", "direct", "Ines"),)),
    ("'Leave the gate,' I told him.", (("Leave the gate,", "direct", SELF),)),
    ("„Lass das“, Ines said.", (("Lass das", "direct", "Ines"),)),
    ('"Where were you?" Ines asked.', (("Where were you?", "direct", "Ines"),)),
    ("Ines said that the boat had gone.", (("the boat had gone", "indirect", "Ines"),)),
    ("Ines says the boat has gone.", (("the boat has gone", "indirect", "Ines"),)),
    ("I told Ines I was leaving.", (("I was leaving", "indirect", SELF),)),
    ("Ines asked me whether the boat had gone.", (("whether the boat had gone", "indirect", "Ines"),)),
    ("Ines wanted to know where the oars were.", (("where the oars were", "indirect", "Ines"),)),
    ("Ines told me to wait by the gate.", (("to wait by the gate", "indirect", "Ines"),)),
    ("Ines rang to say the boat had gone.", (("the boat had gone", "indirect", "Ines"),)),
    ("Ines told me, over the washing-up, that the boat had gone.", (("the boat had gone", "indirect", "Ines"),)),
    ("Ines asked if I was cold and I said no.", (("if I was cold", "indirect", "Ines"), ("no", "indirect", SELF))),
    ("Ines came in and said the boat had gone.", (("the boat had gone", "indirect", "Ines"),)),
    ("He said the tide was wrong.", (("the tide was wrong", "indirect", UNKNOWN),)),
    ("Told Ines I am not coming back.", (("I am not coming back", "indirect", SELF),)),
    ("I was told the boat had gone.", (("the boat had gone", "indirect", UNKNOWN),)),
    ("Ines asked me last night to wait by the gate.", (("to wait by the gate", "indirect", "Ines"),)),
    (
        "Ines asked me how deep it was. I said on Sundays.",
        (
            ("how deep it was", "indirect", "Ines"),
            ("on Sundays", "indirect", SELF),
        ),
    ),
    ("Ines said because the sea was flat.", (("because the sea was flat", "indirect", "Ines"),)),
    (
        "She came to the door. Ines said in a strong voice, nobody sails today.",
        (("nobody sails today", "indirect", "Ines"),),
    ),
    ("Ines goes, so where are the oars?", (("so where are the oars?", "indirect", "Ines"),)),
    (
        "I cannot be homesick for a hallway, I told Ines, and she measured ours.",
        (("I cannot be homesick for a hallway", "indirect", SELF),),
    ),
    ("Not sick, I said, pending.", (("Not sick", "indirect", SELF),)),
    (
        "The rain came. Ines: What is it? ME: It is the clock.",
        (
            ("What is it?", "direct", "Ines"),
            ("It is the clock.", "direct", SELF),
        ),
    ),
    ('Ines, on the telephone, calm: "I have sold it."', (("I have sold it.", "direct", "Ines"),)),
    ("Ines, who had been ill, has told me that the boat is sold.", (("the boat is sold", "indirect", "Ines"),)),
    ("I told myself it was only the wind.", (("it was only the wind", "indirect", SELF),)),
)
NOTHING_SAID = (
    "Ines said nothing all evening.",
    "Ines didn't say that the boat had gone.",
    "Ines told me everything.",
    "Ines said it twice.",
    "If Ines says the boat has gone I shall swim.",
    "Ines would say that it was only the wind.",
    "The wind says what it likes.",
    "Whatever Ines said, I had my hat on.",
    "Ines told a long story about a horse.",
    "I wrote a letter to the council.",
    "Neck: a desk. Ines: split from Tom on Friday.",
    "Every word I said since Christmas was wrong.",
    "We were told.",
    "We talked about the boat.",
)


@pytest.mark.parametrize(("text", "wanted"), SAID)
def test_what_was_said_is_found_with_who_said_it(text: str, wanted: tuple[tuple[str, str, str | None], ...]) -> None:
    reading = whole(text)
    found = of_type(reading, "speech")

    told = [
        (f.words, f.details.form, called(reading, f.details.speaker)) for f in found if isinstance(f.details, Speech)
    ]
    assert told == list(wanted)


@pytest.mark.parametrize("text", NOTHING_SAID)
def test_where_nothing_was_said_nothing_is_found(text: str) -> None:
    assert not of_type(whole(text), "speech")


def test_one_speech_in_two_parts_is_one_finding() -> None:
    (found,) = of_type(whole('"The boat," said Ines, "has gone."'), "speech")

    assert [quote.words for quote in found.quotes] == ["The boat,", "has gone."]


def test_the_words_of_saying_and_whom_they_name_are_told() -> None:
    reading = whole("Ines told Marek the boat had gone.")
    (found,) = of_type(reading, "speech")
    assert isinstance(found.details, Speech)
    assert found.details.addressee is not None

    assert [called(reading, one) for one in found.details.addressee] == ["Marek"]
    assert found.details.cue is not None


def test_whose_voice_a_place_is_in() -> None:
    text = 'I was calm. Ines said, "I am furious with you." I went out.\n\nIda: hello you\nMe: hello'
    passage = Passage(text, Setting(date(2025, 3, 5)))
    mentions.read(passage)
    speech.read(passage)
    names = {one.id: one.name for one in passage.persons.values()}

    assert speech.speaker_at(passage, text.index("calm")) == SELF
    assert names[speech.speaker_at(passage, text.index("furious"))] == "Ines"
    assert speech.speaker_at(passage, text.index("went")) == SELF
    assert speech.speaker_at(passage, text.rindex("hello")) == SELF


WORDS = 'I she Ines said told me him that to "no" “yes” , . ; and the boat was going will promised decided because if\n'


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(WORDS.split(" ")), max_size=60))
def test_no_order_of_words_raises_and_every_finding_stands_in_the_text(words: list[str]) -> None:
    text = " ".join(words)
    for found in whole(text).findings:
        for quote in found.quotes:
            assert quote.stands_in(text)
