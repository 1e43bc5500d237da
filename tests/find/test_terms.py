from itertools import pairwise

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.find.terms import TOKENIZER, folded, indexed, sought
from tests.find.pieces import PHRASES
from tests.find.second_opinion import tokens


def indexed_terms(text: str) -> list[str]:
    """What FTS5 makes of a text, in order."""
    connection = apsw.Connection(":memory:")
    connection.execute(f'create virtual table t using fts5(x, tokenize="{TOKENIZER}")')
    connection.execute("create virtual table v using fts5vocab(t, instance)")
    connection.execute("insert into t values (?)", (indexed(text),))
    return [str(term) for (term,) in connection.execute("select term from v order by offset")]


def is_found(text: str, query: str) -> bool:
    connection = apsw.Connection(":memory:")
    connection.execute(f'create virtual table t using fts5(x, tokenize="{TOKENIZER}")')
    connection.execute("insert into t values (?)", (indexed(text),))
    return bool(connection.execute("select 1 from t where t match ?", (query,)).fetchall())


def pairs(run: str) -> list[str]:
    return [*map("".join, pairwise(run)), run[-1]]


@given(PHRASES)
def test_the_index_holds_the_terms_that_a_second_reading_finds(text: str) -> None:
    expected: list[str] = []
    for token in tokens(text):
        if token.kind == "picture":
            expected.append(chr(0xF0000 | ord(token.text) & 0xFFFF))
        else:
            expected += pairs(token.text) if token.kind == "run" else [token.text]

    assert indexed_terms(text) == expected


@given(st.text())
def test_what_she_wrote_finds_itself_in_any_script(text: str) -> None:
    query = sought(text)

    assert is_found(text, query) if query else not any(map(str.isalnum, text))


@given(st.text())
def test_nothing_that_is_typed_is_an_operator_of_fts5(text: str) -> None:
    query = sought(text)

    is_found("some words", query or '""')
    assert query.count('"') in {0, 2}


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_is_its_own_indexed_form(text: str) -> None:
    assert indexed(text) == text


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("今日は東京で会った", "東京"),
        ("今日は東京で会った", "京"),
        ("오늘 서울에 비가 왔다", "비"),
        ("오늘 서울에 비가 왔다", "서울"),
        ("วันนี้ฝนตกทั้งวัน", "ฝนตก"),
        ("東京", "京"),
        ("東京都", "「東京」"),
        ("東京 大阪", "東京 大"),
        ("iPhoneで東京", "iphone"),
        ("слушали ещё", "еще"),
        ("Straße", "strasse"),
        ("STRASSE", "straße"),
        ("Ærø and Łódź", "aero"),
        ("Ærø and Łódź", "lodz"),
        ("καλή Αθήνα", "ΑΘΗΝΑ"),
        ("the sea 🌊🌊 again", "🌊"),
        ("well done 👍🏽", "👍"),
        ("❤️", "❤"),
        ("Ｗｉｄｅ", "wide"),
        ("Cafe\u0301", "café"),
        ("\u1109\u1165\u110b\u116e\u11af", "서울"),
        ("\u0438\u0306од", "йод"),
        ("sea\u00adside", "seaside"),
        ("don’t", "don't"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_a_word_is_found_however_it_was_written(text: str, query: str) -> None:
    assert is_found(text, sought(query))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("東都京", "東京"),
        ("東 京", "東京"),
        ("мой", "мои"),
        ("हिन्दी", "हानि"),
        ("Müller", "Mueller"),
        ("dont", "don't"),
    ],
)
def test_what_only_looks_alike_is_not_found(text: str, query: str) -> None:
    assert not is_found(text, sought(query))


def test_the_beginning_of_a_word_finds_it() -> None:
    assert is_found("swimming", sought("swim", prefix=True))
    assert is_found("we swam, swimming", sought("swam swim", prefix=True))
    assert not is_found("swimming", sought("swim"))


def test_names_are_compared_as_words_are() -> None:
    assert folded("Ålesund Straße") == folded("ALESUND STRASSE")
