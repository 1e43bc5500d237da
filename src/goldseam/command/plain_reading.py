"""Reading a plain file without any vault, for other programs."""

import os
import re
import sys
from collections.abc import Callable
from datetime import date, time
from typing import TypeVar

from goldseam.command.findings import described, quoted
from goldseam.command.opening import zone
from goldseam.command.options import Arguments, misused
from goldseam.command.terminal import Terminal
from goldseam.words.day import zone_of
from goldseam.words.problem import Misused, reason_of

T = TypeVar("T")
BYTES_MAX = 8 << 20
USUAL_ENTRY = "text"


def read_plain(arguments: Arguments, terminal: Terminal) -> int:
    """Prints what stands in a text: one JSON object (spec/annotations.md), or a line for each finding."""
    from goldseam.read.layout import object_of
    from goldseam.read.passage import Setting
    from goldseam.read.reader import Reader

    if arguments.words:
        raise misused("read --text takes a file and no entry", "read")
    setting = Setting(_day(arguments), _clock(arguments), _zone(arguments))
    text = _text(arguments.values["text"])
    reader = Reader()
    reading = reader.read(text, setting)
    clock = None if setting.clock is None else setting.clock.strftime("%H:%M")
    told = object_of(reading, text, day=setting.day.isoformat(), clock=clock, zone=setting.zone)
    if "json" in arguments.flags:
        terminal.say_json({"entry_id": _id_of(text), **told})
        return 0
    names = {one["id"]: str(one["name"] or one["relation"] or "somebody") for one in told["persons"]}
    beside = {one["id"]: one for one in told["findings"]}
    shown = [one for one in told["findings"] if one["shown"] or "unshown" in arguments.flags]
    for one in shown:
        terminal.say(f"{one['id']:5} {quoted(one['quote'], terminal)}  {terminal.shown(described(one, names, beside))}")
    for problem in told["problems"]:
        terminal.note(problem)
    if not shown:
        terminal.note("nothing was found that is certain enough to be shown")
    return 0


def _id_of(text: str) -> str:
    from hashlib import sha256

    return f"{USUAL_ENTRY}-{sha256(text.encode()).hexdigest()[:8]}"


def _day(arguments: Arguments) -> date:
    said = arguments.values.get("date")
    if said is None:
        raise misused("read --text needs the day the text was written: --date 2024-03-07", "read")
    day = _made(date, said, r"(\d{4})-(\d{2})-(\d{2})")
    if day is None:
        raise _no_such("--date was no day of the years 1 to 9999", "--date 2024-03-07")
    return day


def _clock(arguments: Arguments) -> time | None:
    said = arguments.values.get("clock")
    clock = None if said is None else _made(time, said, r"(\d{1,2}):(\d{2})")
    if said is not None and clock is None:
        raise _no_such("--clock was no time of day", "--clock 21:05")
    return clock


def _made(kind: Callable[..., T], said: str, form: str) -> T | None:
    """A date or a time from its figures; None where it is none."""
    figures = re.fullmatch(form, said, re.ASCII)
    try:
        return kind(*map(int, figures.groups())) if figures else None
    except ValueError:
        return None


def _no_such(happened: str, instead: str) -> Misused:
    return Misused(happened, safe="nothing was read", next=f"write it as {instead}", code="command.no-such-moment")


def _zone(arguments: Arguments) -> str:
    said = arguments.values.get("tz") or zone()
    zone_of(said)
    return said


def _text(path: str) -> str:
    try:
        if path == "-":
            data = sys.stdin.buffer.read(BYTES_MAX + 1)
        else:
            with open(path, "rb") as file:
                data = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from None
    if len(data) > BYTES_MAX:
        raise _unreadable(path, f"it has more than {BYTES_MAX >> 20} million characters, which no entry has")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(path, "it is no text in UTF-8") from None


def _unreadable(path: str, why: str) -> Misused:
    name = "standard input" if path == "-" else f"the file {os.path.abspath(path)}"
    return Misused(
        f"{name} could not be read: {why}",
        safe="nothing was read or changed",
        next="check the file: goldseam read --text FILE --date 2024-03-07",
        code="command.text-unreadable",
    )
