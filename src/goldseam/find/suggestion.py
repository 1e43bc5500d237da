"""What could be meant by the beginning of a word."""

# ruff: noqa: S608 - the names inside the SQL are constants of this room; what a person typed is always bound

from typing import NamedTuple

from goldseam.find.query import Facet, text_of
from goldseam.find.terms import folded, kind_of
from goldseam.keep.listing import names_of
from goldseam.keep.sight import Sight
from goldseam.keep.vault import Vault
from goldseam.words.name import folded_name

LETTERS_MIN = 2  # the words that begin with one letter are too many to count, and suggest nothing
LAST = "\U0010ffff"
RESTING_MAX = 24  # so many more words are looked at where some may not be shown


class Suggestion(NamedTuple):
    """One way to go on.

    Attributes:
        query: what to put in the place of the beginning.
        kind: `tag`, `notebook` or `word`.
        entries: how many have it.
    """

    query: str
    kind: str
    entries: int


def suggestions(vault: Vault, beginning: str, *, sight: Sight, limit: int) -> list[Suggestion]:
    """Tags and notebooks that begin so, then words; see `Find.suggest`."""
    field, colon, rest = beginning.partition(":")
    if beginning.startswith("#"):
        return _tags(vault, beginning[1:], sight, limit)
    if colon and field.lower() == "tag":
        return _tags(vault, rest, sight, limit)
    if colon and field.lower() == "in":
        return _notebooks(vault, rest, sight, limit)
    if colon or not beginning:
        return []
    named = [*_tags(vault, beginning, sight, limit), *_notebooks(vault, beginning, sight, limit)]
    return [*named, *_words(vault, folded(beginning), sight, limit)][:limit]


def _tags(vault: Vault, beginning: str, sight: Sight, limit: int) -> list[Suggestion]:
    counted = f"select count(*) from tagging join entry using (place) where tag = ? and not trashed{sight.where()}"
    return _named(vault, "tag", counted, _begun(vault, "tags", beginning, sight, limit))


def _notebooks(vault: Vault, beginning: str, sight: Sight, limit: int) -> list[Suggestion]:
    counted = f"select count(*) from entry where journal = ? and not trashed{sight.where()}"
    names = [name for name in _begun(vault, "notebooks", beginning, sight, limit) if name]
    return _named(vault, "notebook", counted, names)


def _begun(vault: Vault, kind: str, beginning: str, sight: Sight, limit: int) -> list[str]:
    wanted = folded(beginning)
    names = names_of(vault.database, kind, sight=sight)
    return [name for name in names if folded(name).startswith(wanted) and not sight.names_one_of([folded_name(name)])][
        :limit
    ]


def _named(vault: Vault, kind: str, counted: str, names: list[str]) -> list[Suggestion]:
    field = "tag" if kind == "tag" else "in"
    found = [Suggestion(text_of(Facet(field, name)), kind, _count(vault, counted, name)) for name in names]
    return [suggestion for suggestion in found if suggestion.entries]


def _count(vault: Vault, sql: str, name: str) -> int:
    row = vault.database.one(sql, (name,))
    return int(str(row[0])) if row else 0


def _words(vault: Vault, beginning: str, sight: Sight, limit: int) -> list[Suggestion]:
    """Words of the index; pairs of signs from scripts without spaces are no words, and pictures none either."""
    if len(beginning) < LETTERS_MIN or not all(kind_of(character) == "word" for character in beginning):
        return []
    # The table holds nothing: it is a view of the index, and of this connection alone.
    vault.database.run("create virtual table if not exists temp.find_words using fts5vocab('main', 'find_text', 'row')")
    rows = vault.database.rows(
        "select term, doc from temp.find_words where term >= ? and term < ? order by doc desc, term limit ?",
        (beginning, beginning + LAST, limit if sight.is_whole and not sight.names else limit + RESTING_MAX),
    )
    found = [(str(term), int(str(doc))) for term, doc in rows if not sight.names_one_of([str(term)])]
    if not sight.is_whole:  # a word may stand in nothing but what rests, and its number tells of that too
        found = [(term, seen) for term, _ in found if (seen := _seen(vault, term, sight))]
    return [Suggestion(term, "word", entries) for term, entries in found[:limit]]


def _seen(vault: Vault, term: str, sight: Sight) -> int:
    """How many entries that may be seen have a term."""
    where = f"find_text match ?{sight.where('find_text.rowid')}"
    row = vault.database.one(f"select count(*) from find_text where {where}", (f'"{term}"',))
    return int(str(row[0])) if row else 0
