"""goldseam around: her check-ins and words around a date she sets; numbers only where she asks for them too."""

from goldseam.command.asked_first import ask_first
from goldseam.command.findings import quoted
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import ID_SHOWN, SCHEMA, day_text
from goldseam.command.terminal import Terminal
from goldseam.desk.desk import Desk
from goldseam.desk.settings import setting_of
from goldseam.lookback.around import Around, Numbers
from goldseam.lookback.placebos import Compared, Estimate, Measure
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose
from goldseam.words.when import parse_days

COMMAND = Command(
    "around",
    "your check-ins and your words around a date you set",
    "DATE",
    (
        Option("numbers", "also count I-words, we-words and the Categorical-Dynamic Index before and after"),
        Option("begin", "the first time: there is nobody and no time you would rather not meet"),
    ),
    (
        ("goldseam around 2025-03-14", "what you kept and wrote four weeks before that day and four from it on"),
        ("goldseam around '3 may' --numbers", "and three numbers before and after, as ranges"),
        ("goldseam settings around_numbers 0", "never count, whatever is asked"),
    ),
    "You set the date: nothing is looked for. The first time it asks whom or when you would rather not meet; what rests"
    " (docs/rest.md) is not shown and not counted. Numbers are of English only, and say what ordinary times differ by;"
    " what they can and cannot tell stands in docs/around.md.",
)
NAMES = {"i": "I-words", "we": "we-words", "cdi": "Categorical-Dynamic Index"}
PARTLY = "not shown for part of this time"
FEW = "not enough writing to tell"
ABOUT = {
    "i": "I, me, my, mine, myself",
    "we": "we, us, our, ours, ourselves",
    "cdi": "a matter of style: notes and things score high, telling what happened scores low",
}


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints what is hers around the date; below it, where she asks, the numbers."""
    if not arguments.words:
        raise misused("around takes a date", "around")
    desk = open_desk(arguments, terminal)
    days = parse_days(" ".join(arguments.words), today=desk.today())
    if days.first != days.last:
        raise misused("around takes one day, not several", "around")
    counted = "numbers" in arguments.flags
    if counted and not setting_of(desk.vault, "around_numbers"):
        raise Misused(
            "you said that nothing is to be counted around a date",
            safe="nothing was counted",
            next="without numbers: goldseam around DATE; to count all the same: goldseam settings around_numbers 1",
            code="command.around-off",
        )
    _ask_first(desk, arguments, terminal)
    # What rests quietly is not there either, unless she looks behind it.
    sight, notes = desk.sight(Purpose.ASK), desk.note_sight(Purpose.ASK)
    hers = desk.around.hers(days.first, sight=sight, notes=notes)
    if "json" in arguments.flags:
        _tell_hers(hers, terminal)
    else:
        _say_hers(hers, terminal)
    if counted:
        numbers = desk.around.numbers(days.first, sight=sight)
        if "json" in arguments.flags:
            _tell_numbers(numbers, terminal)
        else:
            _say_numbers(numbers, terminal)
    return 0


def _ask_first(desk: Desk, arguments: Arguments, terminal: Terminal) -> None:
    if "begin" in arguments.flags:
        from goldseam.desk.clock import now_ms
        from goldseam.lookback.choosing import begin

        begin(desk.vault, now_ms=now_ms())
    elif not ask_first(desk, terminal):
        raise Misused(
            "the first time it is asked whom or when you would rather not meet, and nobody may be asked here",
            safe="nothing was shown",
            next="goldseam rest NAME for whom you would rather not meet, then goldseam around DATE --begin",
            code="command.ask-first",
        )


def _say_hers(hers: Around, terminal: Terminal) -> None:
    for one in hers.check_ins:
        pleasant, awake = ("-" if value is None else str(value) for value in (one.pleasant, one.awake))
        stands = f"unpleasant-pleasant {pleasant:>3}  sleepy-awake {awake:>3}"
        head = f"{'':{ID_SHOWN}}  {day_text(one.day):>15}  {stands}  "
        terminal.write_styled(head + terminal.shown(one.word))
    for said in hers.words:
        head = terminal.style(f"{said.entry[:ID_SHOWN]}", "dim") + f"  {day_text(said.day):>15}  "
        terminal.write_styled(head + quoted(said.words, terminal))
    if hers.partly:
        terminal.note(PARTLY)
    elif not hers.words and not hers.check_ins:
        terminal.note(f"nothing of yours is from {day_text(hers.first)} to {day_text(hers.last)}")


def _tell_hers(hers: Around, terminal: Terminal) -> None:
    terminal.say_json({"schema": SCHEMA, "sort": "time", "first": hers.first, "last": hers.last, "partly": hers.partly})
    for one in hers.check_ins:
        told: JsonObject = {"schema": SCHEMA, "sort": "check-in", "day": one.day, "pleasant": one.pleasant}
        terminal.say_json(told | {"awake": one.awake, "words": one.word})
    for said in hers.words:
        told = {"schema": SCHEMA, "sort": "words", "day": said.day, "words": said.words, "entry": said.entry}
        terminal.say_json(told | {"spans": [list(said.quote.span)]})


def _say_numbers(numbers: Numbers, terminal: Terminal) -> None:
    compared = numbers.compared
    terminal.say("")
    if compared is None:
        terminal.say(
            "numbers: these can only be counted from prose in English"
            if numbers.why == "language"
            else f"numbers: {FEW}"
        )
        return
    weeks = compared.weeks
    terminal.say(f"numbers, from the {weeks} weeks before and the {weeks} weeks from that day on, your own prose alone")
    for line in _notes(numbers, compared):
        terminal.say(f"  {line}")
    for one in compared.measures:
        unit = "" if one.name == "cdi" else " in 100 words"
        terminal.say(f"  {NAMES[one.name]} ({ABOUT[one.name]})")
        terminal.say(f"    before {_range(one.before)}, after {_range(one.after)}{unit}")
        if not compared.manner_changed:
            terminal.say(f"    {_rank(one)}")
        words = compared.before.words + compared.after.words
        terminal.say(
            f"    counted from {words:,} words; ordinary weeks differ by this much; it cannot say how you are."
        )


def _notes(numbers: Numbers, compared: Compared) -> list[str]:
    """What is to be known first."""
    notes = [PARTLY] if numbers.partly else []
    if numbers.others and numbers.imported:
        notes.append("only what came from another journal is counted: that is most of what there is on both sides")
    elif numbers.others:
        notes.append("what came from another journal is not counted with what you wrote here")
    if compared.manner_changed:
        notes.append("you also wrote in another manner after, longer or shorter, fuller or more like notes;")
        notes.append("that moves these numbers by itself, so nothing can be told from the difference")
    elif compared.unusual:
        notes.append("this is unlike most prose (lists, notes, names), so these numbers tell less than they would")
    return notes


def _range(one: Estimate) -> str:
    if one.low is None or one.high is None:
        return f"{one.value:.1f}"
    return f"{one.value:.1f} ({one.low:.1f} to {one.high:.1f})"


def _rank(one: Measure) -> str:
    if not one.of:
        return "there is not enough other writing to set the difference beside"
    usual = f"where it was {one.least:.1f} to {one.most:.1f}"
    larger = f"the difference, {abs(one.difference):.1f}, is larger than at {one.larger_than} of {one.of} other times"
    return f"{larger}, {usual}" if one.stands_out else f"{larger}, {usual}: not clearly more than ordinary"


def _tell_numbers(numbers: Numbers, terminal: Terminal) -> None:
    told: JsonObject = {"schema": SCHEMA, "sort": "numbers", "why": numbers.why, "partly": numbers.partly}
    compared = numbers.compared
    if compared is not None:
        told |= {
            "first": numbers.first,
            "last": numbers.last,
            "weeks": compared.weeks,
            "words_before": compared.before.words,
            "words_after": compared.after.words,
            "imported": numbers.imported,
            "manner_changed": compared.manner_changed,
            "unusual": compared.unusual,
        }
    terminal.say_json(told)
    for one in compared.measures if compared is not None else ():
        terminal.say_json(
            {
                "schema": SCHEMA,
                "sort": "number",
                "name": one.name,
                "before": [_rounded(value) for value in one.before],
                "after": [_rounded(value) for value in one.after],
                "difference": _rounded(one.difference),
                "larger_than": one.larger_than,
                "of": one.of,
                "stands_out": one.stands_out,
            }
        )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
