"""goldseam verify: re-read and prove every byte, and repair."""

from goldseam.command.opening import keys_without_asking, locked_desk, open_desk
from goldseam.command.options import Arguments, Command, Option
from goldseam.command.places import vault_folder
from goldseam.command.progress import progress_line
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.keep.backup import check_backup
from goldseam.keep.disk import Disk
from goldseam.keep.header import mend_header
from goldseam.keep.keys import Keys
from goldseam.keep.verify import Checked, mend_database, mend_log, mend_views, verify
from goldseam.words.problem import Damaged

COMMAND = Command(
    "verify",
    "re-read and prove every byte, and repair",
    "",
    (
        Option("repair", "mend what a second copy still has"),
        Option("backup", "prove this backup instead", "FILE"),
    ),
    (
        ("goldseam verify", "the database, the second copy, photos, the inbox"),
        ("goldseam verify --repair", "mend the database from the log, or the log from the database"),
        ("goldseam verify --backup journal.tar", "every byte of a backup"),
    ),
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Tells what is damaged; 13 when something is."""
    repair = "repair" in arguments.flags
    if repair and mend_header(vault_folder(arguments.values.get("vault")), Disk()):
        terminal.note("vault.json is mended from vault.json.bak")
    try:
        desk = open_desk(arguments, terminal)
    except Damaged as problem:
        keys = keys_without_asking(arguments, locked_desk(arguments))
        if not repair or keys is None or problem.code != "keep.database-damaged":
            raise
        return _from_log(arguments, keys, terminal)
    if "backup" in arguments.values:
        about = check_backup(arguments.values["backup"], desk.vault.keys)
        terminal.note(f"the backup is whole: {about.entries} entries, {about.attachments} files")
        return 0
    found = _checked(desk, arguments, terminal)
    if found and repair:
        return _repair(desk, found, arguments, terminal)
    return Damaged.exit_code if found else 0


def _checked(desk: Desk, arguments: Arguments, terminal: Terminal) -> list[Checked]:
    step = progress_line("verifying")
    found: list[Checked] = []
    count = 0
    for checked in verify(desk.vault, step=step):
        count += 1
        if checked.problem:
            found.append(checked)
            terminal.note(f"damaged: {checked.what}: {checked.problem}")
        if "json" in arguments.flags:
            terminal.say_json({"schema": 1, "what": checked.what, "problem": checked.problem})
    step(-1)
    terminal.note(f"{count} things were read to their last byte; {len(found) or 'none'} of them damaged")
    return found


def _repair(desk: Desk, found: list[Checked], arguments: Arguments, terminal: Terminal) -> int:
    kinds = {checked.what.split("/", 1)[0] for checked in found}
    if kinds & {"vault.db", "records"}:
        keys = desk.vault.keys
        desk.close()
        return _from_log(arguments, keys, terminal)
    if "entries" in kinds:
        terminal.note(f"{mend_views(desk.vault)} entries are made anew from their revisions")
    if "log" in kinds:
        mend_log(desk.vault, now_ms=now_ms())
        terminal.note("the second copy is written anew from the database")
    left = _checked(desk, arguments, terminal)
    return Damaged.exit_code if left else 0


def _from_log(arguments: Arguments, keys: Keys, terminal: Terminal) -> int:
    count = mend_database(vault_folder(arguments.values.get("vault")), keys, Disk())
    terminal.note(f"the database is made anew from the log: {count} records; the damaged file stays beside it")
    return 0
