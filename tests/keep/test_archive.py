"""What stands before each file of an archive is what every tar writes."""

import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.keep.archive import MODE, header_block

OCTAL_MAX = 8**11
NAMES = st.text("abcdef0123456789./-", min_size=1, max_size=100)


@given(NAMES, st.integers(0, 1 << 62), st.integers(0, OCTAL_MAX - 1))
def test_a_header_is_the_one_that_tarfile_makes(name: str, size: int, mtime: int) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, mtime, MODE

    assert header_block(name, size, mtime) == info.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize("size", [0, 1, OCTAL_MAX - 1, OCTAL_MAX])
def test_also_where_a_size_needs_another_form(size: int) -> None:
    test_a_header_is_the_one_that_tarfile_makes.hypothesis.inner_test("a", size, 0)  # type: ignore[attr-defined]
