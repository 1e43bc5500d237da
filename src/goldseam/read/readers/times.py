"""When: dates, times of the clock, durations, what happens again, and times that only an event or a life dates."""

from goldseam.read.passage import Passage
from goldseam.read.times.language import load_language
from goldseam.read.times.reading import times_in
from goldseam.read.zones import NO_PROSE


def read(passage: Passage) -> None:
    """Adds every time of the passage, with its value, its interval and what it was counted from."""
    ids: list[str | None] = []
    for found in times_in(passage.text, passage.setting, load_language("en")):
        zone = passage.zone_at(found.span.start)
        base = ids[found.after] if found.after is not None else None
        if (zone is not None and zone.kind in NO_PROSE) or (found.after is not None and base is None):
            ids.append(None)
            continue
        time = found.time if base is None else found.time._replace(anchor=base)
        ids.append(passage.add(time, found.span, source=found.source))
