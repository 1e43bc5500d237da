"""Two edits of one text become one text, and no word is lost, invented or cut."""

import random
import re
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goldseam.words.merge import merge, merge_fields, merge_sets, merge_value

ANY_TEXT = st.text(max_size=40) | st.text(alphabet="ab. \n。、」x", max_size=60)


def words(text: str) -> list[str]:
    """What stands between white space, or ends with a stop of a script that has no spaces."""
    return [
        word
        for part in text.split()
        for word in re.findall(
            "[^、。，！？；：」』）】》]*[、。，！？；：」』）】》]+|[^、。，！？；：」』）】》]+", part
        )
    ]


def conflicts(base: str, ours: str, theirs: str) -> list[str]:
    merged = merge(base, ours, theirs)
    return [merged.text[start:end] for start, end in merged.conflicts]


# What a writer would see.


def test_changes_in_different_sentences_are_both_there() -> None:
    merged = merge("We swam. It rained.", "We swam far. It rained.", "We swam. It rained again.")

    assert merged == ("We swam far. It rained again.", ())


def test_changes_apart_in_one_sentence_are_both_there() -> None:
    merged = merge("I met Anna at noon today.", "I met Berta at noon today.", "I met Anna at noon yesterday.")

    assert merged == ("I met Berta at noon yesterday.", ())


def test_the_same_word_changed_twice_keeps_both_and_says_where() -> None:
    merged = merge("I met Anna.", "I met Berta.", "I met Clara.")

    assert merged.text == "I met Berta. Clara."
    assert merged.text[slice(*merged.conflicts[0])] == "Berta. Clara."


def test_the_same_typo_mended_on_both_sides_is_mended_once() -> None:
    merged = merge("I recieved it. We left.", "I received it. We left.", "I received it. We left early.")

    assert merged == ("I received it. We left early.", ())


def test_of_two_neighbouring_sentences_that_one_side_changed_each_is_merged_by_itself() -> None:
    merged = merge("I a home. I a early.", "I a town. I a early.", "Ann a home. Bob a early.")

    assert merged == ("Ann a town. Bob a early.", ())


def test_a_changed_sentence_is_told_apart_from_a_new_one_that_follows_it() -> None:
    base = "One two three four. Five six seven eight."
    ours, theirs = "One two three nine. Other words come here now.", "One two three four. Five six ten eight."

    assert merge(base, ours, theirs).text == "One two three nine. Other words come here now. Five six ten eight."
    assert conflicts(base, ours, theirs) == ["Other words come here now. Five six ten eight."]


def test_a_sentence_written_before_a_changed_one_is_not_taken_for_it() -> None:
    theirs = "Brand new words. One two three four."

    assert merge("One two three.", "Eins two three.", theirs) == ("Brand new words. Eins two three four.", ())


def test_a_sentence_that_comes_again_is_kept_though_the_first_one_was_replaced() -> None:
    merged = merge("We swam.", "We swam. Rain. We swam.", "No swimming. Rain. Home.")

    assert merged.text == "No swimming. Rain. We swam. Home."


def test_a_sentence_added_on_both_sides_comes_once() -> None:
    merged = merge("One. Two.", "One. New. Two.", "One. New. Two changed.")

    assert merged == ("One. New. Two changed.", ())


def test_a_sentence_that_one_side_removed_and_the_other_changed_is_kept_whole_as_changed() -> None:
    base, theirs = "I met Mari there. It rained.", "I met Maria there. It rained."

    assert merge(base, "It rained.", theirs).text == theirs
    assert merge(base, theirs, "It rained.").text == theirs
    assert conflicts(base, "It rained.", theirs) == ["I met Maria there."]


def test_of_three_removed_sentences_only_the_changed_one_comes_back() -> None:
    merged = merge("One. Two. Three. Four. Five.", "One. Five.", "One. Two. Three more. Four. Five.")

    assert merged.text == "One. Three more. Five."


def test_a_paragraph_added_on_each_side_is_kept_with_its_break() -> None:
    merged = merge("Morning.", "Morning.\n\nNoon.", "Morning.\n\nNight.")

    assert merged.text == "Morning.\n\nNoon.\n\nNight."
    assert conflicts("Morning.", "Morning.\n\nNoon.", "Morning.\n\nNight.") == ["Noon.\n\nNight."]


def test_what_only_one_side_appended_is_no_conflict() -> None:
    assert merge("", "One. Two.", "One.") == ("One. Two.", ())


def test_two_texts_without_a_common_beginning_share_their_sentences() -> None:
    merged = merge("", "We swam. It rained. Home.", "We swam. It snowed hard. Home.")

    assert merged.text == "We swam. It rained. It snowed hard. Home."
    assert len(merged.conflicts) == 1


