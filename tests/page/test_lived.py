"""What was lived, on the page: a year, a month and a day, with pages and other pages told apart."""

import re
from collections.abc import Iterator

import httpx
import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.vault import Vault
from goldseam.lookback.choosing import begin
from goldseam.words.day import noon_of
from tests.making import NOW, UNHIDDEN, ZONE, words
from tests.page.conftest import let_in
from tests.page.serving import Served, serve_apart
from tests.read.small_reader import SmallReader

ENGLISH = {"accept-language": "en-GB"}
DAYS = re.compile(r'<a href="/lived/(\d{4}-\d\d-\d\d)"><b>\d+</b> .*? <em>([^<]*)</em></a>')
ROW = re.compile(r'<a href="/lived/(\d{4}-\d\d)">[^<]*</a></th>((?:<td class="number">\d+(?: <span.*?</span>)?</td>)+)')
AWAY = "zqaway"
MANY = 45


def fill(vault: Vault) -> None:
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    for day, written, text in (
        ("2024-03-10", "2024-03-10", "zqwalk by the sea."),
        ("2024-03-10", "2025-05-12", "zqlate, of that walk."),
        ("2024-03-11", "2024-03-11", "Cold. Yesterday zqyesterday we walked. More."),
        ("2024-04-02", "2024-04-02", "In the month of zqmarch, the tenth zqtenth <b>."),
        ("2024-04-03", "2024-04-03", f"Yesterday {AWAY} came."),
        *(("2024-06-02", "2024-06-02", f"Yesterday number {number:02d}.") for number in range(MANY)),
    ):
        desk.entries.add(words(text, day=day, at=noon_of(written, ZONE)), now_ms=NOW)
    desk.readings.follow(SmallReader(), now_ms=lambda: NOW)
    desk.close()


def begun(vault: Vault) -> None:
    fill(vault)
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    [entry] = [one for one in desk.vault.timeline(limit=99, sight=UNHIDDEN) if "zqmarch" in one.content.text]
    for quote, value, first, end in (
        ("zqmarch", "2024-03", "2024-03-01", "2024-04-01"),
        ("the tenth", "2024-03-10", "2024-03-10", "2024-03-11"),
    ):
        start = entry.content.text.index(quote)
        time = {"class": "date", "value": value, "from": first, "to": end, "mod": None, "anchor": "none"}
        spans = [[start, start + len(quote)]]
        desk.judgements.add(entry, {"type": "time", "spans": spans, "convention": None, **time}, now_ms=NOW)
    begin(desk.vault, now_ms=NOW)
    desk.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_apart(tmp_path_factory.mktemp("lived"), begun) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with let_in(served) as client:
        client.follow_redirects = True
        client.headers.update(ENGLISH)
        yield client


def part(page: str, heading: str) -> str:
    """What stands under a heading."""
    return page.partition(f"<h2>{heading}</h2>")[2].partition("<h2>")[0]


def test_a_day_has_what_was_written_on_it_and_what_is_said_elsewhere(client: httpx.Client) -> None:
    page = client.get("/lived/2024-03-10").text

    assert "zqwalk" in part(page, "Written on this day")
    assert "zqlate" not in part(page, "Written on this day")
    late = part(page, "Pages about this day, written at another time")
    assert "zqlate" in late
    assert "written 14 months later, 12 May 2025" in late
    elsewhere = part(page, "Said about this day, elsewhere")
    assert re.findall(r'<q class="words" dir="auto">(.*?)</q>', elsewhere) == [
        "Yesterday zqyesterday we walked.",
        "In the month of zqmarch, the tenth zqtenth &lt;b&gt;.",
    ]
    assert re.findall(r"written [^<]*?(?=<)", elsewhere) == [
        "written 1 day later · a proposal",
        "written 3 weeks later",
    ]
    assert len(re.findall(r'<a href="/entry/[0-9a-f]{32}">', elsewhere)) == 2
    assert len(re.findall(r'action="/entry/[0-9a-f]{32}/rest"', page)) == 4


