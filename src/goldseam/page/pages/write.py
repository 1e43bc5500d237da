"""The page to write on: a draft in the vault, kept at every pause, that becomes an entry."""

from typing import BinaryIO, cast
from urllib.parse import unquote

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.page.asked import Asked
from goldseam.page.rendering import data, go, page
from goldseam.page.sheet import Sheet, content_with, sheet_of
from goldseam.words.entry import Attachment, Content
from goldseam.words.problem import Misused
from goldseam.write.attachments import Attachments
from goldseam.write.contents import new_content, tags_in
from goldseam.write.drafts import Draft

ID_DIGITS = 32
TEMPLATES = "templates"  # the setting: name to text


def show(asked: Asked, desk: Desk) -> Response:
    """A blank page; or the one that was begun today and is not finished."""
    settle(desk)
    for draft in desk.drafts.all():
        if draft.entry is None and draft.content.day == desk.today():
            return _page(asked, desk, draft)
    return new(asked, desk)


def new(asked: Asked, desk: Desk) -> Response:
    """A blank page."""
    blank = new_content("", now_ms=now_ms(), zone=desk.zone, day_start_hour=desk.day_start_hour)
    return _page(asked, desk, Draft(desk.drafts.new_id(), blank, None, (), 0))


def go_on(asked: Asked, desk: Desk) -> Response:
    """A page that was begun before."""
    settle(desk)
    draft = _known(desk, asked.path["draft"])
    return go("/write") if draft is None else _page(asked, desk, draft)


def change(asked: Asked, desk: Desk) -> Response:
    """An entry, to be changed; what was begun and not finished goes on."""
    entry = desk.vault.entry(desk.vault.resolve(asked.path["entry"]))
    assert entry is not None, "it was just resolved"
    for draft in desk.drafts.all():
        if draft.entry == entry.id:
            return _page(asked, desk, draft)
    return _page(asked, desk, Draft(desk.drafts.new_id(), entry.content, entry.id, entry.heads, 0))


def drafts(asked: Asked, desk: Desk) -> Response:
    """What was begun and is not finished."""
    settle(desk)
    return page(asked, "drafts.html", drafts=desk.drafts.all())


def _page(asked: Asked, desk: Desk, draft: Draft) -> Response:
    others = sum(other.id != draft.id for other in desk.drafts.all())
    return page(
        asked,
        "write.html",
        draft=draft,
        others=others,
        undo=desk.drafts.undo_of(draft.id),
        base="".join(draft.base),
        journals=[name for name, _ in desk.vault.journal_counts() if name],
        tags=[tag for tag, _ in desk.vault.tag_counts()],
        templates=templates_of(desk),
        today=desk.today(),
        sealed=False,
    )


def templates_of(desk: Desk) -> dict[str, str]:
    """Her templates, by name."""
    kept = desk.vault.setting(TEMPLATES, {})
    return {str(name): str(text) for name, text in kept.items()} if isinstance(kept, dict) else {}


def keep(asked: Asked, desk: Desk) -> Response:
    """Saves the draft, durably. A page that does not know of what was saved since is saved beside it."""
    sheet = sheet_of(asked)
    draft, forked = _saved(asked, desk, sheet)
    return data({"id": draft.id, "seen": draft.saved_at, "forked": forked, "day": draft.content.day})


def finish(asked: Asked, desk: Desk) -> Response:
    """Makes an entry of the draft, or a revision of the entry that it changes."""
    sheet = sheet_of(asked)
    draft, forked = _saved(asked, desk, sheet)
    content = draft.content._replace(tags=tuple(dict.fromkeys((*draft.content.tags, *tags_in(draft.content.text)))))
    if _is_empty(content):
        desk.drafts.discard(draft.id)
        return data({"address": "/write", "forked": forked})
    if draft.entry is None:
        entry = desk.entries.add(content, now_ms=now_ms())
    else:
        entry = desk.entries.revise(draft.entry, content, now_ms=now_ms(), base=draft.base)
    desk.drafts.discard(draft.id)
    return data({"address": f"/entry/{entry.id}", "forked": forked})


def discard(asked: Asked, desk: Desk) -> Response:
    """Forgets a draft; she was asked."""
    desk.drafts.discard(_id(asked.path["draft"]))
    return data({"address": "/write"}) if asked.wants_data else go("/drafts")


