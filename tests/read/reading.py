"""Reads a text as the pipeline does, as far as a test needs it."""

from datetime import date

from goldseam.read.passage import Evidence, Passage, Setting
from goldseam.read.readers import mentions
from goldseam.words.finding import Someone

SETTING = Setting(date(2024, 3, 7), None, "Europe/London")


def with_mentions(text: str, *, known: tuple[Someone, ...] = (), evidence: Evidence | None = None) -> Passage:
    """A passage in which the people have been found."""
    passage = Passage(text, SETTING, known=known, evidence=evidence)
    mentions.read(passage)
    return passage


def called(passage: Passage, identity: str | None) -> str | None:
    """A person's name, else what she is to somebody, for tests to compare."""
    if identity not in passage.persons:
        return identity
    someone = passage.persons[identity]
    return someone.name or someone.relation
