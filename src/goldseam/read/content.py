"""Where what was said without marks begins and ends."""

from typing import NamedTuple

from goldseam.read.clauses import Clauses
from goldseam.read.edges import BREAKS, begins_clause, is_past
from goldseam.read.lexicon import listed, verbs
from goldseam.read.saying import BASES, SAYING, Saying
from goldseam.read.tags import stem
from goldseam.words.finding import SELF

WITH_THAT = SAYING["say"] | SAYING["say_that"] | SAYING["tell"]
_SHORT = listed("saying", "", "answers", "polite")
_EMPTY = listed("saying", "", "empty")
_ANSWERS = listed("saying", "", "answers")
_POLITE = listed("saying", "", "polite") - {"good", "great", "well"}
_QUESTION = listed("saying", "", "question")
_MADE = listed("saying", "", "made")
_ASKED = frozenset({"if", "whether", "how", "why", "where", "when", "who", "what", "whose"})
_INVERTED = frozenset(  # asked could she come
    "could can did do does is was are were would will may should shall had has".split()
)
_LED = frozenset({"for", "to", "with", "from", "of", "in", "at"})  # asked for whom
_AGAIN = frozenset("again twice once first properly before after so too then there all back aloud fast slow".split())
_ANSWERED = frozenset("say says said reply replies replied answer answers answered".split())
_NO_PIECE = frozenset("to about of into with by through".split())  # how, to whom or about what it was said
_COUNTED = frozenset("first more less one two three four five six seven eight nine ten his her my their your".split())
_NO_ANSWER = frozenset(
    {"preposition", "and", "subordinator", "adverb", "to", "object", "relative", "determiner", "possessive"}
)
_TAILS = ("'s", "'m", "'re", "'ve", "'ll", "'d", "n't")
_MANNERS = frozenset(
    "mind voice whisper tone voices languages language english french spanish welsh german irish tones".split()
)
_MANNER = 8  # words that say how it was said
_TYPED = frozenset("type types typed typing".split())
_ALOUD = _TYPED | frozenset("goes yells yelled hollers hollered".split())
_TURNS = frozenset("and but so then".split())
_CLAUSE = 4  # words that are a clause, though we do not know its verb
_BREATH = 28  # words that nobody reports in one clause; where no mark stands for so long, none stands anywhere


def beginning(  # noqa: C901, PLR0911 - a line for each form
    clauses: Clauses, saying: Saying
) -> tuple[int, str] | None:
    """Where what was said begins, and in what form it is given."""
    words, tags = clauses.words, clauses.tags
    _, end = clauses.region(saying.verb)
    form, here = words[saying.verb].lower, saying.after
    if here >= end:
        return None
    gap = clauses.gap(here)
    first = stem(words[here])
    if any(mark in gap for mark in ';—–()\n."“'):
        return None
    after = _after_insertion(clauses, saying, here, end)
    if after is not None:
        return after
    if form in _ALOUD and _is_aloud(clauses, saying, here):
        return here, "aloud"
    if form in _ANSWERED:
        here = _after_manner(clauses, here, end)
        if here != saying.after:
            return here, "manner"
    if (
        words[here].lower == "that"
        and form in WITH_THAT
        and tags[min(here + 1, end - 1)] not in {"verb", "auxiliary", "and", "preposition"}
        and here + 1 < end
        and not clauses.gap(here + 1).strip()
    ):
        return here + 1, "that"
    if form in SAYING["bid"] and first in {"to", "not"} and saying.to is not None and here + 1 < end:
        return (here, "bid") if first == "to" or words[here + 1].lower == "to" else None
    if form in SAYING["ask"] or form == "know":
        if first in _QUESTION or (first in _LED and here + 1 < end and words[here + 1].lower in _QUESTION):
            return here, "question"
        if first == "for" and form != "know" and here + 1 < end:
            return here, "for"
        if first == "to" and here + 1 < end:
            return None if saying.lead == "elided" else (here, "bid")
        return (here, "question") if first in _INVERTED else None
    return _beginning_of_statement(clauses, saying)


