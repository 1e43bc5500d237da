import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.find.query import DEPTH_MAX, PARTS_MAX, All, Any, Facet, Not, Tree, Words, all_of, any_of, parse, text_of
from goldseam.words.problem import Misused

SIGNS = '"" ( ) - * # : OR or tag: in: on: is: has:photo before: a ab é 東 \n \0 “ ” * -- is:starred'.split(" ")
TYPED = st.lists(st.sampled_from(SIGNS) | st.text(max_size=3), max_size=12).map("".join)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="“”„‟\0"), max_size=8
) | st.sampled_from(["OR", "tag:x", "Title:", "-a", 'say "it"', "x*", "*", "a b", "(", "#a"])  # fmt: skip
NAMES = TEXTS.filter(str.strip)


def nested(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(parts, min_size=2, max_size=4)
    return parts.map(Not) | several.map(all_of) | several.map(any_of)


WORDS = st.tuples(TEXTS, st.booleans(), st.just("")) | st.tuples(
    NAMES, st.booleans(), st.sampled_from(["title", "person"])
)
FACETS = (
    st.tuples(st.just("tag"), NAMES, st.booleans())
    | st.tuples(st.sampled_from(["on", "before", "after"]), NAMES, st.just(value=False))
    | st.tuples(st.just("in"), TEXTS, st.just(value=False))
    | st.sampled_from([("has", "photo", False), ("has", "file", False), ("is", "starred", False)])
)
TREES = st.recursive(WORDS.map(Words._make) | FACETS.map(Facet._make), nested, max_leaves=12)


@given(TREES)
def test_a_query_written_out_and_read_again_is_the_same(tree: Tree) -> None:
    assert repr(parse(text_of(tree))) == repr(tree)


@given(TYPED)
def test_whatever_is_typed_is_a_query_or_a_plain_refusal_that_does_not_repeat_it(typed: str) -> None:
    tree, refusal = attempt(f"qzx {typed}")

    if tree is not None:
        assert repr(parse(text_of(tree))) == repr(tree)
    if refusal is not None:
        assert "qzx" not in f"{refusal.happened} {refusal.safe} {refusal.next}"
        assert refusal.code.startswith("find.")


def attempt(typed: str) -> tuple[Tree | None, Misused | None]:
    try:
        return parse(typed), None
    except Misused as problem:
        return None, problem


def test_words_side_by_side_bind_stronger_than_or() -> None:
    assert parse("rain snow OR sun") == Any((All((Words("rain"), Words("snow"))), Words("sun")))
    assert parse("rain (snow OR sun)") == All((Words("rain"), Any((Words("snow"), Words("sun")))))


def test_only_or_in_capitals_is_a_choice() -> None:
    assert parse("rain or sun") == All((Words("rain"), Words("or"), Words("sun")))


def test_every_kind_of_question_is_understood() -> None:
    query = '"long way" -bus swim* #Sea Tag:tra* in:work on:"last summer" person:"Ada B" has:photo is:starred title:x*'

    assert parse(query) == All((
        Words("long way"),
        Not(Words("bus")),
        Words("swim", prefix=True),
        Facet("tag", "Sea"),
        Facet("tag", "tra", prefix=True),
        Facet("in", "work"),
        Facet("on", "last summer"),
        Words("Ada B", field="person"),
        Facet("has", "photo"),
        Facet("is", "starred"),
        Words("x", prefix=True, field="title"),
    ))  # fmt: skip


@pytest.mark.parametrize("words", ["10:30", "https://example.org/a?b=c", "well-known", "don't", "a*b", "C#"])
def test_what_looks_like_an_operator_inside_a_word_is_a_word(words: str) -> None:
    assert parse(words) == Words(words)


def test_the_quotation_marks_of_a_telephone_are_quotation_marks() -> None:
    assert parse("“long way”") == Words("long way")


def test_two_quotation_marks_inside_a_phrase_are_one() -> None:
    assert parse('"say ""yes"""') == Words('say "yes"')


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("  ", "find.empty-query"),
        ('"long way', "find.open-quote"),
        ('tag:"long', "find.open-quote"),
        ("(rain", "find.bracket"),
        ("rain :)", "find.bracket"),
        ("rain OR", "find.gap"),
        ("OR", "find.gap"),
        ("()", "find.gap"),
        ("-(", "find.gap"),
        ("tag:", "find.no-value"),
        ('on:" "', "find.no-value"),
        ("is:happy", "find.unknown-value"),
        ("has:fun", "find.unknown-value"),
        ("a\ud800", "find.broken-character"),
        ("a " * (PARTS_MAX + 1), "find.long-query"),
        ("(" * (DEPTH_MAX + 1) + "a" + ")" * (DEPTH_MAX + 1), "find.deep-query"),
        ("-" * (DEPTH_MAX + 1) + "a", "find.deep-query"),
    ],
)
def test_a_query_that_is_not_well_formed_says_what_is_missing(typed: str, code: str) -> None:
    with pytest.raises(Misused) as told:
        parse(typed)

    assert told.value.code == code
