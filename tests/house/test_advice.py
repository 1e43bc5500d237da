"""What an error tells her to do can be done: every command and option it names is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from goldseam.command.completions import options_of
from goldseam.command.names import COMMANDS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "goldseam"
ADVISED = re.compile(r"\bgoldseam ([a-z][a-z-]*)([^;:,]*)")
OPTION = re.compile(r"(?<![\w-])--([a-z][a-z-]+)")
PROSE = {"on", "that", "is", "and", "shows", "made", "knows", "which", "asks", "wants"}  # a sentence about goldseam


def texts(node: ast.AST) -> Iterator[str]:
    """The literal text of an expression; what is filled in becomes a mark."""
    for part in ast.walk(node):
        if isinstance(part, ast.JoinedStr):
            yield "".join(str(v.value) if isinstance(v, ast.Constant) else "…" for v in part.values)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def unknown(advice: str) -> list[str]:
    """What an advice names that is not there."""
    found = []
    for name, rest in ADVISED.findall(advice):
        if name in PROSE:
            continue
        if name not in COMMANDS:
            found.append(name)
            continue
        known = {option.name for option in options_of(name)}
        found += [f"{name} --{option}" for option in OPTION.findall(rest) if option not in known]
    return found


def test_every_command_and_option_that_an_error_names_is_there() -> None:
    wrong, count = [], 0
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in {"next", "next_"}:
                for text in texts(node.value):
                    count += "goldseam " in text
                    wrong += [f"{path.name}:{node.value.lineno}: {what}" for what in unknown(text)]

    assert wrong == []
    assert count > 50, "this looked at nothing"


def test_it_sees_an_option_and_a_command_that_are_not_there() -> None:
    assert unknown("try again: goldseam unlock --paper-key") == ["unlock --paper-key"]
    assert unknown("goldseam mend; goldseam list --number 3") == ["mend"]
