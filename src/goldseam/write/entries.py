"""Entries: add, revise, put in the trash, take back, remove for good, restore an earlier state."""

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from goldseam.keep.record import ENTRY, Record, meta_of
from goldseam.keep.vault import Vault
from goldseam.words.entry import Content, Entry, Revision
from goldseam.words.problem import Misused

IMPORTED = "imported"
SKIPPED = "skipped"
MERGED = "merged"
TAKEN_BACK = "undo"  # how a revision came that put into the trash what an import had made


class Taken(NamedTuple):
    """What became of something that came from outside: IMPORTED, SKIPPED (it was here) or MERGED with what is here."""

    entry: str
    outcome: str


class Revised(NamedTuple):
    """An entry that was changed among others, and the revision that changed it."""

    entry: str
    revision: str


class Entries:
    """The entries of an open vault. Everything is durable when a method returns."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(self, content: Content, *, now_ms: int, entry_id: str | None = None, came_by: str = "") -> Entry:
        """Makes an entry; `entry_id` (32 hex digits) is drawn at random unless its source gives it one."""
        entry_id = entry_id or os.urandom(16).hex()
        self._vault.append([self._revision(entry_id, content, (), now_ms, came_by)])
        return self._shown(entry_id)

    def revise(self, entry_id: str, content: Content, *, now_ms: int, base: tuple[str, ...]) -> Entry:
        """Saves changed content; `base` are the heads it was changed from.

        When others changed the entry since, both are kept and shown merged.

        Raises: Misused: there is no such entry any more.
        """
        known = {revision.id for revision in self._vault.revisions(entry_id)}
        if not known or not set(base) <= known:
            raise _gone(entry_id)
        self._vault.append([self._revision(entry_id, content, base, now_ms, "")])
        return self._shown(entry_id)

    def change(self, entry_id: str, *, now_ms: int, **fields: object) -> Entry:
        """Changes some fields of what is shown now; nothing is recorded when they are so already.

        Where two versions of the text stand and the text is not among the fields, both still stand after it.
        """
        entry = self._shown(entry_id)
        if entry.conflicts and "text" not in fields:
            self.change_many([entry_id], lambda _, content: content._replace(**fields), now_ms=now_ms)  # type: ignore[arg-type]  # as below
            return self._shown(entry_id)
        content = entry.content._replace(**fields)  # type: ignore[arg-type]  # the caller names fields of Content
        if content == entry.content and len(entry.heads) == 1:
            return entry
        return self.revise(entry_id, content, now_ms=now_ms, base=entry.heads)

    def change_many(
        self, entry_ids: Sequence[str], changed: Callable[[str, Content], Content], *, now_ms: int
    ) -> tuple[Revised, ...]:
        """Changes entries in one transaction, so all or none; returns those that were not so already.

        Where edits met and she has not looked at it yet, each of the versions is changed, and both still stand.

        Args:
            entry_ids: of entries that are here.
            changed: makes the new content of an entry from its id and its content now; never for its text.
            now_ms: milliseconds since 1970.
        """
        made: dict[str, list[Record]] = {}
        with self._vault.database.transaction():
            for entry in map(self._shown, dict.fromkeys(entry_ids)):
                # Careful: a moment apart, since what stands first of two versions is what was recorded first.
                for at_ms, (head, before) in enumerate(self._versions(entry), start=now_ms):
                    content = changed(entry.id, before)
                    if content != before:
                        record = self._revision(entry.id, content, (head,), at_ms, "")
                        made.setdefault(entry.id, []).append(record)
            if made:
                self._vault.append([record for records in made.values() for record in records])
        return tuple(Revised(entry_id, records[0].id) for entry_id, records in made.items())

    def _versions(self, entry: Entry) -> list[tuple[str, Content]]:
        """The heads of an entry in the order in which they are shown, each with its content."""
        if len(entry.heads) == 1:
            return [(entry.heads[0], entry.content)]
        revisions = sorted(self.history(entry.id), key=lambda one: (one.recorded_at, one.id))
        return [(one.id, one.content) for one in revisions if one.id in entry.heads and one.content is not None]

    def trash(self, entry_id: str, *, now_ms: int) -> Entry:
        """Puts an entry into the trash; `untrash` takes it back, whenever."""
        return self.change(entry_id, now_ms=now_ms, trashed=True)

    def take_back_all(self, entry_ids: Sequence[str], *, now_ms: int) -> None:
        """Puts entries into the trash that an import made, in one transaction; the same import would bring them again.

        All of them are there, and not in the trash yet.
        """
        with self._vault.database.transaction():
            shown = [self._shown(entry_id) for entry_id in entry_ids]
            if shown:
                self._vault.append(
                    [self._revision(e.id, e.content._replace(trashed=True), e.heads, now_ms, TAKEN_BACK) for e in shown]
                )

    def untrash(self, entry_id: str, *, now_ms: int) -> Entry:
        """Takes an entry out of the trash."""
        return self.change(entry_id, now_ms=now_ms, trashed=False)

    def history(self, entry_id: str) -> list[Revision]:
        """Every revision, oldest first."""
        return self._vault.revisions(entry_id)

    def before(self, revision: Revision) -> Content | None:
        """What a revision changed; None for a first one, and where it was removed for good."""
        from goldseam.keep.view import view_before  # noqa: PLC0415 - for looking back alone

        entry = view_before(revision, self._vault.revisions(revision.entry))
        return None if entry is None else entry.content

    def restore(self, entry_id: str, revision_id: str, *, now_ms: int) -> Entry:
        """Shows again what stood in an earlier revision, as a new one; nothing between is lost.

        Raises: Misused: the entry has no such revision, or its text was removed for good.
        """
        for revision in self._vault.revisions(entry_id):
            if revision.id == revision_id and revision.content is not None:
                entry = self._shown(entry_id)
                content = revision.content._replace(trashed=entry.content.trashed)
                return self.revise(entry_id, content, now_ms=now_ms, base=entry.heads)
        raise Misused(
            f"the entry {entry_id[:8]} has no revision {revision_id[:8]} that could be restored",
            safe="nothing was changed",
            next=f"see its revisions: goldseam show {entry_id[:8]} --history",
            code="write.no-such-revision",
        )

    def purge(self, entry_ids: Sequence[str], *, now_ms: int) -> None:
        """Removes entries for good. The desk's `purge` also empties the index, the logs and the attachments."""
        self._vault.purge(entry_ids, now_ms=now_ms)

    def take_in(self, arriving: Sequence[tuple[str, Content]], *, now_ms: int, came_by: str = "import") -> list[Taken]:
        """Takes entries from elsewhere, in one transaction.

        An entry that is here with the same content is left alone, so taking everything twice adds nothing. One whose
        source changed since becomes a second line of revisions, merged with what she changed here. One she removed
        for good stays removed, one she put into the trash stays there; one that lies there because its import was taken
        back comes again.

        Args:
            arriving: (entry id, content); an id may come once.
            now_ms: milliseconds since 1970.
            came_by: what the revisions say of where they came from.
        """
        with self._vault.database.transaction():  # another process may be taking in the same
            return self._taken_in(arriving, now_ms, came_by)

    def _taken_in(self, arriving: Sequence[tuple[str, Content]], now_ms: int, came_by: str) -> list[Taken]:
        known = self._vault.known_entries([entry_id for entry_id, _ in arriving])
        records: list[Record] = []
        taken: list[Taken] = []
        for entry_id, content in arriving:
            back = self._taken_back(entry_id) if entry_id in known else ()
            parents = back or (self._follows(entry_id, content, came_by) if entry_id in known else ())
            if parents is None:
                taken.append(Taken(entry_id, SKIPPED))
                continue
            records.append(self._revision(entry_id, content, parents, now_ms, came_by))
            taken.append(Taken(entry_id, MERGED if entry_id in known and not back else IMPORTED))
        if records:
            self._vault.append(records)
        return taken

    def count_new(self, entry_ids: Sequence[str]) -> int:
        """How many of these entries, each named once, `take_in` would bring: not here, or here and taken back."""
        known = self._vault.known_entries(list(entry_ids))
        return len(entry_ids) - len(known) + sum(bool(self._taken_back(entry_id)) for entry_id in known)

    def _taken_back(self, entry_id: str) -> tuple[str, ...]:
        """The last revision of an entry whose import was taken back, and that nobody has touched since; else none."""
        entry = self._vault.entry(entry_id)
        if entry is None or not entry.content.trashed or len(entry.heads) > 1:
            return ()
        last = next(one for one in self._vault.revisions(entry_id) if one.id == entry.heads[0])
        return entry.heads if last.came_by == TAKEN_BACK else ()

    def _follows(self, entry_id: str, content: Content, came_by: str) -> tuple[str, ...] | None:
        """The revision that changed content from the same source follows; None if there is nothing to record."""
        revisions = self._vault.revisions(entry_id)
        if any(r.content is None or same_words(r.content, content) for r in revisions):
            return None
        from_there = [revision.id for revision in revisions if revision.came_by == came_by]
        return tuple(from_there[-1:]) or (revisions[0].id,)

    def _revision(self, entry_id: str, content: Content, parents: tuple[str, ...], now_ms: int, came_by: str) -> Record:
        return self._vault.record(
            ENTRY, entry_id, meta_of(content), content.text, now_ms=now_ms, parents=parents, came_by=came_by
        )

    def _shown(self, entry_id: str) -> Entry:
        entry = self._vault.entry(entry_id)
        if entry is None:
            raise _gone(entry_id)
        return entry


def same_words(ours: Content, theirs: Content) -> bool:
    """Whether they differ in nothing but the trash."""
    return ours._replace(trashed=False) == theirs._replace(trashed=False)


def _gone(entry_id: str) -> Misused:
    return Misused(
        f"the entry {entry_id[:8]} is not here any more",
        safe="nothing was changed; what you were writing is kept as a draft where there was one",
        next="see what there is: goldseam list, goldseam trash",
        code="write.no-such-entry",
    )
