"""Verbs of saying in a passage: whose they are, and to whom."""

from typing import Literal, NamedTuple

from goldseam.read.clauses import Clauses, Subject
from goldseam.read.edges import BREAKS
from goldseam.read.lexicon import listed
from goldseam.read.tags import stem
from goldseam.words.finding import SELF, UNKNOWN

Lead = Literal["plain", "reach", "elided", "joined"]
Led = tuple[int, Subject, Lead]  # where the words of saying begin, who says, and how that is told
Frame = Literal["say", "say_that", "tell", "ask", "bid", "cry"]
FRAMES: tuple[Frame, ...] = ("say", "say_that", "tell", "ask", "bid", "cry")
SAYING: dict[str, frozenset[str]] = {frame: listed("saying", "", frame) for frame in FRAMES}
ANY = frozenset().union(*SAYING.values())
BASES = frozenset(
    "say reply answer explain insist admit confess claim maintain swear write text message whisper shout yell mutter "
    "reckon announce declare respond tell inform remind assure warn ask beg advise order mumble murmur "
    "email post".split()
)
_UNSAID = listed("saying", "", "unsaid")
_ASIDE = listed("saying", "", "aside")
_REACH = listed("saying", "", "reach")
_PERSONS_OBJECT = frozenset(
    "me him her us them you myself himself herself themselves everyone everybody people".split()
)
_PLAIN = frozenset({"say", "tell", "ask"})  # she say, Mama tell me: where a third person takes no s
_HEARD = frozenset({"hear", "heard", "hearing"})
_ANYBODY = frozenset("whoever whatever nobody everyone everybody anyone somebody one people".split())
_PAST = frozenset("did does do had has have would could should will can is are was were".split())
_INSERTED = 7  # words of an insertion between a subject and its verb
_HEARD_AS = frozenset({"told", "asked", "informed", "assured", "warned", "advised", "reminded"})
_BROAD = frozenset({"her", "him"})
_WHEN = frozenset("twice once again today yesterday tonight later afterwards after then first".split())
_WANTS = frozenset("wants wanted wanting wishes wished".split())


class Saying(NamedTuple):
    """A verb of saying with its subject.

    Attributes:
        verb: the ordinal of the verb among the words of the passage.
        first: of the first word of the cue: its subject, or itself.
        subject: who says it.
        to: the ordinals of the words that say to whom, or None.
        after: of the first word that may be what was said.
        lead: how it is led up to: `plain`, `reach` (*rang to say*), `elided` (*Told her*), `joined` (*and said*).
    """

    verb: int
    first: int
    subject: Subject
    to: tuple[int, int] | None
    after: int
    lead: Lead


def saying_at(clauses: Clauses, verb: int) -> Saying | None:  # noqa: PLR0911 - a line for each form
    """The saying whose verb stands at an ordinal; None where nothing is said by it."""
    words = clauses.words
    region, end = clauses.region(verb)
    if words[verb].lower == "know":
        return _wants_to_know(clauses, verb, region)
    if words[verb].lower not in ANY:
        return None
    led = _led(clauses, verb, region)
    if led is None:
        return None
    first, subject, lead = led
    before = clauses.before(first) if first > region else ""
    if before in _ASIDE or (before in _PAST and subject.how != "shared"):
        return None
    if words[first].lower in _ANYBODY:
        return None
    to, after = _to_whom(clauses, verb, end)
    if _is_idle(clauses, verb, subject, to):
        return None
    if to is not None:
        after = _after_when(clauses, after, end)
    return Saying(verb, first, subject, to, after, lead)


def _after_when(clauses: Clauses, here: int, end: int) -> int:
    """The word after what says when: he asked me *last night* to go, she told me *twice* that."""
    later = max(clauses.after_time(here), here + (words_at(clauses, here) in _WHEN))
    return later if later < end and _opens_content(clauses, later) and not clauses.gap(later).strip() else here


def words_at(clauses: Clauses, here: int) -> str:
    """The word at an ordinal in small letters; "" where there is none."""
    return clauses.words[here].lower if here < len(clauses.words) else ""


def heard_at(clauses: Clauses, verb: int) -> Saying | None:
    """`I was told`, `I am asked`: somebody says something to the subject, and nobody says who."""
    words, tags = clauses.words, clauses.tags
    region, _ = clauses.region(verb)
    if words[verb].lower not in _HEARD_AS or verb == region:
        return None
    here = verb - 1
    while here > region and (tags[here] == "adverb" or words[here].lower == "been"):
        here -= 1
    been = any(word.lower == "been" for word in words[here + 1 : verb])
    if words[here].lower in ({"i've", "i'd"} if been else {"i'm"}):
        subject = here
    elif words[here].lower in ({"have", "had"} if been else {"was", "am", "were"}) and here > region:
        subject = here - 1
    else:
        return None
    if stem(words[subject]) not in {"i", "we"} or clauses.before(subject) in _ASIDE:
        return None
    return Saying(verb, subject, Subject(UNKNOWN, "unknown"), (subject, subject + 1), verb + 1, "plain")


def _is_idle(clauses: Clauses, verb: int, subject: Subject, to: tuple[int, int] | None) -> bool:
    """Whether nothing is told by it: I reckon, I tell you, he calls her names."""
    word = clauses.words[verb].lower
    if to is not None and word.startswith("call"):
        return True
    mine = subject.id == SELF and clauses.tags[verb - 1] == "subject"
    yours = to is not None and clauses.words[to[0]].lower == "you"
    return mine and (word == "reckon" or (yours and word in {"tell", "ask", "say"}))


def _led(  # noqa: C901, PLR0911, PLR0912 - a line for each form
    clauses: Clauses, verb: int, region: int
) -> Led | None:
    words, tags = clauses.words, clauses.tags
    form = words[verb].lower
    here = verb - 1
    if here >= region and words[here].lower == "to" and form in BASES:
        return _reached(clauses, verb, region)
    while (
        here >= region
        and (tags[here] in {"adverb", "auxiliary", "negator"} or words[here].lower == "once")
        and "," not in clauses.gap(here + 1)
    ):
        if (
            words[here].lower in _UNSAID
            or words[here].lower.endswith("n't")
            or words[here].lower in {"to", "let", "be", "was", "were", "been", "being", "am"}
        ):
            return None
        if clauses.mention_over(here) is not None:
            break
        here -= 1
    if here < region:
        if form in BASES or form.endswith(("ing", "s")) or here + 1 < verb:
            return None
        return verb, Subject(clauses.voice(words[verb].start), "elided"), "elided"
    bare = words[here].lower
    if "," in clauses.gap(here + 1) and tags[here] != "and":
        return _after_insertion(clauses, here + 1, region)
    if tags[here] == "subject" or bare == "you" or tags[here] == "it":
        return _led_by_subject(clauses, verb, here)
    if _is_broad(clauses, here, region) and here + 1 == verb:
        person = clauses.person(here)
        return None if person is None else (here, person, "plain")
    mention = clauses.mention_over(here)
    if mention is not None and mention[1].form != "pronoun":
        return _led_by_name(clauses, verb, region, here)
    if here > region and words[here - 1].lower in _HEARD and tags[here] in {"object", "reflexive"} and form in BASES:
        person = clauses.person(here)
        return None if person is None else (here, person, "plain")
    if tags[here] == "relative" and bare == "who":
        subject = clauses.subject(verb)
        return (here, subject, "joined") if subject.how == "relative" else None
    if tags[here] == "and" and form not in BASES and not form.endswith("ing"):
        return _joined(clauses, verb, region, here)
    return None


