"""Around a date: hers first, numbers only from what may be seen, and "not enough" wherever there is not enough."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from goldseam.desk.desk import Desk
from goldseam.lookback.around import Around, Numbers
from goldseam.lookback.counted import count
from goldseam.lookback.rule import new_rule
from goldseam.words.rest import Depth, Purpose
from tests.making import NOW, words

DAY = "2024-03-14"
SENTENCE = "I walked to the sea with Bea and we talked of the winter, which was not as long as it had been for me. "
SPANISH = "Hoy me he despertado tarde y no he ido a trabajar, porque la casa estaba en silencio y el mar también. "


def day(apart: int, of: str = DAY) -> str:
    return (date.fromisoformat(of) + timedelta(apart)).isoformat()


def fill(desk: Desk, apart: Sequence[int], *, text: str = SENTENCE, times: int = 50, came_by: str = "") -> list[str]:
    """An entry on each of these days; fifty times the sentence is 1,200 words."""
    contents = [words(text * times, day=day(one)) for one in apart]
    return [desk.entries.add(content, now_ms=NOW, came_by=came_by).id for content in contents]


BOTH = [*range(-50, 0, 8), *range(1, 50, 8)]  # seven entries on either side


def hers(desk: Desk, of: str = DAY) -> Around:
    return desk.around.hers(of, sight=desk.sight(Purpose.ASK), notes=desk.note_sight(Purpose.ASK))


def numbers(desk: Desk, of: str = DAY) -> Numbers:
    return desk.around.numbers(of, sight=desk.sight(Purpose.ASK))


def rest(desk: Desk, depth: Depth = "away", **what: str) -> None:
    sort = "person" if "name" in what else "period"
    desk.rests.keep(new_rule(sort, now_ms=NOW, depth=depth, **what), now_ms=NOW)  # type: ignore[arg-type]


def test_her_check_ins_and_words_stand_in_order_and_only_of_those_weeks(desk: Desk) -> None:
    for apart in (-40, -20, 0, 27, 28):
        desk.check_ins.keep(day(apart), pleasant=40, awake=None, word=f"w{apart}", now_ms=NOW)
        desk.entries.add(words(f"Page {apart}. Second sentence.", day=day(apart)), now_ms=NOW)

    found = hers(desk)

    assert (found.first, found.last) == (day(-28), day(27))
    assert [one.word for one in found.check_ins] == ["w-20", "w0", "w27"]
    assert [one.words for one in found.words] == [f"Page {apart}. Second sentence." for apart in (-20, 0, 27)]
    assert not found.partly


def test_words_are_quoted_at_their_place_by_whole_sentences(desk: Desk) -> None:
    long = "A long one, " * 90 + "ended."
    for number, text in enumerate(("\n\n  It rained. " + "Then it stopped. " * 40, long, "   \n")):
        desk.entries.add(words(text, day=day(number)), now_ms=NOW)

    found = hers(desk).words

    assert len(found) == 2
    for one in found:
        entry = desk.vault.entry(one.entry)
        assert entry is not None
        assert one.stands_in(entry)
    assert found[0].words.startswith("It rained. Then")
    assert found[0].words.endswith(".")
    assert len(found[0].words) <= 240
    assert len(found[1].words) <= 600
    assert found[1].words.endswith(("one,", "long", "A"))


def test_numbers_are_those_of_a_recount(desk: Desk) -> None:
    fill(desk, BOTH)
    trashed = fill(desk, [3], text="I I I I. ", times=4_000)
    desk.entries.trash(trashed[0], now_ms=NOW)

    found = numbers(desk)

    one = count(SENTENCE)
    assert (one.words, one.i, one.we) == (24, 2, 1)
    compared = found.compared
    assert compared is not None
    assert (found.why, compared.weeks) == ("told", 8)
    assert compared.before.words == compared.after.words == 7 * 50 * 24
    by_name = {measure.name: measure for measure in compared.measures}
    assert by_name["i"].before.value == by_name["i"].after.value == pytest.approx(200 / 24)
    assert by_name["we"].before.value == pytest.approx(100 / 24)
    assert by_name["cdi"].after.value == pytest.approx(30 + 100 * one.signed / 24)
    assert [measure.of for measure in compared.measures] == [0, 0, 0]
    assert not any(measure.stands_out for measure in compared.measures)


@pytest.mark.parametrize("of", [DAY, "0001-01-01", "9999-12-31", "2024-02-29", "2999-01-01"])
def test_an_empty_journal_has_nothing_and_too_little_to_tell(desk: Desk, of: str) -> None:
    assert hers(desk, of)[2:] == ((), (), False)
    assert numbers(desk, of) == Numbers("few")


@pytest.mark.parametrize(
    "of", ["0001-01-01", "0001-01-20", "9999-12-31", "2999-01-01", "2020-02-29", day(-51), day(51)]
)
def test_a_date_far_from_all_writing_or_at_an_end_of_it_has_too_little_to_tell(desk: Desk, of: str) -> None:
    fill(desk, BOTH)
    assert numbers(desk, of).why == "few"
    assert hers(desk, of).words == () or of in {day(-51), day(51)}


def test_the_29th_of_february_is_a_date_like_any_other(desk: Desk) -> None:
    fill(desk, BOTH)
    found = numbers(desk, "2024-02-29")
    assert found.why == "told"
    assert (found.first, found.last) == ("2024-01-04", "2024-04-24")


def test_of_a_journal_in_another_language_nothing_is_told(desk: Desk) -> None:
    fill(desk, BOTH, text=SPANISH)
    assert numbers(desk) == Numbers("language")
    assert len(hers(desk).words) == 8


def test_of_notes_without_the_small_words_of_prose_nothing_is_told(desk: Desk) -> None:
    fill(desk, BOTH, text="Museum. Rain. Slept badly. Worked late, called Bea, no dinner. ", times=100)
    assert numbers(desk) == Numbers("language")
    assert len(hers(desk).words) == 8


def test_what_came_from_another_journal_is_never_mixed_with_what_was_written_here(desk: Desk) -> None:
    fill(desk, [one for one in BOTH if one < 0], came_by="import")
    fill(desk, [one for one in BOTH if one > 0])
    assert numbers(desk).why == "few"

    fill(
        desk,
        [one for one in BOTH if one > 0],
        text="We were all there, and it was as it had been for us. ",
        times=100,
        came_by="import",
    )
    found = numbers(desk)
    assert (found.why, found.imported, found.others) == ("told", True, True)
    assert found.compared is not None
    assert found.compared.measures[0].after.value == 0


def test_letters_are_not_counted(desk: Desk) -> None:
    fill(desk, BOTH)
    letter = desk.entries.add(words("I miss you and I am here. " * 900, day=day(5)), now_ms=NOW)
    desk.letters.mark(letter, now_ms=NOW)

    compared = numbers(desk).compared
    assert compared is not None
    assert compared.after.words == 7 * 50 * 24


@pytest.mark.parametrize("depth", ["quiet", "away"])
def test_what_rests_is_not_shown_not_counted_and_only_said_to_be_a_part(desk: Desk, depth: Depth) -> None:
    fill(desk, BOTH)
    fill(desk, [2], text="I said to Torvald that I was off. ", times=300)
    desk.check_ins.keep(day(2), pleasant=None, awake=None, word="Torvald", now_ms=NOW)
    with_him = numbers(desk).compared
    rest(desk, depth, name="Torvald")

    found, without = hers(desk), numbers(desk)

    assert found.partly
    assert without.partly
    assert not [one for one in found.words if "Torvald" in one.words]
    assert found.check_ins == ()
    assert with_him is not None
    assert without.compared is not None
    assert with_him.after.words - without.compared.after.words == 300 * 8
    assert not hers(desk, day(-300)).partly


def test_while_everything_rests_nothing_is_there(desk: Desk) -> None:
    fill(desk, BOTH)
    desk.rests.keep(new_rule("all", now_ms=NOW, depth="whole"), now_ms=NOW)

    assert hers(desk)[2:] == ((), (), True)
    assert numbers(desk) == Numbers("few")


def test_a_time_that_is_away_is_looked_at_again_behind_the_rest(desk: Desk) -> None:
    fill(desk, BOTH)
    rest(desk, first=day(1), last=day(60))
    assert numbers(desk).why == "few"

    desk.look_behind("all")
    assert numbers(desk).why == "told"
