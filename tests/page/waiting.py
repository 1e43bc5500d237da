"""Waiting for what is bound to happen."""

import time
from collections.abc import Callable


def until(held: Callable[[], object], *, seconds: float = 15) -> None:
    """Waits for something that is bound to happen."""
    end = time.monotonic() + seconds
    while not held():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
