"""Nobody goes round what rests: a sight has no default, and the rooms that show things say where they need it all."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "goldseam"

# The only modules of the rooms that show things which may see all of it, and why.
WHOLE = {
    "command/decide.py": "it tells back the decision that she has this moment made",
    "command/export.py": "an export is always whole, and says how many of its entries are in the trash",
    "command/show_safely.py": "whoever rests is called otherwise too, where an entry that she chose names them",
    "command/to_come.py": "whoever rests is somebody all the same, where it is asked whether a word is a day",
    "page/pages/people.py": "an address says who is meant; what may then be shown is asked for besides",
    "page/pages/rests.py": "whoever rests already may be let rest deeper",
    "page/pages/showing.py": "as command/show_safely.py",
}
# Who shows something asks for a sight; these make one.
MAKERS = {"keep/sights.py", "read/corrections.py"}
READINGS_OF_ALL = {"iter_entries"}
# What works on all of it and shows none: exports.
OF_ALL = {"command/export.py", "page/pages/leaving.py"}


def modules(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for room in rooms or ("",):
        for path in sorted((SOURCE / room).rglob("*.py")):
            yield path.relative_to(SOURCE).as_posix(), parsed(path)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def defaulted_sights(tree: ast.AST) -> list[int]:
    """The lines of functions whose `sight` may be left out."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            placed = [*node.args.posonlyargs, *node.args.args]
            optional = placed[len(placed) - len(node.args.defaults) :]
            keyed = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            optional += [argument for argument, default in keyed if default is not None]
            found += [node.lineno for argument in optional if argument.arg == "sight"]
    return found


def names_in(tree: ast.AST) -> set[str]:
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def calls_in(tree: ast.AST) -> set[str]:
    called = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {one.id for one in called if isinstance(one, ast.Name)}


def test_no_reading_does_without_a_sight() -> None:
    assert {name: lines for name, tree in modules() if (lines := defaulted_sights(tree))} == {}


@pytest.mark.parametrize("code", ["def f(a, sight=None): ...", "def f(*, sight=ALL): ...", "def f(sight=1, /): ..."])
def test_a_sight_with_a_default_would_be_seen(code: str) -> None:
    assert defaulted_sights(ast.parse(code)) == [1]


def test_only_exports_and_what_says_who_is_meant_see_all_of_it() -> None:
    assert {name for name, tree in modules("command", "page") if "EXPORT" in names_in(tree)} == set(WHOLE)
    assert {name for name, tree in modules() if "Sight" in calls_in(tree)} == MAKERS
    assert {name for name, tree in modules("command", "page") if READINGS_OF_ALL & names_in(tree)} == OF_ALL
