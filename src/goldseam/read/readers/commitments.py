"""What somebody promised, plans or means to do."""

from typing import NamedTuple

from goldseam.read.actions import due_in, end_of_action, start_of_clause, whom_for
from goldseam.read.clauses import Clauses, Subject, clauses_of
from goldseam.read.edges import SAME, asks, span_of
from goldseam.read.lexicon import listed, verbs
from goldseam.read.passage import Passage
from goldseam.read.saying import SAYING, addressee, saying_at
from goldseam.read.scopes import scope_of
from goldseam.read.tags import stem
from goldseam.read.voices import Who, who_is
from goldseam.words.finding import SELF, UNKNOWN, Commitment, Status, Strength
from goldseam.words.span import Span

_PROMISE = listed("intending", "", "promise")
_AGREE = listed("intending", "", "agree")
_OFFER = listed("intending", "", "offer")
_RESOLVE = listed("intending", "", "resolve")
_IDLE = listed("intending", "", "idle")
_PLACED = listed("intending", "", "placed")
_SUPPOSED = listed("intending", "", "supposed")
_ERRANDS = listed("intending", "", "errands")
_OPENERS = listed("intending", "", "openers")
_SCHEDULED = listed("intending", "", "scheduled")
_OATH = 6  # words after an action among which an oath still belongs to it
_NOT_GIVEN = frozenset("nobody nothing it so god each two three four five".split())
_PAGE = frozenset("this it that down how what long here about".split())  # what she writes now is no plan
_NO_ACT = frozenset({"have", "never", "always", "rather", "like", "love", "better", "not"})
_WILL = frozenset({"will", "shall"})
_WONT = frozenset({"won't", "shan't"})
_UNCERTAIN = frozenset(
    "may might maybe perhaps probably possibly could would should hopefully never always one".split()
)


class Act(NamedTuple):
    """A commitment in the words of a clause.

    Attributes:
        subject: the ordinal of the first word of its subject, or of the act itself where none is written.
        who: whose it is.
        verb: the ordinal of the first word of what is to be done.
        strength: `promise`, `plan` or `intention`.
        rule: by what it was told.
    """

    subject: int
    who: Who
    verb: int
    strength: Strength
    rule: str


def read(passage: Passage) -> None:
    """Adds every commitment. Needs the times, the mentions and the speeches."""
    clauses = clauses_of(passage)
    taken = -1
    for ordinal in range(len(clauses.words)):
        if ordinal < taken:
            continue
        taken = max(taken, _promised(passage, clauses, ordinal) or _told(passage, clauses, ordinal) or -1)
        if ordinal < taken:
            continue
        act = _act(clauses, ordinal)
        act = _voiced(passage, clauses, act) if act is not None and not _supposed(clauses, act) else None
        if act is not None:
            taken = max(taken, _keep(passage, clauses, act))


def _voiced(passage: Passage, clauses: Clauses, act: Act) -> Act | None:
    """An act with what it becomes by where it is said: in a quotation, in reported words, with an oath after it."""
    words = clauses.words
    at = words[act.verb].start
    zone = clauses.zone_of(act.verb)
    if zone is not None:
        if (
            stem(words[act.subject]) == "we"
            or zone.kind != "quote"
            or act.who.id in {SELF, UNKNOWN}
            or not act.rule.startswith(("will", "going"))
        ):
            return None
        return act._replace(strength="promise", rule=f"quoted.{act.rule}")
    said = passage.speech_at(at)
    if said is not None:
        if act.strength == "intention" or (stem(words[act.subject]) in {"i", "we"} and said[1].speaker != SELF):
            return None if said[1].speaker != SELF else act
        return act._replace(rule=f"reported.{act.rule}")
    end = end_of_action(clauses, act.verb)
    _, last = clauses.region(act.verb)
    later = {word.lower for word in words[end : min(last, end + _OATH)]}
    if later & _PROMISE:
        return act._replace(strength="promise", rule=f"sworn.{act.rule}")
    return act


def _keep(passage: Passage, clauses: Clauses, act: Act, *, to: str | None = None, status: Status | None = None) -> int:
    """Adds one; returns the ordinal after its last word."""
    end = end_of_action(clauses, act.verb)
    first = start_of_clause(clauses, act.subject)
    whole, action = span_of(clauses, first, end), span_of(clauses, act.verb, end)
    kind = _class_of(act, dated=_is_to_come(clauses, first, end))
    to = to or whom_for(clauses, act.verb, end, act.who.id)
    passage.add(
        Commitment(
            act.strength,
            act.who.id,
            (to,) if to else None,
            (action,),
            due_in(clauses, action if act.strength == "promise" else whole),
            status,
        ),
        whole,
        source=f"commitment.{act.strength}.{kind}.{act.who.surely}",
    )
    return end


