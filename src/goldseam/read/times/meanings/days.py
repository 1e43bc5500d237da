"""Days: by their date, by their name, and counted from the entry or from the last that was named."""

import re
from collections.abc import Callable
from datetime import MAXYEAR, date, timedelta

from goldseam.read.times.row import Match
from goldseam.read.times.scene import SILENT, Meant, Scene, timed
from goldseam.read.times.tense import FUTURE, WEAKLY
from goldseam.read.times.timex import YEAR_MIN, shifted_months

_EASTER_YEARS = 3
_WEEK = 7
_MONTHS, _MONTH_DAYS = 12, 31


def _meant(
    day: date | None, part: str | None = None, *, anchor: str = "entry", source: str | None = None
) -> Meant | None:
    if day is None or not YEAR_MIN <= day.year < MAXYEAR:
        return None
    value = day.isoformat() + (f"T{part}" if part else "")
    return Meant(timed(value, anchor=anchor), day, source=source)


def _shifted(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def make_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def iso_day(scene: Scene, match: Match) -> Meant | None:
    """`2024-03-06`."""
    year, month, day = (int(number) for number in re.split("[-/]", scene.token(match, "day")))
    return _meant(make_day(year, month, day), anchor="none")


def day_in_figures(scene: Scene, match: Match) -> Meant | None:
    """`6.3.2024`, `6/3/24`: the day first, except in the zones of the United States; certain where one is above 12."""
    one, other, year = (int(number) for number in re.split("[-./]", scene.token(match, "day")))
    if year < 100:  # noqa: PLR2004 - of a century
        century = scene.today.year // 100 * 100
        year += century if year <= scene.today.year % 100 + 20 else century - 100
    dotted = "." in scene.token(match, "day")
    month_first = not dotted and (
        one <= _MONTHS < other or (other <= _MONTHS and scene.setting.zone.startswith("America/"))
    )
    day = make_day(year, one, other) if month_first else make_day(year, other, one)
    certain = one > _MONTHS or other > _MONTHS or one == other
    return _meant(day, anchor="none", source=None if certain else "time.date-figures-order")


def day_of_month(scene: Scene, match: Match) -> Meant | None:
    """`the 6th of March 2024`, `March 6`, `the sixth`: what is not said comes from the tense."""
    number = _day_number(scene, match)
    if number is None or not 1 <= number <= _MONTH_DAYS or scene.is_kind(match.quote_end, "era"):
        return None
    tense = scene.tense_with(match)
    if "year" in match.roles:
        return _meant(make_day(int(scene.token(match, "year")), scene.value(match, "month"), number), anchor="none")
    if "month" in match.roles:
        if scene.after(match)[0:1].isdigit():  # a year that is none
            return SILENT
        weekday = scene.value(match, "weekday") if "weekday" in match.roles else None
        return _meant(nearest_date(scene.today, scene.value(match, "month"), number, tense, weekday)) or SILENT
    if "weekday" in match.roles:
        return _meant(_numbered_weekday(scene, number, scene.value(match, "weekday"), tense))
    return _day_alone(scene, match, number, tense)


def _day_alone(scene: Scene, match: Match, number: int, tense: int) -> Meant | None:
    """`the sixth`, `the 6th of next month`."""
    step = match.rule.options.get("month_step")
    if step is None and not _stands_alone(scene, match):
        return None
    begun = scene.spoken_day(match)
    if begun is not None and number > begun.day and scene.cue("range_end", scene.before(match)):
        return _meant(make_day(begun.year, begun.month, number))
    if step == 0 and scene.cue("the", scene.row.lower(match.quote_end - 2)):
        return _meant(_day_of_near_month(scene.today, number, tense, step), source="time.date-day-of-month")
    figure = scene.row.lower(match.quote_end - 1)[0].isdigit()
    if scene.cue("from", scene.before(match)) and not figure:
        return None  # from the first: all along
    if scene.cue("is", scene.before(match)) and scene.cue("it", scene.before(match, 2)):
        return None
    return _meant(_day_of_near_month(scene.today, number, tense, step))


def _day_number(scene: Scene, match: Match) -> int | None:
    if "day_figure" in match.roles:
        return int(scene.token(match, "day_figure"))
    return scene.ordinal(match, "day")


def _stands_alone(scene: Scene, match: Match) -> bool:
    """Whether `the first` is no adjective: nothing follows that it could belong to."""
    following = scene.after(match)
    figure = scene.row.lower(match.quote_end - 1)[0].isdigit()
    if scene.language.value("part", following) or scene.language.value("unit", following):
        return False
    if figure and scene.cue("on_or_by", scene.before(match)):
        return True
    if following in {"", ".", ",", ";", ":", "!", "?", ")", "—", "…"} or following[0] == "\n":
        return figure or scene.cue("day_alone", scene.before(match))
    return (figure or scene.cue("day_before_word", scene.before(match))) and scene.cue("after_time", following)


def nearest_date(today: date, month: int, day: int, tense: int, weekday: int | None = None) -> date | None:
    """The day of that month which the tense asks for; without a tense the nearest; with a weekday one that fits it."""
    near = _years_of(today.year, range(-1, 2), month, day) or _years_of(today.year, range(-8, 9), month, day)
    if weekday is not None:
        near = [made for made in near if made.isoweekday() == weekday] or near
    if not near:
        return None
    return likeliest(near, today, tense)


def likeliest(days: list[date], today: date, tense: int) -> date:
    """Of several days that a name may mean, the one that the tense and its nearness speak for.

    A past tense may still name what is to come (`it was moved to the 3rd of March`), a present what is past; so the way
    back costs more or less than the way forward.
    """
    back, forward = _WAYS[min(max(tense, -1), 2)]
    return min(days, key=lambda day: (today - day).days * back if day < today else (day - today).days * forward)


_WAYS = {-1: (1.0, 3.0), 0: (2.2, 1.0), 1: (2.2, 1.0), 2: (20.0, 1.0)}


def _years_of(year: int, steps: range, month: int, day: int) -> list[date]:
    """That day of the month in the years around; 29 February is not in all of them."""
    return [made for step in steps if (made := make_day(year + step, month, day))]


def _numbered_weekday(scene: Scene, number: int, weekday: int, tense: int) -> date | None:
    """`Monday the fifteenth`: the nearest month in which the two agree."""
    found = []
    for step in range(-12, 13):
        day = _day_of_near_month(scene.today, number, tense, step)
        if day is not None and day.isoweekday() == weekday:
            found.append(day)
    if tense > 0:
        found = [day for day in found if day >= scene.today] or found
    elif tense < 0:
        found = [day for day in found if day <= scene.today] or found
    return min(found, key=lambda day: abs((day - scene.today).days), default=None)


def _day_of_near_month(today: date, number: int, tense: int, step: int | None) -> date | None:
    try:
        if step is not None:
            first = shifted_months(today.replace(day=1), step)
            return make_day(first.year, first.month, number)
        forward = tense >= 0
        for ahead in range(4):
            first = shifted_months(today.replace(day=1), ahead if forward else -ahead)
            day = make_day(first.year, first.month, number)
            if day is not None and (day >= today if forward else day <= today):
                return day
    except ValueError:
        return None
    return None


def near(scene: Scene, match: Match) -> Meant | None:
    """`yesterday`, `the day before yesterday`, `tomorrow morning`."""
    step = scene.value(match, "near")
    if "side" in match.roles:
        if scene.value(match, "side") != step:
            return None
        step *= 2
    part = scene.value(match, "part") if "part" in match.roles else None
    # After midnight `today` may be either day; `yesterday` and `tomorrow` are counted as she lives, until she sleeps.
    source = "time.near-after-midnight" if scene.calendar_day != scene.today else None
    return _meant(_shifted(scene.today, step), part, source=source)


def tonight(scene: Scene, match: Match) -> Meant | None:
    """`tonight`: the evening, or the night where the words say so."""
    words = " ".join(scene.row.lower(place) for place in range(match.first - 8, match.end + 8))
    night = any(scene.cue("sleep", word) for word in words.split())
    if any(scene.cue("negative", word) for word in words.split()[:8]):  # I need not know tonight: all of it
        return _meant(scene.today, "NI", source="time.tonight-not")
    return _meant(scene.today, "NI" if night else "EV", source="time.tonight-sleep" if night else None)


def last_night(scene: Scene, match: Match) -> Meant | None:
    """`last night`: the night that began the day before."""
    if scene.cue("the", scene.before(match)) or scene.cue("of", scene.after(match)):
        return None
    return _meant(_shifted(scene.today, -1), match.rule.options.get("part", "NI"))


def part_today(scene: Scene, match: Match) -> Meant | None:
    """`this morning`, `in the evening`, `at dusk`: of the day that is spoken of."""
    part = scene.value(match, "part")
    if "day_edge" in match.rule.kinds["part"] and scene.token(match, "part")[0].isupper():
        return None  # Dawn is somebody
    day = scene.today
    if scene.cue("all", scene.row.lower(match.quote_first)) and scene.before(match) == ",":
        return None
    spoken = scene.spoken_day(match)
    if spoken is not None and not scene.cue("this_part", scene.row.lower(match.quote_first)):
        day = spoken
    elif (
        scene.cue("the", scene.row.lower(match.quote_first))
        and part == "MO"
        and scene.tense(match) > 0
        and not scene.morning_now()
    ):
        return _meant(_shifted(scene.today, 1), part, source="time.the-morning-next")
    if match.rule.source == "time.the-part" and part == "NI" and spoken is None and scene.tense(match) < 0:
        return _meant(_shifted(day, -1), part, source="time.in-the-night")
    in_the = match.rule.source == "time.the-part" and (part == "NI" or scene.tense(match) >= 0)
    return _meant(day, part, source="time.the-part-present" if in_the else None)


def day_today(scene: Scene, match: Match) -> Meant | None:
    """`all day`: the day that is spoken of."""
    return _meant(scene.spoken_day(match) or scene.today)


def weekday(scene: Scene, match: Match) -> Meant | None:
    """A weekday by the tense: the last one that was, or the next that comes."""
    if _is_idle(scene, match):
        return None
    part = scene.value(match, "part") if "part" in match.roles else None
    step = match.rule.options.get("step")
    away = (scene.value(match, "weekday") - scene.today.isoweekday()) % _WEEK
    if step is None:
        days, source = _by_tense(scene, match, away)
        if _describes(scene, match):
            source = "time.adjective"
        elif scene.cue("the", scene.before(match)):
            source = "time.weekday-the"
        return _meant(_shifted(scene.today, days), part, source=source)
    if step == -1 and (scene.cue("before_last_day", scene.after(match)) or scene.cue("the", scene.before(match))):
        return None
    days = {1: away or _WEEK, 0: away, -1: away - _WEEK}[step]
    if step == 0 and scene.tense(match) < 0:
        days -= _WEEK
    return _meant(_shifted(scene.today, days), part)


def _by_tense(scene: Scene, match: Match, away: int) -> tuple[int, str]:
    """How many days from the entry a weekday is that comes in `away` days, or today; and the reliability class."""
    before, tense = scene.before(match), scene.tense(match)
    if scene.cue("since", before) or (scene.cue("between", before) and scene.tense_with(match) < 0):
        return away - _WEEK, "time.weekday"
    if tense <= WEAKLY and scene.row.lower(match.quote_end - 1).endswith("'s"):
        return away - _WEEK if away else 0, "time.adjective"
    if (
        scene.cue("to", before)
        and tense < 0
        and any(scene.cue("from", scene.before(match, back)) for back in range(2, 7))
    ):
        return away - _WEEK, "time.weekday-bare"
    if away == 0 and tense < 0 and not scene.is_report:
        return 0, "time.weekday-today"
    if scene.cue("until_weekday", before) or (scene.cue("as", before) and scene.cue("soon", scene.before(match, 2))):
        if scene.is_report and tense < 0 and not scene.cue("as", before):
            return away - _WEEK if away else 0, "time.weekday-bare"
        return away or _WEEK, "time.weekday"
    if tense == 0:
        on_it = scene.cue("on", before)
        return away, ("time.weekday" if on_it else "time.weekday-bare") if away else "time.weekday-today"
    if away == 0 and tense == FUTURE and scene.cue("on", before):
        return _WEEK, "time.weekday"
    if away == 0:
        return 0, "time.weekday-today"
    source = "time.weekday" if scene.cue("on", before) else "time.weekday-bare"
    return away - _WEEK if tense < 0 else away, source


def _is_idle(scene: Scene, match: Match) -> bool:
    """Whether a named day is none in particular, or the word belongs to the one before it."""
    before = scene.before(match)
    if scene.cue("no_day", before):
        return True
    if scene.after(match) == "'" or scene.cue("which_one", before):
        return True
    return match.rule.options.get("step") is None and scene.cue("belongs", before)


def _describes(scene: Scene, match: Match) -> bool:
    """Whether the name of a day tells of a thing, or a word of it: `the Saturday girl`, `a soft Friday`."""
    before, following = scene.before(match), scene.after(match)
    if following == "-" and scene.after(match, 1).isalpha():
        return True
    if scene.cue("owner", before):
        return following.isalpha() and not scene.cue("after_time", following)
    told = before.isalpha() and not scene.cue("before_month", before) and not scene.cue("before_weekday", before)
    return told and scene.cue("one_of_many", scene.before(match, 2))


def weekday_week(scene: Scene, match: Match) -> Meant | None:
    """`Tuesday week`, `a week on Tuesday`, `Tuesday of next week`."""
    number = scene.value(match, "weekday")
    words = scene.words(match)
    monday = _shifted(scene.today, 1 - scene.today.isoweekday())
    if monday is None:
        return None
    if any(scene.cue("next_word", word) for word in words[:-1]):
        return _meant(_shifted(monday, _WEEK + number - 1))
    if any(scene.cue("last_word", word) for word in words):
        return _meant(_shifted(monday, number - 1 - _WEEK))
    if any(scene.cue("this", word) for word in words):
        return _meant(_shifted(monday, number - 1))
    away = (number - scene.today.isoweekday()) % _WEEK
    return _meant(_shifted(scene.today, away + _WEEK))


def next_to_that(scene: Scene, match: Match) -> Meant | None:
    """`the next morning`, `that night`, `the day before`: from the last day that was named."""
    clause = scene.cue("before_after", scene.row.lower(match.quote_end - 1)) and scene.cue("clause", scene.after(match))
    if scene.last is None or clause:
        return None
    words = scene.words(match)
    part = next((found for word in words if (found := scene.language.value("part", word))), None)
    meant = _meant(_shifted(scene.last[1], match.rule.options["step"]), part, anchor="")
    return meant._replace(after=True) if meant else None


def weekday_from_that(scene: Scene, match: Match) -> Meant | None:
    """`the Sunday before`, `the following Friday`: from the last day that was named."""
    if scene.last is None:
        return None
    base, number = scene.last[1], scene.value(match, "weekday")
    words = scene.words(match)
    away = (number - base.isoweekday()) % _WEEK
    if any(scene.cue("backwards", word) for word in words):
        day = _shifted(base, away - _WEEK)
    elif any(scene.cue("the_same", word) for word in words):
        day = base if away == 0 else None
    else:
        day = _shifted(base, away or _WEEK)
    meant = _meant(day, anchor="")
    return meant._replace(after=True) if meant else None


def feast(scene: Scene, match: Match) -> Meant | None:
    """A feast by its name, in the year the tense asks for."""
    name = _feast_name(scene, match)
    rule = scene.language.feast(name, scene.setting.zone)
    before, following = scene.before(match), scene.after(match)
    if rule is None or scene.cue("before_no_feast", before) or scene.cue("after_no_feast", following):
        return None
    if " " not in name and following.isalpha() and not scene.cue("after_time", following):
        return None
    part = scene.value(match, "part") if "part" in match.roles else None
    if "year" in match.roles:
        return _meant(day_of_feast(rule, int(scene.token(match, "year"))), anchor="none")
    if (step := match.rule.options.get("year_step")) is not None:
        return _meant(day_of_feast(rule, scene.today.year + step))
    tense = -1 if "last_feast" in match.roles else scene.tense_with(match)
    around = range(scene.today.year - 1, scene.today.year + 2)
    days = [day for year in around if YEAR_MIN <= year < MAXYEAR and (day := day_of_feast(rule, year))]
    if not days:
        return None
    if scene.cue("before_after", before):
        return _meant(likeliest(days, scene.today, tense), part, source="time.feast-beside")
    day = likeliest(days, scene.today, tense)
    past = day < scene.today and not scene.cue("bound", before)
    return _meant(day, part, source="time.feast-past" if past else None)


def _feast_name(scene: Scene, match: Match) -> str:
    """The words of the quote that are the feast's: without `last`, the part of its day, the year and the signs."""
    if "a" in match.roles and "year_step" in match.rule.options:
        return scene.row.lower(match.roles["a"][0])
    others = {place for role in ("part", "year", "last") for place in range(*match.roles.get(role, (0, 0)))}
    words = [scene.row.lower(place) for place in range(match.quote_first, match.quote_end) if place not in others]
    return " ".join(word for word in words if word[0].isalpha())


def day_of_feast(rule: str | int, year: int) -> date | None:
    """The day of a feast in a year.

    Args:
        rule: `12-25`; days after Easter; `11:4:4`, the fourth weekday 4 of November (`-1` is the last,
            `+1` the day after); or
            `advent`, the fourth Sunday before Christmas.
        year: in which.
    """
    if isinstance(rule, int):
        return _shifted(easter(year), rule)
    if rule == "advent":
        return date(year, 12, 3) - timedelta(days=date(year, 12, 3).isoweekday() % _WEEK)
    if ":" not in rule:
        month, day = rule.split("-")
        return make_day(year, int(month), int(day))
    named, _, later = rule.partition("+")
    in_month, weekday_number, which = (int(part) for part in named.split(":"))
    first = date(year, in_month, 1) + timedelta(days=int(later or 0))
    if which < 0:
        last = shifted_months(first, 1) - timedelta(days=1)
        return last - timedelta(days=(last.isoweekday() - weekday_number) % _WEEK)
    return first + timedelta(days=(weekday_number - first.isoweekday()) % _WEEK + _WEEK * (which - 1))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    n = h - m + r + 90
    return date(year, n // 25, (h - m + r + n // 25 + 19) % 32)


MEANINGS: dict[str, Callable[[Scene, Match], Meant | None]] = {
    "iso_day": iso_day,
    "day_in_figures": day_in_figures,
    "day_of_month": day_of_month,
    "near": near,
    "tonight": tonight,
    "last_night": last_night,
    "part_today": part_today,
    "day_today": day_today,
    "weekday": weekday,
    "weekday_week": weekday_week,
    "next_to_that": next_to_that,
    "weekday_from_that": weekday_from_that,
    "feast": feast,
}
