"""The page under test: a real server, a real vault, a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.page.browsing import Faults, launch, program, visitor
from tests.page.diary import Diary, served_diary
from tests.page.serving import Served, serve, serve_apart
from tests.page.waiting import PATIENCE_S

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def served(own_home: Path) -> Iterator[Served]:
    """An empty vault, unlocked, and its page."""
    running = serve(own_home)
    yield running
    running.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An empty vault, unlocked, and its page, for all tests of a file: what one of them writes, the others find."""
    with serve_apart(tmp_path_factory.mktemp("shared")) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    """A browser that was let in, as raw HTTP: asks as one of our own pages does."""
    with let_in(served) as client:
        yield client


@contextmanager
def let_in(served: Served) -> Iterator[httpx.Client]:
    """A client with a session, whose requests carry its key."""
    client = httpx.Client(
        base_url=served.origin.replace("notes.localhost", "127.0.0.1"),
        headers={"sec-fetch-site": "same-origin"},
        timeout=PATIENCE_S,
    )
    with client:
        token = served.address().partition("#")[2]
        assert client.post("/enter", content=token).status_code == 200
        page = client.get("/closed").text
        client.headers["x-goldseam-key"] = page.partition('<meta name="goldseam" content="')[2].partition('"')[0]
        yield client


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium, once for all tests of a file; without one they are skipped, and say so.

    Careful: while Playwright is there, this thread has an event loop that runs, and whatever else wants one here (the
    page in the terminal) cannot have it. So it goes with the file.
    """
    if program() is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Diary]:
    """A diary and its page, for all tests of a file that say how they leave it."""
    with served_diary(tmp_path_factory.mktemp("diary")) as running:
        yield running


@pytest.fixture
def faults(served: Served) -> Faults:
    """What the page did that it must not; a test may look at it, and empty it."""
    return Faults(served.origin)


@pytest.fixture
def page(served: Served, browser: "Browser", faults: Faults) -> "Iterator[Page]":
    """A tab that was let in, at the page to write on."""
    context = visitor(browser)
    tab = context.new_page()
    faults.watch(tab)
    tab.goto(served.address())
    tab.wait_for_url("**/write")
    tab.wait_for_selector("#main[data-ready]")
    yield tab
    context.close()
    assert faults.found == []
