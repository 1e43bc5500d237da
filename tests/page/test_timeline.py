"""The timeline, the trash and what was left unfinished."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from goldseam.keep.listing import trashed_count
from goldseam.write.entries import Entries
from tests.making import UNHIDDEN
from tests.page.browsing import let_in_tab, visitor
from tests.page.conftest import let_in
from tests.page.diary import DAYS, Diary, served_diary
from tests.page.serving import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page


@pytest.fixture
def client(diary: Diary) -> Iterator[httpx.Client]:
    with let_in(diary.served) as client:
        yield client


@pytest.fixture
def tab(diary: Diary, browser: "Browser") -> "Iterator[Page]":
    """The timeline, drawn."""
    with let_in_tab(browser, diary.served) as page:
        page.goto(f"{diary.served.origin}/timeline")
        page.wait_for_selector("#life.drawn .leaf")
        yield page


FOCUSED = "() => document.activeElement.closest('.leaf')?.querySelector('.unseen').textContent.trim() ?? ''"
NUMBER = "() => document.activeElement.closest('.leaf')?.querySelector('.date b').textContent ?? ''"


def go_to(tab: "Page", day: str) -> None:
    tab.fill("#to", day)
    tab.wait_for_function("() => document.activeElement.closest('.leaf') !== null")


@pytest.mark.parametrize(
    ("asked", "day", "month"),
    [
        ("2026-01-15", "15", "January 2026"),
        ("2026-01-31", "27", "January 2026"),  # nothing is written about it: the last day before
        ("2019-01-01", "1", "January 2026"),  # before everything: the first
        ("2030-01-01", "27", "March 2026"),
    ],
)
def test_it_goes_to_a_day(tab: "Page", asked: str, day: str, month: str) -> None:
    go_to(tab, asked)

    assert (tab.evaluate(NUMBER), tab.evaluate(FOCUSED)) == (day, month)
    assert tab.evaluate(
        "() => { const r = document.activeElement.getBoundingClientRect(), b = document.querySelector('.jumping');"
        " return r.top >= b.getBoundingClientRect().bottom - 1 && r.bottom <= innerHeight; }"
    ), "it is seen, and not under the head"


def test_a_day_that_is_none_goes_nowhere(client: httpx.Client) -> None:
    for wrong in ("2026-02-30", "yesterday", "0000-00-00"):
        assert client.get(f"/timeline/at/{wrong}").status_code == 404


def test_where_a_day_stands_counts_what_comes_before_it(client: httpx.Client) -> None:
    assert client.get("/timeline/at/2026-02-27").json() == {"month": "2026-02", "number": 0}
    assert client.get("/timeline/at/2026-02-26").json() == {"month": "2026-02", "number": 1}
    assert client.get("/timeline/at/2026-02-13").json() == {"month": "2026-02", "number": 15}, "the 14th has two"


def test_the_month_that_is_seen_stands_at_the_top(tab: "Page") -> None:
    tab.evaluate("() => scrollTo(0, document.getElementById('life').offsetTop + 2900)")
    tab.wait_for_function("() => document.getElementById('where').textContent === 'February 2026'")

    assert tab.evaluate("() => document.querySelector('.jumping').getBoundingClientRect().top") == 0
    tab.evaluate("() => scrollTo(0, 0)")
    tab.wait_for_function("() => document.getElementById('where').textContent === '82 entries'")


def test_keys_go_along_it_and_open_an_entry(tab: "Page") -> None:
    went = []
    for key in ("j", "j", "ArrowDown", "k", "ArrowUp"):
        tab.keyboard.press(key)
        went.append(tab.evaluate(NUMBER))
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/entry/*")

    assert went == ["27", "26", "25", "26", "27"]


def test_keys_go_on_beyond_what_is_seen(tab: "Page") -> None:
    for _ in range(40):
        tab.keyboard.press("j")
        tab.wait_for_timeout(15)

    assert tab.evaluate(FOCUSED) in {"February 2026", "March 2026"}
    assert tab.evaluate("() => scrollY") > 1000
    assert tab.evaluate(
        "() => { const r = document.activeElement.getBoundingClientRect(); return r.bottom <= innerHeight }"
    )


def test_rows_stand_in_the_document_as_they_are_seen(tab: "Page") -> None:
    go_to(tab, "2026-01-10")
    go_to(tab, "2026-03-10")
    tab.wait_for_timeout(300)
    tops = tab.evaluate("() => [...document.querySelectorAll('#life > *')].map((e) => e.getBoundingClientRect().top)")

    assert len(tops) > 10
    assert tops == sorted(tops)


def test_it_can_be_closer_or_calmer(tab: "Page") -> None:
    calm = tab.evaluate("() => document.querySelector('.leaf').offsetHeight")
    tab.click("text=Closer")
    tab.wait_for_selector("text=Calmer")
    tab.wait_for_selector("#life.drawn .leaf")
    close = tab.evaluate("() => document.querySelector('.leaf').offsetHeight")
    tab.click("text=Calmer")
    tab.wait_for_selector("text=Closer")

    assert close < calm * 0.6


def test_an_empty_journal_says_so_on_every_list(client: httpx.Client, served: Served) -> None:
    with let_in(served) as empty:
        said = {page: empty.get(page).text for page in ("/timeline", "/trash", "/drafts", "/files", "/tags")}

    assert "Nothing is written yet." in said["/timeline"]
    assert "The trash is empty." in said["/trash"]
    assert "Nothing was left unfinished." in said["/drafts"]
    assert "There are no photos yet." in said["/files"]
    assert "There are none yet." in said["/tags"]
    assert client.get("/timeline").text.count('class="leaf"') > 10


def trash_some(served: Served, count: int) -> list[str]:
    vault = served.vault()
    entries = Entries(vault)
    ids = [entry.id for entry in vault.timeline(limit=count, sight=UNHIDDEN)]
    for id_ in ids:
        entries.trash(id_, now_ms=1)
    vault.close()
    return ids


def in_trash(served: Served) -> int:
    vault = served.vault()
    count = trashed_count(vault.database, sight=UNHIDDEN)
    vault.close()
    return count


def texts(served: Served) -> list[str]:
    vault = served.vault()
    found = [
        str(row[0]) for row in vault.database.rows("select body from record where kind = 'entry' and body is not null")
    ]
    vault.close()
    return found


@pytest.fixture
def thrown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Diary]:
    with served_diary(tmp_path_factory.mktemp("thrown")) as running:
        yield running


def test_the_trash_is_emptied_at_once_and_only_of_what_she_was_asked_about(thrown: Diary) -> None:
    served = thrown.served
    ids = trash_some(served, 3)
    with let_in(served) as client:
        page = client.get("/trash").text
        trash_some(served, 1)  # elsewhere, while the question stands
        refused = client.post("/trash/empty", data={"count": "3"})
        kept = in_trash(served)
        done = client.post("/trash/empty", data={"count": "4"})
        left = client.get("/trash").text

    assert "Remove all 3 entries in the trash for good?" in page
    assert (refused.status_code, kept) == (400, 4)
    assert done.status_code == 303
    assert "The trash is empty." in left
    assert len(ids) == 3
    assert not {"Page 80.", "Page 79.", "Page 78."} & set(texts(served))
    assert "Page 70." in texts(served)


def test_the_chosen_are_taken_back_or_removed_and_nothing_else(thrown: Diary) -> None:
    served = thrown.served
    first, second, third = trash_some(served, 3)
    vault = served.vault()
    bystander = vault.timeline(limit=1, sight=UNHIDDEN)[0].id
    vault.close()
    with let_in(served) as client:
        client.post("/trash/untrash", data={"entry": [first]})
        client.post("/trash/purge", data={"entry": [second, bystander]})

    vault = served.vault()
    shown = {id_: vault.entry(id_) for id_ in (first, second, third, bystander)}
    vault.close()
    assert shown[second] is None
    assert [bool(one and one.content.trashed) for one in (shown[first], shown[third], shown[bystander])] == [
        False,
        True,
        False,
    ]


def test_she_is_asked_before_anything_is_removed_for_good(thrown: Diary, browser: "Browser") -> None:
    served = thrown.served
    trash_some(served, 2)
    context = visitor(browser)
    tab = context.new_page()
    asked: list[str] = []
    answers = [False, True]

    def answer(dialog: "Dialog") -> None:
        asked.append(dialog.message)
        if answers.pop(0):
            dialog.accept()
        else:
            dialog.dismiss()

    tab.on("dialog", answer)
    tab.goto(served.address())
    tab.wait_for_url("**/write")
    tab.goto(f"{served.origin}/trash")
    tab.click("text=Remove the chosen for good")
    tab.wait_for_selector("text=Nothing is chosen yet.")
    assert asked == [], "about nothing there is no question"
    tab.check(".choosable input >> nth=0")
    tab.click("text=Remove the chosen for good")
    tab.wait_for_timeout(300)
    after_no = in_trash(served)
    tab.click("text=Remove the chosen for good")
    tab.wait_for_function("() => document.querySelectorAll('.choosable').length === 1")
    context.close()

    assert after_no == 2
    assert in_trash(served) == 1
    assert len(asked) == 2
    assert "no key brings them back" in asked[0]


def test_the_diary_of_these_tests_is_as_they_say() -> None:
    assert len(DAYS) == 81
