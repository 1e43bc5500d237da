"""Whose work the page and the vault stand on: the packages that are installed, and those that are in the bundle."""

import json
import os
import re
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import NamedTuple

from goldseam.page.house import static_folder

BUNDLED = "licences.json"  # written by hatch_build.py
TEXT_MAX = 60_000
_NAME = re.compile(r"[A-Za-z0-9._-]+")


class Licence(NamedTuple):
    """Of one package.

    Attributes:
        name, version: of the package.
        says: the name of its licence, as it says itself; empty where it does not.
        text: the licence; empty where the package brings none.
    """

    name: str
    version: str
    says: str
    text: str


@cache
def licences() -> tuple[Licence, ...]:
    """All of them, by name. Cost: a look at each package, once."""
    with open(os.path.join(static_folder(), BUNDLED), encoding="utf-8") as file:
        bundled = [Licence(**fields) for fields in json.load(file)]
    return tuple(sorted([*bundled, *_installed()], key=lambda each: each.name.lower()))


def _installed() -> list[Licence]:
    """Of what goldseam asks for, and what that asks for, as far as it is here."""
    found: dict[str, Licence] = {}
    waiting = ["goldseam"]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        found[name] = _licence_of(package)
        asked = (_NAME.match(line) for line in package.requires or () if name == "goldseam" or "extra ==" not in line)
        waiting += [wanted[0].lower() for wanted in asked if wanted]
    found.pop("goldseam", None)
    return list(found.values())


def _licence_of(package: Distribution) -> Licence:
    about = package.metadata
    kinds = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    says = [*(about.get_all("License-Expression") or ()), *kinds, *(about.get_all("License") or ())]
    said = says[0].partition("\n")[0] if says else ""
    return Licence(str(about["Name"]), package.version, said[:80], _text_of(package))


def _text_of(package: Distribution) -> str:
    for path in package.files or ():
        if ".dist-info" in str(path) and re.match(r"(licen[cs]e|copying)", path.name, re.IGNORECASE):
            try:
                return path.read_text(encoding="utf-8")[:TEXT_MAX]
            except (OSError, ValueError):
                continue
    return ""
