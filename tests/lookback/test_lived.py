"""What was lived: pages of a day and what other pages say of it, told apart, and counted as they stand."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.sights import lay_rests
from goldseam.lookback.lived import Said
from goldseam.read import tables
from goldseam.read.days import Level
from goldseam.read.layout import details_object
from goldseam.words.delay import Delay
from goldseam.words.entry import Entry
from goldseam.words.finding import Time
from goldseam.words.rest import Purpose, Rest
from tests.making import NOW, UNHIDDEN, words
from tests.read.small_reader import SmallReader

DAY_MS = 86_400_000


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown in these tests does not depend on how well the rules of the day do."""
    for room in ("confidence", "thresholds"):
        monkeypatch.setattr(f"goldseam.read.{room}.shown_from", lambda _: 0.9)


def instant(day: str, hour: int = 12) -> int:
    then = datetime.fromisoformat(f"{day}T{hour:02d}:00").replace(tzinfo=UTC)
    return int(then.timestamp() * 1000)


def write(desk: Desk, text: str, *, day: str, at: int | None = None) -> Entry:
    return desk.entries.add(words(text, day=day, at=instant(day) if at is None else at), now_ms=NOW)


def follow(desk: Desk) -> None:
    desk.readings.follow(SmallReader(), now_ms=lambda: NOW)


def mark(desk: Desk, entry: Entry, said: str, value: str | None, first: str, end: str | None) -> None:
    start = entry.content.text.index(said)
    time = Time("date" if value else "vague", value, first=first, end=end)
    told = {"type": "time", "spans": [[start, start + len(said)]], **details_object(time)}
    desk.judgements.add(entry, told, now_ms=NOW)


def said(desk: Desk, day: str, level: Level = "day") -> list[Said]:
    return desk.lived.said(level, date.fromisoformat(day), sight=UNHIDDEN, day_start_hour=4)


def quoted(desk: Desk, day: str, level: Level = "day") -> list[str]:
    return [one.said.words for one in said(desk, day, level)]


def spoken(desk: Desk, month: str) -> dict[str, int]:
    days = desk.lived.month(date.fromisoformat(f"{month}-01"), sight=UNHIDDEN).days
    return {day.first: day.spoken.entries for day in days if day.spoken.entries}


def test_yesterday_is_said_of_the_day_before_and_only_proposed(desk: Desk) -> None:
    write(desk, "A walk.", day="2024-03-10")
    entry = write(desk, "It rained. Yesterday we walked to the sea. Tea.", day="2024-03-11")
    follow(desk)

    [one] = said(desk, "2024-03-10")
    assert (one.said.words, one.told.quote) == ("Yesterday we walked to the sea.", "Yesterday")
    assert one.said.stands_in(entry)
    assert (one.written, one.delay, one.is_hers) == ("2024-03-11", Delay(1, "day"), False)
    assert [page.gist.beginning for page in desk.lived.pages("2024-03-10", sight=UNHIDDEN, day_start_hour=4)] == [
        "A walk."
    ]
    finding = one.told.finding["id"]
    desk.judgements.accept(entry, finding, now_ms=NOW)
    assert said(desk, "2024-03-10")[0].is_hers
    [day] = [d for d in desk.lived.month(date(2024, 3, 1), sight=UNHIDDEN).days if d.spoken.entries]
    assert (day.first, day.pages, day.spoken) == ("2024-03-10", 1, (1, 1))


def test_a_page_written_later_is_about_its_day_and_says_when_it_was_written(desk: Desk) -> None:
    write(desk, "The funeral.", day="2024-03-10", at=instant("2025-05-12"))
    write(desk, "After midnight.", day="2024-03-10", at=instant("2024-03-11", 2))

    pages = desk.lived.pages("2024-03-10", sight=UNHIDDEN, day_start_hour=4)

    assert {(page.gist.beginning, page.written, page.delay) for page in pages} == {
        ("The funeral.", "2025-05-12", Delay(14, "month")),
        ("After midnight.", "2024-03-10", Delay(0, "day")),
    }


def test_a_page_about_one_day_that_names_another_is_late_by_when_it_was_written(desk: Desk) -> None:
    entry = write(desk, "On the tenth he rang.", day="2024-03-12", at=instant("2025-05-12"))
    mark(desk, entry, "the tenth", "2024-03-10", "2024-03-10", "2024-03-11")

    [one] = said(desk, "2024-03-10")

    assert (one.said.day, one.written, one.delay) == ("2024-03-12", "2025-05-12", Delay(14, "month"))


