"""Her word is last: it survives every other reading, every edit, every device; what she dismissed stays away."""

from pathlib import Path

import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.vault import Vault
from goldseam.read.judgement import history_of, judgements_of
from goldseam.read.standing import Standing
from goldseam.words.entry import Entry
from goldseam.words.finding import Commitment, Feeling, Someone
from goldseam.words.problem import Misused
from tests.making import NOW, make_vault
from tests.read.small_reader import TEXT, SmallReader, follow, revised, stands, written_and_read


def standing(desk: Desk, entry: Entry, type_: str, n: int = 0) -> Standing:
    now = desk.vault.entry(entry.id)
    assert now is not None
    return [one for one in desk.readings.standings(now).here if one.finding.type == type_][n]


def test_what_she_dismissed_stays_dismissed_whoever_finds_it_again(desk: Desk) -> None:
    entry = written_and_read(desk)
    desk.judgements.dismiss(entry, "f1", now_ms=NOW)
    assert stands(desk, entry, "feeling") == []

    follow(desk, SmallReader("2"))
    follow(desk, SmallReader("3", emotion="fear"))
    desk.readings.rebuild()
    follow(desk, SmallReader("4"))

    assert stands(desk, entry, "feeling") == []
    assert stands(desk, entry, "speech") == ["it was late"]


def test_what_she_corrected_stands_as_she_has_it(desk: Desk) -> None:
    entry = written_and_read(desk)
    desk.judgements.correct(entry, "f1", {"emotion": "despair", "experiencer": "self"}, now_ms=NOW)
    follow(desk, SmallReader("2", emotion="fear"))

    hers = standing(desk, entry, "feeling")
    assert hers.finding.details == Feeling("despair", "self")
    assert hers.is_hers
    assert (hers.finding.confidence, hers.finding.shown) == (1.0, True)
    assert stands(desk, entry, "feeling") == ["furious"]


def test_what_she_accepted_stands_once_and_is_hers(desk: Desk) -> None:
    entry = written_and_read(desk)
    desk.judgements.accept(entry, "f1", now_ms=NOW)
    follow(desk, SmallReader("2"))

    assert stands(desk, entry, "feeling") == ["furious"]
    hers = standing(desk, entry, "feeling")
    assert hers.judgement is not None
    assert hers.judgement.verdict == "accepted"
    assert hers.judgement.reader == "feeling.furious"
    details = hers.finding.details
    assert isinstance(details, Feeling)
    assert hers.persons[str(details.experiencer)].name == "Lena"


def test_what_she_added_stands_though_no_reader_found_it(desk: Desk) -> None:
    entry = written_and_read(desk)
    start = TEXT.index("late")
    told = {"type": "feeling", "spans": [[start, start + 4]], "emotion": "stress", "experiencer": "p7"}
    desk.judgements.add(entry, told, persons=(Someone("p7", "person", "Tom"),), now_ms=NOW)
    follow(desk, SmallReader("2"))

    assert stands(desk, entry, "feeling") == ["furious", "late"]
    assert standing(desk, entry, "feeling", 1).persons["p7"].name == "Tom"


def test_what_she_takes_back_is_as_if_never_said(desk: Desk) -> None:
    entry = written_and_read(desk)
    desk.judgements.correct(entry, "f1", {"emotion": "despair"}, now_ms=NOW)
    hers = standing(desk, entry, "feeling")
    desk.judgements.withdraw(entry, hers.finding.id, now_ms=NOW + 1)

    assert standing(desk, entry, "feeling").finding.details == Feeling("anger", "p1")
    assert desk.judgements.said(entry) == []


def test_a_dismissal_is_taken_back_by_its_own_id(desk: Desk) -> None:
    entry = written_and_read(desk)
    desk.judgements.dismiss(entry, "f1", now_ms=NOW)
    dismissal = desk.judgements.said(entry)[0]
    desk.judgements.withdraw(entry, dismissal.id[:8], now_ms=NOW + 1)

    assert stands(desk, entry, "feeling") == ["furious"]