def _led_by_subject(clauses: Clauses, verb: int, here: int) -> Led | None:
    """*He said*; not *he'll say*, *it says*, *you say*, nor *he say*."""
    words = clauses.words
    form, bare = words[verb].lower, words[here].lower
    if bare.endswith(("'ll", "n't")) or (bare.endswith("'d") and (form in BASES or words[here + 1].lower == "have")):
        return None
    if clauses.tags[here] == "it" or bare.startswith("you"):
        return None
    if form.endswith("ing") and not bare.endswith(("'m", "'s", "'re")) and here + 1 == verb:
        return None
    if form in BASES and bare in {"he", "she"} and form not in _PLAIN:
        return None
    person = clauses.person(here)
    return None if person is None else (here, person, "plain")


def _joined(clauses: Clauses, verb: int, region: int, here: int) -> Led | None:
    """*He came up and said*: whoever came up, where that can be told."""
    subject = clauses.subject(here)
    if subject.how in {"thing", "object", "elided"} or subject.id is None:
        first = _first_subject(clauses, region, here)
        if first is None and (subject.how != "elided" or clauses.tags[region] != "verb"):
            return None  # A kid with four days came up and said: we do not know that this is one
        subject = first or subject
    return verb, subject, "joined"


def _is_broad(clauses: Clauses, here: int, region: int) -> bool:
    """*Her says*, *him tell me*: where her and him begin a clause they are who says it."""
    begins = here == region or any(mark in clauses.gap(here) for mark in (*BREAKS, ",", "”", "’", "'", '"'))
    return clauses.words[here].lower in _BROAD and (begins or clauses.tags[here - 1] in {"and", "subordinator"})


def _led_by_name(clauses: Clauses, verb: int, region: int, here: int) -> Led | None:
    """As `_led`, where a name or a role stands before the verb; `here` is its last word."""
    words, tags = clauses.words, clauses.tags
    form = words[verb].lower
    mention = clauses.mention_over(here)
    assert mention is not None, "who calls has seen it"
    start = mention[2]
    heard = start > region and words[start - 1].lower in _HEARD
    if heard and (form in BASES or form.endswith("ing")):
        person = clauses.person(here)
        return None if person is None else (start, person, "plain")
    if mention[1].kind != "person" or form.endswith("ing") or (form in BASES and form not in _PLAIN):
        return None
    if form in BASES and start > region and tags[start - 1] in {"auxiliary", "verb", "to"}:
        return None
    if (
        start > region
        and clauses.before(start)
        and tags[start - 1] in {"preposition", "verb"}
        and words[start - 1].lower not in {"then", "so", "before", "after"}
    ):
        return None
    person = clauses.person(here)
    return None if person is None else (start, person, "plain")


def _first_subject(clauses: Clauses, region: int, here: int) -> Subject | None:
    """Who begins the sentence, where nobody else comes between: Mr Keane read it standing and asked."""
    mention = clauses.mention_over(region)
    for word in range(region + 1, here):
        acts = clauses.tags[word + 1] in {"verb", "auxiliary", "adverb"}
        if clauses.tags[word] == "subject" or (clauses.tags[word] in {"you", "it"} and acts):
            return None
    if mention is not None and mention[2] == region and mention[1].kind == "person":
        return clauses.person(region)
    return clauses.person(region) if clauses.tags[region] == "subject" else None


def _wants_to_know(clauses: Clauses, verb: int, region: int) -> Saying | None:
    """`wanted to know whether`, which asks."""
    words = clauses.words
    if verb < region + 2 or words[verb - 1].lower != "to" or words[verb - 2].lower not in _WANTS:
        return None
    want = verb - 2
    if want == region or clauses.tags[want - 1] in {"auxiliary", "negator", "to"} or words[want].lower == "want":
        return None
    subject = clauses.subject(want)
    first = clauses.ordinal(subject.span.start) if subject.span is not None and subject.how != "shared" else want
    return Saying(verb, first, subject, None, verb + 1, "plain" if subject.how != "shared" else "joined")


