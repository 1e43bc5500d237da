"""goldseam when: what the entries say about a day or a month, whenever they were written."""

from datetime import date

from goldseam.command.findings import quoted, told_json, when_text
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import ID_SHOWN, day_text
from goldseam.command.terminal import Terminal
from goldseam.command.unread import note_unread
from goldseam.words.rest import Purpose
from goldseam.words.when import parse_days

COMMAND = Command(
    "when",
    "what is said about a day or a month, whenever it was written",
    "DAYS",
    (Option("number", "how many at most; 0 is all", "N", "n"),),
    (
        ("goldseam when 2024-03-10", "sentences that speak of that Sunday, from before it or after"),
        ("goldseam when 'august 2023'", "and of that month"),
        ("goldseam when tomorrow", "what you wrote of it already"),
    ),
    "The entries written on those days are found by goldseam find 'on:DAYS'. A question mark stands before what you"
    " have not looked at yet (docs/reading.md).",
)
USUAL = 40


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints the sentences."""
    words = " ".join(arguments.words)
    if not words:
        raise misused("when takes a day, a month or a year", "when")
    desk = open_desk(arguments, terminal)
    days = parse_days(words, today=desk.today())
    note_unread(desk, terminal)
    limit = arguments.whole_number("number", USUAL, command="when") or -1
    first, last = (date.fromisoformat(day).toordinal() for day in (days.first, days.last))
    found = desk.questions.about(first, last, sight=desk.sight(Purpose.ASK), limit=limit)
    for told in found:
        sentence = desk.questions.sentence(told)
        if "json" in arguments.flags:
            terminal.say_json(told_json(told, sentence))
            continue
        mark = " " if told.verdict else "?"
        head = f"{told.entry[:ID_SHOWN]} {mark} {day_text(told.day):>15}  "
        about = terminal.style(terminal.shown(f"  {told.quote}: {when_text(told.finding)}"), "dim")
        terminal.write_styled(
            f"{terminal.style(head[:ID_SHOWN], 'dim')}{head[ID_SHOWN:]}{quoted(sentence, terminal)}{about}"
        )
    if not found:
        terminal.note("nothing about those days was found in what has been read")
    return 0
