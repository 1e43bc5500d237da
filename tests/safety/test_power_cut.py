"""The power goes at any instant of any job: nothing that was reported saved is lost, and nothing half done stays.

tests/keep/test_power_loss.py does the same for one long day in one vault, in many more states.
"""

import inspect
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO

import pytest

from tests.keep.power import FATES, Power, RecordingDisk, recorded
from tests.safety.jobs import JOBS, Place, prepare, what_is_wrong_in
from tests.safety.looking import Said

WINDOW = 14  # events after a sync that was left out in which its loss must show
STATES = 32  # of each job in the suite; all jobs together have about 8,500


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """What every job begins with."""
    return prepare(tmp_path_factory.mktemp("template") / "place")


def live_through(
    template: Place, root: Path, name: str, disk: Callable[[Power], RecordingDisk] = RecordingDisk
) -> tuple[Place, Power]:
    """Does a whole job on a machine that remembers what was synced."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template.root, root)
    place = template._replace(root=root)
    power = Power(str(root))
    with recorded(power):
        for said in JOBS[name](place, disk(power)):
            power.acknowledge("\t".join(said))
    return place, power


def losses(place: Place, power: Power, states: Iterator[tuple[int, str]]) -> Iterator[str]:
    """What a person misses in each of these states."""
    for moment, fate in states:
        found = place._replace(root=place.root.with_name("found"))
        shutil.rmtree(found.root, ignore_errors=True)
        power.after(moment, fate, random.Random(f"{moment} {fate}"), found.root)
        said = [Said(*what.split("\t", 1)) for what in power.acknowledged(moment)]
        event = power.events[moment - 1]
        for wrong in what_is_wrong_in(found, said):
            yield f"after event {moment} ({event.kind} {event.name}), fate {fate}: {wrong}"


def all_states(power: Power) -> list[tuple[int, str]]:
    return [(moment, fate) for moment in range(1, len(power.events) + 1) for fate in FATES]


@pytest.mark.parametrize("name", JOBS)
def test_a_power_cut_in_a_job_loses_nothing(in_memory: Path, template: Place, name: str) -> None:
    place, power = live_through(template, in_memory / "live", name)
    states = random.Random(name).sample(all_states(power), STATES)

    assert list(losses(place, power, iter(states))) == []


@pytest.mark.long
@pytest.mark.parametrize("name", JOBS)
def test_no_power_cut_in_a_job_loses_anything(in_memory: Path, template: Place, name: str) -> None:
    place, power = live_through(template, in_memory / "live", name)

    assert list(losses(place, power, iter(all_states(power)))) == []


# Every sync of a file or folder by the house, by who asks for it; several in one function are numbered. Those that lose
# something when they are left out:
NEEDED = {
    "Disk.writing file": "making",
    "Disk.writing folder": "leaving",
    "Disk.make_folder folder": "making",
    "Blobs.put folder": "attaching",
    "Blobs.remove folder": "purging",
    "making folder": "restoring",
    "making folder 2": "restoring",
    "_write_proven file": "backing up",
    "make_backup folder": "backing up",
    "export tree": "exporting",
    "export folder": "exporting",
    "_go_forward folder 2": "rotating",
    "_put_in_place folder": "mending",
}
# And those without which the rest still holds, with what holds it:
SPARE = {
    "Blobs.put folder 2": "the file has its name in the other folder by then; what may be left in this one is swept",
    "forget folder": "an item that is taken in once more makes no second entry",
    "_build folder": "the mark that is written into the same folder next syncs it",
    "_copy_database path": "SQLite syncs the same file at the checkpoint that follows",
    "_go_forward folder": "the mark still stands in the new vault, so whoever comes next goes forward again",
    "_go_forward folder 3": "a mark that comes back is removed again",
    "_remove_aside folder": "an old database that comes back beside the new one goes at the next repair",
    "_put_in_place folder 2": "a database that is missing is made of the log again",
}


class _Forgetful(RecordingDisk):
    """Forgets the syncs that one place in the house asks for."""

    def __init__(self, power: Power, site: str = "") -> None:
        super().__init__(power)
        self._site = site
        self.sites: dict[str, list[int]] = {}

    def _forgets(self, kind: str) -> bool:
        frame = sys._getframe(2)
        code = frame.f_code
        lines = sorted(_lines_that_sync(code.co_filename, code.co_firstlineno, kind))
        number = lines.index(frame.f_lineno) if frame.f_lineno in lines else 0
        site = f"{code.co_qualname.removeprefix('Recording')} {kind}" + (f" {number + 1}" if number else "")
        self.sites.setdefault(site, []).append(len(self._power.events))
        return site == self._site

    def sync(self, file: BinaryIO) -> None:
        if not self._forgets("file"):
            super().sync(file)

    def sync_path(self, path: str) -> None:
        if not self._forgets("path"):
            super().sync_path(path)

    def sync_folder(self, path: str) -> None:
        if not self._forgets("folder"):
            super().sync_folder(path)

    def sync_tree(self, folder: str) -> None:
        if not self._forgets("tree"):
            super().sync_tree(folder)


@cache
def _lines_that_sync(filename: str, first: int, kind: str) -> tuple[int, ...]:
    """The lines of the function that begins there in which it asks for a sync."""
    call = {"file": ".sync(", "path": ".sync_path(", "folder": ".sync_folder(", "tree": ".sync_tree("}[kind]
    lines = Path(filename).read_text(encoding="utf-8").splitlines()
    block = inspect.getblock([line + "\n" for line in lines[first - 1 :]])
    return tuple(first + i for i, line in enumerate(block) if call in line)


def losses_without(template: Place, root: Path, site: str, name: str) -> Iterator[str]:
    """What is lost soon after one of these syncs was left out."""
    disks: list[_Forgetful] = []

    def forgetful(power: Power) -> RecordingDisk:
        disks.append(_Forgetful(power, site))
        return disks[-1]

    place, power = live_through(template, root, name, forgetful)
    moments = {at + i for at in disks[0].sites.get(site, ()) for i in range(WINDOW)}
    moments = {moment for moment in moments if 0 < moment <= len(power.events)} | {len(power.events)}
    yield from losses(place, power, ((moment, fate) for moment in sorted(moments, reverse=True) for fate in FATES))


def sites_of(template: Place, root: Path, name: str) -> set[str]:
    disks: list[_Forgetful] = []

    def watching(power: Power) -> RecordingDisk:
        disks.append(_Forgetful(power))
        return disks[-1]

    live_through(template, root, name, watching)
    return set(disks[0].sites)


@pytest.mark.parametrize(("site", "name"), NEEDED.items())
def test_this_suite_sees_it_when_a_sync_is_left_out(in_memory: Path, template: Place, site: str, name: str) -> None:
    assert next(losses_without(template, in_memory / "live", site, name), "") != ""


def test_every_sync_is_known_to_be_needed_or_why_it_is_not(in_memory: Path, template: Place) -> None:
    sites = set().union(*(sites_of(template, in_memory / "live", name) for name in JOBS))

    assert sites == NEEDED.keys() | SPARE.keys()
