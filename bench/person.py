"""The page of whoever is named most, over a vault of 100,000 entries: how soon it comes, and those it leads to.

`python3 dev.py bench person` makes the vault once, which takes some minutes: the entries of `bench.corpus`, in which a
reader finds every name there is, and one word in four of ten entries as the name of one person: as often as anybody is
named in the diary of Pepys. That person says something in every fourth of these entries and promises something in every
twentieth, and every third sentence that names this one also names another day. Chapters are kept, as she would name
them. The pages are asked for warm, as those of `bench.page` are.
"""

import os
import re
import sys
from random import Random

from bench.corpus import names
from bench.lived import opened
from bench.measuring import SCRATCH, row
from bench.page import N, Server, getting, let_in, measured, pid_of
from goldseam.keep.sight import Sight
from goldseam.lookback.choosing import begin
from goldseam.read.passage import Passage, Setting
from goldseam.read.reader import Reader
from goldseam.read.sentences import sentences_of
from goldseam.words.finding import Commitment, Details, Finding, Mention, Reading, Someone, Speech, Time
from goldseam.words.rest import Purpose
from goldseam.words.span import Span

PLANTED = "bench.person 2"
NAME = "the"  # a word of the corpus that stands in nearly every entry
SHARE = 0.4
SPEAKS, PROMISES, DATES = 1 / 4, 1 / 20, 1 / 3
CHAPTERS = (
    ("as children", "", "1990-12-31"),
    ("the years abroad", "1994-05-01", "2001-08-31"),
    ("now", "2012-01-01", ""),
)
_WORD = re.compile(r"[^\W\d_]+")


class Planting(Reader):
    """Finds names, and whom `NAME` means in two of five entries, with what is said, promised and dated beside."""

    def __init__(self) -> None:
        super().__init__(with_model=False)
        self._names = frozenset(names())

    @property
    def stamp(self) -> str:
        return PLANTED

    def read(self, text: str, setting: Setting, *, known: tuple[Someone, ...] = ()) -> Reading:
        random, passage = Random(text), Passage(text, setting, known=known)
        persons: dict[str, Someone] = {}
        named = random.random() < SHARE
        speaks, promises = random.random() < SPEAKS, random.random() < PROMISES

        def add(details: Details, start: int, end: int) -> None:
            passage.add(details, Span(start, end), source="planted")

        def somebody(name: str) -> str:
            return persons.setdefault(name, Someone(f"p{len(persons) + 1}", "person", name)).id

        for sentence in sentences_of(text):
            words = list(_WORD.finditer(text, *sentence))
            her = next((word for word in words if word[0] == NAME), None) if named else None
            for word in words:
                if word[0] in self._names:
                    add(Mention("person", "name", somebody(word[0])), *word.span())
            if her is None:
                continue
            who = somebody(NAME)
            add(Mention("person", "name", who), *her.span())
            if random.random() < DATES and words[-1] is not her:
                add(_time(random, setting), *words[-1].span())
            if speaks:
                add(Speech("direct" if random.random() < 1 / 2 else "indirect", who, ("self",)), *sentence)
                speaks = False
            elif promises:
                add(Commitment("promise", who, ("self",)), *sentence)
                promises = False
        shown = tuple(_shown(found) for found in passage.findings)
        return Reading("en", tuple(persons.values()), shown, PLANTED, None)


def _shown(found: Finding) -> Finding:
    return found._replace(confidence=0.99, shown=True)


def _time(random: Random, setting: Setting) -> Time:
    then = max(setting.day.toordinal() - int(random.expovariate(1 / 20)) - 1, 366_000)
    day, following = (setting.day.fromordinal(ordinal).isoformat() for ordinal in (then, then + 1))
    return Time("date", day, first=day, end=following)


def plant(server: Server) -> None:
    """Has all of it read, once."""
    desk = opened(server)
    if desk.vault.fact("read.stamp") != PLANTED or desk.readings.pending():
        print("reading …", flush=True)
        desk.readings.follow(Planting(), now_ms=lambda: 0, progress=_tell)
    begin(desk.vault, now_ms=0)
    desk.close()


def _tell(done: int, total: int) -> None:
    if done % 5000 < 100:
        print(f"  {done:,} of {total:,}", flush=True)


def prepared(server: Server) -> str:
    """Names the chapters, once; returns the id of whoever is named most."""
    desk, whole = opened(server), Sight(Purpose.EXPORT)
    one = desk.registry.named(NAME, whole)
    person = desk.registry.ensure(one, now_ms=0)
    if not desk.chapters.ids_of([person.id]):
        for name, first, last in CHAPTERS:
            desk.chapters.add(person.id, name, first=first, last=last, now_ms=0)
    one = desk.registry.named(NAME, whole)
    others = len(desk.registry.everybody(whole))
    told = desk.vault.database.one("select count(*) from read_dated where who in (?, ?)", (f"person/{NAME}", "self"))
    print(f"{N:,} entries; {one.entries:,} name this one of {others:,}; days told of beside: {told}", flush=True)
    desk.close()
    return person.id


def main() -> int:
    os.makedirs(SCRATCH, exist_ok=True)
    server = Server("person")
    server.run("settings", "read_in_background", "0")
    plant(server)
    person = prepared(server)
    server.start()
    pid = pid_of(server.env["GOLDSEAM_VAULT"])
    held = []
    with let_in(server) as client:
        for name, address, most in (
            ("somebody", "", 30),
            ("what was said", "/said", 30),
            ("what was said, far on", "/said?from=2015-03-01", 30),
            ("where it stands, far on", "/named?from=2015-03-01", 30),
            ("what was promised", "/promised", 30),
            ("told of in a year", "/dated?on=2015", 30),
        ):
            t, cpu = measured(getting(client, f"/people/{person}{address}"), pid)
            held.append(row(f"HTML: {name}", f"{t} (CPU {cpu:.1f} ms)", f"<= {most} ms p95", held=t.p95 <= most))
    server.end()
    server.run("lock")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
