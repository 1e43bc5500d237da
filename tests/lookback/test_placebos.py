"""What is compared around a date can be recomputed by hand, and it claims little."""

from collections.abc import Callable
from random import Random

import pytest

from goldseam.lookback.counted import Counts
from goldseam.lookback.placebos import (
    LEAST,
    PLACEBOS_LEAST,
    PLACEBOS_MAX,
    Compared,
    Window,
    blocks,
    compare,
    manner_changed,
    plan,
)

DATE = 730_000
YEARS = 4 * 365


def prose(words: int, i: int, *, we: int = 0) -> Counts:
    """Of about the small words that prose has."""
    return Counts(
        words=words, i=i, we=we, article=words // 14, prep=words // 8, auxverb=words // 11,
        small=words * 56 // 100, sentences=max(1, words // 15), clipped=0,
    )  # fmt: skip


def journal(random: Random, *, after: float = 0.0, days: int = YEARS) -> dict[int, Counts]:
    """A page a day with about 6 I-words in a hundred; so many points more for eight weeks from the date on."""
    made = {}
    for day in range(DATE - days // 2, DATE + days // 2):
        part = 0.06 + random.gauss(0, 0.02) + (after / 100 if DATE <= day < DATE + 56 else 0)
        words = random.randrange(180, 300)
        made[day] = prose(words, max(0, round(part * words)), we=random.randrange(4))
    return made


def compared(counts: dict[int, Counts], date: int = DATE) -> Compared | None:
    planned = plan({day: one.words for day, one in counts.items()}, date)
    return compare(planned, counts) if planned else None


def claims(counts: dict[int, Counts], date: int = DATE) -> list[str]:
    found = compared(counts, date)
    assert found is not None
    return [one.name for one in found.measures if one.stands_out]


def test_a_number_is_pooled_and_no_mean_of_percentages() -> None:
    counts = {DATE - 1: prose(9_000, 450), DATE - 2: prose(3_000, 270), DATE: prose(12_000, 600)}
    found = compared(counts)

    assert found is not None
    assert found.measures[0].before.value == pytest.approx(6.0)  # 720 of 12,000; the mean of 5 and 9 would be 7
    assert found.measures[0].difference == pytest.approx(-1.0)


def test_a_range_by_hand() -> None:
    days = {
        DATE - 3: prose(2_000, 100),
        DATE - 2: prose(2_000, 120),
        DATE - 1: prose(2_000, 140),
        DATE: prose(6_000, 1),
    }
    found = compared(days)

    assert found is not None
    one = found.measures[0].before
    # Blocks are 20 I-words off, none, and 20: the error is the root of 800 * 3 / 2, in 6,000; t with 2 degrees 4.303.
    wide = 4.303 * 100 * 1200**0.5 / 6000
    assert (one.value, one.low, one.high) == pytest.approx((6.0, 6.0 - wide, 6.0 + wide))
    assert found.measures[0].after.low is None  # one block does not differ from itself


def test_blocks_hold_two_thousand_words_and_what_is_left_joins_the_last() -> None:
    counts = {DATE + number: prose(900, 9) for number in range(7)}
    assert [block.words for block in blocks(counts, Window(DATE, DATE + 7))] == [2_700, 3_600]
    assert [block.words for block in blocks({}, Window(DATE, DATE + 7))] == [0]


@pytest.mark.parametrize(("words", "told"), [(LEAST - 1, False), (LEAST, True)])
def test_there_is_a_least_number_of_words_on_a_side(words: int, *, told: bool) -> None:
    assert (compared({DATE - 9: prose(words, 300), DATE + 9: prose(50_000, 300)}) is not None) is told
    assert (compared({DATE - 9: prose(50_000, 300), DATE: prose(words, 300)}) is not None) is told


def test_placebo_dates_are_evenly_spaced_and_share_no_day_with_the_date() -> None:
    words = {day: one.words for day, one in journal(Random(1)).items()}
    planned = plan(words, DATE)

    assert planned is not None
    assert planned.weeks == 8
    assert PLACEBOS_LEAST <= len(planned.placebos) <= PLACEBOS_MAX
    dates = [sides.after.first for sides in planned.placebos]
    assert all((date - DATE) % 28 == 0 for date in dates)
    event = set(range(planned.sides.before.first, planned.sides.after.end))
    for before, after in planned.placebos:
        assert not event & set(range(before.first, after.end))
        assert sum(words[day] for day in range(*before)) >= 0.5 * sum(
            words[day] for day in range(*planned.sides.before)
        )
        assert min(words) <= before.first < before.end == after.first < after.end <= max(words) + 1


def test_a_long_life_gives_no_more_placebo_dates_than_are_needed() -> None:
    planned = plan(dict.fromkeys(range(DATE - 20_000, DATE + 20_000), 240), DATE)
    assert planned is not None
    assert len(planned.placebos) == PLACEBOS_MAX
    assert planned.placebos[0].after.first < DATE - 15_000
    assert planned.placebos[-1].after.first > DATE + 15_000


def test_how_many_other_times_a_difference_is_larger_than_by_hand() -> None:
    counts = journal(Random(3))
    found, planned = compared(counts), plan({day: one.words for day, one in counts.items()}, DATE)
    assert found is not None
    assert planned is not None

    def part(first: int, end: int) -> float:
        days = [counts[day] for day in range(first, end) if day in counts]
        return 100 * sum(one.i for one in days) / sum(one.words for one in days)

    here = abs(part(DATE, DATE + 56) - part(DATE - 56, DATE))
    others = [abs(part(*after) - part(*before)) for before, after in planned.placebos]
    one = found.measures[0]
    assert (one.larger_than, one.of) == (sum(other < here for other in others), len(others))
    assert (one.least, one.most) == pytest.approx((min(others), max(others)))


def test_a_planted_shift_is_found_and_nothing_is_said_where_nothing_changed() -> None:
    found = [claims(journal(Random(seed), after=3.0)) for seed in range(40)]
    false = [claims(journal(Random(1000 + seed))) for seed in range(60)]

    assert sum("i" in one and "we" not in one for one in found) >= 36
    assert sum(map(bool, false)) <= 6


def test_with_little_other_writing_nothing_stands_out_however_large_it_is() -> None:
    counts = journal(Random(5), after=8.0, days=500)
    found = compared(counts)

    assert found is not None
    assert 0 < found.measures[0].of < PLACEBOS_LEAST
    assert found.measures[0].larger_than == found.measures[0].of
    assert not any(one.stands_out for one in found.measures)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one._replace(small=one.small * 9 // 10),
        lambda one: one._replace(clipped=one.sentences // 4),
        lambda one: one._replace(sentences=one.sentences * 2),
        lambda one: one._replace(foreign=one.words // 4),
    ],
    ids=["fewer small words", "verbs first", "shorter sentences", "other languages"],
)
def test_nothing_is_claimed_where_the_manner_of_writing_changed(change: Callable[[Counts], Counts]) -> None:
    counts = journal(Random(7), after=5.0)
    assert "i" in claims(counts)
    changed = {day: change(one) if day >= DATE else one for day, one in counts.items()}

    found = compared(changed)
    assert found is not None
    assert found.manner_changed
    assert claims(changed) == []


def test_the_same_manner_is_no_change() -> None:
    assert not manner_changed(prose(10_000, 500), prose(12_000, 1_000))
    assert not manner_changed(Counts(), Counts())


@pytest.mark.parametrize("date", [1, DATE - 10_000, DATE + 10_000, 3_652_059])
def test_a_date_with_nothing_around_it_has_too_little_to_tell(date: int) -> None:
    assert plan({day: one.words for day, one in journal(Random(1)).items()}, date) is None
    assert plan({}, date) is None
