"""Weeks, months, seasons, years and more, and what lies so many of them away."""

from collections.abc import Callable
from datetime import MAXYEAR, date, datetime, timedelta

from goldseam.read.times.conventions import has_northern_seasons
from goldseam.read.times.meanings.days import day_of_feast, day_of_month, likeliest
from goldseam.read.times.row import Match
from goldseam.read.times.scene import SILENT, Meant, Scene, timed
from goldseam.read.times.tense import WEAKLY
from goldseam.read.times.timex import YEAR_MIN, shifted_months, week_of
from goldseam.words.finding import Modifier, Time

_SEASON_MONTHS = {"SP": 4, "SU": 7, "FA": 10, "WI": 13}
_WEEK, _SATURDAY = 7, 6


def _modifier(scene: Scene, match: Match) -> Modifier | None:
    for role in ("edge", "early"):
        if role in match.roles:
            found: Modifier = scene.value(match, role)
            return found
    return "mid" if "mid" in match.roles else None


def _year(year: int) -> str | None:
    return f"{year:04}" if YEAR_MIN <= year < MAXYEAR else None


def month(scene: Scene, match: Match) -> Meant | None:
    """A month, in the year that is said, or that the tense asks for."""
    role = next(role for role in ("month", "next", "next_month", "mid") if role in match.roles)
    number: int = scene.value(match, role)
    modifier = _modifier(scene, match)
    if "year" in match.roles or "year2" in match.roles:
        return _month(_said_year(scene, match), number, modifier, anchor="none")
    if _is_name(scene, match):
        return None
    here, year = scene.today.month, scene.today.year
    if (step := match.rule.options.get("year_step")) is not None:
        return _month(year + step, number, modifier)
    if role == "next":
        return _month(year + (number <= here), number, None)
    if "last" in match.roles:
        return _month(year - (number >= here), number, None)
    if scene.cue("this", scene.row.lower(match.quote_first)):
        return _month(year, number, None)
    meant = _month_by_tense(scene, match, number, modifier)
    return meant._replace(source="time.adjective") if meant and _describes(scene, match) else meant


def _month_by_tense(scene: Scene, match: Match, number: int, modifier: Modifier | None) -> Meant | None:
    tense, year = scene.tense_with(match), scene.today.year
    firsts = [date(there, number, 1) for there in range(year - 1, year + 2) if YEAR_MIN <= there < MAXYEAR]
    if not firsts:
        return None
    year = likeliest(firsts, scene.today.replace(day=1), tense).year
    meant = _month(year, number, modifier)
    if meant is None or modifier is not None:
        return meant
    if scene.cue("after", scene.before(match)):
        return Meant(meant.time._replace(modifier="after"), source="time.month-beside")
    unsure = tense in {0, WEAKLY} and scene.cue("in", scene.before(match))
    return meant._replace(source="time.month-unsure") if unsure else meant


def _is_name(scene: Scene, match: Match) -> bool:
    """Whether the word is somebody's name, a verb, or short for something else: April came by, may I, Jan."""
    if match.end - match.first > 1:
        return False
    token, word = scene.row.tokens[match.first], scene.row.lower(match.first)
    if not token[0].isupper() and not scene.cue("month_in_small", word):
        return True
    if word.endswith("'s") or scene.cue("month_short", word.rstrip(".")):
        return True
    before = scene.before(match)
    if scene.cue("month_and_name", word):
        return not scene.cue("before_month_for_sure", before)
    if scene.cue("before_month", before):
        return False
    return before.isalpha() and not scene.cue("after_time", scene.after(match)) and not _describes(scene, match)


def _describes(scene: Scene, match: Match) -> bool:
    """Whether the month tells of a thing: `the October storm`."""
    following = scene.after(match)
    said = scene.cue("determiner", scene.before(match)) and following.isalpha()
    return said and not scene.cue("after_time", following)


