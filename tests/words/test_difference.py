"""What changed between two texts is shown exactly, and so that a person can read it."""

import random
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goldseam.words.difference import Piece, align, difference, meaningful, moved, sentences, united, walk

ANY_TEXT = st.text() | st.text(alphabet="ab. \n。」e\u0301", max_size=60)
TOKENS = st.lists(st.sampled_from("abcdef"), max_size=30)


def shown(old: str, new: str) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in difference(old, new))


def without(kind: str, pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != kind)


@given(ANY_TEXT, ANY_TEXT)
@example("a\n", "a")
@example("", "")
def test_without_what_was_added_it_is_the_old_text_and_without_what_was_removed_the_new(old: str, new: str) -> None:
    pieces = difference(old, new)

    assert without("added", pieces) == old
    assert without("removed", pieces) == new


@given(ANY_TEXT, ANY_TEXT)
def test_pieces_are_never_empty_and_neighbours_never_of_one_kind(old: str, new: str) -> None:
    pieces = difference(old, new)

    assert all(piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


@given(ANY_TEXT, ANY_TEXT)
def test_what_was_removed_stands_before_what_came_in_its_place(old: str, new: str) -> None:
    kinds = [piece.kind for piece in difference(old, new)]

    assert ("added", "removed") not in pairwise(kinds)


@given(ANY_TEXT)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert difference(text, text) == ([Piece("same", text)] if text else [])


def test_a_changed_word_is_shown_alone() -> None:
    assert shown("It rained. I met Mari there.", "It rained. I met Maria there.") == (
        "It rained. I met [-Mari-][+Maria+] there."
    )


def test_a_comma_is_shown_alone() -> None:
    assert shown("We ate and slept.", "We ate, and slept.") == "We ate[+,+] and slept."


def test_a_rewritten_sentence_is_shown_whole_though_it_shares_small_words() -> None:
    assert shown("I went to the market early.", "Rain all day, the cat slept here.") == (
        "[-I went to the market early-][+Rain all day, the cat slept here+]."
    )


def test_many_spaces_between_two_changed_words_are_no_reason_to_show_them_apart() -> None:
    assert shown("a red      car.", "a blue      van.") == "a [-red      car-][+blue      van+]."


def test_one_new_paragraph_leaves_all_others_the_same() -> None:
    assert shown("One.\n\nThree.\n", "One.\n\nTwo.\n\nThree.\n") == "One.\n\n[+Two.\n\n+]Three.\n"


def test_two_rewritten_lines_are_shown_one_by_one() -> None:
    assert shown("milk and bread\ncall Ann\n", "cheese with wine\nwrite Bob\n") == (
        "[-milk and bread-][+cheese with wine+]\n[-call Ann-][+write Bob+]\n"
    )


def test_a_script_without_spaces_is_compared_character_by_character() -> None:
    assert shown("今日は大雨です。寒い。", "今日は大雪です。寒い。") == "今日は大[-雨-][+雪+]です。寒い。"


def test_an_accent_written_apart_is_not_torn_from_its_letter() -> None:
    assert shown("the cafe there", "the cafe\u0301 there") == "the [-cafe-][+cafe\u0301+] there"


def test_an_emoji_of_several_parts_is_not_torn() -> None:
    assert shown("we 👩‍👩‍👧 here", "we 👩‍👩‍👦 here") == "we [-👩‍👩‍👧-][+👩‍👩‍👦+] here"


@given(ANY_TEXT)
@example("Well... he said. “Yes.” She left.\nNext")
def test_sentences_join_to_the_text(text: str) -> None:
    cut = sentences(text)

    assert "".join(cut) == text
    assert all(cut)


def test_sentences_end_at_stops_quotes_and_lines() -> None:
    assert sentences("Well... he left. “Yes.” Then\n\nnothing! ") == [
        "Well... ",
        "he left. ",
        "“Yes.” ",
        "Then\n\n",
        "nothing! ",
    ]
    assert sentences("雨です。」寒い！？はい") == ["雨です。」", "寒い！？", "はい"]
    assert sentences("3.14 is no end") == ["3.14 is no end"]


@given(TOKENS, TOKENS)
def test_what_is_aligned_is_equal_and_in_order(old: list[str], new: list[str]) -> None:
    runs = align(old, new)

    assert all(old[run.old : run.old + run.size] == new[run.new : run.new + run.size] for run in runs)
    assert all(run.size for run in runs)
    assert all(
        a <= b and c <= d and (a, c) != (b, d) for _, (a, b, c, d) in walk(runs, (0, len(old), 0, len(new)))[1:-1]
    )


@given(st.lists(st.integers(0, 10**9).map(str), unique=True, max_size=40), st.data())
def test_of_tokens_that_occur_once_those_that_kept_their_order_are_all_found(
    tokens: list[str], data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(tokens), max_size=len(tokens)))
    fewer = [token for token, keep in zip(tokens, kept, strict=True) if keep]

    assert sum(run.size for run in align(tokens, fewer)) == len(fewer)


