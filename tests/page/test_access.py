"""Everybody can use every page: by keyboard, by finger, by screen reader, enlarged, in every look (WCAG 2.2 AA)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from goldseam.keep.vault import Vault
from tests.making import UNHIDDEN
from tests.page.access import disordered, small, spelled, too_wide, unnamed, violations
from tests.page.browsing import DESKTOP, PHONE, Faults, visitor
from tests.page.serving import Served, serve_for_now
from tests.page.tour import (
    PASSPHRASE,
    PHOTOS,
    Stop,
    first_scenes,
    furnish,
    furnish_foreign,
    locked_scenes,
    pages,
    scenes,
    settled,
    walk,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NARROW = (320, 640)  # a desktop of 1280 enlarged four times (WCAG 1.4.10)
LISTS = ("timeline", "drafts", "calendar-month", "day", "tags", "notebooks", "files", "trash")


def bare_of_entries() -> list[Stop]:
    """The pages that need no entry of their own."""
    return [
        stop for stop in pages() if not stop.name.startswith(("entry", "write-", "day-", "settings", "help", "more"))
    ]


ROUNDS: dict[str, tuple[Callable[[Vault], object] | None, bool, Callable[[], list[Stop]]]] = {
    "demo": (furnish, True, lambda: [*pages(), *scenes(), *locked_scenes()]),
    "empty": (None, True, bare_of_entries),
    "foreign": (furnish_foreign, True, lambda: [stop for stop in pages() if stop.name.startswith(LISTS)]),
    "first": (None, False, first_scenes),
}
# These two show what the other two of the four would not, and axe, which takes longest, looks at the pages in turn
# in one and in the other; the long run looks at everything in all.
LOOKS = ((DESKTOP, False), (PHONE, True))
ALL_LOOKS = ((DESKTOP, False), (DESKTOP, True), (PHONE, False), (PHONE, True))


@contextmanager
def tab_at(
    browser: "Browser", served: Served, *, size: tuple[int, int] = DESKTOP, dark: bool = False
) -> "Iterator[Page]":
    """A tab that was let in, at wherever the page begins."""
    context = visitor(browser, size=size, dark=dark)
    page = context.new_page()
    page.goto(served.address())
    page.wait_for_url(lambda address: "/enter" not in address)
    yield page
    context.close()


def look(page: "Page", size: tuple[int, int], *, dark: bool) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if dark else "light")


def barriers(page: "Page") -> list[str]:
    """What does not depend on the look."""
    return [*(f"no name: {one}" for one in unnamed(page)), *disordered(page)]


def too_wide_enlarged(page: "Page") -> list[str]:
    """On a desktop enlarged four times, and on a telephone with the largest text there is to choose."""
    look(page, NARROW, dark=False)
    found = too_wide(page)
    look(page, PHONE, dark=False)
    size = page.evaluate("() => document.documentElement.dataset.size")
    page.evaluate("() => { document.documentElement.dataset.size = 'larger'; }")
    found += too_wide(page)
    page.evaluate("(size) => { document.documentElement.dataset.size = size; }", size)
    return found


def all_barriers(
    browser: "Browser", state: str, looks: tuple[tuple[tuple[int, int], bool], ...], *, all_of_axe: bool
) -> list[str]:
    """What is in the way on the pages of a round, each with where."""
    fill, vault, stops = ROUNDS[state]
    found = []
    with serve_for_now(fill, vault=vault) as served, tab_at(browser, served) as page:
        for number, name in enumerate(walk(page, served, stops())):
            found += [f"{name}: {one}" for one in barriers(page)]
            found += [f"{name}: its spelling is checked: {one}" for one in spelled(page)]
            for turn, (size, dark) in enumerate(looks):
                look(page, size, dark=dark)
                where = f"{name} at {size[0]}{' dark' if dark else ''}"
                if all_of_axe or number % len(looks) == turn:
                    found += [f"{where}: {one}" for one in violations(page)]
                found += [f"{where}: sideways: {one}" for one in too_wide(page)]
                found += [f"{where}: small: {one}" for one in small(page)]
            found += [f"{name}, larger: sideways: {one}" for one in too_wide_enlarged(page)]
            look(page, DESKTOP, dark=False)
    return found


@pytest.mark.parametrize("state", ROUNDS)
def test_nothing_is_in_the_way_on_any_page(browser: "Browser", state: str) -> None:
    assert all_barriers(browser, state, LOOKS, all_of_axe=False) == []


@pytest.mark.long
@pytest.mark.parametrize("state", ROUNDS)
def test_nothing_is_in_the_way_in_any_look(browser: "Browser", state: str) -> None:
    assert all_barriers(browser, state, ALL_LOOKS, all_of_axe=True) == []


@pytest.fixture(scope="module")
def furnished() -> Iterator[Served]:
    """The demo diary with everything, for tests that only read."""
    with serve_for_now(furnish) as served:
        yield served


@pytest.fixture
def tab(browser: "Browser", furnished: Served) -> "Iterator[Page]":
    """A tab at it, that must not make a mistake."""
    faults = Faults(furnished.origin)
    with tab_at(browser, furnished) as page:
        faults.watch(page)
        yield page
    assert faults.found == []


@pytest.mark.parametrize(
    ("harm", "seen"),
    [
        ("document.querySelector('summary').style.color = '#ddd'", violations),
        ("document.documentElement.removeAttribute('lang')", violations),
        ("document.getElementById('q').removeAttribute('role')", violations),
        ("document.querySelector('label[for=q]').remove()", unnamed),
        ("document.querySelector('#q').spellcheck = true", spelled),
        ("document.querySelector('h1').remove()", disordered),
        ("document.querySelector('main').append(document.createElement('h4'))", disordered),
        ("document.querySelector('header.top button').style.minHeight = '20px'", small),
        ("document.querySelector('main').style.minWidth = '3000px'", too_wide),
    ],
)
def test_each_barrier_is_seen(
    tab: "Page", furnished: Served, harm: str, seen: "Callable[[Page], list[object]]"
) -> None:
    """Each of the things that look for barriers finds one that was put up, and none before."""
    tab.goto(f"{furnished.origin}/search")
    settled(tab)
    before = seen(tab)
    session = tab.context.new_cdp_session(tab)
    # By the debugger, because the page's policy forbids what the harm does.
    session.send("Runtime.evaluate", {"expression": f"{harm}; 0"})

    assert before == []
    assert seen(tab) != []


def test_a_new_page_is_read_from_its_beginning(tab: "Page", furnished: Served) -> None:
    """After a step the focus is on the page, its name is said, and its place in the bar is marked."""
    tab.goto(f"{furnished.origin}/more")
    tab.click("main a[href='/numbers']")
    tab.wait_for_url("**/numbers")
    tab.wait_for_function("() => document.activeElement.id === 'main'")

    assert tab.inner_text("#live") == tab.title() == "Notes · Numbers"
    tab.click("nav a[href='/calendar']")
    tab.wait_for_url("**/calendar")
    assert tab.locator("nav [aria-current=page]").all_inner_texts() == ["Calendar"]


FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const line = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const other = at.matches('#q, #text, .cm-content, [tabindex="-1"]');  // a gold line, a caret, a page as a whole
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  return {what: at.outerHTML.slice(0, 90), is: at.tagName, seen: line || other,
    covered: !(box.height && top && (at.contains(top) || top.contains(at) || at.labels?.[0]?.contains(top)))};
}"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("address", ["/timeline", "/search", "/calendar", "/more", f"/entry/{PHOTOS}", "/numbers"])
def test_tab_walks_in_order_and_is_always_seen(
    browser: "Browser", furnished: Served, address: str, size: tuple[int, int]
) -> None:
    with tab_at(browser, furnished, size=size) as page:
        page.goto(furnished.origin + address)
        settled(page)
        page.focus(".skip")
        walked = []
        for _ in range(14):
            page.keyboard.press("Tab")
            walked.append(page.evaluate(FOCUSED))

    assert [at["what"] for at in walked if at["is"] != "BODY" and not at["seen"]] == []
    assert [at["what"] for at in walked if at["is"] != "BODY" and at["covered"]] == []


def test_the_skip_link_leads_to_the_page(tab: "Page", furnished: Served) -> None:
    tab.goto(f"{furnished.origin}/more")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")

    assert tab.evaluate("() => document.getElementById('main').contains(document.activeElement)")


def test_a_row_of_the_timeline_says_which_of_all_it_is(tab: "Page", furnished: Served) -> None:
    tab.goto(f"{furnished.origin}/timeline")
    tab.wait_for_selector("#life.drawn")
    vault = furnished.vault()
    total = len(vault.timeline(limit=1000, sight=UNHIDDEN))
    vault.close()
    read = """() => [...document.querySelectorAll('#life .leaf')]
      .map((row) => [row.ariaPosInSet, row.ariaSetSize].map(Number))"""

    assert [place for place, _ in tab.evaluate(read)][:5] == [1, 2, 3, 4, 5]
    tab.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    tab.wait_for_function("(total) => document.querySelector(`#life [aria-posinset='${total}']`)", arg=total)
    places = [place for place, _ in tab.evaluate(read)]
    assert places == sorted(places), "in the order in which they are seen"
    assert {size for _, size in tab.evaluate(read)} == {total}


def test_a_photo_that_is_closed_gives_the_focus_back(tab: "Page", furnished: Served) -> None:
    tab.goto(f"{furnished.origin}/entry/{PHOTOS}")
    settled(tab)
    tab.focus("[data-picture] >> nth=1")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#light-box[open]")
    inside = tab.evaluate("() => document.getElementById('light-box').contains(document.activeElement)")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Escape")

    assert inside
    tab.wait_for_selector("#light-box", state="hidden")
    # At the photo she came to; the browser says that the box is closed a moment after it hides it.
    tab.wait_for_function("() => document.querySelectorAll('[data-picture]')[2] === document.activeElement")


def test_suggestions_are_chosen_by_keys_and_read_out(tab: "Page", furnished: Served) -> None:
    tab.goto(f"{furnished.origin}/search")
    tab.wait_for_function("() => document.activeElement.id === 'q'")
    tab.keyboard.type("gard")
    tab.wait_for_selector("#meant li")
    field = tab.locator("#q")
    assert field.get_attribute("aria-expanded") == "true"
    tab.keyboard.press("ArrowDown")

    chosen = field.get_attribute("aria-activedescendant")
    assert chosen
    assert tab.get_attribute(f"#{chosen}", "aria-selected") == "true"
    tab.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.get_attribute("aria-activedescendant") is None
    assert field.input_value() == "gard"


def test_a_screen_with_forced_colours_shows_every_control(browser: "Browser", furnished: Served) -> None:
    context = browser.new_context(forced_colors="active", viewport={"width": PHONE[0], "height": PHONE[1]})
    page = context.new_page()
    page.goto(furnished.address())
    page.wait_for_url("**/write")
    settled(page)
    lost = page.evaluate(
        """() => [...document.querySelectorAll('button.main, #add, #record')].filter((one) => {
          const sign = getComputedStyle(one, '::before'), paper = getComputedStyle(document.body).backgroundColor;
          const drawn = sign.maskImage !== 'none' && sign.content !== 'none';
          return parseFloat(getComputedStyle(one).borderTopWidth) < 1 || (drawn && sign.backgroundColor === paper);
        }).map((one) => one.id)"""
    )
    context.close()

    assert lost == []


def test_nothing_moves_where_that_is_not_wanted(tab: "Page", furnished: Served) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter((one) => {
      const {transitionDuration, animationDuration} = getComputedStyle(one);
      return `${transitionDuration},${animationDuration}`.split(',').some((s) => parseFloat(s) > 0);
    }).length"""
    tab.goto(f"{furnished.origin}/more")

    assert tab.evaluate(moving) == 0
    tab.emulate_media(reduced_motion="no-preference")
    assert tab.evaluate(moving) > 0, "this looked at nothing"


