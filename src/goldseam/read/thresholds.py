"""From which confidence on findings are shown: as measured, moved a little by what she said of those before."""

from goldseam.keep.vault import Vault
from goldseam.read.confidence import SORTS, shown_from
from goldseam.read.tables import ensure_tables

RIGHT = 0.9  # of what is shown, as it was measured
EASED_MAX, HIGHEST = 0.05, 0.99
WEIGHT = 10  # her first ten verdicts on a sort weigh as much as what was measured
ALL_WANTING = RIGHT / 2  # as after ten dismissals and nothing accepted: then nothing of the sort is shown
EASING = 0.5  # what she keeps accepting is shown more readily, half as fast as what she dismisses is held back


def threshold(measured: float, accepted: int, against: int) -> float:
    """The threshold of a sort, to the hundredth.

    Args:
        measured: what it is before she has said anything.
        accepted: how many of the sort she accepted.
        against: how many she dismissed or corrected.
    """
    if measured > HIGHEST:
        return measured  # of which nothing can be shown
    wanting = RIGHT - (accepted + RIGHT * WEIGHT) / (accepted + against + WEIGHT)
    if wanting > 0:  # of what is left above it, so that one dismissal never hides all that is sure
        return round(measured + (HIGHEST - measured) * min(1.0, wanting / ALL_WANTING), 3)
    return round(max(measured + wanting * EASING, measured - EASED_MAX), 3)


def thresholds_of(vault: Vault) -> dict[str, float]:
    """The threshold of each sort. Cost: one look at each of her verdicts."""
    ensure_tables(vault)
    rows = vault.database.rows(
        "select sort, sum(verdict = 'accepted'), sum(verdict in ('dismissed', 'corrected')) from read_verdict"
        " group by sort"
    )
    said = {str(sort): (int(str(accepted)), int(str(against))) for sort, accepted, against in rows}
    return {sort: threshold(shown_from(sort), *said.get(sort, (0, 0))) for sort in SORTS}
