"""Long jobs: one at a time, stopped when she says so, ended by a lock, and silent about her words."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldseam.desk.agent_control import agent_status
from goldseam.desk.desk import Desk
from goldseam.keep.keys import CHEAPEST
from goldseam.keep.vault import create_vault
from goldseam.page import jobs as module
from goldseam.page.jobs import DONE, FAILED, LOCKED, STOPPED, Job, Jobs
from goldseam.page.seat import Locked, Seat
from goldseam.words.problem import Busy
from tests.page.serving import PASSPHRASE, Served


@pytest.fixture
def vault(own_home: Path) -> Iterator[Served]:
    """A vault whose key the agent holds; no server."""
    folder, runtime = str(own_home / "vault"), os.path.join(os.environ["XDG_RUNTIME_DIR"], "goldseam")
    made, paper = create_vault(folder, PASSPHRASE, cost=CHEAPEST, now_ms=1_790_000_000_000)
    served = Served(folder, runtime, made.header.vault, "", {}, paper)
    made.close()
    served.unlock()
    yield served
    served.lock()


@pytest.fixture
def seat(vault: Served, own_home: Path) -> Seat:
    return Seat(vault.folder, runtime=vault.runtime, pins=str(own_home / "pins"), zone="Europe/Lisbon")


def steps(going: threading.Event) -> "module.Work":
    """A job without an end, that takes a step whenever it can."""

    def work(_desk: Desk, job: Job) -> None:
        while True:
            job.step(1)
            going.set()
            job.ended.wait(0.01)

    return work


def test_a_job_says_how_far_it_is_and_what_came_of_it(seat: Seat) -> None:
    def work(desk: Desk, job: Job) -> None:
        for done in range(1, 4):
            job.at(done)
        job.result = desk.vault.count()

    job = Jobs().start("count", work, seat, total=3)

    assert job.ended.wait(10)
    assert (job.state, job.done, job.total, job.result, job.problem) == (DONE, 3, 3, 0, None)


def test_there_is_one_at_a_time(seat: Seat) -> None:
    jobs, going = Jobs(), threading.Event()
    first = jobs.start("long", steps(going), seat)

    with pytest.raises(Busy) as refused:
        jobs.start("other", steps(going), seat)
    assert refused.value.code == "page.job-running"
    assert jobs.running is first
    first.stop()
    assert first.ended.wait(10)
    assert jobs.start("other", lambda _desk, _job: None, seat).ended.wait(10)


def test_a_job_that_is_stopped_ends_at_its_next_step(seat: Seat) -> None:
    jobs, going = Jobs(), threading.Event()
    job = jobs.start("long", steps(going), seat)
    assert going.wait(10)
    job.stop()

    assert job.ended.wait(10)
    assert (job.state, jobs.running) == (STOPPED, None)


def test_a_lock_ends_it_and_its_desk_is_closed(vault: Served, seat: Seat) -> None:
    going, desks = threading.Event(), []

    def work(desk: Desk, job: Job) -> None:
        desks.append(desk)
        steps(going)(desk, job)

    job = Jobs().start("long", work, seat)
    assert going.wait(10)
    vault.lock()
    assert seat.state() is None  # as the server asks every second

    assert job.ended.wait(10)
    assert job.state == LOCKED
    with pytest.raises(Exception, match="closed"):
        desks[0].vault.count()


def test_none_begins_while_the_vault_is_locked(vault: Served, seat: Seat) -> None:
    vault.lock()
    jobs = Jobs()

    with pytest.raises(Locked):
        jobs.start("long", steps(threading.Event()), seat)
    assert jobs.running is None


def test_a_mistake_of_ours_is_told_without_its_text(seat: Seat) -> None:
    def work(_desk: Desk, _job: Job) -> None:
        raise ValueError("Bea said she would come")

    job = Jobs().start("long", work, seat)

    assert job.ended.wait(10)
    assert job.state == FAILED
    assert job.problem is not None
    assert "mistake of ours: ValueError" in job.problem.happened
    assert "Bea" not in f"{job.problem.happened}{job.problem.safe}{job.problem.next}"


def test_a_job_counts_as_activity(vault: Served, seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ACTIVE_EVERY_S", 0.0)
    touched: list[object] = []

    def touch() -> str:
        touched.append(agent_status(vault.runtime, vault.vault_id))
        return vault.vault_id

    monkeypatch.setattr(seat, "touch", touch)
    jobs, going = Jobs(), threading.Event()
    job = jobs.start_alone("long", lambda job: steps(going)(None, job), seat)  # type: ignore[arg-type]  # uses no desk
    assert going.wait(10)
    job.stop()
    assert job.ended.wait(10)

    assert touched


def test_the_end_of_the_process_waits_for_what_must_be_taken_away(seat: Seat) -> None:
    jobs, going, tidied = Jobs(), threading.Event(), threading.Event()

    def work(desk: Desk, job: Job) -> None:
        try:
            steps(going)(desk, job)
        finally:
            tidied.set()

    jobs.start("export", work, seat)
    assert going.wait(10)
    jobs.end(wait_s=10)

    assert tidied.is_set()
    assert jobs.running is None


def test_a_job_that_does_not_look_would_go_on_after_a_lock(
    vault: Served, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the test of the lock above rests on."""
    monkeypatch.setattr(seat, "watch_for_lock", lambda: lambda: False)
    going = threading.Event()
    job = Jobs().start("long", steps(going), seat)
    assert going.wait(10)
    vault.lock()
    assert seat.state() is None

    assert not job.ended.wait(1)
    job.stop()
    assert job.ended.wait(10)