@pytest.mark.parametrize("dark", [False, True])
def test_more_contrast_is_more_contrast(browser: "Browser", furnished: Served, *, dark: bool) -> None:
    """By the system's wish: quiet words stand out as much as WCAG asks of the strictest (7:1)."""
    context = browser.new_context(contrast="more", color_scheme="dark" if dark else "light")
    page = context.new_page()
    page.goto(furnished.address())
    page.wait_for_url("**/write")
    page.goto(f"{furnished.origin}/more")
    soft = page.evaluate("() => getComputedStyle(document.querySelector('.places span')).color")
    found = violations(page)
    context.close()

    assert found == []
    assert soft == ("rgb(220, 220, 220)" if dark else "rgb(43, 43, 43)")


def test_the_whole_of_a_first_day_by_keyboard_alone(browser: "Browser") -> None:
    """From no journal to a kept entry that is found again, and the lock: no mouse, no finger."""
    with serve_for_now(vault=False) as served, tab_at(browser, served) as page:
        keys = page.keyboard
        page.wait_for_url("**/begin")
        page.wait_for_function("() => document.activeElement.id === 'secret'")
        keys.type(PASSPHRASE)
        keys.press("Tab")
        keys.type(PASSPHRASE)
        keys.press("Enter")
        page.wait_for_selector("#last")
        last = page.inner_text(".groups").replace(" ", "").replace("\n", "")[-6:]
        to(page, "#last")
        keys.type(last)
        keys.press("Enter")
        page.wait_for_url("**/write")
        page.wait_for_selector(".cm-content:focus")
        keys.type("A heron on the weir.")
        keys.press("Control+Enter")
        page.wait_for_url("**/entry/*")
        assert "A heron on the weir." in page.inner_text("article")
        keys.press("/")
        page.wait_for_url("**/search")
        page.wait_for_function("() => document.activeElement.id === 'q'")
        keys.type("heron")
        page.wait_for_selector(".hits a")
        keys.press("Escape")
        page.focus("#q")
        keys.press("ArrowDown")
        page.wait_for_function("() => document.activeElement.matches('.hits a')")
        keys.press("Enter")
        page.wait_for_url("**/entry/*")
        to(page, "nav a[href='/more']")
        keys.press("Enter")
        page.wait_for_url("**/more")
        to(page, "main a[href='/settings']")
        to(page, "header.top form button")
        keys.press("Enter")
        page.wait_for_url("**/locked")
        assert "heron" not in page.content()
        page.wait_for_function("() => document.activeElement.id === 'secret'")
        keys.type(PASSPHRASE)
        keys.press("Enter")
        page.wait_for_url("**/write")


def to(page: "Page", selector: str) -> None:
    """Tab, until it has the focus."""
    for _ in range(80):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never came to {selector}")
