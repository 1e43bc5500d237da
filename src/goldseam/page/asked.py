"""A request as the pages see it: read, checked and bounded."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import anyio.from_thread
from starlette.requests import ClientDisconnect, Request

from goldseam.page.languages import Language, chosen
from goldseam.page.preferences import Preferences
from goldseam.page.seat import locked_problem
from goldseam.page.sessions import Session
from goldseam.words.problem import Misused

if TYPE_CHECKING:
    from goldseam.page.house import House
    from goldseam.write.labels import Labels

FORM_BYTES_MAX = 64 << 20  # a long paste, three characters for each of its bytes
FIELDS_MAX = 5_000
ASKS_FOR = "x-goldseam"  # sent by our own scripts: `main` wants a page to swap in, `data` wants JSON
KEY_HEADER = "x-goldseam-key"
KEY_FIELD = "key"
FORM_TYPE = "application/x-www-form-urlencoded"
LOOK_AGAIN_S = 0.5  # whether the vault was locked, while bytes are waited for


class OldPage(Misused):
    """The key is of a session that ended; our scripts ask for the present one and try again."""


class Asked:
    """One request.

    Attributes:
        house: what all requests share.
        path: what the route found in the address, by name.
        session: whose it is; None only at the few addresses open to all.
        nonce: for styles in this answer.
        fields: of the form, by name; the last of several.
        all_fields: every name and value, in order.
        sent: the body, of a route that takes it whole.
        locked_meanwhile: whether the vault was locked since this request found it open.
        labels: of the open vault, for the colours of tags and notebooks; None where the page works while locked.
    """

    sent: bytes = b""
    labels: "Labels | None" = None

    def __init__(self, request: Request, house: "House", fields: list[tuple[str, str]]) -> None:
        self._request = request
        self.house = house
        self.path: dict[str, str] = {name: str(value) for name, value in request.path_params.items()}
        self.address: str = request.url.path
        self.query = dict(request.query_params)
        self.method: str = request.method
        self.session: Session | None = request.scope["session"]
        self.nonce: str = request.scope["nonce"]
        self.all_fields = fields
        self.fields = dict(fields)
        self.locked_meanwhile: Callable[[], bool] = lambda: False

    @property
    def wants_data(self) -> bool:
        """Whether a script asked, and reads JSON."""
        return self._request.headers.get(ASKS_FOR) == "data"

    @property
    def by_script(self) -> bool:
        """Whether one of our scripts asked, and not the address bar or a form."""
        return ASKS_FOR in self._request.headers

    def header(self, name: str) -> str:
        """A header, or nothing."""
        return self._request.headers.get(name, "")

    @cached_property
    def preferences(self) -> Preferences:
        """How the page looks."""
        return self.house.preferences

    @cached_property
    def language(self) -> Language:
        """Hers."""
        return chosen(self.preferences.language, self.header("accept-language"))

    def listed(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value for known, value in self.all_fields if known == name]

    def body(self) -> "Body":
        """The bytes that are sent, as they arrive; for routes that take them raw."""
        return Body(self._request.stream(), self.locked_meanwhile)


class Body:
    """The bytes of a request as a file that is read once, from the thread that handles it; never kept whole."""

    def __init__(self, stream: AsyncIterator[bytes], is_over: Callable[[], bool]) -> None:
        self._stream = stream
        self._is_over = is_over
        self._coming: asyncio.Future[bytes] | None = None
        self._left = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer only at the end.

        Raises:
            Locked: the vault was locked before they had come.
            Misused: the browser went away in the middle.
        """
        while not self._ended and (size < 0 or len(self._left) < size):
            chunk = anyio.from_thread.run(self._next)
            self._ended = chunk is None
            self._left += chunk or b""
            if self._is_over():
                anyio.from_thread.run_sync(self._give_up)
                raise locked_problem()
        size = len(self._left) if size < 0 else size
        data, self._left = self._left[:size], self._left[size:]
        return data

    async def _next(self) -> bytes | None:
        """What came; nothing for now, where the browser is slow, so that a lock is noticed; None at the end."""
        if self._coming is None:
            self._coming = asyncio.ensure_future(_first(self._stream))
        arrived, _ = await asyncio.wait({self._coming}, timeout=LOOK_AGAIN_S)
        if not arrived:
            return b""
        coming, self._coming = self._coming, None
        try:
            return await coming or None
        except ClientDisconnect:
            raise _went_away() from None

    def _give_up(self) -> None:
        if self._coming is not None:
            self._coming.cancel()


async def _first(stream: AsyncIterator[bytes]) -> bytes:
    """The next bytes of a stream; none at its end."""
    async for chunk in stream:
        if chunk:
            return chunk
    return b""


async def whole_of(request: Request) -> bytes:
    """The bytes that were sent. Raises Misused: too long, or the browser went away."""
    parts = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > FORM_BYTES_MAX:
                raise _unreadable("what was sent was larger than 64 MiB")
            parts.append(part)
    except ClientDisconnect:
        raise _went_away() from None
    return b"".join(parts)


async def fields_of(request: Request) -> list[tuple[str, str]]:
    """The fields of a form that was sent.

    Raises: Misused: too long, too many, or not text.
    """
    if not request.headers.get("content-type", "").startswith(FORM_TYPE):
        return []
    sent = await whole_of(request)
    try:
        text = sent.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX, errors="strict")
    except ValueError:
        raise _unreadable("the form could not be read") from None


def check_key(request: Request, fields: list[tuple[str, str]]) -> None:
    """A change carries the key of its session. Raises OldPage: it does not."""
    session: Session | None = request.scope["session"]
    offered = request.headers.get(KEY_HEADER) or dict(fields).get(KEY_FIELD, "")
    if session is None or not hmac.compare_digest(session.key.encode(), offered.encode("utf-8", "replace")):
        raise OldPage(
            "the page that asked for this is from an earlier visit",
            safe="nothing was changed",
            next="load the page again, and do it once more",
            code="page.old-page",
        )


def _went_away() -> Misused:
    return Misused(
        "the browser went away before everything had arrived",
        safe="nothing of it was kept; everything else is as it was",
        next="send it again",
        code="page.went-away",
    )


def _unreadable(why: str) -> Misused:
    return Misused(
        why,
        safe="nothing was changed; what you wrote is still on the page",
        next="attach what is long as a file instead",
        code="page.form-unreadable",
    )
