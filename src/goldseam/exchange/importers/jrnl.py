"""jrnl: its file, plain or encrypted, and its folder `yyyy/mm/dd.txt`."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import BinaryIO

from goldseam.exchange.containers import Container, Folder, open_plainly
from goldseam.exchange.encoding import iter_lines
from goldseam.exchange.glimpse import Glimpse
from goldseam.exchange.incoming import Arriving, Circumstances, cut_off, unreadable
from goldseam.exchange.jrnl_lock import JrnlLock, lock_version
from goldseam.exchange.jrnl_text import FORMAT, DateFormat, RawEntry, entry_of_raw, find_format, iter_raw
from goldseam.exchange.undated import borrow_days
from goldseam.words.problem import Misused, Problem

_DAY_FILE = re.compile(r"(?:.*/)?(\d{4})/(\d\d)/(\d\d)\.txt", re.ASCII)
_KNOWN_STARTS = (
    b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"PK", b"%PDF", b"\x1f\x8b", b"RIFF", b"SQLite", b"\x7fELF", b"BZh",
    b"\xfd7z", b"7z\xbc\xaf", b"Rar!", b"OggS", b"ID3", b"II*\0", b"MM\0*", b"age-encryption",
    b"\x28\xb5\x2f\xfd", b"bplist",
)  # fmt: skip

__all__ = ["FORMAT", "recognises", "records", "takes"]


def recognises(glimpse: Glimpse) -> bool:
    """Files named by their day, an encrypted journal, or a text with a line `[date] …`."""
    if glimpse.is_folder:
        return any(_DAY_FILE.fullmatch(name) for name in glimpse.names)
    if _version(glimpse):
        return True
    lines = glimpse.text.splitlines(keepends=True)
    return bool(find_format(lines) or find_format(lines, bare=True))


def _version(glimpse: Glimpse) -> int:
    version = lock_version(glimpse.head, glimpse.size)
    other = glimpse.text or glimpse.head.startswith(_KNOWN_STARTS) or glimpse.head[4:8] == b"ftyp"
    return 0 if version == 1 and other else version


def takes(glimpse: Glimpse, name: str) -> bool:  # noqa: ARG001 - see `importers`
    """See `importers`."""
    return bool(_DAY_FILE.fullmatch(name))


def records(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """See `importers`. The dates' form is found in a first pass over the beginning."""
    if glimpse.is_folder:
        return _of_folder(Folder(glimpse.path), circumstances)
    found = _of_file(glimpse, circumstances)
    return borrow_days(found, glimpse.path, circumstances.zone)


def _of_file(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    opening: Callable[[], BinaryIO] = lambda: open_plainly(glimpse.path)  # noqa: E731 - one of two ways to open it
    bare = False
    if _version(glimpse):
        lock = JrnlLock(glimpse.path, circumstances.password)
        opening, bare = lock.open, lock.bare_dates
    form = _form_of(opening, bare=bare)
    if form is None:
        raise Misused(
            f"the journal {glimpse.path} holds no line that begins with a date jrnl could have written",
            safe="nothing was changed",
            next="see what jrnl shows, export it with: jrnl --format json, and import that",
            code="exchange.no-jrnl-dates",
        )
    yield from _entries(opening, form, circumstances)


def _form_of(opening: Callable[[], BinaryIO], *, bare: bool) -> DateFormat | None:
    """The oldest journals have no brackets; but one that was edited since may have both."""
    for without in (bare, not bare):
        with opening() as file:
            form = find_format(iter_lines(file), bare=without)
        if form:
            return form
    return None


def _entries(opening: Callable[[], BinaryIO], form: DateFormat, circumstances: Circumstances) -> Arriving:
    ordinal = 1
    try:
        with opening() as file:
            for raw in iter_raw(iter_lines(file), form):
                yield entry_of_raw(raw, form, ordinal, circumstances)
                ordinal += 1
    except Problem as problem:
        yield cut_off(ordinal, problem.happened, code="source-damaged")


def _of_folder(folder: Container, circumstances: Circumstances) -> Arriving:
    names = [name for name in folder.names() if _DAY_FILE.fullmatch(name)]
    form = _form_of_folder(folder, names)
    ordinal = 1
    for name in names:
        for item in _of_day(folder, name, form, ordinal, circumstances):
            yield item
            ordinal += 1


def _form_of_folder(folder: Container, names: list[str]) -> DateFormat:
    lines = (line for name in names for line in _lines(folder, name))
    return find_format(lines, in_folder=True) or DateFormat("%Y-%m-%d %H:%M")


def _lines(folder: Container, name: str) -> Iterator[str]:
    try:
        with folder.open(name) as file:
            yield from iter_lines(file)
    except (Problem, OSError):
        return


def _of_day(folder: Container, name: str, form: DateFormat, ordinal: int, circumstances: Circumstances) -> Arriving:
    """The folder says the day, whatever stands in the file; what has no hour there has none."""
    found = _DAY_FILE.fullmatch(name)
    assert found is not None, "the names were chosen so"
    try:
        day = datetime(int(found[1]), int(found[2]), int(found[3]))  # noqa: DTZ001 - jrnl knows no zones
        with folder.open(name) as file:
            raws = list(iter_raw(iter_lines(file), form))
    except ValueError:
        yield unreadable(ordinal, f"{name} names a day there is not", code="no-such-day")
        return
    except (Problem, OSError):
        yield unreadable(ordinal, f"{name} cannot be read", code="file-unreadable")
        return
    for n, raw in enumerate(raws):
        hour = raw.date.time() if raw.date else None
        dated = RawEntry(datetime.combine(day, hour) if hour else day, raw.text, raw.too_long)
        yield entry_of_raw(dated, form if hour else form._replace(has_clock=False), ordinal + n, circumstances)
