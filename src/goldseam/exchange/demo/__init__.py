"""The diary of somebody who does not exist, to look around in; README.md tells who she is."""

import os

from goldseam.exchange.glimpse import take_glimpse
from goldseam.exchange.importers import jsonlines
from goldseam.exchange.incoming import Circumstances
from goldseam.exchange.intake import take_in
from goldseam.exchange.report import IMPORTED
from goldseam.keep.vault import Vault

DIARY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "diary.jsonl")


def take_in_demo(vault: Vault, *, now_ms: int, zone: str) -> int:
    """Fills a vault with it; returns how many entries are new."""
    records = jsonlines.records(take_glimpse(DIARY), Circumstances(zone))
    return sum(row.outcome == IMPORTED for row in take_in(vault, records, now_ms=now_ms))
