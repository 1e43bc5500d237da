"""Which importer reads a source: judged by what is in it, not by its name."""

import os
from typing import NamedTuple

from goldseam.exchange.glimpse import Glimpse, take_glimpse
from goldseam.exchange.importers import Importer, dayone, doentry, goldseam, jrnl, jrnl_json, jsonlines, markdown
from goldseam.exchange.incoming import Arriving, Circumstances, Incoming, cut_off
from goldseam.exchange.old_style import old_style_days
from goldseam.words.problem import Misused
from goldseam.write.contents import with_typed_tags

# From the most particular to the most general: the first that recognises a source reads it.
IMPORTERS: dict[str, Importer] = {
    "goldseam": goldseam,
    "dayone": dayone,
    "dayone-classic": doentry,
    "jrnl-json": jrnl_json,
    "jsonlines": jsonlines,
    "jrnl": jrnl,
    "markdown": markdown,
}


class Source(NamedTuple):
    """A source that can be read.

    Attributes:
        kind: the name in IMPORTERS.
        glimpse: the first look at it.
        importer: what reads it.
    """

    kind: str
    glimpse: Glimpse
    importer: Importer

    def records(self, circumstances: Circumstances) -> Arriving:
        """Its records, lazily; a Problem in between is one record, and the next is read.

        Raises: Problem: before the first record, for what concerns all of it, such as a wrong password.
        """
        records = _guarded(self.importer.records(self.glimpse, circumstances))
        if self.importer is goldseam:
            return records  # the days and the tags are as they are to be
        records = old_style_days(records, asked=circumstances.old_style)
        return _tagged(records) if circumstances.tags_from_text else records

    @property
    def name(self) -> str:
        """Of the file or folder, without where it lies."""
        return os.path.basename(os.path.abspath(self.glimpse.path))


def recognise(path: str, *, kind: str = "") -> Source:
    """Looks at a file or folder; `kind` instead of looking, where she knows better.

    Raises: Misused: there is nothing at `path`, or nothing that any importer reads.
    """
    glimpse = take_glimpse(path)
    if kind:
        if kind not in IMPORTERS:
            raise Misused(
                f"no importer is called {kind[:40]!r}",
                safe="nothing was changed",
                next=f"choose one of: {', '.join(IMPORTERS)}",
                code="exchange.no-such-importer",
            )
        return Source(kind, glimpse, IMPORTERS[kind])
    for name, importer in IMPORTERS.items():
        if importer.recognises(glimpse):
            return Source(name, glimpse, importer)
    raise _unrecognised(glimpse)


def _tagged(records: Arriving) -> Arriving:
    """Records with the #words of their texts among their tags."""
    for record in records:
        yield record._replace(content=with_typed_tags(record.content)) if isinstance(record, Incoming) else record


def _guarded(records: Arriving) -> Arriving:
    """A disk that fails in the middle ends the source, and says so."""
    ordinal = 1
    try:
        for record in records:
            yield record
            ordinal += 1
    except OSError as error:
        yield cut_off(ordinal, error.strerror or "the system says no more", code="source-unreadable")


def _unrecognised(glimpse: Glimpse) -> Misused:
    what = "the folder" if glimpse.is_folder else "the file"
    return Misused(
        f"{what} {glimpse.path!r} holds no journal that is known: {_looks_like(glimpse)}",
        safe="nothing was changed",
        next="what can be imported: goldseam import --help",
        code="exchange.not-recognised",
    )


def _looks_like(glimpse: Glimpse) -> str:
    if glimpse.is_folder:
        return "it has no files that an importer reads" if glimpse.names else "it is empty"
    if not glimpse.size:
        return "it is empty"
    if glimpse.is_zip:
        return "it is a zip file without a Day One or goldseam export or Markdown; unpack it and import the folder"
    return "it is text of another shape" if glimpse.text else "it is no text"
