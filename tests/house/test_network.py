"""The suite cannot leave the machine, so nothing it passes needs to."""

import http.client
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.refuse_network.sitecustomize import NetworkRefusedError

ELSEWHERE = "192.0.2.1"  # kept for documentation by RFC 5737: nobody answers there


def from_a_socket(tries: Callable[[socket.socket], object], family: int = socket.AF_INET) -> Callable[[], None]:
    """What tries to leave by a socket, which is closed."""

    def attempt() -> None:
        with socket.socket(family, socket.SOCK_DGRAM) as own:
            tries(own)

    return attempt


ATTEMPTS: dict[str, Callable[[], object]] = {
    "connect": lambda: socket.create_connection((ELSEWHERE, 80), timeout=1),
    "connect over IPv6": from_a_socket(lambda own: own.connect(("2001:db8::1", 80)), socket.AF_INET6),
    "a datagram": from_a_socket(lambda own: own.sendto(b"hello", (ELSEWHERE, 53))),
    "a datagram with flags": from_a_socket(lambda own: own.sendto(b"x", 0, (ELSEWHERE, 53))),
    "a message": from_a_socket(lambda own: own.sendmsg([b"x"], [], 0, (ELSEWHERE, 53))),
    "a name": lambda: socket.getaddrinfo("example.org", 443),
    "a name as bytes": lambda: socket.getaddrinfo(b"example.org", 443),
    "an old look-up": lambda: socket.gethostbyname("example.org"),
    "a page": lambda: http.client.HTTPConnection("example.org").request("GET", "/"),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_suite_cannot_leave_this_machine(attempt: str) -> None:
    # By its name: a worker of pytest-xdist refused from its start, by another copy of the module than the one below.
    with pytest.raises(BaseException, match="the suite stays on this machine") as refused:
        ATTEMPTS[attempt]()

    assert type(refused.value).__name__ == NetworkRefusedError.__name__
    assert not isinstance(refused.value, Exception)


@pytest.mark.parametrize(
    "code", ["socket.create_connection(('192.0.2.1', 80), timeout=1)", "socket.getaddrinfo('example.org', 80)"]
)
def test_a_program_started_by_the_suite_cannot_leave_either(code: str) -> None:
    child = subprocess.run(
        [sys.executable, "-c", f"import socket\n{code}"], capture_output=True, text=True, check=False
    )

    assert child.returncode == 1
    assert "NetworkRefusedError" in child.stderr


def test_a_handler_that_catches_everything_does_not_hide_an_attempt() -> None:
    attempt = f"socket.create_connection(({ELSEWHERE!r}, 80), timeout=1)"
    code = f"import socket\ntry:\n    {attempt}\nexcept Exception:\n    pass"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert child.returncode == 1


def test_loopback_and_the_sockets_of_the_file_system_stay_open() -> None:
    served = []

    def serve(listener: socket.socket) -> None:
        with listener.accept()[0] as peer:
            served.append(peer.recv(5))

    path = os.path.join(os.environ["XDG_RUNTIME_DIR"], "a.sock")
    addresses: list[tuple[socket.AddressFamily, str | tuple[str, int]]] = [
        (socket.AF_UNIX, path),
        (socket.AF_INET, ("127.0.0.1", 0)),
    ]
    for family, address in addresses:
        with socket.socket(family) as listener, socket.socket(family) as caller:
            listener.bind(address)
            listener.listen()
            thread = threading.Thread(target=serve, args=(listener,))
            thread.start()
            caller.connect(listener.getsockname())
            caller.sendall(b"hello")
            thread.join()

    assert served == [b"hello", b"hello"]


def test_each_test_has_a_home_of_its_own(own_home: Path, tmp_path: Path) -> None:
    assert Path.home() == own_home
    assert own_home.is_relative_to(tmp_path)
    assert len(os.environ["XDG_RUNTIME_DIR"]) < 60
