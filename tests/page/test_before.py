"""Has this happened before, on the page: places to sort, and what she sorted, never the like alone."""

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta

import httpx
import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.vault import Vault
from goldseam.lookback.choosing import begin
from tests.making import NOW, ZONE, words
from tests.page.conftest import let_in
from tests.page.serving import Served, serve_apart

QUESTION = "a dinner that was called off, zqasked"
LIKE, OTHER, BEANS, PASSAGE, NEW, TOM = (digit * 32 for digit in "123456")


def fill(vault: Vault) -> None:
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    today = date.fromisoformat(desk.today())
    for id_, day, text in (
        (LIKE, "2019-02-03", "He called off dinner. I ate the <soup> alone, and slept badly."),
        (OTHER, "2020-07-07", "I was sure he would call off dinner. He came at eight. We ate and laughed."),
        (BEANS, "2021-03-01", "The beans are up. Rain."),
        (PASSAGE, "2021-05-01", "Tea. Dinner was called off ten minutes before. Bread."),
        (TOM, "2018-01-01", "Tom called off dinner at the last minute, zqtom. I ate the soup."),
        (NEW, (today - timedelta(days=3)).isoformat(), "Dinner was called off at the last minute, zqnew."),
    ):
        desk.entries.add(words(text, day=day), now_ms=NOW, entry_id=id_)
    desk.close()


def begun(vault: Vault) -> None:
    fill(vault)
    begin(vault, now_ms=NOW)


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_apart(tmp_path_factory.mktemp("before"), begun) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with let_in(served) as client:
        client.follow_redirects = True
        client.headers.update({"accept-language": "en-GB"})
        yield client


def offered(page: str) -> list[str]:
    """The entries that can be sorted, in the order in which they stand."""
    return list(dict.fromkeys(re.findall(r'name="side-([0-9a-f]{32})"', page)))


def spans(page: str) -> dict[str, str]:
    return {f"span-{entry}": span for entry, span in re.findall(r'name="span-([0-9a-f]{32})" value="([0-9-]+)"', page)}


def sort(client: httpx.Client, **sides: str) -> httpx.Response:
    """Asks the question, and sorts what is named; returns the page that follows."""
    page = client.post("/before", data={"q": QUESTION}).text
    said = {f"side-{entry}": side for entry, side in sides.items()}
    return client.post("/before/sort", data={"q": QUESTION} | spans(page) | said)


def laid(page: str) -> list[str]:
    """The sides, as the columns stand."""
    return re.findall(r'<span class="side (\w+)">', page)


def test_a_question_brings_places_in_the_order_of_time_and_nothing_is_kept_of_it(client: httpx.Client) -> None:
    page = client.post("/before", data={"q": QUESTION})

    entries = offered(page.text)
    assert [entry for entry in entries if entry in {LIKE, OTHER, PASSAGE}] == [LIKE, OTHER, PASSAGE]
    assert NEW not in entries
    assert "I ate the &lt;soup&gt; alone" in page.text
    assert "zqasked" not in client.get("/before").text
    assert NEW in offered(client.post("/before", data={"q": QUESTION, "again": "yes"}).text)
    addresses = re.findall(r'(?:href|action)="([^"]+)"', page.text)
    assert not any("zqasked" in one for one in (*addresses, str(page.url)))


def test_what_she_sorted_stands_side_by_side_with_what_went_otherwise(client: httpx.Client) -> None:
    done = sort(client, **{LIKE: "like", OTHER: "otherwise", PASSAGE: "neither"})

    assert re.fullmatch(r"/before/[0-9a-f]{32}", done.url.path)
    assert laid(done.text) == ["like", "otherwise"]
    words_shown = [html.unescape(one) for one in re.findall(r'<td><p><q class="words" dir="auto">(.*?)</q>', done.text)]
    assert "He called off dinner." in words_shown
    more = client.get(f"{done.url.path}/more").text
    assert not {LIKE, OTHER, PASSAGE} & set(offered(more))
    assert TOM in offered(more)
    again = sort(client, **{TOM: "like", PASSAGE: "like"})
    assert again.url.path == done.url.path
    assert laid(again.text) == ["like", "like", "otherwise", "like"]
    assert client.get("/before").text.count('href="/before/') == 1


