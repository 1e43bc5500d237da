"""What was found, said in plain words of her language."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from goldseam.page.languages import Language
from goldseam.words.finding import SELF, UNKNOWN

Object = dict[str, Any]

WORDING = {
    "kind.time": "Times",
    "kind.who": "People and places",
    "kind.feeling": "Feelings",
    "kind.said": "What was said",
    "kind.promise": "Promises and plans",
    "kind.decision": "Decisions",
    "kind.body": "Body",
    "type.time": "when",
    "type.mention": "who or where",
    "type.feeling": "a feeling",
    "type.speech": "said",
    "type.commitment": "a promise or plan",
    "type.decision": "a decision",
    "type.health": "the body",
    "label.date": "a day or a time",
    "label.duration": "how long",
    "label.set": "again and again",
    "label.vague": "no exact day",
    "label.person": "a person",
    "label.pet": "an animal",
    "label.place": "a place",
    "label.org": "an organisation",
    "label.direct": "word for word",
    "label.indirect": "in other words",
    "label.promise": "a promise",
    "label.plan": "a plan",
    "label.intention": "an intention",
    "label.made": "decided",
    "label.weighing": "still weighing",
    "label.reversed": "taken back",
    "label.symptom": "a complaint",
    "label.injury": "an injury",
    "label.illness": "an illness",
    "label.medicine": "medicine",
    "label.sleep": "sleep",
    "label.admiration": "admiration",
    "label.amusement": "amusement",
    "label.anger": "anger",
    "label.annoyance": "annoyance",
    "label.caring": "caring",
    "label.confusion": "confusion",
    "label.curiosity": "curiosity",
    "label.desire": "desire",
    "label.disappointment": "disappointment",
    "label.disgust": "disgust",
    "label.embarrassment": "embarrassment",
    "label.excitement": "excitement",
    "label.fear": "fear",
    "label.gratitude": "gratitude",
    "label.grief": "grief",
    "label.joy": "joy",
    "label.love": "love",
    "label.nervousness": "nervousness",
    "label.optimism": "optimism",
    "label.pride": "pride",
    "label.relief": "relief",
    "label.remorse": "remorse",
    "label.sadness": "sadness",
    "label.surprise": "surprise",
    "label.boredom": "boredom",
    "label.calm": "calm",
    "label.contempt": "contempt",
    "label.despair": "despair",
    "label.hurt": "being hurt",
    "label.jealousy": "jealousy",
    "label.loneliness": "loneliness",
    "label.longing": "longing",
    "label.numbness": "numbness",
    "label.shame": "shame",
    "label.stress": "stress",
    "mode.felt": "felt",
    "mode.not_felt": "not felt",
    "mode.hypothetical": "only imagined",
    "mode.past": "remembered",
    "mode.dream": "in a dream",
    "mode.acted": "put on",
    "status.open": "open",
    "status.kept": "kept",
    "status.broken": "broken",
    "status.cancelled": "called off",
    "status.current": "now",
    "status.past": "earlier",
    "status.feared": "feared",
    "status.negated": "not there",
    "mod.before": "before %(when)s",
    "mod.after": "after %(when)s",
    "mod.start": "early in %(when)s",
    "mod.mid": "the middle of %(when)s",
    "mod.end": "late in %(when)s",
    "mod.approx": "about %(when)s",
    "mod.less": "under %(when)s",
    "mod.more": "over %(when)s",
}


def worded(language: Language, group: str, code: str) -> str:
    """A code of the closed lists in plain words; one that is not known yet as it is."""
    return language.say(WORDING.get(f"{group}.{code}", code))


def told_of(language: Language, finding: Object, names: Mapping[str, str], beside: Mapping[str, Object]) -> str:
    """What a finding says, in a line.

    Args:
        language: hers.
        finding: as an object (spec/annotations.md).
        names: what to call those whom its ids mean.
        beside: the times that it may name, by id.
    """
    parts = _PARTS[finding["type"]](language, finding, names)
    due, since = beside.get(str(finding.get("due"))), beside.get(str(finding.get("since")))
    if due is not None:
        parts.append(language.say("until %(when)s") % {"when": when_text(language, due)})
    if since is not None:
        parts.append(language.say("since %(when)s") % {"when": when_text(language, since)})
    return ", ".join(part for part in parts if part)


def when_text(language: Language, time: Object) -> str:
    """A time as people say it; where no day can be said, what kind of time it is."""
    said = _plain_when(language, time)
    mod = str(time.get("mod") or "")
    return language.say(WORDING[f"mod.{mod}"]) % {"when": said} if f"mod.{mod}" in WORDING else said


def _plain_when(language: Language, time: Object) -> str:
    first, value, end = time.get("from"), str(time.get("value") or ""), time.get("to")
    try:
        if len(value) == len("2024-03-07"):
            return language.day(value)
        if len(value) == len("2024-03") and value[5:].isdigit():
            return language.month(f"{value}-01")
        if len(value) == len("2024") and value.isdigit():
            return value
        if isinstance(first, str) and "T" in first:
            moment = datetime.fromisoformat(first)
            return f"{language.day(moment.date())}, {language.clock(moment)}"
        if isinstance(first, str) and isinstance(end, str):
            return _between(language, date.fromisoformat(first), date.fromisoformat(end[:10]) - timedelta(days=1))
    except (ValueError, OverflowError):
        pass  # of another calendar than ours, or beyond it
    return worded(language, "label", str(time.get("class")))


def _between(language: Language, first: date, last: date) -> str:
    if last <= first:
        return language.day(first)
    days = {"first": language.day(first, "long"), "last": language.day(last, "long")}
    return language.say("between %(first)s and %(last)s") % days


def called(language: Language, id_: str | None, names: Mapping[str, str]) -> str:
    """What to call somebody; nothing for one who cannot be told."""
    if id_ is None or id_ == UNKNOWN:
        return ""
    return language.say("you") if id_ == SELF else names.get(id_) or language.say("somebody")


def _whose(language: Language, id_: str | None, names: Mapping[str, str]) -> str:
    if id_ == SELF:
        return language.say("yours")
    who = called(language, id_, names)
    return language.say("%(who)s’s") % {"who": who} if who else ""


def _to(language: Language, ids: list[str] | None, names: Mapping[str, str]) -> str:
    some = [language.say("to you") if id_ == SELF else _to_other(language, id_, names) for id_ in ids or ()]
    return ", ".join(one for one in some if one)


def _to_other(language: Language, id_: str, names: Mapping[str, str]) -> str:
    who = called(language, id_, names)
    return language.say("to %(who)s") % {"who": who} if who else ""


def _time(language: Language, told: Object, _: Mapping[str, str]) -> list[str]:
    return [when_text(language, told)]


def _mention(language: Language, told: Object, names: Mapping[str, str]) -> list[str]:
    who = called(language, told["ref"], names)
    return [worded(language, "label", told["kind"]), who if who.lower() != str(told["quote"]).lower() else ""]


def _feeling(language: Language, told: Object, names: Mapping[str, str]) -> list[str]:
    toward = told["toward"]
    return [
        worded(language, "label", told["emotion"]),
        _whose(language, told["experiencer"], names),
        language.say("toward you") if toward == SELF else _toward(language, toward, names),
        worded(language, "mode", told["mode"]) if told["mode"] != "felt" else "",
    ]


def _toward(language: Language, id_: str | None, names: Mapping[str, str]) -> str:
    who = called(language, id_, names)
    return language.say("toward %(who)s") % {"who": who} if who else ""


def _speech(language: Language, told: Object, names: Mapping[str, str]) -> list[str]:
    who = called(language, told["speaker"], names)
    by = language.say("said by you") if told["speaker"] == SELF else language.say("said by %(who)s") % {"who": who}
    return [by if who else language.say("said"), _to(language, told["addressee"], names)]


def _commitment(language: Language, told: Object, names: Mapping[str, str]) -> list[str]:
    return [
        worded(language, "label", told["strength"]),
        _whose(language, told["by"], names),
        _to(language, told["to"], names),
        worded(language, "status", told["status"]) if told["status"] else "",
    ]


def _decision(language: Language, told: Object, names: Mapping[str, str]) -> list[str]:
    return [worded(language, "label", told["state"]), _whose(language, told["by"], names)]


def _health(language: Language, told: Object, names: Mapping[str, str]) -> list[str]:
    return [
        worded(language, "label", told["class"]),
        _whose(language, told["who"], names),
        worded(language, "status", told["state"]) if told["state"] != "current" else "",
    ]


_PARTS = {
    "time": _time,
    "mention": _mention,
    "feeling": _feeling,
    "speech": _speech,
    "commitment": _commitment,
    "decision": _decision,
    "health": _health,
}
