"""goldseam lived: a year, a month or a day, as all her pages tell of it."""

from datetime import date

from goldseam.command.asked_first import ask_first
from goldseam.command.findings import HERS, PROPOSED, quoted
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import ID_SHOWN, SCHEMA, counted, day_text, delay_text, first_line, one_line
from goldseam.command.terminal import Terminal
from goldseam.command.unread import note_unread
from goldseam.desk.desk import Desk
from goldseam.words.entry import JsonObject
from goldseam.words.rest import Purpose
from goldseam.words.when import parse_days

TYPE_CHECKING = False
if TYPE_CHECKING:
    from goldseam.lookback.lived import Page, Part, Said
    from goldseam.read.days import Level
    from goldseam.words.delay import Delay

COMMAND = Command(
    "lived",
    "a year, a month or a day, as all your pages tell of it",
    "[YEAR | MONTH | DAY]",
    (Option("number", "how many sentences at most; 0 is all", "N", "n"),),
    (
        ("goldseam lived", "this year, month by month"),
        ("goldseam lived 'march 2024'", "each day that has pages, or that pages of other days speak of"),
        ("goldseam lived 2024-03-10", "what was written on that day, and what was said about it elsewhere"),
    ),
    "A page is about its own day; its sentences may name others. Only words that name a day count for it: what is said"
    " of March stands with March, and of no day in it. A question mark stands before what you have not looked at yet"
    " (docs/lived.md).",
)
USUAL = 40


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints the months of a year, the days of a month, or what is there of a day."""
    desk = open_desk(arguments, terminal)
    today = desk.today()
    days = parse_days(" ".join(arguments.words) or today[:4], today=today)
    level = _level(days.first, days.last)
    ask_first(desk, terminal)
    note_unread(desk, terminal)
    limit = arguments.whole_number("number", USUAL, command="lived") or -1
    first = date.fromisoformat(days.first)
    found = _tell_day(desk, first, terminal, arguments) if level == "day" else 0
    if level != "day":
        found = _tell_parts(desk, first, level, terminal, arguments)
    sight = desk.sight(Purpose.BROWSE)
    said = desk.lived.said(level, first, sight=sight, day_start_hour=desk.day_start_hour, limit=limit)
    as_json = "json" in arguments.flags
    if said and not as_json:
        terminal.say(f"said about this {level}, elsewhere:")
    for one in said:
        if as_json:
            terminal.say_json(said_json(one, level))
        else:
            terminal.write_styled(said_line(one, terminal))
    if limit > 0 and desk.lived.says_more(level, first, sight=sight, after=limit):
        terminal.note("there are more: -n N shows them")
    if not found and not said:
        terminal.note("no page tells of it, as far as has been read")
    return 0


def _level(first: str, last: str) -> "Level":
    if first == last:
        return "day"
    from goldseam.read.days import month_around, year_around

    begins, ends = (date.fromisoformat(day).toordinal() for day in (first, last))
    if (begins, ends) == month_around(date.fromisoformat(first)):
        return "month"
    if (begins, ends) == year_around(date.fromisoformat(first)):
        return "year"
    raise misused("lived takes one year, one month or one day", "lived")


def _tell_parts(desk: Desk, first: date, level: "Level", terminal: Terminal, arguments: Arguments) -> int:
    sight = desk.sight(Purpose.BROWSE)
    if level == "year":
        stretch = desk.lived.year(first.year, sight=sight)
        by_month = {month.first[:7]: month for month in stretch.months}
        days = {key: [day for day in stretch.days if day.first[:7] == key] for key in by_month}
        told = [month for key, month in by_month.items() if not all(d.is_empty for d in (month, *days[key]))]
        for month in told:
            if "json" in arguments.flags:
                terminal.say_json(_part_json(month, "month"))
            else:
                terminal.say(_month_line(month, days[month.first[:7]]))
    else:
        stretch = desk.lived.month(first, sight=sight)
        told = [day for day in stretch.days if not day.is_empty]
        for day in told:
            if "json" in arguments.flags:
                terminal.say_json(_part_json(day, "day"))
            else:
                terminal.say(_day_line(day))
    return len(told)


def _tell_day(desk: Desk, day: date, terminal: Terminal, arguments: Arguments) -> int:
    pages = desk.lived.pages(day.isoformat(), sight=desk.sight(Purpose.BROWSE), day_start_hour=desk.day_start_hour)
    if "json" in arguments.flags:
        for page in pages:
            terminal.say_json(_page_json(page))
        return len(pages)
    on_it = [page for page in pages if not page.delay.number]
    for head, those in (
        ("written on this day:", on_it),
        ("pages about this day, written at another time:", [page for page in pages if page.delay.number]),
    ):
        if those:
            terminal.say(head)
        for page in those:
            terminal.write_styled(_page_line(page, terminal))
    return len(pages)


def _month_line(month: "Part", days: "list[Part]") -> str:
    written = sum(day.pages > 0 for day in days)
    named = [day.spoken for day in days if day.spoken.entries]
    proposed = sum(not spoken.hers for spoken in named)
    parts = [
        f"{counted(month.pages, 'page')} on {counted(written, 'day')}" if month.pages else "no page",
        f"{counted(len(named), 'day')} that other pages name{_proposed(proposed)}" if named else "",
        f"{counted(month.spoken.entries, 'page')} on the month{_proposed(month.spoken.entries - month.spoken.hers)}"
        if month.spoken.entries
        else "",
    ]
    return f"{day_text(month.first)[-8:]}  {', '.join(part for part in parts if part)}"


def _day_line(day: "Part") -> str:
    other = counted(day.spoken.entries, "other page") if day.spoken.entries else ""
    parts = [
        counted(day.pages, "page") if day.pages else "",
        other + _proposed(day.spoken.entries - day.spoken.hers),
    ]
    return f"{day_text(day.first):>15}  {', '.join(part for part in parts if part)}"


def _proposed(count: int) -> str:
    return f" ({count} of them only a proposal)" if count else ""


def _page_line(page: "Page", terminal: Terminal) -> str:
    words = terminal.shown(one_line(page.gist.title) or first_line(page.gist.beginning)[:120])
    when = "" if not page.delay.number else f"  {_when(page.written, page.delay)}"
    return f"{terminal.style(page.gist.id[:ID_SHOWN], 'dim')}    {words}{terminal.style(when, 'dim')}"


def said_line(one: "Said", terminal: Terminal) -> str:
    """A sentence on a day of another page, and when it was written."""
    mark = HERS if one.is_hers else PROPOSED
    head = terminal.style(one.said.entry[:ID_SHOWN], "dim")
    about = terminal.style(terminal.shown(f"{one.told.quote}: {_when(one.written, one.delay)}"), "dim")
    return f"{head} {mark}  {quoted(one.said.words, terminal)}  {about}"


def _when(written: str, apart: "Delay") -> str:
    return f"{delay_text(apart)}, {day_text(written)}"


def _part_json(part: "Part", level: "Level") -> JsonObject:
    return {
        "schema": SCHEMA,
        "level": level,
        "first": part.first,
        "last": part.last,
        "pages": part.pages,
        "elsewhere": part.spoken.entries,
        "hers": part.spoken.hers,
    }


def _page_json(page: "Page") -> JsonObject:
    return {
        "schema": SCHEMA,
        "entry": page.gist.id,
        "day": page.gist.day,
        "written_on": page.written,
        "later": _later(page.delay),
    }


def said_json(one: "Said", level: "Level") -> JsonObject:
    """The same for programs."""
    return {
        "schema": SCHEMA,
        "level": level,
        "entry": one.said.entry,
        "day": one.said.day,
        "quote": one.said.words,
        "span": [*one.said.quote.span],
        "time": one.told.quote,
        "time_span": one.told.finding["spans"][0],
        "verdict": one.told.verdict,
        "written_on": one.written,
        "later": _later(one.delay),
    }


def _later(apart: "Delay") -> JsonObject:
    return {"count": apart.number, "unit": apart.unit}
