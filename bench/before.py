"""How much of what she would want to sort stands among the first places that speak of the same.

    python3 dev.py bench before

Each situation of data/lookback/earlier-times.jsonl is planted among the demo diary, cut into pages as long as the
planted ones and dated before all of them; `alone` with its own pages, `crowded` among those of all the others, of which
many are of the same kind of thing. Which of them was like it is hers to say and is not measured here. `even` lines were
looked at while the ranking was made, `odd` ones were not. The anchor is `goldseam find --like`.
"""

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.embedding import Embedding
from goldseam.exchange.demo import take_in_demo
from goldseam.lookback.earlier import FOUND_MAX, latest_day
from goldseam.lookback.question import question_of
from goldseam.read.sentences import sentences_of
from tests.making import UNHIDDEN, ZONE, make_vault, words

SITUATIONS = Path(__file__).resolve().parent.parent / "data" / "lookback" / "earlier-times.jsonl"
QUESTIONS = SITUATIONS.with_name("demo-questions.jsonl")
TODAY = "2026-01-01"
LONG, YEARS_BACK = 5, 10  # sentences of a page that is planted, in the middle; the demo's days, made earlier
KINDS = {"repeats": "earlier times", "other": "that went otherwise", "near": "near misses"}
FIRST = (10, 20)
UNHEARD = ("asdf qwer zxcv", "The parliament of Norway voted on the fishing quota.", "def main(): return 0")

Find = Callable[[dict[str, Any], frozenset[str]], list[str]]


class Planted(NamedTuple):
    """A situation, and the ids of its pages by kind."""

    line: dict[str, Any]
    pages: dict[str, list[str]]


def main() -> None:
    """Prints a line for each way, part and crowd; then what comes where nothing speaks of it."""
    with tempfile.TemporaryDirectory() as home:
        vault = make_vault(Path(home) / "demo")
        take_in_demo(vault, now_ms=now_ms(), zone=ZONE)
        demo = [(entry.content.day, entry.content.text) for entry in vault.timeline(sight=UNHIDDEN)]
        vault.close()
        vault = make_vault(Path(home) / "vault")
        vault.close()
        desk = Desk(vault.folder, vault.keys, zone=ZONE)
        ordinary = [plant(desk, day, page) for day, text in demo for page in cut(text)]
        planted = [planted_of(desk, json.loads(line)) for line in SITUATIONS.read_text("utf-8").splitlines()]
        embedding = Embedding()
        desk.likeness.read(embedding, going_on=lambda: True)
        print(f"{len(ordinary)} pages of the demo diary, {len(planted)} situations")
        for way, find in (("like", likes(desk, embedding)), ("before", earlier(desk, embedding))):
            for part, some in (("even", planted[::2]), ("odd", planted[1::2])):
                for crowd in ("alone", "crowded"):
                    measure(f"{way:7}{part:5}{crowd:8}", some, planted, find, alone=crowd == "alone")
        silent(desk, embedding, frozenset(page for one in planted for ids in one.pages.values() for page in ids))
        desk.close()


def cut(text: str) -> list[str]:
    """A page as several."""
    spans = sentences_of(text)
    return [text[spans[at].start : spans[min(at + LONG, len(spans)) - 1].end] for at in range(0, len(spans), LONG)]


def plant(desk: Desk, day: str, text: str) -> str:
    earlier_day = date.fromisoformat(day) - timedelta(days=round(365.25 * YEARS_BACK))
    return desk.entries.add(words(text, day=earlier_day.isoformat()), now_ms=now_ms()).id


def planted_of(desk: Desk, line: dict[str, Any]) -> Planted:
    pages = {
        kind: [desk.entries.add(words(one["text"], day=one["day"]), now_ms=now_ms()).id for one in line[kind]]
        for kind in KINDS
    }
    return Planted(line, pages)


def earlier(desk: Desk, embedding: Embedding) -> Find:
    """What is offered to be sorted."""

    def find(line: dict[str, Any], but: frozenset[str]) -> list[str]:
        question = question_of(line["asked"], desk.registry.circle(), today=TODAY)
        before = latest_day(line["day"])
        found = desk.earlier.of(question, before=before, but=but, sight=UNHIDDEN, today=TODAY, embedder=embedding)
        return [place.said.entry for place in found.places]

    return find


def likes(desk: Desk, embedding: Embedding) -> Find:
    """What `goldseam find --like` finds, of the same days."""

    def find(line: dict[str, Any], but: frozenset[str]) -> list[str]:
        before = latest_day(line["day"])
        hits = desk.likeness.to_text(line["asked"], embedding, sight=UNHIDDEN, limit=1_000).hits
        return [hit.entry.id for hit in hits if hit.entry.content.day < before and hit.entry.id not in but]

    return find


def measure(name: str, some: Sequence[Planted], every: Sequence[Planted], find: Find, *, alone: bool) -> None:
    """Prints which share of the planted pages stands among the first."""
    stands: Counter[tuple[str, int]] = Counter()
    there: Counter[str] = Counter()
    took = []
    for one in some:
        if not one.pages["repeats"]:
            continue
        others = frozenset(
            page for other in every if alone and other is not one for ids in other.pages.values() for page in ids
        )
        began = time.perf_counter()
        found = find(one.line, others)
        took.append(time.perf_counter() - began)
        days = {kind: [told["day"] for told in one.line[kind]] for kind in KINDS}
        for kind, ids in one.pages.items():
            can = [page for page, day in zip(ids, days[kind], strict=True) if day < latest_day(one.line["day"])]
            there[kind] += len(can)
            for first in FIRST:
                stands[kind, first] += len({*can} & {*found[:first]})
    shares = "   ".join(
        f"{said} {' '.join(f'@{first} {stands[kind, first] / there[kind]:.2f}' for first in FIRST)} (n {there[kind]})"
        for kind, said in KINDS.items()
    )
    print(f"{name}{shares}   middle {sorted(took)[len(took) // 2] * 1e3:.0f} ms")


def silent(desk: Desk, embedding: Embedding, planted: frozenset[str]) -> None:
    """Prints how often nothing is offered, and how much where something is, of the demo diary alone."""
    asked = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    answered = [line["question"] for line in asked if line["days"]]
    others = [line["question"] for line in asked if not line["days"]]
    passages = [json.loads(line)["asked"] for line in SITUATIONS.read_text("utf-8").splitlines()]
    find = earlier(desk, embedding)
    for name, texts in (
        ("questions that it answers", answered),
        ("questions that it does not", others),
        ("passages of others", passages),
        ("what nobody wrote of", UNHEARD),
    ):
        found = [len(find({"asked": text, "day": TODAY}, planted)) for text in texts]
        print(
            f"{name:27} nothing {sum(not n for n in found)} of {len(found)},"
            f" places in the middle {sorted(found)[len(found) // 2]} (at most {FOUND_MAX})"
        )


if __name__ == "__main__":
    main()
