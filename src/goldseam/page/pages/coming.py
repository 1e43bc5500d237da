"""Coming from another journal: a look first, then the import, the report of every record, and taking it back.

The source is read where it lies on this machine. Nothing of it is uploaded, so nothing of it is ever spooled.
"""

from contextlib import closing
from typing import NamedTuple

from starlette.responses import Response

from goldseam.desk.agent_client import announce_change
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.leaving import take_in_beside
from goldseam.exchange.imports import count_made, imports_made, undo_import
from goldseam.exchange.incoming import Circumstances, Incoming
from goldseam.exchange.intake import entry_id_of, take_in
from goldseam.exchange.left_out import left_out
from goldseam.exchange.notes import WORDING
from goldseam.exchange.recognise import IMPORTERS, Source, recognise
from goldseam.page.asked import Asked
from goldseam.page.import_report import ImportReport, Plan
from goldseam.page.jobs import RUNNING, Job
from goldseam.page.pages.backups import whole_path
from goldseam.page.pages.keys import refuse_demo
from goldseam.page.rendering import go, page
from goldseam.page.saying import KIND_NAMES, day_and_clock
from goldseam.words.day import zone_of
from goldseam.words.problem import Misused, Problem
from goldseam.words.secret import Secret

SOURCE = "import"  # in the house's memory: what was looked at
SHOWN_MAX = 20
PROBLEMS_MAX = 20
WINDOW = 200
LOOKED_UP = 500
FIELDS = ("path", "kind", "zone", "old-style", "tags-from-text", "keep-location")


class Chosen(NamedTuple):
    """A source that was looked at, and how it is to be read."""

    source: Source
    circumstances: Circumstances
    records: int


def show(asked: Asked, desk: Desk, problem: Problem | None = None) -> Response:
    """Where the other journal lies, and the imports that were made."""
    made = imports_made(desk.vault)[:SHOWN_MAX]
    return page(
        asked,
        "settings_import.html",
        status=400 if problem else 200,
        kinds={kind: KIND_NAMES[kind] for kind in IMPORTERS},
        fields={name: asked.fields.get(name, "") for name in FIELDS},
        zone=desk.zone,
        kind_names=KIND_NAMES,
        made=[(one, day_and_clock(asked.language, one.at, desk.zone), count_made(desk.vault, one)) for one in made],
        problem=problem,
    )


def plan(asked: Asked, desk: Desk) -> Response:
    """Reads the source to its end and takes nothing."""
    refuse_demo(asked)
    house = asked.house
    try:
        source = recognise(whole_path(asked.fields.get("path", "").strip()), kind=asked.fields.get("kind", ""))
        circumstances = _circumstances(asked, desk)
    except Problem as problem:
        return show(asked, desk, problem)

    def work(desk: Desk, job: Job) -> None:
        found = _planned(desk, source, circumstances, job)
        house.memory[SOURCE] = Chosen(source, circumstances, found.readable + found.unreadable)
        job.result = found

    house.memory.pop(SOURCE, None)
    house.jobs.start("plan", work, house.seat)
    return go("/job")


def _circumstances(asked: Asked, desk: Desk) -> Circumstances:
    zone = asked.fields.get("zone", "").strip() or desk.zone
    zone_of(zone)
    password = asked.fields.get("password", "")
    return Circumstances(
        zone,
        desk.day_start_hour,
        Secret(password.encode()) if password else None,
        old_style="old-style" in asked.fields,
        keep_location="keep-location" in asked.fields,
        tags_from_text="tags-from-text" in asked.fields,
    )


def _planned(desk: Desk, source: Source, circumstances: Circumstances, job: Job) -> Plan:
    readable = unreadable = files = new = 0
    first = last = ""
    problems: list[str] = []
    waiting: set[str] = set()
    for number, record in enumerate(source.records(circumstances), start=1):
        job.at(number)
        if not isinstance(record, Incoming):
            unreadable += 1
            problems += [record.happened] if len(problems) < PROBLEMS_MAX else []
            continue
        readable += 1
        files += len(record.files)
        if day := record.content.day:
            first, last = min(first or day, day), max(last, day)
        waiting.add(entry_id_of(record))
        if len(waiting) >= LOOKED_UP:
            new += desk.entries.count_new(sorted(waiting))
            waiting = set()
    new += desk.entries.count_new(sorted(waiting))
    return Plan(source.kind, readable, unreadable, new, files, first, last, tuple(problems), tuple(left_out(source)))


def begin(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """Takes in what was looked at."""
    refuse_demo(asked)
    chosen = asked.house.memory.get(SOURCE)
    if not isinstance(chosen, Chosen):
        return go("/settings/import")
    seat = asked.house.seat

    def work(desk: Desk, job: Job) -> None:
        at = now_ms()
        job.result = report = ImportReport(chosen.source.kind, at)
        # Closed before the desk is, whatever happens: it holds the database in bulk.
        how, source = chosen.circumstances, chosen.source
        taken = take_in(desk.vault, source.records(how), now_ms=at, keep_location=how.keep_location, name=source.name)
        with closing(taken) as rows:
            for number, row in enumerate(rows, start=1):
                report.add(row)
                job.at(number)
        take_in_beside(desk, source, now_ms=at)
        desk.find.follow(lambda _done, _total: job.step(0))
        announce_change(seat.runtime, desk.vault.header.vault, seat.folder)

    asked.house.jobs.start("import", work, seat, total=chosen.records)
    asked.house.memory.pop(SOURCE, None)
    return go("/job")


def report(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """What became of every record of the last import, a window at a time."""
    job = asked.house.jobs.last
    if job is None or job.state == RUNNING or not isinstance(job.result, ImportReport):
        return go("/settings/import")
    number = int(asked.path["number"]) if asked.path["number"].isdecimal() and len(asked.path["number"]) < 8 else 1  # noqa: PLR2004 - no report is so long
    windows = max(1, -(-len(job.result) // WINDOW))
    number = min(max(number, 1), windows)
    lines = job.result.lines((number - 1) * WINDOW, number * WINDOW)
    return page(
        asked, "settings_import_report.html", lines=lines, number=number, windows=windows, wording=WORDING
    )  # fmt: skip


def undo(asked: Asked, desk: Desk) -> Response:
    """Puts into the trash exactly what one import made."""
    refuse_demo(asked)
    told = asked.fields.get("at", "")
    made = next((one for one in imports_made(desk.vault) if str(one.at) == told), None)
    if made is None:
        raise Misused(
            "that import is not known any more",
            safe="nothing was changed",
            next="look at the list of imports",
            code="page.no-such-import",
        )
    seat = asked.house.seat

    def work(desk: Desk, job: Job) -> None:
        job.result = undo_import(desk.vault, made.at, now_ms=now_ms(), step=job.at)
        desk.find.follow(lambda _done, _total: job.step(0))
        announce_change(seat.runtime, desk.vault.header.vault, seat.folder)

    asked.house.jobs.start("undo", work, seat, total=count_made(desk.vault, made))
    return go("/job")
