"""Names in a passage: of people, places and organisations; each rule is one way of knowing that something is named."""

import re
from collections.abc import Callable

from goldseam.read.candidate import PERSONS_DO, Candidate, Named, is_finite
from goldseam.read.capitals import GIVEN, SAYS, SEASONS, TITLES, is_capital, is_written_small, stretches, written_small
from goldseam.read.clauses import Clauses
from goldseam.read.lexicon import is_ordinary, lines, listed
from goldseam.read.people import People
from goldseam.words.finding import Kind

_SPOKEN_TO = listed("people", "spoken_to", "verbs")
_CALLED_BY_ROLE = (listed("people", "kin") | listed("people", "roles") | listed("people", "address") | TITLES) - GIVEN
_PLACES = frozenset(name.lower() for name in listed("places", "", "places"))
_PAIRS = frozenset(pair.lower() for pair in lines("places", "place_pairs"))
_PLACE_HEADS = listed("places", "", "place_heads")
_PLACE_ENDS = tuple(listed("places", "", "place_ends"))
_ORG_HEADS = listed("places", "", "org_heads")
_ORGS = frozenset(name.lower() for name in listed("places", "", "orgs"))
_COPULAS, _MODALS, _WEAK = (listed("naming", "", key) for key in ("copulas", "modals", "weak_before"))
_STAYS, _AWAY, _NOT_BEFORE = (listed("naming", "", key) for key in ("stays_in", "away", "not_before"))
_OWN, _SAID_BY = (listed("naming", "", key) for key in ("own", "said_by"))
_ROLES = listed("people", "roles")
_ONE_MORE, _NOBODIES, _NOT_TITLES = (listed("naming", "", key) for key in ("one_more", "nobodies", "not_titles"))
_SAYS_TO = listed("naming", "", "says_to")
_NUMBERS = frozenset({"two", "three", "four", "five", "st", "storm", "saint", "dear"})
_DASHED = re.compile(r"\b(?:(?:Mr|Mrs|Miss|Dr|Lady|Sir)\.? )?[A-Z][a-z]?(?:[⸺—–―]{1,3}|-{2,3}|_{2,})(?![A-Za-z])")
_INITIAL = re.compile(r"(?<![\w.] )(?<![\w.])([A-HJ-Z])\.(?=(?:'s|’s|,|\s+[a-z])|\s*$)")
_OLD = frozenset({"a", "old", "young", "poor", "dear"})
_CALLING = frozenset({"called", "named", "name", "is", "means", "meant", "playing", "as"})
_ROLE_WORDS = 2  # "the" and what somebody is
_LEAST = 0.8  # of the model's evidence, to name somebody of whom no rule is sure
_ENDING = 6  # letters from which the ending of a word tells that it is a place


def names_in(clauses: Clauses, people: People) -> list[Named]:
    """Every name, in order. Cost: one pass over the words and one over the names."""
    found = [*_dashed(clauses), *_registered(clauses, people)]
    taken = {ordinal for named in found for ordinal in range(named.first, named.last + 1)}
    places = [*stretches(clauses), *(written_small(clauses) if is_written_small(clauses) else ())]
    unsure: list[Candidate] = []
    for first, last in places:
        if not taken.isdisjoint(range(first, last + 1)):
            continue
        candidate = Candidate(clauses, first, last)
        named = next(filter(None, (rule(candidate) for rule in _RULES)), None)
        if named is not None:
            found.append(named)
        else:
            unsure.append(candidate)
    sure = {named.name: named.kind for named in found}
    found += [
        candidate.named(sure[candidate.name], "again")
        for candidate in unsure
        if candidate.name in sure and candidate.lower not in SEASONS and not candidate.asks
    ]
    return sorted(found, key=lambda named: named.start)


def _titled(it: Candidate) -> Named | None:
    if it.single or it.head not in TITLES - _NOT_TITLES:
        return None
    named = it.named("person", "title")
    if it.before not in _OLD:
        return named
    start = it.clauses.words[it.first - 1].start  # *a Mr Lacey*, *old Mr Hamer*
    return named._replace(first=it.first - 1, start=start, rule="title.a" if it.before == "a" else "title.old")


def _place_of_two_words(it: Candidate) -> Named | None:
    if it.lower in _PAIRS:
        return it.named("place", "list")
    if not it.single and it.parts[-1] in _PLACE_HEADS and it.parts[-1] not in _ORG_HEADS:
        return it.named("place", "head")
    return None


def _organisation(it: Candidate) -> Named | None:
    if not it.single and it.parts[-1] in _ORG_HEADS:
        return it.named("org", "head")
    if it.lower not in _ORGS or it.words[0].form[0].islower():
        return None
    if is_ordinary(it.lower) and (it.opens or it.before not in {"in", "at", "to"}):
        return None
    return it.named("org", "list")


