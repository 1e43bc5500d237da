"""The feed that keeps find and read in step with the words."""

from typing import NamedTuple


class Change(NamedTuple):
    """Something happened at a place: look again.

    Attributes:
        seq: ascending; acknowledging one acknowledges all before.
        place: where an entry is, or was.
    """

    seq: int
    place: int
