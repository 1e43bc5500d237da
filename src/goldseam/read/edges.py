"""Where a clause begins and ends among the words of a passage."""

from goldseam.read.clauses import Clauses
from goldseam.read.lexicon import verbs
from goldseam.words.span import Span

BREAKS = (";", "—", "–", " - ", "(", ")", "\n")  # marks after which another clause stands
_CLOSED = 6  # marks that may close a sentence after its own
SAME = frozenset(  # base and past alike
    "quit put let cut hit shut set hurt cost bet spread read come run become".split()
)


def begins_clause(clauses: Clauses, here: int) -> bool:
    """Whether a subject with its verb begins at a word."""
    words, tags = clauses.words, clauses.tags
    if tags[here] in {"subject", "it", "you"}:
        return True
    _, end = clauses.region(here)
    mention = clauses.mention_over(here)
    if mention is not None and mention[2] == here:
        after = clauses.ordinal(mention[0].span.end)
        if words[after - 1].lower.endswith("'s") and after < end and tags[after] in {"verb", "adverb", "negator"}:
            return True
    elif tags[here] in {"determiner", "possessive"}:
        after = here + 1
        while after < end and after < here + 5 and tags[after] == "other" and not clauses.gap(after).strip():
            after += 1
    else:
        return False
    return after < end and not clauses.gap(after).strip() and tags[after] in {"auxiliary", "verb"}


def is_past(word: str) -> bool:
    """Whether a word is a verb in the past and nothing else."""
    return (verbs().get(word) == "past" and word not in SAME) or word in {
        "was",
        "were",
        "had",
        "did",
        "went",
        "came",
        "would",
        "could",
    }


def span_of(clauses: Clauses, first: int, end: int) -> Span:
    """From the first word to the last, with a mark of asking or calling that closes it."""
    text = clauses.passage.text
    stop = clauses.words[end - 1].end
    if text[stop : stop + 1] in {"?", "!"}:
        stop += 1
    return Span(clauses.words[first].start, stop)


def asks(clauses: Clauses, here: int) -> bool:
    """Whether the sentence of a word ends with a question mark."""
    passage = clauses.passage
    end = passage.sentences[passage.sentence_at(clauses.words[here].start)].end
    return passage.text[max(0, end - _CLOSED) : end].rstrip("\"”’'») ").endswith("?")
