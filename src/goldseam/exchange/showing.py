"""A few entries to show to somebody else: what is replaced in them, and what is then on the pages (spec/shown.md)."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple
from unicodedata import normalize

from goldseam.exchange.pseudonyms import Known, Replacement, proposed, replaced
from goldseam.keep.digest import blake2b
from goldseam.read.registry import Somebody
from goldseam.words.entry import Entry
from goldseam.words.problem import Misused

Dates = Literal["keep", "shift", "hide"]
WEEKS_MAX = 52 * 100
LETTERS_NAMED = 20


class Plan(NamedTuple):
    """What would be shown, for her to confirm.

    Attributes:
        entries: in the order of their days.
        dates: `keep`, `shift` by whole weeks, so that a Monday stays one, or `hide`.
        weeks: by how many, back where it is negative.
        replacements: everything that might tell who or where.
        unprintable: how many signs the document does not have; a question mark stands for each that is no letter.
        code: of all this but what is put: it changes when anything else is found.
    """

    entries: tuple[Entry, ...]
    dates: Dates
    weeks: int
    replacements: tuple[Replacement, ...]
    unprintable: int
    code: str


class Leaf(NamedTuple):
    """One entry as it will be shown."""

    heading: str
    title: str
    text: str


def plan(
    entries: Iterable[Entry],
    known: Iterable[Known],
    *,
    dates: Dates = "keep",
    weeks: int = 0,
    yours: Mapping[str, str] | None = None,
) -> Plan:
    """What would be shown and replaced. Nothing is made.

    Args:
        entries: those she chose.
        known: whom the registry and the readings name.
        dates: as in `Plan`.
        weeks: as in `Plan`.
        yours: what to put for a name of hers; the empty text leaves it.

    Raises: Misused: no entry, a name of hers that stands in none, or dates that cannot be shifted so far.
    """
    chosen = tuple(sorted(entries, key=lambda one: (one.content.day, one.content.written_at, one.id)))
    if not chosen:
        raise _refused("no entry was chosen", "choose at least one")
    if dates == "shift" and not 0 < abs(weeks) <= WEEKS_MAX:
        raise _refused("dates are shifted by whole weeks, at least one", "say by how many: 7, or -12 for earlier")
    texts = [part for one in chosen for part in (one.content.title, one.content.text) if part]
    found = tuple(proposed(texts, known, with_dates=dates != "keep", yours=yours))
    told = [[one.id, list(one.heads)] for one in chosen], dates, weeks, [sorted(one.forms) for one in found]
    code = blake2b(json.dumps(told, ensure_ascii=False).encode(), digest_size=6).hexdigest()
    signs = sum(sign not in "\n\t" and not is_printable(sign) for text in texts for sign in text)
    return Plan(chosen, dates, weeks, found, signs, code)


def leaves(of: Plan, told_day: Callable[[date], str]) -> list[Leaf]:
    """The entries with everything replaced, days told by `told_day`.

    Raises: Misused: something that is replaced would still stand there, because it is put for something else; or the
        document has no letter for one of theirs.
    """
    made = []
    for number, entry in enumerate(of.entries, start=1):
        heading = str(number)
        if of.dates != "hide":
            heading = told_day(_day(entry, of.weeks if of.dates == "shift" else 0))
        content = entry.content
        made.append(Leaf(heading, replaced(content.title, of.replacements), replaced(content.text, of.replacements)))
    _refuse_letters(part for leaf in made for part in leaf)
    if any(replaced(part, of.replacements) != part for leaf in made for part in (leaf.title, leaf.text)):
        raise _refused("a name that is replaced was put for another", "put a name that stands in none of the pages")
    return made


def known_of(everybody: Sequence[Somebody]) -> list[Known]:
    """Whom the registry and the readings name, without those who are only a role, such as *my mother*."""
    return [
        Known(one.kind, one.names)
        for one in everybody
        if one.person is not None or not (one.keys and one.keys[0].startswith("role/"))
    ]


def is_printable(sign: str) -> bool:
    """Whether the letters of the document have it: those of western Europe."""
    try:
        sign.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _refuse_letters(parts: Iterable[str]) -> None:
    """A picture or a sign may be a question mark, and be told so; a letter may not: nobody could read the word."""
    signs = (sign for part in parts for sign in normalize("NFC", part))
    missing = sorted({sign for sign in signs if sign.isalpha() and not is_printable(sign)})
    if missing:
        some = " ".join(missing[:LETTERS_NAMED]) + (" …" if len(missing) > LETTERS_NAMED else "")
        raise Misused(
            f"the document has no letter for {some}: it has those of western Europe only",
            safe="nothing was made, and nothing was changed",
            next="choose pages without them; goldseam export writes every letter there is",
            code="exchange.no-such-letter",
        )


def _day(entry: Entry, weeks: int) -> date:
    try:
        return date.fromisoformat(entry.content.day) + timedelta(weeks=weeks)
    except OverflowError:
        raise _refused("a day would lie beyond the calendar", "shift by fewer weeks") from None


def _refused(happened: str, then: str) -> Misused:
    return Misused(happened, safe="nothing was made, and nothing was changed", next=then, code="exchange.not-shown")
