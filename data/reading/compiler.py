"""From what an annotator wrote to offsets that hold: each quote is found in the text, or the record is refused."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from unicodedata import is_normalized
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data.reading import schema, values
from data.reading.form import Note, Someone, Source, Voice

Finding = dict[str, Any]
Spans = list[list[int]]

MORE = "+"  # where the alts stand of findings that only a second reader sees
PASSAGE_WORDS = 55  # from here on a record is a passage, below it a sentence or two
TRAP = re.compile(r"(?P<kind>\w+) (?P<quote>.+?) != (?P<type>\w+)(?: (?P<key>\w+)=(?P<value>\w+))?")
NAMED_TIMES = re.compile(
    r"\b(?:yesterday|tomorrow|tonight|today|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|"
    r"January|February|April|June|July|August|September|October|November|December)\b"
)


class Refused(ValueError):
    """A note that does not hold against the text, the schema or the calendar, with the line it stands on."""


def whole(text: str, quote: str) -> list[int]:
    """Where a quote stands in the text as whole words."""
    before = r"(?<!\w)" if quote[:1].isalnum() else ""
    after = r"(?!\w)" if quote[-1:].isalnum() else ""
    return [found.start() for found in re.finditer(before + re.escape(quote) + after, text)]


def bare(shown: str) -> str:
    """A name without the `'s` of its owner, which is no part of a mention."""
    return shown.removesuffix("'s").removesuffix("’s")


def is_name(shown: str) -> bool:
    """Whether somebody new is called so (`Mila`, `Faith from the line`), not told by a role (`His wife`, `Cook`)."""
    first, *rest = shown.split()
    if not first[:1].isupper() or first.lower() in schema.DETERMINERS or re.search(r"['’]s\b", shown):
        return False
    if rest and rest[0][:1].isupper():  # `Boss` tells a role, `Father Danilo` and `Old Kamau` a name
        return True
    return first.lower() not in schema.ROLES and (not rest or rest[0] in schema.TELLS_APART)


@dataclass
class Compiler:
    """Compiles one record; `people` grows by those the record itself introduces."""

    voice: Voice
    source: Source
    people: dict[str, Someone]
    findings: list[Finding] = field(default_factory=list)
    alts: dict[str, list[Finding]] = field(default_factory=dict)
    lures: list[Finding] = field(default_factory=list)
    line: int = 0

    def refuse(self, why: str) -> Refused:
        """The refusal of the note at hand."""
        return Refused(f"{self.voice.slug}:{self.line}: {why}")

    def spans(self, quote: str) -> Spans:
        """The spans of a quote: `words`, `words#2` for the second place they stand in, `one // two` for parts."""
        return [self.span(part.strip()) for part in quote.split(" // ")]

    def span(self, quote: str) -> list[int]:
        """The one place that a quote means."""
        words, hash_, nth = quote.rpartition("#")
        if not (hash_ and nth.isdigit()):
            words, nth = quote, ""
        places = whole(self.source.text, words)
        if not words or not places:
            raise self.refuse(f"not verbatim: {words!r}")
        if not nth and len(places) > 1:
            raise self.refuse(f"{words!r} stands {len(places)} times: say which, as in {words}#2")
        if nth and not 1 <= int(nth) <= len(places):
            raise self.refuse(f"{words!r} does not stand {nth} times")
        start = places[int(nth or 1) - 1]
        return [start, start + len(words)]

    def known(self, name: str) -> str:
        """An id that is declared, `self` or `unknown`."""
        if name not in self.people and name not in {"self", "unknown"}:
            raise self.refuse(f"nobody is called {name}")
        return name

    def one_of(self, word: str, allowed: frozenset[str]) -> str:
        """A word of a closed list."""
        if word not in allowed:
            raise self.refuse(f"{word!r} is not one of {', '.join(sorted(allowed))}")
        return word

    def make(self, type_: str, spans: Spans, **rest: Any) -> Finding:
        """A finding with its head quote; its id follows when all are there."""
        start, end = spans[0]
        return {"type": type_, "spans": spans, "quote": self.source.text[start:end], **rest}

    def options(self, tail: str, keys: str, flags: dict[str, frozenset[str]]) -> dict[str, str]:
        """The words after the equals sign: `key value` pairs, and bare words of closed lists."""
        said: dict[str, str] = {}
        words = tail.split()
        while words:
            word = words.pop(0)
            if word in keys.split():
                if not words:
                    raise self.refuse(f"{word} wants a value")
                said[word] = words.pop(0)
                continue
            for name, allowed in flags.items():
                if word in allowed:
                    said[name] = word
                    break
            else:
                raise self.refuse(f"unknown word {word!r}")
        return said

    def split(self, item: str) -> tuple[str, str]:
        """A quote and what is said of it."""
        quote, _, tail = item.rpartition(" = ")
        return (quote.strip(), tail.strip()) if quote else (item.strip(), "")

    def time(self, item: str) -> list[Finding]:
        """`quote = value [set|vague] [mod] [@anchor] [from/to]`."""
        quote, tail = self.split(item)
        value, *words = tail.split()
        kind = values.class_of(value)
        mod, anchor, window = None, None, None
        for word in words:
            if word in {"set", "vague"}:
                kind = word
            elif word in values.MODS:
                mod = word
            elif word.startswith("@"):
                anchor = word[1:]
            elif word.startswith("[") and "/" in word:
                window = word.strip("[]").split("/")
            else:
                raise self.refuse(f"unknown word {word!r}")
        if anchor is None:
            anchor = "none" if kind in {"duration", "set"} else "entry"
        if anchor not in {"entry", "event", "life", "none"} and not re.fullmatch(r"t\d+", anchor):
            raise self.refuse(f"no such anchor: {anchor}")
        spans = self.spans(quote)
        words_there = self.source.text[slice(*spans[0])]
        value = values.to_the_minute(words_there, value)
        try:
            covered = (
                values.interval(value) if window is None else (str(values.day(window[0])), str(values.day(window[1])))
            )
            wrong = values.contradiction(
                words_there, value, written=date.fromisoformat(self.source.date), anchored_at_entry=anchor == "entry"
            )
        except values.Wrong as cause:
            raise self.refuse(str(cause)) from cause
        if wrong:
            raise self.refuse(f"{words_there!r}: {wrong}")
        start, end = covered if covered and kind in {"date", "time", "vague"} else (None, None)
        told = {"class": kind, "value": None if value == "?" else value, "mod": mod, "from": start, "to": end}
        return [self.make("time", spans, **told, anchor=anchor)]

    def mention(self, item: str, kind: str | None = None) -> list[Finding]:
        """`quote = id`, `quote* = id` for every place it stands in, `quote = +id` for somebody new to this record."""
        quote, name = self.split(item)
        every = quote.endswith("*")
        quote = quote.removesuffix("*")
        places = [[[at, at + len(quote)]] for at in whole(self.source.text, quote)] if every else [self.spans(quote)]
        if not places:
            raise self.refuse(f"not verbatim: {quote!r}")
        shown = self.source.text[slice(*places[0][0])]
        if name.startswith("+"):
            name = name[1:]
            if name in self.people:
                raise self.refuse(f"{name} is there already")
            self.people[name] = Someone(name, kind or "person", None)
        if name and name != "?":
            who = self.people.get(self.known(name))
            if who and name not in self.voice.people and is_name(bare(shown)):
                who = self.people[name] = who.called(bare(shown))
            kind = who.kind if who else "person"
            names = {who.name, *who.aliases} if who else set()
        else:
            kind, names, name = kind or "person", ({shown} if kind != "person" and shown[:1].isupper() else set()), ""
        if kind in {"person", "pet"} and shown not in names:
            over = len(shown) - len(bare(shown))
            shown, places = bare(shown), [[[start, end - over] for start, end in spans] for spans in places]
        form = "pronoun" if shown.lower() in schema.PRONOUNS else "name" if shown in names else "nominal"
        return [self.make("mention", spans, kind=kind, form=form, ref=name or None) for spans in places]

    def feeling(self, item: str) -> list[Finding]:
        """`cue = emotion [by id] [to id] [mode] [figurative]`."""
        quote, tail = self.split(item)
        emotion, _, rest = tail.partition(" ")
        said = self.options(rest, "by to", {"mode": schema.MODES, "figurative": frozenset({"figurative"})})
        return [
            self.make(
                "feeling",
                self.spans(quote),
                emotion=self.one_of(emotion, schema.EMOTIONS),
                experiencer=self.known(said.get("by", "self")),
                toward=self.known(said["to"]) if "to" in said else None,
                mode=said.get("mode", "felt"),
                figurative="figurative" in said,
            )
        ]

    def speech(self, item: str, form: str) -> list[Finding]:
        """`words = speaker[>addressee,addressee] [cue verb]`."""
        quote, tail = self.split(item)
        who, _, cue = tail.partition(" cue ")
        speaker, _, heard = who.strip().partition(">")
        return [
            self.make(
                "speech",
                self.spans(quote),
                form=form,
                speaker=self.known(speaker),
                addressee=[self.known(name) for name in heard.split(",")] if heard else None,
                cue=self.spans(cue) if cue else None,
            )
        ]

    def commitment(self, item: str, strength: str) -> list[Finding]:
        """`words with the [action] in brackets = [by id] [to id,id] [due tN] [status]`."""
        quote, tail = self.split(item)
        if len(parts := re.split(r"[\[\]]", quote)) != 3:  # noqa: PLR2004 - before, the action, after
            raise self.refuse("a commitment has its action in brackets, once")
        said = self.options(tail, "by to due", {"status": schema.STATUSES})
        start, end = self.span("".join(parts).strip())
        action = start + len(parts[0].lstrip())
        if "due" in said and not re.fullmatch(r"t\d+", said["due"]):
            raise self.refuse("due names a time of this record: t1, t2 …")
        return [
            self.make(
                "commitment",
                [[start, end]],
                strength=strength,
                by=self.known(said.get("by", "self")),
                to=[self.known(name) for name in said["to"].split(",")] if "to" in said else None,
                action=[[action, action + len(parts[1])]],
                due=said.get("due"),
                status=said.get("status"),
            )
        ]

    def decision(self, item: str) -> list[Finding]:
        """`words = state [by id] ++ reason for -- reason against`."""
        quote, tail = self.split(item)
        head, *reasons = re.split(r" (?=(?:\+\+|--) )", tail)
        state, _, rest = head.partition(" ")
        said = self.options(rest, "by", {})
        sides = {
            sign: [span for reason in reasons if reason.startswith(sign) for span in self.spans(reason[3:].strip())]
            for sign in ("++", "--")
        }
        return [
            self.make(
                "decision",
                self.spans(quote),
                by=self.known(said.get("by", "self")),
                state=self.one_of(state, schema.DECISION_STATES),
                **{"for": sides["++"], "against": sides["--"]},
            )
        ]

    def health(self, item: str) -> list[Finding]:
        """`words = class [part word] [who id] [state]`; an underscore in the part stands for a space."""
        quote, tail = self.split(item)
        kind, _, rest = tail.partition(" ")
        said = self.options(rest, "part who since", {"state": schema.HEALTH_STATES})
        spans = self.spans(quote)
        part = said["part"].replace("_", " ") if "part" in said else None
        if part and part not in self.source.text.lower():
            raise self.refuse(f"the part {part!r} does not stand in the text")
        return [
            self.make(
                "health",
                spans,
                **{"class": self.one_of(kind, schema.HEALTH_CLASSES)},
                who=self.known(said.get("who", "self")),
                body=part,
                state=said.get("state", "current"),
                since=said.get("since"),
                figurative=False,
            )
        ]

    def lure(self, item: str) -> None:
        """`kind words != type [attribute=value]`: what a reader must not find there."""
        if not (found := TRAP.fullmatch(item.strip())):
            raise self.refuse(f"not a trap: {item}")
        kind = self.one_of(found["kind"], schema.TRAPS)
        wrong = self.one_of(found["type"], frozenset(schema.LURES))
        spans = self.spans(found["quote"])
        refused: Finding = {"type": wrong}
        if found["key"]:
            key = self.one_of(found["key"], frozenset(schema.LURES[wrong]))
            allowed = schema.LURES[wrong][key]
            refused[key] = self.one_of(found["value"], allowed) if allowed else self.known(found["value"])
        start, end = spans[0]
        self.lures.append({"trap": kind, "spans": spans, "quote": self.source.text[start:end], "not": refused})

    def note(self, note: Note) -> list[Finding]:
        """The findings of one line."""
        several: dict[str, Callable[[str], list[Finding]]] = {
            "time": self.time,
            "who": self.mention,
            "place": lambda item: self.mention(item, "place"),
            "org": lambda item: self.mention(item, "org"),
            "feel": self.feeling,
            "body": self.health,
        }
        single: dict[str, Callable[[str], list[Finding]]] = {
            "quote": lambda item: self.speech(item, "direct"),
            "told": lambda item: self.speech(item, "indirect"),
            "promise": lambda item: self.commitment(item, "promise"),
            "plan": lambda item: self.commitment(item, "plan"),
            "intend": lambda item: self.commitment(item, "intention"),
            "decide": self.decision,
        }
        if note.key in single:
            return single[note.key](note.rest)
        return [finding for item in re.split(r"\s*;\s+", note.rest) for finding in several[note.key](item)]

    def run(self) -> Finding:
        """The compiled record. Raises: Refused."""
        self.line = self.source.line
        self.check_head()
        others = self.read_notes()
        self.line = self.source.line
        self.name_findings()
        self.check_times([*self.findings, *(theirs for _, theirs in others)])
        for ours, theirs in others:
            differs = {key: value for key, value in theirs.items() if key == "by" or ours.get(key) != value}
            self.alts.setdefault(ours.get("id", MORE), []).append(differs)
        self.check_doubles()
        self.check_unmarked()
        self.check_lures()
        self.place_antecedents()
        return self.object()

    def check_head(self) -> None:
        """The day is there and is that weekday, the zone exists, and the words are composed."""
        try:
            ZoneInfo(self.source.zone)
        except (ZoneInfoNotFoundError, ValueError) as cause:
            raise self.refuse(f"no such zone: {self.source.zone}") from cause
        try:
            written = values.day(self.source.date)
        except values.Wrong as cause:
            raise self.refuse(str(cause)) from cause
        if written.strftime("%a") != self.source.weekday:
            raise self.refuse(f"{self.source.date} is a {written.strftime('%a')}")
        if not is_normalized("NFC", self.source.text):
            raise self.refuse("the text is not NFC")

    def read_notes(self) -> list[tuple[Finding, Finding]]:
        """Takes in every line; returns where a second reader differs: our finding (empty: none of ours) and theirs."""
        last: list[Finding] = []
        others: list[tuple[Finding, Finding]] = []
        for note in self.source.notes:
            self.line = note.line
            if note.key == "trap":
                for item in note.rest.split("; "):
                    self.lure(item)
            elif note.by:
                others.append(self.otherwise(note, last))
            else:
                last = self.note(note)
                self.findings += last
        return others

    def otherwise(self, note: Note, above: list[Finding]) -> tuple[Finding, Finding]:
        """The finding of the line above that a second reader sees otherwise, and how; `type` is null for not at all."""
        if note.by not in self.voice.readers:
            raise self.refuse(f"{note.by} is not among the readers of this voice")
        spans = self.spans(note.rest) if note.key == "none" else []
        theirs: Finding = {"type": None, "spans": spans} if note.key == "none" else self.note(note)[0]
        if note.also:
            return {}, {"by": note.by, **theirs}
        ours = [f for f in above if any(a < end and start < b for a, b in f["spans"] for start, end in theirs["spans"])]
        if len(ours) > 1:
            ours = [finding for finding in ours if finding["spans"] == theirs["spans"]]
        if len(ours) != 1 or theirs["type"] not in {None, ours[0]["type"]}:
            raise self.refuse("an alt stands under the line of the finding it sees otherwise, and has its type")
        return ours[0], {"by": note.by, **(theirs if theirs["type"] else {"type": None})}

    def name_findings(self) -> None:
        """Ids by type, in the order of the notes."""
        counts: dict[str, int] = {}
        for finding in self.findings:
            letter = schema.TYPES[finding["type"]]
            counts[letter] = counts.get(letter, 0) + 1
            finding["id"] = f"{letter}{counts[letter]}"

    def check_times(self, findings: Iterable[Finding]) -> None:
        """Every time that a finding names is there, and is another than itself."""
        times = {finding["id"] for finding in self.findings if finding["type"] == "time"}
        for finding in findings:
            named = (finding.get("due"), finding.get("since"), finding.get("anchor"))
            for name in named:
                if name and re.fullmatch(r"t\d+", name) and (name not in times or name == finding.get("id")):
                    raise self.refuse(f"{finding['quote']!r} names the time {name}, which is not there")

    def check_doubles(self) -> None:
        """Nothing is marked twice."""
        keys = [(f["type"], str(f["spans"]), f.get("emotion"), f.get("ref")) for f in self.findings]
        if doubles := [key for key in keys if keys.count(key) > 1]:
            raise self.refuse(f"marked twice: {doubles[0]}")

    def check_unmarked(self) -> None:
        """No declared name and no named day was overlooked; a lure over it counts as seen."""

        def seen(at: int, kind: str) -> bool:
            marks = [f for f in self.findings if f["type"] == kind] + self.lures
            return any(start <= at < end for mark in marks for start, end in mark["spans"])

        names = [name for who in self.voice.people.values() for name in (who.name, *who.aliases) if name]
        for name in names:
            if name[0].isupper() and not all(seen(at, "mention") for at in whole(self.source.text, name)):
                raise self.refuse(f"{name} stands unmarked")
        for found in NAMED_TIMES.finditer(self.source.text):
            if not seen(found.start(), "time") and not seen(found.start(), "mention"):
                raise self.refuse(f"{found[0]} stands unmarked")

    def check_lures(self) -> None:
        """No lure is what the annotation itself says."""
        for lure in self.lures:
            start, end = lure["spans"][0]
            for finding in self.findings:
                same = all(finding.get(key) == value for key, value in lure["not"].items())
                if same and any(a < end and start < b for a, b in finding["spans"]):
                    raise self.refuse(f"the lure {lure['quote']!r} is marked as what it is not")

    def place_antecedents(self) -> None:
        """Says of each pronoun whether its person is called by anything else in the same text or not."""
        mentions = [f for f in self.findings if f["type"] == "mention"]
        called = {f["ref"] for f in mentions if f["form"] != "pronoun"}
        for finding in mentions:
            if finding["form"] == "pronoun":
                finding["antecedent"] = "here" if finding["ref"] in called else "outside"

    def is_passage(self) -> bool:
        """Whether the record is long enough to be a passage."""
        return len(self.source.text.split()) >= PASSAGE_WORDS

    def unannotated(self) -> list[str]:
        """What was not looked for: the pronouns of a passage in which none is marked."""
        some = any(f["type"] == "mention" and f["form"] == "pronoun" for f in self.findings)
        return ["mention.pronoun"] if self.is_passage() and not some else []

    def object(self) -> Finding:
        """The record as one JSON object."""
        source = self.source
        used = {
            name
            for finding in [*self.findings, *(other for others in self.alts.values() for other in others)]
            for key in ("ref", "experiencer", "toward", "speaker", "addressee", "by", "to", "who")
            for name in ([finding.get(key)] if isinstance(finding.get(key), str) else finding.get(key) or [])
        } | {value for lure in self.lures for value in lure["not"].values()}
        for finding in self.findings:  # the reader's own order of keys: id first
            finding_id = finding.pop("id")
            rest = dict(finding)
            finding.clear()
            finding.update({"id": finding_id, **rest})
        return {
            "schema": schema.SCHEMA,
            "entry_id": f"{self.voice.slug}-{sha256(source.text.encode()).hexdigest()[:8]}",
            "voice": self.voice.slug,
            "kind": "passage" if self.is_passage() else "sentence",
            "date": source.date,
            "clock": source.clock,
            "tz": source.zone,
            "lang": "en",
            "text": source.text,
            "persons": [
                {"id": p.id, "kind": p.kind, "name": p.name, "aliases": list(p.aliases)}
                | {"relation": p.relation, "gender": p.gender}
                for p in self.people.values()
                if p.id in used and p.id != "self"
            ],
            "findings": self.findings,
            "none": [kind for kind in schema.TYPES if all(f["type"] != kind for f in self.findings)],
            "traps": sorted({lure["trap"] for lure in self.lures}),
            "lures": self.lures,
            "unannotated": self.unannotated(),
            "annotators": list(self.voice.readers),
            "alts": self.alts,
        }


def compiled(voice: Voice) -> list[Finding | Refused]:
    """Every record of a voice: the object, or why it was refused."""
    out: list[Finding | Refused] = []
    for source in voice.sources:
        try:
            out.append(Compiler(voice, source, dict(voice.people)).run())
        except Refused as refused:
            out.append(refused)
    return out