def _beginning_of_statement(clauses: Clauses, saying: Saying) -> tuple[int, str] | None:  # noqa: C901, PLR0911, PLR0912 - a line for each form
    """As `beginning`, of what was told or said without a word that leads to it."""
    words, tags = clauses.words, clauses.tags
    _, end = clauses.region(saying.verb)
    form, here = words[saying.verb].lower, saying.after
    gap, first = clauses.gap(here), stem(words[here])
    told = form in SAYING["tell"] and saying.to is not None
    said = form in SAYING["say"]
    if not (told or said):
        return None
    if "," in gap and saying.first > clauses.region(saying.verb)[0] and "," in clauses.gap(saying.first):
        return None  # an aside: it was, he said, raining
    if first in _QUESTION and told:
        return here, "question" if first not in {"what", "who", "which"} else "what"
    if first in _EMPTY and "'" not in words[here].lower and not _verb_follows(clauses, here, end):
        return None
    if tags[here] == "verb" and _finite_past(first):
        return None
    if first in _ANSWERS and here + 1 < end and words[here + 1].lower in {"to", "on", "because"}:
        return None  # a choice rather than an answer
    if first in _POLITE:
        return here, "words"
    if first in _ANSWERS and (here + 1 >= end or tags[here + 1] != "verb" or clauses.gap(here + 1).strip()):
        return here, "answer"
    if _begins(clauses, here, end):
        return here, "clause"
    if told and not gap.strip() and tags[here] in {"adverb", "preposition"}:
        return None
    if (
        said
        and tags[here] in {"determiner", "possessive"}
        and form not in _MADE
        and first not in {"a", "his", "her", "my", "all"}
    ):
        return (here, "noun") if end - here >= _CLAUSE else None
    if here + 1 < end and words[here + 1].lower in {"word", "words"}:
        return None
    if form in _ANSWERED and _is_fragment(clauses, saying, end):
        return here, f"piece.{_piece(clauses, here)}"
    if form in _MADE or first.endswith("ly") or first in _COUNTED:
        return None
    if (
        tags[here] in _NO_ANSWER
        and first not in _QUESTION
        and (not gap.strip() or tags[here] == "preposition")
        and not (first == "of" and words[here + 1].lower == "course")
    ):
        return None
    if clauses.mention_over(here) is not None and clauses.mention_over(here) is clauses.mention_over(end - 1):
        return None
    return here, "words"


def _is_fragment(clauses: Clauses, saying: Saying, end: int) -> bool:
    """Whether words that are no clause may be the whole of what was said: she said on Sundays, I said Gweru."""
    here = saying.after
    word, tag = clauses.words[here].lower, clauses.tags[here]
    if (tag == "preposition" and word in _NO_PIECE) or word in _EMPTY:
        return False
    region, _ = clauses.region(saying.verb)
    if saying.first > region and clauses.before(saying.first) and clauses.tags[saying.first - 1] == "other":
        return False  # every word I said since Christmas
    mention = clauses.mention_over(here)
    whole = mention is not None and mention is clauses.mention_over(end - 1)
    short = here + 1 >= end or bool(clauses.gap(here + 1).strip())
    return (
        whole
        or tag in {"preposition", "subordinator", "and", "adverb", "possessive", "determiner"}
        or word in _COUNTED
        or (short and (word.endswith("ly") or verbs().get(word) == "ing"))
    )


def _piece(clauses: Clauses, here: int) -> str:
    """What a fragment begins with, as a part of the name of its source."""
    if "," in clauses.gap(here) or ":" in clauses.gap(here):
        return "apart"
    tag = clauses.tags[here]
    return tag if tag in {"preposition", "possessive", "subordinator", "and", "determiner"} else "other"


def _after_insertion(clauses: Clauses, saying: Saying, here: int, end: int) -> tuple[int, str] | None:  # noqa: PLR0911 - a line for each form
    """What an insertion keeps from its verb: he told me, over the tea, that he was leaving."""
    words, tags = clauses.words, clauses.tags
    form = words[saying.verb].lower
    asks = form in SAYING["ask"]
    if not (asks or form in WITH_THAT) or words[here].lower in {"by", "about", "for"}:
        return None
    if tags[here] not in {"preposition", "adverb", "determiner"} and "," not in clauses.gap(here):
        return None
    for place in range(here + 1, min(end - 1, here + 12)):
        if any(mark in clauses.gap(place) for mark in ';:."“—') or words[place - 1].lower == "so":
            return None
        word = words[place].lower
        if asks and word in _ASKED and tags[place - 1] not in {"preposition", "and"}:
            return place, "question"
        if word == "that" and place - here > 1 and tags[place - 2] == "determiner" and tags[place - 3] != "preposition":
            return None  # told her the thing that
        if not asks and word == "that" and tags[place + 1] not in {"verb", "auxiliary", "and", "preposition"}:
            return (place + 1, "that") if tags[place - 1] != "determiner" else None
        if tags[place] in {"subject", "it", "verb", "auxiliary"} and "," not in clauses.gap(here):
            return None
    return None


