"""What reading found, as conditions on an entry: over the tables that room `read` keeps in the vault.

Find and read never import each other; what they share are these tables (spec/annotations.md, "In the vault"), in which
only stands what is shown, or what she said herself.
"""

# ruff: noqa: S608 - the names inside the SQL are constants of this room; what a person typed is always bound

from goldseam.keep.database import Value
from goldseam.words.finding import SELF
from goldseam.words.name import folded_name

Condition = tuple[str, tuple[Value, ...]]

LONG = 31  # days; the few times that are longer have an index of their own
ME = ("me", "i", SELF)
_LAST = "\U0010ffff"

# The keys of everybody of a name: of the registry's people by any of their names, and of those only readings name.
_KEYS = (
    "select who from read_name where name >= ? and name < ?"
    " union all select who from read_tally where substr(who, instr(who, '/') + 1) >= ?"
    " and substr(who, instr(who, '/') + 1) < ? and instr(who, '/')"
)


def named(name: str, *, prefix: bool) -> Condition:
    """Entries in which somebody of this name has any part."""
    sql, values = _keys(name, prefix=prefix)
    return f"(entry.id in (select entry from read_who where shown = 1 and who in ({sql})))", values


def said_by(name: str, *, prefix: bool) -> Condition:
    """Entries in which somebody of this name, or the writer, says something."""
    sql, values = ("?", (SELF,)) if folded_name(name) in ME else _keys(name, prefix=prefix)
    return f"(entry.id in (select entry from read_who where shown = 1 and role = 'speaker' and who in ({sql})))", values


def felt(emotion: str) -> Condition:
    """Entries in which the writer felt something: not what she denied, dreamt, imagined or put on."""
    sql = "select entry from read_finding where label = ? and mode = 'felt' and whose = ? and shown = 1"
    return f"(entry.id in ({sql} and type = 'feeling'))", (emotion, SELF)


def about(days: str, today: str) -> Condition:
    """Entries that speak of some days, whenever they were written."""
    from datetime import date  # noqa: PLC0415 - few queries name days

    from goldseam.words.when import parse_days  # noqa: PLC0415 - as above

    named_days = parse_days(days, today=today)
    first, last = (date.fromisoformat(day).toordinal() for day in (named_days.first, named_days.last))
    sql = (
        "(entry.id in (select entry from read_finding where first is not null and first <= ? and first >= ?"
        " and last >= ? and shown = 1 union all select entry from read_finding indexed by read_finding_long"
        " where last - first > 31 and first < ? and last >= ? and shown = 1))"
    )
    return sql, (last, first - LONG, first, first - LONG, first)


def _keys(name: str, *, prefix: bool) -> Condition:
    low = folded_name(name)
    high = f"{low}{_LAST}" if prefix else f"{low}\0"
    return _KEYS, (low, high, low, high)