def test_what_was_like_it_is_not_shown_where_what_went_otherwise_rests(client: httpx.Client) -> None:
    done = sort(client, **{LIKE: "like", OTHER: "otherwise"})
    client.post(f"/entry/{OTHER}/rest")

    page = client.get(done.url.path).text

    assert laid(page) == []
    assert "called off dinner." not in page
    assert "This is not laid out now" in page


def test_a_sentence_gets_a_stage_and_a_page_is_taken_back(client: httpx.Client) -> None:
    address = sort(client, **{LIKE: "like", OTHER: "otherwise"}).url.path
    sheet = client.get(f"{address}/time/{OTHER}").text
    fields = re.findall(r'name="stage/(\d+-\d+)"', sheet)
    given = {"side": "otherwise", f"stage/{fields[0]}": "began"}
    given |= {f"stage/{fields[1]}": "", f"own/{fields[1]}": "at <the> door", f"stage/{fields[2]}": ""}

    page = client.post(f"{address}/time/{OTHER}", data=given).text

    stages = re.findall(r'<tr class="stage"><th [^>]*><span>(.*?)</span></th>', page)
    assert [re.sub(r"<[^>]+>", "", stage) for stage in stages] == [
        "how it began", "at &lt;the&gt; door", "without a stage",
    ]  # fmt: skip
    assert "We ate and laughed." not in page
    assert 'value="at &lt;the&gt; door"' in client.get(f"{address}/time/{OTHER}").text
    given |= {f"stage/{fields[2]}": "kept"}
    assert "at &lt;the&gt;" not in client.post(f"{address}/time/{OTHER}", data=given).text, "it was left out"
    taken = client.post(f"{address}/time/{OTHER}", data={"take-back": "yes"}).text
    assert laid(taken) == ["like"]
    assert "None of these went otherwise" in taken


def test_it_is_asked_from_sentences_of_a_page(client: httpx.Client) -> None:
    assert f'href="/before/from/{PASSAGE}"' in client.get(f"/entry/{PASSAGE}").text
    sheet = client.get(f"/before/from/{PASSAGE}").text
    ticks = re.findall(r'name="said" value="(\d+-\d+)"', sheet)

    page = client.post(f"/before/from/{PASSAGE}", data={"said": ticks[1]}).text

    assert "Dinner was called off ten minutes before.</blockquote>" in page
    assert {LIKE, OTHER} <= set(offered(page)) <= {LIKE, OTHER, BEANS, TOM}
    said = {"from": PASSAGE, "passage": ticks[1], f"side-{LIKE}": "like"} | spans(page)
    done = client.post("/before/sort", data=said)
    assert laid(done.text) == ["like"]
    assert '<q class="words" dir="auto">Dinner was called off ten minutes before.</q>' in done.text
    assert client.post(f"/before/from/{PASSAGE}").text.count('name="said"') == 3, "nothing was ticked"


def test_on_a_page_of_the_last_weeks_it_is_not_offered_and_asked_there_twice(client: httpx.Client) -> None:
    assert "/before/" not in client.get(f"/entry/{NEW}").text
    assert f'href="/before/from/{NEW}"' in client.get(f"/entry/{NEW}/alike").text

    first = client.get(f"/before/from/{NEW}").text
    assert 'name="said"' not in first
    assert "zqnew" not in first
    (again,) = re.findall(rf'href="(/before/from/{NEW}\?[^"]*)"', first)
    second = client.get(again).text
    (tick,) = re.findall(r'name="said" value="(\d+-\d+)"', second)
    assert {LIKE, PASSAGE} <= set(offered(client.post(f"/before/from/{NEW}", data={"said": tick}).text))


def test_the_pages_of_a_day_she_names_can_be_sorted_too(client: httpx.Client) -> None:
    address = sort(client, **{LIKE: "like"}).url.path

    page = client.get(f"{address}/more?day=2021-03-01").text

    assert offered(page) == [BEANS]
    done = client.post(f"{address}/sort", data={f"side-{BEANS}": "otherwise"} | spans(page)).text
    assert laid(done) == ["like", "otherwise"]
    assert "Nothing else is written" in client.get(f"{address}/more?day=1999-01-01").text
    assert client.get(f"{address}/more?day=no&start=x").status_code == 200


