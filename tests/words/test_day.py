"""A moment belongs to the day it was lived in, in the zone where it was lived."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.words.day import day_of, instant_of, local_time, noon_of, zone_of
from goldseam.words.problem import Misused

ZONES = st.sampled_from(
    ["UTC", "Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "+05:45", "-11:00"]
)
INSTANTS = st.integers(-30_000_000_000_000, 200_000_000_000_000)


def at(text: str, zone: str) -> int:
    return instant_of(datetime.fromisoformat(text), zone)


def test_one_in_the_morning_belongs_to_yesterday() -> None:
    assert day_of(at("2024-03-06 01:00", "Europe/Lisbon"), "Europe/Lisbon") == "2024-03-05"
    assert day_of(at("2024-03-06 03:59", "Europe/Lisbon"), "Europe/Lisbon") == "2024-03-05"
    assert day_of(at("2024-03-06 04:00", "Europe/Lisbon"), "Europe/Lisbon") == "2024-03-06"


def test_the_day_may_start_at_midnight() -> None:
    assert day_of(at("2024-03-06 00:00", "UTC"), "UTC", day_start_hour=0) == "2024-03-06"


def test_one_instant_is_two_days_in_two_zones() -> None:
    instant = at("2024-03-06 12:00", "UTC")

    assert day_of(instant, "Pacific/Kiritimati") == "2024-03-06"
    assert day_of(instant, "-12:00") == "2024-03-05"


def test_the_first_day_of_all_has_no_day_before() -> None:
    assert day_of(at("0001-01-01 01:00", "UTC"), "UTC") == "0001-01-01"


@given(INSTANTS, ZONES, st.integers(0, 12))
def test_the_journal_day_is_the_calendar_day_or_the_one_before(instant: int, zone: str, hour: int) -> None:
    calendar = local_time(instant, zone).date()

    assert date.fromisoformat(day_of(instant, zone, day_start_hour=hour)) in {calendar, calendar - timedelta(days=1)}


@given(INSTANTS, ZONES)
def test_a_wall_clock_time_gives_back_its_instant(instant: int, zone: str) -> None:
    assert instant_of(local_time(instant, zone), zone) == instant


@given(st.dates(date(2, 1, 1), date(9998, 12, 31)), ZONES)
def test_noon_of_a_day_is_on_that_day(day: date, zone: str) -> None:
    if day != date(2011, 12, 30):  # which Apia left out
        assert day_of(noon_of(day.isoformat(), zone), zone) == day.isoformat()


def test_the_two_of_a_repeated_hour_are_kept_apart() -> None:
    first = datetime(2024, 10, 27, 1, 30)  # noqa: DTZ001 - the zone is the other argument
    second = first.replace(fold=1)

    assert instant_of(second, "Europe/Lisbon") - instant_of(first, "Europe/Lisbon") == 3_600_000


def test_an_hour_that_the_clocks_jumped_over_is_read_with_the_offset_before() -> None:
    assert at("2024-03-31 01:30", "Europe/Lisbon") == at("2024-03-31 01:30", "UTC")


@pytest.mark.parametrize(("name", "hours"), [("UTC", 0), ("Z", 0), ("", 0), ("+02:00", 2), ("-03:30", -3.5)])
def test_a_zone_may_be_a_fixed_offset(name: str, hours: float) -> None:
    assert zone_of(name).utcoffset(datetime(2024, 1, 1, tzinfo=UTC)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "name",
    [
        "Mars/Olympus",
        "+24:00",
        "+2:00",
        "+02:60",
        "+02.00",
        "../../etc/passwd",
        "/etc/localtime",
        "a\0b",
        "Europe",
        "x" * 9999,
        "+²2:00",
        "+٠2:00",
    ],
)
def test_a_zone_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(Misused) as caught:
        zone_of(name)

    assert caught.value.code == "words.no-such-zone"
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("instant", [10**15, -(10**15), 10**30, -62_135_596_800_001, 253_402_300_800_000])
def test_an_instant_outside_the_years_1_to_9999_is_refused(instant: int) -> None:
    with pytest.raises(Misused) as caught:
        local_time(instant, "UTC")

    assert caught.value.code == "words.no-such-time"


@pytest.mark.parametrize("zone", ["-11:00", "America/New_York"])
def test_an_instant_whose_wall_clock_would_be_in_the_year_0_is_refused(zone: str) -> None:
    with pytest.raises(Misused):
        local_time(-62_135_596_800_000, zone)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("zone", ["UTC", "+14:00", "-13:00", "Europe/Lisbon"])
def test_the_outermost_days_have_a_noon_that_can_be_shown_or_none(day: str, zone: str) -> None:
    try:
        noon = noon_of(day, zone)
    except Misused:
        assert zone in {"+14:00", "-13:00"}
        return

    assert local_time(noon, zone).date().isoformat() == day


def test_what_is_no_iso_date_has_no_noon() -> None:
    with pytest.raises(ValueError, match="day is out of range"):
        noon_of("2024-02-31", "UTC")
