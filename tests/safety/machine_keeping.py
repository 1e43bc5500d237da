"""Rules of keeping: what happens to the vault as a whole, while it is locked, and to its copies."""

import os
from contextlib import suppress
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from goldseam.desk.desk import Desk
from goldseam.desk.locked import LockedDesk
from goldseam.desk.unlocking import (
    add_paper_key,
    add_passphrase,
    change_passphrase,
    retire_paper_keys,
    rotate_keys,
)
from goldseam.keep.backup import check_backup, make_backup
from goldseam.keep.header import load_header
from goldseam.keep.keys import CHEAPEST, PAPER, PASSPHRASE
from goldseam.keep.keys import unlock as unlock_slots
from goldseam.keep.ledger import flush
from goldseam.keep.making import DATABASE
from goldseam.keep.restore import header_of, restore
from goldseam.keep.salvage import Lost, salvage
from goldseam.keep.slots import remove_slot, slot_opened_by
from goldseam.keep.vault import Vault
from goldseam.words.problem import WrongKey
from goldseam.write.entries import Entries
from tests.making import ZONE, words
from tests.safety.machine_writing import WHICH, WORDS, Writing, has_entries
from tests.safety.written import Secrets

BACKUPS_MAX = 3


class Left(NamedTuple):
    """An item that was left in the inbox: its bytes, and the entry it became."""

    sealed: bytes
    entry: str


