"""The direction of imports holds because the build reports whoever turns it round."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "goldseam"

PLANTED = {
    "words reach up into keep": ("words", "import goldseam.keep", "goldseam.words.planted -> goldseam.keep"),
    "words read a file": ("words", "import os", "goldseam.words.planted -> os"),
    "find looks at its neighbour read": ("find", "import goldseam.read", "goldseam.find.planted -> goldseam.read"),
    "carry can reach the keys": ("carry", "import goldseam.keep", "goldseam.carry.planted -> goldseam.keep"),
    "exchange looks at lookback": (
        "exchange",
        "import goldseam.lookback",
        "goldseam.exchange.planted -> goldseam.lookback",
    ),
    "write knows the desk": (
        "write",
        "def late() -> None:\n    import goldseam.desk",
        "goldseam.write.planted -> goldseam.desk",
    ),
    "find opens a database": ("find", "import apsw", "goldseam.find.planted -> apsw"),
    "write seals by itself": ("write", "from pyrage import x25519", "goldseam.write.planted -> pyrage"),
    "a command asks the keyring": ("command", "import keyring", "goldseam.command.planted -> keyring"),
    "exchange opens a socket": ("exchange", "import socket", "goldseam.exchange.planted -> socket"),
    "keep fetches a page": ("keep", "from http.client import HTTPConnection", "goldseam.keep.planted -> http"),
    "find runs a model of its own": ("find", "import onnxruntime", "goldseam.find.planted -> onnxruntime"),
    "a room called utils": ("utils", "", "goldseam.utils"),
}


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    """What `dev.py check` says about the imports of a tree."""
    return subprocess.run(
        [os.path.join(os.path.dirname(sys.executable), "lint-imports"), "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the house with all its rooms; those not built yet stand empty."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    house = tmp_path / "src" / "goldseam"
    shutil.copytree(SOURCE, house, ignore=shutil.ignore_patterns("__pycache__"))
    for room in ("words", "keep", "carry", "write", "find", "read", "lookback", "exchange", "desk", "page", "command"):
        if not (house / f"{room}.py").exists():
            (house / room).mkdir(exist_ok=True)
            (house / room / "__init__.py").touch()
    return tmp_path


def test_the_house_as_it_stands_keeps_every_contract(tree: Path) -> None:
    report = lint_imports(tree)

    assert report.returncode == 0, report.stdout
    assert "0 broken" in report.stdout


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_import_is_reported(tree: Path, planted: str) -> None:
    room, code, said = PLANTED[planted]
    folder = tree / "src" / "goldseam" / room
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").touch()
    (folder / "planted.py").write_text(code + "\n", encoding="utf-8")

    report = lint_imports(tree)

    assert report.returncode == 1
    assert said in report.stdout


@pytest.mark.parametrize(
    "code",
    [
        "import urllib.request",
        "from urllib.request import urlopen",
        "import pickle",
        "from tempfile import NamedTemporaryFile",
    ],
)
def test_what_no_room_may_use_is_reported(code: str) -> None:
    report = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--no-cache",
            "--select",
            "TID251",
            "--stdin-filename",
            "src/goldseam/find/x.py",
            "-",
        ],
        input=code + "\n",
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert report.returncode == 1
    assert "TID251" in report.stdout