def _class_of(act: Act, *, dated: bool) -> str:
    """What of its rule tells how often it is right: whose it is, whether a day is named, who told it."""
    whose = "self" if act.who.id == SELF else "other"
    for special in ("reported", "quoted", "sworn", "told"):
        if act.rule.startswith(special):
            return act.rule if special == "told" else f"{special}.{whose}"
    if act.strength == "plan":
        kind = act.rule.split(".")[0]
        return f"{kind if kind in {'is-to', 'scheduled'} else 'dated' if dated else kind}.{whose}"
    if act.strength == "promise":
        return f"{act.rule.split('.')[0]}.{whose}"
    return f"have.{whose}" if act.rule.startswith("have") else whose


def _promised(passage: Passage, clauses: Clauses, verb: int) -> int | None:  # noqa: PLR0911 - a line for each form
    """Adds what was promised by a word of promising; returns the ordinal after it."""
    words, tags = clauses.words, clauses.tags
    form = words[verb].lower
    if form not in _PROMISE and form not in _AGREE and form not in _OFFER:
        return None
    region, end = clauses.region(verb)
    first = verb
    perfect = False
    while first > region and tags[first - 1] in {"auxiliary", "adverb", "negator"} and not clauses.gap(first).strip():
        first -= 1
        perfect = perfect or words[first].lower in {"had", "always", "once"}
        if words[first].lower in {"not", "never", "would", "will", "be", "was", "were", "been"} or words[
            first
        ].lower.endswith("n't"):
            return None
    subject = clauses.subject(first) if first > region else Subject(clauses.voice(words[verb].start), "elided")
    if first > region and words[first - 1].lower in {"as", "what", "like", "which", "to", "he'll", "i'd", "that"}:
        perfect = True
        if words[first - 1].lower not in {"i'd", "that"}:
            return None
    perfect = perfect or words[first - 1].lower.endswith("'d") if first > region else perfect
    if first > region + 1 and words[first - 2].lower in {"made", "make", "makes", "had", "let"}:
        return None  # she made me promise: whose word it is, and when, is hers to say
    if first == region and form in {"promise", "swear", "offers", "offer", "promises", "vow", "pledge"}:
        return None
    who = who_is(passage, subject)
    if who is None or (subject.how == "elided" and first > region) or _is_told(clauses, verb):
        return None
    to, after = _object(clauses, verb, end)
    start = clauses.ordinal(subject.span.start) if subject.span is not None and subject.how != "shared" else first
    begun = _content(clauses, after, end, who, form)
    if begun is None or perfect:
        return None  # what had been promised was kept, or broken, or still holds: the tense does not say
    by, act, rule = begun
    rule = f"{'vow' if form in _PROMISE else 'agree' if form in _AGREE else 'offer'}.{rule}"
    return _keep(passage, clauses, Act(start, by, act, "promise", rule), to=to)


def _is_habit(clauses: Clauses, region: int, subject: int) -> bool:
    """Whether it is told of every time something happens."""
    return any(
        clauses.words[here].lower in {"whenever", "every", "each", "sometimes", "usually"}
        and clauses.after(here) in {"time", "i", "he", "she", "it", "we", "they"}
        for here in range(region, subject)
    )


def _is_told(clauses: Clauses, ordinal: int) -> bool:
    """Whether it happens in a dream, a book or a film."""
    scope = scope_of(clauses, ordinal)
    return scope.made_up or scope.dreams


def _object(clauses: Clauses, verb: int, end: int) -> tuple[str | None, int]:  # noqa: PLR0911 - a line for each form
    """To whom a promise was given, and the word after that."""
    here = verb + 1
    if here >= end or clauses.gap(here).strip():
        return None, here
    mention = clauses.mention_over(here)
    person = clauses.person(here)
    if clauses.tags[here] == "possessive" and mention is None:
        return None, here
    if person is None or (mention is not None and mention[2] != here) or clauses.tags[here] == "subject":
        return None, here
    after = clauses.ordinal(person.span.end) if person.span is not None else here + 1
    if clauses.words[here].lower in {"i'd", "i'll", "i", "he'd", "she'd"}:
        return None, here
    if clauses.words[here].lower in {"him", "her"}:
        return None, here + 1  # whom they mean is told elsewhere, if at all
    if clauses.words[here].lower in {"myself", "himself", "herself"}:
        subject = clauses.subject(verb)
        return (subject.id if subject.id not in {UNKNOWN, None} else None), here + 1
    return (person.id if person.id not in {UNKNOWN, None} else None), max(after, here + 1)


