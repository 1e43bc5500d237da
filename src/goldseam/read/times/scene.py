"""What a rule may look at besides its own words: the day of the entry, the tense, the last time that was named."""

import re
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from goldseam.read.passage import Setting
from goldseam.read.times.conventions import window
from goldseam.read.times.language import Language
from goldseam.read.times.row import Match, Row
from goldseam.read.times.tense import FUTURE, PAST, WEAKLY, Tenses
from goldseam.read.times.timex import class_of, interval_of
from goldseam.words.finding import Modifier, Time, TimeClass

DAY_START = time(4)
_DIAL = 12
_SENTENCE_TOKENS = 60
_REPORT_TOKENS, _REPORT_SHARE = 150, 0.015
_FULL_CLOCK = re.compile(r"\d\d:\d\d")


class Clock(NamedTuple):
    """A time of the clock before its day is settled.

    Attributes:
        hour: of the 24; from 24 on after midnight.
        minute: None where only the hour was said.
        source: how the half of the day was known.
        sure: the words themselves say which half.
    """

    hour: int
    minute: int | None
    source: str
    sure: bool = False


class Meant(NamedTuple):
    """What the words of a match mean.

    Attributes:
        time: as it will be found.
        day: the day it names, from which later times may be counted; None where it names none.
        clock: set for a time of the clock, so that a day beside it can still move it.
        source: a narrower reliability class than the rule's own.
        after: the anchor is the time found before it.
        place: its tokens, where they are not the quote of the rule.
        also: further times that the same words mean.
    """

    time: Time
    day: date | None = None
    clock: Clock | None = None
    source: str | None = None
    after: bool = False
    place: tuple[int, int] | None = None
    also: tuple["Meant", ...] = ()


SILENT = Meant(Time("vague", None))  # a time, of which too little is said: nothing shorter may be found in its words


def timed(
    value: str | None,
    *,
    modifier: Modifier | None = None,
    anchor: str = "entry",
    time_class: TimeClass | None = None,
    convention: str | None = None,
) -> Time:
    """A time with the interval that its value covers."""
    kind = time_class or (class_of(value) if value else "vague")
    covered = interval_of(value) if value and kind != "set" else None
    first, end = covered or (None, None)
    return Time(kind, value, modifier, first, end, anchor, convention)


