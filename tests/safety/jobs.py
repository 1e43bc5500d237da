"""Everything that goldseam does to a vault, as jobs that a failing machine can interrupt anywhere.

A job works on a `Place` and says what was acknowledged, thing by thing. `what_is_wrong_in` then looks, on a healthy
machine, whether a person finds all of it, and whether life goes on.
"""

import io
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from goldseam.desk.desk import Desk
from goldseam.desk.locked import LockedDesk
from goldseam.desk.unlocking import add_passphrase, change_passphrase, unlock
from goldseam.exchange.exported import MARKER
from goldseam.exchange.exporters.folder import export
from goldseam.exchange.incoming import Circumstances
from goldseam.exchange.intake import take_in
from goldseam.exchange.recognise import recognise
from goldseam.exchange.report import FAILED
from goldseam.keep.backup import check_backup, make_backup
from goldseam.keep.blobs import Blobs
from goldseam.keep.disk import Disk
from goldseam.keep.header import COPY, load_header, mend_header
from goldseam.keep.keys import CHEAPEST, Keys
from goldseam.keep.keys import PASSPHRASE as KIND
from goldseam.keep.mending import mend_log, mend_views
from goldseam.keep.restore import restore
from goldseam.keep.rotation import rotate
from goldseam.keep.salvage import salvage
from goldseam.keep.slots import remove_slot
from goldseam.keep.vault import Vault, create_vault, open_vault
from goldseam.keep.verify import Checked, verify
from goldseam.words.entry import Entry
from goldseam.words.problem import Damaged, NoVault, Problem, WrongKey
from goldseam.write.attachments import Attachments
from goldseam.write.drafts import Draft
from tests.making import NOW, PASSPHRASE, ZONE, make_vault, words
from tests.safety.looking import Said

OTHER = "another horse, a dry street"
LONG = "word " * 6000
FILE = b"a photo, or nearly " * 8000
DRAFT = "dd" * 16


class Place(NamedTuple):
    """A folder with all that the jobs need.

    Attributes:
        root: holds v (the vault), backup.tar, diary.jsonl and pins.
        keys: of the vault, as it was at first.
    """

    root: Path
    keys: Keys

    @property
    def vault(self) -> str:
        """The folder of the vault."""
        return str(self.root / "v")

    @property
    def pins(self) -> str:
        """The folder of the pins."""
        return str(self.root / "pins")

    def opened(self, disk: Disk) -> Desk:
        """The vault as a command opens it that was handed the keys."""
        return Desk(self.vault, self.keys, zone=ZONE, disk=disk)


Job = Callable[[Place, Disk], Iterator[Said]]

FIRST = ("the first, kept", "the second, with a photo", "the third, changed", "what is to go for good")
TRASHED = "what is in the trash"
WAITING = ("what waits, one", f"what waits, two {LONG}")


def prepare(root: Path) -> Place:
    """A vault with something of everything, and what is to be imported and restored."""
    root.mkdir()
    made = make_vault(root / "v")
    place = Place(root, made.keys)
    made.close()
    unlock(place.vault, place.pins, kind=KIND, secret=PASSPHRASE)
    with closing(place.opened(Disk())) as desk:
        entries = [desk.entries.add(words(text, at=NOW + i), now_ms=NOW + i) for i, text in enumerate(FIRST)]
        for entry in entries[1], entries[3]:
            Attachments(desk.vault).add(entry.id, io.BytesIO(FILE + entry.id.encode()), "photo.bin", now_ms=NOW)
        desk.entries.change(entries[2].id, now_ms=NOW, text=FIRST[2] + " once")
        desk.entries.change(entries[2].id, now_ms=NOW, text=FIRST[2])
        gone = desk.entries.add(words(TRASHED, at=NOW + 9), now_ms=NOW)
        desk.entries.trash(gone.id, now_ms=NOW)
        desk.drafts.save(Draft(DRAFT, words("draft 0"), None, (), NOW))
        desk.find.follow()
        desk.flush()
        make_backup(desk.vault, str(root / "backup.tar"), now_ms=NOW)
    locked = LockedDesk(place.vault, place.pins)
    for text in WAITING:
        locked.leave(words(text, at=NOW + 20))
    lines = [f'{{"date": "2024-03-{i:02}", "text": "imported {i} {LONG if i == 5 else ""}"}}\n' for i in range(1, 9)]
    (root / "diary.jsonl").write_text("".join(lines))
    return place


