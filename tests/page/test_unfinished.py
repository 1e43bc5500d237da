"""What she writes into the box of a form is an unfinished page until it is sent: no lock and no crash takes it."""

import os
import re
import signal
from typing import TYPE_CHECKING

import httpx
import pytest

from goldseam.desk.desk import Desk
from goldseam.lookback.choosing import begin
from goldseam.write.drafts import Draft, Drafts
from tests.making import ZONE, words
from tests.page.browsing import Faults
from tests.page.serving import Served
from tests.page.test_keeping_words import let_in_again, server_of
from tests.page.waiting import until
from tests.page.writing import NOW, drafts, entries, put, written

if TYPE_CHECKING:
    from playwright.sync_api import Page

BOXES = ("/letters", "/decisions/new", "/body", "/help")


def type_into(page: "Page", text: str) -> None:
    page.locator("form[data-module=unfinished] textarea").first.press_sequentially(text)


def kept(page: "Page") -> None:
    page.wait_for_function("() => document.querySelector('[data-status]').textContent.startsWith('Saved')")


@pytest.mark.parametrize("address", BOXES)
def test_a_pause_is_enough_and_sending_it_leaves_no_copy(page: "Page", served: Served, address: str) -> None:
    page.goto(served.origin + address)
    page.wait_for_selector("#main[data-ready]")
    if address == "/help":
        page.click("details:has(#plan) > summary")
    type_into(page, "What I did not say.")
    kept(page)
    assert drafts(served) == ["What I did not say."]

    form = page.locator("form[data-module=unfinished]")
    if address == "/decisions/new":
        page.fill("#what", "To go.")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        form.locator("button.main").click()
    until(lambda: drafts(served) == [])


def test_a_lock_while_a_letter_is_written_keeps_its_words(page: "Page", served: Served) -> None:
    page.goto(f"{served.origin}/letters")
    page.wait_for_selector("#main[data-ready]")
    type_into(page, "Tom, I am")
    kept(page)
    page.keyboard.type(" going")
    served.lock()
    page.wait_for_url("**/locked")
    served.unlock()
    served.run("list", "--no-input")

    assert "Tom, I am going" in (*drafts(served), *entries(served))


def test_a_server_that_is_killed_takes_nothing_and_another_page_is_no_loss(
    page: "Page", served: Served, faults: Faults
) -> None:
    page.goto(f"{served.origin}/letters")
    page.wait_for_selector("#main[data-ready]")
    type_into(page, "Tom, I am")
    kept(page)
    os.kill(server_of(served), signal.SIGKILL)
    type_into(page, " going away")
    until(lambda: served.run("open", "--no-browser", "--stay").returncode == 0)
    let_in_again(page, served)
    kept(page)
    page.evaluate("document.querySelector('a[href=\"/more\"]').click()")
    page.wait_for_url("**/more")

    assert drafts(served) == ["Tom, I am going away"]
    faults.found.clear()  # the server was away, and the browser said so


def test_the_box_stays_while_another_pair_is_shown_and_goes_on_as_one_page(page: "Page", served: Served) -> None:
    vault = served.vault()
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    for number in range(1, 7):
        desk.entries.add(words("Rain on the zqsea.", day=f"2024-03-0{number}"), now_ms=NOW)
    begin(desk.vault, now_ms=NOW)
    desk.close()
    vault.close()
    page.goto(f"{served.origin}/then-and-now")
    page.wait_for_selector("#main[data-ready]")
    page.fill("#q", "zqsea")
    page.click("text=Show two")
    page.wait_for_selector("#words")
    type_into(page, "It is colder")
    shown = page.input_value("[name=but]")
    page.click("text=Show another")
    page.wait_for_function("(shown) => document.querySelector('[name=but]').value !== shown", arg=shown)
    page.wait_for_selector("#main[data-ready]")
    page.focus("#words")
    page.keyboard.press("End")
    page.keyboard.type(" now")
    kept(page)
    assert len(drafts(served)) == 1
    page.click("text=Go on writing")
    page.wait_for_url(re.compile("/write/[0-9a-f]{32}"))

    assert drafts(served) == ["It is colder now"]


def test_spaces_alone_are_no_page(page: "Page", served: Served) -> None:
    page.goto(f"{served.origin}/letters")
    page.wait_for_selector("#main[data-ready]")
    type_into(page, "   ")
    page.wait_for_timeout(1500)  # longer than any pause
    assert drafts(served) == []
    type_into(page, "Tom")
    kept(page)

    assert [text.strip() for text in drafts(served)] == ["Tom"]


def test_a_second_press_does_nothing_twice(page: "Page", served: Served) -> None:
    page.goto(f"{served.origin}/letters")
    page.wait_for_selector("#main[data-ready]")
    type_into(page, "Once.")
    kept(page)
    page.dblclick("form[data-module=unfinished] button.main")
    until(lambda: entries(served) != [])
    page.wait_for_timeout(500)  # as long as another would take

    assert entries(served) == ["Once."]


def test_a_form_lets_go_of_its_own_draft_only(client: httpx.Client, served: Served) -> None:
    entry, heads = written(served, "An entry.")
    put(client, "a" * 32, "Half a letter.")
    put(client, "b" * 32, "Another page.")
    put(client, "c" * 32, "An entry, changed.", entry=entry, base=heads)

    client.post("/letters", data={"words": " ", "unfinished": "a" * 32})
    assert "Half a letter." in drafts(served), "it was refused"
    for named in ("a" * 32, "c" * 32, "no such", "d" * 32):
        client.post("/letters", data={"words": "Half a letter.", "unfinished": named})

    vault = served.vault()
    left: list[Draft] = Drafts(vault).all()
    vault.close()
    assert {draft.content.text for draft in left} == {"Another page.", "An entry, changed."}
