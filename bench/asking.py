"""How well questions are answered: how many places that answer are found, and how often nothing is said where none is.

`python3 dev.py bench asking` asks data/lookback/demo-questions.jsonl of the demo diary. The anchor beside it is words
alone.
"""

import json
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.embedding import Embedding
from goldseam.exchange.demo import take_in_demo
from goldseam.lookback.question import question_of
from tests.making import ZONE, make_vault

QUESTIONS = Path(__file__).resolve().parent.parent / "data" / "lookback" / "demo-questions.jsonl"
TODAY = "2025-10-01"
FIRST = 10


class Asked(NamedTuple):
    """A question and what came.

    Attributes:
        part: `dev` or `test`.
        days: that answer it.
        found: days of the first ten.
        took: seconds.
    """

    part: str
    days: tuple[str, ...]
    found: tuple[str, ...]
    took: float


def main() -> None:
    """Prints a line for each part and way."""
    with tempfile.TemporaryDirectory() as home:
        vault = make_vault(Path(home) / "vault")
        take_in_demo(vault, now_ms=now_ms(), zone=ZONE)
        vault.close()
        desk = Desk(vault.folder, vault.keys, zone=ZONE)
        embedding = Embedding()
        desk.likeness.read(embedding, going_on=lambda: True)
        for way, embedder in (("words and meaning", embedding), ("words alone", None)):
            asked = [_asked(desk, json.loads(line), embedder) for line in QUESTIONS.read_text("utf-8").splitlines()]
            for part in ("dev", "test"):
                _print(way, part, [one for one in asked if one.part == part])
        desk.close()


def _asked(desk: Desk, line: dict[str, object], embedder: Embedding | None) -> Asked:
    text = str(line["question"])
    began = time.perf_counter()
    question = question_of(text, desk.registry.circle(), today=TODAY)
    answer = desk.asking.answer(question, sight=desk.sight_for(text), today=TODAY, embedder=embedder)
    took = time.perf_counter() - began
    days = line["days"]
    assert isinstance(days, list), "spec: data/lookback/README.md"
    found = tuple(answer.passages[at].said.day for at in answer.best[:FIRST])
    return Asked(str(line["part"]), tuple(map(str, days)), found, took)


def _print(way: str, part: str, asked: list[Asked]) -> None:
    answered = [one for one in asked if one.days]
    others = [one for one in asked if not one.days]
    recall = sum(len({*one.days} & {*one.found}) / len(one.days) for one in answered) / len(answered)
    nothing = sum(not one.found for one in others) / len(others)
    slow = sorted(one.took for one in asked)[int(len(asked) * 0.95)]
    print(
        f"{part:4} {way:18} recall@10 {recall:.2f} (n {len(answered)}, must .80)"
        f"  nothing {nothing:.2f} (n {len(others)}, must .95)  p95 {slow * 1e3:.0f} ms"
    )


if __name__ == "__main__":
    main()
