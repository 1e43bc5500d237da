"""The contract of importers can fail: each promise, broken on purpose by an importer that is otherwise a real one."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from goldseam.exchange.glimpse import Glimpse
from goldseam.exchange.importers import jsonlines
from goldseam.exchange.incoming import Arriving, Circumstances, Incoming
from goldseam.words.problem import Problem
from tests.exchange.test_jsonlines import TestJsonLines as Kept
from tests.making import make_vault

RECORDS = jsonlines.records
Broken = Callable[[Glimpse, Circumstances], Arriving]


def forgetful(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """Keeps no field that it does not know."""
    for record in RECORDS(glimpse, circumstances):
        yield record if isinstance(record, Problem) else record._replace(content=record.content._replace(extra={}))


def careless(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """Leaves the seconds out."""
    for record in RECORDS(glimpse, circumstances):
        if isinstance(record, Problem):
            yield record
        else:
            minute = record.content.written_at // 60_000 * 60_000
            yield record._replace(content=record.content._replace(written_at=minute))


def unstable(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """Knows no record again."""
    for record in RECORDS(glimpse, circumstances):
        yield record if isinstance(record, Problem) else record._replace(source_id=os.urandom(8).hex())


def counting(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """Knows a record by its place."""
    for record in RECORDS(glimpse, circumstances):
        yield record if isinstance(record, Problem) else record._replace(source_id=str(record.ordinal))


def faint(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """Ends at the first bad record."""
    for record in RECORDS(glimpse, circumstances):
        yield record
        if isinstance(record, Problem):
            return


def silent(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """Passes bad records over."""
    return (record for record in RECORDS(glimpse, circumstances) if isinstance(record, Incoming))


def touching(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """Writes into the source."""
    with open(glimpse.path, "ab") as file:
        file.write(b"\n")
    return RECORDS(glimpse, circumstances)


def telling(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
    """Quotes an entry in a message."""
    for record in RECORDS(glimpse, circumstances):
        if isinstance(record, Problem):
            record.happened += " near yesterday"
        yield record


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        (forgetful, Kept.test_what_was_written_comes_in_as_it_stood),
        (careless, Kept.test_what_was_written_comes_in_as_it_stood),
        (unstable, Kept.test_twice_adds_nothing),
        (counting, Kept.test_the_order_of_the_source_makes_no_difference),
        (touching, Kept.test_nothing_of_the_source_is_changed),
        (unstable, Kept.test_interrupted_anywhere_and_begun_again_is_as_if_never_interrupted),
        (faint, Kept.test_a_bad_record_is_named_and_the_rest_comes_in),
        (silent, Kept.test_a_bad_record_is_named_and_the_rest_comes_in),
        (silent, Kept.test_the_report_names_every_record),
        (telling, Kept.test_no_message_quotes_an_entry),
    ],
)
def test_a_broken_promise_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: Broken, promise: Callable[..., None]
) -> None:
    monkeypatch.setattr(jsonlines, "records", broken)
    (tmp_path / "source").mkdir()
    vault = make_vault(tmp_path / "vault")
    known = {"vault": vault, "folder": tmp_path / "source", "tmp_path": tmp_path, "monkeypatch": monkeypatch}

    with pytest.raises(AssertionError):
        promise(Kept(), **{name: known[name] for name in known if name in promise.__annotations__})
    vault.close()


def test_memory_that_grows_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Incoming | Problem] = []

    def hoarding(glimpse: Glimpse, circumstances: Circumstances) -> Arriving:
        for record in RECORDS(glimpse, circumstances):
            kept.append(record)
            yield record

    monkeypatch.setattr(jsonlines, "records", hoarding)
    (tmp_path / "source").mkdir()

    with pytest.raises(AssertionError):
        Kept().test_memory_does_not_grow_with_the_source(tmp_path / "source")
