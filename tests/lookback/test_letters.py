"""A letter is an entry until its key is away; then nothing in the vault opens it, and its key brings it back whole."""

import subprocess
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from goldseam.desk.desk import Desk
from goldseam.keep.cipher import new_identity, recipient_of
from goldseam.lookback.letters import Letter
from goldseam.lookback.place import words_at
from goldseam.lookback.rule import new_rule
from goldseam.words.entry import Entry
from goldseam.words.problem import Damaged, Misused, Problem, WrongKey
from goldseam.words.rest import Purpose
from tests.making import NOW, UNHIDDEN, words

SAID = "Tom,\n\nwhat I did not say: zqferry. Ää 🜂\n"


def written(desk: Desk, text: str = SAID) -> tuple[Letter, Entry]:
    content = words(text, day="2026-05-01", tags=("zqtag",))._replace(title="zqtitle", starred=True, extra={"a": [1]})
    entry = desk.entries.add(content, now_ms=NOW)
    return desk.letters.mark(entry, now_ms=NOW), entry


def given_away(desk: Desk, letter: Letter) -> str:
    key = new_identity()
    desk.purge([desk.letters.key_away(letter, recipient_of(key), now_ms=NOW + 1)])
    return key


def letters(desk: Desk) -> list[Letter]:
    return desk.letters.all(UNHIDDEN)


def test_a_letter_is_an_entry_like_any_other_and_is_marked_once(desk: Desk) -> None:
    letter, entry = written(desk)

    assert desk.letters.mark(entry, now_ms=NOW + 5) == letter
    assert letters(desk) == [letter]
    assert desk.vault.entry(entry.id) == entry
    desk.letters.unmark(letter, now_ms=NOW + 6)
    assert letters(desk) == []
    assert desk.vault.entry(entry.id) == entry


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
@example("\x00\r\n\x85  ")
def test_what_its_key_opens_is_what_was_sealed_to_the_byte(desk: Desk, text: str) -> None:
    letter, entry = written(desk, text)
    key = given_away(desk, letter)
    sealed = desk.letters.one(letter.id, UNHIDDEN)

    assert desk.letters.read(sealed, f" {key.lower()[:20]} {key[20:]}\n") == entry.content
    assert desk.vault.entry(entry.id) is None
    back = desk.letters.bring_back(sealed, key, now_ms=NOW + 2)
    assert back.content == entry.content
    assert desk.letters.one(letter.id, UNHIDDEN).entry == back.id


def test_while_its_key_is_away_nothing_of_it_is_in_the_vault(desk: Desk) -> None:
    letter, entry = written(desk)
    desk.flush()
    desk.find.follow()
    given_away(desk, letter)

    assert desk.letters.one(letter.id, UNHIDDEN)._replace(id="") == Letter("", "2026-05-01", "", sealed=True, left="")
    assert desk.find.entries("zqferry", sight=UNHIDDEN, today="2026-09-21", limit=5).hits == ()
    assert all(one.body is None for one in desk.vault.records(entry.id) if one.kind == "entry")
    states = desk.store.states(letter.id)
    assert [one.body for one in states] == ["", ""]
    assert "zqferry" not in str(states)


def test_another_key_no_key_and_a_damaged_seal_are_told_apart_and_lose_nothing(desk: Desk) -> None:
    letter, _ = written(desk)
    key = given_away(desk, letter)
    sealed = desk.letters.one(letter.id, UNHIDDEN)
    for wrong in (new_identity(), key[:-1], key[:-1] + ("Q" if key[-1] != "Q" else "P"), "", "zq é"):
        with pytest.raises(WrongKey):
            desk.letters.read(sealed, wrong)

    [known] = desk.store.all("letter")
    for cut in (known.meta["sealed"][:-8], "", "no base64", known.meta["sealed"][:40] + "AAAA"):
        desk.store.keep(desk.store.all("letter")[0]._replace(meta={**known.meta, "sealed": cut}), now_ms=NOW + 9)
        with pytest.raises(Damaged):
            desk.letters.bring_back(sealed, key, now_ms=NOW + 9)
    desk.store.keep(desk.store.all("letter")[0]._replace(meta=known.meta), now_ms=NOW + 10)
    assert desk.letters.read(sealed, key).text == SAID


