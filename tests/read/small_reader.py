"""A real reader, and a small one: names, weekdays, one feeling, what somebody said. For what is built upon readers."""

import re
from datetime import timedelta

from goldseam.desk.desk import Desk
from goldseam.read.passage import Passage, Setting
from goldseam.read.reader import Reader
from goldseam.words.entry import Entry
from goldseam.words.finding import Commitment, Feeling, Finding, Mention, Reading, Someone, Speech, Time
from goldseam.words.span import Span
from tests.making import NOW, words

NAMES = ("Lena", "Beatriz", "Bea", "Tom", "Anna")
CONFIDENCE = {"mention": 0.95, "time": 0.95, "feeling": 0.92, "speech": 0.95, "commitment": 0.95}


class SmallReader(Reader):
    """Reads a few words. `version` makes it another reader, `emotion` one that sees a feeling otherwise."""

    def __init__(self, version: str = "1", *, emotion: str = "anger", problem: str = "") -> None:
        super().__init__(with_model=False)
        self.version = version
        self.emotion = emotion
        self.told = problem
        self.read_texts: list[str] = []

    @property
    def stamp(self) -> str:
        return f"small/{self.version}"

    def read(self, text: str, setting: Setting, *, known: tuple[Someone, ...] = ()) -> Reading:
        self.read_texts.append(text)
        passage = Passage(text, setting, known=known)
        ids = self._names(passage)
        self._roles(passage)
        for found in re.finditer(r"\byesterday\b", text, re.IGNORECASE):
            day = setting.day - timedelta(days=1)
            details = Time("date", str(day), first=str(day), end=str(setting.day), anchor="entry")
            passage.add(details, Span(*found.span()), source="time.yesterday")
        for found in re.finditer(r"(\w+) was furious", text):
            who = ids.get(found[1], "self")
            start = found.start() + len(f"{found[1]} was ")
            passage.add(Feeling(self.emotion, who), Span(start, found.end()), source="feeling.furious")
        for found in re.finditer(r"(\w+) said that ([^.]+)", text):
            passage.add(
                Speech("indirect", ids.get(found[1], "self"), ("self",)),
                Span(*found.span(2)),
                source="speech.said",
            )
        for found in re.finditer(r"I promised (\w+) to ([^.]+)", text):
            to = ids.get(found[1])
            passage.add(
                Commitment("promise", "self", (to,) if to else None, (Span(*found.span(2)),)),
                Span(*found.span()),
                source="commitment.promised",
            )
        findings = tuple(self._shown(one) for one in sorted(passage.findings, key=lambda one: one.span))
        return Reading("en", tuple(passage.persons.values()), findings, "small", None, (self.told,) * bool(self.told))

    def _names(self, passage: Passage) -> dict[str, str]:
        ids: dict[str, str] = {}
        for found in re.finditer(r"\b[A-Z]\w+", passage.text):
            name = found[0]
            if name not in NAMES and name not in {alias for one in passage.known for alias in (one.name, *one.aliases)}:
                continue
            if name not in ids:
                ids[name] = passage.introduce(Someone(passage.new_person_id(), "person", name))
            passage.add(Mention("person", "name", ids[name]), Span(*found.span()), source="mention.name")
        return ids

    def _roles(self, passage: Passage) -> None:
        for found in re.finditer(r"\b(my|the) (sister|vet)\b", passage.text):
            id_ = passage.introduce(Someone(passage.new_person_id(), "person", None, relation=found[2]))
            passage.add(Mention("person", "nominal", id_), Span(*found.span()), source="mention.role")

    def _shown(self, found: Finding) -> Finding:
        confidence = CONFIDENCE[found.type]
        return found._replace(confidence=confidence, shown=confidence >= 0.9)


TEXT = "Yesterday Lena was furious. Tom said that it was late. I promised Lena to ring Tom."


def write(desk: Desk, text: str = TEXT, *, day: str = "2024-03-07") -> Entry:
    """An entry that nobody has read."""
    return desk.entries.add(words(text, day=day), now_ms=NOW)


def follow(desk: Desk, reader: Reader | None = None) -> int:
    """Reads what is due."""
    return desk.readings.follow(reader or SmallReader(), now_ms=lambda: NOW)


def written_and_read(desk: Desk, text: str = TEXT, *, day: str = "2024-03-07") -> Entry:
    """An entry, read."""
    entry = write(desk, text, day=day)
    follow(desk)
    return entry


def revised(desk: Desk, entry: Entry, text: str) -> Entry:
    """The entry with another text, read again."""
    before = desk.vault.entry(entry.id)
    assert before is not None
    after = desk.entries.revise(entry.id, before.content._replace(text=text), now_ms=NOW + 9, base=before.heads)
    follow(desk)
    return after


def stands(desk: Desk, entry: Entry, type_: str) -> list[str]:
    """The words of the findings of a type."""
    now = desk.vault.entry(entry.id)
    assert now is not None
    return [one.finding.words for one in desk.readings.standings(now).here if one.finding.type == type_]
