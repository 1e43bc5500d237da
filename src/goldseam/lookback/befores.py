"""Has this happened before? What she sorted of earlier places: which was like it, which went otherwise, which neither.

All of it is her word. It is laid side by side in the order of time, what was like it never without what went otherwise.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any, Literal, NamedTuple, NoReturn

from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.lookback.decisions import Words
from goldseam.lookback.noted import NoteSight
from goldseam.lookback.place import Place, is_id, place_in, place_of, words_at
from goldseam.lookback.store import Keepsake, Store, new_keepsake
from goldseam.read.sentences import sentences_of
from goldseam.words.entry import Entry
from goldseam.words.problem import Misused
from goldseam.words.rest import Purpose
from goldseam.words.span import Span

BEFORE, TIME = "before", "before-time"
LIKE, OTHERWISE, NEITHER = SIDES = ("like", "otherwise", "neither")
STAGES = ("began", "happened", "went-on")
NAME_MAX, STAGE_MAX, QUESTION_MAX = 200, 80, 2_000
Object = dict[str, Any]
State = Literal["here", "trashed", "gone"]


class Before(NamedTuple):
    """Something of which she asks whether it happened before.

    Attributes:
        id: 32 hex digits.
        day: ISO date: of the passage, or on which she asked.
        about: the passage, or her question; empty where its page is gone.
        name: what she calls it; may be empty.
        entry: id of the passage's entry; empty for a question.
    """

    id: str
    day: str
    about: Words
    name: str
    entry: str

    @property
    def question(self) -> str:
        """Her own words, which may name somebody; empty for a passage."""
        return "" if self.entry else self.about.text


class Said(NamedTuple):
    """A sentence of hers that she keeps of one time.

    Attributes:
        words: it.
        stage: one of `STAGES`, or her own words for it; empty where she named none.
    """

    words: Words
    stage: str


class Time(NamedTuple):
    """One earlier page, as she sorted it.

    Attributes:
        entry: 32 hex digits.
        side: one of `SIDES`.
        day: ISO date; empty where the page is gone.
        state: of that page.
        said: of it.
    """

    entry: str
    side: str
    day: str
    state: State
    said: tuple[Said, ...]


class Laid(NamedTuple):
    """What she sorted, side by side.

    Attributes:
        times: what was like it and what went otherwise, in the order of time.
        stages: the stages that she named, in order; empty at the end for sentences without one.
        aside: what was neither.
        withheld: whether nothing is laid out, because every one that went otherwise is out of sight.
    """

    times: tuple[Time, ...]
    stages: tuple[str, ...]
    aside: tuple[Time, ...]
    withheld: bool

    @property
    def has_otherwise(self) -> bool:
        """Whether one that went otherwise is among them."""
        return any(one.side == OTHERWISE for one in self.times)


class Befores:
    """Those of one vault. Whoever shows one gives a sight; a hidden one is as one that is not there."""

    def __init__(self, vault: Vault, store: Store, note_sight: Callable[[Purpose], NoteSight]) -> None:
        self._vault = vault
        self._store = store
        self._note_sight = note_sight

    # What she asks, and what she says

    def ask(self, about: Place | str, *, day: str, now_ms: int) -> str:
        """Keeps what she asks of; returns its id. The same passage or question is kept once.

        Args:
            about: a passage, or her question.
            day: ISO date: of the passage, or today.
            now_ms: milliseconds since 1970.

        Raises: Misused: it says nothing.
        """
        question = "" if isinstance(about, Place) else " ".join(about.split())[:QUESTION_MAX]
        if not isinstance(about, Place) and not question:
            _refuse("there was nothing to ask", "goldseam before 'a dinner called off'", "before-empty")
        for one in self._store.all(BEFORE):
            place = place_of(one.meta.get("about"))
            if place == about if isinstance(about, Place) else (not place and one.body.lower() == question.lower()):
                return one.id
        meta: Object = {"day": day} | ({"about": about._asdict()} if isinstance(about, Place) else {})
        made = new_keepsake(BEFORE, meta, question)
        self._store.keep(made, now_ms=now_ms)
        return made.id

    def sort(
        self,
        before: Before,
        entry: Entry,
        side: str,
        spans: Sequence[Span] = (),
        *,
        stages: Mapping[int, str] | None = None,
        now_ms: int,
    ) -> None:
        """Says of an entry what it was; with the sentences that she keeps of it, else those she kept.

        Args:
            before: what she asks of.
            entry: an earlier one.
            side: one of `SIDES`.
            spans: stretches of its text; every sentence that one meets is kept.
            stages: of the sentences that begin there: one of `STAGES`, her own words, or nothing. A sentence that is
                not named here keeps the stage it had.
            now_ms: milliseconds since 1970.

        Raises: Misused: that is none of `SIDES`, the entry is later than what she asks of, no sentence stands there,
            or two versions of it meet.
        """
        if side not in SIDES:
            _refuse("that was none of like, otherwise and neither", "say one of them", "before-side")
        if entry.id == before.entry or (before.entry and entry.content.day > before.day):
            _refuse("that page is no earlier one", "choose a page of an earlier day", "before-not-earlier")
        kept = self._kept(before.id, entry.id)
        text = entry.content.text
        known = self._by_words(kept)
        said: list[Object] = []
        for start, end in dict.fromkeys(each for span in spans for each in _sentences_in(text, span)):
            stage = (stages or {}).get(start, _stage(known.get(text[start:end], {})))
            said.append({"place": place_in(self._vault, entry, start, end)._asdict()} | _stage_meta(stage))
        said = said or list(_said(kept))
        if not said:
            _refuse("no sentence stands there", "choose a sentence of that page", "before-no-words")
        self._keep_time(before.id, entry.id, {"side": side, "said": said}, now_ms)

    def name_stage(self, before: Before, entry: Entry, span: Span, stage: str, *, now_ms: int) -> None:
        """Says what stage the sentences are that a stretch of an entry meets; they are kept then with the others.

        Raises: Misused: the entry was not sorted, no sentence stands there, or two versions of it meet.
        """
        kept = self._kept(before.id, entry.id)
        if kept is None or kept.is_gone:
            _refuse("that page was not sorted yet", "goldseam before --sort SET ENTRY like", "before-unsorted")
        text = entry.content.text
        meant = {text[start:end]: (start, end) for start, end in _sentences_in(text, span)}
        if not meant:
            _refuse("no sentence stands there", "choose a sentence of that page", "before-no-words")
        others = [one for words, one in self._by_words(kept).items() if words not in meant]
        said = [{"place": place_in(self._vault, entry, *at)._asdict()} | _stage_meta(stage) for at in meant.values()]
        self._keep_time(before.id, entry.id, {"side": kept.meta.get("side"), "said": [*others, *said]}, now_ms)

    def unsort(self, before: Before, entry: str, *, now_ms: int) -> None:
        """Takes back what she said of an entry; it is offered again."""
        kept = self._kept(before.id, entry)
        if kept is not None and not kept.is_gone:
            self._store.drop(kept, now_ms=now_ms)

    def rename(self, before: Before, name: str, *, now_ms: int) -> None:
        """Calls it something; an empty name takes the name away."""
        kept = self._store.of(before.id)
        assert kept is not None, "it was just found"
        meta = {key: value for key, value in kept.meta.items() if key != "name"}
        name = " ".join(name.split())[:NAME_MAX]
        self._store.keep(kept._replace(meta=meta | ({"name": name} if name else {})), now_ms=now_ms)

    # What is kept

    def all(self, sight: Sight) -> list[Before]:
        """Those she keeps, the newest first."""
        shows = self._shows(sight)
        return [self._before(one) for one in reversed(self._store.all(BEFORE)) if shows(one)]

    def one(self, word: str, sight: Sight) -> Before:
        """The one of an id, or of the beginning of one. Raises Misused: there is none, or several, or it rests."""
        shows = self._shows(sight)
        found = [one for one in self._store.all(BEFORE) if word and one.id.startswith(word.lower()) and shows(one)]
        if len(found) != 1:
            _refuse(
                "several of what you keep begin with that id"
                if found
                else "nothing is kept under that id, or it rests",
                "see them with their ids: goldseam before",
                "no-such-before",
            )
        return self._before(found[0])

    def laid(self, before: Before, sight: Sight) -> Laid:
        """What she sorted, as far as it may be seen. Cost: the revisions of its entries.

        Args:
            before: it.
            sight: what may be seen where she asks her question; for a passage, what goldseam may show by itself.
        """
        notes = self._note_sight(sight.purpose)
        sorted_ = self._times(before.id)
        seen = [one for one in sorted_ if sight.shows(_entry_of(one)) and _own_words_show(one, notes)]
        went_otherwise = [one for one in sorted_ if one.meta.get("side") == OTHERWISE]
        withheld = bool(went_otherwise) and not any(one in seen for one in went_otherwise)
        times = sorted(map(self._time, seen), key=lambda time: (time.day, time.entry))
        aside = tuple(time for time in times if time.side == NEITHER)
        if withheld:
            return Laid((), (), aside, withheld=True)
        shown = tuple(time for time in times if time.side in {LIKE, OTHERWISE})
        named = dict.fromkeys(said.stage for time in shown for said in time.said)
        own = [stage for stage in named if stage and stage not in STAGES]
        stages = [*(stage for stage in STAGES if stage in named), *own, *([""] if "" in named else [])]
        return Laid(shown, tuple(stages), aside, withheld=False)

    def sorted_of(self, before: Before) -> list[str]:
        """The ids of the entries that she sorted, and of what she asks of."""
        return [*filter(None, [before.entry]), *map(_entry_of, self._times(before.id))]

    def time(self, before: Before, entry: str) -> Time | None:
        """What she said of an entry that may be seen; None for one that she did not sort."""
        kept = self._kept(before.id, entry)
        return None if kept is None or kept.is_gone else self._time(kept)

    def all_of(self, before: Before) -> list[str]:
        """The ids of it and of all that belongs to it, for who removes it."""
        return [before.id, *(one.id for one in self._store.all(TIME) if one.meta.get("before") == before.id)]

    # How it is kept

    def _kept(self, before: str, entry: str) -> Keepsake | None:
        return self._store.of(_time_id(before, entry))

    def _by_words(self, kept: Keepsake | None) -> dict[str, Object]:
        """What is kept of a page, by the words; of what is gone, by what stands for it."""
        return {self._words(one.get("place")).text or repr(one): one for one in _said(kept)}

    def _keep_time(self, before: str, entry: str, meta: Object, now_ms: int) -> None:
        id_ = _time_id(before, entry)
        kept = self._store.of(id_) or Keepsake(id_, TIME, {})
        self._store.keep(kept._replace(meta={"before": before, "entry": entry} | meta, body=""), now_ms=now_ms)

    def _times(self, before: str) -> list[Keepsake]:
        """Each as it is kept; of another kind than is known, none."""
        return [
            one
            for one in self._store.all(TIME)
            if one.meta.get("before") == before and one.meta.get("side") in SIDES and _entry_of(one)
        ]

    def _before(self, one: Keepsake) -> Before:
        told = one.meta.get("about")
        entry = str(told.get("entry", "")) if isinstance(told, dict) else ""
        about = self._words(told) if isinstance(told, dict) else Words(one.body)
        return Before(one.id, _day_of(one), about, str(one.meta.get("name", "")), entry)

    def _time(self, one: Keepsake) -> Time:
        entry = self._vault.entry(_entry_of(one))
        said = tuple(Said(self._words(each.get("place")), _stage(each)) for each in _said(one))
        state: State = "gone" if entry is None else "trashed" if entry.content.trashed else "here"
        day = entry.content.day if entry else ""
        if entry is not None:
            at = {id(each): entry.content.text.find(each.words.text) for each in said}
            said = tuple(sorted(said, key=lambda each: at[id(each)]))
        return Time(_entry_of(one), str(one.meta["side"]), day, state, said)

    def _words(self, told: object) -> Words:
        """The words at a place of a revision, or those that an export brought, if the page is still there."""
        place = place_of(told)
        if place is None:
            words = str(told.get("words") or "") if isinstance(told, dict) else ""
            return Words(words, state="here" if words else "gone")
        entry = self._vault.entry(place.entry)
        text = words_at(self._vault, place) if entry else ""
        if entry is None or len(text) != place.end - place.start:
            return Words("", place, "gone")
        return Words("", place, "trashed") if entry.content.trashed else Words(text, place)

    def _shows(self, sight: Sight) -> Callable[[Keepsake], bool]:
        """A function that says whether one may be shown: by its page, its day and the names in her words."""
        notes = self._note_sight(sight.purpose)

        def shows(one: Keepsake) -> bool:
            told = one.meta.get("about")
            if sight.nothing or (isinstance(told, dict) and not sight.shows(str(told.get("entry", "")))):
                return False
            return notes.shows(one._replace(body=f"{one.body}\n{one.meta.get('name', '')}"))

        return shows


def _time_id(before: str, entry: str) -> str:
    """The same on every device, so that what is said of a page twice meets, and the later holds."""
    return blake2b(bytes.fromhex(before) + bytes.fromhex(entry), digest_size=16).hexdigest()


def _sentences_in(text: str, span: Span) -> list[tuple[int, int]]:
    """The sentences that a stretch of a text meets."""
    return [(one.start, one.end) for one in sentences_of(text) if one.start < span.end and span.start < one.end]


def _entry_of(one: Keepsake) -> str:
    """The id; empty where an import brought none."""
    entry = one.meta.get("entry")
    return str(entry) if is_id(entry) else ""


def _day_of(one: Keepsake) -> str:
    """The day that is kept; the one on which it was made where an import brought none."""
    with suppress(ValueError):
        return date.fromisoformat(str(one.meta.get("day"))).isoformat()
    return datetime.fromtimestamp(one.made_at / 1000, UTC).date().isoformat()


def _said(one: Keepsake | None) -> list[Object]:
    """What is kept of a page: objects, whatever else an import may have brought."""
    said = one.meta.get("said") if one is not None else None
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []


def _stage_meta(stage: str) -> Object:
    stage = " ".join(stage.split())[:STAGE_MAX]
    return {"stage": stage} if stage in STAGES else {"own": stage} if stage else {}


def _stage(said: Object) -> str:
    stage = said.get("stage")
    return str(stage) if stage in STAGES else str(said.get("own", ""))


def _own_words_show(one: Keepsake, notes: NoteSight) -> bool:
    """Whether her words for the stages may be shown, which may name somebody; of its day its entry tells."""
    own = "\n".join(str(each.get("own", "")) for each in _said(one)).strip()
    return not own or notes.shows(one._replace(body=own))


def _refuse(happened: str, then: str, code: str) -> NoReturn:
    raise Misused(happened, safe="nothing was changed", next=then, code=f"lookback.{code}")
