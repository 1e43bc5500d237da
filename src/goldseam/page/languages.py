"""What the page says, in her language: messages, plurals, dates and numbers."""

import gettext
import os
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

FOLDER = os.path.join(os.path.dirname(__file__), "locale")
DOMAIN = "goldseam"
KNOWN = ("en", "es")


class Language:
    """One language.

    Attributes:
        code: as in `KNOWN`.
        locale: of the dates and numbers; the browser's region where it names one of this language.
    """

    def __init__(self, code: str, locale: str) -> None:
        self.code = code
        self._locale_name = locale
        self.translations = gettext.translation(DOMAIN, FOLDER, [code], fallback=True)

    @cached_property
    def locale(self) -> "Locale":
        """Babel's."""
        from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - 40 ms, for the first page that shows a date

        try:
            return Locale.parse(self._locale_name)
        except (UnknownLocaleError, ValueError):
            return Locale.parse(self.code)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return "rtl" if self.code in {"ar", "fa", "he", "ur"} else "ltr"

    def say(self, message: str) -> str:
        """A message."""
        return self.translations.gettext(message) if message else ""  # the empty one stands for the catalogue's head

    def count(self, one: str, many: str, n: int) -> str:
        """A message about `n` of something, which `%(num)s` in it names, with the signs between the thousands."""
        number = self.number(n)
        return self.translations.ngettext(one, many, n) % {"num": number, "n": number}

    def forms(self, one: str, many: str) -> dict[str, str]:
        """Such a message for a script, which counts by itself: by the name that Intl.PluralRules has for each form."""
        return {"one": self.translations.ngettext(one, many, 1), "other": self.translations.ngettext(one, many, 2)}

    def number(self, n: int) -> str:
        """With the signs between the thousands."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - see `locale`

        return format_decimal(n, locale=self.locale)

    def tenths(self, n: float) -> str:
        """With one digit after the point."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - see `locale`

        return format_decimal(n, format="#,##0.0", locale=self.locale)

    def day(self, day: str | date, shape: str = "full") -> str:
        """A day, or its ISO date: `full` with the weekday, `long` without, `medium`, or a pattern of CLDR, as `EEE`."""
        return _day(date.fromisoformat(day) if isinstance(day, str) else day, shape, self.locale)

    def near_day(self, iso: str, today: str) -> str:
        """An ISO date as short as it can be said on the day `today`: with its year where that is another one."""
        return self.day(iso, "EEE d MMM" if iso[:4] == today[:4] else "EEE d MMM y")

    def month(self, iso: str) -> str:
        """The month of an ISO date, with its year."""
        from babel.dates import format_skeleton  # noqa: PLC0415 - see `locale`

        return format_skeleton("yMMMM", date.fromisoformat(iso), locale=self.locale)

    def clock(self, moment: datetime | time) -> str:
        """The time of day, short."""
        from babel.dates import format_time  # noqa: PLC0415 - see `locale`

        return format_time(moment, "short", locale=self.locale)

    def prompt(self, day: str) -> str:
        """A question to begin with, another each day; nobody has to answer it."""
        questions = (
            self.say("What happened, in order?"),
            self.say("Who was there, and what did they say?"),
            self.say("What do you want to remember of today in ten years?"),
            self.say("What are you putting off, and what would the first step be?"),
            self.say("What was different from what you expected?"),
            self.say("What did your body tell you today?"),
            self.say("What would you say, if nobody ever read it?"),
        )
        return questions[date.fromisoformat(day).toordinal() % len(questions)]

    def size(self, count: int) -> str:
        """So many bytes, in the unit that suits."""
        for unit in ("B", "kB", "MB", "GB"):
            if count < 1000 or unit == "GB":  # noqa: PLR2004 - SI
                break
            count = round(count / 1000)
        return f"{self.number(count)} {unit}"


@lru_cache(2_000)
def _day(day: date, shape: str, locale: "Locale") -> str:
    """Kept, because a list says many of them again with every letter that is typed."""
    from babel.dates import format_date  # noqa: PLC0415 - see `Language.locale`

    return format_date(day, shape, locale=locale)


@cache
def language_of(code: str, locale: str) -> Language:
    """A language, loaded once."""
    return Language(code, locale)


def chosen(preferred: str, accepted: str) -> Language:
    """Her own choice, else the first of what the browser accepts that is known, else English.

    Args:
        preferred: a code, or empty.
        accepted: the Accept-Language header.
    """
    wanted = _wanted(accepted)
    if preferred in KNOWN:
        return language_of(preferred, next((w for w in wanted if w.split("_")[0] == preferred), preferred))
    for locale in wanted:
        if locale.split("_")[0] in KNOWN:
            return language_of(locale.split("_")[0], locale)
    return language_of("en", "en")


def _wanted(accepted: str) -> Sequence[str]:
    """The locales of the header, the most wanted first."""
    found: list[tuple[float, int, str]] = []
    for part in accepted[:500].split(","):
        name, _, quality = part.partition(";q=")
        name = name.strip().replace("-", "_")
        if name and all(piece.isalnum() for piece in name.split("_")):
            try:
                found.append((-float(quality or 1), len(found), name))
            except ValueError:
                continue
    return [name for _, _, name in sorted(found)]
