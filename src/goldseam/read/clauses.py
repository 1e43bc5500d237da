"""Whose clause a word stands in: the subject of its predicate, and who is speaking."""

from bisect import bisect_left, insort
from typing import Literal, NamedTuple
from weakref import WeakKeyDictionary

from goldseam.read.lexicon import verbs
from goldseam.read.passage import Passage
from goldseam.read.tags import Tag, carries_verb, stem, tags_of
from goldseam.read.zones import Zone
from goldseam.words.finding import SELF, UNKNOWN, Finding, Mention, Time
from goldseam.words.span import Span

How = Literal["pronoun", "name", "we", "elided", "shared", "object", "relative", "thing", "unknown"]

_FAR = 100  # words of one sentence on either side that can have to do with one another
_BREAKS = (";", ":", "—", "–", "⸺", "(", ")", "\n", " - ")
_FARTHEST = 60  # words from a predicate to its subject, so that a text without a full stop costs no more than another
_OTHERS = frozenset({"is", "has", "does"})  # with nobody before them, not the writer's
_PEOPLE = ("person", "pet")
_ME = frozenset({"i", "me", "my", "myself", "mine"})
_US = frozenset({"we", "us", "our", "ourselves"})
_YOU = frozenset({"you", "your", "yourself"})
_THEM = frozenset({"they", "them", "their", "themselves"})
_HIM_OR_HER = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})


class Subject(NamedTuple):
    """Who a clause is about.

    Attributes:
        id: of a person, `self`, `unknown` for somebody who cannot be told, or None for a thing or nothing.
        how: by what it was told: `pronoun`, `name`, `we`; `elided` (none is written: *Slept badly*); `shared` with an
            earlier verb; `object` of making, leaving, seeing; `relative` (who); `thing`; `unknown`.
        span: the words, or None where none are written.
    """

    id: str | None
    how: How
    span: Span | None = None


