"""What lists and numbers show of entries, asked as requests."""

import re
from collections.abc import Iterator

import httpx
import pytest

from goldseam.keep.vault import Vault
from goldseam.write.entries import Entries
from tests.making import NOW, words
from tests.page.conftest import let_in
from tests.page.serving import PASSPHRASE, Served, serve_apart
from tests.page.writing import sheet

MARKED = "# A *long* day\n\nWe **walked** to [the river](https://example.org/river) and back."


def fill(vault: Vault) -> None:
    """Years without a word between those with some, and a text with every sign."""
    entries = Entries(vault)
    entries.add(words(MARKED, day="2019-07-09"), now_ms=NOW)
    entries.add(words("Much later, we walked.", day="2023-01-02"), now_ms=NOW)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A journal of two entries, for all tests of this file."""
    with serve_apart(tmp_path_factory.mktemp("lists"), fill) as running:
        yield running


@pytest.fixture
def client(lists: Served) -> Iterator[httpx.Client]:
    """A browser that was let in."""
    with let_in(lists) as client:
        yield client


@pytest.mark.parametrize("path", ["/timeline", "/timeline/2019-07/0", "/calendar/month/2019-07", "/day/2019-07-09"])
def test_a_list_shows_the_words_and_a_leading_heading_as_title(client: httpx.Client, path: str) -> None:
    text = client.get(path).text

    assert "A long day" in text
    assert not re.search(r"\*|\]\(|# A", text.partition("<main")[2] or text)
    if "month" not in path:
        assert "<strong>A long day</strong>" in text
        assert "We walked to the river and back." in text


def test_a_search_shows_the_same_and_marks_what_was_sought(client: httpx.Client) -> None:
    text = client.post("/search", data={"q": "walked river"}).text
    heading = client.post("/search", data={"q": "long"}).text

    assert "<strong>A long day</strong>" in text
    assert "We <mark>walked</mark> to the <mark>river</mark>" in text
    assert "<strong>A <mark>long</mark> day</strong>" in heading


def test_years_without_a_word_stand_among_the_others(client: httpx.Client) -> None:
    years = re.findall(r'<tr><th scope="row">(\d{4})</th>', client.get("/numbers").text)

    assert years[:5] == ["2019", "2020", "2021", "2022", "2023"]


def test_help_says_how_the_page_is_used(client: httpx.Client) -> None:
    assert "How this page is used" in client.get("/help").text


def test_unlocking_says_once_how_many_sealed_entries_joined(lists: Served) -> None:
    with let_in(lists) as client:
        lists.lock()
        sealed = client.get("/sealed").text
        for number in "56":
            client.put(f"/sealed/{number * 32}", json=sheet(f"sealed {number}"))
        client.post("/unlock", data={"secret": PASSPHRASE})
        first, again = client.get("/write").text, client.get("/write").text

    assert 'href="/locked"' in sealed, "there is a way back"
    assert "2 entries that were sealed have joined the journal." in first
    assert "joined the journal" not in again
