"""The reader against what an annotator marked: how much of what she would see is right, by type.

    python3 dev.py bench reading                      train and dev
    python3 -m bench.reading --split dev              one of them
    python3 -m bench.reading --errors speech          what was found wrongly in train and dev, with its place
    python3 -m bench.reading --missed speech          what was not found
    python3 -m bench.reading --calibrate              writes how far each source is to be believed, from train and dev
    python3 -m bench.reading --no-model               the rules alone
    python3 -m bench.reading --open-test WHO WHY      the test part, once; the opening is logged first

`bench/scoring.py` says what counts as right. Intervals are 95 %, from a thousand resamplings of the records.

`bench/calibrating.py` says how sources are calibrated.
"""

import argparse
import hashlib
import json
import os
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from datetime import time as clock_time
from typing import NamedTuple

from bench.calibrating import Count, Source, beliefs, goes_by_registry, shown_from, weighed
from bench.measuring import ROOT, row
from bench.scoring import ROWS, Found, Judged, Record, Score, Share, score, share
from data.reading import build
from goldseam.read.layout import object_of, someone_of
from goldseam.read.passage import Setting
from goldseam.read.reader import Reader
from goldseam.read.sentences import sentences_of
from goldseam.words.finding import Someone

CALIBRATION = os.path.join(ROOT, "src", "goldseam", "read", "calibration.json")
PRECISION_MIN = 0.90
RECALL_MIN = {
    "time": 0.75, "person": 0.80, "speech": 0.70, "feeling": 0.45, "promise/plan": 0.45, "decision": 0.45, "body": 0.55,
}  # fmt: skip
ANCHORS = {  # what is published for the nearest task; none of them is scored end to end
    "time": "HeidelTime, TempEval-3: value F1 .776",
    "person": "BERT, LitBank entities: F1 .776",
    "feeling": "x-enVENT, experiencer alone: P .82 R .56",
    "speech": "BookNLP, speaker alone: B3 .864",
}
AVOIDED_MIN = 0.95
FALSE_MAX = 3.0
SENTENCES_MIN, ENTRY_MS_MAX, MEMORY_MIB_MAX = 300, 200, 200
ENTRY_WORDS = 600
_PRONOUNS = {"He", "She", "They", "Him", "Her", "Them"}  # annotated as a name where somebody is never called otherwise


def records_of(splits: Iterable[str]) -> list[Record]:
    """The records of some splits, compiled anew."""
    wanted = set(splits)
    slugs = [slug for slug, split in build.split_of().items() if split in wanted]
    records, refused = build.load(slugs)
    if refused:
        sys.exit("\n".join(refused))
    return records


def read(reader: Reader, record: Record, known: tuple[Someone, ...] = ()) -> Record:
    """What the reader makes of a record's text, where it knows some people."""
    clock = clock_time.fromisoformat(record["clock"]) if record["clock"] else None
    reading = reader.read(record["text"], Setting(date.fromisoformat(record["date"]), clock, record["tz"]), known=known)
    stumbled = [problem for problem in reading.problems if "mistake" in problem]
    assert not stumbled, f"{record['entry_id']}: {stumbled}"
    return object_of(reading, record["text"], day=record["date"], clock=record["clock"], zone=record["tz"])


def with_registry(reader: Reader, records: list[Record]) -> list[Score]:
    """The same records where all whom their voices ever name are in a registry, as they are in hers after a while.

    Of these only the sources that go by the registry are judged; the others would have found less without it.
    """
    of_voice: defaultdict[str, dict[tuple[str, str], Someone]] = defaultdict(dict)
    for record in records:
        for told in record["persons"]:
            if told["name"] and told["name"] not in _PRONOUNS:
                one = someone_of(told)
                key = (one.kind, one.id)
                before = of_voice[record["voice"]].get(key, one)
                aliases = tuple(
                    dict.fromkeys(name for name in (*before.aliases, *one.aliases) if name not in _PRONOUNS)
                )
                of_voice[record["voice"]][key] = before._replace(aliases=aliases)
    found = []
    for record in records:
        known = tuple(
            one._replace(id=hashlib.blake2b("/".join(key).encode(), digest_size=16).hexdigest())
            for key, one in of_voice[record["voice"]].items()
        )
        scored = score(record, read(reader, record, known))
        judged = tuple(one for one in scored.judged if goes_by_registry(one.found["source"]))
        found.append(scored._replace(judged=judged))
    return found


class Line(NamedTuple):
    """The figures of one row of the table."""

    precision: Share
    strict: Share
    recall: Share
    precision_all: Share
    recall_all: Share
    false_shown: int


