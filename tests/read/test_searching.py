"""What reading found can be searched for: by person, speaker, feeling, and the days an entry speaks of."""

from datetime import date

import pytest

from goldseam.desk.desk import Desk
from goldseam.find.facets import Facets
from goldseam.find.query import Facet, Words, parse, text_of
from goldseam.keep.sight import Sight
from goldseam.lookback.rule import new_rule
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose
from goldseam.words.when import parse_days
from tests.making import NOW, UNHIDDEN
from tests.read.small_reader import follow, write, written_and_read

TODAY = "2024-04-01"


def found(desk: Desk, query: str) -> list[str]:
    return [hit.entry.content.text for hit in desk.find.entries(query, today=TODAY, sight=UNHIDDEN).hits]


@pytest.fixture
def told(desk: Desk) -> Desk:
    written_and_read(desk, "Beatriz came.", day="2024-03-01")
    written_and_read(desk, "Bea said that it was late. Yesterday Tom was furious.", day="2024-03-02")
    written_and_read(desk, "Yesterday I was furious.", day="2024-03-03")
    write(desk, "Bea again, in an entry nobody has read.", day="2024-03-04")
    return desk


def test_a_person_is_found_by_every_name_of_hers(told: Desk) -> None:
    assert found(told, "person:Beatriz") == ["Beatriz came."]
    told.registry.merge(
        told.registry.named("Beatriz", sight=UNHIDDEN), told.registry.named("Bea", sight=UNHIDDEN), now_ms=NOW
    )

    both = {"Beatriz came.", "Bea said that it was late. Yesterday Tom was furious."}
    assert set(found(told, "person:Beatriz")) == both
    assert set(found(told, "person:beatr*")) == both
    assert both <= set(found(told, "person:Bea"))
    assert found(told, "person:Beatriz -came") == ["Bea said that it was late. Yesterday Tom was furious."]


def test_the_name_alone_finds_what_has_not_been_read(told: Desk) -> None:
    assert "Bea again, in an entry nobody has read." in found(told, "person:Bea")


def test_who_said_something_is_found(told: Desk) -> None:
    assert found(told, "said-by:bea") == ["Bea said that it was late. Yesterday Tom was furious."]
    assert found(told, "said-by:Be* late") == found(told, "said-by:bea")
    assert found(told, "said-by:Tom") == []
    assert found(told, "said-by:me") == []


def test_a_feeling_is_hers_and_nobody_elses(told: Desk) -> None:
    assert found(told, "feeling:anger") == ["Yesterday I was furious."]
    assert found(told, "feeling:JOY") == []


def test_a_feeling_she_denies_is_not_found(told: Desk) -> None:
    entry = told.find.entries("feeling:anger", today=TODAY, sight=UNHIDDEN).hits[0].entry
    finding = next(one.finding.id for one in told.readings.standings(entry).here if one.finding.type == "feeling")
    told.judgements.correct(entry, finding, {"mode": "not_felt"}, now_ms=NOW)

    assert found(told, "feeling:anger") == []


def test_what_an_entry_is_about_is_not_when_it_was_written(told: Desk) -> None:
    assert found(told, "about:2024-03-01") == ["Bea said that it was late. Yesterday Tom was furious."]
    assert found(told, "about:2024-03-03") == []
    assert len(found(told, 'about:"march 2024"')) == 2
    assert found(told, 'about:"march 2024" -furious') == []


def facets(desk: Desk, query: str, naming: Sight = UNHIDDEN) -> Facets:
    return desk.find.facets(query, sight=UNHIDDEN, naming=naming, today=TODAY)


def test_what_was_found_can_be_narrowed_by_who_and_what_was_felt_and_each_count_is_what_comes(told: Desk) -> None:
    told.registry.merge(
        told.registry.named("Beatriz", sight=UNHIDDEN), told.registry.named("Bea", sight=UNHIDDEN), now_ms=NOW
    )
    everything = facets(told, "on:2024-03")
    assert dict(everything.people) == {"Beatriz": 2, "Tom": 1}
    assert dict(everything.feelings) == {"anger": 1}
    for name, count in everything.people:
        assert len(found(told, f'person:"{name}"')) == count
    for feeling, count in everything.feelings:
        assert len(found(told, f"feeling:{feeling}")) == count
    assert facets(told, "came").feelings == ()


