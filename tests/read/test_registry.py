"""Who is who: proposed by readings, settled by her, reversible, and never two people made one without her."""

from pathlib import Path

import pytest

from goldseam.desk.desk import Desk
from goldseam.read.circle import Circle
from goldseam.read.likeness import are_alike, beginnings
from goldseam.read.person import keep_persons, new_person
from goldseam.read.reader import Reader
from goldseam.words.problem import Misused
from tests.making import NOW, UNHIDDEN, make_vault, words
from tests.read.small_reader import SmallReader, follow, written_and_read


def everybody(desk: Desk) -> dict[str, int]:
    return {one.name: one.entries for one in desk.registry.everybody(sight=UNHIDDEN)}


def merge(desk: Desk, one: str, other: str, at: int = NOW) -> None:
    desk.registry.merge(desk.registry.named(one, sight=UNHIDDEN), desk.registry.named(other, sight=UNHIDDEN), now_ms=at)


@pytest.fixture
def told(desk: Desk) -> Desk:
    """A desk with a few days about Beatriz, whom the text calls Bea too, Tom, and a sister."""
    written_and_read(desk, "Beatriz came.", day="2024-03-01")
    written_and_read(desk, "Bea rang. Tom said that it was late.", day="2024-03-02")
    written_and_read(desk, "Bea and my sister.", day="2024-03-03")
    written_and_read(desk, "The sister of the vet.", day="2024-03-04")
    return desk


def test_whom_readings_name_are_proposals_until_she_says_so(told: Desk) -> None:
    assert everybody(told) == {"Bea": 2, "Beatriz": 1, "Tom": 1, "my sister": 1}
    assert all(one.person is None for one in told.registry.everybody(sight=UNHIDDEN))


def test_two_names_that_may_be_one_are_proposed_and_not_joined(told: Desk) -> None:
    pairs = [{one.name, other.name} for one, other in told.registry.proposals(sight=UNHIDDEN)]

    assert pairs == [{"Bea", "Beatriz"}]
    assert everybody(told)["Bea"] == 2


def test_a_merge_joins_all_mentions_and_a_split_gives_them_back(told: Desk) -> None:
    merge(told, "Beatriz", "Bea")
    assert everybody(told)["Beatriz"] == 3
    assert told.registry.proposals(sight=UNHIDDEN) == []
    told.registry.split(told.registry.named("Beatriz", sight=UNHIDDEN), "Bea", now_ms=NOW + 1)

    assert everybody(told) == {"Bea": 2, "Beatriz": 1, "Tom": 1, "my sister": 1}
    assert told.registry.proposals(sight=UNHIDDEN) == []  # she has said they are two


def test_whoever_is_in_the_registry_is_shown_in_what_is_read_after(desk: Desk) -> None:
    """With the reader and the thresholds as they are: what goes by her own word was once never measured, nor shown."""
    reader = Reader(with_model=False)
    for number, text in enumerate(("Beatriz came for lunch.", "Bea rang me from Lisbon.", "I saw Bea and Tom.")):
        desk.entries.add(words(text, day=f"2024-03-0{number + 1}"), now_ms=NOW)
    follow(desk, reader)
    merge(desk, "Beatriz", "Bea")
    desk.registry.add("Biscuit", "pet", now_ms=NOW)
    desk.entries.add(words("Bea took Biscuit to Lisbon.", day="2024-03-09"), now_ms=NOW)
    desk.readings.read_again()
    follow(desk, reader)

    assert everybody(desk) == {"Beatriz": 4, "Biscuit": 1, "Tom": 1}


def test_a_merge_survives_a_new_reading_and_reaches_what_comes_later(told: Desk) -> None:
    merge(told, "Beatriz", "Bea")
    told.readings.rebuild()
    follow(told, SmallReader("2"))
    written_and_read(told, "Bea again.", day="2024-03-09")

    assert everybody(told)["Beatriz"] == 4


def test_a_renamed_person_keeps_the_mentions_of_the_old_name(told: Desk) -> None:
    told.registry.rename(told.registry.named("my sister", sight=UNHIDDEN), "Lena", now_ms=NOW)
    written_and_read(told, "Lena came, and my sister laughed.", day="2024-03-10")
    lena = told.registry.named("Lena", sight=UNHIDDEN)

    assert (lena.entries, lena.names) == (2, ("Lena", "my sister"))
    assert lena.person is not None
    assert lena.person.relation == "sister"
    assert told.registry.named("my sister", sight=UNHIDDEN) == lena


def test_two_of_one_name_are_kept_apart_until_she_says(told: Desk) -> None:
    written_and_read(told, "Anna came.", day="2024-03-11")
    first = told.registry.ensure(told.registry.named("Anna", sight=UNHIDDEN), now_ms=NOW)
    assert told.registry.named("Anna", sight=UNHIDDEN).entries == 1
    told.registry.add("Anna", relation="colleague", now_ms=NOW + 1)
    counts = [one.entries for one in told.registry.everybody(sight=UNHIDDEN) if one.name == "Anna"]

    assert counts == [1, 0, 0]  # said of neither of the two: the name stands by itself
    assert [one for one, _ in told.registry.proposals(sight=UNHIDDEN) if one.name == "Anna"] == []
    with pytest.raises(Misused, match="2 people"):
        told.registry.named("Anna", sight=UNHIDDEN)
    assert told.registry.named(f"#{first.id[:8]}", sight=UNHIDDEN).person == first


def test_which_anna_an_entry_means_is_hers_to_say(told: Desk) -> None:
    entry = written_and_read(told, "Anna came.", day="2024-03-11")
    told.registry.add("Anna", now_ms=NOW)
    other = told.registry.add("Anna", relation="colleague", now_ms=NOW + 1)
    told.judgements.correct(entry, "m1", {"ref": other.id}, now_ms=NOW + 2)

    assert told.registry.named(f"#{other.id}", sight=UNHIDDEN).entries == 1


