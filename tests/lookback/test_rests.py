"""What a rest reaches, and that nothing it reached comes back by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from goldseam.desk.desk import Desk
from goldseam.keep.holdings import rests
from goldseam.keep.record import ENTRY, meta_of, new_record
from goldseam.lookback.rests import RARE
from goldseam.lookback.rule import DAY_MS, new_rule
from goldseam.words.entry import Attachment
from goldseam.words.problem import Misused
from goldseam.words.rest import Depth, Purpose
from tests.making import NOW, UNHIDDEN, words

BLOB = "ab" * 20


def let_rest(desk: Desk, name: str = "Torvald", *, depth: Depth = "away", names: tuple[str, ...] = ()) -> str:
    rule = new_rule("person", now_ms=NOW + 1, depth=depth, days=None, name=name, names=names)
    desk.rests.keep(rule, now_ms=NOW + 1)
    return rule.id


def shown(desk: Desk) -> list[str]:
    return [entry.content.text for entry in desk.vault.timeline(sight=desk.sight(Purpose.BROWSE), newest_first=False)]


@contextmanager
def at(monkeypatch: pytest.MonkeyPatch, moment: int) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr("goldseam.desk.desk.now_ms", lambda: moment)
        yield


def test_a_slip_that_rests_stays_away_however_often_it_is_written_later(desk: Desk) -> None:
    desk.entries.add(words("Torvlad rang"), now_ms=NOW)
    let_rest(desk)
    assert shown(desk) == []
    arriving = [(f"{n:032x}", words(f"Torvlad again {n}")) for n in range(1, RARE + 3)]
    desk.entries.take_in(arriving, now_ms=NOW + 2)
    assert shown(desk) == []

    let_rest(desk, "Agnes")  # everything is laid anew
    assert shown(desk) == []
    desk.registry.add("Bruno", now_ms=NOW + 3)
    assert shown(desk) == []


def test_a_spelling_that_is_too_frequent_for_a_slip_is_offered_and_rests_once_it_is_ticked(desk: Desk) -> None:
    for n in range(RARE + 1):
        desk.entries.add(words(f"Marla sang {n}"), now_ms=NOW)
    desk.entries.add(words("Maria sang"), now_ms=NOW)
    rule = new_rule("person", now_ms=NOW + 1, depth="away", days=None, name="Maria")
    unasked = desk.sight(Purpose.UNASKED)
    assert ("Marla", RARE + 1) in desk.rests.around(rule, unasked)

    desk.rests.keep(rule, now_ms=NOW + 1)
    assert len(shown(desk)) == RARE + 1
    [kept] = desk.rests.all()
    assert ("Marla", RARE + 1) in desk.rests.around(kept, desk.sight(Purpose.UNASKED))
    desk.rests.keep(kept._replace(names=("Marla",)), now_ms=NOW + 2)
    assert shown(desk) == []


def test_what_she_writes_here_rests_a_day_later_and_what_a_backup_brings_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_rest(desk)
    content = words("Torvald was here")
    desk.entries.add(content, now_ms=NOW + 2)
    record = new_record(
        ENTRY, "c" * 32, (), meta_of(content), "Torvald was there", now_ms=NOW + 2, device="d" * 16, came_by=""
    )
    desk.vault.unite([(1, record)])

    with at(monkeypatch, NOW + 3):
        assert shown(desk) == ["Torvald was here"]
    with at(monkeypatch, NOW + 2 + DAY_MS):
        assert shown(desk) == []


def test_a_picture_that_only_resting_pages_hold_rests_with_them(desk: Desk) -> None:
    picture = Attachment(BLOB, "a.jpg", "image/jpeg", 3)
    both = [desk.entries.add(words(text)._replace(attachments=(picture,)), now_ms=NOW) for text in ("one", "two")]
    other = desk.entries.add(words("three"), now_ms=NOW)
    for entry, hidden in ((other, False), (both[0], False), (both[1], True)):
        rule = new_rule("entry", now_ms=NOW + 1, depth="away", days=None, entry=entry.id)
        desk.rests.keep(rule, now_ms=NOW + 1)

        assert rests(desk.vault.database, BLOB, sight=desk.sight(Purpose.BROWSE)) is hidden
    assert not rests(desk.vault.database, BLOB, sight=UNHIDDEN)


def test_a_thread_that_names_who_rests_is_not_listed_and_still_there(desk: Desk) -> None:
    for name, query in (("harbour", "harbour"), ("his", "torvald's letters"), ("Torvald", "letters")):
        desk.threads.keep(name, query, now_ms=NOW)

    def kept() -> set[str]:
        return {thread.name for thread in desk.kept_threads()}

    assert kept() == {"harbour", "his", "Torvald"}
    id_ = let_rest(desk)

    assert kept() == {"harbour"}
    assert desk.threads.named("his").query == "torvald's letters"
    with pytest.raises(Misused):
        desk.sight_of_thread(desk.threads.named("his"))
    desk.looked = frozenset((id_,))
    assert kept() == {"harbour", "his", "Torvald"}


def test_only_who_is_named_and_away_is_told_of(desk: Desk) -> None:
    assert desk.away_in("Torvald") == []
    id_ = let_rest(desk)
    let_rest(desk, "Agnes", depth="quiet")

    assert [rule.id for rule in desk.away_in("letters from TORVALD")] == [id_]
    assert desk.away_in("Torv") == desk.away_in("Agnes") == []
    desk.looked = frozenset((id_,))
    assert desk.away_in("Torvald") == []


def test_where_everything_turned_quiet_a_question_by_name_is_answered(desk: Desk) -> None:
    entry = desk.entries.add(words("Agnes sang"), now_ms=NOW)
    desk.rests.keep(new_rule("all", now_ms=NOW + 1, depth="whole", days=1), now_ms=NOW + 1)

    assert not desk.sight_for("").shows(entry.id)
    assert desk.sight_for("Agnes").shows(entry.id)
    assert desk.sight(Purpose.BROWSE).shows(entry.id)


def test_a_name_that_is_a_word_too_rests_where_it_has_a_capital_and_as_a_tag(desk: Desk) -> None:
    named, other, tagged = (
        desk.entries.add(words(text, day="2024-01-01", tags=tags), now_ms=NOW).id
        for text, tags in (("Will came.", ()), ("She will come.", ()), ("Rain.", ("will",)))
    )
    desk.rests.keep(new_rule("person", now_ms=NOW + 1, depth="away", name="will"), now_ms=NOW + 1)

    hidden = desk.sight(Purpose.BROWSE).hidden
    assert (named in hidden, other in hidden, tagged in hidden) == (True, False, True)
    assert desk.rests.named_in("will") == desk.rests.named_in("What did Will say?") != frozenset()
