"""Requests as no browser makes them: bytes on a socket, and what came back."""

import json
import socket
from collections.abc import Mapping
from contextlib import closing, suppress
from types import MappingProxyType
from typing import NamedTuple

import httpx

from tests.page.serving import Served
from tests.page.waiting import PATIENCE_S


class Visitor(NamedTuple):
    """One who was let in.

    Attributes:
        port: of the page.
        cookie: the header's value.
        key: for changes.
    """

    port: int
    cookie: str
    key: str

    @property
    def host(self) -> str:
        """What a browser calls the page."""
        return f"notes.localhost:{self.port}"

    def head(
        self,
        line: str,
        *,
        session: bool = True,
        host: str | None = None,
        more: Mapping[str, str] = MappingProxyType({}),
        **headers: str,
    ) -> bytes:
        """A request up to its body: as one of our own pages asks, with `headers` and `more` beside or instead."""
        told = {"host": self.host if host is None else host, "sec-fetch-site": "same-origin"}
        if session:
            told |= {"cookie": self.cookie, "x-goldseam-key": self.key}
        told |= {name.replace("_", "-"): value for name, value in {**headers, **more}.items()}
        lines = [line + " HTTP/1.1", *(f"{name}: {value}" for name, value in told.items() if value != "absent")]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def connect(self) -> socket.socket:
        """A connection to the page."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)

    def ask(
        self,
        line: str,
        body: bytes = b"",
        *,
        session: bool = True,
        host: str | None = None,
        more: Mapping[str, str] = MappingProxyType({}),
        **headers: str,
    ) -> "Answer":
        """One request on a connection of its own, and the answer to it."""
        headers = {"connection": "close", **({"content-length": str(len(body))} if body else {}), **headers}
        return self.send(self.head(line, session=session, host=host, more=more, **headers) + body)

    def send(self, data: bytes) -> "Answer":
        """Whatever bytes, and all that comes back until the page closes, or until it says nothing more."""
        with closing(self.connect()) as connection:
            with suppress(OSError):
                connection.sendall(data)
            return answer_on(connection)


class Answer(NamedTuple):
    """What came back: a status, 0 where the page only closed; its headers; and all bytes after them."""

    status: int
    headers: dict[str, str]
    body: bytes

    def data(self) -> dict[str, object]:
        """What a script reads."""
        told: dict[str, object] = json.loads(self.body)
        return told


def answer_on(connection: socket.socket) -> Answer:
    """Everything that comes until the other side closes."""
    parts = []
    with suppress(OSError):
        while part := connection.recv(1 << 16):
            parts.append(part)
    return _answer_in(b"".join(parts))


def next_answer_on(connection: socket.socket) -> Answer:
    """One answer that says how long it is, on a connection that stays open."""
    got = b""
    while part := connection.recv(1 << 16):
        got += part
        answer = _answer_in(got)
        if b"\r\n\r\n" in got and len(answer.body) >= int(answer.headers["content-length"]):
            break
    return _answer_in(got)


def _answer_in(data: bytes) -> Answer:
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = _joined(body)
    return Answer(int(first.split(" ")[1]) if first else 0, headers, body)


def _joined(chunks: bytes) -> bytes:
    made = b""
    while chunks:
        size, _, chunks = chunks.partition(b"\r\n")
        length = int(size or b"0", 16)
        made, chunks = made + chunks[:length], chunks[length + 2 :]
    return made


def visitor_of(served: Served) -> Visitor:
    """One who redeemed a one-time address."""
    port = int(served.origin.rpartition(":")[2])
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", headers={"sec-fetch-site": "same-origin"}, timeout=PATIENCE_S
    ) as client:
        assert client.post("/enter", content=served.address().partition("#")[2]).status_code == 200
        key = client.get("/session").json()["key"]
        return Visitor(port, "; ".join(f"{name}={value}" for name, value in client.cookies.items()), key)
