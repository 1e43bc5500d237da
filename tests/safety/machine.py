"""The vault beside its model: what every rule of the state machine stands on, and what must hold after each."""

import os
import random
import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis.stateful import RuleBasedStateMachine, invariant

from goldseam.desk.desk import Desk
from goldseam.desk.unlocking import unlock
from goldseam.find.query import parse
from goldseam.keep.blobs import Blobs
from goldseam.keep.keys import CHEAPEST, PASSPHRASE
from goldseam.keep.ledger import FOLDER, load_heads, load_segment
from goldseam.keep.record import ANNOTATION
from goldseam.keep.vault import Vault, create_vault
from goldseam.keep.verify import verify
from goldseam.words.entry import Content
from goldseam.words.problem import Damaged
from tests.find.diary import TODAY, Diary
from tests.find.second_opinion import finds
from tests.making import NOW, UNHIDDEN, ZONE
from tests.making import PASSPHRASE as HERS
from tests.pages import plain_pages
from tests.safety.written import MARK, Pen, Secrets, Written, invented_words, lost_words

FAST = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
FILE_BYTES_MAX = 1 << 20


@cache
def template() -> tuple[TemporaryDirectory[str], str]:
    """The folder of an empty vault, and its paper key; making one anew takes much longer than copying it."""
    folder = TemporaryDirectory(dir=FAST)
    vault, paper = create_vault(os.path.join(folder.name, "vault"), HERS, cost=CHEAPEST, now_ms=NOW)
    vault.close()
    return folder, paper


