"""Then and now, on the page: two passages by lot, another two, and what she sees as a page like any other."""

import html
import re
from collections.abc import Iterator

import httpx
import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.vault import Vault
from goldseam.lookback.choosing import begin
from goldseam.words.day import noon_of
from tests.making import NOW, ZONE, words
from tests.page.conftest import let_in
from tests.page.serving import Served, serve_apart
from tests.read.small_reader import SmallReader

PAGES = 6


def fill(vault: Vault) -> None:
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    for number in range(1, PAGES + 1):
        day = f"202{number}-03-0{number}"
        text = f"Rain. Lena <b> of {day}, zqsea. Tea."
        desk.entries.add(words(text, day=day, at=noon_of(day, ZONE)), now_ms=NOW)
    desk.entries.add(words("Tom, alone, zqhill.", day="2024-05-01"), now_ms=NOW)
    desk.readings.follow(SmallReader(), now_ms=lambda: NOW)
    desk.close()


def begun(vault: Vault) -> None:
    fill(vault)
    begin(vault, now_ms=NOW)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_apart(tmp_path_factory.mktemp("then"), begun) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with let_in(served) as client:
        client.follow_redirects = True
        client.headers.update({"accept-language": "en-GB"})
        yield client


def passages(page: str) -> list[str]:
    """Her words, as they are shown."""
    found = re.findall(r'<blockquote class="words" dir="auto">(.*?)</blockquote>', page, re.DOTALL)
    return [html.unescape(re.sub(r"</?strong>", "", one)) for one in found]


def days(page: str) -> list[str]:
    return [found for one in passages(page) for found in re.findall(r"\d{4}-\d\d-\d\d", one)]


def pair_of(page: str) -> str:
    (found,) = re.findall(r'name="but" value="([0-9a-f]{32} [0-9a-f]{32})"', page)
    return str(found)


def test_a_search_or_a_name_gives_two_passages_in_the_order_of_their_days(client: httpx.Client) -> None:
    for query in ("zqsea", "Lena", "lena"):
        page = client.post("/then-and-now", data={"q": query}).text

        first, second = days(page)
        assert first < second
        assert passages(page) == [f"Rain. Lena <b> of {day}, zqsea. Tea." for day in (first, second)]
        assert f"2 of {PAGES}" in page
        assert "<b>" not in page.partition("<main")[2].partition("<blockquote")[2]
        assert len(re.findall(r"written \d+ (?:year|month)s? ago", page)) == 2
        assert len(re.findall(r'action="/entry/[0-9a-f]{32}/rest"', page)) == 2


def test_another_pair_is_another(client: httpx.Client) -> None:
    page = client.post("/then-and-now", data={"q": "zqsea"}).text

    seen = {pair_of(page)}
    for _ in range(25):
        after = client.post("/then-and-now", data={"q": "zqsea", "but": pair_of(page)}).text
        assert pair_of(after) != pair_of(page)
        page = after
        seen.add(pair_of(page))
    assert len(seen) > 5


def test_it_is_reached_from_somebody_and_from_a_search(client: httpx.Client) -> None:
    listed = client.get("/people").text
    (address,) = re.findall(r'href="(/people/[^"]*)"[^>]*><bdi class="words">Lena<', listed)
    assert f'action="{address}/then-and-now"' in client.get(address).text
    page = client.post(f"{address}/then-and-now").text
    assert len(days(page)) == 2
    assert f'action="{address}/then-and-now"' in page
    found = client.post("/search", data={"q": "zqsea"}).text
    assert 'action="/then-and-now"' in found
    assert 'action="/then-and-now"' not in client.post("/search", data={"q": "zqhill"}).text
    assert client.post(f"/people/{'0' * 32}/then-and-now").status_code == 404


def test_from_a_search_the_search_is_meant_and_not_the_name(client: httpx.Client) -> None:
    page = client.post("/then-and-now", data={"q": "lena", "search": "1"}).text

    assert len(days(page)) == 2
    assert 'name="search" value="1"' in page


def test_what_she_sees_becomes_an_unfinished_page_and_nothing_else(client: httpx.Client) -> None:
    done = client.post("/then-and-now/note", data={"words": "The zqwater is <colder>."})

    assert re.fullmatch(r"/write/[0-9a-f]{32}", done.url.path)
    assert "The zqwater is &lt;colder&gt;." in done.text
    assert client.post("/then-and-now/note", data={"words": "  "}).url.path == "/then-and-now"
    assert "zqwater" in client.get("/drafts").text
    assert "zqwater" not in client.get("/timeline").text


def test_where_there_are_no_two_and_where_a_search_is_not_understood_it_is_said(client: httpx.Client) -> None:
    assert "There are no two pages about that." in client.post("/then-and-now", data={"q": "zqhill"}).text
    assert "Nothing you wrote about that was found." in client.post("/then-and-now", data={"q": "zqnowhere"}).text
    refused = client.post("/then-and-now", data={"q": "(zqsea"})
    assert refused.status_code == 200
    assert 'role="status"' in refused.text
    assert client.post("/then-and-now", data={"q": " "}).status_code == 200


def test_who_rests_is_in_none_and_no_word_of_hers_is_in_an_address(client: httpx.Client) -> None:
    made = client.post("/rests", data={"sort": "person", "name": "Lena"})
    address = made.url.path
    client.post(address, data={"depth": "quiet", "for": "1y"})

    assert "Nothing you wrote about that was found." in client.post("/then-and-now", data={"q": "zqsea"}).text
    assert len(days(client.post("/then-and-now", data={"q": "Lena"}).text)) == 2
    client.post(address, data={"depth": "away", "for": "1y"})
    assert days(client.post("/then-and-now", data={"q": "Lena"}).text) == []
    client.post(f"{address}/end")
    page = client.post("/then-and-now", data={"q": "zqsea"})
    assert len(days(page.text)) == 2
    addresses = re.findall(r'(?:href|action)="([^"]+)"', page.text)
    assert not any("zqsea" in one or "Lena" in one for one in (*addresses, str(page.url)))


def test_it_asks_first_whom_she_would_rather_not_meet(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serve_apart(tmp_path_factory.mktemp("first"), fill) as served, let_in(served) as client:
        client.follow_redirects = True
        for page in (client.get("/then-and-now").text, client.post("/then-and-now", data={"q": "zqsea"}).text):
            assert 'name="room" value="then-and-now"' in page
            assert days(page) == []
        done = client.post("/look-back/begin", data={"room": "then-and-now"})

        assert done.url.path == "/then-and-now"
        assert len(days(client.post("/then-and-now", data={"q": "zqsea"}).text)) == 2
