"""What she said of her entries and of people, as the export writes it, and back (spec/export.md)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from goldseam.exchange.exported import ANNOTATIONS_FILE, PEOPLE_FILE, VERSION, json_text
from goldseam.exchange.importers import goldseam
from goldseam.exchange.recognise import Source
from goldseam.keep.vault import Vault
from goldseam.read.judgement import Judgement, keep_judgements
from goldseam.read.judgements import Judgements
from goldseam.read.layout import NotAFinding, details_of, person_object, plain_object
from goldseam.read.parts import is_id
from goldseam.read.person import Person, keep_persons, meta_of, person_from
from goldseam.read.readings import Readings
from goldseam.read.registry import Registry
from goldseam.words.entry import Entry

Object = dict[str, Any]
IMPORTABLE = ("accepted", "corrected", "dismissed", "added")


class SaidBack(NamedTuple):
    """How much of what she had said came back.

    Attributes:
        annotations: on entries.
        people: in the registry.
    """

    annotations: int
    people: int


def said_in(vault: Vault) -> Mapping[str, Iterator[str]]:
    """The files of an export that hold what she said, each with its lines; none where she has said nothing."""
    registry = Registry(vault)
    readings = Readings(vault, registry)
    people = _people(registry)
    annotations = _annotations(vault, Judgements(vault, readings), readings)
    return {
        name: lines for name, lines in ((PEOPLE_FILE, people), (ANNOTATIONS_FILE, annotations)) if lines is not None
    }


def _people(registry: Registry) -> Iterator[str] | None:
    persons = sorted(registry.circle().persons.values(), key=lambda one: one.id)
    return (line_of({"goldseam": VERSION, "id": one.id, **meta_of(one)}) for one in persons) if persons else None


def _annotations(vault: Vault, judgements: Judgements, readings: Readings) -> Iterator[str] | None:
    rows = vault.database.rows("select distinct subject from record where kind = 'annotation' and body is not null")
    entries = sorted(bytes(row[0]).hex() for row in rows)  # type: ignore[arg-type]  # ids are bytes
    shown = (entry for entry in map(vault.entry, entries) if entry is not None)
    return (line for entry in shown for line in _of_entry(entry, judgements, readings)) if entries else None


def _of_entry(entry: Entry, judgements: Judgements, readings: Readings) -> Iterator[str]:
    """Each annotation with its places in the text as it is exported; one whose words are not there is left out."""
    standing = {one.judgement.id: one for one in readings.standings(entry).here if one.judgement is not None}
    for said in judgements.said(entry):
        here = standing.get(said.id)
        was = readings.carried(entry, said, said.was)
        if (said.now is not None and here is None) or (said.now is None and was is None):
            continue
        told: Object = {"goldseam": VERSION, "entry": entry.id, "annotation": said.id, "verdict": said.verdict}
        told["was"] = was
        told["is"] = None if here is None or said.now is None else {**plain_object(here.finding), "id": said.now["id"]}
        persons = [] if here is None else [person_object(one) for one in here.persons.values()]
        beside = [] if here is None else [plain_object(one) for one in here.beside.values()]
        yield line_of(told | {"persons": persons, "beside": beside, "reader": said.reader})


def line_of(told: Object) -> str:
    """An object as a line of an export has it."""
    return f"{{{', '.join(f'{json_text(name)}: {json_text(value)}' for name, value in told.items())}}}\n"


def take_in_said(vault: Vault, source: Source, *, now_ms: int) -> SaidBack:
    """Takes in what an export says she said, after its entries came in. What is here already is left alone.

    A line that is broken, or does not stand in its entry as that is here now, is passed over.
    """
    if source.importer is not goldseam:
        return SaidBack(0, 0)
    circle = Registry(vault).circle()
    persons = [one for one in map(_person, goldseam.lines(source.glimpse, PEOPLE_FILE)) if one is not None]
    new = [one for one in persons if one.id not in circle.persons]
    if new:
        keep_persons(vault, new, now_ms=now_ms)
    taken = 0
    for batch in _batches(goldseam.lines(source.glimpse, ANNOTATIONS_FILE)):
        some = {one.id: one for one in (_judgement(vault, told) for told in batch) if one is not None}
        if some:
            keep_judgements(vault, some.values(), now_ms=now_ms)
        taken += len(some)
    return SaidBack(taken, len(new))


def lines_beside(source: Source, name: str) -> Iterator[Object]:
    """The objects of a file of lines beside the entries of an export; none where the source is another."""
    return goldseam.lines(source.glimpse, name) if source.importer is goldseam else iter(())


def _batches(lines: Iterable[Object], size: int = 500) -> Iterator[list[Object]]:
    batch: list[Object] = []
    for line in lines:
        batch.append(line)
        if len(batch) == size:
            yield batch
            batch = []
    yield batch


def _person(told: Object) -> Person | None:
    id_ = told.get("id")
    return person_from(id_, told) if isinstance(id_, str) and is_id(id_) and told.get("goldseam") == VERSION else None


def _judgement(vault: Vault, told: Object) -> Judgement | None:
    """The judgement of a line, if its entry is here, its words stand there, and it is not known yet."""
    entry_id, id_, verdict = told.get("entry"), told.get("annotation"), told.get("verdict")
    if not (is_id(entry_id) and is_id(id_) and verdict in IMPORTABLE and told.get("goldseam") == VERSION):
        return None
    entry = vault.entry(str(entry_id))
    was, now = told.get("was"), told.get("is")
    if entry is None or not _stands(was, entry) or not _stands(now, entry) or (was or now) is None:
        return None
    if any(record.meta is not None and record.meta.get("annotation") == id_ for record in vault.records(entry.id)):
        return None
    objects = [told[name] if isinstance(told.get(name), list) else [] for name in ("persons", "beside")]
    persons, beside = (tuple(one for one in some if isinstance(one, dict)) for some in objects)
    reader = str(told.get("reader", ""))
    return Judgement(str(id_), entry.id, verdict, entry.heads, was, now, persons, beside, reader)


def _stands(told: object, entry: Entry) -> bool:
    if told is None:
        return True
    if not isinstance(told, dict):
        return False
    try:
        details_of(str(told.get("type")), told)
        start, end = told["spans"][0]
        return bool(entry.content.text[start:end] == told["quote"] != "")
    except (NotAFinding, KeyError, TypeError, ValueError, IndexError):
        return False
