"""Whether what stands around a time is past or to come: a few words of the language say it, no parser."""

from collections.abc import Mapping

from goldseam.read.times.language import Kinds
from goldseam.read.times.row import Row

PAST, WEAKLY, FUTURE = -1, 1, 2  # weakly: a present, which may be said of what is to come
_WINDOW = 30  # tokens on either side
_TURN_COST = 4.0
_AFTER_COST = 1.5  # a verb after the time is a little less likely to be its own


class Tenses:
    """The tense at any place of a row. Cost: a window for each question."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self._kinds: Mapping[str, Kinds] = {letter: kinds for kinds, letter in row.language.letters.items()}

    def at(self, first: int, end: int) -> int:
        """Of the nearest verb to [first, end): `PAST`, `FUTURE`, `WEAKLY`, or zero where none shows it."""
        told, distance = self._before(first)
        return self._after(end, told, distance)

    def _before(self, first: int) -> tuple[int, float]:
        distance = 0.0
        for place in range(first - 1, max(-1, first - _WINDOW), -1):
            if self._row.ends_sentence(place):
                break
            distance += self._cost(place)
            if told := self._told(place):
                return told, distance
        return 0, float(_WINDOW * _TURN_COST)

    def _after(self, end: int, told: int, before: float) -> int:
        distance = _AFTER_COST
        ahead = [self._told(place) for place in range(end, min(end + 2, len(self._row.tokens)))]
        if FUTURE in ahead:  # on Friday she will: closer than what was said before it
            return FUTURE
        for place in range(end, min(len(self._row.tokens), end + _WINDOW)):
            distance += self._cost(place)
            if distance >= before or self._row.ends_sentence(place) or self._is(place, "infinitive"):
                break  # what is done in order to do something says nothing of when
            if found := self._told(place):
                return found
        return told

    def _cost(self, place: int) -> float:
        return _TURN_COST if self._row.language.is_cue("turns", self._row.lower(place)) else 1.0

    def _is(self, place: int, *kinds: str) -> bool:
        if not 0 <= place < len(self._row.letters):
            return False
        return not self._kinds[self._row.letters[place]].isdisjoint(kinds)

    def _told(self, place: int) -> int:
        """What the token says, zero where it is no verb that shows a time."""
        told = 0
        if self._is(place, "infinitive"):
            told = self._infinitive(place)
        elif self._is(place, "had_or_would"):
            told = PAST if self._is(place + 1, "past", "participle") or self._is(place + 2, "participle") else FUTURE
        elif self._is(place, "perfect"):
            got = self._row.language.is_cue("got", self._row.lower(place + 1)) and not self._is(
                place - 1, "future", "present"
            )
            told = PAST if self._participle_follows(place) and not got else WEAKLY
        elif self._is(place, "future"):
            told = PAST if self._row.language.is_cue("have", self._row.lower(place + 1)) else FUTURE
        elif self._is(place, "past"):
            told = 0 if self._is(place, "participle") and self._is(place - 1, "be", "going_on", "perfect") else PAST
        elif self._is(place, "ended"):  # past, unless something before it makes it passive or perfect
            other = self._is(place - 1, "be", "perfect", "adverb", "getting") and not self._is(place - 1, "past")
            told = 0 if other else PAST
        elif self._is(place, "participle"):
            told = WEAKLY if self._is(place, "present") else PAST if self._is(place - 1, "name", "subject") else 0
        elif self._is(place, "going_on"):
            told = self._progressive(place)
        elif self._is(place, "present"):
            told = WEAKLY
        return told

    def _progressive(self, place: int) -> int:
        """`is getting`: to come where a day is named; `was getting`: past."""
        before = self._row.lower(place - 1)
        if self._is(place - 1, "past"):
            return PAST
        short = before.endswith(("'s", "'m", "'re")) and not self._is(place - 1, "weekday", "near", "month", "unit")
        return FUTURE if short or self._is(place - 1, "be") else 0

    def _infinitive(self, place: int) -> int:
        """`to` before a verb: what is to be done, unless it was: came to see, had to go, used to."""
        following = self._row.lower(place + 1)
        if not following.isalpha() or self._row.tokens[place + 1][0].isupper():
            return 0
        if self._row.language.is_cue("no_verb", following):
            return 0
        done = any(self._row.language.is_cue("done_to", self._row.lower(place - back)) for back in (1, 2))
        return 0 if done else WEAKLY

    def _participle_follows(self, place: int) -> bool:
        return any(self._is(place + ahead, "participle", "ended", "past") for ahead in (1, 2))
