"""Whether the encoder sees what a rule found: a part of the name of its source, so that each is judged for itself."""

from goldseam.read.passage import Passage
from goldseam.words.span import Span

SEEN_FROM = 0.5


def agreement(passage: Passage, span: Span, label: str) -> str:
    """`seen` where the encoder marks these words with a label, `unseen` where it does not, "" without an encoder."""
    if passage.evidence is None:
        return ""
    return "seen" if passage.evidence.strongest(label, span) >= SEEN_FROM else "unseen"
