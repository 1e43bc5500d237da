"""From which confidence on a reader's findings are shown: moved, a little, by what she said of those before."""

from goldseam.keep.vault import Vault
from goldseam.read.confidence import SHOWN_FROM
from goldseam.read.tables import ensure_tables
from goldseam.words.finding import TYPES

LOWEST, HIGHEST = 0.85, 0.99
WEIGHT = 10  # her first ten verdicts on a type weigh as much as what was measured
EASING = 0.5  # what she keeps accepting is shown more readily, half as fast as what she dismisses is held back


def threshold(accepted: int, against: int) -> float:
    """The threshold of a type, to the hundredth, of which she accepted so many, and dismissed or corrected so many."""
    right = (accepted + SHOWN_FROM * WEIGHT) / (accepted + against + WEIGHT)
    wanting = SHOWN_FROM - right
    return round(min(max(SHOWN_FROM + wanting * (1 if wanting > 0 else EASING), LOWEST), HIGHEST), 2)


def thresholds_of(vault: Vault) -> dict[str, float]:
    """The threshold of each type. Cost: one look at each of her verdicts."""
    ensure_tables(vault)
    counts: dict[str, list[int]] = {name: [0, 0] for name, _ in TYPES.values()}
    rows = vault.database.rows(
        "select type, sum(verdict = 'accepted'), sum(verdict in ('dismissed', 'corrected')) from read_verdict"
        " group by type"
    )
    for type_, accepted, against in rows:
        counts[str(type_)] = [int(str(accepted)), int(str(against))]
    return {type_: threshold(*count) for type_, count in counts.items()}