def test_a_sentence_that_names_its_own_day_is_not_said_elsewhere(desk: Desk) -> None:
    entry = write(desk, "Today, the tenth, in March.", day="2024-03-10")
    mark(desk, entry, "the tenth", "2024-03-10", "2024-03-10", "2024-03-11")
    mark(desk, entry, "March", "2024-03", "2024-03-01", "2024-04-01")

    assert said(desk, "2024-03-10") == said(desk, "2024-03-01", "month") == []


def test_only_words_that_name_a_day_count_for_it(desk: Desk) -> None:
    entry = write(desk, "In March. That week. That weekend. In 2024. Summer. Ten years.", day="2025-01-01")
    mark(desk, entry, "March", "2024-03", "2024-03-01", "2024-04-01")
    mark(desk, entry, "That week", "2024-W10", "2024-03-04", "2024-03-11")
    mark(desk, entry, "That weekend", "2024-W09-WE", "2024-03-02", "2024-03-04")
    mark(desk, entry, "2024", "2024", "2024-01-01", "2025-01-01")
    mark(desk, entry, "Summer", None, "2024-06-01", "2024-09-01")
    mark(desk, entry, "Ten years", None, "2014-01-01", "2024-01-01")

    year = desk.lived.year(2024, sight=UNHIDDEN)

    assert not any(day.spoken.entries for day in year.days)
    assert [month.first for month in year.months if month.spoken.entries] == ["2024-03-01"]
    assert quoted(desk, "2024-03-01", "month") == ["In March.", "That week.", "That weekend."]
    assert quoted(desk, "2024-01-01", "year") == ["In 2024.", "Summer."]
    assert quoted(desk, "2014-01-01", "year") == []


def test_her_own_range_counts_for_each_of_its_days_across_the_end_of_a_month(desk: Desk) -> None:
    entry = write(desk, "We were in Porto then.", day="2024-05-01")
    mark(desk, entry, "then", None, "2024-01-30", "2024-02-03")

    assert spoken(desk, "2024-01") == {"2024-01-30": 1, "2024-01-31": 1}
    assert spoken(desk, "2024-02") == {"2024-02-01": 1, "2024-02-02": 1}
    year = desk.lived.year(2024, sight=UNHIDDEN)
    assert (year.speaking, sum(day.spoken.entries for day in year.days)) == (1, 4)
    assert year.months[0].spoken.entries == 0


@pytest.mark.parametrize("hour", [0, 1, 2, 3, 12, 23])
@pytest.mark.parametrize("change", ["2024-03-31", "2024-10-27"])
def test_the_hours_of_a_changing_clock_belong_to_the_day_that_was_lived(desk: Desk, change: str, hour: int) -> None:
    written = instant(change, hour)
    local = datetime.fromtimestamp(written / 1000, UTC) + timedelta(hours=1 if hour and change[5:7] == "03" else 0)
    local += timedelta(hours=1 if hour < 1 and change[5:7] == "10" else 0)  # summer still
    lived = (local.date() - timedelta(days=1) if local.hour < 4 else local.date()).isoformat()
    desk.entries.add(words("Yesterday it rained.", day=lived, at=written), now_ms=NOW)
    follow(desk)

    before = (date.fromisoformat(lived) - timedelta(days=1)).isoformat()
    assert [(one.written, one.delay) for one in said(desk, before)] == [(lived, Delay(1, "day"))]
    [page] = desk.lived.pages(lived, sight=UNHIDDEN, day_start_hour=4)
    assert page.delay == Delay(0, "day")


@pytest.mark.parametrize(
    ("day", "end", "year"),
    [
        ("2024-02-29", "2024-03-01", 2024),
        ("0001-01-01", "0001-01-02", 1),
        ("9999-12-31", None, 9999),
        ("9999-12-30", "9999-12-31", 9999),
    ],
)
def test_leap_days_and_the_ends_of_time_are_days_like_others(desk: Desk, day: str, end: str | None, year: int) -> None:
    entry = write(desk, "That day.", day="2025-06-01")
    mark(desk, entry, "That day", day, day, end)
    write(desk, "Itself.", day=day, at=NOW)

    stretch = desk.lived.year(year, sight=UNHIDDEN)

    assert [one.first for one in stretch.days if one.spoken.entries] == [day]
    assert [one.first for one in stretch.days if one.pages] == [day]
    assert quoted(desk, day) == ["That day."]
    assert len(stretch.months) == 12
    assert stretch.days[-1].last == f"{year:04d}-12-31"
    ordinals = [date.fromisoformat(edge).toordinal() for edge in (stretch.days[0].first, stretch.days[-1].last)]
    assert desk.lived.beside(*ordinals, sight=UNHIDDEN) == ("", "")


