"""Refuses every connection that would leave this machine.

Python imports a module of this name at its start when the folder is on PYTHONPATH, so each child process of the suite
refuses as the suite itself does. Sockets of the file system and of the loopback interface stay open.
"""

import sys

ADDRESS_AT = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
NAME_AT = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0, "socket.getnameinfo": 0}


class NetworkRefusedError(BaseException):
    """Somebody tried to leave the machine. Not an `Exception`, so that no handler turns it into a quiet success."""


def stays_here(host: object) -> bool:
    """Whether a host, as the socket functions take it, is this machine or no machine at all."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else host
    return name is None or (isinstance(name, str) and (name in {"", "localhost", "::1"} or name.startswith("127.")))


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: raises before the system is asked."""
    if event in ADDRESS_AT:
        address = arguments[ADDRESS_AT[event]]
        # A path or nothing for sockets of the file system; a pair or longer, host first, for the internet.
        host = address[0] if isinstance(address, tuple) else None
    elif event in NAME_AT:
        named = arguments[NAME_AT[event]]
        host = named[0] if isinstance(named, tuple) else named
    else:
        return
    if not stays_here(host):
        message = f"{event} refused: the suite stays on this machine"
        raise NetworkRefusedError(message)


sys.addaudithook(refuse)
