"""The words with which a language names days and hours: a table for each, read by `when`."""

from collections.abc import Mapping
from typing import NamedTuple


class Language(NamedTuple):
    """How one language names days.

    Attributes:
        words: a word in lower case -> its kind and value; the kinds are listed at `ENGLISH`.
        ahead: the kind of a word that names days to come before a number and a unit, and means nothing elsewhere.
        phrases: replaced in this order before the words are looked up; without signs, in lower case.
        fillers: words that mean nothing here.
        days: rows of kinds, as regular expressions, and the rule that reads them; the first that fits.
        times: rows of kinds that name a time of day.
        ranges: what stands between the two ends of a range.
        openers: what may stand before a range.
    """

    words: Mapping[str, tuple[str, int]]
    ahead: str
    phrases: tuple[tuple[str, str], ...]
    fillers: frozenset[str]
    days: tuple[tuple[str, str], ...]
    times: tuple[str, ...]
    ranges: tuple[str, ...]
    openers: tuple[str, ...]


def _numbered(kind: str, names: str, start: int = 1) -> dict[str, tuple[str, int]]:
    """Each word of `names` with the next value; words joined by `|` share one."""
    return {name: (kind, i) for i, group in enumerate(names.split(), start) for name in group.split("|")}


# Kinds from the table: n number, m month, w weekday (0 is Monday), a its abbreviation, s season (1 is spring),
# u unit (in days, or below zero in months), e weekend, k unit of the clock (in minutes), d days from today, l last,
# f next, + in (so many days), i this, g ago, @ at, o o'clock, p half of the day and r part of the day (`_PARTS`),
# x hour with a name.
# Kinds from the signs: N number, ° its ending, Y year, D ISO date, C other date in figures, M ISO month, t clock.
ENGLISH = Language(
    words={
        **_numbered("n", "a|an|one two three four five six seven eight nine ten eleven twelve"),
        **_numbered("m", "jan feb mar apr may jun jul aug sep|sept oct nov dec"),
        **_numbered("m", "january february march april may june july august september october november december"),
        **_numbered("w", "monday tuesday wednesday thursday friday saturday sunday", 0),
        **_numbered("a", "mon tue|tues wed thu|thur|thurs fri sat sun", 0),
        **_numbered("s", "spring summer autumn|fall winter"),
        **_numbered("r", "morning afternoon evening night", 0),
        **_numbered("p", "am|a.m pm|p.m", 0),
        **dict.fromkeys(("st", "nd", "rd", "th"), ("°", 0)),
        **dict.fromkeys(("last", "past", "previous"), ("l", 0)),
        **dict.fromkeys(("minute", "minutes"), ("k", 1)),
        **dict.fromkeys(("hour", "hours"), ("k", 60)),
        **dict.fromkeys(("day", "days"), ("u", 1)),
        **dict.fromkeys(("week", "weeks"), ("u", 7)),
        **dict.fromkeys(("fortnight", "fortnights"), ("u", 14)),
        **dict.fromkeys(("month", "months"), ("u", -1)),
        **dict.fromkeys(("year", "years"), ("u", -12)),
        "today": ("d", 0),
        "yesterday": ("d", -1),
        "tomorrow": ("d", 1),
        **dict.fromkeys(("next", "coming"), ("f", 0)),
        "in": ("+", 0),
        "this": ("i", 0),
        "ago": ("g", 0),
        "weekend": ("e", 0),
        "at": ("@", 0),
        "o'clock": ("o", 0),
        "noon": ("x", 12),
        "midday": ("x", 12),
        "midnight": ("x", 24),
    },
    ahead="+",
    phrases=(
        ("day before yesterday", "2 days ago"),
        ("day after tomorrow", "in 2 days"),
        ("last night", "yesterday night"),
        ("tonight", "today night"),
        ("this morning", "today morning"),
        ("this afternoon", "today afternoon"),
        ("this evening", "today evening"),
        ("a couple of", "2"),
    ),
    fillers=frozenset({"the", "of", "on"}),
    days=(
        ("[wa]?[DC]", "day"),
        ("[wa]?(N°?mY?|mN°?Y?)", "day_of_month"),
        ("N°", "day_of_any_month"),
        ("M", "month_in_figures"),
        ("mY?|[li]m", "month"),
        ("sY?|[li]s", "season"),
        ("Y", "year"),
        ("d", "near"),
        ("[lf]?[wa]", "weekday"),
        ("[nNY]ug", "ago"),
        (r"\+[nNY]u", "to_come"),
        ("l[nN]u", "last_few"),
        ("[lif][ue]", "calendar_unit"),
    ),
    times=("r?@?t(@?[pr])?", "r?@?No?@?[pr]", "r?@No?", "r?@?No", "r?@?x", "@?r"),
    ranges=("..", " to ", " until ", " till "),
    openers=("from ", "between "),
)
LANGUAGES = (ENGLISH,)