def test_she_names_it_and_lets_it_go(client: httpx.Client) -> None:
    address = sort(client, **{LIKE: "like"}).url.path
    assert "Called &lt;off&gt;" in client.post(f"{address}/name", data={"name": "Called <off>"}).text
    assert "Called &lt;off&gt;" in client.get("/before").text

    gone = client.post(f"{address}/remove")

    assert gone.url.path == "/before"
    assert "Called" not in gone.text
    assert client.get(address).status_code == 400
    assert "called off dinner" in client.get(f"/entry/{LIKE}").text


def test_where_nothing_speaks_of_it_it_says_so(client: httpx.Client) -> None:
    page = client.post("/before", data={"q": "zxcv asdf qwer"}).text

    assert "Nothing earlier that speaks of it was found." in page
    assert offered(page) == []
    assert client.post("/before/sort", data={"q": "zxcv asdf qwer"}).status_code == 200
    assert "zxcv" not in client.get("/before").text


@pytest.mark.parametrize("span", ["", "0-9999", "9-3", "x", "-1-3", "0-" + "9" * 60])
def test_words_that_do_not_stand_there_are_refused(client: httpx.Client, span: str) -> None:
    given = {"q": QUESTION, f"side-{LIKE}": "like", f"span-{LIKE}": span}

    refused = client.post("/before/sort", data=given)

    assert refused.status_code == 400
    assert "called off dinner." not in refused.text
    assert "zqasked" not in client.get("/before").text


def test_who_rests_is_nowhere_but_where_the_question_names_them(client: httpx.Client) -> None:
    address = sort(client, **{LIKE: "like", TOM: "like"}).url.path
    named = client.post("/before", data={"q": "has Tom called off dinner?"}).text
    kept = client.post(
        "/before/sort", data={"q": "has Tom called off dinner?", f"side-{TOM}": "like"} | spans(named)
    ).url.path
    rest = client.post("/rests", data={"sort": "person", "name": "Tom"}).url.path
    client.post(rest, data={"depth": "quiet", "for": "1y"})

    assert TOM not in client.post("/before", data={"q": QUESTION}).text
    assert "zqtom" not in client.get(address).text
    assert kept not in client.get("/before").text
    assert "zqtom" in client.get(kept).text
    assert TOM in offered(client.post("/before", data={"q": "Tom called off dinner"}).text)
    client.post(rest, data={"depth": "away", "for": "1y"})
    for page in (
        client.get(kept),
        client.get(address),
        client.get("/before"),
        client.get(f"{address}/more"),
        client.get(f"{address}/more?day=2018-01-01"),
        client.get(f"{address}/time/{TOM}"),
        client.get(f"/before/from/{TOM}"),
        client.post("/before", data={"q": QUESTION}),
        client.post("/before/sort", data={"q": QUESTION, f"side-{TOM}": "like", f"span-{TOM}": "0-3"}),
        client.post(f"{address}/sort", data={f"side-{TOM}": "like", f"span-{TOM}": "0-3"}),
    ):
        assert "zqtom" not in page.text
        assert TOM not in re.sub(r'(?:href|action|name)="[^"]*"', "", page.text)
    asked = client.post("/before", data={"q": "Tom called off dinner"}).text
    assert "Look anyway?" in asked
    assert TOM not in offered(asked)


def test_it_asks_first_whom_she_would_rather_not_meet(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serve_apart(tmp_path_factory.mktemp("first"), fill) as served, let_in(served) as client:
        client.follow_redirects = True
        for page in (
            client.get("/before"),
            client.post("/before", data={"q": QUESTION}),
            client.get(f"/before/from/{PASSAGE}"),
            client.post(f"/before/from/{PASSAGE}", data={"said": "0-4"}),
            client.post("/before/sort", data={"q": QUESTION, f"side-{LIKE}": "like", f"span-{LIKE}": "0-4"}),
        ):
            assert 'name="room" value="before"' in page.text
            assert offered(page.text) == []
        assert client.post("/look-back/begin", data={"room": "before"}).url.path == "/before"
