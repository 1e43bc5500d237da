"""goldseam said: who said what, in the words that stand in the entries."""

from goldseam.command.findings import tell, whom
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.terminal import Terminal
from goldseam.command.unread import note_unread

COMMAND = Command(
    "said",
    "who said what",
    "[WHO]",
    (
        Option("number", "how many at most; 0 is all", "N", "n"),
        Option("in-order", "all that somebody said, the first first, instead of the newest"),
        Option("word-for-word", "only what stands there in their very words"),
        Option("unsure", "also what is too unsure to be told by itself: often wrong"),
    ),
    (
        ("goldseam said", "the newest, whoever said it"),
        ("goldseam said Bea", "what Bea said, in your own words"),
        ("goldseam said Bea --in-order --word-for-word", "every word of Bea’s that you wrote down, from the first"),
        ("goldseam said me", "what you told others"),
    ),
    "A question mark stands before what goldseam believes to have read and you have not looked at yet"
    " (docs/reading.md). Nothing here is anybody's words but those that stand in your entries.",
)
USUAL = 20


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints what was said."""
    in_order, exact = "in-order" in arguments.flags, "word-for-word" in arguments.flags
    unsure = "unsure" in arguments.flags
    if in_order and (unsure or not arguments.words):
        raise misused("--in-order takes who said it, and goes without --unsure", "said")
    desk = open_desk(arguments, terminal)
    note_unread(desk, terminal)
    keys, sight = whom(desk, arguments.words)
    limit = arguments.whole_number("number", 0 if in_order else USUAL, command="said") or -1
    if in_order:
        parts = [(key, "speaks-directly" if exact else "speaks") for key in keys or ()]
        found = desk.questions.in_order(parts, sight=sight, limit=limit)
    else:
        labels = ["direct"] if exact else []
        found = desk.questions.of_type(
            "speech", sight=sight, labels=labels, keys=keys, role="speaker", limit=limit, unsure=unsure
        )
    tell(found, arguments, terminal)
    if not found:
        terminal.note(
            "nothing said was found in what has been read"
            if unsure
            else "nothing said was found that is sure enough; --unsure tells of the rest"
        )
    return 0
