"""The grammar of times against TempEval-3: the news texts by which such grammars are compared.

    TEMPEVAL=/path/to/TempEval3 python3 dev.py bench tempeval

The corpus is never shipped and never fetched: its licence allows measuring, not passing on. The folder needs
`Evaluation/te3-platinum/*.tml`; with `Training/TBAQ-cleaned/{TimeBank,AQUAINT}` those are measured too. What was tuned
was tuned on the training part; of the platinum part only the scores are looked at.

Relaxed: the spans touch. Strict: they are the same. Value: they touch and the value is right. All TIMEX3 of a text are
counted except its date. Sources that are never shown (`time.now`, `time.news`) count too: the news annotate them.
"""

import html
import os
import re
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bench.measuring import row
from goldseam.read.passage import Setting
from goldseam.read.times.language import load_language
from goldseam.read.times.reading import Found, times_in
from goldseam.words.finding import Time

RELAXED_MUST, VALUE_MUST = 0.90, 0.78
PARTS = ("Evaluation/te3-platinum", "Training/TBAQ-cleaned/TimeBank", "Training/TBAQ-cleaned/AQUAINT")

_TAG = re.compile(r"<(/?)(\w[\w-]*)([^>]*)>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


class Gold(NamedTuple):
    """A TIMEX3 of an annotator."""

    start: int
    end: int
    value: str


class Score(NamedTuple):
    """Counts over texts."""

    gold: int = 0
    found: int = 0
    relaxed: int = 0
    strict: int = 0
    value: int = 0

    def f1(self, right: int) -> float:
        return 2 * right / (self.gold + self.found) if self.gold + self.found else 0.0


def document(path: Path) -> tuple[str, date, list[Gold]]:
    """The text of a file, its date, and its times."""
    written = path.read_text(encoding="utf-8", errors="replace")
    creation = re.search(r'<DCT>.*?value="(\d{4})-?(\d\d)-?(\d\d)', written, re.DOTALL)
    day = date(*map(int, creation.groups())) if creation else date(2013, 3, 22)
    body = re.search(r"<TEXT>(.*?)</TEXT>", written, re.DOTALL)
    assert body is not None, path
    text, place = "", 0
    open_tags: list[tuple[int, dict[str, str]]] = []
    gold: list[Gold] = []
    for tag in _TAG.finditer(body[1]):
        text += html.unescape(body[1][place : tag.start()])
        place = tag.end()
        if tag[2] != "TIMEX3":
            continue
        if tag[1]:
            start, attributes = open_tags.pop()
            gold.append(Gold(start, len(text), attributes.get("value", "")))
        elif not tag[3].rstrip().endswith("/"):
            open_tags.append((len(text), dict(_ATTRIBUTE.findall(tag[3]))))
    return text + html.unescape(body[1][place:]), day, sorted(gold)


def same_value(gold: str, found: Time) -> bool:
    """Whether a value is the annotator's, minutes of a full hour aside, and with a fortnight as two weeks."""
    ours = (found.value or "").upper()
    theirs = gold.upper().replace("P1FN", "P2W")
    return ours == theirs or re.sub(r"(T\d\d):00$", r"\1", ours) == re.sub(r"(T\d\d):00$", r"\1", theirs)


def score(folder: Path, *, told: bool = False) -> tuple[Score, float]:
    """The counts over a folder, and the characters a second."""
    total, length, taken = Score(), 0, 0.0
    language = load_language("en")
    for rule in language.rules:
        rule.pattern()  # compiled once a process, and no part of the speed
    for path in sorted(folder.glob("*.tml")):
        text, day, gold = document(path)
        started = time.process_time()
        found = times_in(text, Setting(day), language)
        taken += time.process_time() - started
        length += len(text)
        pairs = _paired(gold, found)
        spans = [(hit.span.start, hit.span.end) == (one.start, one.end) for one, hit in pairs if hit]
        values = [same_value(one.value, hit.time) for one, hit in pairs if hit]
        counts = (len(gold), len(found), len(spans), sum(spans), sum(values))
        total = Score(*map(sum, zip(total, counts, strict=True)))
        if told:
            _tell(text, day, pairs, found)
    return total, length / taken if taken else 0.0


def _paired(gold: list[Gold], found: list[Found]) -> list[tuple[Gold, Found | None]]:
    """Each time of the annotator with the found one that shares most characters with it."""
    free = list(found)
    pairs: list[tuple[Gold, Found | None]] = []
    for one in gold:
        touching = [hit for hit in free if hit.span.start < one.end and one.start < hit.span.end]
        best = max(touching, key=lambda hit: min(one.end, hit.span.end) - max(one.start, hit.span.start), default=None)
        if best is not None:
            free.remove(best)
        pairs.append((one, best))
    return pairs


def _tell(text: str, day: date, pairs: list[tuple[Gold, Found | None]], found: list[Found]) -> None:
    for one, hit in pairs:
        place = _around(text, one.start, one.end)
        if hit is None:
            print(f"    missed {text[one.start : one.end]!r} {one.value} | {place}")
        elif not same_value(one.value, hit.time):
            print(f"    value {one.value}: {hit.time.value} {hit.source} {day} | {place}")
    matched = [hit for _, hit in pairs]
    for hit in found:
        if hit not in matched:
            print(f"    false {hit.source} | {_around(text, hit.span.start, hit.span.end)}")


def _around(text: str, start: int, end: int) -> str:
    return " ".join(f"{text[max(0, start - 40) : start]}[{text[start:end]}]{text[end : end + 25]}".split())


def folders(root: Path) -> Iterator[Path]:
    """The parts that are there."""
    yield from (root / part for part in PARTS if (root / part).is_dir())


def main() -> int:
    place = os.environ.get("TEMPEVAL", "")
    if not place or not (Path(place) / PARTS[0]).is_dir():
        print(
            "NOT MEASURED: TempEval-3 is not here. Set TEMPEVAL to a folder that has Evaluation/te3-platinum.",
            flush=True,
        )
        return 1
    held = True
    for folder in folders(Path(place)):
        # The errors of the platinum part are never shown: a grammar that has seen them is no longer measured by it.
        counted, speed = score(folder, told="--errors" in sys.argv and "Evaluation" not in folder.parts)
        relaxed, strict, value = (counted.f1(n) for n in (counted.relaxed, counted.strict, counted.value))
        good = relaxed >= RELAXED_MUST and value >= VALUE_MUST
        numbers = f"relaxed {relaxed:.3f}  strict {strict:.3f}  value {value:.3f}  n {counted.gold}"
        must = f">= {RELAXED_MUST} / {VALUE_MUST}" if "Evaluation" in folder.parts else "for tuning"
        row(f"{folder.name}, {speed:,.0f} characters/s", numbers, must, held=good)
        if "Evaluation" in folder.parts:
            held = good
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
