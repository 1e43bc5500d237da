"""An encoder that was cut says what it said before."""

from tests.training.environment import needs_training, told_by


@needs_training
def test_the_parts_make_the_numbers_of_the_whole() -> None:
    assert told_by("tests.training.cut") == ["search", "emotions", "sentence", "spans", "attributes"]
