"""What a command takes, and reading it from the words of the command line.

By hand, as getopt reads them: argparse costs 9 ms of a command, getopt 1 ms (docs/decisions/0004).
"""

from collections.abc import Iterator
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
        minus: whether its words may begin with a minus, as `-rain` in a query: then only known letters are options.
    """

    name: str
    summary: str
    usage: str = ""
    options: tuple[Option, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()
    detail: str = ""
    minus: bool = False


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

    def whole_number(self, name: str, default: int, *, command: str = "") -> int:
        """An option's value as a number, 0 or more.

        Raises: Misused: it is none.
        """
        text = self.values.get(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004 - beyond any list
            raise misused(f"--{name} takes a whole number, and got {text[:20]!r}", command)
        return int(text)


COMMON = (
    Option("vault", "the vault's folder; else GOLDSEAM_VAULT, else the usual place", "DIR"),
    Option("json", "answer as JSON, one object a line, for programs (docs/json.md)"),
    Option("no-input", "never ask; fail with a clear error instead"),
    Option("passphrase-file", "read the passphrase from FILE; - is standard input", "FILE"),
    Option("passphrase-fd", "read the passphrase from an open file descriptor", "N"),
    Option("paper-key-file", "open with the paper key in FILE; - is standard input", "FILE"),
    Option("look", "this once, also what rests: its name, or all (goldseam rest)", "NAME"),
    Option("help", "show this", short="h"),
)


def parse(command: Command, words: list[str]) -> Arguments:
    """The arguments in `words`, options anywhere among them, long ones also by the beginning of their name.

    `--name=value` and `--name value`, `-n5`, `-n 5` and `-ab`; `--` ends the options.

    Raises: Misused: an option the command does not have, or one without its value.
    """
    rest: list[str] = []
    flags: set[str] = set()
    values: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for option, value in _given(command, words, rest):
        if not option.value:
            flags.add(option.name)
        elif option.many:
            lists[option.name] = (*lists.get(option.name, ()), value)
        else:
            values[option.name] = value
    return Arguments(frozenset(flags), values, lists, tuple(rest))


def _given(command: Command, words: list[str], rest: list[str]) -> Iterator[tuple[Option, str]]:
    """The options and their values, in order; what is neither goes to `rest`."""
    coming = iter(words)
    for word in coming:
        if word == "--":
            rest += coming
        elif word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            option = _long(command, name)
            if equals and not option.value:
                raise misused(f"option --{option.name} must not have an argument", command.name)
            yield option, value if equals or not option.value else _value(command, f"--{option.name}", coming)
        elif word.startswith("-") and word != "-" and not (command.minus and _is_word(command, word)):
            letters = word[1:]
            while letters:
                letter, letters = letters[0], letters[1:]
                option = _short(command, letter)
                if option.value:
                    yield option, letters or _value(command, f"-{letter}", coming)
                    break
                yield option, ""
        else:
            rest.append(word)


def _is_word(command: Command, word: str) -> bool:
    """Whether a word behind a minus is meant, and no option: `-rain`, but not `-n`, `-n5` or `-h`."""
    known = {option.short: option for option in (*command.options, *COMMON) if option.short}
    return word[1] not in known or not (word[2:] == "" or (known[word[1]].value and word[2:].isdigit()))


def common_before(words: list[str]) -> int:
    """How many words at the beginning are options that every command has, and their values."""
    at = 0
    while at < len(words) and words[at].startswith("--") and words[at] != "--":
        name, equals, _ = words[at][2:].partition("=")
        option = next((option for option in COMMON if option.name == name), None)
        if option is None:
            break
        at += 1 if equals or not option.value else 2
    return min(at, len(words))


def _value(command: Command, option: str, coming: Iterator[str]) -> str:
    value = next(coming, None)
    if value is None:
        raise misused(f"option {option} requires argument", command.name)
    return value


def _long(command: Command, name: str) -> Option:
    near = [option for option in (*command.options, *COMMON) if option.name.startswith(name)]
    exact = [option for option in near if option.name == name]
    if len(exact or near) == 1:
        return (exact or near)[0]
    raise misused(f"option --{name[:40]} {'not a unique prefix' if near else _unknown(command, name)}", command.name)


def _unknown(command: Command, name: str) -> str:
    from difflib import get_close_matches

    known = [option.name for option in (*command.options, *COMMON)]
    near = get_close_matches(name, known, n=1)
    return f"not recognized; the nearest is --{near[0]}" if near else "not recognized"


def _short(command: Command, letter: str) -> Option:
    for option in (*command.options, *COMMON):
        if option.short == letter:
            return option
    raise misused(f"option -{letter} not recognized", command.name)


def misused(happened: str, command: str = "") -> Misused:
    """The problem of a command line that makes no sense."""
    return Misused(
        happened,
        safe="nothing was changed",
        next=f"goldseam {command} --help" if command else "goldseam --help",
        code="command.misused",
    )
