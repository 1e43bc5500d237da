"""A span and the words it covers stay together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.words.span import Span, cover


@given(st.text(min_size=1), st.data())
def test_a_quote_is_what_stands_at_its_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    quote = cover(text, start, end)

    assert text[quote.span.start : quote.span.end] == quote.words
    assert quote.span == Span(start, end)
    assert quote.stands_in(text)


def test_a_quote_is_counted_in_code_points_not_in_bytes() -> None:
    assert cover("zoë 🌊 sea", 4, 5).words == "🌊"


def test_a_quote_no_longer_stands_in_a_text_that_changed_before_it() -> None:
    quote = cover("we saw the sea", 11, 14)

    assert quote.stands_in("we saw the sea again")
    assert not quote.stands_in("then we saw the sea")


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 5), (2, 2), (3, 1), (4, 5)])
def test_a_span_that_covers_nothing_or_reaches_out_of_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no stretch of a text of 4") as caught:
        cover("dusk", start, end)

    assert "dusk" not in str(caught.value)
