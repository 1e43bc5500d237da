"""A small real vault to search in."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from goldseam.find.search import Find
from goldseam.keep.vault import Vault, open_vault
from goldseam.words.entry import Content
from goldseam.write.entries import Entries
from tests.making import NOW, UNHIDDEN

TODAY = "2026-11-24"


class Diary:
    """A vault, what is done to it, and what is found in it."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.entries = Entries(vault)
        self.find = Find(vault)

    def write(self, *contents: Content) -> list[str]:
        """Adds entries; returns their ids."""
        return [self.entries.add(content, now_ms=NOW).id for content in contents]

    def finds(self, query: str, *, newest: bool = False, limit: int = 1_000) -> list[str]:
        """The texts that a query finds, in its order."""
        hits = self.find.entries(query, today=TODAY, newest=newest, limit=limit, sight=UNHIDDEN)
        return [hit.entry.content.text for hit in hits.hits]

    def terms(self) -> set[str]:
        """Every term that the index holds, of the trash too."""
        found: set[str] = set()
        for table in ("find_text", "find_trash"):
            self.vault.database.run(f"create virtual table temp.seen using fts5vocab('main', '{table}', 'row')")
            found |= {str(row[0]) for row in self.vault.database.rows("select term from temp.seen")}
            self.vault.database.run("drop table temp.seen")
        return found


@contextmanager
def diary(template: Vault, *contents: Content) -> Iterator[Diary]:
    """A diary with these entries, in a copy of an empty vault: making one anew takes much longer."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "vault"
        shutil.copytree(template.folder, path)
        vault = open_vault(str(path), template.keys)
        made = Diary(vault)
        made.write(*contents)
        yield made
        vault.close()


def entry(
    text: str,
    *,
    day: str = "2026-03-05",
    title: str = "",
    journal: str = "",
    tags: tuple[str, ...] = (),
    starred: bool = False,
    trashed: bool = False,
) -> Content:
    """Content of a day whose hour is not known."""
    return Content(
        text, NOW, "UTC", day, title=title, journal=journal, tags=tags, starred=starred, trashed=trashed, clock=False
    )
