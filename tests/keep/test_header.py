"""What a locked vault shows is refused when it is not ours, and tells when a byte of it changed."""

import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldseam.keep.disk import Disk
from goldseam.keep.header import COPY, NAME, format_header, is_as_written, load_header, parse_header, save_header
from goldseam.words.problem import Damaged
from tests.making import make_vault


def header_bytes(folder: Path) -> bytes:
    vault = make_vault(folder)
    vault.close()
    return Path(vault.folder, NAME).read_bytes()


def test_a_header_is_written_twice_and_reads_back_the_same(tmp_path: Path) -> None:
    data = header_bytes(tmp_path / "v")

    assert (tmp_path / "v" / COPY).read_bytes() == data
    assert format_header(parse_header(data)) == data
    assert is_as_written(data)


def test_a_removed_slot_lives_on_in_no_copy(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    gone = vault.header.slots[0].id
    save_header(vault.folder, vault.header._replace(slots=vault.header.slots[1:]), Disk())

    for name in os.listdir(vault.folder):
        if name.startswith(NAME):
            assert gone not in Path(vault.folder, name).read_text()


def test_every_flipped_or_missing_byte_of_a_header_is_seen(tmp_path: Path) -> None:
    data = header_bytes(tmp_path / "v")

    unseen = [at for at in range(len(data)) if is_as_written(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])]
    assert unseen == []
    assert [size for size in range(len(data)) if is_as_written(data[:size])] == []


def test_a_damaged_slot_does_not_keep_the_other_from_opening(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")
    path = Path(vault.folder, NAME)
    public = json.loads(path.read_bytes())
    public["slots"][0]["sealed"] = public["slots"][0]["sealed"][::-1].replace("=", "A")
    path.write_text(json.dumps(public))

    assert load_header(vault.folder, Disk()).slots[1] == vault.header.slots[1]
    assert not is_as_written(path.read_bytes())


@given(st.binary(max_size=400) | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_whatever_stands_there_instead_only_damage_is_reported(data: bytes | str) -> None:
    with pytest.raises(Damaged):
        parse_header(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))


ODD = st.none() | st.integers() | st.text(max_size=40) | st.lists(st.dictionaries(st.text(max_size=5), st.integers()))


@given(st.dictionaries(st.sampled_from(["version", "vault", "created_at", "inbox", "slots"]), ODD, min_size=1))
def test_whatever_stands_in_its_fields_it_loads_or_is_damaged(odd: dict[str, object]) -> None:
    usual = {"format": "goldseam-vault", "version": 1, "vault": "0" * 32, "created_at": 0, "inbox": [], "slots": []}

    with suppress(Damaged):
        assert parse_header(json.dumps({**usual, **odd}).encode())
