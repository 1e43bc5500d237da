"""The manual is true: what it shows is understood, and what it promises is so."""

import re
from pathlib import Path

import pytest

import goldseam.find
from goldseam.find.query import CHOICES, FIELDS, parse
from goldseam.find.search import RANKED_MAX
from goldseam.keep.vault import Vault
from goldseam.words.problem import Misused
from tests.find.diary import diary, entry

MANUAL = (Path(__file__).parents[2] / "docs" / "search.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`.*?) \|", MANUAL, re.MULTILINE)
QUERIES = [
    query for row in ROWS for query in re.findall(r"`([^`]+)`", row) if not query.startswith(("find.", "words."))
]


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_of_the_manual_is_answered(template: Vault, query: str) -> None:
    with diary(template, entry("x")) as hers:
        hers.finds(query)


def test_the_manual_names_every_field_and_choice() -> None:
    known = [f"{field}:" for field in FIELDS if field not in CHOICES]
    known += [f"`{field}:{choice}`" for field, choices in CHOICES.items() for choice in choices]

    assert [name for name in known if name not in MANUAL] == []


def test_the_manual_names_every_refusal() -> None:
    room = Path(goldseam.find.__path__[0])
    sources = "".join(file.read_text(encoding="utf-8") for file in sorted(room.glob("*.py")))
    codes = set(re.findall(r'code="find\.([a-z-]+)"', sources)) | set(
        re.findall(r', "([a-z]+-[a-z]+|gap|bracket)"\)', sources)
    )

    assert {"open-quote", "nothing-sought", "gap"} <= codes
    assert {code for code in codes if f"find.{code}" not in MANUAL} == {"removed-meanwhile"}
    assert f"{RANKED_MAX:,}" in MANUAL


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("cafe", "Café"), ("Muller", "Müller"), ("αθηνα", "Αθήνα"), ("strasse", "Straße"), ("soeur", "sœur"),
        ("Lodz", "Łódź"), ("Thor", "Þor"), ("ırmak", "irmak"), ("еще", "ещё"), ("A", "Ａ"), ("don't", "don’t"),
        ("東京", "東京で会った"), ("京", "東京で会った"), ("비", "비가"), ("🌊", "🌊🌊"),
        ('"long way home"', "long, way: home"),
    ],
)  # fmt: skip
def test_what_the_manual_calls_the_same_is_found(template: Vault, query: str, text: str) -> None:
    with diary(template, entry(text)) as hers:
        assert hers.finds(query) == [text]


@pytest.mark.parametrize(
    ("query", "text"), [("Mueller", "Müller"), ("мои", "мой"), ("dont", "don't"), ("walk", "walked"), ("rain", "train")]
)
def test_what_the_manual_calls_different_is_not_found(template: Vault, query: str, text: str) -> None:
    with diary(template, entry(text)) as hers:
        assert hers.finds(query) == []


def test_a_day_that_could_be_two_is_refused(template: Vault) -> None:
    assert parse("on:3/4/2024")
    with diary(template) as hers, pytest.raises(Misused):
        hers.finds("on:3/4/2024")
