"""What went wrong, whatever it was, as a problem that she can be told."""

import os
from traceback import extract_tb

from goldseam.words.problem import Problem

FULL = frozenset({28, 122})  # ENOSPC, EDQUOT


def problem_of(error: BaseException) -> Problem:
    """The problem for an error. Careful: what is no Problem may quote an entry, so only its place is told."""
    if isinstance(error, Problem):
        return error
    return _disk_problem(error) if isinstance(error, OSError) else _bug(error)


def _disk_problem(error: OSError) -> Problem:
    full = error.errno in FULL
    return Problem(
        "the disk is full" if full else f"the system refused a file ({type(error).__name__})",
        safe="what was reported saved before is saved; this was not, and is still on the page",
        next="free some space and try again" if full else "goldseam doctor",
        code="page.disk-full" if full else "page.file-refused",
    )


def _bug(error: BaseException) -> Problem:
    frames = [f"{os.path.basename(f.filename)}:{f.lineno} {f.name}" for f in extract_tb(error.__traceback__)[-6:]]
    return Problem(
        f"a mistake of ours: {type(error).__name__} at {' < '.join(reversed(frames))}",
        safe="what was reported saved before is saved",
        next="please report this line; it holds nothing of your journal",
        code="page.bug",
    )