def test_two_new_sentences_that_begin_and_end_alike_differ_only_between() -> None:
    merged = merge("", "We took the old red boat home at dawn.", "We took the old green boat home at dawn.")

    assert merged.text == "We took the old red green boat home at dawn."
    assert merged.text[slice(*merged.conflicts[0])] == "red green"


def test_a_typo_mended_on_both_sides_leaves_the_change_beside_it_to_one() -> None:
    base, mended = "I recieved a letter from Ann.", "I received a letter from Ann."
    more = "I received a parcel from Ann."

    assert merge(base, mended, more) == (more, ())
    assert merge(base, more, mended) == (more, ())


def test_changes_that_overlap_like_the_links_of_a_chain_are_one_place() -> None:
    told = [f"w{i}" for i in range(40)]
    ours = ["a0", *told[10:20], "a1", *told[30:]]
    theirs = [*told[:8], "b0", *told[22:28], "b1", *told[34:]]

    merged = merge(" ".join(told), " ".join(ours), " ".join(theirs))

    assert merged.text == " ".join([*ours[:-6], *theirs])


def test_two_rewritings_of_a_sentence_are_not_mixed() -> None:
    merged = merge("I went to the market.", "Rain all day, the cat slept.", "I went to the shop.")

    assert merged.text == "Rain all day, the cat slept. I went to the shop."


def test_words_do_not_grow_together_where_the_text_ended_before() -> None:
    assert merge("a b c", "a b", "a b c d").text.split() == ["a", "b", "c", "d"]


def test_two_neighbouring_words_removed_by_one_side_each_are_both_gone() -> None:
    assert merge("We one two went.", "We two went.", "We one went.") == ("We went.", ())


def test_white_space_is_merged_too() -> None:
    assert merge("One. Two.", "One.\n\nTwo.", "One. Two more.").text == "One.\n\nTwo more."
    assert merge("  one", "one", "  one two").text == "one two"
    assert merge("one\n", "one", "one two\n").text == "one two"
    assert merge("One. Two.", "One.\nTwo.", "One.    Two.").text == "One.\nTwo."
    assert merge("one two three.", "one  two three.", "one two\tthree.") == ("one  two\tthree.", ())
    assert merge("One. Two. Three.", "One.\nTwo. Three.", "One.\n\nTwo. Three.").text == "One.\n\nTwo. Three."


def test_a_script_without_spaces_is_merged_clause_by_clause() -> None:
    merged = merge("今日は雨です。寒い。", "今日は雪です。寒い。", "今日は雨です。とても寒い。")

    assert merged == ("今日は雪です。とても寒い。", ())


# What holds for all texts.


@given(ANY_TEXT, ANY_TEXT)
def test_a_side_that_changed_nothing_gives_way(base: str, text: str) -> None:
    assert merge(base, text, base) == (text, ())
    assert merge(base, base, text) == (text, ())
    assert merge(base, text, text) == (text, ())


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
@example("a", "b", "b ")
@example("x。、", "x。、y", "z x。、")
@example("", "a", "b")
def test_no_word_is_invented_or_cut(base: str, ours: str, theirs: str) -> None:
    assert set(words(merge(base, ours, theirs).text)) <= {*words(base), *words(ours), *words(theirs)}


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_new_word_is_lost_however_often_it_stands(base: str, ours: str, theirs: str) -> None:
    merged = Counter(words(merge(base, ours, theirs).text))

    for side in (ours, theirs):
        assert Counter({word: n for word, n in Counter(words(side)).items() if word not in words(base)}) <= merged


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_word_that_both_kept_is_lost(base: str, ours: str, theirs: str) -> None:
    once = {word for word, n in Counter(words(base)).items() if n == 1}
    kept = {word for word in once if words(ours).count(word) == words(theirs).count(word) == 1}
    in_order = [[word for word in words(text) if word in kept] for text in (base, ours, theirs)]

    if in_order[0] == in_order[1] == in_order[2]:
        assert kept <= set(words(merge(base, ours, theirs).text))


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_conflicts_lie_in_the_text_in_order_and_begin_and_end_with_a_word(base: str, ours: str, theirs: str) -> None:
    merged = merge(base, ours, theirs)
    ends = [0, *(place for span in merged.conflicts for place in span), len(merged.text)]

    assert ends == sorted(ends)
    for start, end in merged.conflicts:
        assert start < end
        assert merged.text[start:end] == merged.text[start:end].strip()


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_the_same_three_texts_give_the_same_result(base: str, ours: str, theirs: str) -> None:
    assert merge(base, ours, theirs) == merge(base, ours, theirs)


