"""Said to be coming, on the page: kept where she says so, answered, moved, and gone with its page."""

import re
from collections.abc import Iterator

import httpx
import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.vault import Vault
from goldseam.lookback.choosing import begin
from tests.making import NOW, UNHIDDEN, ZONE, words
from tests.page.conftest import let_in
from tests.page.serving import Served, serve_apart

MANY, ONE = "a" * 32, "b" * 32
COUNT = 45


def fill(vault: Vault) -> None:
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    many = "\n".join(f"I shall bring number {number:02d}." for number in range(COUNT))
    entry = desk.entries.add(words(many, day="2024-03-02"), now_ms=NOW, entry_id=MANY)
    for number in range(COUNT):
        start = many.index(f"number {number:02d}")
        told = {"type": "commitment", "strength": "plan", "by": "self", "spans": [[start, start + 9]]}
        desk.judgements.add(entry, told, now_ms=NOW)
    one = desk.entries.add(words("zqsail, said Bea.", day="2024-03-03"), now_ms=NOW, entry_id=ONE)
    desk.commitments.mark(one, 0, 6, by=None, sight=UNHIDDEN, now_ms=NOW)
    begin(desk.vault, now_ms=NOW)
    desk.close()


@pytest.fixture
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    served: Served
    with serve_apart(tmp_path_factory.mktemp("to-come"), fill) as served, let_in(served) as client:
        client.follow_redirects = True
        yield client


def address_of(client: httpx.Client, part: str = "") -> str:
    (address,) = re.findall(r'href="(/to-come/one/[0-9a-f]{32})"', client.get(f"/to-come{part}").text)
    return str(address)


def test_one_is_given_days_answered_and_forgotten(client: httpx.Client) -> None:
    address = address_of(client)
    assert "zqsail" not in client.get("/to-come?part=passed").text

    client.post(f"{address}/when", data={"first": "2024-05-01", "last": "2024-06-30"})
    assert "zqsail" in client.get("/to-come?part=passed").text
    assert client.post(f"{address}/when", data={"first": "2024-05-01", "last": "2024-04-30"}).status_code == 400
    assert client.post(f"{address}/when", data={"first": "0001-01-01", "last": "9999-12-31"}).status_code == 200
    assert "zqsail" not in client.get("/to-come?part=passed").text
    client.post(f"{address}/answer", data={"answer": "partly", "own": "zqhalf of it"})
    assert "zqsail" not in client.get("/to-come").text
    answered = client.get("/to-come?part=answered").text
    assert "zqhalf of it" in answered
    assert "it came partly" in answered

    client.post(f"{address}/answer")
    assert "zqhalf" not in client.get("/to-come?part=answered").text
    assert address_of(client) == address
    client.post(f"{address}/forget")
    assert "zqsail" not in client.get("/to-come").text
    assert client.get(address).status_code == 400


def test_many_found_come_page_by_page_and_one_is_kept_with_a_press(client: httpx.Client) -> None:
    shown: list[str] = []
    address: str | None = "/to-come/found"
    while address:
        text = client.get(address).text
        shown += re.findall(r">number (\d\d)<", text)
        more = re.search(r'href="(/to-come/found\?from=\d+)">More', text)
        address = more[1] if more else None
    assert shown == [f"{number:02d}" for number in range(COUNT)]

    keep = re.findall(rf'action="(/entry/{MANY}/finding/[^"]+/keep)"', client.get("/to-come/found").text)[3]
    kept = client.post(keep)

    assert "number 03" in kept.text
    assert ">number 03<" not in client.get("/to-come/found").text
    assert "number 03" in client.get("/to-come").text


def test_what_stood_on_a_page_that_is_gone_says_so(client: httpx.Client) -> None:
    client.post(f"/entry/{ONE}/trash")
    assert "/to-come/one/" not in client.get("/to-come").text
    client.post(f"/entry/{ONE}/purge")

    text = client.get(address_of(client)).text

    assert "The page it stood on is gone." in text
    assert "zqsail" not in text
    assert f"/entry/{ONE}" not in text