def _content(clauses: Clauses, here: int, end: int, who: Who, form: str) -> tuple[Who, int, str] | None:  # noqa: C901, PLR0911 - a line for each form
    """Who is to act, the first word of what is to be done, and in what form it stands."""
    words, tags = clauses.words, clauses.tags
    while here < end and tags[here] == "adverb" and not clauses.gap(here).strip():
        here += 1
    if here < end and "," in clauses.gap(here):  # promised me, in return, not to
        ends = [place for place in range(here + 1, min(end, here + 6)) if "," in clauses.gap(place)]
        if not ends or words[ends[0]].lower not in {"to", "not", "that"}:
            return None
        here = ends[0]
    if here >= end or any(mark in clauses.gap(here) for mark in '.;:—"“'):
        return None
    for place in range(here, min(end, here + 7)):  # promised Daddy, in 1980, that
        if (
            words[place].lower == "that"
            and place > here
            and tags[here] in {"preposition", "possessive", "determiner", "to", "other"}
        ):
            here = place
    that = words[here].lower == "that"
    here += that
    if here >= end:
        return None
    if words[here].lower in {"to", "not"}:
        if words[here].lower == "not":
            return (who, here, "to") if here + 1 < end and words[here + 1].lower == "to" else None
        return (who, here + 1, "to") if here + 1 < end and _does(clauses, here + 1) else None
    started = _will_at(clauses, here, end)
    if started is not None:
        person = clauses.person(here)
        by = who_is(clauses.passage, person) if person is not None else None
        if by is None:
            return None
        same = by.id in {who.id, UNKNOWN} or words[here].lower.startswith(("he", "she", "i"))
        return (who if same or stem(words[here]) == "we" else by), started, "clause"
    if (
        form in _PROMISE
        and not that
        and tags[here] in {"determiner", "other", "possessive"}
        and here + 1 < end
        and words[here].lower not in {"nobody", "nothing", "it", "so"}
    ):
        return who, here, "thing"
    return None


def _does(clauses: Clauses, here: int) -> bool:
    """Whether a word after `to` can be what is done: no place, no person, no thing."""
    return clauses.words[here].form.islower() and clauses.tags[here] not in {
        "determiner",
        "possessive",
        "object",
        "preposition",
    }


def _will_at(clauses: Clauses, here: int, end: int) -> int | None:
    """The first word done, where a subject with will or would stands at `here`: I'd ring, he would come."""
    words = clauses.words
    lower = words[here].lower
    mention = clauses.mention_over(here)
    after = clauses.ordinal(mention[0].span.end) if mention is not None and mention[2] == here else here + 1
    if lower.endswith(("'d", "'ll")) and after < end:
        return _skipped(clauses, after, end) if lower.endswith("ll") or _is_base(clauses, after, end) else None
    if clauses.tags[here] != "subject" and mention is None:
        return None
    if after < end and words[after].lower in {"would", "will", "shall"} and after + 1 < end:
        return _skipped(clauses, after + 1, end)
    if after < end and words[after].lower in _WONT and after + 1 < end:
        return after + 1
    return None


def _is_base(clauses: Clauses, here: int, end: int) -> bool:
    """Whether a verb as it is named follows, so that 'd is would and not had."""
    while here < end and clauses.tags[here] == "adverb":
        here += 1
    word = clauses.words[min(here, end - 1)].lower
    return word == "be" or (
        word != "been" and (verbs().get(word, "base") == "base" or word in SAME) and not word.endswith("ed")
    )


def _skipped(clauses: Clauses, here: int, end: int) -> int | None:
    while here < end and clauses.tags[here] == "adverb" and clauses.words[here].lower not in _NO_ACT:
        here += 1
    if here >= end or clauses.words[here].lower in _NO_ACT:
        return None
    return here


