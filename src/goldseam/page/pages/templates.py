"""Her templates: texts to begin a page with. They lie in the vault, and no address names one."""

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.page.asked import Asked
from goldseam.page.pages.write import TEMPLATES, templates_of
from goldseam.page.rendering import go, page
from goldseam.words.problem import Misused

NAME_MAX = 80
TEXT_MAX = 100_000
COUNT_MAX = 200


def show(asked: Asked, desk: Desk) -> Response:
    """All of them, and a blank one."""
    return _page(asked, templates_of(desk), None, name="", text="", was="")


def _page(asked: Asked, known: dict[str, str], problem: Misused | None, *, name: str, text: str, was: str) -> Response:
    """The list; `name` and `text` are what she typed where that was refused, for the template that `was` names."""
    return page(
        asked,
        "settings_templates.html",
        status=400 if problem else 200,
        templates=known,
        problem=problem,
        name=name,
        text=text,
        was=was,
    )


def keep(asked: Asked, desk: Desk) -> Response:
    """A new one, or another text or name for one that was there."""
    name = " ".join(asked.fields.get("name", "").split())[:NAME_MAX]
    text = asked.fields.get("text", "").replace("\r\n", "\n")[:TEXT_MAX]
    was = asked.fields.get("was", "")
    known = templates_of(desk)
    problem = _problem(name, text, was, known)
    if problem is not None:
        return _page(asked, known, problem, name=name, text=text, was=was)
    if was in known:
        kept = {name if other == was else other: text if other == was else words for other, words in known.items()}
    else:
        kept = {**known, name: text}
    desk.vault.set_setting(TEMPLATES, kept, now_ms=now_ms())
    return go("/settings/templates")


def _problem(name: str, text: str, was: str, known: dict[str, str]) -> Misused | None:
    if not name or not text.strip():
        return _refused("a template needs a name and a text")
    if name != was and name in known:
        return _refused("another template has that name")
    if was not in known and len(known) >= COUNT_MAX:
        return _refused("there are as many templates as there can be")
    return None


def _refused(why: str) -> Misused:
    return Misused(why, safe="nothing was changed", next="change it below", code="page.template-refused")


def remove(asked: Asked, desk: Desk) -> Response:
    """Forgets one; she was asked."""
    known = templates_of(desk)
    if known.pop(asked.fields.get("was", ""), None) is not None:
        desk.vault.set_setting(TEMPLATES, known, now_ms=now_ms())
    return go("/settings/templates")
