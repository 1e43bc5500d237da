"""The wall round every answer: whose request it is, and what a browser may do with what it gets.

Written as plain ASGI, outside everything else, so that no route can forget it. In this order: the Host must be ours
(else 421: a foreign name that points at this machine), the request must come from a page of ours or from the address
bar, and beyond the few addresses that hold no words there must be a session (else 403; 401 says that the vault is
locked, and only to whoever has a session).
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from goldseam.page.sessions import Session, Sessions

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' blob:;"
    " media-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'none';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script';"
    " trusted-types goldseam"
)
SANDBOX = "; sandbox"  # for a file of hers, which may be anything: it runs nothing and has no origin of its own
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    # Else a browser asks for the addresses of all hosts that her words link to, as soon as they are shown.
    (b"x-dns-prefetch-control", b"off"),
    (b"referrer-policy", b"same-origin"),  # "no-referrer" would send forms of ours with the origin "null"
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (
        b"permissions-policy",
        b"camera=(), geolocation=(), browsing-topics=(), clipboard-read=(), display-capture=(), microphone=(self)",
    ),
)
# Without a session: how one is got, and what holds no words.
OPEN_TO_ALL = frozenset({"/enter", "/closed"})
OPEN_FILES = "/s/"
SILENCE_S_MAX = 30.0  # for a body that stops arriving
# A stranger, who has no session, sends a token at most, and takes what he is given.
STRANGER_BYTES_MAX = 4096
STRANGER_S_MAX = 10.0
PLAIN_TEXT = (b"content-type", b"text/plain; charset=utf-8")


class Guard:
    """Lets through to `app` what may pass; `scope["session"]` and `scope["nonce"]` are set then."""

    def __init__(self, app: App, *, hosts: frozenset[str], cookie: str, sessions: Sessions) -> None:
        """Guards `app`.

        Args:
            app: what is guarded.
            hosts: what a browser may have asked for, as `name:port`.
            cookie: the name of the session's cookie; cookies know no ports, so it names ours.
            sessions: who was let in.
        """
        self._app = app
        self._hosts = hosts
        self._cookie = cookie
        self._sessions = sessions

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # nothing here speaks over web sockets
        scope["nonce"] = secrets.token_urlsafe(16)
        send = _with_headers(send, scope["path"], scope["nonce"])
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refused(scope, headers)
        if refused is not None:
            await _answer(send, *refused)
            return
        scope["session"] = self._session(headers)
        if scope["session"] is not None:
            await self._app(scope, _impatient(receive), send)
        elif scope["path"] in OPEN_TO_ALL or scope["path"].startswith(OPEN_FILES):
            with suppress(TimeoutError):
                async with asyncio.timeout(STRANGER_S_MAX):
                    await self._app(scope, _scant(receive), send)
        else:
            await _answer(send, 403, b"not let in: open the page with the command goldseam open")

    def _refused(self, scope: MutableMapping[str, Any], headers: dict[bytes, str]) -> tuple[int, bytes] | None:
        if headers.get(b"host", "").lower() not in self._hosts:
            return 421, b"this page answers only under the name it was opened with"
        site = headers.get(b"sec-fetch-site")
        origin = headers.get(b"origin")
        ours = origin is None or (origin.startswith("http://") and origin[7:].lower() in self._hosts)
        # "same-site" is not enough: another port of this machine is the same site.
        from_bar = (
            scope["method"] == "GET"
            and headers.get(b"sec-fetch-mode") == "navigate"
            and headers.get(b"sec-fetch-dest") == "document"
        )
        if not ours or (site not in {None, "same-origin", "none"} and not from_bar):
            return 403, b"refused: the request came from another page"
        if scope["method"] not in {"GET", "HEAD"} and site is None and origin is None:
            return 403, b"refused: a change must say which page it comes from"
        return None

    def _session(self, headers: dict[bytes, str]) -> Session | None:
        # By hand: other programs at other ports set cookies too, and the standard library refuses all of them for one.
        for part in headers.get(b"cookie", "").split(";"):
            name, _, value = part.strip().partition("=")
            if name == self._cookie and (session := self._sessions.of(value)) is not None:
                return session
        return None


def _with_headers(send: Send, path: str, nonce: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            policy = POLICY.format(nonce=nonce)
            if any(name == b"content-disposition" for name, _ in message["headers"]):
                policy += SANDBOX
            headers = [*message["headers"], *HEADERS, (b"content-security-policy", policy.encode())]
            if not any(name == b"cache-control" for name, _ in headers):
                lasting = b"private, max-age=31536000, immutable" if path.startswith("/s/") else b"no-store"
                headers.append((b"cache-control", lasting))
            message["headers"] = headers
        await send(message)

    return sending


def _impatient(receive: Receive) -> Receive:
    """Gives up on a body that stops arriving, so that nobody can hold a request open for ever."""

    async def receiving() -> Message:
        try:
            return await asyncio.wait_for(receive(), SILENCE_S_MAX)
        except TimeoutError:
            return {"type": "http.disconnect"}

    return receiving


def _scant(receive: Receive) -> Receive:
    """Gives up on a body that is longer than a token, so that a stranger cannot fill the memory."""
    left = STRANGER_BYTES_MAX

    async def receiving() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        return message if left >= 0 else {"type": "http.disconnect"}

    return receiving


async def _answer(send: Send, status: int, text: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [PLAIN_TEXT]})
    await send({"type": "http.response.body", "body": text})
