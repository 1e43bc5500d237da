"""What is shown of an entry whose edits met: no word lost, none invented, whatever the order of what arrived."""

import random
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from goldseam.keep import view
from goldseam.keep.view import view_of
from goldseam.words.entry import Attachment, Content, Entry, JsonObject, Revision
from goldseam.words.merge import Merged, merge
from tests.making import NOW, words

ENTRY = "e" * 32


def revision(number: int, content: Content | None, *parents: Revision, at: int | None = None) -> Revision:
    """One whose id sorts by its number, recorded a minute after the one before it."""
    at = NOW + number * 60_000 if at is None else at
    ids = tuple(sorted(parent.id for parent in parents))
    return Revision(f"{number:040x}", ENTRY, ids, at, "d" * 16, "0" * 32, "", content)


def shown(*revisions: Revision) -> Entry:
    entry = view_of(list(revisions))
    assert entry is not None
    return entry


def conflicts(entry: Entry) -> list[str]:
    return [entry.content.text[start:end] for start, end in entry.conflicts]


FIRST = revision(1, words("We swam. It rained. Home.")._replace(extra={"mood": 3, "rain": True}))


def edit(number: int, *parents: Revision, **fields: object) -> Revision:
    base = (parents or (FIRST,))[0].content
    assert base is not None
    return revision(number, base._replace(**fields), *(parents or (FIRST,)))  # type: ignore[arg-type]  # fields of Content


def test_three_edits_of_three_sentences_are_all_there() -> None:
    entry = shown(
        FIRST,
        edit(2, text="We swam far. It rained. Home."),
        edit(3, text="We swam. It poured. Home."),
        edit(4, text="We swam. It rained. Home late."),
    )

    assert entry.content.text == "We swam far. It poured. Home late."
    assert len(entry.heads) == 3
    assert entry.conflicts == ()


def test_a_field_that_one_side_removed_stays_removed() -> None:
    entry = shown(FIRST, edit(2, extra={"rain": True}), edit(3, title="The sea"))

    assert entry.content.extra == {"rain": True}
    assert entry.content.title == "The sea"


def test_a_field_that_one_side_removed_and_the_other_changed_is_kept_as_changed() -> None:
    assert shown(FIRST, edit(2, extra={}), edit(3, extra={"mood": 5, "rain": True})).content.extra == {"mood": 5}


def test_where_both_changed_a_field_the_later_one_stands() -> None:
    entry = shown(FIRST, edit(3, title="Later", starred=True), edit(2, title="Earlier", journal="sea"))

    assert (entry.content.title, entry.content.starred, entry.content.journal) == ("Later", True, "sea")


def test_trashing_gives_way_to_an_edit_and_stands_where_all_did_it() -> None:
    trash, other = edit(2, trashed=True), edit(3, trashed=True)

    assert not shown(FIRST, trash, edit(3, text="We swam.")).content.trashed
    assert shown(FIRST, trash, other).content.trashed


def test_a_conflict_is_told_of_also_when_a_third_edit_came_after_it() -> None:
    entry = shown(
        FIRST,
        edit(2, text="We dived. It rained. Home."),
        edit(3, text="We slept. It rained. Home."),
        edit(4, text="At noon. We swam. It rained. Home late."),
    )

    assert conflicts(entry) == ["dived. slept."]
    assert entry.content.text == "At noon. We dived. slept. It rained. Home late."


def test_two_conflicts_of_four_edits_are_both_told_of() -> None:
    entry = shown(
        FIRST,
        edit(2, text="We dived. It rained. Home."),
        edit(3, text="We slept. It rained. Home."),
        edit(4, text="We swam. It rained. There."),
        edit(5, text="We swam. It rained. Here."),
    )

    assert conflicts(entry) == ["dived. slept.", "There. Here."]


def test_what_is_saved_after_a_conflict_settles_it() -> None:
    one, other = edit(2, text="We dived."), edit(3, text="We slept.")

    entry = shown(FIRST, one, other, edit(4, one, other, text="We dived and slept."))

    assert (entry.content.text, entry.conflicts, len(entry.heads)) == ("We dived and slept.", (), 1)


def test_of_a_purged_entry_nothing_is_shown() -> None:
    assert view_of([FIRST._replace(content=None)]) is None
    assert view_of([]) is None


# What holds for every history.


class History(NamedTuple):
    """Revisions, each after its parents; every word in them is another."""

    revisions: list[Revision]

    @property
    def heads(self) -> list[Revision]:
        named = {parent for r in self.revisions for parent in r.parents}
        return [r for r in self.revisions if r.id not in named]

    def ancestors(self, of: Revision) -> list[Revision]:
        """Itself, its parents, and so on."""
        by_id = {r.id: r for r in self.revisions}
        found = {of.id}
        for r in reversed(self.revisions):
            found.update(r.parents if r.id in found else ())
        return [by_id[id_] for id_ in sorted(found)]


def content_of(r: Revision) -> Content:
    assert r.content is not None
    return r.content


def bag(text: str) -> list[str]:
    return text.replace(".", "").split()


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["", "The sea", "Rain"]),
        "journal": st.sampled_from(["", "letters"]),
        "tags": st.lists(st.sampled_from("abcd"), unique=True).map(tuple),
        "starred": st.booleans(),
        "trashed": st.booleans(),
        "clock": st.booleans(),
        "day": st.sampled_from(["2026-03-05", "1666-09-02"]),
        "zone": st.sampled_from(["Europe/Lisbon", "+02:00"]),
        "written_at": st.integers(NOW - 5, NOW + 5),
        "extra": st.dictionaries(st.sampled_from("xyz"), st.none() | st.booleans() | st.integers(0, 2) | st.just([1])),
        "attachments": st.lists(
            st.sampled_from([Attachment(c * 40, f"{c}.jpg", "image/jpeg", 9) for c in "123"]), unique=True
        ).map(tuple),
    },
)


