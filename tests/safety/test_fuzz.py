"""Every reader of what comes from outside, fuzzed along its branches (`python3 dev.py test-long`)."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.exchange.hostile import IMPORTED
from tests.safety.hostile import READERS

SECONDS = int(os.environ.get("FUZZ_SECONDS", "300"))  # for each reader
LIMITS = ("-rss_limit_mb=1500", "-malloc_limit_mb=600", "-timeout=30", "-max_len=65536")

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is made for other machines"),
]


def fuzz(name: str, found: Path, seconds: int) -> subprocess.CompletedProcess[str]:
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={found}/", *LIMITS]
    return subprocess.run(
        [sys.executable, "-m", "tests.safety.fuzz", name, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", [*READERS, *IMPORTED])
def test_nothing_that_is_made_up_ends_otherwise_than_declared(name: str, tmp_path: Path) -> None:
    result = fuzz(name, tmp_path, SECONDS)

    assert result.returncode == 0, f"{list(tmp_path.iterdir())}\n{result.stdout[-4000:]}{result.stderr[-1000:]}"
    assert "Done" in result.stderr


def test_a_mistake_is_found(tmp_path: Path) -> None:
    result = fuzz("planted", tmp_path, 60)

    assert result.returncode != 0
    assert "KeyError" in result.stdout  # where atheris tells
    assert [path.name[:6] for path in tmp_path.iterdir() if path.is_file()] == ["crash-"]
