"""An entry: to read, to look at, to print, and its history."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from goldseam.write.entries import Entries
from tests.making import NOW, words
from tests.page.browsing import PHONE, let_in_tab, visitor
from tests.page.conftest import let_in
from tests.page.diary import Diary
from tests.page.serving import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def client(diary: Diary) -> Iterator[httpx.Client]:
    with let_in(diary.served) as client:
        yield client


@pytest.fixture
def tab(diary: Diary, browser: "Browser") -> "Iterator[Page]":
    """The long entry, open."""
    with let_in_tab(browser, diary.served) as page:
        page.goto(f"{diary.served.origin}/entry/{diary.long}")
        page.wait_for_function("() => [...document.querySelectorAll('.pictures img')].length === 3")
        yield page


def add(served: Served, text: str) -> str:
    vault = served.vault()
    entry = Entries(vault).add(words(text, day="2025-01-01"), now_ms=NOW)
    vault.close()
    return entry.id


def test_a_line_holds_about_sixty_six_characters(tab: "Page", diary: Diary) -> None:
    tab.goto(
        f"{diary.served.origin}/entry/{add(diary.served, 'the light came in sideways under the clouds and ' * 30)}"
    )
    shown = tab.evaluate(
        """() => {
          const text = document.querySelector('.text p').firstChild, range = document.createRange();
          const lines = new Map();
          for (let i = 0; i < text.length; i++) {
            range.setStart(text, i); range.setEnd(text, i + 1);
            const y = Math.round(range.getBoundingClientRect().top);
            lines.set(y, (lines.get(y) ?? 0) + 1);
          }
          const counts = [...lines.values()].slice(0, -1);
          return counts.reduce((a, b) => a + b) / counts.length;
        }"""
    )
    font = tab.evaluate("() => getComputedStyle(document.querySelector('article')).fontFamily")
    size = tab.evaluate(
        "() => parseFloat(getComputedStyle(document.querySelector('article')).fontSize)"
        " / parseFloat(getComputedStyle(document.documentElement).fontSize)"
    )

    assert 60 <= shown <= 72
    assert font.startswith('"Literata')
    assert size == pytest.approx(1.2)


def test_each_part_runs_in_the_direction_of_its_own_writing(tab: "Page") -> None:
    directions = tab.evaluate(
        """() => [...document.querySelectorAll('.text > *')].map((e) => [e.tagName, getComputedStyle(e).direction])"""
    )

    assert ["UL", "ltr"] in directions
    assert ["UL", "rtl"] in directions
    assert ["P", "rtl"] in directions
    assert ["BLOCKQUOTE", "ltr"] in directions


def test_nothing_is_wider_than_a_telephone(diary: Diary, browser: "Browser") -> None:
    wide = add(
        diary.served, f"# {'x' * 300}\n\n{'y' * 500}\n\n    {'code ' * 80}\n\n|{'a|' * 30}\n|{'-|' * 30}\n|{'b|' * 30}"
    )
    context = visitor(browser, size=PHONE)
    tab = context.new_page()
    tab.goto(diary.served.address())
    tab.wait_for_url("**/write")
    widths = []
    for address in (f"/entry/{wide}", f"/entry/{diary.long}", "/tags", "/files", "/files/space", "/help", "/timeline"):
        tab.goto(f"{diary.served.origin}{address}")
        widths.append((address, tab.evaluate("() => document.documentElement.scrollWidth")))
    context.close()

    assert {width for _, width in widths} == {PHONE[0]}, widths


def test_photos_are_seen_large_and_the_focus_comes_back(tab: "Page") -> None:
    tab.focus(".pictures a >> nth=0")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#light-box[open]")
    counted = [tab.inner_text("#light-box .count")]
    for _ in range(3):  # beyond the last one
        tab.keyboard.press("ArrowRight")
    counted.append(tab.inner_text("#light-box .count"))
    disabled = tab.evaluate("() => [...document.querySelectorAll('[data-step]')].map((b) => b.disabled)")
    tab.keyboard.press("Escape")
    tab.wait_for_selector("#light-box:not([open])", state="attached")

    assert counted == ["1 / 3", "3 / 3"]
    assert disabled == [False, True]
    assert tab.evaluate("() => document.activeElement === document.querySelectorAll('.pictures a')[2]")


def test_sound_can_be_heard_and_a_letter_taken_along(tab: "Page", client: httpx.Client) -> None:
    source = tab.get_attribute("audio", "src")
    letter = tab.get_attribute(".others a", "href")
    assert source is not None
    assert letter is not None
    heard, taken = client.get(source), client.get(letter)

    assert heard.headers["content-type"].startswith("audio/")
    assert taken.headers["content-disposition"].startswith("attachment")
    assert taken.text == "Dear landlord"


def test_a_page_on_paper_has_her_words_and_nothing_of_ours(tab: "Page", tmp_path: Path) -> None:
    tab.emulate_media(media="print")
    seen = tab.evaluate(
        """() => [...document.querySelectorAll('button, nav, header.top, input[type=text], audio, select, .skip')]
           .filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 60))"""
    )
    centred = tab.evaluate("() => getComputedStyle(document.querySelector('article h1')).textAlign")
    printed = tab.pdf(path=str(tmp_path / "entry.pdf"), prefer_css_page_size=True)
    tab.emulate_media(media="screen")

    assert seen == []
    assert centred == "center"
    assert printed.startswith(b"%PDF")


def test_before_and_after_are_the_neighbours_in_time(client: httpx.Client, diary: Diary) -> None:
    text = client.get(f"/entry/{diary.long}").text
    older, newer = re.findall(r'href="/entry/(\w+)" rel="(?:prev|next)"', text)

    assert "Page " in client.get(f"/entry/{older}").text
    assert f'href="/entry/{diary.long}" rel="next"' in client.get(f"/entry/{older}").text
    assert f'href="/entry/{diary.long}" rel="prev"' in client.get(f"/entry/{newer}").text


def test_history_says_what_changed_in_the_words_and_around_them(client: httpx.Client, diary: Diary) -> None:
    vault = diary.served.vault()
    entries = Entries(vault)
    entry = entries.add(words("one two", day="2025-02-02", tags=("bea", "river")), now_ms=NOW)
    entries.change(entry.id, now_ms=NOW + 1, text="one three")
    entries.change(entry.id, now_ms=NOW + 2, tags=("river", "lisbon"), title="Named")
    vault.close()
    text = client.get(f"/entry/{entry.id}/history").text

    assert "<del>two</del><ins>three</ins>" in text
    assert "Tags: <del>bea</del> <ins>lisbon</ins>" in text
    assert "Title:  <ins>Named</ins>" in text
    assert text.count("The words stayed as they were.") == 1
    assert re.search(r">\s*one two\s*</p>", text), "the first version is shown as it was"


def test_where_two_versions_met_both_stand_and_one_is_chosen(client: httpx.Client, diary: Diary) -> None:
    vault = diary.served.vault()
    entries = Entries(vault)
    entry = entries.add(words("The sea was grey.", day="2025-02-03"), now_ms=NOW)
    for text in ("The sea was green.", "The sea was gold."):
        entries.revise(entry.id, entry.content._replace(text=text), now_ms=NOW + 1, base=entry.heads)
    vault.close()
    shown = client.get(f"/entry/{entry.id}").text
    client.post(f"/entry/{entry.id}/settle")
    settled = client.get(f"/entry/{entry.id}").text

    assert "Where they disagree both stand" in shown
    assert "<mark>" in shown
    assert "<mark>" not in settled
    assert all(word in settled for word in ("green", "gold"))
