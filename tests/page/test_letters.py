"""Letters on the page: written, put away, sealed to a key that is shown once, opened with it, burned."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from goldseam.keep.vault import Vault
from tests.page.conftest import let_in
from tests.page.serving import Served, serve_apart
from tests.page.tour import letter_key

if TYPE_CHECKING:
    from playwright.sync_api import Page


def nothing(vault: Vault) -> None:
    del vault


@pytest.fixture
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serve_apart(tmp_path_factory.mktemp("letters"), nothing) as served, let_in(served) as client:
        client.follow_redirects = True
        yield client


def letter(client: httpx.Client, words: str = "Tom, zqferry") -> str:
    return client.post("/letters", data={"words": words}).url.path


def sealed(client: httpx.Client, address: str) -> str:
    """Its key."""
    shown = client.post(f"{address}/key").text
    key = "".join(re.findall(r"<span>([A-Z0-9-]+)</span>", shown))
    assert key.startswith("AGE-SECRET-KEY-1")
    client.post(f"{address}/sealed", data={"last": key[-6:]})
    return key


def everywhere(client: httpx.Client) -> str:
    addresses = ("/letters", "/timeline", "/more", "/drafts", "/trash")
    found = client.post("/search", data={"q": "zqferry"}).text.replace('value="zqferry"', "")
    return "".join(client.get(address).text for address in addresses) + found


def test_a_letter_is_sealed_only_when_she_has_its_key_and_that_opens_it(client: httpx.Client) -> None:
    address = letter(client)
    wrong = client.post(f"{address}/key")
    assert wrong.status_code == 200
    client.post(f"{address}/sealed", data={"last": "000000"})
    assert "zqferry" in client.get(address).text, "nothing is sealed to a key that she does not have"

    key = sealed(client, address)
    assert "zqferry" not in client.get(address).text + everywhere(client)
    assert client.post(f"{address}/open", data={"letter_key": key[:-1]}).status_code == 400
    opened = client.post(f"{address}/open", data={"letter_key": key}).text
    assert "zqferry" in opened
    assert key not in opened
    assert "zqferry" not in client.get(address).text

    client.post(f"{address}/open", data={"letter_key": key, "back": "on"})
    assert "zqferry" in client.get(address).text


def test_a_letter_is_put_away_until_a_day_or_burned(client: httpx.Client) -> None:
    kept, away = letter(client, "stays"), letter(client)
    assert client.post(f"{away}/until", data={"until": "2020-01-01"}).status_code == 400
    client.post(f"{away}/until", data={"until": "2999-01-01"})
    assert "zqferry" not in everywhere(client)
    assert client.get(away).status_code == 400

    client.post(f"{kept}/burn")
    assert client.get(kept).status_code == 400
    assert client.post("/letters", data={"words": " "}).status_code == 400


def test_what_is_half_given_is_refused_and_loses_nothing(client: httpx.Client) -> None:
    one, two = letter(client), letter(client, "another")
    client.post(f"{one}/key")
    client.post(f"{two}/sealed", data={"last": ""})
    for address in (one, two):
        assert "#until" not in client.get(address).text
        assert 'name="until"' in client.get(address).text
    assert client.post(f"{one}/open", data={"letter_key": "AGE"}).status_code == 400
    assert client.get("/letters/zz").status_code == 400


def test_a_key_is_shown_printed_and_confirmed_by_keyboard(page: "Page", served: Served) -> None:
    key = letter_key(page, served)
    page.fill("#last", "nothing")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('why').textContent !== ''")
    assert page.inner_text(".groups").replace(" ", "").replace("\n", "") == key
    page.fill("#last", key[-6:])
    page.keyboard.press("Enter")
    page.wait_for_selector("#letter-key")
    page.fill("#letter-key", key)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=what I did not say")
    assert key not in page.url
