"""Leaving with everything: an export that anybody can read, into a folder of this machine."""

import os
from collections.abc import Iterator
from functools import partial

from starlette.responses import Response

from goldseam.desk.desk import Desk
from goldseam.desk.leaving import beside
from goldseam.desk.outside import lies_inside
from goldseam.exchange.exported import JSONLINES, MARKDOWN
from goldseam.exchange.exporters.cut_short import noted
from goldseam.exchange.exporters.folder import UNFINISHED, export
from goldseam.page.asked import Asked
from goldseam.page.jobs import Job
from goldseam.page.mistakes import FULL
from goldseam.page.pages.backups import whole_path
from goldseam.page.rendering import go, page
from goldseam.words.entry import Entry
from goldseam.words.problem import Misused, Problem
from goldseam.write.attachments import Attachments

KINDS = (MARKDOWN, JSONLINES)


def show(asked: Asked, desk: Desk, problem: Problem | None = None) -> Response:
    """Where to, as what, and what it means."""
    return page(
        asked,
        "settings_export.html",
        status=400 if problem else 200,
        path=asked.fields.get("path", f"~/journal-{desk.today()}"),
        kind=asked.fields.get("kind", MARKDOWN),
        unfinished=desk.drafts.count(),
        problem=problem,
    )


def begin(asked: Asked, desk: Desk) -> Response:
    """Writes everything, the trash included, readable."""
    kind = asked.fields.get("kind", MARKDOWN)
    try:
        target = whole_path(asked.fields.get("path", "").strip())
        _check(target, desk)
    except Problem as problem:
        return show(asked, desk, problem)

    def work(desk: Desk, job: Job) -> None:
        try:
            exported = export(
                target,
                _counted(desk.vault.iter_entries(), job),
                Attachments(desk.vault).copy_to,
                desk.vault.disk,
                kind=JSONLINES if kind == JSONLINES else MARKDOWN,
                said=beside(desk),
                noting=partial(noted, desk.vault),
            )
        except OSError as error:
            raise _not_written(error, target) from None
        job.result = (target, exported)

    asked.house.jobs.start("export", work, asked.house.seat, total=desk.vault.count())
    return go("/job")


def _counted(entries: Iterator[Entry], job: Job) -> Iterator[Entry]:
    for number, entry in enumerate(entries, start=1):
        job.at(number)
        yield entry


def _check(target: str, desk: Desk) -> None:
    """Raises Misused: nothing can be written there, or something lies there. Told before anything is begun."""
    if lies_inside(desk.vault.folder, target):
        raise _refused("an export lies outside the journal, which is encrypted")
    above = os.path.dirname(target)
    while not os.path.lexists(above):
        above = os.path.dirname(above)
    if not os.path.isdir(above) or not os.access(above, os.W_OK):
        raise _refused("nothing can be written there")
    if _is_no_folder(target) or any(desk.vault.disk.names(folder) for folder in (target, target + UNFINISHED)):
        raise _refused("there is something under that name already")


def _is_no_folder(path: str) -> bool:
    return os.path.lexists(path) and not os.path.isdir(path)


def _refused(why: str) -> Misused:
    return Misused(
        why, safe="nothing was written", next="name a folder that is not there yet", code="page.export-refused"
    )


def _not_written(error: OSError, target: str) -> Problem:
    full = error.errno in FULL
    left = os.path.exists(target + UNFINISHED)
    return Problem(
        "the disk was full before everything was written" if full else "the system refused to write the export",
        safe="the journal is as it was; a readable part is still in the folder whose name ends in .unfinished"
        if left
        else "the journal is as it was, and nothing readable was left behind",
        next="free some space, or name a folder on another disk",
        code="page.export-failed",
    )
