"""The encoder: a small model that ships with the package, and what it makes of sentences.

Its lower layers are shared by search and reading; each has upper layers of its own, in a file of their own, because
onnxruntime computes all that a session holds. It runs in this process, on one thread, without a network.
"""

# Careful: numpy, onnxruntime and tokenizers are imported where an encoder is opened; a command that reads nothing, and
# a journal installed without the extra `reader`, never meet them.
import json
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from goldseam.read.labels import Labels
from goldseam.read.part import Part
from goldseam.words.problem import Damaged, Problem
from goldseam.words.span import Span

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from goldseam.read.evidence import Evidence

    Vectors = npt.NDArray[np.float32]

FOLDER = "model"
CARD = "encoder.json"
PARTS = ("shared.onnx", "search.onnx", "reading.onnx")
PIECES_MAX = 256  # of a window, the two marks at its ends among them
PASSAGE_PIECES = 128  # of a passage for one vector, marks included: as long as what MiniLM learnt to compare
PIECES_AT_ONCE = 256  # of a batch, padding included: bounds the memory at any length of text, and is fastest
TEXTS_AT_ONCE = 512  # cut into pieces at once: bounds the memory where an entry is a book
VECTOR = 384


class Window(NamedTuple):
    """A stretch of a text that the model sees at once: the ordinal of its sentence, and its pieces."""

    sentence: int
    ids: list[int]
    shapes: "npt.NDArray[np.int8]"
    first: int  # the ordinal of its first piece among those of the text


