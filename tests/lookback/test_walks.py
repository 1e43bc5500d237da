"""Whatever she asks, in any order: what is away is nowhere, and what is quiet comes up nowhere by itself."""

from pathlib import Path
from random import Random

import pytest

from goldseam.words.rest import Purpose
from tests.lookback.walks import SURFACES, UNASKED, pair, plain

WALKS = [4, pytest.param(250, marks=pytest.mark.long)]
STEPS = 40


@pytest.mark.parametrize("walks", WALKS)
def test_what_is_away_is_as_if_it_had_never_been_written(walks: int, tmp_path: Path) -> None:
    for walk in range(walks):
        home = tmp_path / f"{walk}"
        home.mkdir()
        with pair(home, Random(walk), "away") as both:
            for step in range(STEPS):
                seed = f"{walk} {step}"
                surface = SURFACES[step % len(SURFACES)]
                here, there = (plain(surface(desk, Random(seed))) for desk in (both.desk, both.twin))

                assert here == there, f"{surface.__name__} of walk {walk}, step {step}, {both.rule.sort}"
                assert not [one for one in both.resting if one.canary in here or one.id in here]


@pytest.mark.parametrize("walks", [3, pytest.param(100, marks=pytest.mark.long)])
def test_what_is_quiet_never_comes_up_by_itself(walks: int, tmp_path: Path) -> None:
    for walk in range(walks):
        home = tmp_path / f"{walk}"
        home.mkdir()
        with pair(home, Random(walk), "quiet") as both:
            for step in range(STEPS // 2):
                surface = UNASKED[step % len(UNASKED)]
                here = plain(surface(both.desk, Random(f"{walk} {step}")))

                assert not [one for one in both.resting if one.canary in here]
            sight = both.desk.sight(Purpose.UNASKED)
            assert not [one for one in both.resting if sight.shows(one.id)]
            assert all(sight.shows(one.id) for one in both.others)
