"""Photos by month, other files, and what takes space."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from goldseam.keep.vault import Vault
from goldseam.words.entry import Attachment
from goldseam.write.attachments import Attachments
from goldseam.write.entries import Entries
from tests.making import NOW, words
from tests.page.browsing import let_in_tab, visitor
from tests.page.conftest import let_in
from tests.page.diary import Diary, picture, served_diary
from tests.page.serving import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MANY = 10_000


@pytest.fixture
def client(diary: Diary) -> Iterator[httpx.Client]:
    with let_in(diary.served) as client:
        yield client


@pytest.fixture
def tab(diary: Diary, browser: "Browser") -> "Iterator[Page]":
    """A tab that was let in, which does nothing that a page must not do."""
    with let_in_tab(browser, diary.served) as page:
        yield page


def test_a_photo_is_large_at_a_press_and_the_keys_go_through_them(tab: "Page", diary: Diary) -> None:
    tab.goto(f"{diary.served.origin}/files")
    tab.wait_for_selector("#gallery img")
    tab.focus("#gallery a[data-picture]")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#light-box[open] img[src]")
    first = tab.get_attribute("#light-box img", "src")
    tab.keyboard.press("ArrowRight")
    second = tab.get_attribute("#light-box img", "src")
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.press("ArrowLeft")  # there is none before the first
    again = tab.get_attribute("#light-box img", "src")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Escape")
    tab.wait_for_selector("#light-box:not([open])", state="attached")

    assert first != second
    assert again == first
    assert tab.evaluate("() => document.activeElement.href") == second, "the focus is where she looked"


def test_the_light_box_leads_to_the_entry(tab: "Page", diary: Diary) -> None:
    tab.goto(f"{diary.served.origin}/files")
    tab.click("#gallery a[data-picture]")
    tab.click("#light-box [data-entry]")
    tab.wait_for_url(f"**/entry/{diary.long}")


def test_a_photo_names_its_day_to_whoever_cannot_see_it(client: httpx.Client) -> None:
    text = client.get("/files/photos/2026-02/0").text

    assert text.count("<img") == 3
    assert 'alt="red.jpg, February 14, 2026"' in text


def test_other_files_lead_to_their_entry(client: httpx.Client, diary: Diary) -> None:
    text = client.get("/files/others/0").text

    assert text.index("voice.wav") < text.index("letter.txt")
    assert "red.jpg" not in text
    assert f'href="/entry/{diary.long}"' in text
    assert "There are none." in client.get("/files/others/9").text


def test_what_takes_space_is_said_by_part_by_kind_and_by_size(client: httpx.Client) -> None:
    text = client.get("/files/space").text

    for shown in ("The whole journal takes", "Your words, with the index", "By kind", "Photos", "The largest"):
        assert shown in text
    assert text.index("letter.txt") > text.index("red.jpg")


@pytest.mark.parametrize("address", ["/files/photos/x/0", "/files/photos/2026-13/0", "/files/photos/2026-02/-1"])
def test_a_block_that_cannot_be_is_not_there(client: httpx.Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Diary]:
    with served_diary(tmp_path_factory.mktemp("crowded")) as running:
        vault = running.served.vault()
        crowd(vault)
        vault.close()
        yield running


def crowd(vault: Vault) -> None:
    """Ten thousand photos in three hundred entries: one picture, held again and again, as names and sizes would be."""
    from io import BytesIO

    held = Attachments(vault).put(BytesIO(picture("teal", (80, 60))), "teal.jpg")
    per = MANY // 300 + 1
    contents = []
    for number in range(300):
        files = tuple(Attachment(held.blob, f"{n}.jpg", held.media_type, held.size) for n in range(per))
        day = f"20{10 + number // 30:02}-{1 + number % 12:02}-{1 + number % 28:02}"
        contents.append((f"{number:032x}", words("photos", day=day)._replace(attachments=files)))
    Entries(vault).take_in(contents, now_ms=NOW)


def test_ten_thousand_photos_hold_little_and_lie_where_they_belong(crowded: Diary, browser: "Browser") -> None:
    served: Served = crowded.served
    context = visitor(browser)
    tab = context.new_page()
    tab.goto(served.address())
    tab.wait_for_url("**/write")
    tab.goto(f"{served.origin}/files")
    tab.wait_for_selector("#gallery img")
    height = tab.evaluate("() => document.documentElement.scrollHeight")
    most = 0
    for step in range(1, 21):
        tab.evaluate("y => scrollTo(0, y)", height * step / 20)
        tab.wait_for_timeout(60)
        most = max(most, tab.locator("#gallery img").count())
    tab.wait_for_function("() => [...document.querySelectorAll('#gallery ol')].at(-1).children.length > 0")
    after = tab.evaluate("() => document.documentElement.scrollHeight")
    first = tab.evaluate("() => document.querySelector('#gallery ol').children.length")
    context.close()

    assert after == height, "nothing moved while photos came and went"
    assert most < 900
    assert first == 0, "what is far away is let go"
