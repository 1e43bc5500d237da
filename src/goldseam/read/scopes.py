"""What a clause's words are worth: said as so, denied, supposed, dreamt, made up, put on, or long past."""

import re
from bisect import bisect_left
from itertools import pairwise
from typing import NamedTuple
from weakref import WeakKeyDictionary

from goldseam.read.clauses import Clauses
from goldseam.read.lexicon import lines, listed
from goldseam.read.passage import Passage
from goldseam.words.span import Span

_FICTION = re.compile(
    r"\b(?:in|of|from|finished|reading|read|watched|watching) "
    r"(?:the|a|an|my|his|her|this|that|our|us a|chapter \w+ of the) (?:\w+ )?"
    r"(?:film|movie|novel|novels|play|book|books|story|stories|series|opera|poem|episode|soap|sitcom|cartoon|"
    r"fairy[- ]?tale|fable|gospel|homily|parable|ballad|comic|drama|telenovela|show|legend|myth)\b",
    re.IGNORECASE,
)
_FICTION_VERBS = re.compile(
    r"\bnovel the\b|\bthe (?:hero|heroine|villain|protagonist|narrator)\b|\bmy (?:hero|heroine|novel)\b", re.IGNORECASE
)


def _any_of(key: str) -> re.Pattern[str]:
    return re.compile("|".join(lines("scopes", key, "\n")), re.IGNORECASE)


_SIGNS = {
    "fiction": re.compile(f"{_FICTION.pattern}|{_FICTION_VERBS.pattern}", re.IGNORECASE),
    **{key: _any_of(key) for key in ("past", "dream", "awake", "put_on")},
}
_SUPPOSING, _MODALS, _COMING, _THINKING = (
    listed("scopes", "", key) for key in ("supposing", "modals", "coming", "thinking")
)
_NEGATORS = listed("grammar", "", "negators")
_SO_MUCH = {(been, so) for been in ("been", "felt") for so in ("this", "so", "as", "more")}
_AFTER_WOULD = frozenset({"be", "have", "feel", "like", "love", "hate", "miss", "never", "not", "only", "just"})
_NEAR = 600  # characters of a sentence that bear on a word of it
_AFTER_DREAM = 2  # sentences after one that tells of a dream which may still tell it


class Scope(NamedTuple):
    """What holds of a word in its clause.

    Attributes:
        denied: *not*, *never*, *no longer*.
        supposed: *if*, *would*, *should*, *might*, *thinks that*.
        coming: *will*.
        asked: in a question.
        dreamt: in a sentence that tells a dream; `maybe_dreamt` in one soon after it.
        put_on: *pretended to be*.
        past: of another time than the one told: *used to*, *when I was ten*, *had been*.
        made_up: in a book, a film, a play.
    """

    denied: bool = False
    supposed: bool = False
    coming: bool = False
    asked: bool = False
    dreamt: bool = False
    maybe_dreamt: bool = False
    put_on: bool = False
    past: bool = False
    made_up: bool = False

    @property
    def dreams(self) -> bool:
        """Whether it is told of a dream, or may be."""
        return self.dreamt or self.maybe_dreamt


def scope_of(clauses: Clauses, ordinal: int) -> Scope:
    """What holds of the word at `ordinal`."""
    passage = clauses.passage
    offset = clauses.words[ordinal].start
    first, last = clauses.region(ordinal)
    start, _ = clauses.clause(ordinal)
    end = clauses.words[last - 1].end
    before = [word.lower for word in clauses.words[start:ordinal]]
    close = clauses.words_back(ordinal, start)
    sentence = _around(passage, offset)
    dreamt, maybe = _dream(passage, offset)
    return Scope(
        denied=_denied(close, clauses.after(ordinal)) or _not_because(clauses, start, first),
        supposed=_supposed(clauses, first, start, ordinal),
        coming=any(word in _COMING or word.endswith("'ll") for word in before) or _is_going_to(before),
        asked=passage.text[end : end + 1] == "?",
        dreamt=dreamt,
        maybe_dreamt=maybe,
        put_on=_has(passage, "put_on", Span(clauses.words[start].start, offset)),
        past=_had_been(before) or _has(passage, "past", sentence) or _long_ago(clauses, sentence),
        made_up=in_fiction(passage, offset),
    )


def _around(passage: Passage, offset: int) -> Span:
    """The sentence at an offset, as much of it as is near."""
    sentence = passage.sentences[passage.sentence_at(offset)]
    return Span(max(sentence.start, offset - _NEAR), max(min(sentence.end, offset + _NEAR), offset))


