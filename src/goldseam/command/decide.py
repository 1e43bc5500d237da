"""goldseam decide: a decision is kept as she sees it now, and looked at again beginning with what she remembers."""

from goldseam.command.asked_first import ask_first
from goldseam.command.composing import announce
from goldseam.command.opening import open_desk
from goldseam.command.options import Arguments, Command, Option, misused
from goldseam.command.rendering import ID_SHOWN, SCHEMA, day_text
from goldseam.command.show import find_entry
from goldseam.command.terminal import Terminal
from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.lookback.decisions import LUCK, Card, Original, Review, Wanted, Why, Words, place_of_words
from goldseam.lookback.found_decisions import wanted_of_finding
from goldseam.lookback.place import Place
from goldseam.words.day import day_of
from goldseam.words.entry import Entry, JsonObject
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose
from goldseam.words.when import parse_days

COMMAND = Command(
    "decide",
    "keep a decision as you see it now, and look at it again later",
    "[WORDS]",
    (
        Option("entry", "the words, and those of --for and --against that stand in it, are of this entry", "ENTRY"),
        Option("finding", "of that entry, what was found to be a decision; keeping it says it is right", "ID"),
        Option("on", "the day you decided; otherwise today, or the day of the entry", "DAY"),
        Option("for", "a reason for it", "WORDS", many=True),
        Option("against", "a reason against it", "WORDS", many=True),
        Option("expected", "what you expect to come of it", "WORDS"),
        Option("sure", "how sure you are of that, 0 to 100", "N"),
        Option("by", "when it will be known; nothing reminds you", "DAY"),
        Option("mind", "what would change your mind", "WORDS"),
        Option("why", "that decision and its reasons, and nothing else", "DECISION"),
        Option("review", "first what you remember, then what you wrote, then what happened", "DECISION"),
        Option("remember", "with --review: what you remember of your reasons and of what you expected", "WORDS"),
        Option("skip", "with --review: you remember nothing, or would rather not say; that is kept too"),
        Option("happened", "with --review, after that: what happened", "WORDS"),
        Option("luck", "with --happened: was it the decision, luck, or both", "WHICH"),
        Option("otherwise", "with --happened: one way it could have gone otherwise", "WORDS"),
        Option("remove", "remove a decision and its reviews for good", "DECISION"),
        Option("yes", "with --remove: do not ask"),
    ),
    (
        ("goldseam decide", "the decisions you kept"),
        ("goldseam decide 'I take the job in Porto' --for 'closer to Bea' --sure 70", "keep one"),
        ("goldseam decide --entry last 'We are selling the car.'", "one that stands in what you just wrote"),
        ("goldseam decide --entry 3f2a --finding d1", "one that goldseam decisions found"),
        ("goldseam decide --why 5c1e", "the reasons you had"),
        ("goldseam decide --review 5c1e", "a review"),
    ),
    "What you keep is never changed by anything you do later; a review is kept beside it. In a review the original"
    " comes after what you remember: memory bends to what came later, and that is how memory works, not a fault."
    " Nothing reminds you of a decision, and not to look at it again is an answer too (docs/deciding.md).",
)
FIRST = (
    "First what you remember. Then what you wrote. They often differ; that is how memory works, not a fault.\n"
    "What do you remember of your reasons, and of what you expected? (Enter alone skips this, and that is kept too)"
)
_CARD = ("why", "review", "remove")
_MAKING = ("entry", "finding", "on", "expected", "sure", "by", "mind")
_REVIEWING = ("remember", "happened", "luck", "otherwise")
_GONE = {"gone": "the page it stood on is gone", "trashed": "the page it stood on is in the trash"}


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Lists, makes, reviews, tells why, or removes."""
    words, values = " ".join(arguments.words), arguments.values
    given = [name for name in _CARD if name in arguments.values]
    making = (
        bool(words) or bool({*_MAKING} & arguments.values.keys()) or bool({"for", "against"} & arguments.lists.keys())
    )
    if len(given) + making > 1:
        raise misused("decide does one thing at a time", "decide")
    if given != ["review"] and ({*_REVIEWING} & arguments.values.keys() or "skip" in arguments.flags):
        raise misused("--remember, --skip and --happened go with --review DECISION", "decide")
    if "happened" not in values and {"luck", "otherwise"} & values.keys():
        raise misused("--luck and --otherwise go with --happened", "decide")
    if "remember" in values and "skip" in arguments.flags:
        raise misused("--remember and --skip do not go together", "decide")
    desk = open_desk(arguments, terminal)
    if making:
        return _make(desk, words, arguments, terminal)
    ask_first(desk, terminal)
    if not given:
        return _list(desk, arguments, terminal)
    act = {"why": _why, "review": _review, "remove": _remove}[given[0]]
    return act(desk, arguments.values[given[0]], arguments, terminal)


def _make(desk: Desk, words: str, arguments: Arguments, terminal: Terminal) -> int:
    values = arguments.values
    entry = find_entry(desk, values["entry"]) if "entry" in values else None
    if "finding" in values and (entry is None or words):
        raise misused("--finding ID goes with --entry ENTRY and without words", "decide")
    if not words and "finding" not in values:
        raise misused("decide takes the words that say what you decided", "decide")
    if entry is not None and "finding" in values:
        wanted = wanted_of_finding(desk.readings, entry, values["finding"], desk.vault)
    elif entry is not None:
        wanted = Wanted(entry.content.day, place_of_words(entry, words, desk.vault))
    else:
        wanted = Wanted(desk.today(), words)
    for_, against = (_reasons(desk, entry, arguments.lists.get(side, ())) for side in ("for", "against"))
    on, by = (parse_days(values[name], today=desk.today()).first if name in values else "" for name in ("on", "by"))
    wanted = wanted._replace(
        day=on or wanted.day,
        reasons_for=wanted.reasons_for + for_,
        reasons_against=wanted.reasons_against + against,
        expected=values.get("expected", ""),
        sure=arguments.whole_number("sure", 0, command="decide") if "sure" in values else None,
        by=by,
        mind=values.get("mind", ""),
    )
    made = desk.decisions.make(wanted, now_ms=now_ms())
    if entry is not None and "finding" in values:
        desk.judgements.accept(entry, values["finding"], now_ms=now_ms())
    announce(desk.vault.header.vault)
    if "json" in arguments.flags:
        card = desk.decisions.card(made, desk.sight(Purpose.EXPORT))
        terminal.say_json(_card_json(card))
    else:
        terminal.note(f"kept: {made[:ID_SHOWN]}; it stays as it is, and goldseam decide --review looks at it again")
    return 0


def _reasons(desk: Desk, entry: Entry | None, said: tuple[str, ...]) -> tuple[Place | str, ...]:
    """Each as a place where it stands in the entry, and as words of the card itself where it does not."""
    return tuple(
        place_of_words(entry, words, desk.vault) if entry and words in entry.content.text else words
        for words in said
        if words.strip()
    )


def _list(desk: Desk, arguments: Arguments, terminal: Terminal) -> int:
    cards = desk.decisions.all(desk.sight(Purpose.UNASKED))
    for card in cards:
        if "json" in arguments.flags:
            terminal.say_json(_card_json(card))
        else:
            terminal.write_styled(_card_line(card, terminal))
    if not cards:
        terminal.note("no decision is kept; what was found in your pages: goldseam decisions")
    return 0


def _why(desk: Desk, word: str, arguments: Arguments, terminal: Terminal) -> int:
    why = desk.decisions.why(word, desk.sight(Purpose.BROWSE))
    if "json" in arguments.flags:
        terminal.say_json(_card_json(why.card) | _why_json(why))
    else:
        _say_why(why, terminal)
    return 0


def _review(desk: Desk, word: str, arguments: Arguments, terminal: Terminal) -> int:
    """The steps of a review that are still to come, as far as this call goes."""
    sight, values = desk.sight(Purpose.BROWSE), arguments.values
    card = desk.decisions.card(word, sight)
    reviews = desk.decisions.reviews(card.id, sight)
    begun = next((one for one in reviews if one.ended_at is None), None)
    earlier = [one for one in reviews if one.ended_at is not None]
    json = "json" in arguments.flags
    if begun is None:
        if not json:
            terminal.write_styled(_card_line(card, terminal))
        remembered = values.get("remember", "")
        skip = "skip" in arguments.flags
        if not remembered and not skip and terminal.input_allowed:
            terminal.note(FIRST)
            remembered = terminal.ask("> ").strip()
            skip = not remembered
        begun = desk.decisions.recall(card.id, remembered, sight, skip=skip, now_ms=now_ms())
    terminal.safe = "what you remembered is kept, and the decision is as it was"
    terminal.next = f"to say what happened: goldseam decide --review {card.id[:ID_SHOWN]}"
    original = desk.decisions.original(card.id, sight)
    if not json:
        _say_original(original, begun, terminal)
        for one in earlier:
            _say_review(one, desk, terminal)
    if "happened" in values or terminal.input_allowed:
        begun = _end(desk, card, arguments, terminal) or begun
    announce(desk.vault.header.vault)
    if json:
        terminal.say_json(_card_json(card) | _why_json(original.why) | _original_json(original, [*earlier, begun]))
    elif begun.ended_at is None:
        terminal.note(
            f"what happened, when you want to say: goldseam decide --review {card.id[:ID_SHOWN]} --happened '…'"
        )
    return 0


def _end(desk: Desk, card: Card, arguments: Arguments, terminal: Terminal) -> Review | None:
    values = arguments.values
    said = {name: values.get(name, "") for name in ("happened", "luck", "otherwise")}
    if "happened" not in values:
        said["happened"] = terminal.ask("what happened? (Enter alone leaves it for another time)\n> ").strip()
        if not said["happened"]:
            return None
        luck = terminal.ask("was it the decision, luck, or both? (Enter alone for neither)\n> ").strip().lower()
        said["luck"] = luck if luck in LUCK else ""
        said["otherwise"] = terminal.ask("one way it could have gone otherwise? (or Enter)\n> ").strip()
    sight = desk.sight(Purpose.BROWSE)
    ended = desk.decisions.end(
        card.id, said["happened"], sight, luck=said["luck"], otherwise=said["otherwise"], now_ms=now_ms()
    )
    terminal.note("kept: what happened")
    return ended


def _remove(desk: Desk, word: str, arguments: Arguments, terminal: Terminal) -> int:
    sight = desk.sight(Purpose.BROWSE)
    card = desk.decisions.card(word, sight)
    if "yes" not in arguments.flags:
        if not terminal.input_allowed:
            raise Misused(
                "what is removed for good is asked for first, and nobody may be asked here",
                safe="nothing was removed",
                next="goldseam decide --remove DECISION --yes",
                code="command.cannot-ask",
            )
        terminal.note_styled(_card_line(card, terminal))
        if not terminal.confirm("remove this decision and your reviews of it for good? This cannot be taken back."):
            terminal.note("nothing was removed")
            return 0
    desk.purge(desk.decisions.all_of(card.id, sight))
    if "json" in arguments.flags:
        terminal.say_json({"schema": SCHEMA, "decision": card.id, "removed": True})
    terminal.note(f"removed for good: {card.id[:ID_SHOWN]}")
    return 0


# How it is told


def _card_line(card: Card, terminal: Terminal) -> str:
    return f"{terminal.style(card.id[:ID_SHOWN], 'dim')}  {day_text(card.day):>15}  {_told(card.what, terminal)}"


def _told(words: Words, terminal: Terminal) -> str:
    if words.state != "here":
        return f"({_GONE[words.state]})"
    plain = terminal.shown(" ".join(words.text.split()))
    return f"“{plain}”" if words.reference else plain


def _say_why(why: Why, terminal: Terminal) -> None:
    terminal.write_styled(_card_line(why.card, terminal))
    for side, reasons in (("+", why.reasons_for), ("-", why.reasons_against)):
        for one in reasons:
            terminal.write_styled(f"         {side} {_told(one, terminal)}")


def _say_original(original: Original, review: Review, terminal: Terminal) -> None:
    terminal.say("what you remembered:")
    _say_field("remembered", review.remembered or "(skipped)", terminal)
    terminal.say("what you kept:")
    _say_why(original.why, terminal)
    _say_field("expected", original.expected, terminal)
    _say_field("sure", "" if original.sure is None else f"{original.sure} of 100", terminal)
    _say_field("by", day_text(original.by) if original.by else "", terminal)
    _say_field("would change my mind", original.mind, terminal)


def _say_review(review: Review, desk: Desk, terminal: Terminal) -> None:
    day = day_of(review.begun_at, desk.zone, day_start_hour=desk.day_start_hour)
    terminal.say(f"looked at again, {day_text(day)}:")
    _say_field("remembered", review.remembered or "(skipped)", terminal)
    for name, text in (("happened", review.happened), ("luck", review.luck), ("otherwise", review.otherwise)):
        _say_field(name, text, terminal)


def _say_field(name: str, text: str, terminal: Terminal) -> None:
    if text:
        terminal.say(f"  {name}: {text}")


def _words_json(words: Words) -> JsonObject:
    place = words.reference
    value: JsonObject = {"words": words.text, "page": words.state}
    return value | (place._asdict() if place else {})


def _card_json(card: Card) -> JsonObject:
    return {"schema": SCHEMA, "decision": card.id, "day": card.day, "what": _words_json(card.what)}


def _why_json(why: Why) -> JsonObject:
    return {
        "for": [_words_json(one) for one in why.reasons_for],
        "against": [_words_json(one) for one in why.reasons_against],
    }


def _original_json(original: Original, reviews: list[Review]) -> JsonObject:
    said: JsonObject = {"expected": original.expected, "sure": original.sure, "by": original.by, "mind": original.mind}
    return said | {"reviews": [_review_json(one) for one in reviews]}


def _review_json(review: Review) -> JsonObject:
    told = review._asdict()
    return {"review": told.pop("id")} | {key: one for key, one in told.items() if key != "decision"}
