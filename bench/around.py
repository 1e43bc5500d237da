"""How far the numbers around a date are to be trusted: false claims, planted changes, and changes of manner.

    python3 dev.py bench around

Journals are made of diaries nobody can be hurt by: the demo diary, and, where the corpora lie beside the tree
(../shared/reading), Barbellion and Pepys, public domain. A journal has so many words a day that a side of eight weeks
has a little more than the 12,000 that are wished for. `shuffled` draws entries at random, so nothing ever changes.
`drifting` takes stretches of ten neighbouring entries as they stand, so the writing drifts as it did for its writer.
`as lived` is Pepys's own diary in its own order, with dates that mean nothing. Planted: from the date on, for the
length of a side, sentences with I-words are drawn more often until there are three in a hundred words more (`drawn`),
or other pronouns and articles become I (`swapped`). Telegraphic: from the date on, articles, subjects and auxiliary
verbs are left away (`full`), or the I with which a sentence begins (`first`: Went home), in all sentences or half.
"""

import json
import lzma
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain
from math import exp
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.measuring import row
from goldseam.desk.desk import Desk
from goldseam.exchange.demo import DIARY
from goldseam.lookback.counted import Counts, count, share
from goldseam.lookback.placebos import compare, plan
from goldseam.words.rest import Purpose
from goldseam.write.entries import Entries
from tests.making import NOW, ZONE, make_vault, words

CORPORA = os.path.join(os.path.dirname(__file__), "..", "..", "shared", "reading", "diaries_pd")
JOURNALS = 400
A_DAY = 225  # words: a side of eight weeks has 12,600
FALSE_MAX, FOUND_MIN = 0.05, 0.80
SHIFT = 3.0  # points
STRETCH = 10  # neighbouring entries
ENTRIES, LONG = 20_000, 4_000  # of the vault that is timed; characters of its longest entry
FIRST_DAY = 730_000

_SENTENCE = re.compile(r"[^.!?…]+(?:[.!?…]+[\"”’)]*\s*|\Z)")
_SMALL_LEFT_AWAY = re.compile(
    r"\b(?:the|a|an|I|we|am|is|are|was|were|have|has|had|do|did|will|shall|that|it|my|our)\b[ ]?", re.IGNORECASE
)
_I_FIRST = re.compile(r"\A\s*[\"“]?(?:I|We) (?:(?:am|was|have|had|will|shall) )?(?=[a-z])")


class Source(NamedTuple):
    """A diary.

    Attributes:
        name: of it.
        texts: of each entry.
        whole: each entry, counted.
        sentences: those of each entry, counted one by one.
    """

    name: str
    texts: list[str]
    whole: list[Counts]
    sentences: list[list[Counts]]


def total(some: Sequence[Counts]) -> Counts:
    """All together."""
    return Counts(*map(sum, zip(*some, strict=True))) if some else Counts()


def sources() -> Iterator[Source]:
    """The diaries at hand."""
    yield made("demo diary", Path(DIARY).read_text("utf-8").splitlines())
    for name, file in (("Barbellion", "barbellion.jsonl"), ("Pepys", "pepys.jsonl.xz")):
        path = Path(CORPORA) / file
        if path.exists():
            data = lzma.decompress(path.read_bytes()) if file.endswith(".xz") else path.read_bytes()
            yield made(name, data.decode().splitlines())
        else:
            print(f"NOT MEASURED on {name}: the corpora are not beside the tree (../shared/reading).", file=sys.stderr)


def made(name: str, lines: Sequence[str]) -> Source:
    """A source of its lines of JSON."""
    texts = [str(json.loads(line)["text"]) for line in lines if line.strip()]
    texts = [text for text in texts if count(text).words]
    return Source(name, texts, [count(text) for text in texts], [sentences(text) for text in texts])


def sentences(text: str) -> list[Counts]:
    """Each sentence, counted; what the whole text leaves out is left out."""
    if not count(text).words:
        return []
    found = [count(piece) for piece in _SENTENCE.findall(text)]
    return [one for one in found if one.words]


