"""A lock reaches everything: each tab, what the browser remembers, what is being sent, and the keys themselves."""

import os
import random
import re
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error

from goldseam.desk.agent_control import new_errand, start_agent
from goldseam.write.contents import new_content
from goldseam.write.entries import Entries
from tests.page.browsing import ARGUMENTS, program, visitor
from tests.page.raw import visitor_of
from tests.page.serving import Served
from tests.page.test_attached import attached, big_chunks, files_under, opened_by, sending
from tests.page.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

SECRET = "zyqoxuvijk was here at noon"
LETS_GO_S = 20.0  # less than the silence after which any answer is given up


def add(served: Served, text: str = SECRET) -> str:
    """An entry; returns its address."""
    vault = served.vault()
    content = new_content(text, now_ms=1_790_000_000_000, zone="Europe/Lisbon", day_start_hour=4)
    entry = Entries(vault).add(content._replace(title=SECRET, tags=("zyqoxuvijktag",)), now_ms=1_790_000_000_000)
    vault.close()
    return f"{served.origin}/entry/{entry.id}"


def shown(page: "Page") -> str:
    """All that somebody could see, or a screen reader read out; nothing while the browser goes from page to page."""
    try:
        hidden = page.evaluate("() => getComputedStyle(document.body).visibility === 'hidden'")
        return "" if hidden else page.inner_text("body")
    except Error:
        return ""


def back(page: "Page") -> None:
    """The back button."""
    with suppress(Error):  # the page it was asked of may be gone before it answers
        page.evaluate("() => history.back()")


def locked(page: "Page") -> None:
    page.wait_for_url("**/locked")
    assert "zyqoxuvijk" not in page.content()
    assert "zyqoxuvijk" not in page.title()


def test_a_lock_in_one_tab_locks_every_tab_at_once(page: "Page", served: Served) -> None:
    address = add(served)
    tabs = [page.context.new_page() for _ in range(3)]
    for tab, path in zip(tabs, ("", "/history", "/change"), strict=True):
        tab.goto(address + path)
    page.goto(served.origin + "/timeline")
    page.wait_for_selector(".leaf")
    page.click("[data-lock] button")
    for tab in [page, *tabs]:
        locked(tab)


def test_a_lock_in_the_terminal_locks_tabs_that_are_seen_and_tabs_that_are_not(page: "Page", served: Served) -> None:
    other = page.context.new_page()
    other.goto(add(served))
    page.goto(served.origin + "/timeline")
    page.wait_for_selector(".leaf")
    served.lock()

    locked(page)
    locked(other)


def test_nothing_is_seen_while_a_tab_that_was_hidden_asks(page: "Page", served: Served) -> None:
    page.goto(add(served))
    page.wait_for_timeout(3000)
    page.route("**/state", lambda route: None)  # never answered
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    seen_soon = page.evaluate("() => document.documentElement.classList.contains('veiled')")

    # Polls keep what is known young, so that coming back costs nothing; without them it is veiled.
    page.wait_for_timeout(2500)
    page.evaluate(
        """() => { const now = performance.now.bind(performance); performance.now = () => now() + 60000;
        document.dispatchEvent(new Event('visibilitychange')); }"""
    )
    assert seen_soon is False
    assert page.evaluate("() => getComputedStyle(document.body).opacity") == "0"
    page.unroute_all(behavior="ignoreErrors")


def test_neither_the_back_button_nor_a_reload_brings_anything_back(page: "Page", served: Served) -> None:
    address = add(served)
    for path in ("/timeline", "/search", "/calendar", "/drafts"):
        page.goto(served.origin + path)
    page.goto(address)
    page.click("[data-lock] button")
    locked(page)
    for _ in range(6):
        back(page)
        page.wait_for_timeout(300)
        assert "zyqoxuvijk" not in shown(page)
    page.goto(address)
    assert "zyqoxuvijk" not in page.content()
    page.reload()
    assert "zyqoxuvijk" not in page.content()


