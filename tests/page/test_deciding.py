"""Decisions on the page: kept as she sees them, why she decided, and a review that begins with what she remembers."""

import re
from collections.abc import Iterator

import httpx
import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.vault import Vault
from tests.making import NOW, ZONE, words
from tests.page.conftest import let_in
from tests.page.serving import Served, serve_apart

ENTRY = "a" * 32
SAID = "I will sell the boat. It leaks, but Bea loves it."
GIVEN = {
    "what": "I take the job in Porto", "day": "2024-05-01", "for": "closer to Bea\n\n the sea ", "against": "the pay",
    "expected": "settled by the autumn", "sure": "70", "by": "2024-10-01", "mind": "if they moved the office",
}  # fmt: skip
HIDDEN = ("settled by the autumn", "70 of 100", "if they moved the office")  # before she has said what she remembers
REASONS = ("closer to Bea", "the sea", "the pay")


def fill(vault: Vault) -> None:
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    entry = desk.entries.add(words(SAID, day="2024-05-02"), now_ms=NOW, entry_id=ENTRY)
    spans = [[SAID.index(part), SAID.index(part) + len(part)] for part in ("sell the boat", "It leaks", "Bea loves it")]
    told = {"type": "decision", "by": "self", "state": "made", "spans": spans[:1], "for": spans[1:2]}
    desk.judgements.add(entry, told | {"against": spans[2:]}, now_ms=NOW)
    desk.close()


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_apart(tmp_path_factory.mktemp("deciding"), fill) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with let_in(served) as client:
        client.follow_redirects = True
        client.post("/look-back/begin", data={"room": "decisions"})
        yield client


def kept(client: httpx.Client, **changed: str) -> str:
    """The address of one."""
    made = client.post("/decisions", data=GIVEN | changed)
    assert re.fullmatch(r"/decisions/[0-9a-f]{32}", made.url.path), made.text
    return made.url.path


def main_of(client: httpx.Client, address: str) -> str:
    text = client.get(address).text
    return text[text.index("<main") : text.index("</main")]


def test_she_is_asked_first_whom_she_would_rather_not_meet(served: Served) -> None:
    with let_in(served) as client:
        assert "you would rather not meet" in client.get("/decisions").text
        gone_on = client.post("/look-back/begin", data={"room": "decisions"}, follow_redirects=True)
        assert gone_on.url.path == "/decisions"


def test_why_says_her_reasons_and_nothing_else(client: httpx.Client) -> None:
    address = kept(client)
    assert "I take the job in Porto" in main_of(client, "/decisions")
    first, why = main_of(client, address), main_of(client, f"{address}/why")
    assert not [words for words in (*HIDDEN, *REASONS) if words in first]
    assert [words for words in REASONS if words in why] == list(REASONS)
    assert not [words for words in HIDDEN if words in why]


def test_the_original_comes_after_what_she_remembers(client: httpx.Client) -> None:
    address = kept(client)
    before = main_of(client, f"{address}/review")
    assert not [words for words in (*HIDDEN, *REASONS) if words in before]
    assert client.post(f"{address}/outcome", data={"happened": "zqearly"}).status_code == 400
    assert client.post(f"{address}/recall", data={"remembered": " "}).status_code == 400

    client.post(f"{address}/recall", data={"remembered": "I wanted the sea, zqrecall"})
    after = main_of(client, f"{address}/review")
    assert [words for words in (*HIDDEN, *REASONS) if words in after] == [*HIDDEN, *REASONS]
    assert after.index("zqrecall") < after.index("settled by")
    client.post(f"{address}/recall", data={"remembered": "zqsecond thoughts"})
    assert "zqsecond" not in main_of(client, f"{address}/review"), "what she remembered is kept as she first said it"

    client.post(f"{address}/outcome", data={"happened": "zqhappened", "luck": "both", "otherwise": ""})
    assert not [words for words in HIDDEN if words in main_of(client, f"{address}/review")]
    client.post(f"{address}/recall", data={"skip": "on"})
    second = main_of(client, f"{address}/review")
    assert "zqhappened" in second
    assert "zqearly" not in second


def test_one_that_was_found_is_kept_with_the_reasons_she_leaves_ticked(client: httpx.Client) -> None:
    entry = client.post(f"/entry/{ENTRY}/layers", data={"open": "yes"}).text
    found = re.findall(rf'href="(/entry/{ENTRY}/finding/[^"/]+)"', entry)
    [finding] = {one for one in found if f"{one}/decide" in client.get(one).text}
    sheet = main_of(client, f"{finding}/decide")
    assert [words for words in ("sell the boat", "It leaks", "Bea loves it") if words in sheet] == [
        "sell the boat", "It leaks", "Bea loves it",
    ]  # fmt: skip
    refused = client.post(f"{finding}/decide", data={"found-for-0": "on", "sure": "101", "mind": "zqmind"})
    assert refused.status_code == 400
    assert "zqmind" in refused.text
    assert "<li>" not in main_of(client, "/decisions")

    made = client.post(f"{finding}/decide", data={"found-for-0": "on", "against": "I would miss it"})
    why = main_of(client, f"{made.url.path}/why")
    assert [words for words in ("sell the boat", "It leaks", "I would miss it") if words in why] == [
        "sell the boat", "It leaks", "I would miss it",
    ]  # fmt: skip
    assert "Bea loves it" not in why

    client.post(f"/entry/{ENTRY}/trash")
    assert "It leaks" not in main_of(client, f"{made.url.path}/why")
    assert client.get(f"/entry/{ENTRY}/finding/zz/decide").status_code in {400, 404}


@pytest.mark.parametrize(
    "wrong", [{"what": " "}, {"sure": "101"}, {"sure": "²"}, {"day": "2024-02-30"}, {"by": "soon"}, {"sure": "9999"}]
)
def test_what_is_half_given_is_refused_and_comes_back_as_typed(client: httpx.Client, wrong: dict[str, str]) -> None:
    refused = client.post("/decisions", data=GIVEN | {"mind": "zqmind"} | wrong)
    assert refused.status_code == 400
    assert "zqmind" in refused.text
    assert "<li>" not in main_of(client, "/decisions")


def test_one_that_is_removed_is_gone(client: httpx.Client) -> None:
    address = kept(client)
    client.post(f"{address}/recall", data={"remembered": "zqrecall"})
    client.post(f"{address}/remove")
    assert client.get(address).status_code == 400
    assert "Porto" not in client.get("/decisions").text
