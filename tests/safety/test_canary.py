"""A whole day of use, watched call by call: no word, picture, place or key is readable but where she asked for it."""

import os
import re
import shutil
import signal
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from goldseam.command.names import COMMANDS
from goldseam.desk.agent_control import agent_status
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.keys import PAPER, Keys, unlock
from goldseam.write.thumbnail import thumbnail
from tests.making import make_vault
from tests.safety import belongings, leaking
from tests.safety.belongings import journals, latitude_bytes, photo
from tests.safety.canaries import (
    KEY,
    PHOTO,
    PLACE,
    SECRET,
    WRITTEN,
    Canary,
    Watch,
    canaries_of_keys,
    identity_canaries,
    picture_canaries,
    word,
)
from tests.safety.day import NOTHING, SEEN, Day
from tests.safety.leaks import leaks, leaks_on_disk
from tests.safety.terminal import RealTerminal
from tests.safety.tracing import calls

pytestmark = [pytest.mark.needs_strace, pytest.mark.needs_tmux]

AUTOSAVE_S = 1.6
PAGE = "ctrl-d"
LEAKING = (sys.executable, "-m", "tests.safety.leaking")
PICTURES = ("summer", "zip", "classic")


class Held(NamedTuple):
    """A process that holds keys: how large a dump of it may be, and its arguments and variables."""

    core: str
    told: bytes


def held(pid: int) -> Held:
    process = Path(f"/proc/{pid}")
    (limit,) = [line for line in (process / "limits").read_text().splitlines() if line.startswith("Max core")]
    return Held(limit, (process / "cmdline").read_bytes() + (process / "environ").read_bytes())


class Lived(NamedTuple):
    """The day when it is over.

    Attributes:
        day: with every step of it.
        canaries: all there were.
        midway: what was readable on the disk in the middle of it: after kills, while it was unlocked.
        held_keys: what the kernel said of processes that held keys, by name.
    """

    day: Day
    canaries: list[Canary]
    midway: list[str]
    held_keys: dict[str, Held]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    runtime = Path(tempfile.mkdtemp(prefix="gs-"))
    day = Day(tmp_path_factory.mktemp("day"), runtime)
    try:
        yield _live(day)
    finally:
        day.terminals.close()
        shutil.rmtree(runtime, ignore_errors=True)


def _live(day: Day) -> Lived:
    canaries = [
        WRITTEN,
        Canary(SECRET, "the passphrase", belongings.PASSPHRASE.split()[0].encode()),
        Canary(SECRET, "the changed passphrase", belongings.CHANGED_PASSPHRASE.split()[0].encode()),
        Canary(SECRET, "the password of the other journal", belongings.PASSWORD.encode()),
        Canary(PLACE, "where the photo was taken", belongings.PLACE.encode()),
        Canary(PLACE, "its latitude", latitude_bytes()),
    ]
    for seed, name in enumerate(PICTURES, start=1):
        small = thumbnail(photo(seed))
        assert small is not None
        canaries += [*picture_canaries(name, photo(seed)), *picture_canaries(f"thumbnail of {name}", small)]
    midway: list[str] = []

    def look(when: str) -> None:
        midway.extend(f"{when}: {leak}" for leak in day.leaks_on_disk(Watch(canaries)))

    paper = first_evening(day)
    canaries += identity_canaries(SECRET, "paper key", paper)
    keys = _keys(day, paper)
    canaries += canaries_of_keys(keys, "first keys")
    look("after the first evening")
    while_it_is_locked(day)
    held_keys = {"agent": unlocked(day), "page": on_the_page(day)}
    killed_on_the_page(day)
    look("after a kill")
    in_her_own_editor(day)
    killed_in_her_own_editor(day)
    look("after a kill in an editor")
    a_photo(day)
    looking_around(day)
    coming_from_elsewhere(day)
    look("after the imports")
    throwing_away(day)
    keeping_it_safe(day)
    leaving(day)
    things_go_wrong(day)
    look("after things went wrong")
    newer = new_keys(day)
    canaries += [each for i, new in enumerate(newer) for each in identity_canaries(SECRET, f"new paper key {i}", new)]
    canaries += canaries_of_keys(_keys(day, newer[-1]), "new keys")
    day.run("lock")
    look("at the end")
    return Lived(day, canaries, midway, held_keys)


def _keys(day: Day, secret: str) -> Keys:
    header = load_header(str(day.vault), Disk())
    return unlock(header.slots, header.vault, kind=PAPER, secret=secret)


def first_evening(day: Day) -> str:
    """The vault is made, its paper key shown, and a first page written; returns the paper key."""
    terminal = day.open("start", "--terminal", shows=SEEN | {SECRET})
    for prompt in ("a new passphrase:", "the same again:"):
        terminal.until(prompt)
        terminal.type(belongings.PASSPHRASE)
        terminal.press("Enter")
    shown = terminal.until("last 6 letters")
    found = re.search(r"AGE-SECR[A-Z0-9 -]+", shown)  # in groups, to be copied by hand
    assert found is not None
    paper = "".join(found[0].split())
    terminal.type(paper[-6:])
    terminal.press("Enter")
    terminal.until(PAGE)
    write_and_rest(terminal, f"{word('firstpage')} is what she wrote. #{word('firsttag')}")
    terminal.press("C-d")
    terminal.until_ended()
    (day.hers / "paper").write_text(paper)
    (day.hers / "passphrase").write_text(belongings.PASSPHRASE)
    (day.hers / "changed").write_text(belongings.CHANGED_PASSPHRASE)
    return paper


def write_and_rest(terminal: RealTerminal, text: str) -> None:
    """Types, and waits until the page has kept it."""
    terminal.type(text)
    terminal.until(text[:40])
    time.sleep(AUTOSAVE_S)


def while_it_is_locked(day: Day) -> None:
    day.run(f"yesterday: {word('bylockedargument')} #{word('lockedtag')}")
    day.run(given=f"{word('bylockedpipe')} and more\n".encode())
    day.run("list", "--no-input", code=12, shows=NOTHING)
    day.run("doctor", shows=NOTHING)


def unlocked(day: Day) -> Held:
    terminal = day.open("unlock")
    terminal.until("passphrase:")
    terminal.type(belongings.PASSPHRASE)
    terminal.press("Enter")
    terminal.until("it locks after")
    day.run(word("byargument"), "--title", word("title"), "--tag", word("tag"), "--journal", word("journal"))
    day.run(given=f"{word('bypipe')} in the open\n".encode() * 50)
    day.run("write", "--json", "--star", "--", word("injson"))
    status = agent_status(day.environment["XDG_RUNTIME_DIR"] + "/goldseam", load_header(str(day.vault), Disk()).vault)
    assert status is not None
    pid = status["pid"]
    assert isinstance(pid, int)
    return held(pid)


def on_the_page(day: Day) -> Held:
    terminal = day.open("write", "--edit", "--", word("begun"))
    terminal.until(PAGE)
    write_and_rest(terminal, f" {word('typed')} on the page")
    process = held(terminal.pid)
    terminal.press("C-x", "C-e")  # what opens a temporary file in an editor elsewhere
    terminal.type(word("after"))
    terminal.press("C-d")
    terminal.until_ended()
    return process


def killed_on_the_page(day: Day) -> None:
    for options in ((), ("--locked",)):
        terminal = day.open("write", *options)
        terminal.until(PAGE)
        write_and_rest(terminal, f"{word('killed')} while she wrote")
        terminal.type(word("unkept"))
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.until_ended()
    terminal = day.open("edit", "--drafts")
    terminal.until(PAGE)
    terminal.press("C-d")
    terminal.until_ended()


def in_her_own_editor(day: Day) -> None:
    name_editor(day)
    terminal = day.open("write", "--edit", "--external", "--", word("forher"), edits=True)
    assert "saved" in terminal.until_ended()
    terminal = day.open("edit", "last", "--external", edits=True)
    assert "saved" in terminal.until_ended()


def name_editor(day: Day) -> None:
    """An editor that goldseam knows by its name, and that is none of the quiet ones it takes it for."""
    editor = day.hers / "kak"
    editor.write_text(f'#!/bin/sh\nexec {sys.executable} {Path(__file__).with_name("editor.py")} "$@"\n')
    editor.chmod(stat.S_IRWXU)
    (day.hers / "edits").write_text(word("edited"))
    day.environment |= {"VISUAL": str(editor), "EDITOR_WRITES": str(day.hers / "edits")}


def killed_in_her_own_editor(day: Day) -> None:
    day.environment["EDITOR_WAITS"] = "1"
    for number in (signal.SIGKILL, signal.SIGHUP, signal.SIGTERM):
        terminal = day.open("edit", "last", "--external", edits=True)
        terminal.until("the editor waits")
        time.sleep(AUTOSAVE_S)
        os.kill(terminal.pid, number)
        terminal.until_ended()
    day.run("lock")
    day.run("unlock", "--paper-key-file", str(day.hers / "paper"))
    del day.environment["EDITOR_WAITS"]


def a_photo(day: Day) -> None:
    path = day.hers / f"{word('photo')}.jpg"
    path.write_bytes(photo(1))
    day.run("attach", "last", str(path))
    day.run("attach", "last")
    day.run("attach", "last", "--json")
    out = day.asked / "files"
    out.mkdir()
    day.run("attach", "last", "--out", str(out), may={str(day.asked): frozenset({PHOTO})})


def looking_around(day: Day) -> None:
    entry = day.run("list", "-n", "1", "--json").out.split('"id": "')[1][:8]
    day.run("list")
    day.run("find", word("typed"))
    typed = day.run("find", word("typed"), "--json").out.split('"id": "')[1][:32]
    day.run("find", f"tag:{word('tag')}", "--json")
    day.run("find", word("nowhere"))
    day.run("read", "--all")
    for asked in (
        ["people"],
        ["people", "add", word("named")],
        ["people", "dated", word("named")],
        ["chapter", word("named"), word("chapter"), "--days", "2019..2021"],
        ["chapter", word("named")],
        ["thread", word("thread"), word("typed")],
        ["thread", word("thread")],
        ["thread"],
        ["said", "--unsure"],
        ["said", word("named"), "--in-order", "--word-for-word"],
        ["promises", "--unsure"],
        ["decisions", "--unsure"],
        ["when", "today"],
        ["lived"],
        ["lived", "this month"],
        ["lived", "today"],
        ["ask", f"where was {word('typed')}?"],
        ["look-back", "--begin"],
        ["around", "today", "--numbers"],
        ["then-and-now", word("typed")],
        ["before", word("typed"), "--again", "--keep"],
        ["before"],
        ["to-come", "--found", "--unsure"],
        ["to-come", "--keep", typed, word("typed")],
        ["to-come"],
        ["settings", "check_in", "1"],
        ["check-in", "--pleasant", "40", word("typed")],
        ["check-in", "--list"],
        ["body", word("typed")],
        ["letter", word("typed")],
        ["letter"],
        ["body"],
        ["show-safely", "last"],
        ["decide", word("decided"), "--for", word("reason"), "--sure", "40"],
        ["decide"],
        ["rest", "--period", "1901-01..1901-02", "--depth", "away"],
        ["rest"],
    ):
        day.run(*asked)
    day.run("show", "last")
    day.run("show", entry, "--json")
    day.run("edit", entry, "--title", word("newtitle"))
    day.run("show", entry, "--history")
    day.run("show", entry, "--diff")
    day.run("tags")
    day.run("tags", entry, "--add", word("addedtag"))
    day.run("tags", "--rename", f"{word('addedtag')}={word('renamedtag')}")
    day.run("journal", word("notebook"), entry)
    day.run("journal")
    day.run("settings", "day_start_hour", "3")
    day.run("where", shows=NOTHING)
    day.run("keys", shows=NOTHING)
    for shell in ("bash", "man"):
        day.run("completions", shell, shows=NOTHING)


def coming_from_elsewhere(day: Day) -> None:
    for belonging in journals(day.hers / "journals").values():
        code = 3 if belonging.path.suffix == ".jsonl" else 0
        report = day.run("import", str(belonging.path), *belonging.options, "--json", code=code)
        assert '"outcome": "imported"' in report.out or "imported" in report.out, (belonging, report)


def throwing_away(day: Day) -> None:
    ids = [line.split('"id": "')[1][:12] for line in day.run("list", "-n", "3", "--json").out.splitlines()]
    day.run("trash", *ids)
    day.run("trash")
    day.run("restore", ids[0])
    day.run("purge", ids[1], "--yes")
    day.run("purge", "--trash", "--yes")


def keeping_it_safe(day: Day) -> None:
    backup = str(day.backups / "journal.tar")
    by_paper = ("--paper-key-file", str(day.hers / "paper"))
    day.run("backup", backup, shows=NOTHING)
    day.run("verify", shows=NOTHING)
    day.run("verify", "--backup", backup, shows=NOTHING)
    day.run("rehearse", backup, *by_paper, shows=NOTHING)
    day.run("restore", backup, "--vault", str(day.home / "again"), *by_paper, shows=NOTHING)


def leaving(day: Day) -> None:
    may = {str(day.asked): frozenset({PHOTO, PLACE})}  # what another journal says of a place is kept
    for kind in ("markdown", "jsonlines"):
        day.run("export", str(day.asked / kind), "--to", kind, may=may)


def things_go_wrong(day: Day) -> None:
    stumbling = (sys.executable, "-m", "tests.safety.stumbling")
    failed = day.run(f"{word('stumbled')} over it", command=stumbling, code=1, shows=NOTHING)
    assert "command.bug" in failed.err
    for when in ("1", "3+"):
        failing = ("-e", f"inject=fsync,fdatasync,pwrite64:error=EIO:when={when}")
        failed = day.run(f"{word('brokendisk')} again", tracing=failing, code=1, shows=NOTHING)
        assert "safe:" in failed.err
    full = ("-e", "inject=pwrite64:error=ENOSPC:when=2+")
    day.run(given=f"{word('fulldisk')} ".encode() * 5000, tracing=full, code=1, shows=NOTHING)
    day.run("import", str(day.hers / "journals" / "jrnl.txt"), "--from", "dayone", code=3)


def new_keys(day: Day) -> list[str]:
    """A changed passphrase, a new paper key, and new keys for everything; returns the paper keys."""
    papers = [day.asked / "paper1", day.asked / "paper2"]
    may = [{str(path): frozenset({SECRET})} for path in papers]
    old, new = str(day.hers / "passphrase"), str(day.hers / "changed")
    day.run("paper-key", "--passphrase-file", old, "--paper-key-out", str(papers[0]), shows=NOTHING, may=may[0])
    day.run("passphrase", "--passphrase-file", old, "--new-passphrase-file", new, shows=NOTHING)
    day.run("keys", "rotate", "--passphrase-file", new, "--paper-key-out", str(papers[1]), shows=NOTHING, may=may[1])
    written = [path.read_text().strip() for path in papers]
    day.run("unlock", "--paper-key-file", str(papers[1]))
    day.run("list", "-n", "2")
    return written


def test_nothing_left_but_where_she_asked_for_it(lived: Lived) -> None:
    assert lived.day.leaks(Watch(lived.canaries)) == []


def test_nothing_lay_readable_on_the_disk_at_any_time(lived: Lived) -> None:
    assert lived.midway == []
    assert lived.day.leaks_on_disk(Watch(lived.canaries)) == []


def test_a_file_taken_out_does_not_say_where_the_photo_was_taken(lived: Lived) -> None:
    kept = [canary for canary in lived.canaries if canary.kind == PLACE]

    assert leaks_on_disk([str(lived.day.asked / "files")], Watch(kept)) == []
    assert leaks_on_disk([str(lived.day.hers)], Watch(kept)) != []


@pytest.mark.parametrize("name", ["agent", "page"])
def test_a_process_that_holds_keys_is_never_dumped_and_was_told_nothing(lived: Lived, name: str) -> None:
    process = lived.held_keys[name]
    secret = [canary for canary in lived.canaries if canary.kind in {SECRET, KEY} or name == "agent"]

    assert re.search(r" 0 +0 +bytes", process.core)
    assert list(Watch(secret).sightings(process.told)) == []


def test_the_agent_tells_the_kernel_to_keep_others_out(lived: Lived) -> None:
    (step,) = [step for step in lived.day.steps if step.name.endswith("unlock") and step.name[0].isdigit()]

    said = [call.words for call in calls(step.trace) if call.name == "prctl" and not call.failed]

    assert any(b"PR_SET_DUMPABLE, SUID_DUMP_DISABLE" in words for words in said)


def test_the_day_used_every_command(lived: Lived) -> None:
    used = {re.sub(r"^\d+-", "", step.name).split(" ")[0] for step in lived.day.steps}

    # `start` makes the vault as `new` does; what a browser shows is watched where the page is tested.
    assert set(COMMANDS) - used == {"new", "open"}


def test_what_she_asked_for_was_seen_so_the_watch_was_awake(lived: Lived) -> None:
    watch = Watch(lived.canaries)
    asked = {leak.split(": ")[1].split(" ")[0] for leak in leaks_on_disk([str(lived.day.asked)], watch)}
    nowhere = lived.day.places._replace(asked="/nowhere")
    deaf = [step._replace(said=frozenset(), may={}) for step in lived.day.steps[:30]]
    heard = [leak for step in deaf for leak in leaks(step, nowhere, watch)]

    assert {"words", "photo", "secret"} <= asked
    assert {kind for kind in ("words", "photo", "secret") if any(f": {kind} " in leak for leak in heard)} == {
        "words", "photo", "secret"
    }  # fmt: skip


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    day = Day(tmp_path, Path(os.environ["XDG_RUNTIME_DIR"]))
    yield day
    day.terminals.close()


def leak_by(day: Day, way: str) -> None:
    """One process that leaks one way."""
    (day.hers / "words").write_text(word("planted"))
    day.run(way, str(day.home), str(day.hers / "words"), command=LEAKING, shows=NOTHING)


@pytest.mark.parametrize("way", leaking.WAYS)
def test_a_planted_leak_is_found(day: Day, way: str) -> None:
    leak_by(day, way)

    assert day.leaks(Watch([WRITTEN])) != []
    assert (day.leaks_on_disk(Watch([WRITTEN])) != []) == (way in leaking.ON_DISK)


def test_a_process_that_leaks_nothing_is_not_accused(day: Day) -> None:
    (day.hers / "words").write_text("nothing of hers")
    day.run("plain", str(day.home), str(day.hers / "words"), command=LEAKING, shows=NOTHING)

    assert day.leaks(Watch([WRITTEN])) == []
    assert day.leaks_on_disk(Watch([WRITTEN])) == []


def test_her_words_may_be_answered_and_her_keys_may_not(day: Day) -> None:
    (day.hers / "words").write_text(word("planted"))
    day.run("on stdout", str(day.home), str(day.hers / "words"), command=LEAKING)

    assert day.leaks(Watch([WRITTEN])) == []
    assert day.leaks(Watch([WRITTEN._replace(kind=KEY)])) != []


HOARDING = """set undofile undodir=~/undo
set backup writebackup backupdir=~/backup
set swapfile updatecount=1 directory=~/swap
set viminfo='100,<500,f1,n~/viminfo
autocmd BufWritePost * silent! execute 'write! ~/backup/again'
"""


@pytest.mark.needs_vim
def test_an_editor_whose_settings_keep_everything_keeps_nothing_here(day: Day) -> None:
    make_vault(day.vault).close()
    (day.home / ".vimrc").write_text(HOARDING)
    for name in ("undo", "backup", "swap"):
        (day.home / name).mkdir()
    day.environment["EDITOR"] = "vim"

    terminal = day.open("write", "--edit", "--external", "--", word("invim"), edits=True)
    change_in_vim(terminal)

    assert "saved" in terminal.screen()
    assert day.leaks(Watch([WRITTEN])) == []
    assert day.leaks_on_disk(Watch([WRITTEN])) == []

    (day.hers / "entry.md").write_text(word("invim") + "\n")
    home = f"HOME={day.home}"
    change_in_vim(day.terminals.open("bare", ["env", "-C", str(day.hers), home, "vim", str(day.hers / "entry.md")]))
    assert day.leaks_on_disk(Watch([WRITTEN])) != [], "these settings keep nothing, so the test shows nothing"


def change_in_vim(terminal: RealTerminal) -> None:
    terminal.until(word("invim"))
    terminal.type("o" + word("more"))
    terminal.press("Escape")
    terminal.type(":wq")
    terminal.press("Enter")
    terminal.until_ended()