@pytest.fixture
def remembering(served: Served, browser: "Browser") -> "Iterator[BrowserContext]":
    """A browser that keeps pages in memory to go back to, as those of people do."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    running = browser.browser_type.launch(
        executable_path=program(), args=[*ARGUMENTS, *sandbox], ignore_default_args=["--disable-back-forward-cache"]
    )
    context = visitor(running)
    yield context
    running.close()


def test_a_page_that_the_browser_kept_in_memory_shows_nothing_after_a_lock(
    remembering: "BrowserContext", served: Served
) -> None:
    address = add(served)
    tab = remembering.new_page()
    tab.add_init_script(
        "addEventListener('pageshow', (e) => { if (e.persisted) sessionStorage.setItem('kept', '1'); })"
    )
    tab.goto(served.address())
    tab.wait_for_url("**/write")
    tab.goto(address)
    tab.goto(served.origin + "/closed")
    back(tab)
    tab.wait_for_selector("article")
    was_kept = tab.evaluate("() => sessionStorage.getItem('kept')")
    tab.goto(served.origin + "/closed")
    served.lock()
    back(tab)
    seen = []
    for _ in range(40):
        seen.append("zyqoxuvijk" in shown(tab))
        tab.wait_for_timeout(25)

    assert not any(seen)
    assert "zyqoxuvijk" not in tab.inner_text("body")
    assert was_kept == "1", "or nothing was tried"


def test_a_lock_clears_what_the_browser_cached(served: Served) -> None:
    hers = visitor_of(served)
    told = hers.ask("POST /lock", x_goldseam="data")

    assert told.headers["clear-site-data"] == '"cache"'
    assert hers.ask("GET /locked").headers["clear-site-data"] == '"cache"'


def test_the_time_that_locks_by_itself_locks_the_page(page: "Page", served: Served) -> None:
    page.goto(add(served))
    page.wait_for_selector("article")
    served.lock()
    page.wait_for_url("**/locked")
    vault = served.vault()
    start_agent(
        new_errand(served.folder, served.runtime, served.vault_id, unlocked_by="passphrase", idle_s=3), vault.keys
    )
    vault.close()
    page.goto(served.origin + "/timeline")
    page.wait_for_selector(".leaf")

    locked(page)  # looking at a page is no activity, and asking how it is none: else it never comes


def holds_the_vault(served: Served, pid: int) -> bool:
    return any(path.startswith(served.folder + "/vault.db") for path in opened_by(pid))


def test_the_server_lets_go_of_the_vault_soon_after_the_terminal_locks(served: Served) -> None:
    hers, pid = visitor_of(served), served.pid
    hers.ask("GET /timeline")
    held = holds_the_vault(served, pid)
    served.lock()
    at = time.monotonic()
    until(lambda: not holds_the_vault(served, pid))

    assert held
    assert time.monotonic() - at < LETS_GO_S


def test_a_lock_ends_a_download_that_nobody_reads(served: Served) -> None:
    hers, pid = visitor_of(served), served.pid
    data = random.Random(3).randbytes(24 << 20)
    address, _ = attached(hers, data, "long.bin")
    with closing(hers.connect()) as connection:
        connection.sendall(hers.head(f"GET {address}"))
        connection.recv(1000)
        until(lambda: any(path.endswith(".age") for path in opened_by(pid)))
        served.lock()
        at = time.monotonic()
        until(lambda: not any(path.startswith(served.folder) for path in opened_by(pid)))

        assert time.monotonic() - at < LETS_GO_S
        rest = b""
        while part := connection.recv(1 << 20):
            rest += part
    assert len(rest) < len(data)


def test_a_lock_ends_an_upload_and_leaves_nothing_of_it(served: Served) -> None:
    hers, pid = visitor_of(served), served.pid
    _, head = sending(hers, 100 << 20, "long.bin")
    with closing(hers.connect()) as connection:
        connection.sendall(head)
        for block in big_chunks(b"x", 10):
            connection.sendall(block)
        until(lambda: any("blobs" in path for path in opened_by(pid)))
        served.lock()
        at = time.monotonic()
        until(lambda: not any(path.startswith(served.folder) for path in opened_by(pid)))

        assert time.monotonic() - at < LETS_GO_S
        answer = connection.recv(1000)
    assert b"401" in answer.split(b"\r\n")[0]
    assert not files_under(Path(served.folder, "blobs"))


def test_no_core_is_dumped_and_no_debugger_let_in(served: Served) -> None:
    status = Path(f"/proc/{served.pid}/status").read_text()
    limits = Path(f"/proc/{served.pid}/limits").read_text()

    assert re.search(r"Max core file size\s+0\s+0", limits)
    assert "Umask:\t0077" in status
    asked = "from goldseam.page.serving import shut_off; import ctypes; shut_off(); print(ctypes.CDLL(None).prctl(3))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout == "0\n", "PR_GET_DUMPABLE"


def test_a_lock_while_she_looks_around_locks_her_own_journal(served: Served) -> None:
    hers, pid = visitor_of(served), served.pid
    hers.ask("GET /timeline")
    assert hers.ask("POST /begin/demo", b"x=y").status == 303
    assert hers.ask("GET /timeline").status == 200
    hers.ask("POST /lock", x_goldseam="data")

    assert served.run("list", "--no-input").returncode == 12
    until(lambda: not any(path.startswith(served.folder) for path in opened_by(pid)))
    assert b"Passphrase" in hers.ask("GET /locked").body


def test_the_terminal_locks_her_journal_while_she_looks_around(served: Served) -> None:
    hers, pid = visitor_of(served), served.pid
    hers.ask("GET /timeline")
    hers.ask("POST /begin/demo", b"x=y")
    served.lock()

    until(lambda: not holds_the_vault(served, pid))
    assert hers.ask("GET /timeline").status == 200
