"""The page to write on, in a real browser: what she typed is kept, whatever happens."""

from typing import TYPE_CHECKING

import pytest

from goldseam.write.drafts import Drafts
from tests.making import UNHIDDEN
from tests.page.browsing import PHONE, Faults, visitor
from tests.page.serving import Served
from tests.page.waiting import until
from tests.page.writing import drafts, entries, saved

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RAIN = "Rain all day. Bea rang, and **said** she would come."


def test_what_is_typed_is_in_the_vault_a_moment_later(page: "Page", served: Served) -> None:
    page.keyboard.type(RAIN)
    saved(page)

    assert drafts(served) == [RAIN]


def test_each_line_runs_the_way_its_own_letters_do(page: "Page") -> None:
    page.keyboard.insert_text("He said:\n> אמר לי שזה נגמר.\nand left\n# نهاية")
    page.keyboard.press("Enter")
    page.keyboard.type("so.")

    ways = page.eval_on_selector_all(".cm-line", "lines => lines.map((one) => getComputedStyle(one).direction)")
    assert ways == ["ltr", "rtl", "ltr", "rtl", "ltr"]


def test_a_page_at_rest_moves_nothing(page: "Page") -> None:
    page.keyboard.type(RAIN)
    saved(page)

    moving = page.evaluate("() => document.getAnimations({ subtree: true }).map((one) => one.animationName ?? one.id)")
    caret = page.evaluate("() => getComputedStyle(document.querySelector('.cm-content')).caretColor")
    gold = page.evaluate("() => getComputedStyle(document.getElementById('finish')).backgroundColor")
    assert moving == [], "an animation without end keeps the screen drawing, and makes keys late"
    assert caret == gold


def test_a_page_that_is_kept_becomes_an_entry(page: "Page", served: Served) -> None:
    page.keyboard.type("Rain. #walk")
    page.click(".around summary")
    page.fill("#title", "A wet day")
    page.fill("#tags", "bea, river")
    page.fill("#about", "2026-03-05")
    page.check("#starred")
    page.keyboard.press("Control+Enter")
    until(lambda: entries(served) == ["Rain. #walk"])
    vault = served.vault()
    content = vault.timeline(sight=UNHIDDEN)[0].content
    vault.close()

    assert content.title == "A wet day"
    assert content.tags == ("bea", "river", "walk")
    assert (content.day, content.starred) == ("2026-03-05", True)
    assert drafts(served) == []


def test_a_page_left_and_loaded_again_goes_on_with_its_undo(page: "Page", served: Served) -> None:
    page.keyboard.type("one")
    page.wait_for_timeout(800)  # another step to take back
    page.keyboard.type(" two")
    saved(page)
    page.reload()
    page.wait_for_selector(".cm-content")

    assert page.inner_text(".cm-content").strip() == "one two"
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.querySelector('.cm-content').textContent.trim() === 'one'")


def test_no_word_is_lost_when_the_server_is_killed_and_comes_back(page: "Page", served: Served, faults: Faults) -> None:
    import os
    import signal
    import subprocess

    page.keyboard.type("before ")
    saved(page)
    found = subprocess.run(["pgrep", "-f", served.folder], capture_output=True, text=True, check=True).stdout.split()
    for pid in found:
        os.kill(int(pid), signal.SIGKILL)
    page.keyboard.type("during ")
    page.wait_for_function("() => document.getElementById('status').textContent.includes('not answering')")
    again = served.run("open", "--no-browser", "--stay")
    other = page.context.new_page()
    other.goto(again.stdout.strip())
    other.wait_for_url("**/write")
    page.keyboard.type("after")
    until(lambda: "before during after" in drafts(served))

    page.wait_for_timeout(200)  # what the browser still has to say of it
    faults.found.clear()  # the server was away


def test_what_was_being_typed_at_the_moment_of_a_lock_is_sealed(page: "Page", served: Served) -> None:
    page.keyboard.type("She said it word for word")
    served.lock()
    page.keyboard.type(", and I wrote it down")
    page.wait_for_url("**/locked")
    served.unlock()
    served.run("list", "--no-input")

    assert any("and I wrote it down" in text for text in [*drafts(served), *entries(served)])
    assert all("word for word" in text for text in [*drafts(served), *entries(served)])


def test_three_shifts_blank_the_page_and_lock_the_vault(page: "Page", served: Served) -> None:
    page.keyboard.type(RAIN)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/locked")

    assert "Rain" not in page.content()
    assert served.run("list", "--no-input").returncode == 12
    served.unlock()
    assert drafts(served) == [RAIN]


def test_two_tabs_on_one_page_lose_nothing(page: "Page", served: Served, faults: Faults) -> None:
    page.keyboard.type("begun here")
    saved(page)
    other = page.context.new_page()
    faults.watch(other)
    other.goto(page.url)
    other.wait_for_selector(".cm-content")
    other.keyboard.type(" and there")
    saved(other)
    page.keyboard.type(" and here")
    until(lambda: len(drafts(served)) == 2)

    assert sorted(drafts(served)) == ["begun here and here", "begun here and there"]


def test_writing_while_locked_waits_sealed(page: "Page", served: Served) -> None:
    served.lock()
    page.goto(f"{served.origin}/sealed")
    page.wait_for_selector(".cm-content")
    page.keyboard.type("written while locked")
    page.click("#finish")
    page.wait_for_url("**/locked")

    assert "1 entry waits" in page.inner_text("main")
    served.unlock()
    served.run("list", "--no-input")
    assert entries(served) == ["written while locked"]


def test_a_telephone_gets_a_plain_field(served: Served, browser: "Browser", faults: Faults) -> None:
    context = visitor(browser, size=PHONE)
    tab = context.new_page()
    faults.watch(tab)
    tab.goto(served.address())
    tab.wait_for_url("**/write")
    if tab.evaluate("() => matchMedia('(pointer: fine)').matches"):
        context.close()
        pytest.skip("this browser cannot pretend to be touched")
    tab.locator("#text").press_sequentially("by thumb")
    until(lambda: drafts(served) == ["by thumb"])
    context.close()

    assert faults.found == []


def test_a_photo_is_added_sealed_and_taken_off(page: "Page", served: Served) -> None:
    from io import BytesIO

    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (80, 60), "red").save(picture, "JPEG")
    page.set_input_files("#picked", {"name": "stairs.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()})
    page.wait_for_selector("#files li[data-blob]")
    vault = served.vault()
    held = [draft.content.attachments[0].name for draft in Drafts(vault).all()]
    vault.close()
    page.click("#files [data-remove]")
    page.wait_for_selector("#files li", state="detached")

    assert held == ["stairs.jpg"]
