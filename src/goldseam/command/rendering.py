"""How entries look: a line in a list, a page, an object for programs (docs/json.md)."""

from typing import TYPE_CHECKING

from goldseam.command.terminal import Terminal
from goldseam.words.day import local_time
from goldseam.words.entry import Content, Entry, JsonObject
from goldseam.words.problem import Misused

if TYPE_CHECKING:  # what renders entries alone does not need it
    from goldseam.keep.keys import Slot
    from goldseam.words.delay import Delay

SCHEMA = 1
ID_SHOWN = 8
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LINE_MIN = 24
SETTLED_YEAR = 1924  # from then on all calendars are one, and nothing about others is loaded


def slot_json(slot: "Slot", *, removed: bool = False, paper_key_file: str | None = None) -> JsonObject:
    """A key slot for programs; never what opens it."""
    value: JsonObject = {"schema": SCHEMA, "slot": slot.id, "kind": slot.kind, "created_at": slot.created_at}
    value |= {"removed": True} if removed else {}
    return value | ({"paper_key_file": paper_key_file} if paper_key_file else {})


def entry_json(entry: Entry, *, text: bool = True) -> JsonObject:
    """An entry for programs: id, written_at (ISO 8601 with offset), day, title; the rest where there is something."""
    content = entry.content
    value: JsonObject = {
        "schema": SCHEMA,
        "id": entry.id,
        "written_at": written_at(content),
        "zone": content.zone,
        "day": content.day,
        "title": content.title,
    }
    if text:
        value["text"] = content.text
    optional: JsonObject = {
        "journal": content.journal,
        "tags": list(content.tags),
        "starred": content.starred,
        "trashed": content.trashed,
        "came_by": entry.came_by,
        "attachments": [attachment._asdict() for attachment in content.attachments],
        "conflicts": [list(span) for span in entry.conflicts],
        "extra": content.extra,
    }
    value |= {name: part for name, part in optional.items() if part}
    if not content.clock:
        value["clock"] = False
    return value


def written_at(content: Content) -> str:
    """When it was written, in her zone, to the second; to the minute is enough for people, not for a re-import."""
    return local_time(content.written_at, content.zone).isoformat(timespec="milliseconds")


def day_text(day: str, written_at: int | None = None) -> str:
    """`Thu 5 Mar 2026`; with the instant of its entry, a day of the Julian calendar has the weekday that it had."""
    from datetime import date

    known = date.fromisoformat(day)
    if written_at is not None and known.year < SETTLED_YEAR:
        from goldseam.words.julian import lived_day

        known = lived_day(day, written_at)
    return f"{_WEEKDAYS[known.weekday()]} {known.day} {_MONTHS[known.month - 1]} {known.year:04d}"


def clock_text(content: Content) -> str:
    """`21:05`; the day too when it was written on another than it is about; empty when only the day is known."""
    if not content.clock:
        return ""
    local = local_time(content.written_at, content.zone)
    days = local.toordinal() - _ordinal(content.day)
    after_midnight = days == 1
    other = "" if days == 0 or after_midnight else f" (written {day_text(local.date().isoformat())})"
    return f"{local.hour:02d}:{local.minute:02d}{other}"


def _ordinal(day: str) -> int:
    from datetime import date

    return date.fromisoformat(day).toordinal()


def entry_line(entry: Entry, terminal: Terminal, width: int, *, snippet: str = "") -> str:
    """One line: id, day, time, what it begins with."""
    content = entry.content
    star = "*" if content.starred else " "
    clock = clock_text(content)[:5]
    head = f"{entry.id[:ID_SHOWN]} {star} {day_text(content.day, content.written_at):>15}  {clock:5}  "
    begin = one_line(snippet or content.title) or first_line(content.text)
    room = max(width - len(head), LINE_MIN)
    begin = shortened(terminal.shown(begin), room)
    return f"{terminal.style(head[:ID_SHOWN], 'dim')}{head[ID_SHOWN:]}{begin}"


def shortened(text: str, room: int) -> str:
    """`text` in so many columns, with a mark where something was left out."""
    return text if len(text) <= room else text[: room - 1] + "…"


def delay_text(apart: "Delay") -> str:
    """`written 14 months later`, `written 3 days before`, `written that day`."""
    if not apart.number:
        return "written that day"
    return f"written {counted(abs(apart.number), apart.unit)} {'later' if apart.number > 0 else 'before'}"


def counted(count: int, one: str, many: str = "") -> str:
    """`1 entry`, `2 entries`; without `many`, an s is added."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def one_line(text: str) -> str:
    """A title or a name, which an import may have given line breaks, on one line."""
    return " ".join(text.split())


def first_line(text: str) -> str:
    """What a text begins with, on one line."""
    return " ".join(text[:400].split())


def entry_page(entry: Entry, terminal: Terminal) -> str:
    """An entry to read: a head of one or two lines, then her text as it is."""
    content = entry.content
    tags = " ".join(f"#{tag}" for tag in content.tags)
    star = "*" if content.starred else ""
    day = day_text(content.day, content.written_at)
    parts = [star, day, clock_text(content), one_line(content.journal), one_line(tags)]
    head = terminal.style(terminal.shown(" · ".join(part for part in parts if part)), "gold")
    lines = [f"{head}  {terminal.style(entry.id[:ID_SHOWN], 'dim')}"]
    if content.title:
        lines.append(terminal.style(terminal.shown(content.title), "bold"))
    notes = _notes(entry)
    lines += [terminal.style(note, "dim") for note in notes]
    lines += ["", terminal.shown(content.text)]
    lines += [f"[{terminal.shown(a.name)} · {a.media_type} · {size_text(a.size)}]" for a in content.attachments]
    return "\n".join(lines)


def _notes(entry: Entry) -> list[str]:
    notes = []
    if entry.came_by == "inbox":
        notes.append("came by the inbox while the vault was locked")
    if entry.conflicts:
        notes.append(f"two versions met: both are kept in {len(entry.conflicts)} place(s); edit to settle them")
    if entry.content.trashed:
        notes.append("in the trash")
    return notes


def moment_text(instant_ms: int, zone: str) -> str:
    """`2026-03-05 21:05`."""
    return local_time(instant_ms, zone).strftime("%Y-%m-%d %H:%M")


def size_text(size: int) -> str:
    """`12 kB`."""
    for unit in ("B", "kB", "MB"):
        if size < 1000:  # noqa: PLR2004 - as the units say
            return f"{size} {unit}"
        size = round(size / 1000)
    return f"{size} GB"


def one_word(words: tuple[str, ...], what: str) -> str:
    """The one word a command takes. Raises Misused when there are none or more."""
    if len(words) != 1:
        raise Misused(
            f"the command takes one {what}, and got {len(words)}",
            safe="nothing was changed",
            next="see the ids: goldseam list",
            code="command.misused",
        )
    return words[0]
