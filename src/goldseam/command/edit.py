"""goldseam edit: change an entry, on the built-in page or in your own editor; and the page for new ones."""

import os
from collections.abc import Callable
from typing import NamedTuple

from goldseam.command.composing import announce, content_of, fields_of, understood, with_words_understood
from goldseam.command.drafts import chosen_draft, draft_named
from goldseam.command.opening import locked_desk, open_desk, open_desk_without_asking, zone
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.places import runtime_folder
from goldseam.command.rendering import ID_SHOWN, day_text
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.lock_watch import LockWatch
from goldseam.words.day import DAY_START_HOUR, day_of
from goldseam.words.entry import Content, Entry
from goldseam.words.problem import Misused, Problem, WrongKey
from goldseam.write.contents import with_typed_tags
from goldseam.write.drafts import Draft

COMMAND = Command(
    "edit",
    "change an entry",
    "[ENTRY | --drafts [DRAFT] | --discard DRAFT]",
    (
        Option("external", "in $VISUAL or $EDITOR, through a file in memory"),
        Option("anyway", "with --external: also with an editor, or in a place, that may leave your words on the disk"),
        Option("title", "give it this title", "TITLE", "t"),
        Option("date", "say what day, and time, it is about", "WHEN", "d"),
        Option("drafts", "go on with what was left unfinished; where that is more than one, say which"),
        Option("discard", "throw this draft away, for good", "DRAFT"),
    ),
    (
        ("goldseam edit 3f2a", "change its text on the built-in page"),
        ("goldseam edit last --external", "in your own editor"),
        ("goldseam edit 3f2a --date 'last friday' --title 'The house'", "change what stands around it"),
        ("goldseam edit --drafts", "go on with what was left unfinished, or see what there is"),
        ("goldseam edit --drafts 5c1e", "go on with this one"),
        ("goldseam edit --discard 5c1e", "throw it away; the entry that it would have changed stays as it is"),
    ),
    "Every earlier state is kept: goldseam show ENTRY --diff. While you write, the page is kept in the vault as a"
    " draft at every pause, so a crash, a closed terminal or an empty battery loses nothing.",
)

NOTHING = "nothing was on the page, and nothing was changed"
UNCHANGED = "nothing was changed"


