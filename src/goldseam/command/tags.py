"""goldseam tags: which there are; tagging, renaming and merging."""

from goldseam.command.composing import announce
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import ID_SHOWN, counted, one_line
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.words.rest import Purpose
from goldseam.write.contents import tag_named
from goldseam.write.labels import TAG, Label, Labels

COMMAND = Command(
    "tags",
    "the tags there are, and tagging entries",
    "[ENTRY …]",
    (
        Option("add", "give the entries this tag", "TAG", many=True),
        Option("remove", "take this tag from the entries", "TAG", many=True),
        Option("star", "mark the entries with a star"),
        Option("unstar", "take the star away"),
        Option("rename", "OLD=NEW, in every entry; merges when NEW is there already", "OLD=NEW"),
    ),
    (
        ("goldseam tags", "every tag and how many entries have it"),
        ("goldseam tags 3f2a --add bea --remove work", "change the tags of an entry"),
        ("goldseam tags 3f2a --star", "mark it with a star"),
        ("goldseam tags --rename holidays=travel", "in every entry"),
    ),
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Lists tags, or changes them."""
    desk = open_desk(arguments, terminal)
    if "rename" in arguments.values:
        return _rename(arguments.values["rename"], desk, terminal)
    if not arguments.words:
        return _list(desk, arguments, terminal)
    return _retag(desk, arguments, terminal)


def _list(desk: Desk, arguments: Arguments, terminal: Terminal) -> int:
    for tag, count in desk.vault.tag_counts(desk.sight(Purpose.BROWSE)):
        if "json" in arguments.flags:
            terminal.say_json({"schema": 1, "tag": tag, "entries": count})
        else:
            terminal.say(f"{count:6}  {terminal.shown(one_line(tag))}")
    return 0


def _retag(desk: Desk, arguments: Arguments, terminal: Terminal) -> int:
    added, removed = ([tag_named(tag) for tag in arguments.lists.get(name, ())] for name in ("add", "remove"))
    if "" in (*added, *removed):
        raise misused("a tag was given without a name", "tags")
    starred = True if "star" in arguments.flags else False if "unstar" in arguments.flags else None
    if not added and not removed and starred is None:
        raise misused("tags on entries takes --add, --remove, --star or --unstar", "tags")
    for entry in [find_entry(desk, word) for word in arguments.words]:
        tags = tuple(tag for tag in dict.fromkeys((*entry.content.tags, *added)) if tag not in removed)
        star = entry.content.starred if starred is None else starred
        desk.entries.change(entry.id, now_ms=now_ms(), tags=tags, starred=star)
        terminal.note(
            f"{entry.id[:ID_SHOWN]}{' *' if star else ''} {terminal.shown(' '.join('#' + tag for tag in tags))}"
        )
    announce(desk.vault.header.vault)
    return 0


def _rename(change: str, desk: Desk, terminal: Terminal) -> int:
    old, new = (tag_named(part) for part in change.partition("=")[::2])
    if not old or not new:
        raise misused("--rename takes OLD=NEW", "tags")
    taken = Labels(desk.vault).rename(Label(TAG, old), new, now_ms=now_ms())
    announce(desk.vault.header.vault)
    terminal.note(f"renamed in {counted(len(taken.revised), 'entry', 'entries')}")
    return 0
