from hypothesis import given
from hypothesis import strategies as st

from goldseam.find.query import Words
from goldseam.find.snippet import BEFORE, LENGTH, Marker
from goldseam.find.terms import sought
from tests.find.pieces import PHRASES, SOUGHT
from tests.find.second_opinion import holds

LONG = "word " * 400


def marked(text: str, *queries: str | Words) -> list[str]:
    """What is marked in the snippet of a text."""
    snippet = Marker([Words(query) if isinstance(query, str) else query for query in queries]).snippet(text)
    return [snippet.text[start:end] for start, end in snippet.matches]


@given(PHRASES | st.text(), st.lists(SOUGHT, max_size=3), st.integers(0, 2))
def test_a_snippet_and_its_matches_quote_the_text_exactly(text: str, queries: list[Words], copies: int) -> None:
    whole = LONG * copies + text + LONG * copies
    snippet = Marker(queries).snippet(whole)

    assert whole[snippet.start : snippet.start + len(snippet.text)] == snippet.text
    ends = [0, *(end for _, end in snippet.matches)]
    assert all(before <= start < end for before, (start, end) in zip(ends, snippet.matches, strict=False))
    assert all(end <= len(snippet.text) for _, end in snippet.matches)


@given(PHRASES, SOUGHT)
def test_a_match_is_marked_exactly_where_a_second_reading_finds_one(text: str, words: Words) -> None:
    marks = Marker([words]).marks(text)

    assert bool(marks) == holds(text, words)
    for start, end in marks:
        assert holds(text[start:end], words)


@given(PHRASES, SOUGHT)
def test_what_is_found_is_shown_however_far_down_it_stands(text: str, words: Words) -> None:
    snippet = Marker([words]).snippet(f"{LONG}\n{text}\n{LONG}")

    assert bool(snippet.matches) == holds(text, words)


@given(st.text())
def test_any_text_finds_itself_and_is_marked(text: str) -> None:
    marks = Marker([Words(text)]).marks(text)

    assert bool(marks) == bool(sought(text))


def test_case_and_accents_make_no_difference() -> None:
    assert marked("CAFÉ, Cafe\u0301, cafe, cafés", "café") == ["CAFÉ", "Cafe\u0301", "cafe"]
    assert marked("die Straße, STRASSE", "strasse") == ["Straße", "STRASSE"]
    assert marked("ещё и еще", "ЕЩЕ") == ["ещё", "еще"]


def test_a_word_is_marked_whole_when_its_beginning_was_sought() -> None:
    assert marked("we swam; Swimming is fine, aswim not", Words("swim", prefix=True)) == ["Swimming"]


def test_a_phrase_is_marked_whatever_signs_stand_in_it() -> None:
    assert marked("a long, long way home", "long way") == ["long way"]
    assert marked("I don’t know", "don't") == ["don’t"]


def test_scripts_without_spaces_are_marked_inside_their_lines() -> None:
    assert marked("今日は東京で会った。", "東京") == ["東京"]
    assert marked("오늘 서울에 비가 왔다", "서울") == ["서울"]
    assert marked("beach🌊🌊", "🌊") == ["🌊", "🌊"]


def test_the_stretch_with_most_of_the_words_is_shown() -> None:
    text = f"rain. {LONG} rain and snow. {LONG} snow."

    assert marked(text, "snow", "rain") == ["rain", "snow"]


def test_a_snippet_begins_and_ends_with_whole_words_and_is_short() -> None:
    snippet = Marker([Words("needle")]).snippet(f"{LONG}needle {LONG}")

    assert set(snippet.text.split()) == {"word", "needle"}
    assert 15 <= len(snippet.text.split()) <= 30
    assert len(snippet.text) <= LENGTH
    assert snippet.matches[0].start <= BEFORE


def test_a_snippet_does_not_begin_in_the_paragraph_before() -> None:
    assert Marker([Words("b")]).snippet("a a\n\nb c").text == "b c"


def test_without_a_match_the_beginning_is_shown() -> None:
    snippet = Marker([Words("gone")]).snippet("We walked home. " * 40)

    assert (snippet.start, snippet.matches) == (0, ())
    assert snippet.text.startswith("We walked home.")
    assert len(snippet.text) <= LENGTH


def test_a_line_of_a_million_letters_has_a_short_snippet() -> None:
    snippet = Marker([Words("needle")]).snippet("x" * 1_000_000 + " needle " + "y" * 1_000_000)

    assert len(snippet.text) <= 2 * LENGTH
    assert len(snippet.matches) == 1