def _month(year: int, number: int, modifier: Modifier | None, *, anchor: str = "entry") -> Meant | None:
    if not YEAR_MIN <= year < MAXYEAR:
        return None
    return Meant(timed(f"{year:04}-{number:02}", modifier=modifier, anchor=anchor))


def season(scene: Scene, match: Match) -> Meant | None:
    """A season; the winter of a year is the one that begins in its December. No edges: only a convention has them."""
    role = "next" if "next" in match.roles else "season"
    following = scene.after(match)
    bounded = scene.cue("bound", scene.before(match))
    if following == "-" or (not bounded and following.isalpha() and not scene.cue("after_time", following)):
        return None
    said = "year" in match.roles or "year2" in match.roles
    if (
        not said
        and scene.cue("season_and_verb", scene.token(match, role).lower())
        and not scene.cue("before_season", scene.before(match))
    ):
        return None
    year = _said_year(scene, match) if said else _year_of_season(scene, match, _SEASON_MONTHS[scene.value(match, role)])
    if not YEAR_MIN <= year < MAXYEAR:
        return None
    value = f"{year:04}-{scene.value(match, role)}"
    beside = scene.language.value("before_after", scene.before(match))
    time = timed(value, modifier=None if beside else _modifier(scene, match), anchor="none" if said else "entry")
    return Meant(_season_window(scene, time, beside), source="time.season-beside" if beside else None)


_SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}


def _season_window(scene: Scene, time: Time, beside: int | None) -> Time:
    """A season with the months it is agreed to have, or the time before or after it."""
    year, code = (time.value or "").split("-")
    if not has_northern_seasons(scene.setting.zone):
        return time
    whole = scene.proposed(time, _SEASONS[code], date(int(year), 1, 1))
    if beside is None or whole.first is None or whole.end is None:
        return whole
    edge = whole.end if beside > 0 else whole.first
    name = "after-season" if beside > 0 else "before-season"
    return scene.proposed(time, name, date.fromisoformat(edge) - timedelta(days=1))


def _year_of_season(scene: Scene, match: Match, middle: int) -> int:
    """The year of a season whose middle month is given, by what is said of it or by the tense."""
    year, here = scene.today.year, scene.today.month
    if "last" in match.roles:
        return year - (here <= middle + 1)
    if "next" in match.roles:
        return year + (here >= middle - 1)
    if scene.cue("this", scene.words(match)[0]):
        return year
    tense = scene.tense_with(match)
    if tense > 0:
        return year + (here > middle + 1)
    if tense < 0:
        return year - (here < middle - 1)
    return year + (here > middle + 6) - (here < middle - 6)


def year(scene: Scene, match: Match) -> Meant | None:
    """`in 1979`, `in '04`."""
    number = _said_year(scene, match)
    following = scene.after(match)
    known = number % 100 and scene.cue("known_year", scene.before(match))
    if scene.cue("hours_word", following):
        return None
    if (
        not known
        and following.isalpha()
        and not scene.cue("after_time", following)
        and not scene.cue("after_year", following)
        and not scene.row.tokens[match.quote_end][0].isupper()
    ):
        return _meant_year(scene, match, number, "time.adjective")
    return _meant_year(scene, match, number, None)


def _said_year(scene: Scene, match: Match) -> int:
    """`1904`; `'04` is of this century, or of the last where that lies far ahead."""
    if "year" in match.roles:
        return int(scene.token(match, "year"))
    here = scene.today.year
    number = here // 100 * 100 + int(scene.token(match, "year2")[1:])
    return number - 100 if number > here + 10 else number


def _meant_year(scene: Scene, match: Match, number: int, source: str | None) -> Meant | None:
    value = _year(number)
    return Meant(timed(value, modifier=_modifier(scene, match), anchor="none"), source=source) if value else None


