"""The tree says of itself what is true, and nothing of the machine it was written on."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)
REGISTRIES = (
    "pypi",
    "pythonhosted",
    "npmjs",
    "deb.debian",
    "crates",
)  # the first part of a host that ends in .org or .io


def tracked() -> list[Path]:
    """Every file git knows, as paths from the root."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing says which files belong to the tree")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [Path(os.fsdecode(name)) for name in listed.split(b"\0") if name and (ROOT / os.fsdecode(name)).is_file()]


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    # In two parts, or this file would name them. The last two are where machines that only build keep their trees.
    folders = {str(ROOT), "/" + "work", "/" + "root"}
    named = "|".join(re.escape(folder) for folder in folders)
    mention = re.compile(rf"(?:^|[^A-Za-z0-9_./-])(?:{named})/".encode(), re.MULTILINE)

    assert [str(path) for path in tracked() if mention.search((ROOT / path).read_bytes())] == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    mention = re.compile(rf"\b(?:{'|'.join(REGISTRIES)})\.(?:org|io|com)\b".encode())

    assert [str(path) for path in tracked() if mention.search((ROOT / path).read_bytes())] == []


def test_a_lock_holds_hashes_and_no_addresses() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        lines = lock.read_text(encoding="ascii").splitlines()
        pins = [line for line in lines if line and line[0] not in "# "]

        assert pins, lock
        assert [pin for pin in pins if "==" not in pin or not pin.endswith("\\")] == []
        assert [line for line in lines if "://" in line or "-index" in line] == []


def test_every_dependency_stands_in_the_lock() -> None:
    locked = (ROOT / "requirements" / "dev.txt").read_text(encoding="ascii")
    wanted = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["keyring"],
        *PROJECT["project"]["optional-dependencies"]["reader"],
        *PROJECT["dependency-groups"]["dev"],
    ]
    names = [re.split(r"[<>=; ]", requirement)[0].replace("_", "-") for requirement in wanted]

    assert [name for name in names if f"\n{name}==" not in locked] == []


@pytest.mark.parametrize("listed", ["dependencies", "keyring", "reader", "dev", "long", "train", "bootstrap", "ignore"])
def test_every_dependency_and_every_silenced_rule_has_its_reason_beside_it(listed: str) -> None:
    body = re.search(rf"^{listed} = \[\n(.*?)^\]", PYPROJECT, re.MULTILINE | re.DOTALL)
    assert body is not None
    items = [line for line in body[1].splitlines() if line.lstrip().startswith('"')]

    assert items
    assert [line for line in items if not re.search(r'",\s+# \S+', line)] == []


def rooms() -> list[tuple[str, str]]:
    """Each room's name and the first line of its docstring."""
    house = ROOT / "src" / "goldseam"
    inits = [*house.glob("*/__init__.py"), *house.glob("desk.py")]
    docstrings = [(path, ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "\n") for path in inits]
    return sorted(
        (path.parent.name if path.parent != house else path.stem, text.splitlines()[0]) for path, text in docstrings
    )


def test_each_room_begins_with_the_question_it_answers() -> None:
    assert [name for name, question in rooms() if name != "desk" and not question.endswith("?")] == []


def test_the_map_shows_every_folder_and_asks_every_question() -> None:
    drawn = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    folders = sorted({path.parts[0] for path in tracked() if len(path.parts) > 1 and path.parts[0][0] != "."})

    assert [folder for folder in folders if f"{folder}/" not in drawn] == []
    assert [name for name, question in rooms() if name not in drawn or question not in drawn] == []


def test_what_the_pages_point_at_exists() -> None:
    pages = [path for path in tracked() if path.suffix == ".md" and path.parts[0] not in {"tests", "news"}]
    tops = {path.parts[0] for path in tracked() if len(path.parts) > 1}
    missing = []
    for page in pages:
        text = (ROOT / page).read_text(encoding="utf-8")
        spans = [span for span in re.findall(r"`([\w./-]+/[\w./-]*)`", text) if span.split("/")[0] in tops]
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
        missing += [f"{page}: {span}" for span in spans if not (ROOT / span).exists()]
        missing += [f"{page}: {link}" for link in links if not (ROOT / page.parent / link).exists()]

    assert missing == []


def test_the_bootstrap_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert imported
    assert imported - sys.stdlib_module_names == set()


@pytest.mark.parametrize("stdin", ["", "<&-", "</dev/null"])
def test_the_bootstrap_explains_itself_when_it_does_not_understand(stdin: str) -> None:
    told = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" "{ROOT / "dev.py"}" nonsense {stdin}'],
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 2
    assert "python3 dev.py run" in told.stderr
    assert told.stdout == ""


def test_the_hook_before_a_commit_runs_the_check_and_fetches_nothing() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")

    assert re.findall(r"repo: (\S+)", hooks) == ["local"]
    assert re.findall(r"entry: (.+)", hooks) == ["python3 dev.py check"]


def test_the_package_says_which_version_it_is() -> None:
    found = importlib.util.find_spec("goldseam")
    assert found is not None
    assert found.origin is not None
    stated = re.search(
        r'^__version__ = "(\d+\.\d+\.\d+)"$', Path(found.origin).read_text(encoding="utf-8"), re.MULTILINE
    )

    assert stated is not None
