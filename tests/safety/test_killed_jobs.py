"""kill -9 at any call to the disk, in everything that takes long: nothing acknowledged is lost or doubled.

tests/safety/test_kill.py kills at any instant of what is short, with others at work on the same vault.
"""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from goldseam.desk.backup_rule import back_up_if_due, shelf_of
from goldseam.desk.repair import check, mend, place_of
from goldseam.desk.unlocking import unlock
from goldseam.keep.backup import check_backup
from goldseam.keep.disk import Disk
from goldseam.keep.keys import PASSPHRASE as KIND
from goldseam.keep.shelf import backups_on
from goldseam.keep.vault import open_vault
from tests.conftest import ROOT
from tests.making import NOW, PASSPHRASE, ZONE
from tests.safety.jobs import Place, prepare, what_is_wrong_in
from tests.safety.looking import Said

LONG_JOBS = (
    "attaching",
    "backing up",
    "backing up by itself",
    "importing",
    "rotating",
    "purging",
    "mending",
    "repairing",
    "restoring",
    "exporting",
)
KILLS = 8  # of each job in the suite
KILLED = "killed"


class Mortals:
    """Starts jobs that die."""

    def __init__(self) -> None:
        path = os.pathsep.join((os.environ["PYTHONPATH"], str(ROOT)))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.safety.mortal"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )

    def live(self, job: str, root: Path, *, at: int = 0) -> tuple[list[Said], str]:
        """What a job acknowledged, and how it ended: the number of its calls, or that it was killed at one."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{job}\t{root}\t{at}\n")
        self._process.stdin.flush()
        said: list[Said] = []
        for line in self._process.stdout:
            kind, what = line.rstrip("\n").split("\t")
            if kind == "ended":
                return said, what
            said.append(Said(kind, what))
        raise AssertionError("whoever starts them has ended")

    def close(self) -> None:
        """No more."""
        self._process.communicate()


@pytest.fixture(scope="module")
def mortals() -> Iterator[Mortals]:
    mortals = Mortals()
    yield mortals
    mortals.close()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """What every job begins with."""
    return prepare(tmp_path_factory.mktemp("template") / "place")


def fresh(template: Place, root: Path) -> Place:
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template.root, root)
    return template._replace(root=root)


def wrong_after(place: Place, job: str, said: list[Said]) -> list[str]:
    """What a person misses, once she has done what the messages say."""
    if job == "repairing":
        keys = place.keys
        found = [checked for checked in check(place_of(place.vault, keys)) if checked.problem]
        mended = mend(place.vault, keys, found, zone=ZONE)
        # What it is unsure of was being saved when it was killed: an item that comes in from the inbox at the end. It
        # cannot know whether that was reported; what was is looked for below, like everything else.
        if mended.salvaged is not None and any(mended.salvaged.lost._replace(unsure=())):
            return [f"lost: {mended.salvaged.lost}"]
    if job == "backing up by itself":
        return _of_the_shelf(place, said) + what_is_wrong_in(place, said)
    return what_is_wrong_in(place, said)


def _of_the_shelf(place: Place, said: list[Said]) -> list[str]:
    """What was acknowledged is there and whole; and the rule goes on."""
    with closing(open_vault(place.vault, unlock(place.vault, place.pins, kind=KIND, secret=PASSPHRASE).keys)) as vault:
        shelf = shelf_of(vault)
        assert shelf is not None
        before = [kept.path for kept in backups_on(shelf, vault.header.vault, Disk())]
        state = back_up_if_due(vault, place.pins, now_ms=NOW + 1000)
        after = [kept.path for kept in backups_on(shelf, vault.header.vault, Disk())]
        for path in after:
            check_backup(path, vault.keys)
    wrong = [f"gone: {what}" for kind, what in said if kind == "by itself" and what not in before]
    wrong += [] if after else ["there is no backup"]
    return (
        wrong
        + [f"left: {name}" for name in os.listdir(shelf) if name.endswith(".partial")]
        + [state.problem] * bool(state.problem)
    )


def losses(mortals: Mortals, template: Place, root: Path, job: str, kills: int | None) -> Iterator[str]:
    said, calls = mortals.live(job, fresh(template, root).root)
    assert said
    every = range(1, int(calls) + 1)
    for at in every if kills is None else sorted(random.Random(job).sample(every, min(kills, len(every)))):
        place = fresh(template, root)
        said, ended = mortals.live(job, place.root, at=at)
        if ended != KILLED:
            yield f"{job}: call {at} of {calls}: {ended}"
            continue
        yield from (f"{job}: killed at call {at} of {calls}: {wrong}" for wrong in wrong_after(place, job, said))


@pytest.mark.parametrize("job", LONG_JOBS)
def test_a_kill_in_a_long_job_loses_and_doubles_nothing(
    mortals: Mortals, template: Place, in_memory: Path, job: str
) -> None:
    assert list(losses(mortals, template, in_memory / "place", job, KILLS)) == []


@pytest.mark.long
@pytest.mark.parametrize("job", LONG_JOBS)
def test_no_kill_in_a_long_job_loses_or_doubles_anything(
    mortals: Mortals, template: Place, in_memory: Path, job: str
) -> None:
    assert list(losses(mortals, template, in_memory / "place", job, None)) == []


def test_this_suite_sees_what_was_acknowledged_and_is_not_there(
    mortals: Mortals, template: Place, in_memory: Path
) -> None:
    place = fresh(template, in_memory / "place")
    said, ended = mortals.live("backing up by itself", place.root)
    (path,) = [what for kind, what in said if kind == "by itself"]
    Path(path).unlink()

    assert ended != KILLED
    assert wrong_after(place, "backing up by itself", said) == [f"gone: {path}"]
    assert wrong_after(place, "importing", [Said("entry", "cd" * 16)]) != []
