"""Keepsakes as an export holds them, and back (spec/export.md): what they quote is found again by its words."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from goldseam.keep.vault import Vault
from goldseam.lookback.place import Place, is_id, place_in, place_of, words_at
from goldseam.lookback.store import Keepsake, Store
from goldseam.words.problem import Misused

VERSION = 1
Object = dict[str, Any]
Change = Callable[[Object], Object]
QUOTED = {"entry", "start", "end", "words"}


def exported_keepsakes(vault: Vault, store: Store) -> Iterator[Object]:
    """Each that she has not taken back, the oldest first, in the state that holds now."""
    for one in store.everything():
        meta = _changed(one.meta, lambda told: _told(vault, told))
        yield {"goldseam": VERSION, "keepsake": one.id, "sort": one.sort, "made_at": one.made_at} | {
            "meta": _sorted(meta),
            "body": one.body,
        }


def take_in_keepsakes(vault: Vault, store: Store, lines: Iterable[Object]) -> int:
    """Takes in what an export holds, after its entries came in; returns how many. What is here already is left alone.

    A line that is broken, or of another version, is passed over.
    """
    taken = 0
    for line in lines:
        one = _keepsake(line)
        if one is None or vault.records(one.id):
            continue
        store.keep(one._replace(meta=_changed(one.meta, lambda told: _placed(vault, told))), now_ms=one.made_at)
        taken += 1
    return taken


def _keepsake(line: Object) -> Keepsake | None:
    id_, sort, meta, body, made_at = (line.get(name) for name in ("keepsake", "sort", "meta", "body", "made_at"))
    if line.get("goldseam") != VERSION or not isinstance(id_, str) or not is_id(id_) or not isinstance(sort, str):
        return None
    if not isinstance(meta, dict) or not isinstance(body, str):
        return None
    if not isinstance(made_at, int) or isinstance(made_at, bool) or not 0 <= made_at < 1 << 53 or meta.get("gone"):
        return None
    return Keepsake(id_, sort, {key: value for key, value in meta.items() if key != "sort"}, body, made_at)


def _changed(value: Any, change: Change) -> Any:
    """The same with every object in it changed that refers to words, or quotes them."""
    if isinstance(value, list):
        return [_changed(one, change) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == set(Place._fields) or set(value) == QUOTED:
        return change(value)
    return {key: _changed(one, change) for key, one in value.items()}


def _told(vault: Vault, reference: Object) -> Object:
    """Her words instead of the revision they stand in, and where they stand in the text as it is exported."""
    place = place_of(reference)
    if place is None:
        return reference
    words, entry = words_at(vault, place), vault.entry(place.entry)
    quoted: Object = {"entry": place.entry, "words": words}
    text = entry.content.text if entry else ""
    start = place.start if text[place.start : place.end] == words else text.find(words)
    return quoted | {"start": start, "end": start + len(words)} if words and start >= 0 and entry else quoted


def _placed(vault: Vault, quoted: Object) -> Object:
    """The reference to quoted words, where they stand in the entry as it is here; else the quotation alone."""
    words, start, end = quoted.get("words"), quoted.get("start"), quoted.get("end")
    entry = vault.entry(quoted["entry"]) if is_id(quoted.get("entry")) else None
    whole = isinstance(words, str) and isinstance(start, int) and isinstance(end, int) and 0 <= start < end
    if entry is not None and whole and entry.content.text[start:end] == words:
        with suppress(Misused):  # two versions meet there
            return place_in(vault, entry, int(start or 0), int(end or 0))._asdict()
    return {"entry": quoted.get("entry"), "words": words}


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value