class Clauses:
    """The clauses of one passage. Made once for it by `clauses_of`.

    Attributes:
        tags: one for each of the passage's words.
    """

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.words = passage.words
        self.tags: list[Tag] = tags_of(passage.words)
        self._starts = [word.start for word in passage.words]
        self._zones = _zones_of_words(passage)
        self._followed = 0
        self._mentions: dict[int, tuple[Finding, Mention, int]] = {}
        self._times: list[tuple[int, int]] = []  # where each begins, and its place among the findings
        self._lines: list[tuple[int, int, str]] = []

    def ordinal(self, offset: int) -> int:
        """Of the word that begins at, or first after, an offset."""
        return bisect_left(self._starts, offset)

    def region(self, ordinal: int) -> tuple[int, int]:
        """The first and the last word (excluded) of the sentence, as far as one voice speaks it."""
        sentence = self.passage.sentences[self.passage.sentence_at(self._starts[ordinal])]
        first = max(self.ordinal(sentence.start), ordinal - _FAR)
        last = min(self.ordinal(sentence.end), ordinal + _FAR)
        zone = self._zones[ordinal]
        if zone is not None:
            return max(first, self.ordinal(zone.span.start)), min(last, self.ordinal(zone.span.end))
        return first, last

    def zone_of(self, ordinal: int) -> Zone | None:
        """The innermost zone in which a word stands."""
        return self._zones[ordinal]

    def gap(self, ordinal: int) -> str:
        """What stands between the word before and this one."""
        start = self.words[ordinal - 1].end if ordinal else 0
        return self.passage.text[start : self.words[ordinal].start]

    def before(self, ordinal: int) -> str:
        """The word before this one in small letters, if only a space or an abbreviation's dot parts them; else ""."""
        return self.words[ordinal - 1].lower if ordinal and self.gap(ordinal) in {" ", ". "} else ""

    def after(self, ordinal: int) -> str:
        """The word after this one in small letters, if only a space parts them; else ""."""
        following = ordinal + 1
        return self.words[following].lower if following < len(self.words) and self.gap(following) == " " else ""

    def span(self, first: int, last: int) -> Span:
        """From the beginning of one word to the end of another."""
        return Span(self.words[first].start, self.words[last].end)

    def words_back(self, ordinal: int, start: int) -> list[str]:
        """The words before one in small letters, from `start`, as far back as no comma parts them."""
        here = ordinal
        while here > start and "," not in self.gap(here):
            here -= 1
        return [word.lower for word in self.words[here:ordinal]]

    def clause(self, ordinal: int) -> tuple[int, int]:
        """The first and the last word (excluded) of the clause in which a word stands."""
        first, last = self.region(ordinal)
        first, last = max(first, ordinal - _FARTHEST), min(last, ordinal + _FARTHEST)
        start = ordinal
        while start > first and not self._opens(start):
            start -= 1
        end = ordinal + 1
        while end < last and not self._opens(end):
            end += 1
        return start, end

    def subject(self, ordinal: int) -> Subject:
        """Of the predicate that the word at `ordinal` belongs to or begins; itself is not looked at."""
        begins, _ = self.region(ordinal)
        first = max(begins, ordinal - _FARTHEST)
        zone = self._zones[ordinal]
        crossed = begins < ordinal and "," in self.gap(ordinal)
        here = ordinal - 1
        while here >= first:
            if self._zones[here] is not zone:
                here -= 1
                crossed = True
                continue
            found = self._subject_at(here, first, crossed=crossed)
            if found is not None:
                return found._replace(how="shared") if crossed and found.how in {"pronoun", "name", "we"} else found
            gap = self.gap(here)
            if here > first and any(mark in gap for mark in _BREAKS):
                return Subject(self.voice(self._starts[ordinal]), "elided")
            crossed = crossed or self.tags[here] in {"and", "subordinator"} or "," in gap
            mention = self.mention_over(here)
            here = (mention[2] if mention is not None else here) - 1
        if here >= begins or self.words[begins].lower in _OTHERS or verbs().get(self.words[begins].lower) == "third":
            return Subject(UNKNOWN, "unknown")
        return Subject(self.voice(self._starts[ordinal]), "elided")

    def subject_after(self, ordinal: int) -> Subject | None:
        """The subject that follows a word set apart before it, as in *Furious, she went*; None where none does."""
        _, last = self.region(ordinal)
        here = ordinal + 1
        while here < last and self.tags[here] in {"adverb", "determiner"} and self.mention_over(here) is None:
            here += 1
        if here >= last:
            return None
        if self.tags[here] == "subject":
            return self.person(here)
        mention = self.mention_over(here)
        return None if mention is None else Subject(mention[1].ref or UNKNOWN, "name", mention[0].span)

    def follows_another(self, ordinal: int) -> bool:
        """Whether the sentence before speaks of somebody and not of the writer, whose this one may be then."""
        first, _ = self.region(ordinal)
        if first == 0 or "\n" in self.gap(first):
            return False
        before, _ = self.region(first - 1)
        before = max(before, first - _FARTHEST)
        if any(stem(word) in _ME | _US for word in self.words[before:first]):
            return False
        mentions = (self.mention_over(each) for each in range(before, first))
        return any(mention is not None and mention[1].kind in _PEOPLE for mention in mentions)

    def times_in(self, span: Span) -> list[Time]:
        """The times that begin inside a span."""
        self._follow()
        first = bisect_left(self._times, (span.start, 0))
        last = bisect_left(self._times, (span.end, 0))
        return [self._time(place) for _, place in self._times[first:last]]

    def after_time(self, ordinal: int) -> int:
        """The word after a time that begins at a word; that word itself where none does."""
        self._follow()
        start = self.words[ordinal].start if ordinal < len(self.words) else -1
        place = bisect_left(self._times, (start, 0))
        if place == len(self._times) or self._times[place][0] != start:
            return ordinal
        return self.ordinal(self.passage.findings[self._times[place][1]].span.end)

    def starts_time(self, first: int, last: int) -> bool:
        """Whether a time begins at one of the words from `first` to before `last`."""
        return bool(self.times_in(Span(self.words[first].start, self.words[last - 1].end)))

    def voice(self, offset: int) -> str | None:
        """Who speaks at an offset: `self` outside of quotation marks and lines of talk, else an id, or `unknown`."""
        if self.passage.zone_at(offset) is None:
            line = bisect_left(self._lines, (offset + 1, 0, "")) - 1
            return self._lines[line][2] if line >= 0 and offset < self._lines[line][1] else SELF
        said = self.passage.speech_at(offset)
        return UNKNOWN if said is None else said[1].speaker or UNKNOWN

    def give_line(self, span: Span, speaker: str) -> None:
        """Makes known whose words a stretch without marks is; lines come in their order."""
        self._lines.append((span.start, span.end, speaker))

    def hearer(self, offset: int) -> str | None:
        """Who is spoken to at an offset, or None."""
        said = self.passage.speech_at(offset)
        to = None if said is None else said[1].addressee
        return to[0] if to is not None and len(to) == 1 else None

    def person(self, ordinal: int) -> Subject | None:
        """Who is meant by the word at `ordinal`, be it a pronoun of any case or inside a mention; None if nobody is."""
        mention = self.mention_over(ordinal)
        if mention is not None and mention[1].form != "pronoun":
            return Subject(mention[1].ref or UNKNOWN, "name", mention[0].span)
        offset, word, span = self._starts[ordinal], stem(self.words[ordinal]), self.span(ordinal, ordinal)
        if word in _ME:
            voice = self.voice(offset)
            return Subject(voice, "unknown" if voice == UNKNOWN else "pronoun", span)
        if word in _US:
            return Subject(self.voice(offset), "we", span)
        if word in _YOU or word in _THEM or (mention is None and word in _HIM_OR_HER):
            return Subject((self.hearer(offset) if word in _YOU else None) or UNKNOWN, "unknown", span)
        if mention is None:
            return None
        near = mention[1].ref is not None or mention[0].source.endswith(".outside")
        return Subject(mention[1].ref or UNKNOWN, "pronoun" if near else "unknown", mention[0].span)

    def _subject_at(self, here: int, first: int, *, crossed: bool) -> Subject | None:
        """The subject that the word at `here` is, seen from a predicate after it; None if it is none."""
        tag = self.tags[here]
        mention = self.mention_over(here)
        if tag == "subject":
            return self.person(here)
        if mention is not None and mention[1].form != "pronoun":
            return self._named(here, mention, first, crossed=crossed)
        if crossed:
            return self.person(here) if tag == "you" and self._followed_by_verb(here) else None
        return self._beside(here, first, tag)

    def _beside(self, here: int, first: int, tag: Tag) -> Subject | None:
        """As `_subject_at`, for a word with no comma and no other clause between it and the predicate."""
        if (
            tag == "it"
            and here > first
            and self.tags[here - 1] == "verb"
            and self.words[here + 1].lower.endswith("ing")
        ):
            return None
        if tag == "it" or (tag == "other" and self._is_thing(here)):
            return Subject(None, "thing", self.span(here, here))
        if tag == "relative":
            return self._relative(here, first)
        if tag == "object" and here > first and self.tags[here - 1] in {"verb", "auxiliary"}:
            person = self.person(here)
            return None if person is None else person._replace(how="object")
        return self.person(here) if tag == "you" else None

    def _named(self, here: int, mention: tuple[Finding, Mention, int], first: int, *, crossed: bool) -> Subject | None:
        finding, details, start = mention
        if details.kind not in _PEOPLE:
            return None
        who = Subject(details.ref or UNKNOWN, "name", finding.span)
        before = self.tags[start - 1] if start > first else None
        if self.words[here].lower.endswith(("'s", "s'")) and not self._contracted(here):
            return None if crossed else Subject(None, "thing", finding.span)
        if before in {"preposition", "to"}:
            return None
        if not crossed:
            return who._replace(how="object") if before == "verb" else who
        if before in {"verb", "auxiliary"} and start > first and "," not in self.gap(start):
            return None
        return who if self._followed_by_verb(here) or start == first else None

    def _contracted(self, here: int) -> bool:
        """Whether the 's of a name is *is* or *has*: no noun follows it."""
        following = self.tags[here + 1] if here + 1 < len(self.words) else None
        return following in {"adverb", "negator", "determiner", "preposition"} or (
            following == "verb" and self.words[here + 1].lower.endswith(("ing", "ed", "en"))
        )

    def _followed_by_verb(self, here: int) -> bool:
        after = here + 1
        while after < len(self.words) and self.tags[after] in {"adverb", "negator"}:
            after += 1
        return after < len(self.words) and self.tags[after] in {"verb", "auxiliary"}

    def _relative(self, here: int, first: int) -> Subject:
        if here > first:
            mention = self.mention_over(here - 1)
            if mention is not None and mention[1].kind in _PEOPLE:
                return Subject(mention[1].ref or UNKNOWN, "relative", mention[0].span)
        return Subject(UNKNOWN if stem(self.words[here]) == "who" else None, "unknown", None)

    def _is_thing(self, here: int) -> bool:
        """A noun right before a finite verb, not one that hangs on a preposition before another subject."""
        following = self.tags[here + 1] if here + 1 < len(self.words) else None
        return following == "auxiliary" or (following in {"verb", "adverb"} and self.words[here].form.islower())

    def _opens(self, ordinal: int) -> bool:
        gap = self.gap(ordinal)
        if any(mark in gap for mark in _BREAKS):
            return True
        tag = self.tags[ordinal]
        if tag in {"subordinator", "relative"} and self._zones[ordinal] is self._zones[ordinal - 1]:
            return self.words[ordinal].lower not in {"that", "what", "as", "so", "that's", "what's"}
        if tag == "and" or "," in gap:
            after = ordinal + (tag == "and")
            return after < len(self.words) and (
                self.tags[after] in {"subject", "it", "you"} or self._begins_mention_with_verb(after)
            )
        return False

    def _begins_mention_with_verb(self, ordinal: int) -> bool:
        mention = self.mention_over(ordinal)
        if mention is None or mention[2] != ordinal:
            return False
        return self._followed_by_verb(self.ordinal(mention[0].span.end) - 1)

    def mention_over(self, ordinal: int) -> tuple[Finding, Mention, int] | None:
        """The outermost mention that covers a word, and the ordinal of its first word."""
        self._follow()
        return self._mentions.get(ordinal)

    def _follow(self) -> None:
        """Takes in what readers have found since: findings are only ever added."""
        findings = self.passage.findings
        for place in range(self._followed, len(findings)):
            found, details = findings[place], findings[place].details
            if isinstance(details, Mention):
                self._cover(found, details)
            elif isinstance(details, Time):
                insort(self._times, (found.span.start, place))
        self._followed = len(findings)

    def _cover(self, found: Finding, details: Mention) -> None:
        first, end = self.ordinal(found.span.start), self.ordinal(found.span.end)
        for ordinal in range(first, end):
            covering = self._mentions.get(ordinal)
            if covering is None or covering[0].span.end - covering[0].span.start < found.span.end - found.span.start:
                self._mentions[ordinal] = (found, details, first)

    def _time(self, place: int) -> Time:
        details = self.passage.findings[place].details
        assert isinstance(details, Time)
        return details


