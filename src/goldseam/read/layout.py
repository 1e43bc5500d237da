"""A finding and a reading as the JSON objects of spec/annotations.md, and a finding back from one."""

import json
from typing import Any, get_args

from goldseam.words.emotion import EMOTIONS
from goldseam.words.finding import (
    SCHEMA,
    TYPES,
    Commitment,
    Decision,
    DecisionState,
    Details,
    Feeling,
    Finding,
    Form,
    Health,
    HealthClass,
    HealthState,
    Kind,
    Mention,
    Mode,
    Modifier,
    Reading,
    Someone,
    Speech,
    SpeechForm,
    Status,
    Strength,
    Time,
    TimeClass,
    find,
)
from goldseam.words.span import Span

Object = dict[str, Any]

DETAILS = {name: type_ for type_, (name, _) in TYPES.items()}

# What an attribute is called in the object, where it is called otherwise here.
_NAMES = {
    "time_class": "class",
    "health_class": "class",
    "modifier": "mod",
    "first": "from",
    "end": "to",
    "reasons_for": "for",
    "reasons_against": "against",
}
_CLOSED: dict[type, dict[str, frozenset[str]]] = {
    Time: {"class": frozenset(get_args(TimeClass)), "mod": frozenset(get_args(Modifier))},
    Mention: {"kind": frozenset(get_args(Kind)), "form": frozenset(get_args(Form))},
    Feeling: {"emotion": EMOTIONS, "mode": frozenset(get_args(Mode))},
    Speech: {"form": frozenset(get_args(SpeechForm))},
    Commitment: {"strength": frozenset(get_args(Strength)), "status": frozenset(get_args(Status))},
    Decision: {"state": frozenset(get_args(DecisionState))},
    Health: {"class": frozenset(get_args(HealthClass)), "state": frozenset(get_args(HealthState))},
}
_MAY_BE_NULL = {"mod", "status"}
_SPANS = {"cue", "action", "for", "against"}
_IDS = {"addressee", "to"}


class NotAFinding(ValueError):
    """An object that is no finding: a type nobody knows, a word outside a closed list, a place outside the text."""


def object_of(reading: Reading, text: str, *, day: str, clock: str | None, zone: str) -> Object:
    """The object of spec/annotations.md, with what a reader adds to it."""
    there = {found.type for found in reading.findings}
    return {
        "schema": SCHEMA,
        "reader": reading.reader,
        "model": reading.model,
        "date": day,
        "clock": clock,
        "tz": zone,
        "lang": reading.language,
        "text": text,
        "persons": [person_object(someone) for someone in reading.persons],
        "findings": [finding_object(found) for found in reading.findings],
        "none": [name for name, _ in TYPES.values() if name not in there],
        "problems": list(reading.problems),
    }


def person_object(someone: Someone) -> Object:
    """Who is referred to, as an object."""
    return {**someone._asdict(), "aliases": list(someone.aliases)}


def finding_object(found: Finding) -> Object:
    """A finding as an object: id, type, spans and quote, what it is, and how far it is to be believed."""
    return {
        **plain_object(found),
        "confidence": round(found.confidence, 4),
        "source": found.source,
        "shown": found.shown,
    }


def plain_object(found: Finding) -> Object:
    """A finding without who found it, and how far that one is to be believed."""
    return {
        "id": found.id,
        "type": found.type,
        "spans": [list(quote.span) for quote in found.quotes],
        "quote": found.words,
        **details_object(found.details),
    }


def someone_of(told: Object) -> Someone:
    """Who is referred to, from `person_object`; what is missing is as usual."""
    return Someone(
        str(told.get("id")),
        told.get("kind") or "person",
        told.get("name"),
        tuple(told.get("aliases") or ()),
        told.get("relation"),
        told.get("gender"),
    )


def details_object(details: Details) -> Object:
    """What a finding is, without where it stands."""
    told = {_name(details, name): _plain(value) for name, value in details._asdict().items()}
    return told | {"figurative": False} if isinstance(details, Health) else told


def _name(details: Details, name: str) -> str:
    if name in {"end", "first"} and not isinstance(details, Time):
        return name
    return _NAMES.get(name, name)


def _plain(value: Any) -> Any:
    """JSON has no tuples, and a span is two numbers."""
    return json.loads(json.dumps(value))


def finding_of(told: Object, text: str, *, source: str) -> Finding:
    """The finding that an object tells, if it stands in `text`.

    Raises: NotAFinding.
    """
    try:
        spans = tuple(Span(int(start), int(end)) for start, end in told["spans"])
        found = find(str(told["id"]), text, spans, details_of(str(told["type"]), told), source=source)
    except (KeyError, TypeError, ValueError) as cause:
        raise NotAFinding(type(cause).__name__) from cause
    if told.get("quote", found.words) != found.words:
        raise NotAFinding("the quote does not stand there")
    return found


def details_of(type_: str, told: Object) -> Details:
    """What an object says that a finding is; keys that are missing are as the type has them.

    Raises: NotAFinding.
    """
    details = DETAILS.get(type_)
    if details is None:
        raise NotAFinding("no such type")
    given: dict[str, Any] = {}
    for attribute in details._fields:  # type: ignore[attr-defined]  # every one is a NamedTuple
        key = _NAMES.get(attribute, attribute)
        if key in told:
            given[attribute] = _value(details, key, told[key])
    try:
        made: Details = details(**given)
    except TypeError as cause:
        raise NotAFinding("it lacks what its type needs") from cause
    return made


def _value(details: type, key: str, value: Any) -> Any:
    allowed = _CLOSED[details].get(key)
    if allowed is not None and value not in allowed and not (value is None and key in _MAY_BE_NULL):
        raise NotAFinding(f"{key} has no such value")
    if key in _SPANS:
        return None if value is None else tuple(Span(int(start), int(end)) for start, end in value)
    if key in _IDS and details is not Time:
        return None if value is None else tuple(str(name) for name in value)
    return value if value is None or isinstance(value, bool) else str(value)
