"""A decision that was found in an entry and that she accepted, as a card is made of it."""

from goldseam.keep.vault import Vault
from goldseam.lookback.decisions import Wanted
from goldseam.lookback.place import place_in
from goldseam.read.readings import Readings
from goldseam.words.entry import Entry
from goldseam.words.problem import Misused


def wanted_of_finding(readings: Readings, entry: Entry, finding: str, vault: Vault) -> Wanted:
    """What would be kept of a finding: its words, and the clauses that were found to speak for it and against it.

    Raises: Misused: there is none of that id that is a decision and that she said is right; and as `place_in`.
    """
    found = next((one for one in readings.object_of(entry)["findings"] if one["id"] == finding), None)
    if found is None or found["type"] != "decision":
        raise _refused("the entry has no decision of that id", "see what was found: goldseam read ENTRY")
    if not found["verdict"]:
        raise _refused(
            "that was found by goldseam, and you have not said whether it is right",
            "goldseam read accept ENTRY FINDING, and then the id that goldseam read ENTRY tells",
        )
    what, for_, against = (
        tuple(place_in(vault, entry, start, end) for start, end in spans)
        for spans in (found["spans"][:1], found["for"], found["against"])
    )
    return Wanted(entry.content.day, what[0], for_, against)


def _refused(happened: str, then: str) -> Misused:
    return Misused(happened, safe="nothing was changed", next=then, code="lookback.decision-finding")
