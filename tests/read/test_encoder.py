import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

import goldseam.read.encoder as encoder_module
from goldseam.read.encoder import PIECES_AT_ONCE, Encoder, opened_encoder
from goldseam.read.evidence import Evidence
from goldseam.read.part import Part
from goldseam.read.sentences import sentences_of
from goldseam.words.problem import Damaged, Problem
from goldseam.words.span import Span

ENTRY = (
    "Mum rang at seven. She was furious with Tom, and I promised her I would speak to him on Sunday. "
    "My knee still hurts. In the dream I was a heron — happy, naïve, 鷺 — and then Bea said, “you never listen”."
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.open()


def read(encoder: Encoder, text: str) -> Evidence:
    return encoder.read(text, sentences_of(text))


def test_everything_it_says_is_a_probability(encoder: Encoder) -> None:
    evidence = read(encoder, ENTRY)

    for ordinal in range(len(sentences_of(ENTRY))):
        said = evidence.sentence(ordinal)
        assert {"emotion.anger", "emotion.neutral", "figurative", "commitment.promise", "dream"} <= said.keys()
        assert all(0 <= likely <= 1 for likely in said.values())
    for label in encoder.labels.spans:
        for span, likely in evidence.spans(label, least=0.05):
            assert 0.05 <= likely <= 1
            assert ENTRY[span.start : span.end].strip() == ENTRY[span.start : span.end] != ""


def test_the_places_it_names_are_places_in_her_text(encoder: Encoder) -> None:
    evidence = read(encoder, ENTRY)

    people = [ENTRY[span.start : span.end] for span, _ in evidence.spans("person", least=0.5)]
    assert "Tom" in people
    assert "Bea" in people
    where = ENTRY.index("Bea")
    assert evidence.strongest("person", Span(where, where + 3)) > 0.5
    assert evidence.strongest("person", Span(ENTRY.index("knee"), ENTRY.index("knee") + 4)) < 0.5
    assert evidence.strongest("person", Span(len(ENTRY), len(ENTRY) + 5)) == 0


def test_a_sentence_is_told_from_another(encoder: Encoder) -> None:
    told = [read(encoder, text).sentence(0) for text in ("Thank you so much for the flowers.", "He disgusts me, yuck.")]

    assert told[0]["emotion.gratitude"] > 0.5 > told[1]["emotion.gratitude"]
    assert told[1]["emotion.disgust"] > told[0]["emotion.disgust"]


def test_what_comes_of_a_sentence_does_not_hang_on_its_neighbours(encoder: Encoder) -> None:
    alone = read(encoder, "My knee still hurts.").sentence(0)
    among = read(encoder, f"My knee still hurts. {ENTRY * 3}").sentence(0)

    assert among == pytest.approx(alone, abs=2e-3)
    (vector,) = encoder.embed(["My knee still hurts."])
    assert np.allclose(encoder.embed([ENTRY, "My knee still hurts.", "No."])[1], vector, atol=2e-3)


def test_vectors_have_length_one_and_say_what_is_alike(encoder: Encoder) -> None:
    knee, leg, bread = encoder.embed(["My knee hurts.", "There is a pain in my leg.", "We baked bread with Ada."])

    assert np.linalg.norm(knee) == pytest.approx(1, abs=1e-3)
    assert float(knee @ leg) > 0.4 > float(knee @ bread)


@pytest.mark.parametrize(
    "text",
    ["", " \n\t ", "a", "!!!", "\u200b\u0000\ufffd", "🌊🌊", "今日は東京で友達と会った。", "I" * 5_000, "NO " * 300],
)
def test_odd_texts_are_read_without_a_word(encoder: Encoder, text: str) -> None:
    evidence = read(encoder, text)

    for label in encoder.labels.spans:
        assert all(0 <= span.start < span.end <= len(text) for span, _ in evidence.spans(label, least=0.01))
    assert np.isfinite(encoder.embed([text])).all()


def test_a_long_text_without_a_full_stop_takes_no_more_room_than_a_short_one(encoder: Encoder) -> None:
    text = "and then we went on to the sea with Tom " * 2_500
    seen: list[int] = []
    run = encoder._run

    def watched(top: Part, windows: list[encoder_module.Window]) -> list[object]:
        seen.append(len(windows) * max(len(window.ids) for window in windows))
        return [np.zeros((len(windows), *shape), dtype=np.float32) for shape in shapes]

    shapes = [row.shape[1:] for row in run(encoder._reading, encoder._windows("a b", [(0, 3)], _empty(encoder)))[:2]]
    length = encoder_module.PIECES_MAX
    shapes += [(length, len(encoder.labels.spans), 3), (length, sum(len(v) for _, v in encoder.labels.attributes))]
    encoder._run = watched  # type: ignore[method-assign,assignment]  # the model itself would take seconds
    try:
        evidence = read(encoder, text)
    finally:
        encoder._run = run  # type: ignore[method-assign]  # as it was

    assert max(seen) <= PIECES_AT_ONCE
    assert len(seen) > 50
    assert evidence.spans("person", least=0.5) == [] or evidence.spans("person", least=0.5)[-1][0].end <= len(text)


def _empty(encoder: Encoder) -> Evidence:
    return Evidence(encoder.labels, 1)


def test_the_windows_of_a_long_sentence_meet_without_a_gap(encoder: Encoder) -> None:
    text = " ".join(f"Tom{n} went" for n in range(400)) + " and Bea said so"

    evidence = read(encoder, text)

    where = text.index("Bea")
    assert evidence.strongest("person", Span(where, where + 3)) > 0.3


def test_passages_cover_every_sentence_in_order(encoder: Encoder) -> None:
    text = "Short one. " * 120 + "and on and on " * 400 + ". The end."
    sentences = sentences_of(text)

    passages = encoder.passages(text, sentences)

    assert passages[0].start == 0
    assert passages[-1].end == len(text)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    for span in passages:
        assert len(encoder._tokenizer.encode(text[span.start : span.end]).ids) <= encoder_module.PASSAGE_PIECES


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the model's folder, which is the one that is opened."""
    copy = tmp_path / encoder_module.FOLDER
    shutil.copytree(str(files("goldseam.read").joinpath(encoder_module.FOLDER)), copy)
    monkeypatch.setattr(encoder_module, "files", lambda _: tmp_path)
    return copy


def test_a_model_is_opened_where_it_lies(package: Path) -> None:
    digests = [
        sha256((package / name).read_bytes()).digest() for name in ("shared.onnx", "search.onnx", "reading.onnx")
    ]

    assert Encoder.open().hash == sha256(b"".join(digests)).hexdigest()


def test_a_reading_does_not_pay_for_the_search_nor_a_search_for_the_reading() -> None:
    reads, searches = Encoder.open(), Encoder.open()

    read(reads, ENTRY)
    searches.embed([ENTRY])

    assert (reads._reading.opened, reads._search.opened) == (True, False)
    assert (searches._reading.opened, searches._search.opened) == (False, True)


def test_threads_that_come_first_at_once_open_one_session(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    real = onnxruntime.InferenceSession

    def counted(*given: object, **more: object) -> object:
        opened.append(given)
        return real(*given, **more)

    encoder = Encoder.open()
    monkeypatch.setattr(onnxruntime, "InferenceSession", counted)
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(lambda _: encoder.embed(["Tom rang."]), range(8)))

    assert len(opened) == 1
    assert all(np.array_equal(vector, vectors[0]) for vector in vectors)


def _left_out(card: Path) -> None:
    told = json.loads(card.read_text(encoding="utf-8"))
    del told["files"]["search.onnx"]
    card.write_text(json.dumps(told), encoding="utf-8")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a byte of the shared layers": lambda folder: _flip(folder / "shared.onnx", 1_000_000),
    "a byte of what searches": lambda folder: _flip(folder / "search.onnx", 1_000_000),
    "the end of what reads": lambda folder: (folder / "reading.onnx").write_bytes(
        (folder / "reading.onnx").read_bytes()[:-1]
    ),
    "a card without one of the files": lambda folder: _left_out(folder / encoder_module.CARD),
    "a byte of the tokenizer": lambda folder: _flip(folder / "tokenizer.json", 1_000),
    "the card": lambda folder: (folder / encoder_module.CARD).write_text("{", encoding="utf-8"),
    "another card": lambda folder: (folder / encoder_module.CARD).write_text("[]", encoding="utf-8"),
}


