"""How she says what a time means: a day, a month, a year, and a time of the clock behind a day."""

import pytest

from goldseam.read.corrections import days_meant
from goldseam.words.problem import Misused

DAY = "2024-03-12"


@pytest.mark.parametrize(
    ("text", "value", "first", "end"),
    [
        ("2024-03-10", "2024-03-10", "2024-03-10", "2024-03-11"),
        ("2024-03", "2024-03", "2024-03-01", "2024-04-01"),
        ("2024", "2024", "2024-01-01", "2025-01-01"),
        ("2024-03-10 21:30", "2024-03-10T21:30", "2024-03-10T21:30", "2024-03-10T21:31"),
        ("2024-03-10T09:05", "2024-03-10T09:05", "2024-03-10T09:05", "2024-03-10T09:06"),
        ("yesterday 7:00", "2024-03-11T07:00", "2024-03-11T07:00", "2024-03-11T07:01"),
        ("2024-02-29 23:59", "2024-02-29T23:59", "2024-02-29T23:59", "2024-03-01T00:00"),
    ],
)
def test_a_day_and_its_clock_are_understood(text: str, value: str, first: str, end: str) -> None:
    told = days_meant(text, DAY)
    assert (told["value"], told["from"], told["to"]) == (value, first, end)
    assert told["class"] == ("time" if "T" in value else "date")


@pytest.mark.parametrize(
    "text",
    ["2024-03 21:30", "2024-03-10 25:00", "2024-03-10 21:60", "21:30", "last week 9:00", "9999-12-31 23:59", "٢١:٣٠"],
)
def test_a_clock_without_a_single_day_is_refused(text: str) -> None:
    with pytest.raises(Misused):
        days_meant(text, DAY)
