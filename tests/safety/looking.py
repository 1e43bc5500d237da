"""Looking in a vault for everything that was acknowledged."""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from goldseam.keep.blobs import Blobs
from goldseam.keep.keys import Keys
from goldseam.keep.ledger import flush, load_heads, load_segment
from goldseam.keep.record import ENTRY, Record
from goldseam.keep.vault import Vault, open_vault
from goldseam.words.problem import Damaged
from goldseam.write.drafts import Drafts
from tests.making import NOW
from tests.safety.worker import key_of


class Said(NamedTuple):
    """What a process acknowledged: a kind and a text."""

    kind: str
    what: str


def what_was_said(output: bytes) -> list[Said]:
    """The acknowledgements in what a worker wrote; a line cut off by its end is none."""
    lines = output.decode().split("\n")[:-1]
    return [Said(*line.split("\t")) for line in lines if "\t" in line]


class Found(NamedTuple):
    """What a vault holds: texts of revisions and how often, files, drafts, purged entries, numbers in the log."""

    texts: Counter[str]
    files: set[str]
    drafts: dict[str, str]
    purged: set[str]
    pages: dict[str, list[str]]
    logged: set[str]


def found_in(vault: Vault, after: int = 0) -> Found:
    """What came since record `after`; files, drafts and the log whole."""
    records = [record for _, record in vault.iter_records(after=after) if record.kind == ENTRY]
    drafts = {draft.id: draft.content.text for draft in Drafts(vault).all()}
    pages: dict[str, list[str]] = {}
    for record in records:
        pages.setdefault(record.subject, []).append(record.body or "")
    return Found(
        # A file is attached by another revision of the same text, which is not the text a second time.
        Counter(key_of(r.body) for r in records if r.body is not None and "attachments" not in (r.meta or {})),
        set(Blobs(vault.folder, vault.keys, vault.disk).names()),
        drafts,
        {record.subject for record in records if record.body is None},
        pages,
        {record.body or "" for record in in_log(vault)},
    )


def in_log(vault: Vault) -> Iterable[Record]:
    """Every record of the second copy, each byte of it checked."""
    folder = os.path.join(vault.folder, "log")
    head = load_heads(folder, vault.keys.log, vault.header.vault, vault.disk).get(vault.device)
    if head is None:
        return
    assert not isinstance(head, Damaged), head.code
    for segment in head.segments:
        for _, record in load_segment(folder, head.device, segment, vault.keys.log, vault.header.vault, vault.disk):
            yield record


def what_is_wrong(said: list[Said], found: Found) -> list[str]:
    """Each acknowledged thing that is not there once."""
    wrong = [text for text, times in found.texts.items() if times > 1]
    newest_draft = {draft: int(i) for draft, i in (s.what.split() for s in said if s.kind == "draft")}
    newest_page = {draft: int(i) for _, draft, i in (s.what.rsplit(" ", 2) for s in said if s.kind == "page")}
    there = {
        "text": lambda what: found.texts[what] == 1,
        "file": lambda what: what in found.files,
        "purged": lambda what: what in found.purged,
        "logged": lambda what: any(text.startswith(what + " ") for text in found.logged),
    }
    wrong += [f"{s.kind} {s.what}" for s in said if s.kind in there and not there[s.kind](s.what)]
    for draft, i in newest_draft.items():
        if draft not in found.drafts or int(found.drafts[draft].split()[2]) < i:
            wrong.append(f"draft {i}")
    for draft, i in newest_page.items():
        if not any(text.split()[-1] in {str(i), str(i + 1)} for text in found.pages.get(draft, ())):
            wrong.append(f"page {i}: {[text.split()[-1] for text in found.pages.get(draft, ())]}")
    return wrong


def assert_sound(folder: Path, keys: Keys) -> None:
    """The vault is whole, what is shown follows from the revisions, and the second copy holds every one of them."""
    vault = open_vault(str(folder), keys)
    flush(vault, now_ms=NOW)
    records = {record.id for _, record in vault.iter_records()}

    assert vault.database.integrity() == []
    assert {record.id for record in in_log(vault)} == records
    assert not [name for name in os.listdir(folder / "log" / "heads") if name.endswith(".partial")]
    assert all(len(entry.heads) == 1 for entry in vault.iter_entries()), "nothing here was written twice over"
    vault.close()
