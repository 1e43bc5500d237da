"""Every answer with --json is what schema-1.json says, and says nothing that does not stand there."""

import json
import os
import re
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

from goldseam.command import rendering
from goldseam.command.names import COMMANDS
from tests.command.person import Answer, Person

ROOT = Path(__file__).resolve().parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "src/goldseam/command/schema-1.json").read_text(encoding="utf-8"))
NAMES = list(SCHEMA["definitions"])
# Commands that only do something, and say so to the person.
SILENT = {"completions", "edit", "open", "page", "start"}

OF_DECIDING = {"decision", "reasons", "reviewed", "removed"}
OF_READING = {"verdict", "told", "to_come", "replacing", "document", "somebody", "alike", "forgotten"}
OF_READING |= {"have_read", "unread", "chapter", "dated", "thread", "followed"}
OF_LETTERS = {"letter", "burned"}
OF_LIVING = {"lived", "lived_page", "lived_said"}
OF_PAIRS = {"then_and_now"}
OF_SORTING = {"earlier", "before", "laid", "let_go"}


def conform(answer: Answer, name: str) -> list[dict[str, Any]]:
    """The lines of an answer; each is what the definition `name` says, and has no other field."""
    assert answer.code in {0, 3}, answer.err
    assert answer.lines, f"nothing was answered: {answer.err}"
    definition = SCHEMA["definitions"][name]
    check = fastjsonschema.compile({"$ref": f"#/definitions/{name}", "definitions": SCHEMA["definitions"]})
    for line in answer.lines:
        check(line)
        assert set(line) <= set(definition["properties"]), f"{name}: a field that stands nowhere"
    return answer.lines


def test_every_command_answers_what_the_schema_says(person: Person) -> None:
    home, told = person.home, set()

    def answered(name: str, answer: Answer) -> list[dict[str, Any]]:
        told.add(name)
        return conform(answer, name)

    (home / "paper").write_text(person.paper)
    (home / "photo.jpg").write_bytes(b"no photo")
    (home / "diary.jsonl").write_text('{"date": "2026-03-05", "text": "imported"}\n{"date": "31 Feb", "text": "bad"}\n')

    answered("left", person.run("write", "--json", "while it was locked"))
    answered("setting", person.opened("settings", "--json"))
    answered("unlocked", person.opened("unlock", "--json"))
    (entry,) = answered(
        "entry", person.run("write", "--json", "--title", "The sea", "--tag", "sea", "--star", "it rained")
    )
    answered("entry", person.run("write", "--json", "--journal", "letters", "--date", "2026-03-05", "Dear Bea"))
    person.run("attach", entry["id"], "photo.jpg")
    answered("attachment", person.run("attach", entry["id"], "--json"))
    answered("entry", person.run("list", "--json"))
    answered("entry", person.run("show", entry["id"], "--json"))
    answered("revision", person.run("show", entry["id"], "--history", "--json"))
    answered("hit", person.run("find", "rain*", "--json", "--save", "wet"))
    answered("hit", person.run("find", "rain*", "--json", "--text"))
    answered("search", person.run("find", "--saved-list", "--json"))
    answered("tag", person.run("tags", "--json"))
    answered("journal", person.run("journal", "--json"))
    answered("source", person.run("import", "diary.jsonl", "--dry-run", "--json"))
    answered("record", person.run("import", "diary.jsonl", "--json"))
    answered("entry", person.run("trash", entry["id"], "--json"))
    answered("entry", person.run("trash", "--json"))
    answered("entry", person.run("restore", entry["id"], "--json"))
    answered("resting", person.run("rest", "--period", "1901-01..1901-02", "--json"))
    answered("resting", person.run("rest", "--json"))
    answered("answer", person.run("ask", "what about the sea?", "--json"))
    person.run("settings", "check_in", "1")
    answered("check_in", person.run("check-in", "grey", "--pleasant", "35", "--json"))
    answered("bodily", person.run("body", "slept badly", "--json"))
    answered("bodily", person.run("body", "--json"))
    answered("around", person.run("around", "today", "--numbers", "--begin", "--json"))
    answered("exported", person.run("export", "leaving", "--json"))
    answered("slot", person.run("keys", "--json"))
    answered("backup", person.run("backup", "--json"))
    answered("backup", person.run("backup", "all.tar", "--json"))
    answered("kept", person.run("backup", "--list", "--json"))
    answered("rehearsal", person.run("rehearse", "--json", "--paper-key-file", "paper"))
    answered("checked", person.run("verify", "--json"))
    answered("check", person.run("doctor", "--json"))
    answered("place", person.run("where", "--json"))
    new = ["new", "--vault", "other", "--passphrase-file", "pass", "--paper-key-file", "other-paper", "--no-input"]
    answered("vault", person.run(*new, "--json"))
    answered("restored", person.opened("restore", "all.tar", "--vault", "again", "--json"))
    answered("files", person.opened("restore", "all.tar", "--blobs", "--json"))
    answered("purged", person.run("purge", entry["id"], "--yes", "--json"))
    answered("locked", person.run("lock", "--json"))

    assert told | {"draft"} | OF_READING | OF_DECIDING | OF_LETTERS | OF_LIVING | OF_PAIRS | OF_SORTING == set(NAMES), (
        "an answer that is never looked at"
    )


def test_what_deciding_answers_is_what_the_schema_says(person: Person) -> None:
    told = set()

    def answered(name: str, *words: str) -> list[dict[str, Any]]:
        told.add(name)
        return conform(person.run("decide", *words, "--json"), name)

    person.opened("unlock")
    (card,) = answered("decision", "a dog", "--for", "the walks", "--sure", "60")
    answered("decision")
    answered("reasons", "--why", card["decision"])
    answered("reviewed", "--review", card["decision"], "--skip")
    answered("removed", "--remove", card["decision"], "--yes")

    assert told == OF_DECIDING