def quarter(scene: Scene, match: Match) -> Meant | None:
    """`the third quarter of 1989`; without a year the last one that has begun."""
    number = scene.ordinal(match, "n")
    if number is None or not 1 <= number <= 4:  # noqa: PLR2004 - of a year
        return None
    if "year" in match.roles:
        return Meant(timed(f"{scene.token(match, 'year')}-Q{number}", anchor="none"))
    there = scene.today.year - (number > (scene.today.month + 2) // 3)
    return Meant(timed(f"{there:04}-Q{number}"))


def year_said(scene: Scene, match: Match) -> Meant | None:
    """`nineteen ninety-six`."""
    more = scene.value(match, "more") if "more" in match.roles else 0
    value = _year(scene.value(match, "century") * 100 + scene.value(match, "rest") + more)
    return Meant(timed(value, anchor="none")) if value and "18" <= value[:2] <= "20" else None


def decade(scene: Scene, match: Match) -> Meant | None:
    """`the 1980s`, `in the eighties`."""
    kinds = match.rule.kinds["decade"]
    modifier = _modifier(scene, match)
    if "decade_word" in kinds:
        number = scene.today.year // 100 * 10 + scene.value(match, "decade")
        number -= 10 if number * 10 > scene.today.year else 0
        quoted_in = scene.cue("in", scene.row.lower(match.quote_first))
        return Meant(timed(f"{number:03}", modifier=modifier, anchor="entry" if quoted_in else "none"))
    figures = "".join(sign for sign in scene.token(match, "decade") if sign.isdigit())
    number = int(figures) // 10
    if number < 100:  # noqa: PLR2004 - of a century
        number += scene.today.year // 100 * 10
        number -= 10 if number * 10 > scene.today.year else 0
    return Meant(timed(f"{number:03}", modifier=modifier, anchor="none"))


def century(scene: Scene, match: Match) -> Meant | None:
    """`the 19th century`: its two figures."""
    number = scene.ordinal(match, "n")
    if number is None or not 10 < number < 23:  # noqa: PLR2004 - figures of a year
        return None
    return Meant(timed(f"{number - 1:02}", modifier=_modifier(scene, match), anchor="none"))


def calendar_unit(scene: Scene, match: Match) -> Meant | None:
    """`last week`, `this month`, `next year`, `the weekend`: as the calendar cuts them."""
    step: int = match.rule.options["step"]
    unit = _unit_said(scene, match)
    if unit is None or scene.after(match) == "'":
        return None
    said = (scene.language.value("early", word) for word in scene.words(match))
    modifier: Modifier | None = next((found for found in said if found), None)
    if match.rule.options.get("by_tense") and _weekend_is_over(scene, match):
        step -= 1
    value = _UNIT_VALUES[unit](scene.today, step)
    return Meant(timed(value, modifier=modifier)) if value else None


def _unit_said(scene: Scene, match: Match) -> str | None:
    """The unit of the calendar that a quote names, as the file has it."""
    named = (scene.language.value("unit", word) for word in reversed(scene.words(match)))
    return next((unit for unit in named if unit in _UNIT_VALUES), None)


def _weekend_is_over(scene: Scene, match: Match) -> bool:
    """Whether `the weekend` was the last one: on a weekday, of what is past."""
    past = scene.tense_with(match) < 0 and scene.today.isoweekday() < _SATURDAY
    return past or scene.cue("since", scene.before(match))


def unit_of_that(scene: Scene, match: Match) -> Meant | None:
    """`that year`, `the following week`: of the last day that was named."""
    unit = _unit_said(scene, match)
    if scene.last is None or unit is None:
        return None
    value = _UNIT_VALUES[unit](scene.last[1], match.rule.options["step"])
    return Meant(timed(value, anchor=""), after=True) if value else None


def _week(today: date, step: int) -> str:
    return week_of(today + timedelta(days=_WEEK * step))


def _of_month(today: date, step: int) -> str:
    return shifted_months(today, step).isoformat()[:7]


def _quarter(today: date, step: int) -> str:
    there = shifted_months(today.replace(day=1), 3 * step)
    return f"{there.year:04}-Q{(there.month + 2) // 3}"


_UNIT_VALUES: dict[str, Callable[[date, int], str | None]] = {
    "W": _week,
    "WE": lambda today, step: _week(today, step) + "-WE",
    "MO": _of_month,
    "Y": lambda today, step: _year(today.year + step),
    "Q": _quarter,
    "DE": lambda today, step: f"{today.year // 10 + step:03}",
    "CE": lambda today, step: f"{today.year // 100 + step:02}",
}


def unit_edge(scene: Scene, match: Match) -> Meant | None:
    """`the end of the month`, `year end`."""
    unit = _unit_said(scene, match)
    if unit is None:
        return None
    step: int = match.rule.options.get("step", 0)
    modifier: Modifier = scene.value(match, "edge") if "edge" in match.roles else "end"
    if unit == "Q" and modifier == "end":
        there = shifted_months(scene.today.replace(day=1), 3 * step + 2 - (scene.today.month - 1) % 3)
        return Meant(timed(there.isoformat()[:7], modifier="end"))
    value = _UNIT_VALUES[unit](scene.today, step)
    return Meant(timed(value, modifier=modifier)) if value else None


# So many units away.


def ago(scene: Scene, match: Match) -> Meant | None:
    """`three weeks ago`, as fine as its unit: a day, a week, a month, a year."""
    counted = _counted(scene, match)
    if counted is None:
        return None
    count, unit = counted
    if unit == "W" and not scene.is_report:  # she counts back to a day, a newspaper to a week
        count, unit = count * _WEEK, "D"
    return _away(scene, -count, unit, scene.today, source=None)


def hence(scene: Scene, match: Match) -> Meant | None:
    """`in three weeks`, of what is to come; of what is past it is a duration and left to that."""
    counted = _counted(scene, match)
    if counted is None:
        return None
    if not scene.cue("now_word", scene.row.lower(match.quote_end - 1)) and not _is_to_come(scene, match):
        return None
    count, unit = counted
    if unit == "W":
        count, unit = count * 7, "D"
    return _away(scene, count, unit, scene.today, source="time.in-units")


def _is_to_come(scene: Scene, match: Match) -> bool:
    """Whether `in three days` says when and not within how long: not a craving in three days."""
    tense = scene.tense(match)
    if tense < 0 or (scene.is_report and tense <= WEAKLY) or scene.cue("no_span", scene.after(match)):
        return False
    before = range(max(0, match.first - 8), match.first)
    counted = any(scene.is_number(scene.row.letters[place]) for place in before)  # three paracetamol in two days
    return not counted and not any(scene.cue("within", scene.row.lower(place)) for place in before)


def after_that(scene: Scene, match: Match) -> Meant | None:
    """`three weeks later`: from the last day that was named."""
    return _from_that(scene, match, 1)


def before_that(scene: Scene, match: Match) -> Meant | None:
    """`two days earlier`: from the last day that was named."""
    return _from_that(scene, match, -1)


def _from_that(scene: Scene, match: Match, direction: int) -> Meant | None:
    counted = _counted(scene, match)
    if counted is None:
        return None
    count, unit = counted
    if unit == "W":
        count, unit = count * 7, "D"
    if scene.last is None or (scene.is_report and direction < 0):
        return _away(scene, direction * count, unit, scene.today, source="time.from-entry")
    meant = _away(scene, direction * count, unit, scene.last[1], source=None)
    if meant is None:
        return None
    return meant._replace(time=meant.time._replace(anchor=""), after=True)


def _counted(scene: Scene, match: Match) -> tuple[float, str] | None:
    if "couple_unit" in match.roles:
        return 2, scene.value(match, "couple_unit")
    if "one_unit" in match.roles:
        return 1, scene.value(match, "one_unit")
    if "half_unit" in match.roles:
        return 0.5, scene.value(match, "half_unit")
    count = scene.number(match, "n")
    return None if count is None or count > 100_000 else (count, scene.value(match, "unit"))  # noqa: PLR2004 - absurd


_FINER = {"F": ("D", 14), "DE": ("Y", 10), "CE": ("Y", 100), "Q": ("MO", 3)}
_IN_MONTHS = {"MO": 1, "Y": 12}


def _away(scene: Scene, count: float, unit: str, base: date, *, source: str | None) -> Meant | None:
    if unit in _FINER:
        unit, times = _FINER[unit][0], _FINER[unit][1]
        count *= times
    if unit == "Y" and count != int(count):
        count, unit = count * 12, "MO"
    if count != int(count):
        return None
    whole = int(count)
    if unit in {"S", "M", "H"}:
        return _clock_away(scene, whole, unit, source)
    if unit == "D":
        there = base + timedelta(days=whole)
        return _known(timed(there.isoformat()), there, source)
    if unit == "W":
        there = base + timedelta(days=_WEEK * whole)
        return _known(timed(week_of(there)), there, source)
    if unit in _IN_MONTHS:
        there = shifted_months(base, whole * _IN_MONTHS[unit])
        return _known(timed(there.isoformat()[: 7 if unit == "MO" else 4]), there, source)
    return None


def _known(time: Time, there: date, source: str | None) -> Meant | None:
    return Meant(time, there, source=source) if YEAR_MIN <= there.year < MAXYEAR else None


def _clock_away(scene: Scene, count: int, unit: str, source: str | None) -> Meant | None:
    if scene.setting.clock is None:
        return SILENT
    there = datetime.combine(scene.calendar_day, scene.setting.clock) + timedelta(
        seconds=count * {"S": 1, "M": 60, "H": 3600}[unit]
    )
    if not YEAR_MIN <= there.year < MAXYEAR:
        return None
    return Meant(
        timed(there.isoformat("T", "hours" if unit == "H" else "minutes")[: 13 if unit == "H" else 16]),
        there.date(),
        source=source,
    )


def week_of_month(scene: Scene, match: Match) -> Meant | None:
    """`the second week of April`: the week of its eighth day."""
    which = scene.ordinal(match, "n")
    meant = _month_by_tense(scene, match, scene.value(match, "month"), None)
    if meant is None or which is None or not 1 <= which <= 5:  # noqa: PLR2004 - of a month
        return None
    first = date.fromisoformat(f"{meant.time.value}-01")
    return Meant(timed(week_of(min(first + timedelta(days=_WEEK * (which - 1)), first + timedelta(days=27)))))


def week_of_day(scene: Scene, match: Match) -> Meant | None:
    """`the week of March 6`."""
    meant = day_of_month(scene, match)
    return Meant(timed(week_of(meant.day))) if meant and meant.day else None


def week_of_feast(scene: Scene, match: Match) -> Meant | None:
    """`the week after Easter`, `Easter week`."""
    rule = scene.language.feast(scene.token(match, "feast").lower(), scene.setting.zone)
    if rule is None:
        return None
    days = [
        day
        for year in (scene.today.year - 1, scene.today.year, scene.today.year + 1)
        if (day := day_of_feast(rule, year))
    ]
    tense = scene.tense(match)
    step: int = scene.value(match, "side") if "side" in match.roles else 0
    weeks = [day + timedelta(days=_WEEK * step) for day in days]
    return Meant(timed(week_of(likeliest(weeks, scene.today, tense))))


MEANINGS: dict[str, Callable[[Scene, Match], Meant | None]] = {
    "month": month,
    "season": season,
    "year": year,
    "quarter": quarter,
    "year_said": year_said,
    "decade": decade,
    "century": century,
    "week_of_month": week_of_month,
    "week_of_day": week_of_day,
    "week_of_feast": week_of_feast,
    "calendar_unit": calendar_unit,
    "unit_edge": unit_edge,
    "unit_of_that": unit_of_that,
    "ago": ago,
    "hence": hence,
    "after_that": after_that,
    "before_that": before_that,
}
