"""Whatever is made up, an importer reads it, reports it or refuses it: nothing else, and in bounded time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.hostile import IMPORTED

SECONDS_MAX = 20
SEEDS = {name: seeds() for name, (_, seeds) in IMPORTED.items()}
TOKENS = tuple(
    token.encode("utf-8", "surrogatepass")
    for token in (
        *'\0\r\n{}[]"\\|)',
        *("\n\n", "\\ud800", "---\n", ": ", "- ", "&a [*a]", "!!python/none", "![](", "=====", "dayone-moment://A1"),
        *("1e999", "-0", "NaN", "null", "true", "9" * 40, "0000-00-00", "2024-02-31", "[2024-03-01 10:00] "),
        *("9999-12-31T23:59:59+23:59", "0001-01-01T00:00-23:59", "../", "/etc/passwd", "PK\x03\x04", "PK\x05\x06"),
        *("<!ENTITY x SYSTEM 'file:///etc/passwd'>", "&x;", "\u202e\ud7ff\ufeff𝄞", "\ud800", "\x80"),
    )
)


@st.composite
def mutated(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A real sample, changed in a few places: bytes turned, left out, repeated, or others put between."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(data)))
        to = min(len(data), at + draw(st.integers(0, 40)))
        between = draw(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=8), st.just(data[at:to] * 3)))
        data = data[:at] + between + data[to:]
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


@pytest.mark.parametrize("name", IMPORTED)
def test_a_real_sample_is_read(name: str) -> None:
    read, _ = IMPORTED[name]

    assert all(read(seed) for seed in SEEDS[name] if seed.strip(b"\0"))


@pytest.mark.parametrize("name", IMPORTED)
@settings(max_examples=settings().max_examples // 3)
@given(choice=st.data())
def test_whatever_is_made_of_it_nothing_else_happens(name: str, choice: st.DataObject) -> None:
    read, seeds = IMPORTED[name]
    data = choice.draw(
        st.one_of(mutated(seeds()), st.binary(max_size=200), st.lists(st.sampled_from(TOKENS)).map(b"".join))
    )

    began = time.monotonic()
    read(data)

    assert time.monotonic() - began < SECONDS_MAX
