"""Waiting for what is bound to happen, for as long as a busy machine may need: only what never comes is a fault."""

import time
from collections.abc import Callable

PATIENCE_S = 90.0


def until(held: Callable[[], object], *, seconds: float = PATIENCE_S) -> None:
    """Waits for something that is bound to happen."""
    end = time.monotonic() + seconds
    while not held():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
