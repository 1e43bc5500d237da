"""The versions of what the vault stands on."""

from importlib.metadata import PackageNotFoundError, version

import apsw

from goldseam.keep.header import VERSION as FORMAT

# Before that SQLite could damage a database when its log was reset at the wrong moment (sqlite.org/wal.html).
SQLITE_MIN = (3, 51, 3)


def versions() -> dict[str, str]:
    """By name: of the format, of SQLite, of its cipher, and of the libraries for age files and passphrases."""
    return {
        "format": str(FORMAT),
        "sqlite": apsw.sqlite_lib_version(),
        "sqlite3mc": str(getattr(apsw, "mc_version", "unknown")).split()[-1],
        "apsw": apsw.apsw_version(),
        "pyrage": _installed("pyrage"),
        "argon2-cffi": _installed("argon2-cffi"),
    }


def sqlite_is_sound(sqlite: str) -> bool:
    """Whether this SQLite is new enough for the vault."""
    return tuple(int(part) for part in sqlite.split(".") if part.isdigit()) >= SQLITE_MIN


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
