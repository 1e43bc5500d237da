"""What stands in an entry, on its page: only when she asks, under her own words, and her word on it is last."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import httpx
import pytest

from goldseam.read.judgement import Judgement, judgements_of
from goldseam.write.entries import Entries
from tests.making import NOW, words
from tests.page.browsing import PHONE, let_in_tab
from tests.page.conftest import let_in
from tests.page.payloads import RUNS
from tests.page.serving import Served
from tests.page.test_underlines import Shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TEXT = "Yesterday 😀 it was *all* quiet. Lena **rang** again."
CRUEL = f"\"><img src=x onerror={RUNS}>'</script><script>{RUNS}</script>"


@pytest.fixture
def client(shared: Served) -> Iterator[httpx.Client]:
    with let_in(shared) as client:
        yield client


@pytest.fixture
def entry(shared: Served) -> str:
    return written(shared, TEXT)


@pytest.fixture
def opened(client: httpx.Client, entry: str) -> Iterator[str]:
    """An entry, with what stands in it shown."""
    client.post(f"/entry/{entry}/layers", data={"open": "yes"})
    client.get(f"/entry/{entry}")
    yield entry
    client.post(f"/entry/{entry}/layers", data={"close": "yes"})


@pytest.fixture
def tab(shared: Served, browser: "Browser", opened: str) -> "Iterator[Page]":
    with let_in_tab(browser, shared) as page:
        page.goto(f"{shared.origin}/entry/{opened}")
        page.wait_for_selector("#main[data-ready]")
        yield page


def written(served: Served, text: str) -> str:
    vault = served.vault()
    id_ = Entries(vault).add(words(text, day="2024-03-07"), now_ms=NOW).id
    vault.close()
    return id_


def said(served: Served, entry: str) -> list[Judgement]:
    vault = served.vault()
    found = [one for one in judgements_of(vault, entry) if one.verdict != "withdrawn"]
    vault.close()
    return found


def shown(client: httpx.Client, entry: str) -> Shown:
    return Shown(client.get(f"/entry/{entry}").text)


def mark(client: httpx.Client, entry: str, type_: str, **fields: str) -> httpx.Response:
    return client.post(f"/entry/{entry}/mark", data={"type": type_, **fields})


def test_nothing_is_marked_until_she_asks_and_nothing_where_she_writes(client: httpx.Client, entry: str) -> None:
    before = shown(client, entry)
    client.post(f"/entry/{entry}/layers", data={"open": "yes"})
    after = shown(client, entry)
    while_writing = client.get(f"/entry/{entry}/change", follow_redirects=True)
    client.post(f"/entry/{entry}/layers", data={"close": "yes"})

    assert before.under == {}
    assert after.under["t1"] == "Yesterday"
    assert 'class="found"' not in while_writing.text
    assert shown(client, entry).under == {}


def test_a_layer_stays_as_she_left_it_and_says_nothing_of_any_entry(
    shared: Served, client: httpx.Client, opened: str
) -> None:
    client.post(f"/entry/{opened}/layers", data={"kind": "time"})
    without = shown(client, written(shared, TEXT)).under
    client.post(f"/entry/{opened}/layers", data={"kind": "time"})
    kept = json.loads(next(Path(shared.folder).parent.rglob("page.json")).read_text())

    assert "t1" not in without
    assert "t1" in shown(client, opened).under
    assert set(kept["layers"].split()) <= {"time", "who", "feeling", "said", "promise", "decision", "body"}


def test_what_she_accepts_is_hers_and_can_be_taken_back(shared: Served, client: httpx.Client, opened: str) -> None:
    client.post(f"/entry/{opened}/finding/t1/accept")
    accepted = said(shared, opened)
    id_ = next(iter(i for i, under in shown(client, opened).under.items() if under == "Yesterday"))
    hers = client.get(f"/entry/{opened}").text
    client.post(f"/entry/{opened}/finding/{id_}/withdraw")

    assert [one.verdict for one in accepted] == ["accepted"]
    assert 'class="u time hers">Yesterday<' in hers
    assert said(shared, opened) == []
    assert 'class="u time">Yesterday<' in client.get(f"/entry/{opened}").text


def test_what_she_sets_aside_stays_away_and_can_come_back(shared: Served, client: httpx.Client, opened: str) -> None:
    client.post(f"/entry/{opened}/finding/t1/dismiss")
    away = shown(client, opened).under
    client.post("/settings/reading/again")
    again = shown(client, opened).under
    page = client.get(f"/entry/{opened}").text
    back = re.search(rf"/entry/{opened}/finding/([0-9a-f]{{32}})/withdraw", page)
    assert back is not None
    client.post(back[0])

    assert "Yesterday" not in away.values()
    assert "Yesterday" not in again.values()
    assert "Yesterday" in shown(client, opened).under.values()


def test_a_day_and_its_words_are_corrected(shared: Served, client: httpx.Client, opened: str) -> None:
    client.post(f"/entry/{opened}/finding/t1/correct", data={"day": "2023-05-02", "words": "Yesterday 😀"})
    (judgement,) = said(shared, opened)

    assert judgement.verdict == "corrected"
    assert judgement.now is not None
    assert (judgement.now["value"], judgement.now["quote"]) == ("2023-05-02", "Yesterday 😀")
    assert "2 May 2023" in client.get(f"/entry/{opened}", headers={"accept-language": "en-GB"}).text


def test_a_time_of_the_clock_is_corrected_and_stands_in_its_field(
    shared: Served, client: httpx.Client, opened: str
) -> None:
    client.post(f"/entry/{opened}/finding/t1/correct", data={"day": "2024-03-06 21:30", "words": "Yesterday"})
    (judgement,) = said(shared, opened)

    assert judgement.now is not None
    assert (judgement.now["class"], judgement.now["value"]) == ("time", "2024-03-06T21:30")
    found = re.search(
        rf'href="(/entry/{opened}/finding/[^"/]+)"[^>]*>\s*<q[^>]*>Yesterday', client.get(f"/entry/{opened}").text
    )
    assert found is not None
    assert 'value="2024-03-06 21:30"' in client.get(found[1]).text


def test_what_was_left_as_it_stood_is_accepted(shared: Served, client: httpx.Client, opened: str) -> None:
    client.post(f"/entry/{opened}/finding/t1/correct", data={"day": "2024-03-06", "words": "Yesterday"})

    assert [one.verdict for one in said(shared, opened)] == ["accepted"]


def test_words_are_marked_by_their_place_or_by_themselves(shared: Served, client: httpx.Client, opened: str) -> None:
    start = TEXT.index("all* quiet")
    end = start + len("all* quiet")
    mark(client, opened, "feeling", label="calm", who="me", **{"from": str(start), "until": str(end)})
    mark(client, opened, "mention", label="person", who="Lena Q", words="Lena")
    told = {str(one.now and one.now["quote"]): one.now for one in said(shared, opened)}
    under = set(shown(client, opened).under.values())

    assert told["all* quiet"] is not None
    assert (told["all* quiet"]["emotion"], told["all* quiet"]["experiencer"]) == ("calm", "self")
    assert {"all quiet", "Lena"} <= under


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        ("time", {"words": "not there", "day": "2024"}),
        ("time", {"words": ""}),
        ("nothing", {"words": "Lena"}),
        ("feeling", {"words": "Lena", "label": "no such feeling"}),
        ("mention", {"from": "5", "until": "99999", "words": ""}),
        ("time", {"words": "Lena", "day": "no such day"}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    shared: Served, client: httpx.Client, opened: str, type_: str, fields: dict[str, str]
) -> None:
    answer = mark(client, opened, type_, **fields)

    assert answer.status_code == 400
    assert "mistake of ours" not in answer.text
    assert said(shared, opened) == []


def test_a_finding_that_is_not_there_is_missing(client: httpx.Client, opened: str) -> None:
    assert client.get(f"/entry/{opened}/finding/t99").status_code == 404
    assert client.post(f"/entry/{opened}/finding/t99/accept").status_code == 400
    assert client.post(f"/entry/{opened}/finding/t99/correct", data={"day": "2024"}).status_code == 400


def test_names_and_words_that_would_run_are_only_shown(shared: Served, client: httpx.Client) -> None:
    entry = written(shared, f"Yesterday {CRUEL} was here.")
    client.post(f"/entry/{entry}/layers", data={"open": "yes"})
    mark(client, entry, "mention", label="person", who=CRUEL, words=CRUEL)
    id_ = next(one.now["id"] for one in said(shared, entry) if one.now)
    pages = [client.get(address).text for address in (f"/entry/{entry}", f"/entry/{entry}/mark")]
    sheets = re.findall(rf"/entry/{entry}/finding/[\w-]+", pages[0])
    pages += [client.get(sheet).text for sheet in set(sheets) if not sheet.endswith(("withdraw",))]
    client.post(f"/entry/{entry}/layers", data={"close": "yes"})

    assert id_
    assert len(pages) > 2
    for page in pages:
        assert "<img" not in page
        assert f"<script>{RUNS}" not in page
    assert any("&lt;img" in page for page in pages)


def test_no_word_of_hers_is_in_an_address_or_a_title(client: httpx.Client, opened: str) -> None:
    mark(client, opened, "mention", label="person", who="Quixotina", words="Lena")
    page = client.get(f"/entry/{opened}").text
    addresses = set(re.findall(r'(?:href|action)="([^"]+)"', page))
    titles = [client.get(one).text.partition("<title>")[2].partition("<")[0] for one in addresses if "/finding/" in one]

    assert any("/finding/" in address for address in addresses)
    assert not any("Quixotina" in one or "Lena" in one or "Yesterday" in one for one in (*addresses, *titles))


def test_a_finding_opens_by_click_and_by_key_and_the_focus_comes_back(tab: "Page") -> None:
    tab.click(".found[data-found=t1]")
    tab.wait_for_selector("#finding-box[open]")
    told = tab.inner_text("#finding-box .told")
    tab.keyboard.press("Escape")
    tab.focus(".found[data-found=t1]")
    name = tab.evaluate("() => document.activeElement.getAttribute('aria-label')")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#finding-box[open]")
    tab.keyboard.press("Escape")
    tab.wait_for_selector("#finding-box:not([open])", state="attached")

    assert told == "when: Wednesday, 6 March 2024"
    assert name == "Yesterday: Wednesday, 6 March 2024 · a proposal"
    assert tab.evaluate("() => document.activeElement.dataset.found") == "t1"


def test_accepting_keeps_the_place_and_makes_the_line_whole(tab: "Page", shared: Served, opened: str) -> None:
    tab.click(".found[data-found=t1]")
    tab.wait_for_selector("#finding-box[open]")
    tab.click("#finding-box button.main >> nth=0")
    tab.wait_for_selector(".text .u.time.hers")

    assert [one.verdict for one in said(shared, opened)] == ["accepted"]
    assert tab.evaluate("() => location.pathname") == f"/entry/{opened}"


def test_every_row_of_the_list_is_a_link_that_opens_the_sheet(tab: "Page") -> None:
    tab.click(".seen summary >> nth=0")
    tab.focus(".findings a[data-sheet=t1]")
    lit = tab.evaluate("() => document.querySelector('.found[data-found=t1]').classList.contains('near')")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#finding-box[open] [data-finding=t1]")

    assert lit


@pytest.mark.parametrize(
    ("ends", "quote"),
    [
        ([".text em [data-at]", 0, ".text em + [data-at]", len(" quiet")], "all* quiet"),
        ([".text [data-at='9']", len(" XX "), ".text [data-at='9']", len(" XX it was")], "it was"),
    ],
    ids=["across an emphasis", "behind a sign that is two for a script and one for a text"],
)
def test_chosen_words_are_marked_at_exactly_their_place(
    tab: "Page", shared: Served, opened: str, ends: list[str | int], quote: str
) -> None:
    tab.evaluate(
        """([first, offset, last, end]) => {
          const range = document.createRange();
          range.setStart(document.querySelector(first).firstChild, offset);
          range.setEnd(document.querySelector(last).firstChild, end);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }""",
        ends,
    )
    tab.click("#chosen [data-mark]")
    tab.wait_for_selector("#finding-box[open]")
    tab.click("#finding-box summary:has-text('a feeling')")
    tab.select_option("#feeling-label", "calm")
    tab.click("#as-feeling button.main")
    tab.wait_for_selector(".text .u.feeling.hers")

    assert [one.now and one.now["quote"] for one in said(shared, opened)] == [quote]


def test_other_words_are_chosen_for_a_finding(tab: "Page", shared: Served, opened: str) -> None:
    tab.click(".found[data-found=t1]")
    tab.wait_for_selector("#finding-box[open]")
    tab.click("#finding-box .otherwise summary")
    tab.click("#finding-box [data-choose]")
    tab.evaluate("() => getSelection().selectAllChildren(document.querySelector('.text em'))")
    tab.click("#chosen [data-mark]")
    tab.wait_for_selector("#finding-box[open] [data-finding=t1]")
    tab.click("#finding-box .otherwise button.main")
    tab.wait_for_selector(".text .u.time.hers")

    assert [(one.verdict, one.now and one.now["quote"]) for one in said(shared, opened)] == [("corrected", "all")]


def test_a_name_leads_to_everywhere_it_stands(shared: Served, client: httpx.Client, opened: str) -> None:
    mark(client, opened, "mention", label="person", who="Lena Elsewhere", words="Lena")
    sheets = set(re.findall(rf"/entry/{opened}/finding/m-\w+", client.get(f"/entry/{opened}").text))
    found = re.search("/people/[0-9a-f]{32}", client.get(sheets.pop()).text)

    assert found is not None
    assert "Lena Elsewhere" in client.get(found[0]).text


def test_a_page_that_cannot_be_read_says_so(shared: Served, client: httpx.Client, opened: str) -> None:
    foreign = written(shared, "Ayer estuvimos en la playa con mi hermana y volvimos muy tarde a casa.")
    page = client.get(f"/entry/{foreign}").text

    assert "in a language that cannot be read" in page
    assert "in a language that cannot be read" not in client.get(f"/entry/{opened}").text


def test_two_versions_that_disagree_are_shown_as_they_are(shared: Served, client: httpx.Client, opened: str) -> None:
    vault = shared.vault()
    entries = Entries(vault)
    entry = vault.entry(opened)
    assert entry is not None
    for changed in ("Yesterday Lena rang twice.", "Yesterday Lena rang never."):
        entries.revise(opened, entry.content._replace(text=changed), now_ms=NOW + 5, base=entry.heads)
    vault.close()
    answer = client.get(f"/entry/{opened}")

    assert answer.status_code == 200
    assert "<mark>" in answer.text
    assert 'class="found"' not in answer.text
    assert f"/entry/{opened}/finding/" in answer.text  # in the list


def test_what_stands_in_code_is_listed_and_not_underlined(shared: Served, client: httpx.Client, opened: str) -> None:
    entry = written(shared, "It is `Lena` who rang; Lena is here.")
    mark(client, entry, "mention", label="person", who="Lena Code", **{"from": "7", "until": "11"})
    shows = shown(client, entry)
    page = client.get(f"/entry/{entry}").text

    assert opened
    assert "These stand where no line can be drawn" in page
    assert 7 not in [at for at, piece in shows.pieces if piece == "Lena"]


def test_reading_in_the_background_is_hers_to_turn_off(shared: Served, client: httpx.Client) -> None:
    def is_on() -> object:
        vault = shared.vault()
        value = vault.setting("read_in_background", 1)
        vault.close()
        return value

    client.post("/settings/reading")
    off, page = is_on(), client.get("/settings/reading").text
    client.post("/settings/reading", data={"background": "on"})

    assert off == 0
    assert not re.search(r'name="background"[^>]*checked', page)
    assert is_on() == 1
    assert re.search(r'name="background"[^>]*checked', client.get("/settings/reading").text)


def test_a_pattern_of_its_own_tells_each_kind_and_an_unbroken_line_what_is_hers(tab: "Page") -> None:
    """Not by colour alone (WCAG 1.4.1)."""
    styles = tab.evaluate(
        """() => [...document.querySelectorAll('.layer .u')].map((one) => {
          const style = getComputedStyle(one), plain = style.backgroundImage.replace(/oklch\\([^)]*\\)/g, 'c');
          return [plain.split(', linear-gradient(c, c)')[0] + style.backgroundSize, plain];
        })"""
    )

    assert len({pattern for pattern, _ in styles}) == len(styles) == 7


def test_it_fits_a_telephone(shared: Served, browser: "Browser", opened: str) -> None:
    with let_in_tab(browser, shared, size=PHONE) as tab:
        tab.goto(f"{shared.origin}/entry/{opened}")
        tab.wait_for_selector("#main[data-ready]")
        tab.tap(".found[data-found=t1]")
        tab.wait_for_selector("#finding-box[open]")

        assert tab.evaluate("() => document.documentElement.scrollWidth") == PHONE[0]


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const light = (name) => {
    const probe = document.createElement('i');
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    canvas.fillStyle = getComputedStyle(probe).color;
    probe.remove();
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light('--paper');
  return ['time', 'who', 'feeling', 'said', 'promise', 'decision', 'body'].map((kind) => {
    const line = light(`--kind-${kind}`);
    return (Math.max(line, paper) + 0.05) / (Math.min(line, paper) + 0.05);
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_line_is_seen_on_the_paper(tab: "Page", scheme: Literal["light", "dark"]) -> None:
    tab.emulate_media(color_scheme=scheme)

    assert min(tab.evaluate(CONTRAST)) >= 4.5