def test_an_alias_is_split_into_somebody_new(told: Desk) -> None:
    bea = told.registry.call(told.registry.named("Bea", sight=UNHIDDEN), "Bee", now_ms=NOW)
    assert told.registry.named("bee", sight=UNHIDDEN).person == bea
    alone = told.registry.split(told.registry.named("Bea", sight=UNHIDDEN), "Bee", now_ms=NOW + 1)

    assert alone.id != bea.id
    assert told.registry.named("Bea", sight=UNHIDDEN).names == ("Bea",)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda registry: registry.named("Nobody", UNHIDDEN), "read.nobody"),
        (
            lambda registry: registry.merge(
                registry.named("Tom", UNHIDDEN), registry.named("tom", UNHIDDEN), now_ms=NOW
            ),
            "read.already-one",
        ),
        (lambda registry: registry.split(registry.named("Tom", UNHIDDEN), "Thomas", now_ms=NOW), "read.no-such-alias"),
        (lambda registry: registry.rename(registry.named("Tom", UNHIDDEN), " ", now_ms=NOW), "read.no-name"),
    ],
)
def test_what_cannot_be_said_of_people_is_refused(told: Desk, act: object, code: str) -> None:
    with pytest.raises(Misused) as refused:
        act(told.registry)  # type: ignore[operator]  # each is a function of the registry

    assert refused.value.code == code
    assert "Tom" not in refused.value.happened


def test_two_devices_that_merge_the_two_into_each_other_agree(tmp_path: Path, told: Desk) -> None:
    one = told.registry.ensure(told.registry.named("Beatriz", sight=UNHIDDEN), now_ms=NOW)
    two = told.registry.ensure(told.registry.named("Bea", sight=UNHIDDEN), now_ms=NOW)
    other = make_vault(tmp_path / "other")
    other.unite(list(told.vault.iter_records()))
    there = Desk(other.folder, other.keys, zone="UTC")
    merge(told, "Beatriz", "Bea", NOW + 1)
    merge(there, "Bea", "Beatriz", NOW + 2)
    ours, theirs = list(told.vault.iter_records()), list(there.vault.iter_records())
    told.vault.unite(theirs)
    there.vault.unite(ours)

    roots = [desk.registry.circle().root(one.id) for desk in (told, there)]
    assert roots[0] == roots[1]
    assert roots[0] is not None
    assert roots[0].id == min(one.id, two.id)
    assert len(told.registry.circle().roots) == 1
    there.close()
    other.close()


def test_names_given_on_two_devices_are_both_kept(tmp_path: Path, told: Desk) -> None:
    bea = told.registry.ensure(told.registry.named("Bea", sight=UNHIDDEN), now_ms=NOW)
    other = make_vault(tmp_path / "other")
    other.unite(list(told.vault.iter_records()))
    there = Desk(other.folder, other.keys, zone="UTC")
    told.registry.call(told.registry.named("Bea", sight=UNHIDDEN), "Bee", now_ms=NOW + 1)
    there.registry.call(there.registry.named("Bea", sight=UNHIDDEN), "Beazinha", now_ms=NOW + 2)
    there.registry.rename(there.registry.named("Bea", sight=UNHIDDEN), "Beatriz M.", now_ms=NOW + 3)
    told.vault.unite(list(there.vault.iter_records()))

    person = told.registry.circle().persons[bea.id]
    assert person.name == "Beatriz M."
    assert {"Bee", "Beazinha", "Bea"} <= set(person.names)
    assert len(person.heads) == 2
    there.close()
    other.close()


def test_a_person_removed_for_good_is_nowhere(told: Desk) -> None:
    bea = told.registry.ensure(told.registry.named("Bea", sight=UNHIDDEN), now_ms=NOW)
    told.purge([bea.id])

    assert bea.id not in told.registry.circle().persons
    assert told.vault.database.rows("select meta from record where kind = 'person'") == [(None,)]
    assert told.vault.database.rows("select count(*) from read_name") == [(0,)]


def test_a_circle_of_merges_has_one_end() -> None:
    a, b, c = (new_person(name) for name in "ABC")
    circle = Circle([a._replace(into=b.id), b._replace(into=a.id), c._replace(into=b.id)])

    assert {one.id for one in circle.roots.values()} == {min(a.id, b.id)}
    assert {root.id for one in (a, b, c) if (root := circle.root(one.id))} == {min(a.id, b.id)}


def test_a_record_that_names_nobody_is_kept_and_shown_nowhere(desk: Desk) -> None:
    vault = desk.vault
    vault.append([vault.record("person", "ab" * 16, {"kind": "ghost", "name": 7}, "", now_ms=NOW)])
    keep_persons(vault, [new_person("Tom")], now_ms=NOW)

    assert [one.name for one in desk.registry.circle().persons.values()] == ["Tom"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bea", "beatriz"),
        ("bill", "william"),
        ("l.", "lena"),
        ("lena", "lena marsh"),
        ("katherine", "katharine"),
        ("peggy", "margaret"),
        ("ana maria", "maria"),
    ],
)
def test_names_that_may_be_one(one: str, other: str) -> None:
    assert are_alike(one, other)
    assert are_alike(other, one)
    assert beginnings(one) & beginnings(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tom", "tim"),
        ("lena", "lena"),
        ("anna", "hanna"),
        ("jo", "jonathan"),
        ("lena marsh", "lena park"),
        ("m.", "lena"),
    ],
)
def test_names_that_are_two(one: str, other: str) -> None:
    assert not are_alike(one, other)
