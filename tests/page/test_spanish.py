"""A whole walk in Spanish, in a real browser: nothing of ours is said in English any more.

The same pages are read in both languages. Whatever is said in the same words in both was forgotten, unless it is hers,
a command, or a name.
"""

import re
from typing import TYPE_CHECKING

import pytest

from goldseam.page.languages import KNOWN
from tests.page.browsing import Faults, visitor
from tests.page.serving import shared
from tests.page.tour import first_scenes, furnish, locked_scenes, pages, scenes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Said by the page: text that is seen or read out, and what attributes say. Not hers: her words, names and files; and not
# what is the same for everybody: commands, keys, what a search understands.
SAID = """() => {
  const hers = '.words, [dir=auto], code, kbd, .groups, .qr, .code, [data-hers], datalist, select#journal option, .command';
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
WORD = re.compile(r"[^\W\d_]{3,}")


def walked(browser: "Browser", language: str, *, first: bool) -> dict[str, set[str]]:
    """What the page says at each stop, in one language, in a vault of its own."""
    said = {}
    with shared(None if first else furnish, vault=not first) as served:
        context = visitor(browser, language=language)
        page = context.new_page()
        faults = Faults(served.origin)
        faults.watch(page)
        page.goto(served.address())
        page.wait_for_url(lambda address: "/enter" not in address)
        for stop in first_scenes() if first else [*pages(), *scenes(), *locked_scenes()]:
            stop.arrive(page, served)
            assert page.evaluate("() => document.documentElement.lang") == language[:2]
            said[stop.name] = set(page.evaluate(SAID))
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


@pytest.mark.parametrize("language", sorted(set(KNOWN) - {"en"}))
@pytest.mark.parametrize("first", [False, True], ids=["in the journal", "the first time"])
def test_nothing_is_said_in_english(browser: "Browser", language: str, *, first: bool) -> None:
    english, other = (
        walked(browser, "en-GB", first=first),
        walked(browser, f"{language}-{language.upper()}", first=first),
    )

    assert sum(map(len, other.values())) > 60, "this read nothing"
    assert forgotten(english, other) == []


def test_what_was_forgotten_is_seen() -> None:
    assert forgotten({"more": {"More", "Notes", "12"}}, {"more": {"More", "Notes", "12", "Ayuda"}}) == ["more: More"]
