"""What she said and made beside her entries, as it leaves with an export and comes back with one."""

from collections.abc import Iterator, Mapping

from goldseam.desk.desk import Desk
from goldseam.desk.leaving_settings import exported_settings, take_in_settings
from goldseam.exchange.exported import KEEPSAKES_FILE, SETTINGS_FILE
from goldseam.exchange.recognise import Source
from goldseam.exchange.said import SaidBack, line_of, lines_beside, said_in, take_in_said
from goldseam.lookback.exporting import exported_keepsakes, take_in_keepsakes


def beside(desk: Desk) -> Mapping[str, Iterator[str]]:
    """The files beside the entries of an export, each with its lines; none that would be empty."""
    _ = desk.threads  # searches that were kept before there were threads are among the keepsakes from now on
    kept = {}
    for name, objects in (
        (KEEPSAKES_FILE, exported_keepsakes(desk.vault, desk.store)),
        (SETTINGS_FILE, exported_settings(desk)),
    ):
        lines = map(line_of, objects)
        if (first := next(lines, None)) is not None:
            kept[name] = _with(first, lines)
    return {**said_in(desk.vault), **kept}


def take_in_beside(desk: Desk, source: Source, *, now_ms: int) -> tuple[SaidBack, int]:
    """Takes it in after the entries, and her settings; returns how much that she said came, and how many keepsakes."""
    take_in_settings(desk, lines_beside(source, SETTINGS_FILE), now_ms=now_ms)
    back = take_in_said(desk.vault, source, now_ms=now_ms)
    return back, take_in_keepsakes(desk.vault, desk.store, lines_beside(source, KEEPSAKES_FILE))


def _with(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines
