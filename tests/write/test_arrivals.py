import os
import subprocess
from pathlib import Path

import pytest

from goldseam.desk.desk import Desk
from goldseam.desk.locked import LockedDesk, save_pin
from goldseam.keep.cipher import new_identity, recipient_of, seal
from goldseam.keep.disk import Disk
from goldseam.keep.header import save_header
from goldseam.keep.inbox import leave
from goldseam.keep.listing import last_written
from goldseam.keep.vault import Vault
from goldseam.keep.verify import verify
from goldseam.words.problem import Damaged, Misused
from goldseam.write.contents import fields_of
from tests.making import NOW, UNHIDDEN, ZONE, make_vault, words


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return make_vault(tmp_path / "v")


def desk_of(vault: Vault) -> Desk:
    return Desk(vault.folder, vault.keys, zone=ZONE)


def locked(vault: Vault) -> LockedDesk:
    return LockedDesk(vault.folder, os.path.join(vault.folder, "..", "pins"))


def drop(vault: Vault, name: str, data: bytes) -> None:
    with open(os.path.join(vault.folder, "inbox", name), "wb") as file:
        file.write(data)


def test_an_entry_left_while_locked_is_readable_after_unlock(vault: Vault) -> None:
    locked(vault).leave(words("he called"), about_day="2026-03-04")
    desk = desk_of(vault)

    (entry,) = desk.vault.timeline(sight=UNHIDDEN)

    assert entry.content.text == "he called"
    assert entry.content.day == "2026-03-04"
    assert entry.came_by == "inbox"
    assert locked(vault).waiting() == 0


def test_an_item_whose_removal_was_interrupted_is_one_entry(vault: Vault) -> None:
    name = locked(vault).leave(words("once"))
    path = os.path.join(vault.folder, "inbox", name)
    with open(path, "rb") as file:
        item = file.read()
    desk_of(vault).close()
    drop(vault, name, item)
    desk = desk_of(vault)

    assert desk.arrived == 0
    assert len(desk.vault.timeline(sight=UNHIDDEN)) == 1
    assert not os.path.exists(path)


def test_a_page_kept_many_times_while_locked_is_one_entry_with_its_last_words(vault: Vault) -> None:
    for text in ("It", "It rain", "It rained."):
        locked(vault).leave(words(text), draft="ab" * 16)
    assert locked(vault).waiting() == 1
    desk_of(vault).close()
    locked(vault).leave(words("It rained. All day."), draft="ab" * 16)

    (entry,) = desk_of(vault).vault.timeline(sight=UNHIDDEN)

    assert entry.content.text == "It rained. All day."


def test_what_is_not_ours_is_put_aside_and_told_and_the_rest_comes_in(vault: Vault) -> None:
    drop(vault, "0-noise.age", os.urandom(500))
    drop(vault, "1-empty.age", b"")
    drop(vault, "2-foreign.age", seal(b"hello", [recipient_of(new_identity())]))
    locked(vault).leave(words("mine"))
    desk = desk_of(vault)

    assert len(desk.arrival_problems) == 3
    assert len(os.listdir(os.path.join(vault.folder, "inbox", "bad"))) == 3
    assert [entry.content.text for entry in desk.vault.timeline(sight=UNHIDDEN)] == ["mine"]


@pytest.mark.parametrize(
    "plain",
    [
        b"just words",
        b"{broken",
        b'{"text": 3}',
        b"[" * 100_000,
        b'{"text": "x", "written_at": 1e400, "zone": "Nowhere/Here", "day": "31 Feb", "tags": 7, "extra": []}',
        b'{"text": "\\ud800", "title": "\\udfff", "written_at": 99999999999999999, "zone": null}',
        b'{"text": "x", "extra": {"n": NaN, "i": -Infinity}}',
        b'{"text": "x", "extra": {"\\ud800": ["\\udc00"]}, "\\ud801": 1}',
        b'{"text": "x", "extra": {"deep": ' + b"[" * 900 + b"]" * 900 + b"}}",
        b'{"text": "x", "text": "y", "version": 0}',
        b'{"text": "x", "tags": ["a\\nb", "", 3], "starred": "yes", "clock": null, "day": ["2026"]}',
        "größer".encode("latin-1"),
        b"",
    ],
)
def test_whatever_somebody_seals_becomes_an_entry(vault: Vault, plain: bytes) -> None:
    drop(vault, "x.age", seal(plain, list(vault.header.inbox)))
    desk = desk_of(vault)

    assert desk.arrival_problems == []
    assert len(desk.vault.timeline(sight=UNHIDDEN)) == 1
    assert [problem for problem in verify(desk.vault) if problem.problem] == []


