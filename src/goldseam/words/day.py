"""Which day a moment belongs to, in the zone in which it was lived."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from goldseam.words.problem import Misused

DAY_START_HOUR = 4

_FIRST_INSTANT, _LAST_INSTANT = -62_135_596_800_000, 253_402_300_799_999
NO_SUCH_ZONE = "words.no-such-zone"


def zone_of(name: str) -> tzinfo:
    """The zone called `name`: an IANA name, `UTC`, or a fixed offset `+HH:MM`.

    Raises: Misused: there is no such zone.
    """
    if name in {"UTC", "Z", ""}:
        return UTC
    if name[0] in "+-":
        return _fixed(name)
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - 4 ms that an offset need not pay

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _no_such_zone(name) from None


def _fixed(name: str) -> tzinfo:
    digits = name[1:3] + name[4:]
    if len(name) != len("+HH:MM") or name[3] != ":" or not (digits.isascii() and digits.isdigit()):
        raise _no_such_zone(name)
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:  # noqa: PLR2004 - of a clock
        raise _no_such_zone(name)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if name[0] == "-" else offset)


def _no_such_zone(name: str) -> Misused:
    return Misused(
        f"no time zone is called {name[:40]!r}",
        safe="nothing was changed",
        next="use an IANA name such as Europe/Lisbon, or an offset such as +02:00",
        code=NO_SUCH_ZONE,
    )


def local_time(instant_ms: int, zone: str) -> datetime:
    """The wall clock in `zone` at an instant given in milliseconds since 1970.

    Raises: Misused: no such zone, or an instant outside the years 1 to 9999.
    """
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant_ms)
        return moment.astimezone(zone_of(zone))
    except OverflowError:
        raise _no_such_time() from None


def _no_such_time() -> Misused:
    return Misused(
        "a time lay outside the years 1 to 9999",
        safe="nothing was changed",
        next="give a date within those years",
        code="words.no-such-time",
    )


def instant_of(local: datetime, zone: str) -> int:
    """Milliseconds since 1970 of a wall clock time in `zone`; `fold` chooses between the two of a repeated hour.

    A time that the clocks jumped over is read with the offset before the jump, as `zoneinfo` does.

    Raises: Misused: no such zone, or an instant that lies outside the years 1 to 9999 in UTC, which `local_time` could
        not give back.
    """
    aware = local.replace(tzinfo=zone_of(zone))
    instant = (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    if not _FIRST_INSTANT <= instant <= _LAST_INSTANT:
        raise _no_such_time()
    return instant


def day_of(instant_ms: int, zone: str, *, day_start_hour: int = DAY_START_HOUR) -> str:
    """ISO date of the journal day: before `day_start_hour` (0 to 12) it is still the day before."""
    local = local_time(instant_ms, zone)
    if local.hour < day_start_hour and local.toordinal() > 1:
        return (local.date() - timedelta(days=1)).isoformat()
    return local.date().isoformat()


def noon_of(day: str, zone: str) -> int:
    """The instant that stands for a day whose hour is not known.

    Raises: ValueError: `day` is no ISO date. Misused: as `instant_of`.
    """
    known = date.fromisoformat(day)
    return instant_of(datetime(known.year, known.month, known.day, 12, tzinfo=UTC), zone)
