"""The long job: how far it is, and what came of it."""

from starlette.responses import Response

from goldseam.desk.desk import Desk
from goldseam.exchange.notes import WORDING
from goldseam.page.asked import Asked
from goldseam.page.jobs import RUNNING, Shown
from goldseam.page.rendering import data, go, page
from goldseam.page.saying import KIND_NAMES


def show(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """The job that runs, or ended last."""
    job = asked.house.jobs.last
    if job is None:
        return go("/settings")
    state = job.state  # once: it may end while the page is made, and would then be half of each
    return page(
        asked, "job.html", job=job, state=state, running=state == RUNNING, kind_names=KIND_NAMES, note_words=WORDING
    )


def state(asked: Asked) -> Response:
    """How far it is; asking is no activity, and works while the vault is locked."""
    job = asked.house.jobs.last
    if job is None:
        return data(Shown(0, "none", 0, 0).told())
    return data(Shown(job.number, job.state, job.done, job.total).told())


def stop(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """It ends at its next step; what it did until then stays."""
    job = asked.house.jobs.running
    if job is not None and job.kind != "rotate":
        job.stop()
        job.ended.wait(2)
    return go("/job")
