"""How well questions are answered: how many places that answer are found, and how often nothing is said where none is.

    python3 dev.py bench asking [--test]

The questions of data/lookback are asked of the demo diary and, where ../shared is there, of Barbellion's and of half a
year of Pepys'. `dev` is what the weights were fitted on; `test` is opened with `--test` alone, and each opening is
written down in data/lookback/README.md. The anchor beside it is words alone.
"""

import json
import lzma
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.embedding import Embedding
from goldseam.exchange.demo import take_in_demo
from goldseam.lookback.question import question_of
from tests.making import ZONE, make_vault, words

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "data" / "lookback"
DIARIES = ROOT.parent / "shared" / "reading" / "diaries_pd"
TODAY = {"demo": "2025-10-01", "barbellion": "1918-01-01", "pepys": "1667-01-01"}
PEPYS = ("1666-07-01", "1666-12-31")
FIRST = 10


class Asked(NamedTuple):
    """A question and what came.

    Attributes:
        days: that answer it.
        found: days of the first ten.
        took: seconds.
    """

    days: tuple[str, ...]
    found: tuple[str, ...]
    took: float


def main() -> None:
    """Prints a line for each diary and way, and one for all of them together."""
    part = "test" if "--test" in sys.argv[1:] else "dev"
    together: dict[str, list[Asked]] = {}
    for diary in TODAY:
        if diary != "demo" and not DIARIES.is_dir():
            print(f"{diary}: not asked, {DIARIES.name} is not there")
            continue
        for way, asked in asked_of(diary, part).items():
            print_line(f"{part} {diary}", way, asked)
            together.setdefault(way, []).extend(asked)
    for way, asked in together.items():
        print_line(f"{part} all", way, asked)


def asked_of(diary: str, part: str) -> dict[str, list[Asked]]:
    """All questions of a part to one diary, with words and meaning and with words alone."""
    lines = map(json.loads, (QUESTIONS / f"{diary}-questions.jsonl").read_text("utf-8").splitlines())
    questions = [line for line in lines if line["part"] == part]
    with tempfile.TemporaryDirectory() as home:
        vault = make_vault(Path(home) / "vault")
        if diary == "demo":
            take_in_demo(vault, now_ms=now_ms(), zone=ZONE)
        vault.close()
        desk = Desk(vault.folder, vault.keys, zone=ZONE)
        for day, text in pages_of(diary):
            desk.entries.add(words(text, day=day), now_ms=now_ms())
        embedding = Embedding()
        desk.likeness.read(embedding, going_on=lambda: True)
        ways = {"words and meaning": embedding, "words alone": None}
        asked = {way: [ask(desk, diary, line, embedder) for line in questions] for way, embedder in ways.items()}
        desk.close()
    return asked


def pages_of(diary: str) -> Iterator[tuple[str, str]]:
    """Day and text of each entry of a diary in the public domain."""
    if diary == "demo":
        return
    path = next(DIARIES.glob(f"{diary}.jsonl*"))
    text = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    for entry in map(json.loads, text.decode().splitlines()):
        day = entry["date"]
        if day and (diary != "pepys" or PEPYS[0] <= day <= PEPYS[1]):
            yield day, entry["text"]


def ask(desk: Desk, diary: str, line: dict[str, object], embedder: Embedding | None) -> Asked:
    """One question."""
    text, days = str(line["question"]), line["days"]
    assert isinstance(days, list), "data/lookback/README.md"
    began = time.perf_counter()
    question = question_of(text, desk.registry.circle(), today=TODAY[diary])
    answer = desk.asking.answer(question, sight=desk.sight_for(text), today=TODAY[diary], embedder=embedder)
    took = time.perf_counter() - began
    return Asked(tuple(days), tuple(answer.passages[at].said.day for at in answer.best[:FIRST]), took)


def print_line(what: str, way: str, asked: list[Asked]) -> None:
    """Recall of the days that answer, the share of silence where nothing does, and how long it took."""
    answered = [one for one in asked if one.days]
    others = [one for one in asked if not one.days]
    recall = sum(len({*one.days} & {*one.found}) / len(one.days) for one in answered) / len(answered)
    nothing = sum(not one.found for one in others) / len(others)
    slow = sorted(one.took for one in asked)[int(len(asked) * 0.95)]
    print(
        f"{what:16} {way:18} recall@10 {recall:.2f} (n {len(answered)}, must .80)"
        f"  nothing {nothing:.2f} (n {len(others)}, must .95)  p95 {slow * 1e3:.0f} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
