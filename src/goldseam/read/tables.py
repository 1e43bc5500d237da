"""The tables that reading keeps in the vault: made anew at any time, never travelling (spec/annotations.md)."""

from goldseam.keep.database import Database
from goldseam.keep.vault import Vault
from goldseam.read.dated import TABLE as DATED
from goldseam.read.days import TABLE as DAYS
from goldseam.read.days import lay_days

VERSION = 5  # of the tables and of what is put into them; another one means: make them anew
WITHOUT_DAYS = 3  # a version which lacks one table that can be made from the others, and
WITHOUT_DATED = 4  # one which lacks another, that is filled as each entry is looked at again, without being read anew
FOLLOWER = "read"

TABLES = """
create table read_due (place integer primary key) strict;  -- where something is to be looked at again

create table read_reading (            -- what a reader made of an entry
    entry     blob primary key,        -- 16 bytes
    place     integer not null,        -- where the entry was then
    input     blob not null,           -- digest of the text, its day, clock and zone
    stamp     text not null,           -- reader and model
    read_at   integer not null,        -- ms since 1970
    revisions text not null,           -- the heads that were read, hex, with spaces
    object    text not null            -- language, persons, findings and problems, as JSON
) strict;
create index read_reading_place on read_reading (place);

create table read_finding (            -- what stands in an entry: readings under her word
    entry     blob not null,
    id        text not null,
    place     integer not null,        -- of the entry
    type      text not null,
    sort      text not null,           -- as what it is shown: type, kind or strength
    label     text not null,           -- emotion, strength, state, class, kind or form
    mode      text not null,           -- of a feeling; the status of a commitment
    whose     text not null,           -- the key of who feels, speaks, promises, decides, or is hurt
    start     integer not null,
    verdict   text not null,           -- hers; empty for a proposal
    shown     integer not null,
    confidence real not null,
    first     integer,                 -- ordinal of the first day a time is about
    last      integer,                 -- and of the last
    object    text not null,           -- the finding, whom its ids mean, and the times it names, as JSON
    primary key (entry, id)
) strict, without rowid;
create index read_finding_type on read_finding (type, shown, place desc, start);
create index read_finding_label on read_finding (label, mode, whose, shown, entry);
create index read_finding_day on read_finding (first, last) where first is not null;
create index read_finding_long on read_finding (first, last) where last - first > 31;

create table read_who (                -- who has a part in a finding
    entry     blob not null,
    finding   text not null,
    role      text not null,           -- ref, experiencer, toward, speaker, addressee, by, to, who
    who       text not null,           -- self, unknown, #id, kind/name, role/my sister, or @ in this entry alone
    shown     integer not null,
    place     integer not null,        -- of the entry
    primary key (entry, finding, role, who)
) strict, without rowid;
create index read_who_who on read_who (who, role, shown, place);

create table read_tally (who text primary key, name text not null, entries integer not null) strict;
create table read_person (id text primary key, object text not null) strict;
create table read_name (name text not null, who text not null, primary key (name, who)) strict, without rowid;
create table read_verdict (             -- her verdicts, for the thresholds
    annotation blob primary key, entry blob not null, sort text not null, verdict text not null
) strict;
create index read_verdict_entry on read_verdict (entry);
"""
NAMES = ("due", "reading", "finding", "who", "tally", "person", "name", "verdict", "day", "dated")


def ensure_tables(vault: Vault) -> None:
    """Makes the tables where there are none, or those of another version, with everything due. Cost: a look-up."""
    if vault.fact("read.version") == VERSION:
        return
    with vault.database.transaction():
        version = vault.fact("read.version")
        if version == VERSION:
            return
        if version in {WITHOUT_DAYS, WITHOUT_DATED}:
            if version == WITHOUT_DAYS:
                _make(vault.database, DAYS)
                lay_days(vault.database)
            vault.database.run("drop table if exists read_dated")
            _make(vault.database, DATED)
            vault.database.run("insert or ignore into read_due select place from entry")
            vault.set_fact("read.version", VERSION)
            return
        drop_tables(vault)
        _make(vault.database, TABLES + DAYS + DATED)
        vault.follow(FOLLOWER)
        vault.database.run("insert into read_due select place from entry")
        vault.set_fact("read.records", 0)  # the last record that was looked at for people
        vault.set_fact("read.version", VERSION)


def _make(database: Database, tables: str) -> None:
    for statement in tables.split(";\n"):
        if statement.strip():
            database.run(_without_remarks(statement))


def drop_tables(vault: Vault) -> None:
    """Forgets every reading. Her word stands in records and is not touched."""
    with vault.database.transaction():
        for name in NAMES:
            vault.database.run(f"drop table if exists read_{name}")
        vault.set_fact("read.version", 0)


def _without_remarks(statement: str) -> str:
    return "\n".join(line.partition(" -- ")[0] for line in statement.split("\n"))
