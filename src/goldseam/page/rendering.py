"""Pages from templates: escaped, in her language, and with nothing of hers in the title."""

import json
import os
from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from goldseam.page.asked import Asked, OldPage
from goldseam.page.house import static_folder
from goldseam.page.languages import Language
from goldseam.page.preview import preview
from goldseam.page.telling import worded
from goldseam.words.entry import Content
from goldseam.words.gist import Gist
from goldseam.words.julian import lived_day
from goldseam.words.problem import Busy, Misused, NoVault, Problem, WrongKey

TEMPLATES = os.path.join(os.path.dirname(__file__), "templates")
STATUS: dict[type, int] = {OldPage: 409, Misused: 400, NoVault: 404, WrongKey: 401, Busy: 503}
BROKEN = 500
NO_SUCH_ENTRY = "keep.no-such-entry"
RESTS = "desk.rests"


def page(asked: Asked, template: str, *, status: int = 200, **values: object) -> Response:
    """A page. `values` are escaped wherever the template shows them."""
    text = render(asked, template, **values)
    return HTMLResponse(text, status_code=status)


def render(asked: Asked, template: str, **values: object) -> str:
    """The HTML of a page, or of a part of one."""
    language = asked.language
    return (
        _environment(language)
        .get_template(template)
        .render(
            asked=asked,
            preferences=asked.preferences,
            language=language,
            nonce=asked.nonce,
            key=asked.session.key if asked.session else "",
            **values,
        )
    )


def lived(of: Gist | Content) -> date:
    """The day of an entry, with the weekday that it had."""
    return lived_day(of.day, of.written_at)


def data(value: Mapping[str, object], *, status: int = 200) -> Response:
    """JSON, for one of our scripts."""
    return JSONResponse(dict(value), status_code=status)


def go(address: str) -> Response:
    """Elsewhere, after a change: so that loading again does not do it again."""
    return RedirectResponse(address, status_code=303)


def problem_page(asked: Asked, problem: Problem) -> Response:
    """What went wrong, as a page or as data: what happened, what is safe, what to do next."""
    status = next((STATUS[kind] for kind in type(problem).__mro__ if kind in STATUS), BROKEN)
    told = told_in(asked.language, problem)
    if asked.wants_data:
        return data({"happened": told.happened, "safe": told.safe, "next": told.next, "code": told.code}, status=status)
    if problem.code == NO_SUCH_ENTRY and asked.method == "GET":  # an old link, and no command that she gave
        return page(asked, "missing.html", status=404)
    if problem.code == RESTS and asked.method == "GET":
        return page(asked, "rested_away.html", status=404)
    return page(asked, "problem.html", status=status, problem=told)


class Told(NamedTuple):
    """A problem as the page says it.

    Attributes:
        happened, safe, next: sentences, in her language where they are in the catalogue; a command is left as it is.
        code: to search for.
        english: which of the three stayed English on a page that is not, for whatever reads the page aloud.
    """

    happened: str
    safe: str
    next: str
    code: str
    english: frozenset[str]


def told_in(language: Language, problem: Problem) -> Told:
    """A problem in her language. What rooms below say with numbers or paths in it stays English."""
    parts = {"happened": problem.happened, "safe": problem.safe, "next": problem.next}
    said = {name: language.say(part) for name, part in parts.items()}
    english = frozenset(name for name in parts if language.code != "en" and said[name] == parts[name])
    happened, safe, next_ = map(sentence, said.values())
    return Told(happened, safe, next_, problem.code, english)


def sentence(text: str) -> str:
    """A part of a problem, which begins small and ends without a stop, as a sentence; a command stays one."""
    if not text or text.startswith("goldseam "):
        return text
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?…:" else ".")


@cache
def asset(name: str) -> str:
    """The address of a built file: `main.ts`, `app.css`, or one of web/public.

    Raises: AssertionError: the page was not built, or has no such file.
    """
    path = os.path.join(static_folder(), "manifest.json")
    assert os.path.exists(path), "the page was not built: python3 hatch_build.py"
    with open(path, encoding="utf-8") as file:
        names: dict[str, str] = json.load(file)
    assert name in names, name
    return f"/s/{names[name]}"


def _json_data(text: str) -> Markup:
    """JSON for a block of data in a page: no `<` is left that could end the block."""
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))  # noqa: S704 - see above


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(language.translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["ngettext"] = language.count  # Jinja's own shows 100000 as it is
    environment.globals["asset"] = asset
    environment.globals["preview"] = preview
    environment.globals["worded"] = partial(worded, language)
    environment.filters["jsondata"] = _json_data
    environment.filters["lived"] = lived
    environment.filters["told"] = partial(told_in, language)
    return environment
