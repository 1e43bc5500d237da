"""What was left unfinished: all of it, so that none is forgotten because a newer one lies on top."""

from goldseam.command.options import Arguments
from goldseam.command.rendering import ID_SHOWN, LINE_MIN, first_line, shortened
from goldseam.command.terminal import Terminal
from goldseam.desk.desk import Desk
from goldseam.words.day import local_time
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Misused
from goldseam.write.drafts import Draft


def chosen_draft(desk: Desk, arguments: Arguments, terminal: Terminal) -> Draft | None:
    """The draft she goes on with: the only one, or the one she names.

    None when there is none, or when there are several and nobody says which: then they were listed.

    Raises: Misused: no draft has the id that was given, or several have.
    """
    drafts = desk.drafts.all()
    if arguments.words:
        return _named(drafts, arguments.words)
    if not drafts:
        terminal.note("nothing was left unfinished")
        return None
    if len(drafts) == 1 and terminal.input_allowed and "json" not in arguments.flags:
        return drafts[0]
    for draft in drafts:
        if "json" in arguments.flags:
            terminal.say_json(_json(draft))
        else:
            terminal.say(_line(draft, desk.zone, terminal.width()))
    if not terminal.input_allowed or "json" in arguments.flags:
        terminal.note("go on with one: goldseam edit --drafts DRAFT")
        return None
    answer = terminal.ask("which one (the newest is first)? ").strip()
    return _named(drafts, (answer,)) if answer else drafts[0]


def draft_named(desk: Desk, beginning: str) -> Draft:
    """The one draft whose id begins so. Raises Misused: there is none, or there are several."""
    return _named(desk.drafts.all(), (beginning,))


def _named(drafts: list[Draft], words: tuple[str, ...]) -> Draft:
    found = [draft for draft in drafts if len(words) == 1 and words[0] and draft.id.startswith(words[0].lower())]
    if len(found) == 1:
        return found[0]
    raise Misused(
        "several drafts begin so" if found else "no draft has this id",
        safe="nothing was changed; every draft is kept",
        next="see them all: goldseam edit --drafts",
        code="command.no-such-draft",
    )


def _line(draft: Draft, zone: str, width: int) -> str:
    saved = local_time(draft.saved_at, zone).strftime("%Y-%m-%d %H:%M")
    what = "new" if draft.entry is None else f"of {draft.entry[:ID_SHOWN]}"
    head = f"{draft.id[:ID_SHOWN]}  {saved}  {what:11}  "
    return head + shortened(draft.content.title or first_line(draft.content.text), max(width - len(head), LINE_MIN))


def _json(draft: Draft) -> JsonObject:
    return {
        "schema": 1,
        "draft": draft.id,
        "entry": draft.entry,
        "saved_at": draft.saved_at,
        "title": draft.content.title,
        "text": draft.content.text,
    }
