"""The page to write on: a draft in the vault, kept at every pause, that becomes an entry."""

from datetime import date
from typing import BinaryIO, NamedTuple, cast
from urllib.parse import unquote

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.keep.listing import names_of
from goldseam.page.asked import Asked
from goldseam.page.pages.locking import ARRIVED, COPIES
from goldseam.page.rendering import data, go, page
from goldseam.page.sheet import Sheet, about_day, content_with, not_understood, sheet_of, still_day
from goldseam.words.entry import Attachment, Content, Entry
from goldseam.words.problem import Misused, Problem
from goldseam.words.rest import Purpose
from goldseam.write.attachments import Attachments
from goldseam.write.contents import new_content, with_typed_tags
from goldseam.write.drafts import Draft

ID_DIGITS = 32
HEAD_DIGITS = 40
TEMPLATES = "templates"  # the setting: name to text

# What became of a page, where it is not simply saved; the page says it in her language (templates/write.html).
FORKED = "forked"  # another tab saved other words under the same id: both are kept
PARTED = "parted"  # the draft became an entry elsewhere, or the entry is gone: these words are a page of their own
MERGED = "merged"  # the entry was changed elsewhere meanwhile: both changes are in it
TRASHED = "trashed"  # the entry was put into the trash meanwhile, and is changed there


def show(asked: Asked, desk: Desk) -> Response:
    """A blank page; or the one that was begun today and is not finished."""
    settle(asked, desk)
    today = desk.today()
    for draft in desk.drafts.all():
        if draft.entry is None and draft.content.day == today:
            return _page(asked, desk, draft)
    return new(asked, desk)


def new(asked: Asked, desk: Desk) -> Response:
    """A blank page."""
    return _page(asked, desk, _blank(desk, desk.drafts.new_id()))


def go_on(asked: Asked, desk: Desk) -> Response:
    """A page that was begun before."""
    settle(asked, desk)
    draft = desk.drafts.of(_id(asked.path["draft"]))
    return go("/write") if draft is None else _page(asked, desk, draft)


def change(asked: Asked, desk: Desk) -> Response:
    """An entry, to be changed; what was begun and not finished goes on."""
    settle(asked, desk)
    entry = desk.entry_in_sight(asked.path["entry"])
    begun = desk.drafts.of_entry(entry.id)
    return _page(asked, desk, begun or Draft(desk.drafts.new_id(), entry.content, entry.id, entry.heads, 0))


def drafts(asked: Asked, desk: Desk) -> Response:
    """What was begun and is not finished."""
    settle(asked, desk)
    return page(asked, "drafts.html", drafts=desk.drafts.all())


def newest(asked: Asked, desk: Desk) -> Response:
    """When something that is not finished was last saved, in milliseconds since 1970; 0 where nothing is."""
    asked.house.saves.wait()
    return data({"newest": max((draft.saved_at for draft in desk.drafts.all()), default=0)})


def _page(asked: Asked, desk: Desk, draft: Draft) -> Response:
    return page(
        asked,
        "write.html",
        draft=draft,
        others=desk.drafts.count() - (draft.saved_at > 0),
        undo=desk.drafts.undo_of(draft.id),
        base="".join(draft.base),
        templates=templates_of(desk),
        today=desk.today(),
        still=still_day(asked, draft.content.day, zone=desk.zone, hour=desk.day_start_hour),
        arrived=asked.house.memory.pop(ARRIVED, 0),
        copies=asked.house.memory.pop(COPIES, ()),
        sealed=False,
    )


def templates_of(desk: Desk) -> dict[str, str]:
    """Her templates, by name."""
    kept = desk.vault.setting(TEMPLATES, {})
    return {str(name): str(text) for name, text in kept.items()} if isinstance(kept, dict) else {}


