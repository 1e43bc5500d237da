"""Small texts in many scripts, as people mix them."""

from hypothesis import strategies as st

from goldseam.find.query import Facet, Not, Tree, Words, all_of, any_of
from goldseam.words.entry import Attachment, Content
from tests.find.diary import entry
from tests.find.second_opinion import day

WORDS = (
    "sea Sea séa se\u0301a seaside sea\u00adside stone Straße STRASSE strasse ss ß naïve NAIVE Ærø état 1666 4th it's"
    " ещё Еще йод и\u0306од иод Ёлка Αθήνα ΑΘΗΝΑ αθηνα ὁδός हिन्दी हिन्द 東京 京 東 東京都 京都"
    " ひらがな か\u3099 が カタカナ 서울에 서울 비 ฝนตก ตก 🌊 👍🏽 👍 ❤️ ☕ sea🌊 東京sea sea東 aé東🌊б"
).split()
JOINTS = st.sampled_from([" ", " ", " ", "", "\n", ", ", "-", "’", "_", "。", " — "])


def joined(words: list[str], joints: list[str]) -> str:
    return "".join(part for pair in zip(words, joints, strict=False) for part in pair)


def phrases(most: int) -> st.SearchStrategy[str]:
    """Up to so many words, and what stands between them."""
    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=most)
    return st.builds(joined, words, st.lists(JOINTS, min_size=most, max_size=most))


PHRASES = phrases(8)
TAGS = ("sea", "Séa", "東京", "long way")
JOURNALS = ("", "work", "Wörk")
PHOTO = Attachment("0" * 40, "a.jpg", "image/jpeg", 1)
LETTER = Attachment("1" * 40, "a.txt", "text/plain", 1)


def _content(
    text: str, title: str, tags: list[str], journal: str, number: int, files: list[Attachment], *, starred: bool
) -> Content:
    made = entry(text, title=title, tags=tuple(tags), journal=journal, day=day(number), starred=starred)
    return made._replace(attachments=tuple(files))


CONTENTS = st.builds(
    _content,
    PHRASES,
    st.just("") | phrases(3),
    st.lists(st.sampled_from(TAGS), unique=True, max_size=2),
    st.sampled_from(JOURNALS),
    st.integers(0, 4),
    st.lists(st.sampled_from([PHOTO, LETTER]), unique=True),
    starred=st.booleans(),
)
SOUGHT = st.builds(Words, phrases(3), st.booleans(), st.just("") | st.just("person") | st.just("title"))
FACETS = (
    st.builds(
        lambda name, prefix: Facet("tag", name, prefix), st.sampled_from([*TAGS, "SEA", "lon", "x"]), st.booleans()
    )
    | st.builds(lambda name: Facet("in", name), st.sampled_from([*JOURNALS, "WORK", "x"]))
    | st.builds(lambda edge, n: Facet(edge, day(n)), st.sampled_from(["on", "before", "after"]), st.integers(0, 4))
    | st.sampled_from([Facet("has", "photo"), Facet("has", "file"), Facet("is", "starred")])
)


def _nested(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(parts, min_size=2, max_size=3)
    return parts.map(Not) | several.map(all_of) | several.map(any_of)


TREES = st.recursive(SOUGHT | FACETS, _nested, max_leaves=6)