def test_who_is_not_to_be_named_by_itself_is_no_facet(told: Desk) -> None:
    told.registry.add("Bea", now_ms=NOW)
    assert "Bea" in dict(facets(told, "on:2024-03").people)
    rule = new_rule("person", now_ms=NOW, name="Bea")
    told.rests.begin(rule, now_ms=NOW)
    assert facets(told, "on:2024-03", told.sight(Purpose.UNASKED)).people == (("Beatriz", 1), ("Tom", 1))


def test_of_very_many_entries_neither_is_told(told: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goldseam.find.facets.READ_MAX", 2)
    assert (facets(told, "on:2024-03").people, facets(told, "on:2024-03").feelings) == ((), ())


def test_nothing_of_this_is_found_before_anything_was_read(desk: Desk) -> None:
    write(desk, "Bea was furious.")

    assert found(desk, "person:Bea") == ["Bea was furious."]
    for query in ("said-by:Bea", "feeling:anger", "about:2024"):
        assert found(desk, query) == []


def test_what_was_dismissed_is_not_found(told: Desk) -> None:
    entry = told.find.entries("said-by:bea", today=TODAY, sight=UNHIDDEN).hits[0].entry
    told.judgements.dismiss(entry, "s1", now_ms=NOW)
    follow(told)

    assert found(told, "said-by:bea") == []


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("feeling:joy", Facet("feeling", "joy")),
        ("said-by:Ada", Facet("said-by", "Ada")),
        ('said-by:"Ada B"*', Facet("said-by", "Ada B", prefix=True)),
        ('about:"last summer"', Facet("about", "last summer")),
        ("person:Ad*", Words("Ad", prefix=True, field="person")),
    ],
)
def test_text_and_tree_become_each_other(query: str, tree: object) -> None:
    assert parse(query) == tree
    assert parse(text_of(parse(query))) == tree


@pytest.mark.parametrize("query", ["feeling:hunger", "feeling:", "said-by:", "about:", 'about:"the day of doom"'])
def test_what_cannot_be_searched_for_is_refused(told: Desk, query: str) -> None:
    with pytest.raises(Misused):
        found(told, query)


def test_nobody_gets_into_the_query_what_is_sql(told: Desk) -> None:
    for name in ("a' or 1=1 --", '%"', "_", "*", "\\"):
        assert found(told, f'said-by:"{name.replace(chr(34), chr(34) * 2)}"') == []


@pytest.mark.parametrize(
    ("first", "end", "within", "outside"),
    [
        ("2019-01-01", "2020-01-01", "2019-12-31", "2020-01-01"),
        ("2010-01-01", "2020-01-01", "2009..2010", "2009"),
        ("2019-12-01", "2020-01-01", "2019-12-31", "2019-11-30"),
        ("2019-12-31", "2020-01-01", "2019", "2020..2024"),
        ("2019-12-31T23:00", "2020-01-01T00:00", "2019-12-31", "2020-01-01"),
        ("2019-12-31T23:00", "2020-01-01T00:30", "2020-01-01", "2020-01-02"),
    ],
)
def test_a_time_is_found_by_every_day_of_it_however_long(
    desk: Desk, first: str, end: str, within: str, outside: str
) -> None:
    entry = write(desk, "It was then.")
    told = {"type": "time", "spans": [[7, 11]], "class": "date", "value": "2019", "from": first, "to": end}
    desk.judgements.add(entry, told, now_ms=NOW)

    for days, hits in ((within, 1), (outside, 0)):
        named = parse_days(days, today=TODAY)
        ordinals = [date.fromisoformat(day).toordinal() for day in (named.first, named.last)]
        assert len(found(desk, f"about:{days}")) == hits
        assert len(desk.questions.about(*ordinals, sight=UNHIDDEN)) == hits
