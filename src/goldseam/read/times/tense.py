"""Whether what stands around a time is past or to come: a few words of the language say it, no parser."""

from collections.abc import Mapping

from goldseam.read.times.language import Kinds
from goldseam.read.times.row import Row

PAST, WEAKLY, FUTURE = -1, 1, 2  # weakly: a present, which may be said of what is to come
_WINDOW = 30  # tokens on either side
_TURN_COST = 4.0
_AFTER_COST = 1.5  # a verb after the time is a little less likely to be its own


class Tenses:
    """The tense at any place of a row. Cost: a window for each question; what a token says is found out once."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self._kinds: Mapping[str, Kinds] = {letter: kinds for kinds, letter in row.language.letters.items()}
        self._found: dict[int, int] = {}

    def at(self, first: int, end: int) -> int:
        """Of the nearest verb to [first, end): `PAST`, `FUTURE`, `WEAKLY`, or zero where none shows it."""
        alone = not self._is_cue("preposition", first - 1)
        if alone and FUTURE in (self._told(end), self._told(end + 1)):
            return FUTURE  # Friday she will: closer than what was said before it
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
        for place in range(end, min(len(self._row.tokens), end + _WINDOW)):
            distance += self._cost(place)
            if distance >= before or self._row.ends_sentence(place) or self._is(place, "infinitive"):
                break  # what is done in order to do something says nothing of when
            if found := self._told(place):
                return found
        return told

    def _cost(self, place: int) -> float:
        return _TURN_COST if self._is_cue("turns", place) else 1.0

    def _is(self, place: int, *kinds: str) -> bool:
        if not 0 <= place < len(self._row.letters):
            return False
        return not self._kinds[self._row.letters[place]].isdisjoint(kinds)

    def _is_cue(self, name: str, place: int) -> bool:
        return self._row.language.is_cue(name, self._row.lower(place))

    def _told(self, place: int) -> int:
        """What the token says, zero where it is no verb that shows a time."""
        told = self._found.get(place)
        if told is None:
            told = self._found[place] = self._found_out(place) if 0 <= place < len(self._row.letters) else 0
        return told

    def _found_out(self, place: int) -> int:
        told = 0
        if self._is_cue("promised", place):
            told = WEAKLY
        elif self._is(place, "infinitive"):
            told = self._infinitive(place)
        elif self._is(place, "had_or_would"):
            told = PAST if self._participle_follows(place) else FUTURE
        elif self._is(place, "perfect"):
            told = self._perfect(place)
        elif self._is(place, "future"):
            told = PAST if self._is_cue("have", place + 1) else FUTURE
        elif self._is(place, "past", "participle", "ended"):
            told = self._past(place)
        elif self._is(place, "going_on"):
            told = self._progressive(place)
        elif self._is(place, "present") and not self._is(place + 1, "past"):  # hope came: a name
            told = WEAKLY
        return told

    def _perfect(self, place: int) -> int:
        if self._is_cue("got", place + 1) and not self._is(place - 1, "future", "present"):
            return WEAKLY  # has got is no more than has
        return PAST if self._participle_follows(place) else WEAKLY

    def _past(self, place: int) -> int:
        """A form that may be past, unless something before it makes it passive or perfect."""
        if self._is(place - 1, "perfect", "had_or_would") and self._is(place, "participle", "ended"):
            only_has = self._is_cue("got", place) and not self._is(place - 2, "future", "present")
            return WEAKLY if only_has else PAST
        if self._is(place - 1, "be", "getting") and self._is(place, "participle", "ended"):
            return 0
        if self._is_cue("article", place - 1):
            return 0  # the shed, her left hand: no verb
        if self._is(place - 1, "adverb") and self._is(place, "ended") and not self._is(place - 1, "past"):
            return 0
        if self._is(place, "past", "ended"):
            return PAST
        if self._is(place, "present"):
            return WEAKLY
        return PAST if self._is(place - 1, "name", "subject") else 0

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
