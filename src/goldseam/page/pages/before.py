"""Has this happened before? Earlier places to sort, and what she sorted side by side."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.befores import LIKE, NEITHER, OTHERWISE, QUESTION_MAX, SIDES, STAGE_MAX, STAGES, Before
from goldseam.lookback.earlier import is_recent, latest_day
from goldseam.lookback.place import Place, place_in
from goldseam.lookback.question import question_of
from goldseam.page.asked import Asked
from goldseam.page.pages.asked_first import asked_first
from goldseam.page.pages.asking import embedding_of
from goldseam.page.pages.entry import entry_asked
from goldseam.page.rendering import go, page
from goldseam.read.sentences import sentences_of
from goldseam.words.entry import Entry
from goldseam.words.problem import Misused
from goldseam.words.quotation import Quotation
from goldseam.words.rest import Purpose
from goldseam.words.span import Span

AT_ONCE = 10
SENTENCES_MAX = 400  # of an entry, to tick
WORDING = {
    LIKE: "this was like it",
    OTHERWISE: "it went otherwise",
    NEITHER: "neither",
    "began": "how it began",
    "happened": "what happened",
    "went-on": "how it went on",
}


class Shown(NamedTuple):
    """A place to sort.

    Attributes:
        entry: 32 hex digits.
        day: ISO date.
        start, end: of what she would keep.
        before, said, after: the words, with those around them.
    """

    entry: str
    day: str
    start: int
    end: int
    before: str
    said: str
    after: str


class Asking(NamedTuple):
    """What she asks of, before it is kept.

    Attributes:
        question: hers; empty for a passage.
        entry: of the passage; None for a question.
        span: of the passage.
        before: only what is about an earlier day.
    """

    question: str
    entry: Entry | None
    span: Span
    before: str

    @property
    def text(self) -> str:
        """The words."""
        return self.entry.content.text[self.span.start : self.span.end] if self.entry else self.question


def show(asked: Asked, desk: Desk) -> Response:
    """What she sorted, and a field for a question."""
    if first := asked_first(asked, desk, "before"):
        return first
    return page(asked, "before.html", kept=desk.befores.all(desk.sight(Purpose.UNASKED)), most=QUESTION_MAX)


def ask(asked: Asked, desk: Desk) -> Response:
    """Earlier places that speak of what she asks. The question is sent, and stands in no address."""
    question = " ".join(asked.fields.get("q", "").split())[:QUESTION_MAX]
    if first := asked_first(asked, desk, "before"):
        return first
    if not question:
        return show(asked, desk)
    return _places(asked, desk, _of_question(asked, desk, question), None)


def passage(asked: Asked, desk: Desk) -> Response:
    """The sentences of an entry, to say which of them she means; of what is new only when she asks again."""
    if first := asked_first(asked, desk, "before"):
        return first
    entry = entry_asked(asked, desk)
    again = asked.query.get("again") == "yes"
    text = entry.content.text
    return page(
        asked,
        "before_passage.html",
        entry=entry,
        wait=is_recent(entry.content.day, desk.today()) and not again,
        sentences=[(one.start, one.end, text[one.start : one.end]) for one in sentences_of(text)[:SENTENCES_MAX]],
    )


def ask_from(asked: Asked, desk: Desk) -> Response:
    """Earlier places that speak of the same as the sentences she ticked, from the first to the last."""
    if first := asked_first(asked, desk, "before"):
        return first
    entry = entry_asked(asked, desk)
    spans = [_span(value, entry) for value in asked.listed("said")]
    if not spans:
        return passage(asked, desk)
    span = Span(min(one.start for one in spans), max(one.end for one in spans))
    return _places(asked, desk, Asking("", entry, span, latest_day(entry.content.day)), None)


def begin(asked: Asked, desk: Desk) -> Response:
    """Keeps what she asked with what she said of the first places."""
    if first := asked_first(asked, desk, "before"):
        return first
    asking = _asking(asked, desk)
    said = _said(asked, desk)
    if not said:
        return _places(asked, desk, asking, None)
    about: Place | str = asking.question
    if asking.entry is not None:
        about = place_in(desk.vault, asking.entry, *asking.span)
    day = asking.entry.content.day if asking.entry else desk.today()
    made = desk.befores.ask(about, day=day, now_ms=now_ms())
    return _sorted(desk, desk.befores.one(made, desk.sight(Purpose.BROWSE)), said)


def one(asked: Asked, desk: Desk) -> Response:
    """What she sorted, side by side by stage, in the order of time."""
    before = _before(asked, desk)
    laid = desk.befores.laid(before, desk.sight_for(before.question))
    return page(asked, "before_one.html", before=before, laid=laid, wording=_wording(asked))


def more(asked: Asked, desk: Desk) -> Response:
    """Places that she has not sorted; or the pages of a day that she names."""
    before = _before(asked, desk)
    day = _day(asked.query.get("day", ""))
    if day:
        return _places(asked, desk, _of_before(asked, desk, before), before, _of_day(desk, before, day))
    return _places(asked, desk, _of_before(asked, desk, before), before)


def sort(asked: Asked, desk: Desk) -> Response:
    """What she said of places."""
    return _sorted(desk, _before(asked, desk), _said(asked, desk))


def time(asked: Asked, desk: Desk) -> Response:
    """One page, sentence by sentence: what it was, and which stage a sentence is."""
    before, entry = _before(asked, desk), entry_asked(asked, desk)
    text = entry.content.text
    kept = desk.befores.time(before, entry.id)
    stages = {said.words.text: said.stage or "kept" for said in kept.said} if kept else {}
    return page(
        asked,
        "before_time.html",
        before=before,
        entry=entry,
        kept=kept,
        sentences=[
            (one.start, one.end, words, stages.get(words, ""))
            for number, one in enumerate(sentences_of(text))
            if (words := text[one.start : one.end]) in stages or number < SENTENCES_MAX
        ],
        wording=_wording(asked),
        most=STAGE_MAX,
    )


def keep_time(asked: Asked, desk: Desk) -> Response:
    """What it was, with the sentences she keeps and their stages; or nothing said of it any more."""
    before, entry, given = _before(asked, desk), entry_asked(asked, desk), asked.fields
    if "take-back" in given:
        desk.befores.unsort(before, entry.id, now_ms=now_ms())
        return go(f"/before/{before.id}")
    kept = desk.befores.time(before, entry.id)
    named = {said.stage for said in kept.said} if kept else set()
    spans, stages = [], {}
    for field, chosen in asked.all_fields:
        kind, _, at = field.partition("/")
        words = given.get(f"own/{at}", "").strip()
        # Words that she typed now are meant, also where she chose nothing; those that stood there may be left out.
        if kind == "stage" and (chosen or (words and words not in named)):
            span = _span(at, entry)
            spans.append(span)
            stages[span.start] = chosen if chosen in STAGES else words if chosen != "kept" else ""
    desk.befores.sort(before, entry, given.get("side", ""), spans, stages=stages, now_ms=now_ms())
    return go(f"/before/{before.id}")


def name(asked: Asked, desk: Desk) -> Response:
    """What she calls it."""
    before = _before(asked, desk)
    desk.befores.rename(before, asked.fields.get("name", ""), now_ms=now_ms())
    return go(f"/before/{before.id}")


def remove(asked: Asked, desk: Desk) -> Response:
    """Lets it go, for good; she was asked. Her pages stay as they are."""
    desk.purge(desk.befores.all_of(_before(asked, desk)))
    return go("/before")


# What is asked, and what is shown


def _before(asked: Asked, desk: Desk) -> Before:
    return desk.befores.one(asked.path["before"], desk.sight(Purpose.BROWSE))


def _again(asked: Asked) -> bool:
    return "yes" in {asked.fields.get("again"), asked.query.get("again")}


def _of_question(asked: Asked, desk: Desk, question: str) -> Asking:
    return Asking(question, None, Span(0, 0), latest_day(desk.today(), lately=_again(asked)))


def _of_before(asked: Asked, desk: Desk, before: Before) -> Asking:
    """What she kept, as she asked it."""
    if not before.entry:
        return _of_question(asked, desk, before.about.text)
    return Asking(before.about.text, None, Span(0, 0), latest_day(before.day))


def _asking(asked: Asked, desk: Desk) -> Asking:
    """What the form that was sorted on says she asked."""
    if "from" not in asked.fields:
        question = " ".join(asked.fields.get("q", "").split())[:QUESTION_MAX]
        return _of_question(asked, desk, question)
    entry = desk.entry_in_sight(asked.fields["from"])
    return Asking("", entry, _span(asked.fields.get("passage", ""), entry), latest_day(entry.content.day))


def _places(
    asked: Asked, desk: Desk, asking: Asking, before: Before | None, of_day: Sequence[Shown] | None = None
) -> Response:
    """The places of one page to sort, the nearest ten first and these in the order of time."""
    is_passage = asking.entry is not None or bool(before and before.entry)
    sight = desk.sight_for("" if is_passage else asking.text)
    shown, found, start = list(of_day or ()), None, 0
    if of_day is None:
        question = question_of(asking.text, desk.registry.circle(), today=desk.today())
        but = desk.befores.sorted_of(before) if before else [asking.entry.id] if asking.entry else []
        found = desk.earlier.of(
            question, before=asking.before, but=but, sight=sight, today=desk.today(), embedder=embedding_of(desk)
        )
        start = min(_number(asked), max(0, len(found.places) - 1) // AT_ONCE * AT_ONCE)
        shown = [_shown(place.said, place.around) for place in found.places[start : start + AT_ONCE]]
    shown.sort(key=lambda one: (one.day, one.entry))
    return page(
        asked,
        "before_places.html",
        asking=asking,
        before=before,
        places=shown,
        found=found,
        of_day=of_day is not None,
        further=start + AT_ONCE if found and len(found.places) > start + AT_ONCE else None,
        lately_left_out=not is_passage and not _again(asked),
        again=_again(asked),
        wording=_wording(asked),
        sides=SIDES,
        away=[] if is_passage else desk.away_in(asking.text),
    )


def _of_day(desk: Desk, before: Before, day: str) -> list[Shown]:
    """The pages of a day, each with the sentences that are nearest; without what she asks of."""
    from goldseam.words.place import places_of_days  # noqa: PLC0415 - few ask for a day

    sight, embedding = desk.sight(Purpose.BROWSE), embedding_of(desk)
    question = question_of(before.about.text, desk.registry.circle(), today=desk.today())
    shown = []
    for entry in desk.vault.timeline(sight=sight, places=places_of_days(day, day)):
        span = desk.earlier.nearest_in(question, entry, sight=sight, embedder=embedding)
        if entry.id != before.entry and span and not entry.conflicts:
            text = entry.content.text
            before_it, after = " … " if span.start else "", " …" if span.end < len(text) else ""
            shown.append(Shown(entry.id, day, *span, before_it, text[span.start : span.end], after))
    return shown


def _shown(said: Quotation, around: Quotation) -> Shown:
    start, end = said.quote.span
    cut = around.quote.span.start
    return Shown(
        said.entry,
        said.day,
        start,
        end,
        around.words[: start - cut],
        said.words,
        around.words[end - cut :],
    )


def _said(asked: Asked, desk: Desk) -> list[tuple[Entry, str, Span]]:
    """What she said of places: the entry, the side, and the words that were shown."""
    said = []
    for field, side in asked.all_fields:
        kind, _, entry_id = field.partition("-")
        if kind == "side" and side in SIDES:
            entry = desk.entry_in_sight(entry_id)
            said.append((entry, side, _span(asked.fields.get(f"span-{entry_id}", ""), entry)))
    return said


def _sorted(desk: Desk, before: Before, said: Sequence[tuple[Entry, str, Span]]) -> Response:
    for entry, side, span in said:
        desk.befores.sort(before, entry, side, [span], now_ms=now_ms())
    return go(f"/before/{before.id}")


def _span(text: str, entry: Entry) -> Span:
    """A stretch of an entry, as a form sends it. Raises: Misused: it is none, as where the entry was changed since."""
    start, _, end = text.partition("-")
    if start.isascii() and start.isdecimal() and end.isascii() and end.isdecimal() and len(text) < 40:  # noqa: PLR2004 - beyond any
        span = Span(int(start), int(end))
        if span.start < span.end <= len(entry.content.text):
            return span
    raise Misused(
        "these words do not stand there any more",
        safe="nothing was changed",
        next="go back to the page, and choose again",
        code="page.before-words",
    )


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        return ""


def _number(asked: Asked) -> int:
    text = asked.fields.get("start", "") or asked.query.get("start", "")
    return int(text) // AT_ONCE * AT_ONCE if text.isascii() and text.isdecimal() and len(text) < 4 else 0  # noqa: PLR2004 - beyond any


def _wording(asked: Asked) -> dict[str, str]:
    """What the codes are called; her own words for a stage are none of them."""
    return {code: asked.language.say(told) for code, told in WORDING.items()}