def longest_common(old: list[str], new: list[str]) -> int:
    row = [0] * (len(new) + 1)
    for token in old:
        above = row
        row = [0]
        for j, other in enumerate(new):
            row.append(above[j] + 1 if token == other else max(above[j + 1], row[-1]))
    return row[-1]


@given(
    st.lists(st.sampled_from("ab"), min_size=8, max_size=20), st.lists(st.sampled_from("ab"), min_size=8, max_size=20)
)
def test_where_nothing_occurs_once_the_shortest_way_is_found(old: list[str], new: list[str]) -> None:
    doubled = [token for token in old for _ in (0, 1)], [token for token in new for _ in (0, 1)]

    assert sum(run.size for run in align(*doubled)) == longest_common(*doubled)


def test_what_is_equal_at_the_end_is_found_however_much_changed_before() -> None:
    runs = align(["x"] * 300 + ["a"] * 10, ["y"] * 400 + ["a"] * 10)

    assert runs == [(300, 400, 10)]


def test_a_small_word_between_large_changes_means_nothing_and_a_line_break_does() -> None:
    old, new = ["morning", "the", "evening"], ["breakfast", "the", "supper"]

    assert align(old, new)
    assert meaningful(align(old, new), old, new) == []

    old[1] = new[1] = "\n"

    assert meaningful(align(old, new), old, new) == align(old, new)


def rows(seed: int, letters: str, count: int) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(letters) for _ in range(count))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 100_000, "b " + "a c " * 50_000 + "d"),
        ("a " * 100_000, "b " + ("a " * 500 + "c ") * 200 + "d"),
        (rows(1, "ab", 50_000), rows(2, "ab", 50_000)),
        (" ".join(map(str, range(30_000))), " ".join(map(str, reversed(range(30_000))))),
        ("." * 300_000, "." * 300_000 + "y"),
        ('."' * 100_000, '."' * 100_000 + "y"),
        ("x" * 5_000_000, "x" * 5_000_000 + "y"),
        (" \n" * 100_000, "\n" * 200_000),
    ],
    ids=[
        "every second",
        "every five hundredth",
        "two letters",
        "reversed",
        "dots",
        "quotes",
        "one line of 5 MB",
        "blanks",
    ],
)
def test_the_worst_texts_end_too_and_are_exact(old: str, new: str) -> None:
    pieces = difference(old, new)

    assert without("added", pieces) == old
    assert without("removed", pieces) == new


def test_a_stretch_moves_with_its_words() -> None:
    old, new = "We swam. It rained. Home.", "At noon. We swam. It never rained. Home."

    assert [new[start:end] for start, end in moved([(9, 18)], old, new)] == ["It never rained"]
    assert moved([(9, 18)], old, "We swam. Home.") == []
    assert [new[start:end] for start, end in moved([(9, 18), (0, 7)], old, new)] == ["We swam", "It never rained"]


@given(ANY_TEXT, ANY_TEXT, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=4))
def test_stretches_that_moved_lie_in_the_new_text_in_order_and_apart(
    old: str, new: str, found: list[tuple[int, int]]
) -> None:
    spans = [(start, start + size) for start, size in found if start + size <= len(old)]
    ends = [0, *(place for span in moved(spans, old, new) for place in span), len(new)]

    assert ends == sorted(ends)
    assert moved(spans, old, old) == united(spans)
