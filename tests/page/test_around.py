"""Around a date, on the page: hers first, numbers folded and only where she asks, off for good where she says so."""

import re
from collections.abc import Iterator

import httpx
import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.vault import Vault
from goldseam.lookback.rule import new_rule
from tests.making import NOW, ZONE, words
from tests.page.conftest import let_in
from tests.page.serving import Served, serve_apart

SENTENCE = "I walked to the sea with Bea and we talked of the winter, which was not as long as it had been for me. "
HERE = "/around?day=2024-03-01"
UNDER = "Counted from 15,600 words; ordinary weeks differ by this much; it cannot say how you are."


def fill(vault: Vault) -> None:
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    for month in ("02", "03"):
        for day in range(1, 29, 4):
            desk.entries.add(words(SENTENCE * 50, day=f"2024-{month}-{day:02}"), now_ms=NOW)
    desk.check_ins.keep("2024-03-02", pleasant=20, awake=None, word="zqgrey", now_ms=NOW)
    desk.close()


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_apart(tmp_path_factory.mktemp("around"), fill) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with let_in(served) as client:
        client.follow_redirects = True
        yield client


def begin(client: httpx.Client) -> None:
    assert client.post("/look-back/begin", data={"room": "around"}).url.path == "/around"


def test_she_is_asked_first_whom_she_would_rather_not_meet(client: httpx.Client) -> None:
    assert "would rather not meet" in client.get(HERE).text
    assert "walked to the sea" not in client.get(HERE).text

    begin(client)
    assert "walked to the sea" in client.get(HERE).text


def test_hers_come_first_and_numbers_are_folded_and_not_counted_until_she_asks(client: httpx.Client) -> None:
    begin(client)
    text = client.get(HERE).text
    assert text.index("zqgrey") < text.index("walked to the sea") < text.index('<details id="numbers">')
    assert "I-words" not in text

    text = client.get(f"{HERE}&numbers=yes").text
    assert (
        text.index("zqgrey")
        < text.index("walked to the sea")
        < text.index('<details id="numbers" open>')
        < text.index("I-words")
    )
    assert text.count(UNDER) == 3
    assert "8.3 (8.3 to 8.3) of 100 words" in text


def test_numbers_are_gone_for_good_where_she_says_so_until_she_turns_them_on(client: httpx.Client) -> None:
    begin(client)
    client.post("/around/numbers")
    for address in (HERE, f"{HERE}&numbers=yes"):
        text = client.get(address).text
        assert "walked to the sea" in text
        assert "<details" not in text[text.index("<main") :]
        assert "I-words" not in text

    client.post("/around/numbers", data={"on": "yes"})
    assert UNDER in client.get(f"{HERE}&numbers=yes").text


def test_too_little_to_tell_and_odd_dates(client: httpx.Client) -> None:
    begin(client)
    for day in ("2024-02-02", "2024-02-29", "9999-12-31", "0001-01-01", "2999-01-01"):
        answer = client.get(f"/around?day={day}&numbers=yes")
        assert answer.status_code == 200
        assert ("Not enough writing to tell." in answer.text) == (day != "2024-02-29")
    for day in ("2023-02-29", "soon", "2024"):
        assert client.get(f"/around?day={day}").status_code == 400


def test_each_page_that_is_shown_can_be_let_rest_right_there(client: httpx.Client) -> None:
    begin(client)
    entries = re.findall(r'action="(/entry/[0-9a-f]{32}/rest)"', client.get(HERE).text)
    assert len(entries) == 13

    client.post(entries[0])
    text = client.get(HERE).text
    assert entries[0] not in text
    assert "Not shown for part of this time." in text


def test_where_something_rests_it_says_only_that_it_is_a_part(client: httpx.Client, served: Served) -> None:
    begin(client)
    vault = served.vault()
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    desk.rests.keep(new_rule("period", now_ms=NOW, depth="away", first="2024-03-01", last="2024-03-05"), now_ms=NOW)
    desk.close()
    vault.close()

    text = client.get(HERE).text
    assert "Not shown for part of this time." in text
    assert "zqgrey" not in text
    assert "2024-03-01" not in text.replace('value="2024-03-01"', "").replace("day=2024-03-01", "")
