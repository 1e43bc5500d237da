"""The verb of saying that goes with a quotation."""

from goldseam.read.clauses import Clauses, Subject
from goldseam.read.saying import SAYING, Saying, saying_at
from goldseam.read.zones import Zone
from goldseam.words.finding import SELF

_DIRECT = SAYING["say"] | SAYING["cry"] | SAYING["tell"] | SAYING["ask"] | SAYING["say_that"]
_HEAD = 12  # words before the colon that follows who speaks
_TOLD = frozenset({"verb", "auxiliary", "subject", "it"})
_NEAR = 9  # words that may stand between a verb of saying and what it introduces


def cue_of(clauses: Clauses, zone: Zone) -> tuple[Saying, str] | None:
    """The verb of saying that goes with a quotation: the one after it, else the one before."""
    before = _cue_before(clauses, zone) or _named_before(clauses, zone)
    if before is not None and before[1] in {"before", "colon", "head"}:
        return before
    return _cue_after(clauses, zone) or before


def _cue_after(clauses: Clauses, zone: Zone) -> tuple[Saying, str] | None:  # noqa: C901, PLR0911 - a line for each form
    words, text = clauses.words, clauses.passage.text
    said = text[zone.span.start : zone.span.end].rstrip()
    here = clauses.ordinal(zone.span.end)
    if here >= len(words):
        return None
    gap = text[zone.span.end : words[here].start]
    if any(mark in gap.replace("...", "") for mark in ".;:\n(") or (
        said[-1:] in ".…" and not gap.strip("\"”’'»“ ").startswith(",") and words[here].form[0].isupper()
    ):
        return None
    if said[-1:] not in ",.?!…—–-" and "," not in gap:
        return None  # a word in quotation marks, and the sentence goes on
    turned = inverted(clauses, here)
    if turned is not None:
        return turned, "after"
    if (
        words[here].lower in {"i", "he", "she", "they", "we"}
        and words[here].form[0].isupper()
        and words[here].form != "I"
        and said[-1:] in "?!."
    ):
        return None
    for verb in range(here + 1, min(here + 5, len(words))):
        if words[verb].lower in _DIRECT and clauses.zone_of(verb) is not zone:
            saying = saying_at(clauses, verb)
            if saying is None or saying.first != here:
                return None
            rest = text[words[verb].end : words[verb].end + 2]
            if (
                said[-1:] in "?!"
                and words[here].form[0].isupper()
                and words[here].form != "I"
                and rest[:1] == " "
                and _has_content(clauses, saying)
            ):
                return None
            return saying, "after"
        if clauses.gap(verb).strip():
            return None
    return None


def _has_content(clauses: Clauses, saying: Saying) -> bool:
    after = saying.after
    return after < len(clauses.words) and clauses.tags[after] not in {
        "preposition",
        "and",
        "adverb",
        "subordinator",
        "to",
    }


def inverted(clauses: Clauses, here: int) -> Saying | None:
    """`said Tom`, `says he`."""
    words = clauses.words
    if (
        words[here].lower not in SAYING["say"] | SAYING["ask"] | SAYING["cry"]
        or here + 1 >= len(words)
        or clauses.gap(here + 1).strip()
    ):
        return None
    person = clauses.person(here + 1)
    if (
        person is None
        or person.span is None
        or (clauses.tags[here + 1] in {"object", "possessive"} and clauses.mention_over(here + 1) is None)
    ):
        return None
    if clauses.ordinal(person.span.start) != here + 1:
        return None
    after = clauses.ordinal(person.span.end)
    return Saying(here, after - 1, person, None, after, "plain")


def _cue_before(clauses: Clauses, zone: Zone) -> tuple[Saying, str] | None:  # noqa: PLR0911 - a line for each form
    words, text = clauses.words, clauses.passage.text
    first = clauses.ordinal(zone.span.start)
    outer = clauses.passage.placed.around(zone)
    opening = text[words[first - 1].end : zone.span.start] if first else ""
    if not first or any(mark in opening for mark in ".;!?\n"):
        return None
    for verb in range(first - 1, max(-1, first - 1 - _NEAR), -1):
        if outer is not None and verb < clauses.ordinal(outer.span.start):
            return None
        if words[verb].lower in _DIRECT and (
            clauses.zone_of(verb) is outer or (outer is None and clauses.zone_of(verb) is None)
        ):
            saying = saying_at(clauses, verb)
            if saying is None:
                return None
            between = first - saying.after
            set_apart = any(mark in opening for mark in ",:")
            if between <= 0 or (set_apart and between <= _NEAR):
                whole = set_apart or text[zone.span.start].isupper() or _closes(text, zone)
                if not whole and len(clauses.passage.words_in(zone.span)) == 1:
                    return None
                return saying, "before" if whole else "part"
            if between == 1 and words[saying.after].lower in {"that", "something", "me", "like"}:
                return saying, "part"
            return None
        gap = clauses.gap(verb)
        if any(mark in gap for mark in '.;!?"“”'):
            return None
    return None


def _named_before(clauses: Clauses, zone: Zone) -> tuple[Saying, str] | None:
    """A name and a colon at the beginning of a sentence: Ines: "No." There is no verb then."""
    first = clauses.ordinal(zone.span.start)
    return _headed(clauses, first) if first and ":" in clauses.gap(first) else None


def headed(clauses: Clauses, first: int, end: int) -> tuple[Saying, str] | None:
    """Who speaks in the sentence of the words from `first` to before `end`, where a name and a colon begin it."""
    for here in range(first + 1, min(end - 1, first + _HEAD)):
        if ":" in clauses.gap(here):
            return _headed(clauses, here) if clauses.gap(here).strip() == ":" and clauses.gap(here)[-1] == " " else None
        if clauses.zone_of(here) is not None:
            return None
    return None


def _headed(clauses: Clauses, colon: int) -> tuple[Saying, str] | None:
    """The name with which the sentence begins, where only how, when or to whom stands before the colon."""
    region, _ = clauses.region(colon - 1)
    if clauses.words[region].lower == "me" and colon == region + 1:
        return Saying(
            region, region, Subject(SELF, "pronoun", clauses.span(region, region)), None, colon, "plain"
        ), "colon"
    mention = clauses.mention_over(region)
    if mention is None or mention[1].kind != "person" or mention[2] != region or mention[1].form == "pronoun":
        return None
    after = clauses.ordinal(mention[0].span.end)
    person = clauses.person(region)
    if person is None or after > colon or any(clauses.tags[here] in _TOLD for here in range(after, colon)):
        return None
    return Saying(region, region, person, None, colon, "plain"), "colon" if after == colon else "head"


def _closes(text: str, zone: Zone) -> bool:
    """Whether the sentence ends with a quotation."""
    tail = text[zone.span.end : zone.span.end + 4].lstrip("\"”’'»“‘").lstrip()
    return (
        text[zone.span.end - 1] in ".!?…"
        or tail[:1] in {"", ".", ",", ";", "!", "?"}
        or "\n" in text[zone.span.end : zone.span.end + 3]
    )
