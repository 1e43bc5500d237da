"""Who and where: names, people pointed at, and the pronouns that one person nearby explains."""

from goldseam.read.agreement import agreement
from goldseam.read.candidate import Named
from goldseam.read.clauses import Clauses, clauses_of
from goldseam.read.names import names_in
from goldseam.read.nominals import Pointed, pointed_in
from goldseam.read.passage import Passage
from goldseam.read.people import People
from goldseam.read.pronouns import Spoken, resolve
from goldseam.read.quoting import cue_of
from goldseam.read.scopes import in_fiction
from goldseam.words.finding import SELF, Mention
from goldseam.words.span import Span

_CALLING = 3  # words from who is meant to the name they are called by
_SURE = (
    *(f"mention.name.{rule}" for rule in ("given.plain", "title", "known", "word.initial", "word.acts", "again")),
    "mention.place.known",
    "mention.org.known",
)
_REMEMBERED = 12  # of those spoken of, among whom an owner is looked for
_REAL = frozenset({"known", "again", "given", "title"})  # names that are somebody's also where a book is spoken of


def read(passage: Passage) -> None:
    """Adds every mention, and who is who to `passage.persons`."""
    clauses = clauses_of(passage)
    people = People(passage)
    pointed = pointed_in(clauses)
    names = names_in(clauses, people)
    within = {ordinal for one in pointed if one.name is not None for ordinal in range(one.name[0], one.name[1] + 1)}
    named_at = {ordinal for named in names for ordinal in range(named.first, named.last + 1)}
    steps: list[tuple[int, Named | Pointed]] = [(named.start, named) for named in names if named.first not in within]
    steps += [
        (clauses.words[one.first].start, one) for one in pointed if one.owner is not None or one.first not in named_at
    ]
    spoken: list[Spoken] = []
    for _, step in sorted(steps, key=lambda pair: pair[0]):
        if isinstance(step, Named):
            made = _name(clauses, people, step, spoken)
        else:
            made = _point(clauses, people, step, spoken)
        if made is not None:
            spoken.append(made)
    resolve(clauses, people, spoken)


def _name(clauses: Clauses, people: People, named: Named, spoken: list[Spoken]) -> Spoken | None:
    passage = clauses.passage
    span = Span(named.start, named.end)
    if in_fiction(passage, named.start) and (named.kind != "person" or named.rule not in _REAL):
        return None
    if named.kind in {"place", "org"}:
        _add(passage, Mention(named.kind, "name"), span, f"mention.{named.kind}.{named.rule}")
        return None
    identity = _called(clauses, people, named, spoken)
    rule = named.rule if identity is None else "called"
    if identity is not None:
        people.call(identity, named.name)
    elif named.one_more:
        identity = people.another(named.name, named.kind)
    elif named.rule == "vocative" and not people.bears(named.name):
        identity = _called_out_to(clauses, named)
    else:
        identity = people.named(named.name, named.kind)
    _add(passage, Mention(named.kind, "name", identity), span, f"mention.name.{rule}")
    return Spoken(named.first, named.last, identity, plural=False)


def _called_out_to(clauses: Clauses, named: Named) -> str | None:
    """Who is called by a name that nobody else here has: the writer, unless she is the one who speaks."""
    zone = clauses.zone_of(named.first)
    cue = cue_of(clauses, zone) if zone is not None and zone.kind == "quote" else None
    return SELF if zone is not None and (cue is None or cue[0].subject.id != SELF) else None


def _called(clauses: Clauses, people: People, named: Named, spoken: list[Spoken]) -> str | None:
    """Whom the words just before give this name: *the vet is called Fiona*, *the nurse, Joanne, came*."""
    last = spoken[-1] if spoken else None
    if last is None or last.plural or not people.is_nameless(last.identity) or people.bears(named.name):
        return None
    between = [word.lower for word in clauses.words[last.last + 1 : named.first]]
    if between:
        return last.identity if len(between) <= _CALLING and between[-1] in {"called", "named"} else None
    after = clauses.passage.text[named.end : named.end + 1]
    apart = clauses.gap(named.first).strip() in {",", "("} and after in {",", ")", "."}
    return last.identity if apart else None


def _point(clauses: Clauses, people: People, one: Pointed, spoken: list[Spoken]) -> Spoken | None:
    passage, words = clauses.passage, clauses.words
    span = clauses.span(one.first, one.last)
    if in_fiction(passage, span.start) and one.owner is None:
        return None
    name = None
    if one.name is not None:
        inner = clauses.span(*one.name)
        name = passage.text[inner.start : inner.end].removesuffix("'s").removesuffix("’s")
    plural = ".many" in one.rule
    if one.rule.startswith("address"):
        identity = people.kin(one.head, SELF)
    elif plural:
        identity = people.new(one.kind, None, None, one.head)
    elif one.owner is not None:
        identity = people.kin(one.head, _owner(clauses, one.owner, spoken), name)
    else:
        identity = people.role(one.head, again=one.definite and name is None, kind=one.kind, name=name)
    doubted = one.owner is None and not one.rule.startswith(("address", "titled"))
    seen = agreement(passage, span, "kin", "person") if doubted else ""
    source = ".".join(filter(None, ("mention", one.rule, seen)))
    passage.add(Mention(one.kind, "nominal", identity), span, source=source)
    if one.name is not None and name is not None and one.owner is not None:
        start = words[one.name[0]].start
        passage.add(Mention(one.kind, "name", identity), Span(start, start + len(name)), source="mention.name.whose")
    return Spoken(one.first, one.last, identity, plural=plural)


def _add(passage: Passage, details: Mention, span: Span, source: str) -> None:
    """Adds a name; where its rule leaves doubts, with what the encoder says to it."""
    doubted = not source.startswith(_SURE) and "model" not in source
    seen = agreement(passage, span, details.kind) if doubted else ""
    passage.add(details, span, source=f"{source}.{seen}" if seen else source)


def _owner(clauses: Clauses, ordinal: int, spoken: list[Spoken]) -> str | None:
    """Whose: `self` for *my*; the bearer of a name; None where it is left open."""
    if clauses.words[ordinal].lower in {"my", "our"}:
        return clauses.voice(clauses.words[ordinal].start)
    return next((one.identity for one in reversed(spoken[-_REMEMBERED:]) if one.first <= ordinal <= one.last), None)
