"""Something she wrote, chosen because she asked for something: a day like this one, or any."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from goldseam.keep.listing import day_counts, gists
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.words.gist import Gist
from goldseam.words.place import places_of_days

SLACK_DAYS = 3  # a year ago is also a few days beside it, where nothing was written on the very day
SEASON_DAYS = 45  # on either side
LATELY_DAYS = 30  # what is so near is not looked back at
BEGUN = "look_back"  # the setting: whether she was asked whom she would rather not meet
NOT_NOW = "lookback.not-now"  # a fact: until when nothing is shown, milliseconds since 1970
NOT_NOW_MS = 86_400_000


def has_begun(vault: Vault) -> bool:
    """Whether she has ever looked back, and was asked first whom or when she would rather not meet."""
    return vault.setting(BEGUN, False) is True  # noqa: FBT003 - what it is unless she says otherwise


def begin(vault: Vault, *, now_ms: int) -> None:
    """She was asked."""
    vault.set_setting(BEGUN, True, now_ms=now_ms)  # noqa: FBT003 - the value


def not_now(vault: Vault, *, now_ms: int) -> None:
    """Nothing is chosen for her for a day; here alone, and nothing counts it."""
    with vault.database.transaction():
        vault.set_fact(NOT_NOW, now_ms + NOT_NOW_MS)


def is_not_now(vault: Vault, *, now_ms: int) -> bool:
    """Whether she said so less than a day ago."""
    until = vault.fact(NOT_NOW)
    return isinstance(until, int) and now_ms < until <= now_ms + NOT_NOW_MS


def a_year_ago(vault: Vault, sight: Sight, *, today: str) -> list[Gist]:
    """What is about the day a year ago, or the nearest within three days; of years before where that year has none."""
    here = date.fromisoformat(today)
    days = _days(vault, sight)
    for years in range(1, here.year):
        wanted = _same_day(here, here.year - years)
        near = sorted(range(-SLACK_DAYS, SLACK_DAYS + 1), key=lambda apart: (abs(apart), apart))
        found = next((one for apart in near if (one := wanted.toordinal() + apart) in days), None)
        if found is not None:
            return _of_day(vault, sight, found)
    return []


def this_season(vault: Vault, sight: Sight, random: Random, *, today: str) -> list[Gist]:
    """A day of another year, at most 45 days before or after the same day of that year."""
    here = date.fromisoformat(today)
    chosen = [
        day
        for day in _days(vault, sight)
        if (then := date.fromordinal(day)) < here - timedelta(days=LATELY_DAYS)
        and then.year != here.year
        and any(
            abs(day - _same_day(here, year).toordinal()) <= SEASON_DAYS
            for year in (then.year - 1, then.year, then.year + 1)
            if 1 <= year < here.year
        )
    ]
    return _of_day(vault, sight, random.choice(chosen)) if chosen else []


def any_day(vault: Vault, sight: Sight, random: Random, *, today: str) -> list[Gist]:
    """Any day but the last thirty, each as likely as any other, however much was written on it."""
    last = date.fromisoformat(today).toordinal() - LATELY_DAYS
    days = [day for day in _days(vault, sight) if day < last]
    return _of_day(vault, sight, random.choice(days)) if days else []


def one_of(vault: Vault, sight: Sight, random: Random, entries: Sequence[str]) -> list[Gist]:
    """One of some entries, each as likely as any other."""
    seen = [one for one in dict.fromkeys(entries) if sight.shows(one)]
    if not seen:
        return []
    entry = vault.entry(random.choice(seen))
    assert entry is not None, "what is told of is there"
    return [
        gist for gist in _of_day(vault, sight, date.fromisoformat(entry.content.day).toordinal()) if gist.id == entry.id
    ]


def _days(vault: Vault, sight: Sight) -> dict[int, int]:
    return day_counts(vault.database, sight=sight)


def _same_day(day: date, year: int) -> date:
    """The same day of another year; the 28th of February for the 29th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _of_day(vault: Vault, sight: Sight, ordinal: int) -> list[Gist]:
    iso = date.fromordinal(ordinal).isoformat()
    return gists(vault.database, sight=sight, places=places_of_days(iso, iso), newest_first=False, limit=50)