def _entry(desk: Desk, text: str) -> Entry:
    return next(entry for entry in desk.vault.iter_entries() if entry.content.text == text)


def making(place: Place, disk: Disk) -> Iterator[Said]:
    """A new vault."""
    vault, _ = create_vault(str(place.root / "new"), PASSPHRASE, cost=CHEAPEST, now_ms=NOW, disk=disk)
    with closing(vault):
        yield Said("vault", "new")


def unlocking(place: Place, disk: Disk) -> Iterator[Said]:
    """The passphrase is typed, and what waits comes in."""
    keys = unlock(place.vault, place.pins, kind=KIND, secret=PASSPHRASE, disk=disk).keys
    Desk(place.vault, keys, zone=ZONE, disk=disk).close()
    yield Said("unlocked", "")


def writing(place: Place, disk: Disk) -> Iterator[Said]:
    """Entries into the open vault, short and long, and changed."""
    with closing(place.opened(disk)) as desk:
        for text in "written one", f"written two {LONG}":
            desk.entries.add(words(text), now_ms=NOW)
            yield Said("text", text)
        desk.entries.change(_entry(desk, FIRST[0]).id, now_ms=NOW, title="It has a title")
        yield Said("title", "It has a title")
        desk.find.follow()


def leaving(place: Place, disk: Disk) -> Iterator[Said]:
    """Entries while it is locked, and a page that is kept twice."""
    locked = LockedDesk(place.vault, place.pins, disk=disk)
    for text in "left one", f"left two {LONG}":
        locked.leave(words(text))
        yield Said("text", text)
    for i in 1, 2:
        locked.leave(words(f"a page {'and more ' * i}"), draft="ab" * 16)
        yield Said("page", str(i))


def draining(place: Place, disk: Disk) -> Iterator[Said]:
    """What waits in the inbox is taken in."""
    with closing(place.opened(disk)) as desk:
        if not desk.arrival_problems:
            yield Said("drained", "")


def drafting(place: Place, disk: Disk) -> Iterator[Said]:
    """A draft is kept at every pause."""
    with closing(place.opened(disk)) as desk:
        for i in 1, 2, 3:
            desk.drafts.save(Draft(DRAFT, words(f"draft {i}"), None, (), NOW + i))
            yield Said("draft", str(i))


def attaching(place: Place, disk: Disk) -> Iterator[Said]:
    """Files into an entry."""
    with closing(place.opened(disk)) as desk:
        entry = _entry(desk, FIRST[0])
        for i in range(2):
            data = FILE + bytes([i])
            _, added = Attachments(desk.vault).add(entry.id, io.BytesIO(data), f"{i}.bin", now_ms=NOW)
            yield Said("file", added.blob)


def importing(place: Place, disk: Disk) -> Iterator[Said]:
    """A journal from elsewhere."""
    with closing(place.opened(disk)) as desk:
        records = recognise(str(place.root / "diary.jsonl")).records(Circumstances(ZONE, 4))
        for row in take_in(desk.vault, records, now_ms=NOW):
            if row.outcome != FAILED:
                yield Said("entry", row.entry)
        desk.find.follow()
        desk.flush()


def purging(place: Place, disk: Disk) -> Iterator[Said]:
    """An entry with a file is removed for good."""
    with closing(place.opened(disk)) as desk:
        entry = _entry(desk, FIRST[3])
        desk.purge([entry.id])
        yield Said("purged", entry.content.attachments[0].blob)


def trashing(place: Place, disk: Disk) -> Iterator[Said]:
    """Into the trash, and out of it."""
    with closing(place.opened(disk)) as desk:
        desk.entries.trash(_entry(desk, FIRST[0]).id, now_ms=NOW)
        yield Said("trashed", FIRST[0])
        desk.entries.untrash(_entry(desk, TRASHED).id, now_ms=NOW)
        yield Said("untrashed", TRASHED)


def backing_up(place: Place, disk: Disk) -> Iterator[Said]:
    """A new backup over the last one, after something new."""
    with closing(place.opened(disk)) as desk:
        desk.entries.add(words("just before the backup"), now_ms=NOW)
        yield Said("text", "just before the backup")
        made = make_backup(desk.vault, str(place.root / "backup.tar"), now_ms=NOW + 1)
        yield Said("backup", str(made.about.records))


