"""goldseam before: earlier places that speak of the same, sorted by her, and what she sorted side by side."""

from collections.abc import Sequence

from goldseam.command.asked_first import ask_first_or_refuse
from goldseam.command.composing import announce
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.passages import passage_line
from goldseam.command.rendering import ID_SHOWN, SCHEMA, counted, day_text
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.asking import Passage
from goldseam.lookback.befores import SIDES, STAGES, Before, Laid, Said, Time
from goldseam.lookback.decisions import Words, place_of_words
from goldseam.lookback.earlier import Earlier, is_recent, latest_day
from goldseam.lookback.place import Place, place_in
from goldseam.lookback.question import question_of
from goldseam.words.entry import Entry, JsonObject
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose
from goldseam.words.span import Span

COMMAND = Command(
    "before",
    "earlier places that speak of the same, sorted by you",
    "[WORDS]",
    (
        Option("entry", "ask from this entry: from WORDS as they stand there, else from all of it", "ENTRY"),
        Option("again", "ask a second time: from a page of the last 30 days, or for places of the last 30 days"),
        Option("keep", "keep the question, to sort places for it"),
        Option("show", "what you sorted, side by side by stage, in the order of time", "SET"),
        Option("more", "places that speak of it and that you have not sorted", "SET"),
        Option("sort", "say of an entry: like, otherwise or neither; with WORDS of it, else the nearest ones", "SET"),
        Option("unsort", "take back what you said of an entry", "SET"),
        Option("stage", "say of WORDS of an entry: began, happened, went-on, or what you call it", "SET"),
        Option("name", "call it something", "SET"),
        Option("remove", "let go of it and of all you sorted for it, for good", "SET"),
        Option("yes", "with --remove: do not ask"),
        Option("number", "how many places at most", "N", "n"),
        Option("read-all", "read entries that are new to it first, however long that takes"),
    ),
    (
        ("goldseam before 'a dinner called off at the last minute'", "places that speak of it, for you to sort"),
        ("goldseam before --entry 3f2a 'He never came.'", "from words of an entry"),
        ("goldseam before", "what you asked and sorted"),
        ("goldseam before --show 5c1e", "all you sorted of one, side by side"),
        ("goldseam before --more 5c1e", "go on sorting"),
        ("goldseam before --sort 5c1e 9b04 otherwise 'He rang at nine.'", "a page that you know of yourself"),
        ("goldseam before --stage 5c1e 9b04 'He rang at nine.' went-on", "how it went on"),
    ),
    "Nothing here knows what was like it: places are found by words, names and meaning, and which of them was like it,"
    " which went otherwise and which was neither is your word alone. What was like it is never shown without what went"
    " otherwise. From a page of the last 30 days it is asked twice (docs/before.md).",
)
USUAL = 10
LETTERS = {"l": "like", "o": "otherwise", "n": "neither"}
ASKED = "was it like this (l), did it go otherwise (o), or neither (n)? Enter leaves it open, q ends: "
_SETS = ("show", "more", "sort", "unsort", "stage", "name", "remove")
_SAID = {
    "like": "like it", "otherwise": "went otherwise", "neither": "neither",
    "began": "how it began", "happened": "what happened", "went-on": "how it went on", "": "without a stage",
}  # fmt: skip
_GONE = {"gone": "the page it stood on is gone", "trashed": "the page it stood on is in the trash"}


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Lists, looks for places, takes her word on them, or shows what she sorted."""
    given = [name for name in _SETS if name in arguments.values]
    asks = not given and (bool(arguments.words) or "entry" in arguments.values)
    if len(given) > 1 or (given and "entry" in arguments.values):
        raise misused("before does one thing at a time", "before")
    if "keep" in arguments.flags and not asks:
        raise misused("--keep goes with what happened, in a few words, or with --entry", "before")
    desk = open_desk(arguments, terminal)
    ask_first_or_refuse(desk, terminal)
    if not given and not asks:
        return _list(desk, arguments, terminal)
    if not given:
        return _ask(desk, arguments, terminal)
    before = desk.befores.one(arguments.values[given[0]], desk.sight(Purpose.BROWSE))
    act = {
        "show": _show, "more": _more, "sort": _sort, "unsort": _unsort, "stage": _stage, "name": _name,
        "remove": _remove,
    }[given[0]]  # fmt: skip
    return act(desk, before, arguments, terminal)


# What she asks


def _ask(desk: Desk, arguments: Arguments, terminal: Terminal) -> int:
    """Looks for places that speak of words of hers, or of a passage."""
    words, again = " ".join(arguments.words).strip(), "again" in arguments.flags
    about: Place | str = words
    day, text = desk.today(), words
    but: list[str] = []
    if "entry" in arguments.values:
        entry = find_entry(desk, arguments.values["entry"])
        if is_recent(entry.content.day, desk.today()) and not again:
            terminal.note(
                "this page is of the last weeks; while something is so near, earlier times are easily read as more than"
                " they are. It can wait; to look all the same: --again"
            )
            return 0
        text = words or entry.content.text
        if not text.strip():
            raise misused("that entry has no words to ask from", "before")
        about = place_of_words(entry, words, desk.vault) if words else place_in(desk.vault, entry, 0, len(text))
        day, but = entry.content.day, [entry.id]
    elif not words:
        raise misused("before takes what happened, in a few words", "before")
    found = _found(desk, text, arguments, terminal, day=day, but=but, is_passage=isinstance(about, Place))
    before: Before | None = None
    if "keep" in arguments.flags:
        before = desk.befores.one(desk.befores.ask(about, day=day, now_ms=now_ms()), desk.sight(Purpose.BROWSE))
        terminal.note(
            f"kept: {before.id[:ID_SHOWN]}; sort places for it: goldseam before --more {before.id[:ID_SHOWN]}"
        )
    return _take(desk, found, arguments, terminal, before=before, about=about, day=day)


def _more(desk: Desk, before: Before, arguments: Arguments, terminal: Terminal) -> int:
    but = desk.befores.sorted_of(before)
    found = _found(
        desk, before.about.text, arguments, terminal, day=before.day if before.entry else desk.today(), but=but,
        is_passage=bool(before.entry),
    )  # fmt: skip
    return _take(desk, found, arguments, terminal, before=before)


def _found(
    desk: Desk, text: str, arguments: Arguments, terminal: Terminal, *, day: str, but: list[str], is_passage: bool
) -> Earlier:
    """The places; of a passage those from well before it, of a question those that are older than 30 days."""
    from goldseam.command.reading_on import embedding_if_here

    sight = desk.sight_for("" if is_passage else text)
    until = latest_day(day, lately="again" in arguments.flags and not is_passage)
    embedding = embedding_if_here(desk, arguments, terminal)
    question = question_of(text, desk.registry.circle(), today=desk.today())
    found = desk.earlier.of(question, before=until, but=but, sight=sight, today=desk.today(), embedder=embedding)
    if found.unread:
        terminal.note(
            f"{counted(found.unread, 'entry', 'entries')} not read yet, and looked for by words alone;"
            " asking again reads on, and --read-all reads them first"
        )
    if not is_passage and "again" not in arguments.flags:
        terminal.note("what is of the last 30 days is left out; --again looks there too")
    return found


def _take(
    desk: Desk,
    found: Earlier,
    arguments: Arguments,
    terminal: Terminal,
    *,
    before: Before | None,
    about: Place | str = "",
    day: str = "",
) -> int:
    """Shows the places in the order of time and, where somebody is there to be asked, takes her word on each."""
    most = arguments.whole_number("number", USUAL, command="before") or len(found.places)
    places = sorted(found.places[:most], key=lambda place: (place.said.day, place.said.entry))
    as_json = "json" in arguments.flags
    said = False
    if not places:
        terminal.note("nothing earlier that speaks of it was found")
    for place in places:
        if as_json:
            terminal.say_json(_place_json(place, before))
            continue
        terminal.write_styled(passage_line(place.said, place.around, terminal))
        if not terminal.input_allowed:
            continue
        answer = terminal.ask(ASKED).strip().lower()[:1]
        if answer == "q":
            break
        if answer in LETTERS:
            if before is None:
                made = desk.befores.ask(about, day=day, now_ms=now_ms())
                before = desk.befores.one(made, desk.sight(Purpose.BROWSE))
            entry = desk.entry_in_sight(place.said.entry)
            desk.befores.sort(before, entry, LETTERS[answer], [place.said.quote.span], now_ms=now_ms())
            said = True
    if places and not as_json:
        terminal.note(
            "these speak of the same, as far as words and meaning tell; which was like it is yours to say"
            if not said
            else "kept"
        )
    if said and before is not None:
        announce(desk.vault.header.vault)
        _say_laid(before, desk.befores.laid(before, desk.sight_for(before.question)), terminal)
    return 0


# Her word


def _sort(desk: Desk, before: Before, arguments: Arguments, terminal: Terminal) -> int:
    if len(arguments.words) < 2 or arguments.words[1] not in SIDES:  # noqa: PLR2004 - an entry and what it was
        raise misused(f"--sort takes a set, an entry and one of {', '.join(SIDES)}", "before")
    entry = find_entry(desk, arguments.words[0])
    words = " ".join(arguments.words[2:]).strip()
    spans = [_span(desk, entry, words)] if words else []
    if not spans and desk.befores.time(before, entry.id) is None:
        from goldseam.command.reading_on import embedding_if_here

        question = question_of(before.about.text, desk.registry.circle(), today=desk.today())
        embedding = embedding_if_here(desk, arguments, terminal)
        nearest = desk.earlier.nearest_in(question, entry, sight=desk.sight(Purpose.BROWSE), embedder=embedding)
        spans = [nearest] if nearest else []
    desk.befores.sort(before, entry, arguments.words[1], spans, now_ms=now_ms())
    return _told(desk, before, arguments, terminal)


def _unsort(desk: Desk, before: Before, arguments: Arguments, terminal: Terminal) -> int:
    if len(arguments.words) != 1:
        raise misused("--unsort takes a set and an entry", "before")
    desk.befores.unsort(before, find_entry(desk, arguments.words[0]).id, now_ms=now_ms())
    return _told(desk, before, arguments, terminal)


def _stage(desk: Desk, before: Before, arguments: Arguments, terminal: Terminal) -> int:
    if len(arguments.words) != 3:  # noqa: PLR2004 - an entry, words of it, and the stage
        raise misused("--stage takes a set, an entry, words of it, and the stage or what you call it", "before")
    entry_word, words, stage = arguments.words
    entry = find_entry(desk, entry_word)
    desk.befores.name_stage(before, entry, _span(desk, entry, words), stage, now_ms=now_ms())
    return _told(desk, before, arguments, terminal)


def _name(desk: Desk, before: Before, arguments: Arguments, terminal: Terminal) -> int:
    desk.befores.rename(before, " ".join(arguments.words), now_ms=now_ms())
    return _told(desk, before, arguments, terminal)


def _told(desk: Desk, before: Before, arguments: Arguments, terminal: Terminal) -> int:
    announce(desk.vault.header.vault)
    if "json" in arguments.flags:
        return _show(desk, desk.befores.one(before.id, desk.sight(Purpose.BROWSE)), arguments, terminal)
    terminal.note(f"kept; to see it: goldseam before --show {before.id[:ID_SHOWN]}")
    return 0


def _span(desk: Desk, entry: Entry, words: str) -> Span:
    place = place_of_words(entry, words, desk.vault)
    return Span(place.start, place.end)


def _remove(desk: Desk, before: Before, arguments: Arguments, terminal: Terminal) -> int:
    if "yes" not in arguments.flags:
        if not terminal.input_allowed:
            raise Misused(
                "what is removed for good is asked for first, and nobody may be asked here",
                safe="nothing was removed",
                next="goldseam before --remove SET --yes",
                code="command.cannot-ask",
            )
        terminal.note(_line(before, terminal))
        if not terminal.confirm("let go of this and of all you sorted for it, for good? This cannot be taken back."):
            terminal.note("nothing was removed")
            return 0
    desk.purge(desk.befores.all_of(before))
    if "json" in arguments.flags:
        terminal.say_json({"schema": SCHEMA, "before": before.id, "removed": True})
    terminal.note("let go; your pages are as they were")
    return 0


# How it is told


def _list(desk: Desk, arguments: Arguments, terminal: Terminal) -> int:
    kept = desk.befores.all(desk.sight(Purpose.UNASKED))
    for one in kept:
        if "json" in arguments.flags:
            terminal.say_json(_json(one))
        else:
            terminal.write_styled(_line(one, terminal))
    if not kept:
        terminal.note("nothing was sorted yet; to ask: goldseam before 'what happened, in a few words'")
    return 0


def _show(desk: Desk, before: Before, arguments: Arguments, terminal: Terminal) -> int:
    laid = desk.befores.laid(before, desk.sight_for(before.question))
    if "json" in arguments.flags:
        terminal.say_json(_json(before) | _laid_json(laid))
        return 0
    terminal.write_styled(_line(before, terminal))
    _say_laid(before, laid, terminal)
    return 0


def _say_laid(before: Before, laid: Laid, terminal: Terminal) -> None:
    """By stage, and within one in the order of time."""
    if laid.withheld:
        terminal.note("not laid out now: what went otherwise is not to be shown, and the rest is not without it")
    for stage in laid.stages:
        terminal.say("")
        if stage or len(laid.stages) > 1:
            terminal.say(terminal.shown(_SAID.get(stage, stage)))
        for time in laid.times:
            said = [one for one in time.said if one.stage == stage]
            day = day_text(time.day) if time.day else "no day"
            head = f"{terminal.style(time.entry[:ID_SHOWN], 'dim')}  {day:>15}  {_SAID[time.side]:14}  "
            terminal.write_styled(
                head + (" ".join(_quoted(one, terminal) for one in said) or terminal.style("-", "dim"))
            )
    if not laid.times and not laid.withheld:
        terminal.note("nothing is sorted yet")
    elif not laid.withheld and not laid.has_otherwise:
        terminal.note(
            "none of these went otherwise, by your word so far; there may be some that you have not sorted:"
            f" goldseam before --more {before.id[:ID_SHOWN]}"
        )


def _line(one: Before, terminal: Terminal) -> str:
    name = f"{terminal.shown(one.name)}: " if one.name else ""
    about = _GONE.get(one.about.state) or terminal.shown(" ".join(one.about.text.split()))
    about = f"({about})" if one.about.state != "here" else f"“{about}”" if one.entry else about
    return f"{terminal.style(one.id[:ID_SHOWN], 'dim')}  {day_text(one.day):>15}  {name}{about}"


def _quoted(said: Said, terminal: Terminal) -> str:
    if said.words.state != "here":
        return f"({_GONE[said.words.state]})"
    return f"“{terminal.shown(' '.join(said.words.text.split()))}”"


def _place_json(place: Passage, before: Before | None) -> JsonObject:
    said = place.said
    return {
        "schema": SCHEMA,
        "entry": said.entry,
        "day": said.day,
        "quote": said.words,
        "span": list(said.quote.span),
        "around": place.around.words,
        "to_sort_for": before.id if before else None,
    }


def _words_json(words: Words) -> JsonObject:
    value: JsonObject = {"words": words.text, "page": words.state}
    return value | (words.reference._asdict() if words.reference else {})


def _json(one: Before) -> JsonObject:
    return {
        "schema": SCHEMA,
        "before": one.id,
        "day": one.day,
        "name": one.name,
        "about": _words_json(one.about),
    }


def _laid_json(laid: Laid) -> JsonObject:
    return {"withheld": laid.withheld, "times": [_time_json(time) for time in (*laid.times, *laid.aside)]}


def _time_json(time: Time) -> JsonObject:
    said: Sequence[Said] = time.said
    return {
        "entry": time.entry,
        "side": time.side,
        "day": time.day or None,
        "page": time.state,
        "said": [
            _words_json(one.words) | {"stage": one.stage, "own": bool(one.stage) and one.stage not in STAGES}
            for one in said
        ],
    }
