"""A desk over a vault of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from goldseam.desk.desk import Desk
from tests.making import ZONE, make_vault


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    vault = make_vault(tmp_path / "vault")
    vault.close()
    opened = Desk(vault.folder, vault.keys, zone=ZONE)
    yield opened
    opened.close()
