"""Arrivals: what was left in the inbox becomes entries when the vault is opened."""

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TypeVar

from goldseam.keep.inbox import Item, forget, iter_items
from goldseam.keep.reading_copy import taking_in
from goldseam.keep.vault import Vault
from goldseam.words.day import DAY_START_HOUR, day_of, zone_of
from goldseam.words.entry import Content, JsonObject
from goldseam.words.problem import Misused, Problem
from goldseam.write.entries import SKIPPED, Entries

CAME_BY = "inbox"
BATCH = 200

_T = TypeVar("_T", str, int, bool, "list[str]")


def take_arrivals(vault: Vault, *, now_ms: int, zone: str) -> tuple[int, list[Problem]]:
    """Makes entries of what waits in the inbox; returns how many were new, and what could not be opened.

    Each entry is committed before its item is removed, and an item's id follows from its ciphertext, so that being
    interrupted anywhere neither loses nor doubles one.

    Where nothing can be written, they are entries for as long as the vault is open, and wait on.

    `zone` is for items that do not say theirs.
    """
    if not vault.database.is_copy:
        return _take_all(vault, now_ms, zone)
    with taking_in(vault.database):
        return _take_all(vault, now_ms, zone)


def _take_all(vault: Vault, now_ms: int, zone: str) -> tuple[int, list[Problem]]:
    entries = Entries(vault)
    hour = vault.setting("day_start_hour", DAY_START_HOUR)
    hour = hour if isinstance(hour, int) else DAY_START_HOUR
    problems: list[Problem] = []
    new = 0
    batch: dict[str, Item] = {}
    for item in iter_items(vault.folder, vault.keys.inbox, vault.disk):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        if len(batch) == BATCH or item.entry in batch:  # each state of a page becomes a revision of its own
            new += _take(vault, entries, list(batch.values()), now_ms, zone, hour)
            batch = {}
        batch[item.entry] = item
    if batch:
        new += _take(vault, entries, list(batch.values()), now_ms, zone, hour)
    return new, problems


def _take(vault: Vault, entries: Entries, items: list[Item], now_ms: int, zone: str, hour: int) -> int:
    arriving = [(item.entry, _content(item, zone, hour, now_ms)) for item in items]
    taken = entries.take_in(arriving, now_ms=now_ms, came_by=CAME_BY)
    if not vault.database.is_copy:
        forget(vault.folder, [item.name for item in items], vault.disk)
    return sum(each.outcome != SKIPPED for each in taken)


def _content(item: Item, zone: str, hour: int, now_ms: int) -> Content:
    """What an item says, as far as it makes sense; what does not is kept in `extra`, and nothing is ever refused."""
    said = {name: value for name, value in item.fields.items() if name not in {"version", "draft"}}
    text = str(said.pop("text"))
    extra = said.pop("extra") if isinstance(said.get("extra"), dict) else {}
    assert isinstance(extra, dict), "asked a line above"
    where = _taken(said, "zone", _is_zone, zone)
    left_at = item.left_at if _is_time(item.left_at, where) else now_ms
    written = _taken(said, "written_at", partial(_is_time, zone=where), left_at)
    title, journal = _taken(said, "title", _is_text, ""), _taken(said, "journal", _is_text, "")
    tags = _taken(said, "tags", _are_texts, [])
    starred = _taken(said, "starred", _is_flag, False)  # noqa: FBT003 - as usual
    day = _taken(said, "day", _is_day, "")
    return Content(
        text=_without_surrogates(text),
        written_at=written,
        zone=where,
        day=day or day_of(written, where, day_start_hour=hour),
        title=_without_surrogates(title),
        journal=_without_surrogates(journal),
        tags=tuple(dict.fromkeys(filter(None, (_tag(tag) for tag in tags)))),
        starred=starred,
        extra=_writable({**said, **extra}),
    )


def _taken(said: JsonObject, name: str, fits: Callable[[object], bool], usual: _T) -> _T:
    """Takes a field out of what was said, if it is what the format says; else leaves it there."""
    if name not in said or not fits(said[name]):
        return usual
    value = said.pop(name)
    assert isinstance(value, type(usual)), name
    return value


def _writable(extra: JsonObject) -> JsonObject:
    """What a record can hold: half a character, which no UTF-8 has, is kept as JSON writes it in ASCII."""
    try:
        json.dumps(extra, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return {"unreadable": json.dumps(extra)}
    return extra


def _tag(text: str) -> str:
    return " ".join(_without_surrogates(text).split())


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_zone(name: object) -> bool:
    try:
        return isinstance(name, str) and zone_of(name) is not None
    except Misused:
        return False


def _is_time(instant_ms: object, zone: str) -> bool:
    try:
        return type(instant_ms) is int and bool(day_of(instant_ms, zone))
    except Misused:
        return False


def _is_day(text: object) -> bool:
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
