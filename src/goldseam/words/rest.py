"""What rests, and what may then be shown: the one rule of the house."""

from enum import Enum
from typing import Literal, NamedTuple

Depth = Literal["quiet", "away", "whole"]


class Purpose(Enum):
    """Why somebody wants to see something. There is no usual one: whoever reads says which.

    Attributes:
        UNASKED: goldseam chooses what to show or to propose.
        BROWSE: she goes through what she wrote: time line, calendar, lists, one entry.
        SEARCH: she looks for words.
        ASK: she asks a question, or for what concerns somebody she names.
        EXPORT: she takes everything with her; also whatever works on all of it and shows none.
    """

    UNASKED = "unasked"
    BROWSE = "browse"
    SEARCH = "search"
    ASK = "ask"
    EXPORT = "export"


class Rest(NamedTuple):
    """One rest that lies on something.

    Attributes:
        id: of the rule it comes from, 32 hex digits.
        depth: `quiet`: never shown unless she goes to it; `away`: also gone from lists, search and answers;
            `whole`: nothing looks back at all.
        since: milliseconds since 1970 from when it holds.
        until: when `away` and `whole` turn `quiet`; None where she ends it by hand.
    """

    id: str
    depth: Depth
    since: int
    until: int | None

    def depth_at(self, now: int) -> Depth | None:
        """How deep it is at a time; None before it holds. It never ends by itself, it only becomes quiet."""
        if now < self.since:
            return None
        return "quiet" if self.until is not None and now >= self.until else self.depth


class Item(NamedTuple):
    """Something that could be shown.

    Attributes:
        rests: all that lie on it.
        named: ids of the rests whose person, place or thread her question names.
        looked: ids of the rests she chose to look behind, this once.
    """

    rests: tuple[Rest, ...]
    named: frozenset[str] = frozenset()
    looked: frozenset[str] = frozenset()


def allow(item: Item, purpose: Purpose, now: int) -> bool:
    """Whether something may be shown for this purpose, at this time (milliseconds since 1970)."""
    return purpose is Purpose.EXPORT or all(_allows(rest, item, purpose, now) for rest in item.rests)


def _allows(rest: Rest, item: Item, purpose: Purpose, now: int) -> bool:
    depth = rest.depth_at(now)
    if depth is None:
        return True
    if purpose is Purpose.UNASKED:
        return rest.id in item.looked and rest.id in item.named
    if rest.id in item.looked:
        return True
    if purpose is Purpose.ASK:
        return depth == "quiet" and rest.id in item.named
    return depth != "away"
