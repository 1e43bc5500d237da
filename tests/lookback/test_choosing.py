"""Something of hers, chosen by lot: fairly, never what rests, and never what is too near."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.sights import lay_rests
from goldseam.lookback.choosing import LATELY_DAYS, a_year_ago, any_day, is_not_now, not_now, this_season
from goldseam.words.rest import Purpose, Rest
from tests.making import NOW, UNHIDDEN, words

TODAY = "2026-09-21"


def written(desk: Desk, *days: str) -> dict[str, str]:
    return {day: desk.entries.add(words(f"about {day}", day=day), now_ms=NOW).id for day in days}


@pytest.mark.parametrize(
    ("today", "days", "found"),
    [
        (TODAY, ("2025-09-21",), "2025-09-21"),
        (TODAY, ("2025-09-19", "2025-09-24"), "2025-09-19"),
        (TODAY, ("2025-09-25", "2024-09-20"), "2024-09-20"),
        (TODAY, ("2025-09-25", "2026-09-20"), None),
        ("2024-02-29", ("2023-02-28",), "2023-02-28"),
        ("2025-02-28", ("2024-02-29",), "2024-02-29"),
        ("0001-06-01", (), None),
    ],
)
def test_a_year_ago_is_the_nearest_day(desk: Desk, today: str, days: tuple[str, ...], found: str | None) -> None:
    written(desk, *days)

    gists = a_year_ago(desk.vault, UNHIDDEN, today=today)

    assert [gist.day for gist in gists] == ([] if found is None else [found])


def test_every_day_but_the_last_ones_is_as_likely_however_much_was_written_on_it(desk: Desk) -> None:
    last = date.fromisoformat(TODAY)
    days = [(last - timedelta(days=apart)).isoformat() for apart in (1, LATELY_DAYS, LATELY_DAYS + 1, 400, 800, 1200)]
    written(desk, *days)
    for number in range(30):
        desk.entries.add(words("much " * number, day=days[3]), now_ms=NOW)
    random = Random(1)

    drawn = Counter(any_day(desk.vault, UNHIDDEN, random, today=TODAY)[0].day for _ in range(1000))

    assert set(drawn) == set(days[2:])
    chi = sum((count - 250) ** 2 / 250 for count in drawn.values())
    assert chi < 16.3, "p > .001 with three degrees of freedom"


def test_a_season_is_of_another_year_and_reaches_over_its_end(desk: Desk) -> None:
    written(desk, "2025-12-20", "2024-12-25", "2023-02-01", "2025-06-01", "2026-01-04")
    random = Random(1)

    drawn = {this_season(desk.vault, UNHIDDEN, random, today="2026-01-05")[0].day for _ in range(100)}

    assert drawn == {"2024-12-25", "2023-02-01"}


def test_what_rests_is_never_chosen(desk: Desk) -> None:
    ids = written(desk, "2025-09-21", "2020-01-01")
    with desk.vault.database.transaction():
        lay_rests(desk.vault, {ids["2025-09-21"]: [Rest("a" * 32, "quiet", 0, None)]}, {}, only=None)
    sight = desk._sights.of(Purpose.UNASKED, now_ms=NOW)

    assert a_year_ago(desk.vault, sight, today=TODAY) == []
    assert {any_day(desk.vault, sight, Random(n), today=TODAY)[0].day for n in range(40)} == {"2020-01-01"}


def test_not_now_lasts_a_day_and_a_clock_that_was_set_back_does_not_make_it_longer(desk: Desk) -> None:
    assert not is_not_now(desk.vault, now_ms=NOW)
    not_now(desk.vault, now_ms=NOW)

    day = 86_400_000
    assert [is_not_now(desk.vault, now_ms=NOW + at) for at in (0, day - 1, day, -1)] == [True, True, False, False]
