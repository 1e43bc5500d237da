"""A desk over a vault of its own, for what is read and said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from goldseam.desk.desk import Desk
from tests.making import ZONE, make_vault


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown in these tests does not depend on how well the rules of the day do."""
    for room in ("confidence", "thresholds"):
        monkeypatch.setattr(f"goldseam.read.{room}.shown_from", lambda _: 0.9)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    vault = make_vault(tmp_path / "vault")
    vault.close()
    opened = Desk(vault.folder, vault.keys, zone=ZONE)
    yield opened
    opened.close()
