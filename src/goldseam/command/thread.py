"""goldseam thread: a search that she keeps and names, through time."""

from goldseam.command.asked_first import ask_first
from goldseam.command.composing import announce
from goldseam.command.findings import quoted
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import ID_SHOWN, SCHEMA, day_text
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.words.entry import JsonObject
from goldseam.words.when import parse_days

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from goldseam.lookback.threads import Thread
    from goldseam.words.quotation import Quotation

COMMAND = Command(
    "thread",
    "a search that you keep and name, followed through time",
    "[NAME [QUERY …]]",
    (
        Option("from", "from this day on", "DAY"),
        Option("number", "about how many pages; 0 is all", "N", "n"),
        Option("rename", "another name for the thread", "NAME"),
        Option("forget", "keep the thread no more; your pages stay as they are"),
    ),
    (
        ("goldseam thread", "the threads you keep"),
        ("goldseam thread garden 'tag:garden OR beans'", "keep one, or give it another search"),
        ("goldseam thread garden", "its sentences, from the first"),
        ("goldseam thread garden --from 2021", "from a day on"),
        ("goldseam thread garden --rename 'the garden'", "another name"),
        ("goldseam thread garden --forget", "no thread any more"),
    ),
    "Whatever can be searched for (docs/search.md) can be followed; find --save keeps one too. Let one rest with:"
    " goldseam rest --thread NAME (docs/threads.md).",
    minus=True,
)
USUAL = 20


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Lists the threads, follows one, or takes her word on one."""
    name, *words = arguments.words or ("",)
    query = " ".join(words)
    acts = ["rename"] * ("rename" in arguments.values) + ["forget"] * ("forget" in arguments.flags)
    if len(acts) + bool(query) > 1 or ((acts or "from" in arguments.values) and not name):
        raise misused("thread takes the name of one, and one thing to do with it", "thread")
    desk = open_desk(arguments, terminal)
    if not name:
        return _list(desk, arguments, terminal)
    if query:
        return _done(desk, desk.threads.keep(name, query, now_ms=now_ms()), "kept", arguments, terminal)
    thread = desk.threads.named(name)
    desk.sight_of_thread(thread)
    if "rename" in arguments.values:
        made = desk.threads.change(thread, arguments.values["rename"], thread.query, now_ms=now_ms())
        return _done(desk, made, "renamed", arguments, terminal)
    if "forget" in arguments.flags:
        for chapter in desk.chapters.of({thread.id}, desk.note_sight_for(thread.name)):
            desk.chapters.drop(chapter, now_ms=now_ms())
        desk.threads.drop(thread, now_ms=now_ms())
        return _done(desk, thread, "no thread any more; your pages are as they were", arguments, terminal)
    return _follow(desk, thread, arguments, terminal)


def _list(desk: Desk, arguments: Arguments, terminal: Terminal) -> int:
    threads = desk.kept_threads()
    for thread in threads:
        if "json" in arguments.flags:
            terminal.say_json(_json(thread))
        else:
            terminal.say(f"{thread.id[:ID_SHOWN]}  {terminal.shown(thread.name)}: {terminal.shown(thread.query)}")
    if not threads:
        terminal.note("there is no thread; to keep one: goldseam thread NAME QUERY")
    return 0


def _follow(desk: Desk, thread: "Thread", arguments: Arguments, terminal: Terminal) -> int:
    ask_first(desk, terminal)
    limit = arguments.whole_number("number", USUAL, command="thread") or 1 << 40
    start = parse_days(arguments.values["from"], today=desk.today()).first if "from" in arguments.values else ""
    sight = desk.sight_of_thread(thread)
    found = desk.threads.follow(thread, sight=sight, today=desk.today(), start=start, limit=limit)
    tell(found.found, arguments, terminal)
    if not found.first:
        terminal.note("nothing you wrote has that")
        return 0
    more = f"; there are more from {day_text(found.later)} on: --from {found.later}" if found.later else ""
    terminal.note(f"first on {day_text(found.first)}, last on {day_text(found.last)}{more}")
    return 0


def tell(found: "Sequence[Quotation]", arguments: Arguments, terminal: Terminal) -> None:
    """Prints sentences of hers, each with its day."""
    for said in found:
        if "json" in arguments.flags:
            terminal.say_json(_said_json(said))
        else:
            head = f"{terminal.style(said.entry[:ID_SHOWN], 'dim')}  {day_text(said.day):>15}"
            terminal.write_styled(f"{head}  {quoted(said.words, terminal)}")


def _done(desk: Desk, thread: "Thread", what: str, arguments: Arguments, terminal: Terminal) -> int:
    announce(desk.vault.header.vault)
    if "json" in arguments.flags:
        terminal.say_json(_json(thread))
    terminal.note(what)
    return 0


def _json(thread: "Thread") -> JsonObject:
    return {"schema": SCHEMA, "thread": thread.id, "name": thread.name, "query": thread.query}


def _said_json(said: "Quotation") -> JsonObject:
    return {
        "schema": SCHEMA,
        "entry": said.entry,
        "day": said.day,
        "quote": said.words,
        "span": [*said.quote.span],
    }
