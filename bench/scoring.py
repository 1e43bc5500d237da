"""How right a reading is, against what an annotator marked: the rules of the count, and nothing else.

A finding is right when everything she would see of it is right, end to end:

- where: exactly, for times and mentions (an owner's 's apart); for speech, promises, decisions and reasons at least
  seven of ten words in common (`strict` counts exact ones); for feelings and the body at least one word of weight.
  Whether speech is direct or indirect is never shown and counts for `strict` alone.
- what it says of it: each attribute it states must be the annotated one. It may leave out whom a feeling is toward, who
  is addressed, to whom and until when something is promised, which part of the body and since when, for what is left
  out is not seen. It may not leave out whose a feeling, a promise, a decision or a body is, nor who speaks.
- who: a reader's own ids mean the annotated person with whom they share most mentions that are names or roles, those
  too of which one has more words than the other at one end (*the man* and *the man from the ferry* are one). Two ids
  for one person are no false statement (they may be merged); an id over two persons is wrong for one of them. A pronoun
  is right when its id has a name or role of that person in the same text. Where the person stands only in earlier
  entries (`outside`), it may be left open, and so may every attribute that hangs on that person; such pronouns count
  when they are found and not when they are missed.

Where two annotators differ, either is right: what only one of them sees counts when it is found and not when it is
missed.

Nothing is counted that was not looked for: pronouns of a passage in which none are marked.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

Found = dict[str, Any]
Record = dict[str, Any]
Place = tuple[int, int]

WORD = re.compile(r"\w+(?:['’-]\w+)*")
OVERLAP_MIN = 0.7
LONGER_MAX = 4  # words a cue may have more than the annotated one
OPEN = (None, "unknown")
RESAMPLES = 1000
KINDS = {"person": "person", "place": "place/org", "org": "place/org", "pet": "pet"}
ROWS = (
    "time person place/org pet feeling speech promise/plan intention decision reason body".split()
)  # in the order of the table
LIGHT = frozenset(
    "a an the i me my he him his she her it its we us our you your they them their of to in on at by for with and or "
    "but so very too was were is am are be been had have has not no that this".split()
)


class Judged(NamedTuple):
    """What became of one finding of the reader.

    Attributes:
        row: the line of the table it counts in.
        found: the finding, as an object.
        right: whether everything is.
        strict: and its place too, to the letter.
        gold: the annotated finding it was matched with, right or the nearest wrong one.
    """

    row: str
    found: Found
    right: bool
    strict: bool
    gold: Found | None


class Score(NamedTuple):
    """One record, read and compared.

    Attributes:
        judged: what the reader found.
        missed: what is annotated and no right finding was found for.
        wanted: how many are annotated, by row.
        lures: each, and whether it was avoided by what is shown.
    """

    record: Record
    judged: tuple[Judged, ...]
    missed: tuple[tuple[str, Found], ...]
    wanted: Counter[str]
    lures: tuple[tuple[Found, bool], ...]


def row_of(found: Found) -> str:
    """The line of the table in which a finding counts."""
    type_ = found["type"]
    if type_ == "mention":
        return KINDS[found["kind"]]
    if type_ == "commitment":
        return "intention" if found["strength"] == "intention" else "promise/plan"
    return "body" if type_ == "health" else str(type_)


def score(record: Record, read: Record) -> Score:
    """Compares a reading with the annotation of the same text."""
    assert record["text"] == read["text"], "a reading is of its own text"
    return _Comparison(record, read).score()


class _Open(dict[str, Any]):
    """A finding of which a second reader wrote only what it is: what is not written is not stated."""

    def __missing__(self, key: str) -> None:
        return None


class _Comparison:
    def __init__(self, record: Record, read: Record) -> None:
        self.record = record
        self.text: str = record["text"]
        self.gold: list[Found] = record["findings"]
        self.more: list[Found] = [{**one, "id": f"+{n}"} for n, one in enumerate(record.get("alts", {}).get("+", ()))]
        self.found: list[Found] = [found for found in read["findings"] if not self.is_unlooked_for(found)]
        self.by_id = {found["id"]: found for found in read["findings"]}
        self.gold_by_id = {found["id"]: found for found in self.gold}
        self.called = {f["ref"] for f in self.gold if f["type"] == "mention" and f["form"] != "pronoun"}
        self.meant = self.persons_meant(read["findings"])
        self.words = [(m.start(), m.end()) for m in WORD.finditer(self.text)]

    def is_unlooked_for(self, found: Found) -> bool:
        unmarked = "mention.pronoun" in self.record.get("unannotated", ())
        return bool(unmarked and found["type"] == "mention" and found["form"] == "pronoun")

    def persons_meant(self, findings: Iterable[Found]) -> dict[str, str]:
        """Which annotated person each id of the reader means, by the names and roles they share."""
        marked = {
            self.place(f): f["ref"]
            for f in self.gold
            if f["type"] == "mention" and f["form"] != "pronoun" and f["ref"] not in {None, "self"}
        }
        shared: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for found in findings:
            if found["type"] == "mention" and found["form"] != "pronoun" and found["ref"]:
                place = _nearest_place(self.place(found), marked)
                if place is not None:
                    shared[found["ref"]][marked[place]] += 1
        return {id_: counts.most_common(1)[0][0] for id_, counts in shared.items() if id_ not in {"self", "unknown"}}

    def who(self, id_: str | None) -> str | None:
        """The annotated id that an id of the reader means; None for one that means nobody who is called by a name."""
        return id_ if id_ in {"self", "unknown", None} else self.meant.get(str(id_))

    def is_who(self, told: str | None, gold: str | None) -> bool:
        """Whether the person that must be stated is."""
        if gold in OPEN or (gold != "self" and gold not in self.called):
            return self.who(told) in (*OPEN, gold)
        return self.who(told) == gold

    def is_who_if_told(self, told: str | None, gold: str | None) -> bool:
        """The same where it may be left out."""
        return told in OPEN or (gold is not None and self.is_who(told, gold))

    def are_who_if_told(self, told: list[str] | None, gold: list[str] | None) -> bool:
        """Some of those that are annotated, or nobody."""
        return not told or (gold is not None and all(any(self.is_who(one, two) for two in gold) for one in told))

    def is_time_if_told(self, told: str | None, gold: str | None) -> bool:
        """An id of a time that is there and right, or none."""
        if told is None:
            return True
        found, marked = self.by_id.get(told), self.gold_by_id.get(gold or "")
        return (
            found is not None
            and marked is not None
            and found["spans"][0] == marked["spans"][0]
            and _time(self, found, marked)
        )

    def words_in(self, spans: Iterable[Iterable[int]]) -> set[Place]:
        """The words that any of the spans touches."""
        places = [tuple(span) for span in spans]
        return {(a, b) for a, b in self.words for start, end in places if a < end and start < b}

    def overlap(self, told: list[list[int]], gold: list[list[int]]) -> float:
        """The words in common, of all words that either has."""
        ours, theirs = self.words_in(told[:1]), self.words_in(gold[:1])
        return len(ours & theirs) / len(ours | theirs) if ours | theirs else float(told[0] == gold[0])

    def place(self, found: Found) -> Place:
        """Where it stands, without the `'s` of an owner: *Lena's* and the *Lena* in it are one mention."""
        start, end = found["spans"][0]
        owns = found["type"] == "mention" and self.text[start:end].endswith(("'s", "’s"))
        return start, end - 2 * owns

    def is_cue(self, told: list[list[int]], gold: list[list[int]]) -> bool:
        """A word of weight in common, and not half the sentence besides."""
        ours, theirs = self.words_in(told), self.words_in(gold)
        common = {(a, b) for a, b in ours & theirs if self.text[a:b].lower() not in LIGHT}
        return bool(common or ours == theirs) and len(ours) <= len(theirs) + LONGER_MAX

    def is_place(self, found: Found, gold: Found) -> bool:
        """Whether both stand where they can be the same."""
        if found["type"] in {"time", "mention"}:
            return self.place(found) == self.place(gold)
        if found["type"] in {"feeling", "health"}:
            return self.is_cue(found["spans"], gold["spans"])
        return self.overlap(found["spans"], gold["spans"]) >= OVERLAP_MIN

    def readings_of(self, gold: Found) -> list[Found]:
        """As annotated, and as a second reader saw it."""
        return [gold, *({**gold, **other} for other in self.others(gold) if other.get("type", "") is not None)]

    def others(self, gold: Found) -> list[Found]:
        """What second readers say otherwise of an annotated finding."""
        others: list[Found] = self.record.get("alts", {}).get(gold["id"], [])
        return others

    def is_right(self, found: Found, gold: Found) -> bool:
        """Whether everything she would see of a finding is what is annotated."""
        return found["type"] == gold["type"] and any(
            one["type"] == gold["type"] and self.is_place(found, one) and _RULES[found["type"]](self, found, _Open(one))
            for one in self.readings_of(gold)
        )

    def score(self) -> Score:
        judged: list[Judged] = []
        taken: set[str] = set()
        pairs: list[tuple[Found, Found]] = []
        for found in sorted(self.found, key=lambda one: not one.get("shown")):
            right = [g for g in [*self.gold, *self.more] if g["id"] not in taken and self.is_right(found, g)]
            best = max(right, key=lambda g: self.overlap(found["spans"], g["spans"]), default=None)
            if best is not None:
                taken.add(best["id"])
                pairs.append((found, best))
            strict = (
                best is not None and found["spans"][0] == best["spans"][0] and found.get("form") == best.get("form")
            )
            judged.append(Judged(row_of(found), found, best is not None, strict, best or self.nearest(found)))
        judged += self.reasons(pairs)
        missed = [(row_of(g), g) for g in self.gold if g["id"] not in taken and self.is_wanted(g)]
        wanted = Counter(row_of(gold) for gold in self.gold if self.is_wanted(gold))
        wanted["reason"] = sum(len(g["for"]) + len(g["against"]) for g in self.gold if g["type"] == "decision")
        return Score(self.record, tuple(judged), tuple(missed), wanted, tuple(self.lures()))

    def is_wanted(self, gold: Found) -> bool:
        """Whether missing it is a miss: not a pronoun whose person is outside, nor what another reader does not see."""
        outside = gold["type"] == "mention" and gold["form"] == "pronoun" and gold.get("antecedent") == "outside"
        return not outside and all(other.get("type", "") is not None for other in self.others(gold))

    def nearest(self, found: Found) -> Found | None:
        """The annotated finding of its type that it touches, to show beside an error."""
        touching = [
            g
            for g in self.gold
            if g["type"] == found["type"] and self.words_in(g["spans"]) & self.words_in(found["spans"])
        ]
        return max(touching, key=lambda g: self.overlap(found["spans"], g["spans"]), default=None)

    def reasons(self, pairs: list[tuple[Found, Found]]) -> list[Judged]:
        """Each reason of each decision: right when the decision is, and gives this reason on this side."""
        gold_of = {found["id"]: gold for found, gold in pairs}
        judged = []
        for found in self.found:
            if found["type"] != "decision":
                continue
            gold = gold_of.get(found["id"])
            for side in ("for", "against"):
                left = [] if gold is None else list(gold[side])
                for span in found[side]:
                    one = {**found, "spans": [span], "quote": self.text[slice(*span)], "side": side}
                    same = next((g for g in left if self.overlap([span], [g]) >= OVERLAP_MIN), None)
                    if same is not None:
                        left.remove(same)
                    judged.append(Judged("reason", one, same is not None, same == list(span), gold))
        return judged

    def lures(self) -> Iterable[tuple[Found, bool]]:
        """Each lure, and whether nothing shown fell for it."""
        shown = [found for found in self.found if found.get("shown")]
        for lure in self.record.get("lures", ()):
            yield lure, not any(self.falls(found, lure) for found in shown)

    def falls(self, found: Found, lure: Found) -> bool:
        """Whether a finding is what the lure says must not be found there."""
        start, end = lure["spans"][0]
        if not any(a < end and start < b for a, b in found["spans"]):
            return False
        people = {"ref", "experiencer", "speaker", "by", "who"}
        return all((self.who(found.get(k)) if k in people else found.get(k)) == v for k, v in lure["not"].items())


