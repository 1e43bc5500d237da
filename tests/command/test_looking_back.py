"""What was written before, from the command line: history, differences, restoring, trash, tags, notebooks, days."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from goldseam.desk.clock import now_ms
from goldseam.words.entry import Content
from goldseam.write.entries import Entries
from tests.command.person import Answer, Person


def done(answer: Answer) -> Answer:
    assert answer.code == 0, answer.err
    return answer


def revise(person: Person, entry: str, text: str, *, of: int = -1) -> str:
    """Changes the text of an entry, on top of one of its revisions; returns the id of the new one."""
    vault = person.open_here()
    entries = Entries(vault)
    base = entries.history(entry)[of]
    assert base.content is not None
    entries.revise(entry, base.content._replace(text=text), now_ms=now_ms(), base=(base.id,))
    made = entries.history(entry)[-1].id
    vault.close()
    return made


def shown(person: Person, entry: str, *options: str) -> str:
    """The page of an entry, without its head."""
    return done(person.opened("show", entry, *options)).out.split("\n", 1)[1].strip()


def test_history_names_every_revision_and_the_difference_says_what_each_changed(person: Person) -> None:
    entry = person.write("It rained. We stayed in.")
    revise(person, entry, "It rained all day. We stayed in.")
    revise(person, entry, "It rained all day. We went out.")

    history = done(person.opened("show", entry, "--history", "--json")).lines
    assert [(each["text"], each["head"]) for each in history] == [
        ("It rained. We stayed in.", False),
        ("It rained all day. We stayed in.", False),
        ("It rained all day. We went out.", True),
    ]
    difference = done(person.opened("show", entry, "--diff")).out.splitlines()
    assert [line for line in difference if line and "words" not in line] == [
        "{+It rained. We stayed in.+}",
        "It rained{+ all day+}. We stayed in.",
        "It rained all day. We [-stayed in-]{+went out+}.",
    ]


def test_of_two_edits_of_one_state_the_difference_is_to_that_state(person: Person) -> None:
    entry = person.write("It rained. We stayed in.")
    revise(person, entry, "It rained all day. We stayed in.", of=0)
    revise(person, entry, "It rained. We went out.", of=0)

    difference = done(person.opened("show", entry, "--diff")).out
    assert "It rained. We [-stayed in-]{+went out+}." in difference
    assert shown(person, entry) == "It rained all day. We went out."


def test_where_two_versions_met_both_stand_and_it_is_said(person: Person) -> None:
    entry = person.write("I met Anna.")
    revise(person, entry, "I met Berta.", of=0)
    revise(person, entry, "I met Clara.", of=0)

    page = shown(person, entry)
    assert "two versions met: both are kept in 1 place(s)" in page
    assert page.endswith("I met Berta. Clara.")


def test_an_earlier_revision_is_shown_and_restored_and_nothing_between_is_lost(person: Person) -> None:
    entry = person.write("first")
    second = revise(person, entry, "second")
    first = done(person.opened("show", entry, "--history", "--json")).lines[0]["id"]

    assert shown(person, entry, "--revision", first[:6]) == "first"
    done(person.opened("restore", entry, first[:8]))
    assert shown(person, entry) == "first"
    done(person.opened("restore", entry, second[:8]))
    assert shown(person, entry) == "second"
    assert len(done(person.opened("show", entry, "--history")).out.splitlines()) == 4


def test_no_revision_is_restored_that_is_not_named(person: Person) -> None:
    entry = person.write("first")

    for wrong in ("zz", "", "f" * 41):
        answer = person.opened("restore", entry, wrong)
        assert (answer.code, answer.problem["code"]) == (2, "command.no-such-revision")
    assert shown(person, entry) == "first"


def test_what_is_in_the_trash_is_found_only_there_and_comes_back(person: Person) -> None:
    entry, other = person.write("the lighthouse"), person.write("the lighthouse keeper")
    done(person.opened("trash", entry))

    assert person.texts() == {"the lighthouse keeper"}
    assert [line["id"] for line in done(person.opened("find", "lighthouse", "--json")).lines] == [other]
    assert [line["id"] for line in done(person.opened("find", "lighthouse is:trashed", "--json")).lines] == [entry]
    assert [line["id"] for line in done(person.opened("trash", "--json")).lines] == [entry]
    done(person.opened("trash", entry))  # twice is once

    done(person.opened("restore", entry))
    assert person.texts() == {"the lighthouse", "the lighthouse keeper"}
    assert done(person.opened("trash")).err == "the trash is empty\n"


def tags(person: Person) -> dict[str, int]:
    return {line["tag"]: line["entries"] for line in done(person.opened("tags", "--json")).lines}


def test_a_tag_is_renamed_in_every_entry_and_merges_with_one_that_is_there(person: Person) -> None:
    both = person.write("#sea #sun")
    person.write("#sea alone")
    trashed = person.write("#sea in the trash")
    done(person.opened("trash", trashed))
    done(person.opened("tags", "--rename", "sea=sun"))

    assert tags(person) == {"sun": 2}
    assert done(person.opened("show", both, "--json")).lines[0]["tags"] == ["sun"]
    done(person.opened("restore", trashed))
    assert tags(person) == {"sun": 3}


def test_a_tag_given_with_its_sign_is_that_tag(person: Person) -> None:
    entry = person.write("x")
    done(person.opened("tags", entry, "--add", "#sea", "--add", " sea "))
    assert tags(person) == {"sea": 1}

    done(person.opened("tags", "--rename", "#sea=#sun"))
    assert tags(person) == {"sun": 1}

    done(person.opened("tags", entry, "--remove", "#sun"))
    assert tags(person) == {}


@pytest.mark.parametrize(
    "wrong", [["--rename", "sea"], ["--rename", "=sea"], ["--rename", "sea=#"], ["x", "--add", "#"]]
)
def test_a_tag_without_a_name_is_refused(person: Person, wrong: list[str]) -> None:
    entry = person.write("#sea")
    answer = person.opened("tags", *[entry if word == "x" else word for word in wrong])

    assert (answer.code, answer.problem["code"]) == (2, "command.misused")
    assert tags(person) == {"sea": 1}


def journals(person: Person) -> dict[str, int]:
    return {line["journal"]: line["entries"] for line in done(person.opened("journal", "--json")).lines}


def test_notebooks_are_made_by_writing_renamed_merged_and_left(person: Person) -> None:
    done(person.opened("write", "--journal", "letters", "Dear Ann"))
    done(person.opened("write", "--journal", "run", "five miles"))
    entry = person.write("in none")
    assert journals(person) == {"": 1, "letters": 1, "run": 1}

    done(person.opened("journal", "--rename", "run=letters"))
    done(person.opened("journal", "letters", entry))
    assert journals(person) == {"letters": 3}

    done(person.opened("journal", "-", entry))
    assert journals(person) == {"": 1, "letters": 2}


def test_a_star_is_put_on_and_taken_off(person: Person) -> None:
    entry = person.write("x")
    done(person.opened("tags", entry, "--star"))
    assert [line["id"] for line in done(person.opened("find", "is:starred", "--json")).lines] == [entry]

    done(person.opened("tags", entry, "--unstar"))
    assert done(person.opened("find", "is:starred")).out == ""


def test_an_entry_keeps_the_zone_it_was_written_in(person: Person) -> None:
    done(person.opened("write", "--zone", "Asia/Tokyo", "--date", "2026-03-05 23:30", "ramen"))
    line = done(person.opened("list", "--json", TZ="America/New_York")).lines[0]

    assert (line["zone"], line["written_at"], line["day"]) == (
        "Asia/Tokyo",
        "2026-03-05T23:30:00.000+09:00",
        "2026-03-05",
    )
    assert re.search(r"Thu 5 Mar 2026 +23:30 +ramen", done(person.opened("list", TZ="America/New_York")).out)


def moment(local: str) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Lisbon")).timestamp() * 1000)


def test_the_night_belongs_to_the_day_before_until_her_day_begins(person: Person) -> None:
    night = moment("2026-11-24 03:30")
    secret = ("--passphrase-file", str(person.secret))

    def day_of_what_is_written() -> str:
        done(person.at_clock(night, "write", *secret, "late"))
        return str(done(person.opened("show", "last", "--json")).lines[0]["day"])

    assert day_of_what_is_written() == "2026-11-23"
    done(person.opened("settings", "day_start_hour", "3"))
    assert day_of_what_is_written() == "2026-11-24"


@pytest.mark.parametrize(("hour", "day"), [("4", "2026-03-04"), ("0", "2026-03-05")])
def test_a_time_named_while_it_is_locked_falls_into_the_day_by_her_own_hour(
    person: Person, hour: str, day: str
) -> None:
    done(person.opened("settings", "day_start_hour", hour))
    done(person.run("write", "--locked", "2026-03-05 01:00: the train"))

    (line,) = done(person.opened("list", "--json")).lines
    assert (line["text"], line["day"], line["written_at"][:16]) == ("the train", day, "2026-03-05T01:00")


def test_an_entry_is_dated_back_and_found_on_that_day(person: Person) -> None:
    entry = person.write("the fire")
    done(person.opened("edit", entry, "--date", "1666-09-02"))

    assert [line["id"] for line in done(person.opened("find", "on:1666-09-02", "--json")).lines] == [entry]
    assert "written" in done(person.opened("show", entry)).out.splitlines()[0]
    done(person.opened("edit", entry, "--date", "2020-01-02 21:00"))
    line = done(person.opened("show", entry, "--json")).lines[0]
    assert (line["day"], line["written_at"][:16]) == ("2020-01-02", "2020-01-02T21:00")


def test_an_edit_in_her_own_editor_is_a_revision(person: Person, tmp_path: Path) -> None:
    entry = person.write("It rained.")
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nfor file; do :; done\nprintf "It rained all day." > "$file"\n')
    editor.chmod(0o700)
    words = ("edit", "--passphrase-file", str(person.secret), entry, "--external", "--anyway")

    code, screen = person.at_terminal(*words, answers=[], VISUAL=str(editor))

    assert code == 0, screen
    assert shown(person, entry) == "It rained all day."
    assert len(done(person.opened("show", entry, "--history")).out.splitlines()) == 2


def test_last_is_what_was_written_or_changed_last_whatever_day_it_is_about(person: Person) -> None:
    earlier = person.write("An ordinary day.")
    done(person.opened("write", "--date", "2099-01-01", "To myself."))
    person.write("yesterday: We swam.")
    assert shown(person, "last") == "We swam."

    done(person.opened("tags", earlier, "--add", "plain"))
    assert shown(person, "last") == "An ordinary day."
    done(person.opened("trash", earlier))
    assert shown(person, "last") == "We swam."

    (person.home / "old.jsonl").write_text('{"date": "1999-01-01", "text": "long ago"}\n')
    done(person.opened("import", "old.jsonl"))
    assert shown(person, "last") == "We swam."


def test_where_nothing_was_written_here_last_is_the_newest(person: Person) -> None:
    (person.home / "old.jsonl").write_text(
        '{"date": "1999-01-02", "text": "newer"}\n{"date": "1999-01-01", "text": "older"}\n'
    )
    done(person.opened("import", "old.jsonl"))

    assert shown(person, "last") == "newer"


def test_what_changed_besides_the_words_is_seen(person: Person) -> None:
    entry = person.write("It rained.")
    done(person.opened("edit", entry, "--title", "Rain", "--date", "2020-01-02"))
    done(person.opened("tags", entry, "--add", "sea", "--star"))

    assert done(person.opened("show", entry)).out.startswith("* · Thu 2 Jan 2020")
    history = done(person.opened("show", entry, "--history")).out.splitlines()
    assert "changed" not in history[0]
    assert "changed: title, date" in history[1]
    assert "changed: tags, star" in history[2]
    difference = done(person.opened("show", entry, "--diff")).out
    for line in ("title: {+Rain+}", "tags: {+#sea+}", "star: {+starred+}"):
        assert line in difference.splitlines()
    assert "2 Jan 2020" in next(line for line in difference.splitlines() if line.startswith("date: "))


def test_a_name_from_elsewhere_neither_acts_on_the_terminal_nor_takes_two_lines(person: Person) -> None:
    vault = person.open_here()
    content = Content("x", now_ms(), "UTC", "2026-03-05", title="one\ntwo", journal="\x1b[2Jred\nink", tags=("a\nb",))
    Entries(vault).add(content, now_ms=now_ms())

    for words in (("journal",), ("tags",), ("list",)):
        assert len(done(person.opened(*words)).out.splitlines()) == 1
        _, screen = person.at_terminal(words[0], "--passphrase-file", "pass", answers=[])
        assert "\x1b[2J" not in screen
    _, screen = person.at_terminal("journal", "--passphrase-file", "pass", "\x1b[2Jblue", "last", answers=[])
    assert "\x1b[2J" not in screen


def test_a_notebook_there_is_not_is_not_renamed(person: Person) -> None:
    person.write("x")

    answer = person.opened("journal", "--rename", "nope=work")
    assert (answer.code, answer.problem["code"]) == (2, "command.no-such-notebook")


def test_before_anything_is_removed_for_good_it_is_shown(person: Person) -> None:
    entry = person.write("The one to go.")
    person.write("The other.")

    answer = person.opened("purge", entry)
    assert (answer.code, answer.problem["code"]) == (2, "command.cannot-ask")
    assert "--yes" in answer.problem["next"]
    _, screen = person.at_terminal("purge", "--passphrase-file", "pass", entry, answers=[("[y/N]", "n")])
    assert "The one to go." in screen
    assert "The other." not in screen
    assert person.texts() == {"The one to go.", "The other."}


def test_a_saved_search_is_forgotten_and_has_a_name(person: Person) -> None:
    person.write("rain")
    assert person.opened("find", "rain", "--save", " ").code == 2
    done(person.opened("find", "rain", "--save", "wet"))
    assert done(person.opened("find", "--saved-list")).out == "wet: rain\n"

    done(person.opened("find", "--forget", "wet"))
    assert done(person.opened("find", "--saved-list")).out == ""
    assert person.opened("find", "--forget", "wet").code == 2


def test_restoring_what_is_not_in_the_trash_says_so(person: Person) -> None:
    entry = person.write("x")

    assert "is not in the trash" in done(person.opened("restore", entry)).err
