"""Lines under her words: each under exactly the words it was found in, whatever Markdown is round them."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.page.markdown import LONGEST, html_of, marked_html_of
from goldseam.page.underlines import KINDS, Mark
from tests.page.payloads import payloads


class Shown(HTMLParser):
    """What a page shows.

    Attributes:
        pieces: each stretch of text that says where in the source it stands, with that.
        under: the text under the lines of each finding.
        text: all of it.
        tags: every element.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[tuple[int, str]] = []
        self.under: dict[str, str] = {}
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[tuple[int, str] | None] = []
        self.feed(str(html))  # of a Markup every part would be escaped

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append((tag, told))
        if tag == "span":
            at = told.get("data-at")
            self._open.append((int(at), told.get("data-found") or "") if at is not None else None)

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        here = next((one for one in reversed(self._open) if one is not None), None)
        if here is not None:
            self.pieces.append((here[0], data))
            for id_ in here[1].split():
                self.under[id_] = self.under.get(id_, "") + data


def mark(id_: str, start: int, words: str, kind: str = "who", *, hers: bool = False) -> Mark:
    return Mark(id_, kind, hers, start, start + len(words))


def marks(text: str, pattern: str) -> list[Mark]:
    return [
        Mark(f"m{number}", KINDS[number % len(KINDS)], hers=bool(number % 2), start=found.start(), end=found.end())
        for number, found in enumerate(re.finditer(pattern, text))
    ]


RICH = """# Sunday one

On *Monday* she said **so** [Tuesday](http://x.example "Bea") & \\*that\\* &amp; more.
  Second line with `Wednesday`, and ~~Thursday~~.

> - [x] task Friday
>   more
lazy Saturday

| a | Sunday two |
|--|--|
| c \\| d | e |
"""


def test_words_in_every_kind_of_block_are_underlined_where_they_stand() -> None:
    text = RICH
    wanted = ["Sunday one", "Monday", "so", "Tuesday", "that", "Thursday", "Friday", "Saturday", "Sunday two", "lazy"]
    some = [mark(str(number), text.index(word), word) for number, word in enumerate(wanted)]

    html, placed = marked_html_of(text, some)

    assert placed == {one.id for one in some}
    assert Shown(html).under == {str(number): word for number, word in enumerate(wanted)}


def test_what_cannot_be_placed_for_certain_is_not_underlined() -> None:
    """In code, in a title, beside a copy of itself that nobody sees, across a link, where a sign is escaped inside."""
    text = 'A `coded` word, [Bea](http://x.example "Bea") and ca\\*rd, [here](http://y.example/q) there &amp; now'
    wanted = {"coded": "coded", "Bea": "Bea", "link": "here](http://y.example/q) there"}
    some = [mark(name, text.index(part), part) for name, part in wanted.items()]

    html, placed = marked_html_of(text, some)

    assert placed == frozenset()
    assert Shown(html).under == {}


WORDS = st.sampled_from(["w", "Bea", "two words", "é", "日本", "😀", "1", "x_y"])
WRAPS = st.sampled_from(
    ["{}", "*{}*", "**{}**", "_{}_", "~~{}~~", "[{}](http://e.example/{})", "`{}`", "\\*{}", "{}&amp;", "&#65;{}",
     "<b>{}</b>", "![{}](p.png)", "<http://e.example/{}>", "{}  ", "{}\\", "***{}", "{}~~", "[{}]", "**{}"]
)  # fmt: skip
LEADS = st.sampled_from(
    [
        "",
        "# ",
        "### ",
        "> ",
        "> > ",
        "- ",
        "1. ",
        "- [ ] ",
        "  ",
        "    ",
        "\t",
        "| a | ",
        "> - ",
        "```\n",
        "---\n",
        "\0",
    ]
)


