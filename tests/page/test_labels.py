"""Tags and notebooks on the page."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from goldseam.write.labels import NOTEBOOK, TAG, Label, Labels
from tests.making import UNHIDDEN
from tests.page.conftest import let_in
from tests.page.diary import DAYS, Diary, fill
from tests.page.serving import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def client(diary: Diary) -> Iterator[httpx.Client]:
    with let_in(diary.served) as client:
        yield client


def label_id(served: Served, kind: str, name: str) -> str:
    vault = served.vault()
    id_ = Labels(vault).id(kind, name)
    vault.close()
    return id_


def tag_counts(served: Served) -> dict[str, int]:
    vault = served.vault()
    counts = dict(vault.tag_counts(sight=UNHIDDEN))
    vault.close()
    return counts


def test_all_are_listed_with_how_many_entries_they_have(client: httpx.Client) -> None:
    text = client.get("/tags").text

    for shown in ("#bea", "#river", "#lisbon", "Letters", "55 entries", "27 entries", "1 entry", "81 entries"):
        assert shown in text, shown


def test_no_address_and_no_title_holds_a_name(client: httpx.Client, diary: Diary) -> None:
    import re

    for page in ("/tags", f"/tags/{label_id(diary.served, TAG, 'lisbon')}", f"/entry/{diary.long}"):
        text = client.get(page).text
        addresses = re.findall(r'(?:href|action|src)="([^"]*)"', text)

        assert len(addresses) > 5
        assert not [address for address in addresses if "lisbon" in address.lower() or "letters" in address.lower()]
        assert "lisbon" not in text.partition("<title>")[2].partition("</title>")[0]


def test_the_entry_leads_to_its_tags_and_its_notebook(client: httpx.Client, diary: Diary) -> None:
    text = client.get(f"/entry/{diary.long}").text

    for kind, name in ((TAG, "bea"), (TAG, "lisbon"), (NOTEBOOK, "Letters")):
        address = f"/tags/{label_id(diary.served, kind, name)}"
        assert f'href="{address}"' in text
        assert "Sideways light" in client.get(address).text


def test_the_entries_of_one_are_a_timeline_in_pages(client: httpx.Client, diary: Diary) -> None:
    import re

    vault = diary.served.vault()
    address = f"/tags/{Labels(vault).id(NOTEBOOK, '')}"
    vault.close()
    first = client.get(address).text
    older = client.get(re.findall(r'href="(/tags/[^"]*before=\d+)"', first)[0]).text
    shown = re.findall(r'href="/entry/(\w+)"', first) + re.findall(r'href="/entry/(\w+)"', older)

    assert len(shown) == len(set(shown)) == len(DAYS)
    assert "March 2026" in first
    assert "before=" not in older


def test_what_is_no_label_is_not_there(client: httpx.Client) -> None:
    for wrong in ("0" * 32, "bea", "x" * 500):
        assert client.get(f"/tags/{wrong}").status_code == 404
        assert client.post(f"/tags/{wrong}/remove").status_code in {400, 404}


def test_a_colour_is_shown_wherever_the_name_is(client: httpx.Client, diary: Diary) -> None:
    client.post(f"/tags/{label_id(diary.served, TAG, 'lisbon')}/colour", data={"colour": "violet"})
    client.post(f"/tags/{label_id(diary.served, TAG, 'river')}/colour", data={"colour": "none of ours"})
    block = client.get("/timeline/2026-02/0").text
    found = client.post("/search", data={"q": "tag:lisbon"}).text
    facets = client.post("/search/facets", data={"q": "after:2026-02-01"}).text

    for text in (client.get("/tags").text, client.get(f"/entry/{diary.long}").text, block, found, facets):
        assert text.count('class="dot violet"') == 1
    assert "none of ours" not in client.get("/tags").text
    assert client.get("/calendar/2026").status_code == 200


@pytest.fixture
def filled(served: Served) -> Served:
    vault = served.vault()
    fill(vault)
    vault.close()
    return served


def test_a_merge_is_said_before_it_is_done_and_can_be_taken_back(filled: Served) -> None:
    with let_in(filled) as client:
        bea, river = label_id(filled, TAG, "bea"), label_id(filled, TAG, "river")
        asked = client.post(f"/tags/{bea}/rename", data={"name": "#river"})
        untouched = tag_counts(filled)
        merged = client.post(f"/tags/{bea}/rename", data={"name": "river", "merge": "yes"})
        counts = tag_counts(filled)
        told = client.get(merged.headers["location"]).text
        client.post("/tags/undo")

    assert asked.status_code == 200
    assert "27 entries" in asked.text
    assert untouched["bea"] == 55
    assert merged.headers["location"] == f"/tags/{river}"
    assert "bea" not in counts
    assert counts["river"] == 82
    assert "Changed in 55 entries." in told
    assert tag_counts(filled) == untouched


def test_what_was_taken_back_is_not_taken_back_again(filled: Served) -> None:
    with let_in(filled) as client:
        client.post(f"/tags/{label_id(filled, TAG, 'bea')}/remove")
        without = tag_counts(filled)
        first, second = client.post("/tags/undo"), client.post("/tags/undo")

    assert "bea" not in without
    assert (first.status_code, second.status_code) == (303, 400)
    assert "nothing to take back" in second.text


def test_a_lock_between_keeps_no_name_in_the_server(filled: Served) -> None:
    with let_in(filled) as client:
        client.post(f"/tags/{label_id(filled, TAG, 'bea')}/remove")
        filled.lock()
        assert client.post("/tags/undo", headers={"x-goldseam": "main"}).status_code == 401
        filled.unlock()
        assert client.post("/tags/undo").status_code == 303

    assert tag_counts(filled)["bea"] == 55


def test_the_terminal_and_the_page_do_the_same(filled: Served) -> None:
    by_command = filled.run("tags", "--rename", "bea=beatriz")
    with let_in(filled) as client:
        client.post(f"/tags/{label_id(filled, TAG, 'beatriz')}/rename", data={"name": "bea"})

    assert "renamed in 55 entries" in by_command.stderr
    assert tag_counts(filled)["bea"] == 55


def test_a_tag_that_was_renamed_stays_so_when_the_entry_is_changed(page: "Page", served: Served) -> None:
    page.keyboard.type("Rain. #walk")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/entry/*")
    entry = page.url
    with let_in(served) as client:
        client.post(f"/tags/{label_id(served, TAG, 'walk')}/rename", data={"name": "stroll"})
    page.goto(f"{entry}/change")
    page.wait_for_selector(".cm-content")
    page.keyboard.type(" Then sun. #sun")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(entry)

    assert tag_counts(served) == {"stroll": 1, "sun": 1}


def test_by_hand_a_tag_is_renamed_merged_and_taken_back(page: "Page", served: Served) -> None:
    vault = served.vault()
    fill(vault)
    vault.close()
    page.goto(f"{served.origin}/tags")
    page.click("text=#lisbon")
    page.wait_for_selector(".labelled")
    page.click(".changing summary")
    page.fill("#name", "bea")
    page.click("text=Rename")
    page.wait_for_selector("text=There is one of that name already")
    page.click("text=Merge them")
    page.wait_for_selector("text=Changed in 1 entry.")
    merged = tag_counts(served)
    page.click("text=Take it back")
    page.wait_for_function("() => document.querySelector('h1').textContent.trim() === '#lisbon'")

    assert "lisbon" not in merged
    assert tag_counts(served)["lisbon"] == 1
    assert "lisbon" not in page.url


def test_labels_of_a_vault_are_found_by_id_alone(diary: Diary) -> None:
    vault = diary.served.vault()
    labels = Labels(vault)
    found = {
        labels.of(labels.id(kind, name), sight=UNHIDDEN)
        for kind in (TAG, NOTEBOOK)
        for name, _ in labels.counts(kind, sight=UNHIDDEN)
    }
    vault.close()

    assert Label(NOTEBOOK, "") in found
    assert None not in found
