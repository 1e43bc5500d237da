"""Threads, on the page: what she searches for, followed through time, and let rest."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.vault import Vault
from tests.making import NOW, ZONE, words
from tests.page.browsing import PHONE, let_in_tab
from tests.page.conftest import let_in
from tests.page.serving import Served, serve_apart
from tests.page.test_people import sentences

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DAYS = [f"20{10 + number // 12}-{number % 12 + 1:02}-05" for number in range(90)]


def fill(vault: Vault) -> None:
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    for number, day in enumerate(DAYS):
        desk.entries.add(words(f"Tea. The beans, {number}. Rain.", day=day), now_ms=NOW)
    desk.entries.add(words("Only rain.", day="2030-01-01"), now_ms=NOW)
    desk.close()


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_apart(tmp_path_factory.mktemp("threads"), fill) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with let_in(served) as client:
        client.headers["accept-language"] = "en-GB"
        client.follow_redirects = True
        yield client


def begin(client: httpx.Client, name: str = "the <garden>", query: str = "beans") -> str:
    """Keeps a thread; returns its address."""
    address = client.post("/threads", data={"name": name, "q": query}).url.path
    assert re.fullmatch("/threads/[0-9a-f]{32}", address)
    return address


def test_a_thread_goes_from_its_first_sentence_to_its_last(client: httpx.Client) -> None:
    address = begin(client)
    page = client.get(address).text
    assert "the &lt;garden&gt;" in page
    assert "First on 5 January 2010, last on 5 June 2017." in page
    seen: list[str] = []
    following: list[str] = [address]
    while following:
        page = client.get(following[0]).text
        seen += sentences(page)
        assert bool(re.findall('rel="prev"', page)) == ("from=" in following[0])
        following = re.findall(r'href="([^"]+)" rel="next"', page)

    assert seen == [f"The beans, {number}." for number in range(90)]


def test_a_search_is_kept_as_a_thread_and_leads_to_it(client: httpx.Client) -> None:
    client.post("/search/keep", data={"q": "beans", "name": "plot"})
    (address,) = re.findall(r'href="(/threads/[0-9a-f]{32})"', client.get("/search").text)

    assert ">plot<" in client.get(address).text
    assert address in client.get("/threads").text


def test_its_name_its_search_and_its_chapters_are_hers(client: httpx.Client) -> None:
    address = begin(client)
    client.post(address, data={"name": "weather", "q": "rain"})
    page = client.post(f"{address}/chapters", data={"name": "early", "first": "", "last": "2010-12-31"}).text
    (chapter,) = re.findall(rf'href="({address}/chapters/[0-9a-f]{{32}})" class="words"', page)

    assert ">weather<" in page
    assert "In no chapter" in page
    assert sentences(client.get(chapter).text) == ["Rain."] * 12
    client.post(chapter, data={"name": "later", "first": "2030-01-01", "last": ""})
    assert sentences(client.get(chapter).text) == ["Only rain."]
    client.post(f"{chapter}/drop")
    assert client.get(chapter).status_code == 404
    client.post(f"{address}/drop")
    assert client.get(address).status_code == 404
    assert client.get("/threads").text.count("/threads/") == 0


def test_what_is_no_thread_is_refused(client: httpx.Client) -> None:
    nothing = "/threads/" + "0" * 32
    assert client.get(nothing).status_code == 404
    assert client.post("/threads", data={"name": "", "q": "x"}).status_code == 400
    assert client.post("/threads", data={"name": "x", "q": '"'}).status_code == 400
    for part in ("", "/drop", "/rest", "/chapters", f"/chapters/{'0' * 32}"):
        assert client.post(f"{nothing}{part}", data={"name": "x", "q": "y"}).status_code == 400
    assert client.post(f"{nothing}/then-and-now").status_code in {200, 404}


def test_two_pages_of_it_are_drawn(client: httpx.Client) -> None:
    address = begin(client)
    client.post("/look-back/begin", data={"room": "then-and-now"})
    page = client.post(f"{address}/then-and-now").text

    assert len(re.findall("<strong>The beans, ", page)) == 2
    assert "2 of 90" in page


def test_a_thread_that_is_away_is_on_no_page_with_its_pages(client: httpx.Client) -> None:
    address = begin(client)
    client.post("/look-back/begin", data={"room": "then-and-now"})
    rest = client.post(f"{address}/rest").url.path
    assert client.post(rest, data={"depth": "away", "for": "1y"}).status_code == 200

    assert "garden" in client.get("/rests").text
    assert "garden" not in client.get("/threads").text
    assert "&lt;garden" not in client.get("/search").text
    assert client.get(address).status_code == 404
    assert sentences(client.get(address).text) == []
    assert "beans" not in client.post("/search", data={"q": "rain"}).text
    assert client.post(f"{address}/then-and-now").status_code == 400

    client.post(f"{rest}/end")
    assert len(sentences(client.get(address).text)) > 5


def test_it_fits_a_telephone(served: Served, browser: "Browser") -> None:
    with let_in(served) as client:
        client.follow_redirects = True
        address = begin(client, "a" * 80, " OR ".join("beans" * 9 + str(n) for n in range(5)) + " OR beans")
    with let_in_tab(browser, served, size=PHONE) as tab:
        for place in ("/threads", address):
            tab.goto(f"{served.origin}{place}")
            tab.wait_for_selector("h1")
            assert tab.evaluate("() => document.documentElement.scrollWidth") == PHONE[0]