def test_the_last_month_of_all_and_the_first_are_named_too(desk: Desk) -> None:
    entry = write(desk, "The last month. The first month.", day="2025-06-01")
    mark(desk, entry, "The last month", "9999-12", "9999-12-01", "9999-12-31")
    mark(desk, entry, "The first month", "0001-01", "0001-01-01", "0001-02-01")

    assert quoted(desk, "9999-12-01", "month") == ["The last month."]
    assert quoted(desk, "0001-01-01", "month") == ["The first month."]


def test_what_is_in_the_trash_says_nothing_and_says_it_again_when_it_is_back(desk: Desk) -> None:
    entry = write(desk, "Yesterday we swam.", day="2024-03-11")
    follow(desk)
    desk.entries.trash(entry.id, now_ms=NOW + 1)
    assert spoken(desk, "2024-03") == {}
    assert quoted(desk, "2024-03-10") == []
    follow(desk)
    assert spoken(desk, "2024-03") == {}

    desk.entries.untrash(entry.id, now_ms=NOW + 2)
    follow(desk)
    assert (spoken(desk, "2024-03"), quoted(desk, "2024-03-10")) == ({"2024-03-10": 1}, ["Yesterday we swam."])


def test_a_changed_page_no_longer_says_what_it_said_also_before_it_is_read_again(desk: Desk) -> None:
    entry = write(desk, "Yesterday we swam.", day="2024-03-11")
    other = write(desk, "Yesterday we sang.", day="2024-03-11")
    follow(desk)
    desk.entries.change(entry.id, now_ms=NOW + 1, text="On no day did we swim.")

    for _ in range(2):
        assert (spoken(desk, "2024-03"), quoted(desk, "2024-03-10")) == ({"2024-03-10": 1}, ["Yesterday we sang."])
        follow(desk)
    desk.purge([other.id])
    assert spoken(desk, "2024-03") == {}


def test_a_page_that_moves_to_another_day_takes_its_yesterday_with_it(desk: Desk) -> None:
    entry = write(desk, "Yesterday we swam.", day="2024-03-11")
    follow(desk)
    now = desk.vault.entry(entry.id)
    assert now is not None
    desk.entries.revise(entry.id, now.content._replace(day="2024-05-02"), now_ms=NOW + 1, base=now.heads)
    assert spoken(desk, "2024-03") == {}
    follow(desk)

    assert (spoken(desk, "2024-03"), spoken(desk, "2024-05")) == ({}, {"2024-05-01": 1})


def test_a_verdict_on_a_page_that_waits_to_be_read_counts_at_once(desk: Desk) -> None:
    entry = write(desk, "Yesterday we swam.", day="2024-03-11")
    follow(desk)
    [one] = said(desk, "2024-03-10")
    desk.readings.read_again()
    assert spoken(desk, "2024-03") == {"2024-03-10": 1}

    desk.judgements.dismiss(entry, one.told.finding["id"], now_ms=NOW)
    assert spoken(desk, "2024-03") == {}


@pytest.mark.parametrize(("depth", "seen"), [("quiet", 1), ("away", 0)])
def test_what_is_away_is_in_no_count_and_what_is_quiet_stands_in_the_calendar(
    desk: Desk, depth: str, seen: int
) -> None:
    entry = write(desk, "Yesterday we swam. In March too.", day="2024-04-01")
    mark(desk, entry, "March", "2024-02", "2024-02-01", "2024-03-01")
    follow(desk)
    rest = Rest("a" * 32, depth, 0, None)  # type: ignore[arg-type]  # one of the depths
    with desk.vault.database.transaction():
        lay_rests(desk.vault, {entry.id: [rest]}, {}, only=None)
    sight = desk.sight(Purpose.BROWSE)

    year = desk.lived.year(2024, sight=sight)

    assert (year.speaking, year.pages, sum(day.spoken.entries for day in year.days)) == (seen, seen, seen)
    assert sum(month.spoken.entries for month in year.months) == seen
    for level, day in (("day", date(2024, 3, 31)), ("month", date(2024, 2, 1))):
        assert len(desk.lived.said(level, day, sight=sight, day_start_hour=4)) == seen  # type: ignore[arg-type]  # two of them
    assert len(desk.lived.pages("2024-04-01", sight=sight, day_start_hour=4)) == seen
    beside = desk.lived.beside(date(2024, 1, 1).toordinal(), date(2024, 1, 1).toordinal(), sight=sight)
    assert beside == ("", "2024-03-31" if seen else "")


