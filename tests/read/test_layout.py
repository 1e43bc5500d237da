"""A finding becomes an object and is the same again; what is no finding is refused."""

from dataclasses import dataclass

import pytest

from goldseam.read.layout import DETAILS, NotAFinding, details_object, details_of, finding_object, finding_of, object_of
from goldseam.words.finding import (
    Commitment,
    Decision,
    Details,
    Feeling,
    Health,
    Mention,
    Reading,
    Someone,
    Speech,
    Time,
    find,
)
from goldseam.words.span import Span

TEXT = "Yesterday Lena was furious with me, so I promised her I'd ring by Sunday."


@dataclass
class Case:
    details: Details
    spans: tuple[Span, ...]


CASES = [
    Case(Time("date", "2024-03-06", first="2024-03-06", end="2024-03-07", anchor="entry"), (Span(0, 9),)),
    Case(Mention("person", "name", "p1"), (Span(10, 14),)),
    Case(Feeling("anger", "p1", "self"), (Span(19, 26), Span(27, 34))),
    Case(Speech("direct", "p1", ("self",), (Span(0, 4),)), (Span(39, 54),)),
    Case(Commitment("promise", "self", ("p1",), (Span(58, 72),), "t2", "open"), (Span(39, 72),)),
    Case(Decision("self", "made", (Span(0, 9),), ()), (Span(0, 9),)),
    Case(Health("symptom", "self", "knee", "past", "t1"), (Span(0, 9),)),
]


@pytest.mark.parametrize("case", CASES)
def test_a_finding_is_the_same_after_a_round_through_its_object(case: Case) -> None:
    found = find("x1", TEXT, case.spans, case.details, source="test.rule")

    assert finding_of(finding_object(found), TEXT, source="test.rule") == found
    assert details_of(found.type, details_object(found.details)) == case.details


def test_every_type_has_a_case() -> None:
    assert {type(case.details) for case in CASES} == set(DETAILS.values())


@pytest.mark.parametrize(
    "change",
    [
        {"type": "mood"},
        {"spans": [[0, 900]]},
        {"spans": []},
        {"spans": "all"},
        {"quote": "Today"},
        {"class": "hour"},
        {"class": None},
        {"spans": None},
    ],
)
def test_what_is_no_finding_is_refused(change: dict[str, object]) -> None:
    told = finding_object(find("t1", TEXT, CASES[0].spans, CASES[0].details, source="test.rule"))

    with pytest.raises(NotAFinding):
        finding_of(told | change, TEXT, source="test.rule")


def test_a_finding_without_what_its_type_needs_is_refused() -> None:
    with pytest.raises(NotAFinding):
        details_of("feeling", {"emotion": "anger"})


def test_the_object_names_the_types_of_which_nothing_was_found() -> None:
    found = find("t1", TEXT, CASES[0].spans, CASES[0].details, source="test.rule")
    reading = Reading("en", (Someone("p1", "person", "Lena", ("L.",)),), (found,), "test/1", None, ("no model",))

    told = object_of(reading, TEXT, day="2024-03-07", clock=None, zone="UTC")

    assert told["none"] == ["mention", "feeling", "speech", "commitment", "decision", "health"]
    assert told["persons"][0]["aliases"] == ["L."]
    assert told["problems"] == ["no model"]
    assert (told["findings"][0]["from"], told["findings"][0]["to"]) == ("2024-03-06", "2024-03-07")
