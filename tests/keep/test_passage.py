"""What one thread writes another reads, whole and in order, while little of it is in memory."""

import threading
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.keep.cipher import Target
from goldseam.keep.passage import PIECE_BYTES, PIECES_MAX, passing
from goldseam.words.problem import Damaged

SIZES = st.lists(st.sampled_from([0, 1, 511, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES]))


def pouring(*parts: bytes) -> Callable[[Target], None]:
    def pour(target: Target) -> None:
        for part in parts:
            target.write(part)

    return pour


@given(SIZES, st.lists(st.integers(1, 2 * PIECE_BYTES), max_size=9))
def test_what_goes_in_comes_out(written: list[int], read: list[int]) -> None:
    parts = [bytes([n % 251]) * size for n, size in enumerate(written)]

    with passing(pouring(*parts)) as source:
        got = [source.read(size) for size in read]
        got.append(source.read())

    assert b"".join(got) == b"".join(parts)


def test_a_buffer_that_is_used_again_changes_nothing_that_was_written() -> None:
    def pour(target: Target) -> None:
        buffer = bytearray(PIECE_BYTES)
        for value in range(9):
            buffer[:] = bytes([value]) * len(buffer)
            target.write(buffer)  # type: ignore[arg-type]  # as an open file takes it

    with passing(pour) as source:
        got = source.read()

    assert got == b"".join(bytes([value]) * PIECE_BYTES for value in range(9))


@pytest.mark.parametrize("at_once", [1000, PIECE_BYTES, 50 * PIECE_BYTES])
def test_little_is_in_memory_however_much_passes_and_in_however_large_parts(at_once: int) -> None:
    part = bytes(at_once)
    taken = 0
    tracemalloc.start()
    try:
        with passing(pouring(*[part] * (100 * PIECE_BYTES // at_once))) as source:
            while data := source.read(PIECE_BYTES):
                taken += len(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert taken == 100 * PIECE_BYTES // at_once * at_once
    assert peak < (PIECES_MAX + 8) * PIECE_BYTES  # and some in each hand


def test_who_has_read_enough_goes_and_the_other_ends() -> None:
    ended = threading.Event()

    def pour(target: Target) -> None:
        try:
            while True:
                target.write(bytes(PIECE_BYTES))
        finally:
            ended.set()

    with passing(pour) as source:
        assert source.read(3) == bytes(3)

    assert ended.is_set()


@pytest.mark.parametrize("after", [0, 3, 9 * PIECE_BYTES])
def test_what_fails_in_one_thread_is_raised_in_the_other(after: int) -> None:
    def pour(target: Target) -> None:
        target.write(bytes(after))
        raise OSError(5, "broken")

    with pytest.raises(OSError, match="broken"), passing(pour) as source:
        assert len(source.read()) == after


def test_what_ended_too_early_is_told_by_why_it_did() -> None:
    def pour(target: Target) -> None:
        raise OSError(5, "broken")

    with pytest.raises(OSError, match="broken"), passing(pour):
        raise Damaged("it ends too early", safe="", next="", code="")


def test_a_failure_of_the_reader_comes_through_and_no_thread_is_left() -> None:
    before = threading.active_count()

    with pytest.raises(ZeroDivisionError), passing(pouring(*[bytes(PIECE_BYTES)] * 99)):
        raise ZeroDivisionError

    assert threading.active_count() == before
