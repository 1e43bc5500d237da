"""A command starts with what it uses and nothing more."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldseam.find.search import Find
from goldseam.keep.vault import Vault
from goldseam.write.entries import Entries
from tests.making import NOW, PASSPHRASE, make_vault, words

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
HEAVY = {"PIL", "argon2", "cryptography", "keyring", "prompt_toolkit", "segno", "zipfile"} | {
    "numpy", "onnxruntime", "tokenizers"
}  # for a few commands each  # fmt: skip
LIBRARY = {"json", "datetime", "hashlib", "re", "typing"}  # for the commands that do something
SEALING = {"pyrage"}  # 1 ms, for what is sealed or opened as a file
DATABASE = {"apsw"}  # 2 ms, for the commands that open the vault
PAID_ONCE = {
    "base64",
    "getopt",
    "gettext",
    "importlib",
    "goldseam.keep.ledger",
    "goldseam.write.arrivals",
}  # under 1 ms each, and unused
SEARCHING = {"goldseam.find"}
DAYS = {"goldseam.words.when"}
EVERY = SLOW | HEAVY | PAID_ONCE

BARE = {
    "--version": (["--version"], EVERY | SEALING | DATABASE | SEARCHING | DAYS | LIBRARY),
    "--help": (["--help"], (EVERY | SEALING | DATABASE | SEARCHING | DAYS | {"json", "datetime"}) - {"importlib"}),
}
LOCKED = {"write": (["Rain all day."], EVERY | DATABASE | SEARCHING | {"goldseam.keep.vault"})}
UNLOCKED = {
    "write": (["Rain all day."], EVERY | SEALING | SEARCHING),
    "list": (["list", "-n", "10"], EVERY | SEALING | SEARCHING | DAYS | {"goldseam.write.entries"}),
    "find": (["find", "rain"], EVERY | SEALING | DAYS | {"goldseam.write.entries", "goldseam.find.suggestion"}),
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


def assert_starts_with_only_what_it_uses(start: tuple[list[str], set[str]], home: Path) -> None:
    arguments, unwanted = start

    loaded = modules_after(arguments, home)

    assert "goldseam.command.main" in loaded
    assert loaded & unwanted == set()


@pytest.fixture
def vault(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    vault = make_vault(own_home / "vault")
    Entries(vault).add(words("rain since Monday"), now_ms=NOW)
    Find(vault).follow()
    vault.close()
    monkeypatch.setenv("GOLDSEAM_VAULT", vault.folder)
    return vault


@pytest.fixture
def unlocked(vault: Vault, own_home: Path) -> Iterator[Vault]:
    secret = own_home / "secret"
    secret.write_text(PASSPHRASE)
    goldseam = [sys.executable, "-m", "goldseam"]
    subprocess.run([*goldseam, "unlock", "--passphrase-file", str(secret)], check=True, capture_output=True)
    yield vault
    subprocess.run([*goldseam, "lock"], check=True, capture_output=True)


@pytest.mark.parametrize("command", BARE)
def test_without_a_vault_nothing_of_it_is_loaded(command: str, own_home: Path) -> None:
    assert_starts_with_only_what_it_uses(BARE[command], own_home)


@pytest.mark.parametrize("command", LOCKED)
@pytest.mark.usefixtures("vault")
def test_while_locked_a_command_starts_with_only_what_it_uses(command: str, own_home: Path) -> None:
    assert_starts_with_only_what_it_uses(LOCKED[command], own_home)


@pytest.mark.parametrize("command", UNLOCKED)
@pytest.mark.usefixtures("unlocked")
def test_while_unlocked_a_command_starts_with_only_what_it_uses(command: str, own_home: Path) -> None:
    assert_starts_with_only_what_it_uses(UNLOCKED[command], own_home)


@pytest.mark.usefixtures("unlocked")
def test_what_a_command_uses_is_noticed(own_home: Path) -> None:
    with pytest.raises(AssertionError, match=r"goldseam\.words\.when"):
        assert_starts_with_only_what_it_uses((["list", "--on", "yesterday"], DAYS), own_home)
