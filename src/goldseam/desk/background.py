"""Reading while nobody is there: what the agent's child does."""

from contextlib import suppress

from goldseam.desk.clock import now_ms
from goldseam.desk.settings import setting_of
from goldseam.keep.vault import Vault
from goldseam.words.problem import Busy, Problem


def read_in_background(vault: Vault) -> int:
    """Reads what is due, unless she has paused it; returns how many entries it looked at. Then makes their vectors.

    May be ended at any moment. Cost: a few look-ups where nothing is due; the model is opened only to read.
    """
    if not setting_of(vault, "read_in_background"):
        return 0
    from goldseam.read.reader import Reader  # noqa: PLC0415 - who has paused it pays nothing
    from goldseam.read.readings import Readings  # noqa: PLC0415 - as above
    from goldseam.read.registry import Registry  # noqa: PLC0415 - as above

    readings = Readings(vault, Registry(vault))
    try:
        read = readings.follow(Reader(), now_ms=now_ms) if readings.is_behind() else 0
        _compare(vault)
    except Busy:
        return 0  # another process writes: next time
    return read


def _compare(vault: Vault) -> None:
    """Makes the vectors by which entries that speak of the same are found, if the model is there."""
    from goldseam.find.vectors import Vectors  # noqa: PLC0415 - as above

    vectors = Vectors(vault)
    vectors.take_note()
    if vectors.exist() and not vectors.unread():
        return
    from goldseam.desk.embedding import Embedding  # noqa: PLC0415 - the model is opened only where something is unread

    with suppress(Problem):  # without the model there are none, and who asks is told
        vectors.read(Embedding(), going_on=lambda: True)
