"""The check-in and the body, as pages: off until she turns the one on, and what is away is on neither."""

from collections.abc import Iterator

import httpx
import pytest

from goldseam.keep.vault import Vault
from tests.page.conftest import let_in
from tests.page.serving import serve_apart


def nothing(vault: Vault) -> None:
    del vault


@pytest.fixture
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serve_apart(tmp_path_factory.mktemp("checking"), nothing) as served, let_in(served) as client:
        client.follow_redirects = True
        yield client


def test_the_check_in_is_off_until_she_turns_it_on_and_keeps_one_a_day(client: httpx.Client) -> None:
    assert 'type="range"' not in client.get("/check-in").text
    assert "zqgrey" not in client.post("/check-in", data={"word": "zqgrey"}).text

    client.post("/check-in/turn", data={"on": "1"})
    client.post("/check-in", data={"word": "zqgrey", "pleasant": "50", "awake": "80"})
    shown = client.post("/check-in", data={"word": "zqblue", "pleasant": "50", "awake": "20"}).text
    assert (shown.count("<meter"), "zqgrey" in shown) == (1, False)
    assert client.post("/check-in", data={"pleasant": "50", "pleasant-middle": "on"}).text.count("<meter") == 1


def test_a_note_is_on_its_day_and_on_paper_and_not_where_it_is_away(client: httpx.Client) -> None:
    days = {"first": "2024-03-01", "last": "2024-03-31"}
    client.post("/body", data={"words": "zqhead <hurt>", "day": "2024-03-02"})
    for address in ("/body", "/body/paper"):
        assert "zqhead &lt;hurt&gt;" in client.get(address, params=days).text
        assert "zqhead" not in client.get(address).text

    made = client.post("/rests", data={"sort": "period", **days})
    client.post(made.url.path, data={"depth": "away", "for": "1y"})
    for address in ("/body", "/body/paper"):
        assert "zqhead" not in client.get(address, params=days).text


def test_days_that_are_none_are_refused(client: httpx.Client) -> None:
    assert client.get("/body", params={"first": "2024-02-31"}).status_code == 400
    assert client.get("/body", params={"first": "2024-03-01", "last": "2024-02-01"}).status_code == 400
    assert client.post("/body", data={"words": " "}).status_code == 400