def _zones_of_words(passage: Passage) -> list[Zone | None]:
    """The innermost zone of each word. Cost: one pass, because zones are ordered by where they begin."""
    inner: list[Zone | None] = []
    open_zones: list[Zone] = []
    waiting = iter(passage.zones)
    coming = next(waiting, None)
    for word in passage.words:
        while coming is not None and coming.span.start <= word.start:
            open_zones.append(coming)
            coming = next(waiting, None)
        open_zones = [zone for zone in open_zones if zone.span.end > word.start]
        inner.append(min(open_zones, key=lambda zone: zone.span.end - zone.span.start, default=None))
    return inner


_MADE: "WeakKeyDictionary[Passage, Clauses]" = WeakKeyDictionary()


def clauses_of(passage: Passage) -> Clauses:
    """The clauses of a passage, made once."""
    made = _MADE.get(passage)
    if made is None:
        made = _MADE[passage] = Clauses(passage)
    return made


def whose(passage: Passage, span: Span) -> str | None:
    """Whose the predicate that begins at `span` is: an id, `self`, `unknown`, or None for a thing or nobody."""
    clauses = clauses_of(passage)
    ordinal = clauses.ordinal(span.start)
    return None if ordinal >= len(clauses.words) else clauses.subject(ordinal).id


__all__ = ["Clauses", "Subject", "carries_verb", "clauses_of", "whose"]
