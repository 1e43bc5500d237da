"""A training is the same each time, also when it was broken off. Needs the environment that `dev.py train` makes."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-train" / "bin" / "python"


@pytest.mark.skipif(not PYTHON.exists(), reason="python3 dev.py train makes the environment with torch")
def test_the_same_steps_come_to_the_same_weights(tmp_path: Path) -> None:
    done = subprocess.run(
        [PYTHON, "-m", "tests.training.twice", tmp_path],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    first, again, broken_off = done.stdout.splitlines()[-1].split()
    assert first == again
    assert first == broken_off
