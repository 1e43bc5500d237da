"""A decision stays as she kept it, whatever is done afterwards; and a review begins with what she remembers."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldseam.desk.desk import Desk
from goldseam.keep.record import LOOKBACK, canonical_bytes
from goldseam.keep.sight import Sight
from goldseam.lookback.decisions import Original, Wanted, place_of_words
from goldseam.lookback.place import Place, place_in
from goldseam.lookback.rule import new_rule
from goldseam.lookback.store import Keepsake, new_keepsake
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose
from tests.making import NOW, UNHIDDEN, words

TEXT = "I will take the job in Porto. It is closer to Bea. But the pay is worse."
DAY = "2024-05-01"


def noted(desk: Desk) -> str:
    return desk.entries.add(words(TEXT, day=DAY), now_ms=NOW).id


def place(desk: Desk, entry_id: str, said: str) -> Place:
    entry = desk.vault.entry(entry_id)
    assert entry is not None
    return place_of_words(entry, said, desk.vault)


def kept(desk: Desk, entry: str) -> str:
    wanted = Wanted(
        DAY,
        place(desk, entry, "I will take the job in Porto."),
        (place(desk, entry, "It is closer to Bea."), "I am tired of the train."),
        (place(desk, entry, "But the pay is worse."),),
        "to be settled by the autumn",
        70,
        "2024-10-01",
        "if they moved the office",
    )
    return desk.decisions.make(wanted, now_ms=NOW)


def original_bytes(desk: Desk, decision: str) -> list[bytes]:
    return [canonical_bytes(one) for one in desk.vault.records(decision)]


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Misused) as caught:
        act()
    assert caught.value.code == f"lookback.{code}"


def test_a_card_quotes_the_places_it_was_made_of_and_copies_none(desk: Desk) -> None:
    decision = kept(desk, noted(desk))
    [record] = desk.vault.records(decision)
    assert b"Porto" not in canonical_bytes(record)
    assert b"closer" not in canonical_bytes(record)

    [card] = desk.decisions.all(UNHIDDEN)
    assert (card.id, card.day, card.what.text) == (decision, DAY, "I will take the job in Porto.")
    why = desk.decisions.why(decision[:8], UNHIDDEN)
    assert [one.text for one in why.reasons_for] == ["It is closer to Bea.", "I am tired of the train."]
    assert [one.text for one in why.reasons_against] == ["But the pay is worse."]


def test_the_original_is_shown_only_after_what_she_remembers(desk: Desk) -> None:
    decision = kept(desk, noted(desk))
    decisions = desk.decisions
    refused("recall-first", lambda: decisions.original(decision, UNHIDDEN))
    refused("recall-first", lambda: decisions.end(decision, "all well", UNHIDDEN, now_ms=NOW))
    refused("recall-first", lambda: decisions.recall(decision, "  ", UNHIDDEN, now_ms=NOW))

    begun = decisions.recall(decision, "It was the sea.", UNHIDDEN, now_ms=NOW + 1)
    assert (begun.remembered, begun.skipped) == ("It was the sea.", False)
    original = decisions.original(decision, UNHIDDEN)
    assert (original.expected, original.sure, original.by, original.mind) == (
        "to be settled by the autumn",
        70,
        "2024-10-01",
        "if they moved the office",
    )
    again = decisions.recall(decision, "No, I knew it all along.", UNHIDDEN, now_ms=NOW + 2)
    assert again == begun
    decisions.end(decision, "I stayed a year.", UNHIDDEN, luck="both", otherwise="Lisbon", now_ms=NOW + 3)
    [review] = decisions.reviews(decision, UNHIDDEN)
    assert (review.remembered, review.happened, review.luck, review.otherwise, review.ended_at) == (
        "It was the sea.",
        "I stayed a year.",
        "both",
        "Lisbon",
        NOW + 3,
    )
    refused("recall-first", lambda: decisions.end(decision, "again", UNHIDDEN, now_ms=NOW + 4))


def test_a_recall_that_was_skipped_says_so_for_ever(desk: Desk) -> None:
    decision = kept(desk, noted(desk))
    desk.decisions.recall(decision, "", UNHIDDEN, skip=True, now_ms=NOW)
    assert desk.decisions.original(decision, UNHIDDEN).sure == 70

    [review] = desk.decisions.reviews(decision, UNHIDDEN)
    assert review.skipped
    assert review.remembered == ""


def test_words_that_change_or_go_leave_the_card_as_it_is_and_are_not_made_up(desk: Desk) -> None:
    entry = noted(desk)
    decision = kept(desk, entry)
    before = original_bytes(desk, decision)
    desk.entries.change(entry, now_ms=NOW + 1, text="I never wanted it.")
    assert desk.decisions.card(decision, UNHIDDEN).what.text == "I will take the job in Porto."

    desk.entries.trash(entry, now_ms=NOW + 2)
    what = desk.decisions.card(decision, UNHIDDEN).what
    assert (what.text, what.state) == ("", "trashed")
    desk.purge([entry])
    why = desk.decisions.why(decision, UNHIDDEN)
    assert (why.card.what.text, why.card.what.state) == ("", "gone")
    assert [(one.text, one.state) for one in why.reasons_for] == [("", "gone"), ("I am tired of the train.", "here")]
    assert original_bytes(desk, decision) == before


def test_nothing_of_a_decision_is_seen_where_its_page_its_day_or_a_name_in_it_rests(desk: Desk) -> None:
    entry = noted(desk)
    quoted = kept(desk, entry)
    named = desk.decisions.make(Wanted("2024-06-01", "No more Sundays with Torvald"), now_ms=NOW)
    dated = desk.decisions.make(Wanted("2023-07-09", "The cello goes"), now_ms=NOW)
    later = desk.decisions.make(Wanted("2024-08-01", "A dog"), now_ms=NOW)
    plain = desk.decisions.make(Wanted("2024-09-01", "No coffee"), now_ms=NOW)
    desk.decisions.recall(later, "Torvald wanted one", UNHIDDEN, now_ms=NOW)
    rules = (
        new_rule("entry", now_ms=NOW, depth="away", entry=entry),
        new_rule("person", now_ms=NOW, depth="away", name="Torvald", days=None),
        new_rule("period", now_ms=NOW, depth="away", first="2023-07-01", last="2023-07-31", days=None),
    )
    desk.rests.keep(*(rule._replace(rest=rule.rest._replace(until=None)) for rule in rules), now_ms=NOW)

    for purpose in (Purpose.UNASKED, Purpose.BROWSE):
        sight = desk.sight(purpose)
        assert [card.id for card in desk.decisions.all(sight)] == [plain]
        for hidden in (quoted, named, dated, later):
            for act in (desk.decisions.card, desk.decisions.why, desk.decisions.reviews, desk.decisions.original):
                refused("no-such-decision", partial(act, hidden, sight))
    assert len(desk.decisions.all(desk.sight(Purpose.EXPORT))) == 5


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(DAY, " \n"), "decision-empty"),
        (Wanted(DAY, "a dog", sure=101), "decision-sure"),
        (Wanted("20240501", "a dog"), "decision-day"),
        (Wanted(DAY, "a dog", by="tomorrow"), "decision-day"),
        (Wanted(DAY, Place("f" * 32, "f" * 40, 0, 3)), "decision-place"),
    ],
)
def test_what_makes_no_card_is_refused(desk: Desk, wanted: Wanted, code: str) -> None:
    refused(code, lambda: desk.decisions.make(wanted, now_ms=NOW))
    assert desk.decisions.all(UNHIDDEN) == []


def test_a_place_where_two_versions_meet_is_none(desk: Desk) -> None:
    entry = desk.entries.add(words("We swam twice."), now_ms=NOW)
    for text in ("We swam three times.", "We swam once."):
        desk.entries.revise(entry.id, entry.content._replace(text=text), now_ms=NOW, base=entry.heads)
    met = desk.vault.entry(entry.id)
    assert met is not None

    refused("unsettled", lambda: place_in(desk.vault, met, 0, 2))


ACTIONS: dict[str, Callable[[Desk, str, str, int], object]] = {
    "recall": lambda desk, one, _, n: desk.decisions.recall(one, f"I remember {n}", UNHIDDEN, now_ms=NOW + n),
    "skip": lambda desk, one, _, n: desk.decisions.recall(one, "", UNHIDDEN, skip=True, now_ms=NOW + n),
    "end": lambda desk, one, _, n: desk.decisions.end(one, f"so it went {n}", UNHIDDEN, now_ms=NOW + n),
    "original": lambda desk, one, _, __: desk.decisions.original(one, UNHIDDEN),
    "why": lambda desk, one, _, __: desk.decisions.why(one, UNHIDDEN),
    "again": lambda desk, _, entry, __: kept(desk, entry),
    "change": lambda desk, _, entry, n: desk.entries.change(entry, now_ms=NOW + n, text=f"{TEXT} {n}"),
    "trash": lambda desk, _, entry, n: desk.entries.trash(entry, now_ms=NOW + n),
    "untrash": lambda desk, _, entry, n: desk.entries.untrash(entry, now_ms=NOW + n),
    "purge": lambda desk, _, entry, __: desk.purge([entry]),
    "rest": lambda desk, _, __, n: desk.rests.keep(new_rule("all", now_ms=NOW, depth="whole"), now_ms=NOW + n),
    "change it": lambda desk, one, _, n: desk.store.keep(_state(desk, one)._replace(body="other"), now_ms=NOW + n),
    "drop it": lambda desk, one, _, n: desk.store.drop(_state(desk, one), now_ms=NOW + n),
    "write over it": lambda desk, one, _, n: desk.store.keep(
        new_keepsake("decision", {"day": DAY}, "other")._replace(id=one), now_ms=NOW + n
    ),
    "rewrite a recall": lambda desk, _, __, n: desk.store.keep(
        *(one._replace(body="I always knew") for one in desk.store.all("recall")), now_ms=NOW + n
    ),
}  # fmt: skip


def _state(desk: Desk, decision: str) -> Keepsake:
    found = desk.store.of(decision)
    assert found is not None
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=st.lists(st.sampled_from(sorted(ACTIONS)), min_size=1, max_size=12))
def test_the_original_stays_byte_for_byte_and_no_recall_is_skipped_unseen(desk: Desk, done: list[str]) -> None:
    entry = noted(desk)
    decision = kept(desk, entry)
    before = original_bytes(desk, decision)
    told: dict[str, list[bytes]] = {}
    for n, name in enumerate(done, 1):
        recalled = bool(_recalls(desk, decision))
        try:
            came = ACTIONS[name](desk, decision, entry, n)
        except (Misused, AssertionError):
            came = None
        if isinstance(came, Original):
            assert recalled, "shown, and nothing in the vault says what she remembered or that she skipped it"
        assert original_bytes(desk, decision) == before
        for one in _recalls(desk, decision):
            assert original_bytes(desk, one) == told.setdefault(one, original_bytes(desk, one))
        assert set(told) == set(_recalls(desk, decision)), "a recall that was there is there"


def _recalls(desk: Desk, decision: str) -> list[str]:
    found = [one for one in desk.store.all("recall") if one.meta["decision"] == decision]
    return [one.id for one in found]


def test_what_another_program_records_of_a_decision_changes_nothing_that_is_shown(desk: Desk) -> None:
    decision = kept(desk, noted(desk))
    heads = tuple(one.id for one in desk.vault.records(decision))
    later = desk.vault.record(
        LOOKBACK, decision, {"sort": "decision", "day": "2020-01-01"}, "other", now_ms=NOW + 9, parents=heads
    )
    desk.vault.append([later])

    assert desk.decisions.card(decision, UNHIDDEN).day == DAY
    assert desk.decisions.card(decision, UNHIDDEN).what.text == "I will take the job in Porto."


def test_a_decision_that_is_removed_takes_its_reviews_with_it(desk: Desk) -> None:
    decision = desk.decisions.make(Wanted(DAY, "zqcello"), now_ms=NOW)
    desk.decisions.recall(decision, "zqbow", UNHIDDEN, now_ms=NOW)
    desk.decisions.end(decision, "zqstring", UNHIDDEN, now_ms=NOW)
    desk.purge(desk.decisions.all_of(decision, UNHIDDEN))

    assert desk.decisions.all(UNHIDDEN) == []
    told = [str(one.body) for sort in ("decision", "recall", "outcome") for one in desk.store.all(sort)]
    assert told == []
    assert all(one.body is None for one in desk.vault.records(decision) if one.kind == LOOKBACK)


def test_nothing_at_all_is_shown_while_everything_rests(desk: Desk) -> None:
    decision = kept(desk, noted(desk))

    sight = Sight(Purpose.UNASKED, nothing=True)
    assert desk.decisions.all(sight) == []
    refused("no-such-decision", lambda: desk.decisions.why(decision, sight))
