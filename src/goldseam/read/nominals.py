"""People pointed at without a name: *my sister*, *the landlord*, *a man on the tram*, *Mum*."""

from typing import NamedTuple

from goldseam.read.capitals import SAYS, SEASONS, TITLES, is_capital
from goldseam.read.clauses import Clauses
from goldseam.read.lexicon import is_ordinary, listed, verbs
from goldseam.read.tags import stem
from goldseam.words.finding import Kind

_KIN, _ROLES, _ADDRESS = (listed("people", heading) for heading in ("kin", "roles", "address"))
_PETS = listed("people", "pets", "words")
_HEADS = _KIN | _ROLES | _PETS
_PERSONS_DO = listed("people", "persons_do", "verbs") | listed("saying", "", "say", "say_that", "tell", "ask")
_SPOKEN_TO = listed("people", "spoken_to", "verbs")
_AS_NAMES, _PUBLIC, _ANYBODY = (listed("pointing", "", key) for key in ("as_names", "public", "anybody"))
_OWNERS, _DEFINITE, _INDEFINITE = (listed("pointing", "", key) for key in ("owners", "definite", "indefinite"))
_PREDICATES, _SUPPOSING, _NAMING = (listed("pointing", "", key) for key in ("predicates", "supposing", "naming"))
_OF_KIN = listed("pointing", "", "of_kin")
_NOT_DESCRIBING = listed("pointing", "", "not_describing")
_DESCRIBED, _ONLY_BEFORE_VERBS = (listed("pointing", "", key) for key in ("described", "only_before_verbs"))
_PLURALS = {
    plural: word
    for word in _HEADS
    for plural in (f"{word}s", f"{word}es", f"{word[:-1]}ies" if word.endswith("y") else "")
}
_PLURALS.update((many, one) for many, _, one in (pair.partition("=") for pair in listed("pointing", "", "men")))
_DESCRIBING = 3  # words between a determiner and what it determines
_SUPPOSED = 6  # words in which a supposition reaches a mention
_WHERE, _AT, _SERVING = (listed("pointing", "", key) for key in ("where", "at", "serving"))
_WHERE_AT_MOST, _WHERE_WORDS = 2, 3  # prepositions after somebody, and words after each
_SHORT = 3  # letters under which Ma, Pa, Da are only persons if they do something


class Pointed(NamedTuple):
    """Somebody pointed at.

    Attributes:
        first, last: the ordinals of its first and last word.
        head: the word of kinship or role, in the singular, lower case.
        rule: the last part of the source.
        owner: the ordinal of the word that says whose, or None.
        definite: *the*, *that*, and those that stand by themselves: may be somebody spoken of before.
        kind: person or pet.
        name: ordinals of the name that belongs to it (*my sister Lena*, *a boy called Zion*), or None.
    """

    first: int
    last: int
    head: str
    rule: str
    owner: int | None = None
    definite: bool = True
    kind: Kind = "person"
    name: tuple[int, int] | None = None


def pointed_in(clauses: Clauses) -> list[Pointed]:
    """Everybody pointed at, in order. Cost: one pass."""
    found = (_pointed(clauses, ordinal) for ordinal in range(len(clauses.words)))
    return [pointed for pointed in found if pointed is not None]


def _pointed(clauses: Clauses, ordinal: int) -> Pointed | None:
    bare = stem(clauses.words[ordinal])
    pointed = _addressed(clauses, ordinal, bare) if bare in _ADDRESS else None
    if pointed is None and bare in _AS_NAMES:
        pointed = _as_name(clauses, ordinal, bare)
    head = bare if bare in _HEADS else _PLURALS.get(bare)
    if pointed is not None or head is None or head in _PUBLIC:
        return pointed
    opener = _opener(clauses, ordinal)
    if opener is None:
        return _bare_role(clauses, ordinal, bare)
    return None if _describes(clauses, ordinal) else _determined(clauses, opener, ordinal, head)


