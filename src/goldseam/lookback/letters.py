"""Letters that are sent to nobody: kept, put away, their key given out of the house, or burned."""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, NoReturn

from goldseam.keep.cipher import open_sealed, recipient_of, seal
from goldseam.keep.fields import object_in, object_of, text_of
from goldseam.keep.record import content_of, meta_of
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.lookback.noted import NoteSight
from goldseam.lookback.place import place_in, place_of
from goldseam.lookback.store import Keepsake, Store, new_keepsake
from goldseam.words.entry import Content, Entry
from goldseam.words.problem import Damaged, Misused, WrongKey
from goldseam.words.rest import Purpose
from goldseam.write.entries import Entries

SORT = "letter"
FORMAT, VERSION = "goldseam-letter", 1


class Letter(NamedTuple):
    """One of them.

    Attributes:
        id: 32 hex digits.
        day: ISO date it is about.
        entry: where its words are; empty while its key is away.
        sealed: whether its key is away.
        left: the entry whose words were sealed and that is still there, because that was cut short; else empty.
    """

    id: str
    day: str
    entry: str
    sealed: bool
    left: str


class Letters:
    """The letters of one vault. Whoever shows one gives a sight; a hidden one is as one that is not there."""

    def __init__(
        self, vault: Vault, store: Store, entries: Entries, note_sight: Callable[[Purpose], NoteSight]
    ) -> None:
        self._vault = vault
        self._store = store
        self._entries = entries
        self._note_sight = note_sight

    def mark(self, entry: Entry, *, now_ms: int) -> Letter:
        """Says that an entry is a letter; nothing is recorded where that is so already."""
        known = next((one for one in self._store.all(SORT) if one.meta.get("entry") == entry.id), None)
        if known is None:
            known = new_keepsake(SORT, {"entry": entry.id, "day": entry.content.day})
            self._store.keep(known, now_ms=now_ms)
        return self._letter(known)

    def all(self, sight: Sight) -> list[Letter]:
        """The letters that can be read, and those whose key is away, the oldest first."""
        notes = self._note_sight(sight.purpose)
        letters = [(one, self._letter(one)) for one in self._store.all(SORT) if notes.shows(one)]
        return [letter for _, letter in letters if self._is_there(letter, sight)]

    def one(self, word: str, sight: Sight) -> Letter:
        """The one of an id of its own or of its entry's, or the beginning of one. Raises Misused: none, or several."""
        word = word.lower()
        every = self.all(sight)
        found = [one for one in every if word and (one.id.startswith(word) or one.entry.startswith(word))]
        if len(found) != 1:
            _refuse(
                "several letters begin with that id" if found else "there is no such letter, or it rests",
                "see them with their ids: goldseam letter",
                "no-such-letter",
            )
        return found[0]

    def unmark(self, letter: Letter, *, now_ms: int) -> None:
        """Makes it a page like any other. Raises Misused: its key is away."""
        if letter.sealed:
            _refuse("its key is away", "open it first: goldseam letter --open LETTER --back", "letter-sealed")
        self._store.drop(self._known(letter), now_ms=now_ms)

    def check(self, letter: Letter) -> Entry:
        """The entry whose words can be sealed.

        Raises: Misused: its key is away already, it has files, or two versions meet in it.
        """
        entry = self._vault.entry(letter.entry) if letter.entry else None
        if entry is None:
            _refuse("its key is away already", "goldseam letter", "letter-sealed")
        if entry.content.attachments:
            _refuse(
                "it has files, and only words can be sealed",
                f"take them off first: goldseam attach {entry.id[:8]} --remove NAME",
                "letter-files",
            )
        if len(entry.heads) > 1:
            _refuse("two versions of it meet", f"settle it first: goldseam edit {entry.id[:8]}", "letter-unsettled")
        return entry

    def key_away(self, letter: Letter, recipient: str, *, now_ms: int) -> str:
        """Seals its words, durably, and returns the entry that must be purged now: `desk.purge`.

        Args:
            letter: whose key is not away.
            recipient: of a key that she was seen to have; the key itself is not needed any more.
            now_ms: milliseconds since 1970.

        Whoever stops between the two has the words twice, and `left` says so. Raises: as `check`.
        """
        entry = self.check(letter)
        sealed = seal(_told(entry.content), [recipient])
        meta = {
            "day": entry.content.day,
            "sealed": b64encode(sealed).decode(),
            "recipient": recipient,
            "was": entry.id,
        }
        self._store.keep(self._known(letter)._replace(meta=meta), now_ms=now_ms)
        return entry.id

    def read(self, letter: Letter, identity: str) -> Content:
        """The words of a letter whose key is away.

        Raises: Misused: it is not sealed. WrongKey: that is another key, or none. Damaged: the seal is.
        """
        meta = self._known(letter).meta
        if not letter.sealed:
            _refuse("its key is not away", "goldseam show ENTRY", "letter-open")
        key = "".join(identity.split()).upper()
        try:
            recipient = recipient_of(key)
        except ValueError:
            raise _wrong_key("that is no key") from None
        if recipient != meta.get("recipient"):
            raise _wrong_key("that key belongs to another letter, or to something else")
        try:
            told = object_in(open_sealed(b64decode(str(meta["sealed"]), validate=True), key, what="the letter"))
            return content_of(object_of(told["meta"]), text_of(told["body"]))
        except (NotBase64, ValueError, KeyError, Damaged):
            raise Damaged(
                "the letter does not open: what is sealed was damaged or cut short",
                safe="it was left as it is, and nothing else was changed",
                next="look in a backup from before: goldseam restore --help",
                code="lookback.letter-damaged",
            ) from None

    def bring_back(self, letter: Letter, identity: str, *, now_ms: int) -> Entry:
        """Makes it a letter that can be read again, as it was, to the byte. Raises: as `read`."""
        content = self.read(letter, identity)
        was = str(self._known(letter).meta.get("was", ""))
        with self._vault.database.transaction():
            entry = self._entries.add(content, now_ms=now_ms)
            meta = {"entry": entry.id, "day": content.day}
            again = [*self._rests_of(was, entry.id), *self._commitments_of(was, entry)]
            self._store.keep(self._known(letter)._replace(meta=meta), *again, now_ms=now_ms)
        return entry

    def _rests_of(self, was: str, now: str) -> Iterator[Keepsake]:
        """The rests that lay on it, on the entry that it is now: what was put away stays so."""
        for one in self._store.all("rest"):
            if was and one.meta.get("entry") == was:
                yield one._replace(meta={**one.meta, "entry": now})

    def _commitments_of(self, was: str, entry: Entry) -> Iterator[Keepsake]:
        """What she keeps in mind of it, at the same place."""
        for one in self._store.all("commitment"):
            place = place_of(one.meta.get("said"))
            if place is not None and was and place.entry == was and place.end <= len(entry.content.text):
                here = place_in(self._vault, entry, place.start, place.end)
                yield one._replace(meta={**one.meta, "said": here._asdict()})

    def subjects(self, letter: Letter) -> Sequence[str]:
        """All that must be purged to burn it: `desk.purge`."""
        return [subject for subject in (letter.entry, letter.left, letter.id) if subject]

    def _known(self, letter: Letter) -> Keepsake:
        known = self._store.of(letter.id)
        assert known is not None, "it was just listed"
        return known

    def _letter(self, one: Keepsake) -> Letter:
        entry, was = (str(one.meta.get(name, "")) for name in ("entry", "was"))
        sealed = "sealed" in one.meta
        left = was if sealed and was and self._vault.entry(was) is not None else ""
        return Letter(one.id, str(one.meta.get("day", "")), "" if sealed else entry, sealed, left)

    def _is_there(self, letter: Letter, sight: Sight) -> bool:
        if letter.sealed:
            return not sight.nothing
        entry = self._vault.entry(letter.entry) if letter.entry and sight.shows(letter.entry) else None
        return entry is not None and not entry.content.trashed


def _told(content: Content) -> bytes:
    told = {"format": FORMAT, "version": VERSION, "meta": meta_of(content), "body": content.text}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _wrong_key(happened: str) -> WrongKey:
    return WrongKey(
        happened,
        safe="the letter is as it was",
        next="look at your paper again; without its key nobody can open it, and neither can we",
        code="lookback.letter-key",
    )


def _refuse(happened: str, then: str, code: str) -> NoReturn:
    raise Misused(happened, safe="nothing was changed", next=then, code=f"lookback.{code}")