class Machine(RuleBasedStateMachine):
    """A vault, and what was written into it.

    Attributes:
        root: a folder for the vault, its copies and its backups.
        desk: the vault, open.
        written: what it must hold.
        pen: makes words that stand nowhere else.
        now: the clock, which rules may put back.
        backups: each with what was written when it was made.
        purged: whether something was removed for good since the last look.
        steps: how many there were, over all examples.
    """

    steps = 0

    def __init__(self) -> None:
        super().__init__()
        folder, paper = template()
        self._temporary = TemporaryDirectory(dir=FAST)
        self.root = Path(self._temporary.name)
        self.pins = str(self.root / "pins")
        self.copies = 0
        place = self.new_folder()
        shutil.copytree(os.path.join(folder.name, "vault"), place)
        self.written = Written(Secrets((HERS,), (paper,)))
        self.pen = Pen()
        self.now = NOW
        self.backups: list[tuple[str, Written]] = []
        self.purged = False
        self.chance = random.Random(0)  # the same in every example, so that a failure can be repeated
        self.desk = self.unlocked(place, PASSPHRASE, HERS)

    def teardown(self) -> None:
        self.desk.close()
        self._temporary.cleanup()

    # For the rules

    @property
    def vault(self) -> Vault:
        """The open vault."""
        return self.desk.vault

    @property
    def blobs(self) -> Blobs:
        """Its files."""
        return Blobs(self.vault.folder, self.vault.keys, self.vault.disk)

    def tick(self) -> int:
        """A moment later."""
        self.now += 1000
        return self.now

    def new_folder(self) -> str:
        """The path of a folder that is not there yet."""
        self.copies += 1
        return str(self.root / f"vault{self.copies}")

    def unlocked(self, folder: str, kind: str, secret: str) -> Desk:
        """The vault in a folder, opened with a secret."""
        return Desk(folder, unlock(folder, self.pins, kind=kind, secret=secret).keys, zone=ZONE)

    def some(self, which: int) -> str:
        """One of the entries that are not purged."""
        ids = self.written.ids()
        return ids[which % len(ids)]

    def learn(self, entry: str, content: Content, parents: tuple[str, ...], came_by: str = "") -> None:
        """The vault has one more revision of an entry, and it is this."""
        self.learn_all(entry, [(content, tuple(sorted(parents)), came_by)])

    def learn_all(self, entry: str, made: list[tuple[Content | None, tuple[str, ...], str]]) -> None:
        """The vault has these revisions more, in this order: content, parents, and how they came."""
        assert self.unknown(entry) == made, "a revision was not recorded as it was given"
        known = {revision.id for revision in self.written.revisions.get(entry, ())}
        for revision in self.vault.revisions(entry):
            if revision.id not in known:
                self.written.add(revision)

    def unknown(self, entry: str) -> list[tuple[Content | None, tuple[str, ...], str]]:
        """What the vault has of an entry and the model has not."""
        known = {revision.id for revision in self.written.revisions.get(entry, ())}
        return [(r.content, r.parents, r.came_by) for r in self.vault.revisions(entry) if r.id not in known]

    # After every step

    @invariant()
    def everything_holds(self) -> None:
        Machine.steps += 1
        self.every_revision_is_there_as_it_was()
        self.what_is_shown_follows_from_the_revisions()
        self.no_word_is_lost_or_invented_where_edits_met()
        self.tags_and_notebooks_are_counted()
        self.drafts_and_settings_are_the_last_ones()
        self.what_she_said_of_it_is_there()
        self.every_file_has_its_bytes()
        self.every_byte_verifies()
        if self.chance.random() < 0.5:
            self.search(self.query())
            for entry in self.chance.sample(self.written.ids(), min(4, len(self.written.ids()))):
                word = next((word for word in self.written.shown(entry).content.text.split() if MARK in word), "rain")
                self.search(word)
        if self.purged:
            self.purged = False
            assert self.forgotten_in_vault() == set()

    def every_revision_is_there_as_it_was(self) -> None:
        for entry, revisions in self.written.revisions.items():
            there = sorted(self.vault.revisions(entry), key=lambda r: r.id)
            assert there == sorted(revisions, key=lambda r: r.id)
        rows = self.vault.database.rows("select distinct subject from record where kind = 'entry'")
        assert {bytes(row[0]).hex() for row in rows} == set(self.written.revisions)  # type: ignore[arg-type]  # strict

    def what_is_shown_follows_from_the_revisions(self) -> None:
        entries = {entry.id: entry for entry in self.vault.iter_entries()}

        assert entries == {entry: self.written.shown(entry) for entry in self.written.ids()}
        for trashed in (False, True):
            there = self.vault.timeline(trashed=trashed, sight=UNHIDDEN)
            assert {entry.id for entry in there} == set(self.written.contents(trashed=trashed))
            days = [entry.content.day for entry in there]
            assert days == sorted(days, reverse=True)

    def no_word_is_lost_or_invented_where_edits_met(self) -> None:
        for entry in self.written.ids():
            assert lost_words(self.written, entry) == set()
            assert invented_words(self.written, entry) == set()

    def tags_and_notebooks_are_counted(self) -> None:
        contents = list(self.written.contents().values())
        tags = sorted({tag for content in contents for tag in content.tags})
        journals = {content.journal for content in contents}

        assert self.vault.count() == len(contents)
        assert self.vault.tag_counts(sight=UNHIDDEN) == [(tag, sum(tag in c.tags for c in contents)) for tag in tags]
        assert dict(self.vault.journal_counts(sight=UNHIDDEN)) == {
            j: sum(c.journal == j for c in contents) for j in journals
        }

    def drafts_and_settings_are_the_last_ones(self) -> None:
        assert {draft.id: draft for draft in self.desk.drafts.all()} == self.written.drafts
        assert {name: self.vault.setting(name) for name in self.written.settings} == self.written.settings

    def what_she_said_of_it_is_there(self) -> None:
        for entry in self.written.revisions:
            assert self.said(entry) == self.written.said.get(entry, {})

    def said(self, entry: str) -> dict[str, str | None]:
        """The words she marked in an entry, by the record that says so; None where it was purged."""
        records = [record for record in self.vault.records(entry) if record.kind == ANNOTATION]
        return {one.id: None if one.meta is None else str(one.meta["is"]["quote"]) for one in records}  # type: ignore[index]  # an object

    def every_file_has_its_bytes(self) -> None:
        assert self.written.used_files() <= set(self.blobs.names())
        for blob in self.written.used_files():
            assert self.blobs.load(blob, size_max=FILE_BYTES_MAX) == self.written.files[blob]

    def every_byte_verifies(self) -> None:
        wrong = [checked for checked in verify(self.vault) if checked.problem]
        assert not wrong, wrong

    # Looking

    def search(self, query: str) -> None:
        """Asks the index and the model, of what is shown and of the trash."""
        tree = parse(query)
        for scope, trashed in ((query, False), (f"({query}) is:trashed", True)):
            hits = self.desk.find.entries(scope, today=TODAY, limit=1000, sight=UNHIDDEN)
            found = sorted(hit.entry.id for hit in hits.hits)
            contents = self.written.contents(trashed=trashed)
            assert found == sorted(entry for entry, content in contents.items() if finds(tree, content)), scope
            assert hits.total == len(found)

    def query(self) -> str:
        """Something to look for: words that are there, that were there, or that were never."""
        texts = [r.content.text for revisions in self.written.revisions.values() for r in revisions if r.content]
        words = [word.strip(".") for text in texts for word in text.split() if word.strip(".")]
        one, other = (self.chance.choice([*words, f"{MARK}99999x", "rain"]) for _ in range(2))
        return self.chance.choice(
            [
                one,
                f"{one[:9]}*",
                f'"{one} {other}"',
                f"{one} OR {other}",
                f"{one} -{other}",
                f"-{one}",
                "tag:sea",
                f"in:letters {one}",
                "is:starred",
                "has:file",
                f"on:2026-03-05 -{one}",
                "before:2000-01-01",
            ]
        )

    def forgotten_in_vault(self) -> set[str]:
        """Words of purged entries that the vault still has somewhere, decrypted."""
        pages = plain_pages(self.vault, self.root)
        os.unlink(self.root / "copy.db")
        every = [pages.decode("latin-1"), *Diary(self.vault).terms(), *self.log_texts()]
        there = {mark for text in every for mark in re.findall(rf"{MARK}\d+x", text)}
        found = {word for word in self.written.forgotten if word[word.index(MARK) :] in there}
        return found | {f"{len(shred)} bytes" for shred in self.written.shreds if shred in pages}

    def log_texts(self) -> list[str]:
        """What the second copy says."""
        folder = os.path.join(self.vault.folder, FOLDER)
        texts = []
        for device, head in load_heads(folder, self.vault.keys.log, self.vault.header.vault, self.vault.disk).items():
            assert not isinstance(head, Damaged)
            there = set(os.listdir(os.path.join(folder, "segments", device)))
            assert there == {segment.name for segment in head.segments}, "a file that no head names may hold anything"
            for segment in head.segments:
                records = load_segment(
                    folder, device, segment, self.vault.keys.log, self.vault.header.vault, self.vault.disk
                )
                texts += [f"{record.meta} {record.body}" for _, record in records]
        return texts
