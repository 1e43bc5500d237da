"""Rules of writing: what she does to entries, drafts and files."""

import io
import json
import re

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from goldseam.exchange.incoming import Circumstances
from goldseam.exchange.intake import take_in
from goldseam.exchange.recognise import recognise
from goldseam.exchange.report import IMPORTED, SKIPPED
from goldseam.words.entry import Content, Entry
from goldseam.write.attachments import Attachments
from goldseam.write.drafts import Draft
from tests.making import NOW, ZONE, words
from tests.read.small_reader import SmallReader
from tests.safety.machine import Machine
from tests.safety.written import content_of

# A word of her own is made anew each time (None), the others stand in many entries.
WORDS = st.lists(st.sampled_from([None, None, None, "rain", "sea", "Straße", "東京", "🌊", "rain."]), max_size=7)
WHICH = st.integers(0, 99)
DAYS = ["2026-03-05", "2026-03-06", "1666-09-02", "1999-12-31"]
FIELDS = st.one_of(
    st.tuples(st.just("title"), st.sampled_from(["", "Sea", None])),
    st.tuples(st.just("journal"), st.sampled_from(["", "letters", "work"])),
    st.tuples(st.just("tags"), st.lists(st.sampled_from(["sea", "bea", "two words"]), unique=True).map(tuple)),
    st.tuples(st.just("starred"), st.booleans()),
    st.tuples(st.just("day"), st.sampled_from(DAYS)),
    st.tuples(st.just("zone"), st.sampled_from([ZONE, "+02:00", "Asia/Tokyo"])),
    st.tuples(st.just("written_at"), st.sampled_from([NOW, NOW - 86_400_000, -9_000_000_000_000])),
    st.tuples(st.just("extra"), st.dictionaries(st.sampled_from("xy"), st.integers(0, 2) | st.none(), max_size=2)),
)
FILES = st.sampled_from([(b"%PDF-1.4 one", "one.pdf"), (b"two" * 9, "two.txt"), (b"\x89PNG\r\n\x1a\n3", "3.png")])


def has_entries(machine: Machine) -> bool:
    """Whether there is something to change."""
    return bool(machine.written.ids())


def has_drafts(machine: Machine) -> bool:
    """Whether something was left unfinished."""
    return bool(machine.written.drafts)


