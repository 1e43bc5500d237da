"""Backups: where they are made, the last one, one now; rehearsing with the paper key; proving every byte."""

import os

from starlette.responses import Response

from goldseam.desk.backup_rule import back_up_now, backup_folder_of, load_backup_state, shelf_of
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.rehearsal import backup_to_rehearse, keys_on_paper, rehearse
from goldseam.desk.repair import check, place_of
from goldseam.desk.settings import BESIDE, OFF, SETTINGS, parse_setting, setting_of
from goldseam.keep.backup import altered_texts, check_backup
from goldseam.keep.shelf import backups_on, on_one_disk, size_estimate
from goldseam.keep.verify import Checked
from goldseam.page.asked import Asked
from goldseam.page.jobs import Job
from goldseam.page.pages.keys import refuse_demo
from goldseam.page.rendering import go, page
from goldseam.page.saying import day_and_clock
from goldseam.words.problem import Misused, Problem

LISTED_MAX = 60
DAMAGED_MAX = 200
PARTS_MAX = 4096


def show(asked: Asked, desk: Desk, problem: Problem | None = None) -> Response:
    """Where, when, the last result, and those there are."""
    vault = desk.vault
    state = load_backup_state(asked.house.places.pins, vault.header.vault)
    shelf = shelf_of(vault)
    named = str(setting_of(vault, "backup_folder"))
    there = backups_on(shelf, vault.header.vault, vault.disk)[:LISTED_MAX] if shelf else []
    moments = {at: day_and_clock(asked.language, at, desk.zone) for at in (state.made_at, state.rehearsed_at) if at}
    is_there = bool(state.path) and os.path.exists(state.path)
    return page(
        asked,
        "settings_backup.html",
        status=400 if problem else 200,
        state=state,
        is_there=is_there,
        same_disk=is_there and on_one_disk(state.path, vault.folder),
        moments=moments,
        shelf=shelf,
        choice=asked.fields.get("choice", named if named in {BESIDE, OFF} else "folder"),
        folder=asked.fields.get("folder", "" if named in {BESIDE, OFF} else named),
        days=asked.fields.get("days", setting_of(vault, "backup_every_days")),
        limits=SETTINGS["backup_every_days"],
        there=[(kept, day_and_clock(asked.language, kept.made_at, desk.zone)) for kept in there],
        problem=problem,
    )


def choose(asked: Asked, desk: Desk) -> Response:
    """Keeps where and how often; a folder in which nothing can be written is refused."""
    refuse_demo(asked)
    choice = asked.fields.get("choice", "")
    named = choice if choice in {BESIDE, OFF} else asked.fields.get("folder", "").strip()
    try:
        days = parse_setting("backup_every_days", asked.fields.get("days", "").strip())
        folder = backup_folder_of(desk.vault, named if choice in {BESIDE, OFF} else whole_path(named))
    except Misused as problem:
        return show(asked, desk, problem)
    for name, value in (("backup_folder", folder), ("backup_every_days", days)):
        if value != setting_of(desk.vault, name):
            desk.vault.set_setting(name, value, now_ms=now_ms())
    return go("/settings/backup")


def make(asked: Asked, desk: Desk) -> Response:
    """Makes one now, and proves it."""
    refuse_demo(asked)
    pins = asked.house.places.pins

    def work(desk: Desk, job: Job) -> None:
        job.result = back_up_now(desk.vault, pins, now_ms=now_ms(), step=job.step)

    asked.house.jobs.start("backup", work, asked.house.seat, total=2 * size_estimate(desk.vault))
    return go("/job")


def prove(asked: Asked, desk: Desk) -> Response:
    """Reads every byte of one of the backups that are listed."""
    shelf = shelf_of(desk.vault)
    there = backups_on(shelf, desk.vault.header.vault, desk.vault.disk) if shelf else []
    path = next((kept.path for kept in there if os.path.basename(kept.path) == asked.fields.get("name")), None)
    if path is None:
        return go("/settings/backup")

    size = os.path.getsize(path)

    def work(desk: Desk, job: Job) -> None:
        about = check_backup(path, desk.vault.keys, step=job.step)
        job.result = (path, about, altered_texts(path))

    asked.house.jobs.start("prove", work, asked.house.seat, total=size)
    return go("/job")


def rehearsal(asked: Asked, desk: Desk, problem: Problem | None = None) -> Response:
    """What a rehearsal is, and a place for the paper key."""
    state = load_backup_state(asked.house.places.pins, desk.vault.header.vault)
    return page(
        asked,
        "settings_rehearsal.html",
        status=400 if problem else 200,
        path=asked.fields.get("path", ""),
        last=day_and_clock(asked.language, state.rehearsed_at, desk.zone) if state.rehearsed_at else "",
        result=state.rehearsed,
        problem=problem,
    )


def begin_rehearsal(asked: Asked, desk: Desk) -> Response:
    """Begins it, if the paper key opens the backup."""
    refuse_demo(asked)
    pins = asked.house.places.pins
    named = asked.fields.get("path", "").strip()
    try:
        path = backup_to_rehearse(desk.vault, pins, whole_path(named) if named else "")
        keys = keys_on_paper(desk.vault, path, asked.fields.get("paper", "")[:PARTS_MAX])
        size = os.path.getsize(path)
    except Problem as problem:
        return rehearsal(asked, desk, problem)

    def work(desk: Desk, job: Job) -> None:
        job.result = rehearse(desk.vault, path, keys, pins, now_ms=now_ms(), step=job.step)

    asked.house.jobs.start("rehearsal", work, asked.house.seat, total=size)
    return go("/job")


def verify(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """Reads everything there is to its last byte."""

    def work(desk: Desk, job: Job) -> None:
        counted = 0
        damaged: list[Checked] = []
        for checked in check(place_of(desk.vault.folder, desk.vault.keys), step=lambda _: job.step(0)):
            counted += 1
            job.step(1)
            if checked.problem and len(damaged) < DAMAGED_MAX:
                damaged.append(checked)
        job.result = (counted, damaged)

    asked.house.jobs.start("verify", work, asked.house.seat)
    return go("/job")


def whole_path(named: str) -> str:
    """The path that she typed, from her home where it begins so.

    Raises: Misused: it is none that means one place whoever reads it.
    """
    path = os.path.expanduser(named)
    if not os.path.isabs(path) or "\0" in path or len(path) > PARTS_MAX:
        raise Misused(
            "that is not the whole path of a place on this machine",
            safe="nothing was changed",
            next="begin it with / or ~, or look for it",
            code="page.path-not-whole",
        )
    return os.path.normpath(path)
