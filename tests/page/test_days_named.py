"""The day a page is about: said back, said when it is not understood, and explained where the calendar says another."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import httpx
import pytest

from goldseam.page import sheet as sheets
from goldseam.page.languages import language_of
from tests.page.conftest import let_in
from tests.page.serving import Served
from tests.page.waiting import until
from tests.page.writing import drafts, entries, saved, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from goldseam.page.asked import Asked

DATA = {"x-goldseam": "data"}


@pytest.fixture
def reader(shared: Served) -> "Iterator[httpx.Client]":
    """A client of the server that the tests of this file share."""
    with let_in(shared) as client:
        yield client


def test_a_page_is_not_ended_with_a_day_that_is_none(reader: httpx.Client) -> None:
    draft = "1" * 32
    told = reader.post(
        f"/draft/{draft}/finish", json=sheet("Rain.", about="2020-02-03", turn=1), headers=DATA
    ).json()  # fmt: skip
    assert told["address"].startswith("/entry/")

    draft = "2" * 32
    reader.put(f"/draft/{draft}", json=sheet("Snow.", about="2020-02-03", turn=1), headers=DATA)
    told = reader.post(f"/draft/{draft}/finish", json=sheet("Snow.", about="blursday", turn=2), headers=DATA).json()

    assert told["unread"] == "That day was not understood. The page stays on Monday, February 3, 2020."
    assert (told["address"], told["id"]) == ("", draft)
    assert "Snow." in reader.get("/drafts").text


def test_a_zone_that_is_none_is_said_with_the_one_that_stands(reader: httpx.Client) -> None:
    told = reader.put(f"/draft/{'3' * 32}", json=sheet("Hail.", zone="Mars/Olympus"), headers=DATA).json()

    assert told["unread"] == "That time zone was not understood. The page stays in Europe/Lisbon."


@pytest.mark.parametrize("named", ["tomorrow", "next friday", "next week", "in 3 days"])
def test_a_day_to_come_is_understood_and_is_not_today(reader: httpx.Client, named: str) -> None:
    told = reader.post("/write/day", data={"about": named, "zone": "Europe/Lisbon"}).json()

    assert told["day"] > (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    assert told["today"] is False


def test_the_year_stands_with_a_day_of_another_year(reader: httpx.Client) -> None:
    told = reader.put(f"/draft/{'4' * 32}", json=sheet("Then.", about="2019-07-09"), headers=DATA).json()
    today = reader.post("/write/day", data={"about": "today"}).json()

    assert (told["foot"], told["today"]) == ("Tue 9 Jul 2019", False)
    assert (str(datetime.now(UTC).year) in today["foot"], today["today"]) == (False, True)


def test_a_day_that_is_none_names_the_one_that_stands(reader: httpx.Client) -> None:
    told = reader.post("/write/day", data={"about": "blursday", "stands": "2019-07-09"}).json()

    assert told == {"day": "", "said": "That day was not understood. The page stays on Tuesday, July 9, 2019."}


@pytest.mark.parametrize(
    ("hour", "day", "said"),
    [
        (3, "2026-11-25", "Until 4:00\u202fAM it is still Wednesday."),
        (3, "2026-11-20", ""),  # a page of another day
        (4, "2026-11-26", ""),
        (23, "2026-11-26", ""),
    ],
)
def test_in_the_small_hours_the_page_says_why_it_is_still_the_day_before(
    monkeypatch: pytest.MonkeyPatch, hour: int, day: str, said: str
) -> None:
    now = datetime(2026, 11, 26, hour, 30, tzinfo=UTC)
    monkeypatch.setattr(sheets, "now_ms", lambda: int(now.timestamp() * 1000))
    asked = cast("Asked", SimpleNamespace(language=language_of("en", "en")))

    assert sheets.still_day(asked, day, zone="UTC", hour=4) == said


def test_keep_says_that_the_day_was_not_understood_and_leads_to_it(page: "Page", served: Served) -> None:
    page.keyboard.type("Rain.")
    saved(page)
    page.click(".around summary")
    page.fill("#about", "blursday")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("() => document.getElementById('about').getAttribute('aria-invalid') === 'true'")
    page.wait_for_timeout(800)  # longer than a page waits before it says that it is saved

    assert "That day was not understood. The page stays on" in page.inner_text("#about-help")
    assert page.evaluate("() => document.activeElement.id") == "about"
    assert (drafts(served), entries(served)) == (["Rain."], [])
    page.fill("#about", "yesterday")
    page.keyboard.press("Control+Enter")
    until(lambda: entries(served) == ["Rain."])


def test_a_page_of_another_day_is_not_read_aloud_as_today(page: "Page") -> None:
    assert page.locator("#is-today").is_hidden() is False

    page.click(".around summary")
    page.fill("#about", "3 days ago")

    page.wait_for_function("() => document.getElementById('is-today').hidden")
    page.fill("#about", "today")
    page.wait_for_function("() => !document.getElementById('is-today').hidden")


def test_an_empty_page_that_is_ended_does_not_become_the_one_before_it(page: "Page", served: Served) -> None:
    page.keyboard.type("begun before")
    saved(page)
    page.goto(f"{served.origin}/write/new")
    page.wait_for_selector("#main[data-ready]")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(600)
    page.wait_for_selector("#main[data-ready]")

    assert page.inner_text(".cm-content").strip() == ""
    assert drafts(served) == ["begun before"]
