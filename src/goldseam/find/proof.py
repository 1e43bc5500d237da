"""Whether the index says of every entry that it is there. It can always be made anew, so this is for `verify` alone."""

# ruff: noqa: S608 - the names inside the SQL are constants

from goldseam.find.index import FOLLOWER, TABLES, VERSION
from goldseam.keep.vault import Vault

_WAITING = "(select place from change where seq > (select seq from follower where name = ?))"


def index_is_whole(vault: Vault) -> bool:
    """Whether the index holds just the entries that there are, but for what it has yet to take in, or none at all.

    What its pages hold, SQLite's own check of the database looks at.
    """
    if vault.fact("find.version") != VERSION or vault.fact("find.through") is not None:
        return True
    return not any(_differs(vault, name, trashed=trashed) for name, trashed in TABLES.items())


def _differs(vault: Vault, name: str, *, trashed: bool) -> bool:
    there = f"select place from entry where trashed = {int(trashed)}"
    sql = (
        f"select 1 from {name}_docsize where id not in ({there}) and id not in {_WAITING} union all"
        f" select 1 from ({there}) where place not in (select id from {name}_docsize) and place not in {_WAITING}"
    )
    return vault.database.one(sql, (FOLLOWER, FOLLOWER)) is not None
