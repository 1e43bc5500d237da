"""Who said what: in quotation marks of any style, after a verb of saying, in a chat."""

from goldseam.read.agreement import extent_agreement
from goldseam.read.clauses import Clauses, clauses_of
from goldseam.read.content import beginning, end_of_answer, end_of_content
from goldseam.read.edges import BREAKS, span_of
from goldseam.read.lexicon import verbs
from goldseam.read.passage import Passage
from goldseam.read.quoting import cue_of, headed, inverted
from goldseam.read.saying import SAYING, Saying, addressee, heard_at, saying_at
from goldseam.read.tags import stem
from goldseam.read.voices import Who, head_of, speaker_at, who_is
from goldseam.read.zones import Zone
from goldseam.words.finding import UNKNOWN, Speech
from goldseam.words.span import Span

# How what was said is reported, and how sure its end is, where that was found to be right alike.
_CLAUSES = frozenset({"that", "question", "clause"})
_YOU = frozenset({"you", "your", "yours", "ye", "yo", "yourself"})
_POLITE = frozenset({"thanks", "thank"})
_CUES = SAYING["say"] | SAYING["tell"] | SAYING["ask"]
_LEADING = frozenset("then after before when so because since as if in on at".split())
_MORE = frozenset("and but which as so then though although with because since while who".split())
_FEW = 4  # words that need no stop to be one clause
_NEAR = 4  # words of an insertion between two parts of one speech


def read(passage: Passage) -> None:
    """Adds every speech. Needs the mentions."""
    clauses = clauses_of(passage)
    cued = _direct(passage, clauses)
    for verb in range(len(clauses.words)):
        if verb not in cued:
            _indirect(passage, clauses, verb)
    _lines(passage, clauses)
    for zone in passage.zones:
        if zone.kind == "chat" and zone.head is not None:
            passage.add(Speech("direct", head_of(passage, zone.head)), zone.span, source="speech.chat")


def _direct(passage: Passage, clauses: Clauses) -> set[int]:
    """Adds what stands in quotation marks and has a verb of saying beside it; the verbs that were used."""
    cued: set[int] = set()
    quotes = [zone for zone in passage.zones if zone.kind == "quote" and passage.words_in(zone.span)]
    last: tuple[Zone, Saying, Who, str, list[Span]] | None = None
    for zone in quotes:
        if last is not None and _goes_on(clauses, last, zone):
            last[4].append(zone.span)
            continue
        if last is not None:
            _keep(passage, clauses, last)
            last = None
        found = cue_of(clauses, zone)
        if found is None or found[0].verb in cued:
            continue
        saying, place = found
        who = who_is(passage, saying.subject)
        if who is not None:
            cued.add(saying.verb)
            last = (zone, saying, who, place, [zone.span])
    if last is not None:
        _keep(passage, clauses, last)
    return cued


def _keep(passage: Passage, clauses: Clauses, one: tuple[Zone, Saying, Who, str, list[Span]]) -> None:
    _, saying, who, place, spans = one
    to = addressee(clauses, saying)
    passage.add(
        Speech("direct", who.id, (to,) if to else None, (_cue_span(clauses, saying),)),
        *spans,
        source=f"speech.direct.{'head.' if place == 'head' else ''}{who.surely}",
    )


def _lines(passage: Passage, clauses: Clauses) -> None:
    """Adds what a name and a colon before it give to somebody within a paragraph: GEOFF: What? ME: Your tea is out."""
    for sentence in passage.sentences:
        if ": " not in passage.text[sentence.start : sentence.end] or passage.zone_at(sentence.start) is not None:
            continue
        first, end = clauses.ordinal(sentence.start), clauses.ordinal(sentence.end)
        found = headed(clauses, first, end)
        if found is None or clauses.zone_of(found[0].after) is not None or _goes_on_verbless(clauses, found[0].after):
            continue
        saying, place = found
        who = who_is(passage, saying.subject)
        if who is not None:
            span = Span(clauses.words[saying.after].start, sentence.end)
            passage.add(Speech("direct", who.id), span, source=f"speech.line.{place}.{who.surely}")
            clauses.give_line(span, who.id)


