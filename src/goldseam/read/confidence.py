"""How far each rule is to be believed, and what may be shown: measured, and kept as data in `calibration.json`."""

import json
from functools import cache
from typing import Any

from goldseam.keep.digest import blake2b
from goldseam.words.finding import TYPES, Commitment, Details, Finding, Mention

NEVER = 1.01
SORTS = ("time", "person", "place", "pet", "feeling", "speech", "promise", "intention", "decision", "health")


def sort_of(details: Details) -> str:
    """What a finding is shown as: its type, but people, places and pets apart, and promises and intentions."""
    match details:
        case Mention(kind):
            return "place" if kind == "org" else kind
        case Commitment(strength):
            return "intention" if strength == "intention" else "promise"
    return TYPES[type(details)][0]


def judged(found: Finding) -> Finding:
    """The finding with the confidence of its source; one whose source was never measured has none and is not shown."""
    sort = sort_of(found.details)
    confidence = float(_written()["sources"].get(f"{sort} {found.source}", {}).get("confidence", 0.0))
    return found._replace(confidence=confidence, shown=tells(found.details) and confidence >= shown_from(sort))


def tells(details: Details) -> bool:
    """Whether a finding has anything to say: a pronoun of somebody who cannot be told has not, however sure that is."""
    return not (isinstance(details, Mention) and details.form == "pronoun" and details.ref is None)


def shown_from(sort: str) -> float:
    """From which confidence on nine in ten of all that is shown of a sort are right; more than 1 for never."""
    return float(_written().get("shown_from", {}).get(sort, NEVER))


@cache
def calibration() -> str:
    """Eight hexadecimal digits that are others when what was measured is."""
    return blake2b(_bytes(), digest_size=4).hexdigest()


def _bytes() -> bytes:
    from importlib.resources import files  # noqa: PLC0415 - 5 ms, and most lists need no measurement

    return files("goldseam.read").joinpath("calibration.json").read_bytes()


@cache
def _written() -> dict[str, dict[str, Any]]:
    written: dict[str, dict[str, Any]] = json.loads(_bytes())
    return written