def _is_aloud(clauses: Clauses, saying: Saying, here: int) -> bool:
    """Whether the very words follow without marks: he goes, so what do they eat; she typed sorry team."""
    if saying.after != saying.verb + 1:
        return False
    if clauses.words[saying.verb].lower in _TYPED:
        return clauses.tags[here] not in {"determiner", "possessive", "preposition"}
    gap = clauses.gap(here)
    if "," in gap or ":" in gap:
        return True
    return not gap.strip() and (
        clauses.tags[here] in {"subject", "it", "you"}
        or stem(clauses.words[here]) in {"your", "yeah", "hey", "oh", "my"}
    )


def _after_manner(clauses: Clauses, here: int, end: int) -> int:
    """The word after how it was said: he said in a strong voice, he said quietly, yes."""
    words = clauses.words
    if clauses.tags[here] != "preposition" or words[here].lower not in {"in", "with"}:
        return here
    for after in range(here + 1, min(end, here + _MANNER)):
        if "," in clauses.gap(after) or ":" in clauses.gap(after):
            told = any(word.lower in _MANNERS for word in words[here:after])
            return after if told else here
    return here


def _verb_follows(clauses: Clauses, here: int, end: int) -> bool:
    """Whether `it` or `that` is the subject of a verb, and not what was said itself: he said it twice."""
    after = here + 1
    while after < end and clauses.tags[after] in {"adverb", "negator"} and clauses.words[after].lower not in _AGAIN:
        after += 1
    return after < end and clauses.tags[after] in {"verb", "auxiliary"}


def _finite_past(word: str) -> bool:
    return is_past(word) or verbs().get(word) == "ing" or word in {"is", "has"}


def _begins(clauses: Clauses, here: int, end: int) -> bool:
    """Whether a clause begins at a word: a subject with its verb, a question, or an order."""
    words, tags = clauses.words, clauses.tags
    if tags[here] in {"subject", "you", "it"} or words[here].lower.endswith(_TAILS):
        return here + 1 < end or words[here].lower.endswith(_TAILS)
    mention = clauses.mention_over(here)
    after = clauses.ordinal(mention[0].span.end) if mention is not None and mention[2] == here else here
    if mention is None:
        after = here + 1
        while after < end and after < here + 6 and tags[after] in {"other", "preposition", "determiner", "possessive"}:
            after += 1
        if tags[here] not in {"determiner", "possessive", "other"}:
            return tags[here] in {"verb", "auxiliary"} and not _finite_past(words[here].lower)
    return after < end and tags[after] in {"verb", "auxiliary"}


class _SoFar(NamedTuple):
    """What was said, as far as it was looked at.

    Attributes:
        first: the ordinal of its first word.
        end: that of the first word of the next sentence.
        short: whether it begins with an answer of one word.
        speaker: who said it.
        verbless: whether no verb stands in it yet.
        present: whether one of the present does.
        sure: how sure an end here would be, as `end_of_content` says it.
    """

    first: int
    end: int
    short: bool
    speaker: str
    verbless: bool = True
    present: bool = False
    sure: str = "whole"

    def with_word(self, word: str, tag: str) -> "_SoFar":
        """The same with one word more."""
        verb = tag in {"verb", "auxiliary"}
        present = (verb and not is_past(word)) or ("'" in word and word.endswith(("'s", "'m", "'re", "'ll")))
        return self._replace(verbless=self.verbless and not verb and "'" not in word, present=self.present or present)


def end_of_content(clauses: Clauses, saying: Saying, first: int, *, speaker: str) -> tuple[int, str]:
    """Where what was said ends: the ordinal after its last word, and how sure that is.

    Args:
        clauses: of the passage.
        saying: the cue.
        first: the ordinal of the first word of what was said.
        speaker: who said it.

    Returns: the ordinal, and `whole` (the sentence ends there, and nothing before could have ended it), `cut` (another
        clause begins there), or `loose` (what follows may or may not belong to it).
    """
    words, tags = clauses.words, clauses.tags
    begin, end = clauses.region(saying.verb)
    so_far = _SoFar(first, end, words[first].lower in _SHORT, speaker)
    for here in range(first, end):
        word, gap = words[here].lower, clauses.gap(here) if here > first else ""
        if any(mark in gap for mark in BREAKS) or (":" in gap and here - first > 1):
            return here, _cut(so_far.sure)
        if here > first and clauses.zone_of(here) is not clauses.zone_of(first):
            return here, "loose"
        turn = here > first and (tags[here] == "and" or word in _TURNS) and (word != "yet" or "," in gap)
        if turn or "," in gap:
            stop, sure = _turned(clauses, here, so_far, turn=turn)
            if stop is not None:
                return stop, sure
            so_far = so_far._replace(sure=sure)
        so_far = so_far.with_word(word, tags[here])
    breathless = end - begin > _BREATH and not any("," in clauses.gap(word) for word in range(begin + 1, end))
    return _without_manner(clauses, first, end), "loose" if breathless else so_far.sure