_FOUND: WeakKeyDictionary[Passage, dict[str, list[int]]] = WeakKeyDictionary()


def _has(passage: Passage, sign: str, span: Span) -> bool:
    """Whether a sign begins inside a span. Each is looked for once in a whole text."""
    found = _FOUND.setdefault(passage, {})
    if sign not in found:
        found[sign] = [match.start() for match in _SIGNS[sign].finditer(passage.text)]
    place = bisect_left(found[sign], span.start)
    return place < len(found[sign]) and found[sign][place] < span.end


def in_fiction(passage: Passage, offset: int) -> bool:
    """Whether the sentence tells what happens in a book, a film, a play."""
    return _has(passage, "fiction", Span(_around(passage, offset).start, offset + 1))


def _denied(before: list[str], after: str) -> bool:
    """Whether a *not* reaches the end of these words."""
    if after == "no":
        return True
    for place in range(len(before) - 1, -1, -1):
        word, rest = before[place], before[place + 1 :]
        if word == "but":
            return False
        if word == "longer" and before[place - 1 : place] == ["no"]:
            return True
        if word in _NEGATORS or word.endswith("n't"):
            return (
                word != "nothing" and rest[:1] not in (["only"], ["just"], ["without"]) and not _strengthens(word, rest)
            )
    return False


def _strengthens(word: str, rest: list[str]) -> bool:
    """*Never so happy*, *couldn't be happier*, *not been this happy since*: a *not* that denies nothing."""
    if any(pair in _SO_MUCH for pair in pairwise(rest)):
        return True
    return (word == "never" and rest[:1] in (["so"], ["more"], ["quite"], ["such"])) or (
        word in {"couldn't", "can't"} and "more" in rest
    )


def _not_because(clauses: Clauses, start: int, first: int) -> bool:
    """Whether a clause is denied as a reason: *Not because I'm scared*."""
    return start > first and clauses.words[start].lower == "because" and clauses.words[start - 1].lower == "not"


def _supposed(clauses: Clauses, first: int, start: int, ordinal: int) -> bool:
    words = clauses.words
    inside = [word.lower for word in words[start:ordinal]]
    if any(word in _SUPPOSING | _MODALS for word in inside) or _would(clauses, start, ordinal):
        return True
    if inside[:2] in (["as", "if"], ["as", "though"]):
        return True
    # Who thinks or asks stands right before the clause: "Josh thinks I'm ashamed".
    leading = [word.lower for word in words[max(first, start - 3) : start]]
    return _thinks([*leading, *inside[:3]])


def _thinks(before: list[str]) -> bool:
    """Whether somebody only thinks or asks it; what she thinks of herself (*I think I am*) she may tell."""
    for place, word in enumerate(before):
        if word in _THINKING:
            of_herself = before[place - 1 : place] == ["i"] and any(
                each.split("'")[0] == "i" for each in before[place + 1 :]
            )
            return not (of_herself and word in {"think", "reckon", "guess"})
    return False


def _would(clauses: Clauses, start: int, ordinal: int) -> bool:
    """`I'd be`, not `I'd been`: the word after a contracted *would* is a bare verb."""
    return any(
        clauses.words[here].lower.endswith("'d") and clauses.words[here + 1].lower in _AFTER_WOULD
        for here in range(start, ordinal)
    )


def _had_been(before: list[str]) -> bool:
    """`had been`, `she'd been`, `had felt`: before the time that is told of."""
    had = [place for place, word in enumerate(before) if word == "had" or word.endswith("'d")]
    return bool(had) and any(word in {"been", "felt"} for word in before[had[-1] + 1 :])


def _is_going_to(before: list[str]) -> bool:
    return ("going", "to") in pairwise(before)


def _dream(passage: Passage, offset: int) -> tuple[bool, bool]:
    """Whether this sentence tells a dream up to here, and whether one shortly before did and nobody woke since."""
    ordinal = passage.sentence_at(offset)
    for back in range(min(_AFTER_DREAM, ordinal) + 1):
        sentence = passage.sentences[ordinal - back] if back else _around(passage, offset)
        if _has(passage, "awake", Span(sentence.start, sentence.end if back else offset)):
            return False, False
        if _has(passage, "dream", Span(sentence.start, sentence.end)):
            return back == 0, back > 0
    return False, False


def _long_ago(clauses: Clauses, span: Span) -> bool:
    """Whether the sentence names a year that is over."""
    year = str(clauses.passage.setting.day.year)
    values = [details.value for details in clauses.times_in(span)]
    return any(value is not None and len(value) == len(year) and value.isdigit() and value < year for value in values)
