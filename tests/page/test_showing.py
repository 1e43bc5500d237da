"""Showing a few entries safely, on the page."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.vault import Vault
from tests.exchange.pdf import opened_streams, text_of
from tests.making import NOW, ZONE, words
from tests.page.browsing import let_in_tab
from tests.page.conftest import let_in
from tests.page.serving import Served, serve_apart

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WALK, OTHER = "a" * 32, "b" * 32


def fill(vault: Vault) -> None:
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    text = "Torvald's sister rang from Zqhavn. zqmarisol had left on 5 March 2024."
    desk.entries.add(words(text, day="2024-03-06"), now_ms=NOW, entry_id=WALK)
    desk.entries.add(words("Nobody rang.", day="2024-03-07"), now_ms=NOW, entry_id=OTHER)
    desk.registry.add("Torvald", now_ms=NOW)
    desk.close()


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_apart(tmp_path_factory.mktemp("showing"), fill) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with let_in(served) as client:
        yield client


def fields_of(page: str) -> dict[str, list[str]]:
    """What the form of the list sends."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        said = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        if said.get("name") and said["name"] != "key" and (said["type"] != "radio" or " checked" in tag):
            found.setdefault(said["name"], []).append(html.unescape(said.get("value", "")))
    return found


def test_every_name_is_confirmed_and_none_is_in_the_document(client: httpx.Client) -> None:
    days = client.post("/show-safely", data={"first": "2024-03-06", "last": ""}).text
    assert WALK in days
    assert OTHER not in days
    seen = fields_of(client.post("/show-safely/list", data={"entry": [WALK]}).text)
    assert dict(zip(seen["name"], seen["put"], strict=True)) == {"Torvald": "A.", "Zqhavn": "B."}

    again = fields_of(client.post("/show-safely/list", data={**seen, "extra": "zqmarisol", "other": "Eva"}).text)
    assert again["name"] == ["Torvald", "Zqhavn", "zqmarisol"]
    again["put"][0] = "Mark"
    again["dates"] = ["hide"]
    changed = client.post("/show-safely/make", data=again)  # days in the text are found now
    assert changed.headers["content-type"].startswith("text/html")
    last = fields_of(changed.text)
    assert dict(zip(last["name"], last["put"], strict=True)) == {
        "Torvald": "Mark", "Zqhavn": "B.", "zqmarisol": "Eva", "5 March 2024": "[…]",
    }  # fmt: skip

    made = client.post("/show-safely/make", data=last)
    assert made.headers["content-disposition"] == 'attachment; filename="pages.pdf"'
    assert text_of(made.content).startswith("1\nMark's sister rang from B. Eva had left on […].")
    held = b"\n".join([made.content, *opened_streams(made.content)]).lower()
    assert b"sister" in held
    assert not [hidden for hidden in (b"torvald", b"zqhavn", b"zqmarisol", b"2024", b"aaaaaaaa") if hidden in held]


def test_a_field_left_empty_leaves_the_word(client: httpx.Client) -> None:
    seen = fields_of(client.post("/show-safely/list", data={"entry": [WALK]}).text)
    seen["put"][1] = ""

    made = client.post("/show-safely/make", data=seen)

    assert "A.'s sister rang from Zqhavn." in text_of(made.content)


def test_what_cannot_be_made_is_said_and_nothing_is_lost(client: httpx.Client) -> None:
    seen = fields_of(client.post("/show-safely/list", data={"entry": [WALK]}).text)

    for wrong in (
        {"put": ["A.", "Torvald"]},
        {"dates": ["shift"], "weeks": ["soon"]},
        {"extra": ["x"], "other": ["y"]},
    ):
        answer = client.post("/show-safely/make", data={**seen, **wrong})
        assert answer.status_code == 400
        assert 'id="why"' in answer.text
        assert fields_of(answer.text)["name"][:2] == ["Torvald", "Zqhavn"]
    assert client.post("/show-safely/list", data={}).status_code == 400


def test_the_browser_hands_over_a_file_and_the_list_stays(served: Served, browser: "Browser", tmp_path: Path) -> None:
    with let_in_tab(browser, served) as tab:
        tab.goto(f"{served.origin}/show-safely")
        tab.check(f"[name=entry][value='{WALK}']")
        tab.click("main button.main")
        tab.fill("[name=put] >> nth=0", "Mark")

        with tab.expect_download() as coming:
            tab.click("main button.main")
        coming.value.save_as(tmp_path / "pages.pdf")

        assert tab.input_value("[name=put] >> nth=0") == "Mark"
    assert "Mark's sister rang from B." in text_of((tmp_path / "pages.pdf").read_bytes())