def _flip(path: Path, at: int) -> None:
    whole = bytearray(path.read_bytes())
    whole[at] ^= 1
    path.write_bytes(bytes(whole))


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_model_is_refused_and_says_so(package: Path, what: str) -> None:
    DAMAGE[what](package)

    with pytest.raises(Damaged) as refused:
        Encoder.open()

    assert refused.value.code == "read.model-damaged"
    assert "journal works" in refused.value.safe


@pytest.mark.parametrize("name", [*encoder_module.PARTS, "tokenizer.json", encoder_module.CARD])
def test_a_missing_model_is_told(package: Path, name: str) -> None:
    (package / name).unlink()

    with pytest.raises(Problem) as told:
        Encoder.open()

    assert told.value.code == "read.no-model"


@pytest.mark.parametrize("library", ["onnxruntime", "tokenizers", "numpy"])
def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(Problem) as told:
        Encoder.open()

    assert told.value.code == "read.no-model"
    assert "goldseam[reader]" in told.value.next


def test_importing_the_encoder_loads_no_library() -> None:
    code = (
        "import sys, goldseam.read.encoder, goldseam.find.vectors, goldseam.find.likeness\n"
        "print(*{'numpy', 'onnxruntime', 'tokenizers'} & set(sys.modules))"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert said.strip() == ""


def test_reading_opens_no_connection(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)

    read(encoder, ENTRY)
    Encoder.open()


def test_a_process_opens_it_once_for_all_its_threads(encoder: Encoder) -> None:
    sentences = [f"Tom rang on day {n}, and I was glad." for n in range(24)]
    alone = [read(encoder, sentence).sentence(0) for sentence in sentences]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda sentence: read(opened_encoder(), sentence).sentence(0), sentences))

    assert opened_encoder() is opened_encoder()
    assert together == [pytest.approx(said, abs=1e-4) for said in alone]


def test_the_library_keeps_no_telemetry(tmp_path: Path) -> None:
    opened = "from goldseam.read.encoder import Encoder; Encoder.open().embed(['a'])"
    left_alone = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_"))}
    home = tmp_path / "alone"
    home.mkdir()
    subprocess.run([sys.executable, "-c", opened], env=left_alone | {"HOME": str(home)}, check=True)

    assert list(home.iterdir()) == []
