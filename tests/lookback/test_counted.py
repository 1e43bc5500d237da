"""Small words are counted as a reader would by hand, and quotations, code and other languages are left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.lookback.counted import LISTS, Counts, cdi, count, small_words
from goldseam.lookback.prose import WORD, forms_of, may_have_zones
from goldseam.read.zones import zones_of

# Counted by hand: the text, its words, and what is in each list; lists that are not named have nothing.
BY_HAND = [
    (
        "I'm sure we don't know what Will said, but it's not about us.", 13,
        {"i": 1, "we": 2, "ipron": 2, "prep": 1, "auxverb": 3, "conj": 1, "negate": 2, "small": 9},
    ),
    (
        "I’ve never seen May so happy, and she’ll be here in May.", 12,
        {"i": 1, "ppron": 1, "auxverb": 3, "negate": 1, "adverb": 2, "conj": 1, "prep": 1, "small": 8},
    ),
    ("I. Milk\nII. Bread\nIII. I forgot.", 7, {"i": 1, "small": 1}),
    (
        "We met at 9 a.m., i.e. early; the bus was at 11am or 9 am.", 14,
        {"we": 1, "prep": 2, "article": 1, "auxverb": 1, "conj": 1, "small": 6},
    ),
    (
        "Will you come? Will came. May the rain stop. May came in May.", 13,
        {"auxverb": 2, "ppron": 1, "article": 1, "prep": 1, "small": 5},
    ),
    (
        "The book of Will's is mine, not ours; let's go to the US without it.", 15,
        {"article": 2, "prep": 3, "auxverb": 1, "i": 1, "we": 2, "ipron": 1, "negate": 1, "small": 11},
    ),
    (
        "I WILL go, and Iʼm sure Will WILL, in MAY or not.", 12,
        {"i": 2, "auxverb": 3, "conj": 2, "prep": 1, "negate": 1, "small": 8},
    ),
    (
        "In Part I the king and I had a talk.", 10,
        {"prep": 1, "article": 2, "conj": 1, "i": 1, "auxverb": 1, "small": 6},
    ),
    (
        "I can’t and I won’t. There’s nothing there, and nobody who’d know.", 12,
        {"i": 2, "auxverb": 4, "negate": 4, "conj": 2, "adverb": 2, "ipron": 3, "small": 11},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "lists"), BY_HAND, ids=[text[:24] for text, *_ in BY_HAND])
def test_what_was_counted_by_hand(text: str, words: int, lists: dict[str, int]) -> None:
    found = count(text)

    assert {name: getattr(found, name) for name in (*LISTS, "small")} == dict.fromkeys((*LISTS, "small"), 0) | lists
    assert found.words == words


def test_the_index_by_hand() -> None:
    found = count("I walked to the sea with her and it was not cold at all.")

    # the: 1 article; to, with, at: 3 prepositions; I, her, it, was, and, not: 6 of the others; 14 words.
    assert (found.words, found.signed) == (14, 4 - 6)
    assert cdi(found) == pytest.approx(30 + 100 * (4 - 6) / 14)


@pytest.mark.parametrize(
    "not_hers",
    ["“I love you and I miss you,”", '"I love you, I do,"', "‘I never said that I did,’", "`I = I + me`"],
)
def test_words_of_others_and_code_are_left_out(not_hers: str) -> None:
    found = count(f"It rained in the night, and then {not_hers} and that was all of it for the day.")

    assert found.i == 0
    assert found.words == 16
    assert found.left_out > 1


def test_blocks_that_are_no_prose_are_left_out() -> None:
    text = "I was at home.\n\n> I quote what I read\n\n```\nI am code, I\n```\n\n| I | me |\n| my | mine |\n\nI see https://i.me/my"
    assert (count(text).i, count(text).words) == (2, 6)


@pytest.mark.parametrize(
    "text",
    [
        "Hoy me he despertado tarde y no he ido a trabajar. La casa estaba en silencio y el mar también." * 3,
        "Heute bin ich spät aufgewacht und nicht zur Arbeit gegangen. Das Haus war still, das Meer auch." * 3,
        "今日は朝から雨が降っていました。",
    ],
)
def test_other_languages_are_not_counted(text: str) -> None:
    found = count(text)
    assert found.words == 0
    assert found.foreign > 0


def test_sentences_that_begin_with_their_verb() -> None:
    found = count("Went to the museum. I was late. Rained all the way. The bus was full of us.")
    assert (found.sentences, found.clipped) == (4, 2)


# Against a recount that shares nothing with the counting but the lists.
PIECES = [*sorted(small_words()), "sea", "house", "Bea", "walked", "rain", "Bea's", "well-known", "été"]
SEPARATORS = [" ", " ", " ", " ", ", ", "! ", "\n", " – "]


@st.composite
def pages(draw: st.DrawFn) -> str:
    made = ""
    for word in draw(st.lists(st.sampled_from(PIECES), max_size=60)):
        written = word.replace("'", draw(st.sampled_from("'’")))
        written = draw(st.sampled_from((written, written.capitalize() if word not in {"will", "may"} else written)))
        made += written + draw(st.sampled_from(SEPARATORS))
    return made


def recounted(text: str) -> dict[str, int]:
    tokens, token = [], ""
    for character in f"{text} ":
        if character.isalpha() or (character in "'’" and token):
            token += "'" if character == "’" else character
        elif token:
            tokens.append(token.lower().rstrip("'"))
            token = ""
    found = dict.fromkeys((*LISTS, "small"), 0)
    for one in tokens:
        for ordinal in small_words().get(one, ()):
            found[LISTS[ordinal]] += 1
        found["small"] += one in small_words()
    return found | {"words": len(tokens)}


@given(pages())
def test_counts_equal_a_naive_recount(text: str) -> None:
    found = count(text)
    if not found.foreign:
        assert {name: getattr(found, name) for name in (*LISTS, "small", "words")} == recounted(text)


@given(st.text() | st.text(alphabet="IiaA.me Will'’s\n9\"“”US"))
def test_no_count_is_ever_below_nothing(text: str) -> None:
    found = count(text)
    assert min(found) >= 0
    assert found.small <= found.words


@given(st.text(alphabet="ab I.,:'’‘“”\"«»\n\t|>`~-—*_ DearLov♪", max_size=80))
def test_a_text_without_the_marks_of_a_zone_has_none(text: str) -> None:
    if not may_have_zones(text):
        assert zones_of(text) == []


def test_sums_are_sums() -> None:
    one, other = count("I was at the sea."), count("We were at the house of the king.")
    assert one.plus(other).less(other) == one
    assert one.plus(other).words == 13
    assert Counts().plus(one) == one


@given(st.text(alphabet="aB 'é’9_İ-.\n") | st.text())
def test_words_are_the_same_however_they_are_cut(text: str) -> None:
    text = text.replace("_", " ")
    slow = [word.lower().replace("’", "'") for word in WORD.findall(text.replace("İ", "I"))]
    if len(text.lower()) == len(text):  # small letters that are as many as the capitals were
        assert sorted(forms_of(text).elements()) == sorted(slow)
