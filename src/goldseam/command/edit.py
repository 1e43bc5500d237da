"""goldseam edit: change an entry, on the built-in page or in your own editor; and the page for new ones."""

import os
from collections.abc import Callable
from typing import NamedTuple

from goldseam.command.composing import announce, content_of, fields_of, understood, with_words_understood
from goldseam.command.drafts import chosen_draft
from goldseam.command.opening import locked_desk, open_desk, open_desk_without_asking, zone
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.rendering import ID_SHOWN, day_text
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.words.day import DAY_START_HOUR, day_of
from goldseam.words.entry import Content
from goldseam.words.problem import Misused, WrongKey
from goldseam.write.drafts import Draft

COMMAND = Command(
    "edit",
    "change an entry",
    "[ENTRY | --drafts [DRAFT]]",
    (
        Option("external", "in $VISUAL or $EDITOR, through a file in memory"),
        Option("anyway", "with --external: also with an editor, or in a place, that may leave your words on the disk"),
        Option("title", "give it this title", "TITLE", "t"),
        Option("date", "say what day, and time, it is about", "WHEN", "d"),
        Option("drafts", "go on with what was left unfinished; where that is more than one, say which"),
    ),
    (
        ("goldseam edit 3f2a", "change its text on the built-in page"),
        ("goldseam edit last --external", "in your own editor"),
        ("goldseam edit 3f2a --date 'last friday' --title 'The house'", "change what stands around it"),
        ("goldseam edit --drafts", "go on with what was left unfinished, or see what there is"),
        ("goldseam edit --drafts 5c1e", "go on with this one"),
    ),
    "Every earlier state is kept: goldseam show ENTRY --diff. While you write, the page is kept in the vault as a"
    " draft at every pause, so a crash, a closed terminal or an empty battery loses nothing.",
)


