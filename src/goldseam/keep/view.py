"""What is shown of an entry: a pure function of its revisions (spec/records.md, "View")."""

from collections.abc import Sequence

from goldseam.words.difference import moved, united
from goldseam.words.entry import Content, Entry, Revision
from goldseam.words.merge import merge, merge_fields, merge_sets, merge_value


def view_of(revisions: list[Revision]) -> Entry | None:
    """The entry these revisions make, whatever their order; None when nothing of it is left.

    One head is shown as it is. Several are folded in the order of (recorded_at, id), each merged word by word with
    what came before it against what both descend from; nothing is stored by that, the next edit names all as parents.
    """
    known = {revision.id: revision for revision in revisions if revision.content is not None}
    named = {parent for revision in known.values() for parent in revision.parents}
    heads = sorted((r for r in known.values() if r.id not in named), key=lambda r: (r.recorded_at, r.id))
    if not heads:
        return None
    first = min(known.values(), key=lambda r: (r.recorded_at, r.id))
    content, conflicts = _fold(heads, known)
    return Entry(
        id=first.entry,
        content=content,
        heads=tuple(sorted(head.id for head in heads)),
        came_by=first.came_by,
        conflicts=conflicts,
        revised_at=heads[-1].recorded_at,
    )


def view_before(revision: Revision, revisions: list[Revision]) -> Entry | None:
    """What was shown to whoever made a revision: what the revisions it follows make; None for a first one."""
    return view_at(revision.parents, revisions)


def view_at(heads: Sequence[str], revisions: list[Revision]) -> Entry | None:
    """What was shown when these were the heads; None where nothing of them is left."""
    known = {one.id: one for one in revisions}
    before = set().union(*(_ancestors(known[head], known) for head in heads if head in known))
    return view_of([known[id_] for id_ in before])


def _fold(heads: list[Revision], known: dict[str, Revision]) -> tuple[Content, tuple[tuple[int, int], ...]]:
    content = _content(heads[0])
    conflicts: tuple[tuple[int, int], ...] = ()
    for i, head in enumerate(heads[1:], start=1):
        base = _base(heads[:i], head, known)
        content, conflicts = merge_contents(base, content, _content(head), conflicts)
    return content, conflicts


def _content(revision: Revision) -> Content:
    assert revision.content is not None, "a purged revision is not shown"
    return revision.content


def _base(merged: list[Revision], head: Revision, known: dict[str, Revision]) -> Content | None:
    """What `merged` and `head` both descend from, itself merged when there are several such; None without any."""
    ours: set[str] = set().union(*(_ancestors(revision, known) for revision in merged))
    common = ours & _ancestors(head, known)
    above = {parent for id_ in common for parent in known[id_].parents}
    lowest = sorted((known[id_] for id_ in common if id_ not in above), key=lambda r: (r.recorded_at, r.id))
    return _fold(lowest, known)[0] if lowest else None


def _ancestors(revision: Revision, known: dict[str, Revision]) -> set[str]:
    found: set[str] = set()
    waiting = [revision.id]
    while waiting:
        id_ = waiting.pop()
        if id_ in known and id_ not in found:
            found.add(id_)
            waiting.extend(known[id_].parents)
    return found


# The sides are folded in order of time, so that of two changes of one field the later side's stands.
_EARLIER, _LATER = (0, ""), (1, "")


def merge_contents(
    base: Content | None, ours: Content, theirs: Content, conflicts: tuple[tuple[int, int], ...] = ()
) -> tuple[Content, tuple[tuple[int, int], ...]]:
    """Two contents against what both descend from: text word by word, tags and files as sets, the rest field by field.

    Where both changed a field, `theirs`, the later one, stands; trashing gives way to an edit, so that nothing written
    disappears. `conflicts` are those of `ours`; they are told on, for nobody has settled them yet.
    """
    before = base or Content("", ours.written_at, ours.zone, ours.day)
    merged = merge(before.text, ours.text, theirs.text)
    extra = merge_fields(before.extra, ours.extra, theirs.extra, ours_at=_EARLIER, theirs_at=_LATER)
    content = theirs._replace(
        text=merged.text,
        tags=tuple(merge_sets(before.tags, ours.tags, theirs.tags)),
        attachments=tuple(merge_sets(before.attachments, ours.attachments, theirs.attachments)),
        trashed=ours.trashed and theirs.trashed,
        extra=extra,
    )
    for name in ("title", "journal", "starred", "written_at", "zone", "day", "clock"):
        sides = getattr(before, name), getattr(ours, name), getattr(theirs, name)
        content = content._replace(**{name: merge_value(*sides, ours_at=_EARLIER, theirs_at=_LATER)})
    before_that = moved(conflicts, ours.text, merged.text) if conflicts else []
    return content, tuple(united([*before_that, *merged.conflicts]))
