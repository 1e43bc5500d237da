"""Who is who, on the page: her own sentences in order, names she gives, and nothing of them in any address."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.vault import Vault
from goldseam.read.layout import details_object
from goldseam.read.person import Person
from goldseam.words.finding import TYPES, Commitment, Details, Mention, Speech, Time
from tests.making import NOW, UNHIDDEN, ZONE, words
from tests.page.browsing import PHONE, let_in_tab
from tests.page.conftest import let_in
from tests.page.payloads import RUNS
from tests.page.serving import Served, serve_apart

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CRUEL = f"<img src=x onerror={RUNS}>\"'</script>"
PAGES = (
    ("2024-03-07", "Beatriz said that the boat is red. I shall ring Beatriz soon."),
    ("2024-03-09", "Bea came by. We sang."),
    ("2024-05-01", f"{CRUEL} came too."),
)


def fill(vault: Vault) -> None:
    """Entries with what she has marked in them herself: what these pages show does not hang on any reader."""
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    for day, text in PAGES:
        entry = desk.entries.add(words(text, day=day), now_ms=NOW)
        marks: list[tuple[str, Details]] = []
        for name in ("Beatriz", "Bea", CRUEL):
            found = re.search(re.escape(name) + r"(?!\w)", text)
            if found:
                who = known(desk, name) or desk.registry.add(name, now_ms=NOW)
                marks.append((name, Mention("person", "name", who.id)))
        beatriz = known(desk, "Beatriz")
        assert beatriz is not None, "the first page names her"
        if "boat" in text:
            marks += [
                ("the boat is red", Speech("indirect", beatriz.id)),
                ("I shall ring Beatriz", Commitment("plan", "self", (beatriz.id,))),
            ]
        for quote, details in marks:
            start = text.index(quote)
            told = {"type": TYPES[type(details)][0], "spans": [[start, start + len(quote)]], **details_object(details)}
            desk.judgements.add(entry, told, now_ms=NOW)
    desk.close()


def known(desk: Desk, name: str) -> Person | None:
    return next((one for one in desk.registry.circle().roots.values() if name in one.names), None)


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_apart(tmp_path_factory.mktemp("people"), fill) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with let_in(served) as client:
        client.follow_redirects = True
        yield client


def ids(client: httpx.Client) -> dict[str, str]:
    """The id of everybody on the page, by the name as HTML."""
    found = re.findall(r'href="/people/([0-9a-f]{32})"[^>]*><bdi class="words">(.*?)</bdi>', client.get("/people").text)
    return {name: id_ for id_, name in found}


def sentences(page: str) -> list[str]:
    return re.findall(r'<q class="words" dir="auto">(.*?)</q>', page)


def test_a_person_is_her_own_sentences_in_order(client: httpx.Client) -> None:
    page = client.get(f"/people/{ids(client)['Beatriz']}", headers={"accept-language": "en-GB"}).text
    said, promised, mentions = page.split("<h2>")[1:]

    assert sentences(said) == ["Beatriz said that the boat is red."]
    assert sentences(promised) == ["I shall ring Beatriz soon."]
    assert sentences(mentions) == ["Beatriz said that the boat is red."]
    assert "First on 7 March 2024, last on 7 March 2024." in page


def chapter(client: httpx.Client, id_: str, name: str, first: str = "", last: str = "") -> str:
    """Names one; returns the address of the person."""
    return client.post(f"/people/{id_}/chapters", data={"name": name, "first": first, "last": last}).url.path


def test_her_chapters_hold_her_sentences_and_what_is_in_none_stands_apart(client: httpx.Client) -> None:
    id_ = ids(client)["Bea"]
    address = chapter(client, id_, "by the <sea>", "2024-03-01", "2024-03-31")
    page = client.get(address).text
    (of_chapter,) = re.findall(rf'href="({address}/chapters/[0-9a-f]{{32}})" class="words"', page)

    assert "by the &lt;sea&gt;" in page
    assert sentences(page) == ["Bea came by."]
    assert "In no chapter" not in page
    assert sentences(client.get(of_chapter).text) == ["Bea came by."]

    client.post(of_chapter, data={"name": "later", "first": "2024-05-01", "last": ""})
    page = client.get(address).text
    assert ">later<" in page
    assert "In no chapter" in page
    assert sentences(client.get(of_chapter).text) == []
    assert sentences(client.get(f"{address}/named?outside=yes").text) == ["Bea came by."]

    client.post(f"{of_chapter}/drop")
    assert client.get(of_chapter).status_code == 404
    assert "later" not in client.get(address).text


def test_whoever_is_forgotten_takes_the_chapters_along(client: httpx.Client, served: Served) -> None:
    address = chapter(client, ids(client)["Bea"], "quillwort summer")
    client.post(f"{address}/forget")
    vault = served.vault()
    kept = vault.database.rows("select meta, body from record where kind = 'lookback'")
    vault.close()

    assert kept == [(None, None)]


@pytest.mark.parametrize("given", [{"name": ""}, {"name": "x", "first": "2024-02-30"}, {"name": "x", "last": "soon"}])
def test_what_is_no_chapter_is_refused(client: httpx.Client, given: dict[str, str]) -> None:
    assert client.post(f"/people/{ids(client)['Bea']}/chapters", data=given).status_code == 400


def test_the_lists_of_somebody_go_on_where_the_one_before_ended(client: httpx.Client, served: Served) -> None:
    vault = served.vault()
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    who = known(desk, "Beatriz")
    assert who is not None
    said = [f"Beatriz said word {number}." for number in range(100)]
    for number, text in enumerate(said):
        entry = desk.entries.add(words(text, day=f"20{10 + number // 12}-{number % 12 + 1:02}-05"), now_ms=NOW)
        for quote, details in (("Beatriz", Mention("person", "name", who.id)), (text[:-1], Speech("direct", who.id))):
            start = text.index(quote)
            told = {"type": TYPES[type(details)][0], "spans": [[start, start + len(quote)]], **details_object(details)}
            desk.judgements.add(entry, told, now_ms=NOW)
    desk.close()
    vault.close()
    for part in ("said", "said?words=exact", "named"):
        address, seen, back = f"/people/{who.id}/{part}", [], []
        while address:
            page = client.get(address).text
            seen += sentences(page)
            back.append(address)
            following = re.findall(r'href="([^"]+)" rel="next"', page)
            before = re.findall(r'href="([^"]+)" rel="prev"', page)
            assert bool(before) == (len(back) > 1)
            address = following[0].replace("&amp;", "&") if following else ""

        assert [one for one in seen if "word" in one] == said
        assert len(back) > 2


def test_the_time_line_leads_to_what_other_pages_tell_of_a_time(client: httpx.Client, served: Served) -> None:
    vault = served.vault()
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    who = known(desk, "Beatriz")
    assert who is not None
    text = "It was in June that Beatriz moved."
    entry = desk.entries.add(words(text, day="2024-09-01"), now_ms=NOW)
    june = Time("date", "2024-06", first="2024-06-01", end="2024-07-01")
    for quote, details in (("Beatriz", Mention("person", "name", who.id)), ("June", june)):
        start = text.index(quote)
        told = {"type": TYPES[type(details)][0], "spans": [[start, start + len(quote)]], **details_object(details)}
        desk.judgements.add(entry, told, now_ms=NOW)
    desk.close()
    vault.close()
    page = client.get(f"/people/{who.id}").text

    assert f'href="/people/{who.id}/dated?on=2024-06"' in page
    assert sentences(client.get(f"/people/{who.id}/dated?on=2024-06").text) == [text]
    assert sentences(client.get(f"/people/{who.id}/dated?on=2024-09").text) == []
    assert sentences(client.get(f"/people/{who.id}/dated").text) == [text]
    assert client.get(f"/people/{who.id}/dated?on=2024-13").status_code == 404


def test_two_names_are_merged_when_she_says_so_and_it_can_be_taken_back(client: httpx.Client) -> None:
    before = ids(client)
    asked = client.get("/people").text
    merged = client.post(f"/people/{before['Beatriz']}/merge", data={"other": before["Bea"]}).text
    after = ids(client)
    client.post("/people/undo")

    assert "One and the same?" in asked
    assert "Bea came by." in sentences(merged)
    assert "Bea" not in after
    assert ids(client) == before


def test_a_merged_name_is_parted_again(client: httpx.Client) -> None:
    before = ids(client)
    client.post(f"/people/{before['Beatriz']}/merge", data={"other": before["Bea"]})
    client.post(f"/people/{before['Beatriz']}/split", data={"name": "Bea"})

    assert set(ids(client)) == set(before)
    assert "Bea came by." not in sentences(client.get(f"/people/{before['Beatriz']}").text)


def test_two_who_are_two_are_not_asked_about_again(client: httpx.Client) -> None:
    before = ids(client)
    page = client.post(f"/people/{before['Beatriz']}/apart", data={"other": before["Bea"]}).text

    assert "One and the same?" not in page


def test_a_name_is_changed_and_changed_back(client: httpx.Client) -> None:
    id_ = ids(client)["Bea"]
    renamed = client.post(f"/people/{id_}/rename", data={"name": "Beatrice"}).text
    client.post("/people/undo")

    assert "Beatrice" in renamed
    assert ids(client)["Bea"] == id_
    assert "Beatrice" not in client.get("/people").text


def test_who_is_forgotten_leaves_the_entries_alone(client: httpx.Client, served: Served) -> None:
    id_ = ids(client)["Bea"]
    client.post(f"/people/{id_}/forget")
    vault = served.vault()
    texts = {entry.content.text for entry in vault.timeline(limit=10, sight=UNHIDDEN)}
    vault.close()

    assert client.get(f"/people/{id_}").status_code == 404
    assert texts == {text for _, text in PAGES}


@pytest.mark.parametrize("act", ["rename", "merge", "apart", "split"])
def test_what_cannot_be_is_refused(client: httpx.Client, act: str) -> None:
    id_ = ids(client)["Bea"]

    assert client.post(f"/people/{'0' * 32}/{act}", data={"name": "x", "other": id_}).status_code == 400
    assert client.post(f"/people/{id_}/{act}", data={"name": "", "other": "x"}).status_code == 400


def test_names_run_nowhere_and_stand_in_no_address_or_title(client: httpx.Client) -> None:
    pages = [client.get("/people").text, *(client.get(f"/people/{id_}").text for id_ in ids(client).values())]

    assert len(pages) == 4
    for page in pages:
        assert "<img" not in page
        addresses = re.findall(r'(?:href|action)="([^"]+)"', page)
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert not any("Bea" in one or "onerror" in one for one in (*addresses, title))
    assert any("&lt;img" in page for page in pages)


def test_it_fits_a_telephone(served: Served, browser: "Browser") -> None:
    with let_in_tab(browser, served, size=PHONE) as tab:
        tab.goto(f"{served.origin}/people")
        widths = [tab.evaluate("() => document.documentElement.scrollWidth")]
        for number in range(3):
            tab.goto(f"{served.origin}/people")
            tab.click(f".people a >> nth={number}")
            tab.wait_for_selector("h1.words")
            tab.click("summary")
            widths.append(tab.evaluate("() => document.documentElement.scrollWidth"))

        assert widths == [PHONE[0]] * 4
