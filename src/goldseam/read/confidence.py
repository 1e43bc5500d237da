"""How far each rule is to be believed, and what may be shown: measured, and kept as data in `calibration.json`."""

import json
from functools import cache
from importlib.resources import files

from goldseam.keep.digest import blake2b
from goldseam.words.finding import Finding

SHOWN_FROM = 0.9  # precision, end to end


def judged(found: Finding) -> Finding:
    """The finding with the confidence of its source; one whose source was never measured has none and is not shown."""
    confidence = _measured().get(found.source, 0.0)
    return found._replace(confidence=confidence, shown=confidence >= SHOWN_FROM)


@cache
def calibration() -> str:
    """Eight hexadecimal digits that are others when what was measured is."""
    return blake2b(_written(), digest_size=4).hexdigest()


def _written() -> bytes:
    return files("goldseam.read").joinpath("calibration.json").read_bytes()


@cache
def _measured() -> dict[str, float]:
    written: dict[str, dict[str, dict[str, float]]] = json.loads(_written())
    return {source: figures["confidence"] for source, figures in written["sources"].items()}