def _determined(clauses: Clauses, opener: int, ordinal: int, head: str) -> Pointed | None:
    determiner, before = clauses.words[opener].lower, clauses.before(opener)
    owned = determiner in _OWNERS or determiner.endswith(("'s", "s'"))
    definite = determiner in _DEFINITE
    kind: Kind = "pet" if head in _PETS else "person"
    if any(word.lower == "dear" for word in clauses.words[opener:ordinal]):
        return None  # *my dear boy* calls, and does not point
    prayer = head == "father" and determiner == "our" and clauses.words[ordinal].form[0].isupper()
    if prayer or not _means_somebody(clauses, opener, ordinal, head, owned=owned):
        return None
    last, name = _extended(clauses, ordinal)
    further = last if name is not None or owned else _where(clauses, last)
    served = not owned and head in _SERVING and before in _AT
    opens = _whole_owner(clauses, opener)
    parts = [
        "pet" if kind == "pet" else "kin" if head in _KIN else "role",
        "your" if determiner == "your" else "whose" if owned else "the" if definite else "a",
        "many" if stem(clauses.words[ordinal]) != head else "",
        "where" if further > last else "",
        "named" if name is not None else "acts" if not owned and _acts(clauses, further) else "",
        "served" if served else "",
    ]
    return Pointed(opens, further, head, ".".join(filter(None, parts)), opener if owned else None, definite, kind, name)


def _whole_owner(clauses: Clauses, opener: int) -> int:
    """Where an owner of several words begins: *Mr Tully's*, *that boy's*, *our father's*."""
    if not clauses.words[opener].lower.endswith("'s") or not clauses.before(opener):
        return opener
    before = clauses.before(opener)
    titled = before in TITLES and clauses.words[opener - 1].form[0].isupper()
    common = not clauses.words[opener].form[0].isupper() and before in _OWNERS | _DEFINITE | _INDEFINITE
    return opener - 1 if titled or common else opener


def _where(clauses: Clauses, last: int) -> int:
    """The end of what tells them from others: *the woman from the bank*, *a man on the tram with a dog*."""
    for _ in range(_WHERE_AT_MOST):
        preposition = clauses.after(last)
        if clauses.words[last].lower.endswith("'s") or preposition not in _WHERE:
            return last
        here = last + 2
        if here >= len(clauses.words) or clauses.gap(here) != " ":
            return last
        here += clauses.tags[here] in {"determiner", "possessive"}
        noun = here
        while noun < len(clauses.words) and noun - here < _WHERE_WORDS and clauses.gap(noun) == " ":
            if clauses.tags[noun] != "other" or (noun > here and clauses.words[noun].lower in _PERSONS_DO):
                break
            noun += 1
        if noun == here or clauses.starts_time(last + 2, noun):
            return last
        last = noun - 1
    return last


def _means_somebody(clauses: Clauses, opener: int, ordinal: int, head: str, *, owned: bool) -> bool:
    """Whether it points at somebody, and does not say what somebody is, or is like, or might have."""
    determiner, before = clauses.words[opener].lower, clauses.before(opener)
    if owned:
        return before not in {"like", "as"}
    if before in (_PREDICATES - {"of", "called"} if determiner in _DEFINITE else _PREDICATES) or head in _PETS:
        return False
    if determiner not in {"a", "an"}:
        return True
    anybody = head in _ANYBODY and verbs().get(clauses.after(ordinal)) != "past"  # *a kid asked* is one
    return not anybody and not _supposed(clauses, opener)


def _supposed(clauses: Clauses, opener: int) -> bool:
    """Whether the words before make it nobody in particular: *if I had a daughter*, *one tells a child*."""
    first, _ = clauses.clause(opener)
    before = [word.lower for word in clauses.words[max(first, opener - _SUPPOSED) : opener]]
    return any(word in _SUPPOSING or word.endswith(("n't", "'d")) for word in before)


def _acts(clauses: Clauses, last: int) -> bool:
    """Whether a verb follows of which these are the subject."""
    after = clauses.after(last)
    return bool(after) and (clauses.tags[last + 1] in {"verb", "auxiliary"} or after in _PERSONS_DO)


def _opener(clauses: Clauses, ordinal: int) -> int | None:
    """The determiner or possessive, over a few words that describe."""
    for here in range(ordinal - 1, max(-1, ordinal - 2 - _DESCRIBING), -1):
        word = clauses.words[here]
        if clauses.gap(here + 1) != " ":
            return None
        if word.lower in _OWNERS | _DEFINITE | _INDEFINITE:
            return here
        if word.form.endswith(("'s", "’s")):
            owner = word.form[0].isupper() or stem(word) in _HEADS
            return here if owner and clauses.tags[here] == "other" else None
        describes = clauses.tags[here] in {"other", "adverb"} or word.lower.endswith(("ed", "ing"))
        if (
            word.lower in _NOT_DESCRIBING
            or not describes
            or clauses.tags[here] not in {"other", "adverb", "verb"}
            or not is_ordinary(word.lower)
        ):
            return None
    return None


