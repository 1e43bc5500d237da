"""The first word decides: a command, or something to write down."""

import gc
import os
import sys
from contextlib import suppress

from goldseam import __version__
from goldseam.command.names import COMMANDS, module_name
from goldseam.words.problem import Problem

TYPE_CHECKING = False  # as typing has it, without the 3 ms of importing that
if TYPE_CHECKING:
    from typing import NoReturn

NOT_A_TYPO = 24
# Of what a command makes at its start nothing is garbage, and looking for it is 3 ms of its 40 (measured). Cycles that
# a long import leaves are still found, later.
OBJECTS_BEFORE_COLLECTING = 50_000


def main() -> "NoReturn":
    """Runs what the command line says, and ends the process with its exit code (docs/exit-codes.md)."""
    gc.set_threshold(OBJECTS_BEFORE_COLLECTING)
    _fill_closed_streams()
    code = run()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    # Taking the interpreter apart costs 4 ms (measured), and nothing here waits for it: what was saved is synced.
    os._exit(code)


def _fill_closed_streams() -> None:
    """Whoever closed our output wants none: what is said goes nowhere, and nothing fails for it."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as above


def run() -> int:
    """Runs what the command line says; returns the exit code."""
    try:
        code = _run(sys.argv[1:])
        sys.stdout.flush()
    except Problem as problem:
        code = _tell(problem)
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped; what was reported saved is saved\n")
        code = 130
    except BrokenPipeError:
        # Whoever read stdout has enough (`goldseam list | head`); its closing must not fail either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        from goldseam.command.refused import refused_problem

        code = _tell(refused_problem(error))
    except Exception as error:  # noqa: BLE001 - a bug of ours: its text may quote an entry, so only its place is shown
        code = _bug(error)
    return code


def _run(words: list[str]) -> int:
    first = words[0] if words else ""
    if first in {"--version", "-V"}:
        sys.stdout.write(f"goldseam {__version__}\n")
        return 0
    if first in {"--help", "-h", "help"}:
        return _help(words[1:])
    if first in COMMANDS:
        return _call(first, words[1:])
    at = _command_behind_options(words) if first.startswith("-") else None
    if at is not None:
        return _call(words[at], words[:at] + words[at + 1 :])
    plain = _plain(words)
    if not plain and sys.stdin is not None and sys.stdin.isatty() and _are_common(words):
        return _call("start", words, said=False)
    if _may_be_a_command(words):
        _refuse_typo(plain)
    code = _call("write", words, said=False)
    if len(plain) > 1 and (near := _near(plain[0])):
        sys.stderr.write(f"that was written down; should it have been the command {near}: goldseam {near} --help\n")
    return code


def _command_behind_options(words: list[str]) -> int | None:
    """Where a command stands behind options that every command has: `goldseam --vault DIR list`."""
    from goldseam.command.options import common_before

    at = common_before(words)
    return at if at < len(words) and words[at] in COMMANDS else None


def _are_common(words: list[str]) -> bool:
    """Whether there is nothing but options that every command has."""
    from goldseam.command.options import common_before

    return common_before(words) == len(words)


def _may_be_a_command(words: list[str]) -> bool:
    """Whether no option says that something is written: `goldseam walk --tag x` does."""
    from goldseam.command.options import COMMON

    given = [word.split("=")[0] for word in words if word.startswith("-")]
    return all(any(name == f"--{option.name}" for option in COMMON) for name in given)


def _plain(words: list[str]) -> list[str]:
    """The words that are neither options of `write` nor their values; where that is not clear, all without a dash."""
    if not any(word.startswith("-") for word in words):
        return words
    from goldseam.command.options import parse
    from goldseam.command.write import COMMAND

    try:
        return list(parse(COMMAND, words).words)
    except Problem:
        return [word for word in words if not word.startswith("-")]


def _call(name: str, words: list[str], *, said: bool = True) -> int:
    """Runs a command; `said` is whether its name was: else what is wrong with the words is told of goldseam itself."""
    _ask_for_no_dump()

    from goldseam.command.options import misused, parse
    from goldseam.command.terminal import Terminal

    module = __import__(f"goldseam.command.{module_name(name)}", fromlist=("run",))  # importlib costs 0.5 ms
    if words[:1] in (["--help"], ["-h"]):
        return _help([name])
    arguments = parse(module.COMMAND if said else module.COMMAND._replace(name=""), words)
    if "help" in arguments.flags:
        return _help([name])
    if arguments.words and not module.COMMAND.usage:
        raise misused(f"{name} takes options only, and was given words", name)
    code = module.run(arguments, Terminal(no_input="no-input" in arguments.flags))
    assert isinstance(code, int), name
    return code


def _ask_for_no_dump() -> None:
    """What is open in memory must not be written to a disk when a program crashes, ours or an editor started by us."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _help(words: list[str]) -> int:
    from goldseam.command.manual import show_help

    return show_help(words[0] if words else None)


def _refuse_typo(plain: list[str]) -> None:
    """One bare word is more likely a command mistyped than a diary."""
    if len(plain) == 1 and len(plain[0]) < NOT_A_TYPO and " " not in plain[0] and "\n" not in plain[0]:
        near = _near(plain[0], as_far_as=0.6)
        hint = f"goldseam {near}, or " if near else ""
        from goldseam.words.problem import Misused

        raise Misused(
            "there is no command of that name",
            safe="nothing was written",
            next=f"{hint}to write the one word down: goldseam write WORD",
            code="command.unknown",
        )


def _near(word: str, *, as_far_as: float = 0.75) -> str:
    """The command that a word may have been meant to be; empty where none is near, or it is no single word."""
    if " " in word or len(word) >= NOT_A_TYPO:
        return ""
    from difflib import get_close_matches

    return (get_close_matches(word, COMMANDS, n=1, cutoff=as_far_as) or [""])[0]


def _tell(problem: Problem) -> int:
    from goldseam.command.terminal import Terminal

    Terminal().problem(problem)
    return problem.exit_code


def _bug(error: Exception) -> int:
    from traceback import extract_tb

    frames = [f"{os.path.basename(f.filename)}:{f.lineno} {f.name}" for f in extract_tb(error.__traceback__)[-6:]]
    sys.stderr.write(
        f"goldseam: a mistake of ours: {type(error).__name__} at {' < '.join(reversed(frames))}\n"
        "safe: what was reported saved before is saved\n"
        "next: please report this line; it holds nothing of your journal      [command.bug]\n"
    )
    return 1
