"""Reads a text as the pipeline does, as far as a test needs it."""

from datetime import date

from goldseam.read.passage import Evidence, Passage, Setting
from goldseam.read.pipeline import read_text
from goldseam.read.readers import feelings, health, mentions, times
from goldseam.words.finding import Feeling, Finding, Health, Reading, Someone

SETTING = Setting(date(2024, 3, 7), None, "Europe/London")


def with_mentions(text: str, *, known: tuple[Someone, ...] = (), evidence: Evidence | None = None) -> Passage:
    """A passage in which the times and the people have been found."""
    passage = Passage(text, SETTING, known=known, evidence=evidence)
    times.read(passage)
    mentions.read(passage)
    return passage


def felt_in(text: str) -> tuple[Passage, list[tuple[Finding, Feeling]]]:
    """A passage and the feelings found in it, in order."""
    passage = with_mentions(text)
    feelings.read(passage)
    found = [(one, one.details) for one in passage.findings if isinstance(one.details, Feeling)]
    return passage, sorted(found, key=lambda pair: pair[0].span)


def ailing_in(text: str) -> tuple[Passage, list[tuple[Finding, Health]]]:
    """A passage and what was found of the body in it, in order."""
    passage = with_mentions(text)
    health.read(passage)
    found = [(one, one.details) for one in passage.findings if isinstance(one.details, Health)]
    return passage, sorted(found, key=lambda pair: pair[0].span)


def whole(text: str) -> Reading:
    """What all readers together find in a text of a Wednesday in March 2025."""
    return read_text(text, Setting(date(2025, 3, 5)))


def of_type(reading: Reading, type_: str) -> list[Finding]:
    """The findings of one type, in order."""
    return [found for found in reading.findings if found.type == type_]


def called(read: Passage | Reading, identity: str | None) -> str | None:
    """A person's name, else what she is to somebody, for tests to compare."""
    persons = read.persons.values() if isinstance(read, Passage) else read.persons
    for someone in persons:
        if someone.id == identity:
            return someone.name or someone.relation
    return identity
