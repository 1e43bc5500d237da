"""Nothing she writes or brings in runs on the page, or asks anybody anything: each wall alone, then all of it.

Whatever runs calls `canary`. The browser fails the test for that, for a dialog, for anything its policy refused to run,
and for a request elsewhere.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Error

from goldseam.keep.vault import Vault
from goldseam.page import markdown
from goldseam.page.guard import POLICY
from goldseam.page.markdown import ALLOWED, ATTRIBUTES, SCHEMES, html_of
from goldseam.words.entry import Attachment, Content
from goldseam.write.attachments import Attachments
from goldseam.write.contents import new_content
from goldseam.write.drafts import Draft, Drafts
from goldseam.write.entries import Entries
from tests.making import UNHIDDEN
from tests.page.browsing import Faults, visitor
from tests.page.payloads import payloads
from tests.page.raw import Visitor, visitor_of
from tests.page.serving import Served, serve_apart

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route

NOON = 1_790_000_000_000
DAY_MS = 86_400_000
TOGETHER = 50
ALL = payloads()
FORM = "application/x-www-form-urlencoded"


# Each wall alone


class Looking(HTMLParser):
    """What is dangerous in HTML, by reading it: elements and attributes not on the list, addresses that run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element."""
        if tag not in ALLOWED:
            self.found.append(f"<{tag}>")
        known = ATTRIBUTES.get(tag, set()) | {"rel", "target"}
        for name, value in attrs:
            if name not in known:
                self.found.append(f"{tag} {name}")
            # As browsers read an address: signs that are none at its beginning and in it are passed over.
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"\A[\0- ]+|[\t\r\n]", "", value or "").lower())
            if name == "href" and scheme and scheme[1] not in SCHEMES:
                self.found.append(f"href {value!r}")


def dangers(html: str) -> list[str]:
    looking = Looking()
    looking.feed(html)
    return looking.found


def by_markdown_alone(text: str) -> str:
    """The first wall: Markdown as it is set up, with no cleaning after it."""
    return str(markdown._markdown().render(text))


def by_cleaning_alone(text: str) -> str:
    """The second wall: what cleans, given HTML as it came, as if Markdown had let it through."""
    return markdown._cleaned(text)


def without_walls(text: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).render(text))


def by_both(text: str) -> str:
    return str(html_of(text))


WALLS: dict[str, Callable[[str], str]] = {
    "markdown": by_markdown_alone,
    "cleaning": by_cleaning_alone,
    "both": by_both,
}


def test_there_are_enough_payloads() -> None:
    assert len(ALL) >= 500


@pytest.mark.parametrize("wall", WALLS)
def test_each_wall_alone_lets_nothing_dangerous_through(wall: str) -> None:
    # What Markdown itself writes beside the list is cleaned away by the second wall: classes of code, pictures' marks.
    harmless = {"code class", "input class", "th style", "td style"} if wall == "markdown" else set()
    through = {text: set(dangers(WALLS[wall](text))) - harmless for text in ALL}

    assert {text: found for text, found in through.items() if found} == {}


def test_without_a_wall_most_of_them_are_dangerous() -> None:
    assert sum(bool(dangers(without_walls(text))) for text in ALL) > len(ALL) / 2


def test_cleaning_twice_changes_nothing() -> None:
    for text in ALL:
        once = by_cleaning_alone(text)
        assert by_cleaning_alone(once) == once


class Canary:
    """A browser in which whatever runs is noted."""

    def __init__(self, context: "BrowserContext") -> None:
        self.ran: list[str] = []
        context.expose_function("canary", lambda: self.ran.append("ran"))

    def watch(self, page: "Page") -> None:
        page.on("dialog", self._spoke)

    def _spoke(self, dialog: "Dialog") -> None:
        if dialog.type != "beforeunload":  # which is ours: something was changed and not kept yet
            self.ran.append("dialog")
        dialog.accept()


def provoke(page: "Page") -> None:
    """Does what a person may do by chance: moves over everything, and waits for what begins by itself."""
    page.evaluate(
        """() => { for (const one of document.querySelectorAll('main *')) {
            for (const kind of ['mouseover', 'pointerenter', 'focusin', 'scroll', 'input', 'copy', 'toggle'])
                one.dispatchEvent(new Event(kind, { bubbles: true }));
        } }"""
    )
    page.wait_for_timeout(50)


@pytest.fixture
def alone(browser: "Browser") -> "Iterator[tuple[Page, Canary, list[str]]]":
    """A tab on a page of its own, whose HTML the test decides, and what it asked others for."""
    context = visitor(browser)
    canary, asked = Canary(context), list[str]()
    page = context.new_page()
    canary.watch(page)
    page.on("request", lambda request: asked.extend(filter(None, [urlsplit(request.url).netloc])))
    yield page, canary, asked
    context.close()


def put(page: "Page", bodies: Iterable[str], headers: dict[str, str]) -> None:
    """Shows each on a page of its own."""
    known = dict(enumerate(bodies))

    def answer(route: "Route") -> None:
        number = int(route.request.url.rpartition("/")[2])
        route.fulfill(body=known[number], content_type="text/html", headers=headers)

    page.route(re.compile(r"^http://wall\.test/[0-9]+$"), answer)
    for number in known:
        page.goto(f"http://wall.test/{number}", wait_until="commit")
        page.wait_for_timeout(200)
        with suppress(Error):  # without a wall it may be sent on to another page
            provoke(page)


def in_groups(wall: Callable[[str], str]) -> list[str]:
    """Pages of many payloads each; each in a frame of its own would hide that one ends another."""
    shown = [f"<!doctype html><meta charset=utf-8><main>{wall(text)}</main>" for text in ALL]
    return ["\n".join(shown[i : i + TOGETHER]) for i in range(0, len(shown), TOGETHER)]


@pytest.mark.parametrize("wall", WALLS)
def test_in_a_browser_each_wall_alone_lets_nothing_run(alone: "tuple[Page, Canary, list[str]]", wall: str) -> None:
    page, canary, asked = alone
    put(page, in_groups(WALLS[wall]), {})

    assert canary.ran == []
    if wall != "markdown":  # pictures from elsewhere are the second wall's, beside what is done before it
        assert set(asked) == {"wall.test"}


def test_in_a_browser_the_policy_alone_lets_nothing_run(alone: "tuple[Page, Canary, list[str]]") -> None:
    page, canary, _ = alone
    put(page, in_groups(str), {"content-security-policy": POLICY.format(nonce="n")})

    assert canary.ran == []


def test_in_a_browser_without_any_wall_they_do_run(alone: "tuple[Page, Canary, list[str]]") -> None:
    page, canary, _ = alone
    put(
        page,
        ("<main>" + text + "</main>" for text in ALL if text.startswith(("<img onerror", "<svg onload", "<script>c"))),
        {},
    )

    assert canary.ran != []


# All of it, where it is shown


def content_of(number: int, text: str, file: Attachment) -> Content:
    made = new_content(text, now_ms=NOON - number * DAY_MS // 8, zone="Europe/Lisbon", day_start_hour=4)
    line = " ".join(text.split())[:200]
    return made._replace(title=line, journal=line[:60], tags=(line, "wall"), attachments=(file._replace(name=line),))


def fill(vault: Vault) -> None:
    """Every payload as words, title, tag, notebook and file name; as an earlier version, a draft, a template."""
    entries, files, drafts = Entries(vault), Attachments(vault), Drafts(vault)
    plain = files.put(BytesIO(b"plain"), "plain.txt")
    vault.set_setting("templates", {text[:80]: text for text in ALL[::9]}, now_ms=NOON)
    for number, text in enumerate(ALL):
        entries.add(content_of(number, text, plain), now_ms=NOON)
    for number in range(0, len(ALL), TOGETHER):
        group = ALL[number : number + TOGETHER]
        first = entries.add(content_of(number, "\n\n".join(group), plain)._replace(tags=("group",)), now_ms=NOON)
        changed = first.content._replace(text="\n\n".join(reversed(group)))
        entries.revise(first.id, changed, now_ms=NOON, base=first.heads)
        draft = Draft(drafts.new_id(), content_of(number, "\n\n".join(group), plain), None, (), NOON)
        drafts.save(draft, undo=group[0] + json.dumps(group))
    for text in ALL[:: TOGETHER * 4]:
        entries.trash(entries.add(content_of(0, text, plain), now_ms=NOON).id, now_ms=NOON)


@pytest.fixture(scope="module")
def walled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A journal of nothing but payloads."""
    with serve_apart(tmp_path_factory.mktemp("walled"), fill) as running:
        yield running


