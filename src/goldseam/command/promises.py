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
        Option("open", "without what is said to be kept, broken or called off, or what you answered (to-come)"),
    ),
    (
        ("goldseam promises", "the newest, yours and others’"),
        ("goldseam promises me --open", "what you gave your word on, and nothing says how it went"),
        ("goldseam promises Lena", "what Lena promised or planned"),
        ("goldseam to-come --found", "the same with ids, to keep some of it in mind"),
    ),
    "Goldseam never reminds you of any of this by itself. A question mark stands before what you have not looked at yet"
    " (docs/reading.md).",
)
USUAL = 20


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints promises and plans."""
    desk = open_desk(arguments, terminal)
    note_unread(desk, terminal)
    keys, sight = whom(desk, arguments.words)
    strengths = ["promise", "plan", *(["intention"] if "intentions" in arguments.flags else [])]
    limit = arguments.whole_number("number", USUAL, command="promises") or -1
    only_open = "open" in arguments.flags
    unsure = "unsure" in arguments.flags
    if only_open:
        found = desk.questions.open_commitments(
            sight=sight, labels=strengths, keys=keys, unsure=unsure, but=desk.commitments.ended(), limit=limit
        )
    else:
        found = desk.questions.of_type(
            "commitment", sight=sight, labels=strengths, keys=keys, role="by", limit=limit, unsure=unsure
        )
    tell(found, arguments, terminal)
    if not found:
        terminal.note(
            "no promise or plan was found in what has been read"
            if unsure
            else "no promise or plan was found that is sure enough; --unsure tells of the others"
        )
    return 0
