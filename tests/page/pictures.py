"""Takes a picture of every page, into a folder.

python -m tests.page.pictures FOLDER [NAME ...]

On a telephone and on a desk, in light and in dark, empty and with the demo diary, locked, before there is a vault, and
with every script; the names say which. With NAMEs only the stops whose name begins with one of them. English unless
GOLDSEAM_PICTURES names another language, such as es-ES.
"""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from goldseam.keep.vault import Vault
from tests.page.browsing import DESKTOP, PHONE, launch, visitor
from tests.page.serving import Served, serve_for_now
from tests.page.tour import Stop, first_scenes, furnish, furnish_foreign, locked_scenes, pages, scenes, walk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOOKS = {
    "desk": (DESKTOP, False),
    "desk-dark": (DESKTOP, True),
    "phone": (PHONE, False),
    "phone-dark": (PHONE, True),
}
FOREIGN = ("timeline", "drafts", "search", "calendar-month", "tags", "files")
# Which vault, and where one goes in it.
ROUNDS: dict[str, tuple[Callable[[Vault], object] | None, bool, list[Stop]]] = {
    "demo": (furnish, True, [*pages(), *scenes(), *locked_scenes()]),
    "empty": (None, True, [stop for stop in pages() if not stop.name.startswith(("entry", "write-", "day-"))]),
    "foreign": (furnish_foreign, True, [stop for stop in pages() if stop.name.startswith(FOREIGN)]),
}


def main(arguments: list[str]) -> int:
    """Takes them."""
    if not arguments:
        print(__doc__, file=sys.stderr)  # noqa: T201 - this is a program
        return 2
    folder, names = arguments[0], tuple(arguments[1:])
    os.makedirs(folder, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for state, (fill, vault, stops) in ROUNDS.items():
            wanted = [stop for stop in stops if not names or stop.name.startswith(names)]
            if wanted:
                with serve_for_now(fill, vault=vault) as served:
                    for look in LOOKS:
                        served.unlock()
                        take(browser, served, wanted, look=look, named=os.path.join(folder, state))
        for look in LOOKS:  # a vault is made on the way, so each look begins where there is none
            wanted = [stop for stop in first_scenes() if not names or stop.name.startswith(names)]
            if wanted:
                with serve_for_now(vault=False) as served:
                    take(browser, served, wanted, look=look, named=os.path.join(folder, "first"))
        browser.close()
    return 0


def take(browser: "Browser", served: Served, stops: list[Stop], *, look: str, named: str) -> None:
    """A picture of each stop, in one look."""
    size, dark = LOOKS[look]
    language = os.environ.get("GOLDSEAM_PICTURES", "en-GB")
    context = visitor(browser, size=size, dark=dark, language=language)
    page = context.new_page()
    page.goto(served.address())
    page.wait_for_url(lambda address: "/enter" not in address)
    for name in walk(page, served, stops):
        page.screenshot(path=f"{named}-{name}-{look}.png", animations="disabled", caret="initial")
    context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
