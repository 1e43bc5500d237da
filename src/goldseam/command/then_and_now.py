"""goldseam then-and-now: two passages of hers about somebody or something, drawn by lot."""

from random import SystemRandom

from goldseam.command.asked_first import ask_first_or_refuse
from goldseam.command.composing import announce
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, misused
from goldseam.command.passages import passage_text
from goldseam.command.rendering import ID_SHOWN, SCHEMA, counted, day_text, delay_text
from goldseam.command.terminal import Terminal
from goldseam.command.unread import note_unread
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.then_and_now import Drawn, Now, Passage
from goldseam.words.delay import Delay
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Misused

COMMAND = Command(
    "then-and-now",
    "two passages of yours about somebody or something, drawn by lot",
    "NAME | QUERY",
    (),
    (
        ("goldseam then-and-now Bea", "two pages that name Bea"),
        ("goldseam then-and-now 'sea OR lake'", "two of those that this search finds"),
        ("goldseam then-and-now Bea", "again: two others"),
    ),
    "Each page is as likely as any other. Nothing is said about the two; where somebody is there to be asked, what you"
    " see is asked, and what you answer becomes an entry like any other (docs/then-and-now.md).",
)
QUESTION = "what do you see? Enter for nothing: "


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints two passages, and takes what she sees."""
    words = " ".join(arguments.words).strip()
    if not words:
        raise misused("then-and-now takes a name or a search", "then-and-now")
    desk = open_desk(arguments, terminal)
    ask_first_or_refuse(desk, terminal)
    drawn = _drawn(desk, words)
    as_json = "json" in arguments.flags
    for passage in drawn.passages or ():
        if as_json:
            terminal.say_json(_json(passage, drawn))
        else:
            _say(passage, terminal)
    if drawn.passages is None:
        terminal.note("there are no two pages about that" if drawn.pages else "nothing you wrote about that was found")
    if drawn.unread:
        note_unread(desk, terminal)
    if drawn.passages is not None and not as_json:
        terminal.note(f"2 of {drawn.pages}; the same again shows others")
        if terminal.input_allowed:
            _take(desk, terminal.ask(QUESTION).strip(), terminal)
    return 0


def _drawn(desk: Desk, words: str) -> Drawn:
    sight, random = desk.sight_for(words), SystemRandom()
    desk.refuse_resting(words, sight)
    now = Now(desk.today(), desk.day_start_hour)
    try:
        one = desk.registry.named(words, sight)
    except Misused as problem:
        if problem.code != "read.nobody":
            raise
        return desk.then_and_now.of_query(words, sight=sight, random=random, now=now)
    return desk.then_and_now.of_person(one.keys, sight=sight, random=random, now=now)


def _say(passage: Passage, terminal: Terminal) -> None:
    said = passage.said
    when = [day_text(said.day, said.written_at), *([delay_text(passage.later)] * bool(passage.later.number))]
    head = f"{' · '.join((*when, _since(passage.since)))}  {terminal.style(said.entry[:ID_SHOWN], 'dim')}"
    terminal.write_styled(head)
    terminal.write_styled(f"“{passage_text(said, passage.around, terminal)}”")
    terminal.say("")


def _since(since: Delay) -> str:
    if since.number <= 0:
        return "written today"
    return f"written {counted(since.number, since.unit)} ago"


def _take(desk: Desk, words: str, terminal: Terminal) -> None:
    if not words:
        return
    from goldseam.write.contents import new_content

    content = new_content(words, now_ms=now_ms(), zone=desk.zone, day_start_hour=desk.day_start_hour)
    entry = desk.entries.add(content, now_ms=now_ms())
    announce(desk.vault.header.vault)
    terminal.note(f"kept as an entry of today, {entry.id[:ID_SHOWN]}")


def _json(passage: Passage, drawn: Drawn) -> JsonObject:
    said = passage.said
    return {
        "schema": SCHEMA,
        "entry": said.entry,
        "day": said.day,
        "quote": said.words,
        "span": list(said.quote.span),
        "around": passage.around.words,
        "written_on": passage.written,
        "later": {"count": passage.later.number, "unit": passage.later.unit},
        "ago": {"count": passage.since.number, "unit": passage.since.unit},
        "of": drawn.pages,
    }