def _told(passage: Passage, clauses: Clauses, verb: int) -> int | None:  # noqa: PLR0911 - a line for each form
    """Adds what was said to somebody that one would do; returns the ordinal after it."""
    words = clauses.words
    if words[verb].lower not in SAYING["tell"] | SAYING["say"]:
        return None
    saying = saying_at(clauses, verb)
    if saying is None:
        return None
    who = who_is(passage, saying.subject)
    _, end = clauses.region(verb)
    here = saying.after
    if who is None or here >= end or any(mark in clauses.gap(here) for mark in '.,;:—"“'):
        return None
    here += words[here].lower == "that"
    if here >= end or stem(words[here]) not in {"i", "he", "she", "we"}:
        return None
    started = _will_at(clauses, here, end)
    if started is None or _is_idle(clauses, started, end):
        return None
    inner = clauses.person(here)
    by = who_is(passage, inner) if inner is not None else None
    if by is None:
        return None
    own = stem(words[here]) == "i" and who.id == clauses.voice(words[verb].start)
    other = stem(words[here]) in {"he", "she"} and who.id != SELF and by.id in {who.id, UNKNOWN}
    if not (own or other):
        return None
    strength: Strength = "promise"
    rule = f"told.{'self' if own else 'other'}.{'to' if saying.to is not None else 'bare'}"
    start = saying.first if own else here
    return _keep(
        passage, clauses, Act(start, who, started, strength, rule), to=addressee(clauses, saying) if own else None
    )


def _act(clauses: Clauses, here: int) -> Act | None:
    """What will, is going to, must or is about to be done, by a verb that says so at an ordinal."""
    return _will(clauses, here) or _going(clauses, here) or _resolve(clauses, here) or _scheduled(clauses, here)


def _of(clauses: Clauses, ordinal: int) -> tuple[int, Who] | None:
    """The subject of an auxiliary at an ordinal: its first word, and who it is."""
    region, _ = clauses.region(ordinal)
    before = ordinal - 1
    while before >= region and clauses.tags[before] == "adverb" and not clauses.gap(before + 1).strip():
        before -= 1
    if before < region or "," in clauses.gap(before + 1):
        return None
    mention = clauses.mention_over(before)
    if clauses.tags[before] != "subject" and (mention is None or mention[1].kind != "person"):
        return None
    person = clauses.person(before)
    if person is None or person.span is None or stem(clauses.words[before]) == "they":
        return None
    if stem(clauses.words[before]) != "we" or person.id == SELF:
        who = who_is(clauses.passage, person._replace(how="pronoun") if stem(clauses.words[before]) == "we" else person)
    else:
        who = None
    if stem(clauses.words[before]) == "we":
        who = Who(clauses.voice(clauses.words[before].start) or UNKNOWN, "self")
    if who is None:
        return None
    first = clauses.ordinal(person.span.start)
    if clauses.tags[max(region, first - 1)] == "preposition" and first > region and not clauses.gap(first).strip():
        return None
    return first, who


def _will(clauses: Clauses, here: int) -> Act | None:
    """`I'll ring`, `he will come`, `I won't drink`."""
    words = clauses.words
    _, end = clauses.region(here)
    lower = words[here].lower
    if lower.endswith("'ll") and clauses.tags[here] == "subject":
        found = _of(clauses, here + 1) if here + 1 < end else None
        act = _skipped(clauses, here + 1, end)
    elif lower in _WILL or lower in _WONT:
        found = _of(clauses, here)
        act = _skipped(clauses, here + 1, end)
    else:
        return None
    if found is None or act is None or _is_idle(clauses, act, end) or asks(clauses, here):
        return None
    subject, who = found
    if lower in _WONT:
        return None
    return Act(subject, who, act, "plan", "will.self" if who.id == SELF else "will.other")