def line_of(scores: list[Score], name: str) -> Line:
    """What the records say of one type."""

    def counted(part: str, whole: str) -> Share:
        return share([(counts[part], counts[whole]) for counts in of_records])

    of_records: list[Counter[str]] = []
    for one in scores:
        counts = Counter(wanted=one.wanted[name])
        for judged in one.judged:
            if judged.row == name:
                counts.update(tallied(judged))
        of_records.append(counts)
    false_shown = sum(counts["shown"] - counts["shown right"] for counts in of_records)
    return Line(
        counted("shown right", "shown"),
        counted("shown strict", "shown"),
        counted("shown wanted", "wanted"),
        counted("right", "all"),
        counted("right wanted", "wanted"),
        false_shown,
    )


def tallied(judged: Judged) -> Counter[str]:
    """What one finding adds to the counts. One that nobody had to find adds nothing to recall."""
    of_the_wanted = judged.right and not _is_outside(judged.gold)
    counts = Counter(all=1, right=judged.right, strict=judged.strict, **{"right wanted": of_the_wanted})
    if judged.found.get("shown"):
        counts.update({f"shown {name}": int(counts[name]) for name in ("right", "strict")})
        counts.update({"shown": 1, "shown wanted": int(of_the_wanted)})
    return counts


def _is_outside(gold: Found | None) -> bool:
    return gold is not None and gold.get("form") == "pronoun" and gold.get("antecedent") == "outside"


def table(scores: list[Score]) -> bool:
    """Prints the table of some records; whether what must hold does."""
    held = []
    for name in ROWS:
        line = line_of(scores, name)
        enough = line.precision.whole > 0 and line.precision.value >= PRECISION_MIN
        least = RECALL_MIN.get(name)
        reached = enough and (least is None or line.recall.value >= least)
        must = f"P >= {PRECISION_MIN:.2f}" + (f", R >= {least:.2f}" if least else "")
        held.append(row(name, f"P {line.precision} (strict {line.strict.value:.3f})", must, held=reached))
        print(f"{'':5}{'recall of what is shown':27}R {line.recall}")
        print(f"{'':5}{'all findings':27}P {line.precision_all}  R {line.recall_all}")
        if name in ANCHORS:
            print(f"{'':5}{'beside it':27}{ANCHORS[name]}")
    words = sum(len(one.record["text"].split()) for one in scores)
    wrong = sum(line_of(scores, name).false_shown for name in ROWS)
    rate = 1000 * wrong / words
    held.append(row("false shown findings in 1,000 words", f"{rate:.2f} ({wrong} in {words:,})",
                    f"<= {FALSE_MAX}, of Barbellion", held=rate <= FALSE_MAX))  # fmt: skip
    avoided = share([(sum(right for _, right in one.lures), len(one.lures)) for one in scores])
    held.append(row("traps avoided", str(avoided), f">= {AVOIDED_MIN}", held=avoided.value >= AVOIDED_MIN))
    fell = Counter(
        f"{lure['trap']} as {lure['not']['type']}" for one in scores for lure, right in one.lures if not right
    )
    print("".join(f"     fell for {name}: {count}\n" for name, count in fell.most_common()), end="")
    return all(held)


def sources(scores: list[Score]) -> dict[str, tuple[int, int]]:
    """How many findings of each source were right, and how many were judged. Reasons are their decision's."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in scores:
        for judged in one.judged:
            if judged.row != "reason":
                counts[judged.found["source"]][0] += judged.right
                counts[judged.found["source"]][1] += 1
    return {source: (right, n) for source, (right, n) in sorted(counts.items())}


def counted(scores: list[Score], *, telling: bool = False) -> dict[Source, Count]:
    """What of each source was right, by the sort of finding that is shown or not; `telling`: of what tells anything."""
    counts: defaultdict[Source, list[int]] = defaultdict(lambda: [0, 0])
    for one in scores:
        for judged in one.judged:
            silent = judged.found.get("form") == "pronoun" and judged.found["ref"] is None
            if judged.row != "reason" and not (telling and silent):
                counts[_SORTS.get(judged.row, judged.row), judged.found["source"]][0] += judged.right
                counts[_SORTS.get(judged.row, judged.row), judged.found["source"]][1] += 1
    return {key: (right, n) for key, (right, n) in counts.items()}


_SORTS = {"place/org": "place", "promise/plan": "promise", "body": "health"}


def calibrate(scores: dict[str, list[Score]]) -> None:
    """Writes calibration.json, a line for each source, so that two who measured can be brought together."""
    counts = weighed(counted(scores["train"]), counted(scores["dev"]))
    believed = beliefs(counts)
    plain = sources([*scores["train"], *scores["dev"]])
    lines = []
    for sort, source in sorted(counts, key=lambda key: (key[1], key[0])):
        figures = {"confidence": round(believed[sort, source].confidence, 3)}
        figures |= dict(zip(("right", "judged"), plain[source], strict=True))
        lines.append(f"  {json.dumps(f'{sort} {source}')}: {json.dumps(figures)}")
    telling = weighed(counted(scores["train"], telling=True), counted(scores["dev"], telling=True))
    least = {sort: round(shown_from(sort, telling, believed), 3) for sort in sorted({sort for sort, _ in counts})}
    text = f'{{"shown_from": {json.dumps(least)},\n"sources": {{\n' + ",\n".join(lines) + "\n}}\n"
    with open(CALIBRATION, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"{os.path.relpath(CALIBRATION, ROOT)}: {len(lines)} sources; shown from {least}")


def marked(text: str, spans: list[list[int]]) -> str:
    """A text with what is meant between signs."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]}⟦{text[start:end]}⟧{text[end:]}"
    return text.replace("\n", " / ")