def test_she_may_change_her_mind_and_every_word_is_kept(desk: Desk) -> None:
    entry = written_and_read(desk)
    desk.judgements.accept(entry, "f1", now_ms=NOW)
    mine = standing(desk, entry, "feeling").finding.id
    desk.judgements.correct(entry, mine, {"emotion": "hurt"}, now_ms=NOW + 1)
    desk.judgements.dismiss(entry, mine, now_ms=NOW + 2)

    assert stands(desk, entry, "feeling") == []
    assert [one.verdict for _, one in history_of(desk.vault, entry.id)] == ["accepted", "corrected", "dismissed"]
    assert len(judgements_of(desk.vault, entry.id)) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"It rained all morning. {TEXT}", ["furious"]),
        (TEXT.replace("Tom said that it was late. ", ""), ["furious"]),
        (TEXT.replace("Lena was furious", "Lena, my dear sister, was quite furious"), ["furious"]),
        (TEXT.replace("furious", "cross"), []),
        ("Nothing of it is left.", []),
        (f"{TEXT} And {TEXT}", ["furious"]),
    ],
)
def test_her_word_goes_with_the_words_it_was_said_of(desk: Desk, text: str, found: list[str]) -> None:
    entry = written_and_read(desk)
    desk.judgements.correct(entry, "f1", {"emotion": "hurt"}, now_ms=NOW)
    after = revised(desk, entry, text)

    hers = [one.finding for one in desk.readings.standings(after).here if one.is_hers]
    assert [one.words for one in hers] == found
    assert [text[slice(*one.span)] for one in hers] == found
    assert len(desk.readings.standings(after).adrift) == (not found)


def test_what_is_adrift_comes_back_with_its_words(desk: Desk) -> None:
    entry = written_and_read(desk)
    desk.judgements.correct(entry, "f1", {"emotion": "hurt"}, now_ms=NOW)
    desk.judgements.dismiss(entry, "s1", now_ms=NOW)
    revised(desk, entry, "Nothing of it is left.")
    revised(desk, entry, TEXT)

    assert standing(desk, entry, "feeling").finding.details == Feeling("hurt", "p1")
    assert stands(desk, entry, "speech") == []


def test_the_inner_places_of_a_promise_move_with_it(desk: Desk) -> None:
    entry = written_and_read(desk)
    desk.judgements.accept(entry, "c1", now_ms=NOW)
    text = f"Well. {TEXT}".replace("ring Tom", "ring dear Tom")
    revised(desk, entry, text)

    details = standing(desk, entry, "commitment").finding.details
    assert isinstance(details, Commitment)
    assert details.action is not None
    assert text[slice(*details.action[0])] == "ring dear Tom"


def test_a_dismissed_word_is_dismissed_at_its_place_only(desk: Desk) -> None:
    entry = written_and_read(desk, "Lena was furious. Later Tom was furious.")
    desk.judgements.dismiss(entry, "f1", now_ms=NOW)

    assert [one.finding.span.start for one in desk.readings.standings(entry).here if one.finding.type == "feeling"] == [
        "Lena was furious. Later Tom was furious.".rindex("furious")
    ]


def test_an_inner_mention_stays_when_the_outer_one_is_dismissed(desk: Desk) -> None:
    entry = written_and_read(desk, "Lena came.")
    told = {"type": "mention", "spans": [[0, 9]], "kind": "person", "form": "nominal", "ref": None}
    outer = desk.judgements.add(entry, told, now_ms=NOW)
    desk.judgements.dismiss(entry, outer.finding.id, now_ms=NOW + 1)

    assert stands(desk, entry, "mention") == ["Lena"]


def united(desk: Desk, other: Vault) -> None:
    """Both have what either has."""
    ours, theirs = list(desk.vault.iter_records()), list(other.iter_records())
    desk.vault.unite(theirs)
    other.unite(ours)


def test_of_two_words_said_apart_the_later_stands_on_every_device(tmp_path: Path, desk: Desk) -> None:
    entry = written_and_read(desk)
    desk.judgements.accept(entry, "f1", now_ms=NOW)
    other = make_vault(tmp_path / "other")
    other.unite(list(desk.vault.iter_records()))
    there = Desk(other.folder, other.keys, zone="UTC")
    follow(there)
    mine = standing(desk, entry, "feeling").finding.id

    desk.judgements.correct(entry, mine, {"emotion": "hurt"}, now_ms=NOW + 10)
    there.judgements.correct(entry, mine, {"emotion": "shame"}, now_ms=NOW + 20)
    united(desk, other)
    follow(desk)
    follow(there)

    for one in (desk, there):
        assert standing(one, entry, "feeling").finding.details == Feeling("shame", "p1")
    assert len(judgements_of(desk.vault, entry.id)[0].records) == 2
    desk.judgements.accept(entry, mine, now_ms=NOW + 30)
    there.close()
    other.close()


