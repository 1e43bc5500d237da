"""Which language a text, and each of its sentences, is in."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from goldseam.read.sentences import Sentence, Word

READ = frozenset({"en"})  # the languages that `readers/` has rules for

# A script that belongs to one language says which; of others only that none of the languages read is written so.
_SCRIPTS = (
    (re.compile("[\u0370-\u03ff\u1f00-\u1fff]"), "el"),
    (re.compile("[ыэёъ]"), "ru"),
    (re.compile("[іїєґ]"), "uk"),
    (re.compile("[\u0400-\u052f]"), None),
    (re.compile("[\u0590-\u05ff]"), "he"),
    (re.compile("[پچژگ]"), "fa"),
    (re.compile("[\u0600-\u06ff]"), "ar"),
    (re.compile("[\u0900-\u097f]"), "hi"),
    (re.compile("[\u0980-\u09ff]"), "bn"),
    (re.compile("[\u0b80-\u0bff]"), "ta"),
    (re.compile("[\u0e00-\u0e7f]"), "th"),
    (re.compile("[\u10a0-\u10ff]"), "ka"),
    (re.compile("[\u0530-\u058f]"), "hy"),
    (re.compile("[\u1200-\u137f]"), "am"),
    (re.compile("[\uac00-\ud7af\u1100-\u11ff]"), "ko"),
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\u4e00-\u9fff]"), "zh"),
)
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
_SHORT = 3  # fewer words than these say little
_MANY = 12  # and so many without one of the commonest words of English are not English


class Language(NamedTuple):
    """What a stretch of text is written in.

    Attributes:
        code: ISO 639-1, or None where it cannot be told.
        read: whether it may be read by the rules: it is in a language that has them, or too short to say and nothing
            speaks against it.
    """

    code: str | None
    read: bool


class Languages(NamedTuple):
    """The language of a whole text, and the sentences of it that are in another one than the rules can read."""

    whole: Language
    foreign: tuple[Sentence, ...]


def language_of(text: str, words: Iterable[Word]) -> Language:
    """The language of a stretch of text, from its script and its function words.

    Args:
        text: the stretch.
        words: those that stand in it.
    Cost: one pass.
    """
    forms = [word.lower for word in words]
    return _judged(_script(text), Counter(forms), len(forms))


def languages_of(text: str, sentences: list[Sentence], words: list[Word]) -> Languages:
    """The language of a text, judged as a whole, and which of its sentences are foreign to the rules."""
    whole = language_of(text, words)
    foreign: list[Sentence] = []
    first = 0
    for sentence in sentences:
        last = first
        while last < len(words) and words[last].start < sentence.end:
            last += 1
        own = language_of(text[sentence.start : sentence.end], words[first:last])
        if not own.read or (not whole.read and own.code not in READ):  # a short one belongs to those around it
            foreign.append(sentence)
        first = last
    return Languages(whole, tuple(foreign))


def _script(text: str) -> tuple[bool, str | None]:
    """Whether most letters are of another alphabet, and if so, whose it is."""
    letters = len(_LETTER.findall(text))
    if len(_LATIN.findall(text)) * 2 >= letters:
        return False, None
    counts = [(len(form.findall(text)), code) for form, code in _SCRIPTS]
    present = [(count, code) for count, code in counts if count]
    kana = next((True for count, code in present if code == "ja"), False)
    if kana:
        return True, "ja"
    rare = next((code for count, code in present if code in {"ru", "uk", "fa"}), None)
    return True, rare or max(present, default=(0, None), key=lambda pair: pair[0])[1]


def _judged(script: tuple[bool, str | None], forms: Counter[str], total: int) -> Language:
    other_script, code = script
    if other_script:
        return Language(code, read=False)
    scores: defaultdict[str, float] = defaultdict(float)
    kinds: Counter[str] = Counter()
    owners = _owners()
    for form, count in forms.items():
        for owner in owners.get(form, ()):
            scores[owner] += count / len(owners[form])
            kinds[owner] += owner == "en" or ("en" not in owners[form] and (len(form) > 1 or not form.isascii()))
    english = scores["en"]
    rival, best = max(
        ((code, score) for code, score in scores.items() if code != "en"), default=("", 0.0), key=lambda p: p[1]
    )
    if best > english * 1.2 and kinds[rival] > max(1, kinds["en"]):  # a margin, and two words that English has not
        return Language(rival, read=False)
    if english and (kinds["en"] > 1 or total <= _SHORT or english * 8 >= total):
        return Language("en", read=True)
    return Language(None, read=total < _MANY)


@cache
def _owners() -> dict[str, tuple[str, ...]]:
    """The languages of which each word is one of the commonest."""
    owners: dict[str, list[str]] = {}
    for line in files("goldseam.read").joinpath("function_words.txt").read_text("utf-8").splitlines():
        code, _, words = line.partition(" ")
        if code != "#":
            for word in set(words.split()):
                owners.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in owners.items()}
