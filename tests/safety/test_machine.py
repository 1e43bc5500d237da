"""Anything she may do, in any order, against a model: every word is there, none is invented, what is purged is gone."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from goldseam.desk.desk import Desk
from goldseam.find import index
from goldseam.keep import vault, view
from goldseam.keep.record import HOLDING_WORDS
from goldseam.keep.vault import Vault
from goldseam.read import judgements
from goldseam.read.readings import Readings
from goldseam.words.merge import merge
from goldseam.write.attachments import Attachments
from goldseam.write.drafts import Drafts
from goldseam.write.entries import Entries
from tests.safety.machine_keeping import Keeping
from tests.safety.written import words_of

HOW = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)


def test_whatever_she_does_the_vault_holds_what_she_wrote() -> None:
    run_state_machine_as_test(Keeping, settings=settings(HOW, max_examples=20, stateful_step_count=30))


@pytest.mark.long
def test_whatever_she_does_for_a_long_time_the_vault_holds_what_she_wrote() -> None:
    run_state_machine_as_test(Keeping, settings=settings(HOW, max_examples=10_000, stateful_step_count=50))


# The machine notices: each of these breaks one thing, and then does what depends on it.


@pytest.fixture
def machine() -> Iterator[Keeping]:
    """One that is driven by hand."""
    machine = Keeping()
    machine.save(told=[None, "rain", None], long=False, day="2026-03-05", tags=())
    machine.save(told=[None, "sea", None], long=True, day="2026-03-05", tags=("sea",))
    machine.edit(which=1, at=0, cut=1, told=[None])
    machine.attach(which=1, file=(b"two" * 9, "two.txt"))
    machine.begin_a_draft(which=1, told=[None], new=False)
    machine.mark_a_word(which=1, at=0)
    machine.read_what_is_due()
    machine.follow(anew=False)
    machine.flush()
    yield machine
    machine.teardown()


def purge(machine: Keeping) -> None:
    machine.purge(which=[1])


def fork(machine: Keeping) -> None:
    machine.edit_from_an_old_base(which=0, old=0, at=0, cut=0, told=[None, "sea", None])
    machine.edit_from_an_old_base(which=0, old=0, at=2, cut=0, told=[None, "sea", None])


def nothing(*_: object, **__: object) -> int:
    """Does not do what it should."""
    return 0


BREAKAGES: dict[str, tuple[object, str, object, Callable[[Keeping], None]]] = {
    "a purge leaves the texts": (Vault, "_scrub", nothing, purge),
    "a purge leaves what she said": (vault, "HOLDING_WORDS", ("entry",) * len(HOLDING_WORDS), purge),
    "a purge leaves what was read": (Readings, "forget", nothing, purge),
    "what she said is not kept": (judgements, "keep_judgements", nothing, lambda m: m.mark_a_word(which=1, at=1)),
    "a purge leaves the second copy": (Desk, "flush", nothing, purge),
    "a purge leaves the files": (Attachments, "remove_unused", nothing, purge),
    "a purge leaves the terms": (index._Run, "_tidy", nothing, purge),
    "a restored revision is not recorded": (
        Entries,
        "restore",
        nothing,
        lambda m: m.restore_a_revision(which=1, old=0),
    ),
    "a draft is not kept": (Drafts, "save", nothing, lambda m: m.write_on_at_a_draft(which=0, told=[None])),
    "a draft that was finished stays": (Drafts, "discard", nothing, lambda m: m.finish_a_draft(which=0)),
    "the later edit wins": (view, "merge", lambda _, ours, theirs: merge(ours, ours, theirs), fork),
    "edits that met are shown twice": (view, "merge", lambda base, ours, theirs: merge("", ours + base, theirs), fork),
    "a source is taken in twice": (
        Entries,
        "_follows",
        lambda *_: (),
        lambda m: m.import_a_source_twice(told=[[None]]),
    ),
    "the index does not follow": (index._Run, "_put", nothing, lambda m: m.trash(which=0)),
    "the views do not follow": (Vault, "refresh", nothing, lambda m: m.edit(which=0, at=0, cut=1, told=[None])),
}


@pytest.mark.parametrize("what", BREAKAGES)
def test_it_would_be_noticed_if(what: str, machine: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, broken, deed = BREAKAGES[what]
    machine.everything_holds()
    monkeypatch.setattr(owner, name, broken)

    with pytest.raises(AssertionError):
        _do(deed, machine)


def _do(deed: Callable[[Keeping], None], machine: Keeping) -> None:
    deed(machine)
    for _ in range(9):  # every other time it searches too
        machine.everything_holds()


def test_a_word_that_is_still_in_the_vault_would_be_found_there(machine: Keeping) -> None:
    live = words_of(machine.written.shown(machine.some(0)).content)
    machine.written.forgotten |= live

    assert machine.forgotten_in_vault() == live != set()


def test_nothing_is_noticed_where_nothing_is_broken(machine: Keeping) -> None:
    for deed in (purge, fork):
        _do(deed, machine)
    _do(lambda m: m.import_a_source_twice(told=[[None]]), machine)