def restoring(place: Place, disk: Disk) -> Iterator[Said]:
    """The backup becomes a vault."""
    vault, _ = restore(str(place.root / "backup.tar"), place.keys, str(place.root / "again"), disk=disk)
    with closing(vault):
        yield Said("vault", "again")


def mending(place: Place, disk: Disk) -> Iterator[Said]:
    """What verify --repair does: the log from the database, the database from the log, views, vault.json."""
    with closing(place.opened(disk)) as desk:
        mend_log(desk.vault, now_ms=NOW)
        mend_views(desk.vault)
        desk.flush()
    salvage(place.vault, place.keys, disk, now_ms=NOW)
    yield Said("mended", "")
    disk.remove(os.path.join(place.vault, COPY))
    mend_header(place.vault, disk)


def changing_the_passphrase(place: Place, disk: Disk) -> Iterator[Said]:
    """A new passphrase in place of the old one."""
    with closing(open_vault(place.vault, place.keys, disk=disk)) as vault:
        old = next(slot for slot in vault.header.slots if slot.kind == KIND)
        change_passphrase(vault, old, OTHER, CHEAPEST, now_ms=NOW)
        yield Said("passphrase", "")


def changing_slots(place: Place, disk: Disk) -> Iterator[Said]:
    """One more passphrase, and the first one goes."""
    with closing(open_vault(place.vault, place.keys, disk=disk)) as vault:
        old = next(slot for slot in vault.header.slots if slot.kind == KIND)
        add_passphrase(vault, OTHER, CHEAPEST, now_ms=NOW)
        yield Said("added", "")
        remove_slot(vault, old.id)
        yield Said("removed", "")


def rotating(place: Place, disk: Disk) -> Iterator[Said]:
    """New keys."""
    desk = place.opened(disk)
    try:
        rotate(desk.vault, passphrase=PASSPHRASE, cost=CHEAPEST, now_ms=NOW)
        yield Said("rotated", "")
    finally:
        desk.close()


def flushing(place: Place, disk: Disk) -> Iterator[Said]:
    """The second copy follows, twice, and the write-ahead log is emptied."""
    with closing(place.opened(disk)) as desk:
        desk.flush()
        for i in range(3):
            desk.entries.add(words(f"logged {i}"), now_ms=NOW)
            yield Said("text", f"logged {i}")
        desk.flush()
        yield Said("flushed", "")
        desk.vault.settle()


def exporting(place: Place, disk: Disk) -> Iterator[Said]:
    """Everything, readable."""
    with closing(place.opened(disk)) as desk:
        attachments = Attachments(desk.vault)
        entries = desk.vault.iter_entries()
        count = export(str(place.root / "leaving"), entries, attachments.copy_to, disk, kind="markdown")
        yield Said("exported", str(count))


def going_on(place: Place, disk: Disk) -> Iterator[Said]:
    """One thing after another with one open vault, whatever is refused."""
    with closing(place.opened(disk)) as desk:
        acts: list[Callable[[], Said | None]] = [
            lambda: _added(desk, "gone on one"),
            lambda: _flushed(desk),
            lambda: _added(desk, f"gone on two {LONG}"),
            lambda: _added(desk, "gone on three"),
            desk.vault.settle,
            lambda: _drafted(desk, 7),
            lambda: _flushed(desk),
            lambda: _added(desk, "gone on four"),
        ]
        for act in acts:
            try:
                said = act()
            except (Problem, OSError):
                continue
            if said is not None:
                yield said


def _added(desk: Desk, text: str) -> Said:
    desk.entries.add(words(text), now_ms=NOW)
    return Said("text", text)


def _flushed(desk: Desk) -> None:
    desk.flush()


def _drafted(desk: Desk, number: int) -> Said:
    desk.drafts.save(Draft(DRAFT, words(f"draft {number}"), None, (), NOW))
    return Said("draft", str(number))


JOBS: dict[str, Job] = {
    job.__name__.replace("_", " "): job
    for job in (
        making,
        unlocking,
        writing,
        leaving,
        draining,
        drafting,
        attaching,
        importing,
        purging,
        trashing,
        backing_up,
        restoring,
        mending,
        changing_the_passphrase,
        changing_slots,
        rotating,
        flushing,
        exporting,
        going_on,
    )
}


