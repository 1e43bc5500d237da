from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import goldseam.find.search as search_module
from goldseam.find.query import Tree, text_of
from goldseam.keep.vault import Vault
from goldseam.words.entry import Content
from goldseam.words.problem import Misused
from tests.find.diary import TODAY, diary, entry
from tests.find.pieces import CONTENTS, TREES
from tests.find.second_opinion import day, finds
from tests.making import NOW, UNHIDDEN


@settings(max_examples=60)
@given(st.lists(CONTENTS, max_size=8), st.lists(TREES, min_size=1, max_size=12), st.booleans())
def test_a_query_finds_exactly_what_looking_at_every_entry_finds(
    template: Vault,
    contents: list[Content],
    trees: list[Tree],
    newest: bool,  # noqa: FBT001 - drawn
) -> None:
    numbered = [content._replace(extra={"n": n}) for n, content in enumerate(contents)]
    with diary(template, *numbered) as hers:
        for tree in trees:
            hits = hers.find.entries(text_of(tree), today=TODAY, newest=newest, limit=100, sight=UNHIDDEN)

            expected = {n for n, content in enumerate(numbered) if finds(tree, content)}
            assert {hit.entry.content.extra["n"] for hit in hits.hits} == expected
            assert (hits.total, hits.exact) == (len(expected), True)
            if hits.newest_first:
                places = [hit.place for hit in hits.hits]
                assert places == sorted(places, reverse=True)


@given(
    st.lists(
        st.text() | st.sampled_from(['"', "(", ")", "-", "*", "NEAR(", "AND", "^", "{title}:", "tag:"]), max_size=6
    )
)
def test_nothing_that_can_be_typed_breaks_the_search(found_in: Vault, typed: list[str]) -> None:
    refused = ""
    try:
        search_module.Find(found_in).entries(" ".join(typed), today=TODAY, sight=UNHIDDEN)
    except Misused as problem:
        refused = problem.code

    assert refused == "" or refused.startswith(("find.", "words."))


@pytest.fixture(scope="module")
def found_in(template: Vault) -> Iterator[Vault]:
    with diary(template, entry("rain on the sea", tags=("sea",)), entry("snow")) as hers:
        yield hers.vault


def test_what_is_written_is_found_at_once(template: Vault) -> None:
    with diary(template, entry("the first snow")) as hers:
        assert hers.finds("snow") == ["the first snow"]

        hers.write(entry("more snow", day="2026-03-06"))
        assert hers.finds("snow", newest=True) == ["more snow", "the first snow"]


def test_days_are_found_as_they_are_named(template: Vault) -> None:
    fire = entry("a great fire", day="1666-09-02")
    with diary(template, fire, entry("yesterday", day="2026-11-23"), entry("today", day=TODAY)) as hers:
        assert hers.finds("on:1666-09-02") == ["a great fire"]
        assert hers.finds("before:1700") == ["a great fire"]
        assert hers.finds("on:yesterday") == ["yesterday"]
        assert hers.finds('after:yesterday before:"2027"') == ["today"]
        assert hers.finds("on:1666 fire") == ["a great fire"]
        assert hers.finds("on:1666 OR on:today") == ["today", "a great fire"]


def test_a_day_nobody_understands_is_refused_in_three_parts(template: Vault) -> None:
    with diary(template) as hers, pytest.raises(Misused) as told:
        hers.finds('on:"31 february"')

    assert told.value.safe
    assert told.value.next


def test_a_word_of_the_title_weighs_more_than_one_of_the_text(template: Vault) -> None:
    said = entry("we spoke of the harbour and of much else", day="2026-03-06")
    with diary(template, entry("boats and gulls, and the tide", title="Harbour"), said) as hers:
        assert hers.finds("harbour") == ["boats and gulls, and the tide", said.text]
        assert hers.finds("harbour", newest=True) == [said.text, "boats and gulls, and the tide"]


