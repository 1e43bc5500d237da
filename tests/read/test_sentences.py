"""Where sentences end, and where they only seem to."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.read.sentences import sentences_of, words_of
from goldseam.read.zones import Zones, zones_of
from tests.read.growing import grows_as_its_text

# The sentences of each text are what stands between the strokes.
CUT = (
    "We walked. | It rained.",
    "Mr. Okafor rang at 5 p.m. | Then he rang again.",
    "Dr. Lund saw No. 5 first. | No. | I will not.",
    "J. K. Brown wrote back. | I dined with L. | She slept.",
    "with L. and R. to the sea",
    "So did I. | Nobody laughed.",
    "He waited ... and then... | Nothing.",
    "wait… what? | no. | really! | yes",
    '"Are you up?" Ines asked. | I was.',
    "“Come down.” | I came down.",
    '"Stop!" she said, twice.',
    "It cost 3.50 at Lidl.",
    "see e.g. the one by the door",
    "slept badly | fed the hens | cried",
    "went out. | came back. | rain",
    "# A heading | Some prose under it.",
    "- milk | - bread | - the blue pills",
    "1. sleep | 2. eat | 3. sleep again",
    "Tom: are you up | Me: no",
    "今日はとても疲れた。 | 雨。",
)
WRAPPED = """This line was broken by a program that counts to seventy characters and
then goes on without asking. A second sentence stands in the second and
ends in the third.

A new paragraph
"""


@pytest.mark.parametrize("marked", CUT)
def test_a_sentence_ends_at_its_mark_or_with_its_line(marked: str) -> None:
    wanted = marked.split(" | ")
    breaks = "\n" if any(not piece.rstrip('”"').endswith((".", "!", "?", "…", "。")) for piece in wanted[:-1]) else " "
    text = breaks.join(wanted)

    assert [text[start:end] for start, end in sentences_of(text)] == wanted


def test_a_line_that_was_only_full_does_not_end_its_sentence() -> None:
    found = [WRAPPED[start:end] for start, end in sentences_of(WRAPPED)]

    assert [one[:13] for one in found] == ["This line was", "A second sent", "A new paragra"]


def test_lines_without_capitals_or_stops_stay_apart() -> None:
    text = "up at six and the whole house was cold again\nnobody had thought of the boiler man\nwrote to him"

    assert len(sentences_of(text)) == 3


@given(st.text(alphabet=st.sampled_from("aB. !?…\n\t\"'“”‘’«»„—–-:>|`#1é中♪"), max_size=200))
def test_everything_found_lies_where_it_says(text: str) -> None:
    sentences, zones = sentences_of(text), zones_of(text)

    for before, after in pairwise(sentences):
        assert before.end <= after.start
    covered = "".join("x" if any(s.start <= n < s.end for s in sentences) else text[n] for n in range(len(text)))
    assert not covered.replace("x", "").strip()
    assert all(0 <= z.span.start < z.span.end <= len(text) for z in zones)
    assert all(text[word.start : word.end] == word.form for word in words_of(text))


@given(st.text(alphabet=st.sampled_from('a “”"«»'), max_size=60))
def test_the_innermost_zone_is_found_by_place(text: str) -> None:
    zones = zones_of(text)
    placed = Zones(zones)

    for offset in range(len(text)):
        around = [z for z in zones if z.span.start <= offset < z.span.end]
        found = placed.at(offset)
        assert (found is None) == (not around)
        assert found is None or found.span.end - found.span.start == min(z.span.end - z.span.start for z in around)


HARD = (
    "'a ",
    '"',
    "“ ",
    "a. ",
    "\n",
    "> a\n",
    "A: b\n",
    "' 'x",
    "— a\n",
    "L. ",
    "Dear A,\n",
    "\t",
    "1:00 ",
    "| ",
    "`",
    "“a\n\n",
)


@pytest.mark.parametrize("unit", HARD)
def test_the_cost_of_a_hundred_thousand_characters_of_anything_grows_as_they_do(unit: str) -> None:
    def read(text: str) -> None:
        sentences_of(text)
        Zones(zones_of(text))
        words_of(text)

    assert grows_as_its_text(read, unit * (100_000 // len(unit)))
