"""The reader: the rules, and the model where there is one, opened once for many texts."""

import os
from traceback import extract_tb

from goldseam.read.confidence import calibration
from goldseam.read.encoder import Encoder, opened_encoder
from goldseam.read.passage import Evidence, Setting
from goldseam.read.pipeline import READER, read_text
from goldseam.read.sentences import sentences_of
from goldseam.words.finding import Reading, Someone
from goldseam.words.problem import Problem

# Code points of one text: hours of writing. Memory grows with what is read at once, by about 0.7 KiB for each of them
# (measured), and an import may hold a whole book as one entry.
READ_MAX = 150_000


class Reader:
    """Reads one text after another.

    Attributes:
        problem: why it reads without the model; None where it has one, or was not asked to.
        model: the hash of the model's file, or None.
    """

    def __init__(self, *, with_model: bool = True) -> None:
        """Cost: about 300 ms with the model, nothing without."""
        self.problem: Problem | None = None
        self.model: str | None = None
        self._encoder: Encoder | None = None
        if with_model:
            try:
                self._encoder = opened_encoder()
                self.model = self._encoder.hash
            except Problem as problem:
                self.problem = problem

    @property
    def stamp(self) -> str:
        """What made a reading: another one means that it may be made anew."""
        return f"{READER} {calibration()} {self.model or '-'}"

    def read(self, text: str, setting: Setting, *, known: tuple[Someone, ...] = ()) -> Reading:
        """Everything that stands in the first `READ_MAX` of a text; what could not be done stands in its `problems`."""
        whole, text = text, _beginning(text)
        try:
            reading = read_text(text, setting, evidence=self._evidence(text), known=known, model=self.model)
        except Exception as error:  # noqa: BLE001 - one text that a reader stumbles over must not keep all others unread
            where = extract_tb(error.__traceback__)[-1]
            told = f"{type(error).__name__} at {os.path.basename(where.filename)}:{where.lineno}"
            reading = Reading(None, (), (), READER, self.model, (f"not read, by a mistake of ours: {told}",))
        if len(text) < len(whole):
            told = f"only the first {len(text)} of its {len(whole)} characters were read: it is very long"
            reading = reading._replace(problems=(*reading.problems, told))
        if self.problem is not None:
            reading = reading._replace(problems=(*reading.problems, f"read without the model: {self.problem.happened}"))
        return reading

    def _evidence(self, text: str) -> Evidence | None:
        if self._encoder is None:
            return None
        return self._encoder.read(text, [(one.start, one.end) for one in sentences_of(text)])


def _beginning(text: str) -> str:
    """What of a text is read: all of it, or whole lines where there are such."""
    if len(text) <= READ_MAX:
        return text
    return text[: text.rfind("\n", READ_MAX // 2, READ_MAX) + 1] or text[:READ_MAX]