def _describes(clauses: Clauses, ordinal: int) -> bool:
    """*the guest room*, *my father figure*: the word only describes another noun."""
    after = clauses.after(ordinal)
    if not after or clauses.words[ordinal].form.endswith(("'s", "’s")) or clauses.tags[ordinal + 1] != "other":
        return False
    if stem(clauses.words[ordinal]) in _KIN - _ROLES:
        return after in _OF_KIN
    noun = clauses.words[ordinal + 1].form.islower() and is_ordinary(after)
    return noun and after not in _PERSONS_DO and not after.endswith(("ed", "ing"))


def _extended(clauses: Clauses, ordinal: int) -> tuple[int, tuple[int, int] | None]:
    """The end of the mention, and the name in it."""
    if clauses.words[ordinal].form.endswith(("'s", "’s")):
        return ordinal, None
    called = clauses.after(ordinal) in _NAMING
    first = ordinal + 1 + called
    if not clauses.after(first - 1) or not _names(clauses, first, called=called):
        return ordinal, None
    titled = clauses.words[first].lower in TITLES
    last = first
    if called and first + 1 < len(clauses.words) and clauses.gap(first + 1) in ({" ", ". "} if titled else {" "}):
        last += clauses.words[first + 1].form[0].isupper()
    return last, (first, last)


def _names(clauses: Clauses, ordinal: int, *, called: bool) -> bool:
    """Whether the word at `ordinal` is a name by standing there."""
    word = clauses.words[ordinal]
    if not is_capital(clauses, ordinal) or word.lower in SEASONS:
        return False
    return called or not (word.form.isupper() or (is_ordinary(word.lower) and clauses.tags[ordinal] != "other"))


def _addressed(clauses: Clauses, ordinal: int, bare: str) -> Pointed | None:
    """*Mum*, *Papa*, and in small letters where a verb or *told* makes it plain."""
    word, before, after = clauses.words[ordinal], clauses.before(ordinal), clauses.after(ordinal)
    if before in _OWNERS | _DEFINITE | _INDEFINITE | _DESCRIBED or before.endswith("'s"):
        return None
    if after and clauses.words[ordinal + 1].form[0].isupper() and clauses.tags[ordinal + 1] != "subject":
        return None
    acts = after in _PERSONS_DO
    spoken_to = before in _SPOKEN_TO - _DESCRIBED
    if not word.form[0].isupper():
        plain = acts or (spoken_to and bare not in _ONLY_BEFORE_VERBS)
        return Pointed(ordinal, ordinal, bare, "address.small") if plain else None
    if (len(bare) < _SHORT and not (acts or spoken_to)) or (before in {"in", "of"} and bare in {"father", "mother"}):
        return None
    if word.form.isupper():
        return Pointed(ordinal, ordinal, bare, "address.shouted")
    return Pointed(ordinal, ordinal, bare, "address.vocative" if _is_called(clauses, ordinal) else "address")


def _is_called(clauses: Clauses, ordinal: int) -> bool:
    """Whether it is called out to somebody in speech: *“Sit down, Dad,” she said*."""
    word, text = clauses.words[ordinal], clauses.passage.text
    quoted = clauses.zone_of(ordinal) is not None
    apart = ordinal == clauses.region(ordinal)[0] or "," in clauses.gap(ordinal) or clauses.before(ordinal) in SAYS
    ends = text[word.end : word.end + 1] in {",", ".", "!", "?", "”", '"', "’", ""}
    return (
        apart
        and ends
        and (quoted or "," in text[max(0, word.start - 2) : word.start] or clauses.before(ordinal) in SAYS)
    )


def _as_name(clauses: Clauses, ordinal: int, bare: str) -> Pointed | None:
    """*Doctor wants me on it*: a role that stands as a name."""
    word, after = clauses.words[ordinal], clauses.after(ordinal)
    if (
        not word.form[0].isupper()
        or word.form.isupper()
        or clauses.before(ordinal) in _OWNERS | _DEFINITE | _INDEFINITE
    ):
        return None
    if after and clauses.words[ordinal + 1].form[0].isupper():
        return None
    acts = after in _PERSONS_DO
    if not acts and ordinal == clauses.region(ordinal)[0]:
        return None
    return Pointed(ordinal, ordinal, bare, "titled" if acts else "titled.still")


def _bare_role(clauses: Clauses, ordinal: int, head: str) -> Pointed | None:
    """*vet says fatty*: a role without its article, before a verb of saying."""
    says = head in _ROLES and clauses.after(ordinal) in SAYS
    return Pointed(ordinal, ordinal, head, "role.bare") if says and ordinal == clauses.clause(ordinal)[0] else None
