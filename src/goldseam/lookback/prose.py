"""Her own prose: a text without quotations, code and the like; its words, and where a small word is none.

Made for many entries at once: a look for a single mark comes before every search that can do without it.
"""

import re
from collections import Counter
from collections.abc import Iterator

from goldseam.read.zones import zones_of

# A run of letters with apostrophes inside it; a run with a digit is no word.
WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’][^\W\d_]+)*")

_ADDRESS = re.compile(r"\S*://\S+|\bwww\.\S+|\S+@\S+\.\S+")
_ADDRESS_MARKS = ("://", "www.", "@")

# Without any of these a text has no zone (`read.zones`), and most entries have none; a test holds the two together.
_ZONE_MARKS = (*'"“”„‟«»‹›‘‚>`\t♪♫|', "\U0001f3b5", "\U0001f3b6", "~~~", ": ", "Dear", "Darling")
_QUOTE_OPENS = re.compile(r"(?:\A|[\s\u00a0(\[{<—–―\-/:;,*_~])'\S")
_SPEECH_BEGINS = re.compile(r"^[ \t]*[—–―]", re.MULTILINE)

# A text in letters of English and its marks is cut into words by tables of the interpreter, six times as fast.
_MARKS = (("’", "'"), *((mark, " ") for mark in "‘“”–—…"))
_TABLE = {code: chr(code).lower() if chr(code).isalnum() or chr(code) == "'" else " " for code in range(128)}

# Where a small word is none; what is searched for first, and the rest of it.
_SHORT = re.compile(r"(?<![\w'’])([iIaA])\.[ ]?[emEM]\.")  # i.e., a.m.
_CLOCK = re.compile(r"\d[ ](am|AM)\b(?!['’]\w)")
_NUMBERED = tuple(f"{name} I" for name in "Chapter Part Act Scene Book Volume Vol. Section War".split())
_PART = re.compile(r"\b(?:Chapter|Part|Act|Scene|Book|Volume|Vol\.|Section|World War)[ ](I)\b(?!['’]\w)")
_NAME = re.compile(r"(?<![\w'’])(Will|May|MAY)\b(?!['’]\w)")  # I WILL go; and MAY over a page is the month
_COUNTRY = re.compile(r"(?<![\w'’])(US)\b(?!['’]\w)")
_SENTENCE_BEGINS = re.compile(r"(?:\A|[.!?…:][\"”’')\]*]*\s+|\n\s*|[\"“‘(—–-]\s*)[*]*\Z")
# Will she, may the: at the beginning of a sentence a verb, before these, and else a name.
_ASKS = re.compile(
    r"\s+(?:I|you|he|she|it|we|they|the|a|an|this|that|these|those|my|our|your|his|her|their|there|not)\b"
)
_BEFORE = 24  # characters: enough to see where a sentence begins


def prose_of(text: str) -> tuple[str, int]:
    """The text without what is no prose of hers, and how many words were left out.

    Left out are quotations, whoever spoke, block quotes, chats, letters inside a page, code, tables, verse, and
    addresses of the web; underscores, which are only marks of emphasis, are white space, and the letter apostrophe
    (U+02BC) of some keyboards is an apostrophe.
    """
    kept = text.replace("_", " ").replace("ʼ", "’")
    if any(mark in kept for mark in _ADDRESS_MARKS):
        kept = _ADDRESS.sub(" ", kept)
    if not may_have_zones(kept):
        return kept, 0
    parts, here, left_out = [], 0, 0
    for zone in zones_of(kept):  # in order; of two in one another, the outer first
        start, end = max(zone.span.start, here), zone.span.end
        if end <= here:
            continue
        parts.append(kept[here:start])
        left_out += len(WORD.findall(kept[start:end]))
        here = end
    return " ".join([*parts, kept[here:]]), left_out


def may_have_zones(text: str) -> bool:
    """Whether `read.zones` could find any in a text; where this says no, it does not."""
    return (
        any(mark in text for mark in _ZONE_MARKS)
        or ("'" in text and _QUOTE_OPENS.search(text) is not None)
        or _SPEECH_BEGINS.search(text) is not None
    )


def forms_of(prose: str) -> Counter[str]:
    """Each word, in small letters and with straight apostrophes, and how often it stands there."""
    plain = prose
    for mark, instead in _MARKS:
        plain = plain.replace(mark, instead)
    if not plain.isascii():
        for mark in [mark for mark in set(plain) if not (mark.isascii() or mark.isalnum())]:
            plain = plain.replace(mark, " ")
    if not plain.isascii():
        small = prose.replace("İ", "I").lower()  # İ alone falls apart in small letters
        return Counter(WORD.findall(small.replace("’", "'")))
    forms = Counter(plain.translate(_TABLE).split())
    for form in [form for form in forms if not form.isalpha()]:
        n = forms.pop(form)
        for word in WORD.findall(form):
            forms[word] += n
    return forms


def not_small(prose: str) -> Iterator[str]:
    """Each small word, in small letters, that stands where it is none: numerals of a list, names, a.m."""
    for line in prose.split("\n"):  # I. of a list
        begins = line.lstrip(" \t")[:4].removeprefix("(")
        if (
            begins[:1] in {"I", "i", "A", "a"}
            and begins[1:2] in {".", ")"}
            and (begins[2:3].isspace() or not begins[2:])
        ):
            yield begins[0].lower()
    if ".m" in prose or ".M" in prose or ".e" in prose or ". m." in prose or ". e." in prose:
        yield from (found.lower() for found in _SHORT.findall(prose))
    if " am" in prose or " AM" in prose:
        yield from (found.lower() for found in _CLOCK.findall(prose))
    if any(name in prose for name in _NUMBERED):
        yield from (found.lower() for found in _PART.findall(prose))
    if "US" in prose:
        yield from (found.lower() for found in _COUNTRY.findall(prose))
    if "Will" in prose or "May" in prose or "MAY" in prose:
        yield from (found[1].lower() for found in _NAME.finditer(prose) if not _is_verb(prose, *found.span()))


def _is_verb(prose: str, start: int, end: int) -> bool:
    """Whether a capital Will or May is the verb: it begins a sentence, and a subject follows."""
    begins = _SENTENCE_BEGINS.search(prose[max(0, start - _BEFORE) : start]) or start == 0
    return bool(begins) and bool(_ASKS.match(prose, end))
