"""The server: one for each vault, on the loopback address alone.

It listens twice: on a free port for browsers, and on a socket of the file system, private to her, where `goldseam open`
asks a running server for another one-time address. It ends on SIGTERM, SIGINT, and with the terminal it was started in.
"""

import asyncio
import json
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from goldseam.desk.agent_client import peer_user
from goldseam.desk.agent_control import make_runtime_folder
from goldseam.page.app import app_of
from goldseam.page.house import House, Places

HOST = "notes.localhost"  # a name of its own, so that its cookies go to no other port of this machine
LOOPBACK = "127.0.0.1"
NAMES = (HOST, "localhost", LOOPBACK)
CONNECTIONS_MAX = 400
HEADERS_S_MAX = 10.0
WATCH_S = 1.0
JOB_S_MAX = 5.0  # for a job to take away what it has half made, before the process ends
_PR_SET_DUMPABLE = 4  # prctl(2)


def main(arguments: Sequence[str]) -> int:
    """Serves until it is told to end. Started by `goldseam open` with one argument, JSON: see `Errand`."""
    errand = json.loads(arguments[0])
    shut_off()
    end_gently()
    places = Places(errand["vault"], errand["runtime"], errand["config"], errand["pins"])
    make_runtime_folder(places.runtime)
    listener = listen(int(errand["port"]))
    port = int(listener.getsockname()[1])
    origin = f"http://{HOST if sys.platform != 'darwin' else LOOPBACK}:{port}"
    house = House(places, zone=errand["zone"], origin=origin)
    with suppress(OSError):
        house.prefer(house.preferences._replace(port=port))
    # uvicorn ends in peace at the first signal, and then sends itself the same one again.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    asyncio.run(Server(house, listener, errand["door"]).serve(ready=int(errand["ready"])))
    return 0


def listen(wanted: int) -> socket.socket:
    """A socket on the loopback address: on the wanted port if that is free, else on any."""
    for port in (wanted, 0):
        # Named as TCP: asyncio turns off the gathering of small packets only then, which costs 40 ms an answer.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            listener.close()
            if port == 0:
                raise
            continue
        listener.listen(512)
        return listener
    raise AssertionError("port 0 is always tried")


class Server:
    """The page and its door, in one event loop."""

    def __init__(self, house: House, listener: socket.socket, door: str) -> None:
        """A server that does not run yet; `door` is the path of the socket where addresses are asked for."""
        self._house = house
        self._listener = listener
        self._door = door
        port = listener.getsockname()[1]
        app = app_of(house, frozenset(f"{name}:{port}" for name in NAMES))
        silence_logs()
        config = uvicorn.Config(
            app,
            http=Impatient,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS_MAX,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)

    async def serve(self, *, ready: int) -> None:
        """Serves until told to end.

        Args:
            ready: a descriptor that gets the first one-time address and is closed, when browsers are answered.
        """
        with suppress(FileNotFoundError):
            os.unlink(self._door)
        before = os.umask(0o177)
        try:
            door = await asyncio.start_unix_server(self._at_the_door, self._door)
        finally:
            os.umask(before)
        own = os.stat(self._door).st_ino
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._end)  # the terminal was closed
        watching = asyncio.create_task(self._watch())
        telling = asyncio.create_task(self._tell(ready))
        try:
            await self._server.serve(sockets=[self._listener])
        finally:
            watching.cancel()
            telling.cancel()
            door.close()
            with suppress(OSError):
                if os.stat(self._door).st_ino == own:
                    os.unlink(self._door)
            self._house.jobs.end(wait_s=JOB_S_MAX)
            self._house.seat.forget()

    def _end(self) -> None:
        self._server.should_exit = True

    async def _tell(self, ready: int) -> None:
        while not self._server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.001)
        with os.fdopen(ready, "w", encoding="ascii") as pipe:
            pipe.write(self._address() + "\n")

    def _address(self) -> str:
        """A one-time address. The token stands behind the #, which no browser sends or logs."""
        return f"{self._house.origin}/enter#{self._house.sessions.new_token()}"

    async def _at_the_door(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Gives another one-time address to a process of the same user; `end` ends the server."""
        with suppress(OSError, TimeoutError):
            connection = writer.get_extra_info("socket")
            if peer_user(connection) == os.geteuid():
                asked = await asyncio.wait_for(reader.readline(), 2)
                if asked == b"end\n":
                    with suppress(OSError):
                        os.unlink(self._door)  # whoever opens the page from now on starts another
                    self._end()
                    writer.write(b"ending\n")
                else:
                    writer.write(self._address().encode() + b"\n")
                await writer.drain()
        writer.close()

    async def _watch(self) -> None:
        """Lets go of the vault soon after the agent did, also when no page asks."""
        while True:
            await asyncio.sleep(WATCH_S)
            with suppress(Exception):  # a vault that was moved or damaged is told to whoever asks for a page
                await asyncio.to_thread(self._house.let_go)


class Impatient(H11Protocol):
    """HTTP for browsers, who send the headers of each request at once; whoever does not is cut off."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn spells it
        """Begins to wait."""
        super().connection_made(transport)
        self._begin_to_wait()

    def data_received(self, data: bytes) -> None:
        """Part of a request, or of what follows one that was answered before it had ended."""
        if self._is_idle():
            self._begin_to_wait()
        super().data_received(data)

    def handle_events(self) -> None:
        """A request has arrived whole, or part of one."""
        super().handle_events()
        if not self._is_idle():
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there to wait for."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr]  # it is None at first

    def _begin_to_wait(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(HEADERS_S_MAX, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def end_gently() -> None:
    """SIGTERM, and a terminal that closes, end what runs block by block, so that whoever must tidy up does.

    Careful: uvicorn raises the signal that ended it once more when it is done, which would end us on the spot.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def silence_logs() -> None:
    """What libraries log may quote a request; nobody reads it, and nothing of it may reach a disk."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio", "starlette"):
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False


def shut_off() -> None:
    """No core dump, no debugger of the same user, no file that others can read."""
    import ctypes  # noqa: PLC0415 - only here

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    os.umask(0o077)
