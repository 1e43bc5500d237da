"""Times of the clock: which half of the day, and which day."""

import re
from collections.abc import Callable
from datetime import MAXYEAR, date, time, timedelta

from goldseam.read.times.row import Match
from goldseam.read.times.scene import DAY_START, Clock, Meant, Scene, timed
from goldseam.read.times.tense import WEAKLY
from goldseam.read.times.timex import YEAR_MIN

_NOON, _DAY_HOURS, _HOUR_MINUTES = 12, 24, 60
_NIGHT_END, _EVENING = 6, 6
_FORENOON = 10
_BEDTIME = 9
_AFTERNOON_END = 5
_SMALL_HOURS, _SMALL_HOURS_END, _EARLY_AFTERNOON = 3, 5, 2
_FIGURES = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(?::\d\d)?([ap]m)?")
_MILITARY = re.compile(r"(\d\d)(\d\d)")


def at(day: date, clock: Clock, part: str | None = None) -> Meant | None:
    """A time of the clock on a day, or in a part of it; from hour 24 on it is the next day's."""
    hour = clock.hour if part is None or clock.sure else in_part(clock.hour % _NOON or _NOON, part)
    there = day + timedelta(days=hour // _DAY_HOURS)
    if not YEAR_MIN <= there.year < MAXYEAR:
        return None
    value = f"{there.isoformat()}T{hour % _DAY_HOURS:02}"
    if clock.minute is not None:
        value += f":{clock.minute:02}"
    return Meant(timed(value), day, clock, clock.source)


def clock(scene: Scene, match: Match) -> Meant | None:
    """A time of the clock in figures or words."""
    dial = _dial(scene, match, "clock")
    if dial is None:
        return None
    hour, minute, half = dial
    if not 0 <= hour <= _DAY_HOURS or (minute is not None and minute >= _HOUR_MINUTES):
        return None
    part = next((found for word in scene.words(match) if (found := scene.language.value("part", word))), None)
    if part is not None:
        return _in_said_part(scene, match, Clock(in_part(hour, part), minute, "time.clock-said", sure=True), part)
    read = Clock(hour, minute, match.rule.source, sure=True)
    if half is not None:
        read = _in_said_half(scene, match, read, half)
    elif hour <= _NOON and not _plainly_24(scene, match):
        if not _may_stand(scene, match):
            return None
        figures = minute is not None and scene.row.tokens[match.quote_first][0].isdigit()
        hour, why = half_of_day(scene, match, hour, figures=figures)
        read = Clock(hour, minute, _source(match.rule.source, why))
    if read.source == "time.clock" and not scene.cue("preposition", scene.before(match)):
        read = read._replace(source="time.clock-noted")  # a figure by itself may be a price, a score, or yesterday's
    if read.source == "time.clock-dot" and scene.cue("the", scene.before(match)):
        read = read._replace(source="time.clock-of-a-train")  # the 9.52, of no day that is said
    if scene.written_early:
        read = read._replace(source="time.clock-early")
    return at(clock_day(scene, match, read.hour), read)


def _in_said_half(scene: Scene, match: Match, read: Clock, half: int) -> Clock:
    """`6 am`; `0600` has its half in it."""
    hour = read.hour % _NOON + half
    if "military" in match.rule.kinds["clock"]:
        return read._replace(hour=hour)
    if scene.tense(match) == WEAKLY and scene.spoken_day(match) is None:
        return read._replace(hour=hour, source="time.clock-said-present")
    # One in the small hours is of this night or the next, or of every night.
    return read._replace(hour=hour, source="time.clock-small-hours" if hour < _SMALL_HOURS_END else "time.clock-said")


def _in_said_part(scene: Scene, match: Match, clock: Clock, part: str) -> Meant | None:
    """`six in the morning`: tomorrow's, where it is to come."""
    day, tense = clock_day(scene, match, clock.hour), scene.tense(match)
    if part == "NI":
        clock = clock._replace(source=f"{clock.source}-night")
    elif clock.hour < _SMALL_HOURS_END:
        clock = clock._replace(source="time.clock-small-hours")
    if tense == WEAKLY:
        clock = clock._replace(source=f"{clock.source}-present")
    if tense > WEAKLY and part == "MO" and scene.spoken_day(match) is None and day < date.max:
        clock, day = clock._replace(source=f"{clock.source}-next"), day + timedelta(days=1)
    return at(day, clock)


_KINDS = {"forenoon": "time.clock-likely"}


def _source(source: str, why: str) -> str:
    """The reliability class of a time whose half of the day was told by `why`, which counts more than its form."""
    if why in {"figures", "noon"}:
        return source
    return _KINDS.get(why, source if source == "time.clock-dot" else f"time.clock-{why}")


def _dial(scene: Scene, match: Match, role: str) -> tuple[int, int | None, int | None] | None:
    """Hour, minute, and the half of the day where it is said."""
    if "half_past" in match.roles:
        return scene.value(match, "half_past"), 30, None
    if "ago_minutes" in match.roles:
        return _past(scene, match)
    token = scene.token(match, role).lower()
    if "hour_and_minutes" in match.rule.kinds[role] and match.roles[role][1] - match.roles[role][0] > 1:
        last = scene.row.lower(match.roles[role][1] - 1)
        return scene.language.value("hour_word", token), scene.language.value("minute_word", last), None
    half = scene.value(match, "half") if "half" in match.roles else None
    if "military" in match.rule.kinds[role]:
        found = _MILITARY.fullmatch(token)
        return (int(found[1]), int(found[2]), 0 if int(found[1]) < _NOON else _NOON) if found else None
    if not token[0].isdigit():
        minute = int(scene.number(match, "minutes") or 0) if "minutes" in match.roles else None
        return scene.value(match, role), minute, half
    found = _FIGURES.fullmatch(token)
    if found is None:
        return None
    if found[3]:
        half = scene.language.value("half_day", found[3])
    return int(found[1]), int(found[2]) if found[2] else None, half


def _past(scene: Scene, match: Match) -> tuple[int, int, None] | None:
    first, end = match.roles["ago_minutes"]
    words = [scene.row.lower(place) for place in range(first, end)]
    quarter = next((found for word in words if (found := scene.language.value("quarter_hour", word))), None)
    count = quarter or int(scene.number(match, "ago_minutes") or 0)
    hour = scene.value(match, "clock")
    if not 0 < count < _HOUR_MINUTES:
        return None
    if scene.cue("past", words[-1]):
        return hour, count, None
    return (hour - 1) or _NOON, _HOUR_MINUTES - count, None


def _plainly_24(scene: Scene, match: Match) -> bool:
    """Whether the figures are of twenty-four hours: 07:40, or 9:05 in a text that also has 16:59."""
    token = scene.token(match, "clock") if "clock" in match.roles else ""
    return token[0:1] == "0" or (":" in token and scene.keeps_24_hours)


def in_part(hour: int, part: str) -> int:
    """The hour that is meant by one of twelve in a part of the day; from 24 on it is after midnight."""
    if hour > _NOON:
        return hour
    if part == "MO":
        return hour % _NOON
    if part == "NI":
        if hour == _NOON:
            return _DAY_HOURS
        return hour + _NOON if hour >= _EVENING else hour
    return hour % _NOON + _NOON


def _may_stand(scene: Scene, match: Match) -> bool:
    """Whether a bare number is an hour: nothing follows that it could count."""
    following = scene.after(match)
    before = scene.before(match)
    if "ago_minutes" in match.roles and not (
        scene.cue("before_past", before) or (not before.isalpha() and not scene.cue("dash", before))
    ):
        return False
    if scene.cue("by", scene.before(match)) and scene.cue("one", scene.row.lower(match.quote_first)):
        return False
    if following in {"-", "%", "/", "°", "of"} or following[0:1].isdigit():
        return False
    if scene.before(match) == "," and scene.spoken_day(match) is None:
        return False
    if not match.rule.source.startswith(("time.clock-bare", "time.clock-minutes", "time.clock-past")):
        return True
    if scene.cue("to", following) and scene.language.value("hour_word", scene.after(match, 1)):
        return False
    if not following.isalpha() or scene.cue("after_time", following) or following.endswith("ing"):
        return True
    if scene.is_kind(match.quote_end, "past", "ended", "present", "future", "perfect"):
        return True
    return scene.row.tokens[match.quote_end][0].isupper()


def half_of_day(scene: Scene, match: Match, hour: int, *, figures: bool) -> tuple[int, str]:
    """The hour of the 24 that one of twelve most likely is, and why: the end of the source."""
    if hour == _NOON:
        return _NOON, "noon"
    told = _by_the_entry(scene, match, hour)
    if told is not None:
        return told, "by-entry"
    around = [scene.row.lower(place) for place in range(match.first - 14, match.end + 8)]
    slept = _by_sleep(scene, match, hour, around)
    if slept is not None:
        return slept
    before = scene.before(match)
    if any(scene.cue("night", word) for word in around):
        return hour + _NOON if hour >= _EVENING else hour, "night"
    if any(scene.cue("evening", word) for word in around) and hour >= _AFTERNOON_END:
        return hour + _NOON, "evening"
    if figures:
        return (hour, "figures") if hour >= _EVENING else (hour + _NOON, "figures-small")
    if scene.cue("until", before) and hour <= _SMALL_HOURS:
        return (hour + _DAY_HOURS if scene.tense(match) < 0 else hour + _NOON), "until-small"
    if scene.spoken_day(match) is None and _is_habitual(scene, match):
        return hour + (_NOON if hour < _FORENOON else 0), "present"
    if scene.cue("about", before) and scene.cue("at", scene.before(match, 2)):
        before = "at"
    return _by_habit(scene, hour, before)


def _is_habitual(scene: Scene, match: Match) -> bool:
    """Whether a present may tell of every day: at eleven we drink tea."""
    tense = scene.tense(match)
    return tense == WEAKLY or (tense == 0 and scene.cue("persons", scene.after(match)))


def _by_habit(scene: Scene, hour: int, before: str) -> tuple[int, str]:
    """Where nothing around says it: what people mostly mean by `at four`, `by nine`."""
    at_it = scene.cue("at_it", before)
    if hour < _AFTERNOON_END:
        if not at_it and not scene.cue("by", before):
            return hour + _NOON, "small"
        return hour + _NOON, "likely" if hour <= _EARLY_AFTERNOON else "afternoon"
    if hour >= _FORENOON:
        return hour, "forenoon" if at_it or not scene.cue("until_or_by", before) else "forenoon-guess"
    if hour >= _BEDTIME:
        return (hour + _NOON, "nine") if at_it else (hour, "morning-guess")
    return hour + _NOON, "five" if hour == _AFTERNOON_END else "evening-guess"


def _by_sleep(scene: Scene, match: Match, hour: int, around: list[str]) -> tuple[int, str] | None:
    """Waking is in the morning; who slept till nine did so too, and who slept at nine did in the evening."""
    got_up = (
        scene.cue("up", scene.before(match, 2))
        and scene.cue("at_or_since", scene.before(match))
        and (scene.cue("before_up", scene.before(match, 3)) or not scene.before(match, 3).isalpha())
    )
    if got_up or any(scene.cue("woke", word) for word in around):
        return hour, "woke" if scene.cue("at", scene.before(match)) else "woke-since"
    if any(scene.cue("sleep", word) for word in around):
        until = scene.cue("until_or_to", scene.before(match))
        return (hour, "sleep") if until or hour < _BEDTIME else (hour + _NOON, "sleep")
    return None


def _by_the_entry(scene: Scene, match: Match, hour: int) -> int | None:
    """Where the entry has a clock and the time is past, only one half of today may have been."""
    written = scene.setting.clock
    if written is None or written < DAY_START or scene.spoken_day(match) is not None or scene.tense(match) >= 0:
        return None
    return hour if time(hour) <= written < time(hour + _NOON) else None


def clock_day(scene: Scene, match: Match, hour: int) -> date:
    """The day a time of the clock lies on: one named in the sentence, else the day of the entry by the calendar."""
    spoken = scene.spoken_day(match)
    if spoken is not None and not (spoken > scene.today and scene.tense(match) < 0):
        return spoken
    if scene.calendar_day != scene.today and hour < _NIGHT_END:
        return scene.calendar_day
    return scene.today


def clock_range(scene: Scene, match: Match) -> Meant | None:
    """`from nine till one`: two times; the second is the first that comes after the other."""
    one, other = _dial(scene, match, "clock"), _dial(scene, match, "end")
    if one is None or other is None:
        return None
    hour, end, source = one[0], other[0], "time.clock-range"
    if hour <= _NOON and end <= _NOON:
        hour, source = _range_start(scene, match, hour, end)
        while end <= hour:
            end += _NOON
    elif end <= hour:
        end += _DAY_HOURS
    if hour >= _DAY_HOURS:
        return None
    day = clock_day(scene, match, hour)
    if source == "time.clock-range" and _is_habitual(scene, match) and scene.spoken_day(match) in {None, scene.today}:
        source = "time.clock-range-present"
    if scene.written_early:
        source = "time.clock-early"
    slept = source == "time.clock-range-sleep" and hour >= _BEDTIME + _NOON
    if slept and scene.tense(match) <= 0 and scene.spoken_day(match) is None and day > date.min:
        day -= timedelta(days=1)
    meant = at(day, Clock(hour, one[1], source))
    until = at(day, Clock(end, other[1], source))
    if meant is None or until is None:
        return None
    return meant._replace(place=match.roles["clock"], also=(until._replace(place=match.roles["end"]),))


def _range_start(scene: Scene, match: Match, hour: int, end: int) -> tuple[int, str]:
    """The hour of the 24 at which a range of two hours of the dial begins, and its source."""
    around = [scene.row.lower(place) for place in range(match.first - 8, match.end + 6)]
    part = next((found for word in around[-6:] if (found := scene.language.value("part", word))), None)
    if part is not None and hour <= end:
        return in_part(hour, part), "time.clock-range-part"
    if any(scene.cue("sleep", word) or scene.cue("woke", word) for word in around):
        return hour + _NOON if _BEDTIME <= hour < _NOON else hour % _NOON, "time.clock-range-sleep"
    if any(scene.cue("night", word) for word in around):
        return hour + _NOON if hour >= _EVENING else hour, "time.clock-range-night"
    if hour < _NIGHT_END or (hour == _NIGHT_END and end > hour):
        early = _AFTERNOON_END <= hour < _NIGHT_END
        return hour + _NOON, "time.clock-range-guess" if early else "time.clock-range"
    if _EVENING <= end < hour:
        return hour, "time.clock-range-guess"
    return hour, "time.clock-range"


def named_hour(scene: Scene, match: Match) -> Meant | None:
    """`at noon`, `at midnight`."""
    hour = scene.value(match, "hour")
    day = scene.spoken_day(match) or scene.today
    if "near" in match.roles:
        day = scene.today + timedelta(days=scene.value(match, "near"))
    elif "weekday" in match.roles:
        return None
    if scene.cue("before_no_hour", scene.before(match)) or scene.after(match) in {"-", "'"}:
        return None
    return at(day, Clock(hour, 0, "time.clock-named", sure=True))


def meal(scene: Scene, match: Match) -> Meant | None:
    """`at breakfast`, `until lunch`: the part of the day in which it is."""
    if not scene.cue("meal_at", scene.row.lower(match.first)):
        return None
    day = scene.spoken_day(match) or scene.today
    part = scene.value(match, "part")
    if part == "12":
        return Meant(timed(f"{day.isoformat()}T12", time_class="vague"), day, source="time.meal-lunch")
    source = "time.meal" if part == "MO" and scene.cue("at", scene.before(match)) else "time.meal-evening"
    return Meant(timed(f"{day.isoformat()}T{part}"), day, source=source)


MEANINGS: dict[str, Callable[[Scene, Match], Meant | None]] = {
    "clock": clock,
    "clock_range": clock_range,
    "named_hour": named_hour,
    "meal": meal,
}