def _nearest_place(place: Place, marked: Iterable[Place]) -> Place | None:
    """The marked place itself, else the shortest that is a part of it or of which it is one, with one end in common."""
    near = [one for one in marked if one[0] == place[0] or one[1] == place[1]]
    return place if place in near else min(near, key=lambda one: one[1] - one[0], default=None)


def _time(_: _Comparison, found: Found, gold: Found) -> bool:
    if any(found[key] != gold[key] for key in ("class", "value", "mod")):
        return False
    return gold["from"] is None or found["from"] is None or (found["from"], found["to"]) == (gold["from"], gold["to"])


def _mention(here: _Comparison, found: Found, gold: Found) -> bool:
    if found["kind"] != gold["kind"] or (found["form"] == "pronoun") != (gold["form"] == "pronoun"):
        return False
    told, ref = here.who(found["ref"]), gold["ref"]
    if ref == "self" or told == "self":
        return bool(told == ref)
    if gold["form"] == "pronoun":
        return here.is_who(found["ref"], ref)
    if ref is None:
        return told is None
    return bool(told == ref) or (gold["kind"] in {"place", "org"} and found["ref"] is None)


def _feeling(here: _Comparison, found: Found, gold: Found) -> bool:
    same: bool = found["emotion"] == gold["emotion"] and found["mode"] == gold["mode"]
    whose = here.is_who(found["experiencer"], gold["experiencer"])
    return same and whose and here.is_who_if_told(found["toward"], gold["toward"])


