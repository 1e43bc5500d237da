"""What is to be looked at again: places where something happened since they were read."""

import json

from goldseam.keep.vault import Vault
from goldseam.read.tables import FOLLOWER, ensure_tables

FEED_BATCH = 2000


def pending(vault: Vault) -> int:
    """How many entries are to be looked at. Cost: what happened since, and one count."""
    take_feed(vault)
    row = vault.database.one("select count(*) from read_due")
    return int(str(row[0])) if row else 0


def take_feed(vault: Vault) -> None:
    """Notes down where something happened since. Cost: nothing when nothing did."""
    ensure_tables(vault)
    while changes := vault.changes(FOLLOWER, limit=FEED_BATCH):
        with vault.database.transaction():
            vault.database.many("insert or ignore into read_due values (?)", [(change.place,) for change in changes])
            _forget_removed(vault, [change.place for change in changes])
            vault.acknowledge(FOLLOWER, changes[-1].seq)


def _forget_removed(vault: Vault, places: list[int]) -> None:
    """Removes at once what was read where an entry was that is no more: it may have been purged elsewhere."""
    rows = vault.database.rows(
        "select entry from read_reading where place in (select value from json_each(?))"
        " and entry not in (select id from entry)",
        (json.dumps(places),),
    )
    if rows:
        from goldseam.read.rows import Rows  # noqa: PLC0415 - a purge is rare

        Rows(vault.database).forget([bytes(row[0]) for row in rows])  # type: ignore[arg-type]  # ids are bytes
