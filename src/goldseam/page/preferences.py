"""How the page looks on this machine. Nothing of it is secret, so it lies outside the vault and holds while locked."""

import json
import os
import re
from collections.abc import Mapping
from typing import NamedTuple

from goldseam.keep.disk import Disk

FILE = "page.json"
SIZE_MAX = 65_536
NAME_MAX = 40
THEMES = ("auto", "light", "dark")
SIZES = ("small", "usual", "large", "larger")
ICONS = ("seam", "dot", "page", "leaf")
DENSITIES = ("calm", "close")
LANGUAGES = ("", "en", "es")  # empty: what the browser asks for


class Preferences(NamedTuple):
    """What she chose.

    Attributes:
        name: what the window calls itself; neutral unless she says otherwise.
        icon: one of `ICONS`.
        theme, size, density, language: one of the tuple of that name; empty language is the browser's.
        contrast: more of it than the usual look has.
        letters: whether single letters are short cuts (WCAG 2.1.4 wants them to be refusable).
        spelling: whether the browser may check spelling; some browsers send words away for it, so it is off.
        counted, typewriter, focused, prompted: on the page to write on: the number of words; the line stays in the
            middle; only the paragraph is bright; a question to begin with.
        plain: a plain text field instead of the editor.
        seen: whether an entry says what stands in it; layers: of what kinds, as names between spaces.
        country: whose lines the Help page shows, as ISO 3166 has it; empty until she chooses one.
        port: where the page was served last, so that an open tab finds it again; 0 is anywhere.
    """

    name: str = "Notes"
    icon: str = "seam"
    theme: str = "auto"
    size: str = "usual"
    density: str = "calm"
    language: str = ""
    contrast: bool = False
    letters: bool = True
    spelling: bool = False
    counted: bool = False
    typewriter: bool = False
    focused: bool = False
    prompted: bool = False
    plain: bool = False
    seen: bool = False
    layers: str = ""
    country: str = ""
    port: int = 0


CHOICES = {"icon": ICONS, "theme": THEMES, "size": SIZES, "density": DENSITIES, "language": LANGUAGES}


def load_preferences(folder: str) -> Preferences:
    """The preferences in `folder`; what is missing or cannot be understood is as usual."""
    try:
        with open(os.path.join(folder, FILE), "rb") as file:
            told = json.loads(file.read(SIZE_MAX))
    except (OSError, ValueError):
        return Preferences()
    return changed(Preferences(), told) if isinstance(told, dict) else Preferences()


def save_preferences(folder: str, preferences: Preferences, disk: Disk) -> None:
    """Keeps them. Raises OSError."""
    disk.make_folder(folder)
    text = json.dumps(preferences._asdict(), ensure_ascii=False, indent=1)
    disk.write(os.path.join(folder, FILE), text.encode())


def changed(preferences: Preferences, told: Mapping[str, object]) -> Preferences:
    """`preferences` with those of `told` that are possible; the others stay as they were."""
    possible = {}
    for name, value in told.items():
        usual = Preferences._field_defaults.get(name)
        if usual is None or type(value) is not type(usual):
            continue
        if name in CHOICES and value not in CHOICES[name]:
            continue
        if name == "name":
            value = "".join(c for c in str(value) if c.isprintable()).strip()[:NAME_MAX] or usual  # noqa: PLW2901
        if name == "layers" and not re.fullmatch("[a-z ]{0,80}", str(value)):
            continue
        if name == "country" and not re.fullmatch("([A-Z]{2})?", str(value)):
            continue
        if name == "port" and not 0 <= int(str(value)) < 1 << 16:
            continue
        possible[name] = value
    return preferences._replace(**possible)  # type: ignore[arg-type]  # each has the type of its field