class Scene:
    """One text being read.

    Attributes:
        today: the journal day.
        calendar_day: the day of the calendar on which it was written: after midnight the next.
        is_report: it tells of others and not of her, as a newspaper does: what has no verb is past.
        written_early: the clock of the entry says neither night nor day.
        last: the last day that was named, and the first token of what named it.
        spoken: the same day, and the token after its name.
    """

    def __init__(self, row: Row, setting: Setting, language: Language) -> None:
        self.row = row
        self.language = language
        self.setting = setting
        self._tenses = Tenses(row)
        self.today = setting.day
        late = setting.clock is not None and setting.clock < DAY_START and setting.day < date.max
        self.calendar_day = setting.day + timedelta(days=1) if late else setting.day
        # Before seven the night may not be over: whether four o'clock was today's she alone knows.
        self.written_early = setting.clock is not None and DAY_START <= setting.clock < time(7)
        self.keeps_24_hours = any(
            figures.startswith("0") or int(figures[:2]) > _DIAL
            for figures in row.tokens
            if _FULL_CLOCK.fullmatch(figures)
        )
        mine = sum(language.is_cue("first_person", token.lower()) for token in row.tokens)
        self.is_report = len(row.tokens) > _REPORT_TOKENS and mine < _REPORT_SHARE * len(row.tokens)
        self.last: tuple[int, date] | None = None
        self.spoken: tuple[int, date] | None = None

    def proposed(self, time: Time, convention: str, base: date) -> Time:
        """The time with the interval that a convention proposes for it."""
        first, end = window(convention, base, self.setting.windows) or (None, None)
        return time._replace(first=first, end=end, convention=convention) if first else time

    # What stands around.

    def before(self, match: Match, back: int = 1) -> str:
        """A token before the quote, in lower case."""
        return self.row.lower(match.quote_first - back)

    def after(self, match: Match, ahead: int = 0) -> str:
        """A token after the quote, in lower case."""
        return self.row.lower(match.quote_end + ahead)

    def cue(self, name: str, word: str) -> bool:
        """Whether a word is on a list of the language."""
        return self.language.is_cue(name, word)

    def spoken_day(self, match: Match) -> date | None:
        """The day that was named last before it in the same sentence."""
        if self.spoken is None:
            return None
        place, day = self.spoken
        if match.first - place > _SENTENCE_TOKENS:
            return None
        if any(self.row.ends_sentence(between) for between in range(place, match.first)):
            return None
        return day

    def morning_now(self) -> bool:
        """Whether the entry was written in the morning, or nobody knows when."""
        return self.setting.clock is not None and DAY_START <= self.setting.clock < time(12)

    def words(self, match: Match) -> list[str]:
        """The words of the quote, in lower case and without an 's at their end."""
        return [self.row.lower(place).removesuffix("'s") for place in range(match.quote_first, match.quote_end)]

    # What the roles of a match stand for.

    def has(self, match: Match, role: str) -> bool:
        """Whether the part of the rule with this name was there."""
        return role in match.roles

    def token(self, match: Match, role: str) -> str:
        """The first token of a role, as it stands."""
        return self.row.tokens[match.roles[role][0]]

    def value(self, match: Match, role: str) -> Any:
        """What the token of a role stands for."""
        token = self.token(match, role)
        for kind in match.rule.kinds[role]:
            if (found := self.language.value(kind, token)) is not None:
                return found
        return int(token) if token.isdecimal() else None

    def number(self, match: Match, role: str) -> float | None:
        """The number that the tokens of a role say: `twenty-two`, `four hundred and sixty`, `2.5`."""
        first, end = match.roles[role]
        total, group, halved = 0.0, 0.0, False
        for place in range(first, end):
            word = self.row.lower(place)
            if word[0].isdigit():
                try:
                    group += float(word.replace(",", ""))
                except ValueError:
                    return None
            elif self.cue("half", word):
                halved = True
            elif (scale := self.language.value("scale", word)) is not None:
                total += max(group, 1) * scale
                group = 0
            else:
                group += next(
                    (n for kind in ("ones", "teens", "tens") if (n := self.language.value(kind, word)) is not None), 0
                )
        return total + group + (0.5 if halved else 0)

    def ordinal(self, match: Match, role: str) -> int | None:
        """Which one: `twenty-first`, `21st`."""
        first, end = match.roles[role]
        total = 0
        for place in range(first, end):
            token = self.row.lower(place)
            figure = token.rstrip("stndrh")
            if figure.isdecimal():
                total += int(figure)
            else:
                total += self.language.value("ordinal", token) or self.language.value("tens", token) or 0
        return total or None

    def is_kind(self, place: int, *kinds: str) -> bool:
        """Whether a token is of one of these kinds."""
        return 0 <= place < len(self.row.letters) and self.row.letters[place] in self._letters_of(*kinds)

    def is_number(self, letter: str) -> bool:
        """Whether a letter of the row stands for a number."""
        return letter in self._letters_of("digits", "number", "decimal", "ones", "teens", "tens")

    def _letters_of(self, *kinds: str) -> frozenset[str]:
        wanted = frozenset(kinds)
        return frozenset(letter for known, letter in self.language.letters.items() if known & wanted)

    def tense_with(self, match: Match) -> int:
        """The tense, with what a word before the time says of it: since is past, till and by are to come."""
        before = self.before(match)
        if self.cue("since", before) or (
            self.cue("between", before)
            and self.cue("and", self.after(match))
            and self.cue("now_or_today", self.after(match, 1))
        ):
            return -1
        told = self.tense(match)
        if self.language.is_cue("to_come", before):
            return FUTURE
        if told < 0 and any(self.cue("negative", self.before(match, back)) for back in range(2, 5)):
            return told  # she did not till February
        if self.cue("to_come_by", before):
            return FUTURE if told >= 0 else WEAKLY
        return WEAKLY if self.cue("to_come_for", before) and told < 0 else told

    def tense(self, match: Match) -> int:
        """Below zero for what is past, above zero for what is to come (1 weakly), zero where nothing shows it."""
        told = self._tenses.at(match.first, match.end)
        return PAST if told == 0 and self.is_report else told