class Writing(Machine):
    """See the module."""

    def text(self, told: list[str | None], *, long: bool = False) -> str:
        """A text of these words."""
        return " ".join([*(word or self.pen.word() for word in told), *self.pen.words(40 if long else 0)])

    def edited(self, content: Content, at: int, cut: int, told: list[str | None]) -> Content:
        """The content with a few words taken out of it, and others put in their place."""
        before = content.text.split(" ")
        at %= len(before) + 1
        return content._replace(text=" ".join([*before[:at], *self.text(told).split(" "), *before[at + cut :]]))

    @rule(told=WORDS, long=st.booleans(), day=st.sampled_from([None, *DAYS]), tags=st.sampled_from([(), ("sea",)]))
    def save(self, *, told: list[str | None], long: bool, day: str | None, tags: tuple[str, ...]) -> None:
        content = words(self.text(told, long=long), day=day, at=self.tick(), tags=tags)
        entry = self.desk.entries.add(content, now_ms=self.now)

        self.learn(entry.id, content, ())

    @precondition(has_entries)
    @rule(which=WHICH, at=WHICH, cut=st.integers(0, 4), told=WORDS)
    def edit(self, which: int, at: int, cut: int, told: list[str | None]) -> None:
        shown = self.written.shown(self.some(which))
        content = self.edited(shown.content, at, cut, told)
        self.desk.entries.revise(shown.id, content, now_ms=self.tick(), base=shown.heads)

        self.learn(shown.id, content, shown.heads)

    @precondition(has_entries)
    @rule(which=WHICH, old=WHICH, at=WHICH, cut=st.integers(0, 4), told=WORDS)
    def edit_from_an_old_base(self, which: int, old: int, at: int, cut: int, told: list[str | None]) -> None:
        entry = self.some(which)
        revisions = self.written.revisions[entry]
        base = revisions[old % len(revisions)]
        content = self.edited(content_of(base), at, cut, told)
        self.desk.entries.revise(entry, content, now_ms=self.tick(), base=(base.id,))

        self.learn(entry, content, (base.id,))

    @precondition(has_entries)
    @rule(which=WHICH, change=FIELDS)
    def change_what_stands_around_it(self, which: int, change: tuple[str, object]) -> None:
        name, value = change
        self.change(self.some(which), **{name: self.pen.word() if value is None else value})

    @precondition(has_entries)
    @rule(which=WHICH)
    def trash(self, which: int) -> None:
        self.change(self.some(which), trashed=True)

    @precondition(has_entries)
    @rule(which=WHICH)
    def untrash(self, which: int) -> None:
        self.change(self.some(which), trashed=False)

    def change(self, entry: str, **fields: object) -> None:
        """Changes some fields of what is shown; where they are so already, nothing is recorded."""
        shown = self.written.shown(entry)
        self.desk.entries.change(entry, now_ms=self.tick(), **fields)
        self.learn_change(shown, **fields)

    def learn_change(self, shown: Entry, **fields: object) -> None:
        """Some fields are others now. Where two versions stood, each has them, and both stand."""
        if shown.conflicts:
            heads = sorted(self.written.heads(shown.id), key=lambda head: (head.recorded_at, head.id))
            versions = [(head.id, content_of(head), content_of(head)._replace(**fields)) for head in heads]  # type: ignore[arg-type]  # fields of Content
            self.learn_all(shown.id, [(after, (id_,), "") for id_, before, after in versions if after != before])
            return
        content = shown.content._replace(**fields)  # type: ignore[arg-type]  # as above
        if content != shown.content or len(shown.heads) > 1:
            self.learn(shown.id, content, shown.heads)

    @rule(old=st.sampled_from(["sea", "bea"]), new=st.sampled_from(["sea", "far away"]))
    def rename_a_tag_everywhere(self, old: str, new: str) -> None:
        for entry in self.vault.entries_tagged(old):
            tags = self.written.shown(entry).content.tags
            self.change(entry, tags=tuple(dict.fromkeys(new if tag == old else tag for tag in tags)))

        assert old == new or not self.vault.entries_tagged(old)

    @precondition(has_entries)
    @rule(which=WHICH, old=WHICH)
    def restore_a_revision(self, which: int, old: int) -> None:
        shown = self.written.shown(self.some(which))
        revisions = self.written.revisions[shown.id]
        revision = revisions[old % len(revisions)]
        self.desk.entries.restore(shown.id, revision.id, now_ms=self.tick())

        self.learn(shown.id, content_of(revision)._replace(trashed=shown.content.trashed), shown.heads)

    @precondition(has_entries)
    @rule(which=st.lists(WHICH, min_size=1, max_size=2))
    def purge(self, which: list[int]) -> None:
        entries = sorted({self.some(each) for each in which})
        self.desk.purge(entries)
        for entry in entries:
            self.written.purge(entry)
        self.purged = True

        assert set(self.blobs.names()) == self.written.used_files()

    # What stands in it

    @precondition(has_entries)
    @rule(which=WHICH, at=WHICH)
    def mark_a_word(self, which: int, at: int) -> None:
        shown = self.written.shown(self.some(which))
        marked = list(re.finditer(r"\S+", shown.content.text))
        if not marked:
            return
        place = marked[at % len(marked)].span()
        told = {"type": "mention", "spans": [list(place)], "kind": "person", "form": "name", "ref": None}
        standing = self.desk.judgements.add(shown, told, now_ms=self.tick())
        self.learn_what_was_said(shown)

        assert standing.finding.words == shown.content.text[slice(*place)]

    @precondition(has_entries)
    @rule(which=WHICH, at=WHICH)
    def take_a_mark_back(self, which: int, at: int) -> None:
        shown = self.written.shown(self.some(which))
        said = self.desk.judgements.said(shown)
        if said:
            self.desk.judgements.withdraw(shown, said[at % len(said)].id, now_ms=self.tick())
            self.learn_what_was_said(shown)

            assert len(self.desk.judgements.said(shown)) in {
                len(said) - 1,
                len(said),
            }  # a later clock may say otherwise

    def learn_what_was_said(self, shown: Entry) -> None:
        """The vault has one record more of what she said."""
        known = self.written.said.setdefault(shown.id, {})
        new = {id_: words for id_, words in self.said(shown.id).items() if id_ not in known}

        assert len(new) == 1
        known |= new

    @rule()
    def read_what_is_due(self) -> None:
        self.desk.readings.follow(SmallReader(), now_ms=lambda: self.now)

        assert self.desk.readings.pending() == 0
        for entry in self.written.ids():
            text = self.written.shown(entry).content.text
            for standing in self.desk.readings.standings(self.written.shown(entry)).here:
                assert text[slice(*standing.finding.span)] == standing.finding.words

    # Drafts

    @rule(which=WHICH, told=WORDS, new=st.booleans())
    def begin_a_draft(self, *, which: int, told: list[str | None], new: bool) -> None:
        drafts = self.desk.drafts
        if new or not has_entries(self):
            draft = Draft(drafts.new_id(), words(self.text(told)), None, (), self.tick())
        else:
            shown = self.written.shown(self.some(which))
            content = shown.content._replace(text=self.text(told))
            draft = Draft(drafts.new_id(), content, shown.id, shown.heads, self.tick())
        drafts.save(draft)
        self.written.drafts[draft.id] = draft

    @precondition(has_drafts)
    @rule(which=WHICH, told=WORDS)
    def write_on_at_a_draft(self, which: int, told: list[str | None]) -> None:
        draft = self.draft(which)
        content = draft.content._replace(text=f"{draft.content.text} {self.text(told)}")
        self.written.drafts[draft.id] = draft._replace(content=content, saved_at=self.tick())
        self.desk.drafts.save(self.written.drafts[draft.id])

    @precondition(has_drafts)
    @rule(which=WHICH)
    def finish_a_draft(self, which: int) -> None:
        draft = self.draft(which)
        if draft.entry is None:
            entry = self.desk.entries.add(draft.content, now_ms=self.tick()).id
        else:
            entry = draft.entry
            self.desk.entries.revise(entry, draft.content, now_ms=self.tick(), base=draft.base)
        self.learn(entry, draft.content, draft.base)
        self.discard(draft)

    @precondition(has_drafts)
    @rule(which=WHICH)
    def discard_a_draft(self, which: int) -> None:
        self.discard(self.draft(which))

    def draft(self, which: int) -> Draft:
        """One of the drafts."""
        return list(self.written.drafts.values())[which % len(self.written.drafts)]

    def discard(self, draft: Draft) -> None:
        """Forgets a draft."""
        self.desk.drafts.discard(draft.id)
        del self.written.drafts[draft.id]

    # Files

    @precondition(has_entries)
    @rule(which=WHICH, file=FILES)
    def attach(self, which: int, file: tuple[bytes, str]) -> None:
        data, name = file
        shown = self.written.shown(self.some(which))
        entry, attachment = Attachments(self.vault).add(shown.id, io.BytesIO(data), name, now_ms=self.tick())
        self.written.files[attachment.blob] = data

        assert (attachment.name, attachment.size) == (name, len(data))
        if attachment in shown.content.attachments:
            assert entry == shown
        else:
            self.learn_change(shown, attachments=(*shown.content.attachments, attachment))

    @precondition(has_entries)
    @rule(which=WHICH)
    def take_the_files_away(self, which: int) -> None:
        self.change(self.some(which), attachments=())

    @rule()
    def remove_files_that_nothing_names(self) -> None:
        Attachments(self.vault).remove_unused()

        assert set(self.blobs.names()) == self.written.used_files()

    # Coming from elsewhere

    @rule(told=st.lists(WORDS, min_size=1, max_size=3))
    def import_a_source_twice(self, told: list[list[str | None]]) -> None:
        texts = [self.text([None, *each]) for each in told]
        path = self.root / "source.jsonl"
        path.write_text("".join(json.dumps({"date": "2026-03-05", "text": text}) + "\n" for text in texts))
        for expected in (IMPORTED, SKIPPED):
            records = recognise(str(path)).records(Circumstances(ZONE))
            rows = list(take_in(self.vault, records, now_ms=self.tick()))

            assert [row.outcome for row in rows] == [expected] * len(texts)
            if expected == IMPORTED:
                for row, text in zip(rows, texts, strict=True):
                    ((content, _, _),) = self.unknown(row.entry)
                    assert content is not None
                    assert (content.text, content.day) == (text, "2026-03-05")
                    self.learn(row.entry, content, (), "import")
