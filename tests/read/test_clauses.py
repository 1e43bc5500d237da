"""Whose clause it is."""

import pytest

from goldseam.read.clauses import clauses_of, whose
from goldseam.words.finding import SELF, UNKNOWN
from goldseam.words.span import Span
from tests.read.reading import called, with_mentions

# the text with the predicate between bars, and whose it is
CASES = [
    ("I was |glad| of it.", SELF),
    ("Anton was |glad| of it.", "Anton"),
    ("Slept badly and felt |sick|.", SELF),
    ("I told Anton that she was |late|.", UNKNOWN),
    ("My brother laughed and was |glad|.", "brother"),
    ("Anton rang Sabine and then |wept|.", "Anton"),
    ("The kettle was |cold|.", None),
    ("It was |cold|.", None),
    ("It made me |sad|.", SELF),
    ("The news made Sabine |sad|.", "Sabine"),
    ("My aunt, who was |furious|, left.", "aunt"),
    ("We were |glad|.", SELF),
    ("When Anton came I was |glad|.", SELF),
    ("She said “I am |glad|” and left.", UNKNOWN),
    ("The man with my aunt was |glad|.", "man"),
]


@pytest.mark.parametrize(("marked", "expected"), CASES, ids=[text for text, _ in CASES])
def test_a_predicate_belongs_to_its_subject(marked: str, expected: str | None) -> None:
    before, cue, after = marked.split("|")
    passage = with_mentions(before + cue + after)

    owner = whose(passage, Span(len(before), len(before) + len(cue)))

    assert called(passage, owner) == expected


def test_a_clause_ends_where_the_next_subject_begins() -> None:
    text = "I was glad, but Anton wept because it rained."
    passage = with_mentions(text)
    clauses = clauses_of(passage)

    cut = [clauses.clause(clauses.ordinal(text.index(word))) for word in ("glad", "wept", "rained")]

    spans = [text[clauses.words[first].start : clauses.words[last - 1].end] for first, last in cut]
    assert spans == ["I was glad", "but Anton wept", "because it rained"]


def test_words_before_any_mention_are_found_again_when_a_mention_is_added() -> None:
    passage = with_mentions("Glad.")

    assert whose(passage, Span(0, 4)) == SELF
