"""goldseam decide, as she types it."""

import pytest

from tests.command.person import Person

SAID = "We decided to sell the car because it costs too much. Bea loves it."


@pytest.fixture
def told(person: Person) -> Person:
    person.opened("unlock")
    person.run("write", "--date", "2024-05-01", SAID)
    return person


def made(told: Person) -> str:
    reasons = ("--for", "it costs too much", "--for", "I am tired of it", "--against", "Bea loves it.")
    rest = ("--expected", "more money", "--sure", "70", "--by", "2024-12-01", "--mind", "a cheap garage", "--json")
    [card] = told.run("decide", "--entry", "last", "sell the car", *reasons, *rest).lines
    return str(card["decision"])


def test_why_says_her_reasons_and_nothing_else_and_no_words_of_a_page_that_is_gone(told: Person) -> None:
    card = made(told)
    why = told.run("decide", "--why", card[:8]).out
    for words in ("“sell the car”", "+ “it costs too much”", "+ I am tired of it", "- “Bea loves it.”"):
        assert words in why
    for hidden in ("more money", "70", "garage"):
        assert hidden not in why
    told.run("purge", "last", "--yes")
    gone = told.run("decide", "--why", card).out
    assert "the page it stood on is gone" in gone
    assert "+ I am tired of it" in gone
    assert "costs" not in gone


def test_the_original_comes_after_what_she_remembers(told: Person) -> None:
    card = made(told)

    refused = told.run("decide", "--review", card)
    assert refused.problem["code"] == "lookback.recall-first"
    assert "more money" not in refused.out + refused.err

    begun = told.run("decide", "--review", card, "--remember", "it rusted").out
    assert begun.index("it rusted") < begun.index("more money") < begun.index("a cheap garage")
    [ended] = told.run("decide", "--review", card, "--happened", "it was stolen", "--luck", "luck", "--json").lines
    [review] = ended["reviews"]
    assert (review["remembered"], review["happened"], review["luck"]) == ("it rusted", "it was stolen", "luck")
    again = told.run("decide", "--review", card, "--skip").out
    assert "it was stolen" in again


def test_what_was_found_is_a_card_only_by_her_hand_and_is_hers_then(told: Person) -> None:
    told.run("read", "--all")
    found = told.run("decisions", "--unsure", "--json").lines[0]
    entry, finding = found["entry"], found["finding"]["id"]
    assert told.run("decisions", "--unsure").out.split()[:2] == [entry[:8], finding]
    assert told.run("decide", "--json").lines == []
    assert not found["verdict"]

    [card] = told.run("decide", "--entry", entry, "--finding", finding, "--json").lines
    assert card["what"]["words"] == found["finding"]["quote"]
    assert "“it costs too much”" in told.run("decide", "--why", card["decision"]).out
    assert told.run("decisions", "--unsure", "--json").lines[0]["verdict"] == "accepted"
    assert told.run("decide", "--entry", entry, "--finding", "t1").problem["code"] == "lookback.decision-finding"


def test_a_card_that_is_removed_is_gone_and_is_asked_for_first(told: Person) -> None:
    card = made(told)

    assert told.run("decide", "--remove", card).problem["code"] == "command.cannot-ask"
    assert told.run("decide", "--remove", card, "--yes", "--json").lines == [
        {"schema": 1, "decision": card, "removed": True}
    ]
    assert told.run("decide", "--json").lines == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--skip",), "command.misused"),
        (("a dog", "--why", "abcd"), "command.misused"),
        (("--finding", "d1"), "command.misused"),
        (("--entry", "last", "no such words"), "lookback.decision-words"),
        (("a dog", "--sure", "101"), "lookback.decision-sure"),
        (("--why", "abcd"), "lookback.no-such-decision"),
        (("--review", "abcd", "--luck", "luck"), "command.misused"),
    ],
)
def test_what_cannot_be_is_refused(told: Person, words: tuple[str, ...], code: str) -> None:
    assert told.run("decide", *words).problem["code"] == code


def test_a_quiet_name_is_on_no_list_of_decisions_and_looked_behind_it_is(told: Person) -> None:
    told.run("write", "--date", "2020-01-01", "Torvald rang.")
    [card] = told.run("decide", "I go without Torvald", "--on", "2020-01-01", "--json").lines
    told.run("rest", "Torvald")
    assert told.run("decide", "--json").lines == []
    assert [one["decision"] for one in told.run("decide", "--look", "all", "--json").lines] == [card["decision"]]
    assert "Torvald" in told.run("decide", "--why", str(card["decision"])).out
