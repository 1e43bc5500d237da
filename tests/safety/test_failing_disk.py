"""Whatever the disk refuses, whenever: nothing that was reported saved is lost, and a refusal is told as one."""

import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goldseam.keep.blobs import Blobs
from goldseam.keep.header import load_header, save_header
from goldseam.keep.inbox import leave
from goldseam.keep.keys import Keys
from goldseam.keep.ledger import flush
from goldseam.keep.vault import Vault, open_vault
from goldseam.words.problem import Problem
from goldseam.write.arrivals import take_arrivals
from goldseam.write.contents import fields_of
from goldseam.write.drafts import Draft, Drafts
from goldseam.write.entries import Entries
from tests.making import NOW, ZONE, make_vault, words
from tests.safety.failing import BROKEN, FULL, FailingDisk, Fault, failing_vfs
from tests.safety.looking import Said, assert_sound, found_in, what_is_wrong
from tests.safety.worker import key_of

LONG = "word " * 9000
FILE = b"a photo, or nearly " * 8000


def a_short_day(vault: Vault) -> Iterator[Callable[[], Said | None]]:
    """One thing after another; each returns what it may report saved."""
    entries = Entries(vault)

    def add(text: str) -> Said:
        entries.add(words(text), now_ms=NOW)
        return Said("text", key_of(text))

    def change(text: str) -> Said:
        entry = vault.timeline(limit=1)[0]
        entries.change(entry.id, now_ms=NOW, text=text)
        return Said("text", key_of(text))

    def left(text: str) -> Said:
        fields = fields_of(words(text), about_day=None)
        leave(vault.folder, vault.header.inbox, fields, now_ms=NOW, disk=vault.disk)
        return Said("text", key_of(text))

    def drained() -> None:
        take_arrivals(vault, now_ms=NOW, zone=ZONE)

    def drafted(number: int) -> Said:
        Drafts(vault).save(Draft("dd" * 16, words(f"a draft {number}"), None, (), NOW))
        return Said("draft", f"{'dd' * 16} {number}")

    def attached() -> Said:
        name, _ = Blobs(vault.folder, vault.keys, vault.disk).put(io.BytesIO(FILE))
        return Said("file", name)

    def purged() -> Said:
        entry = vault.timeline(newest_first=False, limit=1)[0]
        entries.purge([entry.id], now_ms=NOW)
        return Said("purged", entry.id)

    def slots_changed() -> None:
        save_header(vault.folder, vault.header, vault.disk)

    def copied() -> None:
        flush(vault, now_ms=NOW)

    yield lambda: add(f"the day 1 {LONG}")
    yield lambda: add("the day 2")
    yield lambda: change("the day 3")
    yield lambda: left("the day 4")
    yield lambda: left(f"the day 5 {LONG}")
    yield drained
    yield lambda: drafted(1)
    yield lambda: drafted(2)
    yield attached
    yield copied
    yield purged
    yield vault.settle
    yield slots_changed
    yield lambda: add("the day 6")
    yield copied


def live_through(folder: Path, keys: Keys, fault: Fault) -> list[Said]:
    """Lives the day on a machine with this fault; returns what was reported saved.

    Whatever is raised and is neither a Problem nor an error of the system is a failure of the test.
    """
    name, vfs = failing_vfs(fault)
    said: list[Said] = []
    try:
        vault = open_vault(str(folder), keys, disk=FailingDisk(fault), vfs=name)
    except (Problem, OSError) as refusal:
        assert_told(refusal)
        return said
    for act in a_short_day(vault):
        try:
            reported = act()
        except IndexError:
            continue  # nothing was there to be changed
        except (Problem, OSError) as refusal:
            assert_told(refusal)
        else:
            said += [reported] if reported else []
    try:
        vault.close()
    except Problem as refusal:
        assert_told(refusal)
    del vfs
    return said


def assert_told(refusal: Problem | OSError) -> None:
    if isinstance(refusal, OSError):
        assert refusal.errno in {FULL, BROKEN}, refusal
    else:
        assert refusal.safe
        assert refusal.next
        assert "the day" not in f"{refusal.happened} {refusal.safe} {refusal.next}"


def losses(tmp_path: Path, *, error: int, lasting: bool, step: int) -> tuple[int, list[str]]:
    """What is wrong after the day, for every `step`-th call that may fail; and how many calls the day has."""
    template = tmp_path / "template"
    vault = make_vault(template)
    vault.close()
    whole = Fault(0, lasting=lasting, error=error)
    shutil.copytree(template, tmp_path / "whole")
    wrong = what_is_left_wrong(tmp_path / "whole", vault.keys, live_through(tmp_path / "whole", vault.keys, whole))
    for at in range(1, whole.count + 1, step):
        folder = tmp_path / "day"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(template, folder)
        fault = Fault(at, lasting=lasting, error=error)
        said = live_through(folder, vault.keys, fault)
        assert fault.refused, "the call was to fail"
        wrong += [f"call {at} of {whole.count}: {each}" for each in what_is_left_wrong(folder, vault.keys, said)]
    return whole.count, wrong


def what_is_left_wrong(folder: Path, keys: Keys, said: list[Said]) -> list[str]:
    """On a healthy machine again: everything reported saved is there, and life goes on."""
    load_header(str(folder), FailingDisk(Fault(0, lasting=False, error=BROKEN)))
    vault = open_vault(str(folder), keys)
    _, problems = take_arrivals(vault, now_ms=NOW, zone=ZONE)
    found = found_in(vault)
    gone = {key_of(r.content.text) for p in found.purged for r in vault.revisions(p) if r.content}
    purged = any(s.kind == "purged" for s in said) or found.purged
    first = key_of(f"the day 1 {LONG}")
    kept = [s for s in said if not (purged and s.kind == "text" and not found.texts[s.what] and _oldest(s, said))]
    wrong = what_is_wrong(kept, found) + sorted(gone) + [problem.code for problem in problems]
    del first
    Entries(vault).add(words("life goes on"), now_ms=NOW)
    vault.close()
    assert_sound(folder, keys)
    left = [name for _, _, names in os.walk(folder / "blobs") for name in names if name.endswith(".partial")]
    return wrong + left


def _oldest(said: Said, all_said: list[Said]) -> bool:
    texts = [each for each in all_said if each.kind == "text"]
    return bool(texts) and said == texts[0]


@pytest.mark.parametrize("error", [FULL, BROKEN])
@pytest.mark.parametrize("lasting", [False, True])
def test_scratch(tmp_path: Path, error: int, lasting: bool) -> None:
    import time

    started = time.time()
    count, wrong = losses(tmp_path, error=error, lasting=lasting, step=1)
    print(count, time.time() - started)
    assert wrong == []
