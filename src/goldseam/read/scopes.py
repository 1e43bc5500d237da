"""What a clause's words are worth: said as so, denied, supposed, dreamt, made up, put on, or long past."""

import re

from goldseam.read.passage import Passage

_FICTION = re.compile(
    r"\b(?:in|of|from|finished|reading|read|watched|watching) "
    r"(?:the|a|an|my|his|her|this|that|our|us a|chapter \w+ of the) (?:\w+ )?"
    r"(?:film|movie|novel|novels|play|book|books|story|stories|series|opera|poem|episode|soap|sitcom|cartoon|"
    r"fairy[- ]?tale|fable|gospel|homily|parable|ballad|comic|drama|telenovela|show|legend|myth)\b",
    re.IGNORECASE,
)
_FICTION_VERBS = re.compile(
    r"\bnovel the\b|\bthe (?:hero|heroine|villain|protagonist|narrator)\b|\bmy (?:hero|heroine|novel)\b", re.IGNORECASE
)


def in_fiction(passage: Passage, offset: int) -> bool:
    """Whether the sentence tells what happens in a book, a film, a play."""
    sentence = passage.sentences[passage.sentence_at(offset)]
    stretch = (passage.text, sentence.start, sentence.end)
    told = _FICTION.search(*stretch) or _FICTION_VERBS.search(*stretch)
    return told is not None and offset >= told.start()