def test_a_month_says_of_each_day_what_there_is_in_words(client: httpx.Client) -> None:
    page = client.get("/lived/2024-03").text

    assert dict(DAYS.findall(page)) == {
        "2024-03-10": "2 pages · 2 other pages · 1 only a proposal",
        "2024-03-11": "1 page",
    }
    assert "zqmarch" in part(page, "Said about this month, elsewhere")
    assert "zqyesterday" not in page
    assert '<a class="button" href="/lived/2024-03" aria-current="true">What was lived</a>' in page
    assert 'rel="prev"' not in page
    assert '<a class="button quiet" href="/lived/2024-04" rel="next"' in page


def test_a_year_has_a_table_that_says_what_the_picture_shows(client: httpx.Client) -> None:
    page = client.get("/lived/2024").text

    rows = {month: [int(n) for n in re.findall(r"\d+", cells)] for month, cells in ROW.findall(page)}
    assert len(rows) == 12
    assert rows["2024-03"] == [3, 2, 1, 1]
    assert rows["2024-04"] == [2, 2, 1, 1, 0], "a day that others name, and that only by a proposal"
    assert rows["2024-06"] == [MANY, 1, 1, 1, 0]
    picture = page.partition('<svg class="heat lived"')[2].partition("</svg>")[0]
    assert picture.count("<rect") == 366
    assert (picture.count('class="named"'), picture.count('class="proposed"')) == (1, 2)
    assert "10 March 2024 · 2 pages · 2 other pages" in picture


def test_many_sentences_come_a_part_at_a_time(client: httpx.Client) -> None:
    first = client.get("/lived/2024-06-01").text
    then = client.get("/lived/2024-06-01?from=40").text

    numbers = [re.findall(r"number (\d\d)", page) for page in (first, then)]
    assert [len(some) for some in numbers] == [40, MANY - 40]
    assert len({*numbers[0], *numbers[1]}) == MANY
    assert 'href="/lived/2024-06-01?from=40"' in first
    assert 'href="/lived/2024-06-01?from=0"' in then


def test_the_calendar_leads_there_and_back(client: httpx.Client) -> None:
    for address, there in (
        ("/calendar/2024", "/lived/2024"),
        ("/calendar/month/2024-03", "/lived/2024-03"),
        ("/day/2024-03-10", "/lived/2024-03-10"),
        ("/more", "/lived"),
    ):
        assert f'href="{there}"' in client.get(address).text
        assert client.get(there).status_code == 200
    for there, address in (("/lived/2024", "/calendar/2024"), ("/lived/2024-03", "/calendar/month/2024-03")):
        assert f'href="{address}"' in client.get(there).text


@pytest.mark.parametrize("days", ["0001", "9999", "0001-01", "9999-12", "0001-01-01", "9999-12-31", "2024-02-29"])
def test_the_ends_of_time_have_pages_like_others(client: httpx.Client, days: str) -> None:
    assert client.get(f"/lived/{days}").status_code == 200


@pytest.mark.parametrize(
    "days",
    ["0000", "x", "2024-3x", "2024-13", "2023-02-29", "2024-3", "20245", "٢٠٢٤", "2024-W10-1", "+024"],
)
def test_what_is_no_day_is_not_there(client: httpx.Client, days: str) -> None:
    assert client.get(f"/lived/{days}").status_code == 404


def test_what_is_away_is_gone_from_every_count(client: httpx.Client) -> None:
    assert AWAY in client.get("/lived/2024-04-02").text
    page = client.post("/rests", data={"sort": "period", "first": "2024-04-03", "last": "2024-04-03"})
    address = str(page.url.path)
    client.post(address, data={"depth": "away", "lasts": "90"})

    assert AWAY not in client.get("/lived/2024-04-02").text
    year = client.get("/lived/2024").text
    rows = {month: re.findall(r"\d+", cells) for month, cells in ROW.findall(year)}
    assert rows["2024-04"] == ["1", "1", "0", "0"]
    client.post(f"{address}/end")
    assert AWAY in client.get("/lived/2024-04-02").text


def test_it_asks_first_whom_she_would_rather_not_meet(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serve_apart(tmp_path_factory.mktemp("first"), fill) as served, let_in(served) as client:
        client.follow_redirects = True
        asked = client.get("/lived/2024-03-10").text
        assert "zqwalk" not in asked
        assert 'name="room" value="lived"' in asked
        done = client.post("/look-back/begin", data={"room": "lived"})

        assert done.url.path == "/lived"
        assert "zqwalk" in client.get("/lived/2024-03-10").text
