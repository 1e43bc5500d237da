"""goldseam find: search everything she ever wrote."""

import re
from collections.abc import Sequence

from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import SCHEMA, counted, entry_json, entry_line
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.find.search import Hit, Hits
from goldseam.words.entry import Entry
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

COMMAND = Command(
    "find",
    "search everything you ever wrote",
    "QUERY …",
    (
        Option("number", "how many at most; 0 is all", "N", "n"),
        Option("newest", "newest first, however few are found"),
        Option("like", "what speaks of the same as these words, or as the entry of this id", "TEXT|ENTRY"),
        Option("read-all", "with --like: read every entry first that was not read yet, however long it takes"),
        Option("text", "with --json: the whole text instead of a snippet"),
        Option("save", "keep the query under this name", "NAME"),
        Option("saved", "use the query kept under this name", "NAME"),
        Option("saved-list", "the queries that are kept"),
        Option("forget", "keep no query under this name any more", "NAME"),
    ),
    (
        ("goldseam find rain", "entries with the word rain"),
        ("goldseam find '\"long way home\" -bus'", "a phrase, and without a word"),
        ("goldseam find 'tag:bea before:2025 has:photo'", "by tag, time and photo"),
        ("goldseam find 'on:\"last summer\" (sea OR lake) swim*'", "a season, one of two words, a beginning"),
        ("goldseam find --like 'afraid of the operation'", "what speaks of the same, in whatever words"),
        ("goldseam find --like 3f2a", "entries like this one"),
    ),
    'The whole language stands in docs/search.md: words, "phrases", beginnings*, -not, OR, (groups), tag:, in:,'
    " on:, before:, after:, title:, has:photo, has:file, is:starred, is:trashed, and of what was read in them"
    " (docs/reading.md): person:, said-by:, feeling:, about:.",
    minus=True,
)
USUAL = 20
LIKE_MAX = 1_000


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints what was found."""
    desk = open_desk(arguments, terminal)
    if "saved-list" in arguments.flags:
        for thread in desk.kept_threads():
            if "json" in arguments.flags:
                terminal.say_json({"schema": SCHEMA, "name": thread.name, "query": thread.query})
            else:
                terminal.say(f"{terminal.shown(thread.name)}: {terminal.shown(thread.query)}")
        return 0
    if "forget" in arguments.values:
        desk.threads.drop(desk.threads.named(arguments.values["forget"]), now_ms=now_ms())
        terminal.note("forgotten; what it found is as it was")
        return 0
    if "like" in arguments.values:
        return _like(arguments, desk, terminal)
    if arguments.values.get("save", "name").strip() == "":
        raise misused("--save takes a name", "find")
    query = _query(arguments, desk)
    hits = desk.find.entries(
        query,
        sight=desk.sight(Purpose.SEARCH),
        today=desk.today(),
        limit=arguments.whole_number("number", USUAL, command="find") or -1,
        newest="newest" in arguments.flags,
    )
    if "save" in arguments.values:
        desk.threads.keep(arguments.values["save"], query, now_ms=now_ms())
    _print_hits(hits.hits, arguments, terminal)
    if "json" not in arguments.flags:
        _tell(hits, terminal)
        note_away(desk, query, terminal)
    return 0


def note_away(desk: Desk, query: str, terminal: Terminal) -> None:
    """Tells of whom she named and let rest, for she may look all the same; nothing keeps that she asked."""
    for rule in desk.away_in(query):
        name = terminal.shown(rule.name)
        terminal.note(f"you let {name} rest. To look anyway: --look {name!r}; what rests: goldseam rest")


def _like(arguments: Arguments, desk: Desk, terminal: Terminal) -> int:
    """Prints what speaks of the same."""
    from goldseam.command.reading_on import read_on
    from goldseam.desk.embedding import Embedding

    if arguments.words:
        raise misused("--like takes its words as one: put them into quotation marks, and no query beside them", "find")
    sought = arguments.values["like"]
    if not sought.strip():
        raise misused("there is nothing to search for", "find")
    limit = arguments.whole_number("number", USUAL, command="find") or LIKE_MAX
    embedding = Embedding()
    read_on(desk, embedding, arguments)
    entry = _entry_of(sought, desk)
    alike = (
        desk.likeness.to_entry(entry, embedding, sight=desk.sight(Purpose.UNASKED), limit=limit)
        if entry
        else desk.likeness.to_text(sought, embedding, sight=desk.sight(Purpose.SEARCH), limit=limit)
    )
    _print_hits(alike.hits, arguments, terminal)
    if not alike.hits and "json" not in arguments.flags:
        terminal.note("nothing you wrote is like that")
    if alike.unread:
        terminal.note(
            f"{counted(alike.unread, 'entry', 'entries')} not read yet, and looked for by words alone;"
            " each search like this reads on, and --read-all reads them first"
        )
    return 0


def _entry_of(word: str, desk: Desk) -> Entry | None:
    """The entry that an id, or the beginning of one, or `last` names; None for what is words."""
    from goldseam.command.show import find_entry

    if not re.fullmatch(r"last|[0-9a-fA-F]{4,32}", word):
        return None
    try:
        return find_entry(desk, word)
    except Misused:
        return None  # a word such as "faded" has the letters of an id


def _query(arguments: Arguments, desk: Desk) -> str:
    query = " ".join(arguments.words)
    if "saved" in arguments.values:
        query = f"{desk.threads.named(arguments.values['saved']).query} {query}"
    if not query.strip():
        raise misused("there is nothing to search for", "find")
    return query


def _print_hits(hits: Sequence[Hit], arguments: Arguments, terminal: Terminal) -> None:
    if "json" in arguments.flags:
        _print_json(hits, terminal, whole="text" in arguments.flags)
        return
    width = terminal.width()
    for hit in hits:
        terminal.write_styled(entry_line(hit.entry, terminal, width))
        snippet = terminal.shown(hit.snippet.text).replace("\n", " ")
        terminal.write_styled("    " + _marked(snippet, hit.snippet.matches, terminal))


def _print_json(hits: Sequence[Hit], terminal: Terminal, *, whole: bool) -> None:
    for hit in hits:
        value = entry_json(hit.entry, text=whole)
        value["snippet"] = hit.snippet.text
        value["matches"] = [list(span) for span in hit.snippet.matches]
        terminal.say_json(value)


def _tell(hits: Hits, terminal: Terminal) -> None:
    """Says what is not shown."""
    if not hits.hits:
        terminal.note("nothing you wrote has that")
    elif hits.total > len(hits.hits):
        terminal.note(f"{len(hits.hits)} of {hits.total}{'' if hits.exact else ' or more'}: -n N shows more")


def _marked(text: str, spans: tuple[tuple[int, int], ...], terminal: Terminal) -> str:
    parts = []
    at = 0
    for start, end in spans:
        parts += [text[at:start], terminal.style(text[start:end], "bold")]
        at = end
    return "".join([*parts, text[at:]])
