"""Every example in spec/vectors is read as its head says; what can be written again is, to the same bytes."""

import json
from pathlib import Path

import pytest

from tests.vectors.readers import READERS
from tests.vectors.vector import Vector, all_vectors

VECTORS = all_vectors()
# Lines of a head that tell how to read the example, and not what is read in it.
GIVEN = {"expect", "note", "kind", "secret", "identity", "vault", "device", "file", "root", "blobs", "back"}


def held_against(vector: Vector, folder: Path) -> None:
    outcome, read = READERS[vector.path.parent.name](vector, folder)
    assert outcome == vector.expect, vector.one("note")
    for name, value in read.items():
        expected = vector.said.get(name)
        if isinstance(value, list):
            assert expected == value, name
        elif isinstance(value, dict):
            assert [json.loads(said) for said in expected or ()] == [value], name
        elif expected is not None:
            assert expected == [str(value)], name
    asked = vector.said.keys() - GIVEN
    assert outcome not in {"ok", "not-understood"} or asked <= read.keys(), asked - read.keys()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector.path.parent.name}/{vector.path.name}")
def test_an_example_is_read_as_the_specification_says(vector: Vector, tmp_path: Path) -> None:
    held_against(vector, tmp_path)


@pytest.mark.parametrize("format_", READERS)
def test_every_format_has_good_and_bad_examples(format_: str) -> None:
    expected = {vector.expect for vector in VECTORS if vector.path.parent.name == format_}

    assert "ok" in expected
    assert len(expected) > 1


def test_every_example_belongs_to_a_format() -> None:
    assert {vector.path.parent.name for vector in VECTORS} == set(READERS)


@pytest.mark.parametrize("format_", READERS)
def test_an_example_with_another_expectation_fails(format_: str, tmp_path: Path) -> None:
    """So that a reader which takes everything, or nothing, cannot pass."""
    good = next(vector for vector in VECTORS if vector.path.parent.name == format_ and vector.expect == "ok")
    bad = next(vector for vector in VECTORS if vector.path.parent.name == format_ and vector.expect != "ok")
    for number, (vector, expect) in enumerate([(good, bad.expect), (bad, "ok")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(AssertionError):
            held_against(vector._replace(said={**vector.said, "expect": [expect]}), folder)
