"""What was written, as a model: what a vault must hold and show, made without asking it."""

import zlib
from hashlib import blake2b
from typing import NamedTuple

from goldseam.keep.vault import COMPRESS_OVER
from goldseam.keep.view import view_of
from goldseam.words.entry import Content, Entry, Revision
from goldseam.write.drafts import Draft


class Secrets(NamedTuple):
    """What opens a vault, and what did once."""

    passphrases: tuple[str, ...]
    papers: tuple[str, ...]
    former: tuple[str, ...] = ()


class Written:
    """Everything that was ever acknowledged.

    Attributes:
        revisions: of each entry, in the order in which they were made; without content once the entry is purged.
        drafts: by id.
        settings: by name.
        files: by blob: what the file says.
        forgotten: words of purged entries, which nothing may hold any more.
        shreds: a piece of every purged text that was kept compressed, as it stood there.
        secrets: of the vault.
    """

    def __init__(self, secrets: Secrets) -> None:
        self.revisions: dict[str, list[Revision]] = {}
        self.drafts: dict[str, Draft] = {}
        self.settings: dict[str, object] = {}
        self.files: dict[str, bytes] = {}
        self.forgotten: set[str] = set()
        self.shreds: set[bytes] = set()
        self.secrets = secrets
        self.said: dict[str, dict[str, str | None]] = {}  # by entry and record: the words she marked; None once purged

    def copy(self) -> "Written":
        """The same at this moment; what is in it is never changed, only replaced."""
        made = Written(self.secrets)
        made.revisions = {entry: list(revisions) for entry, revisions in self.revisions.items()}
        made.drafts, made.settings, made.files = dict(self.drafts), dict(self.settings), dict(self.files)
        made.said = {entry: dict(said) for entry, said in self.said.items()}
        made.forgotten, made.shreds = set(self.forgotten), set(self.shreds)
        return made

    # Asking

    def ids(self) -> list[str]:
        """Of the entries that are not purged, in the order in which they came."""
        return [entry for entry, revisions in self.revisions.items() if revisions[0].content is not None]

    def heads(self, entry: str) -> list[Revision]:
        """The revisions that none names as parent."""
        named = {parent for revision in self.revisions[entry] for parent in revision.parents}
        return [revision for revision in self.revisions[entry] if revision.id not in named]

    def shown(self, entry: str) -> Entry:
        """What is to be seen of an entry: what its one head says; several are merged, and the merge is judged apart."""
        heads = self.heads(entry)
        if len(heads) > 1:
            merged = view_of(list(reversed(self.revisions[entry])))
            assert merged is not None
            return merged
        first = min(self.revisions[entry], key=lambda r: (r.recorded_at, r.id))
        return Entry(entry, content_of(heads[0]), (heads[0].id,), first.came_by, (), heads[0].recorded_at)

    def contents(self, *, trashed: bool = False) -> dict[str, Content]:
        """What is shown, or what is in the trash."""
        shown = {entry: self.shown(entry).content for entry in self.ids()}
        return {entry: content for entry, content in shown.items() if content.trashed == trashed}

    def used_files(self) -> set[str]:
        """The files that a revision or a draft names."""
        contents = [r.content for revisions in self.revisions.values() for r in revisions if r.content is not None]
        contents += [draft.content for draft in self.drafts.values()]
        return {attachment.blob for content in contents for attachment in content.attachments}

    def words(self) -> set[str]:
        """Every word that is still anybody's."""
        contents = [r.content for revisions in self.revisions.values() for r in revisions if r.content is not None]
        contents += [draft.content for draft in self.drafts.values()]
        return {word for content in contents for word in words_of(content)}

    # Changing

    def add(self, revision: Revision) -> None:
        """A revision was acknowledged."""
        self.revisions.setdefault(revision.entry, []).append(revision)

    def purge(self, entry: str) -> None:
        """An entry was removed for good, with every draft of it."""
        gone = [revision.content for revision in self.revisions[entry] if revision.content is not None]
        gone += [draft.content for draft in self.drafts.values() if draft.entry == entry]
        self.revisions[entry] = [r._replace(content=None, nonce="", came_by="") for r in self.revisions[entry]]
        self.drafts = {id_: draft for id_, draft in self.drafts.items() if draft.entry != entry}
        self.said[entry] = dict.fromkeys(self.said.get(entry, {}))
        self.files = {blob: data for blob, data in self.files.items() if blob in self.used_files()}
        self.forgotten |= {word for content in gone for word in words_of(content)}
        self.forgotten -= self.words()
        packed = [zlib.compress(content.text.encode()) for content in gone if len(content.text) > COMPRESS_OVER]
        self.shreds |= {data[8:40] for data in packed}

    def unite(self, other: "Written") -> None:
        """What another copy of the vault has comes to this one."""
        for entry, theirs in other.revisions.items():
            ours = self.revisions.setdefault(entry, [])
            known = {revision.id for revision in ours}
            ours += [revision for revision in theirs if revision.id not in known]
            self.said[entry] = {**other.said.get(entry, {}), **self.said.get(entry, {})}
            if any(revision.content is None for revision in (*ours, *theirs)):
                self.purge(entry)


def content_of(revision: Revision) -> Content:
    """What a revision says that is not purged."""
    assert revision.content is not None
    return revision.content


def words_of(content: Content) -> set[str]:
    """The words in a content that were made for it alone (`Pen`), wherever they stand."""
    every = " ".join([content.text, content.title, content.journal, *content.tags])
    return {word for word in every.replace(".", " ").split() if MARK in word}


def blobs_of(content: Content) -> set[str]:
    """The files of a content."""
    return {attachment.blob for attachment in content.attachments}


MARK = "zq"
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


class Pen:
    """Makes words that stand nowhere else, none the beginning of another.

    They begin with letters of all kinds, because the index keeps of a word only what it has not in common with the one
    before it in the alphabet: what follows the mark is then found in its pages as it is.
    """

    def __init__(self) -> None:
        self.count = 0

    def word(self) -> str:
        """A new word."""
        self.count += 1
        letters = blake2b(str(self.count).encode(), digest_size=2).hexdigest().translate(_LETTERS)
        return f"{letters}{MARK}{self.count:05d}x"

    def words(self, count: int) -> list[str]:
        """New words."""
        return [self.word() for _ in range(count)]


def lost_words(written: Written, entry: str) -> set[str]:
    """Words that a head of an entry has, that no head removed, and that are not shown."""
    heads = written.heads(entry)
    known = {revision.id: revision for revision in written.revisions[entry]}
    held = [set(content_of(head).text.replace(".", " ").split()) for head in heads]
    removed = set()
    for head, has in zip(heads, held, strict=True):
        waiting, seen = [head.id], set()
        while waiting:
            id_ = waiting.pop()
            if id_ in known and id_ not in seen:
                seen.add(id_)
                waiting += known[id_].parents
        removed |= {word for id_ in seen for word in content_of(known[id_]).text.replace(".", " ").split()} - has
    shown = set(written.shown(entry).content.text.replace(".", " ").split())
    return {word for word in set().union(*held) - removed - shown if MARK in word}


def invented_words(written: Written, entry: str) -> set[str]:
    """Words that are shown of an entry, and that no head of it has."""
    held = {word for head in written.heads(entry) for word in content_of(head).text.replace(".", " ").split()}
    return set(written.shown(entry).content.text.replace(".", " ").split()) - held
