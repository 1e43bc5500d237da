"""The terminal: what a command says and asks.

Answers go to stdout, everything else to stderr; a prompt goes to the terminal itself. Nobody is asked anything when
`--no-input` was given or there is no terminal. Colours only where they are seen and NO_COLOR is not set; nothing is
said by colour alone.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from goldseam.words.problem import Problem, Stopped, WrongKey

T = TypeVar("T")

# What moves the cursor, hides or reorders text: an entry must not be able to rewrite the screen it is shown on.
_UNSAFE = dict.fromkeys(
    (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    "\N{REPLACEMENT CHARACTER}",
)
_STYLES = {"bold": "1", "dim": "2", "gold": "33"}


class Terminal:
    """One for the whole run of a command.

    Attributes:
        input_allowed: whether a person is there to be asked.
        styled: whether stdout shows colours.
        safe, next: what is said to her who leaves a question without an answer; a command that has done something
            before it asks says what.
    """

    def __init__(self, *, no_input: bool = False) -> None:
        self.input_allowed = not no_input and _is_terminal(sys.stdin)
        self.styled = _is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self._to_person = _is_terminal(sys.stdout)
        self.safe = "nothing was changed"
        self.next = "run the command again"

    def say(self, text: str = "") -> None:
        """A line of the answer, on stdout."""
        sys.stdout.write((self.shown(text) if self._to_person else text) + "\n")

    def say_json(self, value: object) -> None:
        """An object of the answer, on a line of its own."""
        import json

        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")

    def note(self, text: str) -> None:
        """Something to know that is not the answer, on stderr."""
        self.note_styled(self.shown(text))

    def note_styled(self, text: str) -> None:
        """The same, made by `style` from parts made safe by `shown`."""
        sys.stdout.flush()
        sys.stderr.write(text + "\n")

    def problem(self, problem: Problem) -> None:
        """A problem in its three parts."""
        self.note(
            f"goldseam: {problem.happened}\nsafe: {problem.safe}\nnext: {problem.next}      [{problem.code}]",
        )

    def shown(self, text: str) -> str:
        """`text` without what would act on the terminal instead of being read."""
        return text.replace("\r\n", "\n").translate(_UNSAFE)

    def style(self, text: str, name: str) -> str:
        """`text` in bold, dim or gold, where that can be seen."""
        return f"\033[{_STYLES[name]}m{text}\033[0m" if self.styled else text

    def write_styled(self, text: str) -> None:
        """A line of the answer that was made by `style` from parts made safe by `shown`."""
        sys.stdout.write(text + "\n")

    def width(self) -> int:
        """Columns of the terminal, 80 where there is none."""
        try:
            return os.get_terminal_size(sys.stdout.fileno()).columns or 80
        except (OSError, ValueError):
            return 80

    def ask(self, question: str) -> str:
        """One line from the person.

        Raises: Problem: nobody may be asked, or the input ended. Stopped: she pressed Ctrl-C.
        """
        self._must_ask()
        try:
            sys.stderr.write(question)
            sys.stderr.flush()
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            raise self._stopped() from None
        if not line:
            raise self._unanswered()
        return line.rstrip("\n")

    def ask_secret(self, question: str) -> str:
        """One line that is not shown while it is typed.

        Raises: WrongKey: nobody may be asked. Problem: the input ended. Stopped: she pressed Ctrl-C.
        """
        self._must_ask()
        import getpass

        try:
            return getpass.getpass(question)
        except EOFError:
            sys.stderr.write("\n")
            raise self._unanswered() from None
        except KeyboardInterrupt:
            raise self._stopped() from None

    def confirm(self, question: str) -> bool:
        """Yes or no; anything but yes is no."""
        return self.ask(f"{question} [y/N] ").strip().lower() in {"y", "yes"}

    def progress(self, items: Iterable[T], *, label: str, total: int | None = None) -> Iterator[T]:
        """Passes `items` on, and shows on a terminal how far it is, after the first second."""
        from goldseam.command.progress import shown_progress

        return shown_progress(items, label=label, total=total)

    def _must_ask(self) -> None:
        if not self.input_allowed:
            raise WrongKey(
                "the command needed an answer, and nobody may be asked here",
                safe="nothing was changed",
                next="run it in a terminal, or give what it asks for by an option: --passphrase-file FILE, --help",
                code="command.cannot-ask",
            )

    def _unanswered(self) -> Problem:
        return Problem("the question was not answered", safe=self.safe, next=self.next, code="command.unanswered")

    def _stopped(self) -> Stopped:
        sys.stderr.write("\n")
        return Stopped("you stopped it at a question", safe=self.safe, next=self.next, code="command.stopped")


def _is_terminal(stream: object) -> bool:
    try:
        return bool(stream and stream.isatty())  # type: ignore[attr-defined]  # a closed stdin is None
    except ValueError:
        return False
