"""The tables of vault.db (spec/vault.md, "Tables")."""

from goldseam.keep.database import Database
from goldseam.words.problem import Damaged

VERSION = 1

TABLES = """
create table record (
    seq         integer primary key,   -- order of arrival in this vault; never means time
    id          blob not null unique,  -- 20 bytes: BLAKE2b-160 of the canonical text
    kind        text not null,         -- entry | setting | purge; unknown kinds are kept
    subject     blob not null,         -- 16 bytes: the entry or the setting
    parents     blob not null,         -- 20 bytes each, sorted
    recorded_at integer not null,      -- ms since 1970, by the author's clock
    device      blob not null,         -- 8 bytes: the author
    n           integer not null,      -- 1.. in the author's log, without gaps
    nonce       blob not null,         -- 16 bytes
    came_by     text not null,
    meta        text,                  -- canonical JSON; null when purged
    body        any,                   -- text; zlib of it once another revision followed; null when purged
    head        integer not null,      -- 1 while nobody names it as parent
    unique (device, n)
) strict;
create index record_subject on record (subject, seq);

create table entry (                   -- what is shown now: a cache of record, rebuilt by verify --repair
    place       integer primary key,   -- day, minute, number: words/place.py
    id          blob not null unique,  -- 16 bytes
    day         text not null,
    written_at  integer not null,
    journal     text not null,
    title       text not null,
    tags        text not null,         -- separated by line feeds, for the index
    starred     integer not null,
    trashed     integer not null,
    photos      integer not null,
    files       integer not null,
    words       integer not null,
    came_by     text not null,         -- of the first revision
    shown       integer not null,      -- record.seq of the newest head
    merged_meta text,                  -- when there are several heads: their merged meta,
    merged_body text,                  -- text
    conflicts   text                   -- and spans, as JSON
) strict;
create index entry_trashed on entry (place) where trashed;
create index entry_starred on entry (place) where starred;
create index entry_journal on entry (journal, place);

create table tagging (tag text not null, place integer not null, primary key (tag, place)) strict, without rowid;
create index tagging_place on tagging (place);

create view entry_text (place, title, body, tags) as
    select entry.place, entry.title, coalesce(entry.merged_body, record.body), entry.tags
    from entry join record on record.seq = entry.shown;

create table change (seq integer primary key autoincrement, place integer not null) strict;
create table follower (name text primary key, seq integer not null) strict;

create table draft (                   -- what is on the page before it is an entry
    id          blob primary key,      -- 16 bytes
    entry       blob,                  -- the entry being changed, or null
    base        blob not null,         -- its heads when the draft began, 20 bytes each
    meta        text not null,
    body        text not null,
    saved_at    integer not null
) strict;

create table setting (name text primary key, value text not null, recorded_at integer not null, record blob not null)
    strict;                            -- the newest record of each name

create table thumbnail (blob blob primary key, image blob not null) strict;

create table segment (                 -- the second copy, as it stands in log/segments
    name text primary key, device blob not null, first integer not null, last integer not null,
    size integer not null, digest blob not null, dirty integer not null default 0
) strict;

create table fact (name text primary key, value any) strict;   -- device, chain, counters: never travels
"""


def create_tables(database: Database) -> None:
    """All tables of a new vault. Call inside a transaction."""
    for statement in TABLES.split(";\n"):
        if statement.strip():
            database.run(statement)
    database.run(f"pragma user_version={VERSION}")


def check_version(database: Database) -> None:
    """Raises Damaged when the tables are of a newer goldseam, or there are none."""
    row = database.one("pragma user_version")
    version = row[0] if row and isinstance(row[0], int) else 0
    if version < VERSION:
        raise Damaged(
            "vault.db is damaged: the tables of a vault are not in it",
            safe="the second copy in the vault's log folder was not touched",
            next="goldseam verify --repair",
            code="keep.database-damaged",
        )
    if version > VERSION:
        raise Damaged(
            f"vault.db has tables of version {version}, and this goldseam knows version {VERSION}",
            safe="nothing was read or changed",
            next="install a newer goldseam: pip install --upgrade goldseam",
            code="keep.newer-tables",
        )
