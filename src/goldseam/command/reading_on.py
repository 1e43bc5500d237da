"""What is asked by meaning reads on: entries that are new get their vectors before it is answered."""

import time

from goldseam.command.options import Arguments
from goldseam.command.progress import progress_line
from goldseam.command.terminal import Terminal
from goldseam.desk.desk import Desk
from goldseam.desk.embedding import Embedding
from goldseam.words.problem import Problem

READ_S = 10.0  # so long before an answer, or with --read-all to the end


def read_on(desk: Desk, embedding: Embedding, arguments: Arguments) -> None:
    """Makes vectors of entries that have none."""
    waiting = desk.likeness.unread(embedding)
    if not waiting:
        return
    ends = time.monotonic() + READ_S
    step = progress_line("reading", total=waiting)
    desk.likeness.read(
        embedding,
        going_on=lambda: "read-all" in arguments.flags or time.monotonic() < ends,
        progress=lambda done, _: step(done),
    )
    step(-1)


def embedding_if_here(desk: Desk, arguments: Arguments, terminal: Terminal) -> Embedding | None:
    """What weighs meaning, with what is new read for a few seconds; None where it is not here, which is said."""
    try:
        embedding = Embedding()
    except Problem as problem:
        terminal.problem(problem)
        return None
    read_on(desk, embedding, arguments)
    return embedding
