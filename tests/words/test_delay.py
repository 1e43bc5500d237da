"""How long after a day something was written, as people say it."""

import pytest

from goldseam.words.delay import Delay, delay


@pytest.mark.parametrize(
    ("day", "written", "said"),
    [
        ("2024-03-10", "2024-03-10", Delay(0, "day")),
        ("2024-03-10", "2024-03-11", Delay(1, "day")),
        ("2024-03-11", "2024-03-10", Delay(-1, "day")),
        ("2024-02-29", "2024-03-20", Delay(20, "day")),
        ("2024-03-01", "2024-03-22", Delay(3, "week")),
        ("2024-01-01", "2024-03-02", Delay(8, "week")),
        ("2024-01-01", "2024-03-04", Delay(2, "month")),
        ("2024-03-10", "2025-05-10", Delay(14, "month")),
        ("2024-03-10", "2025-05-09", Delay(13, "month")),
        ("2025-05-10", "2024-03-10", Delay(-14, "month")),
        ("2024-02-29", "2026-02-28", Delay(23, "month")),
        ("2024-02-29", "2026-03-01", Delay(2, "year")),
        ("2024-12-31", "2024-11-01", Delay(-8, "week")),
        ("0001-01-01", "9999-12-31", Delay(9998, "year")),
    ],
)
def test_it_is_the_unit_that_people_would_say(day: str, written: str, said: Delay) -> None:
    assert delay(day, written) == said
