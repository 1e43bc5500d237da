"""Asking the agent: what every command imports, so it takes `_socket` alone (`socket` costs 5 ms).

A question is one line of ASCII; the answer is what follows until the agent closes the connection. Both sides check
that the other runs as the same user, and the folder the socket lies in must be hers alone.
"""

import _socket
import os
import sys
from typing import TYPE_CHECKING

from goldseam.words.secret import Secret

if TYPE_CHECKING:
    from goldseam.keep.keys import Keys

KEYS_BYTES = 64  # the root and the blobs key
ANSWER_S = 2.0
ANSWER_BYTES_MAX = 65_536
OTHERS = 0o077
# S_IFMT and S_IFDIR, without importing stat.
KIND = 0o170000
FOLDER = 0o040000
_PEER_LINUX = (_socket.SOL_SOCKET, getattr(_socket, "SO_PEERCRED", 17), 12, 4)
# SOL_LOCAL, LOCAL_PEERCRED, and where cr_uid lies in struct xucred (sys/un.h, sys/ucred.h).
_PEER_MAC = (0, 1, 76, 4)


def fetch_keys(runtime: str, vault_id: str, folder: str | None = None) -> "Keys | None":
    """The keys of an unlocked vault; None while it is locked, or when the agent cannot be trusted or does not answer.

    Cost: about 0.3 ms, most of it deriving the keys.

    Args:
        runtime: the folder that the agent listens in.
        vault_id: 32 hex digits.
        folder: of the vault; given, the keys are only handed out for this very folder and not for a copy elsewhere.
    """
    answer = ask(runtime, vault_id, request("keys", folder))
    if answer is None or len(answer) != KEYS_BYTES:
        return None
    from goldseam.keep.keys import KEY_BYTES, derive_keys  # noqa: PLC0415 - the agent itself holds no cipher

    return derive_keys(Secret(answer[:KEY_BYTES]), Secret(answer[KEY_BYTES:]))


def announce_change(runtime: str, vault_id: str, folder: str | None = None) -> None:
    """Tells the agent, if there is one, that something was saved, so that the second copy follows within a minute.

    Nothing depends on it arriving: the agent looks by itself too, and brings the copy up to date when it locks.
    """
    _ask(runtime, vault_id, request("changed", folder), wait_s=ANSWER_S, answered=False)


def request(verb: str, folder: str | None = None) -> str:
    """A question; with `folder`, about the vault in that very folder."""
    if folder is None:
        return verb
    try:
        return f"{verb} {identity_of(folder)}"
    except OSError:
        return f"{verb} 0:0"


def identity_of(folder: str) -> str:
    """What tells a folder from a copy of it, however its path is spelt. Raises OSError."""
    found = os.stat(folder)
    return f"{found.st_dev}:{found.st_ino}"


def ask(runtime: str, vault_id: str, question: str, *, wait_s: float = ANSWER_S) -> bytes | None:
    """The answer to a question; None when no agent of hers listens, or it does not answer within `wait_s` seconds."""
    return _ask(runtime, vault_id, question, wait_s=wait_s, answered=True)


def listens(runtime: str, vault_id: str) -> bool:
    """Whether an agent is there, however busy it is; to be seen here is no activity. Cost: about 0.05 ms."""
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        connection.settimeout(ANSWER_S)
        connection.connect(os.path.join(runtime, vault_id))
    except OSError as error:
        return isinstance(error, TimeoutError)
    finally:
        connection.close()
    return True


def _ask(runtime: str, vault_id: str, question: str, *, wait_s: float, answered: bool) -> bytes | None:
    if not is_private(runtime):
        return None
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        connection.settimeout(wait_s)
        connection.connect(os.path.join(runtime, vault_id))
        if peer_user(connection) != os.geteuid():
            return None
        connection.sendall(question.encode("ascii") + b"\n")
        return _received(connection) if answered else b""
    except (OSError, ValueError):
        return None
    finally:
        connection.close()


def _received(connection: _socket.socket) -> bytes:
    answer = b""
    while len(answer) < ANSWER_BYTES_MAX and (part := connection.recv(4096)):
        answer += part
    return answer


def is_private(folder: str) -> bool:
    """Whether a folder is there, is hers, is no link, and is closed to everybody else."""
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    return found.st_mode & KIND == FOLDER and found.st_uid == os.geteuid() and not found.st_mode & OTHERS


def peer_user(connection: _socket.socket) -> int | None:
    """The user that runs the other side, as the kernel says; None where it does not say."""
    level, option, size, at = _PEER_MAC if sys.platform == "darwin" else _PEER_LINUX
    try:
        told = connection.getsockopt(level, option, size)
    except OSError:
        return None
    return int.from_bytes(told[at : at + 4], sys.byteorder) if len(told) >= at + 4 else None
