"""A vault in which somebody rests, its twin in which those entries never were, and all that can be asked of both.

What is away must be as if it had never been written: each surface answers the same over both vaults, to the letter.
"""

import io
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from goldseam.command import main
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.keep.listing import day_counts, day_sums, gists, month_sums, names_of
from goldseam.lookback.question import question_of
from goldseam.lookback.rule import Rule, new_rule
from goldseam.lookback.threads import Thread
from goldseam.read.reader import Reader
from goldseam.words.place import places_of_days
from goldseam.words.problem import Misused
from goldseam.words.rest import Depth, Purpose
from tests.making import NOW, PASSPHRASE, ZONE, make_vault, words

NAME, ALIAS, SLIP, TOWN = "Torvald", "Toro", "Torvlad", "Vilnius"
# Every way in which he stands in her pages.
CALLED = (
    "Torvald",
    "TORVALD",
    "Torvald's",
    "Torvald\N{RIGHT SINGLE QUOTATION MARK}s",
    "Torvalds",
    "Torváld",
    "Toro",
    SLIP,
)
OTHERS = ("Agnes", "Bruno", "Celia")
TODAY = "2026-09-21"
QUERIES = (
    *(TOWN, "late", "zq*", "tag:common", "yesterday said", "-late", "in:Walks", "on:2024", "person:Torvald"),
    *("said-by:Agnes", "about:2024", 'has:photo OR "it was"', "title:T*"),
)
COMMANDS = (
    *("list -n0", "list --json", "find --newest --json", "find --newest", "people -n0", "people --json"),
    *(
        "people --alike",
        "people show",
        "people dated",
        "said --unsure",
        "said --json",
        "promises --unsure",
        "promises --json",
    ),
    *("to-come", "to-come --json", "to-come --answered", "to-come --found --unsure", "to-come --found --unsure --json"),
    *(
        "decisions --unsure",
        "when 2024",
        "lived 2024",
        "lived 2024-02 --json",
        "lived 2024-02-29 --json",
        "tags",
        "tags --json",
        "journal",
        "journal --json",
        "trash",
        "show last --json",
    ),
)
DAYS = ("2023-05-31", "2024-02-29", "2024-03-01", "2025-12-31", "2026-01-01", "2026-06-15")
PERIOD = ("2024-02-29", "2024-03-01")


class Told(NamedTuple):
    """An entry, as the walks know it: what it is about, and a word that stands in no other."""

    id: str
    day: str
    names: frozenset[str]
    canary: str


class Pair(NamedTuple):
    """The two vaults.

    Attributes:
        desk: of the one in which something rests.
        twin: of the other.
        resting: what rests.
        others: the rest of the entries.
        rule: why.
    """

    desk: Desk
    twin: Desk
    resting: tuple[Told, ...]
    others: tuple[Told, ...]
    rule: Rule


@contextmanager
def pair(home: Path, random: Random, depth: Depth) -> Iterator[Pair]:
    """Makes both; what rests is chosen by `random`."""
    vault = make_vault(home / "vault")
    vault.close()
    first = Desk(vault.folder, vault.keys, zone=ZONE)
    told = [_written(first, number, random) for number in range(random.randint(8, 16))]
    if random.random() < 0.5:
        person = first.registry.add(NAME, now_ms=NOW)
        found = first.registry.named(f"#{person.id}", first.sight(Purpose.EXPORT))
        first.registry.call(found, ALIAS, now_ms=NOW)
        knows_alias = True
    else:
        knows_alias = False
    first.readings.follow(Reader(), now_ms=lambda: NOW)
    first.find.follow()
    first.close()
    rule, resting = _rule(told, random, depth, knows_alias=knows_alias)
    shutil.copytree(home / "vault", home / "twin")
    twin = Desk(str(home / "twin"), vault.keys, zone=ZONE)
    gone = [one.id for one in resting]
    if rule.sort == "person" and knows_alias:
        gone.append(person.id)
    twin.purge(gone)
    desk = Desk(vault.folder, vault.keys, zone=ZONE)
    rule = _ticked(desk, rule)
    desk.rests.keep(rule, now_ms=now_ms())
    try:
        yield Pair(desk, twin, tuple(resting), tuple(one for one in told if one not in resting), rule)
    finally:
        desk.close()
        twin.close()


