"""Words and entries over time: counted when she opens the page, compared with nothing."""

from typing import NamedTuple

from starlette.responses import Response

from goldseam.desk.desk import Desk
from goldseam.keep.listing import month_sums
from goldseam.page.asked import Asked
from goldseam.page.rendering import page
from goldseam.words.rest import Purpose

WIDTH, HEIGHT = 640, 120


class Bar(NamedTuple):
    """One bar of a chart.

    Attributes:
        label: what it stands for.
        entries, words: how many.
        x, y, width, height: where it is drawn.
    """

    label: str
    entries: int
    words: int
    x: float
    y: float
    width: float
    height: float


def show(asked: Asked, desk: Desk) -> Response:
    """Years, and the months of the last three of them."""
    months = month_sums(desk.vault.database, sight=desk.sight(Purpose.BROWSE))
    years: dict[str, tuple[int, int]] = {}
    for month, (entries, words) in months.items():
        before = years.get(month[:4], (0, 0))
        years[month[:4]] = (before[0] + entries, before[1] + words)
    lately = _without_gaps(months)[-36:]
    return page(
        asked,
        "numbers.html",
        entries=sum(entries for entries, _ in years.values()),
        words=sum(words for _, words in years.values()),
        years=bars([(year, *years.get(year, (0, 0))) for year in _years(years)]),
        months=bars([(asked.language.month(f"{month}-01"), *sums) for month, sums in lately]),
        width=WIDTH,
        height=HEIGHT,
    )


def bars(rows: list[tuple[str, int, int]]) -> list[Bar]:
    """A chart of words: the tallest bar fills the height, and every one begins at zero."""
    if not rows:
        return []
    most = max(words for _, _, words in rows) or 1
    step = WIDTH / len(rows)
    return [
        Bar(label, entries, words, n * step, HEIGHT * (1 - words / most), max(step - 2, 1), HEIGHT * words / most)
        for n, (label, entries, words) in enumerate(rows)
    ]


def _years(written: dict[str, tuple[int, int]]) -> list[str]:
    """Every year from the first to the last, those without a word too."""
    return [f"{year:04d}" for year in range(int(min(written)), int(max(written)) + 1)] if written else []


def _without_gaps(months: dict[str, tuple[int, int]]) -> list[tuple[str, tuple[int, int]]]:
    """Every month from the first to the last, those without a word too."""
    if not months:
        return []
    first, last = min(months), max(months)
    at = int(first[:4]) * 12 + int(first[5:]) - 1
    end = int(last[:4]) * 12 + int(last[5:]) - 1
    names = [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(max(at, end - 35), end + 1)]
    return [(name, months.get(name, (0, 0))) for name in names]
