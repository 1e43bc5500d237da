"""data/reading as examples: what each annotation says about a sentence, about stretches, and about their qualities."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from goldseam.read.sentences import sentences_of
from training.example import Example, Extent, outermost
from training.labels import ATTRIBUTES, SENTENCE, SPANS

Record = dict[str, Any]

_OF_TRAP = {"figure": "figurative", "not_body": "figurative", "hypothesis": "hypothetical", "dream": "dream"} | {
    "fiction": "dream", "negation": "negated", "sarcasm": "insincere", "acted": "insincere"
}  # fmt: skip
_OF_MODE = {"not_felt": "negated", "hypothetical": "hypothetical", "dream": "dream", "acted": "insincere"}


def records(path: Path) -> list[Record]:
    """What data/reading/build.py compiled."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def examples(record: Record) -> Iterator[Example]:
    """Each sentence of a record; and a short record also as a whole, for what only shows between its sentences."""
    text = record["text"]
    sentences = [(start, end) for start, end in sentences_of(text)]
    whole = [(0, len(text))] if record["kind"] == "sentence" and len(sentences) > 1 else []
    for start, end in sentences + whole:
        yield example(record, start, end)


def example(record: Record, start: int, end: int) -> Example:
    """What is annotated between two offsets of a record."""
    spans: dict[str, list[Extent]] = {kind: [] for kind in SPANS}
    sentence = dict.fromkeys((name for name in SENTENCE if name not in {"request", "cause"}), False)
    attributes: list[tuple[str, Extent, str]] = []

    def here(extents: list[list[int]] | None) -> list[Extent]:
        return [(a - start, min(b, end) - start) for a, b in extents or [] if start <= a < end]

    for finding in record["findings"]:
        extents = here(finding["spans"])
        kind, qualities = _told(finding)
        reasons = [("for", here(finding.get("for"))), ("against", here(finding.get("against")))]
        for side, found in reasons:
            spans["reason"] += found
            attributes += [("reason.side", extent, side) for extent in found]
            sentence["reason"] |= bool(found)
        spans["saying"] += here(finding.get("cue"))
        spans["action"] += here(finding.get("action"))
        if not extents or not kind:
            continue
        spans[kind] += extents
        attributes += [(f"{kind}.{name}", extents[0], value) for name, value in qualities.items()]
        for name in _labels(finding):
            sentence[name] = True
    for lure in record["lures"]:
        if here(lure["spans"]) and lure["trap"] in _OF_TRAP:
            sentence[_OF_TRAP[lure["trap"]]] = True
    return Example(
        record["text"][start:end],
        "diary",
        sentence=sentence,
        spans={kind: outermost(extents) for kind, extents in spans.items()},
        attributes=tuple((name, extent, value) for name, extent, value in attributes if value in ATTRIBUTES[name]),
    )


def _told(finding: Record) -> tuple[str, dict[str, str]]:  # noqa: PLR0911 - one for each type
    """The kind of span a finding is, and the qualities of it that are learnt."""

    def whose(key: str) -> str:
        return "self" if finding[key] == "self" else "other"

    match finding["type"]:
        case "mention":
            form = finding["form"]
            kind = finding["kind"] if form == "name" else "kin" if form == "nominal" else ""
            return kind if form == "name" or finding["kind"] == "person" else "", {}
        case "feeling":
            figurative = "yes" if finding["figurative"] else "no"
            qualities = {"emotion": finding["emotion"], "mode": finding["mode"], "figurative": figurative}
            return "feeling", qualities | {"whose": whose("experiencer")}
        case "speech":
            return "speech", {"form": finding["form"], "whose": whose("speaker")}
        case "commitment":
            status = finding["status"] or "unsaid"
            return "commitment", {"strength": finding["strength"], "whose": whose("by"), "status": status}
        case "decision":
            return "decision", {"state": finding["state"], "whose": whose("by")}
        case "health":
            return "health", {"class": finding["class"], "state": finding["state"], "whose": whose("who")}
    return str(finding["type"]), {}


def _labels(finding: Record) -> Iterator[str]:
    """What a finding makes true of its sentence."""
    kind = finding["type"]
    kind += f".{finding['strength']}" if kind == "commitment" else ""
    if kind in SENTENCE:
        yield kind
    if finding.get("mode") in _OF_MODE:
        yield _OF_MODE[finding["mode"]]
    if finding.get("figurative"):
        yield "figurative"
    if finding.get("state") == "negated":
        yield "negated"
    if finding.get("state") == "feared":
        yield "hypothetical"