def test_her_word_may_arrive_before_the_entry(tmp_path: Path, desk: Desk) -> None:
    entry = written_and_read(desk)
    desk.judgements.correct(entry, "f1", {"emotion": "hurt"}, now_ms=NOW)
    records = list(desk.vault.iter_records())
    other = make_vault(tmp_path / "other")
    other.unite(records[1:])
    assert other.entry(entry.id) is None
    other.unite(records[:1])
    there = Desk(other.folder, other.keys, zone="UTC")
    follow(there)

    assert there.vault.entry(entry.id) == entry
    assert standing(there, entry, "feeling").finding.details == Feeling("hurt", "p1")
    there.close()
    other.close()


@pytest.mark.parametrize(
    ("finding", "changes"),
    [
        ("f9", {"emotion": "joy"}),
        ("f1", {"emotion": "hunger"}),
        ("f1", {"spans": [[0, 10_000]]}),
        ("f1", {"spans": []}),
        ("f1", {"mode": None}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(desk: Desk, finding: str, changes: dict[str, object]) -> None:
    entry = written_and_read(desk)

    with pytest.raises(Misused) as refused:
        desk.judgements.correct(entry, finding, changes, now_ms=NOW)

    assert "furious" not in f"{refused.value.happened} {refused.value.next}"
    assert desk.judgements.said(entry) == []


def test_a_record_of_a_newer_form_is_kept_and_does_no_harm(desk: Desk) -> None:
    entry = written_and_read(desk)
    strange: list[dict[str, object]] = [
        {},
        {"annotation": "a", "verdict": "doubted", "on": [], "was": None, "is": None},
        {"annotation": "a" * 32, "verdict": "added", "on": "x", "was": None, "is": {"spans": [[0, 3]]}},
        {"annotation": "a" * 32, "verdict": "added", "on": [entry.heads[0]], "was": None, "is": {"spans": [["a", 3]]}},
        {"annotation": "a" * 32, "verdict": "added", "on": [entry.heads[0]], "was": None,
         "is": {"spans": [[0, 3]], "type": "scent"}},
        {"annotation": "b" * 32, "verdict": "dismissed", "on": ["00" * 20], "was": {"spans": [[0, 3]], "type": "time"},
         "is": None, "persons": 3, "beside": "?"},
    ]  # fmt: skip
    vault = desk.vault
    vault.append([vault.record("annotation", entry.id, meta, "", now_ms=NOW + n) for n, meta in enumerate(strange)])
    follow(desk)

    assert stands(desk, entry, "feeling") == ["furious"]
    assert len([one for one in vault.records(entry.id) if one.kind == "annotation"]) == len(strange)


def test_what_she_says_moves_what_is_shown_within_bounds(desk: Desk) -> None:
    from goldseam.read.thresholds import EASED_MAX, HIGHEST, threshold, thresholds_of

    before = thresholds_of(desk.vault)
    for n in range(30):
        entry = written_and_read(desk, f"{TEXT} {n}", day=f"2024-04-{n % 30 + 1:02d}")
        desk.judgements.dismiss(entry, "f1", now_ms=NOW + n)
    last = written_and_read(desk, f"{TEXT} once more")

    assert before["feeling"] < thresholds_of(desk.vault)["feeling"] == HIGHEST
    assert thresholds_of(desk.vault)["time"] == before["time"]
    assert not standing(desk, last, "feeling").finding.shown
    assert standing(desk, last, "time").finding.shown
    assert 0.9 - EASED_MAX <= threshold(0.9, 10_000, 0) <= threshold(0.9, 5, 0) < 0.9
    assert 0.9 < threshold(0.9, 0, 2) <= threshold(0.9, 0, 10_000) <= HIGHEST
    assert threshold(1.01, 10_000, 0) > 1  # of what cannot be shown nothing is, whatever she accepted


def test_a_moved_threshold_reaches_what_was_read_before(desk: Desk) -> None:
    first = written_and_read(desk)
    for n in range(5):
        entry = written_and_read(desk, f"{TEXT} {n}", day=f"2024-04-0{n + 1}")
        desk.judgements.dismiss(entry, "f1", now_ms=NOW + n)
    reader = SmallReader()
    follow(desk, reader)

    shown = desk.vault.database.rows(
        "select shown from read_finding where type = 'feeling' and entry = ?", (bytes.fromhex(first.id),)
    )
    assert shown == [(0,)]
    assert reader.read_texts == []