def _going(clauses: Clauses, here: int) -> Act | None:  # noqa: C901, PLR0911 - a line for each form
    """`I'm going to ask`, `gonna ask`, `we're driving on Friday`, `Peter is to bring it`."""
    words, tags = clauses.words, clauses.tags
    region, end = clauses.region(here)
    lower = words[here].lower
    if lower in {"gonna", "going", "i'ma", "imma"}:
        act = here + 1 if lower != "going" else here + 2
        if lower == "going" and (
            here + 2 >= end
            or words[here + 1].lower != "to"
            or verbs().get(words[here + 2].lower) not in {"base", "past", None}
        ):
            return _ongoing(clauses, here)
        if (
            act >= end
            or not _does(clauses, act)
            or tags[act] in {"determiner", "possessive"}
            or _is_idle(clauses, act, end)
        ):
            return None
        if lower in {"i'ma", "imma"}:
            return Act(here, Who(SELF, "self"), act, "plan", "going.self")
        be = here - 1
        while be >= region and tags[be] == "adverb":
            be -= 1
        if be < region:
            return Act(here, Who(SELF, "shared"), act, "plan", "going.bare") if lower == "gonna" else None
        found = _subject_of_be(clauses, be)
        if found is None or asks(clauses, be):
            return None
        return Act(found[0], found[1], act, "plan", "going.self" if found[1].id == SELF else "going.other")
    if lower.endswith("ing") and tags[here] in {"verb", "other"}:
        return _ongoing(clauses, here)
    if (
        lower == "to"
        and here + 1 < end
        and here > region
        and words[here - 1].lower in {"is", "am", "are", "i'm", "we're"}
    ):
        be = here - 1
        found = _subject_of_be(clauses, be)
        if found is None or _is_idle(clauses, here + 1, end):
            return None
        return Act(found[0], found[1], here + 1, "plan", "is-to")
    return None


def _ongoing(clauses: Clauses, here: int) -> Act | None:
    """`I'm seeing her on Friday`: going on now, unless a time to come stands in it."""
    words = clauses.words
    region, _ = clauses.region(here)
    be = here - 1
    while be >= region and clauses.tags[be] == "adverb":
        be -= 1
    if be < region or (
        words[here].lower in {"going", "being", "having", "feeling", "thinking", "wondering", "getting", "hoping"}
        and words[here].lower not in {"going", "having", "getting"}
    ):
        return None
    found = _subject_of_be(clauses, be)
    if found is None or asks(clauses, be):
        return None
    if not _is_to_come(clauses, found[0], end_of_action(clauses, here)):
        return None
    return Act(found[0], found[1], here, "plan", "ongoing.self" if found[1].id == SELF else "ongoing.other")


def _subject_of_be(clauses: Clauses, be: int) -> tuple[int, Who] | None:
    """The subject of am, is and are, also where they are contracted to it."""
    words = clauses.words
    lower = words[be].lower
    if lower in {"am", "is", "are"}:
        return _of(clauses, be)
    if lower in {"i'm", "we're", "he's", "she's", "im", "hes", "shes"} or (
        lower.endswith("'s") and clauses.mention_over(be) is not None
    ):
        if lower in {"im", "hes", "shes"}:
            return (be, Who(SELF, "self")) if lower == "im" else None
        mention = clauses.mention_over(be)
        if mention is not None and mention[1].form == "pronoun":
            mention = None
        return _of(clauses, be + 1) if be + 1 < len(words) else None
    return None


def _resolve(clauses: Clauses, here: int) -> Act | None:  # noqa: C901, PLR0911, PLR0912 - a line for each form
    """`I must order it`, `I mean to book`, `Papa means to get up`."""
    words, tags = clauses.words, clauses.tags
    region, end = clauses.region(here)
    lower = words[here].lower
    if lower in {"have", "got"} and here + 2 < end and words[here + 1].lower == "to":
        verb = here
        act = here + 2
        if lower == "got":
            if here > region and words[here - 1].lower in {"i've", "we've"}:
                verb = here
            elif here > region and words[here - 1].lower == "have":
                verb = here - 1
            else:
                return None
    elif lower in _RESOLVE:
        verb = here
        bare = lower in {"must", "gotta", "wanna"}
        if here + 1 >= end or (not bare and words[here + 1].lower != "to" and lower != "ought"):
            return None
        act = here + 1 if bare else here + 2
        if lower == "ought" and words[here + 1].lower != "to":
            act = next((n + 1 for n in range(here + 1, min(end, here + 8)) if words[n].lower == "to"), end)
    else:
        return None
    if (
        act >= end
        or words[act].lower in {"not", "have", "n't"}
        or tags[act] in {"subject", "possessive", "determiner"}
        or _is_idle(clauses, act, end)
    ):
        return None
    if lower in {"have", "got"} and words[act].lower not in _ERRANDS:
        return None  # of every day, more often than of one
    found = _of(clauses, verb)
    if found is not None and found[0] > region and clauses.before(found[0]) and tags[found[0] - 1] in {"other", "verb"}:
        return None  # the house I must call at
    if found is None:
        if (
            verb == region and lower in {"must", "need", "want", "gotta"} and words[verb].form[0].isupper() is False
        ) or (verb == region and lower == "must"):
            return Act(verb, Who(SELF, "shared"), act, "intention", f"{_kind(lower)}.bare")
        return None
    third = lower.endswith("s")
    if (found[1].id == SELF) == third or lower == "wants" or asks(clauses, verb):
        return None
    if not third and found[1].id != SELF:
        return None
    return Act(found[0], found[1], act, "intention", f"{_kind(lower)}.{'self' if not third else 'other'}")


