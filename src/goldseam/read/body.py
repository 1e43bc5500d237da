"""Parts of the body in a passage: what each is called, whose it is, and what is said of it."""

from typing import Literal, NamedTuple

from goldseam.read.clauses import Clauses, Subject
from goldseam.read.lexicon import listed, verbs
from goldseam.read.tags import stem
from goldseam.words.finding import UNKNOWN

Saying = Literal["complains", "wound", "better", "subject", "fragment"]
Whose = Literal["whose", "the", "bare"]


def words(*keys: str) -> frozenset[str]:
    """Lists of the language's file of the body."""
    return listed("health", "", *keys)


_PARTS, _SIDES, _PRONE = (words(key) for key in ("parts", "sides", "prone"))
_COMPLAINTS = words("hurting", "sore")
_HURTING, _WOUNDS, _WORSE, _BETTER = (words(key) for key in ("hurting", "wounds", "worse", "better"))
_BETWEEN, _LINKING, _DESCRIBED = (words(key) for key in ("between", "linking", "described"))
_NO_COMPLAINT = frozenset({"heart"})  # what is said of it is mostly a figure
_VERBS_TOO = frozenset({"back", "hand", "face", "head"})  # parts that are also things one does
_AFTER_FRAGMENT = frozenset({"since", "again", "like", "and", "from"})
_REACH = 4  # words between a part and what is wrong with it
OWNERS = frozenset({"my", "his", "her", "our"})


class Part(NamedTuple):
    """A part of the body.

    Attributes:
        first, last: the ordinals of its words, with its side: *left hip*.
        name: in the words of the text.
    """

    first: int
    last: int
    name: str


class Complaint(NamedTuple):
    """What is said of a part.

    Attributes:
        last: the ordinal of its last word.
        past: whether it is over.
    """

    last: int
    saying: Saying
    past: bool


def part_at(clauses: Clauses, ordinal: int) -> Part | None:
    """The part of the body that the word at `ordinal` names, or None."""
    word = clauses.words[ordinal]
    bare = stem(word)
    if bare not in _PARTS - _NO_COMPLAINT or (
        bare in _VERBS_TOO and clauses.tags[ordinal] in {"verb", "preposition", "adverb"}
    ):
        return None
    first = ordinal
    while first and clauses.gap(first) == " " and clauses.words[first - 1].lower in _SIDES:
        first -= 1
    return Part(first, ordinal, clauses.passage.text[clauses.words[first].start : word.start + len(bare)])


def owner_of(clauses: Clauses, part: Part) -> tuple[Subject, Whose] | None:
    """Whose a part is: by *my*, by a name, hers for *the* and where nothing is said; None where it cannot be told."""
    region, _ = clauses.region(part.last)
    here = part.first - 1
    while here >= region and clauses.gap(here + 1) == " " and clauses.words[here].lower in _DESCRIBED:
        here -= 1
    herself = Subject(clauses.voice(clauses.words[part.first].start), "elided")
    if clauses.follows_another(part.first):
        herself = Subject(UNKNOWN, "unknown")
    if here < region or clauses.gap(here + 1) != " ":
        opens = part.first == region or clauses.gap(part.first).strip() in {",", ";", ":", ".", "—", "–"}
        return (herself, "bare") if opens else None
    lower = clauses.words[here].lower
    if lower in OWNERS or lower.endswith("'s"):
        person = clauses.person(here)
        return None if person is None else (person, "whose")
    return (herself, "the") if lower == "the" else None


def complaint_of(clauses: Clauses, part: Part) -> Complaint | None:
    """What the words after a part say is wrong with it, or no longer is; None if they say nothing of the kind."""
    _, last = clauses.region(part.last)
    linked = clauses.words[part.last].lower.endswith("'s")
    past = False
    for here in range(part.last + 1, min(last, part.last + 2 + _REACH)):
        if clauses.gap(here) != " ":
            break
        lower = clauses.words[here].lower
        if lower == "no":
            break
        saying = _said(lower, linked=linked)
        if saying is not None:
            return Complaint(here, saying, past or saying == "better" or _is_over(clauses, part, lower))
        if lower not in _BETWEEN | _LINKING:
            break
        linked = linked or lower in _LINKING
        past = past or lower in {"was", "were", "had"}
    return _spoken_of(clauses, part)


def _said(lower: str, *, linked: bool) -> Saying | None:
    if lower in _COMPLAINTS or (linked and lower in _WORSE):
        return "complains"
    if lower in _WOUNDS:
        return "wound"
    return "better" if linked and lower in _BETTER else None


def _is_over(clauses: Clauses, part: Part, lower: str) -> bool:
    """*My chest hurt*, *the leg ached*; but *my wrists hurt* may be so now."""
    if lower == "hurt":
        return not clauses.words[part.last].lower.endswith("s")
    return lower in _HURTING and verbs().get(lower) == "past"


def _spoken_of(clauses: Clauses, part: Part) -> Complaint | None:
    """*My hamstring remembers*, *Low back, from the squash*: a part that is only spoken of when it complains."""
    if stem(clauses.words[part.last]) not in _PRONE:
        return None
    region, last = clauses.region(part.last)
    owned = part.first > region and clauses.before(part.first) in {"my", "the"}
    if part.first - owned != region:
        return None
    after = clauses.after(part.last)
    if part.last + 1 >= last or not after or after in _AFTER_FRAGMENT:
        return Complaint(part.last, "fragment", past=False)
    if owned and clauses.tags[part.last + 1] in {"verb", "auxiliary"}:
        return Complaint(part.last + 1, "subject", past=False)
    return None
