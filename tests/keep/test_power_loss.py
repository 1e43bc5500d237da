"""Nothing that was reported saved is lost when the power goes, whenever it goes, whatever the disk did not keep."""

import io
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from goldseam.desk.locked import LockedDesk
from goldseam.keep.blobs import Blobs
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header, save_header
from goldseam.keep.inbox import leave
from goldseam.keep.keys import CHEAPEST, Keys
from goldseam.keep.ledger import flush, load_heads, load_segment
from goldseam.keep.vault import Vault, create_vault, open_vault
from goldseam.words.problem import Damaged, Problem
from goldseam.write.arrivals import take_arrivals
from goldseam.write.contents import fields_of
from goldseam.write.drafts import Draft, Drafts
from goldseam.write.entries import Entries
from tests.keep.power import (
    FATES,
    DiskWithoutFileSync,
    DiskWithoutFolderSync,
    Power,
    RecordingDisk,
    recorded,
)
from tests.making import NOW, PASSPHRASE, ZONE, words

Workload = Callable[[Vault, Power, random.Random], None]


def a_day(vault: Vault, power: Power, chance: random.Random) -> None:
    """Entries, edits, drafts, a photo, entries left while locked and taken in, the second copy, a checkpoint."""
    entries = Entries(vault)
    for i in range(6):
        entry = entries.add(words(f"entry {i} " + "word " * chance.randrange(900)), now_ms=NOW + i)
        power.acknowledge(f"entry {entry.id} {entry.heads[0]}")
        if i % 2:
            changed = entries.change(entry.id, now_ms=NOW + i, text=f"entry {i} changed")
            power.acknowledge(f"entry {entry.id} {changed.heads[0]}")
    leave_and_take(vault, power, chance)
    Drafts(vault).save(Draft("dd" * 16, words("half a thought"), None, (), NOW))
    power.acknowledge("draft dd")
    name, _ = Blobs(vault.folder, vault.keys, vault.disk).put(io.BytesIO(chance.randbytes(70_000)))
    power.acknowledge(f"blob {name}")
    flush(vault, now_ms=NOW)
    power.acknowledge(f"log {vault.count_of(vault.device)}")
    vault.settle()
    entry = entries.add(words("after the checkpoint"), now_ms=NOW + 9)
    power.acknowledge(f"entry {entry.id} {entry.heads[0]}")
    flush(vault, now_ms=NOW)
    power.acknowledge(f"log {vault.count_of(vault.device)}")
    save_header(vault.folder, vault.header._replace(slots=vault.header.slots[:1]), vault.disk)
    power.acknowledge("slots 1")


def leave_and_take(vault: Vault, power: Power, chance: random.Random) -> None:
    """Entries left while locked, then taken in."""
    for i in range(3):
        text = f"left {i} {chance.random()}"
        fields = fields_of(words(text), about_day=None)
        leave(vault.folder, vault.header.inbox, fields, now_ms=NOW + i, disk=vault.disk)
        power.acknowledge(f"left {text}")
    take_arrivals(vault, now_ms=NOW, zone=ZONE)


