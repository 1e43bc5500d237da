"""goldseam find: search everything she ever wrote."""

from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import SCHEMA, entry_json, entry_line
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.find.search import Hits

COMMAND = Command(
    "find",
    "search everything you ever wrote",
    "QUERY …",
    (
        Option("number", "how many at most; 0 is all", "N", "n"),
        Option("newest", "newest first, however few are found"),
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
    ),
    'The whole language stands in docs/search.md: words, "phrases", beginnings*, -not, OR, (groups), tag:, in:,'
    " on:, before:, after:, title:, has:photo, has:file, is:starred, is:trashed, and of what was read in them"
    " (docs/reading.md): person:, said-by:, feeling:, about:.",
    minus=True,
)
USUAL = 20


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints what was found."""
    desk = open_desk(arguments, terminal)
    if "saved-list" in arguments.flags:
        for name, saved in desk.find.saved().items():
            if "json" in arguments.flags:
                terminal.say_json({"schema": SCHEMA, "name": name, "query": saved})
            else:
                terminal.say(f"{name}: {saved}")
        return 0
    if "forget" in arguments.values:
        desk.find.forget_query(arguments.values["forget"], now_ms=now_ms())
        terminal.note("forgotten; what it found is as it was")
        return 0
    if arguments.values.get("save", "name").strip() == "":
        raise misused("--save takes a name", "find")
    query = _query(arguments, desk)
    hits = desk.find.entries(
        query,
        today=desk.today(),
        limit=arguments.whole_number("number", USUAL, command="find") or -1,
        newest="newest" in arguments.flags,
    )
    if "save" in arguments.values:
        desk.find.save_query(arguments.values["save"], query, now_ms=now_ms())
    if "json" in arguments.flags:
        _print_json(hits, terminal, whole="text" in arguments.flags)
    else:
        _print(hits, terminal)
    return 0


def _query(arguments: Arguments, desk: Desk) -> str:
    query = " ".join(arguments.words)
    if "saved" in arguments.values:
        query = f"{desk.find.saved_query(arguments.values['saved'])} {query}"
    if not query.strip():
        raise misused("there is nothing to search for", "find")
    return query


def _print_json(hits: Hits, terminal: Terminal, *, whole: bool) -> None:
    for hit in hits.hits:
        value = entry_json(hit.entry, text=whole)
        value["snippet"] = hit.snippet.text
        value["matches"] = [list(span) for span in hit.snippet.matches]
        terminal.say_json(value)


def _print(hits: Hits, terminal: Terminal) -> None:
    width = terminal.width()
    for hit in hits.hits:
        terminal.write_styled(entry_line(hit.entry, terminal, width))
        snippet = terminal.shown(hit.snippet.text).replace("\n", " ")
        terminal.write_styled("    " + _marked(snippet, hit.snippet.matches, terminal))
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
