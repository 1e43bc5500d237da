"""A decision that was found in an entry, as a card is made of it."""

from goldseam.keep.vault import Vault
from goldseam.lookback.decisions import Wanted
from goldseam.lookback.place import place_in
from goldseam.read.readings import Readings
from goldseam.words.entry import Entry
from goldseam.words.problem import Misused


def wanted_of_finding(readings: Readings, entry: Entry, finding: str, vault: Vault) -> Wanted:
    """What would be kept of a finding: its words, and the clauses that were found to speak for it and against it.

    To keep it is to say that it is right: whoever keeps it accepts the finding too.

    Raises: Misused: the entry has no decision of that id; and as `place_in`.
    """
    told = next((one for one in readings.object_of(entry)["findings"] if one["id"] == finding), None)
    if told is None or told["type"] != "decision":
        raise Misused(
            "the entry has no decision of that id",
            safe="nothing was changed",
            next="see what was found: goldseam read ENTRY",
            code="lookback.decision-finding",
        )
    what, for_, against = (
        tuple(place_in(vault, entry, start, end) for start, end in spans)
        for spans in (told["spans"][:1], told["for"], told["against"])
    )
    return Wanted(entry.content.day, what[0], for_, against)
