"""Her settings as an export holds them, and back (spec/export.md): those that are her own, and none of one machine."""

from collections.abc import Iterable, Iterator
from typing import Any

from goldseam.desk.desk import Desk
from goldseam.desk.settings import SETTINGS, parse_setting
from goldseam.words.problem import Misused
from goldseam.write.plan import SETTING as PLAN

Object = dict[str, Any]
VERSION = 1
TEMPLATES = "templates"  # as the page to write on keeps them
BY_NAME = (TEMPLATES,)  # several, by the names that she gave; colours go by ids that no other vault has
CHOSEN = ("day_start_hour", "check_in", "around_numbers")


def exported_settings(desk: Desk) -> Iterator[Object]:
    """Each that she gave a value, in the order of names."""
    for name in sorted((*BY_NAME, PLAN, *CHOSEN)):
        value = desk.vault.setting(name)
        if value not in (None, "", {}):
            yield {"goldseam": VERSION, "setting": name, "value": _sorted(value)}


def take_in_settings(desk: Desk, lines: Iterable[Object], *, now_ms: int) -> int:
    """Takes in what an export holds; returns how many. What she has here under the same name is left alone.

    A line that is broken, of another version, or of a setting that does not travel, is passed over.
    """
    taken = 0
    for line in lines:
        name, value = line.get("setting"), line.get("value")
        if line.get("goldseam") != VERSION or not isinstance(name, str):
            continue
        here = desk.vault.setting(name)
        wanted = _wanted(name, value, here)
        if wanted is not None and wanted != here:
            desk.vault.set_setting(name, wanted, now_ms=now_ms)
            taken += 1
    return taken


def _wanted(name: str, value: object, here: object) -> object:
    """What the setting should be; None where nothing is to be taken."""
    if name in BY_NAME and isinstance(value, dict):
        known = here if isinstance(here, dict) else {}
        return {key: one for key, one in value.items() if isinstance(one, str)} | known
    if here not in (None, ""):
        return None
    if name == PLAN and isinstance(value, str):
        return value
    if name in CHOSEN and name in SETTINGS and type(value) is int:
        try:
            return parse_setting(name, str(value))
        except Misused:
            return None
    return None


def _sorted(value: object) -> object:
    return {key: value[key] for key in sorted(value)} if isinstance(value, dict) else value
