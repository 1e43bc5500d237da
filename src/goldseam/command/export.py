"""goldseam export: leave with everything."""

from functools import partial

from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import SCHEMA, counted
from goldseam.command.terminal import Terminal
from goldseam.desk.leaving import beside
from goldseam.desk.outside import refuse_inside
from goldseam.exchange.exported import JSONLINES, MARKDOWN
from goldseam.exchange.exporters.cut_short import noted
from goldseam.exchange.exporters.folder import export
from goldseam.keep.listing import trashed_count
from goldseam.words.problem import Incomplete
from goldseam.words.rest import Purpose
from goldseam.write.attachments import Attachments

COMMAND = Command(
    "export",
    "leave with everything",
    "FOLDER",
    (Option("to", "markdown, which is usual, or jsonlines", "KIND"),),
    (
        ("goldseam export ~/leaving", "a folder of Markdown with front matter, and the files"),
        ("goldseam export ~/leaving --to jsonlines", "one file of JSON lines, and the files"),
    ),
    "What is exported is readable by anybody. Importing it into a new vault and exporting again gives the same bytes.",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Writes everything, the trash included, readable."""
    if len(arguments.words) != 1:
        raise misused("export takes the name of a folder", "export")
    target = arguments.words[0]
    kind = arguments.values.get("to", MARKDOWN)
    if kind not in {MARKDOWN, JSONLINES}:
        raise misused("--to takes markdown or jsonlines", "export")
    desk = open_desk(arguments, terminal)
    refuse_inside(desk.vault.folder, target)
    entries = terminal.progress(desk.vault.iter_entries(), label="exporting", total=desk.vault.count())
    noting = partial(noted, desk.vault)
    exported = export(
        target,
        entries,
        Attachments(desk.vault).copy_to,
        desk.vault.disk,
        kind=kind,
        said=beside(desk),
        noting=noting,
    )
    if "json" in arguments.flags:
        unreadable = len(exported.problems)
        counts = {"entries": exported.entries, "attachments": exported.attachments, "unreadable": unreadable}
        terminal.say_json({"schema": SCHEMA, "folder": target, "kind": kind, **counts})
    trashed = trashed_count(desk.vault.database, sight=desk.sight(Purpose.EXPORT))
    among = f", {trashed} of them from the trash" if trashed else ""
    what = counted(exported.entries, "entry is", "entries are")
    terminal.note(f"{what} in {target}{among}, readable by anybody who has it")
    if drafts := desk.drafts.count():
        which = counted(drafts, "unfinished page is", "unfinished pages are")
        terminal.note(f"{which} not in it; to keep them first: goldseam edit --drafts")
    for problem in exported.problems:
        terminal.note(f"  {problem.happened}\n  next: {problem.next}")
    return Incomplete.exit_code if exported.problems else 0
