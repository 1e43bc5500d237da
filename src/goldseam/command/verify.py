"""goldseam verify: re-read and prove every byte, and repair."""

import os

from goldseam.command.opening import keys_of_backup, keys_to_verify, zone
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.places import runtime_folder, vault_folder
from goldseam.command.progress import progress_line
from goldseam.command.rendering import counted
from goldseam.command.terminal import Terminal
from goldseam.desk.agent_control import lock_agent
from goldseam.desk.repair import Mended, check, mend
from goldseam.keep.backup import altered_texts, check_backup, load_outer
from goldseam.keep.disk import Disk
from goldseam.keep.header import COPY, Header, load_header, load_written, mend_header, parse_header
from goldseam.keep.header import NAME as HEADER
from goldseam.keep.salvage import Lost, Salvaged
from goldseam.keep.verify import Checked, Place
from goldseam.words.problem import Damaged, Incomplete

COMMAND = Command(
    "verify",
    "re-read and prove every byte, and repair",
    "",
    (
        Option("repair", "mend what a second copy still has"),
        Option("from", "with --repair: this backup may have what is lost", "BACKUP"),
        Option("backup", "prove this backup instead", "FILE"),
        Option("verbose", "with what the database itself says of its damage"),
    ),
    (
        ("goldseam verify", "the database, the second copy, photos, the inbox"),
        (
            "goldseam verify --repair",
            "mend the database from the log and what is left of it, the log from the database",
        ),
        ("goldseam verify --repair --from journal.tar", "and bring back photos that are damaged"),
        ("goldseam verify --backup journal.tar", "every byte of a backup"),
    ),
    "It ends with 13 when something is damaged, and with 3 when a repair could not bring back everything.",
)
LISTED_MAX = 20


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Tells what is damaged; 13 when something is."""
    if "backup" in arguments.values:
        return _check_backup(arguments.values["backup"], arguments, terminal)
    folder, disk = vault_folder(arguments.values.get("vault")), Disk()
    repair, backup = "repair" in arguments.flags, arguments.values.get("from", "")
    if repair and mend_header(folder, disk, spare=load_outer(backup).header if backup else None):
        terminal.note(f"{HEADER} and {COPY} are the same again")
    header = _readable_header(folder, disk)
    keys = keys_to_verify(arguments, header, terminal)
    place = Place(folder, header, keys, disk)
    found = _checked(place, arguments, terminal)
    if found and not repair:
        terminal.note("next: mend what a second copy still has: goldseam verify --repair")
    if not repair or not (found or backup):
        return Damaged.exit_code if found else 0
    lock_agent(runtime_folder(), header.vault)  # it has the database open that may be replaced
    mended = mend(folder, keys, found, zone=zone(), backup=os.path.abspath(backup) if backup else "")
    _tell(mended, terminal)
    if _checked(place, arguments, terminal):
        return Damaged.exit_code
    return Incomplete.exit_code if mended.salvaged and any(mended.salvaged.lost) else 0


def _check_backup(path: str, arguments: Arguments, terminal: Terminal) -> int:
    about = check_backup(path, keys_of_backup(path, arguments, terminal))
    altered = altered_texts(path)
    for name in altered:
        terminal.note(f"damaged: {name}: it is not what goldseam wrote; the journal in the backup is whole")
    if altered:
        return Damaged.exit_code
    whole = f"{counted(about.entries, 'entry', 'entries')}, {counted(about.attachments, 'file')}"
    terminal.note(f"the backup is whole: {whole}")
    return 0


def _readable_header(folder: str, disk: Disk) -> Header:
    """Of vault.json, or of its copy when that is damaged, so that everything else can still be looked at."""
    if load_written(folder, HEADER, disk) is None and (copy := load_written(folder, COPY, disk)) is not None:
        return parse_header(copy)
    return load_header(folder, disk)


def _checked(place: Place, arguments: Arguments, terminal: Terminal) -> list[Checked]:
    step = progress_line("verifying")
    found: list[Checked] = []
    count = 0
    for checked in check(place, step=step):
        count += 1
        if checked.problem:
            found.append(checked)
            terminal.note(f"damaged: {checked.what}: {checked.problem}")
            if checked.detail and "verbose" in arguments.flags:
                terminal.note(f"  {checked.detail}")
        if "json" in arguments.flags:
            detail = {"detail": checked.detail} if checked.detail else {}
            terminal.say_json({"schema": 1, "what": checked.what, "problem": checked.problem, **detail})
    step(-1)
    terminal.note(f"{count} things were read to their last byte; {len(found) or 'none'} of them damaged")
    return found


def _tell(mended: Mended, terminal: Terminal) -> None:
    if mended.salvaged:
        _tell_salvaged(mended.salvaged, terminal)
    records, files = mended.from_backup
    for said in (
        f"{mended.views} entries are made anew from their revisions" if mended.views else "",
        f"{mended.taken_back} records came back from the second copy" if mended.taken_back else "",
        "the second copy is written anew from the database" if mended.log else "",
        f"the backup brought back {records} records and {files} files" if records or files else "",
        f"{mended.thumbnails} small pictures are made anew" if mended.thumbnails else "",
    ):
        if said:
            terminal.note(said)


def _tell_salvaged(salvaged: Salvaged, terminal: Terminal) -> None:
    terminal.note(
        f"the database is made anew: {salvaged.records} records, {salvaged.from_log} of them from the second copy,"
        f" and {salvaged.drafts} drafts"
    )
    for line in _losses(salvaged.lost):
        terminal.note(f"lost: {line}")
    if salvaged.aside:
        terminal.note(
            f"what is damaged stays beside it as {salvaged.aside}; a backup may have what is lost:"
            " goldseam verify --repair --from BACKUP"
        )
        terminal.note("careful: it also keeps, encrypted, what you purge from now on; remove it when you are done")


def _losses(lost: Lost) -> list[str]:
    lines = [f"entry {id_[:8]} of {day}" for id_, day in lost.entries]
    lines += [f"revision {id_[:8]}" for id_ in lost.revisions]
    lines = lines[:LISTED_MAX] + ([f"and {len(lines) - LISTED_MAX} more"] if len(lines) > LISTED_MAX else [])
    lines += [f"{count} records of device {device}" for device, count in lost.numbers]
    return lines + [
        f"entry {id_[:8]} of {day}, unless its save was cut short before it was reported saved"
        for id_, day in lost.unsure[:LISTED_MAX]
    ]
