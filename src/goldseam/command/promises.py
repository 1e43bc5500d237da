"""goldseam promises: what was promised and planned, by whom, until when."""

from goldseam.command.findings import tell, whom
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.terminal import Terminal
from goldseam.command.unread import note_unread

COMMAND = Command(
    "promises",
    "what was promised and planned",
    "[WHO]",
    (
        Option("number", "how many at most; 0 is all", "N", "n"),
        Option("unsure", "also what is too unsure to be told by itself: often wrong"),
        Option("intentions", "also what was only meant or wanted"),
        Option("open", "without what is said to be kept, broken or called off"),
    ),
    (
        ("goldseam promises", "the newest, yours and others’"),
        ("goldseam promises me --open", "what you gave your word on, and nothing says how it went"),
        ("goldseam promises Lena", "what Lena promised or planned"),
    ),
    "Goldseam never reminds you of any of this by itself. A question mark stands before what you have not looked at yet"
    " (docs/reading.md).",
)
USUAL = 20
DONE = {"kept", "broken", "cancelled"}


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints promises and plans."""
    desk = open_desk(arguments, terminal)
    note_unread(desk, terminal)
    keys, sight = whom(desk, arguments.words)
    strengths = ["promise", "plan", *(["intention"] if "intentions" in arguments.flags else [])]
    limit = arguments.whole_number("number", USUAL, command="promises") or -1
    only_open = "open" in arguments.flags
    unsure = "unsure" in arguments.flags
    found = desk.questions.of_type(
        "commitment",
        sight=sight,
        labels=strengths,
        keys=keys,
        role="by",
        limit=-1 if only_open else limit,
        unsure=unsure,
    )
    if only_open:
        found = [told for told in found if told.finding["status"] not in DONE][: limit if limit > 0 else None]
    tell(found, arguments, terminal)
    if not found:
        terminal.note(
            "no promise or plan was found in what has been read"
            if unsure
            else "no promise or plan was found that is sure enough; --unsure tells of the others"
        )
    return 0
