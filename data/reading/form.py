"""The source form: how a voice and its records are written down by hand. spec/annotations.md describes it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

KEYS = "time who place org feel quote told promise plan intend decide body trap".split()
ALT = r"alt (?P<by>[a-z]+) (?P<also>also )?"
LINE = re.compile(rf"(?:{ALT})?(?P<key>{'|'.join(KEYS)}|(?(by)none|(?!))):(?: (?P<rest>.*))?")
HEAD = re.compile(r"== (?P<weekday>\w{3}) (?P<date>\d{4}-\d\d-\d\d)(?: (?P<clock>\d\d:\d\d))?(?: (?P<zone>\S+/\S+))?")
WHO = re.compile(r"(?P<kind>person|pet|place|org) (?P<id>[a-z0-9_]+) = (?P<names>[^(]+?)(?: \((?P<about>[^)]*)\))?")


class Unreadable(ValueError):
    """A line of a voice that has no form, with its number."""


@dataclass(frozen=True)
class Someone:
    """A person, pet, place or organisation that a voice writes about; `name` is None where only a role is known."""

    id: str
    kind: str
    name: str | None
    aliases: tuple[str, ...] = ()
    relation: str | None = None
    gender: str | None = None

    def called(self, name: str) -> "Someone":
        """The same one, with a name that has been read for the first time."""
        if self.name is None:
            return replace(self, name=name)
        return self if name in {self.name, *self.aliases} else replace(self, aliases=(*self.aliases, name))


@dataclass(frozen=True)
class Note:
    """One line of findings: its key, the text after the colon, and who sees it so, if not the first annotator.

    `also` is a finding that only that reader sees; the key `none` says that only that reader does not see one.
    """

    line: int
    key: str
    rest: str
    by: str | None = None
    also: bool = False


@dataclass
class Source:
    """One record as written: the day, the words, and the notes on them."""

    line: int
    weekday: str
    date: str
    clock: str | None
    zone: str
    text: str = ""
    notes: list[Note] = field(default_factory=list)


@dataclass
class Voice:
    """One imagined writer and all of that writer's records."""

    slug: str
    portrait: str
    zone: str
    people: dict[str, Someone]
    sources: list[Source]
    readers: tuple[str, ...] = ("a",)


def someone(line: str) -> Someone | None:
    """What a header line declares: `person lena = Lena, L. (sister, f)`; a role in `<...>` stands for no name."""
    if not (found := WHO.fullmatch(line)):
        return None
    names = [name.strip() for name in found["names"].split(",")]
    about = [part.strip() for part in (found["about"] or "").split(",") if part.strip()]
    gender = about.pop() if about and about[-1] in {"f", "m", "x"} else None
    named = names[0] != "-"
    return Someone(
        found["id"], found["kind"], names[0] if named else None, tuple(names[1:]), about[0] if about else None, gender
    )


def blocks(lines: list[str]) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """The lines of each record, with their numbers, head first."""
    starts = [n for n, line in enumerate(lines) if line.startswith("== ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start + 1, [(n + 1, lines[n]) for n in range(start, end) if not lines[n].startswith("# ")]


def record(at: int, block: list[tuple[int, str]], zone: str) -> Source:
    """One record out of its lines."""
    head = HEAD.fullmatch(block[0][1])
    if head is None:
        raise Unreadable(f"line {at}: not the head of a record: {block[0][1]}")
    source = Source(at, head["weekday"], head["date"], head["clock"], head["zone"] or zone)
    words: list[str] = []
    for number, line in block[1:]:
        note = LINE.fullmatch(line)
        if note:
            rest = (note["rest"] or "").strip()
            source.notes.append(Note(number, note["key"], rest, note["by"], also=bool(note["also"])))
        elif source.notes and line.strip():
            raise Unreadable(f"line {number}: no such kind of finding: {line}")
        elif not source.notes:
            words.append(line.rstrip())
    source.text = "\n".join(words).strip("\n")
    if not source.text.strip():
        raise Unreadable(f"line {at}: a record without words")
    return source


def load_voice(path: Path) -> Voice:
    """A voice from its file. Raises: Unreadable: naming the line that has no form."""
    lines = path.read_text(encoding="utf-8").split("\n")
    header: dict[str, str] = {}
    people: dict[str, Someone] = {}
    for number, line in enumerate(lines, 1):
        if line.startswith("== "):
            break
        if who := someone(line):
            if who.id in people:
                raise Unreadable(f"line {number}: {who.id} is declared twice")
            people[who.id] = who
        elif line.strip() and not line.startswith("# "):
            key, colon, value = line.partition(": ")
            if not colon or key not in {"portrait", "zone", "readers"}:
                raise Unreadable(f"line {number}: not a line of a header: {line}")
            header[key] = value
    readers = tuple(reader.strip() for reader in header.pop("readers", "a").split(","))
    if set(header) != {"portrait", "zone"}:
        raise Unreadable("line 1: a voice has a portrait and a zone")
    sources = [record(at, block, header["zone"]) for at, block in blocks(lines)]
    return Voice(path.stem, header["portrait"], header["zone"], people, sources, readers)