def do(job: Job, place: Place, disk: Disk) -> tuple[list[Said], Problem | OSError | None]:
    """Does a job until its end or until it is refused; returns what was acknowledged, and the refusal.

    Whatever is raised and is neither a Problem nor an error of the system is a failure of the test.
    """
    said: list[Said] = []
    try:
        for each in job(place, disk):
            said.append(each)  # noqa: PERF402 - what was said before it failed counts
    except (Problem, OSError) as refusal:
        return said, refusal
    return said, None


# Looking


def what_is_wrong_in(place: Place, said: list[Said]) -> list[str]:
    """On a healthy machine: what a person misses, finds twice, or cannot do any more. Empty when all is well."""
    kinds = {each.kind for each in said}
    try:
        wrong = _of_the_vault(place, said, kinds)
        wrong += _of_another(place, "new", made=Said("vault", "new") in said)
        wrong += _of_another(place, "again", made=Said("vault", "again") in said)
    except Problem as problem:
        return [f"{problem.code}: {problem.happened}"]
    wrong += _of_the_export(place, exported="exported" in kinds)
    return wrong + [f"left: {name}" for name in left_behind(place.root)]


def _of_the_export(place: Place, *, exported: bool) -> list[str]:
    """Complete, or not there. What a disk that failed to the end kept, the next export says to remove."""
    if exported or not os.path.isdir(place.root / "leaving.unfinished"):
        there = (place.root / "leaving" / MARKER).exists()
        return ["the export is not there"] if exported and not there else []
    shutil.rmtree(place.root / "leaving.unfinished")
    return []


def left_behind(root: Path) -> list[str]:
    """What only a run that is going on should have, wherever."""
    endings = (".partial", ".new", ".making", ".mending", ".rotating", ".replaced", "rotation-complete")
    return [
        os.path.relpath(os.path.join(where, name), root)
        for where, folders, names in os.walk(root)
        for name in (*folders, *names)
        if name.endswith(endings)
    ]


def _of_the_vault(place: Place, said: list[Said], kinds: set[str]) -> list[str]:
    keys, wrong = _unlocked(place, said, kinds)
    if keys is None:
        return wrong
    try:
        desk = Desk(place.vault, keys, zone=ZONE)
    except Damaged as problem:
        if problem.code != "keep.database-damaged":
            raise
        salvage(place.vault, keys, Disk(), now_ms=NOW)  # as the problem says
        desk = Desk(place.vault, unlock(place.vault, place.pins, kind=KIND, secret=PASSPHRASE).keys, zone=ZONE)
    wrong += [f"inbox: {problem.code}" for problem in desk.arrival_problems]
    wrong += _of_the_entries(desk, said, kinds)
    wrong += _of_the_files(desk, said)
    desk.entries.add(words("life goes on"), now_ms=NOW)
    desk.find.follow()
    desk.flush()
    wrong += [f"{checked.what}: {checked.problem}" for checked in _verified(desk.vault)]
    make_backup(desk.vault, str(place.root / "backup.tar"), now_ms=NOW + 2)
    desk.close()
    return wrong


def _unlocked(place: Place, said: list[Said], kinds: set[str]) -> tuple[Keys | None, list[str]]:
    """As a person does it: with the passphrase that she was told works."""
    works = {PASSPHRASE: "", OTHER: ""}
    keys = None
    for secret in works:
        try:
            keys = unlock(place.vault, place.pins, kind=KIND, secret=secret).keys
            works[secret] = "opens"
        except WrongKey:
            works[secret] = "does not open"
    wrong = []
    if kinds & {"passphrase", "removed"} and works != {PASSPHRASE: "does not open", OTHER: "opens"}:
        wrong.append(f"passphrases: {list(works.values())}")
    if "added" in kinds and works[OTHER] != "opens":
        wrong.append("the added passphrase does not open")
    if keys is None:
        return None, [*wrong, "no passphrase opens"]
    records = max((int(what) for kind, what in said if kind == "backup"), default=0)
    return keys, wrong + _of_the_backup(place, keys, records)


