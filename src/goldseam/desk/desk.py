"""An open desk."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from goldseam.desk.clock import now_ms
from goldseam.desk.settings import setting_of
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.inbox import waiting
from goldseam.keep.keys import Keys
from goldseam.keep.vault import LOOKED_BACK, Vault
from goldseam.words.day import day_of
from goldseam.words.problem import Misused, Problem

EXPORTING = "exporting"  # the fact of exchange.exporters.cut_short

# A desk is opened by every command: each imports the rooms it enters.
if TYPE_CHECKING:
    from goldseam.find.likeness import Likeness
    from goldseam.find.search import Find
    from goldseam.keep.sight import Sight
    from goldseam.keep.sights import Sights
    from goldseam.lookback.around import AroundDates
    from goldseam.lookback.asking import Asking
    from goldseam.lookback.befores import Befores
    from goldseam.lookback.body import Body
    from goldseam.lookback.chapters import Chapters
    from goldseam.lookback.checkin import CheckIns
    from goldseam.lookback.commitments import Commitments
    from goldseam.lookback.decisions import Decisions
    from goldseam.lookback.earlier import EarlierPlaces
    from goldseam.lookback.letters import Letters
    from goldseam.lookback.lived import Lived
    from goldseam.lookback.noted import NoteSight
    from goldseam.lookback.persons import Persons
    from goldseam.lookback.rests import Rests
    from goldseam.lookback.rule import Rule
    from goldseam.lookback.store import Store
    from goldseam.lookback.then_and_now import ThenAndNow
    from goldseam.lookback.threads import Thread, Threads
    from goldseam.read.judgements import Judgements
    from goldseam.read.questions import Questions
    from goldseam.read.readings import Readings
    from goldseam.read.registry import Registry
    from goldseam.words.entry import Entry
    from goldseam.words.rest import Purpose
    from goldseam.write.drafts import Drafts
    from goldseam.write.entries import Entries


class Desk:
    """An unlocked vault with the rooms round it.

    Attributes:
        vault: keep.
        zone: of the person, for what she writes now.
        arrived: how many entries came from the inbox when the desk was opened.
        arrival_problems: what of the inbox could not be opened.
        looked: ids of the rests she chose to look behind, for as long as this desk is hers.
        cut_short: where exports lay, readable, that a kill had ended; they were removed when the desk was opened.
    """

    def __init__(self, folder: str, keys: Keys, *, zone: str, disk: Disk | None = None) -> None:
        """Opens the vault and takes in what was left while it was locked. Cost: a few ms at any size."""
        disk = disk or Disk()
        self.vault = Vault(folder, load_header(folder, disk), keys, disk=disk)
        self.zone = zone
        self.looked: frozenset[str] = frozenset()
        self._looked_by_name: frozenset[str] = frozenset()
        self.arrived = 0
        self.arrival_problems: list[Problem] = []
        if waiting(folder, disk):
            from goldseam.write.arrivals import take_arrivals

            self.arrived, self.arrival_problems = take_arrivals(self.vault, now_ms=now_ms(), zone=zone)
        self.cut_short: list[str] = []
        if self.vault.fact(EXPORTING):
            from goldseam.exchange.exporters.cut_short import clear_cut_short

            self.cut_short = clear_cut_short(self.vault)

    @cached_property
    def entries(self) -> "Entries":
        """write: add, revise, trash, restore."""
        from goldseam.write.entries import Entries

        return Entries(self.vault)

    @cached_property
    def drafts(self) -> "Drafts":
        """write: what is on the page before it is an entry."""
        from goldseam.write.drafts import Drafts

        return Drafts(self.vault)

    @cached_property
    def find(self) -> "Find":
        """find: search, suggestions."""
        from goldseam.find.search import Find

        return Find(self.vault)

    @cached_property
    def registry(self) -> "Registry":
        """read: who is who."""
        from goldseam.read.registry import Registry

        return Registry(self.vault)

    @cached_property
    def readings(self) -> "Readings":
        """read: what stands in the entries."""
        from goldseam.read.readings import Readings

        return Readings(self.vault, self.registry)

    @cached_property
    def judgements(self) -> "Judgements":
        """read: her word on what stands in the entries."""
        from goldseam.read.judgements import Judgements

        return Judgements(self.vault, self.readings)

    @cached_property
    def questions(self) -> "Questions":
        """read: what the entries say, across all of them."""
        from goldseam.read.questions import Questions

        return Questions(self.vault, self.registry)

    @cached_property
    def likeness(self) -> "Likeness":
        """find: entries that speak of the same; with what `desk.embedding` makes of texts."""
        from goldseam.find.likeness import Likeness

        return Likeness(self.vault)

    @cached_property
    def store(self) -> "Store":
        """lookback: what she made there."""
        from goldseam.lookback.store import Store

        return Store(self.vault)

    @cached_property
    def asking(self) -> "Asking":
        """lookback: questions in her words."""
        from goldseam.lookback.asking import Asking

        return Asking(self.vault, self.find, self.likeness)

    @cached_property
    def earlier(self) -> "EarlierPlaces":
        """lookback: earlier places that speak of the same, for her to sort."""
        from goldseam.lookback.earlier import EarlierPlaces

        return EarlierPlaces(self.vault, self.find, self.likeness)

    @cached_property
    def befores(self) -> "Befores":
        """lookback: what she sorted of them."""
        from goldseam.lookback.befores import Befores

        return Befores(self.vault, self.store, self.note_sight)

    @cached_property
    def check_ins(self) -> "CheckIns":
        """lookback: two sliders and a word, once a day."""
        from goldseam.lookback.checkin import CheckIns

        return CheckIns(self.store)

    @cached_property
    def around(self) -> "AroundDates":
        """lookback: her check-ins and words around a date she sets, and numbers below them."""
        from goldseam.lookback.around import AroundDates

        return AroundDates(self.vault, self.store, self.letters)

    @cached_property
    def commitments(self) -> "Commitments":
        """lookback: what was said to be coming, and whether it came."""
        from goldseam.lookback.commitments import Commitments

        return Commitments(self.vault, self.store, self.questions, self.readings, self.judgements)

    @cached_property
    def body(self) -> "Body":
        """lookback: notes on the body, beside her days."""
        from goldseam.lookback.body import Body

        return Body(self.vault, self.store, self.questions)

    @cached_property
    def letters(self) -> "Letters":
        """lookback: letters that are sent to nobody."""
        from goldseam.lookback.letters import Letters

        return Letters(self.vault, self.store, self.entries, self.note_sight)

    @cached_property
    def lived(self) -> "Lived":
        """lookback: what her pages say about a day, whenever they were written."""
        from goldseam.lookback.lived import Lived

        return Lived(self.vault, self.questions)

    @cached_property
    def persons(self) -> "Persons":
        """lookback: somebody, through time."""
        from goldseam.lookback.persons import Persons

        return Persons(self.vault, self.questions)

    @cached_property
    def chapters(self) -> "Chapters":
        """lookback: what she calls a stretch of days of somebody."""
        from goldseam.lookback.chapters import Chapters

        return Chapters(self.store)

    @cached_property
    def threads(self) -> "Threads":
        """lookback: searches that she keeps and names."""
        from goldseam.lookback.threads import Threads

        threads = Threads(self.vault, self.store, self.find)
        threads.take_over(now_ms=now_ms())
        return threads

    @cached_property
    def then_and_now(self) -> "ThenAndNow":
        """lookback: two passages of hers about somebody or something, drawn by lot."""
        from goldseam.lookback.then_and_now import ThenAndNow

        return ThenAndNow(self.vault, self.find, self.questions)

    @cached_property
    def decisions(self) -> "Decisions":
        """lookback: what she decided, and her reviews of it."""
        from goldseam.lookback.decisions import Decisions

        return Decisions(self.vault, self.store, self.note_sight)

    @cached_property
    def rests(self) -> "Rests":
        """lookback: what she lets rest."""
        from goldseam.lookback.rests import Rests

        return Rests(self.vault, self.store, self.registry, self.find)

    @cached_property
    def _sights(self) -> "Sights":
        from goldseam.keep.sights import Sights

        return Sights(self.vault)

    def sight(self, purpose: "Purpose", *, named: frozenset[str] = frozenset()) -> "Sight":
        """What may be seen for a purpose, now; every reading of entries for her eyes needs one.

        Args:
            purpose: why.
            named: ids of the rests whose person, place or thread her question names.
        """
        if self.vault.fact(LOOKED_BACK):
            self.rests.follow()
        return self._sights.of(purpose, now_ms=now_ms(), named=named | self._looked_by_name, looked=self.looked)

    def note_sight(self, purpose: "Purpose") -> "NoteSight":
        """What may be seen of notes that are no entries, for a purpose, now."""
        return self.rests.note_sight(purpose, now_ms=now_ms(), named=self._looked_by_name, looked=self.looked)

    def note_sight_for(self, question: str) -> "NoteSight":
        """What may be seen of notes on whom or what her words name; see `sight_for`."""
        from goldseam.words.rest import Purpose

        everything = {rule.id for rule in self.rests.all() if rule.sort == "all"}
        named = self.rests.named_in(question) | everything | self._looked_by_name
        return self.rests.note_sight(Purpose.ASK, now_ms=now_ms(), named=named, looked=self.looked)

    def look_behind(self, word: str) -> None:
        """Looks, for as long as this desk is hers, behind the rests of a name, or `all`.

        Raises: Misused: nothing rests under that name.
        """
        from goldseam.lookback.rule import refuse_nobody

        found = self.rests.all() if word == "all" else self.rests.of(word)
        if not found:
            refuse_nobody(word)
        self._looked_by_name |= {rule.id for rule in found}
        self.looked |= self._looked_by_name

    def sight_for(self, question: str) -> "Sight":
        """What may be seen of whom or what her words name; where they are empty, what goldseam may show by itself."""
        from goldseam.words.rest import Purpose

        if not question.strip():
            return self.sight(Purpose.UNASKED)
        if not self.vault.fact(LOOKED_BACK):
            return self.sight(Purpose.ASK)
        # Who names somebody goes there herself, also while everything is quiet.
        everything = {rule.id for rule in self.rests.all() if rule.sort == "all"}
        return self.sight(Purpose.ASK, named=self.rests.named_in(question) | everything)

    def kept_threads(self) -> "list[Thread]":
        """The threads she keeps, without those that rest, or that name whom she would rather not meet."""
        kept = self.threads.all()
        if not self.vault.fact(LOOKED_BACK):
            return kept
        return [thread for thread in kept if self._rests_on(thread) <= self.looked]

    def sight_of_thread(self, thread: "Thread") -> "Sight":
        """What may be seen of a thread to which she goes.

        Raises: Misused: it is away, or names whom is away, and she may look all the same.
        """
        from goldseam.words.rest import Purpose

        if not self.vault.fact(LOOKED_BACK):
            return self.sight(Purpose.ASK)
        on_it = self._rests_on(thread)
        rules = self.rests.all()
        if any(rule.id in on_it - self.looked and rule.depth_at(now_ms()) == "away" for rule in rules):
            raise _resting("you let that thread rest, or whom it names")
        return self.sight(Purpose.ASK, named=on_it | {rule.id for rule in rules if rule.sort == "all"})

    def _rests_on(self, thread: "Thread") -> frozenset[str]:
        """The ids of the rules of a thread, and of whom it names."""
        own = {rule.id for rule in self.rests.all() if rule.thread == thread.id}
        return self.rests.named_in(f"{thread.name} {thread.query}") | own

    def away_in(self, question: str) -> "list[Rule]":
        """What her words name that is away now, and that she does not look behind: she may look all the same."""
        if not self.vault.fact(LOOKED_BACK):
            return []
        named = self.rests.named_in(question) - self.looked
        return [rule for rule in self.rests.all() if rule.id in named and rule.rest.depth_at(now_ms()) == "away"]

    def refuse_resting(self, name: str, sight: "Sight") -> None:
        """Raises Misused: she asked for somebody whom she let rest, and may look all the same."""
        from goldseam.words.name import folded_name

        if sight.names_one_of([folded_name(name)]):
            raise _resting("you let that name rest")

    def entry_in_sight(self, word: str) -> "Entry":
        """The entry of an id or of the beginning of one.

        Raises: Misused: there is none, there are several, or it rests.
        """
        from goldseam.words.rest import Purpose

        entry = self.vault.entry(self.vault.resolve(word))
        assert entry is not None, "it was just found"
        if not self.sight(Purpose.BROWSE).shows(entry.id):
            raise _resting("you let this page rest")
        return entry

    @property
    def day_start_hour(self) -> int:
        """Until when the night belongs to the day before."""
        return int(setting_of(self.vault, "day_start_hour"))

    def today(self) -> str:
        """The journal day of now."""
        return day_of(now_ms(), self.zone, day_start_hour=self.day_start_hour)

    def flush(self) -> int:
        """Brings the second copy under log/ up to date; returns how many records it had not."""
        from goldseam.keep.ledger import flush

        return flush(self.vault, now_ms=now_ms())

    def purge(self, entry_ids: Sequence[str]) -> None:
        """Removes entries so that nothing of them is readable in the database, the index, the logs or the blobs.

        Ids of people in the registry are removed likewise.
        """
        from goldseam.write.attachments import Attachments

        self.entries.purge(entry_ids, now_ms=now_ms())
        self.readings.forget(entry_ids)
        self.find.follow()
        self.likeness.take_note()
        Attachments(self.vault).remove_unused()
        self.flush()
        self.vault.settle()

    def close(self) -> None:
        """Ends the connection; nothing saved depends on it."""
        self.vault.close()


def _resting(happened: str) -> Misused:
    return Misused(
        happened,
        safe="all of it is as you wrote it, and in every backup and export",
        next="to look once: --look NAME, or Look once under More, Resting; what rests: goldseam rest",
        code="desk.rests",
    )