def test_what_an_item_says_besides_is_kept(vault: Vault) -> None:
    drop(vault, "x.age", seal(b'{"text": "x", "mood": 3, "title": ["no", "text"]}', list(vault.header.inbox)))

    (entry,) = desk_of(vault).vault.timeline(sight=UNHIDDEN)

    assert entry.content.extra == {"mood": 3, "title": ["no", "text"]}


def test_an_item_of_a_newer_goldseam_waits_and_the_rest_comes_in(vault: Vault) -> None:
    drop(vault, "0-newer.age", seal(b'{"text": "x", "version": 2}', list(vault.header.inbox)))
    locked(vault).leave(words("mine"))
    desk = desk_of(vault)

    assert [problem.code for problem in desk.arrival_problems] == ["keep.inbox-item-newer"]
    assert [entry.content.text for entry in desk.vault.timeline(sight=UNHIDDEN)] == ["mine"]
    assert locked(vault).waiting() == 1


def test_an_item_whose_file_has_an_impossible_time_comes_in_now(vault: Vault) -> None:
    drop(vault, "x.age", seal(b"words", list(vault.header.inbox)))
    os.utime(os.path.join(vault.folder, "inbox", "x.age"), (1 << 40, 1 << 40))
    desk = desk_of(vault)

    assert desk.arrival_problems == []
    assert len(desk.vault.timeline(sight=UNHIDDEN)) == 1


@pytest.mark.needs_age
def test_plain_age_can_leave_an_entry(vault: Vault) -> None:
    path = os.path.join(vault.folder, "inbox", "from-cron.age")
    subprocess.run(["age", "-r", vault.header.inbox[0], "-o", path], input=b"the tide was at 4:10\n", check=True)

    (entry,) = desk_of(vault).vault.timeline(sight=UNHIDDEN)

    assert entry.content.text == "the tide was at 4:10\n"


def test_a_swapped_inbox_key_is_refused_before_anything_is_sealed_to_it(vault: Vault, tmp_path: Path) -> None:
    pins = str(tmp_path / "pins")
    save_pin(pins, vault.header, vault.keys, Disk())
    swapped = vault.header._replace(inbox=(recipient_of(new_identity()),))
    save_header(vault.folder, swapped, Disk())

    with pytest.raises(Misused, match="another inbox key"):
        LockedDesk(vault.folder, pins).leave(words("for him only"))
    with pytest.raises(Damaged, match="altered"):
        save_pin(pins, swapped, vault.keys, Disk())
    assert LockedDesk(vault.folder, pins).waiting() == 0


def test_what_was_left_in_one_minute_keeps_its_order_pages_among_it(vault: Vault) -> None:
    left_at = NOW // 60_000 * 60_000
    texts = ("page", "second", "third")
    for seconds, text in enumerate(texts):
        name = leave(
            vault.folder,
            vault.header.inbox,
            fields_of(words(text)._replace(written_at=left_at), about_day=None),
            now_ms=left_at + seconds * 1000,
            disk=Disk(),
            draft="ab" * 16 if text == "page" else None,
        )
        os.utime(os.path.join(vault.folder, "inbox", name), (left_at // 1000 + seconds,) * 2)
    desk = desk_of(vault)

    assert [entry.content.text for entry in desk.vault.timeline(newest_first=False, sight=UNHIDDEN)] == list(texts)
    newest = last_written(desk.vault.database, desk.vault.device, sight=UNHIDDEN)
    assert newest is not None
    assert desk.vault.entry(newest) == desk.vault.timeline(limit=1, sight=UNHIDDEN)[0]


def test_of_one_page_the_last_words_win_though_the_clock_went_back(vault: Vault) -> None:
    inbox = os.path.join(vault.folder, "inbox")
    name = locked(vault).leave(words("It"), draft="ab" * 16)
    os.utime(os.path.join(inbox, name), (2_000_000_000,) * 2)
    os.rename(os.path.join(inbox, name), os.path.join(inbox, f"claimed-{'ab' * 16}-00000000.age"))
    locked(vault).leave(words("It rained."), draft="ab" * 16)

    (entry,) = desk_of(vault).vault.timeline(sight=UNHIDDEN)
    assert entry.content.text == "It rained."
