"""Each line of `cases/*.txt`: what is in brackets is a time, and this is its value; counted on the calendar by hand.

`== DAY [CLOCK] [ZONE]` says when the lines under it were written. After the value may stand the class, the modifier,
and `@` with what the value was counted from (`entry` where nothing is said); `-` is no time at all. The interval must
be the one that the value covers by `data/reading/values.py`, which shares no code with the grammar.
"""

import re
from datetime import date, time
from pathlib import Path
from typing import NamedTuple

import pytest

from data.reading import values
from goldseam.read.passage import Passage, Setting
from goldseam.read.readers.times import read
from goldseam.words.finding import Finding, Time

CASES = Path(__file__).parent / "cases"
CLASSES = {"date", "time", "duration", "set", "vague"}
NEVER_SHOWN = ("time.now", "time.news", "time.often", "time.adjective", "time.year-bare", "time.clock-figures-small")


class Case(NamedTuple):
    """A sentence, when it was written, and what it says in brackets."""

    name: str
    setting: Setting
    text: str
    quote: str
    start: int
    expected: str


def cases(*names: str) -> list[Case]:
    found: list[Case] = []
    for name in names:
        setting = Setting(date(2024, 3, 7))
        for line in (CASES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if head := re.match(r"== (\S+)(?: (\d\d:\d\d))?(?: ([A-Z]\w+(?:/\w+)?))?", line):
                clock = time.fromisoformat(head[2]) if head[2] else None
                setting = Setting(date.fromisoformat(head[1]), clock, head[3] or "UTC")
            elif line.strip():
                sentence, _, expected = line.partition(" = ")
                quote = re.search(r"\[(.*?)\]", sentence)
                start = quote.start() if quote else -1
                text = sentence.replace("[", "", 1).replace("]", "", 1) if quote else sentence
                found.append(
                    Case(f"{setting.day}: {sentence}", setting, text, quote[1] if quote else "", start, expected)
                )
    return found


def times(text: str, setting: Setting) -> list[tuple[Finding, Time]]:
    passage = Passage(text, setting)
    read(passage)
    return passage.times()


@pytest.mark.parametrize("case", cases("days", "clocks", "amounts", "after"), ids=lambda case: case.name)
def test_a_time_is_read_as_it_is_meant(case: Case) -> None:
    found = [(one, told) for one, told in times(case.text, case.setting) if one.span.start == case.start]
    value, *rest = case.expected.split()

    if value == "-":
        assert [one.words for one, _ in found if one.words == case.quote] == []
        return
    assert [one.words for one, _ in found] == [case.quote], [one.words for one, _ in times(case.text, case.setting)]
    one, told = found[0]
    anchor = next((word[1:] for word in rest if word[0] == "@"), "entry")
    modifier = next((word for word in rest if word in values.MODS), None)
    kind = next((word for word in rest if word in CLASSES), values.class_of(value))
    assert (told.value, told.modifier, told.anchor, told.time_class) == (
        None if value == "?" else value,
        modifier,
        anchor,
        kind,
    ), one.source
    covered = None if kind in {"set", "vague"} else values.interval(value)
    if told.convention is None:
        assert (told.first, told.end) == (covered or (None, None))
    else:
        assert covered is None, "a convention never takes the place of what the words say"


@pytest.mark.parametrize("case", cases("none"), ids=lambda case: case.name)
def test_what_only_looks_like_a_time_is_none(case: Case) -> None:
    found = [one for one, _ in times(case.text, case.setting) if not one.source.startswith(NEVER_SHOWN)]

    assert [(one.words, one.source) for one in found] == []


def test_the_cases_would_notice_a_calendar_that_is_off() -> None:
    wrong = 0
    for case in cases("days"):
        later = case.setting._replace(day=date.fromordinal(case.setting.day.toordinal() + 400))
        found = [told.value for one, told in times(case.text, later) if one.span.start == case.start]
        wrong += found != [case.expected.split()[0]]

    assert wrong > len(cases("days")) * 3 // 4
