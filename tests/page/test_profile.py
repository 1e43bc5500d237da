"""A day in a browser of her own: nothing of it is found in the browser's profile, in temporary files, beside the vault.

The profile is one on a disk, as people have, kept through a crash of the browser and one of the server. What a browser
does when its settings are changed (spelling and translation by its maker, password saving) is not tried here:
docs/page-security.md.
"""

import os
import random
import shutil
import signal
import struct
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from playwright.sync_api import Error

from tests.page.browsing import ARGUMENTS, program
from tests.page.serving import PASSPHRASE, Served, serve_apart
from tests.page.waiting import until
from tests.safety.belongings import photo
from tests.safety.canaries import SECRET, WRITTEN, Canary, Watch, picture_canaries, word
from tests.safety.leaks import leaks_on_disk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

WRONG = "kwyxaporuqla is not the passphrase"
FLUSHED_MS = 12_000  # until a browser has written down its history, ten seconds after something was added to it
# Of what Playwright asks for, what would keep a browser from remembering as those of people do.
REMEMBERING = (
    "--disable-back-forward-cache",
    "--disable-features",
    "--disable-component-extensions-with-background-pages",
)


class Places(NamedTuple):
    """Where a browser may put something."""

    profile: Path
    home: Path
    temporary: Path


@contextmanager
def profile(browser: "Browser", root: Path) -> "Iterator[tuple[BrowserContext, Places]]":
    """A browser with a profile on the disk, that is killed at the end."""
    temporary = tempfile.mkdtemp(prefix="gs-")  # a short path: sockets are made there
    places = Places(root / "profile", root / "home", Path(temporary))
    for place in places:
        place.mkdir(parents=True, exist_ok=True)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    environment = {"HOME": str(places.home), "TMPDIR": str(places.temporary), "PATH": os.environ["PATH"]}
    context = browser.browser_type.launch_persistent_context(
        str(places.profile),
        executable_path=program(),
        args=[*ARGUMENTS, *sandbox, "--enable-logging", "--v=1"],
        ignore_default_args=[*REMEMBERING],
        env=dict(environment),
        reduced_motion="reduce",
        accept_downloads=True,
    )
    try:
        yield context, places
    finally:
        kill(str(places.profile))
        with suppress(Error):
            context.close()
        shutil.rmtree(temporary, ignore_errors=True)


def kill(mark: str) -> None:
    """As a crash would: nothing is tidied up."""
    found = subprocess.run(["pgrep", "-f", mark], capture_output=True, text=True, check=False).stdout.split()
    for pid in found:
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)


def a_day(context: "BrowserContext", served: Served) -> None:
    """Writes, attaches, seeks, reads, locks, unlocks, writes while locked; two pages are left unfinished."""
    page = context.pages[0]
    page.goto(served.address())
    page.wait_for_url("**/write")
    page.keyboard.type(f"{word('typed')} all day, [there](https://{word('linked')}.example/)")
    page.click(".around summary")
    for name in ("title", "tags", "journal"):
        page.fill(f"#{name}", word(name))
    page.set_input_files("#picked", {"name": word("file") + ".jpg", "mimeType": "image/jpeg", "buffer": photo(11)})
    page.wait_for_selector("#files li")
    page.set_input_files("#picked", {"name": word("sound") + ".wav", "mimeType": "audio/wav", "buffer": sound()})
    page.wait_for_selector("#files li + li")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/entry/*")
    page.click("a[data-picture]")
    page.keyboard.press("Escape")
    page.evaluate("() => { const a = document.querySelector('audio'); if (a) { a.preload = 'auto'; a.load(); } }")
    for path in ("/timeline", "/calendar", "/more", "/drafts", "/numbers", "/tags", "/files"):
        link = page.locator(f'header.top nav a[href="{path}"]')
        if link.count():
            link.click()
        else:
            page.goto(served.origin + path)
        page.wait_for_selector("main")
    seek(page, served)
    page.goto(served.origin + "/timeline")
    page.click(".leaf a")
    page.wait_for_selector("article")
    page.click("[data-lock] button")
    page.wait_for_url("**/locked")
    page.fill("#secret", WRONG)
    page.click("form button.main")
    page.wait_for_selector("[role=alert]")
    page.goto(served.origin + "/sealed")
    page.wait_for_selector(".cm-content")
    page.keyboard.type(word("sealed"))
    page.click("#finish")
    page.wait_for_url("**/locked")
    page.fill("#secret", PASSPHRASE)
    page.click("form button.main")
    page.wait_for_url("**/write")
    leave_unfinished(context, served)


