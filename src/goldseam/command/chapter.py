"""goldseam chapter: what she calls a stretch of days of somebody, or of a thread."""

from typing import NamedTuple

from goldseam.command.composing import announce
from goldseam.command.findings import told_json, told_line
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import ID_SHOWN, SCHEMA, day_text
from goldseam.command.terminal import Terminal
from goldseam.command.unread import note_unread
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.words.entry import JsonObject
from goldseam.words.when import parse_days

TYPE_CHECKING = False
if TYPE_CHECKING:
    from goldseam.keep.sight import Sight
    from goldseam.lookback.chapters import Chapter
    from goldseam.lookback.threads import Thread
    from goldseam.read.registry import Somebody

COMMAND = Command(
    "chapter",
    "what you call a stretch of days of somebody",
    "WHO [NAME]",
    (
        Option("thread", "of a thread of this name, not of somebody"),
        Option("days", "from when to when: 2019..2021, 2019-05.., ..2021, or one month or year", "DAYS"),
        Option("pages", "the sentences of this chapter, in order", "ID"),
        Option("change", "another name for this chapter, other --days, or both", "ID"),
        Option("remove", "take this chapter back; your pages stay as they are", "ID"),
        Option("number", "with --pages: how many at most; 0 is all", "N", "n"),
    ),
    (
        ("goldseam chapter Bea", "the chapters you have named"),
        ("goldseam chapter Bea 'the years abroad' --days 2019-05..2021", "name one"),
        ("goldseam chapter Bea now --days 2024..", "one that goes on"),
        ("goldseam chapter Bea --pages 7c10", "where Bea stands in it"),
        ("goldseam chapter Bea --change 7c10 'Lisbon' --days 2019-05..2020", "another name, other days"),
        ("goldseam chapter Bea --remove 7c10", "no chapter any more"),
        ("goldseam chapter --thread garden 'the first plot' --days ..2020", "of a thread"),
    ),
    "You name every chapter yourself; nothing is found, proposed or counted (docs/people.md).",
)
USUAL = 40
ACTS = ("pages", "change", "remove")


