"""Chapters of somebody: naming one, going through its pages, changing and taking it back."""

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.keep.sight import Sight
from goldseam.lookback.chapters import Chapter
from goldseam.page.asked import Asked
from goldseam.page.pages.people import asked_for, in_sight
from goldseam.page.pages.somebody import chapter_stretch, chapters_of, sentences_once
from goldseam.page.rendering import go, page
from goldseam.read.due import pending
from goldseam.read.registry import Somebody
from goldseam.words.problem import Misused


def add(asked: Asked, desk: Desk) -> Response:
    """Names a chapter; whom only readings named before is then one she knows."""
    person = desk.registry.ensure(asked_for(asked, desk), now_ms=now_ms())
    fields = asked.fields
    first, last = fields.get("first", ""), fields.get("last", "")
    desk.chapters.add(person.id, fields.get("name", ""), first=first, last=last, now_ms=now_ms())
    return go(f"/people/{person.id}")


def show(asked: Asked, desk: Desk) -> Response:
    """A chapter, with every sentence of its days that names this one."""
    found = _found(asked, desk)
    if found is None:
        return page(asked, "missing.html", status=404)
    one, chapter, sight = found
    stretch = chapter_stretch(asked, desk, one, chapter, sight)
    return page(
        asked,
        "chapter.html",
        base=f"/people/{asked.path['person']}",
        whose=one.name,
        chapter=chapter,
        those=sentences_once(asked, desk, stretch.found),
        earlier=stretch.earlier,
        later=stretch.later,
        left=pending(desk.vault),
    )


def change(asked: Asked, desk: Desk) -> Response:
    """Another name, or other days."""
    chapter = _meant(asked, desk)
    fields = asked.fields
    first, last = fields.get("first", ""), fields.get("last", "")
    desk.chapters.change(chapter, fields.get("name", ""), first=first, last=last, now_ms=now_ms())
    return go(f"/people/{asked.path['person']}/chapters/{chapter.id}")


def drop(asked: Asked, desk: Desk) -> Response:
    """Names it no more."""
    desk.chapters.drop(_meant(asked, desk), now_ms=now_ms())
    return go(f"/people/{asked.path['person']}")


def _meant(asked: Asked, desk: Desk) -> Chapter:
    found = _found(asked, desk)
    if found is None:
        raise Misused(
            "that chapter is not there any more",
            safe="nothing was changed",
            next="see those that are, on the page of the person",
            code="page.no-such-chapter",
        )
    return found[1]


def _found(asked: Asked, desk: Desk) -> tuple[Somebody, Chapter, Sight] | None:
    found = in_sight(desk, asked.path["person"])
    if found is None:
        return None
    one, sight = found
    chapter = next((chapter for chapter in chapters_of(desk, one) if chapter.id == asked.path["chapter"]), None)
    return None if chapter is None else (one, chapter, sight)
