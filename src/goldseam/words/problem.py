"""A problem says what happened, what is safe and what to do next, and never quotes an entry."""


class Problem(Exception):
    """Something a person can act on; a bug of ours is an assertion instead.

    Attributes:
        happened: past tense, lower case, no full stop, the thing named.
        safe: what is not lost.
        next: what to do, with a command that can be pasted where there is one.
        code: stable, to search for: `room.what-happened`.
        exit_code: what a command ends with; the documented meaning belongs to the subclass.

    None of the texts holds words of an entry, a name found in one, or a secret: only paths, ids, dates and counts.
    """

    exit_code = 1

    def __init__(self, happened: str, *, safe: str, next: str, code: str) -> None:  # noqa: A002 - the third part is called next
        super().__init__(happened)
        self.happened = happened
        self.safe = safe
        self.next = next
        self.code = code


def reason_of(error: OSError) -> str:
    """Why the system refused, in its own words and in lower case: `no such file or directory`."""
    said = error.strerror or "it did not say why"
    return said[:1].lower() + said[1:]


class Misused(Problem):
    """The command was not understood: say it differently."""

    exit_code = 2


class Stopped(Problem):
    """She ended it with Ctrl-C."""

    exit_code = 130


class Incomplete(Problem):
    """Part of the work was done, and the report says which part."""

    exit_code = 3


class NoVault(Problem):
    """There is no vault where one was expected."""

    exit_code = 10


class Busy(Problem):
    """Somebody else holds what is needed: wait, or end the other."""

    exit_code = 11


class WrongKey(Problem):
    """The vault stayed locked: another key is needed, or any key at all."""

    exit_code = 12


class Damaged(Problem):
    """Bytes are not what they were when they were written: repair, or restore."""

    exit_code = 13
