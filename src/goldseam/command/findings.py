"""How findings look in a terminal: what is hers plainly, what is only proposed with a question mark."""

from collections.abc import Mapping
from typing import Any

from goldseam.command.rendering import ID_SHOWN, SCHEMA, day_text
from goldseam.command.terminal import Terminal
from goldseam.words.entry import JsonObject
from goldseam.words.finding import SELF, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from goldseam.command.options import Arguments
    from goldseam.desk.desk import Desk
    from goldseam.keep.sight import Sight
    from goldseam.read.questions import Told

Object = dict[str, Any]
PROPOSED, HERS = "?", " "
QUOTE_SHOWN = 160
_MODES = {
    "not_felt": "not felt",
    "hypothetical": "only imagined",
    "past": "remembered",
    "dream": "in a dream",
    "acted": "put on",
}
_STATES = {"past": "earlier", "feared": "feared", "negated": "not there"}
_MODS = {"approx": "about", "less": "under", "more": "over", "before": "before", "after": "after", "start": "early in",
         "mid": "the middle of", "end": "late in"}  # fmt: skip


def whom(desk: "Desk", words: "Iterable[str]") -> tuple[tuple[str, ...] | None, "Sight"]:
    """Whom the words of a command mean: her, somebody by name, or None for everybody; and what may be seen of it.

    Raises: Misused: nobody is called so, several are, or the one who is rests.
    """
    who = " ".join(words)
    sight = desk.sight_for(who)
    desk.refuse_resting(who, sight)
    if not who:
        return None, sight
    return ((SELF,) if who.lower() in {"me", "i", SELF} else tuple(desk.registry.named(who, sight).keys)), sight


def tell(found: "Iterable[Told]", arguments: "Arguments", terminal: Terminal) -> None:
    """Prints findings, a line each, for her or for a program."""
    for told in found:
        if "json" in arguments.flags:
            terminal.say_json(told_json(told))
        else:
            terminal.write_styled(told_line(told, terminal))


def told_json(told: "Told", sentence: str | None = None) -> JsonObject:
    """A finding for programs, with where it stands and whose word it is."""
    value: JsonObject = {
        "schema": SCHEMA,
        "entry": told.entry,
        "day": told.day,
        "verdict": told.verdict,
        "confidence": told.confidence,
        "names": told.names,
        "beside": told.beside,
        "finding": told.finding,
    }
    return value if sentence is None else value | {"sentence": sentence}


def told_line(told: "Told", terminal: Terminal, *, quote: str | None = None, with_id: bool = False) -> str:
    """A line of a list: id of the entry, and of what was found in it where asked, day, her words, what they are."""
    mark = HERS if told.verdict else PROPOSED
    finding = f" {told.finding['id']:9}" if with_id else ""
    head = f"{told.entry[:ID_SHOWN]}{finding} {mark} {day_text(told.day):>15}  "
    words = quoted(told.quote if quote is None else quote, terminal)
    about = described(told.finding, told.names, told.beside)
    line = f"{terminal.style(head[:ID_SHOWN], 'dim')}{head[ID_SHOWN:]}{words}"
    return line + (terminal.style(f"  {terminal.shown(about)}", "dim") if about else "")


def quoted(words: str, terminal: Terminal) -> str:
    """Her words, on one line, in quotation marks."""
    plain = " ".join(words.split())
    return f"“{terminal.shown(plain if len(plain) <= QUOTE_SHOWN else plain[: QUOTE_SHOWN - 1] + '…')}”"


def described(finding: Object, names: Mapping[str, str], beside: Mapping[str, Object]) -> str:
    """What a finding says, in a few plain words."""
    parts = _PARTS[finding["type"]](finding, names)
    due = beside.get(str(finding.get("due") or finding.get("since") or ""))
    if due is not None:
        parts.append(f"{'since' if finding.get('since') else 'by'} {when_text(due)}")
    return ", ".join(part for part in parts if part)


def called(id_: str | None, names: Mapping[str, str]) -> str:
    """What to call somebody."""
    if id_ is None or id_ == UNKNOWN:
        return ""
    return "you" if id_ == SELF else names.get(id_) or "somebody"


def when_text(time: Object) -> str:
    """A time as people write it."""
    first, value = time.get("from"), time.get("value")
    about = f"{_MODS[time['mod']]} " if time.get("mod") in _MODS else ""
    if isinstance(first, str) and time.get("class") in {"date", "time"} and value:
        if isinstance(value, str) and len(value) == len("2024-03-07"):
            return about + day_text(value)
        if "T" in first and isinstance(value, str) and "T" in value:
            return f"{about}{day_text(first[:10])} {first[11:16]}".strip()
    return about + str(value) if value else str(time.get("quote", ""))


def _of(id_: str | None, names: Mapping[str, str]) -> str:
    who = called(id_, names)
    return "yours" if who == "you" else f"{who}’s" if who else ""


def _to(ids: list[str] | None, names: Mapping[str, str]) -> str:
    some = [called(id_, names) for id_ in ids or ()]
    return f"to {' and '.join(who for who in some if who)}" if any(some) else ""


def _time(told: Object, _: Mapping[str, str]) -> list[str]:
    return [when_text(told)]


def _mention(told: Object, names: Mapping[str, str]) -> list[str]:
    who = called(told["ref"], names)
    return [told["kind"], who if who.lower() != str(told["quote"]).lower() else ""]


def _feeling(told: Object, names: Mapping[str, str]) -> list[str]:
    toward = called(told["toward"], names)
    return [
        told["emotion"],
        _of(told["experiencer"], names),
        f"toward {toward}" if toward else "",
        _MODES.get(told["mode"], ""),
    ]


def _speech(told: Object, names: Mapping[str, str]) -> list[str]:
    who = called(told["speaker"], names)
    return [f"said by {who}" if who else "said", _to(told["addressee"], names)]


def _commitment(told: Object, names: Mapping[str, str]) -> list[str]:
    return [told["strength"], _of(told["by"], names), _to(told["to"], names), told["status"] or ""]


def _decision(told: Object, names: Mapping[str, str]) -> list[str]:
    return [told["state"], _of(told["by"], names)]


def _health(told: Object, names: Mapping[str, str]) -> list[str]:
    return [told["class"], told["body"] or "", _of(told["who"], names), _STATES.get(told["state"], "")]


_PARTS = {
    "time": _time,
    "mention": _mention,
    "feeling": _feeling,
    "speech": _speech,
    "commitment": _commitment,
    "decision": _decision,
    "health": _health,
}
