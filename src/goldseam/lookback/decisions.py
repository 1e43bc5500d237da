"""What she decided, as she saw it then; and her reviews of it, which begin with what she remembers."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, NoReturn

from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.lookback.noted import NoteSight
from goldseam.lookback.place import Place, place_in, place_of, words_at
from goldseam.lookback.store import Keepsake, Store, new_keepsake
from goldseam.words.entry import Entry
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose

DECISION, RECALL, OUTCOME = "decision", "recall", "outcome"
LUCK = ("decision", "luck", "both")
SURE_MAX = 100
Object = dict[str, Any]
State = Literal["here", "trashed", "gone"]


class Words(NamedTuple):
    """Words of hers on a card.

    Attributes:
        text: exactly; empty where the page they stood on is gone or lies in the trash.
        reference: where they stand; None for what she wrote on the card itself.
        state: of that page.
    """

    text: str
    reference: Place | None = None
    state: State = "here"


class Wanted(NamedTuple):
    """A decision that is to be kept.

    Attributes:
        day: ISO date.
        what: a place, or words for the card itself; so are the reasons.
        reasons_for, reasons_against: hers.
        expected: what she expects.
        sure: how sure of it, 0 to 100; None for nothing said.
        by: ISO date by which it would be known.
        mind: what would change her mind.
    """

    day: str
    what: Place | str
    reasons_for: tuple[Place | str, ...] = ()
    reasons_against: tuple[Place | str, ...] = ()
    expected: str = ""
    sure: int | None = None
    by: str = ""
    mind: str = ""


class Card(NamedTuple):
    """What a list may say of a decision.

    Attributes:
        id: 32 hex digits.
        day: ISO date.
        what: her words.
        kept_at: milliseconds since 1970.
    """

    id: str
    day: str
    what: Words
    kept_at: int


class Why(NamedTuple):
    """A decision and its reasons, and nothing else."""

    card: Card
    reasons_for: tuple[Words, ...]
    reasons_against: tuple[Words, ...]


class Original(NamedTuple):
    """Everything she put on the card when she kept it; got only for a review that has begun."""

    why: Why
    expected: str
    sure: int | None
    by: str
    mind: str


class Review(NamedTuple):
    """One time she came back to it.

    Attributes:
        id: of the recall, 32 hex digits.
        decision: the id.
        begun_at: milliseconds since 1970.
        remembered: what she remembered before she was shown the original; empty where she skipped it.
        skipped: whether she did.
        ended_at: milliseconds since 1970; None while she has not said what happened.
        happened, luck, otherwise: what she said then; may be empty.
    """

    id: str
    decision: str
    begun_at: int
    remembered: str
    skipped: bool
    ended_at: int | None = None
    happened: str = ""
    luck: str = ""
    otherwise: str = ""


class Decisions:
    """The decisions of one vault. Whoever shows one gives a sight; a hidden one is as one that is not there."""

    def __init__(self, vault: Vault, store: Store, note_sight: Callable[[Purpose], NoteSight]) -> None:
        self._vault = vault
        self._store = store
        self._note_sight = note_sight

    def make(self, wanted: Wanted, *, now_ms: int) -> str:
        """Keeps a decision; returns its id. It is never changed again.

        Raises: Misused: it says nothing, or a day, a number or a place is none.
        """
        if not (wanted.what if isinstance(wanted.what, Place) else wanted.what.strip()):
            _refuse("a decision without words", "say what you decided", "decision-empty")
        if wanted.sure is not None and not 0 <= wanted.sure <= SURE_MAX:
            _refuse("how sure was no number from 0 to 100", "goldseam decide … --sure 70", "decision-sure")
        for day in filter(None, (wanted.day, wanted.by)):
            _valid_day(day)
        meta: Object = {"day": wanted.day}
        if isinstance(wanted.what, Place):
            meta["what"] = self._checked(wanted.what)
        for key, reasons in (("for", wanted.reasons_for), ("against", wanted.reasons_against)):
            if reasons:
                meta[key] = [self._checked(one) if isinstance(one, Place) else {"words": one} for one in reasons]
        said = {"expected": wanted.expected, "sure": wanted.sure, "by": wanted.by, "mind": wanted.mind}
        meta |= {key: value for key, value in said.items() if value not in {None, ""}}
        made = new_keepsake(DECISION, meta, "" if isinstance(wanted.what, Place) else wanted.what)
        self._store.keep(made, now_ms=now_ms)
        return made.id

    def all(self, sight: Sight) -> list[Card]:
        """What she decided, the newest first."""
        reviews = self._reviews()
        shows = self._shows(sight)
        seen = [one for one in self._originals() if shows(one, reviews.get(one.id, []))]
        return sorted((self._card(one) for one in seen), key=lambda card: (card.day, card.kept_at), reverse=True)

    def card(self, word: str, sight: Sight) -> Card:
        """The one of an id, or of the beginning of one. Raises Misused: there is none, or several, or it rests."""
        return self._card(self._one(word, sight))

    def why(self, word: str, sight: Sight) -> Why:
        """It and its reasons. Raises: as `card`."""
        return self._why(self._one(word, sight))

    def reviews(self, word: str, sight: Sight) -> list[Review]:
        """The times she came back to it, the oldest first. Raises: as `card`."""
        return self._reviews().get(self._one(word, sight).id, [])

    def recall(self, word: str, remembered: str, sight: Sight, *, skip: bool = False, now_ms: int) -> Review:
        """Begins a review with what she remembers, or with her word that she skips that; that is kept.

        Where one has begun and not ended, it stays as it is, and is what comes back.

        Raises: Misused: as `card`, or she said neither.
        """
        one = self._one(word, sight)
        if going_on := _open(self._reviews().get(one.id, [])):
            return going_on
        if skip == bool(remembered.strip()):
            _refuse(
                "a review begins with what you remember, or with your word that you skip that",
                "goldseam decide --review DECISION --remember '…', or --skip",
                "recall-first",
            )
        meta: Object = {"decision": one.id} | ({"skipped": True} if skip else {})
        made = new_keepsake(RECALL, meta, remembered)
        self._store.keep(made, now_ms=now_ms)
        return Review(made.id, one.id, now_ms, remembered, skip)

    def original(self, word: str, sight: Sight) -> Original:
        """Everything on the card, as she kept it.

        Raises: Misused: as `card`, or no recall of it is in the vault.
        """
        one = self._one(word, sight)
        if not self._reviews().get(one.id):
            _refuse(
                "the original is shown after what you remember of it",
                "goldseam decide --review DECISION",
                "recall-first",
            )
        meta = one.meta
        sure = meta.get("sure")
        said = {key: str(meta.get(key, "")) for key in ("expected", "by", "mind")}
        return Original(self._why(one), sure=sure if isinstance(sure, int) else None, **said)

    def end(
        self, word: str, happened: str, sight: Sight, *, luck: str = "", otherwise: str = "", now_ms: int
    ) -> Review:
        """Ends the review that has begun with what happened, which may be nothing. Raises: as `original`."""
        one = self._one(word, sight)
        review = _open(self._reviews().get(one.id, []))
        if review is None:
            _refuse(
                "no review of this decision has begun", "first what you remember: goldseam decide --review DECISION",
                "recall-first",
            )  # fmt: skip
        if luck and luck not in LUCK:
            _refuse("that was none of decision, luck and both", "say one of them, or nothing", "decision-luck")
        said = {"luck": luck, "otherwise": otherwise}
        meta: Object = {"decision": one.id, "recall": review.id} | {key: text for key, text in said.items() if text}
        self._store.keep(new_keepsake(OUTCOME, meta, happened), now_ms=now_ms)
        return review._replace(ended_at=now_ms, happened=happened, luck=luck, otherwise=otherwise)

    def all_of(self, word: str, sight: Sight) -> list[str]:
        """The ids of a decision and of all that belongs to it, for who removes it. Raises: as `card`."""
        one = self._one(word, sight)
        kept = (*self._store.all(RECALL), *self._store.all(OUTCOME))
        return [one.id, *(other.id for other in kept if other.meta.get("decision") == one.id)]

    # What is hidden

    def _shows(self, sight: Sight) -> Callable[[Keepsake, Sequence[Review]], bool]:
        """A function that says whether a decision may be shown, with all that was said of it."""
        notes = self._note_sight(sight.purpose)

        def shows(one: Keepsake, reviews: Sequence[Review]) -> bool:
            if sight.nothing or not all(map(sight.shows, _entries(one))):
                return False
            return all(map(notes.shows, _own_words(one, reviews)))

        return shows

    def _originals(self) -> Iterator[Keepsake]:
        """Each as it was kept, whatever was recorded of it since."""
        for one in self._store.all(DECISION):
            yield self._store.states(one.id)[0]

    def _one(self, word: str, sight: Sight) -> Keepsake:
        reviews = self._reviews()
        shows = self._shows(sight)
        found = [one for one in self._originals() if word and one.id.startswith(word.lower())]
        found = [one for one in found if shows(one, reviews.get(one.id, []))]
        if len(found) != 1:
            _refuse(
                "several decisions begin with that id" if found else "there is no such decision, or it rests",
                "see them with their ids: goldseam decide",
                "no-such-decision",
            )
        return found[0]

    # What stands on a card

    def _card(self, one: Keepsake) -> Card:
        said = _said(one, "what")
        what = self._reason(said[0]) if said else Words(one.body)
        return Card(one.id, str(one.meta.get("day", "")), what, one.made_at)

    def _why(self, one: Keepsake) -> Why:
        return Why(self._card(one), *(tuple(map(self._reason, _said(one, side))) for side in ("for", "against")))

    def _reason(self, said: Object) -> Words:
        place = place_of(said)
        if place:
            return self._words(place)
        words = str(said.get("words") or "")
        return Words(words, state="here" if words else "gone")  # an export brought no words of a page that was gone

    def _words(self, place: Place) -> Words:
        """The words at a place of that revision, if the page is still there."""
        entry = self._vault.entry(place.entry)
        text = words_at(self._vault, place) if entry else ""
        if entry is None or len(text) != place.end - place.start:
            return Words("", place, "gone")
        return Words("", place, "trashed") if entry.content.trashed else Words(text, place)

    def _checked(self, place: Place) -> Object:
        if self._words(place).state != "here":
            _refuse("the words do not stand there", "goldseam show ENTRY", "decision-place")
        return place._asdict()

    def _reviews(self) -> dict[str, list[Review]]:
        """By decision, the oldest first."""
        made: dict[str, list[Review]] = {}
        outcomes = {str(one.meta.get("recall", "")): one for one in reversed(self._store.all(OUTCOME))}
        for one in self._store.all(RECALL):
            decision, skipped = str(one.meta.get("decision", "")), one.meta.get("skipped") is True
            review = Review(one.id, decision, one.made_at, one.body, skipped)
            end = outcomes.get(one.id)
            if end is not None and end.meta.get("decision") == decision:
                luck, otherwise = (str(end.meta.get(key, "")) for key in ("luck", "otherwise"))
                review = review._replace(ended_at=end.made_at, happened=end.body, luck=luck, otherwise=otherwise)
            made.setdefault(decision, []).append(review)
        return made


def place_of_words(entry: Entry, words: str, vault: Vault) -> Place:
    """The first place of some words in an entry. Raises: Misused: they do not stand there; and as `place_in`."""
    start = entry.content.text.find(words) if words.strip() else -1
    if start < 0:
        _refuse("these words do not stand in the entry", "give them exactly as they stand there", "decision-words")
    return place_in(vault, entry, start, start + len(words))


def _open(reviews: Sequence[Review]) -> Review | None:
    """The one that has begun and not ended."""
    return next((one for one in reversed(reviews) if one.ended_at is None), None)


def _said(one: Keepsake, *sides: str) -> list[Object]:
    """What the card says under some names: objects, whatever else an import may have brought."""
    found = (one.meta.get(side) for side in sides)
    return [each for some in found for each in (some if isinstance(some, list) else [some]) if isinstance(each, dict)]


def _entries(one: Keepsake) -> Iterator[str]:
    """The entries whose words it holds or refers to."""
    said = _said(one, "what", "for", "against")
    return (each["entry"] for each in said if isinstance(each.get("entry"), str))


def _own_words(one: Keepsake, reviews: Sequence[Review]) -> Iterator[Keepsake]:
    """Everything that was written on the card and in its reviews themselves, each when it was."""
    own = [each.get("words", "") for each in _said(one, "what", "for", "against")]
    yield one._replace(
        body="\n".join(map(str, (one.body, one.meta.get("expected", ""), one.meta.get("mind", ""), *own)))
    )
    for review in reviews:
        yield one._replace(body=review.remembered, made_at=review.begun_at)
        if review.ended_at is not None:
            yield one._replace(body=f"{review.happened}\n{review.otherwise}", made_at=review.ended_at)


def _valid_day(text: str) -> None:
    try:
        valid = date.fromisoformat(text).isoformat() == text
    except ValueError:
        valid = False
    if not valid:
        _refuse("a day was not understood", "write it as 2024-05-01", "decision-day")


def _refuse(happened: str, then: str, code: str) -> NoReturn:
    raise Misused(happened, safe="nothing was changed", next=then, code=f"lookback.{code}")