def test_what_reading_answers_is_what_the_schema_says(person: Person) -> None:
    told = set()

    def answered(name: str, *words: str) -> None:
        told.add(name)
        conform(person.run(*words, "--json"), name)

    person.opened("unlock")
    person.write("it rained")
    answered("verdict", "read", "add", "last", "mention", "it", "--who", "Bea")
    answered("verdict", "read", "add", "last", "time", "rained", "--date", "2026-03-05")
    answered("told", "when", "2026-03-05")
    answered("to_come", "to-come", "--keep", "last", "rained")
    answered("to_come", "to-come")
    answered("replacing", "show-safely", "last", "--call", "rained=snowed")
    code = person.run("show-safely", "last", "--call", "rained=snowed", "--json").lines[0]["confirm"]
    answered("document", "show-safely", "last", "--call", "rained=snowed", "--to", "pages.pdf", "--confirm", code)
    answered("somebody", "people")
    answered("somebody", "people", "add", "Beatriz", "--relation", "sister")
    answered("alike", "people", "--alike")
    answered("thread", "thread", "wet", "rain*")
    answered("thread", "thread")
    answered("thread", "thread", "it", "rained")
    answered("followed", "thread", "it")
    answered("chapter", "chapter", "Bea", "the sea", "--days", "2019-05..")
    answered("chapter", "chapter", "Bea")
    answered("dated", "people", "dated", "Bea")
    answered("forgotten", "people", "forget", "Beatriz", "--yes")
    answered("have_read", "read", "--all")
    answered("unread", "read")

    assert told == OF_READING


def test_what_a_letter_answers_is_what_the_schema_says(person: Person) -> None:
    (letter,) = conform(person.opened("letter", "Dear Bea", "--json"), "letter")
    for words in (
        ("--key-away", letter["letter"], "--key-out", "letter-key"),
        ("--open", "last", "--key-file", "letter-key"),
        ("--open", "last", "--key-file", "letter-key", "--back"),
    ):
        conform(person.opened("letter", *words, "--json"), "letter")
    conform(person.opened("letter", "--burn", "last", "--yes", "--json"), "burned")


def test_what_changes_the_keys_answers_with_a_slot_and_never_with_a_secret(person: Person) -> None:
    another = "rain on a tin roof, late"
    (person.home / "next").write_text(another)
    answers = [
        person.opened("passphrase", "--new-passphrase-file", "next", "--json"),
        person.run("paper-key", "--passphrase-file", "next", "--paper-key-out", "one", "--no-input", "--json"),
        person.run("keys", "rotate", "--passphrase-file", "next", "--paper-key-out", "two", "--no-input", "--json"),
    ]
    slots = [conform(answer, "slot") for answer in answers]
    (paper,) = [slot for slot in slots[2] if slot["kind"] == "paper"]
    removed = person.run("keys", "remove", paper["slot"], "--yes", "--passphrase-file", "next", "--json")

    assert [[slot["kind"] for slot in some] for some in slots] == [["passphrase"], ["paper"], ["passphrase", "paper"]]
    assert slots[1][0]["paper_key_file"] == "one"
    assert paper.pop("paper_key_file") == "two"
    assert conform(removed, "slot") == [{**paper, "removed": True}]
    papers = [(person.home / name).read_text().strip() for name in ("one", "two")]
    assert not [secret for secret in (another, *papers) for answer in answers if secret in answer.out + answer.err]


def test_a_passphrase_that_is_added_at_a_terminal_answers_too(person: Person) -> None:
    typed = [("a new passphrase: ", "rain on a tin roof\n"), ("the same again: ", "rain on a tin roof\n")]
    code, screen = person.at_terminal("keys", "add", "passphrase", "--passphrase-file", "pass", "--json", answers=typed)

    assert code == 0
    (line,) = [line for line in screen.splitlines() if line.startswith("{")]
    assert json.loads(line)["kind"] == "passphrase"
    assert "tin roof" not in screen


def test_the_version_is_one_everywhere() -> None:
    assert rendering.SCHEMA == 1
    assert all(definition["properties"]["schema"] == {"const": 1} for definition in SCHEMA["definitions"].values())
    assert [one["$ref"] for one in SCHEMA["anyOf"]] == [f"#/definitions/{name}" for name in NAMES]


def test_the_schema_refuses_what_is_not_an_answer() -> None:
    check = fastjsonschema.compile(SCHEMA)
    mistakes: tuple[object, ...] = (
        {},
        {"schema": 2, "tag": "sea", "entries": 1},
        {"schema": 1, "tag": "sea"},
        [],
        {"schema": 1},
    )
    for wrong in mistakes:
        with pytest.raises(fastjsonschema.JsonSchemaException):
            check(wrong)
    check({"schema": 1, "tag": "sea", "entries": 1})


def test_the_page_about_json_names_every_field_of_the_schema() -> None:
    page = (ROOT / "docs/json.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+)`", page))
    for name, definition in SCHEMA["definitions"].items():
        assert set(definition["properties"]) <= named, name


def test_every_command_has_an_answer_or_is_known_to_have_none() -> None:
    described = {
        word.split(" ")[0] for d in SCHEMA["definitions"].values() for word in re.split(r", ", d["description"])
    }

    assert set(COMMANDS) - described - SILENT == set()


def test_json_alone_is_on_standard_output(person: Person) -> None:
    for words in (["list"], ["find", "nothing"], ["tags"], ["trash"], ["backup", "--list"]):
        answer = person.opened(*words, "--json")
        assert answer.code == 0
        assert answer.out == "" or answer.lines
    assert os.linesep not in person.opened("list", "--json").out
