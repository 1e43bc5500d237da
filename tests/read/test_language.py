"""Which language an entry is in, and what is left unread."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.read.language import language_of, languages_of
from goldseam.read.passage import Setting
from goldseam.read.pipeline import read_text
from goldseam.read.sentences import sentences_of, words_of

SETTING = Setting(date(2025, 3, 1))
FOREIGN = [
    tuple(line.split(" ", 1))
    for line in Path(__file__).with_name("foreign_entries.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
ENGLISH = (
    "rang mum. no answer. rang again",
    "Wah, so tired lah, the whole day kena scold by boss.",
    "me nah go back there, you see me?",
    "knees. rain. soup",
    "GUTTED.",
    "Ok",
    "🙂🙂 best day",
    "Finally rang the garage; they never had the part in the first place.",
    "Abuela made tamales and we ate them all before Tía came",
    "1 Feb. 6 km. 41:20.",
)


def test_nearly_every_foreign_entry_is_known_for_what_it_is() -> None:
    told = [(code, language_of(text, words_of(text))) for code, text in FOREIGN]

    assert sum(found.code == code for code, found in told) >= 0.95 * len(FOREIGN)
    assert sum(found.read for _, found in told) <= 0.02 * len(FOREIGN)


@pytest.mark.parametrize("text", ENGLISH)
def test_short_and_crooked_english_is_read(text: str) -> None:
    assert language_of(text, words_of(text)).read


def test_a_text_in_a_language_without_rules_has_no_findings_and_says_so() -> None:
    reading = read_text("Gestern hat Ida gesagt, dass sie am Freitag kommt. Ich bin so froh darüber.", SETTING)

    assert reading.language == "de"
    assert not reading.findings
    assert "not read" in reading.problems[0]


def test_of_a_mixed_text_only_the_sentences_that_can_be_read_are() -> None:
    text = "I was so sad yesterday. Ich weiß nicht, was ich ihm sagen soll. I slept badly again and again."
    found = languages_of(text, sentences_of(text), words_of(text))

    assert [text[start:end] for start, end in found.foreign] == ["Ich weiß nicht, was ich ihm sagen soll."]
    assert read_text(text, SETTING).problems


def test_an_english_text_has_no_problem_of_language() -> None:
    reading = read_text("I was so sad yesterday, and she said nothing.", SETTING)

    assert reading.language == "en"
    assert not reading.problems


@given(st.text(max_size=300))
def test_any_text_has_a_language_or_none(text: str) -> None:
    found = languages_of(text, sentences_of(text), words_of(text))

    assert found.whole.code is None or found.whole.code.isalpha()
