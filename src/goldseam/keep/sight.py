"""What may be seen, as SQL and as a question: a value that every reading of entries for her eyes is given."""

from collections.abc import Iterable

from goldseam.words.rest import Purpose

NOWHERE = -1  # no entry stands there; in `temp.unseen` it says that the sight is known


class Sight:
    """What one purpose may see, at one time. Got from `keep.sights`, and used at once.

    Attributes:
        purpose: the one.
        hidden: ids of the entries that may not be shown, 32 hex digits.
        names: folded names, and keys of people, that may not be shown.
        nothing: whether nothing at all may be shown.
    """

    __slots__ = ("_number", "hidden", "names", "nothing", "purpose", "until")

    def __init__(
        self,
        purpose: Purpose,
        *,
        hidden: frozenset[str] = frozenset(),
        names: frozenset[str] = frozenset(),
        nothing: bool = False,
        number: int = 0,
        until: int | None = None,
    ) -> None:
        self.purpose = purpose
        self.hidden = hidden
        self.names = names
        self.nothing = nothing
        self.until = until
        self._number = number

    def shows(self, entry_id: str) -> bool:
        """Whether an entry may be shown."""
        return not self.nothing and entry_id not in self.hidden

    @property
    def is_whole(self) -> bool:
        """Whether it hides no entry."""
        return not self.nothing and not self.hidden

    def names_one_of(self, names: Iterable[str]) -> bool:
        """Whether any of these folded names or keys may not be shown."""
        return bool(self.names) and not self.names.isdisjoint(names)

    def unseen(self) -> str:
        """The places of the entries that may not be shown, as SQL that selects `place`; for one that hides some."""
        return f"select place from temp.unseen where sight = {self._number}"  # noqa: S608 - our own words

    def where(self, place: str = "entry.place") -> str:
        """The same as SQL to put behind a condition, ` and …`; empty where nothing is hidden.

        Args:
            place: the column that says where an entry stands, with its table: alone it would mean one of our own.
        """
        if self.nothing:
            return " and 0"
        if not self.hidden:
            return ""
        unseen = f"select 1 from temp.unseen where unseen.sight = {self._number} and unseen.place ="  # noqa: S608 - our own words
        # What a sight hides is forgotten some changes later; a sight that is used even then shows nothing at all.
        return f" and exists ({unseen} {NOWHERE}) and not exists ({unseen} {place})"
