"""Chapters: what she calls a stretch of days of somebody, or of a thread. She alone names them; nothing is inferred."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple, NoReturn

from goldseam.lookback.noted import NoteSight
from goldseam.lookback.store import Keepsake, Store, new_keepsake
from goldseam.words.place import places_of_days
from goldseam.words.problem import Misused

SORT = "chapter"
NAME_MAX = 200
FIRST, LAST = date.min.isoformat(), date.max.isoformat()


class Chapter(NamedTuple):
    """One of them.

    Attributes:
        id: 32 hex digits.
        of: id of the person or of the thread.
        name: hers.
        first, last: ISO days, both included; empty where it begins with the first page, or goes on.
    """

    id: str
    of: str
    name: str
    first: str
    last: str

    @property
    def places(self) -> tuple[int, int]:
        """The half-open range of places of its days."""
        return places_of_days(self.first or FIRST, self.last or LAST)


class Chapters:
    """The chapters of one vault."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, subjects: Collection[str], notes: NoteSight) -> list[Chapter]:
        """Those of somebody (all ids that are this person) or of a thread that may be shown, in the order of days."""
        found = [one for one in self._store.all(SORT) if one.meta.get("of") in subjects and _shows(notes, one)]
        return sorted((_chapter(one) for one in found), key=lambda one: (one.first, one.last or LAST, one.name))

    def ids_of(self, subjects: Collection[str]) -> list[str]:
        """The ids of all there are of somebody or of a thread, for whoever removes them with it."""
        return [one.id for one in self._store.all(SORT) if one.meta.get("of") in subjects]

    def add(self, subject: str, name: str, *, first: str = "", last: str = "", now_ms: int) -> Chapter:
        """Names a chapter.

        Args:
            subject: id of a person of the registry, or of a thread.
            name: hers.
            first: ISO day; empty where it begins with the first page.
            last: ISO day, included; empty where it goes on.
            now_ms: milliseconds since 1970.

        Raises: Misused: it has no name, or a very long one; a day is none; or it ends before it begins.
        """
        return self._kept(new_keepsake(SORT, {"of": subject}), name, first, last, now_ms)

    def change(self, chapter: Chapter, name: str, *, first: str, last: str, now_ms: int) -> Chapter:
        """Another name, or other days. Raises Misused: as `add`."""
        return self._kept(self._known(chapter), name, first, last, now_ms)

    def drop(self, chapter: Chapter, *, now_ms: int) -> None:
        """Names it no more; the pages stay as they are."""
        self._store.drop(self._known(chapter), now_ms=now_ms)

    def _known(self, chapter: Chapter) -> Keepsake:
        found = self._store.of(chapter.id)
        if found is None or found.sort != SORT or found.is_gone:
            _refuse(
                "that chapter is not there any more", "see those that are: goldseam chapter NAME", "no-such-chapter"
            )
        return found

    def _kept(self, keepsake: Keepsake, name: str, first: str, last: str, now_ms: int) -> Chapter:
        name = " ".join(name.split())
        if not name:
            _refuse("a chapter needs a name", "give it one of your own words", "chapter-name")
        if len(name) > NAME_MAX:
            _refuse("the name of a chapter is very long", f"use {NAME_MAX} signs at most", "chapter-name")
        days = {key: _day(day) for key, day in (("first", first), ("last", last)) if day}
        if days.get("first", FIRST) > days.get("last", LAST):
            _refuse("the chapter ended before it began", "give the earlier day first", "chapter-days")
        kept = keepsake._replace(meta={"of": keepsake.meta["of"], **days}, body=name)
        self._store.keep(kept, now_ms=now_ms)
        return _chapter(kept)


def _shows(notes: NoteSight, one: Keepsake) -> bool:
    """Whether a chapter may be shown: by its name, and unless both its ends lie in days that may not be."""
    ends = [day for key in ("first", "last") if (day := one.meta.get(key))] or [""]
    return any(notes.shows(one._replace(meta={"day": day})) for day in ends)


def _chapter(one: Keepsake) -> Chapter:
    of, first, last = (str(one.meta.get(key, "")) for key in ("of", "first", "last"))
    try:
        return Chapter(one.id, of, one.body, first and _day(first), last and _day(last))
    except Misused:
        return Chapter(one.id, of, one.body, "", "")  # a newer goldseam made it, or something broken did


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text).isoformat()
    except ValueError:
        _refuse("a day was not understood", "give it as 2024-03-07, or choose it from the calendar", "chapter-day")
    return day


def _refuse(happened: str, then: str, code: str) -> NoReturn:
    raise Misused(happened, safe="nothing was changed", next=then, code=f"lookback.{code}")
