"""The page to write on, on a telephone of 360 px: calm, with a way back, and nothing under the keyboard."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.page.access import small, too_wide
from tests.page.browsing import PHONE, Faults, visitor
from tests.page.serving import Served, serve_for_now
from tests.page.tour import settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# What is left of the screen above a keyboard on it.
ABOVE_THE_KEYS = 380
BOX = "(selector) => { const b = document.querySelector(selector).getBoundingClientRect(); return [b.top, b.bottom]; }"


@pytest.fixture(scope="module")
def blank() -> Iterator[Served]:
    with serve_for_now() as served:
        yield served


@pytest.fixture
def context(browser: "Browser") -> "Iterator[BrowserContext]":
    context = visitor(browser, size=PHONE)
    yield context
    context.close()


@pytest.fixture
def phone(context: "BrowserContext", blank: Served) -> "Iterator[Page]":
    faults = Faults(blank.origin)
    page = context.new_page()
    faults.watch(page)
    page.goto(blank.address())
    page.wait_for_url("**/write")
    page.goto(f"{blank.origin}/write/new")
    settled(page)
    yield page
    assert faults.found == []


def box(page: "Page", selector: str) -> tuple[float, float]:
    """Its upper and its lower edge."""
    top, bottom = page.evaluate(BOX, selector)
    return top, bottom


def test_the_foot_is_one_calm_row(phone: "Page") -> None:
    edges = [box(phone, selector) for selector in ("#add", "#record", "#finish", ".around summary")]

    assert box(phone, ".foot")[1] - box(phone, ".foot")[0] <= 64
    assert max(top for top, _ in edges) < min(bottom for _, bottom in edges), "they stand beside each other"
    assert small(phone) == []
    assert too_wide(phone) == []


def test_saying_that_it_is_saved_moves_nothing(phone: "Page") -> None:
    before = box(phone, ".foot"), box(phone, "#text"), box(phone, "#finish")
    phone.locator("#text").press_sequentially("by thumb")
    phone.wait_for_function("() => document.getElementById('status').textContent === 'Saved'")

    assert (box(phone, ".foot"), box(phone, "#text"), box(phone, "#finish")) == before


def test_a_long_message_is_read_whole(phone: "Page") -> None:
    phone.evaluate(
        "() => { document.getElementById('status').textContent = 'Not saved yet. It is still here on this page.'; }"
    )

    assert (
        phone.evaluate("() => { const s = document.getElementById('status'); return s.scrollHeight - s.clientHeight; }")
        <= 0
    )
    assert box(phone, "#status")[1] <= PHONE[1]
    assert too_wide(phone) == []


def test_there_is_a_way_back_to_the_places(phone: "Page") -> None:
    assert not phone.is_visible("header.top nav")
    phone.locator("#text").press_sequentially("half a thought")
    phone.tap("header.top .leave")
    phone.wait_for_url("**/timeline")

    assert phone.is_visible("header.top nav")
    phone.tap("nav a[href='/write']")
    phone.wait_for_url("**/write")
    assert phone.input_value("#text").startswith("half a thought")


def test_what_stands_around_comes_up_from_below_and_goes_again(phone: "Page") -> None:
    phone.tap(".around summary")
    top, bottom = box(phone, ".around .fields")

    assert top >= 0
    assert bottom <= box(phone, ".foot")[0] + 1
    assert phone.evaluate("() => document.querySelector('.around .fields').getBoundingClientRect().width") == PHONE[0]
    assert phone.is_visible("#finish"), "the row stays"
    phone.touchscreen.tap(180, 20)
    assert not phone.is_visible(".around .fields")
    phone.tap(".around summary")
    phone.focus("#title")
    phone.keyboard.press("Escape")
    assert not phone.is_visible(".around .fields")
    assert phone.evaluate("() => document.activeElement.matches('.around summary')")


def test_a_keyboard_that_makes_the_page_smaller_covers_nothing(phone: "Page") -> None:
    phone.set_viewport_size({"width": PHONE[0], "height": ABOVE_THE_KEYS})

    assert box(phone, "#finish")[1] <= ABOVE_THE_KEYS
    assert box(phone, "#text")[1] - box(phone, "#text")[0] > 200, "there is room to write"
    phone.tap(".around summary")
    assert box(phone, ".around .fields")[0] >= 0


# Safari lays its keyboard over the page and tells only the visual viewport. Chromium cannot be made to do so here, so
# the part of the browser that says it is replaced, and nothing of ours.
COVERED = """
(() => {
  const seen = new EventTarget();
  seen.scale = 1;
  seen.height = innerHeight;
  Object.defineProperty(window, 'visualViewport', {value: seen});
})();
"""


def test_a_keyboard_that_lies_over_the_page_covers_nothing(context: "BrowserContext", blank: Served) -> None:
    page = context.new_page()
    page.add_init_script(COVERED)
    page.goto(blank.address())
    page.wait_for_url("**/write")
    settled(page)
    page.evaluate(
        f"() => {{ visualViewport.height = {ABOVE_THE_KEYS}; visualViewport.dispatchEvent(new Event('resize')); }}"
    )
    page.wait_for_function(
        f"() => document.getElementById('finish').getBoundingClientRect().bottom <= {ABOVE_THE_KEYS}"
    )
    page.evaluate("() => { visualViewport.height = innerHeight; visualViewport.dispatchEvent(new Event('resize')); }")

    page.wait_for_function(f"() => document.getElementById('finish').getBoundingClientRect().bottom > {ABOVE_THE_KEYS}")
