"""Arrivals: what was left in the inbox becomes entries when the vault is opened."""

from goldseam.keep.inbox import Item, forget, iter_items
from goldseam.keep.vault import Vault
from goldseam.words.day import DAY_START_HOUR, day_of, zone_of
from goldseam.words.entry import Content
from goldseam.words.problem import Misused, Problem
from goldseam.write.entries import SKIPPED, Entries

CAME_BY = "inbox"
BATCH = 200


def take_arrivals(vault: Vault, *, now_ms: int, zone: str) -> tuple[int, list[Problem]]:
    """Makes entries of what waits in the inbox; returns how many were new, and what could not be opened.

    Each entry is committed before its item is removed, and an item's id follows from its ciphertext, so that being
    interrupted anywhere neither loses nor doubles one.

    `zone` is for items that do not say theirs.
    """
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
    arriving = [(item.entry, _content(item, zone, hour)) for item in items]
    taken = entries.take_in(arriving, now_ms=now_ms, came_by=CAME_BY)
    forget(vault.folder, [item.name for item in items], vault.disk)
    return sum(each.outcome != SKIPPED for each in taken)


def _content(item: Item, zone: str, hour: int) -> Content:
    """What an item says, as far as it makes sense; nothing of the text is ever refused."""
    fields = item.fields
    where = fields.get("zone")
    where = where if isinstance(where, str) and _is_zone(where) else zone
    written = fields.get("written_at")
    written = written if isinstance(written, int) and _is_time(written, where) else item.left_at
    day = fields.get("day")
    tags = fields.get("tags")
    extra = fields.get("extra")
    return Content(
        text=_without_surrogates(str(fields["text"])),
        written_at=written,
        zone=where,
        day=day if isinstance(day, str) and _is_day(day) else day_of(written, where, day_start_hour=hour),
        title=_without_surrogates(str(fields.get("title", ""))),
        journal=_without_surrogates(str(fields.get("journal", ""))),
        tags=tuple(dict.fromkeys(_without_surrogates(str(tag)) for tag in tags)) if isinstance(tags, list) else (),
        starred=fields.get("starred") is True,
        extra=extra if isinstance(extra, dict) else {},
    )


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _is_zone(name: str) -> bool:
    try:
        zone_of(name)
    except Misused:
        return False
    return True


def _is_time(instant_ms: int, zone: str) -> bool:
    try:
        day_of(instant_ms, zone)
    except Misused:
        return False
    return True


def _is_day(text: str) -> bool:
    from datetime import date  # noqa: PLC0415 - loaded already

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