def test_stopped_between_sealing_and_removing_both_are_there_and_it_says_so(desk: Desk) -> None:
    letter, entry = written(desk)
    key = new_identity()
    desk.letters.key_away(letter, recipient_of(key), now_ms=NOW + 1)

    half = desk.letters.one(letter.id, UNHIDDEN)
    assert (half.sealed, half.left) == (True, entry.id)
    assert desk.letters.read(half, key) == entry.content
    desk.purge([half.left])
    assert desk.letters.one(letter.id, UNHIDDEN).left == ""


def test_what_was_burned_is_nowhere(desk: Desk) -> None:
    letter, entry = written(desk)
    other, _ = written(desk, "stays")
    given_away(desk, other)
    for one in letters(desk):
        desk.purge(desk.letters.subjects(one))

    assert letters(desk) == []
    assert desk.vault.entry(entry.id) is None
    assert desk.store.states(letter.id) == desk.store.states(other.id) == []


def test_files_and_meeting_versions_are_refused_before_a_key_is_made(desk: Desk) -> None:
    from io import BytesIO

    from goldseam.write.attachments import Attachments

    letter, entry = written(desk)
    Attachments(desk.vault).add(entry.id, BytesIO(b"file"), "file.txt", now_ms=NOW)
    with pytest.raises(Misused):
        desk.letters.check(letter)

    letter, entry = written(desk)
    for text in ("one", "two"):
        desk.entries.revise(entry.id, entry.content._replace(text=text), now_ms=NOW, base=entry.heads)
    with pytest.raises(Misused):
        desk.letters.check(letter)


def test_a_letter_that_rests_is_no_letter_and_one_that_is_put_away_comes_back_on_its_day(desk: Desk) -> None:
    letter, entry = written(desk)
    until = NOW + 86_400_000
    rule = new_rule("entry", now_ms=NOW, depth="away", entry=entry.id)
    desk.rests.keep(rule._replace(rest=rule.rest._replace(until=until)), now_ms=NOW)

    def seen(now_ms: int) -> list[Letter]:
        return desk.letters.all(desk._sights.of(Purpose.BROWSE, now_ms=now_ms))

    assert seen(NOW) == seen(NOW - 10**9) == []
    assert seen(until + 1) == [letter]


@pytest.mark.needs_age
def test_the_age_command_opens_it_without_goldseam(desk: Desk, tmp_path: Path) -> None:
    letter, entry = written(desk)
    (tmp_path / "key").write_text(given_away(desk, letter) + "\n")
    [known] = desk.store.all("letter")

    opened = subprocess.run(
        ["age", "-d", "-i", str(tmp_path / "key")],
        input=b64decode(known.meta["sealed"]),
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert entry.content.text.splitlines()[0] in opened.stdout.decode()


def test_what_is_refused_says_what_to_do(desk: Desk) -> None:
    letter, _ = written(desk)
    for refused in (
        lambda: desk.letters.read(letter, new_identity()),
        lambda: desk.letters.one("", UNHIDDEN),
        lambda: desk.letters.one("zz", UNHIDDEN),
    ):
        with pytest.raises(Problem) as told:
            refused()
        assert "zqferry" not in f"{told.value.happened} {told.value.safe} {told.value.next}"


def test_what_was_put_away_stays_so_when_its_key_comes_back(desk: Desk) -> None:
    letter, entry = written(desk)
    rule = new_rule("entry", now_ms=NOW, depth="away", entry=entry.id)
    desk.rests.keep(rule._replace(rest=rule.rest._replace(depth="away")), now_ms=NOW)
    start = entry.content.text.index("zqferry")
    desk.commitments.mark(entry, start, start + len("zqferry"), by="self", sight=UNHIDDEN, now_ms=NOW)
    key = given_away(desk, letter)

    back = desk.letters.bring_back(desk.letters.one(letter.id, UNHIDDEN), key, now_ms=NOW)
    assert not desk.sight(Purpose.SEARCH).shows(back.id)
    assert desk.find.entries("zqferry", sight=desk.sight(Purpose.SEARCH), today="2026-09-21", limit=5).hits == ()
    [kept] = desk.commitments.all("open", sight=UNHIDDEN, today="2026-09-21")
    assert (kept.place.entry, words_at(desk.vault, kept.place)) == (back.id, "zqferry")
