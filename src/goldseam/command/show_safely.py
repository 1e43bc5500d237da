"""goldseam show-safely: a few entries as a document for somebody else, with other names in it."""

import json
import os
from datetime import date
from hashlib import blake2b
from typing import cast

from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import SCHEMA, counted, day_text
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.desk.desk import Desk
from goldseam.desk.outside import refuse_inside
from goldseam.exchange.pseudonyms import Replacement
from goldseam.exchange.showing import Dates, Plan, known_of, leaves, plan
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

COMMAND = Command(
    "show-safely",
    "a few entries as a document for somebody else, with other names in it",
    "ENTRY …",
    (
        Option("to", "the PDF to make; without it, only what would be replaced is shown", "FILE"),
        Option("call", "what to put for a name; also for one that was not found by itself", "NAME=OTHER", many=True),
        Option("leave", "leave a name, or a word, as it is", "NAME", many=True),
        Option("dates", "keep, hide, or by how many weeks to shift them: 7, -12", "HOW"),
        Option("confirm", "you have seen what is replaced; the code that came with it", "CODE"),
    ),
    (
        ("goldseam show-safely last 3f2a --to for-ana.pdf", "shows what is replaced, asks, and makes it"),
        ("goldseam show-safely 3f2a", "only shows what would be replaced"),
        ("goldseam show-safely 3f2a --call Tom=Mark --leave Market --dates -12 --to page.pdf", "as you say"),
    ),
    "Nothing is made before you have seen every name, place and word with a capital that would be replaced. The"
    " document holds the days, titles and texts and nothing else: no tags, files, author, or time of making. Names"
    " written small that nobody has named to goldseam are not found, and a story can tell who somebody is without a"
    " name: read it before you give it away. More: docs/show-safely.md.",
)
KINDS = {
    "person": "a person",
    "pet": "an animal",
    "place": "a place",
    "org": "an organisation",
    "unknown": "perhaps a name",
    "address": "an address or a number",
    "date": "a day",
    "yours": "your word",
}


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Shows what is replaced, asks, and makes the document."""
    if not arguments.words:
        raise misused("show-safely takes at least one entry", "show-safely")
    dates, weeks = _dates(arguments.values.get("dates", "keep"))
    yours = _yours(arguments)
    desk = open_desk(arguments, terminal)
    entries = {entry.id: entry for entry in (find_entry(desk, word) for word in arguments.words)}
    target = arguments.values.get("to", "")
    if target:
        refuse_inside(desk.vault.folder, target)
        _refuse_there(target)
    known = known_of(desk.registry.everybody(desk.sight(Purpose.EXPORT)))
    made = plan(entries.values(), known, dates=dates, weeks=weeks, yours=yours)
    if target and arguments.values.get("confirm") == _code(made):
        return _make(desk, made, target, arguments, terminal)
    _show(made, arguments, terminal)
    if "confirm" in arguments.values:
        raise _changed()
    if target and _is_sure(terminal, made):
        return _make(desk, made, target, arguments, terminal)
    terminal.note("nothing was made")
    return 0


def _make(desk: Desk, made: Plan, target: str, arguments: Arguments, terminal: Terminal) -> int:
    from goldseam.exchange.exporters.document import document_of

    pages = document_of(leaves(made, _told))
    desk.vault.disk.write(os.path.abspath(target), pages)
    if "json" in arguments.flags:
        terminal.say_json({"schema": SCHEMA, "document": target, "entries": len(made.entries)})
    terminal.note(
        f"{counted(len(made.entries), 'entry is', 'entries are')} in {target}; read it before you give it away"
    )
    return 0


def _show(made: Plan, arguments: Arguments, terminal: Terminal) -> None:
    if "json" in arguments.flags:
        for one in made.replacements:
            terminal.say_json(replacement_json(one, _code(made)))
        return
    for one in made.replacements:
        forms = ", ".join(map(terminal.shown, one.forms))
        put = f"→ {terminal.shown(one.put)}" if one.put else "stays"
        terminal.say(f"{forms}  ({KINDS[one.kind]}, {one.times}×)  {put}")
    if not made.replacements:
        terminal.note("no name, place or word with a capital was found")
    if made.unprintable:
        terminal.note(f"{counted(made.unprintable, 'sign has', 'signs have')} no letter in the document: a ? for each")
    terminal.note("another name: --call NAME=OTHER; as it is: --leave NAME")
    terminal.note(f"if this is right: --to FILE --confirm {_code(made)}")


def _code(made: Plan) -> str:
    """Of all that was shown: what was found, and what is put for it."""
    put = [made.code, [(one.forms, one.put) for one in made.replacements]]
    return blake2b(json.dumps(put, ensure_ascii=False).encode(), digest_size=6).hexdigest()


def replacement_json(one: Replacement, code: str) -> JsonObject:
    """What would be replaced, for programs."""
    forms = list(one.forms)
    return {"schema": SCHEMA, "kind": one.kind, "forms": forms, "count": one.times, "put": one.put, "confirm": code}


def _is_sure(terminal: Terminal, made: Plan) -> bool:
    if not terminal.input_allowed:
        raise Misused(
            "what is replaced is shown first, and nobody may be asked here",
            safe="nothing was made",
            next=f"look at what is replaced, then add --confirm {_code(made)}",
            code="command.cannot-ask",
        )
    return terminal.confirm("make it with these?")


def _dates(text: str) -> tuple[Dates, int]:
    if text in {"keep", "hide"}:
        return cast("Dates", text), 0
    bare = text.removeprefix("-").removeprefix("+")
    if not (bare.isascii() and bare.isdigit() and len(bare) < 6):  # noqa: PLR2004 - a hundred thousand weeks
        raise misused("--dates takes keep, hide, or a number of weeks", "show-safely")
    return "shift", int(text)


def _yours(arguments: Arguments) -> dict[str, str]:
    said = dict.fromkeys(arguments.lists.get("leave", ()), "")
    for pair in arguments.lists.get("call", ()):
        name, equals, other = pair.partition("=")
        if not equals or not name.strip() or not other.strip():
            raise misused("--call takes a name and another, as Tom=Mark", "show-safely")
        said[name] = other.strip()
    return said


def _refuse_there(target: str) -> None:
    if os.path.lexists(target):
        raise Misused(
            f"there is a file {target} already",
            safe="nothing was made, and the file is as it was",
            next="name another file",
            code="command.file-there",
        )


def _changed() -> Misused:
    return Misused(
        "what would be replaced is not what that code was for",
        safe="nothing was made",
        next="look at what is shown now, and give --to FILE with the code that stands there",
        code="command.not-confirmed",
    )


def _told(day: date) -> str:
    return day_text(day.isoformat())
