"""A real browser: Debian's chromium, driven by Playwright, with everything a page does wrong noted."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.page.waiting import PATIENCE_S

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

    from tests.page.serving import Served

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = (1280, 860)
PHONE = (360, 740)


def program() -> str | None:
    """The browser of this machine."""
    named = os.environ.get("GOLDSEAM_BROWSER")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: "Playwright") -> "Browser":
    """Starts it."""
    found = program()
    assert found is not None, "asked for only where there is one"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=found, args=[*ARGUMENTS, *sandbox])


def visitor(
    browser: "Browser", *, size: tuple[int, int] = DESKTOP, dark: bool = False, language: str = "en-GB"
) -> "BrowserContext":
    """A browser profile of its own."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        locale=language,
        reduced_motion="reduce",
        has_touch=size == PHONE,
    )
    context.set_default_timeout(PATIENCE_S * 1000)
    return context


@contextmanager
def let_in_tab(browser: "Browser", served: "Served", *, size: tuple[int, int] = DESKTOP) -> "Iterator[Page]":
    """A tab that was let in, at the page to write on, which does nothing that a page must not do."""
    faults = Faults(served.origin)
    context = visitor(browser, size=size)
    tab = context.new_page()
    faults.watch(tab)
    tab.goto(served.address())
    tab.wait_for_url("**/write")
    tab.wait_for_selector("#main[data-ready]")
    yield tab
    context.close()
    assert faults.found == []


class Faults:
    """What a page must never do: say something on the console, break, or ask somebody else.

    Attributes:
        found: what it did; a test that provokes something empties it.
    """

    def __init__(self, origin: str) -> None:
        self.found: list[str] = []
        self._origin = origin

    def watch(self, page: "Page") -> None:
        """Notes what this page does from now on."""
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("pageerror", lambda error: self.found.append(f"error: {error}"))
        page.on("request", lambda request: self._asked(request.url))

    def _said(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and "401" not in text:  # a locked vault is no fault
            self.found.append(f"{kind}: {text}")

    def _asked(self, address: str) -> None:
        if not address.startswith((self._origin, "blob:", "data:")):
            self.found.append(f"asked elsewhere: {address}")
