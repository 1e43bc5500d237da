"""Lists show words, not the signs of Markdown; what was sought stays marked where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.page.preview import Preview, lighter, plain, preview
from goldseam.words.span import Span

SIGNS = {
    "It **rained** and *snowed*, ~~not~~ __really__ _so_.": "It rained and snowed, not really so.",
    "**bold *and* more**": "bold and more",
    "***both***": "both",
    "See [home](https://example.org/a_(b)) and ![the cat](cat.jpg).": "See home and the cat.",
    "cut in a [link](https://exam": "cut in a link",
    "<https://example.org>": "https://example.org",
    "- [ ] bread\n- [x] milk\n* eggs\n> said *she*": "bread\nmilk\neggs\nsaid she",
    "## Later\nwe `ran`": "Later\nwe ran",
    r"5 \* 3": "5 * 3",
    # not signs, but words
    "2 * 3 * 4 and 2*3*4": "2 * 3 * 4 and 2*3*4",
    "snake_case_word": "snake_case_word",
    "#garden and C# and a #1": "#garden and C# and a #1",
    "**not closed": "**not closed",
    "1. first": "1. first",
}


@pytest.mark.parametrize(("text", "shown"), SIGNS.items())
def test_a_text_is_shown_without_signs(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_heading_that_leads_is_the_title_where_there_is_none() -> None:
    assert preview("", "# A *long* day\n\nIt rained.") == Preview("A long day", "\nIt rained.")
    assert preview("Hers", "# A long day\nIt rained.") == Preview("Hers", "A long day\nIt rained.")
    assert preview("", "It rained.\n# Later") == Preview("", "It rained.\nLater")
    assert preview("", "#garden is no heading") == Preview("", "#garden is no heading")


def test_what_was_sought_is_marked_where_it_stands_then() -> None:
    text = "see **rain** and [a walk](http://rain.org)"
    at = text.index("rain.org")
    shown, spans = lighter(text, [Span(6, 10), Span(at, at + 4)])

    assert shown == "see rain and a walk"
    assert [shown[start:end] for start, end in spans] == ["rain"]


def test_an_address_stays_where_nothing_else_has_what_was_sought() -> None:
    text = "see **this** and [a walk](http://rain.org)"
    at = text.index("rain.org")
    shown, (span,) = lighter(text, [Span(at, at + 4)])

    assert shown == "see this and [a walk](http://rain.org)"
    assert shown[span.start : span.end] == "rain"


@given(st.text("ab *_#[](!`~>\\-\n<:/", max_size=80), st.integers(0, 79), st.integers(0, 79))
def test_whatever_is_sought_is_shown_and_nothing_is_added(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    shown, (span,) = lighter(text, [Span(start, end)])

    assert shown[span.start : span.end] == text[start:end]
    letters = iter(text)
    assert all(letter in letters for letter in shown)  # a part of the text, in its order
