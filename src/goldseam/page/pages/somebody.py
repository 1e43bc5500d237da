"""One of them: first and last, the time line, what was said and promised, and every sentence under her chapters."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from starlette.responses import Response

from goldseam.desk.desk import Desk
from goldseam.keep.sight import Sight
from goldseam.lookback.chapters import Chapter
from goldseam.lookback.persons import LEVELS, Part, Stretch, Way
from goldseam.page.asked import Asked
from goldseam.page.pages.people import in_sight, undo_of
from goldseam.page.pages.timeline import is_whole
from goldseam.page.rendering import page
from goldseam.page.telling import told_of, worded
from goldseam.read.days import month_around, year_around
from goldseam.read.due import pending
from goldseam.read.questions import ALWAYS, Told, Within
from goldseam.read.registry import Somebody
from goldseam.words.name import folded_name
from goldseam.words.rest import Purpose

PAGE = 40
FIRST_PAGE = 12  # sentences on the page of somebody itself
OF_CHAPTER = 3  # of each chapter there
LAST_FEW = 5  # of what was said and promised
CELL, GAP, LABELS = 10, 2, 14
EVER = (date.min.toordinal(), date.max.toordinal() + 1)
_SHAPE = re.compile(r"\d{4}(-\d\d)?", re.ASCII)


class Sentence(NamedTuple):
    """A sentence of hers, with what stands in it.

    Attributes:
        entry: its id.
        day: ISO date.
        words: hers.
        told: what they are, in plain words; may be empty.
        hers: whether she has said so.
    """

    entry: str
    day: str
    words: str
    told: str
    hers: bool


class Spot(NamedTuple):
    """A month or a year of the time line, and where it is drawn; `label` is empty where none stands over it."""

    part: Part
    x: int
    label: str


class Section(NamedTuple):
    """A chapter with its first sentences, and whether there are more."""

    chapter: Chapter
    sentences: list[Sentence]
    more: bool


def show(asked: Asked, desk: Desk) -> Response:
    """The page of somebody."""
    found = in_sight(desk, asked.path["person"])
    if found is None:
        return page(asked, "missing.html", status=404)
    one, sight = found
    chapters = chapters_of(desk, one)
    ends = desk.persons.ends(one, sight=sight)
    outside = desk.persons.stretch("named", one, sight=sight, within=outside_of(chapters), limit=FIRST_PAGE)
    return page(
        asked,
        "person.html",
        id=desk.registry.id_of(one),
        one=one,
        ends=ends,
        line=_spots(desk.persons.line(one, ends, sight=sight)),
        cell=CELL + GAP,
        sections=[_section(asked, desk, one, chapter, sight) for chapter in chapters],
        mentions=_once(asked, desk, outside.found),
        later=outside.later,
        said=list(_sentences(asked, desk, desk.persons.last_said(one, sight=sight, limit=LAST_FEW + 1))),
        promises=list(_sentences(asked, desk, desk.persons.last_promised(one, sight=sight, limit=LAST_FEW + 1))),
        few=LAST_FEW,
        undo=undo_of(asked, desk),
        left=pending(desk.vault),
    )


def chapters_of(desk: Desk, one: Somebody) -> list[Chapter]:
    """The chapters of somebody, that may be shown to whoever goes to this one."""
    if one.person is None:
        return []
    ids = {person.id for person in desk.registry.circle().group(one.person)}
    return desk.chapters.of(ids, desk.note_sight_for(one.name))


def named(asked: Asked, desk: Desk) -> Response:
    """Where somebody is named, from a day on."""
    return _list(asked, desk, "named")


def said(asked: Asked, desk: Desk) -> Response:
    """What somebody said, in the order of time: all, or only what is told word for word."""
    return _list(asked, desk, "said-directly" if asked.query.get("words") else "said")


def promised(asked: Asked, desk: Desk) -> Response:
    """What was promised between her and somebody, in the order of time."""
    return _list(asked, desk, "promised")


def _list(asked: Asked, desk: Desk, way: Way) -> Response:
    found = in_sight(desk, asked.path["person"])
    if found is None:
        return page(asked, "missing.html", status=404)
    one, sight = found
    outside = way == "named" and bool(asked.query.get("outside"))
    within = outside_of(chapters_of(desk, one)) if outside else ALWAYS
    stretch = desk.persons.stretch(way, one, sight=sight, start=day_asked(asked), within=within, limit=PAGE)
    return page(
        asked,
        "person_list.html",
        id=asked.path["person"],
        one=one,
        way=way,
        outside=outside,
        those=_once(asked, desk, stretch.found) if way == "named" else list(_sentences(asked, desk, stretch.found)),
        earlier=stretch.earlier,
        later=stretch.later,
        left=pending(desk.vault),
    )


def dated(asked: Asked, desk: Desk) -> Response:
    """What sentences that name somebody tell of days of other pages: of a month, a year, or all."""
    found = in_sight(desk, asked.path["person"])
    time = _time_of(asked.query.get("on", ""))
    if found is None or time is None:
        return page(asked, "missing.html", status=404)
    one, sight = found
    (first, end), is_month = time
    text = asked.query.get("from", "")
    start = int(text) if is_whole(text, digits=7) else 0
    some = desk.persons.dated(
        one,
        (first, end),
        levels=LEVELS[:2] if is_month else LEVELS,
        sight=sight,
        day_start_hour=desk.day_start_hour,
        limit=PAGE + 1,
        skip=start,
    )
    return page(
        asked,
        "person_dated.html",
        id=asked.path["person"],
        one=one,
        on=asked.query.get("on", ""),
        first=date.fromordinal(first).isoformat(),
        is_month=is_month,
        some=some[:PAGE],
        earlier=max(0, start - PAGE) if start else None,
        more=start + PAGE if len(some) > PAGE else None,
        left=pending(desk.vault),
    )


def whom(asked: Asked, desk: Desk) -> Response:
    """With whom somebody may be one and the same: everybody of the kind."""
    found = in_sight(desk, asked.path["person"])
    if found is None:
        return page(asked, "missing.html", status=404)
    one, _ = found
    everybody = desk.registry.everybody(desk.sight(Purpose.UNASKED))
    others = [
        (desk.registry.id_of(other), other.name)
        for other in sorted(everybody, key=lambda other: folded_name(other.name))
        if other.kind == one.kind and other.keys != one.keys
    ]
    return page(asked, "person_merge.html", id=asked.path["person"], one=one, others=others)


def chapter_stretch(asked: Asked, desk: Desk, one: Somebody, chapter: Chapter, sight: Sight) -> Stretch:
    """Where somebody is named in a chapter, from the day that is asked for."""
    within = Within(chapter.places)
    return desk.persons.stretch("named", one, sight=sight, start=day_asked(asked), within=within, limit=PAGE)


def sentences_once(asked: Asked, desk: Desk, found: Sequence[Told]) -> list[Sentence]:
    """Each sentence once, however often it names somebody."""
    return _once(asked, desk, found)


def day_asked(asked: Asked) -> str:
    """The day from which on a list is asked for; empty for the beginning."""
    text = asked.query.get("from", "")
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        return ""


def _section(asked: Asked, desk: Desk, one: Somebody, chapter: Chapter, sight: Sight) -> Section:
    within, limit = Within(chapter.places), (OF_CHAPTER + 1) * 3  # a sentence may name somebody more than once
    found = desk.persons.all("named", one, sight=sight, within=within, limit=limit)
    shown: dict[tuple[str, str], Sentence] = {}
    for sentence in _sentences(asked, desk, found):
        if len(shown) > OF_CHAPTER:
            break
        shown.setdefault((sentence.entry, sentence.words), sentence)
    more = len(shown) > OF_CHAPTER or len(found) == limit
    return Section(chapter, list(shown.values())[:OF_CHAPTER], more)


def outside_of(chapters: list[Chapter]) -> Within:
    """What is in none of some chapters."""
    return Within(None, tuple(chapter.places for chapter in chapters))


def _spots(parts: list[Part]) -> list[Spot]:
    """The time line, with a year over each January, or over each fifth year."""
    spots: list[Spot] = []
    for number, part in enumerate(parts):
        year, _, month = part.iso.partition("-")
        stands = month == "01" or number == 0 if month else number == 0 or int(year) % 5 == 0
        crowded = number and spots[0].label and number < 3  # noqa: PLR2004 - as many cells as a year is wide
        spots.append(Spot(part, number * (CELL + GAP), year if stands and not crowded else ""))
    return spots


def _time_of(text: str) -> tuple[tuple[int, int], bool] | None:
    """The half-open range of ordinals of a year or a month, and whether it is one; all where nothing is said."""
    if not text:
        return EVER, False
    try:
        day = date.fromisoformat(text + "-01-01"[: len("2024-01-01") - len(text)]) if _SHAPE.fullmatch(text) else None
    except ValueError:
        return None
    if day is None:
        return None
    is_month = len(text) > len("2024")
    first, last = (month_around if is_month else year_around)(day)
    return (first, last + 1), is_month


def _sentences(asked: Asked, desk: Desk, found: Sequence[Told]) -> Iterator[Sentence]:
    for told, words in zip(found, desk.questions.sentences(found), strict=True):
        yield Sentence(told.entry, told.day, words, _told(asked, told), bool(told.verdict))


def _told(asked: Asked, told: Told) -> str:
    """What a finding says, in a line; of what was said also whether it is told word for word."""
    said = told_of(asked.language, told.finding, told.names, told.beside)
    form = told.finding.get("form") if told.finding["type"] == "speech" else None
    return f"{said}, {worded(asked.language, 'label', str(form))}" if form else said


def _once(asked: Asked, desk: Desk, found: Sequence[Told]) -> list[Sentence]:
    every = list(_sentences(asked, desk, found))
    return list({(one.entry, one.words): one for one in reversed(every)}.values())[::-1]
