"""goldseam people: who is who, as you have said it; and whom readings name besides."""

from goldseam.command.composing import announce
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import SCHEMA, counted, day_text
from goldseam.command.terminal import Terminal
from goldseam.command.unread import note_unread
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.read.person import Person
from goldseam.read.registry import Somebody
from goldseam.words.entry import JsonObject
from goldseam.words.rest import Purpose

COMMAND = Command(
    "people",
    "who is who in what you wrote",
    "[list | show WHO | dated WHO | merge WHO WHO | split WHO NAME | rename WHO NAME | add NAME | apart WHO WHO"
    " | forget WHO]",
    (
        Option("number", "how many at most; 0 is all", "N", "n"),
        Option("kind", "only person, pet, place or org; with add: what it is", "KIND"),
        Option("relation", "with add: sister, landlord …", "WORD"),
        Option("alike", "names that may be one person’s, for you to say"),
        Option("yes", "with forget: do not ask"),
    ),
    (
        ("goldseam people", "everybody, the most named first"),
        ("goldseam people show Bea", "every place that names Bea, from the first to the last"),
        ("goldseam people dated Bea", "what pages of other days tell of Bea, by the day they tell of"),
        ("goldseam people --alike", "Bea and Beatriz: one and the same?"),
        ("goldseam people merge Beatriz Bea", "yes: Bea is Beatriz; split takes it back"),
        ("goldseam people apart Beatriz Bea", "no: never ask again"),
        ("goldseam people split Beatriz Bea", "Bea is somebody else after all"),
        ("goldseam people rename 'my sister' Lena", "and everything that names her follows"),
        ("goldseam people add Anna --relation colleague", "another Anna; from then on the name alone is neither’s"),
    ),
    "A question mark stands before whom only readings name; the others are in the registry, which is kept in the vault"
    " as your own word. Nobody is ever merged without you. All of it: docs/reading.md.",
)
USUAL = 40
KINDS = ("person", "pet", "place", "org")


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Lists people, or takes her word on who they are."""
    act, *words = arguments.words or ("list",)
    if act not in _ACTS:
        raise misused(f"people takes {', '.join(_ACTS)}", "people")
    kind = arguments.values.get("kind")
    if kind is not None and kind not in KINDS:
        raise misused(f"--kind is one of {', '.join(KINDS)}", "people")
    count = _WORDS[act]
    if len(words) != count:
        raise misused(f"people {act} takes {counted(count, 'name')}", "people")
    desk = open_desk(arguments, terminal)
    return _ACTS[act](desk, words, arguments, terminal)


def somebody_json(somebody: Somebody) -> JsonObject:
    """Somebody for programs; `id` is null for whom only readings name."""
    person = somebody.person
    value: JsonObject = {
        "schema": SCHEMA,
        "person": person.id if person else None,
        "kind": somebody.kind,
        "name": somebody.name,
        "aliases": list(somebody.names[1:]),
        "entries": somebody.entries,
    }
    return value | ({"relation": person.relation} if person and person.relation else {})


def _list(desk: Desk, _: list[str], arguments: Arguments, terminal: Terminal) -> int:
    if "alike" in arguments.flags:
        return _alike(desk, arguments, terminal)
    note_unread(desk, terminal)
    limit = arguments.whole_number("number", USUAL, command="people")
    kind = arguments.values.get("kind")
    everybody = [one for one in desk.registry.everybody(desk.sight(Purpose.UNASKED)) if kind in (None, one.kind)]
    for one in everybody[: limit or None]:
        if "json" in arguments.flags:
            terminal.say_json(somebody_json(one))
        else:
            _say(one, terminal)
    if not everybody:
        terminal.note("nobody is named in what has been read")
    elif limit and len(everybody) > limit:
        terminal.note(f"{limit} of {len(everybody)}: -n N shows more")
    return 0


def _say(one: Somebody, terminal: Terminal) -> None:
    mark = " " if one.person else "?"
    aliases = f"  also {', '.join(one.names[1:])}" if one.names[1:] else ""
    relation = f", {one.person.relation}" if one.person and one.person.relation else ""
    kind = "" if one.kind == "person" else f"  ({one.kind})"
    terminal.say(f"{one.entries:6} {mark} {terminal.shown(one.name + relation + kind + aliases)}")


def _alike(desk: Desk, arguments: Arguments, terminal: Terminal) -> int:
    pairs = desk.registry.proposals(desk.sight(Purpose.UNASKED))
    for one, other in pairs:
        if "json" in arguments.flags:
            terminal.say_json(
                {"schema": SCHEMA, "one": one.name, "other": other.name, "entries": one.entries + other.entries}
            )
        else:
            terminal.say(
                f"? {terminal.shown(one.name)} ({one.entries}) and {terminal.shown(other.name)} ({other.entries})"
            )
    terminal.note(
        "one and the same? goldseam people merge ONE OTHER; if not: goldseam people apart ONE OTHER"
        if pairs
        else "no two names look like one person’s"
    )
    return 0


def _show(desk: Desk, words: list[str], arguments: Arguments, terminal: Terminal) -> int:
    from goldseam.command.findings import told_json, told_line

    note_unread(desk, terminal)
    sight = desk.sight_for(words[0])
    desk.refuse_resting(words[0], sight)
    one = desk.registry.named(words[0], sight)
    limit = arguments.whole_number("number", 0, command="people") or -1
    found = desk.questions.mentions(one.keys, sight=sight, limit=limit)
    if "json" in arguments.flags:
        terminal.say_json(somebody_json(one))
        for told in found:
            terminal.say_json(told_json(told, desk.questions.sentence(told)))
        return 0
    _say(one, terminal)
    for told in found:
        terminal.write_styled(told_line(told, terminal, quote=desk.questions.sentence(told)))
    return 0


def _dated(desk: Desk, words: list[str], arguments: Arguments, terminal: Terminal) -> int:
    from datetime import date

    from goldseam.command.lived import said_json, said_line

    note_unread(desk, terminal)
    sight = desk.sight_for(words[0])
    desk.refuse_resting(words[0], sight)
    one = desk.registry.named(words[0], sight)
    limit = arguments.whole_number("number", USUAL, command="people") or -1
    ever = (date.min.toordinal(), date.max.toordinal() + 1)
    found = desk.persons.dated(one, ever, sight=sight, day_start_hour=desk.day_start_hour, limit=limit)
    for dated in found:
        if "json" in arguments.flags:
            terminal.say_json(said_json(dated.said, dated.level) | {"about": dated.first})
        else:
            when = {"day": day_text(dated.first), "month": dated.first[:7], "year": dated.first[:4]}[dated.level]
            terminal.write_styled(f"{when:>15}  {said_line(dated.said, terminal)}")
    if not found:
        terminal.note("no page of another day tells of this one beside a day, as far as has been read")
    return 0


def _merge(desk: Desk, words: list[str], arguments: Arguments, terminal: Terminal) -> int:
    one, other = (desk.registry.named(word, desk.sight_for(word)) for word in words)
    person = desk.registry.merge(one, other, now_ms=now_ms())
    return _done(desk, person, "one and the same from now on; split takes it back", arguments, terminal)


def _split(desk: Desk, words: list[str], arguments: Arguments, terminal: Terminal) -> int:
    person = desk.registry.split(desk.registry.named(words[0], desk.sight_for(words[0])), words[1], now_ms=now_ms())
    return _done(desk, person, "somebody else from now on", arguments, terminal)


def _rename(desk: Desk, words: list[str], arguments: Arguments, terminal: Terminal) -> int:
    person = desk.registry.rename(desk.registry.named(words[0], desk.sight_for(words[0])), words[1], now_ms=now_ms())
    return _done(desk, person, "renamed; the name before still means the same", arguments, terminal)


def _add(desk: Desk, words: list[str], arguments: Arguments, terminal: Terminal) -> int:
    kind = arguments.values.get("kind", "person")
    relation = arguments.values.get("relation")
    person = desk.registry.add(words[0], kind, relation=relation, now_ms=now_ms())  # type: ignore[arg-type]  # one of KINDS
    return _done(desk, person, f"in the registry, as #{person.id[:8]}", arguments, terminal)


def _apart(desk: Desk, words: list[str], arguments: Arguments, terminal: Terminal) -> int:
    one, other = (desk.registry.named(word, desk.sight_for(word)) for word in words)
    desk.registry.keep_apart(one, other, now_ms=now_ms())
    person = desk.registry.named(words[0], desk.sight_for(words[0])).person
    assert person is not None, "whom she keeps apart she has named"
    return _done(desk, person, "two people; this is not asked again", arguments, terminal)


def _forget(desk: Desk, words: list[str], arguments: Arguments, terminal: Terminal) -> int:
    one = desk.registry.named(words[0], desk.sight_for(words[0]))
    if one.person is None:
        raise misused("only whom you have put into the registry can be taken out of it", "people")
    if "yes" not in arguments.flags and not terminal.confirm("remove from the registry for good, with every name?"):
        terminal.note("nothing was changed")
        return 1
    gone = [person.id for person in desk.registry.circle().group(one.person)]
    desk.purge(gone)
    announce(desk.vault.header.vault)
    if "json" in arguments.flags:
        terminal.say_json({"schema": SCHEMA, "forgotten": one.person.id})
    terminal.note("removed from the registry; your entries are as they are")
    return 0


def _done(desk: Desk, person: Person, what: str, arguments: Arguments, terminal: Terminal) -> int:
    announce(desk.vault.header.vault)
    if "json" in arguments.flags:
        terminal.say_json(somebody_json(desk.registry.named(f"#{person.id}", desk.sight_for(person.name))))
    terminal.note(what)
    return 0


_ACTS = {
    "list": _list,
    "show": _show,
    "dated": _dated,
    "merge": _merge,
    "split": _split,
    "rename": _rename,
    "add": _add,
    "apart": _apart,
    "forget": _forget,
}
_WORDS = {"list": 0, "show": 1, "dated": 1, "merge": 2, "split": 2, "rename": 2, "add": 1, "apart": 2, "forget": 1}
