import os
from pathlib import Path

import pytest

from goldseam.keep.database import CHECKPOINT_PAGES, PAGE_BYTES
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.keys import CHEAPEST, FLOOR, PAPER, PASSPHRASE, calibrate, unlock
from goldseam.keep.vault import Vault, create_vault, open_vault
from goldseam.words.problem import Damaged, Misused, NoVault, WrongKey
from goldseam.words.secret import Secret
from goldseam.write.entries import Entries
from tests.making import NOW, UNHIDDEN, make_vault, reopened, words
from tests.making import PASSPHRASE as HERS


def test_an_entry_is_there_when_the_vault_is_opened_again(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    entry = Entries(vault).add(words("the sea was flat"), now_ms=NOW)

    assert reopened(vault).entry(entry.id) == entry


def test_passphrase_and_paper_key_open_the_vault(tmp_path: Path) -> None:
    vault, paper = create_vault(str(tmp_path / "v"), HERS, cost=CHEAPEST, now_ms=NOW)
    header = load_header(vault.folder, Disk())

    for kind, secret in ((PASSPHRASE, HERS), (PAPER, paper), (PAPER, f"  {paper.lower()}\n")):
        keys = unlock(header.slots, header.vault, kind=kind, secret=secret)
        assert keys.root.reveal() == vault.keys.root.reveal()
        assert open_vault(vault.folder, keys).device == vault.device


def test_a_passphrase_typed_on_another_keyboard_is_the_same(tmp_path: Path) -> None:
    vault, _ = create_vault(str(tmp_path / "v"), "caf\u00e9", cost=CHEAPEST, now_ms=NOW)

    keys = unlock(vault.header.slots, vault.header.vault, kind=PASSPHRASE, secret="cafe\u0301")

    assert keys.log == vault.keys.log


@pytest.mark.parametrize(
    ("kind", "secret"),
    [(PASSPHRASE, "another"), (PASSPHRASE, ""), (PAPER, "AGE-SECRET-KEY-1QQQ"), (PAPER, "no key at all")],
)
def test_a_wrong_key_leaves_the_vault_locked_and_says_what_is_safe(tmp_path: Path, kind: str, secret: str) -> None:
    vault = make_vault(tmp_path / "v")

    with pytest.raises(WrongKey) as refused:
        unlock(vault.header.slots, vault.header.vault, kind=kind, secret=secret)

    assert refused.value.exit_code == 12
    assert "intact" in refused.value.safe


def test_the_wrong_database_key_is_told_as_damage_not_as_a_crash(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    vault.close()

    with pytest.raises(Damaged):
        open_vault(vault.folder, vault.keys._replace(database=Secret(os.urandom(32))))


def test_a_vault_is_not_made_in_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")

    with pytest.raises(Misused):
        create_vault(str(tmp_path), HERS, cost=CHEAPEST, now_ms=NOW)

    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["letter.txt"]


def test_no_vault_is_told_apart_from_a_vault_that_lost_its_header(tmp_path: Path) -> None:
    with pytest.raises(NoVault):
        load_header(str(tmp_path), Disk())

    vault = make_vault(tmp_path / "v")
    os.unlink(os.path.join(vault.folder, "vault.json"))
    with pytest.raises(Damaged, match=r"vault\.json"):
        load_header(vault.folder, Disk())


def test_everything_in_a_vault_is_its_owners_alone(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    Entries(vault).add(words("x"), now_ms=NOW)

    for folder, _, names in os.walk(vault.folder):
        assert os.stat(folder).st_mode & 0o077 == 0, folder
        for name in names:
            assert os.stat(os.path.join(folder, name)).st_mode & 0o077 == 0, name


def test_no_cost_is_ever_under_the_floor() -> None:
    assert calibrate(seconds=0).memory_kib >= FLOOR.memory_kib


def test_the_timeline_is_in_the_order_of_the_days_entries_are_about(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    entries = Entries(vault)
    for day in ("2026-03-05", "1666-09-02", "2026-03-04", "0001-01-01", "9999-12-31"):
        entries.add(words(day, day=day), now_ms=NOW)

    shown = [entry.content.day for entry in vault.timeline(sight=UNHIDDEN)]

    assert shown == ["9999-12-31", "2026-03-05", "2026-03-04", "1666-09-02", "0001-01-01"]


def test_more_entries_than_a_minute_has_places_all_have_one(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    entries = Entries(vault)
    same_minute = [(os.urandom(16).hex(), words(str(i))) for i in range(30)]
    entries.take_in(same_minute[:20], now_ms=NOW)
    entries.take_in(same_minute[20:], now_ms=NOW)
    next_minute = entries.add(words("after", at=NOW + 60_000), now_ms=NOW)

    assert len(vault.timeline(sight=UNHIDDEN)) == 31
    assert vault.entry(next_minute.id) == next_minute


def test_an_id_is_found_by_its_beginning_and_refused_when_several_have_it(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    entries = Entries(vault)
    for beginning in ("aa", "ab"):
        entries.add(words(beginning), now_ms=NOW, entry_id=beginning.ljust(32, "0"))

    assert vault.resolve("aa") == "aa".ljust(32, "0")
    for prefix in ("a", "ff", "", "xyz", "a" * 40):
        with pytest.raises(Misused):
            vault.resolve(prefix)


def test_settings_are_the_last_ones_given(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    vault.set_setting("day_start_hour", 3, now_ms=NOW)
    vault.set_setting("day_start_hour", 5, now_ms=NOW + 1)

    vault = reopened(vault)
    assert vault.setting("day_start_hour") == 5
    assert vault.setting("unknown", "usual") == "usual"


def test_a_setting_given_after_the_clock_was_put_back_holds(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    for value, now_ms in ((3, NOW + 86_400_000), (5, NOW), (4, NOW)):
        vault.set_setting("day_start_hour", value, now_ms=now_ms)

        assert vault.setting("day_start_hour") == value


def test_half_a_character_is_refused_with_a_problem_and_nothing_is_saved(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")

    with pytest.raises(Exception, match="half a character"):
        Entries(vault).add(words("a\ud800b"), now_ms=NOW)

    assert vault.timeline(sight=UNHIDDEN) == []


def test_any_other_text_comes_back_as_it_was(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    texts = ["", "\0", "a\r\nb\u2028c", "\u202eabc\u202c", "é" * 3 + "e\u0301", "🧵" * 5000, "x" * 5_000_000]
    ids = [Entries(vault).add(words(text), now_ms=NOW).id for text in texts]

    vault = reopened(vault)

    for id_, text in zip(ids, texts, strict=True):
        entry = vault.entry(id_)
        assert entry is not None
        assert entry.content.text == text


def test_the_log_stays_short_however_often_the_vault_is_opened_to_save_one_thing(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    sizes = []

    for number in range(60):
        Entries(vault).add(words(f"day {number} " + "rain " * 10_000), now_ms=NOW + number)
        sizes.append(os.path.getsize(vault.database.path + "-wal"))
        vault = reopened(vault)

    assert max(sizes) < 2 * CHECKPOINT_PAGES * PAGE_BYTES
    assert vault.count() == 60


def test_a_log_that_somebody_reads_is_left_and_shortened_by_the_next_save(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    reader = open_vault(vault.folder, vault.keys)
    much = words("rain " * 500_000)

    with reader.database.snapshot():
        Entries(vault).add(much, now_ms=NOW)
        assert os.path.getsize(vault.database.path + "-wal") > CHECKPOINT_PAGES * PAGE_BYTES
    Entries(vault).add(words("a little more"), now_ms=NOW + 1)

    assert os.path.getsize(vault.database.path + "-wal") == 0
    assert reader.count() == 2


def test_much_at_once_is_as_durable_and_leaves_no_long_log_behind(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    database = vault.database
    asked = [f"pragma {name}" for name in ("synchronous", "secure_delete", "cache_size")]
    usual = [database.one(sql) for sql in asked]

    with database.in_bulk():
        inside = [database.one(sql) for sql in asked]
        for number in range(20):
            Entries(vault).add(words(f"day {number} " + "rain " * 40_000), now_ms=NOW + number)
        written = os.path.getsize(database.path + "-wal")

    assert inside[:2] == usual[:2] == [(2,), (1,)]
    assert inside[2:] != usual[2:]
    assert [database.one(sql) for sql in asked] == usual
    assert written > CHECKPOINT_PAGES * PAGE_BYTES
    assert os.path.getsize(database.path + "-wal") == 0


def test_much_at_once_that_fails_leaves_what_was_saved_and_the_usual_ways(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    usual = vault.database.one("pragma cache_size")

    with pytest.raises(KeyboardInterrupt):
        _interrupted_in_bulk(vault)

    assert vault.database.one("pragma cache_size") == usual
    assert reopened(vault).count() == 1


def _interrupted_in_bulk(vault: Vault) -> None:
    with vault.database.in_bulk():
        Entries(vault).add(words("kept all the same"), now_ms=NOW)
        raise KeyboardInterrupt
