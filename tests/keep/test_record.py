"""The bytes that a record's id is made of."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goldseam.keep.record import ENTRY, canonical_bytes, new_record, quoted
from goldseam.keep.vault import _word_count

_texts = st.text(st.characters(exclude_categories=["Cs"])) | st.text('a b"\\/\n\r\t\b\f\x00\x1f\x7f\x85\u2028é')


@given(_texts)
@example("".join(map(chr, range(256))))
def test_a_text_is_quoted_as_json_quotes_it(text: str) -> None:
    assert quoted(text) == json.dumps(text, ensure_ascii=False).encode()


@given(_texts, _texts)
def test_the_bytes_are_the_json_of_all_fields_with_sorted_names(body: str, title: str) -> None:
    record = new_record(ENTRY, "ab" * 16, ("cd" * 20,), {"title": title}, body, now_ms=-5, device="ef" * 8)

    fields = {name: value for name, value in record._asdict().items() if name != "id"} | {"version": 1}
    plainly = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical_bytes(record) == plainly.encode()


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        quoted("a \ud800 b")


@given(_texts)
@example("".join(map(chr, range(256))))
def test_words_are_counted_as_splitting_at_white_space_counts_them(text: str) -> None:
    assert _word_count(text) == len(text.split())
