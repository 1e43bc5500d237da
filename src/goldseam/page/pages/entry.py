"""One entry: to read, with its photos, its history and what can be done with it."""

from datetime import date

from markupsafe import Markup, escape
from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.keep.listing import gists, place_in_time
from goldseam.lookback.earlier import is_recent
from goldseam.page.asked import Asked
from goldseam.page.markdown import html_of
from goldseam.page.pages.files import SHOWN
from goldseam.page.rendering import go, page
from goldseam.page.seen import layers_on, seen_in
from goldseam.page.underlines import KINDS
from goldseam.words.day import local_time
from goldseam.words.difference import Piece, difference
from goldseam.words.entry import Attachment, Content, Entry
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose
from goldseam.write.attachments import Attachments

AROUND = ("title", "day", "tags", "journal", "starred", "trashed", "attachments")  # of what a history speaks


def show(asked: Asked, desk: Desk) -> Response:
    """The entry, as it is now."""
    entry = entry_asked(asked, desk)
    content = entry.content
    before, after = _neighbours(desk, entry)
    seen = seen_in(asked, desk, entry) if asked.preferences.seen and not content.trashed else None
    attachments = Attachments(desk.vault)
    pictures = [file for file in content.attachments if _is(file, "image/") and attachments.thumbnail(file)]
    sounds, films = ([file for file in content.attachments if _is(file, kind)] for kind in ("audio/", "video/"))
    return page(
        asked,
        "entry.html",
        entry=entry,
        content=content,
        text=_conflicted(entry) if entry.conflicts else seen.text if seen else html_of(content.text),
        seen=seen,
        kinds=KINDS,
        clock=_clock(asked, content),
        pictures=pictures,
        sounds=sounds,
        films=films,
        others=[file for file in content.attachments if file not in {*pictures, *sounds, *films}],
        looks_before=not content.trashed and not entry.conflicts and not is_recent(content.day, desk.today()),
        revisions=len(desk.entries.history(entry.id)),
        older=before,
        newer=after,
    )


def _is(file: Attachment, kind: str) -> bool:
    """Whether a browser shows it by itself, as what it is."""
    return file.media_type in SHOWN and file.media_type.startswith(kind)


def entry_asked(asked: Asked, desk: Desk) -> Entry:
    """The entry that an address names. Raises: Misused: there is none, or it rests."""
    return desk.entry_in_sight(asked.path["entry"])


def _clock(asked: Asked, content: Content) -> str:
    """The time of day, and the day it was written where that is another than the one it is about."""
    try:
        local = local_time(content.written_at, content.zone)
    except Misused:
        return content.zone
    shown = asked.language.clock(local) if content.clock else ""
    days = local.date().toordinal() - date.fromisoformat(content.day).toordinal()
    if days in {0, 1}:
        return shown
    written = asked.language.say("written on %(day)s") % {"day": asked.language.day(local.date().isoformat(), "long")}
    return f"{shown} · {written}" if shown else written


def _conflicted(entry: Entry) -> Markup:
    """The words as they stand, the parts marked in which two versions follow each other."""
    text, made, at = entry.content.text, Markup(), 0
    for start, end in entry.conflicts:
        made += escape(text[at:start]) + Markup("<mark>{}</mark>").format(text[start:end])
        at = end
    return Markup('<p class="as-typed" dir="auto">{}</p>').format(made + escape(text[at:]))


def _neighbours(desk: Desk, entry: Entry) -> tuple[str | None, str | None]:
    """The ids of the entry before and the entry after, in the order of time."""
    place = place_in_time(desk.vault.database, entry.id)
    assert place is not None, "it was just loaded"
    sight = desk.sight(Purpose.BROWSE)
    older = gists(desk.vault.database, sight=sight, places=(0, place), limit=1)
    newer = gists(desk.vault.database, sight=sight, places=(place + 1, 1 << 62), limit=1, newest_first=False)
    return (older[0].id if older else None), (newer[0].id if newer else None)


