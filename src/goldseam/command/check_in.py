"""goldseam check-in: two sliders and a word for today, where she turned it on."""

from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.rendering import SCHEMA, day_text
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.settings import setting_of
from goldseam.lookback.checkin import HIGHEST, CheckIn
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

COMMAND = Command(
    "check-in",
    "two sliders and a word for today, if you turn it on",
    "[WORD]",
    (
        Option("pleasant", "where the first slider stands: 0 is unpleasant, 100 is pleasant", "N"),
        Option("awake", "where the second stands: 0 is sleepy, 100 is wide awake", "N"),
        Option("list", "every check-in there is"),
        Option("remove", "take today's back"),
    ),
    (
        ("goldseam settings check_in 1", "turn it on"),
        ("goldseam check-in grey --pleasant 35 --awake 80", "for today; each part may be left out"),
        ("goldseam check-in", "what you kept today"),
        ("goldseam check-in --list", "all of them"),
    ),
    "One a day: a second takes the place of the first, which stays in its history. Nothing reminds you and nothing is"
    " counted (docs/body.md).",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Keeps one, shows them, or takes one back."""
    desk = open_desk(arguments, terminal)
    sight = desk.note_sight(Purpose.BROWSE)
    word = " ".join(arguments.words)
    sliders = [_slider(arguments, name) for name in ("pleasant", "awake")]
    if "list" in arguments.flags:
        found = desk.check_ins.all(sight)
    elif "remove" in arguments.flags:
        found = []
        _remove(desk, terminal)
    elif word or any(value is not None for value in sliders):
        _refuse_off(desk)
        pleasant, awake = sliders
        before = desk.check_ins.of(desk.today(), sight)
        made = desk.check_ins.keep(desk.today(), pleasant=pleasant, awake=awake, word=word, now_ms=now_ms())
        terminal.note("kept, for today")
        if before is not None:
            said = "in the place of what you had kept today, which stays in its history:"
            terminal.note(f"{said} {terminal.shown(_said(before))}")
        found = [made] if "json" in arguments.flags else []
    else:
        found = [one] if (one := desk.check_ins.of(desk.today(), sight)) else []
        if not found:
            _refuse_off(desk)
            terminal.note("there is none for today; how to make one: goldseam check-in --help")
    for one in found:
        _tell(one, arguments, terminal)
    return 0


def _remove(desk: Desk, terminal: Terminal) -> None:
    today = desk.check_ins.of(desk.today(), desk.note_sight(Purpose.BROWSE))
    if today is not None:
        desk.check_ins.drop(today.id, now_ms=now_ms())
    terminal.note("it was taken back" if today else "there is none for today")


def _slider(arguments: Arguments, name: str) -> int | None:
    value = arguments.whole_number(name, -1, command="check-in")
    return None if value < 0 else min(value, HIGHEST + 1)


def _refuse_off(desk: Desk) -> None:
    if not setting_of(desk.vault, "check_in"):
        raise Misused(
            "there is no check-in until you turn it on",
            safe="nothing was changed",
            next="goldseam settings check_in 1",
            code="command.check-in-off",
        )


def _tell(one: CheckIn, arguments: Arguments, terminal: Terminal) -> None:
    if "json" in arguments.flags:
        terminal.say_json(
            {
                "schema": SCHEMA,
                "day": one.day,
                "pleasant": one.pleasant,
                "awake": one.awake,
                "word": one.word,
                "made_at": one.made_at,
            }
        )
        return
    terminal.write_styled(f"{day_text(one.day):>15}  {terminal.shown(_said(one))}")


def _said(one: CheckIn) -> str:
    pleasant, awake = ("-" if value is None else str(value) for value in (one.pleasant, one.awake))
    return f"unpleasant-pleasant {pleasant:>3}  sleepy-awake {awake:>3}  {one.word}".rstrip()
