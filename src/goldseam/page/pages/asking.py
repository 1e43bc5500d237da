"""Asking: a question in her words, answered by quotations."""

import time

from starlette.responses import Response

from goldseam.desk.desk import Desk
from goldseam.desk.embedding import Embedding
from goldseam.lookback.asking import Passage
from goldseam.lookback.question import LENGTH_MAX, question_of
from goldseam.page.asked import Asked
from goldseam.page.pages.asked_first import asked_first
from goldseam.page.rendering import page
from goldseam.words.problem import Problem

SHOWN = 7
READ_S = 2.0


def show(asked: Asked, desk: Desk) -> Response:
    """The field."""
    return asked_first(asked, desk, "ask") or page(
        asked, "asking.html", question="", answer=None, passages=[], most=LENGTH_MAX, away=[]
    )


def answer(asked: Asked, desk: Desk) -> Response:
    """What she wrote about it. The question is sent, and stands in no address."""
    text = " ".join(asked.fields.get("q", "").split())
    if not text:
        return show(asked, desk)
    sight = desk.sight_for(text)
    embedding = embedding_of(desk)
    question = question_of(text, desk.registry.circle(), today=desk.today())
    found = desk.asking.answer(question, sight=sight, today=desk.today(), embedder=embedding)
    everything = asked.fields.get("all") == "yes"
    return page(
        asked,
        "asking.html",
        question=text[:LENGTH_MAX],
        answer=found,
        passages=[_parts(one) for one in found.shown(len(found.passages) if everything else SHOWN)],
        most=LENGTH_MAX,
        away=desk.away_in(text),
    )


def _parts(passage: Passage) -> dict[str, object]:
    said, around = passage.said, passage.around
    start = said.quote.span.start - around.quote.span.start
    end = said.quote.span.end - around.quote.span.start
    return {
        "entry": said.entry,
        "day": said.day,
        "before": around.words[:start],
        "said": said.words,
        "after": around.words[end:],
    }


def embedding_of(desk: Desk) -> Embedding | None:
    """What weighs meaning, with what is new read for a moment; None where it is not here."""
    try:
        embedding = Embedding()
    except Problem:
        return None
    ends = time.monotonic() + READ_S
    if desk.likeness.unread(embedding):
        desk.likeness.read(embedding, going_on=lambda: time.monotonic() < ends)
    return embedding
