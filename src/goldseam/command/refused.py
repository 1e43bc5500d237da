"""What the system refused: a full disk, a file that may not be read."""

import errno

from goldseam.words.problem import Problem, reason_of


def refused_problem(error: OSError) -> Problem:
    """What the system refused, in three parts."""
    happened, then, code = _REFUSED.get(
        error.errno or 0, (f"the system refused a file ({reason_of(error)})", "goldseam doctor", "file-refused")
    )
    where = error.filename if isinstance(error.filename, str) else ""
    return Problem(
        f"{happened}{': ' + where if where else ''}",
        safe="what was reported saved before is saved; this was not",
        next=then,
        code=f"command.{code}",
    )


_FULL = ("the disk is full", "free some space and try again", "disk-full")
_FORBIDDEN = ("this may not be read or written by you", "look at who owns it (ls -l), and try again", "not-allowed")
_REFUSED = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: ("the disk can only be read", "make it writable, or name another place", "disk-read-only"),
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EIO: (
        "the disk did not do what it was asked",
        "look at the disk (dmesg), make a backup elsewhere: goldseam backup, and try again",
        "disk-failed",
    ),
}
