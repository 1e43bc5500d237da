"""Durations."""

import re
from collections.abc import Callable

from goldseam.read.times.row import Match
from goldseam.read.times.scene import Meant, Scene, timed
from goldseam.read.times.timex import duration as value_of
from goldseam.words.finding import Modifier

_AMOUNT = re.compile(r"(\d+)([a-z]+)(\d*)")
_SHORT = {
    "min": "M",
    "mins": "M",
    "h": "H",
    "hr": "H",
    "hrs": "H",
    "wk": "W",
    "wks": "W",
    "yr": "Y",
    "yrs": "Y",
    "sec": "S",
    "secs": "S",
    "d": "D",
    "m": "M",
}
_COUNT_MAX = 100_000_000


def _meant(count: float | None, unit: str, modifier: Modifier | None = None, source: str | None = None) -> Meant | None:
    if count is not None and not 0 < count <= _COUNT_MAX:
        return None
    return Meant(timed(value_of(count, unit), modifier=modifier, anchor="none"), source=source)


def duration(scene: Scene, match: Match) -> Meant | None:
    """`three weeks`, `an hour and a half`, `half a year`, `50min`."""
    if scene.cue("after_no_duration", scene.after(match)) and not scene.cue("for", scene.before(match)):
        return None
    if scene.after(match) == "-" and scene.cue("old", scene.after(match, 1)):
        return None
    if scene.cue("of", scene.after(match)) and scene.cue("after_no_duration_of", scene.after(match, 1)):
        return None
    if "amount" in match.roles:
        return _short(scene.token(match, "amount").lower())
    if "half_unit" in match.roles:
        return _meant(0.5, scene.value(match, "half_unit"))
    if "one_unit" in match.roles:
        return _meant(1, scene.value(match, "one_unit"))
    if "part" in match.roles:
        return _meant(scene.number(match, "n"), "D")
    if "more" in match.roles:
        return _meant(60 + (scene.number(match, "more") or 0), "M")
    if "n" not in match.roles:
        return _meant(1.5, "H")
    return _counted(scene, match)


def years_by_season(scene: Scene, match: Match) -> Meant | None:
    """`for two winters`: as many years."""
    return _meant(scene.number(match, "n"), "Y")


def minutes(scene: Scene, match: Match) -> Meant | None:  # noqa: ARG001 - every meaning takes both
    """`a quarter of an hour`: so many minutes."""
    return _meant(match.rule.options["minutes"], "M")


def _short(token: str) -> Meant | None:
    """`50min`, `1h10`."""
    found = _AMOUNT.fullmatch(token)
    if found is None or found[2] in {"m", "d"}:
        return None
    if found[2] == "h" and found[3]:
        return _meant(int(found[1]) * 60 + int(found[3]), "M")
    return _meant(int(found[1]), _SHORT[found[2]])


def _counted(scene: Scene, match: Match) -> Meant | None:
    """A number and a unit."""
    count, unit = scene.number(match, "n"), scene.value(match, "unit")
    if "n2" in match.roles:
        return _meant(count, unit, "approx")
    last = scene.row.lower(match.quote_end - 1)
    if count is None or unit in {"Q", "WE"} or (last == "second" and count == 1):
        return None
    hyphened = scene.row.lower(match.quote_end - 2) == "-"
    if (
        scene.cue("one", scene.row.lower(match.quote_first))
        and scene.cue("day_word", last)
        and not scene.cue("before_one_day", scene.before(match))
    ):
        return None
    return _meant(count, unit, source="time.duration-adjective" if hyphened else None)


def duration_one(scene: Scene, match: Match) -> Meant | None:
    """`a week`, `an hour`: where no rate, no idiom and no set."""
    unit = scene.value(match, "one_unit")
    if match.rule.options.get("whole"):
        return _meant(1, unit)
    before, following = scene.before(match), scene.after(match)
    if unit in {"S", "Q", "WE"} or scene.cue("after_counted_unit", following):
        return None
    if scene.cue("before_duration", before) or (
        scene.cue("than", before) and scene.cue("more_or_less", scene.before(match, 2))
    ):
        if unit == "D" and not scene.cue("before_a_day", before):
            return None
        return _meant(1, unit)
    took = scene.cue("took", scene.before(match, 2)) and scene.cue("persons_object", before)
    if took or (unit == "H" and scene.cue("late_or_early", following)):
        return _meant(1, unit)
    if unit == "H" and scene.cue("after_an_hour", following):
        return None
    near = [scene.row.letters[place] for place in range(max(0, match.first - 4), match.first)]
    counted = any(scene.is_number(letter) for letter in near)
    if counted and unit in {"D", "W", "MO", "Y"}:
        return Meant(timed(value_of(1, unit), time_class="set", anchor="none"), source="time.set")
    if counted or unit in {"D", "M"}:
        return None
    if unit == "H" and not before.endswith("s"):
        return _meant(1, unit, source="time.duration")
    return None


def duration_vague(scene: Scene, match: Match) -> Meant | None:
    """`a few days`, `for years`: a number that is not said."""
    if "couple_unit" in match.roles:
        return _meant(2, scene.value(match, "couple_unit"))
    unit = scene.value(match, "unit")
    if unit in {"WE", "Q"} or scene.cue("after_no_duration", scene.after(match)):
        return None
    return _meant(None, unit)


MEANINGS: dict[str, Callable[[Scene, Match], Meant | None]] = {
    "duration": duration,
    "minutes": minutes,
    "years_by_season": years_by_season,
    "duration_one": duration_one,
    "duration_vague": duration_vague,
}
