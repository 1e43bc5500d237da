"""What is learnt from says what the corpora say, at the place where they say it."""

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from data.reading import build
from goldseam.read.pieces import CAPITAL, LOWER, MARK, NONE, UPPER, shape_of, shapes_of
from training import corpora, diary
from training.example import Example, outermost
from training.labels import ATTRIBUTES, EMOTIONS, SENTENCE, SPANS
from training.measure import f1, spans_of, thresholds
from training.tokens import BEGINS, INSIDE, OUTSIDE, UNKNOWN, numbered


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    made = Tokenizer.from_file(str(files("goldseam.read").joinpath("model", "tokenizer.json")))
    made.no_padding()
    return made


def marked(example: Example) -> dict[str, list[str]]:
    """The words of every stretch, by kind."""
    return {kind: [example.text[a:b] for a, b in extents] for kind, extents in example.spans.items() if extents}


def test_what_another_corpus_calls_otherwise_is_left_unsure() -> None:
    sentence = [("Bea", "B-person"), ("sings", "O"), ("with", "O"), ("the", "B-group"), ("Larks", "I-group")]

    example = corpora.named(sentence, {"person": "person"}, "wnut17")

    assert marked(example) == {"person": ["Bea"]}
    assert [example.text[a:b] for a, b in example.unsure["org"]] == ["the Larks"]


def test_words_are_joined_as_they_are_cut() -> None:
    text, places = corpora.joined(["I", "do", "n't", "know", "."])

    assert text == "I don't know ."
    assert [text[a:b] for a, b in places] == ["I", "do", "n't", "know", "."]


def test_a_column_without_a_beginning_begins_all_the_same() -> None:
    text, places = corpora.joined(["Ada", "and", "New", "York", "Bea"])
    tags = ["I-person", "O", "B-place", "I-place", "B-person"]

    found = [(kind, text[a:b]) for kind, (a, b) in corpora.stretches(tags, places)]

    assert found == [("person", "Ada"), ("place", "New York"), ("person", "Bea")]


@pytest.mark.parametrize(
    ("words", "names"),
    [("Tom", True), ("my sister", False), ("The vicar", False), ("the Lord Chancellor", True), ("He", False)],
)
def test_who_is_named_is_told_from_who_is_described(words: str, names: bool) -> None:  # noqa: FBT001 - a table
    assert corpora.is_name(words) is names


def test_of_two_stretches_one_in_the_other_the_outer_is_kept() -> None:
    assert outermost([(4, 9), (0, 12), (14, 16), (14, 15)]) == ((0, 12), (14, 16))


def compiled(text: str, *notes: str) -> dict[str, object]:
    """A record of data/reading, compiled from the form that people write."""
    from data.reading.compiler import Refused, compiled
    from data.reading.form import load_voice

    lines = ["portrait: Somebody.", "zone: Europe/London", "person lena = Lena (sister, f)", ""]
    lines += ["== Thu 2024-03-07", text, *notes, ""]
    path = Path(build.ROOT) / "build" / "somebody.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    (record,) = compiled(load_voice(path))
    path.unlink()
    assert not isinstance(record, Refused), record
    return record


RECORD = (
    "My sister Lena was furious. I promised her I'd ring by Sunday, because she worries. I am not sad.",
    "who: My sister = lena; Lena = lena; her = lena; she = lena",
    "time: Sunday = 2024-03-10",
    "feel: furious = anger by lena; worries = nervousness by lena; sad = sadness not_felt",
    "promise: I promised her I'd [ring by Sunday] = to lena due t1",
    "decide: ring by Sunday = made ++ because she worries",
)


def test_an_annotation_says_what_its_sentence_is() -> None:
    text, *notes = RECORD

    first, second, third, whole = diary.examples(compiled(text, *notes))

    assert first.text == "My sister Lena was furious."
    assert [name for name, has in first.sentence.items() if has] == ["feeling"]
    assert {name for name, has in second.sentence.items() if has} == {
        "feeling", "commitment.promise", "decision", "reason"
    }  # fmt: skip
    assert {name for name, has in third.sentence.items() if has} == {"feeling", "negated"}
    assert whole.text == text
    assert whole.sentence.keys() == set(SENTENCE) - {"request", "cause"}


