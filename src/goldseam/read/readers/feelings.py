"""Who feels what toward whom: a word of feeling in a clause that says whose it is, and whether it was felt at all."""

from goldseam.read.agreement import agreement
from goldseam.read.clauses import Clauses, Subject, clauses_of
from goldseam.read.cues import cues, idioms
from goldseam.read.frames import FRAMES, Felt
from goldseam.read.passage import Passage
from goldseam.read.scopes import Scope, scope_of
from goldseam.words.finding import SELF, UNKNOWN, Feeling, Mode
from goldseam.words.span import Span

_PLAIN = frozenset({"adjective.is", "adjective.feel", "noun.felt"})  # counted as one source
_TRIED = frozenset({"adjective.plain", "adjective.was"})  # sure enough without the encoder
_TOLD_OTHERWISE = frozenset({"elided", "object", "relative", "we"})


def read(passage: Passage) -> None:
    """Adds every feeling that is somebody's."""
    clauses = clauses_of(passage)
    taken: set[int] = set()
    for felt in [*_idioms(clauses), *_words(clauses)]:
        place = range(felt.first, felt.last + 1)
        if taken.isdisjoint(place):
            taken.update(place)
            _keep(clauses, felt)


def _keep(clauses: Clauses, felt: Felt) -> None:
    """Adds a feeling unless its clause says nothing that can be believed."""
    subject = felt.subject
    if subject.id is None or (subject.id == UNKNOWN and subject.how != "pronoun"):
        return
    scope = scope_of(clauses, felt.first)
    if scope.made_up or scope.asked or scope.coming:
        return
    mode = _mode(scope)
    whose = "self" if subject.id == SELF else "someone" if subject.id == UNKNOWN else "other"
    how = subject.how if subject.how in _TOLD_OTHERWISE else ""
    rule = "adjective.plain" if felt.rule in _PLAIN and mode in {"felt", "not_felt"} and not how else felt.rule
    span = clauses.span(felt.first, felt.last)
    seen = "" if rule in _TRIED else _agreement(clauses, span, felt.emotion)
    source = ".".join(filter(None, ("feeling", seen, rule, whose, how, "" if mode == "felt" else mode)))
    details = Feeling(felt.emotion, subject.id, felt.toward, mode, felt.figurative)
    clauses.passage.add(details, span, source=source)


def _agreement(clauses: Clauses, span: Span, emotion: str) -> str:
    """As `agreement`, and the encoder must see the same emotion in the words."""
    seen = agreement(clauses.passage, span, "feeling")
    evidence = clauses.passage.evidence
    if evidence is None or seen == "unseen":
        return seen
    return "seen" if evidence.likeliest("feeling.emotion", span)[0] == emotion else "otherwise"


def _mode(scope: Scope) -> Mode:
    if scope.dreams:
        return "not_felt" if scope.denied else "dream"
    if scope.put_on:
        return "acted"
    if scope.supposed:
        return "hypothetical"
    if scope.denied:
        return "not_felt"
    return "past" if scope.past else "felt"


def _idioms(clauses: Clauses) -> list[Felt]:
    found: list[Felt] = []
    for idiom in idioms():
        for match in idiom.pattern.finditer(clauses.passage.text):
            first, last = clauses.ordinal(match.start()), clauses.ordinal(match.end()) - 1
            if last < first:
                continue
            if idiom.owned:
                subject = clauses.person(clauses.ordinal(match.start("owner"))) or Subject(None, "thing")
            else:
                subject = clauses.subject(first)
            found.append(Felt(first, last, idiom.emotion, subject, "idiom", None, idiom.owned))
    return found


def _words(clauses: Clauses) -> list[Felt]:
    known = cues()
    found = (
        next(filter(None, (FRAMES[cue.part](clauses, ordinal, cue) for cue in known.get(word.lower, ()))), None)
        for ordinal, word in enumerate(clauses.words)
    )
    return [felt for felt in found if felt is not None]