def _speech(here: _Comparison, found: Found, gold: Found) -> bool:
    # Where no marks stand, direct and indirect are a grammarian's question, and she is never told which: `strict` asks.
    return here.is_who(found["speaker"], gold["speaker"]) and here.are_who_if_told(
        found["addressee"], gold["addressee"]
    )


def _commitment(here: _Comparison, found: Found, gold: Found) -> bool:
    whose = here.is_who(found["by"], gold["by"]) and here.are_who_if_told(found["to"], gold["to"])
    # What was kept, broken or called off, and is told without that, would be seen as still open.
    status = (found["status"] or "open") == (gold["status"] or "open")
    act = not found["action"] or here.overlap(found["action"], gold["action"]) >= OVERLAP_MIN
    return (
        found["strength"] == gold["strength"]
        and whose
        and status
        and act
        and here.is_time_if_told(found["due"], gold["due"])
    )


def _decision(here: _Comparison, found: Found, gold: Found) -> bool:
    return found["state"] == gold["state"] and here.is_who(found["by"], gold["by"])


def _health(here: _Comparison, found: Found, gold: Found) -> bool:
    same = found["class"] == gold["class"] and found["state"] == gold["state"]
    part = found["body"] is None or (gold["body"] or "").lower() == found["body"].lower()
    return (
        same and part and here.is_who(found["who"], gold["who"]) and here.is_time_if_told(found["since"], gold["since"])
    )