class _Sheet(NamedTuple):
    """A page with what happens to it.

    Attributes:
        text: on it at first.
        head: above it.
        keep: at every pause; says how it was kept.
        finish: when it is saved; says what was.
        forget: when nothing is on it.
        untouched: what to say when it is left as it was.
        unkept: its first text is nowhere else yet.
    """

    text: str
    head: str
    keep: Callable[[str], str]
    finish: Callable[[str], str]
    forget: Callable[[], None]
    untouched: str
    unkept: bool = False


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Changes an entry, or goes on with a draft."""
    if "drafts" in arguments.flags:
        desk = open_desk(arguments, terminal)
        draft = chosen_draft(desk, arguments, terminal)
        return 0 if draft is None else _on_page(_sheet_of_draft(desk, draft), arguments, terminal)
    if "discard" in arguments.values:
        desk = open_desk(arguments, terminal)
        draft = draft_named(desk, arguments.values["discard"])
        desk.drafts.discard(draft.id)
        terminal.note(f"the draft {draft.id[:ID_SHOWN]} is gone")
        return 0
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
        terminal.note(f"saved {entry.id[:ID_SHOWN]} · {day_text(content.day, content.written_at)}")
        return 0
    for left in desk.drafts.all():
        if left.entry == entry.id:
            terminal.note(f"a draft of it was left unfinished, and stays: goldseam edit --drafts {left.id[:ID_SHOWN]}")
    draft = Draft(desk.drafts.new_id(), entry.content, entry.id, entry.heads, now_ms())
    return _on_page(_sheet_of_draft(desk, draft, kept=False), arguments, terminal)


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
    locked = locked_desk(arguments)
    watch = LockWatch(runtime_folder(), locked.header.vault, locked.folder)

    def keep(text: str) -> str:
        told = sheet.keep(text)
        watch.touch()
        return told

    if "external" in arguments.flags:
        return _in_own_editor(sheet._replace(keep=keep), watch, arguments, terminal)
    from goldseam.command.page import DISCARD, LOCKED, LOST, Page

    page = Page(sheet.text, sheet.head, keep, sheet.finish, is_locked=watch.is_locked, unkept=sheet.unkept)
    written = page.write()
    if written.ending == LOST:
        raise _lost(written.told)
    if written.ending == DISCARD:
        sheet.forget()
        terminal.note(NOTHING)
    elif written.ending == LOCKED:
        terminal.note(f"the vault was locked; {written.told or sheet.untouched}")
    else:
        terminal.note(written.told or sheet.untouched)
    return 0


def _in_own_editor(sheet: _Sheet, watch: LockWatch, arguments: Arguments, terminal: Terminal) -> int:
    from goldseam.command.external import edit_externally

    text = edit_externally(sheet.text, keep=sheet.keep, anyway="anyway" in arguments.flags)
    if not text.strip():
        sheet.forget()
        terminal.note(NOTHING)
    elif watch.is_locked():
        told = sheet.untouched if text == sheet.text and not sheet.unkept else sheet.keep(text)
        terminal.note(f"the vault was locked; {told}")
    else:
        terminal.note(sheet.finish(text))
    return 0


def _lost(told: str) -> Problem:
    return Problem(
        "the page was left with words that could not be kept, and they are lost",
        safe=f"of what was on it before: {told}" if told else "everything that was saved before",
        next="see what was kept: goldseam edit --drafts",
        code="command.left-unkept",
    )


def _sheet_of_draft(desk: Desk, draft: Draft, *, kept: bool = True) -> _Sheet:
    """A draft to go on with; one that is not `kept` begins here, and its words are the entry's."""
    later = f"kept as a draft; go on with it: goldseam edit --drafts {draft.id[:ID_SHOWN]}"

    def keep(text: str) -> str:
        desk.drafts.save(draft._replace(content=draft.content._replace(text=text), saved_at=now_ms()))
        return later

    def finish(text: str) -> str:
        content = draft.content._replace(text=text)
        with desk.vault.database.transaction():  # or trying again after an error could make it twice
            if draft.entry is None:
                entry = desk.entries.add(with_words_understood(content, desk.day_start_hour), now_ms=now_ms())
            elif (shown := desk.vault.entry(draft.entry)) is not None and shown.content == content:
                desk.drafts.discard(draft.id)
                return UNCHANGED
            else:
                before = "" if shown is None else shown.content.text
                entry = desk.entries.revise(
                    draft.entry, with_typed_tags(content, before), now_ms=now_ms(), base=draft.base
                )
            desk.drafts.discard(draft.id)
        return _saved(desk, entry)

    head = day_text(draft.content.day)
    untouched = later if kept else UNCHANGED
    return _Sheet(draft.content.text, head, keep, finish, lambda: desk.drafts.discard(draft.id), untouched)


def _saved(desk: Desk, entry: Entry) -> str:
    announce(desk.vault.header.vault)
    return f"saved {entry.id[:ID_SHOWN]} · {day_text(entry.content.day, entry.content.written_at)}"


def _new_sheet(desk: Desk, content: Content, arguments: Arguments) -> _Sheet:
    """A new entry; the words it begins with may name its day, and its #tags count, once it is finished."""
    draft_id = desk.drafts.new_id()
    sheet = _sheet_of_draft(desk, Draft(draft_id, content, None, (), now_ms()))

    def finish(text: str) -> str:
        typed = understood(arguments, text, content.zone, desk.day_start_hour)
        with desk.vault.database.transaction():
            entry = desk.entries.add(content_of(typed, desk.day_start_hour), now_ms=now_ms())
            desk.drafts.discard(draft_id)
        return _saved(desk, entry)

    return sheet._replace(finish=finish, untouched=NOTHING, unkept=True)


def _sealed_sheet(arguments: Arguments, text: str) -> _Sheet:
    """A page while the vault is locked: what is kept is sealed in the inbox, over what was kept before."""
    desk = locked_desk(arguments)
    draft = os.urandom(16).hex()

    def seal(words: str) -> None:
        desk.seal(fields_of(understood(arguments, words, zone(), DAY_START_HOUR)), draft=draft)

    def keep(words: str) -> str:
        seal(words)
        return "kept, sealed in the inbox: it joins the journal as an entry when you unlock"

    def finish(words: str) -> str:
        seal(words)
        return "saved, sealed in the inbox: it joins the journal when you unlock"

    head = "the vault is locked: what you write is sealed"
    return _Sheet(text, head, keep, finish, lambda: desk.withdraw(draft), NOTHING, unkept=True)


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