@st.composite
def edits(draw: st.DrawFn, before: Content, mark: str) -> Content:
    """The content with words taken out, words put in, and some of what stands around it changed."""
    text = before.text.split()
    for count in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        if draw(st.booleans()):
            text[at:at] = [f"{mark}x{count}{'.' if draw(st.booleans()) else ''}"]
        else:
            del text[at : at + draw(st.integers(1, 3))]
    fields: JsonObject = draw(FIELDS)
    return before._replace(text=" ".join(text), **fields)  # type: ignore[arg-type]  # fields of Content


@st.composite
def histories(draw: st.DrawFn, *, heads_max: int = 5) -> History:
    """Forks, forks of forks, and merges of some of the heads, by clocks that may stand still or run backwards."""
    found = History([revision(0, words("a0. a1 a2 a3. a4 a5 a6. a7"))])
    for number in range(1, draw(st.integers(1, 9))):
        heads = found.heads
        if len(heads) > 1 and draw(st.booleans()):
            parents = draw(st.lists(st.sampled_from(heads), min_size=1, max_size=len(heads), unique_by=lambda r: r.id))
        else:
            parents = [draw(st.sampled_from(found.revisions if len(heads) < heads_max else heads))]
        before = shown(*{r.id: r for parent in parents for r in found.ancestors(parent)}.values()).content
        at = NOW + draw(st.integers(-3, 9))
        found.revisions.append(revision(number, draw(edits(before, f"r{number}")), *parents, at=at))
    return found


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_revisions_arrive_is_irrelevant(history: History, chance: random.Random) -> None:
    expected = view_of(history.revisions)
    shuffled = history.revisions[:]
    chance.shuffle(shuffled)

    assert view_of(shuffled) == expected


@given(histories())
def test_the_heads_are_what_nobody_revised(history: History) -> None:
    entry = shown(*history.revisions)

    assert entry.heads == tuple(sorted(head.id for head in history.heads))
    if len(history.heads) == 1:
        assert entry.content == history.heads[0].content
        assert entry.conflicts == ()


def removed_by(history: History, head: Revision, word: str) -> bool:
    """Whether a head, or something it descends from, had a word that it has no more."""
    return word not in bag(content_of(head).text) and any(
        word in bag(content_of(r).text) for r in history.ancestors(head)
    )


def lost_words(history: History, text: str) -> set[str]:
    """Words that a head has, nobody removed, and the text has not."""
    heads = history.heads
    held = {word for head in heads for word in bag(content_of(head).text)}
    return {word for word in held if not any(removed_by(history, head, word) for head in heads)} - set(bag(text))


def words_are_kept(history: History) -> None:
    text = shown(*history.revisions).content.text

    assert lost_words(history, text) == set()
    assert set(bag(text)) <= {word for head in history.heads for word in bag(content_of(head).text)}


test_no_word_is_lost_that_nobody_removed_and_none_is_invented = given(histories())(words_are_kept)


@given(histories())
def test_tags_and_files_are_there_unless_somebody_removed_them(history: History) -> None:
    content = shown(*history.revisions).content
    heads = history.heads

    for name in ("tags", "attachments"):
        merged, sides = getattr(content, name), [getattr(content_of(head), name) for head in heads]
        everywhere = {one for one in sides[0] if all(one in side for side in sides)}
        assert everywhere <= set(merged) <= {one for side in sides for one in side}
        assert len(set(merged)) == len(merged)


@given(histories())
def test_every_field_is_one_that_a_head_has(history: History) -> None:
    content = shown(*history.revisions).content
    heads = [content_of(head) for head in history.heads]

    for name in ("title", "journal", "starred", "clock", "day", "zone", "written_at"):
        assert getattr(content, name) in [getattr(head, name) for head in heads]
    assert content.trashed == all(head.trashed for head in heads)
    for name, value in content.extra.items():
        assert value in [head.extra[name] for head in heads if name in head.extra]


@given(histories())
def test_conflicts_lie_in_the_text_in_order_and_apart(history: History) -> None:
    entry = shown(*history.revisions)
    ends = [0, *(place for span in entry.conflicts for place in span), len(entry.content.text)]

    assert ends == sorted(ends)
    assert all(start < end for start, end in entry.conflicts)


LOSING: dict[str, Callable[[str, str, str], Merged]] = {
    "the later one wins": lambda _, ours, theirs: merge(ours, ours, theirs),
    "the earlier one wins": lambda _, ours, theirs: merge(theirs, ours, theirs),
    "a word is added": lambda base, ours, theirs: merge(base, ours, f"{theirs} invented"),
    "a word is cut": lambda base, ours, theirs: merge(base, ours[1:], theirs),
    "removed words come back": lambda base, ours, theirs: merge("", ours, f"{base} {theirs}"),
}


@pytest.mark.parametrize("way", LOSING)
def test_a_merge_that_loses_or_invents_words_would_be_noticed(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "merge", LOSING[way])
    looked_at = settings(database=None, phases=[Phase.generate], max_examples=5_000)(given(histories())(words_are_kept))

    with pytest.raises(AssertionError):
        looked_at()
