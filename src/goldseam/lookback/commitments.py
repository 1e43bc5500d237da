"""What was said to be coming, and whether it came: only what she wants to keep in mind, and only when she asks."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple, NoReturn

from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.lookback.naming import naming
from goldseam.lookback.place import Place, place_in, place_of, words_at
from goldseam.lookback.store import Keepsake, Store, new_keepsake
from goldseam.read.judgements import Judgements
from goldseam.read.questions import Questions, Told
from goldseam.read.readings import Readings
from goldseam.words.entry import Entry
from goldseam.words.finding import SELF
from goldseam.words.problem import Misused

SORT = "commitment"
ANSWERS = ("yes", "partly", "no", "unknown", "let-go")
ENDED = frozenset({"yes", "partly", "no", "let-go"})
STRENGTHS = ("promise", "plan")
FOUND = "found"  # whose it is: as it was found, or hers where nothing was
Object = dict[str, Any]
Source = Literal["hers", "words", "convention"]
Part = Literal["open", "passed", "answered"]


class Window(NamedTuple):
    """The days between which something was to come.

    Attributes:
        first, last: ISO days, both included.
        source: `hers`, `words` for days that her words name, `convention` for words without edges of their own.
    """

    first: str
    last: str
    source: Source = "hers"


class Kept(NamedTuple):
    """Something that she keeps in mind.

    Attributes:
        keepsake: as it is kept.
        place: of her words.
        finding: the id of what says whose it is.
        window: None for no day: it is never past.
        answer: one of `ANSWERS`; empty where she has not said.
        own: what she wrote with it; may be empty.
    """

    keepsake: Keepsake
    place: Place
    finding: str
    window: Window | None
    answer: str
    own: str

    @property
    def id(self) -> str:
        """32 hex digits."""
        return self.keepsake.id

    def is_past(self, today: str) -> bool:
        """Whether its days have passed, and she has not answered."""
        return not self.answer and self.window is not None and self.window.last < today


class Shown(NamedTuple):
    """One of them, to be shown.

    Attributes:
        kept: itself.
        words: hers; empty where the page they stood on is gone.
        day: ISO date that the page is about; empty where it is gone.
        told: the finding, which says whose it is; None where there is none any more.
    """

    kept: Kept
    words: str
    day: str
    told: Told | None


class Commitments:
    """Those of one vault. Whoever shows one gives a sight; one that is hidden is as one that is not there."""

    def __init__(
        self, vault: Vault, store: Store, questions: Questions, readings: Readings, judgements: Judgements
    ) -> None:
        self._vault = vault
        self._store = store
        self._questions = questions
        self._readings = readings
        self._judgements = judgements

    # What was found

    def found(
        self, *, sight: Sight, keys: Sequence[str] | None = None, unsure: bool = False, limit: int, skip: int = 0
    ) -> list[Told]:
        """Promises and plans that she does not keep in mind, and nothing says how they went; the newest page first.

        Args:
            sight: what may be seen.
            keys: only those that one of these gave.
            unsure: also those that are not sure enough to be shown: often wrong.
            limit: at most so many; all when negative.
            skip: so many of the first are left out.
        """
        return self._questions.open_commitments(
            sight=sight,
            labels=STRENGTHS,
            keys=keys,
            unsure=unsure,
            but=[(one.place.entry, one.finding) for one in self._all()],
            limit=limit,
            skip=skip,
        )

    def ended(self) -> list[tuple[str, str]]:
        """The entry and the finding of each of which she said how it went, or that she lets it go."""
        return [(one.place.entry, one.finding) for one in self._all() if one.answer in ENDED]

    def window(self, told: Told) -> Window | None:
        """When it was to come: the days of the time it names, or of the one that stands in its words."""
        times = [*told.beside.values()]
        if not told.finding.get("due"):
            start, end = told.finding["spans"][0][0], told.finding["spans"][-1][1]
            rows = self._vault.database.rows(
                "select object from read_finding where entry = ? and type = 'time' and start >= ? and start < ?",
                (bytes.fromhex(told.entry), start, end),
            )
            times = [json.loads(str(text))["finding"] for (text,) in rows]
        windows = {one for time in times if (one := _window_of(time)) is not None and one.last >= told.day}
        return windows.pop() if len(windows) == 1 else None

    # What she says

    def keep(
        self, entry: Entry, finding: str, *, sight: Sight, now_ms: int, words: tuple[int, int] | None = None
    ) -> Kept:
        """Keeps in mind what was found in an entry, which is then her word; once, however often she says so.

        Args:
            entry: where it stands.
            finding: its id.
            sight: what may be seen.
            now_ms: milliseconds since 1970.
            words: where those begin and end that she chose; else they are those in which it was found.

        Raises: Misused: the entry has no such finding, or two versions of it meet.
        """
        standing = self._judgements.accept(entry, finding, now_ms=now_ms)
        found = standing.finding
        if found.type != SORT:
            _refuse("that is neither a promise nor a plan", "see what was found: goldseam promises", "no-commitment")
        same = [one for one in self._all() if (one.place.entry, one.finding) == (entry.id, found.id)]
        if same:
            return same[0]
        start, end = words or (found.quotes[0].span.start, found.quotes[-1].span.end)
        place = place_in(self._vault, entry, start, end)
        told = self._told([(entry.id, found.id)], sight).get((entry.id, found.id))
        window = self.window(told) if told else None
        made = new_keepsake(SORT, {"said": place._asdict(), "finding": found.id, **_window_meta(window)})
        return self._saved(made, now_ms)

    def mark(self, entry: Entry, start: int, end: int, *, by: str | None, sight: Sight, now_ms: int) -> Kept:
        """Keeps in mind words of an entry; they are marked as a promise, unless one was found there.

        It is her words that are kept, also where more was found, or less.

        Args:
            entry: where they stand.
            start: code point of its text at which they begin.
            end: after the last of them.
            by: id of whose it is, of the registry or `self`; None for nobody; `FOUND` for whose it was found to be.
            sight: what may be seen.
            now_ms: milliseconds since 1970.

        Raises: Misused: as `keep`, or there are no words.
        """
        here = [one.finding for one in self._readings.standings(entry).here if one.finding.type == SORT]
        meeting = [one for one in here if one.quotes[0].span.start < end and start < one.quotes[-1].span.end]
        if meeting:
            found = meeting[0].id
            if by != FOUND:
                found = self._judgements.correct(entry, found, {"by": by}, now_ms=now_ms).finding.id
            return self.keep(entry, found, sight=sight, now_ms=now_ms, words=(start, end))
        by = SELF if by == FOUND else by
        told = {"type": SORT, "strength": "promise", "by": by, "spans": [[start, end]]}
        made = self._judgements.add(entry, told, now_ms=now_ms)
        return self.keep(entry, made.finding.id, sight=sight, now_ms=now_ms)

    def answer(self, kept: Kept, answer: str, own: str = "", *, now_ms: int) -> Kept:
        """Says whether it came, in her own words if she likes; an empty answer takes hers back.

        Raises: Misused: it is none of `ANSWERS`.
        """
        if answer and answer not in ANSWERS:
            _refuse("that was no answer", f"answer with one of: {', '.join(ANSWERS)}", "no-answer")
        meta = {key: one for key, one in kept.keepsake.meta.items() if key not in {"answer", "answered_at"}}
        meta |= {"answer": answer, "answered_at": now_ms} if answer else {}
        return self._saved(kept.keepsake._replace(meta=meta, body=own.strip() if answer else ""), now_ms)

    def move(self, kept: Kept, window: Window | None, *, now_ms: int) -> Kept:
        """Says when it was to come; None for no day."""
        meta = {key: one for key, one in kept.keepsake.meta.items() if key not in {"first", "last", "window"}}
        return self._saved(kept.keepsake._replace(meta={**meta, **_window_meta(window)}), now_ms)

    def drop(self, kept: Kept, *, now_ms: int) -> None:
        """It was not meant to be kept in mind."""
        self._store.drop(kept.keepsake, now_ms=now_ms)

    def _saved(self, keepsake: Keepsake, now_ms: int) -> Kept:
        self._store.keep(keepsake, now_ms=now_ms)
        stored = self._store.of(keepsake.id)
        kept = _kept(stored) if stored else None
        assert kept is not None, "it was just kept"
        return kept

    # What she keeps in mind

    def all(self, part: Part, *, sight: Sight, today: str, keys: Collection[str] | None = None) -> list[Kept]:
        """What she keeps in mind: what she has not answered, by its last day, and then what has no day.

        Args:
            part: `open` for what she has not answered, `passed` for that of which the days are over, `answered`, the
                last answer first.
            sight: what may be seen.
            today: ISO date.
            keys: only of these people.
        """
        seen = self._seen(sight)
        if keys is not None:
            told = self._told([(one.place.entry, one.finding) for one in seen], sight)
            seen = [one for one in seen if _is_of(told.get((one.place.entry, one.finding)), keys)]
        if part == "answered":
            return sorted((one for one in seen if one.answer), key=_answered_at, reverse=True)
        waiting = [one for one in seen if not one.answer and (part == "open" or one.is_past(today))]
        return sorted(waiting, key=lambda one: (one.window is None, one.window.last if one.window else "", one.id))

    def one(self, word: str, *, sight: Sight) -> Kept:
        """The one of an id, or of the beginning of one. Raises: Misused: there is none, or several, or it rests."""
        found = [one for one in self._seen(sight) if word and one.id.startswith(word.lower())]
        if len(found) != 1:
            _refuse(
                "several things begin with that id" if found else "nothing is kept in mind under that id, or it rests",
                "see them with their ids: goldseam to-come",
                "no-such-commitment",
            )
        return found[0]

    def shown(self, some: Iterable[Kept], *, sight: Sight) -> list[Shown]:
        """These with her words, and whose they are. Cost: the revisions of their entries."""
        some = list(some)
        told = self._told([(one.place.entry, one.finding) for one in some], sight)
        made = []
        for one in some:
            entry = self._vault.entry(one.place.entry)
            words = words_at(self._vault, one.place) if entry else ""
            day = entry.content.day if entry and words else ""
            made.append(Shown(one, words, day, told.get((one.place.entry, one.finding))))
        return made

    def _all(self) -> list[Kept]:
        return [one for keepsake in self._store.all(SORT) if (one := _kept(keepsake)) is not None]

    def _seen(self, sight: Sight) -> list[Kept]:
        """What may be shown: its page neither rests nor lies in the trash, and no name that rests stands beside it."""
        if sight.nothing:
            return []
        some = [one for one in self._all() if sight.shows(one.place.entry)]
        ids = json.dumps([one.place.entry for one in some])
        rows = self._vault.database.rows(
            "select lower(hex(id)) from entry where trashed and lower(hex(id)) in (select value from json_each(?))",
            (ids,),
        )
        trashed = {str(id_) for (id_,) in rows}
        names = {name for name in sight.names if "/" not in name and not name.startswith("#")}
        names_one = naming(names) if names else None
        return [
            one
            for one in some
            if one.place.entry not in trashed and not (names_one is not None and one.own and names_one(one.own))
        ]

    def _told(self, wanted: Sequence[tuple[str, str]], sight: Sight) -> dict[tuple[str, str], Told]:
        return {(told.entry, str(told.finding["id"])): told for told in self._questions.with_ids(wanted, sight=sight)}


def _window_of(time: Object) -> Window | None:
    """The days of a time; None where it has none, or is over and again."""
    first, end = time.get("from"), time.get("to")
    if not isinstance(first, str) or not isinstance(end, str) or time.get("class") == "set":
        return None
    try:
        begins, ends = date.fromisoformat(first[:10]), date.fromisoformat(end[:10])
    except ValueError:
        return None
    if len(end) == len("2024-03-07") or end[10:] == "T00:00":
        ends = max(begins, ends - timedelta(days=1)) if ends > date.min else ends
    return Window(begins.isoformat(), ends.isoformat(), "convention" if time.get("convention") else "words")


def _window_meta(window: Window | None) -> Object:
    return {"first": window.first, "last": window.last, "window": window.source} if window else {}


def _kept(keepsake: Keepsake) -> Kept | None:
    """One as it was kept; None where it is of a kind that is not known."""
    meta, place = keepsake.meta, place_of(keepsake.meta.get("said"))
    if place is None:
        return None
    return Kept(
        keepsake, place, str(meta.get("finding", "")), _window(meta), str(meta.get("answer", "")), keepsake.body
    )


def _window(meta: Object) -> Window | None:
    """The days that are kept; None where there are none, or what is there is none."""
    first, last, source = (str(meta.get(key, "")) for key in ("first", "last", "window"))
    try:
        if any(date.fromisoformat(day).isoformat() != day for day in (first, last)) or last < first:
            return None
    except ValueError:
        return None
    return Window(first, last, source if source in {"words", "convention"} else "hers")  # type: ignore[arg-type]  # one of them


def _answered_at(kept: Kept) -> tuple[int, str]:
    at = kept.keepsake.meta.get("answered_at")
    return (at if isinstance(at, int) else 0), kept.id


def _is_of(told: Told | None, keys: Collection[str]) -> bool:
    return told is not None and told.keys.get(str(told.finding.get("by"))) in keys


def _refuse(happened: str, then: str, code: str) -> NoReturn:
    raise Misused(happened, safe="nothing was changed", next=then, code=f"lookback.{code}")