# Edits of a text in which every word is another, so that what is lost or doubled can be counted.

Sentence = list[str]


@st.composite
def sentences(draw: st.DrawFn) -> list[Sentence]:
    lengths = draw(st.lists(st.integers(1, 6), min_size=1, max_size=8))
    return [[f"w{i}x{j}" for j in range(length)] for i, length in enumerate(lengths)]


def text_of(told: list[Sentence], gap: str = " ") -> str:
    return gap.join(" ".join(sentence) + "." for sentence in told if sentence)


@st.composite
def edited(draw: st.DrawFn, told: list[Sentence], side: str) -> list[Sentence]:
    """The sentences with a few edits; new words bear the name of their side, or `both` for the same typo mended."""
    result = [list(sentence) for sentence in told]
    for count in range(draw(st.integers(0, 5))):
        i = draw(st.integers(0, len(result) - 1))
        j = draw(st.integers(0, max(0, len(result[i]) - 1)))
        edit = draw(
            st.sampled_from(("change", "insert", "remove", "mend", "append", "new sentence", "remove sentence"))
        )
        if edit == "new sentence":
            result.insert(i, [f"{side}{count}s{k}" for k in range(draw(st.integers(1, 4)))])
        elif edit == "remove sentence":
            result[i] = []
        elif edit == "append":
            result[i].append(f"{side}{count}")
        elif edit == "insert":
            result[i].insert(j, f"{side}{count}")
        elif result[i] and edit == "remove":
            del result[i][j]
        elif result[i] and edit == "mend":
            result[i][j] = result[i][j].replace("w", "both")
        elif result[i]:
            result[i][j] = f"{side}{count}"
    return result


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, str, str]:
    told = draw(sentences())
    gap = draw(st.sampled_from((" ", "\n", "\n\n")))
    return text_of(told, gap), text_of(draw(edited(told, "a")), gap), text_of(draw(edited(told, "b")), gap)


def bare(text: str) -> Counter[str]:
    return Counter(word.rstrip(".") for word in text.split())


@given(histories())
def test_every_word_added_or_kept_is_there_and_none_twice(history: tuple[str, str, str]) -> None:
    base, ours, theirs = map(bare, history)
    merged = merge(*history)
    found = bare(merged.text)

    added = (ours | theirs) - base
    assert not added - found
    assert not (base & ours & theirs) - found
    assert max(found.values(), default=1) == 1 or merged.conflicts


@given(histories())
def test_without_a_conflict_exactly_what_a_side_removed_is_gone(history: tuple[str, str, str]) -> None:
    base, ours, theirs = map(bare, history)
    merged = merge(*history)

    if not merged.conflicts:
        assert bare(merged.text) == (base & ours & theirs) + ((ours | theirs) - base)


@given(histories())
def test_the_words_do_not_depend_on_which_side_is_called_ours(history: tuple[str, str, str]) -> None:
    base, ours, theirs = history

    assert set(bare(merge(base, ours, theirs).text)) == set(bare(merge(base, theirs, ours).text))
    assert len(merge(base, ours, theirs).conflicts) == len(merge(base, theirs, ours).conflicts)


@given(sentences(), st.data())
def test_edits_in_different_sentences_never_conflict(told: list[Sentence], data: st.DataObject) -> None:
    owner = data.draw(st.lists(st.sampled_from("ab-"), min_size=len(told), max_size=len(told)))
    edits: list[Callable[[Sentence, str], Sentence]] = [
        lambda sentence, side: [side + word for word in sentence],
        lambda sentence, side: [side + sentence[0], *sentence[1:]],
        lambda sentence, side: [*sentence, side],
        lambda sentence, side: [],
    ]
    chosen = [data.draw(st.sampled_from(edits)) for _ in told]

    def by(sides: str) -> str:
        each = zip(told, owner, chosen, strict=True)
        return text_of([edit(sentence, side) if side in sides else sentence for sentence, side, edit in each])

    merged = merge(text_of(told), by("a"), by("b"))

    assert merged.text.split() == by("ab").split()
    assert merged.conflicts == ()


# Size.


