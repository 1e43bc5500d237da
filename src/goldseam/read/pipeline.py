"""The order in which readers read: each may use what those before it found."""

from collections.abc import Callable
from importlib import import_module

from goldseam.read.confidence import judged
from goldseam.read.passage import Evidence, Passage, Setting
from goldseam.words.finding import Reading, Someone

READER = "goldseam-rules/1"

# A file of `readers/` each; what a line needs stands above it.
ORDER = ("times", "mentions", "speech", "feelings", "commitments", "decisions", "health")


def read_text(
    text: str,
    setting: Setting,
    *,
    evidence: Evidence | None = None,
    known: tuple[Someone, ...] = (),
    model: str | None = None,
) -> Reading:
    """Everything that stands in a text.

    Args:
        text: NFC, never altered.
        setting: when and where it was written.
        evidence: what the encoder makes of it, where there is one.
        known: whom the registry knows.
        model: the hash of the encoder's file.
    """
    passage = Passage(text, setting, evidence=evidence, known=known)
    for read in _readers():
        read(passage)
    findings = tuple(judged(found) for found in sorted(passage.findings, key=lambda found: found.span))
    return Reading("en", tuple(passage.persons.values()), findings, READER, model)


def _readers() -> list[Callable[[Passage], None]]:
    return [import_module(f"goldseam.read.readers.{name}").read for name in ORDER]