_RULES: dict[str, Callable[[_Comparison, Found, Found], bool]] = {
    "time": _time,
    "mention": _mention,
    "feeling": _feeling,
    "speech": _speech,
    "commitment": _commitment,
    "decision": _decision,
    "health": _health,
}


class Share(NamedTuple):
    """`part` of `whole`, with the 95 % interval that resampling the records gives; NaN bounds where there are none."""

    part: int
    whole: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself."""
        return self.part / self.whole if self.whole else float("nan")

    def __str__(self) -> str:
        """As a cell of the table."""
        return f"{self.value:.3f} [{self.low:.2f} {self.high:.2f}] n={self.whole}" if self.whole else "-"


def share(counts: Iterable[tuple[int, int]], *, seed: int = 7) -> Share:
    """The share of the sums of (part, whole) of each record; resampled over the records that have any."""
    some = [(part, whole) for part, whole in counts if whole]
    part, whole = sum(one[0] for one in some), sum(one[1] for one in some)
    draw = random.Random(seed)
    values = []
    for _ in range(RESAMPLES if some else 0):
        drawn = draw.choices(some, k=len(some))
        values.append(sum(one[0] for one in drawn) / sum(one[1] for one in drawn))
    values.sort()
    bounds = (values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES)]) if values else (float("nan"),) * 2
    return Share(part, whole, *bounds)
