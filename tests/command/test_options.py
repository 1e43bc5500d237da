"""Options are read as getopt reads them; getopt itself is the judge."""

import getopt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goldseam.command.options import COMMON, Command, Option, parse
from goldseam.words.problem import Misused

COMMAND = Command(
    "try",
    "for this test",
    options=(
        Option("number", "", "N", "n"),
        Option("newest", ""),
        Option("new", "", short="w"),
        Option("tag", "", "TAG", "t", many=True),
    ),
)
_WORDS = st.lists(
    st.sampled_from(
        "-- - --new --newe --ne --number --number= --number=5 --n=5 -n -n5 -wn -wn5 -nw -x --x --tag".split()
    )
    | st.sampled_from(
        ["--tag=", "-ta", "-t", "--new=1", "--help", "--he", "-hw", "rain", "5", "", "--=", "-w-", "é", "-é"]
    )
)


def as_getopt_reads(words: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    options = (*COMMAND.options, *COMMON)
    shorts = "".join(o.short + (":" if o.value else "") for o in options if o.short)
    given, rest = getopt.gnu_getopt(words, shorts, [o.name + ("=" if o.value else "") for o in options])
    names = {f"-{o.short}": o.name for o in options if o.short} | {f"--{o.name}": o.name for o in options}
    return [(names[key], value) for key, value in given], rest


@given(_WORDS)
@example(["--number"])
@example(["-n"])
@example(["--ne"])
def test_words_are_read_as_getopt_reads_them(words: list[str]) -> None:
    try:
        given, rest = as_getopt_reads(words)
    except getopt.GetoptError as error:
        refused = error.msg
    else:
        assert_read(words, given, rest)
        return

    with pytest.raises(Misused) as told:
        parse(COMMAND, words)

    assert told.value.happened == refused


def assert_read(words: list[str], given: list[tuple[str, str]], rest: list[str]) -> None:
    arguments = parse(COMMAND, words)

    assert list(arguments.words) == rest
    assert arguments.flags == {name for name, _ in given if name in {"newest", "new", "json", "no-input", "help"}}
    assert list(arguments.lists.get("tag", ())) == [value for name, value in given if name == "tag"]
    assert arguments.values == {name: value for name, value in given if name not in {*arguments.flags, "tag"}}