def seek(page: "Page", served: Served) -> None:
    page.goto(served.origin + "/search")
    page.fill("#q", word("typed"))
    page.wait_for_selector(".hits li")
    page.wait_for_timeout(500)
    page.fill("#q", word("sought"))
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")


def leave_unfinished(context: "BrowserContext", served: Served) -> None:
    """Tabs with words in them that a browser would bring back after a crash, if it was let."""
    page = context.pages[0]
    page.keyboard.type(word("unfinished"))
    page.click(".around summary")
    page.fill("#title", word("halftitle"))
    other = context.new_page()
    other.goto(served.origin + "/search")
    other.fill("#q", word("halfsought"))
    third = context.new_page()
    third.goto(served.origin + "/write/new")
    third.wait_for_selector(".cm-content")
    # As on a telephone, where the words are in a plain field.
    third.evaluate("(what) => { document.querySelector('#text').value = what; }", word("plainfield"))
    third.click(".around summary")
    third.fill("#about", word("about"))
    page.wait_for_timeout(FLUSHED_MS)


def sound() -> bytes:
    """A second of noise."""
    data = random.Random(5).randbytes(16_000)
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + len(data),
        b"WAVE",
        b"fmt ",
        16,
        1,
        1,
        8000,
        16000,
        2,
        16,
        b"data",
        len(data),
    )
    return head + data


def canaries(cookie: str) -> list[Canary]:
    return [
        WRITTEN,
        Canary(SECRET, "passphrase", PASSPHRASE.encode()),
        Canary(SECRET, "wrong passphrase", WRONG.encode()),
        Canary(SECRET, "session", cookie.encode()),
        *picture_canaries("photo", photo(11)),
        *picture_canaries("sound", sound()),
    ]


def lived(browser: "Browser", root: Path, extra: "Callable[[BrowserContext, Served], object]") -> list[str]:
    """What of a day is found afterwards, where none of it may be."""
    root.mkdir()
    with serve_apart(root / "hers") as served, profile(browser, root / "browser") as (context, places):
        a_day(context, served)
        extra(context, served)
        cookie = next(each["value"] for each in context.cookies() if each["name"].startswith("gs"))
        kill(str(places.profile))
        kill(f"goldseam.page .*{served.folder}")
        until(lambda: leftovers(str(places.profile)) == "")
        return leaks_on_disk([*map(str, places), str(root / "hers"), served.runtime], Watch(canaries(cookie)))


def leftovers(mark: str) -> str:
    return subprocess.run(["pgrep", "-f", mark], capture_output=True, text=True, check=False).stdout


def test_a_day_leaves_nothing_in_the_browser_nor_beside_the_vault(browser: "Browser", tmp_path: Path) -> None:
    assert lived(browser, tmp_path / "day", lambda _context, _served: None) == []


PLANTED = {
    "storage": "(what) => localStorage.setItem('x', what)",
    "title": "(what) => { document.title = what; history.pushState(null, '', '/more?x'); }",
    "address": "(what) => history.pushState(null, '', '/closed?' + what)",
    "field": """(what) => { const field = document.createElement('input'); document.querySelector('main').append(field);
        field.value = what; }""",
}


@pytest.mark.long
@pytest.mark.parametrize("how", PLANTED)
def test_what_a_page_did_leave_would_be_found(browser: "Browser", tmp_path: Path, how: str) -> None:
    def plant(context: "BrowserContext", served: Served) -> None:
        page = context.new_page()
        page.goto(served.origin + "/more")
        page.evaluate(PLANTED[how], word("planted"))
        page.goto(served.origin + "/numbers")
        page.wait_for_timeout(FLUSHED_MS)

    assert lived(browser, tmp_path / "day", plant) != []