def rows(seed: int, letters: str, count: int) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(letters) for _ in range(count))


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        ("a " * 100_000, "b " + "a " * 50_000 + "c " + "a " * 49_000, "d " + "a " * 100_000 + "e"),
        ("a " * 100_000, "b " + "a c " * 50_000 + "d", "c a " * 50_000 + "f"),
        (rows(1, "ab", 30_000), "our " + rows(2, "ab", 30_000), rows(3, "ab", 30_000) + " their"),
        (". ".join("ab" * 9_000), ". ".join("ba" * 9_000) + " our", ". ".join("aab" * 6_000) + " their"),
        ("x" * 1_000_000, "x" * 1_000_000 + "y", "x" * 999_999 + "z"),
    ],
    ids=["few changes", "every second", "two letters", "short sentences", "one long word"],
)
def test_the_worst_texts_end_too_and_lose_nothing(base: str, ours: str, theirs: str) -> None:
    merged = set(merge(base, ours, theirs).text.split())

    assert {*ours.split(), *theirs.split()} - {*base.split()} <= merged
    assert merged <= {*base.split(), *ours.split(), *theirs.split()}


# Sets and fields.

UNIQUE = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(UNIQUE, UNIQUE, UNIQUE)
def test_of_a_set_stays_what_both_kept_or_either_added(base: list[str], ours: list[str], theirs: list[str]) -> None:
    merged = merge_sets(base, ours, theirs)

    assert set(merged) == {one for one in {*ours, *theirs} if (one in ours and one in theirs) or one not in base}
    assert len(set(merged)) == len(merged)
    assert set(merged) == set(merge_sets(base, theirs, ours))


@given(UNIQUE, UNIQUE)
def test_a_set_that_one_side_left_alone_is_the_other_side_in_its_order(base: list[str], changed: list[str]) -> None:
    assert merge_sets(base, changed, base) == tuple(changed)
    assert merge_sets(base, base, changed) == tuple(changed)
    assert merge_sets(base, changed, changed) == tuple(changed)
    assert merge_sets(tuple(base), base, changed) == tuple(changed)


def test_what_only_the_other_side_added_comes_last() -> None:
    assert merge_sets(["sea"], ["sun", "sea"], ["sea", "ann", "bob"]) == ("sun", "sea", "ann", "bob")


EARLY, LATE = (1, "ff"), (2, "00")


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [(1, 1, 2, 2), (1, 2, 1, 2), (1, 2, 2, 2), (1, 2, 3, 3), (1, True, 1, True), (1, 1, 1.0, 1.0), (0, 5, None, None)],
)
def test_a_value_is_that_of_the_side_that_changed_it_or_else_the_later_one(
    base: object, ours: object, theirs: object, expected: object
) -> None:
    merged = merge_value(base, ours, theirs, ours_at=EARLY, theirs_at=LATE)

    assert (merged, type(merged)) == (expected, type(expected))
    assert merge_value(base, theirs, ours, ours_at=LATE, theirs_at=EARLY) == expected


def test_two_values_of_one_instant_are_decided_by_the_revision_id() -> None:
    assert merge_value(0, 1, 2, ours_at=(7, "aa"), theirs_at=(7, "ab")) == 2
    assert merge_value(0, 1, 2, ours_at=(7, "ab"), theirs_at=(7, "aa")) == 1


FIELDS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from([0, 1, True, "x"]))


@given(FIELDS, FIELDS)
def test_fields_that_one_side_left_alone_are_those_of_the_other(
    base: dict[str, object], changed: dict[str, object]
) -> None:
    for ours, theirs in ((base, changed), (changed, base), (changed, changed)):
        merged = merge_fields(base, ours, theirs, ours_at=EARLY, theirs_at=LATE)
        assert {name: repr(value) for name, value in merged.items()} == {n: repr(v) for n, v in changed.items()}


@given(FIELDS, FIELDS, FIELDS)
def test_fields_do_not_depend_on_which_side_is_called_ours(
    base: dict[str, object], ours: dict[str, object], theirs: dict[str, object]
) -> None:
    one = merge_fields(base, ours, theirs, ours_at=EARLY, theirs_at=LATE)
    other = merge_fields(base, theirs, ours, ours_at=LATE, theirs_at=EARLY)

    assert {name: repr(value) for name, value in one.items()} == {name: repr(value) for name, value in other.items()}


def test_a_field_that_one_side_removed_and_the_other_changed_is_kept() -> None:
    assert merge_fields({"mood": 1, "rain": 1}, {"mood": 2}, {"rain": 1}, ours_at=EARLY, theirs_at=LATE) == {"mood": 2}


def test_of_a_field_that_both_added_the_later_one_stands() -> None:
    assert merge_fields({}, {"mood": 1}, {"mood": 2}, ours_at=EARLY, theirs_at=LATE) == {"mood": 2}
    assert merge_fields({}, {"mood": 1}, {"mood": 2}, ours_at=LATE, theirs_at=EARLY) == {"mood": 1}
