"""Help: her own people and plan, then lines that listen. Always in one place, locked or not."""

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.page.asked import Asked
from goldseam.page.helping import DIRECTORIES, countries
from goldseam.page.rendering import go, page
from goldseam.page.seat import Locked
from goldseam.write.plan import CHARACTERS_MAX, load_plan, save_plan


def show(asked: Asked) -> Response:
    """The page; her plan only while the vault is open."""
    seat = asked.house.seat
    unlocked, plan = False, ""
    if seat.has_vault and seat.state() is not None:
        try:
            with seat.desk() as desk:
                unlocked, plan = True, load_plan(desk.vault)
        except Locked:
            pass  # it locked between the two
    names = asked.language.locale.territories
    known = countries()
    chosen = asked.preferences.country
    return page(
        asked,
        "help.html",
        unlocked=unlocked,
        has_vault=seat.has_vault,
        plan=plan,
        longest=CHARACTERS_MAX,
        countries=sorted(((code, names.get(code, code)) for code in known), key=lambda one: one[1]),
        chosen=chosen,
        country=known.get(chosen),
        country_name=names.get(chosen, chosen),
        directories=DIRECTORIES,
    )


def choose(asked: Asked) -> Response:
    """Lines of this country from now on; remembered on this machine, because it must work while locked."""
    wanted = asked.fields.get("country", "")
    if wanted in countries() or not wanted:
        asked.house.prefer(asked.preferences._replace(country=wanted))
    return go("/help")


def plan(asked: Asked, desk: Desk) -> Response:
    """Keeps her own text."""
    save_plan(desk.vault, asked.fields.get("plan", ""), now_ms=now_ms())
    return go("/help")