def test_a_table_without_days_is_filled_from_what_was_read(desk: Desk) -> None:
    entry = write(desk, "Yesterday we swam, as that week.", day="2024-03-11")
    mark(desk, entry, "that week", "2024-W05", "2024-01-29", "2024-02-05")
    follow(desk)
    rows = desk.vault.database.rows("select * from read_day")
    with desk.vault.database.transaction():
        desk.vault.database.run("drop table read_day")
        desk.vault.set_fact("read.version", tables.WITHOUT_DAYS)

    assert spoken(desk, "2024-03") == {"2024-03-10": 1}
    assert desk.vault.database.rows("select * from read_day") == rows
    assert len(rows) == 3
    assert desk.readings.pending() == 1  # for what stands beside days in its sentences


# Against a naive recount


def naive(desk: Desk) -> dict[str, set[str]]:
    """The entries that name each day, from every finding of every entry, day by day."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in desk.vault.timeline(limit=10_000, sight=UNHIDDEN):
        for standing in desk.readings.standings(entry).here:
            time = standing.finding.details
            if not isinstance(time, Time) or not standing.finding.shown:
                continue
            for day in naive_days(time, hers=standing.is_hers):
                if day != entry.content.day:
                    found[day].add(entry.id)
    return found


def naive_days(time: Time, *, hers: bool) -> Iterator[str]:
    if time.value is not None:
        if len(time.value) >= 10 and time.value[4] == time.value[7] == "-" and time.value[:4].isdecimal():
            yield time.value[:10]
    elif hers and time.first and time.end:
        days = []
        day = date.fromisoformat(time.first[:10])
        while day < date.fromisoformat(time.end[:10]):
            days.append(day.isoformat())
            day += timedelta(days=1)
        yield from days if len(days) <= 31 else ()


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_those_of_a_naive_recount(desk: Desk, seed: int) -> None:
    random = Random(seed)
    start = date(2023, 11, 20)
    entries = []
    for _ in range(60):
        day = start + timedelta(days=random.randrange(120))
        entry = write(desk, "Yesterday we swam. Then, and again then.", day=day.isoformat())
        entries.append(entry)
        for place in ("Then", "then"):
            first = start + timedelta(days=random.randrange(140))
            long = random.choice((1, 1, 2, 5, 30, 31, 32, 60))
            end = first + timedelta(days=long)
            values = (first.isoformat(), f"{first:%Y-%m}", f"{first.isoformat()}T07:00", None, None)
            value = random.choice(values)
            if value is not None and len(value) >= 10:
                end = first + timedelta(days=1)
            if random.random() < 0.6:
                mark(desk, entry, place, value, first.isoformat(), end.isoformat())
    follow(desk)
    for entry in random.sample(entries, 20):
        act = random.randrange(3)
        if act == 0:
            desk.entries.trash(entry.id, now_ms=NOW + 1)
        elif act == 1:
            desk.entries.change(entry.id, now_ms=NOW + 1, text="Yesterday nothing.")
        else:
            desk.purge([entry.id])
    follow(desk)

    recount = naive(desk)
    for number in (2023, 2024):
        year = desk.lived.year(number, sight=UNHIDDEN)
        counted = {day.first: day.spoken.entries for day in year.days if day.spoken.entries}
        assert counted == {day: len(those) for day, those in recount.items() if day[:4] == str(number)}
        assert year.speaking == len(set().union(*(those for day, those in recount.items() if day[:4] == str(number))))
        assert counted
        for named in random.sample(sorted(counted), 5):
            assert {one.said.entry for one in said(desk, named)} == recount[named]
