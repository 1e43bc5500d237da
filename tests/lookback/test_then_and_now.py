"""Then and now: two passages by lot, each page as likely as any other, in her own words and never of who rests."""

import math
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.sights import lay_rests
from goldseam.lookback.rule import new_rule
from goldseam.lookback.then_and_now import Drawn, Now
from goldseam.words.delay import Delay
from goldseam.words.entry import Entry
from goldseam.words.problem import Misused
from goldseam.words.rest import Rest
from tests.making import NOW, words
from tests.read.small_reader import SmallReader

TODAY = Now("2026-09-21", 4)
PAGES, DRAWS, TENTHS = 120, 1000, 10
Draw = Callable[[Desk, Random], Drawn]


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown in these tests does not depend on how well the rules of the day do."""
    for room in ("confidence", "thresholds"):
        monkeypatch.setattr(f"goldseam.read.{room}.shown_from", lambda _: 0.9)


def write(desk: Desk, text: str, *, day: str, at: int = NOW) -> Entry:
    return desk.entries.add(words(text, day=day, at=at), now_ms=NOW)


def follow(desk: Desk) -> None:
    desk.readings.follow(SmallReader(), now_ms=lambda: NOW)


def of_lena(desk: Desk, random: Random, *, name: str = "Lena", but: Sequence[str] = ()) -> Drawn:
    sight = desk.sight_for(name)
    one = desk.registry.named(name, sight)
    return desk.then_and_now.of_person(one.keys, sight=sight, random=random, now=TODAY, but=but)


def of_words(desk: Desk, random: Random, *, query: str = "lena", but: Sequence[str] = ()) -> Drawn:
    return desk.then_and_now.of_query(query, sight=desk.sight_for(query), random=random, now=TODAY, but=but)


def fairness(values: Sequence[float], all_values: Sequence[float]) -> float:
    """The p of Kolmogorov and Smirnov that `values` were drawn from `all_values`, each as likely as any other."""
    known, drawn = sorted(all_values), sorted(values)

    def share(of: Sequence[float], least: float) -> float:
        return sum(value <= least for value in of) / len(of)

    apart = max(abs(share(drawn, value) - share(known, value)) for value in set(known))
    reach = 2 * len(drawn) * apart * apart
    if reach < 1 / 10:
        return 1.0
    return min(1.0, 2 * sum((1 if k % 2 else -1) * math.exp(-k * k * reach) for k in range(1, 101)))


def planted(desk: Desk, random: Random) -> dict[str, tuple[int, int, int]]:
    """Pages that name Lena: long ones name her often, a tenth lie on three days; length, day and rating of each."""
    known = {}
    for number in range(PAGES):
        apart = random.randrange(3) if number % TENTHS == 0 else int(random.expovariate(1 / 900))
        day = date(2026, 8, 1) - timedelta(days=min(apart, 6000))
        long = random.choice((1, 1, 1, 2, 3, 9))
        entry = write(desk, "It rained. Lena came by. We ate. " * long, day=day.isoformat())
        known[entry.id] = (len(entry.content.text), day.toordinal(), random.randrange(101))
    follow(desk)
    return known


@pytest.mark.parametrize("draw", [of_lena, of_words], ids=["person", "query"])
def test_a_thousand_draws_are_fair_to_length_day_and_rating_and_reach_every_tenth_of_the_time(
    desk: Desk, draw: Draw
) -> None:
    random = Random(11)
    known = planted(desk, random)

    drawn = [entry for _ in range(DRAWS) for entry in draw(desk, random).entries]

    assert len(drawn) == 2 * DRAWS
    for measure in range(3):
        values = [known[entry][measure] for entry in drawn]
        assert fairness(values, [told[measure] for told in known.values()]) > 0.05
    days = sorted(told[1] for told in known.values())
    edges = [days[len(days) * tenth // TENTHS] for tenth in range(TENTHS)]
    assert {sum(known[entry][1] >= edge for edge in edges) for entry in drawn} == {
        sum(day >= edge for edge in edges) for day in days
    }


def test_the_measure_of_fairness_sees_a_draw_that_is_not(desk: Desk) -> None:
    del desk
    random = Random(2)
    known = [random.expovariate(1 / 900) for _ in range(PAGES)]
    unfair = random.choices(known, weights=[1 + value / 3000 for value in known], k=2 * DRAWS)
    fair = random.choices(known, k=2 * DRAWS)

    assert fairness(unfair, known) < 0.05 < fairness(fair, known)


def test_the_passages_are_her_words_with_when_they_were_written(desk: Desk) -> None:
    year_ms = 365 * 86_400_000
    old = write(desk, "Cold. Lena sang.\nWe slept. Late.", day="2024-09-20", at=NOW - 2 * year_ms)
    late = write(desk, "Lena at ten, as I remember her.", day="2025-09-20")
    follow(desk)

    drawn = of_lena(desk, Random(1))

    assert drawn.passages is not None
    then, now = drawn.passages
    assert (then.said.words, then.around.words) == ("Lena sang.", "Cold. Lena sang.\nWe slept.")
    assert (now.said.words, now.around.words) == (late.content.text, late.content.text)
    assert then.said.stands_in(old)
    assert then.around.stands_in(old)
    assert (then.since, then.later.number) == (Delay(2, "year"), 1)
    assert (now.since.number, now.later) == (0, Delay(12, "month"))
    assert drawn.pages == 2


def test_a_page_of_a_crowded_day_is_as_likely_as_any_other_and_never_beside_one_of_its_day(desk: Desk) -> None:
    crowded = {write(desk, "Lena.", day="2024-03-01").id for _ in range(25)}
    for number in range(35):
        write(desk, "Lena.", day=(date(2024, 4, 1) + timedelta(days=number)).isoformat())
    random = Random(5)

    drawn = [of_words(desk, random).entries for _ in range(DRAWS)]

    of_it = [len(crowded.intersection(pair)) for pair in drawn]
    assert max(of_it) == 1
    assert abs(sum(of_it) - 2 * DRAWS * 25 / 60) < 80


def test_a_pair_is_found_though_pages_were_changed_since_and_only_two_are_left(desk: Desk) -> None:
    kept = [write(desk, "Lena.", day=f"2024-03-0{number}").id for number in (1, 2)]
    gone = write(desk, "Lena.", day="2024-03-03")
    follow(desk)
    desk.entries.change(gone.id, now_ms=NOW + 1, text="Nobody.")

    for seed in range(20):
        assert set(of_lena(desk, Random(seed), but=kept).entries) == set(kept)


@pytest.mark.parametrize("draw", [of_lena, of_words], ids=["person", "query"])
def test_two_are_of_different_days_and_another_pair_follows_where_there_is_one(desk: Desk, draw: Draw) -> None:
    same = [write(desk, "Lena again.", day="2024-03-01").id for _ in range(5)]
    other = write(desk, "Lena once.", day="2024-03-02").id
    follow(desk)

    pairs = [draw(desk, Random(seed)) for seed in range(40)]

    assert all(other in pair.entries for pair in pairs)
    assert {entry for pair in pairs for entry in pair.entries} == {*same, other}
    for pair in pairs:
        again = draw(desk, Random(1), but=pair.entries)  # type: ignore[call-arg]  # both take it
        assert set(again.entries) != set(pair.entries)
        assert len(again.entries) == 2


def test_the_only_pair_is_shown_again(desk: Desk) -> None:
    pair = [write(desk, "Lena.", day=f"2024-03-0{number}").id for number in (1, 2)]
    follow(desk)

    assert set(of_lena(desk, Random(1), but=pair).entries) == set(pair)


def test_where_there_are_no_two_pages_nothing_is_drawn(desk: Desk) -> None:
    assert of_words(desk, Random(1)) == Drawn(None, 0)
    entry = write(desk, "Lena, Lena.", day="2024-03-01")
    follow(desk)
    assert of_lena(desk, Random(1)) == of_words(desk, Random(1)) == Drawn(None, 1)
    other = write(desk, "Lena too.", day="2024-03-02")
    follow(desk)
    desk.entries.trash(entry.id, now_ms=NOW + 1)
    follow(desk)

    assert of_lena(desk, Random(1)) == of_words(desk, Random(1)) == Drawn(None, 1)
    desk.purge([other.id])
    assert of_words(desk, Random(1)) == Drawn(None, 0)


def test_what_was_not_read_yet_is_told_of_where_reading_is_how_it_is_found(desk: Desk) -> None:
    write(desk, "Lena.", day="2024-03-01")
    follow(desk)
    write(desk, "Lena again.", day="2024-03-02")

    assert of_lena(desk, Random(1)) == Drawn(None, 1, unread=1)
    assert of_words(desk, Random(1)).unread == 0


def test_a_page_that_was_changed_says_only_what_it_says_now(desk: Desk) -> None:
    entries = [write(desk, "Lena.", day=f"2024-03-0{number}") for number in (1, 2, 3)]
    follow(desk)
    desk.entries.change(entries[0].id, now_ms=NOW + 1, text="Nobody.")

    for seed in range(20):
        assert set(of_lena(desk, Random(seed)).entries) == {entries[1].id, entries[2].id}
    desk.entries.change(entries[1].id, now_ms=NOW + 1, text="Nobody.")
    assert of_lena(desk, Random(1)).passages is None


def test_a_search_without_words_takes_any_sentence_of_the_page(desk: Desk) -> None:
    for number in (1, 2, 3):
        desk.entries.add(words("One. Two. Three.", day=f"2024-03-0{number}", tags=("sea",)), now_ms=NOW)
    write(desk, "Four.", day="2024-03-04")

    drawn = [of_words(desk, Random(seed), query="tag:sea") for seed in range(60)]

    assert {one.said.words for pair in drawn for one in pair.passages or ()} == {"One.", "Two.", "Three."}
    assert {pair.pages for pair in drawn} == {3}
    assert of_words(desk, Random(1), query="is:trashed").passages is None


def test_who_rests_is_in_no_pair_but_where_she_is_named(desk: Desk) -> None:
    for number in range(1, 5):
        write(desk, "Lena came." if number < 3 else "Lena and Tom came.", day=f"2024-03-0{number}")
    write(desk, "Tom alone.", day="2024-03-05")
    follow(desk)
    desk.rests.begin(new_rule("person", now_ms=NOW, name="Tom"), now_ms=NOW)

    for seed in range(20):
        drawn = of_lena(desk, Random(seed))
        assert drawn.pages == 2
        assert all("Tom" not in one.around.words for one in drawn.passages or ())
    assert of_words(desk, Random(1), query="came").pages == 2
    assert of_lena(desk, Random(1), name="Tom").pages == 3


def test_what_is_away_is_not_counted_even_where_it_is_named(desk: Desk) -> None:
    entries = [write(desk, "Lena came.", day=f"2024-03-0{number}") for number in (1, 2, 3)]
    follow(desk)
    with desk.vault.database.transaction():
        lay_rests(desk.vault, {entries[0].id: [Rest("a" * 32, "away", 0, None)]}, {}, only=None)

    for draw in (of_lena, of_words):
        drawn = draw(desk, Random(1))
        assert (drawn.pages, set(drawn.entries)) == (2, {entries[1].id, entries[2].id})


def test_a_search_that_is_not_understood_is_said_so(desk: Desk) -> None:
    with pytest.raises(Misused) as refused:
        of_words(desk, Random(1), query="(sea")
    assert "sea" not in refused.value.happened
