"""Who is who in one passage: one `Someone` for each person, however often and by whatever words."""

from goldseam.read.lexicon import listed
from goldseam.read.passage import Passage
from goldseam.words.finding import SELF, Gender, Kind, Someone

_SAME_KIN = (
    ("mother", "mother mum mom mam mama mamma mummy mommy mammy ma mamá maman amma ammi omma"),
    ("father", "father dad daddy papa pa pop pops da papá abba appa baba tata"),
)
_KIN = {word: name for name, words in _SAME_KIN for word in words.split()}
_TITLES = listed("people", "titles")
_FEMALE = listed("people", "kin", "f") | listed("people", "roles", "f") | listed("people", "address", "f")
_MALE = listed("people", "kin", "m") | listed("people", "roles", "m") | listed("people", "address", "m")
_NAMES_F = frozenset(name.lower() for name in listed("names", "", "f", "words_f"))
_NAMES_M = frozenset(name.lower() for name in listed("names", "", "m", "words_m"))


def gender_of_role(word: str) -> Gender | None:
    """What a word of kinship or a role tells of gender."""
    return "f" if word in _FEMALE else "m" if word in _MALE else None


def gender_of_name(name: str) -> Gender | None:
    """What a given name mostly tells of gender; None where it is borne by both, or not known."""
    lower = name.lower()
    female, male = lower in _NAMES_F, lower in _NAMES_M
    return None if female == male else "f" if female else "m"


class People:
    """The persons of one passage while its mentions are being read."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self._by_name: dict[str, list[str]] = {}
        self._by_kin: dict[tuple[str, str | None], str] = {}
        self._by_role: dict[str, str] = {}
        self._known: dict[str, list[Someone]] = {}
        for someone in passage.known:
            for name in (someone.name, *someone.aliases):
                if name:
                    self._known.setdefault(name.casefold(), []).append(someone)

    def knows(self, name: str) -> bool:
        """Whether the registry has somebody of exactly this name or alias."""
        return name.casefold() in self._known

    def longest_known(self) -> int:
        """The words of the longest name the registry has; 0 where it has none."""
        return max((len(name.split()) for name in self._known), default=0)

    def kind_known(self, name: str) -> Kind:
        """Of one the registry knows."""
        return self._known[name.casefold()][0].kind

    def named(self, name: str, kind: Kind) -> str | None:
        """The id of who bears a name here; None where two do and the words do not tell them apart."""
        key = name.casefold()
        bearers = self._by_name.get(key, [])
        if len(bearers) > 1:
            return None
        if bearers:
            return bearers[0]
        registered = self._known.get(key, [])
        if kind == "person" and " " in key and not registered and len(self._by_name.get(key.split()[0], [])) == 1:
            identity = self._by_name[key.split()[0]][0]
            if not self._has_another_surname(identity, key):
                self._call(identity, name)
                self._by_name.setdefault(key, []).append(identity)
                return identity
        if len(registered) == 1:
            identity = self.passage.introduce(registered[0])
        elif registered:
            return None
        else:
            identity = self.new(kind, name, gender_of_name(name.split(maxsplit=1)[0]), None)
        first = key.split()[0]
        for alias in {key, *([first] if kind == "person" and first.rstrip(".") not in _TITLES else ())}:
            self._by_name.setdefault(alias, []).append(identity)
        return identity

    def _has_another_surname(self, identity: str, key: str) -> bool:
        """Whether somebody is called by a longer name that is not this one: Jo P is not Jo W."""
        someone = self.passage.persons[identity]
        first = key.split(maxsplit=1)[0]
        longer = [one.casefold() for one in (someone.name, *someone.aliases) if one and " " in one]
        return any(one.split()[0] == first and one.rstrip(".") != key.rstrip(".") for one in longer)

    def another(self, name: str, kind: Kind) -> str:
        """A bearer of a name that is introduced as one more (*a client called Will*)."""
        identity = self.new(kind, name, gender_of_name(name.split(maxsplit=1)[0]), None)
        self._by_name.setdefault(name.casefold(), []).append(identity)
        return identity

    def kin(self, word: str, owner: str | None, name: str | None = None) -> str:
        """The id of somebody's mother, brother, friend; `owner` is an id, `self`, or None for one that is not known."""
        relation = _KIN.get(word, word)
        key = (relation, owner)
        identity = self._by_kin.get(key) if owner is not None else None
        if identity is None and owner == SELF:
            identity = self._known_kin(relation)
        if identity is None and name is not None and len(self._by_name.get(name.casefold(), [])) == 1:
            identity = self._by_name[name.casefold()][0]
        if identity is None:
            identity = self.new("person", name, gender_of_role(word), relation)
        elif name is not None:
            self._call(identity, name)
        self._learn(identity, gender_of_role(word), relation)
        self._by_kin[key] = identity
        if name is not None and identity not in self._by_name.setdefault(name.casefold(), []):
            self._by_name[name.casefold()].append(identity)
        return identity

    def role(self, head: str, *, again: bool, kind: Kind = "person", name: str | None = None) -> str:
        """The id of the doctor, the man: the one spoken of before if `again`, else a new one."""
        identity = self._by_role.get(head) if again else None
        if identity is None:
            identity = self.new(kind, None, gender_of_role(head), head)
        if name is not None:
            self.call(identity, name)
        self._by_role[head] = identity
        return identity

    def new(self, kind: Kind, name: str | None, gender: Gender | None, relation: str | None) -> str:
        """Introduces somebody."""
        return self.passage.introduce(Someone(self.passage.new_person_id(), kind, name, (), relation, gender))

    def call(self, identity: str, name: str) -> None:
        """Gives a name to somebody who was only pointed at: *the vet is called Fiona*."""
        self._call(identity, name)
        bearers = self._by_name.setdefault(name.casefold(), [])
        if identity not in bearers:
            bearers.append(identity)

    def is_nameless(self, identity: str | None) -> bool:
        """Whether somebody has been pointed at and not been named yet."""
        someone = self.passage.persons.get(identity) if identity is not None else None
        return someone is not None and someone.name is None

    def bears(self, name: str) -> bool:
        """Whether somebody of this passage has the name."""
        return name.casefold() in self._by_name

    def set_gender(self, identity: str, gender: Gender) -> None:
        """Learns from a pronoun."""
        self._learn(identity, gender, None)

    def _learn(self, identity: str, gender: Gender | None, relation: str | None) -> None:
        someone = self.passage.persons.get(identity)
        if someone is not None:
            self.passage.persons[identity] = someone._replace(
                gender=someone.gender or gender, relation=someone.relation or relation
            )

    def _call(self, identity: str, name: str) -> None:
        someone = self.passage.persons.get(identity)
        if someone is None or someone.name == name or name in someone.aliases:
            return
        self._learn(identity, gender_of_name(name.split(maxsplit=1)[0]), None)
        someone = self.passage.persons[identity]
        self.passage.persons[identity] = (
            someone._replace(name=name) if someone.name is None else someone._replace(aliases=(*someone.aliases, name))
        )

    def _known_kin(self, relation: str) -> str | None:
        """The one whom the registry has in this relation to her, if there is just one."""
        having = [
            one
            for one in self.passage.known
            if one.relation is not None and _KIN.get(one.relation, one.relation) == relation
        ]
        return self.passage.introduce(having[0]) if len(having) == 1 else None
