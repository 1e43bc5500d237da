"""goldseam decisions: what was decided or weighed, with the reasons that stand there."""

from goldseam.command.findings import quoted, told_json, told_line
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.terminal import Terminal
from goldseam.command.unread import note_unread
from goldseam.desk.desk import Desk
from goldseam.read.questions import Told
from goldseam.words.rest import Purpose

COMMAND = Command(
    "decisions",
    "what was decided, and why",
    "",
    (
        Option("number", "how many at most; 0 is all", "N", "n"),
        Option("unsure", "also what is too unsure to be told by itself: often wrong"),
        Option("weighing", "only what was still being weighed"),
    ),
    (
        ("goldseam decisions", "the newest, each with its reasons; before it its entry, and its id there"),
        ("goldseam decisions --weighing", "what was not settled when you wrote of it"),
    ),
    "A reason is a clause of your own text, never ours. A question mark stands before what you have not looked at yet"
    " (docs/reading.md). To keep one as you see it now: goldseam decide.",
)
USUAL = 20


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints decisions."""
    desk = open_desk(arguments, terminal)
    note_unread(desk, terminal)
    labels = ["weighing"] if "weighing" in arguments.flags else []
    limit = arguments.whole_number("number", USUAL, command="decisions") or -1
    unsure = "unsure" in arguments.flags
    found = desk.questions.of_type(
        "decision", sight=desk.sight(Purpose.UNASKED), labels=labels, limit=limit, unsure=unsure
    )
    for told in found:
        reasons = _reasons(desk, told)
        if "json" in arguments.flags:
            value = told_json(told)
            value["for"], value["against"] = ([words for side, words in reasons if side == one] for one in ("+", "-"))
            terminal.say_json(value)
            continue
        terminal.write_styled(told_line(told, terminal, with_id=True))
        for side, words in reasons:
            terminal.write_styled(f"         {side} {quoted(words, terminal)}")
    if found and "json" not in arguments.flags:
        terminal.note("to keep one, by what stands before it: goldseam decide --entry ENTRY --finding ID")
    if not found:
        terminal.note(
            "no decision was found in what has been read"
            if unsure
            else "no decision was found that is sure enough; --unsure tells of the others"
        )
    return 0


def _reasons(desk: Desk, told: Told) -> list[tuple[str, str]]:
    """Each reason with its side, as the entry has it."""
    entry = desk.vault.entry(told.entry)
    text = entry.content.text if entry else ""
    start, end = told.finding["spans"][0]
    if text[start:end] != told.quote:
        return []
    return [(side, text[slice(*span)]) for key, side in (("for", "+"), ("against", "-")) for span in told.finding[key]]