def _ticked(desk: Desk, rule: Rule) -> Rule:
    """With what she ticks of what she is offered: a spelling of his that is too frequent for a slip."""
    if rule.sort != "person":
        return rule
    offered = [one.name for one in desk.rests.around(rule, desk.sight(Purpose.UNASKED))]
    return rule._replace(names=tuple(name for name in offered if name == SLIP))


def _written(desk: Desk, number: int, random: Random) -> Told:
    canary = f"zq{number:02}{''.join(random.choices('bcdfgh', k=6))}"
    names = frozenset(random.sample(CALLED, random.choice((0, 0, 1, 1, 2)))) | frozenset(random.sample(OTHERS, 1))
    names |= frozenset((TOWN,)) if random.random() < 0.3 else frozenset()
    day = random.choice(DAYS)
    said = " ".join(f"Yesterday {name} said that it was late." for name in sorted(names))
    content = words(f"{canary} {said} I promised {min(names)} to call.", day=day, tags=(f"t{canary}", "common"))
    content = content._replace(
        title=f"T{canary}" if random.random() < 0.3 else "", journal=random.choice(("", "Walks", f"N{canary}"))
    )
    return Told(desk.entries.add(content, now_ms=NOW).id, day, names, canary)


def _rule(told: list[Told], random: Random, depth: Depth, *, knows_alias: bool) -> tuple[Rule, list[Told]]:
    sort = random.choice(("person", "person", "place", "period", "entry"))
    if sort == "person":
        own = set(CALLED) if knows_alias else set(CALLED) - {ALIAS}
        rule = new_rule("person", now_ms=NOW + 1, depth=depth, days=None, name=random.choice((NAME, NAME.lower())))
        return rule, [one for one in told if one.names & own]
    if sort == "place":
        rule = new_rule("place", now_ms=NOW + 1, depth=depth, days=None, name=TOWN)
        return rule, [one for one in told if TOWN in one.names]
    if sort == "period":
        rule = new_rule("period", now_ms=NOW + 1, depth=depth, days=None, first=PERIOD[0], last=PERIOD[1])
        return rule, [one for one in told if PERIOD[0] <= one.day <= PERIOD[1]]
    chosen = random.choice(told)
    return new_rule("entry", now_ms=NOW + 1, depth=depth, days=None, entry=chosen.id), [chosen]


Surface = Callable[[Desk, Random], Any]


def _lists(desk: Desk, random: Random) -> object:
    sight, database = desk.sight(Purpose.BROWSE), desk.vault.database
    limit, offset = random.choice((1, 3, -1)), random.choice((0, 1, 4))
    newest = random.random() < 0.5
    rows = gists(database, sight=sight, limit=limit, offset=offset, newest_first=newest)
    return [one._asdict() for one in rows], [one.id for one in desk.vault.timeline(sight=sight, limit=limit)]


def _calendar(desk: Desk, random: Random) -> object:
    sight, database = desk.sight(Purpose.BROWSE), desk.vault.database
    places = places_of_days(random.choice(DAYS[:3]), random.choice(DAYS[3:]))
    return day_counts(database, sight=sight), day_sums(database, places, sight=sight), month_sums(database, sight=sight)


def _labels(desk: Desk, random: Random) -> object:
    purpose = random.choice((Purpose.BROWSE, Purpose.UNASKED))
    sight = desk.sight(purpose)
    tags = [(tag, count) for tag, count in desk.vault.tag_counts(sight) if count]
    journals = [(name, count) for name, count in desk.vault.journal_counts(sight) if count]
    return tags, journals, [names_of(desk.vault.database, kind, sight=sight) for kind in ("tags", "notebooks")]


def _sought(random: Random) -> str:
    return random.choice((*CALLED, *OTHERS, *QUERIES))


def _search(desk: Desk, random: Random) -> object:
    sight, query = desk.sight(Purpose.SEARCH), _sought(random)
    newest = True  # what ranks is weighed by the words of the whole index, and told by no surface
    hits = desk.find.entries(query, sight=sight, today=TODAY, limit=random.choice((1, 5, 50)), newest=newest)
    facets = desk.find.facets(query, sight=sight, naming=sight, today=TODAY)
    return [(hit.entry.id, hit.snippet.text) for hit in hits.hits], hits.total, hits.exact, facets


def _suggested(desk: Desk, random: Random) -> object:
    beginning = random.choice(("to", "tor", "zq", "#t", "#tz", "in:", "vi", "tag:c", "said", "la", "ag"))
    return sorted(desk.find.suggest(beginning, sight=desk.sight(Purpose.UNASKED), limit=100))