def day(asked: Asked, desk: Desk) -> Response:
    """The day that somebody named in words of her own, said back; where it is none, the one that stands (`stands`)."""
    zone = asked.fields.get("zone") or desk.zone
    try:
        named = about_day(asked.fields.get("about", ""), zone=zone, hour=desk.day_start_hour)
    except Misused as problem:
        try:
            stands = date.fromisoformat(asked.fields.get("stands", "")).isoformat()
        except ValueError:
            stands = desk.today()
        return data({"day": "", "said": not_understood(asked, problem, day=stands, zone=desk.zone)})
    return data({"day": named, "said": asked.language.day(named), **_chip(asked, desk, named)})


def _chip(asked: Asked, desk: Desk, day: str) -> dict[str, object]:
    """The day of a page as the line at its foot says it, and whether that is today."""
    today = desk.today()
    return {"foot": asked.language.near_day(day, today), "today": day == today}


def names(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as all pages
    """The tags and notebooks there are, to choose from: asked for when she looks at the line that has them."""
    sight, database = desk.sight(Purpose.UNASKED), desk.vault.database
    return data(
        {
            "tags": names_of(database, "tags", sight=sight),
            "journals": [name for name in names_of(database, "notebooks", sight=sight) if name],
        }
    )


class Kept(NamedTuple):
    """A page as it is saved now.

    Attributes:
        draft: of it; with the id under which it goes on.
        fate: empty, or FORKED or PARTED.
        unread: why the day or the zone was not understood; the words are saved all the same.
        entry: what became of it already; nothing was saved then, because its words are there.
    """

    draft: Draft
    fate: str = ""
    unread: Misused | None = None
    entry: Entry | None = None


def keep(asked: Asked, desk: Desk) -> Response:
    """Saves the draft, durably. A page that does not know of what was saved since is saved beside it."""
    sheet = sheet_of(asked)
    with desk.vault.database.transaction():
        kept = _kept(asked, desk, sheet)
    return data(
        {
            "id": kept.draft.id,
            "seen": kept.draft.saved_at,
            "fate": kept.fate,
            "unread": _unread(asked, kept),
            **_chip(asked, desk, kept.draft.content.day),
        }
    )


def _unread(asked: Asked, kept: Kept) -> str:
    """What of the page was not understood, and what stands; nothing where all of it was."""
    content = kept.draft.content
    return "" if kept.unread is None else not_understood(asked, kept.unread, day=content.day, zone=content.zone)


def finish(asked: Asked, desk: Desk) -> Response:
    """Makes an entry of the draft, or a revision of the entry that it changes. Asked twice, it is done once.

    A day or a zone that was not understood is said first: the page is saved then, and goes on.
    """
    sheet = sheet_of(asked)
    with desk.vault.database.transaction():
        kept = _kept(asked, desk, sheet)
        address, fate = ("", kept.fate) if kept.unread is not None else _made(desk, kept)
    unread = _unread(asked, kept)
    going_on = {"id": kept.draft.id, "seen": kept.draft.saved_at} if unread else {}
    return data({"address": address, "fate": fate, "unread": unread, **going_on})


def _made(desk: Desk, kept: Kept) -> tuple[str, str]:
    """Where what the draft became can be read, and what happened to it."""
    draft = kept.draft
    if kept.entry is not None:
        return f"/entry/{kept.entry.id}", kept.fate
    before = desk.vault.entry(draft.entry) if draft.entry is not None else None
    content = with_typed_tags(draft.content, before.content.text if before is not None else "")
    desk.drafts.discard(draft.id)
    if draft.entry is not None:
        return _revised(desk, draft, draft.entry, content, kept.fate)
    if _is_empty(content):
        return "/write/new", kept.fate  # and not the page that was begun before it
    # Under the id of its draft, so that asking twice makes one entry.
    return f"/entry/{desk.entries.add(content, now_ms=now_ms(), entry_id=draft.id).id}", kept.fate


def _revised(desk: Desk, draft: Draft, entry_id: str, content: Content, fate: str) -> tuple[str, str]:
    before = desk.vault.entry(entry_id)
    assert before is not None, "a purge removes the drafts of the entry"
    if content != before.content or draft.base != before.heads:
        after = desk.entries.revise(entry_id, content, now_ms=now_ms(), base=draft.base)
        met = TRASHED if after.content.trashed else MERGED if draft.base != before.heads else ""
        fate = fate or met
    return f"/entry/{entry_id}", fate


def discard(asked: Asked, desk: Desk) -> Response:
    """Forgets a draft; she was asked."""
    draft = desk.drafts.of(_id(asked.path["draft"]))
    desk.drafts.discard(_id(asked.path["draft"]))
    address = f"/entry/{draft.entry}" if draft is not None and draft.entry else "/write"
    return data({"address": address}) if asked.wants_data else go("/drafts")


def attach(asked: Asked, desk: Desk) -> Response:
    """Seals what is sent as it arrives, and adds it to the draft, or to the entry which that became meanwhile."""
    id_ = _id(asked.path["draft"])
    if desk.drafts.of(id_) is None and desk.vault.entry(id_) is None:
        raise _gone()
    files = Attachments(desk.vault)
    with files.adding():
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
        with desk.vault.database.transaction():
            _add(desk, id_, attachment)
    return data({"file": _told(attachment, shown=files.thumbnail(attachment) is not None)})


def _add(desk: Desk, id_: str, attachment: Attachment) -> None:
    draft, entry = desk.drafts.of(id_), desk.vault.entry(id_)
    known = draft.content.attachments if draft is not None else entry.content.attachments if entry is not None else None
    if known is None:
        raise _gone()
    if any(other.blob == attachment.blob for other in known):
        return
    if draft is not None:
        desk.drafts.set_attachments(id_, (*known, attachment))
    else:
        desk.entries.change(id_, now_ms=now_ms(), attachments=(*known, attachment))


def detach(asked: Asked, desk: Desk) -> Response:
    """Takes a file off the draft; an entry that has it keeps it until the draft is finished."""
    with desk.vault.database.transaction():
        draft = desk.drafts.of(_id(asked.path["draft"]))
        if draft is None:
            raise _gone()
        left = tuple(file for file in draft.content.attachments if file.blob != asked.path["blob"])
        desk.drafts.set_attachments(draft.id, left)
    return data({"left": len(left)})


def _told(attachment: Attachment, *, shown: bool) -> dict[str, object]:
    return {"blob": attachment.blob, "name": attachment.name, "type": attachment.media_type, "picture": shown}


def _kept(asked: Asked, desk: Desk, sheet: Sheet) -> Kept:
    """Saves the page: over what this tab saved before, and beside what anybody else did. Inside a transaction."""
    id_ = _id(asked.path["draft"])
    known = desk.drafts.of(id_)
    if known is not None:
        hand = desk.drafts.hand_of(id_)
        is_same = hand.name != "" and hand.name == sheet.hand.name
        if is_same and sheet.hand.turn < hand.turn:
            return Kept(known)  # it was on its way for long, and newer words of the same tab came first
        begun, fate = known, ""
        # A server that was killed may have saved without having said so: then the hand is the same, and not the time.
        if not is_same and known.saved_at != sheet.seen and _differs(known.content, sheet):
            begun, fate = known._replace(id=desk.drafts.new_id()), FORKED
    else:
        found = _begun(asked, desk, id_, sheet)
        if found.entry is not None:
            return found
        begun, fate = found.draft, found.fate
    content, unread = _content(begun.content, sheet, desk)
    if begun.saved_at and content == begun.content and not fate:
        return Kept(
            begun, unread=unread
        )  # sent twice, as a page that goes away does: not saved later than it was shown
    # Later than before also when the clock was set back, and than what was sealed of it: `seen` tells them apart.
    arrived = desk.vault.entry(begun.id)
    after = max(begun.saved_at, 0 if arrived is None else arrived.content.written_at)
    draft = begun._replace(content=content, saved_at=max(now_ms(), after + 1))
    desk.drafts.save(draft, undo=sheet.undo, hand=sheet.hand)
    return Kept(draft, fate, unread)


def _content(content: Content, sheet: Sheet, desk: Desk) -> tuple[Content, Misused | None]:
    """`content` as the sheet has it, with the day and the zone of before where what she named is none."""
    try:
        return content_with(content, sheet, hour=desk.day_start_hour), None
    except Misused as unread:
        kept = sheet._replace(about="", zone="")
        return content_with(content, kept, hour=desk.day_start_hour), unread


def _differs(content: Content, sheet: Sheet) -> bool:
    return (content.text, content.title) != (sheet.text, sheet.title)


def _begun(asked: Asked, desk: Desk, id_: str, sheet: Sheet) -> Kept:
    """The draft that a page begins which has none: of a new entry, or of the one that the page said it changes."""
    named = asked.header("x-entry")
    entry = desk.vault.entry(_id(named) if named else id_)
    if entry is not None and not _differs(entry.content, sheet):
        return Kept(_blank(desk, id_), entry=entry)  # its answer was lost on the way, or it was asked for twice
    if named:
        if entry is None:
            return Kept(_blank(desk, desk.drafts.new_id()), PARTED)
        base = asked.header("x-base")
        heads = tuple(base[at : at + HEAD_DIGITS] for at in range(0, len(base), HEAD_DIGITS))
        known = {revision.id for revision in desk.entries.history(entry.id)}
        return Kept(Draft(id_, entry.content, entry.id, heads if known.issuperset(heads) else entry.heads, 0))
    if entry is not None and entry.came_by == "inbox":
        return Kept(Draft(id_, entry.content, entry.id, entry.heads, 0))  # sealed by this page while it was locked
    if entry is not None or desk.vault.known_entries([id_]):
        return Kept(_blank(desk, desk.drafts.new_id()), PARTED)
    return Kept(_blank(desk, id_), PARTED if sheet.seen else "")


def _blank(desk: Desk, id_: str) -> Draft:
    content = new_content("", now_ms=now_ms(), zone=desk.zone, day_start_hour=desk.day_start_hour)
    return Draft(id_, content, None, (), 0)


def settle(asked: Asked, desk: Desk) -> None:
    """Joins drafts with what was sealed of them while the vault was locked, which came home as entries.

    First it waits for pages that are being saved right now: a page that is loaded again at once must find its words.
    """
    asked.house.saves.wait()
    for draft in desk.drafts.all():
        sealed = desk.vault.entry(draft.id)
        if sealed is None:
            continue
        newer = draft.saved_at <= sealed.content.written_at
        if draft.entry is None and newer:
            # What waits while it is locked has no files: those that the page had are the entry's now.
            files = tuple(dict.fromkeys((*sealed.content.attachments, *draft.content.attachments)))
            desk.entries.change(sealed.id, now_ms=now_ms(), attachments=files)
            desk.drafts.discard(draft.id)
        elif draft.entry is None:
            desk.drafts.save(draft._replace(entry=sealed.id, base=sealed.heads))
        elif sealed.id != draft.entry and not sealed.content.trashed:
            # The change of an entry: it goes on as a draft with the words of last, and they are not an entry as well.
            words = sealed.content._replace(attachments=draft.content.attachments)
            if newer:
                desk.drafts.save(draft._replace(content=words, saved_at=words.written_at))
            desk.entries.trash(sealed.id, now_ms=now_ms())


def _id(text: str) -> str:
    if len(text) != ID_DIGITS or any(c not in "0123456789abcdef" for c in text):
        raise _gone()
    return text


def _is_empty(content: Content) -> bool:
    return not (content.text.strip() or content.title or content.attachments)


def _gone() -> Problem:
    return Misused(
        "the page you were writing on is not here any more",
        safe="what was kept as an entry is kept; what you wrote is still on the page",
        next="copy the text, and begin a new page",
        code="page.no-such-draft",
    )
