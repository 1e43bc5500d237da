"""Transcripts of a person at a terminal, run against the real command.

A line that begins with `$ ` is typed; what follows is what she reads, on either stream, in order. `…` stands for any
text within a line, a line that is only `…` for any lines. `[12]` on a line of its own is the exit code, when it is
not 0. Lines that begin with `#` are for the reader.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

STORIES = sorted(Path(__file__).parent.glob("*.txt"))


class Step(NamedTuple):
    line: int
    typed: str
    read: list[str]
    code: int


def steps(story: str) -> list[Step]:
    found: list[Step] = []
    for number, line in enumerate(story.splitlines(), start=1):
        if line.startswith("$ "):
            found.append(Step(number, line[2:], [], 0))
        elif found and (code := re.fullmatch(r"\[(\d+)\]", line)):
            found[-1] = found[-1]._replace(code=int(code[1]))
        elif found and line.strip() and not line.startswith("#"):
            found[-1].read.append(line)
    return found


def pattern(expected: list[str]) -> str:
    lines = [r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*?") + r"\n" for line in expected]
    return "".join(lines)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[list[str]]:
    """A shell with `goldseam`, a passphrase file, and a vault to be made."""
    (tmp_path / "pass").write_text("correct horse\n")
    command = f"{shlex.quote(sys.executable)} -m goldseam"
    place = f"export GOLDSEAM_VAULT=vault TZ=Europe/Lisbon; cd {shlex.quote(str(tmp_path))}; "
    yield ["sh", "-c", f'goldseam() {{ {command} "$@"; }}; {place}']
    subprocess.run(
        [sys.executable, "-m", "goldseam", "lock", "--vault", str(tmp_path / "vault")], capture_output=True, check=False
    )


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_story(story: Path, shell: list[str]) -> None:
    for step in steps(story.read_text(encoding="utf-8")):
        result = subprocess.run(
            [*shell[:-1], shell[-1] + step.typed],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            env=os.environ | {"COLUMNS": "80"},
            check=False,
        )
        read = "".join(line + "\n" for line in result.stdout.splitlines() if line.strip())
        where = f"{story.name}:{step.line}: $ {step.typed}\n{read}"

        assert result.returncode == step.code, where
        assert re.fullmatch(pattern(step.read), read), where
