"""The stretches of a text that are somebody else's voice, or no prose at all."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal, NamedTuple

from goldseam.read.lexicon import listed
from goldseam.words.span import Span

ZoneKind = Literal["quote", "code", "table", "block_quote", "chat", "letter", "verse"]
NO_PROSE = frozenset({"code", "table", "verse"})

_FENCE = re.compile(r"^(`{3,}|~{3,})[^\n]*\n")
_TABLE_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*|[^\t\n]*\t[^\t\n]*\t.*")
_QUOTED_LINE = re.compile(r"[ \t]*>.*")
_VERSE_LINE = re.compile(r"[ \t]*[♪♫\U0001f3b5\U0001f3b6].*")
_CODE_SPAN = re.compile(r"`[^`\n]{1,300}`")
_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?![ \t]*(?:\n|\Z)))+")
_MARK = re.compile(r"[\"“”„‟«»‹›‘‚']")
_SENTENCE_END = re.compile(r"[.!?…](?=\s|\Z)|\n")
_BOUNDARY = " \t\n\u00a0([{<—–-―/:;,*_~“\"„«‘'"

# A single mark opens nothing where letters fell away: 'em, 'tis, '94.
_FELL_AWAY = re.compile(
    r"['‘’](?:tis|twas|twere|twill|em|cause|cos|coz|til|till|bout|round|n|im|er|is|e|ere|ow|ave|ad|as|alf|ome|ouse|ope"
    r"|ell|eart|appen|neath|gainst|fore|kay|nuff|sup|tude|scuse|spose|pon|stead|s|t|d|ll|re|ve|m)\b|['‘’]\d\ds?\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"(?P<close>(?<=\S)['’](?!\w))|(?P<open>(?<![\w.,!?])[‘'](?=\w))|\n[ \t]*\n")
_WINDOW = 600  # a single-quoted speech is no longer than that; a lost mark must not swallow the day

_DAY = r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4},?[ ]"
_CLOCK = rf"\[?(?:{_DAY})?\d{{1,2}}[:.]\d\d(?:[:.]\d\d)?(?:[ ]?[AaPp]\.?[Mm]\.?)?\]?[ ]*[-–—,]?[ ]*"
_NAME = r"[^\W\d_][\w.'’-]*(?:[ ][^\W\d_][\w.'’-]*){0,2}"
_CHAT_LINE = re.compile(rf"[ \t]*(?P<clock>{_CLOCK})?<?(?P<name>{_NAME})>?[ ]?:[ ](?P<said>\S.*)")
_NO_NAME = listed("headings", "", "words")
_DIALOGUE_DASH = re.compile(r"[ \t]*[—–―][ \t]*(?P<said>\w.*)")
SAYING = (
    r"(?:said|says|say|asked|asks|replied|answered|told|cried|shouted|whispered|muttered|yelled|called|wrote|texted|went|goes"
    r"|repeated|added)\b"
)
_SAID = re.compile(rf"\b{SAYING}")
_SAID_AFTER = re.compile(rf"[,!?.…—–][ ](?=(?:(?:\w+(?:['’-]\w+)*|[A-Z]\.)[ ]){{0,3}}?{SAYING})")
_SALUTATION = re.compile(r"[ \t]*(?:My )?(?:Dear(?:est)?|Darling|Dearest)[ ](?P<to>[^\W\d_][^\n,:!]{0,40})[,:!]?[ \t]*")
_SIGNED = re.compile(
    r"[ \t]*(?:(?:All my |With |Much |Lots of )?[Ll]ove|Yours(?: \w+)?|(?:Best |Kind |Warm )?[Rr]egards"
    r"|Best(?: wishes)?|Sincerely(?: yours)?|Ever yours|Your \w+(?: \w+)?)[,.!]?(?:[ \t]*\n)?[ \t]*"
    r"(?P<name>[^\W\d_][\w.'’ -]{0,30})?[ \t.x]*"
)


class Zone(NamedTuple):
    """A stretch that is quoted, or is no prose. The span of a quotation is what stands between its marks.

    Attributes:
        head: where the form itself names whose words they are: the name before a line of chat, the one who signs.
    """

    kind: ZoneKind
    span: Span
    head: Span | None = None


class Zones:
    """All zones of a text, found by place.

    Cost: one pass to make; a look-up is a bisection and as many steps as zones lie in one another there.
    """

    def __init__(self, zones: list[Zone]) -> None:
        self.all = sorted(zones, key=lambda zone: (zone.span.start, -zone.span.end))
        self._starts = [zone.span.start for zone in self.all]
        self._around: list[int] = []
        open_ones: list[int] = []
        for ordinal, zone in enumerate(self.all):
            while open_ones and self.all[open_ones[-1]].span.end <= zone.span.start:
                open_ones.pop()
            self._around.append(open_ones[-1] if open_ones else -1)
            open_ones.append(ordinal)

    def at(self, offset: int) -> Zone | None:
        """The innermost zone in which an offset lies."""
        ordinal = bisect_right(self._starts, offset) - 1
        while ordinal >= 0:
            if offset < self.all[ordinal].span.end:
                return self.all[ordinal]
            ordinal = self._around[ordinal]
        return None

    def around(self, zone: Zone) -> Zone | None:
        """The zone in which another lies, or None."""
        first = bisect_right(self._starts, zone.span.start) - 1
        while first >= 0 and self.all[first] != zone:
            first = self._around[first]
        outer = self._around[first] if first >= 0 else -1
        return self.all[outer] if outer >= 0 else None


def zones_of(text: str) -> list[Zone]:
    """Quotations in any style of marks, chats, letters, code, tables, verse and block quotes, by their beginnings.

    Cost: linear in the length of the text.
    """
    zones = list(_blocks(text))
    solid = Zones([zone for zone in zones if zone.kind in NO_PROSE])
    zones += [Zone("code", Span(*found.span())) for found in _CODE_SPAN.finditer(text) if not solid.at(found.start())]
    solid = Zones([zone for zone in zones if zone.kind in NO_PROSE])
    paragraphs = [found.span() for found in _PARAGRAPH.finditer(text)]
    for number, (start, end) in enumerate(paragraphs):
        following = text[paragraphs[number + 1][0] :][:1] if number + 1 < len(paragraphs) else ""
        zones += [zone for zone in _quotes(text, start, end, following) if not solid.at(zone.span.start)]
    return list(_nested(Zones(zones).all))


def _nested(zones: list[Zone]) -> Iterator[Zone]:
    """Those that lie beside or wholly in one another; of two that cross, the first."""
    open_ones: list[Zone] = []
    for zone in zones:
        while open_ones and open_ones[-1].span.end <= zone.span.start:
            open_ones.pop()
        if not open_ones or zone.span.end <= open_ones[-1].span.end:
            open_ones.append(zone)
            yield zone


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _blocks(text: str) -> Iterator[Zone]:
    """What whole lines are: code, tables, block quotes, verse, chats, letters, speeches begun with a dash."""
    lines = list(_lines(text))
    ordinal = 0
    while ordinal < len(lines):
        start, line = lines[ordinal]
        fence = _FENCE.match(line + "\n")
        if fence:
            last = ordinal + 1
            while last < len(lines) and not lines[last][1].startswith(fence[1]):
                last += 1
            last = min(last, len(lines) - 1)
            yield Zone("code", Span(start, lines[last][0] + len(lines[last][1])))
            ordinal = last + 1
            continue
        for kind, form, least in _LINE_KINDS:
            last = ordinal
            while last < len(lines) and form.fullmatch(lines[last][1]):
                last += 1
            if last - ordinal >= least:
                yield Zone(kind, Span(start, lines[last - 1][0] + len(lines[last - 1][1])))
                ordinal = last
                break
        else:
            ordinal += 1
    yield from _chats(lines)
    yield from _dashed(lines)
    yield from _letters(text, lines)


_LINE_KINDS: tuple[tuple[ZoneKind, re.Pattern[str], int], ...] = (
    ("table", _TABLE_ROW, 2),
    ("block_quote", _QUOTED_LINE, 1),
    ("verse", _VERSE_LINE, 1),
)


def _chats(lines: list[tuple[int, str]]) -> Iterator[Zone]:
    """Lines that name their speaker: two of them that follow one another, or any that begin with a clock."""
    run: list[tuple[int, re.Match[str]]] = []
    for start, line in [*lines, (0, "")]:
        found = _CHAT_LINE.fullmatch(line)
        if found and found["name"].lower().split(" ", maxsplit=1)[0] not in _NO_NAME:
            run.append((start, found))
            continue
        if not line.strip() and run and start:
            continue  # an empty line between two of a chat
        names = {found["name"].lower() for _, found in run}
        proper = all(name[0].isupper() or name.lower() in {"me", "i"} for _, m in run for name in (m["name"],))
        clocked = bool(run) and all(m["clock"] for _, m in run)
        if clocked or (len(run) > 1 and proper and (len(names) < len(run) or len(run) == len(names) == 2)):  # noqa: PLR2004 - a question and its answer
            for at, m in run:
                yield Zone(
                    "chat",
                    Span(at + m.start("said"), at + m.end("said")),
                    Span(at + m.start("name"), at + m.end("name")),
                )
        run = []


def _dashed(lines: list[tuple[int, str]]) -> Iterator[Zone]:
    """Speeches that a dash begins. A list begins with dashes too, so one line of the run must sound like talk."""
    run: list[tuple[int, re.Match[str]]] = []
    for start, line in [*lines, (0, "")]:
        found = _DIALOGUE_DASH.fullmatch(line)
        if found:
            run.append((start, found))
            continue
        if run and any(_SAID.search(m["said"]) or m["said"].rstrip().endswith(("?", "!")) for _, m in run):
            for at, m in run:
                first, last = at + m.start("said"), at + m.end("said")
                after = _SAID_AFTER.search(m["said"])
                if after:
                    last = first + after.start() + (m["said"][after.start()] in "!?…")
                while last > first and m["said"][last - first - 1].isspace():
                    last -= 1
                if last > first:
                    yield Zone("quote", Span(first, last))
        run = []


def _letters(text: str, lines: list[tuple[int, str]]) -> Iterator[Zone]:
    """From a line of greeting to the name under it. "Dear diary" greets nobody; without an end it is her own page."""
    begun = -1
    for ordinal, (start, line) in enumerate(lines):
        greeting = _SALUTATION.fullmatch(line)
        if greeting and "diary" not in greeting["to"].lower() and "journal" not in greeting["to"].lower():
            begun = start
        elif begun >= 0 and len(line) < 60 and line.strip():  # noqa: PLR2004 - a line under a letter is short
            both = line + "\n" + lines[ordinal + 1][1] if ordinal + 1 < len(lines) else line
            for piece in (both, line):
                signed = _SIGNED.fullmatch(piece)
                if signed:
                    end = start + len(piece.rstrip())
                    name = signed["name"]
                    head = Span(start + signed.start("name"), start + signed.end("name")) if name else None
                    if head:
                        head = Span(head.start, head.start + len(text[head.start : head.end].rstrip(" .x")))
                    yield Zone("letter", Span(begun, end), head if head and head.end > head.start else None)
                    begun = -1
                    break


def _quotes(text: str, start: int, end: int, following: str) -> Iterator[Zone]:
    """The quotations of one paragraph.

    Args:
        text: the whole text.
        start: where the paragraph begins.
        end: where it ends.
        following: the first mark of the next one: a speech of several paragraphs opens each, and closes the last.
    """
    opened: dict[str, list[int]] = {'"': [], "“": [], "„": [], "«": [], "»": [], "”": []}
    for mark in _MARK.finditer(text, start, end):
        at = mark.start()
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        sign = {"‟": "“", "‹": "«", "›": "»"}.get(mark.group(), mark.group())
        if sign in "‘'‚":
            closing = _single_end(text, at, end) if before in _BOUNDARY and not after.isspace() else None
            if closing:
                yield from _between(text, at + 1, closing)
            continue
        closes = next((style for style in _CLOSED_BY[sign] if opened[style]), None)
        opens = not after.isspace() and before in _BOUNDARY
        if closes == sign and opens and before in " \t\n" and sign == '"':
            yield from _unclosed(text, opened[sign].pop(), at)
            closes = None
        if closes:
            yield from _between(text, opened[closes].pop(), at)
        elif opens or sign in "“„" or (sign in "«»" and after.isspace() and after != "\n"):
            opened[sign].append(at + 1)
    for style, begun in opened.items():
        for at in begun:
            if following == style:
                yield from _between(text, at, end)
            else:
                yield from _unclosed(text, at, end)


_CLOSED_BY = {
    '"': ('"', "„"),
    "“": ("„",),
    "”": ("“", "„", "”"),
    "„": (),
    "»": ("«",),
    "«": ("»",),
}


def _between(text: str, start: int, end: int) -> Iterator[Zone]:
    inner = text[start:end]
    words = inner.strip()
    if words:
        first = start + inner.index(words)
        yield Zone("quote", Span(first, first + len(words)))


def _unclosed(text: str, start: int, end: int) -> Iterator[Zone]:
    """What a lost mark may hold at most: the sentence it opens."""
    end = min(end, start + _WINDOW)
    stop = _SENTENCE_END.search(text, start, end)
    yield from _between(text, start, stop.end() if stop else end)


def _single_end(text: str, at: int, end: int) -> int | None:
    """Where the quotation that a single mark opens is closed, or None where the mark is an apostrophe."""
    if _FELL_AWAY.match(text, at):
        return None
    for found in _SINGLE.finditer(text, at + 1, min(end, at + _WINDOW)):
        close = found.start()
        if found.lastgroup == "open" and _FELL_AWAY.match(text, close):
            continue
        if found.lastgroup != "close":
            return None
        owner = text[close - 1] in "sS" or text[close - 2 : close].lower() == "in"  # the dogs' tails, goin' home
        if not (owner and text[close + 1 : close + 2].isspace() and text[close + 2 : close + 3].islower()):
            return close
    return None