def _goes_on_verbless(clauses: Clauses, here: int) -> bool:
    """Whether a verb without its subject follows the colon: *Ella: split from Hunter* tells of her."""
    return verbs().get(clauses.words[here].lower) in {"past", "third", "participle"}


def _cue_span(clauses: Clauses, saying: Saying) -> Span:
    words = clauses.words
    first = saying.first if saying.verb - saying.first <= _NEAR else saying.verb
    return Span(words[min(first, saying.verb)].start, words[max(first, saying.verb)].end)


def _goes_on(clauses: Clauses, last: tuple[Zone, Saying, Who, str, list[Span]], zone: Zone) -> bool:
    """Whether a quotation goes on with the speech before it: only the cue, or nothing, stands between them."""
    _, saying, _, place, spans = last
    text = clauses.passage.text
    first, end = clauses.ordinal(spans[-1].end), clauses.ordinal(zone.span.start)
    between = text[spans[-1].end : zone.span.start]
    if place != "after" or "\n\n" in between:
        return False
    cue = max(saying.verb, saying.first) + 1
    if first > cue:
        return False
    tail = text[clauses.words[cue - 1].end : zone.span.start]
    return (end - cue <= _NEAR and not any(mark in tail for mark in ".;!?")) or (
        end == cue and tail.strip(" \n\"“”'‘’«»„") in {".", ","}
    )


def _indirect(passage: Passage, clauses: Clauses, verb: int) -> None:  # noqa: C901 - a line for each form
    """Adds what was said without marks, where the verb at an ordinal says it."""
    told = saying_at(clauses, verb)
    heard = heard_at(clauses, verb) if told is None else None
    saying = told or heard
    if saying is None:
        _turned(passage, clauses, verb)
        return
    who = Who(UNKNOWN, "unsaid") if heard is not None else who_is(passage, saying.subject)
    if who is None:
        return
    found = beginning(clauses, saying)
    if found is None:
        _before_its_cue(passage, clauses, saying, who)
        return
    first, frame = found
    if frame == "answer":
        end, sure = end_of_answer(clauses, saying, first)
    else:
        end, sure = end_of_content(clauses, saying, first, speaker=who.id)
    if end <= first:
        return
    if sure in {"whole", "cut"} and end - first > _FEW and not _is_marked(clauses, verb):
        sure = "loose"  # without stops nobody can say where it ends
    if any(clauses.zone_of(word) is not clauses.zone_of(verb) for word in range(first, end)):
        return
    if clauses.zone_of(verb) is not None:
        frame = "nested"
    elif who.id == clauses.voice(clauses.words[verb].start) and _vows(clauses, first):
        frame = "vow"
    if frame in {"that", "question", "clause", "words"} and _is_spoken_to(clauses, saying, first, end, frame):
        frame = "voiced"
    span = span_of(clauses, first, end)
    to = addressee(clauses, saying)
    passage.add(
        Speech("indirect", who.id, (to,) if to else None, (_cue_span(clauses, saying),)),
        span,
        source=_source(passage, span, _class_of(frame, sure), who),
    )


def _turned(passage: Passage, clauses: Clauses, verb: int) -> None:
    """Adds what stands before a cue whose subject follows it: Twelve weeks, says the consultant."""
    if verb == 0 or "," not in clauses.gap(verb) or clauses.words[verb].lower not in {"said", "says", "say"}:
        return
    saying = inverted(clauses, verb)
    who = who_is(passage, saying.subject) if saying is not None else None
    if saying is not None and who is not None:
        _before_its_cue(passage, clauses, saying._replace(first=verb, after=clauses.region(verb)[1]), who)


