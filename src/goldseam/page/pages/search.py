"""Searching as she types. What is sought is sent, and never stands in an address."""

from typing import NamedTuple

from markupsafe import Markup, escape
from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.find.search import Hit, Hits
from goldseam.find.snippet import Snippet
from goldseam.page.asked import Asked
from goldseam.page.preview import led_by, lighter, plain
from goldseam.page.rendering import page
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose
from goldseam.words.span import Span

PAGE = 30
MORE_MAX = 3_000


class Answer(NamedTuple):
    """What the page shows under the field.

    Attributes:
        query: as it was typed.
        hits: what was found, or None.
        refused: why the query was not understood.
        limit: how many are shown at most.
    """

    query: str
    hits: Hits | None
    refused: Misused | None
    limit: int


def show(asked: Asked, desk: Desk) -> Response:
    """The field, and the searches she keeps."""
    return _page(asked, desk, Answer("", None, None, PAGE))


def answer(asked: Asked, desk: Desk) -> Response:
    """What a query finds: the newest first while she types, the best when she pauses."""
    query = asked.fields.get("q", "").strip()
    limit = min(_whole(asked.fields.get("limit", "")) or PAGE, MORE_MAX)
    if not query:
        return show(asked, desk)
    try:
        newest = asked.fields.get("order") == "newest"
        hits = desk.find.entries(
            query, sight=desk.sight(Purpose.SEARCH), today=desk.today(), limit=limit, newest=newest
        )
    except Misused as refused:
        return _page(asked, desk, Answer(query, None, refused, limit))
    return _page(asked, desk, Answer(query, hits, None, limit))


def facets(asked: Asked, desk: Desk) -> Response:
    """By what it could be narrowed: asked for when she pauses, because it looks at every hit."""
    try:
        seen, naming = desk.sight(Purpose.SEARCH), desk.sight(Purpose.UNASKED)
        found = desk.find.facets(asked.fields.get("q", ""), sight=seen, naming=naming, today=desk.today())
    except Misused:
        return page(asked, "facets.html", facets=None)
    return page(asked, "facets.html", facets=found)


def suggest(asked: Asked, desk: Desk) -> Response:
    """What could be meant by the word that is being typed."""
    found = desk.find.suggest(asked.fields.get("q", ""), sight=desk.sight(Purpose.UNASKED), limit=8)
    return page(asked, "suggestions.html", suggestions=found)


def keep(asked: Asked, desk: Desk) -> Response:
    """Keeps the query under a name, as a thread."""
    query, name = asked.fields.get("q", "").strip(), asked.fields.get("name", "")
    if query and name.strip():
        desk.threads.keep(name, query, now_ms=now_ms())
    return answer(asked, desk)


def _page(asked: Asked, desk: Desk, found: Answer) -> Response:
    rows = [] if found.hits is None else [_row(hit, found.hits) for hit in found.hits.hits]
    return page(
        asked, "search.html", answer=found, rows=rows, threads=desk.kept_threads(), away=desk.away_in(found.query)
    )


def _row(hit: Hit, hits: Hits) -> dict[str, object]:
    content = hit.entry.content
    heading, end = ("", 0) if content.title else led_by(content.text)
    title = content.title or plain(heading)
    return {
        "id": hit.entry.id,
        "content": content,
        "title": marked(title, hits.marks(title)),
        "snippet": snippet(hit.snippet, after=end),
        "photos": sum(file.media_type.startswith("image/") for file in content.attachments),
    }


def snippet(found: Snippet, *, after: int) -> Markup:
    """A snippet with what was sought marked in it; without what of it stands before this place of the whole text."""
    cut = min(max(after - found.start, 0), len(found.text))
    matches = [Span(start - cut, end - cut) for start, end in found.matches if start >= cut]
    return marked(*lighter(found.text[cut:], matches))


def marked(text: str, spans: tuple[Span, ...]) -> Markup:
    """A text with spans of it marked."""
    made, at = [], 0
    for start, end in spans:
        made += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        at = end
    return Markup().join((*made, escape(text[at:])))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0  # noqa: PLR2004 - beyond any
