"""Entries like one of them: a quiet list, only when it is asked for."""

import time

from starlette.responses import Response

from goldseam.desk.desk import Desk
from goldseam.desk.embedding import Embedding
from goldseam.page.asked import Asked
from goldseam.page.pages.search import snippet
from goldseam.page.rendering import page
from goldseam.words.problem import Problem
from goldseam.words.rest import Purpose

SHOWN = 8
READ_S = 2.0  # so long entries are read that are new to it, before it answers


def show(asked: Asked, desk: Desk) -> Response:
    """The few that are likest, or why they cannot be told."""
    entry = desk.entry_in_sight(asked.path["entry"])
    try:
        embedding = Embedding()
    except Problem as problem:
        return page(asked, "alike.html", entry=entry, rows=[], unread=0, missing=problem)
    ends = time.monotonic() + READ_S
    desk.likeness.read(embedding, going_on=lambda: time.monotonic() < ends)
    alike = desk.likeness.to_entry(entry, embedding, sight=desk.sight(Purpose.UNASKED), limit=SHOWN)
    rows = [
        {"id": hit.entry.id, "content": hit.entry.content, "snippet": snippet(hit.snippet, after=0)}
        for hit in alike.hits
    ]
    return page(asked, "alike.html", entry=entry, rows=rows, unread=alike.unread, missing=None)
