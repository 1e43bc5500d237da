"""The check-in: two sliders and a word of her own, once a day at most, and nothing made of them."""

from typing import NamedTuple

from goldseam.lookback.noted import NoteSight
from goldseam.lookback.store import Keepsake, Store, new_keepsake
from goldseam.words.problem import Misused

SORT = "check-in"
HIGHEST = 100
WORD_MAX = 200  # characters; one word, in whatever language


class CheckIn(NamedTuple):
    """One.

    Attributes:
        id: 32 hex digits.
        day: ISO date.
        pleasant: 0 to 100; None where she left it.
        awake: likewise.
        word: hers; may be empty.
        made_at: milliseconds since 1970, of its first state.
    """

    id: str
    day: str
    pleasant: int | None
    awake: int | None
    word: str
    made_at: int


class CheckIns:
    """The check-ins of one vault."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self, sight: NoteSight) -> list[CheckIn]:
        """One for each day that has one, in the order of days."""
        days = {str(one.meta.get("day", "")): one for one in self._store.all(SORT)}
        return [_check_in(days[day]) for day in sorted(days) if sight.shows(days[day])]

    def of(self, day: str, sight: NoteSight) -> CheckIn | None:
        """That of a day."""
        return next((one for one in self.all(sight) if one.day == day), None)

    def before(self, check_in: CheckIn) -> list[CheckIn]:
        """What it was before, the first first."""
        return [_check_in(one) for one in self._store.states(check_in.id)[:-1]]

    def keep(self, day: str, *, pleasant: int | None, awake: int | None, word: str, now_ms: int) -> CheckIn:
        """Keeps that of a day, in the place of one that is there.

        Raises: Misused: there is nothing in it, a slider stands where it cannot, or the word is a page.
        """
        word = " ".join(word.split())
        if pleasant is None and awake is None and not word:
            raise _refused("nothing was said", "move a slider, or give a word", "nothing")
        if any(value is not None and not 0 <= value <= HIGHEST for value in (pleasant, awake)):
            raise _refused("a slider stands beyond its ends", "give a number from 0 to 100", "slider")
        if len(word) > WORD_MAX:
            raise _refused("that is more than a word", "give a shorter one; a page is an entry: goldseam write", "long")
        meta: dict[str, object] = {"day": day}
        meta |= {name: value for name, value in (("pleasant", pleasant), ("awake", awake)) if value is not None}
        same = [one for one in self._store.all(SORT) if one.meta.get("day") == day]
        made = same[-1]._replace(meta=meta, body=word) if same else new_keepsake(SORT, meta, word)
        self._store.keep(made, now_ms=now_ms)
        kept = self._store.of(made.id)
        assert kept is not None, "it was just kept"
        return _check_in(kept)

    def drop(self, id_: str, *, now_ms: int) -> None:
        """Takes one back, and any other of its day. One that is not there is no error."""
        one = self._store.of(id_)
        if one is None or one.sort != SORT or one.is_gone:
            return
        for same in self._store.all(SORT):
            if same.meta.get("day") == one.meta.get("day"):
                self._store.drop(same, now_ms=now_ms)


def _check_in(one: Keepsake) -> CheckIn:
    pleasant, awake = (_slider(one.meta.get(name)) for name in ("pleasant", "awake"))
    return CheckIn(one.id, str(one.meta.get("day", "")), pleasant, awake, one.body, one.made_at)


def _slider(value: object) -> int | None:
    return value if isinstance(value, int) and 0 <= value <= HIGHEST else None


def _refused(happened: str, next_: str, code: str) -> Misused:
    return Misused(happened, safe="nothing was changed", next=next_, code=f"lookback.check-in-{code}")
