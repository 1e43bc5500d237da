"""Completions and the manual page, tried with the programs that read them."""

import subprocess
from pathlib import Path

import pytest

from goldseam.command.completions import bash, fish, options_of, zsh
from goldseam.command.manual import EXIT_CODES, GROUPS, help_text, load_command, man_page
from goldseam.command.names import COMMANDS
from tests.command.person import Person

ROOT = Path(__file__).resolve().parents[2]


def completed(*typed: str) -> list[str]:
    """What bash offers for the last of these words."""
    script = (
        f"{bash()}\n"
        f"COMP_WORDS=({' '.join(repr(word) for word in typed)})\n"
        f"COMP_CWORD={len(typed) - 1}\n"
        "_goldseam\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.needs_bash
def test_bash_completes_commands_options_and_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "journal.tar").touch()
    monkeypatch.chdir(tmp_path)

    assert set(completed("goldseam", "")) == {*COMMANDS, "--help", "--version"}
    assert completed("goldseam", "pap") == ["paper-key"]
    assert "--passphrase-file" in completed("goldseam", "list", "--")
    assert completed("goldseam", "list", "--num") == ["--number"]
    assert completed("goldseam", "restore", "jour") == ["journal.tar"]
    assert completed("goldseam", "list", "--vault", "jour") == ["journal.tar"]
    for name in COMMANDS:
        assert completed("goldseam", name, "--") == ["--" + option.name for option in options_of(name)]


@pytest.mark.needs_zsh
def test_zsh_takes_the_script(tmp_path: Path) -> None:
    (tmp_path / "_goldseam").write_text(zsh())
    script = f"fpath=({tmp_path} $fpath); autoload -U compinit; compinit -u -d {tmp_path}/dump; print $_comps[goldseam]"

    checked = subprocess.run(["zsh", "-fn", tmp_path / "_goldseam"], capture_output=True, text=True, check=False)
    done = subprocess.run(["zsh", "-fc", script], capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stderr) == (0, "")
    assert done.stdout.strip() == "_goldseam", done.stderr


@pytest.mark.needs_fish
def test_fish_completes_commands_and_options(tmp_path: Path) -> None:
    (tmp_path / "goldseam.fish").write_text(fish())

    def offered(typed: str) -> set[str]:
        command = f"source {tmp_path}/goldseam.fish; complete -C '{typed}'"
        done = subprocess.run(["fish", "--no-config", "-c", command], capture_output=True, text=True, check=True)
        assert done.stderr == ""
        return {line.split("\t")[0] for line in done.stdout.splitlines()}

    assert set(COMMANDS) <= offered("goldseam ")
    assert "--number" in offered("goldseam list --")


def test_every_script_names_every_command_and_option() -> None:
    for script in (bash(), zsh(), fish()):
        for name in COMMANDS:
            assert name in script
            assert all(option.name in script for option in options_of(name))


def test_completions_of_an_unknown_shell(person: Person) -> None:
    for words in ([], ["powershell"], ["bash", "zsh"]):
        assert person.run("completions", *words).code == 2
    assert person.run("completions", "bash").out == bash()


@pytest.mark.needs_man
def test_the_manual_page_is_read_by_man_without_a_complaint(tmp_path: Path) -> None:
    page = tmp_path / "goldseam.1"
    page.write_text(man_page(), encoding="utf-8")

    environment = {"PATH": "/usr/bin:/bin", "MANWIDTH": "200", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["man", "--warnings=all", "-l", page], capture_output=True, text=True, env=environment, check=False
    )

    assert done.returncode == 0
    assert done.stderr == ""
    for name in COMMANDS:
        assert f"\n   {name}" in done.stdout
    assert "goldseam find 'tag:bea before:2025 has:photo'" in done.stdout
    assert "--passphrase-file FILE" in done.stdout


def test_the_manual_page_and_the_help_hold_every_command_option_and_exit_code() -> None:
    page = man_page().replace("\\-", "-")
    assert {name for names in GROUPS.values() for name in names} == set(COMMANDS)
    for name in COMMANDS:
        assert f".SS {name}" in page
        text = help_text(load_command(name))
        for option in options_of(name):
            assert f"--{option.name}" in text
            assert f"--{option.name}" in page
    table = (ROOT / "docs/exit-codes.md").read_text(encoding="utf-8")
    for code, meaning in EXIT_CODES:
        assert f"| {code} | {meaning} |" in table
        assert f".B {code}\n" in page


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_teaches_by_an_example_and_fits_a_terminal(name: str) -> None:
    command = load_command(name)

    assert command.name == name
    assert command.summary == COMMANDS[name] or command.summary
    assert command.examples, "an example says more than a list of options"
    assert all(line.split()[0] in {"goldseam", "some-command"} for line, _ in command.examples)
