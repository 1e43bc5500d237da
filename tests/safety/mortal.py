"""Processes that do one job each and are killed at a call to the disk.

    python -m tests.safety.mortal

It imports everything once and then makes a child for each line of stdin: job, folder and number of the call, between
tabs. The child says on stdout what is acknowledged; then comes `ended`, with how many calls it made, or that it was
killed.
"""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from goldseam.desk.backup_rule import back_up_if_due
from goldseam.desk.repair import check, mend, place_of
from goldseam.keep.database import PAGE_BYTES
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.keys import PASSPHRASE as KIND
from goldseam.keep.keys import unlock
from tests.making import NOW, PASSPHRASE, ZONE
from tests.safety.failing import BROKEN, Fault, machine
from tests.safety.jobs import JOBS, Job, Place
from tests.safety.looking import Said

DAMAGED_PAGE = 2  # where records stand


class Death(Fault):
    """Nothing fails, but at one call the process is killed."""

    def __init__(self, root: str, *, at: int) -> None:
        super().__init__(root, error=BROKEN, at=at)

    def fails(self, what: str, kind: str) -> bool:
        if super().fails(what, kind):
            os.kill(os.getpid(), signal.SIGKILL)
        return False


def backing_up_by_itself(place: Place, disk: Disk) -> Iterator[Said]:
    """What the agent does when nothing has happened for a while."""
    desk = place.opened(disk)
    state = back_up_if_due(desk.vault, place.pins, now_ms=NOW)
    assert not state.problem, state.problem
    yield Said("by itself", state.path)
    desk.close()


def repairing(place: Place, disk: Disk) -> Iterator[Said]:
    """What `goldseam verify --repair` does when a page of the database has gone bad."""
    path = Path(place.vault) / "vault.db"
    with path.open("r+b") as file:
        file.seek((DAMAGED_PAGE - 1) * PAGE_BYTES + 1000)
        file.write(bytes(100))
    found = [checked for checked in check(place_of(place.vault, place.keys, disk)) if checked.problem]
    mended = mend(place.vault, place.keys, found, zone=ZONE)
    assert mended.salvaged is not None
    yield Said("mended", "")


MORTAL: dict[str, Job] = {
    **JOBS,
    "backing up by itself": backing_up_by_itself,
    "repairing": repairing,
}


def live(job: str, root: str, at: int) -> None:
    """Does a job, on a machine on which this process is killed at a call."""
    header = load_header(os.path.join(root, "v"), Disk())
    place = Place(Path(root), unlock(header.slots, header.vault, kind=KIND, secret=PASSPHRASE))
    fault = Death(root, at=at)
    with machine(fault) as disk:
        for said in MORTAL[job](place, disk):
            os.write(1, "\t".join(said).encode() + b"\n")
    os.write(1, f"ended\t{fault.count}\n".encode())


def main() -> None:
    """A child for each line."""
    for line in sys.stdin:
        job, root, at = line.rstrip("\n").split("\t")
        child = os.fork()
        if not child:
            live(job, root, int(at))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
            os.write(1, f"ended\t{'killed' if killed else f'failed {status}'}\n".encode())


if __name__ == "__main__":
    main()
