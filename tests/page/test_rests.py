"""Resting, on the page: what is away is on no page, and a page beside everything lets it rest."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.vault import Vault
from goldseam.lookback.decisions import Wanted
from goldseam.page.routes import ROUTES
from goldseam.read.reader import Reader
from goldseam.write.attachments import Attachments
from goldseam.write.entries import Entries
from tests.making import NOW, UNHIDDEN, ZONE, words
from tests.page.conftest import let_in
from tests.page.diary import picture
from tests.page.serving import Served, serve_apart

TOM, LIS = "a" * 32, "b" * 32  # ids of the entries
CANARIES = ("zqharbour", "Torvald", "zqtag", TOM)


def fill(vault: Vault) -> None:
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    away = words(
        "zqharbour: Torvald said that it was late. I promised Torvald to ring on 3 March 2024.", day="2024-03-02"
    )
    desk.entries.add(away._replace(tags=("zqtag",), title="zqharbour by night"), now_ms=NOW, entry_id=TOM)
    desk.entries.add(
        words("Lis said that the sea was cold.", day="2024-03-02", tags=("sea",)), now_ms=NOW, entry_id=LIS
    )
    desk.registry.add("Torvald", now_ms=NOW)
    desk.readings.follow(Reader(), now_ms=lambda: NOW)
    entry = desk.entry_in_sight(TOM)
    start = entry.content.text.index("Torvald to ring")
    desk.commitments.mark(entry, start, start + len("Torvald to ring"), by="self", sight=UNHIDDEN, now_ms=NOW)
    desk.letters.mark(entry, now_ms=NOW)
    desk.decisions.make(Wanted("2024-03-02", "I go with Torvald", ("zqharbour",)), now_ms=NOW)
    desk.close()


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_apart(tmp_path_factory.mktemp("rests"), fill) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with let_in(served) as client:
        client.follow_redirects = True
        yield client


def begin(client: httpx.Client, *, depth: str = "away", **what: str) -> str:
    """Lets something rest, as a form does; returns the address of the rest."""
    made = client.post("/rests", data=what)
    address = made.url.path
    assert re.fullmatch(r"/rests/[0-9a-f]{32}", address), made.text
    assert client.post(address, data={"depth": depth, "for": "1y"}).status_code == 200
    return address


def everywhere(client: httpx.Client) -> dict[str, str]:
    """Every page and every answer to a question, but what says what rests."""
    known = {
        "entry": LIS, "day": "2024-03-02", "days": "2024-03", "month": "2024-03", "year": "2024", "number": "0",
        "draft": "c" * 32, "blob": "d" * 64, "finding": "f1", "label": "e" * 32, "person": "f" * 32, "name": "app.css",
        "commitment": "9" * 32, "letter": TOM, "decision": TOM, "before": "9" * 32, "chapter": TOM, "thread": TOM,
    }  # fmt: skip
    said: dict[str, str] = {}
    for at in ROUTES:
        if (
            at.method == "GET"
            and "/rest" not in at.path
            and not at.path.startswith(("/s/", "/enter", "/closed", "/begin"))
        ):
            said[at.path] = client.get(re.sub(r"\{(\w+)\}", lambda found: known[found[1]], at.path)).text
    said["less certain"] = client.get("/to-come/found?also=unsure").text
    for query in ("torvald", "zqharbour", "harb*", "said", "on:2024", "tag:zqtag", "person:Torvald", "-sea"):
        for path in ("/search", "/search/facets"):
            text = client.post(path, data={"q": query}).text
            name = query.rpartition(":")[2].title()  # whom she named herself may be named
            said[f"{path} {query}"] = text.replace(query, "").replace(name, "")
    for beginning in ("to", "zq", "#zq", "sa"):
        said[f"suggest {beginning}"] = client.post("/search/suggest", data={"q": beginning}).text
    for question in ("what did Lis say?", "what was late?", "when was it cold?"):
        said[f"ask {question}"] = client.post("/ask", data={"q": question}).text
    said["around"] = client.get("/around?day=2024-03-02&numbers=yes").text
    said["this day"] = client.post("/this-day").text
    lists = "".join(said[name] for name in ("/people", "/tags", "/decisions"))
    for address in re.findall(r'href="(/(?:people|tags|decisions)/[0-9a-f]{32})"', lists):
        those = {
            "decisions": ("", "/why", "/review"),
            "people": ("", "/named", "/said", "/promised", "/dated", "/merge"),
        }
        for page in those.get(address.split("/")[1], ("",)):
            said[f"{address}{page}"] = client.get(f"{address}{page}").text
    return said


def leaks(said: dict[str, str]) -> list[str]:
    return [f"{canary} at {where}" for where, text in said.items() for canary in CANARIES if canary in text]


def test_what_is_away_is_on_no_page_and_comes_back_whole(client: httpx.Client) -> None:
    before = everywhere(client)
    assert {found.split(" at ")[0] for found in leaks(before)} == set(CANARIES)
    address = begin(client, sort="person", name="torvald")

    assert leaks(everywhere(client)) == []
    assert "zqharbour" not in client.get(f"/entry/{TOM}").text
    assert client.get(f"/entry/{TOM}/change").status_code == 404

    client.post(f"{address}/end")
    assert leaks(everywhere(client)) == leaks(before)


def test_what_is_shown_for_looking_back_can_be_let_rest_right_there(client: httpx.Client) -> None:
    client.post("/look-back/begin", data={"room": "ask"})
    rest = f'action="/entry/{TOM}/rest"'
    assert rest in client.post("/ask", data={"q": "what did Torvald say about zqharbour?"}).text
    assert rest in client.post("/look-back", data={"kind": "any"}).text, "there is one day alone"
    found = client.post(f"/entry/{TOM}/layers", data={"open": "yes"}).text
    sheet = client.get(re.findall(rf'href="(/entry/{TOM}/finding/[^"/]+)"', found)[0]).text
    assert rest in sheet


def test_looking_once_lasts_until_the_journal_is_locked(client: httpx.Client, served: Served) -> None:
    address = client.post(f"/entry/{TOM}/rest").url.path
    client.post(address, data={"depth": "away", "for": "until-i-say"})
    assert "zqharbour" not in client.get("/timeline").text

    client.post(f"{address}/look")
    assert "zqharbour" in client.get("/timeline").text
    assert "zqharbour" in client.get(f"/entry/{TOM}").text

    client.post("/lock")
    served.unlock()
    assert "zqharbour" not in client.get("/timeline").text


def test_somebody_is_let_rest_from_the_page_about_them(client: httpx.Client) -> None:
    page = client.get("/people").text
    (id_,) = re.findall(r'href="(/people/[0-9a-f]{32})"[^>]*><bdi class="words">Torvald<', page)

    rest = client.post(f"{id_}/rest")

    assert 'class="words">Torvald</bdi>' in rest.text
    assert ">Torvald<" not in client.get("/people").text  # quiet: not by itself
    assert "zqharbour" in client.get("/timeline").text
    assert client.post(f"{id_}/rest").url.path == rest.url.path, "it rests already"


def test_what_was_ticked_rests_too_and_can_be_unticked(client: httpx.Client) -> None:
    address = begin(client, sort="person", name="Torvald")
    client.post(address, data={"depth": "away", "for": "", "also": "Lis"})
    assert "Lis said" not in client.get("/timeline").text

    client.post(address, data={"depth": "away", "for": ""})
    assert "Lis said" in client.get("/timeline").text


@pytest.mark.parametrize(
    "what",
    [
        {"sort": "person", "name": " "},
        {"sort": "period", "first": "", "last": ""},
        {"sort": "period", "first": "2024-02-30", "last": ""},
        {"sort": "period", "first": "2024-03-02", "last": "2023-01-01"},
        {"sort": "nonsense"},
        {},
    ],
)
def test_what_cannot_rest_is_refused_in_words(client: httpx.Client, what: dict[str, str]) -> None:
    refused = client.post("/rests", data=what)

    assert refused.status_code == 400
    assert "othing was changed" in refused.text
    assert "Nothing rests" in client.get("/rests", headers={"accept-language": "en-GB"}).text


def test_everything_may_rest_and_lists_stay(client: httpx.Client) -> None:
    client.post("/rests", data={"sort": "all"})

    assert "zqharbour" in client.get("/timeline").text
    assert "Torvald" not in client.get("/people").text
    assert "Lis" not in client.get("/people").text


def test_nothing_is_shown_before_she_asks_and_the_first_time_she_is_asked_whom_not_to_meet(
    client: httpx.Client,
) -> None:
    client.headers["accept-language"] = "en-GB"
    for address in ("/", "/write/new", "/more", "/this-day", "/look-back", "/search", "/settings", "/help"):
        assert "zqharbour" not in client.get(address).text, address
    assert "would rather not meet" in client.get("/look-back").text
    assert "zqharbour" not in client.post("/look-back", data={"kind": "any"}).text, "it was not asked yet"

    assert "yourself" in client.post("/look-back/begin", data={"name": "Me"}).text
    client.post("/look-back/begin", data={"name": "Torvald"})
    assert "Nobody else" in client.get("/look-back").text
    assert "would rather not meet" in client.get("/ask").text
    assert client.post("/look-back/begin", data={"room": "ask"}).url.path == "/ask"
    assert "would rather not meet" not in client.get("/ask").text
    for _ in range(8):
        shown = client.post("/look-back", data={"kind": "any"}).text
        assert "Lis said" in shown or "2024" in shown
        assert "zqharbour" not in shown
    client.post("/look-back/not-now")
    assert "not now" in client.post("/look-back", data={"kind": "any"}).text


def test_who_names_somebody_who_is_away_is_told_that_she_may_look(client: httpx.Client) -> None:
    client.headers["accept-language"] = "en-GB"
    address = begin(client, sort="person", name="Torvald")

    asked = client.post("/search", data={"q": "torvald"}).text
    assert "Look anyway?" in asked
    assert f'href="{address}"' in asked
    for other in ("torv", "harbour", "sea"):
        assert "Look anyway?" not in client.post("/search", data={"q": other}).text
    assert f'href="{address}"' in client.post("/ask", data={"q": "what did Torvald say?"}).text

    client.post(f"{address}/look")
    assert "Look anyway?" not in client.post("/search", data={"q": "torvald"}).text


def test_a_picture_that_a_stale_list_still_names_is_not_shown(client: httpx.Client, served: Served) -> None:
    vault = served.vault()
    _, file = Attachments(vault).add(TOM, io.BytesIO(picture("red")), "zq.jpg", now_ms=NOW)
    vault.close()
    address = f"/thumbnail/{file.blob}"
    assert client.get(address).status_code == 200

    begin(client, sort="person", name="Torvald")
    assert client.get(address).status_code == 404
    assert client.get(f"/entry/{TOM}/file/{file.blob}").status_code == 404


CLOCK = """
import os, time
told, real = os.environ["ZQ_DAYS"], time.time_ns
def shifted():
    with open(told) as file:
        return real() + int(file.read()) * 86_400_000_000_000
