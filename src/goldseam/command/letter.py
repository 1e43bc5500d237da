"""goldseam letter: letters that are sent to nobody."""

from goldseam.command.composing import announce, content_of, understood
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.paper_key import refuse_paper_file, show_key, write_paper_key
from goldseam.command.rendering import ID_SHOWN, SCHEMA, day_text
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.command.write import given_text, note_mistaken_day
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.letters import Letter
from goldseam.words.entry import JsonObject
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

COMMAND = Command(
    "letter",
    "a letter that is sent to nobody",
    "[TEXT …]",
    (
        Option("of", "this entry is a letter", "ENTRY"),
        Option("ordinary", "this letter is a page like any other again", "LETTER"),
        Option("key-away", "seal it to a new key that is given to you and kept nowhere here", "LETTER"),
        Option("key-out", "with --key-away: write that key into FILE instead of showing it", "FILE"),
        Option("open", "show a letter whose key is away; its key is asked for", "LETTER"),
        Option("key-file", "with --open: the key stands in FILE", "FILE"),
        Option("back", "with --open: it can be read here again, as it was"),
        Option("burn", "remove it for good", "LETTER"),
        Option("yes", "with --burn: do not ask"),
    ),
    (
        ("goldseam letter 'Tom, what I did not say'", "write one; a pipe does too"),
        ("goldseam letter --of last", "what you just wrote is a letter"),
        ("goldseam letter", "the letters there are"),
        ("goldseam rest --entry 3f2a --until 2027-06-01", "put one away until then: a drawer, not a lock"),
        ("goldseam letter --key-away 3f2a", "nobody opens it without the paper you get, and we do not either"),
        ("goldseam letter --open 3f2a", "with that key"),
        ("goldseam letter --burn 3f2a", "gone"),
    ),
    "There is no address here, and nothing is sent. A letter is an entry like any other: found, exported and in every"
    " backup, until you burn it or give its key away (docs/letters.md). Copies in backups you made before, on another"
    " device or on a worn disk may remain then.",
)
KEY_BYTES_MAX = 4096
_ONE = ("of", "ordinary", "key-away", "open", "burn")
_SAID = (
    "\nThis is the key of this letter, and of nothing else. It is kept nowhere here. Write it down or print it;\n"
    "without it nobody can open the letter again, and neither can we. It is shown this once.\n"
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Writes one, lists them, or does one of the things that can be done with one."""
    given = [name for name in _ONE if name in arguments.values]
    text = given_text(arguments, terminal) if not given else None
    if len(given) + bool(arguments.words) > 1:
        raise misused("letter does one thing at a time", "letter")
    for option, of in (("key-out", "key-away"), ("key-file", "open")):
        if option in arguments.values and given != [of]:
            raise misused(f"--{option} goes with --{of}", "letter")
    if "back" in arguments.flags and given != ["open"]:
        raise misused("--back goes with --open", "letter")
    desk = open_desk(arguments, terminal)
    if not given:
        return _write(desk, text, arguments, terminal) if text and text.strip() else _list(desk, arguments, terminal)
    act = {"of": _mark, "ordinary": _ordinary, "key-away": _key_away, "open": _open, "burn": _burn}[given[0]]
    code = act(desk, arguments.values[given[0]], arguments, terminal)
    announce(desk.vault.header.vault)
    return code


def _write(desk: Desk, text: str, arguments: Arguments, terminal: Terminal) -> int:
    content = content_of(understood(arguments, text, desk.zone, desk.day_start_hour), desk.day_start_hour)
    entry = desk.entries.add(content, now_ms=now_ms())
    announce(desk.vault.header.vault)
    note_mistaken_day(arguments, text, desk.zone, terminal, entry.id[:ID_SHOWN])
    return _mark(desk, entry.id, arguments, terminal)


def _mark(desk: Desk, word: str, arguments: Arguments, terminal: Terminal) -> int:
    letter = desk.letters.mark(find_entry(desk, word), now_ms=now_ms())
    _tell(letter, "a letter, and sent to nobody", arguments, terminal)
    return 0


def _ordinary(desk: Desk, word: str, arguments: Arguments, terminal: Terminal) -> int:
    letter = _letter(desk, word)
    desk.letters.unmark(letter, now_ms=now_ms())
    _tell(letter, "a page like any other", arguments, terminal)
    return 0


def _list(desk: Desk, arguments: Arguments, terminal: Terminal) -> int:
    letters = desk.letters.all(desk.sight(Purpose.BROWSE))
    for letter in letters:
        if "json" in arguments.flags:
            terminal.say_json(_json(letter))
        else:
            terminal.write_styled(_line(desk, letter, terminal))
        if letter.left:
            terminal.note(
                f"sealing {letter.id[:ID_SHOWN]} was cut short: its words still stand in {letter.left[:ID_SHOWN]};"
                f" goldseam purge {letter.left[:ID_SHOWN]} ends it"
            )
    if not letters:
        terminal.note("there is no letter; to write one that is sent to nobody: goldseam letter 'your words'")
    return 0


def _key_away(desk: Desk, word: str, arguments: Arguments, terminal: Terminal) -> int:
    from goldseam.keep.cipher import new_identity, recipient_of
    from goldseam.keep.disk import Disk

    out = arguments.values.get("key-out")
    if out is None and not terminal.input_allowed:
        raise misused("without a person to show it to, the key needs --key-out FILE", "letter")
    refuse_paper_file(out, "letter", key="the key of the letter")
    letter, key = _letter(desk, word), new_identity()
    desk.letters.check(letter)
    if out is not None:
        write_paper_key(key, out, Disk())
    else:
        terminal.note(_SAID)
        terminal.safe = "the letter is as it was, with all its words; the key that was shown opens nothing"
        terminal.next = f"to seal it with another key: goldseam letter --key-away {letter.id[:ID_SHOWN]}"
        show_key(key, terminal)
    desk.purge([desk.letters.key_away(letter, recipient_of(key), now_ms=now_ms())])
    _tell(_letter(desk, letter.id), "sealed; its words are nowhere here any more", arguments, terminal)
    return 0


def _open(desk: Desk, word: str, arguments: Arguments, terminal: Terminal) -> int:
    letter = _letter(desk, word)
    if "key-file" in arguments.values:
        key = _key_in(arguments.values["key-file"])
    elif not terminal.input_allowed:
        raise misused("without a person to ask for it, the key of the letter needs --key-file FILE", "letter")
    else:
        key = terminal.ask_secret("the key of this letter: ")
    if "back" in arguments.flags:
        desk.letters.bring_back(letter, key, now_ms=now_ms())
        _tell(_letter(desk, letter.id), "it can be read here again", arguments, terminal)
        return 0
    content = desk.letters.read(letter, key)
    if "json" in arguments.flags:
        terminal.say_json(_json(letter) | {"title": content.title, "text": content.text})
        return 0
    if content.title:
        terminal.say(content.title)
    terminal.say(content.text)
    return 0


def _key_in(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.read(KEY_BYTES_MAX).decode("ascii", "replace")
    except OSError:
        raise Misused(
            f"the file {path} with the key could not be read",
            safe="the letter is as it was",
            next="give the file into which the key was written: --key-file FILE",
            code="command.key-file",
        ) from None


def _burn(desk: Desk, word: str, arguments: Arguments, terminal: Terminal) -> int:
    letter = _letter(desk, word)
    if "yes" not in arguments.flags:
        if not terminal.input_allowed:
            raise Misused(
                "what is removed for good is asked for first, and nobody may be asked here",
                safe="nothing was removed",
                next="goldseam letter --burn LETTER --yes",
                code="command.cannot-ask",
            )
        terminal.note_styled(_line(desk, letter, terminal))
        if not terminal.confirm("burn this letter? Nothing brings it back."):
            terminal.note("it is still here")
            return 0
    desk.purge(desk.letters.subjects(letter))
    if "json" in arguments.flags:
        terminal.say_json({"schema": SCHEMA, "letter": letter.id, "burned": True})
    terminal.note("gone; copies in backups you made before, on another device or on a worn disk may remain")
    return 0


def _letter(desk: Desk, word: str) -> Letter:
    """The one of an id of its own or of its entry's, or `last`: the one made last."""
    sight = desk.sight(Purpose.BROWSE)
    if word == "last" and (letters := desk.letters.all(sight)):
        return letters[-1]
    return desk.letters.one(word, sight)


def _line(desk: Desk, letter: Letter, terminal: Terminal) -> str:
    entry = desk.vault.entry(letter.entry) if letter.entry else None
    said = "its key is away" if entry is None else " ".join((entry.content.title or entry.content.text).split())
    begins = terminal.shown(said)[: max(20, terminal.width() - 28)]
    return f"{terminal.style(letter.id[:ID_SHOWN], 'dim')}  {day_text(letter.day):>15}  {begins}"


def _tell(letter: Letter, said: str, arguments: Arguments, terminal: Terminal) -> None:
    if "json" in arguments.flags:
        terminal.say_json(_json(letter))
    terminal.note(f"{letter.id[:ID_SHOWN]} · {day_text(letter.day)}: {said}")


def _json(letter: Letter) -> JsonObject:
    return {
        "schema": SCHEMA,
        "letter": letter.id,
        "day": letter.day,
        "entry": letter.entry or letter.left or None,
        "key_away": letter.sealed,
    }