def _kind(lower: str) -> str:
    if lower in {"want", "wanna", "wants"}:
        return "want"
    if lower in {"have", "got"}:
        return "have"
    return "must" if lower in {"must", "gotta", "ought", "need", "needs"} else "mean"


def _scheduled(clauses: Clauses, here: int) -> Act | None:
    """`we go on the nineteenth`, `she leaves Friday`: told as a fact, with a day to come."""
    words, tags = clauses.words, clauses.tags
    region, end = clauses.region(here)
    if (
        words[here].lower not in _SCHEDULED
        or here == region
        or tags[here - 1] in {"auxiliary", "to", "verb", "preposition"}
    ):
        return None
    found = _of(clauses, here)
    if found is None or here >= end or asks(clauses, here):
        return None
    third = words[here].lower.endswith(("s",))
    if third == (found[1].id == SELF):
        return None
    if not _is_to_come(clauses, found[0], end_of_action(clauses, here), sure=True):
        return None
    return Act(found[0], found[1], here, "plan", "scheduled.self" if found[1].id == SELF else "scheduled.other")


def _is_to_come(clauses: Clauses, first: int, end: int, *, sure: bool = False) -> bool:
    """Whether a time later than the day of writing stands in a clause, or before its subject."""
    words = clauses.words
    begin = start_of_clause(clauses, first)
    day = clauses.passage.setting.day.isoformat()
    for _, time in clauses.passage.times(Span(words[begin].start, words[end - 1].end)):
        if time.time_class in {"date", "time"} and time.value is not None:
            if time.first is not None and time.first[:10] > day:
                return True
            if time.first is not None and time.first[:10] == day and time.time_class == "time" and not sure:
                return True
            if time.first is None and time.value[:4].isdigit() and time.value[: len(day)] > day[: len(time.value)]:
                return True
    return False


def _is_idle(clauses: Clauses, act: int, end: int) -> bool:  # noqa: PLR0911 - a line for each form
    """Whether what follows is nothing that is done."""
    words, tags = clauses.words, clauses.tags
    word = words[act].lower
    if word in {"be", "do", "go"} and (act + 1 >= end or clauses.gap(act + 1).strip()):
        return True  # I mean to be; the rest was said before
    if word == "be" and act and words[act - 1].lower == "to" and words[act - 2].lower in {"want", "wanted"}:
        return True  # to be elsewhere is a wish
    if word in {"be", "get"} and act + 1 < end and words[act + 1].lower in _PLACED:
        return False
    if word == "be" and act + 1 < end and tags[act + 1] == "verb" and words[act + 1].lower.endswith("ing"):
        return False
    if word in {"write", "put", "say", "set"} and act + 1 < end and words[act + 1].lower in _PAGE:
        return True
    if (tags[act] in {"adverb", "and"} or word == "so") and word not in {"just", "really", "finally", "also"}:
        return True
    if word in {"see", "find", "have", "stop", "keep", "hear"}:
        return not (word in {"see", "find", "have", "hear"} and _is_to_come(clauses, act, end_of_action(clauses, act)))
    return word in _IDLE or tags[act] in {"subject", "it", "you", "preposition", "relative", "and"}


def _supposed(clauses: Clauses, act: Act) -> bool:
    """Whether it hangs on a condition before it, is uncertain, a joke in a story, or an aside."""
    words = clauses.words
    region, _ = clauses.region(act.verb)
    end = end_of_action(clauses, act.verb)
    if _is_told(clauses, act.verb):
        return True
    if any(
        words[here].lower in _SUPPOSED
        and (here == region or clauses.tags[here - 1] == "and" or "," in clauses.gap(here) or here == act.subject - 1)
        for here in range(region, act.subject)
    ):
        return True
    if (act.subject > region and words[act.subject - 1].lower == "or") or _is_habit(clauses, region, act.subject):
        return True
    if act.subject > region and clauses.before(act.subject) in _OPENERS:
        return True
    return any(words[here].lower in _UNCERTAIN for here in range(max(region, act.subject - 2), min(act.verb + 1, end)))
