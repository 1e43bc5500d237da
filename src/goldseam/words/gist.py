"""An entry in a list: what stands around it, and how it begins."""

from typing import NamedTuple


class Gist(NamedTuple):
    """As much of an entry as a list shows.

    Attributes:
        place: where it stands in time; lists are paged by it.
        id: 32 hex digits.
        day: ISO date of the journal day it is about.
        written_at: milliseconds since 1970.
        title, journal: may be empty.
        tags: without sign.
        starred: marked by her.
        photos, files: how many are attached; files counts photos too.
        words: how many it has.
        came_by: of its first revision.
        beginning: how the text begins, a few hundred characters.
        conflicted: whether edits met in it, and nobody has looked since.
    """

    place: int
    id: str
    day: str
    written_at: int
    title: str
    journal: str
    tags: tuple[str, ...]
    starred: bool
    photos: int
    files: int
    words: int
    came_by: str
    beginning: str
    conflicted: bool
