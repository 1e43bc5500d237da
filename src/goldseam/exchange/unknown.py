"""What might tell who or where, in words that nobody has named: capitals, addresses, days."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from goldseam.read.lexicon import is_ordinary, listed

_MONTHS = (
    "january february march april may june july august september october november december jan feb mar apr jun jul aug"
    " sept sep oct nov dec enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
_DAYS = "monday tuesday wednesday thursday friday saturday sunday lunes martes miércoles jueves viernes sábado domingo"
# Written large without naming anybody; and what stands in a name without being one.
_LARGE = frozenset(f"i i'm i'd i'll i've ok tv can't won't {_MONTHS} {_DAYS}".split())
EARMARK = frozenset("of the de da do dos das del la las los el van von der den di du le y e and".split())
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|[.!?…:;]|\n)[\s\"'“”‘’«»(\[*_#>.\d)-]*$")
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # of mail
    r"|(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:!?)\]]"  # of the net
    r"|(?<!\w)@\w{2,}"  # what somebody is called there
    r"|(?<![\w-])(?!\d{4}-\d\d-\d\d(?!\d))\+?\d(?:[ ()/.-]{0,2}\d){6,}(?!\w)"  # a telephone, an account
)
_MONTH = rf"(?:{'|'.join(_MONTHS.split())})\b\.?"
_DATE = re.compile(
    r"\b\d{4}-\d\d(?:-\d\d)?\b|\b\d{1,2}[./]\d{1,2}(?:[./](?:\d{4}|\d\d))?\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of| de)? {_MONTH}(?:,?(?: de)? \d{{4}}\b)?"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?|\b{_MONTH} (?:de )?\d{{4}}\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def addresses_in(text: str) -> list[str]:
    """Addresses of mail and of the net, names there, and numbers as long as a telephone's."""
    return [match.group() for match in _ADDRESS.finditer(text)]


def dates_in(text: str) -> list[str]:
    """Days, months with a year, and years."""
    return [match.group().rstrip(".") for match in _DATE.finditer(text)]


def capitals_in(text: str, gone: Sequence[tuple[int, int]], *, among: Sequence[str]) -> Iterator[str]:
    """Words with a capital that might name, those that follow each other together; none that touches what is `gone`.

    A word that opens a sentence is one where it is no ordinary word, is a given name, and is written small nowhere
    `among` the texts.
    """
    small = _small_words(tuple(among))
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        if not _might_name(text, word, small) or any(word.start() < end and start < word.end() for start, end in gone):
            continue
        if run and text[run[-1].end() : word.start()] != " ":
            yield _joined(text, run)
            run = []
        run.append(word)
    if run:
        yield _joined(text, run)


def _joined(text: str, run: Sequence[re.Match[str]]) -> str:
    end = run[-1].end() + (len(run[-1].group()) == 1)  # with its point: a letter alone is a word
    return re.sub(r"['’][sS]?$", "", text[run[0].start() : end])


def _might_name(text: str, word: re.Match[str], small: frozenset[str]) -> bool:
    form = word.group()
    lower = re.sub(r"(?:n't|'(?:s|re|ve|ll|d|m))$", "", form.lower().replace("’", "'"))
    if not form[0].isupper() or lower in _LARGE or (len(form) == 1 and text[word.end() : word.end() + 1] != "."):
        return False
    if _OPENS.search(text, max(0, word.start() - 16), word.start()) is None:
        return True
    return lower in _given_names() or not (is_ordinary(lower) or lower in small)


@cache
def _given_names() -> frozenset[str]:
    return frozenset(name.lower() for name in listed("names", "", "f", "m", "x", "words", "words_f", "words_m"))


@cache
def _small_words(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.replace("’", "'") for text in texts for word in _WORD.findall(text) if not word[0].isupper())