def history(asked: Asked, desk: Desk) -> Response:
    """Every revision, the newest first, each as what it changed."""
    entry = entry_asked(asked, desk)
    shown = [
        {
            "revision": revision,
            "when": local_time(revision.recorded_at, desk.zone),
            "current": revision.id in entry.heads,
            **_changed(revision.content, desk.entries.before(revision)),
        }
        for revision in reversed(desk.entries.history(entry.id))
    ]
    return page(asked, "history.html", entry=entry, shown=shown)


def _changed(after: Content | None, before: Content | None) -> dict[str, object]:
    """What a revision changed: pieces of the text, none where it stayed the same, and what stands around it.

    The first changed nothing: it is shown as it is.
    """
    if after is None:
        return {"pieces": [], "around": {}}
    if before is None:
        return {"pieces": [Piece("same", after.text)] if after.text else [], "around": {}}
    pieces = difference(before.text, after.text) if before.text != after.text else []
    around = {name: _around(before, after, name) for name in AROUND}
    return {"pieces": pieces, "around": {name: pair for name, pair in around.items() if pair}}


def _around(before: Content, after: Content, name: str) -> tuple[object, object] | None:
    was, became = getattr(before, name), getattr(after, name)
    if was == became:
        return None
    if isinstance(was, tuple):  # of several, those that went and those that came
        names = [tuple(getattr(one, "name", one) for one in some) for some in (was, became)]
        return tuple(n for n in names[0] if n not in names[1]), tuple(n for n in names[1] if n not in names[0])
    return was, became


def layers(asked: Asked, desk: Desk) -> Response:
    """What of what stands here is underlined, from now on and in every entry: kinds, not words, so no secret."""
    entry, preferences = entry_asked(asked, desk), asked.preferences
    on = set(layers_on(asked))
    if "open" in asked.fields:
        preferences = preferences._replace(seen=True, layers=preferences.layers or " ".join(KINDS))
    elif "close" in asked.fields:
        preferences = preferences._replace(seen=False)
    elif asked.fields.get("kind") in KINDS:
        on ^= {asked.fields["kind"]}
        preferences = preferences._replace(layers=" ".join(kind for kind in KINDS if kind in on) or " ")
    asked.house.prefer(preferences)
    return go(f"/entry/{entry.id}")


def restore(asked: Asked, desk: Desk) -> Response:
    """Shows an earlier revision again, as a new one."""
    entry = entry_asked(asked, desk)
    desk.entries.restore(entry.id, asked.fields.get("revision", ""), now_ms=now_ms())
    return go(f"/entry/{entry.id}")


def star(asked: Asked, desk: Desk) -> Response:
    """Marks it, or takes the mark away."""
    entry = entry_asked(asked, desk)
    desk.entries.change(entry.id, now_ms=now_ms(), starred=not entry.content.starred)
    return go(f"/entry/{entry.id}")


def settle(asked: Asked, desk: Desk) -> Response:
    """She has looked at what met: it stands now as it is shown."""
    entry = entry_asked(asked, desk)
    desk.entries.revise(entry.id, entry.content, now_ms=now_ms(), base=entry.heads)
    return go(f"/entry/{entry.id}")


def trash(asked: Asked, desk: Desk) -> Response:
    """Into the trash; the page that follows offers to take it back."""
    entry = desk.entries.trash(entry_asked(asked, desk).id, now_ms=now_ms())
    return go(f"/entry/{entry.id}")


def untrash(asked: Asked, desk: Desk) -> Response:
    """Out of the trash."""
    entry = desk.entries.untrash(entry_asked(asked, desk).id, now_ms=now_ms())
    return go(f"/entry/{entry.id}")


def purge(asked: Asked, desk: Desk) -> Response:
    """Removes it for good; only from the trash, and she was asked."""
    entry = entry_asked(asked, desk)
    if not entry.content.trashed:
        raise Misused(
            "only what is in the trash can be removed for good",
            safe="nothing was changed",
            next="put it into the trash first",
            code="page.not-in-trash",
        )
    desk.purge([entry.id])
    return go("/trash")
