"""Whatever the disk refuses, whenever: nothing that was reported saved is lost, and a refusal is told as one."""

import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from goldseam.keep.blobs import Blobs
from goldseam.keep.header import save_header
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


class Day:
    """One thing after another; each returns what it may report saved.

    Attributes:
        given_up: texts of the entry that was to be removed for good: gone if that was reported, either way if not.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._entries = Entries(vault)
        self.given_up: set[str] = set()

    def acts(self) -> Iterator[Callable[[], Said | None]]:
        yield lambda: self._add(f"the day 1 {LONG}")
        yield lambda: self._add("the day 2")
        yield lambda: self._change("the day 3")
        yield lambda: self._leave("the day 4")
        yield lambda: self._leave(f"the day 5 {LONG}")
        yield self._drain
        yield lambda: self._draft(1)
        yield lambda: self._draft(2)
        yield self._attach
        yield self._flush
        yield self._purge
        yield self._vault.settle
        yield lambda: save_header(self._vault.folder, self._vault.header, self._vault.disk)
        yield lambda: self._add("the day 6")
        yield self._flush

    def _add(self, text: str) -> Said:
        self._entries.add(words(text), now_ms=NOW)
        return Said("text", key_of(text))

    def _change(self, text: str) -> Said:
        entry = self._vault.timeline(limit=1)[0]
        self._entries.change(entry.id, now_ms=NOW, text=text)
        return Said("text", key_of(text))

    def _leave(self, text: str) -> Said:
        fields = fields_of(words(text), about_day=None)
        leave(self._vault.folder, self._vault.header.inbox, fields, now_ms=NOW, disk=self._vault.disk)
        return Said("text", key_of(text))

    def _drain(self) -> None:
        take_arrivals(self._vault, now_ms=NOW, zone=ZONE)

    def _draft(self, number: int) -> Said:
        Drafts(self._vault).save(Draft("dd" * 16, words(f"a draft {number}"), None, (), NOW))
        return Said("draft", f"{'dd' * 16} {number}")

    def _attach(self) -> Said:
        name, _ = Blobs(self._vault.folder, self._vault.keys, self._vault.disk).put(io.BytesIO(FILE))
        return Said("file", name)

    def _flush(self) -> None:
        flush(self._vault, now_ms=NOW)

    def _purge(self) -> Said:
        entry = self._vault.timeline(newest_first=False, limit=1)[0]
        revisions = self._vault.revisions(entry.id)
        self.given_up = {key_of(revision.content.text) for revision in revisions if revision.content}
        self._entries.purge([entry.id], now_ms=NOW)
        return Said("purged", entry.id)


def live_through(folder: Path, keys: Keys, fault: Fault) -> tuple[list[Said], set[str]]:
    """Lives the day on a machine with this fault; returns what was reported saved, and what was given up.

    Whatever is raised and is neither a Problem nor an error of the system is a failure of the test.
    """
    name, vfs = failing_vfs(fault)
    said: list[Said] = []
    try:
        vault = open_vault(str(folder), keys, disk=FailingDisk(fault), vfs=name)
    except (Problem, OSError) as refusal:
        assert_told(refusal)
        return said, set()
    day = Day(vault)
    for act in day.acts():
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
    return said, day.given_up


def assert_told(refusal: Problem | OSError) -> None:
    if isinstance(refusal, OSError):
        assert refusal.errno in {FULL, BROKEN}, refusal
    else:
        assert refusal.safe
        assert refusal.next
        assert "the day" not in f"{refusal.happened} {refusal.safe} {refusal.next}"


def losses(tmp_path: Path, *, error: int, lasting: bool, calls: slice) -> tuple[int, list[str]]:
    """What is wrong after the day, for these of the calls that may fail; and how many calls the day has."""
    template = tmp_path / "template"
    vault = make_vault(template)
    vault.close()
    shutil.copytree(template, tmp_path / "whole")
    whole = Fault(0, lasting=lasting, error=error)
    said, given_up = live_through(tmp_path / "whole", vault.keys, whole)
    wrong = what_is_left_wrong(tmp_path / "whole", vault.keys, said, given_up)
    assert len(said) == 10
    for at in range(1, whole.count + 1)[calls]:
        folder = tmp_path / "day"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(template, folder)
        fault = Fault(at, lasting=lasting, error=error)
        said, given_up = live_through(folder, vault.keys, fault)
        assert fault.refused, "the call was to fail"
        wrong += [f"call {at}: {each}" for each in what_is_left_wrong(folder, vault.keys, said, given_up)]
    return whole.count, wrong


def what_is_left_wrong(folder: Path, keys: Keys, said: list[Said], given_up: set[str]) -> list[str]:
    """On a healthy machine again: everything reported saved is there, and life goes on."""
    vault = open_vault(str(folder), keys)
    _, problems = take_arrivals(vault, now_ms=NOW, zone=ZONE)
    found = found_in(vault)
    wrong = what_is_wrong([each for each in said if each.what not in given_up], found)
    wrong += [problem.code for problem in problems]
    if any(each.kind == "purged" for each in said):
        wrong += [text for text in given_up if found.texts[text]]
    Blobs(vault.folder, keys, vault.disk).sweep()
    Entries(vault).add(words("life goes on"), now_ms=NOW)
    vault.close()
    assert_sound(folder, keys)
    return wrong + [name for _, _, names in os.walk(folder) for name in names if name.endswith(".partial")]
