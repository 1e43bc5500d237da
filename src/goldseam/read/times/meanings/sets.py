"""What happens again and again."""

from collections.abc import Callable

from goldseam.read.times.row import Match
from goldseam.read.times.scene import Meant, Scene, timed
from goldseam.read.times.timex import duration as value_of


def _meant(value: str, source: str | None = None) -> Meant:
    return Meant(timed(value, time_class="set", anchor="none"), source=source)


def every_unit(scene: Scene, match: Match) -> Meant | None:
    """`every day`, `every two weeks`, `every other year`."""
    if scene.cue("after_no_set", scene.after(match)):
        return None
    if "other_unit" in match.roles:
        unit = scene.value(match, "other_unit")
        return _meant(value_of(2, "W" if unit == "WE" else unit))
    if "n" in match.roles:
        count = scene.number(match, "n")
        return _meant(value_of(count, scene.value(match, "unit"))) if count else None
    unit = scene.value(match, "unit")
    if unit in {"S", "M", "H"}:
        return None
    return _meant("XXXX-WXX-WE" if unit == "WE" else value_of(1, unit))


def every_named(scene: Scene, match: Match) -> Meant | None:
    """`every morning`, `every Friday`, `each spring`."""
    if scene.cue("after_no_set", scene.after(match)):
        return None
    if "weekday" in match.roles:
        value = f"XXXX-WXX-{scene.value(match, 'weekday')}"
        if "part" in match.roles:
            value += f"T{scene.value(match, 'part')}"
        if "clock" in match.roles:
            return None
        return _meant(value)
    if "part" in match.roles:
        part = scene.value(match, "part")
        return _meant("P1D" if part == "NI" and scene.row.lower(match.quote_first) == "each" else f"XXXX-XX-XXT{part}")
    if "season" in match.roles:
        return _meant(f"XXXX-{scene.value(match, 'season')}")
    if "month" in match.roles:
        return _meant(f"XXXX-{scene.value(match, 'month'):02}")
    if "feast" in match.roles:
        rule = scene.language.feast(scene.row.lower(match.roles["feast"][0]), scene.setting.zone)
        return _meant(f"XXXX-{rule}") if isinstance(rule, str) and rule[2:3] == "-" else None
    return _meant("XXXX-WXX-WE")


def every_other(scene: Scene, match: Match) -> Meant | None:  # noqa: ARG001 - every meaning takes both
    """`every other Friday`: every second week."""
    return _meant("P3W" if "third" in match.roles else "P2W")


def weekdays(scene: Scene, match: Match) -> Meant | None:
    """`on Fridays`, `Tuesdays`."""
    if scene.is_number(scene.row.letters[match.quote_first - 1] if match.quote_first else ""):
        return None
    return _meant(f"XXXX-WXX-{scene.value(match, 'day')}")


def parts_set(scene: Scene, match: Match) -> Meant | None:
    """`in the mornings`, `at night`."""
    if match.rule.options.get("bare") and scene.value(match, "part") == "NI":
        return None
    if "part" not in match.roles:
        if scene.spoken_day(match) is not None or scene.tense(match) < 0:
            return None
        return _meant("XXXX-XX-XXTNI", source="time.set-at-night")
    return _meant(f"XXXX-XX-XXT{scene.value(match, 'part')}")


def month_set(scene: Scene, match: Match) -> Meant | None:  # noqa: ARG001 - every meaning takes both
    """`the first Sunday of the month`: once each month."""
    return _meant(value_of(1, "MO"))


def times_a_unit(scene: Scene, match: Match) -> Meant | None:
    """`twice a month`: how often is in the words, the value is the unit."""
    unit = scene.value(match, "unit")
    return None if unit in {"S", "M"} else _meant(value_of(1, unit))


def often(scene: Scene, match: Match) -> Meant | None:
    """`monthly`, `daily`, as an adverb; before a noun it is none."""
    value = scene.value(match, "often")
    following = scene.after(match)
    adverb = not following.isalpha() or scene.cue("after_time", following)
    if not adverb and value != "P1D":
        return None
    return _meant(value, source=None if adverb else "time.often-adjective")


MEANINGS: dict[str, Callable[[Scene, Match], Meant | None]] = {
    "every_unit": every_unit,
    "every_named": every_named,
    "every_other": every_other,
    "weekdays": weekdays,
    "parts_set": parts_set,
    "month_set": month_set,
    "times_a_unit": times_a_unit,
    "often": often,
}
