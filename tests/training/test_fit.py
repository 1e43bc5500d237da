"""A training is the same each time, also when it was broken off."""

from pathlib import Path

from tests.training.environment import needs_training, told_by


@needs_training
def test_the_same_steps_come_to_the_same_weights(tmp_path: Path) -> None:
    first, again, broken_off = told_by("tests.training.twice", tmp_path)

    assert first == again
    assert first == broken_off