@pytest.fixture(scope="module")
def hers(walled: Served) -> Visitor:
    """Her browser, as raw HTTP."""
    return visitor_of(walled)


@pytest.fixture
def tab(walled: Served, browser: "Browser") -> "Iterator[Page]":
    """A tab that was let in; at its end nothing may have run, been refused or been asked for elsewhere."""
    context = visitor(browser)
    canary, faults = Canary(context), Faults(walled.origin)
    page = context.new_page()
    canary.watch(page)
    faults.watch(page)
    page.goto(walled.address())
    page.wait_for_url("**/write")
    yield page
    provoke(page)
    context.close()
    assert canary.ran == []
    assert faults.found == []


def entries_of(hers: Visitor, path: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'href="(/entry/[0-9a-f]{32})"', hers.ask(f"GET {path}").body.decode())))


def read(page: "Page", walled: Served, paths: Iterable[str]) -> int:
    """Goes to each as a link does, and does what a person may do there."""
    count = 0
    for path in paths:
        page.goto(walled.origin + path)
        page.wait_for_selector("main")
        provoke(page)
        count += 1
    return count


def grouped(walled: Served) -> list[str]:
    vault = walled.vault()
    found = [f"/entry/{entry}" for entry in vault.entries_tagged("group")]
    vault.close()
    return found


