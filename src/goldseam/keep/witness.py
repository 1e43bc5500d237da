"""Another process that reads a file while this one writes it, and says at the end whether it is right.

It reads only what was synced before. It is a copy of this process, so it knows the keys and nothing is handed to it:
what passes between the two are numbers and one yes. Whoever gets no yes looks for himself; a witness that died, or
could not be had, costs time and nothing else.
"""

import gc
import os
import select
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

YES = b"1"
_SHOWN = struct.Struct("<Q?")  # bytes, and whether there are no more


class Shown:
    """What the witness knows of the file.

    Attributes:
        size: that much of it is there to be read.
        all: whether that is all.
    """

    def __init__(self, ear: int) -> None:
        self._ear = ear
        self.size = 0
        self.all = False

    def beyond(self, at: int) -> int:
        """How much may be read from `at` on; waits for it, and is 0 at the end. Raises EOFError: the writer is gone."""
        while not self.all and (self.size <= at or self._is_told_more()):
            told = os.read(self._ear, _SHOWN.size)
            if len(told) < _SHOWN.size:
                raise EOFError
            self.size, self.all = _SHOWN.unpack(told)
        return max(self.size - at, 0)

    def _is_told_more(self) -> bool:
        return bool(select.select([self._ear], [], [], 0)[0])


Look = Callable[[Shown], bool]


class Witness:
    """The witness, as who writes the file knows it; there may be none."""

    def __init__(self, mouth: int | None, ear: int | None) -> None:
        self._mouth = mouth
        self._ear = ear

    @property
    def is_there(self) -> bool:
        """Whether there is one."""
        return self._mouth is not None

    def show(self, size: int, *, all_: bool = False) -> None:
        """So much of the file is synced."""
        if self._mouth is not None:
            with suppress(BrokenPipeError):  # it died; that comes out at the end
                os.write(self._mouth, _SHOWN.pack(size, all_))

    def agrees(self, size: int) -> bool:
        """There is no more than `size`, all of it synced; whether the witness has seen that it is right. Waits."""
        self.show(size, all_=True)
        return self._ear is not None and os.read(self._ear, 1) == YES


@contextmanager
def witness(look: Look) -> Iterator[Witness]:
    """Starts one that looks, and ends it. There is none where this process has several threads, or off Linux.

    Only one of several threads lives on in a copy, and with it every lock that another one held; elsewhere also what
    the system itself loaded may not survive that.
    """
    if sys.platform != "linux" or len(os.listdir("/proc/self/task")) > 1:
        yield Witness(None, None)
        return
    their_ear, mouth = os.pipe()
    ear, their_mouth = os.pipe()
    pid = os.fork()
    if not pid:
        _look_and_end(look, their_ear, their_mouth)
    os.close(their_ear)
    os.close(their_mouth)
    try:
        yield Witness(mouth, ear)
    finally:
        os.close(mouth)  # it ends when it hears no more
        os.close(ear)
        os.waitpid(pid, 0)


def _look_and_end(look: Look, ear: int, mouth: int) -> None:
    """Never returns: nothing of what the other process still has to do may happen twice."""
    code = 1
    try:
        gc.disable()  # so that nothing closes a number that means another file by now
        _let_go_of_all_but({ear, mouth})
        if look(Shown(ear)):
            os.write(mouth, YES)
            code = 0
    finally:
        os._exit(code)


def _let_go_of_all_but(kept: set[int]) -> None:
    """So that no lock outlives the process that took it."""
    for number in map(int, os.listdir("/proc/self/fd")):
        if number not in kept:
            with suppress(OSError):
                os.close(number)