def _listed_place(it: Candidate) -> Named | None:
    if it.lower not in _PLACES or it.words[0].form[0].islower():
        return None
    if it.head in GIVEN and it.before not in _STAYS and not it.reached:
        return None
    return it.named("place", "list")


def _small(it: Candidate) -> Named | None:
    if not it.words[0].form[0].islower():
        return None
    return it.named("person", "small.given" if it.head in GIVEN else "small.says")


def _one_more(it: Candidate) -> Named | None:
    """*There is a Hope at church too*."""
    if it.head in GIVEN and it.before in _ONE_MORE and not it.opens:
        return it.named("person", "one-more", one_more=True)
    return None


def _full_name(it: Candidate) -> Named | None:
    return it.named("person", "given.full") if it.head in GIVEN and not it.single else None


def _named_like_a_season(it: Candidate) -> Named | None:
    if it.head not in GIVEN & SEASONS:
        return None
    spoken_to = it.before in _SPOKEN_TO - _WEAK - {"with", "and", "young"} and not it.opens
    said = it.before in _SAID_BY and not it.opens
    return it.named("person", "word.month") if it.after in PERSONS_DO - _COPULAS or spoken_to or said else None


def _addressed(it: Candidate) -> Named | None:
    """A name called out in somebody's speech, *“You know, Lena”*: it may be the writer's own."""
    zone = it.clauses.zone_of(it.first)
    end = it.words[-1].end
    text = it.clauses.passage.text
    apart = it.opens or "," in it.clauses.gap(it.first)
    called = zone is not None and apart and not it.acts and (end >= zone.span.end or text[end] in ",.!?")
    return it.named("person", "vocative") if called and it.head in GIVEN and not it.owns else None


def _owned(it: Candidate) -> Named | None:
    """*Our Ray*, *her Derek*."""
    if it.before not in _OWN or it.head not in GIVEN - SEASONS or it.words[0].form[0].islower():
        return None
    named = it.named("person", "own")
    start = it.clauses.words[it.first - 1].start
    return named._replace(first=it.first - 1, start=start)


def _with_role(it: Candidate) -> Named | None:
    """*Blair the lawyer*."""
    words = it.clauses.words[it.last + 1 : it.last + 3]
    if it.after != "the" or len(words) < _ROLE_WORDS or words[1].lower not in _ROLES or it.head not in GIVEN:
        return None
    named = it.named("person", "role")
    return named._replace(last=it.last + 2, end=words[1].end)


def _given(it: Candidate) -> Named | None:
    if it.head not in GIVEN - SEASONS or it.ordinary:
        return None
    if it.before in _CALLING:
        return it.named("person", "given.so-called")
    if it.means_no_person:
        return None
    if not it.opens and (it.before in {"the", "this", "st", "storm"} or (it.before == "in" and not it.owns)):
        return None
    away = it.before in _AWAY and not it.opens and not it.owns and it.after not in PERSONS_DO
    if away:
        return it.named("person", "given.away")
    plain = it.acts or it.owns or it.before in _SPOKEN_TO | _SAID_BY or it.paired
    return it.named("person", "given.plain" if plain else "given.bare")


def _given_that_is_a_word(it: Candidate) -> Named | None:
    """Will, Hope, Mark: within a sentence by the capital, at its beginning only by what they do."""
    if it.head not in GIVEN - SEASONS or not it.ordinary:
        return None
    if it.opens:
        if it.owns:
            return None if it.lower in {"may", "will"} else it.named("person", "word.initial.whose")
        acts = is_finite(it.after) or it.paired or (it.after in _MODALS and it.lower != "will")
        return it.named("person", "word.initial") if acts else None
    if it.before in _NOT_BEFORE | {"in", "of"}:
        return None
    plain = it.after in PERSONS_DO or it.before in _SPOKEN_TO - {"called", "of"} or it.before in _SAID_BY or it.owns
    return it.named("person", "word.acts" if plain else "word")


def _word_that_acts(it: Candidate) -> Named | None:
    """*Moose rode shotgun*: an ordinary word that does what persons do and has no article."""
    if (
        it.lower in SEASONS
        or not it.ordinary
        or not it.single
        or it.clauses.tags[it.first] != "other"
        or it.lower in _NOBODIES
    ):
        return None
    if it.opens and it.after in SAYS:
        return it.named("person", "initial.word.says")
    if it.after not in PERSONS_DO - _COPULAS or it.before in _NOT_BEFORE:
        return None
    if it.opens:
        return None if it.lower.endswith(("s", "ing", "ed")) else it.named("person", "initial.word.acts")
    return it.named("person", "capital.word")


