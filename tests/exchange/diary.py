"""A short diary, from which every format's sample is written; and what a vault holds of it afterwards."""

import hashlib
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from goldseam.keep.vault import Vault
from goldseam.words.entry import Content
from goldseam.write.attachments import Attachments

ZONE = "Europe/Lisbon"


class Written(NamedTuple):
    """What somebody wrote, whatever the format.

    Attributes:
        id: 32 hex digits.
        at: on her clock, aware.
        title: may be empty.
        text: with each tag in it as `@tag`, so that formats which keep tags in the words have them too.
        tags: without sign.
        starred: by her.
        unknown: fields that no other format has.
    """

    id: str
    at: datetime
    title: str
    text: str
    tags: tuple[str, ...] = ()
    starred: bool = False
    unknown: dict[str, object] = {}  # noqa: RUF012 - never changed


def _at(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(ZONE))


def _id(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


DIARY = (
    Written(_id(1), _at("2023-12-31T23:58:07"), "", "The last one of the year. Rain on the tin roof."),
    Written(_id(2), _at("2024-01-01T08:15:40"), "New coat", "It has pockets.\n\nBoth of them. @winter", ("winter",)),
    Written(_id(3), _at("2024-01-02T02:30:11"), "", "Could not sleep, so it is still yesterday for me.", starred=True),
    Written(
        _id(4), _at("2024-02-29T12:00:00"), "Leap", "A day for free.\n\n- swim\n- soup\n",
        unknown={"mood": 4, "place": {"name": "Praia", "at": [38.7, -9.4]}},
    ),
    Written(_id(5), _at("2024-03-31T00:59:59"), "", "One minute before the hour that was not. @clocks", ("clocks",)),
    Written(_id(6), _at("2024-06-13T19:20:21"), "Santo António", "Sardinhas, música, e a @zé a rir. ❤️ 友達と", ("zé",)),
    Written(_id(7), _at("2024-07-01T07:00:00"), "", "  an indented line\n[1] a footnote\n# no heading\n\ttab\n\nEnd."),
    Written(_id(8), _at("2024-08-09T10:11:12"), "Two tags", "@tea and @anna, outside.", ("tea", "anna"), starred=True),
    Written(_id(9), _at("2024-10-27T03:00:00"), "", "After the hour that came twice."),
    Written(_id(10), _at("2025-01-01T00:00:00"), "Mid\u00adnight", "A soft hyphen, a \u200bzero width space.",
            unknown={"weather": "fog", "no": None}),
)  # fmt: skip


def many(count: int, chars: int = 3_000) -> Iterator[Written]:
    """So many entries, each of so many characters, an hour apart."""
    for number in range(count):
        line = f"Entry {number} of a long life. "
        at = _at("2001-01-01T12:00:00") + timedelta(hours=number)
        yield Written(_id(number), at, "", (line * (chars // len(line) + 1)).strip())


class Kept(NamedTuple):
    """An entry as a vault shows it, with the bytes of its attachments: (name, SHA-256)."""

    content: Content
    files: tuple[tuple[str, str], ...]


def kept(vault: Vault) -> dict[str, Kept]:
    """Everything that is shown, by entry."""
    return {
        entry.id: Kept(
            entry.content._replace(attachments=()),
            tuple((file.name, hashlib.sha256(bytes_of(vault, file)).hexdigest()) for file in entry.content.attachments),
        )
        for entry in vault.iter_entries()
    }


def bytes_of(vault: Vault, attachment: object) -> bytes:
    """What an attachment holds."""
    target = io.BytesIO()
    Attachments(vault).copy_to(attachment, target)  # type: ignore[arg-type]  # an Attachment
    return target.getvalue()
