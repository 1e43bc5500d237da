"""What is asked by meaning reads on: entries that are new get their vectors before it is answered."""

import time

from goldseam.command.options import Arguments
from goldseam.command.progress import progress_line
from goldseam.desk.desk import Desk
from goldseam.desk.embedding import Embedding

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