def journal(pool: Sequence[Counts], random: Random, days: int, *, stretch: int = 1) -> dict[int, Counts]:
    """A journal of so many days: one entry after the other, as soon as there is room for it."""
    made_days: dict[int, Counts] = {}
    at = left = 0
    room = 0.0
    for day in range(FIRST_DAY, FIRST_DAY + days):
        room += A_DAY
        while True:
            if not left:
                at, left = random.randrange(len(pool)), stretch
            one = pool[at % len(pool)]
            if room < one.words / 2:
                break
            at, left, room = at + 1, left - 1, room - one.words
            made_days[day] = made_days.get(day, Counts()).plus(one)
    return made_days


def flagged(counts: dict[int, Counts], date: int) -> tuple[str, ...] | None:
    """The numbers that are said to stand out; None where nothing could be told."""
    planned = plan({day: one.words for day, one in counts.items()}, date)
    compared = compare(planned, counts) if planned else None
    return None if compared is None else tuple(one.name for one in compared.measures if one.stands_out)


def any_date(random: Random, days: int) -> int:
    """A date with room for a side of eight weeks on both sides."""
    return FIRST_DAY + random.randrange(56, days - 56)


def rate(
    make: Callable[[Random], tuple[dict[int, Counts], int]], hit: Callable[[tuple[str, ...]], bool], journals: int
) -> tuple[float, int]:
    """How often, and of how many journals of which anything could be told."""
    told = [found for number in range(journals) if (found := flagged(*make(Random(number)))) is not None]
    return sum(map(hit, told)) / max(1, len(told)), len(told)


def tilted(pool: Sequence[Counts], points: float) -> list[float]:
    """Weights of sentences, by which they have so many more I-words in a hundred words."""
    base = share(sum(one.i for one in pool), sum(one.words for one in pool))
    low, high = 0.0, 2.0
    for _ in range(40):
        middle = (low + high) / 2
        weights = [exp(middle * min(share(one.i, one.words), 25) / 5) for one in pool]
        words = sum(weight * one.words for weight, one in zip(weights, pool, strict=True))
        now = share(1, 1) * sum(weight * one.i for weight, one in zip(weights, pool, strict=True)) / words
        low, high = (middle, high) if now < base + points else (low, middle)
    return [exp(low * min(share(one.i, one.words), 25) / 5) for one in pool]


def drawn(counts: dict[int, Counts], date: int, source: Source, random: Random, weights: Sequence[float]) -> None:
    """From the date on, for eight weeks, sentences drawn by these weights; as many words on a day as there were."""
    every = list(chain.from_iterable(source.sentences))
    chosen = chain.from_iterable(iter(lambda: random.choices(every, weights, k=500), None))
    for day in range(date, date + 56):
        if day in counts:
            want, written = counts[day].words, Counts()
            while written.words < want:
                written = written.plus(next(chosen))
            counts[day] = written


def swapped(counts: dict[int, Counts], date: int, random: Random) -> None:
    """From the date on, for eight weeks, three words in a hundred become I: others of the small words."""
    for day in range(date, date + 56):
        if day in counts:
            one = counts[day]
            more = sum(random.random() < SHIFT / 100 for _ in range(one.words))
            taken: dict[str, int] = {}
            for name in ("article", "ppron", "ipron"):
                taken[name] = min(getattr(one, name), more - sum(taken.values()))
            left = {name: getattr(one, name) - n for name, n in taken.items()}
            counts[day] = one._replace(i=one.i + sum(taken.values()), **left)


def clipped(text: str, way: str, part: float, random: Random) -> str:
    """The text in telegraphic style: `full` or `first`, in this part of its sentences."""
    pattern = _SMALL_LEFT_AWAY if way == "full" else _I_FIRST
    return "".join(
        pattern.sub("", piece)[:1].upper() + pattern.sub("", piece)[1:] if random.random() < part else piece
        for piece in _SENTENCE.findall(text)
    )


def telegraphic(source: Source, way: str, part: float) -> Callable[[Random], tuple[dict[int, Counts], int]]:
    """Makes journals whose writer takes to that style at a date."""
    short = [count(clipped(text, way, part, Random(7))) for text in source.texts]

    def make(random: Random) -> tuple[dict[int, Counts], int]:
        days, date = 5 * 365, 0
        date = any_date(random, days)
        counts = journal(source.whole, random, days)
        later = journal(short, random, days)
        return {day: one for day, one in counts.items() if day < date} | {
            day: one for day, one in later.items() if day >= date
        }, date

    return make