def test_an_annotation_says_where_things_stand_and_how() -> None:
    text, *notes = RECORD

    *_, whole = diary.examples(compiled(text, *notes))

    assert marked(whole) == {
        "person": ["Lena"],
        "kin": ["My sister"],
        "time": ["Sunday"],
        "feeling": ["furious", "worries", "sad"],
        "commitment": ["I promised her I'd ring by Sunday"],
        "action": ["ring by Sunday"],
        "decision": ["ring by Sunday"],
        "reason": ["because she worries"],
    }
    told = {(name, whole.text[a:b]): value for name, (a, b), value in whole.attributes}
    assert told["feeling.whose", "furious"] == "other"
    assert told["feeling.mode", "sad"] == "not_felt"
    assert told["feeling.emotion", "worries"] == "nervousness"
    assert told["commitment.strength", "I promised her I'd ring by Sunday"] == "promise"
    assert told["reason.side", "because she worries"] == "for"


def test_a_lure_makes_its_sentence_what_it_lures_with() -> None:
    record = compiled("If he refused I'd be relieved.", "trap: hypothesis relieved != feeling mode=felt")

    (only,) = diary.examples(record)

    assert only.sentence["hypothetical"]
    assert not only.sentence["feeling"]


def test_every_value_of_the_data_can_be_learnt() -> None:
    records, refused = build.load(["aoife", "tuan", "ruth"])
    assert refused == []

    for record in records:
        for example in diary.examples(record):
            for name, (start, end), value in example.attributes:
                assert value in ATTRIBUTES[name]
                assert example.text[start:end].strip()


def test_numbers_stand_where_the_words_stand(tokenizer: Tokenizer) -> None:
    text = "Unforgivably, Lena rang."
    example = Example(
        text,
        "diary",
        frozenset({"anger"}),
        {"feeling": True},
        spans={"feeling": ((0, 12),), "person": ((14, 18),)},
        unsure={"place": ((14, 18),)},
        attributes=(("feeling.whose", (0, 12), "other"),),
    )
    example.spans["place"] = ()

    made = numbered(example, tokenizer.encode(text))

    pieces = tokenizer.encode(text).tokens
    feeling = made.spans[:, SPANS.index("feeling")]
    assert [pieces[at] for at in np.flatnonzero(feeling == BEGINS)] == ["un"]
    assert (feeling == INSIDE).sum() >= 2
    person = made.spans[:, SPANS.index("person")]
    assert [pieces[at] for at in np.flatnonzero(person == BEGINS)] == ["lena"]
    assert (person[1:-1] >= OUTSIDE).all()
    assert (person[[0, -1]] == UNKNOWN).all()
    place = made.spans[:, SPANS.index("place")]
    assert place[pieces.index("lena")] == UNKNOWN
    assert place[pieces.index("rang")] == OUTSIDE
    assert (made.spans[:, SPANS.index("org")] == UNKNOWN).all()
    whose = made.attributes[:, list(ATTRIBUTES).index("feeling.whose")]
    assert set(whose[feeling > OUTSIDE]) == {1}
    assert made.emotions[EMOTIONS.index("anger")] == 1
    assert made.sentence[SENTENCE.index("dream")] == UNKNOWN


def test_how_words_are_written_is_seen_of_three(tokenizer: Tokenizer) -> None:
    text = "may MAY May 5?"
    encoding = tokenizer.encode(text, add_special_tokens=False)

    shapes = shapes_of(text, encoding.offsets, encoding.word_ids)

    assert shapes[:3].tolist() == [[LOWER, NONE, UPPER], [UPPER, LOWER, CAPITAL], [CAPITAL, UPPER, shape_of("5")]]
    assert shapes[-1, 0] == MARK


def test_spans_begin_where_another_ends() -> None:
    assert spans_of(np.array([BEGINS, INSIDE, BEGINS, OUTSIDE, INSIDE, INSIDE])) == {(0, 2), (2, 3), (4, 6)}


def test_a_threshold_is_the_one_that_tells_best() -> None:
    truth = np.array([[True], [True], [False], [False]])
    likely = np.array([[0.4], [0.31], [0.22], [0.1]], dtype=np.float32)

    (chosen,) = thresholds(truth, likely)

    assert 0.22 <= chosen < 0.31
    assert f1(truth, likely > chosen)[0] == 1
