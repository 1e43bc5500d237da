"""What a command takes, and reading it from the words of the command line.

`getopt` and not `argparse`: argparse costs 9 ms, a sixth of what a whole command may take (docs/decisions/0004).
"""

import getopt
from typing import NamedTuple

from goldseam.words.problem import Misused


class Option(NamedTuple):
    """An option.

    Attributes:
        name: long, without dashes.
        help: half a sentence.
        value: what its value is called in the help; empty for a flag.
        short: one letter, or empty.
        many: whether it may be given more than once.
    """

    name: str
    help: str
    value: str = ""
    short: str = ""
    many: bool = False


class Command(NamedTuple):
    """A command, as its help shows it.

    Attributes:
        name: its first word.
        summary: half a sentence.
        usage: what follows the name.
        options: its own; COMMON come with every command.
        examples: (command line, what it does).
        detail: paragraphs for the help and the manual page.
    """

    name: str
    summary: str
    usage: str = ""
    options: tuple[Option, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()
    detail: str = ""


class Arguments(NamedTuple):
    """What was given.

    Attributes:
        flags: names of the flags.
        values: of options that take one; the last given counts.
        lists: of options that may come more than once.
        words: everything else, in order.
    """

    flags: frozenset[str]
    values: dict[str, str]
    lists: dict[str, tuple[str, ...]]
    words: tuple[str, ...]

    def whole_number(self, name: str, default: int) -> int:
        """An option's value as a number, 0 or more.

        Raises: Misused: it is none.
        """
        text = self.values.get(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004 - beyond any list
            raise misused(f"--{name} takes a whole number, and got {text[:20]!r}")
        return int(text)


COMMON = (
    Option("vault", "the vault's folder; else GOLDSEAM_VAULT, else the usual place", "DIR"),
    Option("json", "answer as JSON, one object a line, for programs (docs/json.md)"),
    Option("no-input", "never ask; fail with a clear error instead"),
    Option("passphrase-file", "read the passphrase from FILE; - is standard input", "FILE"),
    Option("passphrase-fd", "read the passphrase from an open file descriptor", "N"),
    Option("paper-key-file", "open with the paper key in FILE; - is standard input", "FILE"),
    Option("help", "show this", short="h"),
)


def parse(command: Command, words: list[str]) -> Arguments:
    """The arguments in `words`, options anywhere among them; `--` ends the options.

    Raises: Misused: an option the command does not have, or one without its value.
    """
    options = {option.name: option for option in (*command.options, *COMMON)}
    by_short = {f"-{option.short}": option for option in options.values() if option.short}
    shorts = "".join(o.short + (":" if o.value else "") for o in options.values() if o.short)
    longs = [o.name + ("=" if o.value else "") for o in options.values()]
    try:
        given, rest = getopt.gnu_getopt(words, shorts, longs)
    except getopt.GetoptError as error:
        raise misused(f"{error.msg}", command.name) from None
    flags: set[str] = set()
    values: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for key, value in given:
        option = by_short.get(key) or options[key[2:]]
        if not option.value:
            flags.add(option.name)
        elif option.many:
            lists[option.name] = (*lists.get(option.name, ()), value)
        else:
            values[option.name] = value
    return Arguments(frozenset(flags), values, lists, tuple(rest))


def misused(happened: str, command: str = "") -> Misused:
    """The problem of a command line that makes no sense."""
    return Misused(
        happened,
        safe="nothing was changed",
        next=f"goldseam {command} --help" if command else "goldseam --help",
        code="command.misused",
    )
