"""Whether a reader's cost grows as the text does, not as its square: a ratio of two texts in the same run."""

import gc
import time
from collections.abc import Callable

ROUNDS_MAX = 6
FLOOR_S = 0.05  # below it, a clock measures itself


def grows_as_its_text(read: Callable[[str], object], text: str, parts: int = 8) -> bool:
    """Whether `text` costs at most three times what its first part does, times `parts`; a square `parts` times that.

    The least of up to six rounds stands for each: what else runs here can only add to a cost, never take from it.
    """
    part, whole = float("inf"), float("inf")
    for _ in range(ROUNDS_MAX):
        part = min(part, _cost(read, text[: len(text) // parts]))
        whole = min(whole, _cost(read, text))
        if whole <= 3 * max(parts * part, FLOOR_S):
            return True
    return False


def _cost(read: Callable[[str], object], text: str) -> float:
    gc.collect()
    gc.disable()  # a collection looks through all that the other tests have left
    try:
        began = time.process_time()
        read(text)
        return time.process_time() - began
    finally:
        gc.enable()