def _of_the_backup(place: Place, keys: Keys, records: int) -> list[str]:
    """Whole, the last one or, when that was acknowledged, the new one, while the keys are those it was made with."""
    if keys.log != place.keys.log:
        return []
    try:
        about = check_backup(str(place.root / "backup.tar"), keys)
    except (Problem, OSError) as problem:
        return [f"the backup: {problem}"]
    return [] if about.records >= records else ["the backup is the last one"]


def _of_the_entries(desk: Desk, said: list[Said], kinds: set[str]) -> list[str]:
    purged = desk.vault.database.one("select 1 from record where kind = 'purge'") is not None
    entries = list(desk.vault.iter_entries())
    texts = Counter(entry.content.text for entry in entries)
    trashed = {entry.content.text for entry in entries if entry.content.trashed}
    shown = {entry.id for entry in entries}
    base = [*FIRST[:3], TRASHED, *WAITING]
    wrong = [f"{texts[text]} times: {text[:30]}" for text in base if texts[text] != 1]
    wrong += [f"twice: {text[:30]}" for text, times in texts.items() if times > 1]
    for kind, what in said:
        if kind == "text" and texts[what] != 1:
            wrong.append(f"{texts[what]} times: {what[:30]}")
        elif kind == "entry" and what not in shown:
            wrong.append(f"not imported: {what}")
        elif (kind == "trashed" and what not in trashed) or (kind == "untrashed" and what in trashed):
            wrong.append(f"not {kind}")
        elif kind == "title" and all(entry.content.title != what for entry in entries):
            wrong.append("the title")
    last = FIRST[3]  # a purge that was refused may have happened; without one, nothing else may have removed it
    if texts[last] != 1 and not purged:
        wrong.append(f"{texts[last]} times: {last}")
    if "purged" in kinds and texts[last]:
        wrong.append("purged, and there")
    return wrong + _of_the_drafts(desk, said, texts)


def _of_the_drafts(desk: Desk, said: list[Said], texts: Counter[str]) -> list[str]:
    wrong = []
    newest = max((int(what) for kind, what in said if kind == "draft"), default=0)
    drafts = [draft.content.text for draft in desk.drafts.all()]
    mended = Said("mended", "") in said or not drafts
    if not mended and (len(drafts) != 1 or int(drafts[0].split()[1]) < newest):
        wrong.append(f"draft {newest}: {drafts}")
    page = max((int(what) for kind, what in said if kind == "page"), default=0)
    pages = [text.count("and more") for text in texts if text.startswith("a page")]
    if page and (len(pages) != 1 or pages[0] < page):
        wrong.append(f"page {page}: {pages}")
    return wrong


def _of_the_files(desk: Desk, said: list[Said]) -> list[str]:
    attached = {file.blob for entry in desk.vault.iter_entries() for file in entry.content.attachments}
    wrong = [f"the file {what[:8]}" for kind, what in said if kind == "file" and what not in attached]
    blobs = Blobs(desk.vault.folder, desk.vault.keys, desk.vault.disk)
    wrong += [f"purged, and there: {what[:8]}" for kind, what in said if kind == "purged" and what in blobs.names()]
    return wrong + [f"missing: {name[:8]}" for name in attached if not blobs.is_whole(name)]


def _verified(vault: Vault) -> list[Checked]:
    found = [checked for checked in verify(vault) if checked.problem]
    if [checked.what for checked in found] == [COPY]:
        assert mend_header(vault.folder, Disk())
        found = [checked for checked in verify(vault) if checked.problem]
    return found


def _of_another(place: Place, name: str, *, made: bool) -> list[str]:
    """A vault that was acknowledged opens; one that was not is none, or can be made again."""
    folder = str(place.root / name)
    if not os.path.isdir(folder):
        return [f"{name} is not there"] if made else []
    try:
        load_header(folder, Disk())
    except NoVault:
        if made:
            return [f"{name} is no vault"]
        create_vault(folder, PASSPHRASE, cost=CHEAPEST, now_ms=NOW)[0].close()
    keys = unlock(folder, place.pins, kind=KIND, secret=PASSPHRASE).keys
    with closing(Desk(folder, keys, zone=ZONE)) as desk:
        desk.entries.add(words("life goes on"), now_ms=NOW)
        wrong = [f"{name}: {checked.what}: {checked.problem}" for checked in _verified(desk.vault)]
        if made and name == "again" and desk.vault.count() < len(FIRST):
            wrong.append(f"{name} lacks entries")
    return wrong
