"""How far a long command is: on stderr, only where a person watches, only after a second."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
SHOWN_AFTER_S = 1.0
EVERY_S = 0.2


def shown_progress(items: Iterable[T], *, label: str, total: int | None = None) -> Iterator[T]:
    """Passes `items` on and shows their count."""
    step = progress_line(label, total=total)
    for done, item in enumerate(items, start=1):
        yield item
        step(done)
    step(-1)


def progress_line(label: str, *, total: int | None = None) -> Callable[[int], None]:
    """A function to be told how much is done; -1 takes the line away."""
    started = time.monotonic()
    last = started
    watched = sys.stderr.isatty()
    shown = False

    def step(done: int) -> None:
        nonlocal last, shown
        now = time.monotonic()
        if done < 0:
            if shown:
                sys.stderr.write("\r\033[K")
                sys.stderr.flush()
            return
        if not watched or now - started < SHOWN_AFTER_S or now - last < EVERY_S:
            return
        last = now
        shown = True
        sys.stderr.write("\r\033[K" + _line(label, done, total))
        sys.stderr.flush()

    return step


def _line(label: str, done: int, total: int | None) -> str:
    if not total:
        return f"{label} {done:,}"
    filled = min(20, done * 20 // total)
    return f"{label} {'█' * filled}{'·' * (20 - filled)} {done:,} of {total:,}"
