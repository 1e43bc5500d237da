"""Where names may stand: stretches with a capital, and in a text without capitals the words that are no others."""

from goldseam.read.clauses import Clauses
from goldseam.read.lexicon import is_ordinary, listed, ordinary

GIVEN = frozenset(name.lower() for name in listed("names", "", "f", "m", "x", "words"))
TITLES = listed("people", "titles")
SEASONS = listed("naming", "", "seasons")
SAYS = listed("naming", "", "says")
_NAMELESS = listed("capitals", "", "words") - (SEASONS & GIVEN) - GIVEN - TITLES
_PERSONS_DO = listed("people", "persons_do", "verbs")
_SPOKEN_TO = listed("naming", "", "told")
_NO_NAMES = frozenset({"I", "A", "O", "X"})
_JOINERS = listed("naming", "", "joiners")
_CONTRACTED = listed("naming", "", "contracted")
_JOINED_BY_OF = listed("places", "", "org_heads") | listed("naming", "", "of_places")
_LIGHT = frozenset({"of", "the", "a", "an", "and", "to", "on", "at", "for", "with", "by", "from"})
_TITLE_WORDS = 3  # of weight
_SHORT = 3  # letters under which a word written small is not taken for a name


def bare(form: str) -> str:
    """A word without `'s`."""
    return form[:-2] if form.endswith(("'s", "’s")) else form


def stretches(clauses: Clauses) -> list[tuple[int, int]]:
    """The first and last word of each stretch with capitals, the ordinary first word of a sentence left out."""
    found: list[tuple[int, int]] = []
    shouted = _shouted(clauses)
    ordinal = 0
    while ordinal < len(clauses.words):
        if not is_capital(clauses, ordinal) or clauses.passage.sentence_at(clauses.words[ordinal].start) in shouted:
            ordinal += 1
            continue
        last = ordinal
        while last + 1 < len(clauses.words) and _joined(clauses, last):
            last += 2 if clauses.words[last + 1].lower in _JOINERS else 1
        first = ordinal
        while first < last and _opens_only(clauses, first):
            first += 1
        found.append((first, last))
        ordinal = last + 1
    return found


def written_small(clauses: Clauses) -> list[tuple[int, int]]:
    """Words of a text without capitals that are given names, or unknown and say something."""
    return [
        (ordinal, ordinal)
        for ordinal, word in enumerate(clauses.words)
        if word.form[0].islower() and clauses.tags[ordinal] == "other" and _named_small(clauses, ordinal)
    ]


def _named_small(clauses: Clauses, ordinal: int) -> bool:
    lower = bare(clauses.words[ordinal].lower)
    if len(lower) < _SHORT or lower in ordinary() or not lower.isalpha() or lower in SEASONS:
        return False
    return lower in GIVEN or (not is_ordinary(lower) and lower not in _NAMELESS and clauses.after(ordinal) in SAYS)


def is_written_small(clauses: Clauses) -> bool:
    """Whether the writer leaves out capitals, `I` too."""
    if any(word.form == "I" for word in clauses.words):
        return False
    text = clauses.passage.text
    begins = [text[sentence.start] for sentence in clauses.passage.sentences]
    return bool(begins) and sum(letter.isupper() for letter in begins) * 4 <= len(begins)


def is_capital(clauses: Clauses, ordinal: int) -> bool:
    """Whether the word at `ordinal`, if there is one, has a capital that might name."""
    if not 0 <= ordinal < len(clauses.words):
        return False
    word = clauses.words[ordinal]
    return (
        word.form[0].isupper()
        and (
            len(word.form) > 1
            or clauses.passage.text[word.end : word.end + 1] == "."
            or _stands_for_a_name(clauses, ordinal)
        )
        and not _is_contracted(word.lower)
        and bare(word.lower) not in _NAMELESS
    )


def _stands_for_a_name(clauses: Clauses, ordinal: int) -> bool:
    """A single letter that is somebody: *N asked*, *told N*, *Jo P*."""
    if clauses.words[ordinal].form in _NO_NAMES:
        return False
    before = clauses.words[ordinal - 1].form if clauses.before(ordinal) else ""
    given = before.lower() in GIVEN and before[0].isupper()
    return given or clauses.after(ordinal) in _PERSONS_DO or clauses.before(ordinal) in _SPOKEN_TO


def opens_sentence(clauses: Clauses, ordinal: int) -> bool:
    """Whether a word has its capital from its place: after a full stop, a colon, a bullet, an opening mark."""
    if ordinal == clauses.region(ordinal)[0]:
        return True
    gap = clauses.gap(ordinal)
    return any(mark in gap for mark in '“"‘:—–•*\n.!?')


def _is_contracted(lower: str) -> bool:
    """`I`, `we'll`, `didn't`: never a name."""
    return lower == "i" or lower.endswith(("n't", "'m", "'re", "'ve", "'ll", "'d")) or lower in _CONTRACTED


def _joined(clauses: Clauses, last: int) -> bool:
    """Whether the word after `last` goes on with the name."""
    word, after, gap = clauses.words[last], clauses.words[last + 1], clauses.gap(last + 1)
    if word.form.endswith(("'s", "’s")):
        return False
    if gap != " " and not (gap == ". " and (word.lower in TITLES or len(word.form) == 1)):
        return False
    if is_capital(clauses, last + 1):
        return clauses.tags[last + 1] != "subject"
    return (
        after.lower in _JOINERS
        and is_capital(clauses, last + 2)
        and clauses.gap(last + 2) == " "
        and (after.lower != "of" or bare(word.lower) in _JOINED_BY_OF)
    )


def _opens_only(clauses: Clauses, ordinal: int) -> bool:
    """Whether a word has its capital only from opening a sentence: *Poor* of *Poor Lena*, *Will* of a question."""
    word = clauses.words[ordinal]
    if not opens_sentence(clauses, ordinal):
        return False
    if word.lower in {"will", "may"}:
        sentence = clauses.passage.sentences[clauses.passage.sentence_at(word.start)]
        return clauses.passage.text[sentence.end - 1] == "?"
    if word.lower in TITLES or word.lower in GIVEN:
        return False
    return is_ordinary(word.lower) or clauses.tags[ordinal] != "other"


def _shouted(clauses: Clauses) -> set[int]:
    """The sentences in which every word of weight has a capital: titles, and what is shouted."""
    tallies: dict[int, list[int]] = {}
    for word in clauses.words:
        if len(word.form) > 1 and word.lower not in _LIGHT:
            tally = tallies.setdefault(clauses.passage.sentence_at(word.start), [0, 0, 0])
            tally[0] += 1
            tally[1] += word.form[0].isupper()
            tally[2] += word.form.isupper()
    return {
        sentence
        for sentence, (words, capitals, shouts) in tallies.items()
        if words >= _TITLE_WORDS and (capitals == words or shouts > 0.6 * words)
    }
