"""A whole walk in Spanish, in a real browser: nothing of ours is said in English any more.

The same pages are read in both languages. Whatever is said in the same words in both was forgotten, unless it is hers,
a command, or a name.
"""

import re
from typing import TYPE_CHECKING

import pytest

from goldseam.page.languages import KNOWN
from tests.page.browsing import visitor
from tests.page.serving import Served, serve_for_now
from tests.page.tour import Stop, first_scenes, furnish, locked_scenes, pages, scenes, walk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Said by the page: text that is seen or read out, and what attributes say. Not hers, which runs in the direction of its
# own writing; not what says of itself that it is English; and not what is the same for everybody: commands and keys.
SAID = """() => {
  const hers = '.words, [dir=auto], [lang=en] *, dd[lang=en], code, kbd, .groups, .qr, datalist, select#journal option';
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.parentElement;
    if (!at.closest(hers) && !at.matches('script, style')) said.push(node.data);
  }
  for (const name of ['title', 'placeholder', 'aria-label', 'alt', 'data-sure', 'data-question']) {
    for (const one of document.querySelectorAll(`[${name}]`)) {
      if (!one.matches('img[alt]') && !one.closest(hers)) said.push(one.getAttribute(name));
    }
  }
  said.push(document.title.split(' · ')[1] ?? '');
  return said.map((text) => text.trim().replace(/\\s+/g, ' ')).filter(Boolean);
}"""
SAME = {
    "Notes",
    "goldseam",
    "MB",
    "kB",
    "Lisbon",
    "JSON",
    "Markdown",
    "PDF",
    "age",
    "Ctrl",
    "Shift",
    "Esc",
    "Tab",
    "Enter",
}
OTHERS = sorted(set(KNOWN) - {"en"})
WORD = re.compile(r"[^\W\d_]{3,}")


def walked(browser: "Browser", served: Served, language: str, stops: list[Stop]) -> dict[str, set[str]]:
    """What the page says at each stop, in one language."""
    said = {}
    context = visitor(browser, language=language)
    page = context.new_page()
    page.goto(served.address())
    page.wait_for_url(lambda address: "/enter" not in address)
    for name in walk(page, served, stops):
        assert page.evaluate("() => document.documentElement.lang") == language[:2], name
        said[name] = set(page.evaluate(SAID))
    context.close()
    return said


def forgotten(english: dict[str, set[str]], other: dict[str, set[str]]) -> list[str]:
    """What reads the same in both."""
    return [
        f"{name}: {text}"
        for name, said in other.items()
        for text in sorted(said & english[name])
        if set(WORD.findall(text)) - SAME
    ]


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_said_in_english(browser: "Browser", language: str) -> None:
    said = []
    with serve_for_now(furnish) as served:
        for spoken in ("en-GB", language):
            served.unlock()
            said.append(walked(browser, served, spoken, [*pages(), *scenes(), *locked_scenes()]))

    assert sum(map(len, said[1].values())) > 500, "this read nothing"
    assert forgotten(*said) == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_said_in_english_the_first_time(browser: "Browser", language: str) -> None:
    said = []
    for spoken in ("en-GB", language):
        with serve_for_now(vault=False) as served:
            said.append(walked(browser, served, spoken, first_scenes()))

    assert sum(map(len, said[1].values())) > 40, "this read nothing"
    assert forgotten(*said) == []


def test_what_was_forgotten_is_seen() -> None:
    assert forgotten({"more": {"More", "Notes", "12"}}, {"more": {"More", "Notes", "12", "Ayuda"}}) == ["more: More"]
