"""Tags and notebooks as things of their own: renamed, merged, taken away and coloured in every entry at once.

Every such change is one action and one transaction: a new revision of each entry, so that nothing is lost, and a way
to take all of it back. The words in the texts are never touched, so a `#word` in one stays as it is.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from goldseam.keep.digest import blake2b
from goldseam.keep.listing import names_of
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.words.entry import Content
from goldseam.write.entries import Entries, Revised

TAG, NOTEBOOK = "tag", "notebook"
KINDS = (TAG, NOTEBOOK)
COLOURS = ("gold", "rose", "green", "blue", "violet", "grey")
SETTING = "label_colours"  # of a label's id, so that a name that was removed for good is in no setting either
ID_BYTES = 16


class Label(NamedTuple):
    """A tag or a notebook.

    Attributes:
        kind: TAG or NOTEBOOK.
        name: a tag's without sign; the notebook that entries are in at first has none.
    """

    kind: str
    name: str


class Relabelled(NamedTuple):
    """A change of labels that can be taken back.

    Attributes:
        revised: the entries that were changed.
        before, after: the ids of the label as it was and as it became; `after` is empty where it was taken away.
    """

    revised: tuple[Revised, ...]
    before: str
    after: str


class Labels:
    """The labels of an open vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._colours: Mapping[str, str] | None = None

    def counts(self, kind: str, sight: Sight) -> list[tuple[str, int]]:
        """Every name of a kind and how many entries outside the trash have it, by name."""
        return self._vault.tag_counts(sight) if kind == TAG else self._vault.journal_counts(sight)

    def id(self, kind: str, name: str) -> str:
        """What stands for a label where its name must not: 32 hex digits that say nothing without the vault's key."""
        key = self._vault.keys.blobs.reveal()
        text = f"{kind}:{name}".encode()
        return blake2b(text, digest_size=ID_BYTES, key=key, person=b"goldseam-label").hexdigest()

    def of(self, id_: str, sight: Sight) -> Label | None:
        """The label with an id; None where no entry has it. Cost: a hash for each name there is."""
        labels = (
            Label(kind, name) for kind in KINDS for name in names_of(self._vault.database, f"{kind}s", sight=sight)
        )
        return next((label for label in labels if self.id(*label) == id_), None)

    def colour(self, kind: str, name: str) -> str:
        """One of COLOURS, or nothing."""
        if self._colours is None:
            self._colours = self._load()
        return self._colours.get(self.id(kind, name), "") if self._colours else ""

    def paint(self, label: Label, colour: str, *, now_ms: int) -> None:
        """Gives a label a colour, or takes it away where `colour` is none; it travels with the vault."""
        colours = {id_: known for id_, known in self._load().items() if id_ != self.id(*label)}
        if colour in COLOURS:
            colours[self.id(*label)] = colour
        self._vault.set_setting(SETTING, colours, now_ms=now_ms)
        self._colours = None

    def _load(self) -> dict[str, str]:
        kept = self._vault.setting(SETTING, {})
        return {str(id_): str(name) for id_, name in kept.items() if name in COLOURS} if isinstance(kept, dict) else {}

    def ids_of(self, label: Label) -> list[str]:
        """The entries that have a label, those in the trash too, oldest first."""
        if label.kind == TAG:
            return self._vault.entries_tagged(label.name)
        return self._vault.entries_in(label.name)

    def rename(self, label: Label, name: str, *, now_ms: int) -> Relabelled:
        """Another name in every entry; merged with the label of that name where there is one, whose colour holds."""
        target = Label(label.kind, name)
        with self._vault.database.transaction():
            colour = "" if self.ids_of(target) else self.colour(*label)
            revised = Entries(self._vault).change_many(self.ids_of(label), _renamed(label, name), now_ms=now_ms)
            if colour:
                self.paint(target, colour, now_ms=now_ms)
        return Relabelled(revised, self.id(*label), self.id(*target))

    def remove(self, label: Label, *, now_ms: int) -> Relabelled:
        """No entry has it any more; the entries themselves stay."""
        revised = Entries(self._vault).change_many(self.ids_of(label), _renamed(label, ""), now_ms=now_ms)
        return Relabelled(revised, self.id(*label), "")

    def take_back(self, taken: Relabelled, *, now_ms: int) -> int:
        """Gives each entry the tags and the notebook it had, by a new revision; returns how many.

        One whose tags or notebook she changed since keeps what she gave it.
        """
        entries = Entries(self._vault)
        changes = {one.entry: one.revision for one in taken.revised if self._vault.entry(one.entry) is not None}

        def as_before(entry_id: str, content: Content) -> Content:
            change = next((one for one in entries.history(entry_id) if one.id == changes[entry_id]), None)
            after, before = (change.content, entries.before(change)) if change is not None else (None, None)
            if after is None or before is None or (content.tags, content.journal) != (after.tags, after.journal):
                return content
            return content._replace(tags=before.tags, journal=before.journal)

        return len(entries.change_many(list(changes), as_before, now_ms=now_ms))


def _renamed(label: Label, name: str) -> Callable[[str, Content], Content]:
    """How the content of an entry changes; an empty name takes the label away."""

    def renamed(_: str, content: Content) -> Content:
        if label.kind == NOTEBOOK:
            return content._replace(journal=name)
        tags = (name if tag == label.name else tag for tag in content.tags)
        return content._replace(tags=tuple(dict.fromkeys(filter(None, tags))))

    return renamed
