"""The clock and the zone: the only place that asks the machine what time it is."""

import os
import time

from goldseam.words.day import zone_of
from goldseam.words.problem import Misused

# A clock before the first release is not set: machines without a battery wake up in 1970.
PLAUSIBLE_FROM_MS = 1_700_000_000_000


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def local_zone(named: str | None = None) -> str:
    """The IANA name of this machine's zone; an offset such as `+02:00` when the machine does not tell its name.

    Args:
        named: what the person's environment calls it (TZ), which goes first when it is a zone.
    """
    named = named.lstrip(":") if named else None
    if named and _is_zone(named):
        return named
    linked = _linked("/etc/localtime")  # names a file that is there, so it need not be checked
    if linked:
        return linked
    written = _written("/etc/timezone")
    if written and _is_zone(written):
        return written
    seconds = time.localtime().tm_gmtoff
    return f"{'-' if seconds < 0 else '+'}{abs(seconds) // 3600:02d}:{abs(seconds) // 60 % 60:02d}"


def _linked(path: str) -> str | None:
    try:
        target = os.path.realpath(path)
    except OSError:
        return None
    return target.split("/zoneinfo/", 1)[1] if "/zoneinfo/" in target and os.path.exists(target) else None


def _written(path: str) -> str | None:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.readline().strip()
    except OSError:
        return None


def _is_zone(name: str) -> bool:
    try:
        zone_of(name)
    except Misused:
        return False
    return True
