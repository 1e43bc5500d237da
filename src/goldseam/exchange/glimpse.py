"""A first look at a source, enough to tell what it is."""

import os
from itertools import islice
from typing import NamedTuple

from goldseam.exchange.containers import Zip, iter_files, open_plainly
from goldseam.exchange.encoding import decode
from goldseam.words.problem import Misused

HEAD_BYTES = 1 << 16
NAMES_MAX = 5_000


class Glimpse(NamedTuple):
    """What a source shows at first sight.

    Attributes:
        path: where it lies.
        is_folder: or else a file.
        names: of the files in a folder or a zip file, the first NAMES_MAX of them.
        head: the first bytes of a file; empty for a folder.
        text: the same as text, without its last line unless that is the only one; empty for what is no text.
        size: bytes of a file.
    """

    path: str
    is_folder: bool
    names: tuple[str, ...]
    head: bytes
    text: str
    size: int

    @property
    def is_zip(self) -> bool:
        """Whether it is a zip file."""
        return self.head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def take_glimpse(path: str) -> Glimpse:
    """Looks at a file or folder.

    Raises: Misused: there is none, it cannot be opened, or it is neither.
    """
    if os.path.isdir(path):
        return Glimpse(
            path, is_folder=True, names=tuple(islice(iter_files(path), NAMES_MAX)), head=b"", text="", size=0
        )
    real = os.path.realpath(path)  # she named it herself: a link is hers to follow
    try:
        with open_plainly(real) as file:
            head = file.read(HEAD_BYTES)
            size = os.fstat(file.fileno()).st_size
    except (OSError, ValueError) as error:
        raise Misused(
            f"the file {path!r} could not be opened: {getattr(error, 'strerror', None) or 'its name makes no sense'}",
            safe="nothing was changed",
            next="check the name: goldseam import FILE",
            code="exchange.no-such-file",
        ) from None
    glimpse = Glimpse(real, is_folder=False, names=(), head=head, text=_text(head, whole=size <= len(head)), size=size)
    return glimpse._replace(names=tuple(Zip(real).names()[:NAMES_MAX])) if glimpse.is_zip else glimpse


def _text(head: bytes, *, whole: bool) -> str:
    text = decode(head)
    if not whole and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    odd = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\v\x1b")
    foreign = sum("\udc80" <= character <= "\udcff" for character in text)
    return "" if odd > len(text) // 50 or foreign > len(text) // 3 else text
