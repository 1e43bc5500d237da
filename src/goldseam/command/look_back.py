"""goldseam look-back: something she wrote, chosen because she asked."""

from random import SystemRandom

from goldseam.command.asked_first import ask_first_or_refuse
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.rendering import entry_json, entry_page
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.choosing import a_year_ago, any_day, begin, is_not_now, not_now, one_of, this_season
from goldseam.words.gist import Gist
from goldseam.words.rest import Purpose

COMMAND = Command(
    "look-back",
    "something you wrote, only because you ask",
    "[any day | a year ago | season | WHO]",
    (
        Option("begin", "the first time: there is nobody and no time you would rather not meet"),
        Option("not-now", "nothing is chosen for you for a day"),
    ),
    (
        ("goldseam look-back", "a day, any day"),
        ("goldseam look-back a year ago", "this day last year, or one near it"),
        ("goldseam look-back season", "this time of the year, in another year"),
        ("goldseam look-back Bea", "a page that names Bea"),
    ),
    "Nothing looks back unless you ask. The first time it asks whom or when you would rather not meet (docs/rest.md);"
    " what rests is never chosen.",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints one day, or one entry."""
    desk = open_desk(arguments, terminal)
    if "not-now" in arguments.flags:
        not_now(desk.vault, now_ms=now_ms())
        terminal.note("nothing is chosen for you until tomorrow")
        return 0
    if "begin" in arguments.flags:
        begin(desk.vault, now_ms=now_ms())
    else:
        ask_first_or_refuse(desk, terminal)
    found = _chosen(desk, " ".join(arguments.words))
    for gist in found:
        entry = desk.vault.entry(gist.id)
        assert entry is not None, "it was just listed"
        if "json" in arguments.flags:
            terminal.say_json(entry_json(entry))
        else:
            terminal.write_styled(entry_page(entry, terminal))
    if not found and not arguments.words and is_not_now(desk.vault, now_ms=now_ms()):
        terminal.note("you said not now: nothing is chosen for you until tomorrow")
    elif not found:
        terminal.note("there is nothing to show for that")
    return 0


def _chosen(desk: Desk, words: str) -> list[Gist]:
    vault, random, today = desk.vault, SystemRandom(), desk.today()
    sight = desk.sight(Purpose.UNASKED)
    if words not in {"", "any day", "a year ago", "season"}:
        sight = desk.sight_for(words)
        desk.refuse_resting(words, sight)
        one = desk.registry.named(words, sight)
        told = desk.questions.mentions(one.keys, sight=sight)
        return one_of(vault, sight, random, [mention.entry for mention in told])
    if is_not_now(vault, now_ms=now_ms()):
        return []
    if words == "a year ago":
        return a_year_ago(vault, sight, today=today)
    if words == "season":
        return this_season(vault, sight, random, today=today)
    return any_day(vault, sight, random, today=today)
