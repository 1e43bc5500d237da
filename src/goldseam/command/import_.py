"""goldseam import: come from another journal."""

import os
import shlex

from goldseam.command.composing import announce
from goldseam.command.opening import first_line_of, open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.progress import progress_line
from goldseam.command.rendering import SCHEMA, counted
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.leaving import take_in_beside
from goldseam.exchange.incoming import Arriving, Circumstances
from goldseam.exchange.intake import take_in
from goldseam.exchange.left_out import LeftOut, left_out
from goldseam.exchange.recognise import IMPORTERS, Source, recognise
from goldseam.exchange.report import FAILED, Report, row_json
from goldseam.words.problem import Incomplete, WrongKey
from goldseam.words.secret import Secret

COMMAND = Command(
    "import",
    "come from another journal",
    "FILE | FOLDER",
    (
        Option("from", f"what it is, if that is not seen: {', '.join(IMPORTERS)}", "KIND"),
        Option("zone", "the time zone of times that name none, if not this machine's", "ZONE"),
        Option("old-style", "name days by the Julian calendar, where the source has turned them into today's"),
        Option("tags-from-text", "make tags of the words with # in front that stand in the texts"),
        Option("keep-location", "keep in photos and films where they were taken"),
        Option("password-file", "the password of an encrypted source", "FILE"),
        Option("dry-run", "say what would come in, and take nothing"),
    ),
    (
        ("goldseam import journal.txt", "from jrnl: a file, a folder, encrypted or not, or its JSON"),
        ("goldseam import export.zip", "from Day One, with photos"),
        ("goldseam import ~/notes", "a folder of Markdown, with front matter or dates as file names"),
        ("goldseam import diary.jsonl", "JSON lines: {date, time?, title?, text, tags?, …}"),
    ),
    "Importing the same source again adds nothing, so an import that was interrupted is simply begun again. One bad"
    " record never stops it: the report names it, and the exit code is 3. What a source says that has no place here is"
    " kept with the entry. Where a photo or a film was taken is removed from it unless --keep-location is given.",
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Takes a source in, and reports on every record."""
    if len(arguments.words) != 1:
        raise misused("import takes one file or folder", "import")
    source = recognise(arguments.words[0], kind=arguments.values.get("from", ""))
    desk = open_desk(arguments, terminal)
    circumstances = Circumstances(
        arguments.values.get("zone") or desk.zone,
        desk.day_start_hour,
        _password(arguments),
        old_style="old-style" in arguments.flags,
        keep_location="keep-location" in arguments.flags,
        tags_from_text="tags-from-text" in arguments.flags,
    )
    records = _records(source, circumstances, terminal)
    for left in left_out(source):
        terminal.note(_left(left, source))
    if "dry-run" in arguments.flags:
        return _look(source, records, arguments, terminal)
    report = Report()
    step = progress_line("importing")
    keep = circumstances.keep_location
    rows = take_in(desk.vault, records, now_ms=now_ms(), keep_location=keep, name=source.name)
    try:
        for done, row in enumerate(rows, start=1):
            report.add(row)
            step(done)
            if "json" in arguments.flags:
                terminal.say_json(row_json(row))
    except KeyboardInterrupt:
        step(-1)
        for line in report.lines():
            terminal.note(line)
        terminal.note("interrupted: what came in stays; to go on, import the same again, which adds nothing twice")
        raise
    step(-1)
    _take_in_beside(desk, source, terminal)
    _settle(desk)
    for line in report.lines():
        terminal.note(line)
    return Incomplete.exit_code if report.counts[FAILED] or report.problems else 0


def _take_in_beside(desk: Desk, source: Source, terminal: Terminal) -> None:
    """What she had said of her entries, and made by looking back."""
    back, kept = take_in_beside(desk, source, now_ms=now_ms())
    if back.annotations or back.people:
        terminal.note(f"what you had said came too: of {back.annotations} findings, and of {back.people} people")
    if kept:
        things = counted(kept, "thing", "things")
        terminal.note(f"{things} that you had made by looking back came too: decisions, check-ins, what rests")


def _look(source: Source, records: Arriving, arguments: Arguments, terminal: Terminal) -> int:
    """What would come in."""
    found = [0, 0]
    for record in records:
        found[isinstance(record, Exception)] += 1
    if "json" in arguments.flags:
        terminal.say_json({"schema": SCHEMA, "kind": source.kind, "readable": found[0], "unreadable": found[1]})
    else:
        terminal.say(f"{source.kind}: {found[0]} records would come in, {found[1]} could not be read")
    return 0


def _left(left: LeftOut, source: Source) -> str:
    """What is left out of this import, and how it comes in."""
    named = [shlex.quote(os.path.join(source.glimpse.path, name)) for name in left.names]
    what = f"left out, for this is an import of {source.kind}: {counted(len(named), 'file')} of {left.kind}"
    if left.together:
        return f"{what}; next: goldseam import {shlex.quote(source.glimpse.path)} --from {left.kind}"
    more = f", and likewise {len(named) - 1} more" if len(named) > 1 else ""
    return f"{what}; next: goldseam import {named[0]}{more}"


def _settle(desk: Desk) -> None:
    """The index follows at once; the second copy by the agent, or here when there is none."""
    step = progress_line("making it findable")
    desk.find.follow(lambda done, _total: step(done))
    step(-1)
    from goldseam.command.places import runtime_folder
    from goldseam.desk.agent_client import ask

    vault_id = desk.vault.header.vault
    if ask(runtime_folder(), vault_id, "status") is None:
        desk.flush()
    announce(vault_id)


def _records(source: Source, circumstances: Circumstances, terminal: Terminal) -> Arriving:
    """The records; for an encrypted source whose password was not given, a person is asked for it."""
    records = source.records(circumstances)
    try:
        first = next(records, None)
    except WrongKey as problem:
        if problem.code != "exchange.password-missing" or not terminal.input_allowed:
            raise
        password = Secret(terminal.ask_secret("password of the journal to import: ").encode())
        yield from source.records(circumstances._replace(password=password))
        return
    if first is not None:
        yield first
    yield from records


def _password(arguments: Arguments) -> Secret | None:
    path = arguments.values.get("password-file")
    return None if path is None else Secret(first_line_of(path).encode())