def _after_insertion(clauses: Clauses, verb: int, region: int) -> Led | None:
    """`Frances, when I called her, asked`: the subject begins the clause, and an insertion follows it."""
    start = region
    for here in range(verb - 1, region, -1):
        if any(mark in clauses.gap(here) for mark in BREAKS) or (
            clauses.tags[here] == "and" and "," not in clauses.gap(here)
        ):
            start = here + (clauses.tags[here] == "and")
            break
    mention = clauses.mention_over(start)
    if mention is None or mention[2] != start or mention[1].kind != "person" or clauses.words[verb].lower in BASES:
        return None
    after = clauses.ordinal(mention[0].span.end)
    person = clauses.person(start)
    if person is None or after >= verb or "," not in clauses.gap(after) or verb - after > _INSERTED:
        return None
    return start, person, "joined"


def _reached(clauses: Clauses, verb: int, region: int) -> tuple[int, Subject, Literal["reach", "plain"]] | None:
    """`rang to say`, `texted me to ask`, `used to say`."""
    words = clauses.words
    for here in range(verb - 2, max(region, verb - 5) - 1, -1):
        word = words[here].lower
        if word in _REACH or (word == "used" and here == verb - 2):
            subject = clauses.subject(here)
            return (verb, subject, "reach") if subject.id is not None else None
        if clauses.tags[here] in {"auxiliary", "negator", "verb"}:
            return None
    return None


def _to_whom(clauses: Clauses, verb: int, end: int) -> tuple[tuple[int, int] | None, int]:  # noqa: C901, PLR0911 - a line for each form
    """To whom it was said, and the word after that."""
    words, tags = clauses.words, clauses.tags
    here = verb + 1
    while here < end and words[here].lower in {
        "back",
        "again",
        "straight",
        "out",
        "loud",
        "aloud",
        "also",
        "only",
        "just",
    }:
        here += 1
    start = here
    if here < end and words[here].lower == "to":
        here += 1
    elif (
        words[verb].lower in SAYING["say"]
        and words[verb].lower not in SAYING["tell"]
        and not words[verb].lower.startswith("answer")
    ):
        return None, start
    if here >= end or any(mark in clauses.gap(here) for mark in ',:;—"“'):
        return None, start
    mention = clauses.mention_over(here)
    if mention is not None and mention[2] == here and mention[1].kind in {"person", "pet"}:
        last = clauses.ordinal(mention[0].span.end)
        # `asked her mother`: the outer mention; `told her mother was ill` is not met with
        return (here, last), last
    if words[here].lower in _PERSONS_OBJECT or tags[here] == "object":
        return (here, here + 1), here + 1
    if tags[here] in {"determiner", "possessive"}:  # told the congregation that
        last = here + 1
        while last < end and last < here + 4 and tags[last] == "other" and not clauses.gap(last).strip():
            last += 1
        if last < end and last > here + 1 and _opens_content(clauses, last):
            return (here, last), last
    if tags[here] == "other" and here + 1 < end and tags[here + 1] == "subject" and not clauses.gap(here + 1).strip():
        return (here, here + 1), here + 1  # told work I am leaving
    return None, start


def _opens_content(clauses: Clauses, here: int) -> bool:
    word = clauses.words[here].lower
    return word in {"that", "to", "if", "whether", "not"} or clauses.tags[here] == "subject"


def addressee(clauses: Clauses, saying: Saying) -> str | None:
    """The id of whom it was said to, if the words beside the verb tell it."""
    if saying.to is None:
        return None
    word = stem(clauses.words[saying.to[0]])
    if word in {"us", "you", "them", "everyone", "everybody", "people", "themselves"}:
        return None
    if word in {"myself", "me"}:
        return clauses.voice(clauses.words[saying.verb].start)
    if word in {"him", "her", "himself", "herself"} and saying.to[1] - saying.to[0] == 1:
        person = clauses.person(saying.to[0])
        return None if person is None or person.id in {None, "unknown", SELF} else person.id
    person = clauses.person(saying.to[0])
    return None if person is None or person.id in {None, "unknown"} else person.id
