"""What she lets rest: her rules, and which entries and names they reach."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from goldseam.find.plan import PLACE_MAX
from goldseam.find.search import Find
from goldseam.find.terms import sought
from goldseam.keep.digest import blake2b
from goldseam.keep.listing import version
from goldseam.keep.sight import Sight
from goldseam.keep.sights import EPOCH, EVERYTHING, Sights, lay_rests
from goldseam.keep.vault import Vault
from goldseam.lookback.naming import NEAR_MIN, is_near, is_slip, naming, near_words
from goldseam.lookback.noted import NoteSight, Resting
from goldseam.lookback.rule import DAY_MS, SORT, Rule, keepsake_of, rule_of
from goldseam.lookback.store import Store
from goldseam.read.registry import Registry
from goldseam.read.rows import EPOCH as READ
from goldseam.words.entry import Entry
from goldseam.words.name import folded_name
from goldseam.words.place import places_of_days
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose, Rest

FOLLOWER = "rests"
LAID = "rests.laid"  # what was laid last: a digest of the rules, and of who is called what
OTHERS = "rests.others"  # near words that are somebody else's
JOINS_AFTER_MS = DAY_MS  # so long she can read and change what she has just written, also where it names who rests
RARE = 2  # a near spelling in so many entries is a slip; one in more is somebody else, until she says it is not
AROUND_MAX = 12
AT_ONCE = 400  # entries that are loaded together


class Around(NamedTuple):
    """Who and what stands near something that rests, for her to tick.

    Attributes:
        name: of a person, a place, a pet, an organisation.
        entries: of those that the rest reaches, how many name it.
    """

    name: str
    entries: int


class Rests:
    """What rests in one vault."""

    def __init__(self, vault: Vault, store: Store, registry: Registry, find: Find) -> None:
        self._vault = vault
        self._find = find
        self._database = vault.database
        self._store = store
        self._registry = registry
        self._seen: tuple[object, ...] = ()

    def all(self) -> list[Rule]:
        """Her rules, the oldest first."""
        return [rule for one in self._store.all(SORT) if (rule := rule_of(one)) is not None]

    def of(self, word: str) -> list[Rule]:
        """Those that a name, or the beginning of an id, means."""
        wanted = folded_name(word)
        return [
            rule
            for rule in self.all()
            if (len(wanted) > 3 and rule.id.startswith(wanted))  # noqa: PLR2004 - as short as an id is ever told
            or wanted in {folded_name(name) for name in (rule.name, *self._names(rule))}
            or (rule.entry and len(wanted) > 3 and rule.entry.startswith(wanted))  # noqa: PLR2004
        ]

    def named_in(self, text: str) -> frozenset[str]:
        """The ids of the rules whose person or place a question names."""
        whole = folded_name(text)
        return frozenset(
            rule.id
            for rule in self.all()
            if (names := self._names(rule)) and (whole in set(map(folded_name, names)) or naming(names)(text))
        )

    # What she says

    def keep(self, *rules: Rule, now_ms: int) -> None:
        """Saves rules, new or changed; nothing that rests is seen any more when this returns.

        Cost: a look at every word of the index, 0.3 µs each, and at every text in which a name stands, 0.2 ms each.

        Raises: Busy: the index could not be brought up to date.
        """
        self._find.keep_up()
        with self._database.transaction():
            self._store.keep(*(keepsake_of(rule) for rule in rules), now_ms=now_ms)
            self._lay(self.all())

    def begin(self, rule: Rule, *, now_ms: int) -> Rule:
        """Saves a new rule, unless the same rests already; returns the one that holds. Cost and errors: as `keep`."""
        same = self.same(rule)
        if same is None:
            self.keep(rule, now_ms=now_ms)
        return same or rule

    def same(self, rule: Rule) -> Rule | None:
        """The rule of the same, if it rests already."""
        return next((one for one in self.all() if one.what == rule.what), None)

    def end(self, rule: Rule, *, now_ms: int) -> None:
        """Ends a rest: what it hid is seen again."""
        self._find.keep_up()
        with self._database.transaction():
            self._store.drop(keepsake_of(rule), now_ms=now_ms)
            self._lay(self.all())

    def around(self, rule: Rule, sight: Sight) -> list[Around]:
        """Who and what is named in the entries that a rule reaches, the most named first; not itself, nor who rests.

        Before them, other spellings of its name that stand in too many entries for a slip: she knows who that is.
        """
        own = {folded_name(name) for name in self._names(rule)}
        spelt = self._spelt(rule, own, sight)
        reached = self.reach(rule)
        if not reached or not self._vault.fact("read.version"):
            return spelt
        own |= {folded_name(one.name) for one in spelt}
        rows = self._database.rows(
            "select who, count(distinct entry) from read_who where role = 'ref' and shown"
            " and lower(hex(entry)) in (select value from json_each(?)) group by who order by 2 desc",
            (json.dumps(reached),),
        )
        counted: Counter[str] = Counter()
        for who, entries in rows:
            name = self._registry.name_of(str(who))
            if name and folded_name(name) not in own and not sight.names_one_of([folded_name(name)]):
                counted[name] += int(str(entries))
        return spelt + [Around(name, entries) for name, entries in counted.most_common(AROUND_MAX)]

    def _spelt(self, rule: Rule, own: set[str], sight: Sight) -> list[Around]:
        """What is spelt nearly like a name, in more entries than a slip, and is nobody she has named."""
        if rule.sort not in {"person", "place"}:
            return []
        _, words = self._others_then()
        known = self._known()
        found = self._near(set(self._names(rule))).most_common()
        return [
            Around(word.capitalize(), entries)
            for word, entries in found
            if (word in words or (not rule.heads and entries > RARE))
            and entries > RARE
            and word not in known | own
            and not sight.names_one_of([word])
        ][:AROUND_MAX]

    def note_sight(
        self,
        purpose: Purpose,
        *,
        now_ms: int,
        named: frozenset[str] = frozenset(),
        looked: frozenset[str] = frozenset(),
    ) -> NoteSight:
        """What may be seen of notes that are no entries, now. Cost: a step for each rule."""
        resting = [
            Resting(rule.rest, rule.first, rule.last, self._names(rule), everything=rule.sort == "all")
            for rule in self.all()
            if rule.sort != "entry"
        ]
        return NoteSight(resting, purpose, now_ms=now_ms, named=named, looked=looked)

    def reach(self, rule: Rule) -> list[str]:
        """The ids of the entries that a rule reaches, or would reach, in the order of time."""
        return [entry for entry, _ in self._reached(rule, frozenset())]

    def _reached(self, rule: Rule, others: frozenset[str]) -> Iterator[tuple[str, Rest]]:
        """Each entry that a rule reaches, with the rest that is on it."""
        at_once = rule.rest._replace(since=0)  # it holds also where the clock is set back
        if rule.sort == "entry":
            yield rule.entry, at_once
        elif rule.sort == "thread":
            for entry_id in self._followed(rule):
                entry = self._vault.entry(entry_id)
                if entry is not None:
                    yield entry_id, self._joining(rule, entry)
        elif rule.sort in {"person", "place"}:
            has = self._holds(rule, others)
            for entry in self._naming_perhaps(set(self._names(rule))):
                if has(entry):
                    yield entry.id, self._joining(rule, entry)
        else:
            last = rule.last or date.max.isoformat()
            places = places_of_days(rule.first, last) if rule.sort == "period" else (0, PLACE_MAX)
            within = "select lower(hex(id)) from entry where place >= ? and place < ? order by place"
            for (found,) in self._database.rows(within, places):
                yield str(found), at_once

    def _followed(self, rule: Rule) -> list[str]:
        """The ids of the entries that the query of a thread finds, days counted from when the rest was laid."""
        try:
            return self._find.everywhere(rule.query, sight=self._whole, today=rule.laid_on)
        except Misused:
            return []  # a newer goldseam's query: the thread itself is hidden all the same

    @property
    def _whole(self) -> Sight:
        return Sights(self._vault).of(Purpose.EXPORT, now_ms=0)

    def _naming_perhaps(self, names: set[str]) -> Iterator[Entry]:
        """Every entry that may name one of these, or almost, in the order of time: those that the index tells of.

        It does not know the names of files, nor notebooks, so entries that have one are looked at themselves; so is
        everything where a name is nothing that the index knows, such as signs alone.
        """
        bare = {name for name in map(folded_name, names) if name}
        if not all(map(sought, bare)):
            yield from self._vault.iter_entries()
            return
        words = {form for name in bare for form in (name, f"{name}s")} | self._terms_near(bare)
        places = self._find.places_with(words)
        rows = self._database.rows("select place from entry where files > 0 or journal <> ''")
        chosen = sorted(places | {int(str(place)) for (place,) in rows})
        for start in range(0, len(chosen), AT_ONCE):
            yield from self._vault.entries_at(chosen[start : start + AT_ONCE])

    def _terms_near(self, bare: set[str]) -> set[str]:
        """The terms of the index that are one slip away from a name, or would be without a possessive ending."""
        long = [name for name in bare if len(name) >= NEAR_MIN and " " not in name]
        if not long:
            return set()
        lengths = {len(name) + more for name in long for more in (-1, 0, 1, 2)}
        return {
            term
            for term in self._find.terms_of(lengths)
            if any(is_slip(form, name) for name in long for form in {term, term.removesuffix("s")})
        }

    # What comes of it

    def follow(self) -> None:
        """Brings what rests up to date with her rules, with who is called what, and with what was written since.

        Cost: four look-ups where nothing changed; a step for each entry that did; after a change of rules or of names,
        as `keep`.
        """
        state = self._state()
        if state == self._seen:
            return
        rules = self.all()
        if not rules and self._vault.fact(EPOCH) is None:
            self._seen = state
            return
        if self._vault.fact(LAID) != self._digest(rules):
            self._find.keep_up()
        with self._database.transaction():
            self._lay(rules)
        self._seen = self._state()

    def _state(self) -> tuple[object, ...]:
        """What everything that rests hangs on."""
        read = self._vault.fact(READ)
        return self._store.epoch(), version(self._database), self._newest_record(), read

    def _lay(self, rules: list[Rule]) -> None:
        """Lays what has changed, or all where the rules or the names did. Call inside a transaction."""
        digest = self._digest(rules)
        self._vault.follow(FOLLOWER)
        if self._vault.fact(LAID) == digest:
            self._lay_changed(rules)
            return
        self._lay_all(rules)
        self._vault.set_fact(LAID, digest)

    def _newest_record(self) -> object:
        row = self._database.one("select coalesce(max(seq), 0) from record")
        return row[0] if row else 0

    def _digest(self, rules: list[Rule]) -> str:
        told: list[object] = [(rule, sorted(self._names(rule))) for rule in rules]
        # What a query finds may change with a reading, of which no change tells.
        told += [self._followed(rule) for rule in rules if rule.sort == "thread"]
        text = json.dumps(told, ensure_ascii=False).encode()
        return blake2b(text, digest_size=16, key=self._vault.keys.blobs.reveal(), person=b"goldseam-rests").hexdigest()

    def _lay_all(self, rules: list[Rule]) -> None:
        others = self._others(rules)
        names = sorted({name for rule in rules for name in self._names(rule)})
        self._vault.set_fact(OTHERS, json.dumps({"of": names, "words": sorted(others)}))
        laid: dict[str, list[Rest]] = {}
        for rule in rules:
            for entry, rest in self._reached(rule, others) if rule.sort != "all" else ():
                laid.setdefault(entry, []).append(rest)
        whole = [rule.rest._replace(since=0) for rule in rules if rule.sort == "all" or rule.rest.depth == "whole"]
        entries = laid | ({EVERYTHING: [rest._replace(depth="whole") for rest in whole]} if whole else {})
        keys: dict[str, list[Rest]] = {}
        for rule in rules:
            for key in self._keys(rule):
                keys.setdefault(key, []).append(rule.rest._replace(since=0))
        lay_rests(self._vault, entries, keys, only=None)
        self._acknowledge()

    def _lay_changed(self, rules: list[Rule]) -> None:
        others = self._others_then()[1]
        while changes := self._vault.changes(FOLLOWER):
            entries = self._vault.entries_at(sorted({change.place for change in changes}))
            if entries:
                laid = self._rests_of(iter(entries), rules, others)
                lay_rests(self._vault, laid, {}, only=[entry.id for entry in entries])
            self._vault.acknowledge(FOLLOWER, changes[-1].seq)

    def _acknowledge(self) -> None:
        while changes := self._vault.changes(FOLLOWER):
            self._vault.acknowledge(FOLLOWER, changes[-1].seq)

    def _rests_of(self, entries: Iterator[Entry], rules: list[Rule], others: frozenset[str]) -> dict[str, list[Rest]]:
        holds = [(rule, self._holds(rule, others)) for rule in rules if rule.sort != "all"]
        found: dict[str, list[Rest]] = {}
        for entry in entries:
            rests = [self._joining(rule, entry) for rule, has in holds if has(entry)]
            if rests:
                found[entry.id] = rests
        return found

    def _joining(self, rule: Rule, entry: Entry) -> Rest:
        """The rest on an entry: of what she wrote here since, a day after she wrote it."""
        joins = 0
        since = rule.rest.since
        if rule.sort in {"person", "place", "thread"} and entry.came_by in {"", "inbox"} and entry.revised_at > since:
            written, here = self._first_recorded(entry.id)
            joins = written + JOINS_AFTER_MS if here and written > since else 0
        return rule.rest._replace(since=joins)

    def _first_recorded(self, entry_id: str) -> tuple[int, bool]:
        """When an entry was first recorded, and whether here: what a backup brought back rests at once."""
        row = self._database.one(
            "select recorded_at, device from record where subject = ? order by recorded_at, seq limit 1",
            (bytes.fromhex(entry_id),),
        )
        assert row is not None, "an entry is made of records"
        return int(str(row[0])), row[1] == bytes.fromhex(self._vault.device)

    def _holds(self, rule: Rule, others: frozenset[str]) -> Callable[[Entry], bool]:
        if rule.sort == "entry":
            return lambda entry: entry.id == rule.entry
        if rule.sort == "thread":
            followed = frozenset(self._followed(rule))
            return lambda entry: entry.id in followed
        if rule.sort == "period":
            return lambda entry: rule.first <= entry.content.day and not (rule.last and entry.content.day > rule.last)
        if rule.sort == "all":
            return lambda _: True
        names = self._names(rule)
        names_one, bare = naming(names, others=others), set(map(folded_name, names)) - {""}
        return lambda entry: (
            any(map(names_one, _told(entry))) or any(folded_name(one) in bare for one in _labels(entry))
        )

    def _others(self, rules: list[Rule]) -> frozenset[str]:
        """Words near the names of rules that are somebody else's: in the registry, or too often there for a slip.

        What was taken for a slip stays one, however often it is written afterwards: nothing that rests comes back
        because of what she writes.
        """
        names = {name for rule in rules for name in self._names(rule)}
        if not names:
            return frozenset()
        of, then = self._others_then()
        counted = self._near(names)
        taken = {word for word in counted if word not in then and any(is_near(word, name) for name in of)}
        often = {word for word, entries in counted.items() if entries > RARE}
        return frozenset((often - taken) | (self._known() - set(map(folded_name, names))))

    def _others_then(self) -> tuple[frozenset[str], frozenset[str]]:
        """For which names it was asked last which words are somebody else's, and which those were."""
        told = json.loads(str(self._vault.fact(OTHERS) or "{}"))
        if not isinstance(told, dict):  # as it was written before it was known for which names
            return frozenset(), frozenset(told)
        return frozenset(told.get("of", ())), frozenset(told.get("words", ()))

    def _near(self, names: set[str]) -> Counter[str]:
        """The words near some names, and in how many entries each stands. Cost: a look at every word of the index."""
        counted: Counter[str] = Counter()
        for entry in self._naming_perhaps(names):
            counted.update({word for text in _told(entry) for word in near_words(names, text)})
        return counted

    def _known(self) -> set[str]:
        """Every name in the registry, folded."""
        return {folded_name(name) for root in self._registry.circle().roots.values() for name in self._called(root.id)}

    def _called(self, id_: str) -> tuple[str, ...]:
        root = self._registry.circle().root(id_)
        return self._registry.circle().names_of(root) if root else ()

    def _names(self, rule: Rule) -> tuple[str, ...]:
        """Everything that what rests is called, and what she ticked besides."""
        if rule.sort not in {"person", "place"}:
            return rule.names
        circle = self._registry.circle()
        own = {name for one in circle.owners(rule.name) for name in circle.names_of(one)}
        return tuple(dict.fromkeys((rule.name, *sorted(own), *rule.names)))

    def _keys(self, rule: Rule) -> set[str]:
        """Folded names, and the keys under which readings and the registry know them."""
        keys: set[str] = set()
        circle = self._registry.circle()
        for name in self._names(rule):
            bare = folded_name(name)
            keys |= {bare, *(f"{kind}/{bare}" for kind in ("person", "pet", "place", "org", "role"))}
            keys |= {f"#{one.id}" for owner in circle.owners(name) for one in circle.group(owner)}
        return keys


def _told(entry: Entry) -> tuple[str, ...]:
    """Everything of an entry that may name somebody."""
    content = entry.content
    files = (attachment.name for attachment in content.attachments)
    return (content.text, content.title, *content.tags, content.journal, *files)


def _labels(entry: Entry) -> tuple[str, ...]:
    """What she calls by one word: a name there needs no capital."""
    return (*entry.content.tags, entry.content.journal)