def attach(asked: Asked, desk: Desk) -> Response:
    """Seals what is sent as it arrives, and adds it to the draft."""
    draft = _known(desk, asked.path["draft"])
    if draft is None:
        raise _gone()
    files = Attachments(desk.vault)
    attachment = files.put(
        cast("BinaryIO", asked.body()),
        unquote(asked.header("x-name")),
        keep_location=asked.header("x-keep-location") == "yes",
    )
    if attachment.size == 0:
        raise Misused(
            "the file was empty",
            safe="nothing was changed",
            next="choose another file",
            code="page.empty-file",
        )
    draft = _known(desk, draft.id) or draft  # it may have been saved while the file arrived
    known = draft.content.attachments
    if all(other.blob != attachment.blob for other in known):
        draft = draft._replace(content=draft.content._replace(attachments=(*known, attachment)))
        desk.drafts.save(draft)
    return data({"file": _told(attachment, shown=files.thumbnail(attachment) is not None)})


def detach(asked: Asked, desk: Desk) -> Response:
    """Takes a file off the draft; an entry that has it keeps it until the draft is finished."""
    draft = _known(desk, asked.path["draft"])
    if draft is None:
        raise _gone()
    left = tuple(file for file in draft.content.attachments if file.blob != asked.path["blob"])
    desk.drafts.save(draft._replace(content=draft.content._replace(attachments=left)))
    return data({"left": len(left)})


def _told(attachment: Attachment, *, shown: bool) -> dict[str, object]:
    return {"blob": attachment.blob, "name": attachment.name, "type": attachment.media_type, "picture": shown}


def _saved(asked: Asked, desk: Desk, sheet: Sheet) -> tuple[Draft, bool]:
    """The draft as it is saved now, and whether it had to be saved under another id."""
    known = _known(desk, asked.path["draft"])
    begun = known or _begun(asked, desk)
    forked = known is not None and known.saved_at != sheet.seen and known.content.text != sheet.text
    at = now_ms()
    if known is not None:
        at = max(at, known.saved_at + 1)  # also when the clock was set back: `seen` must tell the two apart
    draft = begun._replace(
        id=desk.drafts.new_id() if forked else begun.id,
        content=content_with(begun.content, sheet, hour=desk.day_start_hour),
        saved_at=at,
    )
    desk.drafts.save(draft)
    if sheet.undo:
        desk.drafts.keep_undo(draft.id, sheet.undo)
    return draft, forked


def _begun(asked: Asked, desk: Desk) -> Draft:
    """A draft that is saved for the first time: of a new entry, or of the one that the page said it changes."""
    id_ = _id(asked.path["draft"])
    entry = asked.header("x-entry")
    if entry:
        shown = desk.vault.entry(_id(entry))
        if shown is None:
            raise _gone()
        base = asked.header("x-base")
        heads = tuple(base[i : i + 40] for i in range(0, len(base), 40))
        return Draft(id_, shown.content, shown.id, heads or shown.heads, 0)
    blank = new_content("", now_ms=now_ms(), zone=desk.zone, day_start_hour=desk.day_start_hour)
    return Draft(id_, blank, None, (), 0)


def settle(desk: Desk) -> None:
    """Forgets drafts whose words, sealed when the vault was locked meanwhile, came home as entries."""
    for draft in desk.drafts.all():
        if draft.entry is None and (entry := desk.vault.entry(draft.id)) is not None:
            if draft.saved_at <= entry.content.written_at:
                desk.drafts.discard(draft.id)
            else:
                desk.drafts.save(draft._replace(entry=entry.id, base=entry.heads))


def _known(desk: Desk, id_: str) -> Draft | None:
    return desk.drafts.of(_id(id_))


def _id(text: str) -> str:
    if len(text) != ID_DIGITS or any(c not in "0123456789abcdef" for c in text):
        raise _gone()
    return text


def _is_empty(content: Content) -> bool:
    return not (content.text.strip() or content.title or content.attachments)


def _gone() -> Misused:
    return Misused(
        "the page you were writing on is not here any more",
        safe="what was kept as an entry is kept; what you wrote is still on the page",
        next="copy the text, and begin a new page",
        code="page.no-such-draft",
    )
