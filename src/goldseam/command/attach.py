"""goldseam attach: photos, sound and files in entries."""

import os
import stat
from typing import BinaryIO

from goldseam.command.composing import announce
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import ID_SHOWN, size_text
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.outside import refuse_inside
from goldseam.words.entry import Attachment, Entry
from goldseam.words.problem import Damaged, Misused, reason_of
from goldseam.write.attachments import Attachments

COMMAND = Command(
    "attach",
    "add photos, sound or files to an entry, or take them out",
    "ENTRY [FILE …]",
    (
        Option("keep-location", "keep in a photo or film where it was taken"),
        Option("out", "write the entry's files into this folder", "DIR"),
        Option("remove", "take the file of this name, or with these digits, out of the entry", "NAME"),
    ),
    (
        ("goldseam attach last photo.jpg voice.m4a", "add files to the entry you wrote or changed last"),
        ("goldseam attach 3f2a", "see the files of an entry"),
        ("goldseam attach 3f2a --out ~/Desktop", "write its files, readable, into a folder"),
    ),
    "Files are encrypted as they are read; nothing readable of them is written anywhere. Where a photo or a film was"
    " taken is removed from it unless --keep-location is given; the file on your disk is never changed, nor removed.",
)

DIGITS_MIN = 4


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Attaches, lists, extracts or removes files."""
    if not arguments.words:
        raise misused("attach takes an entry, and files", "attach")
    desk = open_desk(arguments, terminal)
    entry = find_entry(desk, arguments.words[0])
    if "out" in arguments.values:
        return _extract(desk, entry, arguments.values["out"], terminal)
    if "remove" in arguments.values:
        return _remove(desk, entry, arguments.values["remove"], terminal)
    if len(arguments.words) == 1:
        return _list(entry, arguments, terminal)
    return _add(desk, entry, arguments, terminal)


def _add(desk: Desk, entry: Entry, arguments: Arguments, terminal: Terminal) -> int:
    attachments = Attachments(desk.vault)
    for path in arguments.words[1:]:
        with _opened(path) as file:
            _, added = attachments.add(
                entry.id,
                file,
                os.path.basename(path),
                now_ms=now_ms(),
                keep_location="keep-location" in arguments.flags,
            )
        terminal.note(f"attached to {entry.id[:ID_SHOWN]}: {terminal.shown(added.name)} · {size_text(added.size)}")
    announce(desk.vault.header.vault)
    return 0


def _opened(path: str) -> BinaryIO:
    try:
        # Without waiting for somebody to write into a pipe, and never without end from a device.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        file = os.fdopen(descriptor, "rb")
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return file
        file.close()
        why = f"{path} is a pipe, a device or a folder, and no file"
    except OSError as error:
        why = f"the file {path} could not be read: {reason_of(error)}"
    raise Misused(
        why,
        safe="it was not attached; files attached before it are",
        next="check its name and try again",
        code="command.file-unreadable",
    )


def _list(entry: Entry, arguments: Arguments, terminal: Terminal) -> int:
    for attachment in entry.content.attachments:
        if "json" in arguments.flags:
            terminal.say_json({"schema": 1, **attachment._asdict()})
        else:
            shown = f"{attachment.media_type}  {size_text(attachment.size)}  {attachment.blob[:ID_SHOWN]}"
            terminal.say(f"{attachment.name}  {shown}")
    return 0


def _remove(desk: Desk, entry: Entry, name: str, terminal: Terminal) -> int:
    named = [attachment for attachment in entry.content.attachments if attachment.name == name]
    named = named or [
        attachment
        for attachment in entry.content.attachments
        if len(name) >= DIGITS_MIN and attachment.blob.startswith(name.lower())
    ]
    if not named:
        raise misused("the entry has no file of that name", "attach")
    if len(named) > 1:
        raise Misused(
            f"the entry has {len(named)} files of that name",
            safe="nothing was changed",
            next=f"say which, by the digits at the end of its line: goldseam attach {entry.id[:ID_SHOWN]}",
            code="command.several-files",
        )
    rest = tuple(attachment for attachment in entry.content.attachments if attachment is not named[0])
    desk.entries.change(entry.id, now_ms=now_ms(), attachments=rest)
    announce(desk.vault.header.vault)
    terminal.note("taken out; earlier revisions of the entry still have it")
    return 0


def _extract(desk: Desk, entry: Entry, folder: str, terminal: Terminal) -> int:
    refuse_inside(desk.vault.folder, folder)
    _make(folder, desk)
    attachments = Attachments(desk.vault)
    for attachment in entry.content.attachments:
        path = _free_path(folder, attachment)
        with open(path, "xb") as file:
            try:
                attachments.copy_to(attachment, file)
            except Damaged:
                os.unlink(path)
                raise
        terminal.say(path)
    return 0


def _make(folder: str, desk: Desk) -> None:
    """The last folder of a path is made; one further up that is not there was mistyped."""
    if os.path.isdir(folder):
        return
    if not os.path.isdir(os.path.dirname(os.path.abspath(folder))) or os.path.lexists(folder):
        raise misused(f"there is no folder {folder}", "attach")
    desk.vault.disk.make_folder(os.path.abspath(folder))


def _free_path(folder: str, attachment: Attachment) -> str:
    stem, ending = os.path.splitext(attachment.name)
    path = os.path.join(folder, attachment.name)
    number = 1
    while os.path.lexists(path):
        number += 1
        path = os.path.join(folder, f"{stem}-{number}{ending}")
    return path
