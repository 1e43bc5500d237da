"""What may be seen of what she keeps beside her entries: the rule of `words.rest`, for a day and words."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from goldseam.lookback.naming import naming
from goldseam.lookback.store import Keepsake
from goldseam.words.rest import Item, Purpose, Rest, allow

DAY_MS = 86_400_000


class Resting(NamedTuple):
    """One rule, as it reaches what is no entry.

    Attributes:
        rest: depth, since when, until when.
        first, last: ISO days of a period; an empty `last` goes on.
        names: of somebody or of a place.
        everything: whether it is of all there is.
    """

    rest: Rest
    first: str = ""
    last: str = ""
    names: tuple[str, ...] = ()
    everything: bool = False


class NoteSight:
    """What one purpose may see of notes, at one time. Got from `desk.note_sight`, and used at once."""

    def __init__(
        self,
        resting: Iterable[Resting],
        purpose: Purpose,
        *,
        now_ms: int,
        named: frozenset[str] = frozenset(),
        looked: frozenset[str] = frozenset(),
    ) -> None:
        self._resting: list[tuple[Resting, Callable[[str], bool] | None]] = [
            (one, naming(one.names) if one.names else None) for one in resting
        ]
        self._purpose = purpose
        self._now = now_ms
        self._named = named
        self._looked = looked

    def shows(self, note: Keepsake) -> bool:
        """Whether a keepsake with a `day`, and words in its body, may be shown."""
        day = str(note.meta.get("day", ""))
        rests = []
        for one, names in self._resting:
            if names is not None:
                if names(note.body):
                    rests.append(one.rest._replace(since=_joins(one.rest, note)))
            elif one.everything or (one.first and one.first <= day and not (one.last and day > one.last)):
                rests.append(one.rest._replace(since=0))
        return allow(Item(tuple(rests), self._named, self._looked), self._purpose, self._now)


def _joins(rest: Rest, note: Keepsake) -> int:
    """What she wrote since can be read again for a day."""
    return note.made_at + DAY_MS if note.made_at > rest.since else 0
