"""What a page must let everybody do, asked of a page in a real browser: axe, and what axe does not ask."""

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: "Page") -> list[str]:
    """What axe finds, each as rule and elements. It is put in by the debugger: the page's own policy lets in nobody."""
    session = page.context.new_cdp_session(page)
    try:
        if not _asked(session, "typeof axe === 'object'"):
            _asked(session, _axe() + ";0")
        found = _asked(session, f"axe.run(document, {{runOnly: {json.dumps(TAGS)}, resultTypes: ['violations']}})")
    finally:
        session.detach()
    return [f"{one['id']} ({one['impact']}): {_elements(one['nodes'])}" for one in found["violations"]]


def _elements(nodes: list[dict[str, Any]]) -> str:
    return "; ".join(f"{node['target'][0]} {node['html'][:90]}" for node in nodes[:4])


def _asked(session: "CDPSession", expression: str) -> Any:
    answer = session.send("Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True})
    assert "exceptionDetails" not in answer, answer
    return answer["result"].get("value")


# A placeholder vanishes as she types and a title is for the mouse: neither is a name.
SPELLED = """() => [...document.querySelectorAll("input, textarea, [contenteditable]")]
  .filter((one) => one.spellcheck && !["checkbox", "radio", "hidden"].includes(one.type))
  .map((one) => one.id || one.name || one.className)"""
UNNAMED = """() => {
  const said = (one) => one?.textContent.trim();
  const named = (one) => [...(one.labels ?? [])].some(said)
    || one.getAttribute('aria-label')?.trim()
    || (one.getAttribute('aria-labelledby') ?? '').split(' ').some((id) => said(document.getElementById(id)))
    || (!one.matches('input, select, textarea') && (said(one) || one.querySelector('img[alt]:not([alt=""])')));
  return [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a[href], summary')]
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && !named(one))
    .map((one) => one.outerHTML.slice(0, 120));
}"""

# Links in the middle of a sentence are as high as the sentence (WCAG 2.5.8 exempts them), the squares of a year stand
# in a table below it too, and what a label enlarges is as large as the label.
SMALL = """(least) => {
  const exempt = '.skip, .unseen, .unseen *, svg *, .text *, .cm-editor *';
  const words = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
  const within = (one) => one.matches('a') && [...one.parentElement.childNodes].some(words);
  return [...document.querySelectorAll('button, a[href], summary, select, input:not([type=hidden])')]
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.matches(exempt) && !within(one))
    .map((one) => [one, (one.closest('label') ?? one).getBoundingClientRect()])
    .filter(([, box]) => box.width && Math.min(box.height, box.width) < least - 0.5)
    .map(([one, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${one.outerHTML.slice(0, 90)}`);
}"""

WIDE = """() => {
  const wide = (one) => one.getBoundingClientRect().right > innerWidth + 1
    && !one.closest('.scrollx, .scrolls, #meant, .unseen');
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const found = [...document.querySelectorAll('body *')].filter(wide).map((one) => one.outerHTML.slice(0, 90));
  return found.length ? found.slice(0, 4) : ['the page'];
}"""

HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]))"""


def unnamed(page: "Page") -> list[str]:
    """What can be used and has no name of its own."""
    return list(page.evaluate(UNNAMED))


def spelled(page: "Page") -> list[str]:
    """What a browser checks the spelling of, for which some send it away; she has not turned that on."""
    return list(page.evaluate(SPELLED))


def small(page: "Page", least: int = 44) -> list[str]:
    """What is smaller than a finger."""
    return list(page.evaluate(SMALL, least))


def too_wide(page: "Page") -> list[str]:
    """What makes the page scroll sideways."""
    return list(page.evaluate(WIDE))


def disordered(page: "Page") -> list[str]:
    """The levels of the headings, where they are not a single first one, and then no more than one deeper each."""
    levels = list(page.evaluate(HEADINGS))
    fine = levels[:1] == [1] and levels.count(1) == 1
    fine = fine and all(after <= before + 1 for before, after in pairwise(levels))
    return [] if fine else [f"headings of the levels {levels}"]
