"""Whether the encoder sees what a rule found: a part of the name of its source, so that each is judged for itself."""

from goldseam.read.passage import Passage
from goldseam.words.span import Span

SEEN_FROM = 0.5
ENDS_FROM = 0.4
ALIKE = 0.7  # as bench/scoring.py counts a stretch as right


def agreement(passage: Passage, span: Span, *labels: str) -> str:
    """`seen` where the encoder marks these words with one of the labels, `unseen` where not, "" without an encoder."""
    if passage.evidence is None:
        return ""
    strongest = max(passage.evidence.strongest(label, span) for label in labels)
    return "seen" if strongest >= SEEN_FROM else "unseen"


def extent_agreement(passage: Passage, span: Span, label: str) -> str:
    """As `agreement`, of where words end: `seen` where the encoder's stretch from the same word on is much the same."""
    if passage.evidence is None:
        return ""
    end = passage.evidence.reach(label, span.start, least=ENDS_FROM)
    ours, theirs = len(passage.words_in(span)), len(passage.words_in(Span(span.start, max(end, span.start))))
    return "seen" if min(ours, theirs) >= ALIKE * max(ours, theirs, 1) else "unseen"
