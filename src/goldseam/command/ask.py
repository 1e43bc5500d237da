"""goldseam ask: a question in her words, answered by nothing but what she wrote."""

from goldseam.command.asked_first import ask_first
from goldseam.command.find import note_away
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.passages import passage_line
from goldseam.command.rendering import SCHEMA, counted
from goldseam.command.terminal import Terminal
from goldseam.lookback.asking import Answer, Passage
from goldseam.lookback.question import question_of
from goldseam.words.entry import JsonObject

COMMAND = Command(
    "ask",
    "a question, answered with your own words and nothing else",
    "QUESTION",
    (
        Option("number", "how many at most; 0 is all", "N", "n"),
        Option("read-all", "read entries that are new to it first, however long that takes"),
    ),
    (
        (
            "goldseam ask 'what did Bea say about the flat?'",
            "sentences of yours that speak of it, in the order of time",
        ),
        (
            "goldseam ask 'when did my knee start to hurt?'",
            "of those that were weighed, the earliest and the latest are always among them",
        ),
        ("goldseam ask 'was I happy in that job last year?'", "only of last year"),
    ),
    "Nothing is made up: an answer is your own sentences with their days, or none. Whom or what rests comes up only"
    " where the question names it, and not at all where it is away (docs/asking.md). English questions are understood"
    " best; of others the words alone are looked for.",
)
USUAL = 5


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints quotations."""
    words = " ".join(arguments.words).strip()
    if not words:
        raise misused("ask takes a question", "ask")
    desk = open_desk(arguments, terminal)
    ask_first(desk, terminal)
    from goldseam.command.reading_on import embedding_if_here

    sight = desk.sight_for(words)
    embedding = embedding_if_here(desk, arguments, terminal)
    question = question_of(words, desk.registry.circle(), today=desk.today())
    answer = desk.asking.answer(question, sight=sight, today=desk.today(), embedder=embedding)
    most = arguments.whole_number("number", USUAL, command="ask") or len(answer.passages)
    shown = answer.shown(most)
    for passage in shown:
        if "json" in arguments.flags:
            terminal.say_json(_passage_json(passage, answer))
        else:
            terminal.write_styled(passage_line(passage.said, passage.around, terminal))
    _tell(answer, len(shown), terminal)
    if "json" not in arguments.flags:
        note_away(desk, words, terminal)
    return 0


def _passage_json(passage: Passage, answer: Answer) -> JsonObject:
    said, around = passage.said, passage.around
    return {
        "schema": SCHEMA,
        "entry": said.entry,
        "day": said.day,
        "quote": said.words,
        "spans": [list(said.quote.span)],
        "around": around.words,
        "of": len(answer.passages),
    }


def _tell(answer: Answer, shown: int, terminal: Terminal) -> None:
    if not answer.passages:
        terminal.note("nothing you wrote about that was found")
    elif shown < len(answer.passages):
        terminal.note(f"{shown} of {len(answer.passages)}: -n N shows more")
    if not answer.by_meaning:
        terminal.note("looked for by words alone: the part of goldseam that weighs meaning is not here")
    elif answer.unread:
        terminal.note(
            f"{counted(answer.unread, 'entry', 'entries')} not read yet, and looked for by words alone;"
            " each question reads on, and --read-all reads them first"
        )
