"""Long jobs: one at a time, in a thread and at a desk of its own, watched by whoever asks how far it is.

A job goes on while she goes elsewhere on the page, and counts as activity, because she asked for it. It ends at the
next step when she stops it or the vault locks: every job is made of steps that are whole, and can be begun again.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from goldseam.desk.desk import Desk
from goldseam.page.mistakes import problem_of
from goldseam.page.seat import Locked, Seat
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Busy, Problem

RUNNING, DONE, STOPPED, LOCKED, FAILED = "running", "done", "stopped", "locked", "failed"
ACTIVE_EVERY_S = 20.0


class StoppedError(Exception):
    """The job must end here: she stopped it, or the vault was locked."""


class Job:
    """One long job.

    Attributes:
        kind: which one: `import`, `export`, …
        number: tells it from the job before.
        state: RUNNING, DONE, STOPPED by her, LOCKED out, or FAILED.
        done, total: how far; a total of 0 is not known.
        result: what the job says when it is DONE, and as far as it came otherwise; none of her words.
        problem: why it FAILED.
    """

    def __init__(self, kind: str, number: int, seat: Seat, *, total: int = 0) -> None:
        self.kind = kind
        self.number = number
        self.state = RUNNING
        self.done = 0
        self.total = total
        self.result: object = None
        self.problem: Problem | None = None
        self.ended = threading.Event()
        self._seat = seat
        self._was_locked = seat.watch_for_lock()
        self._stopping = False
        self._active = time.monotonic()

    def at(self, done: int) -> None:
        """It is so far. Raises StoppedError: it must go no further."""
        self.done = done
        if self._stopping or self._was_locked():
            raise StoppedError
        if time.monotonic() - self._active > ACTIVE_EVERY_S:
            self._active = time.monotonic()
            self._seat.touch()

    def step(self, count: int) -> None:
        """So much more is done. Raises StoppedError."""
        self.at(self.done + count)

    def stop(self) -> None:
        """It ends at its next step."""
        self._stopping = True

    def finish(self, problem: Problem | None = None, *, stopped: bool = False) -> None:
        """It has ended."""
        locked = self._was_locked()
        self.problem = None if stopped and problem is None else problem
        self.state = FAILED if self.problem else LOCKED if stopped and locked else STOPPED if stopped else DONE
        self.ended.set()


Work = Callable[[Desk, Job], None]


class Shown(NamedTuple):
    """How a job stands, for a script."""

    number: int
    state: str
    done: int
    total: int

    def told(self) -> JsonObject:
        """As JSON."""
        return dict(self._asdict())


class Jobs:
    """The job that runs, and the last one that ended, until the next begins. None of it outlives the process."""

    def __init__(self) -> None:
        self._last: Job | None = None
        self._turn = threading.Lock()
        self._number = 0

    @property
    def last(self) -> Job | None:
        """The job that runs, or ended last."""
        return self._last

    @property
    def running(self) -> Job | None:
        """The job that runs."""
        job = self._last
        return job if job is not None and job.state == RUNNING else None

    def start(self, kind: str, work: Work, seat: Seat, *, total: int = 0) -> Job:
        """Begins a job at a desk of its own.

        Raises: Busy: another runs. Locked: the vault is.
        """
        with self._turn:
            job = self._begun(kind, seat, total)
            desk = seat.own_desk()
            self._last = job
            threading.Thread(target=_run, args=(job, work, desk), name="goldseam-job", daemon=True).start()
            return job

    def start_alone(self, kind: str, work: Callable[[Job], None], seat: Seat) -> Job:
        """Begins a job that locks the vault itself and opens it as it needs. Raises Busy: another runs."""
        with self._turn:
            job = self._begun(kind, seat, 0)
            self._last = job
            threading.Thread(target=_run_alone, args=(job, work), name="goldseam-job", daemon=True).start()
            return job

    def end(self, *, wait_s: float) -> None:
        """Stops the job that runs, and waits for it so long: the process is about to end."""
        job = self.running
        if job is not None:
            job.stop()
            job.ended.wait(wait_s)

    def _begun(self, kind: str, seat: Seat, total: int) -> Job:
        if self.running is not None:
            raise Busy(
                "another long job is still running",
                safe="nothing was begun; that one goes on",
                next="wait for it, or stop it, and try again",
                code="page.job-running",
            )
        self._number += 1
        return Job(kind, self._number, seat, total=total)


def _run(job: Job, work: Work, desk: Desk) -> None:
    """Careful: whatever happens the desk is closed, because it holds keys, and the job is not RUNNING any more."""

    def inside(job: Job) -> None:
        try:
            work(desk, job)
        finally:
            with suppress(Problem):
                desk.close()

    _run_alone(job, inside)


def _run_alone(job: Job, work: Callable[[Job], None]) -> None:
    try:
        work(job)
    except (StoppedError, Locked):
        job.finish(stopped=True)
    except BaseException as error:  # noqa: BLE001 - as for a request: what went wrong is told, and the server goes on
        job.finish(problem_of(error))
    else:
        job.finish()
