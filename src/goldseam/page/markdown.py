"""Her words as HTML: Markdown as CommonMark has it, and nothing in it that could run or ask anybody anything.

Two walls, of which each would do alone: Markdown shows HTML as text and links only to addresses of `SCHEMES`; and what
comes out passes through ammonia (nh3), which lets through only what stands in `ALLOWED`. Pictures from elsewhere become
links, because loading one would tell somebody.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import text_join
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.tasklists import tasklists_plugin

from goldseam.page.places import PLACED, join_pieces, place_pieces
from goldseam.page.underlines import Mark, Underlines

ALLOWED = {
    "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "em", "strong", "s", "code",
    "pre", "a", "table", "thead", "tbody", "tr", "th", "td", "input", "label", "ins", "del", "mark", "span",
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "ol": {"start", "dir"},
    "input": {"type", "checked", "disabled"},
    "li": {"class"},
    "ul": {"class", "dir"},
    "blockquote": {"dir"},
    "th": {"dir"},
    "td": {"dir"},
    "p": {"dir"},
    "h1": {"dir"},
    "h2": {"dir"},
    "h3": {"dir"},
    "span": {"class", "data-at", "data-found", "data-kinds"},
}
_UNDERLINES = "underlines"
SCHEMES = {"http", "https", "mailto", "tel"}
LONGEST = 400_000  # beyond it the text is shown as it was typed: what is that long is no prose
DIRECTED = {
    f"{part}_open" for part in ("paragraph", "heading", "bullet_list", "ordered_list", "blockquote", "th", "td")
}


def html_of(text: str) -> Markup:
    """A text as HTML that is safe to show. Cost: about 1 ms for 1,000 words."""
    if len(text) > LONGEST:
        return Markup("<pre>{}</pre>").format(text)
    made: str = _markdown().render(text)
    return Markup(_cleaned(made))  # noqa: S704 - it passed through ammonia


def marked_html_of(text: str, marks: Iterable[Mark]) -> tuple[Markup, frozenset[str]]:
    """The same with marks under her words; and the ids of those whose words could be found in what is shown."""
    if len(text) > LONGEST:
        whole = Underlines(text, marks, [(0, len(text))])
        return Markup("<pre>{}</pre>").format(whole.html(text, 0)), whole.placed
    environment: dict[str, Any] = {PLACED: text}
    markdown = _markdown()
    tokens = markdown.parse(text, environment)
    pieces = [
        (one.meta[PLACED], one.meta[PLACED] + len(one.content))
        for token in tokens
        for one in token.children or ()
        if PLACED in one.meta
    ]
    underlines = environment[_UNDERLINES] = Underlines(text, marks, pieces)
    made = markdown.renderer.render(tokens, markdown.options, environment)
    return Markup(_cleaned(made)), underlines.placed  # noqa: S704 - it passed through ammonia


def _text(_: Any, tokens: list[Token], at: int, __: Any, environment: dict[str, Any]) -> str:
    """The rule that shows a text token."""
    token = tokens[at]
    if _UNDERLINES in environment and PLACED in token.meta:
        underlines: Underlines = environment[_UNDERLINES]
        return str(underlines.html(token.content, token.meta[PLACED]))
    return escapeHtml(token.content)


def _join(state: Any) -> None:
    if PLACED in state.env:
        join_pieces(state)
    else:
        text_join(state)


def _cleaned(made: str) -> str:
    return nh3.clean(
        made,
        tags=ALLOWED,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 40})
    markdown.enable(["table", "strikethrough"])
    markdown.use(tasklists_plugin, label=True)
    markdown.core.ruler.after("github-tasklists", "places", place_pieces)
    markdown.core.ruler.at("text_join", _join)
    markdown.core.ruler.push("hers", _as_hers)
    markdown.add_render_rule("text", _text)
    return markdown


def _as_hers(state: Any) -> None:
    """Each paragraph runs in the direction of its own writing; headings begin below the title of the page."""
    for token in state.tokens:
        if token.type in DIRECTED:
            token.attrSet("dir", "auto")
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        if token.type == "inline" and token.children:
            token.children = [_harmless(child) for one in token.children for child in _without_picture(one)]


def _harmless(token: Token) -> Token:
    """A link only to where a link may go; others keep their words."""
    if token.type == "link_open" and not _may_be_gone_to(str(token.attrGet("href") or "")):
        token.attrs.pop("href")
    return token


def _may_be_gone_to(address: str) -> bool:
    scheme, colon, _ = address.partition(":")
    return not colon or any(c in scheme for c in "/?#") or scheme.lower() in SCHEMES


def _without_picture(token: Token) -> list[Token]:
    if token.type != "image":
        return [token]
    source = str(token.attrGet("src") or "")
    opening, closing = Token("link_open", "a", 1, attrs={"href": source}), Token("link_close", "a", -1)
    return [opening, Token("text", "", 0, content=token.content or source), closing]
