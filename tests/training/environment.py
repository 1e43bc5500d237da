"""The environment that `dev.py train` makes, for what the tests' own does not have: torch and onnx."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-train" / "bin" / "python"

needs_training = pytest.mark.skipif(not PYTHON.exists(), reason="python3 dev.py train makes the environment with torch")


def told_by(module: str, *arguments: Path) -> list[str]:
    """The words in the last line of what a module prints that is run there."""
    done = subprocess.run(
        [PYTHON, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].split()
