"""Not written yet."""

from goldseam.read.passage import Passage


def read(passage: Passage) -> None:
    """Adds nothing so far."""