def _people(desk: Desk, random: Random) -> object:
    del random
    sight = desk.sight(Purpose.UNASKED)
    everybody = sorted((one.name, one.entries) for one in desk.registry.everybody(sight) if one.entries)
    return everybody, sorted((one.name, other.name) for one, other in desk.registry.proposals(sight))


def _findings(desk: Desk, random: Random) -> object:
    sight = desk.sight(random.choice((Purpose.UNASKED, Purpose.ASK)))
    type_ = random.choice(("speech", "commitment", "feeling", "time", "mention"))
    found = desk.questions.of_type(type_, sight=sight, unsure=True)
    about = desk.questions.about(738_000, 740_100, sight=sight)
    return [(told.entry, told.quote) for told in (*found, *about)]


def _person(desk: Desk, random: Random) -> object:
    name = random.choice((*OTHERS, TOWN))
    sight = desk.sight_for(name)
    try:
        one = desk.registry.named(name, sight)
    except Misused as problem:
        return problem.code
    found = desk.registry.with_id(desk.registry.id_of(one), sight)
    assert found == one
    ends = desk.persons.ends(one, sight=sight)
    way, limit, start = random.choice(("named", "said", "promised")), random.choice((1, 2, 30)), random.choice(DAYS)
    dated = desk.persons.dated(one, (1, 3_000_000), sight=sight, day_start_hour=4, limit=50)
    return (
        one.entries,
        ends,
        desk.persons.line(one, ends, sight=sight),
        desk.persons.stretch(way, one, sight=sight, start=start, limit=limit),  # type: ignore[arg-type]  # one of them
        [(one.level, one.first, one.said.said) for one in dated],
    )


def _thread(desk: Desk, random: Random) -> object:
    sight = desk.sight(random.choice((Purpose.ASK, Purpose.UNASKED)))
    thread, limit = Thread("0" * 32, "it", _sought(random)), random.choice((1, 3, 50))
    start = random.choice(("", *DAYS))
    return desk.threads.follow(thread, sight=sight, today=TODAY, start=start, limit=limit)


def _answers(desk: Desk, random: Random) -> object:
    said = random.choice(("yesterday", "late", f"in {TOWN}", "in 2024"))
    text = f"what did {random.choice((*OTHERS, *CALLED))} say {said}?"
    question = question_of(text, desk.registry.circle(), today=TODAY)
    sight = desk.sight(random.choice((Purpose.ASK, Purpose.UNASKED)))
    return desk.asking.answer(question, sight=sight, today=TODAY, embedder=None)


def _earlier(desk: Desk, random: Random) -> object:
    """As from a passage, which names nobody in this sense."""
    text = f"{random.choice((*OTHERS, *CALLED))} said that it was {random.choice(('late', 'early'))}. I promised."
    question = question_of(text, desk.registry.circle(), today=TODAY)
    before = random.choice((*DAYS, TODAY))
    return desk.earlier.of(question, before=before, sight=desk.sight(Purpose.UNASKED), today=TODAY, embedder=None)


def _command(desk: Desk, random: Random) -> object:
    who = random.choice((*OTHERS, NAME, ALIAS))
    said = random.choice(COMMANDS)
    said = (
        f"{said} {who}" if said.startswith(("people show", "people dated", "said --json", "promises --json")) else said
    )
    sought = (_sought(random),) if said.startswith("find") else ()
    return spoken(desk, *said.split(), *sought)


def spoken(desk: Desk, *said: str) -> tuple[int, str]:
    """What a command answers, and how it ends; what it says besides may tell her what she let rest herself."""
    folder = desk.vault.folder
    secret = Path(folder).parent / "pass"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    words_ = [*said, "--vault", folder, "--passphrase-file", str(secret), "--no-input"]
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(io.StringIO()):
        patch.setattr("sys.argv", ["goldseam", *words_])
        code = main.run()
    return code, out.getvalue()


SURFACES: tuple[Surface, ...] = (
    _lists, _calendar, _labels, _search, _suggested, _people, _findings, _answers, _earlier, _command, _person, _thread
)  # fmt: skip
UNASKED: tuple[Surface, ...] = (_suggested, _people, _earlier)


def plain(answer: object) -> str:
    """An answer as text, to be compared and searched."""
    return json.dumps(answer, ensure_ascii=False, default=str)