class Noting(Power):
    """Notes what SQLite's index of the write-ahead log was at each acknowledgement: the disk may keep any of these."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self.indexes: list[tuple[int, bytes]] = []

    def acknowledge(self, what: str) -> None:
        super().acknowledge(what)
        index = Path(self.root) / "v" / "vault.db-shm"
        if index.exists():
            self.indexes.append((len(self.events), index.read_bytes()))


def run(
    in_memory: Path,
    work: Workload,
    *,
    disk: type[RecordingDisk] = RecordingDisk,
    sync: str = "full",
    machine: type[Power] = Power,
) -> tuple[Power, Keys]:
    root = str(in_memory / "live")
    os.mkdir(root)
    power = machine(root)
    with recorded(power):
        vault, _ = create_vault(os.path.join(root, "v"), PASSPHRASE, cost=CHEAPEST, now_ms=NOW, disk=disk(power))
        vault.database.run(f"pragma synchronous={sync}")
        power.acknowledge("vault")
        work(vault, power, random.Random(7))
        vault.close()
    return power, vault.keys


def what_is_lost(folder: Path, acknowledged: list[str], keys: Keys) -> str:
    """What of the acknowledged is not there, or what is damaged; empty when all is well."""
    if not acknowledged:
        return ""
    try:
        header = load_header(str(folder / "v"), Disk())
        vault = open_vault(str(folder / "v"), keys)
    except Problem as problem:
        return problem.code
    try:
        _, problems = take_arrivals(vault, now_ms=NOW, zone=ZONE)
        found = list(vault.database.integrity()) + [problem.code for problem in problems]
        texts = [
            revision.content.text
            for e in vault.iter_entries()
            for revision in vault.revisions(e.id)
            if revision.content
        ]
        left = [text for text in texts if text.startswith("left")]
        if len(left) != len(set(left)):
            found.append("doubled")
        for what in acknowledged:
            found += [] if _there(vault, what, set(texts)) else [what.split(maxsplit=1)[0]]
        if "slots 1" in acknowledged and len(header.slots) != 1:
            found.append("slots")
        Entries(vault).add(words("life goes on"), now_ms=NOW)
    except Problem as problem:
        return problem.code
    finally:
        vault.close()
    return " ".join(found)


def _there(vault: Vault, what: str, texts: set[str]) -> bool:
    kind, _, rest = what.partition(" ")
    if kind == "entry":
        id_, revision = rest.split()
        return any(known.id == revision for known in vault.revisions(id_))
    if kind == "left":
        return rest in texts
    if kind == "draft":
        return [draft.content.text for draft in Drafts(vault).all()] == ["half a thought"]
    if kind == "blob":
        try:
            return len(Blobs(vault.folder, vault.keys, vault.disk).load(rest, size_max=1 << 20)) == 70_000
        except Damaged:
            return False
    return kind != "log" or _log_has(vault, int(rest))


def _log_has(vault: Vault, count: int) -> bool:
    log = os.path.join(vault.folder, "log")
    head = load_heads(log, vault.keys.log, vault.header.vault, vault.disk).get(vault.device)
    if head is None or isinstance(head, Damaged):
        return False
    read = [load_segment(log, head.device, s, vault.keys.log, vault.header.vault, vault.disk) for s in head.segments]
    return sum(map(len, read)) >= count


def states(power: Power, count: int, seed: int) -> list[tuple[int, str, int]]:
    """So many (moment, fate, seed), spread over everything that happened."""
    chance = random.Random(seed)
    moments = range(1, len(power.events) + 1)
    every = [(moment, fate, seed) for moment in moments for fate in FATES]
    return every if len(every) <= count else chance.sample(every, count)


def losses(in_memory: Path, power: Power, keys: Keys, count: int, seed: int = 0) -> list[str]:
    lost = []
    for moment, fate, seed_ in states(power, count, seed):
        target = in_memory / "found"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        chance = random.Random(f"{seed_} {moment} {fate}")
        power.after(moment, fate, chance, target)
        if isinstance(power, Noting) and (kept := [index for at, index in power.indexes if at <= moment]):
            (target / "v" / "vault.db-shm").write_bytes(chance.choice(kept))
        found = what_is_lost(target, power.acknowledged(moment), keys)
        if found:
            lost.append(f"after event {moment} ({power.events[moment - 1].kind}), fate {fate}: {found}")
    return lost


def test_no_power_cut_loses_what_was_reported_saved(in_memory: Path) -> None:
    power, keys = run(in_memory, a_day)

    assert len(states(power, 700, 0)) >= 600
    assert losses(in_memory, power, keys, 700) == []


def test_an_index_of_the_log_that_was_kept_from_before_the_power_cut_alarms_nobody(in_memory: Path) -> None:
    power, keys = run(in_memory, a_day, machine=Noting)

    assert isinstance(power, Noting)
    assert len({index for _, index in power.indexes}) > 10
    assert losses(in_memory, power, keys, 300, seed=1) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(40))
def test_no_power_cut_ever_loses_what_was_reported_saved(in_memory: Path, seed: int) -> None:
    def day(vault: Vault, power: Power, _chance: random.Random) -> None:
        a_day(vault, power, random.Random(seed))

    power, keys = run(in_memory, day, machine=Noting if seed % 2 else Power)

    assert losses(in_memory, power, keys, 100_000, seed) == []


@pytest.mark.parametrize(
    ("disk", "sync"),
    [(RecordingDisk, "normal"), (RecordingDisk, "off"), (DiskWithoutFileSync, "full"), (DiskWithoutFolderSync, "full")],
)
def test_this_suite_sees_it_when_a_sync_is_left_out(in_memory: Path, disk: type[RecordingDisk], sync: str) -> None:
    power, keys = run(in_memory, a_day, disk=disk, sync=sync)

    assert losses(in_memory, power, keys, 150) != []


def test_a_vault_half_made_is_no_vault_and_can_be_made_again(in_memory: Path) -> None:
    power, _ = run(in_memory, lambda *_: None)
    made = next(i for i, event in enumerate(power.events, start=1) if event.kind == "ack")
    for moment in range(1, made, 7):
        target = in_memory / "found"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        power.after(moment, "torn", random.Random(moment), target)

        if not (target / "v" / "vault.json").exists():
            with pytest.raises(Problem):
                LockedDesk(str(target / "v"), str(in_memory / "pins"))