class Whose(NamedTuple):
    """Of whom, or of what.

    Attributes:
        ids: of its chapters.
        name: by which she goes to it, and whatever else it names.
        sight: what may be seen of it.
        one: somebody; None for a thread.
        thread: None for somebody.
    """

    ids: frozenset[str]
    name: str
    sight: "Sight"
    one: "Somebody | None" = None
    thread: "Thread | None" = None


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Lists the chapters of somebody, shows one, or takes her word on them."""
    who, *words = arguments.words or ("",)
    acts = [name for name in ACTS if name in arguments.values]
    if not who:
        raise misused("chapter takes whose it is", "chapter")
    if len(acts) > 1 or (words and acts and acts != ["change"]):
        raise misused("chapter takes one of its options at a time", "chapter")
    if "days" in arguments.values and not words and acts != ["change"]:
        raise misused("--days goes with the name of a chapter", "chapter")
    desk = open_desk(arguments, terminal)
    whose = _whose(desk, who, arguments)
    if acts:
        chapter = _meant(desk, whose, arguments.values[acts[0]])
        return {"pages": _pages, "change": _change, "remove": _remove}[acts[0]](
            desk, whose, chapter, arguments, terminal
        )
    if words:
        first, last = _days(desk, arguments.values.get("days", ""))
        subject = whose.thread.id if whose.thread else _person(desk, whose)
        made = desk.chapters.add(subject, " ".join(words), first=first, last=last, now_ms=now_ms())
        return _done(desk, made, arguments, terminal)
    chapters = _chapters(desk, whose)
    for chapter in chapters:
        _say(chapter, arguments, terminal)
    if not chapters:
        terminal.note("there is no chapter; to name one: goldseam chapter WHO NAME --days 2019..2021")
    return 0


def _whose(desk: Desk, who: str, arguments: Arguments) -> Whose:
    if "thread" in arguments.flags:
        thread = desk.threads.named(who)
        sight = desk.sight_of_thread(thread)
        return Whose(frozenset((thread.id,)), f"{thread.name} {thread.query}", sight, thread=thread)
    sight = desk.sight_for(who)
    desk.refuse_resting(who, sight)
    one = desk.registry.named(who, sight)
    ids = frozenset(person.id for person in desk.registry.circle().group(one.person)) if one.person else frozenset()
    return Whose(ids, one.name, sight, one=one)


def _person(desk: Desk, whose: Whose) -> str:
    assert whose.one is not None, "it is somebody or a thread"
    return desk.registry.ensure(whose.one, now_ms=now_ms()).id


def _chapters(desk: Desk, whose: Whose) -> "list[Chapter]":
    return desk.chapters.of(whose.ids, desk.note_sight_for(whose.name))


def _meant(desk: Desk, whose: Whose, word: str) -> "Chapter":
    found = [chapter for chapter in _chapters(desk, whose) if word and chapter.id.startswith(word.lower())]
    if len(found) != 1:
        raise misused(
            "several chapters begin with that id" if found else "there is no chapter of that id there", "chapter"
        )
    return found[0]


def _days(desk: Desk, text: str) -> tuple[str, str]:
    """The first and the last day; empty for an open end."""
    begins, points, ends = text.partition("..")
    today = desk.today()
    first = parse_days(begins.strip(), today=today) if begins.strip() else None
    if not points:
        return (first.first, first.last) if first else ("", "")
    return first.first if first else "", parse_days(ends.strip(), today=today).last if ends.strip() else ""


def _pages(desk: Desk, whose: Whose, chapter: "Chapter", arguments: Arguments, terminal: Terminal) -> int:
    from goldseam.read.questions import Within

    within, limit = Within(chapter.places), arguments.whole_number("number", USUAL, command="chapter")
    if whose.thread is not None:
        from goldseam.command.thread import tell

        followed = desk.threads.follow(
            whose.thread, sight=whose.sight, today=desk.today(), within=within, limit=limit or 1 << 40
        )
        tell(followed.found, arguments, terminal)
        return 0
    assert whose.one is not None, "it is somebody or a thread"
    note_unread(desk, terminal)
    found = desk.persons.all("named", whose.one, sight=whose.sight, within=within, limit=limit or -1)
    for told in found:
        sentence = desk.questions.sentence(told)
        if "json" in arguments.flags:
            terminal.say_json(told_json(told, sentence))
        else:
            terminal.write_styled(told_line(told, terminal, quote=sentence))
    if not found:
        terminal.note("no page of these days that was read names this one")
    return 0


def _change(desk: Desk, whose: Whose, chapter: "Chapter", arguments: Arguments, terminal: Terminal) -> int:
    del whose
    words = " ".join(arguments.words[1:])
    first, last = _days(desk, arguments.values["days"]) if "days" in arguments.values else (chapter.first, chapter.last)
    made = desk.chapters.change(chapter, words or chapter.name, first=first, last=last, now_ms=now_ms())
    return _done(desk, made, arguments, terminal)


def _remove(desk: Desk, whose: Whose, chapter: "Chapter", arguments: Arguments, terminal: Terminal) -> int:
    del whose
    desk.chapters.drop(chapter, now_ms=now_ms())
    announce(desk.vault.header.vault)
    if "json" in arguments.flags:
        terminal.say_json(_json(chapter) | {"removed": True})
    terminal.note("no chapter any more; your pages are as they were")
    return 0


def _done(desk: Desk, chapter: "Chapter", arguments: Arguments, terminal: Terminal) -> int:
    announce(desk.vault.header.vault)
    _say(chapter, arguments, terminal)
    return 0


def _say(chapter: "Chapter", arguments: Arguments, terminal: Terminal) -> None:
    if "json" in arguments.flags:
        terminal.say_json(_json(chapter))
        return
    first, last = (day_text(day) if day else "" for day in (chapter.first, chapter.last))
    days = f"{first} to {last}" if first and last else f"from {first} on" if first else f"until {last}" if last else ""
    terminal.say(f"{chapter.id[:ID_SHOWN]}  {terminal.shown(chapter.name)}{f'  {days}' if days else ''}")


def _json(chapter: "Chapter") -> JsonObject:
    return {
        "schema": SCHEMA,
        "chapter": chapter.id,
        "of": chapter.of,
        "name": chapter.name,
        "first": chapter.first or None,
        "last": chapter.last or None,
    }
