"""Whatever stands in her titles, tags, names and texts, nothing of it acts on the terminal it is shown on."""

import json
import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldseam.command.terminal import Terminal
from tests.command.person import Person

ACTS = "\x1b]0;x\x07\x1b[2J\x9b31m\x08\x7f\u202e\r\x00"
COMMANDS = (
    ("list",),
    ("show", "last"),
    ("show", "last", "--history"),
    ("show", "last", "--diff"),
    ("find", "walked"),
    ("find", "tag:*", "--facets"),
    ("tags",),
    ("journal",),
    ("trash",),
    ("read", "last"),
    ("read", "last", "--unshown"),
    ("people",),
    ("said", "--unsure"),
    ("promises", "--unsure"),
    ("decisions", "--unsure"),
    ("to-come", "--found", "--unsure"),
    ("letter",),
    ("decide",),
    ("check-in",),
    ("body",),
    ("drafts",),
    ("attach", "last"),
    ("rest",),
    ("lived", "2024-05-01"),
    ("show-safely", "last"),
    ("export", "out"),
)


@pytest.fixture
def hostile(person: Person) -> Person:
    """What may come with an import: signs that act on a terminal, wherever a word can stand."""
    text = f"We walked with Bea{ACTS}Holm. I decided to sell the {ACTS} car as it rusts. Bea said “I{ACTS} will ring”."
    words = {name: f"{name}{ACTS}" for name in ("title", "journal")}
    entry = {"date": "2024-05-01T10:00:00Z", "text": text, "tags": [f"tag{ACTS}", f"two{ACTS}"], **words}
    (person.home / "hostile.jsonl").write_text(f"{json.dumps(entry)}\n", encoding="utf-8")
    (person.home / f"a{ACTS}b.txt".replace("\0", "").replace("/", "")).write_text("x")
    person.opened("unlock")
    assert person.run("import", "hostile.jsonl").code == 0
    assert person.run("attach", "last", f"a{ACTS}b.txt".replace("\0", "").replace("/", "")).code == 0
    person.run("read", "--all")
    person.run("look-back", "--begin")
    person.run("letter", "--of", "last")
    person.run("rest", f"Tom{ACTS}".replace("\0", ""))
    person.run("settings", "check_in", "1")
    person.run("check-in", f"grey{ACTS}".replace("\0", ""))
    person.run("body", f"slept{ACTS}".replace("\0", ""))
    person.run("decide", f"to go{ACTS}".replace("\0", ""), "--for", f"why{ACTS}".replace("\0", ""))
    return person


def acting(screen: str) -> set[str]:
    return {sign for sign in screen if (unicodedata.category(sign) == "Cc" and sign not in "\n\t") or sign == "\u202e"}


def test_no_command_shows_a_sign_that_acts_on_the_terminal(hostile: Person) -> None:
    found = {}
    for words in COMMANDS:
        code, screen = hostile.at_terminal(*words, answers=[], NO_COLOR="1")
        assert code in {0, 2}, (words, screen)
        if signs := acting(screen):
            found[words] = (signs, re.sub(r"[^\x20-\x7e]", "·", screen)[:300])

    assert not found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(categories=("Cc", "Cf", "L", "Zs"))))
def test_what_is_shown_or_noted_acts_on_nothing(capsys: pytest.CaptureFixture[str], text: str) -> None:
    capsys.readouterr()
    Terminal().note(text)

    assert not acting(capsys.readouterr().err)
    assert not acting(Terminal().shown(text))
