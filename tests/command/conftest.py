"""Somebody to run the command."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command.person import Person


@pytest.fixture
def person(own_home: Path) -> Iterator[Person]:
    """Somebody with a vault; whatever she unlocked is locked when the test ends."""
    person = Person(own_home)
    yield person
    person.run("lock")
