"""A backup and a verify of a vault with texts and photos: how fast, and whether memory stays the same as it grows.

`python3 dev.py bench backup` makes vaults of 50 and of 500 MB, so it needs about 2 GB of disk and some minutes. Set
MEGABYTES to try less: `MEGABYTES=5,50 python3 dev.py bench backup`.
"""

import json
import os
import shutil
import sys
from io import BytesIO
from random import Random

from bench.corpus import entries
from bench.measuring import GOLDSEAM, SCRATCH, Taken, in_turn, once, quiet_environment, row
from goldseam.keep.keys import CHEAPEST
from goldseam.keep.ledger import flush
from goldseam.keep.vault import create_vault
from goldseam.words.entry import Content
from goldseam.write.attachments import Attachments
from goldseam.write.contents import new_content
from goldseam.write.entries import Entries

MEGABYTES = [int(size) for size in os.environ.get("MEGABYTES", "50,500").split(",")]
RUNS = int(os.environ.get("RUNS", "3"))
OPENS_WITH = "for measuring only"
NOW = 1_790_000_000_000
MB = 1_000_000
TEXT_SHARE = 10  # a tenth of a vault is texts
PHOTO_BYTES = 3 * MB
BATCH = 1000
SPEED_MIN = 60.0
GROWTH_MAX = 1.25


class Filled:
    """A vault of so many megabytes of texts and photos, and the environment its commands run in."""

    def __init__(self, megabytes: int) -> None:
        self.folder = os.path.join(SCRATCH, f"backup-{megabytes}")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.env = quiet_environment(self.folder) | {"GOLDSEAM_VAULT": os.path.join(self.folder, "vault")}
        self.secret = os.path.join(self.folder, "passphrase")
        with open(self.secret, "w", encoding="utf-8") as file:
            file.write(OPENS_WITH + "\n")
        self.bytes = self._fill(megabytes * MB)

    def _fill(self, size: int) -> int:
        vault, _ = create_vault(self.env["GOLDSEAM_VAULT"], OPENS_WITH, cost=CHEAPEST, now_ms=NOW)
        texts = _write_texts(Entries(vault), size // TEXT_SHARE)
        random = Random(size)
        attachments, written = Attachments(vault), texts
        while written < size:
            photo = random.randbytes(min(PHOTO_BYTES, size - written))
            entry = Entries(vault).add(new_content("a photo", now_ms=NOW, zone="UTC"), now_ms=NOW)
            attachments.add(entry.id, BytesIO(photo), "photo.bin", now_ms=NOW)
            written += len(photo)
        flush(vault, now_ms=NOW)
        vault.settle()
        vault.close()
        return written

    def backup(self) -> Taken:
        """Written, read back and compared."""
        return self._run("backup", os.path.join(self.folder, "backup.tar"))

    def verify(self) -> Taken:
        """Every byte of the database, the second copy and the photos."""
        return self._run("verify")

    def _run(self, *words: str) -> Taken:
        return once([GOLDSEAM, *words, "--passphrase-file", self.secret], self.env)


def _write_texts(writing: Entries, size: int) -> int:
    """So many bytes of entries; returns how many they are."""
    written = 0
    batch: list[tuple[str, Content]] = []
    random = Random(size)
    for entry in entries(size // 500):
        text = str(entry["text"])
        content = new_content(text, now_ms=NOW, zone="UTC", day=str(entry["date"]))
        batch.append((random.randbytes(16).hex(), content))
        written += len(text.encode())
        if len(batch) == BATCH or written >= size:
            writing.take_in(batch, now_ms=NOW)
            batch = []
        if written >= size:
            break
    return written


def main() -> int:
    """Prints the table; 1 when something is not reached."""
    filled = {megabytes: Filled(megabytes) for megabytes in MEGABYTES}
    held = True
    figures: dict[str, dict[int, Taken]] = {"backup": {}, "verify": {}}
    for megabytes, vault in filled.items():
        taken = in_turn({"backup": vault.backup, "verify": vault.verify}, runs=RUNS, warm=0)
        for job, result in taken.items():
            figures[job][megabytes] = result
            speed, busy = vault.bytes / MB / result.seconds, vault.bytes / MB / max(result.cpu_s, 1e-3)
            measured = f"{speed:.0f} MB/s ({busy:.0f} a CPU second), {result.peak_mib:.0f} MiB"
            held &= row(f"{job}, {megabytes} MB", measured, f">= {SPEED_MIN:.0f} MB/s", held=speed >= SPEED_MIN)
    for job, by_size in figures.items():
        small, large = by_size[min(by_size)].peak_mib, by_size[max(by_size)].peak_mib
        measured = f"{small:.0f} to {large:.0f} MiB"
        held &= row(f"{job}, memory", measured, "the same at any size", held=large <= small * GROWTH_MAX)
    print(json.dumps({job: {n: t._asdict() for n, t in by_size.items()} for job, by_size in figures.items()}))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
