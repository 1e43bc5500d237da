"""Times without edges: of an event, of a life, some day, now."""

from collections.abc import Callable

from goldseam.read.times.row import Match
from goldseam.read.times.scene import Meant, Scene, timed
from goldseam.read.times.tense import FUTURE
from goldseam.words.finding import Time


def nothing(scene: Scene, match: Match) -> Meant | None:  # noqa: ARG001 - every meaning takes both
    """Words that look like a time and are none."""
    return None


def life(scene: Scene, match: Match) -> Meant | None:
    """A time of life, or of an event: her words stand for it."""
    if scene.cue("as", scene.words(match)[0]) and scene.before(match).isalpha():
        return None  # as happy as a girl
    following = scene.after(match)
    if "era" in match.roles and following.isalpha() and not scene.cue("after_time", following):
        return None
    return Meant(timed(None, anchor="event" if match.rule.options.get("event") else "life"))


_STRETCH_TOKENS = 8
_AGO = {"D": "days-ago", "W": "weeks-ago", "MO": "months-ago", "Y": "years-ago"}
_COMING = {"D": "coming-days", "W": "coming-weeks", "MO": "coming-months", "Y": "coming-years"}


def vague_past(scene: Scene, match: Match) -> Meant | None:
    """`years ago`; `a while back`, of which no convention says how long it is."""
    return _windowed(scene, match, timed(None), _AGO)


def _windowed(scene: Scene, match: Match, time: Time, names: dict[str, str]) -> Meant:
    unit = scene.value(match, "unit") if "unit" in match.roles else None
    return Meant(scene.proposed(time, names[unit], scene.today) if unit in names else time)


def vague_future(scene: Scene, match: Match) -> Meant | None:
    """`one of these days`, `in the coming weeks`."""
    if scene.cue("some_day", scene.words(match)[0]):
        return Meant(timed("FUTURE_REF")) if scene.tense(match) == FUTURE else None
    return _windowed(scene, match, timed("FUTURE_REF"), _COMING)


def period(scene: Scene, match: Match) -> Meant | None:
    """`the year-ago quarter`, `the latest period`: the business year of the news, the last quarter that has ended."""
    year, quarter = scene.today.year, (scene.today.month - 1) // 3
    if quarter == 0:
        year, quarter = year - 1, 4
    if "year" in match.roles:
        return Meant(timed(f"{scene.token(match, 'year')}-Q{quarter}", anchor="none"))
    return Meant(timed(f"{year - match.rule.options.get('back', 0):04}-Q{quarter}"))


def reference(scene: Scene, match: Match) -> Meant | None:
    """`now`, `recently`: never shown; but `now` may be the end of a stretch, `between Christmas and now`."""
    told = Meant(timed(match.rule.options["value"]))
    if not match.rule.options.get("ends_a_stretch"):
        return told
    before = range(max(0, match.first - _STRETCH_TOKENS), match.first + 1)
    ends = any(scene.cue("between", scene.row.lower(place)) for place in before)
    return told if ends else told._replace(source="time.now")


MEANINGS: dict[str, Callable[[Scene, Match], Meant | None]] = {
    "nothing": nothing,
    "life": life,
    "vague_past": vague_past,
    "vague_future": vague_future,
    "reference": reference,
    "period": period,
}