@st.composite
def markdown(draw: st.DrawFn) -> str:
    """Lines of Markdown, in which every word stands once: the number behind it is its own."""
    lines, number = [], 0
    for _ in range(draw(st.integers(1, 6))):
        line = draw(LEADS)
        for _ in range(draw(st.integers(0, 5))):
            number += 1
            wrap, word = draw(WRAPS), draw(WORDS)
            line += wrap.replace("{}", f"{word}q{number}q", 1).replace("{}", word) + draw(
                st.sampled_from([" ", "", "|"])
            )
        lines.append(line)
    return draw(st.sampled_from(["\n", "\r\n", "\n\n", "\r"])).join(lines)


@given(markdown())
def test_a_piece_stands_where_it_says(text: str) -> None:
    """Each piece is what the source has there; and since every numbered word is there once, it is that very place."""
    html, _ = marked_html_of(text, [])

    for at, piece in Shown(html).pieces:
        assert text[at : at + len(piece)].replace("\0", "\ufffd") == piece


@given(markdown())
def test_a_line_is_under_the_words_of_its_finding_and_no_others(text: str) -> None:
    some = marks(text, r"q\d+q")

    html, placed = marked_html_of(text, some)

    shown = Shown(html)
    assert set(shown.under) == placed
    assert shown.under == {mark.id: text[mark.start : mark.end] for mark in some if mark.id in placed}
    for at, piece in shown.pieces:  # of two words that are the same the right one
        for found in re.finditer(r"q\d+q", piece):
            assert text.index(found[0]) == at + found.start()


@given(markdown())
def test_lines_change_nothing_of_what_is_shown(text: str) -> None:
    assert Shown(marked_html_of(text, marks(text, r"\w+"))[0]).text == Shown(html_of(text)).text


def test_overlapping_findings_are_all_there() -> None:
    text = "She said that Lena comes on Sunday."
    some = [
        mark("s1", 14, "Lena comes on Sunday", "said"),
        mark("m1", 14, "Lena"),
        mark("t1", 28, "Sunday", "time", hers=True),
    ]

    shown = Shown(marked_html_of(text, some)[0])

    assert shown.under == {"s1": "Lena comes on Sunday", "m1": "Lena", "t1": "Sunday"}
    assert {"class": "u time hers"} in [told for tag, told in shown.tags if tag == "span"]


def test_most_of_a_plain_page_is_placed() -> None:
    """Certainty is not bought with silence."""
    text = "I was *so* tired, and so was Bea.\nShe said **no** and no again.\n\n- so it goes\n- so *it* goes"

    _, placed = marked_html_of(text, marks(text, r"\w+"))

    assert len(placed) == len(marks(text, r"\w+"))


def test_a_very_long_text_is_placed_as_it_was_typed() -> None:
    text = "Bea " * (LONGEST // 4 + 1)

    html, placed = marked_html_of(text, [mark("m1", 400, "Bea")])

    assert placed == {"m1"}
    assert Shown(html).under == {"m1": "Bea"}


@pytest.mark.parametrize("part", range(4))
def test_nothing_that_she_writes_becomes_an_element(part: int) -> None:
    """Every trick there is, underlined from its first sign to its last, and in the middle."""
    for number, payload in enumerate(payloads()):
        if number % 60 != part:
            continue
        some = [mark("m1", 0, payload), mark("m2", 1, payload[1 : len(payload) // 2] or "x", "said", hers=True)]
        for tag, told in Shown(marked_html_of(payload, some)[0]).tags:
            assert tag not in {"script", "img", "iframe", "svg", "style", "object", "base", "form"}, payload
            assert not any(name.startswith("on") for name in told), payload
            assert not str(told.get("href") or "").lower().startswith(("javascript", "data")), payload


def test_a_span_that_she_typed_is_words() -> None:
    typed = '<span class="found" data-found="m1" data-at="0">x</span>'

    assert Shown(marked_html_of(typed, [])[0]).text.strip() == typed
    assert "m1" not in Shown(html_of(typed)).under
