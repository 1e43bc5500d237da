"""What can honestly be said of a passphrase: how long somebody with the disk would have to guess."""

from typing import NamedTuple

LONGEST = 100  # zxcvbn takes the square of the length; what is longer than this is strong enough not to ask
GUESSES_A_S = (
    10_000  # of somebody with a room of machines: one guess costs each about a second (keep/keys.py, Argon2id)
)
YEAR_S = 31_557_600
LEVELS = ((3600 * 24, 0), (YEAR_S, 1), (100 * YEAR_S, 2))  # guessed within: how many of three seams are whole


class Strength(NamedTuple):
    """How a passphrase stands.

    Attributes:
        level: 0 to 3: guessed within a day, a year, a hundred years, or not.
        seconds: for half of the guesses it would take, as far as the estimate goes.
    """

    level: int
    seconds: float


def strength_of(passphrase: str) -> Strength:
    """The strength of a passphrase. Source: zxcvbn (Wheeler 2016), which knows common words, names, dates and patterns.

    Cost: some milliseconds.
    """
    if len(passphrase) > LONGEST:
        return Strength(3, float("inf"))
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists of words take 100 ms to load

    seconds = float(zxcvbn(passphrase)["guesses"]) / 2 / GUESSES_A_S if passphrase else 0.0
    return Strength(next((level for within, level in LEVELS if seconds < within), 3), seconds)
