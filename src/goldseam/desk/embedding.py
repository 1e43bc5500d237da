"""What `find` is given of `read`: vectors of texts, by the encoder of this package."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from goldseam.read.encoder import opened_encoder
from goldseam.read.sentences import sentences_of
from goldseam.words.span import Span

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Embedding:
    """Makes vectors of texts; see `goldseam.find.vectors.Embedder`.

    Attributes:
        model: the encoder's hash.
    """

    def __init__(self) -> None:
        """Raises: Problem, Damaged: there is no encoder."""
        self._encoder = opened_encoder()
        self.model = self._encoder.hash

    def passages(self, text: str) -> Sequence[Span]:
        """Stretches of whole sentences, each as long as one vector can take in."""
        return self._encoder.passages(_whole(text), sentences_of(text))

    def embed(self, texts: Sequence[str]) -> "npt.NDArray[np.float32]":
        """(n, 384), each of length one."""
        return self._encoder.embed([_whole(text) for text in texts])


def _whole(text: str) -> str:
    """With a question mark for each half of a character, which a command line may hold and the encoder cannot."""
    return text.encode("utf-8", "replace").decode()