def _turned(  # noqa: C901, PLR0911, PLR0912 - a line for each form
    clauses: Clauses, here: int, so_far: _SoFar, *, turn: bool
) -> tuple[int | None, str]:
    """Where it ends, if what a comma or an *and* leads in is something else; else None, and how sure an end is now."""
    words, tags = clauses.words, clauses.tags
    first, end, sure = so_far.first, so_far.end, so_far.sure
    word, comma = words[here].lower, "," in clauses.gap(here)
    after = here + 1 if turn else here
    while after < end and tags[after] == "adverb" and words[after].lower in {"then", "now", "just", "so", "also"}:
        after += 1
    if after < end and _speaks(clauses, after, end):
        return _trimmed(clauses, first, here), _cut(sure)
    if comma and word == "so" and after < end and words[after].lower == "as":
        return None, sure
    if comma and (word == "that" or (turn and after < end and words[after].lower == "that")):
        return here, "loose"
    begins = after < end and begins_clause(clauses, after)
    if word == "then" and (comma or words[here - 1].lower == "and") and not begins:
        return _trimmed(clauses, first, here), _cut(sure)
    if comma and word in {"which", "as", "so", "though", "although", "whereupon", "because", "since", "like"}:
        return here, _cut(sure)
    if comma and not turn and word.endswith("ing") and tags[here] == "verb":
        return here, _cut(sure)
    if turn and comma and begins:
        return here, _cut(sure)
    if turn and after < end and not begins and tags[after] == "verb":
        past = is_past(words[after].lower)
        if past and (so_far.verbless or so_far.present or so_far.short):
            return here, _cut(sure)
        return None, "loose" if past else sure
    if turn and begins:
        own = tags[after] == "subject" and clauses.person(after) is not None and stem(words[after]) in {"i", "we"}
        if so_far.short or (own and so_far.speaker != SELF and not so_far.present):
            return here, _cut(sure)
        return None, "loose"
    if comma and not turn and begins:
        return None, "loose"
    return None, "comma" if comma and sure == "whole" else sure


def _cut(sure: str) -> str:
    """How sure an end is that another clause makes: as sure as what stands before it."""
    return "cut" if sure == "whole" else sure


def _without_manner(clauses: Clauses, first: int, end: int) -> int:
    """The end without how it was said: in a low voice, in four languages."""
    words = clauses.words
    if words[end - 1].lower in _MANNERS:
        for here in range(end - 2, max(first + 1, end - 6), -1):
            if words[here].lower == "in":
                return here
    return end


def end_of_answer(clauses: Clauses, saying: Saying, first: int) -> tuple[int, str]:
    """Where a mere word ends: yes, no, thanks for asking. What says when or how belongs to the cue."""
    words, tags = clauses.words, clauses.tags
    _, end = clauses.region(saying.verb)
    here = first + 1
    while here < end:
        gap, word = clauses.gap(here), words[here].lower
        if any(mark in gap for mark in (*BREAKS, ":")) or clauses.zone_of(here) is not clauses.zone_of(first):
            return here, "cut"
        if tags[here] == "and" and word in {"and", "so", "then"}:
            return here, "cut"
        if tags[here] in {"preposition", "subordinator", "adverb"}:
            return here, "cut"
        if "," in gap:
            return (
                (end, "loose") if word not in {"and", "but", "which", "as", "so", "then", "together"} else (here, "cut")
            )
        here += 1
    return end, "whole"


def _speaks(clauses: Clauses, here: int, end: int) -> bool:
    """Whether another cue begins at a word: a subject and a verb of saying, or that verb alone."""
    words = clauses.words
    if words[here].lower in SAYING["say"] | SAYING["tell"] | SAYING["ask"] and not words[here].lower.endswith("ing"):
        return words[here].lower not in BASES
    mention = clauses.mention_over(here)
    after = clauses.ordinal(mention[0].span.end) if mention is not None and mention[2] == here else here + 1
    if (
        mention is None
        and clauses.tags[here] != "subject"
        and not (clauses.tags[here] == "other" and clauses.tags[here - 1] == "and")
    ):
        return False
    while after < end and clauses.tags[after] in {"adverb", "auxiliary"}:
        after += 1
    return (
        after < end
        and words[after].lower in SAYING["say"] | SAYING["tell"] | SAYING["ask"]
        and "," not in clauses.gap(after)
    )


def _trimmed(clauses: Clauses, first: int, end: int) -> int:
    """The end without the words that lead over to the next clause."""
    while end - 1 > first and clauses.words[end - 1].lower in {"and", "but", "so", "then", "when", "because"}:
        end -= 1
    return end
