"""goldseam to-come: what was said to be coming, and whether it came."""

from goldseam.command.asked_first import ask_first
from goldseam.command.composing import announce
from goldseam.command.findings import HERS, PROPOSED, described, quoted, tell, whom
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import ID_SHOWN, SCHEMA, day_text
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.command.unread import note_unread
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.commitments import ANSWERS, FOUND, Kept, Shown, Window
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from goldseam.keep.sight import Sight

COMMAND = Command(
    "to-come",
    "what was said to be coming, and whether it came",
    "[WHO]",
    (
        Option("found", "promises and plans that were found and that you do not keep in mind"),
        Option("unsure", "with --found: also what is too unsure to be told by itself: often wrong"),
        Option("keep", "keep in mind a finding of this entry, or words of it", "ENTRY"),
        Option("by", "with --keep and words: whose it is, me, a name or nobody; else as it was found, or me", "WHO"),
        Option("passed", "only what has its days behind it, and no answer"),
        Option("answer", "say how it went: yes, partly, no, unknown or let-go, and why if you like", "ID"),
        Option("answered", "what you answered"),
        Option("when", "say between which days it is to come (2027-09..2027-11), or never for no day", "ID"),
        Option("forget", "do not keep it in mind after all", "ID"),
        Option("number", "how many at most; 0 is all", "N", "n"),
    ),
    (
        ("goldseam to-come --found", "promises and plans in what you wrote, to choose from"),
        ("goldseam to-come --found Lena --unsure", "what Lena may have promised, often wrongly understood"),
        ("goldseam to-come --keep 3f2a c1", "keep the finding c1 of that entry in mind"),
        ("goldseam to-come --keep 3f2a 'next year we shall sail' --by Bea", "words that nothing was found in"),
        ("goldseam to-come", "what you keep in mind, the soonest first"),
        ("goldseam to-come --passed", "what could be answered by now"),
        ("goldseam to-come --answer 7c10 partly 'he came, but late'", "how it went, in your own words"),
        ("goldseam to-come --when 7c10 2027-09..2027-11", "when it was to come"),
    ),
    "Nothing is kept in mind unless you say so, nothing reminds you, and nothing is counted. Days that your words do"
    " not name are our reading of them and are marked with a question mark until you say (docs/to-come.md).",
)
USUAL = 20
ACTS = ("keep", "answer", "when", "forget")


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Lists what she keeps in mind, or takes her word on it."""
    wanted = [name for name in ACTS if name in arguments.values]
    lists = [name for name in ("found", "passed", "answered") if name in arguments.flags]
    if len(wanted) + len(lists) > 1:
        raise misused("to-come takes one of its options at a time", "to-come")
    if "by" in arguments.values and wanted != ["keep"]:
        raise misused("--by goes with --keep", "to-come")
    if "unsure" in arguments.flags and lists != ["found"]:
        raise misused("--unsure goes with --found", "to-come")
    desk = open_desk(arguments, terminal)
    if wanted:
        kept = _act(wanted[0], desk, arguments, terminal)
        announce(desk.vault.header.vault)
        if kept is not None and "json" in arguments.flags:
            terminal.say_json(_json(desk.commitments.shown([kept], sight=desk.sight(Purpose.BROWSE))[0]))
        return 0
    ask_first(desk, terminal)
    return _list(lists[0] if lists else "open", desk, arguments, terminal)


def _act(what: str, desk: Desk, arguments: Arguments, terminal: Terminal) -> Kept | None:
    if what == "keep":
        return _keep(desk, arguments, terminal)
    commitments = desk.commitments
    if what == "answer" and arguments.words[:1] not in [(one,) for one in ANSWERS]:
        raise misused(f"--answer takes an id and one of {', '.join(ANSWERS)}", "to-come")
    kept = commitments.one(arguments.values[what], sight=desk.sight(Purpose.BROWSE))
    if what == "answer":
        answer, *own = arguments.words
        terminal.note("you let it go" if answer == "let-go" else "kept")
        return commitments.answer(kept, answer, " ".join(own), now_ms=now_ms())
    if what == "when":
        kept = commitments.move(kept, _window(desk, arguments), now_ms=now_ms())
        terminal.note(f"to come: {_when(kept.window) or 'some day'}")
        return kept
    if arguments.words:
        raise misused("--forget takes one id", "to-come")
    commitments.drop(kept, now_ms=now_ms())
    terminal.note("it is no longer kept in mind; your page is as it was")
    return None


def _keep(desk: Desk, arguments: Arguments, terminal: Terminal) -> Kept:
    from goldseam.command.verdicts import span_of

    entry = find_entry(desk, arguments.values["keep"])
    words, sight, now = " ".join(arguments.words), desk.sight(Purpose.BROWSE), now_ms()
    if not words:
        raise misused("--keep takes an entry, and a finding or words of it", "to-come")
    if any(one.finding.id == words for one in desk.readings.standings(entry).here):
        kept = desk.commitments.keep(entry, words, sight=sight, now_ms=now)
    else:
        start, end = span_of(entry, words)
        by = _whose(desk, arguments.values["by"], now) if "by" in arguments.values else FOUND
        kept = desk.commitments.mark(entry, start, end, by=by, sight=sight, now_ms=now)
    terminal.note(f"kept in mind as {kept.id[:ID_SHOWN]}, to come: {_when(kept.window) or 'some day'}")
    return kept


def _whose(desk: Desk, name: str, now: int) -> str | None:
    """The id of somebody. Raises Misused: it is a day, and nobody is called so."""
    from goldseam.read.corrections import id_called

    if not _is_known(desk, name) and _is_day(desk, name):
        raise misused(
            "--by says whose it is, and that is a day; when it is to come is said by --when ID DAYS", "to-come"
        )
    return id_called(desk.registry, name, now_ms=now)


def _is_known(desk: Desk, name: str) -> bool:
    try:
        desk.registry.named(name, desk.sight(Purpose.EXPORT))  # who is meant, not who is shown
    except Misused as problem:
        return problem.code != "read.nobody"
    return True


def _is_day(desk: Desk, name: str) -> bool:
    """Whether a name is a day, or days; a month alone may be somebody."""
    from goldseam.words.when import parse_days

    try:
        days = parse_days(name, today=desk.today())
    except Misused:
        return False
    return days.first == days.last or not name.isalpha()


def _window(desk: Desk, arguments: Arguments) -> Window | None:
    from goldseam.words.when import parse_days

    words = " ".join(arguments.words)
    if not words:
        raise misused("--when takes an id, and days or never", "to-come")
    return None if words == "never" else Window(*parse_days(words, today=desk.today()))


def _list(part: str, desk: Desk, arguments: Arguments, terminal: Terminal) -> int:
    keys, sight = whom(desk, arguments.words)
    limit = arguments.whole_number("number", USUAL, command="to-come")
    if part == "found":
        return _list_found(desk, keys, sight, limit or -1, arguments, terminal)
    assert part in {"open", "passed", "answered"}, "one of the lists there are"
    kept = desk.commitments.all(part, sight=sight, today=desk.today(), keys=keys)  # type: ignore[arg-type]  # just asked
    for one in desk.commitments.shown(kept[: limit or None], sight=sight):
        if "json" in arguments.flags:
            terminal.say_json(_json(one))
        else:
            terminal.write_styled(_line(one, terminal))
    if not kept:
        terminal.note(_NOTHING[part])
    elif limit and len(kept) > limit:
        terminal.note("there are more: -n N shows them")
    return 0


def _list_found(
    desk: Desk, keys: tuple[str, ...] | None, sight: "Sight", limit: int, arguments: Arguments, terminal: Terminal
) -> int:
    note_unread(desk, terminal)
    unsure = "unsure" in arguments.flags
    found = desk.commitments.found(sight=sight, keys=keys, unsure=unsure, limit=limit)
    if "json" in arguments.flags:
        tell(found, arguments, terminal)
    else:
        for told in found:
            about = described({**told.finding, "due": None}, told.names, {})
            said = ", ".join(part for part in (about, _when(desk.commitments.window(told))) if part)
            head = f"{told.entry[:ID_SHOWN]} {told.finding['id']:9} {HERS if told.verdict else PROPOSED} "
            words = f"{day_text(told.day):>15}  {quoted(told.quote, terminal)}"
            terminal.write_styled(f"{head}{words}  {terminal.style(terminal.shown(said), 'dim')}")
    if not found:
        more = "words you choose: --keep ENTRY WORDS"
        terminal.note(
            f"no promise or plan was found; {more}"
            if unsure
            else f"no promise or plan was found that is sure enough; --unsure shows the others, and {more}"
        )
    return 0


_NOTHING = {
    "open": "nothing is kept in mind; what could be: goldseam to-come --found",
    "passed": "nothing that you keep in mind has its days behind it",
    "answered": "nothing was answered",
}


def _line(one: Shown, terminal: Terminal) -> str:
    kept = one.kept
    words = f"{day_text(one.day):>15}  {quoted(one.words, terminal)}" if one.words else "its page is gone"
    told = one.told
    about = described({**told.finding, "due": None}, told.names, {}) if told else ""
    said = ", ".join(part for part in (about, _when(kept.window), _SAID.get(kept.answer, kept.answer)) if part)
    own = f"  {quoted(kept.own, terminal)}" if kept.own else ""
    head = terminal.style(kept.id[:ID_SHOWN], "dim")
    return f"{head}  {words}  {terminal.style(terminal.shown(said), 'dim')}{own}"


_SAID = {
    "yes": "it came", "partly": "it came partly", "no": "it did not come", "unknown": "you do not know",
    "let-go": "you let it go",
}  # fmt: skip


def _when(window: Window | None) -> str:
    if window is None:
        return ""
    first, last = day_text(window.first), day_text(window.last)
    days = first if first == last else f"{first} to {last}"
    return f"{days}?" if window.source == "convention" else days


def _json(one: Shown) -> JsonObject:
    """One of them, for programs."""
    kept, window, told = one.kept, one.kept.window, one.told
    return {
        "schema": SCHEMA,
        "commitment": kept.id,
        "said": dict(kept.place._asdict()),
        "day": one.day or None,
        "quote": one.words or None,
        "first": window.first if window else None,
        "last": window.last if window else None,
        "window": window.source if window else None,
        "answer": kept.answer or None,
        "own": kept.own,
        "finding": told.finding if told else None,
        "names": told.names if told else {},
    }
