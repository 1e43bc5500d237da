"""Whatever the text, the readers of people, feelings and the body hold: quotations only, no failure, no long wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.read.passage import Passage
from goldseam.read.reader import READ_MAX, Reader
from goldseam.read.readers import feelings, health, mentions, times
from tests.read.growing import grows_as_its_text
from tests.read.reading import SETTING

_PIECES = st.sampled_from(
    "I she her mother my Lena L⸺ Dr. Will said “ ” \" . , \n the vet called é 🌊 's in was not so furious sad miss "
    "hate cry knee hurts headache no pills slept badly since Sunday if dreamt pretended with made and but".split(" ")
)


def _read(text: str) -> Passage:
    passage = Passage(text, SETTING)
    for reader in (times, mentions, feelings, health):
        reader.read(passage)
    return passage


@given(st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=80).map(" ".join)))
def test_every_finding_is_a_quotation_and_every_id_is_somebodys(text: str) -> None:
    passage = _read(text)

    for finding in passage.findings:
        assert text[finding.span.start : finding.span.end] == finding.words
        ids = [getattr(finding.details, name, None) for name in ("ref", "experiencer", "toward", "who")]
        assert {each for each in ids if each not in {None, "self", "unknown"}} <= set(passage.persons)


@pytest.mark.parametrize(
    "piece",
    [
        "I was sad and my mother was angry with me because her knee hurts. ",
        "and I was not so sad that she said my mother hates her and I miss him ",  # no full stop anywhere
        "“I am sad,” she said, ",
        "Lena ",
        "my ",
        "I DREAMT I WAS SAD ",
    ],
)
def test_a_text_that_is_longer_takes_longer_only_as_it_grows(piece: str) -> None:
    assert grows_as_its_text(_read, piece * (100_000 // len(piece)))


def test_a_time_that_was_counted_from_a_part_of_itself_is_read() -> None:
    passage = _read("A year ago tonight, or at twenty past one the morning after, I wrote it.")

    assert [finding.words for finding in passage.findings if finding.type == "time"] == [
        "A year ago",
        "tonight",
        "twenty past one the morning after",
    ]


@pytest.mark.parametrize("end", ["\n", " "])
def test_a_text_as_long_as_a_book_is_read_as_far_as_memory_allows_and_says_so(end: str) -> None:
    piece = f"On Sunday I was sad.{end}"
    text = piece * (2 * READ_MAX // len(piece))

    reading = Reader(with_model=False).read(text, SETTING)

    assert READ_MAX // 2 < reading.findings[-1].span.end <= READ_MAX
    assert [str(len(text)) in problem for problem in reading.problems] == [True]
    assert Reader(with_model=False).read(piece * 3, SETTING).problems == ()
