"""Places: one integer per entry that orders a whole life by day and time of day."""

from datetime import date

_DAY_BITS = 13
_MINUTE_BITS = 2
MINUTES_MAX = (1 << _DAY_BITS - _MINUTE_BITS) - 1


def place_of(day: str, minute: int) -> int:
    """The first of the four places of a minute.

    Args:
        day: ISO date.
        minute: since midnight of `day`; beyond 1440 for what was written after midnight and belongs to it. Clamped.
    """
    return date.fromisoformat(day).toordinal() << _DAY_BITS | min(max(minute, 0), MINUTES_MAX) << _MINUTE_BITS


def places_of_days(first: str, last: str) -> tuple[int, int]:
    """The half-open range of places of the days from `first` to `last`, both included."""
    return place_of(first, 0), (date.fromisoformat(last).toordinal() + 1) << _DAY_BITS
