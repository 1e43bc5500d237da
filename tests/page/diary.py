"""A small diary with everything that its pages can show, for tests that look at them."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from goldseam.keep.vault import Vault
from goldseam.write.attachments import Attachments
from goldseam.write.entries import Entries
from tests.making import NOW, words
from tests.page.serving import Served, serve_apart

LONG = """Straight on, then left.

> Somebody said something

- one
- two

اليوم مشيت على الشاطئ

- تفاح
- خبز

| a | b |
|---|---|
| 1 | 2 |

`code`
"""
DAYS = tuple(f"2026-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(1, 28))


class Diary(NamedTuple):
    """A page that runs over it.

    Attributes:
        served: the server.
        long: the id of the entry with a title, tags, a notebook, three photos, a sound and a letter.
    """

    served: Served
    long: str


@contextmanager
def served_diary(home: Path) -> Iterator[Diary]:
    """Serves it, for as long as several tests need it."""
    made: list[str] = []
    with serve_apart(home, lambda vault: made.append(fill(vault))) as served:
        yield Diary(served, made[0])


def fill(vault: Vault) -> str:
    """Writes it; returns the id of the long entry."""
    entries, attachments = Entries(vault), Attachments(vault)
    for number, day in enumerate(DAYS):
        entries.add(words(f"Page {number}.", day=day, tags=("bea",) if number % 3 else ("river",)), now_ms=NOW)
    content = words(LONG, day="2026-02-14", tags=("bea", "lisbon"))._replace(title="Sideways light", journal="Letters")
    long = entries.add(content, now_ms=NOW)
    for name, colour in (("red.jpg", "red"), ("green.jpg", "green"), ("blue.jpg", "blue")):
        attachments.add(long.id, BytesIO(picture(colour)), name, now_ms=NOW)
    attachments.add(long.id, BytesIO(sound()), "voice.wav", now_ms=NOW)
    attachments.add(long.id, BytesIO(b"Dear landlord"), "letter.txt", now_ms=NOW)
    return long.id


def picture(colour: str, size: tuple[int, int] = (400, 300)) -> bytes:
    """A photo."""
    made = BytesIO()
    Image.new("RGB", size, colour).save(made, "JPEG")
    return made.getvalue()


def sound() -> bytes:
    """A tenth of a second of silence."""
    import wave

    made = BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(1600))
    return made.getvalue()
