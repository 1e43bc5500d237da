"""goldseam body: notes on the body, beside her days."""

from collections.abc import Iterator
from datetime import date

from goldseam.command.findings import quoted
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import ID_SHOWN, SCHEMA, day_text
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.body import Day, Note
from goldseam.words.day import day_of
from goldseam.words.entry import JsonObject
from goldseam.words.rest import Purpose
from goldseam.words.when import DayRange, parse_days

COMMAND = Command(
    "body",
    "notes on the body, beside your days",
    "[WORDS]",
    (
        Option("day", "the day that a note is about; today without it", "DAY"),
        Option("days", "which days to show; the last 30 without it", "DAYS"),
        Option("remove", "take a note back", "NOTE"),
    ),
    (
        ("goldseam body slept badly, head hurts", "a note for today"),
        ("goldseam body --day yesterday took the new tablets", "a note for yesterday"),
        ("goldseam body", "the last 30 days: your notes, what you accepted of the body, check-ins, entries"),
        ("goldseam body --days 2026-03..2026-05", "other days"),
    ),
    "Nothing is computed, and a day without anything is not there (docs/body.md).",
)
USUAL_DAYS = 30


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Keeps a note, takes one back, or shows days."""
    desk = open_desk(arguments, terminal)
    words = " ".join(arguments.words)
    if "remove" in arguments.values:
        _remove(desk, arguments.values["remove"], terminal)
    elif words:
        day = _one_day(desk, arguments)
        note = desk.body.add(words, day=day, now_ms=now_ms())
        terminal.note(f"kept, for {day_text(day)}")
        if "json" in arguments.flags:
            terminal.say_json(_note_json(desk, note))
    else:
        _show(desk, arguments, terminal)
    return 0


def _one_day(desk: Desk, arguments: Arguments) -> str:
    if "day" not in arguments.values:
        return desk.today()
    days = parse_days(arguments.values["day"], today=desk.today())
    if days.first != days.last:
        raise misused("a note is about one day", "body")
    return days.first


def _remove(desk: Desk, word: str, terminal: Terminal) -> None:
    sight = desk.note_sight(Purpose.BROWSE)
    notes = desk.body.notes(date.min.isoformat(), date.max.isoformat(), sight)
    found = [note for note in notes if word and note.id.startswith(word.lower())]
    if len(found) != 1:
        raise misused("no note has that id" if not found else "several notes begin so", "body")
    desk.body.drop(found[0].id, now_ms=now_ms())
    terminal.note("it was taken back")


def _show(desk: Desk, arguments: Arguments, terminal: Terminal) -> None:
    last = date.fromisoformat(desk.today())
    first = date.fromordinal(max(1, last.toordinal() - USUAL_DAYS + 1))
    days = DayRange(first.isoformat(), last.isoformat())
    if "days" in arguments.values:
        days = parse_days(arguments.values["days"], today=desk.today())
    found = desk.body.days(*days, sight=desk.sight(Purpose.BROWSE), notes=desk.note_sight(Purpose.BROWSE))
    for one in found:
        for told in _told(desk, one):
            if "json" in arguments.flags:
                terminal.say_json(told)
            else:
                _say(told, terminal)
    if not any(one.is_of_the_body for one in found):
        terminal.note("nothing of the body was noted for those days")


def _told(desk: Desk, one: Day) -> Iterator[JsonObject]:
    """What stands on a day, for a program; a line prints the same."""
    for note in one.notes:
        yield _note_json(desk, note)
    for found in one.found:
        spans = [list(found.quote.span)]
        yield {"schema": SCHEMA, "sort": "found", "day": one.day, "words": found.words, "entry": found.entry,
               "spans": spans}  # fmt: skip
    if one.check_in:
        yield {"schema": SCHEMA, "sort": "check-in", "day": one.day, "words": one.check_in.word}
    for gist in one.entries:
        words = gist.title or gist.beginning
        yield {"schema": SCHEMA, "sort": "entry", "day": one.day, "words": words, "entry": gist.id}


def _note_json(desk: Desk, note: Note) -> JsonObject:
    made_on = day_of(note.made_at, desk.zone, day_start_hour=desk.day_start_hour)
    return {"schema": SCHEMA, "sort": "note", "day": note.day, "words": note.words, "note": note.id,
            "later": made_on != note.day}  # fmt: skip


def _say(told: JsonObject, terminal: Terminal) -> None:
    id_ = str(told.get("note") or told.get("entry") or "")[:ID_SHOWN]
    sort = str(told["sort"]) + (", written later" if told.get("later") else "")
    head = terminal.style(f"{id_:{ID_SHOWN}}", "dim") + f"  {day_text(str(told['day'])):>15}  "
    terminal.write_styled(f"{head}{quoted(str(told['words']), terminal)}{terminal.style(f'  {sort}', 'dim')}")
