"""The order in which readers read: each may use what those before it found."""

from collections.abc import Callable
from importlib import import_module

from goldseam.read.confidence import judged
from goldseam.read.language import READ, Languages, languages_of
from goldseam.read.passage import Evidence, Passage, Setting
from goldseam.read.zones import NO_PROSE
from goldseam.words.finding import Commitment, Finding, Health, Reading, Someone

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
    languages = languages_of(text, passage.sentences, passage.words)
    if passage.sentences and len(languages.foreign) == len(passage.sentences):
        return Reading(languages.whole.code, (), (), READER, model, _problems(languages, all_of_it=True))
    for read in _readers():
        read(passage)
    kept = _readable(passage, languages)
    findings = tuple(judged(found) for found in sorted(kept, key=lambda found: found.span))
    problems = _problems(languages, all_of_it=False) if languages.foreign else ()
    return Reading(languages.whole.code, tuple(passage.persons.values()), findings, READER, model, problems)


def _readable(passage: Passage, languages: Languages) -> list[Finding]:
    """What was found in prose of a language that can be read; what pointed at anything else points at nothing."""
    foreign = {sentence.start for sentence in languages.foreign}
    kept = [found for found in passage.findings if not (foreign and _sentence_start(passage, found) in foreign)]
    kept = [found for found in kept if (zone := passage.zone_at(found.span.start)) is None or zone.kind not in NO_PROSE]
    if len(kept) == len(passage.findings):
        return kept
    ids = {found.id for found in kept}
    for place, found in enumerate(kept):
        if isinstance(found.details, Commitment) and found.details.due not in ids:
            kept[place] = found._replace(details=found.details._replace(due=None))
        if isinstance(found.details, Health) and found.details.since not in ids:
            kept[place] = found._replace(details=found.details._replace(since=None))
    return kept


def _sentence_start(passage: Passage, found: Finding) -> int:
    return passage.sentences[passage.sentence_at(found.span.start)].start


def _problems(languages: Languages, *, all_of_it: bool) -> tuple[str, ...]:
    can = " and ".join(sorted(READ))
    what = "this text was not read" if all_of_it else "a part of this text was not read"
    why = "it is in a language that has no rules yet" if languages.whole.code else "its language could not be told"
    return (f"{what}: {why}; only {can} can be read so far",)


def _readers() -> list[Callable[[Passage], None]]:
    return [import_module(f"goldseam.read.readers.{name}").read for name in ORDER]
