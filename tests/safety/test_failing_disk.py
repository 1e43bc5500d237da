"""Whatever the disk refuses, whenever: nothing that was reported saved is lost or doubled, and a refusal is told so."""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldseam.keep.disk import Disk
from goldseam.words.problem import Damaged, Problem
from tests.safety.failing import ERRORS, Fault, machine
from tests.safety.jobs import FIRST, JOBS, TRASHED, WAITING, Place, do, prepare, what_is_wrong_in
from tests.safety.looking import Said

SAMPLED = 2  # calls of each error, passing and lasting: 16 states of each job
SECRET_WORDS = {*FIRST, TRASHED, WAITING[0], "imported", "written", "the first"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """What every job begins with."""
    return prepare(tmp_path_factory.mktemp("template") / "place")


def fresh(template: Place, root: Path) -> Place:
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template.root, root)
    return template._replace(root=root)


def what_goes_wrong(name: str, place: Place, fault: Fault) -> list[str]:
    """Does a job on a machine with this fault, and looks on a healthy one."""
    with machine(fault) as disk:
        said, refusal = do(JOBS[name], place, disk)
    wrong = what_is_wrong_in(place, said)
    return wrong + ([] if refusal is None else how_it_is_told_wrong(refusal, fault))


def how_it_is_told_wrong(refusal: Problem | OSError, fault: Fault) -> list[str]:
    """An error of the system is given its three parts by the command; what a disk refused is never told as damage."""
    if isinstance(refusal, OSError):
        return [] if refusal.errno == fault.error else [f"told as {refusal!r}"]
    parts = f"{refusal.happened} {refusal.safe} {refusal.next}"
    wrong = [] if refusal.happened and refusal.safe and refusal.next else ["a part is missing"]
    wrong += [f"told as damage: {refusal.code}"] if isinstance(refusal, Damaged) else []
    return wrong + [f"quotes: {refusal.code}" for word in SECRET_WORDS if word in parts]


def faults(template: Place, name: str, root: Path, share: int | None) -> Iterator[Fault]:
    """For every error, passing and lasting: so many calls of the job, drawn by its name, or all."""
    chance = random.Random(name)
    for error in ERRORS:
        place = fresh(template, root)
        whole = Fault(str(place.root), error=error)
        with machine(whole) as disk:
            said, refusal = do(JOBS[name], place, disk)
        assert refusal is None, refusal
        assert said
        assert what_is_wrong_in(place, said) == []
        every = range(1, whole.count + 1)
        for lasting in (False, True):
            for at in every if share is None else chance.sample(every, min(share, len(every))):
                yield Fault(str(place.root), error=error, at=at, lasting=lasting)


def losses(template: Place, name: str, root: Path, share: int | None) -> list[str]:
    wrong = []
    for fault in faults(template, name, root, share):
        found = what_goes_wrong(name, fresh(template, root), fault)
        what = f"{os.strerror(fault.error)}, {'from ' if fault.lasting else ''}call {fault.at} {fault.refused[:1]}"
        assert fault.refused, "the call was to fail"
        wrong += [f"{name}: {what}: {each}" for each in found]
    return wrong


@pytest.mark.parametrize("name", JOBS)
def test_a_call_that_fails_loses_and_doubles_nothing(in_memory: Path, template: Place, name: str) -> None:
    assert losses(template, name, in_memory / "place", SAMPLED) == []


@pytest.mark.long
@pytest.mark.parametrize("name", JOBS)
def test_no_call_that_fails_loses_or_doubles_anything(in_memory: Path, template: Place, name: str) -> None:
    assert losses(template, name, in_memory / "place", None) == []


def test_every_kind_of_call_is_made_to_fail(in_memory: Path, template: Place) -> None:
    seen: set[str] = set()
    for job in JOBS.values():
        place = fresh(template, in_memory / "place")
        fault = Fault(str(place.root), error=ERRORS[1])
        with machine(fault) as disk:
            do(job, place, disk)
        seen |= set(fault.seen)

    ours = {"open to write", "open to read", "write", "fsync", "fsync of a folder", "os.rename", "os.remove"}
    folders = {"os.mkdir", "os.rmdir", "os.listdir", "os.scandir", "os.chmod"}
    assert seen == ours | folders | {
        f"sqlite {what}" for what in ("open", "read", "write", "truncate", "sync", "delete")
    }


@pytest.mark.parametrize(
    "never",
    [
        Said("text", "never written"),
        Said("text", FIRST[0] + " "),
        Said("file", "ab" * 20),
        Said("entry", "cd" * 16),
        Said("draft", "9"),
        Said("page", "1"),
        Said("trashed", FIRST[0]),
        Said("untrashed", TRASHED),
        Said("title", "never"),
        Said("purged", "ef" * 20),
        Said("passphrase", ""),
        Said("added", ""),
        Said("removed", ""),
        Said("vault", "new"),
        Said("vault", "again"),
        Said("exported", "1"),
    ],
    ids=" ".join,
)
def test_this_suite_sees_what_was_acknowledged_and_is_not_there(in_memory: Path, template: Place, never: Said) -> None:
    assert what_is_wrong_in(fresh(template, in_memory / "place"), [never]) != []


@pytest.mark.parametrize("left", ["v/vault.json.0000.partial.partial.tmp.making", "backup.tar.x.partial.new"])
def test_this_suite_sees_what_is_left_behind(in_memory: Path, template: Place, left: str) -> None:
    place = fresh(template, in_memory / "place")
    (place.root / left).touch()

    assert what_is_wrong_in(place, []) != []


def test_what_a_run_that_died_left_half_written_goes_and_what_is_being_written_stays(
    in_memory: Path, template: Place
) -> None:
    place = fresh(template, in_memory / "place")
    left = ["v/vault.json.a.partial", "v/inbox/x.age.a.partial", "v/log/heads/h.a.partial", "v/blobs/x.new"]
    left += ["v/blobs/x.new.a.partial", "backup.tar.a.partial"]
    for name in left:
        (place.root / name).write_bytes(b"half")
    going_on = Disk().create(str(place.root / "v/inbox/going.age.b.partial"))

    wrong = what_is_wrong_in(place, [])

    assert wrong == ["left: v/inbox/going.age.b.partial"]
    going_on.close()