class _Sheet(NamedTuple):
    """A page with what happens to it: `keep` at every pause, `finish` when it is saved."""

    text: str
    head: str
    keep: Callable[[str], None]
    finish: Callable[[str], str]
    forget: Callable[[], None]


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Changes an entry, or goes on with a draft."""
    if "drafts" in arguments.flags:
        desk = open_desk(arguments, terminal)
        draft = chosen_draft(desk, arguments, terminal)
        return 0 if draft is None else _on_page(_sheet_of_draft(desk, draft), arguments, terminal)
    if len(arguments.words) != 1:
        raise Misused(
            "edit takes one entry",
            safe="nothing was changed",
            next="goldseam list shows the ids; goldseam edit last; goldseam edit --drafts",
            code="command.misused",
        )
    desk = open_desk(arguments, terminal)
    entry = find_entry(desk, arguments.words[0])
    if "title" in arguments.values or "date" in arguments.values:
        content = with_options(entry.content, arguments, desk.day_start_hour)
        desk.entries.revise(entry.id, content, now_ms=now_ms(), base=entry.heads)
        announce(desk.vault.header.vault)
        terminal.note(f"saved {entry.id[:ID_SHOWN]} · {day_text(content.day)}")
        return 0
    for left in desk.drafts.all():
        if left.entry == entry.id:
            terminal.note(f"a draft of it was left unfinished, and stays: goldseam edit --drafts {left.id[:ID_SHOWN]}")
    draft = Draft(desk.drafts.new_id(), entry.content, entry.id, entry.heads, now_ms())
    return _on_page(_sheet_of_draft(desk, draft), arguments, terminal)


def write_in_editor(arguments: Arguments, terminal: Terminal, text: str) -> int:
    """A page for a new entry: a draft in the open vault, or, while it is locked, an item of its inbox."""
    desk = None if "locked" in arguments.flags else open_desk_without_asking(arguments, terminal)
    if desk is None:
        return _on_page(_sealed_sheet(arguments, text), arguments, terminal)
    content = content_of(understood(arguments, text, zone(), desk.day_start_hour), desk.day_start_hour)
    content = content._replace(text=text)  # with the words that name its day: they are read again at the end
    return _on_page(_new_sheet(desk, content, arguments), arguments, terminal)


def _on_page(sheet: _Sheet, arguments: Arguments, terminal: Terminal) -> int:
    if not terminal.input_allowed:
        raise WrongKey(
            "a page to write on needs a terminal",
            safe="nothing was changed",
            next='goldseam "your words", or pipe them in: … | goldseam',
            code="command.needs-terminal",
        )
    from goldseam.command.page import DISCARD, SAVE, Page, Written

    if "external" in arguments.flags:
        from goldseam.command.external import edit_externally

        text = edit_externally(sheet.text, keep=sheet.keep, anyway="anyway" in arguments.flags)
        written = Written(text, SAVE if text.strip() else DISCARD)
    else:
        written = Page(sheet.text, sheet.head, sheet.keep).write()
    if written.ending == SAVE and written.text != "":
        terminal.note(sheet.finish(written.text))
    elif written.ending == DISCARD:
        sheet.forget()
        terminal.note("nothing was on the page, and nothing was changed")
    else:
        terminal.note("kept as a draft; go on with it: goldseam edit --drafts")
    return 0


def _sheet_of_draft(desk: Desk, draft: Draft) -> _Sheet:
    def keep(text: str) -> None:
        desk.drafts.save(draft._replace(content=draft.content._replace(text=text), saved_at=now_ms()))

    def finish(text: str) -> str:
        content = draft.content._replace(text=text)
        if draft.entry is None:
            content = with_words_understood(content, desk.day_start_hour)
            entry = desk.entries.add(content, now_ms=now_ms())
        elif (shown := desk.vault.entry(draft.entry)) is not None and shown.content == content:
            desk.drafts.discard(draft.id)
            return "nothing was changed"
        else:
            entry = desk.entries.revise(draft.entry, content, now_ms=now_ms(), base=draft.base)
        desk.drafts.discard(draft.id)
        announce(desk.vault.header.vault)
        return f"saved {entry.id[:ID_SHOWN]} · {day_text(entry.content.day)}"

    head = day_text(draft.content.day)
    return _Sheet(draft.content.text, head, keep, finish, lambda: desk.drafts.discard(draft.id))


def _new_sheet(desk: Desk, content: Content, arguments: Arguments) -> _Sheet:
    """A new entry; the words it begins with may name its day, and its #tags count, once it is finished."""
    draft_id = desk.drafts.new_id()
    sheet = _sheet_of_draft(desk, Draft(draft_id, content, None, (), now_ms()))

    def finish(text: str) -> str:
        typed = understood(arguments, text, content.zone, desk.day_start_hour)
        entry = desk.entries.add(content_of(typed, desk.day_start_hour), now_ms=now_ms())
        desk.drafts.discard(draft_id)
        announce(desk.vault.header.vault)
        return f"saved {entry.id[:ID_SHOWN]} · {day_text(entry.content.day)}"

    return sheet._replace(finish=finish)


def _sealed_sheet(arguments: Arguments, text: str) -> _Sheet:
    """A page while the vault is locked: what is kept is sealed in the inbox, over what was kept before."""
    desk = locked_desk(arguments)
    draft = os.urandom(16).hex()

    def keep(words: str) -> None:
        desk.seal(fields_of(understood(arguments, words, zone(), DAY_START_HOUR)), draft=draft)

    def finish(words: str) -> str:
        keep(words)
        return "saved, sealed in the inbox: it joins the journal when you unlock"

    return _Sheet(text, "the vault is locked: what you write is sealed", keep, finish, lambda: desk.withdraw(draft))


def with_options(content: Content, arguments: Arguments, day_start_hour: int) -> Content:
    """The content with the title, the day and the time that the options give it."""
    if "title" in arguments.values:
        content = content._replace(title=arguments.values["title"])
    if "date" in arguments.values:
        typed = understood(arguments, content.text, content.zone, day_start_hour)
        if typed.day is not None:
            return content._replace(day=typed.day)
        day = day_of(typed.written_at, content.zone, day_start_hour=day_start_hour)
        content = content._replace(written_at=typed.written_at, day=day, clock=True)
    return content