class Keeping(Writing):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.left: list[Left] = []
        self.pages: list[str] = []

    # Opening and locking

    @rule()
    def open_it_again(self) -> None:
        folder, keys = self.vault.folder, self.vault.keys
        self.desk.close()
        self.desk = Desk(folder, keys, zone=ZONE)

    @rule(which=WHICH, told=st.lists(WORDS, max_size=3), doubled=st.booleans())
    def write_while_it_is_locked(self, *, which: int, told: list[list[str | None]], doubled: bool) -> None:
        texts = [self.text([None, *each]) for each in told]
        folder = self.vault.folder
        self.desk.close()
        inbox = os.path.join(folder, "inbox")
        locked = LockedDesk(folder, self.pins)
        content = words("", at=self.tick())
        items = {text: locked.leave(content._replace(text=text)) for text in texts}
        sealed = {text: _bytes(os.path.join(inbox, name)) for text, name in items.items()}
        if doubled:
            again = [*sealed.values(), *(left.sealed for left in self.left)]
            for number, data in enumerate(again):
                with open(os.path.join(inbox, f"again-{number}.age"), "wb") as file:
                    file.write(data)
        self.desk = self.unlocked(folder, *self.a_secret(which))

        assert self.desk.arrived == len(texts)
        assert self.desk.arrival_problems == []
        assert [name for name in os.listdir(inbox) if name != "bad"] == []
        new = {
            entry.content.text: entry.id
            for entry in self.vault.iter_entries()
            if entry.id not in self.written.revisions
        }
        assert set(new) == set(texts)
        for text in texts:
            self.learn(new[text], content._replace(text=text), (), "inbox")
            self.left.append(Left(sealed[text], new[text]))

    @rule(which=WHICH, told=st.lists(WORDS, min_size=1, max_size=3), new=st.booleans())
    def keep_a_page_while_it_is_locked(self, *, which: int, told: list[list[str | None]], new: bool) -> None:
        """Each time that a page is kept takes the place of the time before; once taken in, it is a revision."""
        page = f"{which:032x}" if new or not self.pages else self.pages[which % len(self.pages)]
        texts = [self.text([None, *each]) for each in told]
        folder = self.vault.folder
        self.desk.close()
        content = words("", at=self.tick())
        for text in texts:
            LockedDesk(folder, self.pins).leave(content._replace(text=text), draft=page)
        self.desk = self.unlocked(folder, *self.a_secret(which))

        revisions = self.written.revisions.get(page, [])
        purged = any(revision.content is None for revision in revisions)
        assert self.desk.arrived == (not purged)
        if not purged:
            came = [revision.id for revision in revisions if revision.came_by == "inbox"]
            self.learn(page, content._replace(text=texts[-1]), tuple(came[-1:]), "inbox")
        self.pages = list(dict.fromkeys([*self.pages, page]))

    # What opens it

    def a_secret(self, which: int) -> tuple[str, str]:
        """One of what opens the vault."""
        secrets = self.written.secrets
        every = [(PASSPHRASE, one) for one in secrets.passphrases] + [(PAPER, one) for one in secrets.papers]
        return every[which % len(every)]

    @rule(which=WHICH)
    def change_the_passphrase(self, which: int) -> None:
        old = self.written.secrets.passphrases[which % len(self.written.secrets.passphrases)]
        header = load_header(self.vault.folder, self.vault.disk)
        slot, _ = slot_opened_by(header.slots, header.vault, kind=PASSPHRASE, secret=old)
        new = self.pen.word()
        change_passphrase(self.vault, slot, new, CHEAPEST, now_ms=self.tick())
        kept = tuple(one for one in self.written.secrets.passphrases if one != old)
        self.secrets((*kept, new), self.written.secrets.papers, (old,))

    @rule()
    def add_a_passphrase(self) -> None:
        new = self.pen.word()
        add_passphrase(self.vault, new, CHEAPEST, now_ms=self.tick())
        self.secrets((*self.written.secrets.passphrases, new), self.written.secrets.papers)

    @precondition(lambda self: len(self.written.secrets.passphrases) > 1)
    @rule(which=WHICH)
    def remove_a_passphrase(self, which: int) -> None:
        old = self.written.secrets.passphrases[which % len(self.written.secrets.passphrases)]
        header = load_header(self.vault.folder, self.vault.disk)
        remove_slot(self.vault, slot_opened_by(header.slots, header.vault, kind=PASSPHRASE, secret=old)[0].id)
        kept = tuple(one for one in self.written.secrets.passphrases if one != old)
        self.secrets(kept, self.written.secrets.papers, (old,))

    @rule(retire=st.booleans())
    def make_the_paper_key_anew(self, *, retire: bool) -> None:
        slot, paper = add_paper_key(self.vault, now_ms=self.tick())
        old = self.written.secrets.papers
        if retire:
            assert retire_paper_keys(self.vault, but=slot.id) == len(old)
            self.secrets(self.written.secrets.passphrases, (paper,), old)
        else:
            self.secrets(self.written.secrets.passphrases, (*old, paper))

    @rule(which=WHICH)
    def give_it_new_keys(self, which: int) -> None:
        passphrase = self.written.secrets.passphrases[which % len(self.written.secrets.passphrases)]
        folder, before = self.vault.folder, self.written.secrets
        self.desk.close()
        runtime = str(self.root / "run")
        rotated, problems = rotate_keys(
            folder, self.pins, runtime, passphrase=passphrase, cost=CHEAPEST, now_ms=self.tick(), zone=ZONE
        )
        gone = [one for one in before.passphrases if one != passphrase]
        self.desk = self.unlocked(folder, PAPER, rotated.paper)
        self.secrets((passphrase,), (rotated.paper,), (*gone, *before.papers))
        self.left = []  # sealed to the key of before, and re-sealed they would be other items

        assert problems == []
        assert rotated.damaged == ()

    def secrets(self, passphrases: tuple[str, ...], papers: tuple[str, ...], gone: tuple[str, ...] = ()) -> None:
        """From now on these open the vault, and what is gone does not."""
        former = (*self.written.secrets.former, *gone)
        self.written.secrets = Secrets(passphrases, papers, former)
        header = load_header(self.vault.folder, self.vault.disk)
        for kind, ones in ((PASSPHRASE, passphrases), (PAPER, papers)):
            for one in ones:
                opened = unlock_slots(header.slots, header.vault, kind=kind, secret=one)
                assert opened.root.reveal() == self.vault.keys.root.reveal()
        for one in former:
            kind = PAPER if one.startswith("AGE-SECRET-KEY-") else PASSPHRASE
            try:
                unlock_slots(header.slots, header.vault, kind=kind, secret=one)
            except WrongKey:
                continue
            raise AssertionError("a secret that was removed still opens the vault")

    # The second copy

    @rule()
    def flush(self) -> None:
        flush(self.vault, now_ms=self.tick())

        said = sum(self.vault.devices().values())
        assert len(self.log_texts()) == said == len(list(self.vault.iter_records()))

    @precondition(lambda self: self.vault.devices())
    @rule(lost=st.booleans())
    def make_the_database_anew(self, *, lost: bool) -> None:
        """From the log alone, or from the log and what is in the pages of the one there is."""
        flush(self.vault, now_ms=self.tick())
        folder, keys, disk = self.vault.folder, self.vault.keys, self.vault.disk
        self.desk.close()
        if lost:
            for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
                with suppress(FileNotFoundError):
                    os.unlink(os.path.join(folder, name))
        salvaged = salvage(folder, keys, disk, now_ms=self.tick())
        self.desk = Desk(folder, keys, zone=ZONE)

        assert (salvaged.lost, salvaged.aside) == (Lost(), "")
        if lost:
            self.written.drafts = {}  # they are not in the log
        self.desk.find.follow()
        self.purged = True

    # The index

    @rule(anew=st.booleans())
    def follow(self, *, anew: bool) -> None:
        if anew:
            self.desk.find.rebuild()
        self.desk.find.follow()

    # Settings

    @rule(name=st.sampled_from(["day_start_hour", "backup_keep"]), value=st.integers(1, 12))
    def set(self, name: str, value: int) -> None:
        self.vault.set_setting(name, value, now_ms=self.tick())
        self.written.settings[name] = value

    # Copies

    @precondition(lambda self: len(self.backups) < BACKUPS_MAX)
    @rule()
    def back_up(self) -> None:
        path = str(self.root / f"{len(self.backups)}.tar")
        made = make_backup(self.vault, path, now_ms=self.tick())
        self.backups.append((path, self.written.copy()))

        assert made.damaged == ()
        assert made.about.entries == len(self.written.contents())
        assert check_backup(path, self.vault.keys) == made.about

    @precondition(lambda self: self.backups)
    @rule(which=WHICH, secret=WHICH)
    def restore_a_backup_and_go_on_with_it(self, which: int, secret: int) -> None:
        which %= len(self.backups)
        self.written = self.backups[which][1].copy()
        vault = self.restored(which, secret)
        self.desk.close()
        vault.close()
        del self.backups[which + 1 :]  # of a time that has not been
        self.left, self.pages = [], []
        self.desk = self.unlocked(vault.folder, *self.a_secret(secret))

    def restored(self, which: int, secret: int) -> Vault:
        """The vault of a backup, in a new folder."""
        path, then = self.backups[which]
        header = header_of(path)
        now, self.written = self.written, then
        kind, one = self.a_secret(secret)
        self.written = now
        keys = unlock_slots(header.slots, header.vault, kind=kind, secret=one)
        vault, about = restore(path, keys, self.new_folder())
        assert about.entries == vault.count()
        return vault

    @precondition(lambda self: self.backups and has_entries(self))
    @rule(which=WHICH, secret=WHICH, told=WORDS, purges=st.booleans())
    def unite_with_a_copy_that_went_on_by_itself(
        self, *, which: int, secret: int, told: list[str | None], purges: bool
    ) -> None:
        copy = self.restored(which % len(self.backups), secret)
        there = self.backups[which % len(self.backups)][1].copy()
        entries = Entries(copy)
        made = [entries.add(words(self.text(told)), now_ms=self.tick()).id]
        for number, entry in enumerate(there.ids()):
            shown = there.shown(entry)
            if purges and number == which % 3:
                entries.purge([entry], now_ms=self.tick())
                there.purge(entry)
            else:
                content = self.edited(shown.content, which, 2, told)
                entries.revise(entry, content, now_ms=self.tick(), base=shown.heads)
                made.append(entry)
        for entry in made:
            known = {revision.id for revision in there.revisions.get(entry, ())}
            for revision in copy.revisions(entry):
                if revision.id not in known:
                    there.add(revision)
        new = [record for record in copy.iter_records() if not self.vault.has(record[1].id)]

        assert self.vault.unite(copy.iter_records()) == len(new)
        assert self.vault.unite(copy.iter_records()) == 0
        copy.close()
        self.written.unite(there)
        self.desk.find.follow()
        self.desk.readings.pending()
        flush(self.vault, now_ms=self.tick())
        self.purged = True

    @rule(by=st.integers(-100_000, 100_000))
    def put_the_clock(self, by: int) -> None:
        self.now += by


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
