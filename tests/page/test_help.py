"""Help: in one place, always there, with numbers that somebody checked; and nothing that watches."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from goldseam.page.helping import COPY, LIVE, Checked, countries
from tests.page.browsing import Faults, visitor
from tests.page.conftest import let_in
from tests.page.serving import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
DAYS_MAX = 180
RELEASE = re.compile(r"^## \S+ \((\d{4}-\d{2}-\d{2})\)$", re.MULTILINE)
PLAN = "Ring Bea first. Then the bench by the river."


def checks() -> Iterator[tuple[str, Checked]]:
    """Every number there is, and where it comes from."""
    for code, country in countries().items():
        if country.checked is not None:
            yield f"{code} {country.emergency}", country.checked
        for line in country.lines:
            yield f"{code} {line.number}", line.checked


def unreleasable(changelog: str, numbers: Iterator[tuple[str, Checked]]) -> list[str]:
    """The numbers with which the newest release in a changelog must not go out; none while there is no release.

    A suite has no clock of its own, and a tree must not fail by lying around: so what counts is the day of the release
    that is being made, which stands in the changelog before its tests run.
    """
    days = RELEASE.findall(changelog)
    if not days:
        return []
    newest = date.fromisoformat(max(days))
    oldest = newest - timedelta(days=DAYS_MAX)
    return [name for name, one in numbers if one.against != LIVE or not oldest <= one.day <= newest]


def test_no_release_goes_out_with_a_number_that_nobody_checked_lately() -> None:
    assert unreleasable((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), checks()) == []


def test_a_number_that_was_checked_too_long_ago_or_only_in_a_copy_stops_a_release() -> None:
    source = "https://example.org/"
    changelog = "# What changed\n\n## 1.1 (2026-12-01)\n\n## 1.0 (2026-01-01)\n"
    numbers = [
        ("fresh", Checked(source, date(2026, 11, 1), LIVE)),
        ("old", Checked(source, date(2026, 5, 1), LIVE)),
        ("copied", Checked(source, date(2026, 11, 1), COPY)),
        ("later", Checked(source, date(2027, 1, 1), LIVE)),
    ]

    assert unreleasable(changelog, iter(numbers)) == ["old", "copied", "later"]
    assert unreleasable("# What changed\n", iter(numbers)) == []


def test_a_release_stands_in_the_changelog_as_the_gate_reads_it() -> None:
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["towncrier"]
    title = settings["title_format"].format(name="goldseam", version="1.0.0", project_date="2026-12-01")

    assert RELEASE.findall(title) == ["2026-12-01"]


def test_every_number_has_its_source() -> None:
    found = dict(checks())

    assert len(found) > 15
    assert all(one.source.startswith(("https://", "http://")) and "." in one.host for one in found.values())
    assert {one.against for one in found.values()} <= {COPY, LIVE}
    assert all(re.fullmatch(r"[A-Z]{2}", code) for code in countries())
    assert all(re.fullmatch(r"[*\d][\d ]{1,15}", name[3:]) for name in found)


def test_her_plan_is_first_and_only_for_the_open_journal(client: httpx.Client, served: Served) -> None:
    client.post("/help/plan", data={"plan": PLAN})
    unlocked = client.get("/help").text
    served.lock()
    locked = client.get("/help")

    assert unlocked.index(PLAN) < unlocked.index("Lines that listen")
    assert locked.status_code == 200
    assert PLAN not in locked.text
    assert "Lines that listen" in locked.text
    assert client.post("/help/plan", data={"plan": "other"}, headers={"x-goldseam": "main"}).status_code == 401
    served.unlock()
    assert PLAN in client.get("/help").text


def test_lines_are_of_the_country_she_chooses_and_none_before(client: httpx.Client, served: Served) -> None:
    before = client.get("/help", headers={"accept-language": "es-ES"}).text
    served.lock()
    client.post("/help/country", data={"country": "ES"})
    after = client.get("/help").text
    client.post("/help/country", data={"country": "XX"})

    assert "024" not in before, "nothing is guessed"
    assert "findahelpline.com" in before
    assert 'href="tel:024"' in after
    assert "rtve.es" in after
    assert "November 25, 2026" in after
    assert client.get("/help").text.count('href="tel:024"') == 1, "what is no country changes nothing"


def test_the_country_is_remembered_and_the_plan_travels(client: httpx.Client, served: Served) -> None:
    client.post("/help/country", data={"country": "NZ"})
    client.post("/help/plan", data={"plan": PLAN})
    vault = served.vault()
    kept = vault.setting("help_plan")
    vault.close()
    config = next(Path(served.environment["HOME"]).rglob("page.json")).read_text(encoding="utf-8")

    assert kept == PLAN
    assert '"NZ"' in config
    assert "Bea" not in config


def test_a_plan_as_long_as_a_book_is_refused_and_the_old_one_stays(client: httpx.Client) -> None:
    client.post("/help/plan", data={"plan": PLAN})
    refused = client.post("/help/plan", data={"plan": "x" * 20_001})

    assert refused.status_code == 400
    assert PLAN in client.get("/help").text


def test_every_page_links_to_it(client: httpx.Client, served: Served) -> None:
    pages = ["/write", "/timeline", "/more", "/tags", "/files", "/nowhere", "/help"]
    linked = {page: 'href="/help"' in client.get(page).text for page in pages}
    served.lock()
    linked |= {page: 'href="/help"' in client.get(page).text for page in ("/locked", "/sealed", "/more", "/help")}

    assert all(linked.values()), linked


@pytest.mark.parametrize("keys", [("F1",), ("Escape", "?")])
def test_two_keys_lead_there_from_the_middle_of_a_sentence(page: "Page", keys: tuple[str, ...]) -> None:
    page.keyboard.type("in the middle of ")
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_url("**/help")

    page.goto(page.url.replace("/help", "/write"))
    page.wait_for_function("() => document.querySelector('.cm-content')?.textContent.trim() === 'in the middle of'")


@pytest.mark.parametrize("keys", [("F1",), ("Escape", "?")])
def test_two_keys_lead_there_from_the_locked_page(
    served: Served, browser: "Browser", faults: Faults, keys: tuple[str, ...]
) -> None:
    context = visitor(browser)
    tab = context.new_page()
    faults.watch(tab)
    tab.goto(served.address())
    tab.wait_for_url("**/write")
    served.lock()
    tab.wait_for_url("**/locked")
    tab.wait_for_function("() => document.activeElement.id === 'secret'")
    for key in keys:
        tab.keyboard.press(key)
    tab.wait_for_url("**/help")
    tab.select_option("#country", "GB")
    tab.click("section button:text-is('Show')")
    tab.wait_for_selector("text=116 123")
    context.close()

    assert faults.found == []


def test_no_word_she_writes_brings_it_up(served: Served) -> None:
    """Nothing in the page reads her words for signs: neither server nor script has a list of any."""
    sources = [*(ROOT / "src" / "goldseam" / "page").rglob("*.py"), *(ROOT / "web" / "src").rglob("*.ts")]
    signs = re.compile(r"suicid|self.harm|kill myself", re.IGNORECASE)
    said = [path.name for path in sources if signs.search(path.read_text(encoding="utf-8"))]

    assert len(sources) > 40
    assert said == []
    with let_in(served) as client:
        found = client.post("/search", data={"q": "I want to die"}).text
    assert "116 123" not in found
