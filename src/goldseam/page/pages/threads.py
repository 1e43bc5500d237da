"""Threads: what she follows through time by a search that she keeps and names, with chapters of its own."""

from collections.abc import Sequence

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.chapters import Chapter
from goldseam.lookback.threads import Thread
from goldseam.page.asked import Asked
from goldseam.page.pages.somebody import FIRST_PAGE, OF_CHAPTER, PAGE, Section, Sentence, day_asked, outside_of
from goldseam.page.rendering import go, page
from goldseam.read.questions import Within
from goldseam.words.problem import Misused
from goldseam.words.quotation import Quotation


def show(asked: Asked, desk: Desk) -> Response:
    """Every thread, but those that rest."""
    return page(asked, "threads.html", threads=desk.kept_threads())


def add(asked: Asked, desk: Desk) -> Response:
    """Keeps a search under a name."""
    made = desk.threads.keep(asked.fields.get("name", ""), asked.fields.get("q", ""), now_ms=now_ms())
    return go(f"/threads/{made.id}")


def one(asked: Asked, desk: Desk) -> Response:
    """A thread: first and last, its chapters, and its sentences in order."""
    thread = thread_of(asked, desk)
    if thread is None:
        return page(asked, "missing.html", status=404)
    chapters = _chapters(desk, thread)
    start = day_asked(asked)
    sight, today = desk.sight_of_thread(thread), desk.today()
    try:
        whole = desk.threads.follow(thread, sight=sight, today=today, limit=1)
        shown = desk.threads.follow(
            thread,
            sight=sight,
            today=today,
            start=start,
            within=outside_of(chapters),
            limit=PAGE if start else FIRST_PAGE,
        )
        sections = [_section(desk, thread, chapter) for chapter in ([] if start else chapters)]
    except Misused as refused:  # kept by a newer goldseam, whose language this one does not know
        return page(asked, "thread.html", thread=thread, refused=refused, whole=None, start="")
    return page(
        asked,
        "thread.html",
        thread=thread,
        refused=None,
        whole=whole,
        chapters=chapters,
        sections=sections,
        those=_sentences(shown.found),
        earlier=shown.earlier,
        later=shown.later,
        start=start,
    )


def change(asked: Asked, desk: Desk) -> Response:
    """Another name, or another search."""
    thread = desk.threads.change(
        _meant(asked, desk), asked.fields.get("name", ""), asked.fields.get("q", ""), now_ms=now_ms()
    )
    return go(f"/threads/{thread.id}")


def drop(asked: Asked, desk: Desk) -> Response:
    """Keeps it no more; its chapters go with it."""
    thread = _meant(asked, desk)
    for chapter in desk.chapters.of({thread.id}, desk.note_sight_for(thread.name)):
        desk.chapters.drop(chapter, now_ms=now_ms())
    desk.threads.drop(thread, now_ms=now_ms())
    return go("/threads")


def add_chapter(asked: Asked, desk: Desk) -> Response:
    """Names a chapter of it."""
    thread, fields = _meant(asked, desk), asked.fields
    first, last = fields.get("first", ""), fields.get("last", "")
    desk.chapters.add(thread.id, fields.get("name", ""), first=first, last=last, now_ms=now_ms())
    return go(f"/threads/{thread.id}")


def chapter(asked: Asked, desk: Desk) -> Response:
    """A chapter, with the sentences of its days."""
    thread = thread_of(asked, desk)
    known = None if thread is None else _known(asked, desk, thread)
    if thread is None or known is None:
        return page(asked, "missing.html", status=404)
    within, sight = Within(known.places), desk.sight_of_thread(thread)
    start, today = day_asked(asked), desk.today()
    found = desk.threads.follow(thread, sight=sight, today=today, start=start, within=within, limit=PAGE)
    return page(
        asked,
        "chapter.html",
        base=f"/threads/{thread.id}",
        whose=thread.name,
        chapter=known,
        those=_sentences(found.found),
        earlier=found.earlier,
        later=found.later,
        left=0,
    )


def change_chapter(asked: Asked, desk: Desk) -> Response:
    """Another name, or other days."""
    known, fields = _meant_chapter(asked, desk), asked.fields
    first, last = fields.get("first", ""), fields.get("last", "")
    desk.chapters.change(known, fields.get("name", ""), first=first, last=last, now_ms=now_ms())
    return go(f"/threads/{known.of}/chapters/{known.id}")


def drop_chapter(asked: Asked, desk: Desk) -> Response:
    """Names it no more."""
    known = _meant_chapter(asked, desk)
    desk.chapters.drop(known, now_ms=now_ms())
    return go(f"/threads/{known.of}")


def thread_of(asked: Asked, desk: Desk) -> Thread | None:
    """The thread of the address; None for none. Raises Misused: it is away."""
    thread = next((thread for thread in desk.threads.all() if thread.id == asked.path["thread"]), None)
    if thread is not None:
        desk.sight_of_thread(thread)
    return thread


def _meant(asked: Asked, desk: Desk) -> Thread:
    thread = thread_of(asked, desk)
    if thread is None:
        raise _gone("that thread is not there any more")
    return thread


def _meant_chapter(asked: Asked, desk: Desk) -> Chapter:
    known = _known(asked, desk, _meant(asked, desk))
    if known is None:
        raise _gone("that chapter is not there any more")
    return known


def _gone(happened: str) -> Misused:
    return Misused(
        happened, safe="nothing was changed", next="see those that are, under Threads", code="page.no-thread"
    )


def _chapters(desk: Desk, thread: Thread) -> list[Chapter]:
    return desk.chapters.of({thread.id}, desk.note_sight_for(f"{thread.name} {thread.query}"))


def _known(asked: Asked, desk: Desk, thread: Thread) -> Chapter | None:
    return next((one for one in _chapters(desk, thread) if one.id == asked.path["chapter"]), None)


def _section(desk: Desk, thread: Thread, chapter: Chapter) -> Section:
    sight, within = desk.sight_of_thread(thread), Within(chapter.places)
    found = desk.threads.follow(thread, sight=sight, today=desk.today(), within=within, limit=OF_CHAPTER)
    some = _sentences(found.found)
    return Section(chapter, some[:OF_CHAPTER], bool(found.later) or len(some) > OF_CHAPTER)


def _sentences(found: Sequence[Quotation]) -> list[Sentence]:
    return [Sentence(one.entry, one.day, one.words, "", hers=True) for one in found]
