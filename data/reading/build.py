"""Builds build/reading/{train,dev,test}.jsonl out of the voices, and counts what is there.

    python3 data/reading/build.py                          train and dev; refuses anything that does not hold
    python3 data/reading/build.py --count                  what is there, per split, type and trap; writes nothing
    python3 data/reading/build.py --check anna bela        only these voices; writes nothing
    python3 data/reading/build.py --open-test WHO WHY      also test, and writes the opening into openings.md

Standard library only.
"""

import argparse
import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from data.reading.compiler import Refused, compiled  # noqa: E402 - the path is set above for who runs this as a script
from data.reading.form import Unreadable, load_voice  # noqa: E402 - after the path is set, as the line above

VOICES = HERE / "voices"
OPENINGS = HERE / "openings.md"
OUT = ROOT / "build" / "reading"
Record = dict[str, Any]


def split_of() -> dict[str, str]:
    """Which split each voice belongs to: a fixed list, made before anything was written."""
    lists: dict[str, list[str]] = json.loads((HERE / "splits.json").read_text(encoding="utf-8"))
    return {slug: split for split, slugs in lists.items() for slug in slugs}


def load(slugs: list[str] | None = None) -> tuple[list[Record], list[str]]:
    """All records of these voices (or of all), and what was refused, each a line that names the place."""
    records: list[Record] = []
    refused: list[str] = []
    splits = split_of()
    for path in sorted(VOICES.glob("*.txt")):
        if slugs and path.stem not in slugs:
            continue
        try:
            voice = load_voice(path)
        except Unreadable as cause:
            refused.append(f"{path.stem}: {cause}")
            continue
        if path.stem not in splits:
            refused.append(f"{path.stem}: is in no split")
        for item in compiled(voice):
            if isinstance(item, Refused):
                refused.append(str(item))
            else:
                records.append(item | {"split": splits.get(path.stem)})
    return records, refused


def counted(records: list[Record]) -> str:
    """A table of what is there."""
    splits = ["train", "dev", "test"]
    rows: dict[str, Counter[str]] = {}

    def add(row: str, split: str, n: int = 1) -> None:
        rows.setdefault(row, Counter())[split] += n

    for split in splits:
        add("voices", split, len({r["voice"] for r in records if r["split"] == split}))
    for r in records:
        add(r["kind"] + "s", r["split"])
        add("words", r["split"], len(r["text"].split()))
        add("records with a trap", r["split"], bool(r["traps"]))
        for f in r["findings"]:
            add(f"{f['type']} {f.get('strength') or f.get('kind') or f.get('form') or ''}".strip(), r["split"])
        for lure in r["lures"]:
            add(f"~ {lure['trap']}", r["split"])
    lines = [f"| {'what':30} | train | dev | test | all |", "|---|---|---|---|---|"]
    head = ["voices", "sentences", "passages", "words", "records with a trap"]
    for row in [*head, *sorted(set(rows) - set(head))]:
        n = rows.get(row, Counter())
        lines.append(f"| {row:30} | {' | '.join(str(n[s]) for s in splits)} | {n.total()} |")
    return "\n".join(lines)


def log_opening(who: str, why: str) -> None:
    """A line in openings.md, before the test part is written."""
    with OPENINGS.open("a", encoding="utf-8") as log:
        log.write(f"| {datetime.now(UTC):%Y-%m-%d %H:%M} UTC | {who} | {why} |\n")


def main() -> int:
    """What the module says at its top."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", action="store_true")
    parser.add_argument("--check", nargs="+", metavar="VOICE")
    parser.add_argument("--open-test", nargs=2, metavar=("WHO", "WHY"))
    asked = parser.parse_args()
    records, refused = load(asked.check)
    for line in refused:
        print(line, file=sys.stderr)
    if asked.count:
        print(counted(records))
    if asked.check:
        trapped = sum(bool(r["traps"]) for r in records)
        kinds = Counter(r["kind"] for r in records)
        print(f"{dict(kinds)}, {trapped} of {len(records)} with a trap, {len(refused)} refused")
    if refused or asked.count or asked.check:
        return 1 if refused else 0
    parts = ["train", "dev"]
    if asked.open_test:
        log_opening(*asked.open_test)
        parts.append("test")
    OUT.mkdir(parents=True, exist_ok=True)
    for split in parts:
        chosen = [r for r in records if r["split"] == split]
        lines = [json.dumps(r, ensure_ascii=False) + "\n" for r in chosen]
        (OUT / f"{split}.jsonl").write_text("".join(lines), encoding="utf-8")
        print(f"{OUT.name}/{split}.jsonl: {len(lines)} records")
    return 0


if __name__ == "__main__":
    sys.exit(main())
