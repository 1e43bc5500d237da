"""A command starts with what it uses and nothing more."""

import subprocess
import sys
from pathlib import Path

import pytest

# What the terminal would wait for at every start, with what each costs on the machine it was first measured on.
SLOW = {
    "argparse",  # 6 ms
    "asyncio",  # 50 ms
    "dataclasses",  # 20 ms
    "email",  # 15 ms
    "http",  # 12 ms
    "importlib.metadata",  # 20 ms
    "inspect",  # 18 ms
    "logging",  # 9 ms
    "pathlib",  # 5 ms
    "platformdirs",  # 7 ms
    "secrets",  # 5 ms
    "shutil",  # 8 ms
    "socket",  # 6 ms
    "subprocess",  # 6 ms
    "tempfile",  # 9 ms
    "urllib.request",  # 30 ms
    "uuid",  # 6 ms
}
HEAVY = {"PIL", "argon2", "keyring", "prompt_toolkit", "segno"}  # for the commands that draw, edit or unlock
VAULT = {"apsw", "pyrage"}  # for the commands that open the vault

STARTS = {
    "--version": (["--version"], SLOW | HEAVY | VAULT | {"json", "datetime", "hashlib", "typing"}),
}


def modules_after(arguments: list[str], home: Path) -> set[str]:
    """Names of the modules loaded when a command has ended, less those a bare interpreter loads."""
    code = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "sys.argv = ['goldseam', *sys.argv[1:]]\n"
        "from goldseam.command.main import run\n"
        "status = run()\n"
        "print(status or 0, *sorted(set(sys.modules) - before), file=sys.stderr)\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=home, capture_output=True, text=True, check=False, input=""
    )
    assert child.returncode == 0, child.stderr
    status, *modules = child.stderr.splitlines()[-1].split()
    assert status == "0", child.stderr
    return set(modules)


@pytest.mark.parametrize("command", STARTS)
def test_a_command_starts_with_only_what_it_uses(command: str, own_home: Path) -> None:
    arguments, unwanted = STARTS[command]

    loaded = modules_after(arguments, own_home)

    assert "goldseam.command.main" in loaded
    assert loaded & unwanted == set()
