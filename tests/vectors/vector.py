"""A test vector as it stands in spec/vectors (spec/vectors/README.md)."""

import zlib
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parents[2] / "spec" / "vectors"
BODY_BYTES_MAX = 1 << 20


class Vector(NamedTuple):
    """One example of a format.

    Attributes:
        path: of the file; its folder is named after the format.
        said: the lines of its head, by name, in order; a name may stand there several times.
        body: the example itself.
    """

    path: Path
    said: dict[str, list[str]]
    body: bytes

    @property
    def expect(self) -> str:
        """What has to become of it."""
        return self.one("expect")

    def one(self, name: str) -> str:
        """The only value of a name."""
        (value,) = self.said[name]
        return value


def load_vector(path: Path) -> Vector:
    """Reads a vector; what is wrong with it is an assertion."""
    head, _, body = path.read_bytes().partition(b"\n\n")
    said: dict[str, list[str]] = {}
    for line in head.decode().split("\n"):
        name, colon, value = line.partition(": ")
        assert colon, f"{path}: a line of the head is no `name: value`"
        said.setdefault(name, []).append(value)
    assert "note" in said, path
    if said.pop("compressed", []) == ["zlib"]:
        inflater = zlib.decompressobj()
        body = inflater.decompress(body, BODY_BYTES_MAX)
        assert inflater.eof, path
    return Vector(path, said, body)


def all_vectors() -> list[Vector]:
    """Every vector there is."""
    return [load_vector(path) for path in sorted(FOLDER.glob("*/*"))]
