"""Whatever bytes somebody makes up, a reader takes them or says that they are damaged, soon and in little memory.

Here with hypothesis, a few hundred for each reader; `dev.py test-long` follows the branches with atheris, for hours.
"""

import gzip
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldseam.keep.ledger import gunzip
from goldseam.words.problem import Damaged
from tests.conftest import ROOT
from tests.safety.hostile import READERS

SLOW = {"inside-a-backup", "backup", "file-in-a-backup"}
TOKENS = [
    b'"',
    b"\\",
    b"{",
    b"}",
    b"[" * 70,
    b"null",
    b"true",
    b"1e999",
    b"NaN",
    b"-0",
    b"\0",
    b"\xff",
    b"\n",
    b"\\ud800",
    b"9" * 5000,
]
ODD: st.SearchStrategy[object] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.sampled_from([1 << 62, -(1 << 62), "9999-12-31", "\ud800", "ab" * 16, "../.."])
    | st.builds(lambda: [[[]]])  # a new one each time: what is drawn here is altered again
    | st.recursive(
        st.none(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    )
)


@st.composite
def mutated(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """An example with a few bytes changed, left out, put in, or said twice."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        end = draw(st.integers(at, min(len(data), at + 40)))
        put = draw(st.sampled_from(TOKENS) | st.binary(max_size=8) | st.just(data[at:end] * 2))
        data = data[:at] + put + data[end:]
    return data[: draw(st.integers(0, len(data)))] if draw(st.integers(0, 9)) == 0 else data


@st.composite
def altered(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """An example of JSON in which some values are others, of any type, and some names are missing or new."""
    data = draw(st.sampled_from(seeds))
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return data
    for _ in range(draw(st.integers(1, 3))):
        _alter(draw, value)
    text = json.dumps(value, ensure_ascii=draw(st.booleans()), sort_keys=draw(st.booleans()))
    return text.encode("utf-8", "surrogatepass")


def _alter(draw: st.DrawFn, value: object) -> None:
    while isinstance(value, (dict, list)) and value:
        key = draw(st.sampled_from(list(value) if isinstance(value, dict) else list(range(len(value)))))
        inner = value[key]
        if isinstance(inner, (dict, list)) and inner and draw(st.booleans()):
            value = inner
            continue
        if draw(st.integers(0, 4)) == 0:
            del value[key]
        else:
            value[key] = draw(ODD)
        return


@pytest.mark.parametrize("name", READERS)
def test_a_reader_takes_its_bytes_or_says_that_they_are_damaged(name: str) -> None:
    hand_made_up_bytes_to(name)


def hand_made_up_bytes_to(name: str) -> None:
    """Its own examples as they are, and then changed."""
    reader, _ = READERS[name]
    examples = hand_examples_to(name)
    assert examples

    @settings(max_examples=40 if name in SLOW else 300, report_multiple_bugs=False)
    @given(st.data())
    def hand_it(data: st.DataObject) -> None:
        made = st.binary(max_size=300) | mutated(examples) | altered(examples)
        reader(data.draw(made))

    hand_it()


def hand_examples_to(name: str) -> list[bytes]:
    reader, seeds = READERS[name]
    examples = seeds()
    for data in examples:
        reader(data)
    return examples


@pytest.mark.parametrize(
    ("name", "guard", "instead"),
    [
        ("vault-json", "goldseam.keep.header.whole_of", lambda value: value),
        ("head", "goldseam.keep.ledger.whole_of", lambda value: value),
        ("record", "goldseam.keep.record.whole_of", lambda value: value),
        ("item", "goldseam.keep.inbox.object_in", lambda text, depth_max: json.loads(text)),
    ],
)
def test_this_suite_sees_it_when_a_guard_is_gone(
    name: str, guard: str, instead: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, instead)

    with pytest.raises((TypeError, ValueError, AttributeError, KeyError)):
        hand_examples_to(name)


@pytest.mark.parametrize("name", READERS)
def test_a_reader_takes_every_example_of_every_other_format(name: str) -> None:
    reader, _ = READERS[name]
    for _, seeds in READERS.values():
        for data in seeds()[:: 20 if name in SLOW else 1]:
            reader(data)


def test_what_is_compressed_is_refused_before_the_memory_is_taken() -> None:
    bomb = gzip.compress(bytes(64 << 20), 9)
    tracemalloc.start()
    try:
        with pytest.raises(Damaged):
            gunzip(bomb, size_max=1 << 20, what="a bomb")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 4 << 20


UNDER_A_LIMIT = """
import resource, sys
from tests.safety.hostile import READERS
from tests.vectors.readers import READERS as FORMATS
from tests.vectors.vector import all_vectors
from pathlib import Path
import tempfile
taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
limit = taken + int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
for vector in all_vectors():
    if vector.path.parent.name != "union":
        with tempfile.TemporaryDirectory() as folder:
            FORMATS[vector.path.parent.name](vector, Path(folder))
for reader, seeds in READERS.values():
    for seed in seeds()[::10]:
        reader(seed)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells how much memory is taken already")
def test_no_example_takes_more_memory_than_a_few_times_the_largest_head() -> None:
    result = subprocess.run(
        [sys.executable, "-c", UNDER_A_LIMIT, str(400 << 20)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stderr[-2000:]
