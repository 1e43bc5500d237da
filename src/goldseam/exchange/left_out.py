"""What else a folder holds that could come in: one importer reads a source, and files of other kinds stay out."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from goldseam.exchange.glimpse import take_glimpse
from goldseam.exchange.recognise import IMPORTERS, Source
from goldseam.words.problem import Problem

LOOKED_INTO_MAX = 200


class LeftOut(NamedTuple):
    """Files of one kind that the importer of a folder does not read.

    Attributes:
        kind: the name in IMPORTERS of what does.
        names: of the files, from the folder.
        together: whether the folder can be imported as that kind; else each file by itself.
    """

    kind: str
    names: tuple[str, ...]
    together: bool


def left_out(source: Source) -> list[LeftOut]:
    """What of a source is left out for being of another kind. Cost: a look into a few hundred files at most."""
    if not source.glimpse.is_folder:
        return []
    rest = [name for name in source.glimpse.names if not source.importer.takes(source.glimpse, name)]
    found: list[LeftOut] = []
    for kind, importer in IMPORTERS.items():
        if rest and kind != source.kind and importer.recognises(source.glimpse):
            theirs = tuple(name for name in rest if importer.takes(source.glimpse, name))
            rest = [name for name in rest if name not in set(theirs)]
            found += [LeftOut(kind, theirs, together=True)] if theirs else []
    alone: dict[str, list[str]] = {}
    for name, kind in _recognised(source.glimpse.path, rest[:LOOKED_INTO_MAX]):
        alone.setdefault(kind, []).append(name)
    return found + [LeftOut(kind, tuple(names), together=False) for kind, names in alone.items()]


def _recognised(folder: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """Those that an importer reads by themselves, and which. What is no text may be anything, and is passed over."""
    for name in names:
        try:
            glimpse = take_glimpse(os.path.join(folder, name))
            kinds = (kind for kind, importer in IMPORTERS.items() if importer.recognises(glimpse))
            kind = next(kinds, "") if glimpse.text or glimpse.is_zip else ""
        except Problem:
            continue
        if kind:
            yield name, kind
