"""Times without edges: of an event, of a life, some day, now."""

from collections.abc import Callable

from goldseam.read.times.row import Match
from goldseam.read.times.scene import Meant, Scene, timed


def nothing(scene: Scene, match: Match) -> Meant | None:  # noqa: ARG001 - every meaning takes both
    """Words that look like a time and are none."""
    return None


def life(scene: Scene, match: Match) -> Meant | None:  # noqa: ARG001 - every meaning takes both
    """A time of life, or of an event: her words stand for it."""
    return Meant(timed(None, anchor="event" if match.rule.options.get("event") else "life"))


def vague_past(scene: Scene, match: Match) -> Meant | None:  # noqa: ARG001 - every meaning takes both
    """`years ago`, `a while back`."""
    return Meant(timed(None))


def vague_future(scene: Scene, match: Match) -> Meant | None:
    """`one of these days`, `in the coming weeks`."""
    words = scene.row.lower(match.quote_first)
    if words in {"one", "some", "someday"}:
        return Meant(timed("FUTURE_REF")) if scene.tense(match) > 0 else None
    return Meant(timed(None))


def reference(scene: Scene, match: Match) -> Meant | None:  # noqa: ARG001 - every meaning takes both
    """`now`, `recently`, `soon`: never shown."""
    return Meant(timed(match.rule.options["value"]))


MEANINGS: dict[str, Callable[[Scene, Match], Meant | None]] = {
    "nothing": nothing,
    "life": life,
    "vague_past": vague_past,
    "vague_future": vague_future,
    "reference": reference,
}
