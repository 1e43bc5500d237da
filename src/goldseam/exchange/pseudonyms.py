"""Other names for everybody and every place in a few texts: found, proposed, and put in once she has confirmed them."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import count as numbers
from typing import NamedTuple
from unicodedata import category, combining, normalize

from goldseam.exchange.unknown import EARMARK, addresses_in, capitals_in, dates_in
from goldseam.read.lexicon import ordinary
from goldseam.words.problem import Misused

PERSON_LIKE = frozenset({"person", "pet"})


class Known(NamedTuple):
    """Somebody or somewhere that is known by name.

    Attributes:
        kind: `person`, `pet`, `place` or `org`.
        names: every one there is.
    """

    kind: str
    names: tuple[str, ...]


class Replacement(NamedTuple):
    """One who, or what, is called otherwise.

    Attributes:
        kind: as in `Known`, or `unknown` (a capital that might name), `address` (of the post, the net, a telephone),
            `date`, `yours` (what she named herself).
        forms: how it is written in the texts, the most frequent first.
        times: how often.
        put: what stands there instead; the empty text leaves it as it is.
    """

    kind: str
    forms: tuple[str, ...]
    times: int
    put: str


class _Place(NamedTuple):
    start: int
    end: int
    item: int


def proposed(
    texts: Sequence[str], known: Iterable[Known], *, with_dates: bool, yours: Mapping[str, str] | None = None
) -> list[Replacement]:
    """What in `texts` might tell who or where, in the order in which it comes up, each with what could stand there.

    A person's name is found by each of its parts too. Whoever comes up is a letter, the same in every text, and none
    that stands in a text already.

    Args:
        texts: hers, all of them.
        known: whom the registry and the readings name.
        with_dates: whether days and years in the text are among them.
        yours: what she wants by name: what to put instead, or the empty text to leave it.

    Raises: Misused: one of `yours` stands in none of the texts.
    """
    wanted = {_key(name): put for name, put in (yours or {}).items() if _key(name)}
    kinds: list[str] = []
    forms: dict[str, int] = {}
    for one in known:
        for name in _forms_of(one):
            forms.setdefault(name, len(kinds))
        kinds.append(one.kind)
    for name in wanted.keys() - forms.keys():
        forms[name] = len(kinds)
        kinds.append("yours")
    for kind, group in _unknown(texts, forms, wanted, with_dates=with_dates):
        for form in group:
            forms.setdefault(_key(form), len(kinds))
        kinds.append(kind)
    return _told(texts, kinds, forms, wanted)


def replaced(text: str, replacements: Sequence[Replacement]) -> str:
    """A text with everything put in; a possessive ending stays where it was."""
    forms = {_key(form): item for item, one in enumerate(replacements) if one.put for form in one.forms}
    small = frozenset(_key(form) for one in replacements for form in one.forms if not form[0].isupper())
    parts: list[str] = []
    at = 0
    for place in _places(text, forms, small):
        put = replacements[place.item].put
        ends = put.endswith(".") and text[place.end : place.end + 1] == "."  # one full stop is enough
        parts += text[at : place.start], put[:-1] if ends else put
        at = place.end
    return "".join((*parts, text[at:]))


def _forms_of(one: Known) -> list[str]:
    """The names, folded, and the parts of a person's names: who is Tom Baxter is Tom, and Baxter."""
    names = [folded for name in one.names if (folded := _key(name))]
    if one.kind not in PERSON_LIKE:
        return names
    parts = [part for name in names for part in name.split() if len(part) > 1 and part not in EARMARK]
    return [*names, *parts]