def _unknown_place(it: Candidate) -> Named | None:
    """By the preposition before it, and by who goes there."""
    if it.opens or it.before in _NOT_BEFORE or it.lower in SEASONS:
        return None
    rule = None
    if it.before == "from" and not it.ordinary and it.first > 1 and it.clauses.tags[it.first - 2] == "other":
        rule = "from"
    elif it.acts:
        return None
    elif it.before in _STAYS:
        rule = "in.word" if it.ordinary else "in"
    elif it.reached and not it.ordinary:
        rule = "to"
    elif it.before in _AWAY | {"to", "for"} and it.parts[-1].endswith(_PLACE_ENDS) and len(it.parts[-1]) > _ENDING:
        rule = None if it.ordinary else "ending"
    return None if rule is None else it.named("place", rule)


def _unknown_person(it: Candidate) -> Named | None:
    """By what it does, by who is said to be told, asked or met, by standing beside another."""
    if it.ordinary or it.lower in SEASONS or (not it.opens and it.before in _NOT_BEFORE | _AWAY | _NUMBERS):
        return None
    rule = _at_the_head(it) if it.opens else _within(it)
    if rule is None and (it.paired or (it.opens and it.joined)):
        rule = "paired"
    return None if rule is None else it.named("person", rule)


def _at_the_head(it: Candidate) -> str | None:
    if it.acts:
        return "initial.acts.is" if it.after in _COPULAS else "initial.acts"
    return "initial.possessive" if it.owns else None


def _within(it: Candidate) -> str | None:
    if it.acts:
        return "acts.is" if it.after in _COPULAS else "acts"
    if it.before in {"to", "for"} and not it.owns:
        told = any(word.lower in _SAYS_TO for word in it.clauses.words[max(0, it.first - 4) : it.first])
        return "to" if it.before == "to" and told else None
    if it.before in _SAID_BY:
        return "after.said"
    if it.before in _SPOKEN_TO:
        return "after.weak" if it.before in _WEAK else "after.verb"
    return "possessive" if it.owns else "apart" if it.set_apart else None


def _unnamed(rule: Callable[[Candidate], Named | None]) -> Callable[[Candidate], Named | None]:
    """The rule, for words that are no role and not shouted: those are not names by their looks."""

    def judge(it: Candidate) -> Named | None:
        shouted = it.name.isupper() and len(it.parts[0]) > 1
        firm = it.clauses.passage.text[it.words[-1].end : it.words[-1].end + 2] == " &"
        return None if shouted or firm or (it.single and it.head in _CALLED_BY_ROLE) else rule(it)

    return judge


def _by_model(it: Candidate) -> Named | None:
    """What no rule is sure of, as the encoder sees it."""
    evidence = it.clauses.passage.evidence
    if evidence is None or it.clauses.tags[it.first] != "other":
        return None
    span = it.clauses.span(it.first, it.last)
    kinds: tuple[Kind, ...] = ("person", "place", "org")
    strengths = {kind: evidence.strongest(kind, span) for kind in kinds}
    kind = max(kinds, key=lambda each: strengths[each])
    return it.named(kind, "model") if strengths[kind] >= _LEAST else None


_RULES: tuple[Callable[[Candidate], Named | None], ...] = (
    _titled,
    _place_of_two_words,
    _organisation,
    _listed_place,
    *map(
        _unnamed,
        (
            _small,
            _one_more,
            _addressed,
            _owned,
            _with_role,
            _full_name,
            _named_like_a_season,
            _given,
            _given_that_is_a_word,
            _word_that_acts,
            _unknown_place,
            _unknown_person,
        ),
    ),
    _by_model,
)


def _registered(clauses: Clauses, people: People) -> list[Named]:
    """Names and aliases the registry has, in any letters; a single ordinary word only with a capital."""
    found: list[Named] = []
    longest = people.longest_known()
    ordinal = 0
    while longest and ordinal < len(clauses.words):
        for last in range(min(ordinal + longest, len(clauses.words)) - 1, ordinal - 1, -1):
            candidate = Candidate(clauses, ordinal, last)
            if people.knows(candidate.name) and (not candidate.ordinary or not candidate.words[0].form[0].islower()):
                if candidate.ordinary and candidate.opens and not (candidate.acts or candidate.owns):
                    break
                found.append(candidate.named(people.kind_known(candidate.name), "known"))
                ordinal = last
                break
        ordinal += 1
    return found


def _dashed(clauses: Clauses) -> list[Named]:
    """Names of which only the first letter is written: *L⸺* and *L.* alike."""
    found: list[Named] = []
    for pattern, rule in ((_DASHED, "dashed"), (_INITIAL, "initial")):
        for match in pattern.finditer(clauses.passage.text):
            first = clauses.ordinal(match.start())
            last = clauses.ordinal(match.end()) - 1
            if last < first or clauses.words[first].start != match.start():
                continue
            neighbours = (first - 1, last + 1) if rule == "initial" else ()
            if any(is_capital(clauses, each) and clauses.gap(max(each, first)) == " " for each in neighbours):
                continue
            if clauses.before(first) in _STAYS | {"at", "to", "from", "a", "an", "capital"}:
                continue
            found.append(Named(first, last, *match.span(), match.group(), "person", rule))
    return found
