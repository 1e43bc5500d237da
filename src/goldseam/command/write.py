"""goldseam write: an entry from the command line, a pipe or the editor, also while the vault is locked."""

import sys

from goldseam.command.composing import LEAD_MAX, announce, content_of, fields_of, understood
from goldseam.command.opening import keys_without_asking, locked_desk, opened_desk, zone
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.rendering import ID_SHOWN, day_text
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import PLAUSIBLE_FROM_MS, now_ms
from goldseam.words.day import DAY_START_HOUR, zone_of
from goldseam.words.problem import Misused

COMMAND = Command(
    "write",
    "write an entry; works while the vault is locked",
    "[TEXT …]",
    (
        Option("date", "the day, and time, it is about: yesterday, 'last friday 9pm', 2026-03-05", "WHEN", "d"),
        Option("title", "its title", "TITLE", "t"),
        Option("tag", "a tag; may be given more than once", "TAG", many=True),
        Option("journal", "the notebook it belongs to", "NAME", "j"),
        Option("star", "mark it with a star"),
        Option("zone", "the time zone it is written in, if not this machine's", "ZONE"),
        Option("locked", "leave it sealed in the inbox even if the vault is open"),
        Option("edit", "open the editor with the text", short="e"),
        Option("external", "with --edit: in $VISUAL or $EDITOR, through a file in memory"),
        Option("anyway", "with --external: also with an editor, or in a place, that may leave your words on the disk"),
    ),
    (
        ('goldseam "Rain all day. Bea rang."', "write it down, now"),
        ('goldseam "yesterday 9pm: we walked home the long way #bea"', "about yesterday, tagged bea"),
        ("goldseam write", "open the editor"),
        ("some-command | goldseam", "write down what a program says"),
        ("goldseam write --date 'last friday' --title 'The house' -- - it rained", "words after -- are text"),
    ),
    "Without TEXT it reads a pipe, or opens the editor. A word with # in front becomes a tag as well. While the vault"
    " is locked, the entry is sealed to the vault's public key and waits in the inbox: it can be written, but not"
    " read, until the vault is next unlocked.\n\nText given on the command line may stay in your shell's history;"
    " a pipe or the editor leaves nothing there.",
)
TEXT_BYTES_MAX = 64 << 20


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Saves an entry, durably, and says so."""
    text = given_text(arguments, terminal)
    if text is None or "edit" in arguments.flags:
        from goldseam.command.edit import write_in_editor  # only those who have an editor opened wait for it

        return write_in_editor(arguments, terminal, text or "")
    if not text.strip():
        raise Misused(
            "there was nothing to write down: the text was empty",
            safe="nothing was changed",
            next='goldseam "your words"',
            code="command.empty",
        )
    return save(arguments, terminal, text)


def save(arguments: Arguments, terminal: Terminal, text: str) -> int:
    """Saves `text` as the options say: in the open vault, or sealed in the inbox of a locked one."""
    if now_ms() < PLAUSIBLE_FROM_MS:
        terminal.note("note: this machine's clock says a year before 2023; the entry is saved with that time")
    where = arguments.values.get("zone") or zone()
    if "zone" in arguments.values:
        zone_of(where)
    locked = locked_desk(arguments)
    keys = None if "locked" in arguments.flags else keys_without_asking(arguments, locked)
    if keys is None:
        name = locked.seal(fields_of(understood(arguments, text, where, DAY_START_HOUR)))
        if "json" in arguments.flags:
            terminal.say_json({"schema": 1, "inbox": name})
        terminal.note("saved, sealed in the inbox: it joins the journal when you unlock")
        note_mistaken_day(arguments, text, where, terminal)
        return 0
    desk = opened_desk(locked, keys, terminal)
    content = content_of(understood(arguments, text, where, desk.day_start_hour), desk.day_start_hour)
    entry = desk.entries.add(content, now_ms=now_ms())
    announce(locked.header.vault)
    if "json" in arguments.flags:
        from goldseam.command.rendering import entry_json

        terminal.say_json(entry_json(entry))
    terminal.note(f"saved {entry.id[:ID_SHOWN]} · {day_text(entry.content.day)}")
    note_mistaken_day(arguments, text, where, terminal, entry.id[:ID_SHOWN])
    return 0


def note_mistaken_day(arguments: Arguments, text: str, zone: str, terminal: Terminal, entry: str = "ENTRY") -> None:
    """Says so where a text begins with what looks like a day and is none; it is saved as it is."""
    if "date" in arguments.values or ":" not in text[:LEAD_MAX]:
        return
    from goldseam.words.day import local_time
    from goldseam.words.when import mistaken_day

    if why := mistaken_day(text, now=local_time(now_ms(), zone)):
        terminal.note(f"note: it begins like a day, but {why}; those words stay in it, and it is about today")
        terminal.note(f"to say another day: goldseam edit {entry} --date DAY")


def given_text(arguments: Arguments, terminal: Terminal) -> str | None:
    """What stands on the command line or comes through a pipe; None where it is neither."""
    if arguments.words and arguments.words != ("-",):
        return " ".join(arguments.words)
    if sys.stdin is None or sys.stdin.isatty():
        return None
    text, as_latin = _decoded(sys.stdin.buffer.read(TEXT_BYTES_MAX + 1))
    if as_latin:
        terminal.note("note: that was not UTF-8; it was read as Latin-1, which keeps every byte")
    return text


def _decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether it had to be read as Latin-1."""
    if len(data) > TEXT_BYTES_MAX:
        raise Misused(
            "the text is larger than 64 MiB",
            safe="nothing was written",
            next="attach it as a file instead: goldseam attach ENTRY FILE",
            code="command.text-too-large",
        )
    text = data.decode("utf-8", "surrogateescape")
    if any("\udc80" <= c <= "\udcff" for c in text):
        return data.decode("latin-1"), True  # every byte is kept, and shown as something
    return text.removesuffix("\n").removesuffix("\r"), False