def _unknown(
    texts: Sequence[str], forms: Mapping[str, int], wanted: Collection[str], *, with_dates: bool
) -> Iterator[tuple[str, list[str]]]:
    """What nobody has named, each with everything that is the same."""
    addresses = list(dict.fromkeys(found for text in texts for found in addresses_in(text)))
    dates = list(dict.fromkeys(found for text in texts for found in dates_in(text))) if with_dates else []
    yield from (("address", [one]) for one in addresses)
    yield from (("date", [one]) for one in dates)
    taken = {**forms, **{_key(one): 0 for one in (*addresses, *dates)}}
    phrases: dict[str, list[str]] = {}
    for text in texts:
        gone = [(place.start, place.end) for place in _places(text, taken, wanted)]
        for phrase in capitals_in(text, gone, among=texts):
            phrases.setdefault(_key(phrase), []).append(phrase)
    of = Counter(part for phrase in phrases if " " in phrase for part in phrase.split())
    for phrase in phrases:
        if " " not in phrase and of[phrase] == 1:
            continue  # it is told with the longer one
        parts = [part for part in phrase.split() if of[part] == 1 and part in phrases] if " " in phrase else []
        yield "unknown", [phrase, *parts]


def _told(
    texts: Sequence[str], kinds: Sequence[str], forms: Mapping[str, int], wanted: Mapping[str, str]
) -> list[Replacement]:
    written: dict[int, Counter[str]] = {}
    for text in texts:
        for place in _places(text, forms, wanted.keys()):
            written.setdefault(place.item, Counter())[" ".join(text[place.start : place.end].split())] += 1
    if any(forms[name] not in written for name in wanted):
        raise _nowhere()
    letters = _letters(texts)
    found = []
    for item, counted in written.items():
        shown = tuple(form for form, _ in counted.most_common())
        said = [wanted[name] for name, at in forms.items() if at == item and name in wanted]
        usual = "[…]" if kinds[item] in {"address", "date"} else next(letters)
        found.append(Replacement(kinds[item], shown, counted.total(), said[0] if said else usual))
    return found


def _letters(texts: Sequence[str]) -> Iterator[str]:
    """A., B., … and then A2.; none that a text has already."""
    whole = "\n".join(texts)
    for round_ in numbers(1):
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            put = f"{letter}{round_ if round_ > 1 else ''}."
            if re.search(rf"(?<!\w){re.escape(put)}", whole) is None:
                yield put


def _places(text: str, forms: Mapping[str, int], small: Collection[str]) -> list[_Place]:
    """Where any of the folded forms stands, the longest of those that begin at one place; never two over each other.

    An ordinary word is meant only where it has a capital, unless it is among the `small`.
    """
    pattern = _pattern(tuple(sorted(forms, key=lambda form: (-len(form), form))))
    if pattern is None:
        return []
    folded, origin = _folded(text)
    found = []
    for match in pattern.finditer(folded):
        form = " ".join(match.group().split())
        start, end = origin[match.start()], origin[match.end() - 1] + 1
        while end < len(text) and (combining(text[end]) or category(text[end]) == "Cf"):
            end += 1
        if form in small or form not in ordinary() or text[start].isupper():
            found.append(_Place(start, end, forms[form]))
    return found


@cache
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str] | None:
    named = "|".join(r"\s+".join(map(re.escape, form.split())) for form in forms)
    return re.compile(rf"(?<![^\W_])(?:{named})(?=s?(?![^\W_]))") if forms else None


def _key(name: str) -> str:
    """A name as it is compared."""
    return " ".join(_folded(name)[0].split())


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without case, accents and signs that are not seen, and the place of each of its signs in `text`."""
    signs: list[str] = []
    origin: list[int] = []
    for at, sign in enumerate(text):
        for part in normalize("NFKD", sign):
            if combining(part) or category(part) == "Cf":
                continue
            for small in part.casefold().replace("’", "'"):
                signs.append(small)
                origin.append(at)
    return "".join(signs), origin


def _nowhere() -> Misused:
    return Misused(
        "a name you gave stands in none of the entries you chose",
        safe="nothing was made, and nothing was changed",
        next="write it as it stands there",
        code="exchange.stands-nowhere",
    )
