"""Entries like this one: asked for on the page of an entry, and only there."""

from pathlib import Path

import httpx
import pytest

from goldseam.write.entries import Entries
from tests.making import NOW, UNHIDDEN, words
from tests.page.conftest import let_in
from tests.page.serving import Served, serve

KNEE = "My knee hurts again, and the stairs at the office are a torment."
LEG = "A pain in the leg all day; I walked down to the car like an old woman."
BREAD = "Ada baked bread and we ate it with butter on the balcony."


@pytest.fixture
def entries(served: Served) -> dict[str, str]:
    """Ids by text."""
    vault = served.vault()
    made = {text: Entries(vault).add(words(text), now_ms=NOW).id for text in (KNEE, LEG, BREAD)}
    vault.close()
    return made


def test_an_entry_offers_those_like_it_and_shows_none_unasked(client: httpx.Client, entries: dict[str, str]) -> None:
    shown = client.get(f"/entry/{entries[KNEE]}").text

    assert f'href="/entry/{entries[KNEE]}/alike"' in shown
    assert "pain in the leg" not in shown


def test_what_is_alike_stands_first_and_leads_to_it(client: httpx.Client, entries: dict[str, str]) -> None:
    shown = client.get(f"/entry/{entries[KNEE]}/alike").text

    at = [shown.index(f"/entry/{entries[text]}") for text in (LEG, BREAD)]
    assert at == sorted(at)
    assert "pain in the leg" in shown
    assert shown.count('<li><a href="/entry/') == 2, "not the entry itself"


def test_without_a_model_the_page_says_so_and_the_rest_goes_on(
    own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "onnxruntime.py").write_text("raise ImportError\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    running = serve(own_home, lambda vault: Entries(vault).add(words(KNEE), now_ms=NOW))
    vault = running.vault()
    id_ = vault.timeline(limit=1, sight=UNHIDDEN)[0].id
    vault.close()

    with let_in(running) as client:
        shown = client.get(f"/entry/{id_}/alike")
        entry = client.get(f"/entry/{id_}")
    running.close()

    assert shown.status_code == 200
    assert "Searching for words works without it" in shown.text
    assert KNEE in entry.text


def test_an_entry_that_is_not_there_is_not_compared(client: httpx.Client) -> None:
    assert client.get(f"/entry/{'0' * 32}/alike").status_code == 404
