"""The imports that were made into this vault, and taking one back.

What an import made is known by when it was made and that it came from outside, so it can be taken back after a restart,
and after an import that was cut off. A list of them stands in the vault, on this device.
"""

import json
from collections.abc import Callable
from typing import NamedTuple

from goldseam.keep.listing import made_revisions
from goldseam.keep.vault import Vault
from goldseam.words.entry import Entry
from goldseam.write.entries import TAKEN_BACK, Entries

CAME_BY = "import"
LISTED_MAX = 50
BATCH = 500
_FACT = "imports"

Step = Callable[[int], None]


class Import(NamedTuple):
    """One time that something was taken in.

    Attributes:
        at: milliseconds since 1970; names it.
        source: the name of its format.
        first, last: it wrote records from here to there; last is 0 for one that was cut off.
        undone: whether it was taken back.
        name: of the file or folder it came from, without where that lay; empty where it is not known.
    """

    at: int
    source: str
    first: int
    last: int = 0
    undone: bool = False
    name: str = ""


class Undone(NamedTuple):
    """What became of the entries that an import had made.

    Attributes:
        trashed: went into the trash.
        changed: stay, because she changed them since.
        gone: were in the trash already, or removed.
    """

    trashed: int
    changed: int
    gone: int


def imports_made(vault: Vault) -> list[Import]:
    """The last ones, the newest first."""
    told = json.loads(str(vault.fact(_FACT) or "[]"))
    return [Import(*fields) for fields in told]


def begin_import(vault: Vault, source: str, *, now_ms: int, name: str = "") -> Import:
    """Notes, durably and before it writes anything, that an import begins; as in `Import`."""
    begun = Import(now_ms, source, _last_record(vault) + 1, name=name)
    with vault.database.transaction():
        _keep(vault, [begun, *(made for made in imports_made(vault) if made.at != now_ms)])
    return begun


def end_import(vault: Vault, begun: Import) -> None:
    """Notes where it ended; one that wrote nothing is forgotten."""
    last = _last_record(vault)
    with vault.database.transaction():
        others = [made for made in imports_made(vault) if made.at != begun.at]
        _keep(vault, others if last < begun.first else [begun._replace(last=last), *others])


def count_made(vault: Vault, made: Import) -> int:
    """How many entries it made. Cost: a look at each record of it."""
    return len(_entries_of(vault, made))


def undo_import(vault: Vault, at: int, *, now_ms: int, step: Step | None = None) -> Undone:
    """Puts into the trash exactly the entries that the import of that moment made and nobody has changed since.

    What was here before and took a second line of revisions from it keeps both. Doing it twice does nothing more.
    """
    told = step or (lambda _: None)
    made = next((one for one in imports_made(vault) if one.at == at), None)
    entries = _entries_of(vault, made) if made is not None else []
    trashed = changed = gone = 0
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        with vault.database.transaction():
            untouched = []
            for entry in batch:
                shown = vault.entry(entry)
                if shown is None or shown.content.trashed:
                    gone += 1
                elif _is_of(vault, shown, at):
                    untouched.append(entry)
                else:
                    changed += 1
            Entries(vault).take_back_all(untouched, now_ms=now_ms)
        trashed += len(untouched)
        told(start + len(batch))
    if made is not None:
        with vault.database.transaction():
            _keep(vault, [one._replace(undone=True) if one.at == at else one for one in imports_made(vault)])
    return Undone(trashed, changed, gone)


def _entries_of(vault: Vault, made: Import) -> list[str]:
    last = made.last or _last_record(vault)
    return made_revisions(
        vault.database, records=(made.first, last), recorded_at=made.at, came_by=CAME_BY, after=TAKEN_BACK
    )


def _is_of(vault: Vault, entry: Entry, at: int) -> bool:
    """Whether an entry is as the import of that moment made it."""
    last = [revision for revision in vault.revisions(entry.id) if revision.id in entry.heads]
    return all(revision.came_by == CAME_BY and revision.recorded_at == at for revision in last)


def _last_record(vault: Vault) -> int:
    row = vault.database.one("select coalesce(max(seq), 0) from record")
    assert row is not None, "a maximum is always there"
    return int(str(row[0]))


def _keep(vault: Vault, imports: list[Import]) -> None:
    vault.set_fact(_FACT, json.dumps(imports[:LISTED_MAX]))
