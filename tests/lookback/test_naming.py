"""Where somebody is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.lookback.naming import is_slip, naming, near_words
from goldseam.words.name import folded_name

NAMED = [
    ("Tom", "tom came by"),
    ("Tom", "It was Tom's idea, and toms too"),
    ("Tom", "TOM!"),
    ("Tom", "with Tom\N{RIGHT SINGLE QUOTATION MARK}s brother"),
    ("José", "Jose rang"),
    ("Jose", "JOSÉ's letter"),
    ("my sister", "My\nsister said no"),
    ("Duarte", "Durate forgot it"),
    ("Duarte", "Duartes Hund"),
    ("Duarte", "Duart left"),
    ("美咲", "昨日美咲と会った"),
    ("🦊", "dinner with 🦊 and rain"),
    ("will", "Will's brother came, and so did WILL"),
    ("Grace", "Graces Hund"),
    ("O'Brien", "the O\N{RIGHT SINGLE QUOTATION MARK}Briens"),
]
NOT_NAMED = [
    ("Tom", "tomorrow, tomatoes and the atom"),
    ("Tom", "Tim and Tam"),
    ("Duarte", "the word durate without a capital"),
    ("Will", "willow, goodwill"),
    ("Will", "she will come, of her own free will"),
    ("May", "it may rain"),
    ("", "anything at all"),
    ("my sister", "my sisterhood"),
]


@pytest.mark.parametrize(("name", "text"), NAMED)
def test_somebody_is_named(name: str, text: str) -> None:
    assert naming([name])(text)


@pytest.mark.parametrize(("name", "text"), NOT_NAMED)
def test_nobody_is_named(name: str, text: str) -> None:
    assert not naming([name])(text)


def test_a_near_name_of_somebody_else_is_no_slip() -> None:
    assert naming(["Maria"])("Marla rang")
    assert not naming(["Maria"], others=frozenset({"marla"}))("Marla rang")
    assert near_words(["Maria"], "Marla, Maria and Mara met Mario") == {"marla", "mara", "mario"}


@given(st.text(max_size=30), st.sampled_from(["Tom", "Duarte", "my sister", "美咲"]), st.text(max_size=30))
def test_a_name_between_bounds_is_found_whatever_stands_around(before: str, name: str, after: str) -> None:
    assert naming([name])(f"{before} . {name} . {after}")


@given(st.text("abcde", min_size=1, max_size=7), st.text("abcde", min_size=1, max_size=7))
def test_a_slip_is_one_letter_or_two_changed_round(word: str, name: str) -> None:
    changed = {name[:n] + name[n + 1 :] for n in range(len(name))}
    changed |= {name[:n] + letter + name[n:] for n in range(len(name) + 1) for letter in "abcde"}
    changed |= {name[:n] + letter + name[n + 1 :] for n in range(len(name)) for letter in "abcde"}
    changed |= {name[:n] + name[n + 1] + name[n] + name[n + 2 :] for n in range(len(name) - 1)}

    assert is_slip(word, name) == (word != name and word in changed)
    assert all(is_slip(one, name) for one in changed - {name})
    assert folded_name(word) == word