def _before_its_cue(passage: Passage, clauses: Clauses, saying: Saying, who: Who) -> None:
    """Adds what stands before its cue without marks: Twelve weeks, she said. It may go on after it."""
    words = clauses.words
    region, end = clauses.region(saying.verb)
    first = saying.first - (clauses.before(saying.first) == "so")  # so the lad tells me
    if first <= region or "," not in clauses.gap(first) or saying.lead != "plain":
        return
    if words[saying.verb].lower not in _CUES or clauses.tags[saying.verb - 1] == "auxiliary":
        return
    start = first - 1
    while start > region and not any(mark in clauses.gap(start) for mark in ";:—–("):
        start -= 1
    if any(clauses.zone_of(word) is not clauses.zone_of(saying.verb) for word in range(start, first)):
        return
    if any(words[word].lower in SAYING["say"] | SAYING["tell"] for word in range(start, first)):
        return
    led = words[start].lower in _LEADING
    after = _after_cue(clauses, saying, end)
    if after is None or (led and after != "whole"):
        return
    spans = [span_of(clauses, start, first)]
    if after == "split":
        spans.append(span_of(clauses, saying.after, _end_of_rest(clauses, saying.after, end)))
    to = addressee(clauses, saying)
    passage.add(
        Speech("indirect", who.id, (to,) if to else None, (_cue_span(clauses, saying),)),
        *spans,
        source=_source(passage, spans[0], f"before.{'led' if led else after}", who),
    )


def _after_cue(clauses: Clauses, saying: Saying, end: int) -> str | None:
    """What stands after a cue that ends what was said: nothing, the rest of it, or something else."""
    here = saying.after
    if here >= end:
        return "whole"
    word, gap = clauses.words[here].lower, clauses.gap(here)
    if word == "so" or any(mark in gap for mark in (*BREAKS, ":")):
        return "more"
    if "," in gap:
        return "more" if word in _MORE or clauses.tags[here] in {"preposition", "relative"} else "split"
    return "more" if clauses.tags[here] in {"preposition", "adverb", "subordinator", "and"} else None


def _end_of_rest(clauses: Clauses, here: int, end: int) -> int:
    """Where the rest of what was said ends: with the sentence, or where a semicolon ends it."""
    for word in range(here + 1, end):
        if any(mark in clauses.gap(word) for mark in BREAKS):
            return word
    return end


def _is_spoken_to(clauses: Clauses, saying: Saying, first: int, end: int, frame: str) -> bool:
    """Whether the very words may stand there without marks: they say you, command, or were set apart."""
    words, tags = clauses.words, clauses.tags
    if frame in {"that", "question"}:
        return False
    if "," in clauses.gap(first) or ":" in clauses.gap(first):
        return True
    own = clauses.voice(words[saying.verb].start)
    if any(stem(words[here]) in _YOU for here in range(first, end)) and own != "unknown":
        return True
    return tags[first] == "verb" and stem(words[first]) not in _POLITE


def _is_marked(clauses: Clauses, verb: int) -> bool:
    """Whether the sentence of a word ends with a mark, or has any inside."""
    passage = clauses.passage
    sentence = passage.sentences[passage.sentence_at(clauses.words[verb].start)]
    if passage.text[sentence.end - 1] in ".!?…\"”’')":
        return True
    first, last = clauses.region(verb)
    return any(mark in clauses.gap(here) for here in range(first + 1, last) for mark in ",;:.—–")


def _class_of(frame: str, sure: str) -> str:
    if (frame in _CLAUSES and sure in {"whole", "cut"}) or (frame, sure) == ("answer", "whole"):
        return "clear"
    return f"{'clause' if frame in _CLAUSES else frame}.{sure}"


def _source(passage: Passage, span: Span, how: str, who: Who) -> str:
    """What found it: where its end is in doubt, whether the encoder sees it there, and how the speaker was told."""
    if how == "clear":
        return f"speech.indirect.clear.{who.surely}"
    seen = extent_agreement(passage, span, "speech") or "alone"
    return f"speech.indirect.{seen}.{who.surely}.{how}"


def _vows(clauses: Clauses, first: int) -> bool:
    """Whether what she said is what she would do: that is a promise rather than a speech."""
    words = clauses.words
    if words[first].lower in {"i'd", "i'll"}:
        return True
    return words[first].lower == "i" and first + 1 < len(words) and words[first + 1].lower in {"would", "will", "shall"}


__all__ = ["read", "speaker_at"]
