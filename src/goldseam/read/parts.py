"""Who has which part in a finding, and by which key each is found again in every other entry."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from goldseam.words.finding import (
    SELF,
    UNKNOWN,
    Commitment,
    Decision,
    Details,
    Feeling,
    Finding,
    Health,
    Mention,
    Someone,
    Speech,
)
from goldseam.words.name import folded_name

ID_DIGITS = 32
OWNERS = frozenset({"experiencer", "speaker", "by", "who"})  # the roles of whom a finding is above all about


class Part(NamedTuple):
    """Somebody's part in a finding.

    Attributes:
        role: `ref` of a mention, `experiencer`, `toward`, `speaker`, `addressee`, `by`, `to` or `who`.
        id: as the finding has it.
    """

    role: str
    id: str


def parts_of(details: Details) -> list[Part]:
    """Everybody who is in a finding."""
    match details:
        case Mention(_, _, ref):
            told: list[tuple[str, str | None]] = [("ref", ref)]
        case Feeling():
            told = [("experiencer", details.experiencer), ("toward", details.toward)]
        case Speech():
            told = [("speaker", details.speaker), *(("addressee", one) for one in details.addressee or ())]
        case Commitment():
            told = [("by", details.by), *(("to", one) for one in details.to or ())]
        case Decision():
            told = [("by", details.by)]
        case Health():
            told = [("who", details.who)]
        case _:
            told = []
    return [Part(role, id_) for role, id_ in told if id_ is not None]


def is_id(id_: object) -> bool:
    """Whether it is an id of the vault, as those of the registry are, and not one local to a reading."""
    return isinstance(id_, str) and len(id_) == ID_DIGITS and all(sign in "0123456789abcdef" for sign in id_)


class Keys:
    """The keys of those who are referred to in one entry (spec/annotations.md, "In the vault")."""

    def __init__(self, entry_id: str, findings: Iterable[Finding], persons: Mapping[str, Someone]) -> None:
        self._entry = entry_id
        self._persons = persons
        self._names: dict[str, list[str]] = {}
        self._roles: dict[str, list[str]] = {}
        for found in findings:
            if isinstance(found.details, Mention) and found.details.ref is not None:
                kind = {"name": self._names, "nominal": self._roles}.get(found.details.form)
                if kind is not None:
                    kind.setdefault(found.details.ref, []).append(found.words)

    def of(self, id_: str, *, hers: bool = False) -> str:
        """The key of an id.

        Args:
            id_: of the reading, `self`, `unknown`, or of the registry.
            hers: whether she has said that it is this one; a reader that knows the registry only knows the name.
        """
        if id_ in {SELF, UNKNOWN}:
            return id_
        if hers and is_id(id_):
            return f"#{id_}"
        someone = self._persons.get(id_)
        name, kind = self.name_of(id_), someone.kind if someone else "person"
        if name is not None:
            return f"{kind}/{folded_name(name)}"
        mine = next((role for role in self._roles.get(id_, ()) if role.lower().startswith(("my ", "our "))), None)
        if mine is not None:
            return f"role/{folded_name(mine)}"
        return f"#{id_}" if is_id(id_) else f"@{self._entry[:8]}{id_}"

    def name_of(self, id_: str) -> str | None:
        """The name by which a text calls somebody."""
        someone, called = self._persons.get(id_), self._names.get(id_, [])
        if someone is not None and someone.name is not None and (someone.name in called or not called):
            return None if is_id(id_) and not called else someone.name
        return called[0] if called else None

    def shown_as(self, id_: str) -> str:
        """What to call somebody of this entry: the name, the role in the text's own words, or the relation."""
        someone = self._persons.get(id_)
        name = self.name_of(id_) or next(iter(self._roles.get(id_, ())), None) or (someone.name if someone else None)
        return name or (someone.relation if someone and someone.relation else "somebody")


_SINGLE = ("ref", "experiencer", "toward", "speaker", "by", "who")
_SEVERAL = ("addressee", "to")


def with_ids(details: Details, ids: Mapping[str, str]) -> Details:
    """The same with other ids for those that are in it."""
    changes: dict[str, object] = {}
    for name in details._fields:
        value = getattr(details, name)
        if name in _SINGLE and value in ids:
            changes[name] = ids[value]
        elif name in _SEVERAL and isinstance(value, tuple):
            changes[name] = tuple(ids.get(one, one) for one in value)
    made: Details = details._replace(**changes)  # type: ignore[arg-type]  # names of its own
    return made