def test_entries_and_their_versions_run_nothing(tab: "Page", walled: Served) -> None:
    those = grouped(walled)
    count = read(tab, walled, [path + ending for path in those for ending in ("", "/history")])

    assert count == 2 * -(-len(ALL) // TOGETHER)


def test_pages_to_change_and_drafts_run_nothing(tab: "Page", walled: Served, hers: Visitor) -> None:
    drafts = re.findall(r'href="(/write/[0-9a-f]{32})"', hers.ask("GET /drafts").body.decode())

    assert len(drafts) >= len(ALL) // TOGETHER
    read(tab, walled, [*drafts[::4], *(path + "/change" for path in grouped(walled)[::8]), "/drafts", "/write/new"])


def test_labels_files_and_templates_run_nothing(tab: "Page", walled: Served, hers: Visitor) -> None:
    labels = re.findall(r'href="(/tags/[^"?]+)"', hers.ask("GET /tags").body.decode())
    read(tab, walled, ["/tags", *labels[:: max(1, len(labels) // 8)]])
    read(tab, walled, ["/files", "/files/space", "/settings", "/settings/templates", "/settings/import", "/help"])

    assert len(labels) > len(ALL) / 2


def test_lists_run_nothing(tab: "Page", walled: Served) -> None:
    vault = walled.vault()
    days = sorted({entry.content.day for entry in vault.timeline(limit=2000, sight=UNHIDDEN)})
    vault.close()
    months = sorted({day[:7] for day in days})
    read(
        tab,
        walled,
        ["/timeline", "/trash", "/calendar", "/this-day", "/numbers", "/more", *(f"/day/{day}" for day in days[::9])],
    )
    read(tab, walled, [f"/calendar/month/{month}" for month in months])
    tab.goto(walled.origin + "/timeline")
    height = tab.evaluate("() => document.documentElement.scrollHeight")
    for y in range(0, height, 2400):
        tab.evaluate(f"() => scrollTo(0, {y})")
        tab.wait_for_timeout(40)
    provoke(tab)
    tab.goto(walled.origin + "/calendar")
    for index in (5, 60, 200):
        tab.select_option("#journal", index=index)
        tab.click("form[action^='/calendar'] button")
        tab.wait_for_selector("table.months")
    tab.goto(walled.origin + "/this-day")
    tab.click("main form button")
    tab.wait_for_selector("h1")


def test_what_is_sought_and_what_is_found_runs_nothing(tab: "Page", walled: Served, hers: Visitor) -> None:
    tab.goto(walled.origin + "/search")
    for query in ("canary", "evil", "tag:wall", "javascript", "x", *ALL[3::40]):
        tab.fill("#q", " ".join(query.split())[:300])
        tab.wait_for_timeout(60)
    tab.fill("#q", "canary")
    tab.wait_for_selector(".hits li")
    tab.wait_for_timeout(500)
    provoke(tab)
    for text in ALL[1::20]:
        hers.ask("POST /search/keep", urlencode({"q": f'"{text}"', "name": text}).encode(), content_type=FORM)
    tab.reload()
    tab.wait_for_selector(".kept li")
    provoke(tab)


@pytest.mark.long
def test_each_entry_by_itself_runs_nothing(tab: "Page", walled: Served) -> None:
    vault = walled.vault()
    those = [f"/entry/{entry}" for entry in vault.entries_tagged("wall")]
    vault.close()

    assert read(tab, walled, those) >= len(ALL)


class Foreign(HTMLParser):
    """Elements in a page of ours that no template of ours has."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element."""
        told = dict(attrs)
        ours = {"module": told.get("src", "") or "", "application/json": "/s/"}.get(told.get("type") or "", "")
        if any(name.startswith("on") for name in told) or (tag == "script" and not ours.startswith("/s/")):
            self.found.append(self.get_starttag_text() or tag)
        if tag in {"iframe", "object", "embed", "base", "style"} or (
            tag == "img" and "x" in (told.get("src") or "x")[:2]
        ):
            self.found.append(self.get_starttag_text() or tag)


def test_no_answer_to_any_query_has_an_element_that_is_not_ours(hers: Visitor) -> None:
    for text, path in itertools.product(ALL[::7], ("/search", "/search/suggest", "/search/facets")):
        answered = hers.ask(f"POST {path}", urlencode({"q": text}).encode(), content_type=FORM)
        looking = Foreign()
        looking.feed(answered.body.decode())

        assert answered.status == 200, (path, text)
        assert looking.found == []