def test_beyond_a_number_of_hits_the_newest_come_first(template: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "RANKED_MAX", 2)
    monkeypatch.setattr(search_module, "SAMPLE", 1)
    contents = [entry("rain " * (5 - n), day=f"2026-03-0{n + 1}") for n in range(4)]
    with diary(template, *contents) as hers:
        many = hers.find.entries("rain", today=TODAY, sight=UNHIDDEN)
        assert (many.newest_first, many.exact, many.total) == (True, False, 3)
        assert [hit.entry.content.day for hit in many.hits] == ["2026-03-04", "2026-03-03", "2026-03-02", "2026-03-01"]

        few = hers.find.entries("rain before:2026-03-03", today=TODAY, sight=UNHIDDEN)
        assert (few.newest_first, few.exact, few.total) == (False, True, 2)


@pytest.mark.parametrize(("every", "newest_first"), [(1, True), (2, True), (3, True), (5, False), (90, False)])
def test_many_hits_are_told_from_few(
    template: Vault,
    monkeypatch: pytest.MonkeyPatch,
    every: int,
    newest_first: bool,  # noqa: FBT001 - what is expected
) -> None:
    monkeypatch.setattr(search_module, "RANKED_MAX", 25)
    monkeypatch.setattr(search_module, "SAMPLE", 4)
    contents = [entry("rain" if n % every == 0 else "sun", day=day(n)) for n in range(100)]
    with diary(template) as hers:
        hers.entries.take_in([(f"{n:032x}", content) for n, content in enumerate(contents)], now_ms=NOW)

        hits = hers.find.entries("rain", today=TODAY, sight=UNHIDDEN)

        assert hits.newest_first is newest_first
        assert hits.total == min(26, -(-100 // every))


def test_pages_follow_each_other(template: Vault) -> None:
    contents = [entry(f"rain {n}", day=f"2026-03-{n + 1:02}") for n in range(9)]
    with diary(template, *contents) as hers:
        pages = [
            hers.find.entries("rain", today=TODAY, newest=True, limit=4, offset=at, sight=UNHIDDEN).hits
            for at in (0, 4, 8)
        ]

        assert [hit.entry.content.text for page in pages for hit in page] == [f"rain {8 - n}" for n in range(9)]


def test_the_trash_is_searched_only_when_asked_for(template: Vault) -> None:
    with diary(template, entry("rain here"), entry("rain away", day="2026-03-06"), entry("other")) as hers:
        away = hers.find.entries("away", today=TODAY, sight=UNHIDDEN).hits[0].entry
        hers.entries.trash(away.id, now_ms=NOW)

        assert hers.finds("rain") == ["rain here"]
        assert hers.finds("-here") == ["other"]
        assert hers.finds("is:trashed") == ["rain away"]
        assert hers.finds("is:trashed rain") == ["rain away"]
        assert hers.finds("is:trashed other") == []

        hers.entries.untrash(away.id, now_ms=NOW)
        assert hers.finds("is:trashed") == []
        assert sorted(hers.finds("rain")) == ["rain away", "rain here"]


@pytest.mark.parametrize("query", ["rain OR is:trashed", "-is:trashed", "-(rain is:trashed)"])
def test_the_trash_is_no_part_of_a_choice(template: Vault, query: str) -> None:
    with diary(template) as hers, pytest.raises(Misused) as told:
        hers.finds(query)

    assert told.value.code == "find.trash-inside"


@pytest.mark.parametrize("query", ["!!", '""', "-!!", "(… OR —)", 'title:"!"'])
def test_signs_alone_are_nothing_to_look_for(template: Vault, query: str) -> None:
    with diary(template, entry("!! … —")) as hers, pytest.raises(Misused) as told:
        hers.finds(query)

    assert told.value.code == "find.nothing-sought"


def test_signs_beside_a_word_are_overlooked(template: Vault) -> None:
    with diary(template, entry("salt & pepper"), entry("salt")) as hers:
        assert hers.finds("salt & pepper") == ["salt & pepper"]


def test_a_long_choice_is_answered(template: Vault) -> None:
    with diary(template, entry("w150 w151")) as hers:
        assert hers.finds(" OR ".join(f"w{n}" for n in range(199))) == ["w150 w151"]
        assert hers.finds(" ".join(f"-v{n}" for n in range(98)) + " w150") == ["w150 w151"]
        assert hers.finds("(" * 38 + "w150 OR x" + ")" * 38) == ["w150 w151"]


def test_an_entry_in_two_versions_is_found_by_the_words_of_both(template: Vault) -> None:
    with diary(template) as hers:
        (id_,) = hers.write(entry("we met at the station. it rained."))
        shown = hers.vault.entry(id_)
        assert shown is not None
        for text in ("we met at the harbour. it rained.", "we met at the station. it snowed."):
            hers.entries.revise(id_, shown.content._replace(text=text), now_ms=NOW, base=shown.heads)

        assert len(hers.finds("harbour snowed")) == 1
        assert hers.finds("station") == []


def test_a_removed_entry_of_a_page_is_told_and_the_others_stay(template: Vault) -> None:
    with diary(template) as hers:
        first, _ = hers.write(entry("rain one"), entry("rain two", day="2026-03-06"))
        two, one = hers.find.entries("rain", today=TODAY, newest=True, sight=UNHIDDEN).hits
        hers.entries.purge([first], now_ms=NOW)

        assert two.entry.content.text == "rain two"
        with pytest.raises(Misused):
            _ = one.entry


def test_a_query_is_kept_as_it_was_understood(template: Vault) -> None:
    with diary(template) as hers:
        assert hers.find.written("walk*  #sea or x") == "walk* tag:sea or x"
        with pytest.raises(Misused):
            hers.find.written('"')


def test_what_a_query_finds_everywhere_is_in_the_trash_too(template: Vault) -> None:
    with diary(template) as hers:
        one, two, _ = hers.write(entry("rain one"), entry("rain two", day="2026-03-06"), entry("sun"))
        hers.entries.trash(two, now_ms=NOW)

        assert hers.find.everywhere("rain", sight=UNHIDDEN, today=TODAY) == sorted((one, two))
        assert hers.find.everywhere("rain on:2026-03-06", sight=UNHIDDEN, today=TODAY) == [two]


def test_a_beginning_suggests_tags_notebooks_and_words(template: Vault) -> None:
    contents = [
        entry("gardens and gates", tags=("Garden",), journal="Gallery"),
        entry("gates", tags=("Garden", "long way")),
        entry("gap", tags=("gone",), trashed=True),
    ]
    with diary(template, *contents) as hers:
        assert hers.find.suggest("ga", sight=UNHIDDEN) == [
            ("tag:Garden", "tag", 2),
            ("in:Gallery", "notebook", 1),
            ("garden", "word", 2),
            ("gates", "word", 2),
            ("gardens", "word", 1),
        ]
        assert hers.find.suggest("#lo", sight=UNHIDDEN) == [('tag:"long way"', "tag", 1)]
        assert hers.find.suggest("in:", sight=UNHIDDEN) == [("in:Gallery", "notebook", 1)]
        assert hers.find.suggest("tag:go", sight=UNHIDDEN) == []
        assert hers.find.suggest("z", sight=UNHIDDEN) == []
        assert hers.find.suggest("ga", limit=1, sight=UNHIDDEN) == [("tag:Garden", "tag", 2)]


def test_what_was_sought_is_marked_in_titles_too(template: Vault) -> None:
    with diary(template, entry("text", title="A long, long WAY")) as hers:
        hits = hers.find.entries('"long way"', today=TODAY, sight=UNHIDDEN)

        assert [tuple(mark) for mark in hits.marks(hits.hits[0].entry.content.title)] == [(8, 16)]
