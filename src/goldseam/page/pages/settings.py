"""Settings: what there is to set, and how the page looks and behaves."""

from starlette.responses import Response

from goldseam import __version__
from goldseam.desk.agent_control import keep_unlocked
from goldseam.desk.backup_rule import load_backup_state
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.settings import SETTINGS, parse_setting, setting_of
from goldseam.keep.header import load_header
from goldseam.page.asked import Asked
from goldseam.page.licences import licences
from goldseam.page.pages.write import templates_of
from goldseam.page.preferences import DENSITIES, ICONS, LANGUAGES, SIZES, THEMES, Preferences, changed
from goldseam.page.rendering import go, page
from goldseam.page.saying import LANGUAGE_NAMES, day_and_clock
from goldseam.words.problem import Misused

LOOK = ("name", "icon", "language", "theme", "size", "density", "contrast", "letters")
WRITING = ("spelling", "counted", "typewriter", "focused", "prompted", "plain")
TIMES = ("day_start_hour", "lock_after_minutes")


def show(asked: Asked, desk: Desk) -> Response:
    """Every place of the settings, with how it stands."""
    state = load_backup_state(asked.house.places.pins, desk.vault.header.vault)
    return page(
        asked,
        "settings.html",
        job=asked.house.jobs.running,
        slots=len(load_header(desk.vault.folder, desk.vault.disk).slots),
        minutes=int(setting_of(desk.vault, "lock_after_minutes")),
        templates=len(templates_of(desk)),
        backup=state,
        backup_at=day_and_clock(asked.language, state.made_at, desk.zone) if state.path else "",
    )


def look(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """How everything looks."""
    return page(
        asked,
        "settings_look.html",
        saved="kept" in asked.query,
        icons=ICONS,
        languages=LANGUAGES,
        names=LANGUAGE_NAMES,
        themes=THEMES,
        sizes=SIZES,
        densities=DENSITIES,
    )


def keep_look(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """Keeps the look."""
    _keep(asked, LOOK)
    return go("/settings/look?kept")


def writing(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """How the page to write on behaves."""
    return page(asked, "settings_writing.html", saved="kept" in asked.query)


def keep_writing(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """Keeps that."""
    _keep(asked, WRITING)
    return go("/settings/writing?kept")


def _keep(asked: Asked, names: tuple[str, ...]) -> None:
    """Keeps what the form says of these; a box that is not ticked is not sent."""
    usual = Preferences()._asdict()
    told = {
        name: name in asked.fields if isinstance(usual[name], bool) else asked.fields.get(name, "") for name in names
    }
    asked.house.prefer(changed(asked.house.preferences, told))


def times(asked: Asked, desk: Desk, problem: Misused | None = None) -> Response:
    """When a day begins, and when the vault locks."""
    return page(
        asked,
        "settings_times.html",
        status=400 if problem else 200,
        saved="kept" in asked.query,
        limits=SETTINGS,
        problem=problem,
        values={name: asked.fields.get(name, setting_of(desk.vault, name)) for name in TIMES},
    )


def keep_times(asked: Asked, desk: Desk) -> Response:
    """Keeps both, or none where one is no number that it can be; the time to lock holds from now on."""
    try:
        values = {name: parse_setting(name, asked.fields.get(name, "").strip()) for name in TIMES}
    except Misused as problem:
        return times(asked, desk, problem)
    for name, value in values.items():
        if value != setting_of(desk.vault, name):
            desk.vault.set_setting(name, value, now_ms=now_ms())
    seat = asked.house.seat
    keep_unlocked(seat.runtime, desk.vault.header.vault, idle_s=int(values["lock_after_minutes"]) * 60)
    return go("/settings/times?kept")


def reading(asked: Asked, desk: Desk) -> Response:
    """Whether entries are read by themselves, and what that can and cannot do."""
    return page(
        asked,
        "settings_reading.html",
        saved="kept" in asked.query,
        background=bool(setting_of(desk.vault, "read_in_background")),
        left=desk.readings.pending(),
        total=desk.vault.count(),
    )


def keep_reading(asked: Asked, desk: Desk) -> Response:
    """Keeps that."""
    desk.vault.set_setting("read_in_background", int("background" in asked.fields), now_ms=now_ms())
    return go("/settings/reading?kept")


def read_again(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """Everything is to be read anew, in the background and wherever she looks; her own word stays as it is."""
    desk.readings.read_again()
    return go("/settings/reading?kept")


def protection(asked: Asked, desk: Desk) -> Response:
    """What is protected and what is not."""
    return page(asked, "settings_protection.html", folder=desk.vault.folder)


def about(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """Versions, and whose work this stands on."""
    from goldseam.keep.versions import versions  # noqa: PLC0415 - asks for installed packages

    return page(asked, "settings_about.html", own=__version__, versions=versions(), licences=licences())
