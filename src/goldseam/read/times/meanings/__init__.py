"""What each kind of row means: functions of a scene and a match; None where the words say too little."""

from collections.abc import Callable

from goldseam.read.times.meanings import amounts, clocks, days, loose, sets, stretches
from goldseam.read.times.row import Match
from goldseam.read.times.scene import Meant, Scene

Meaning = Callable[[Scene, Match], Meant | None]

MEANINGS: dict[str, Meaning] = {
    **days.MEANINGS,
    **stretches.MEANINGS,
    **clocks.MEANINGS,
    **amounts.MEANINGS,
    **sets.MEANINGS,
    **loose.MEANINGS,
}
