"""The socket at which a running page is asked for another one-time address. Imports as little as `agent_client`."""

import _socket
import os

from goldseam.desk.agent_client import is_private, peer_user
from goldseam.keep.digest import blake2b

ANSWER_S = 5.0
ANSWER_BYTES_MAX = 4096


def door_of(folder: str, runtime: str) -> str:
    """The path of the socket of the page for the vault in `folder`, which need not exist yet."""
    name = blake2b(os.path.realpath(folder).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return os.path.join(runtime, f"{name}.page")


def ask_door(door: str, question: str) -> str | None:
    """The answer of the page that listens there: to `open` a one-time address; None when none of hers listens."""
    if not is_private(os.path.dirname(door)):
        return None
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        connection.settimeout(ANSWER_S)
        connection.connect(door)
        if peer_user(connection) != os.geteuid():
            return None
        connection.sendall(question.encode("ascii") + b"\n")
        answer = b""
        while len(answer) < ANSWER_BYTES_MAX and (part := connection.recv(4096)):
            answer += part
        return answer.decode("ascii").strip() or None
    except (OSError, ValueError):
        return None
    finally:
        connection.close()