def as_lived(source: Source, random: Random) -> tuple[dict[int, Counts], int]:
    """The diary in its own order, one entry a day, and a date that means nothing."""
    counts = {FIRST_DAY + number: one for number, one in enumerate(source.whole)}
    return counts, FIRST_DAY + random.randrange(56, len(counts) - 56)


def main() -> int:
    """Prints a line for each question and source."""
    kept: list[bool] = []
    short: list[str] = []
    for source in sources():
        pool = source.whole
        words = total(pool)
        said = f"small {share(words.small, words.words):.1f} %, I {share(words.i, words.words):.1f} %"
        out = f"left out {words.left_out:,}, no English prose {words.foreign:,}"
        print(f"# {source.name}: {words.words:,} words, {said}, {out}")
        for years in (2.5, 3, 5):  # in two and a half there are hardly as many other times as it takes
            days = round(365 * years)

            def plain(random: Random, days: int = days, pool: Sequence[Counts] = pool) -> tuple[dict[int, Counts], int]:
                return journal(pool, random, days), any_date(random, days)

            kept += [_false(f"{source.name}, shuffled, {years:g} years", *rate(plain, bool, JOURNALS))]

        def drifting(random: Random, pool: Sequence[Counts] = pool) -> tuple[dict[int, Counts], int]:
            return journal(pool, random, 5 * 365, stretch=STRETCH), any_date(random, 5 * 365)

        kept += [_false(f"{source.name}, drifting, 5 years", *rate(drifting, bool, JOURNALS))]
        weights = tilted(list(chain.from_iterable(source.sentences)), SHIFT)
        for years in (3, 5):
            for way in ("drawn", "swapped"):

                def planted(
                    random: Random, way: str = way, days: int = 365 * years, source: Source = source,
                    weights: Sequence[float] = weights,
                ) -> tuple[dict[int, Counts], int]:  # fmt: skip
                    counts = journal([total(entry) for entry in source.sentences], random, days)
                    date = any_date(random, days)
                    drawn(counts, date, source, random, weights) if way == "drawn" else swapped(counts, date, random)
                    return counts, date

                found, n = rate(planted, lambda names: "i" in names, JOURNALS // 2)
                name = f"{source.name}, {SHIFT:.0f} points planted, {way}, {years} years"
                kept += [row(name, f"{found:.3f} found (n {n})", f">= {FOUND_MIN}", held=found >= FOUND_MIN)]
        for way, part in (("full", 1.0), ("full", 0.5), ("first", 1.0), ("first", 0.5)):
            claimed, n = rate(telegraphic(source, way, part), bool, JOURNALS // 2)
            kept += [_false(f"{source.name}, telegraphic, {way}, {part:.0%} of sentences", claimed, n)]
        short += [text for text in source.texts if len(text) < LONG]
        if source.name == "Pepys":
            kept += [_false("Pepys, as lived", *rate(partial(as_lived, source), bool, JOURNALS))]
    kept += [_speed(short)]
    return 0 if all(kept) else 1


def _false(name: str, claimed: float, n: int) -> bool:
    return row(name, f"{claimed:.3f} claimed (n {n})", f"<= {FALSE_MAX}", held=claimed <= FALSE_MAX)


def _speed(texts: Sequence[str]) -> bool:
    """An answer in a vault of 20,000 entries, four a day: processor time, for the machine may be busy."""
    random = Random(7)
    with tempfile.TemporaryDirectory() as home:
        vault = make_vault(Path(home) / "vault")
        entries = Entries(vault)
        for first in range(0, ENTRIES, 2_000):
            arriving = [
                (
                    f"{number:032x}",
                    words(random.choice(texts), day=date.fromordinal(FIRST_DAY + number // 4).isoformat()),
                )
                for number in range(first, first + 2_000)
            ]
            entries.take_in(arriving, now_ms=NOW, came_by="")
        vault.close()
        desk = Desk(vault.folder, vault.keys, zone=ZONE)
        began = time.process_time()
        told = desk.around.numbers(date.fromordinal(FIRST_DAY + 2_500).isoformat(), sight=desk.sight(Purpose.ASK))
        took = time.process_time() - began
        desk.close()
    assert told.compared is not None, "there is enough to tell"
    counted = f"{told.compared.before.words:,} words before, {told.compared.measures[0].of} other times"
    return row(f"answer, {ENTRIES:,} entries, {counted}", f"{took:.2f} s of processor", "<= 2", held=took <= 2)


if __name__ == "__main__":
    sys.exit(main())
