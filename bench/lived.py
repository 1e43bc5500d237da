"""What was lived, over a vault of 100,000 entries: how soon a year, a month and a day are told.

`python3 dev.py bench lived` makes the vault once, which takes some minutes: the entries of `bench.corpus`, of which
every other names three times, drawn from days near its own, months and years, as a reader would have found them. The
pages are asked for warm, as those of `bench.page` are; the calendar of the same year stands beside them.
"""

import os
import sys
from datetime import date, timedelta
from random import Random

from bench.commands import OPENS_WITH
from bench.measuring import SCRATCH, row
from bench.page import N, Server, getting, let_in, measured, pid_of
from goldseam.desk.desk import Desk
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.keys import PASSPHRASE, unlock
from goldseam.keep.sight import Sight
from goldseam.lookback.choosing import begin
from goldseam.read.passage import Passage, Setting
from goldseam.read.reader import Reader
from goldseam.words.finding import Finding, Reading, Someone, Time
from goldseam.words.rest import Purpose
from goldseam.words.span import Span

TIMES = 3  # in every other entry
PLANTED = "bench.lived"


class Planting(Reader):
    """Finds a time in each of the first words of every other text; which day it names is drawn by the text itself."""

    def __init__(self) -> None:
        super().__init__(with_model=False)

    @property
    def stamp(self) -> str:
        return PLANTED

    def read(self, text: str, setting: Setting, *, known: tuple[Someone, ...] = ()) -> Reading:
        random, passage = Random(text), Passage(text, setting, known=known)
        words = text.split(" ")[:TIMES]
        at = 0
        for word in words if random.random() < 1 / 2 else ():
            passage.add(_time(random, setting.day), Span(at, at + max(len(word), 1)), source="time.planted")
            at += len(word) + 1
        shown = tuple(_shown(found) for found in passage.findings)
        return Reading("en", (), shown, PLANTED, None)


def _shown(found: Finding) -> Finding:
    return found._replace(confidence=0.99, shown=True)


def _time(random: Random, day: date) -> Time:
    then = day - timedelta(days=min(int(random.expovariate(1 / 20)) + 1, day.toordinal() - 366_000))
    if random.random() < 1 / 8:
        first = then.replace(day=1)
        end = (first + timedelta(days=31)).replace(day=1)
        return Time("date", f"{then:%Y-%m}", first=first.isoformat(), end=end.isoformat())
    return Time("date", then.isoformat(), first=then.isoformat(), end=(then + timedelta(days=1)).isoformat())


def opened(server: Server) -> Desk:
    folder = server.env["GOLDSEAM_VAULT"]
    header = load_header(folder, Disk())
    keys = unlock(header.slots, header.vault, kind=PASSPHRASE, secret=OPENS_WITH)
    return Desk(folder, keys, zone="Europe/Lisbon")


def plant(server: Server) -> None:
    """Has all of it read, once."""
    desk = opened(server)
    if desk.vault.fact("read.stamp") != PLANTED or desk.readings.pending():
        print("reading …", flush=True)
        desk.readings.follow(Planting(), now_ms=lambda: 0)
    begin(desk.vault, now_ms=0)
    desk.close()


def main() -> int:
    os.makedirs(SCRATCH, exist_ok=True)
    server = Server("lived")
    server.run("settings", "read_in_background", "0")
    plant(server)
    desk = opened(server)
    [(named,)] = desk.vault.database.rows("select count(*) from read_day")
    whole = Sight(Purpose.EXPORT)
    years = {entry.content.day[:4] for entry in desk.vault.timeline(limit=1, sight=whole)}
    year = str(int(max(years)) - 2)
    stretch = desk.lived.year(int(year), sight=whole)
    desk.close()
    print(
        f"{N:,} entries, {named!r} days, months and years named; in {year}: {stretch.pages:,} pages,"
        f" {stretch.speaking:,} of other days; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    server.start()
    pid = pid_of(server.env["GOLDSEAM_VAULT"])
    held = []
    with let_in(server) as client:
        for name, address, most in (
            ("the year", f"/lived/{year}", 30),
            ("its calendar", f"/calendar/{year}", 30),
            ("a month", f"/lived/{year}-05", 30),
            ("a day", f"/lived/{year}-05-14", 30),
        ):
            t, cpu = measured(getting(client, address), pid)
            held.append(row(f"HTML: {name}", f"{t} (CPU {cpu:.1f} ms)", f"<= {most} ms p50", held=t.p50 <= most))
    server.end()
    server.run("lock")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