time.time_ns = shifted
"""
OPENED = ("/", "/write/new", "/more", "/look-back", "/this-day", "/search", "/settings", "/help")


def five_years(vault: Vault) -> None:
    """Imported: every day of five years, up to today."""
    days = [datetime.now(UTC).date() - timedelta(days=apart) for apart in range(1, 5 * 365)]
    arriving = [(f"{n + 1:032x}", words(f"zqday {n}", day=day.isoformat())) for n, day in enumerate(days)]
    Entries(vault).take_in(arriving, now_ms=NOW)


@pytest.mark.parametrize("days", [6, pytest.param(1000, marks=pytest.mark.long)])
def test_five_imported_years_show_nothing_on_the_days_on_which_she_only_opens(
    days: int, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path_factory.mktemp("years")
    (home / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
    told = home / "days"
    told.write_text("0", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(home))
    monkeypatch.setenv("ZQ_DAYS", str(told))
    with serve_apart(home, five_years) as served, let_in(served) as client:
        client.follow_redirects = True
        assert "zqday" in client.get("/timeline").text
        seen: set[str] = set()
        for day in range(days):
            told.write_text(str(day), encoding="utf-8")
            for address in OPENED:
                answer = client.get(address)
                assert answer.status_code == 200, f"{address} on day {day}"
                assert "zqday" not in answer.text, f"{address} on day {day}"
            seen |= set(re.findall(r'data-day="([0-9-]+)"', client.get("/write/new").text))
        assert len(seen) == days, "the clock went on"
