"""Pages that are being saved: whoever loads one waits a moment for what is on its way."""

import threading
from types import TracebackType

WAIT_S_MAX = 2.0


class Saves:
    """Counts what is being saved. A tab that is loaded again sends its last words, and asks for the page at once."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0

    def __enter__(self) -> None:
        with self._changed:
            self._count += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def wait(self) -> None:
        """Returns when nothing is being saved, after two seconds at the latest."""
        with self._changed:
            self._changed.wait_for(lambda: self._count == 0, WAIT_S_MAX)
