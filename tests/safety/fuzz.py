"""Hands one reader bytes that atheris makes up as it follows the reader's branches.

python -m tests.safety.fuzz READER [OPTIONS OF LIBFUZZER]
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["goldseam.keep", "goldseam.write", "goldseam.exchange"]):
    from tests.exchange.hostile import IMPORTED
    from tests.safety.hostile import READERS


PLANTED = "planted"


def planted(data: bytes) -> None:
    """A reader with a mistake, to see that it is found."""
    if data[:1] == b"{" and data[1:2] != b"}":
        raise KeyError(data)


def main(name: str, options: list[str]) -> None:
    """Ends with an exit status other than 0 at the first thing that is not declared."""
    known = {**READERS, **IMPORTED, PLANTED: (planted, lambda: [b"{}"])}
    reader, seeds = known[name]

    def one(data: bytes) -> None:
        reader(data)  # what it returns is nothing to libFuzzer

    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds()):
            (Path(corpus) / str(number)).write_bytes(seed)
        atheris.Setup(["fuzz", *options, corpus], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