class Encoder:
    """The model, opened. Any number of threads may use it.

    Attributes:
        hash: SHA-256 over those of the model's files, in hexadecimal: what made a reading.
        labels: what it tells.
    """

    def __init__(self, parts: Sequence[bytes], tokenizer: bytes, labels: Labels, digest: str) -> None:
        """Args: parts: as in `PARTS`. digest: of them, as they were compared. Cost: about 100 ms."""
        import numpy as np  # noqa: F401, PLC0415 - see the top; without it nothing below works, and this says so early
        from tokenizers import Tokenizer  # noqa: PLC0415 - see the top

        self.hash = digest
        self.labels = labels
        self._tokenizer: Any = Tokenizer.from_buffer(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._first: Any = self._tokenizer.token_to_id("[CLS]")
        self._last: Any = self._tokenizer.token_to_id("[SEP]")
        self._shared, self._search, self._reading = (Part(part) for part in parts)
        self._shared.open()

    @classmethod
    def open(cls) -> "Encoder":
        """The encoder of this package. Cost: about 200 ms, and 15 ms when it first reads or embeds.

        Raises: Problem: its libraries are not installed, or the file is not there. Damaged: it is not what it was.
        """
        held = _load()
        try:
            return cls(*held)
        except ImportError:
            raise _without(
                "the libraries that entries are read with are not installed", "pip install 'goldseam[reader]'"
            ) from None

    def read(self, text: str, sentences: Sequence[tuple[int, int]]) -> "Evidence":
        """What it makes of the sentences of a text. Cost: 2 to 3 ms a sentence; memory does not grow with the text.

        Args:
            text: NFC.
            sentences: half-open, in code points, in order; each is looked at by itself, in windows if it is long.
        """
        from goldseam.read.evidence import Evidence  # noqa: PLC0415 - see the top

        evidence = Evidence(self.labels, len(sentences))
        windows = self._windows(text, sentences, evidence)
        for batch in _batches([len(window.ids) for window in windows], PIECES_AT_ONCE):
            chosen = [windows[ordinal] for ordinal in batch]
            for window, rows in zip(chosen, zip(*self._run(self._reading, chosen), strict=True), strict=True):
                evidence.take(window.sentence, window.first, len(window.ids) - 2, *rows)
        evidence.finish()
        return evidence

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """(n, 384) vectors of length one, whose products say how near two texts are in what they speak of.

        What comes of a text does not depend on the others. Of a text longer than 254 pieces only its beginning counts.
        """
        import numpy as np  # noqa: PLC0415 - see the top

        from goldseam.read.pieces import shapes_of  # noqa: PLC0415 - see the top

        vectors = np.zeros((len(texts), VECTOR), dtype=np.float32)
        none = shapes_of("", (), ())
        for first in range(0, len(texts), TEXTS_AT_ONCE):
            some = vectors[first : first + TEXTS_AT_ONCE]  # a view: what is set in it is set in all
            encodings = self._tokenizer.encode_batch(
                list(texts[first : first + TEXTS_AT_ONCE]), add_special_tokens=False
            )
            windows = [
                Window(number, [self._first, *encoding.ids[: PIECES_MAX - 2], self._last], none, 0)
                for number, encoding in enumerate(encodings)
            ]
            for batch in _batches([len(window.ids) for window in windows], PIECES_AT_ONCE):
                some[batch] = self._run(self._search, [windows[ordinal] for ordinal in batch])[0]
        return vectors

    def passages(self, text: str, sentences: Sequence[tuple[int, int]]) -> list[Span]:
        """Stretches of whole sentences that each fit into one vector; a sentence that does not fit is cut."""
        found: list[Span] = []
        held = 0
        for start, end in sentences:
            offsets = self._tokenizer.encode(text[start:end], add_special_tokens=False).offsets
            if found and held + len(offsets) <= PASSAGE_PIECES - 2:
                found[-1] = Span(found[-1].start, end)
                held += len(offsets)
                continue
            for first in range(0, len(offsets), PASSAGE_PIECES - 2):
                piece = offsets[first : first + PASSAGE_PIECES - 2]
                found.append(Span(start + piece[0][0], start + piece[-1][1]))
                held = len(piece)
        return found

    def _windows(self, text: str, sentences: Sequence[tuple[int, int]], evidence: "Evidence") -> list[Window]:
        from goldseam.read.pieces import shapes_of  # noqa: PLC0415 - see the top

        windows = []
        encodings = self._tokenizer.encode_batch([text[a:b] for a, b in sentences], add_special_tokens=False)
        for number, ((start, end), encoding) in enumerate(zip(sentences, encodings, strict=True)):
            ids, offsets, word_ids = encoding.ids, encoding.offsets, encoding.word_ids
            shapes = shapes_of(text[start:end], offsets, word_ids)
            first = evidence.place(start, offsets, word_ids)
            for at in range(0, len(ids), PIECES_MAX - 2):
                inner = slice(at, at + PIECES_MAX - 2)
                windows.append(Window(number, [self._first, *ids[inner], self._last], shapes[inner], first + at))
        return windows

    def _run(self, top: Part, windows: Sequence[Window]) -> list[Any]:
        """What the upper layers of search or of reading make of what the shared ones do."""
        import numpy as np  # noqa: PLC0415 - see the top

        length = max(len(window.ids) for window in windows)
        ids = np.zeros((len(windows), length), dtype=np.int64)
        present = np.zeros((len(windows), length), dtype=np.int32)
        shapes = np.zeros((len(windows), length, 3), dtype=np.int64)
        for row, window in enumerate(windows):
            ids[row, : len(window.ids)] = window.ids
            present[row, : len(window.ids)] = 1
            shapes[row, 1 : len(window.shapes) + 1] = window.shapes
        given = {"ids": ids, "present": present, "shapes": shapes}
        (given["shared"],) = self._shared.run(given)
        return top.run(given)


@cache
def opened_encoder() -> Encoder:
    """The encoder of this process, opened when it is first wanted: whoever reads and whoever compares share it.

    Raises: Problem, Damaged: as `Encoder.open`, each time.
    """
    return Encoder.open()


def _batches(lengths: list[int], pieces: int) -> list[list[int]]:
    """The ordinals in groups of like length, each of at most so many pieces with padding, or of one."""
    groups: list[list[int]] = []
    for ordinal in sorted(range(len(lengths)), key=lengths.__getitem__):
        if groups and (len(groups[-1]) + 1) * lengths[ordinal] <= pieces:
            groups[-1].append(ordinal)
        else:
            groups.append([ordinal])
    return groups


def _load() -> tuple[list[bytes], bytes, Labels, str]:
    """The model, the tokenizer and the labels, each of them what the card says they are; and the model's hash."""
    folder = files("goldseam.read").joinpath(FOLDER)
    try:
        card = json.loads(folder.joinpath(CARD).read_text("utf-8"))
        held = {name: folder.joinpath(name).read_bytes() for name in card["files"]}
        parts = [held[name] for name in PARTS]
    except FileNotFoundError:
        raise _without("the model that entries are read with is not there", REINSTALL) from None
    except (ValueError, KeyError, TypeError):
        raise _damaged(CARD) from None
    for name, digest in card["files"].items():
        if sha256(held[name]).hexdigest() != digest:
            raise _damaged(name)
    labels = card["labels"]
    attributes = tuple((name, tuple(values)) for name, values in labels["attributes"].items())
    return (
        parts,
        held["tokenizer.json"],
        Labels(tuple(labels["emotions"]), tuple(labels["sentence"]), tuple(labels["spans"]), attributes),
        sha256(b"".join(bytes.fromhex(card["files"][name]) for name in PARTS)).hexdigest(),
    )


REINSTALL = "install goldseam again: pip install --force-reinstall 'goldseam[reader]'"


def _without(happened: str, what: str) -> Problem:
    return Problem(
        happened,
        safe="your journal works without it: writing and finding words need no model; nothing was changed",
        next=what,
        code="read.no-model",
    )


def _damaged(name: str) -> Damaged:
    return Damaged(
        f"{name}, part of the model that entries are read with, is not what it was when it was made",
        safe="it was not used; your journal works without it, and nothing was changed",
        next=REINSTALL,
        code="read.model-damaged",
    )
