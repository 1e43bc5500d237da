"""Somebody, through time: her sentences in order, in windows of whole days, and the days that other pages tell of."""

from random import Random

import pytest

from goldseam.desk.desk import Desk
from goldseam.lookback.chapters import Chapter
from goldseam.lookback.rule import new_rule
from goldseam.read import tables
from goldseam.read.layout import details_object
from goldseam.read.questions import ALWAYS, Within
from goldseam.read.registry import Somebody
from goldseam.words.delay import Delay
from goldseam.words.entry import Entry
from goldseam.words.finding import TYPES, Commitment, Details, Mention, Speech, Time
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose
from tests.making import NOW, UNHIDDEN, words
from tests.read.small_reader import SmallReader


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown in these tests does not depend on how well the rules of the day do."""
    for room in ("confidence", "thresholds"):
        monkeypatch.setattr(f"goldseam.read.{room}.shown_from", lambda _: 0.9)


def bea(desk: Desk) -> str:
    known = [one.id for one in desk.registry.circle().roots.values() if one.name == "Bea"]
    return known[0] if known else desk.registry.add("Bea", now_ms=NOW).id


def write(desk: Desk, text: str, day: str, *marks: tuple[str, Details], name: str = "Bea") -> Entry:
    """An entry in which she has marked Bea, and what else is given."""
    entry = desk.entries.add(words(text, day=day), now_ms=NOW)
    named = ((name, Mention("person", "name", bea(desk))),) if name in text else ()
    for quote, details in (*named, *marks):
        start = text.index(quote)
        told = {"type": TYPES[type(details)][0], "spans": [[start, start + len(quote)]], **details_object(details)}
        desk.judgements.add(entry, told, now_ms=NOW)
    return entry


def on(day: str, end: str) -> Time:
    return Time("date", day, first=day, end=end)


def one(desk: Desk) -> Somebody:
    return desk.registry.named("Bea", UNHIDDEN)


def told(desk: Desk, **more: object) -> list[tuple[str, str, str]]:
    days = (1, 3_000_000)
    found = desk.persons.dated(one(desk), days, sight=UNHIDDEN, day_start_hour=4, limit=50, **more)  # type: ignore[arg-type]
    return [(dated.level, dated.first, dated.said.said.words) for dated in found]


def test_a_window_has_whole_days_and_says_where_the_next_and_the_last_begin(desk: Desk) -> None:
    days = [f"2024-03-{number:02}" for number in range(1, 9)]
    for day in days:
        for number in range(3):
            write(desk, f"Bea came, {number}.", day)
    seen: list[str] = []
    start, before = "", [""]
    while True:
        stretch = desk.persons.stretch("named", one(desk), sight=UNHIDDEN, start=start, limit=7)
        seen += [told.day for told in stretch.found]
        assert stretch.earlier == before[-1]
        if not stretch.later:
            break
        before.append(start or days[0])
        start = stretch.later

    assert seen == [day for day in days for _ in range(3)]
    assert before == ["", "2024-03-01", "2024-03-03", "2024-03-05"]


def test_a_day_that_is_longer_than_a_window_is_shown_whole(desk: Desk) -> None:
    for number in range(5):
        write(desk, f"Bea came, {number}.", "2024-03-01")
    write(desk, "Bea left.", "2024-03-02")
    first = desk.persons.stretch("named", one(desk), sight=UNHIDDEN, limit=2)
    last = desk.persons.stretch("named", one(desk), sight=UNHIDDEN, start=first.later, limit=2)

    assert (len(first.found), first.later) == (5, "2024-03-02")
    assert ([told.day for told in last.found], last.later) == (["2024-03-02"], "")


def test_the_ledger_tells_what_was_said_in_order_and_word_for_word_apart(desk: Desk) -> None:
    who = bea(desk)
    write(desk, "Bea said “I shall stay”.", "2024-05-01", ("I shall stay", Speech("direct", who, ("self",))))
    write(desk, "Bea said that it rained.", "2024-03-01", ("it rained", Speech("indirect", who)))
    write(desk, "I told Bea that I would come.", "2024-04-01", ("I would come", Speech("indirect", "self", (who,))))

    assert [told.quote for told in desk.persons.all("said", one(desk), sight=UNHIDDEN, limit=-1)] == [
        "it rained",
        "I shall stay",
    ]
    [exact] = desk.persons.all("said-directly", one(desk), sight=UNHIDDEN, limit=-1)
    assert (exact.quote, exact.finding["addressee"]) == ("I shall stay", ["self"])
    assert [told.quote for told in desk.persons.last_said(one(desk), sight=UNHIDDEN, limit=1)] == ["I shall stay"]


def test_promises_between_them_are_hers_to_this_one_and_this_ones_to_anybody(desk: Desk) -> None:
    who, other = bea(desk), desk.registry.add("Ada", now_ms=NOW).id
    for day, by, to in (
        ("2024-03-01", who, ("self",)),
        ("2024-03-02", "self", (who,)),
        ("2024-03-03", other, (who,)),
        ("2024-03-04", "self", (other,)),
    ):
        write(desk, "will write", day, ("will write", Commitment("promise", by, to)))

    found = desk.persons.all("promised", one(desk), sight=UNHIDDEN, limit=-1)
    assert [told.day for told in found] == ["2024-03-01", "2024-03-02"]


def test_a_sentence_that_names_her_and_another_day_is_told_of_that_day(desk: Desk) -> None:
    monday = ("Monday", on("2024-03-04", "2024-03-05"))
    write(desk, "Bea rang on Monday. It rained.", "2024-03-07", monday)
    write(desk, "It rained on Monday. Bea rang.", "2024-03-08", monday)  # another sentence
    write(desk, "Bea rang this Monday.", "2024-03-04", monday)  # its own day
    write(
        desk, "Bea moved in May.", "2024-07-01", ("May", Time("date", "2024-05", first="2024-05-01", end="2024-06-01"))
    )

    assert told(desk) == [
        ("day", "2024-03-04", "Bea rang on Monday."),
        ("month", "2024-05-01", "Bea moved in May."),
    ]
    assert told(desk, levels=("month",)) == [("month", "2024-05-01", "Bea moved in May.")]
    [first, _] = desk.persons.dated(one(desk), (1, 3_000_000), sight=UNHIDDEN, day_start_hour=4, limit=9)
    assert (first.said.delay, first.said.written, first.said.is_hers) == (Delay(2, "year"), "2026-09-21", True)


def test_the_time_line_has_what_was_written_and_what_is_told_of_apart(desk: Desk) -> None:
    write(
        desk, "Bea rang in May.", "2024-07-01", ("May", Time("date", "2024-05", first="2024-05-01", end="2024-06-01"))
    )
    ends = desk.persons.ends(one(desk), sight=UNHIDDEN)
    line = desk.persons.line(one(desk), ends, sight=UNHIDDEN)
    assert [(part.iso, part.pages, part.told) for part in line] == [
        ("2024-05", False, "hers"),
        ("2024-06", False, ""),
        ("2024-07", True, ""),
    ]

    write(desk, "Bea again.", "1999-01-01")
    line = desk.persons.line(one(desk), desk.persons.ends(one(desk), sight=UNHIDDEN), sight=UNHIDDEN)
    assert [part.iso for part in line] == [str(year) for year in range(1999, 2025)]
    assert [(part.iso, part.pages, part.told) for part in line if not part.is_empty] == [
        ("1999", True, ""),
        ("2024", True, "hers"),
    ]


def test_a_table_without_days_beside_names_is_filled_as_entries_are_looked_at_again(desk: Desk) -> None:
    write(desk, "Bea rang on Monday.", "2024-03-07", ("Monday", on("2024-03-04", "2024-03-05")))
    desk.readings.follow(SmallReader(), now_ms=lambda: NOW)
    rows = desk.vault.database.rows("select * from read_dated")
    with desk.vault.database.transaction():
        desk.vault.database.run("drop table read_dated")
        desk.vault.set_fact("read.version", tables.WITHOUT_DATED)
    assert told(desk) == []
    assert desk.readings.pending() == 1
    desk.readings.follow(SmallReader(), now_ms=lambda: NOW)

    assert rows
    assert desk.vault.database.rows("select * from read_dated") == rows


@pytest.mark.parametrize("depth", ["quiet", "away"])
def test_whom_she_lets_rest_takes_the_pages_with_it(desk: Desk, depth: str) -> None:
    who = bea(desk)
    monday = ("Monday", on("2024-03-04", "2024-03-05"))
    write(desk, "Bea and Tom rang on Monday.", "2024-03-07", monday, ("rang", Speech("direct", who)))
    write(desk, "Bea sang.", "2024-03-08")
    desk.rests.keep(new_rule("person", now_ms=NOW, depth=depth, days=None, name="Tom"), now_ms=NOW)  # type: ignore[arg-type]
    sight = desk.sight_for("Bea")
    someone = desk.registry.named("Bea", sight)

    assert [one.day for one in desk.persons.all("named", someone, sight=sight, limit=-1)] == ["2024-03-08"]
    assert desk.persons.all("said", someone, sight=sight, limit=-1) == []
    assert desk.persons.dated(someone, (1, 3_000_000), sight=sight, day_start_hour=4, limit=9) == []
    assert desk.persons.ends(someone, sight=sight) == ("2024-03-08", "2024-03-08")
    assert [part.told for part in desk.persons.line(someone, ("2024-03-08", "2024-03-08"), sight=sight)] == [""]


# Chapters


def chapter(desk: Desk, name: str, first: str = "", last: str = "") -> Chapter:
    return desk.chapters.add(bea(desk), name, first=first, last=last, now_ms=NOW)


def chapters(desk: Desk) -> list[str]:
    return [one.name for one in desk.chapters.of({bea(desk)}, desk.note_sight_for("Bea"))]


def test_her_sentences_stand_in_the_chapters_she_names_and_what_is_in_none_apart(desk: Desk) -> None:
    for day in ("2019-01-01", "2020-05-05", "2021-12-31", "2024-01-01"):
        write(desk, "Bea came.", day)
    abroad, now = chapter(desk, "abroad", "2020-01-01", "2021-12-31"), chapter(desk, "now", "2023-01-01")

    def days(within: Within) -> list[str]:
        return [one_.day for one_ in desk.persons.all("named", one(desk), sight=UNHIDDEN, within=within, limit=-1)]

    assert days(Within(abroad.places)) == ["2020-05-05", "2021-12-31"]
    assert days(Within(now.places)) == ["2024-01-01"]
    assert days(Within(None, (abroad.places, now.places))) == ["2019-01-01"]
    assert len(days(ALWAYS)) == 4
    assert chapters(desk) == ["abroad", "now"]


def test_a_chapter_is_changed_and_taken_back_and_every_state_is_kept(desk: Desk) -> None:
    made = chapter(desk, "  the   years abroad ", "2020-01-01")
    assert made.name == "the years abroad"
    changed = desk.chapters.change(made, "Lisbon", first="", last="2021-12-31", now_ms=NOW + 1)
    assert (changed.first, changed.last) == ("", "2021-12-31")
    desk.chapters.drop(changed, now_ms=NOW + 2)

    assert chapters(desk) == []
    assert len(desk.store.states(made.id)) == 3
    with pytest.raises(Misused):
        desk.chapters.change(changed, "again", first="", last="", now_ms=NOW + 3)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("", "", ""), ("   ", "", ""), ("x" * 201, "", ""), ("x", "2024-02-30", ""), ("x", "2024-02-02", "2024-02-01")],
)
def test_what_is_no_chapter_is_refused(desk: Desk, name: str, first: str, last: str) -> None:
    with pytest.raises(Misused):
        chapter(desk, name, first, last)
    assert desk.store.all("chapter") == []


def test_a_chapter_that_names_who_rests_or_lies_in_days_that_rest_is_not_shown(desk: Desk) -> None:
    chapter(desk, "Tom and we", "2020-01-01", "2020-12-31")
    chapter(desk, "that summer", "2021-06-01", "2021-08-31")
    chapter(desk, "since then", "2021-08-01")
    for rule in (
        new_rule("person", now_ms=NOW + 1, depth="away", days=None, name="Tom"),
        new_rule("period", now_ms=NOW + 1, depth="away", days=None, first="2021-06-01", last="2021-09-30"),
    ):
        desk.rests.keep(rule, now_ms=NOW + 1)

    shown = chapters(desk)
    assert "Tom and we" not in shown
    assert "that summer" not in shown


def test_the_chapters_of_two_who_are_one_are_together(desk: Desk) -> None:
    beatriz = desk.registry.add("Beatriz", now_ms=NOW)
    chapter(desk, "as Bea")
    desk.chapters.add(beatriz.id, "as Beatriz", now_ms=NOW)
    sight = desk.sight(Purpose.ASK)
    desk.registry.merge(desk.registry.named("Bea", sight), desk.registry.named("Beatriz", sight), now_ms=NOW)
    ids = {person.id for person in desk.registry.circle().group(desk.registry.named("Bea", sight).person)}  # type: ignore[arg-type]  # she is in it

    assert [one.name for one in desk.chapters.of(ids, desk.note_sight_for("Bea"))] == ["as Bea", "as Beatriz"]
    assert sorted(desk.chapters.ids_of(ids)) == sorted(one.id for one in desk.store.all("chapter"))


# Whoever an id stands for is found at once, as by looking at everybody


@pytest.mark.parametrize("seed", range(3))
def test_an_id_means_whom_it_means_among_everybody(desk: Desk, seed: int) -> None:
    random = Random(seed)
    for number in range(30):
        text = " and ".join(random.sample(["Bea", "Lena", "Tom", "Anna", "Beatriz"], 3))
        write(desk, f"{text} came, {number}.", f"2024-03-{number % 28 + 1:02}")
    desk.readings.follow(SmallReader(), now_ms=lambda: NOW)
    if seed:
        desk.rests.keep(new_rule("person", now_ms=NOW, depth="away", days=None, name="Tom"), now_ms=NOW)
    for sight in (UNHIDDEN, desk.sight(Purpose.BROWSE), desk.sight(Purpose.ASK)):
        everybody = desk.registry.everybody(sight)
        for somebody in everybody:
            assert desk.registry.with_id(desk.registry.id_of(somebody), sight) == somebody
        whole = {desk.registry.id_of(somebody) for somebody in desk.registry.everybody(UNHIDDEN)}
        shown = {desk.registry.id_of(somebody) for somebody in everybody}
        assert all(desk.registry.with_id(id_, sight) is None for id_ in whole - shown)
        assert len(everybody) > 1
