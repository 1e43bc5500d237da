"""goldseam show: one entry to read, with its history and its files."""

from goldseam.command.changes import changes
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.rendering import ID_SHOWN, entry_json, entry_page, one_word
from goldseam.command.terminal import Terminal
from goldseam.desk.desk import Desk
from goldseam.keep.listing import last_written
from goldseam.words.day import local_time
from goldseam.words.entry import Entry, Revision
from goldseam.words.rest import Purpose

COMMAND = Command(
    "show",
    "one entry to read",
    "ENTRY",
    (
        Option("history", "its revisions, oldest first"),
        Option("diff", "what each revision changed, word by word"),
        Option("revision", "as it was in this revision", "REVISION"),
    ),
    (
        ("goldseam show 3f2a", "by the first digits of its id"),
        ("goldseam show last", "the entry you wrote or changed last"),
        ("goldseam show 3f2a --diff", "how it came to be what it is"),
    ),
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints an entry, or how it came to be."""
    word = one_word(arguments.words, "entry")
    desk = open_desk(arguments, terminal)
    entry = find_entry(desk, word)
    if "history" in arguments.flags or "diff" in arguments.flags:
        return _show_history(desk, entry, arguments, terminal)
    if "revision" in arguments.values:
        entry = _as_it_was(desk, entry, arguments.values["revision"])
    if "json" in arguments.flags:
        terminal.say_json(entry_json(entry))
    else:
        terminal.write_styled(entry_page(entry, terminal))
    return 0


def find_entry(desk: Desk, word: str) -> Entry:
    """The entry of an id, the beginning of one, or `last`: what was written or changed last on this device.

    Where that is nothing, as after an import, it is the newest. Raises Misused when there is none, or it rests.
    """
    if word == "last":
        written = last_written(desk.vault.database, desk.vault.device, sight=desk.sight(Purpose.BROWSE))
        if written is not None and (found := desk.vault.entry(written)) is not None:
            return found
        newest = desk.vault.timeline(sight=desk.sight(Purpose.BROWSE), limit=1)
        if newest:
            return newest[0]
    return desk.entry_in_sight(word.lower())


def find_revision(desk: Desk, entry: Entry, word: str) -> Revision:
    """The revision of an entry whose id begins with `word`. Raises Misused when there is none, or several."""
    from goldseam.words.problem import Misused

    history = desk.entries.history(entry.id) if word else []
    found = [revision for revision in history if revision.id.startswith(word.lower())]
    if len(found) == 1 and found[0].content is not None:
        return found[0]
    raise Misused(
        f"the entry has no single revision that begins with {word[:40]!r}",
        safe="nothing was changed",
        next=f"see its revisions: goldseam show {entry.id[:ID_SHOWN]} --history",
        code="command.no-such-revision",
    )


def _as_it_was(desk: Desk, entry: Entry, word: str) -> Entry:
    revision = find_revision(desk, entry, word)
    assert revision.content is not None, "find_revision refuses purged ones"
    return entry._replace(content=revision.content, heads=(revision.id,), conflicts=())


def _show_history(desk: Desk, entry: Entry, arguments: Arguments, terminal: Terminal) -> int:
    for revision in desk.entries.history(entry.id):
        text = revision.content.text if revision.content else ""
        if "json" in arguments.flags:
            terminal.say_json(_revision_json(revision, entry))
            continue
        when = local_time(revision.recorded_at, desk.zone).strftime("%Y-%m-%d %H:%M")
        head = "  (shown now)" if revision.id in entry.heads else ""
        came = f"  by {revision.came_by}" if revision.came_by else ""
        before = desk.entries.before(revision)
        changed = changes(before, revision.content) if before and revision.content else []
        what = f"  changed: {', '.join(change.what for change in changed)}" if changed else ""
        terminal.say(f"{revision.id[:ID_SHOWN]}  {when}  {len(text.split())} words{came}{what}{head}")
        if "diff" in arguments.flags:
            for change in changed:
                terminal.write_styled(f"{change.what}: {_diff(change.old, change.new, terminal)}")
            terminal.write_styled(_diff(before.text if before else "", text, terminal) + "\n")
    return 0


def _revision_json(revision: Revision, entry: Entry) -> dict[str, object]:
    return {
        "schema": 1,
        "id": revision.id,
        "entry": revision.entry,
        "parents": list(revision.parents),
        "recorded_at": revision.recorded_at,
        "came_by": revision.came_by,
        "head": revision.id in entry.heads,
        "text": None if revision.content is None else revision.content.text,
    }


def _diff(old: str, new: str, terminal: Terminal) -> str:
    """What changed, as [-removed-] and {+added+}, so that it is seen without colours too."""
    from goldseam.words.difference import difference

    marks = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
    styles = {"same": "", "removed": "dim", "added": "bold"}
    parts = []
    for kind, text in difference(old, new):
        before, after = marks[kind]
        shown = f"{before}{terminal.shown(text)}{after}"
        parts.append(terminal.style(shown, styles[kind]) if styles[kind] else shown)
    return "".join(parts)
