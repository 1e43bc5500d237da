"""goldseam read: what stands in an entry, in her own words; and her word on it."""

from goldseam.command.composing import announce
from goldseam.command.findings import HERS, PROPOSED, described, quoted
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.places import runtime_folder
from goldseam.command.progress import progress_line
from goldseam.command.rendering import ID_SHOWN, SCHEMA, counted, entry_page
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.settings import setting_of
from goldseam.words.entry import Entry
from goldseam.words.problem import Incomplete, Misused

VERDICTS = ("accept", "dismiss", "correct", "add", "withdraw")
COMMAND = Command(
    "read",
    "what stands in an entry: who, when, said, felt, promised, decided",
    "[ENTRY | DAYS | accept ENTRY FINDING … | correct … | dismiss … | add … | withdraw …]",
    (
        Option("all", "read everything that has not been read"),
        Option("again", "read it anew, though it was read"),
        Option("pause", "read nothing in the background from now on"),
        Option("resume", "read in the background again"),
        Option("text", "read a plain file without any vault; - is standard input", "FILE"),
        Option("date", "the day a text was written; with correct and add: what a time means", "DAY"),
        Option("clock", "with --text: when it was written, as 21:05", "TIME"),
        Option("tz", "with --text: the time zone it was written in", "ZONE"),
        Option("words", "with correct: the words it should be; WORDS#2 is their second place", "WORDS"),
        Option("label", "with correct and add: anger, promise, made, symptom, place …", "LABEL"),
        Option("who", "with correct and add: whose it is, or who said it; me, a name, or nobody", "WHO"),
        Option("to", "with correct and add: toward or to whom", "WHO", many=True),
        Option("mode", "with correct and add: felt, not_felt, hypothetical, past, dream, acted", "MODE"),
        Option("status", "with correct and add: of a promise or a complaint", "STATUS"),
        Option("due", "with correct and add: the time in the entry until when something is promised", "FINDING"),
        Option("unshown", "also what is too uncertain to be shown"),
    ),
    (
        ("goldseam read last", "what stands in the entry you wrote last"),
        ("goldseam read 2024-03", "read the entries of a month"),
        ("goldseam read --all", "read all that is left; it goes on where it was interrupted"),
        ("goldseam read accept 3f2a f1", "yes, that is right"),
        ("goldseam read dismiss 3f2a f1", "no; and it will not come back"),
        ("goldseam read correct 3f2a f1 --label relief --who me", "nearly; this is how it was"),
        ("goldseam read add 3f2a feeling 'done with it all' --label despair", "what nobody found"),
        ("goldseam read withdraw 3f2a f-1a2b3c", "take your word back"),
        ("goldseam read --text page.txt --date 2024-03-07 --json", "a file, for other programs"),
    ),
    "Everything shown is a stretch of your own text; nothing is written by goldseam, and nothing leaves your machine. A"
    " question mark stands before what you have not looked at yet. What you say is kept in the vault as your own word,"
    " stays whatever reads the entry later, and moves with the text when you edit it. All of it: docs/reading.md.",
)
LOOK_S = 1.0


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Reads, or takes her word."""
    if "text" in arguments.values:
        from goldseam.command.plain_reading import read_plain

        return read_plain(arguments, terminal)
    words = arguments.words
    if words and words[0] in VERDICTS:
        from goldseam.command.verdicts import say

        return say(arguments, terminal)
    desk = open_desk(arguments, terminal)
    if "pause" in arguments.flags or "resume" in arguments.flags:
        return _pause(desk, terminal, resume="resume" in arguments.flags)
    if "all" in arguments.flags:
        return _read_many(desk, None, arguments, terminal)
    return _read_words(desk, " ".join(words), arguments, terminal) if words else _tell_state(desk, arguments, terminal)


def _pause(desk: Desk, terminal: Terminal, *, resume: bool) -> int:
    desk.vault.set_setting("read_in_background", int(resume), now_ms=now_ms())
    announce(desk.vault.header.vault)
    terminal.note("goldseam reads in the background again" if resume else "paused; --resume goes on")
    return 0


def _read_words(desk: Desk, text: str, arguments: Arguments, terminal: Terminal) -> int:
    """One entry, or the entries of some days."""
    if not _is_days(text):
        return _show(desk, find_entry(desk, text), arguments, terminal)
    from goldseam.words.place import places_of_days
    from goldseam.words.when import parse_days

    days = parse_days(text, today=desk.today())
    return _read_many(desk, places_of_days(days.first, days.last), arguments, terminal)


def _is_days(text: str) -> bool:
    """Whether days are meant: what looks like the id of an entry is one, but for a year."""
    year = len(text) == len("2024") and text.isdigit()
    return year or (text != "last" and not all(sign in "0123456789abcdefABCDEF" for sign in text))


def _read_many(desk: Desk, places: tuple[int, int] | None, arguments: Arguments, terminal: Terminal) -> int:
    from goldseam.read.reader import Reader

    if "again" in arguments.flags:
        desk.readings.read_again(places)
    waiting = desk.readings.pending()
    reader = Reader()
    if reader.problem is not None:
        terminal.note(f"{reader.problem.happened}; {reader.problem.safe}")
    watch = _LockWatch(desk, arguments)
    step = progress_line("reading", total=waiting)
    done = desk.readings.follow(
        reader, now_ms=now_ms, places=places, stop=watch.is_locked, progress=lambda count, _: step(count)
    )
    step(-1)
    left = desk.readings.pending()
    if "json" in arguments.flags:
        terminal.say_json({"schema": SCHEMA, "read": done, "left": left, "model": reader.model})
    else:
        terminal.note(f"read: {counted(done, 'entry', 'entries')}; not read yet: {left}")
    if watch.locked:
        raise Incomplete(
            f"the vault was locked while it was being read, after {done} entries",
            safe="what was read is kept; nothing was changed in any entry",
            next="goldseam unlock, and it goes on from there by itself, or at once: goldseam read --all",
            code="read.locked-meanwhile",
        )
    return 0


class _LockWatch:
    """Whether the agent that gave the key is still there: who locks the vault wants nothing to go on in it.

    Asking keeps it from locking by itself and from reading too, for she is there, and waits for this.
    """

    def __init__(self, desk: Desk, arguments: Arguments) -> None:
        self._vault = desk.vault
        self._at = 0.0
        self._watched = not ({"passphrase-file", "passphrase-fd", "paper-key-file"} & set(arguments.values))
        self.locked = False

    def is_locked(self) -> bool:
        """Looks once a second."""
        import time

        from goldseam.desk.agent_client import ask, request

        if self._watched and time.monotonic() >= self._at:
            self._at = time.monotonic() + LOOK_S
            answer = ask(runtime_folder(), self._vault.header.vault, request("touch", self._vault.folder))
            self.locked = answer != b"ok"
        return self.locked


def _tell_state(desk: Desk, arguments: Arguments, terminal: Terminal) -> int:
    left, every = desk.readings.pending(), desk.vault.count()
    background = bool(setting_of(desk.vault, "read_in_background"))
    if "json" in arguments.flags:
        terminal.say_json({"schema": SCHEMA, "left": left, "entries": every, "background": background})
        return 0
    terminal.say(f"{counted(every, 'entry', 'entries')}, {left} not read yet")
    how = "goes on while the vault is open and you are not writing" if background else "is paused: --resume"
    terminal.note(f"reading in the background {how}")
    return 0


def _show(desk: Desk, entry: Entry, arguments: Arguments, terminal: Terminal) -> int:
    from goldseam.read.reader import Reader

    if "again" in arguments.flags:
        desk.readings.read_again((place := _place(desk, entry), place + 1))
    desk.readings.look_at(entry, Reader(), now_ms=now_ms())
    told = desk.readings.object_of(entry)
    if "unshown" not in arguments.flags:
        told["findings"] = [one for one in told["findings"] if one["shown"]]
    if "json" in arguments.flags:
        terminal.say_json(told)
        return 0
    terminal.write_styled(entry_page(entry, terminal) + "\n")
    show_findings(told, terminal, names=desk.registry.names_of(told["persons"]))
    for problem in told["problems"]:
        terminal.note(problem)
    for one in told["adrift"]:
        terminal.note(f"said of words that are not there any more: {one['id'][:ID_SHOWN]} ({one['verdict']})")
    dismissed = [one.id[:ID_SHOWN] for one in desk.judgements.said(entry) if one.verdict == "dismissed"]
    if dismissed:
        terminal.note(f"dismissed, to take back with withdraw: {' '.join(dismissed)}")
    return 0


def _place(desk: Desk, entry: Entry) -> int:
    from goldseam.keep.listing import place_in_time

    place = place_in_time(desk.vault.database, entry.id)
    if place is None:
        raise Misused(
            "the entry was removed meanwhile",
            safe="nothing else was changed",
            next="goldseam list",
            code="command.removed-meanwhile",
        )
    return place


def show_findings(told: dict[str, object], terminal: Terminal, *, names: dict[str, str]) -> None:
    """A line for each finding: its id, whose word, her words, what they are."""
    findings = told["findings"]
    assert isinstance(findings, list), "of its form"
    beside = {one["id"]: one for one in findings}
    for one in findings:
        mark = HERS if one.get("verdict") else PROPOSED
        about = terminal.shown(described(one, names, beside))
        terminal.write_styled(
            f"  {one['id']:9} {mark} {quoted(one['quote'], terminal)}  {terminal.style(about, 'dim')}"
        )
    if not findings:
        terminal.note("nothing was found that is certain enough to be shown")
