"""The app: the guard, the addresses, and one way in which every request is handled."""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from importlib import import_module
from typing import cast

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from goldseam.page.asked import Asked, check_key, fields_of, whole_of
from goldseam.page.guard import App, Guard
from goldseam.page.house import House
from goldseam.page.mistakes import problem_of
from goldseam.page.rendering import go, page, problem_page
from goldseam.page.routes import ROUTES, At
from goldseam.page.seat import Locked
from goldseam.page.unfinished import let_go
from goldseam.words.problem import NoVault, Problem
from goldseam.write.labels import Labels

Endpoint = Callable[[Request], Awaitable[Response]]


def app_of(house: House, hosts: frozenset[str]) -> App:
    """The whole page, as ASGI."""
    routes = [Route(at.path, _endpoint(at, house), methods=[at.method]) for at in ROUTES]
    app = Starlette(routes=routes, exception_handlers={404: _not_here, 405: _not_here})
    app.state.house = house
    return Guard(cast("App", app), hosts=hosts, cookie=house.cookie, sessions=house.sessions)


def _endpoint(at: At, house: House) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        with house.saves if at.saves else nullcontext():
            return await handled(request)

    async def handled(request: Request) -> Response:
        fields: list[tuple[str, str]] = []
        asked = Asked(request, house, fields)
        try:
            if at.whole:
                asked.sent = await whole_of(request)
            elif at.method != "GET" and not at.raw:
                fields = await fields_of(request)
                asked = Asked(request, house, fields)
            if at.method != "GET" and not at.path.startswith("/enter"):
                check_key(request, fields)
        except Problem as problem:
            return problem_page(asked, problem)
        return await run_in_threadpool(_answer, at, asked)

    return endpoint


def _answer(at: At, asked: Asked) -> Response:
    """Runs in a thread of its own: everything below is plain, and may wait."""
    try:
        handler = _handler(at.page)
        if at.locked:
            return handler(asked)
        with asked.house.seat.desk(long=at.raw) as desk:
            asked.locked_meanwhile = asked.house.seat.watch_for_lock()
            asked.labels = Labels(desk.vault)
            desk.looked = asked.house.looked()
            answer = handler(asked, desk)
            if answer.status_code < 400:  # noqa: PLR2004 - it was taken
                let_go(asked, desk)
            return answer
    except (Locked, NoVault) as problem:
        if asked.by_script or asked.method != "GET":
            return problem_page(asked, problem)
        return _locked_page(asked) if isinstance(problem, Locked) else go("/")
    except Exception as error:  # noqa: BLE001 - a bug of ours: its text may quote an entry, so only its place is shown
        return problem_page(asked, problem_of(error))


def _handler(name: str) -> Callable[..., Response]:
    module, _, function = name.partition(":")
    return cast("Callable[..., Response]", getattr(import_module(f"goldseam.page.pages.{module}"), function))


def _locked_page(asked: Asked) -> Response:
    return cast("Response", import_module("goldseam.page.pages.locking").locked(asked))


async def _not_here(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    if "session" not in request.scope or request.scope["session"] is None:
        return PlainTextResponse("there is nothing here", status_code=404)
    house: House = request.app.state.house
    return page(Asked(request, house, []), "missing.html", status=404)