def told(found: Found | None) -> str:
    """What a finding says, in a line."""
    if found is None:
        return "-"
    left_out = {"id", "type", "spans", "quote", "confidence", "source", "shown"}
    return f"{found['quote']!r} " + " ".join(
        f"{key}={value}" for key, value in found.items() if key not in left_out and value not in (None, [], False)
    )


def show_errors(scores: list[Score], name: str) -> None:
    """What was found wrongly, each with what is annotated there."""
    for one in scores:
        for judged in one.judged:
            if judged.row == name and not judged.right:
                shown = "shown" if judged.found.get("shown") else "unshown"
                print(f"{one.record['entry_id']} {one.record['date']} {judged.found['source']} ({shown})")
                print(f"  {marked(one.record['text'], judged.found['spans'])}")
                print(f"  found   {told(judged.found)}\n  gold    {told(judged.gold)}")


def show_missed(scores: list[Score], name: str) -> None:
    """What is annotated and was not found rightly."""
    for one in scores:
        for row_name, gold in one.missed:
            if row_name == name:
                print(f"{one.record['entry_id']} {one.record['date']}\n  {marked(one.record['text'], gold['spans'])}")
                print(f"  gold    {told(gold)}")


def speed(reader: Reader, records: list[Record]) -> bool:
    """Sentences a second, the time of a long entry, and memory, in one thread."""
    texts = [record["text"] for record in records]
    setting = Setting(date(2024, 3, 7), None, "Europe/London")
    reader.read(texts[0], setting)
    count = sum(len(sentences_of(text)) for text in texts)
    started = time.process_time()
    for text in texts:
        reader.read(text, setting)
    rate = count / max(time.process_time() - started, 1e-9)
    entry = " ".join(" ".join(texts).split(" ")[:ENTRY_WORDS])
    taken = []
    for _ in range(9):
        started = time.process_time()
        reader.read(entry, setting)
        taken.append((time.process_time() - started) * 1e3)
    median = sorted(taken)[len(taken) // 2]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 10)
    return all(
        [
            row("sentences a second", f"{rate:,.0f}", f">= {SENTENCES_MIN}", held=rate >= SENTENCES_MIN),
            row("an entry of 600 words", f"{median:.1f} ms", f"<= {ENTRY_MS_MAX} ms", held=median <= ENTRY_MS_MAX),
            row(
                "memory, with the data of this bench",
                f"{peak:.0f} MiB",
                f"<= {MEMORY_MIB_MAX} MiB",
                held=peak <= MEMORY_MIB_MAX,
            ),
        ]
    )


def main() -> int:
    """What the module says at its top; 1 when something is not reached."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--split", choices=["train", "dev"], action="append")
    parser.add_argument("--errors", choices=ROWS, metavar="TYPE")
    parser.add_argument("--missed", choices=ROWS, metavar="TYPE")
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--no-model", action="store_true")
    parser.add_argument("--open-test", nargs=2, metavar=("WHO", "WHY"))
    asked = parser.parse_args()
    if asked.open_test:
        if asked.errors or asked.missed or asked.calibrate:
            parser.error("the test part is measured, never looked at")
        build.log_opening(*asked.open_test)
    splits = ["test"] if asked.open_test else asked.split or ["train", "dev"]
    started = time.process_time()
    reader = Reader(with_model=not asked.no_model)
    opened_ms = (time.process_time() - started) * 1e3
    print(f"model: {reader.model or 'none'}, opened in {opened_ms:.0f} ms")
    scores = {split: [score(record, read(reader, record)) for record in records_of([split])] for split in splits}
    if asked.errors or asked.missed:
        for those in scores.values():
            show_errors(those, asked.errors) if asked.errors else show_missed(those, asked.missed)
        return 0
    if asked.calibrate:
        if set(splits) != {"train", "dev"}:
            parser.error("a source is calibrated on train and dev together")
        judged = {
            split: [*those, *with_registry(reader, [one.record for one in those])] for split, those in scores.items()
        }
        calibrate(judged)
        return 0
    held = []
    for split, those in scores.items():
        print(f"{split}: {len(those)} records")
        held.append(table(those))
        for source, (right, n) in sources(those).items():
            print(f"     {source:44} {right}/{n} = {right / n:.3f}")
    held.append(speed(reader, [one.record for those in scores.values() for one in those]))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
