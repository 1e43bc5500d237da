"""What opens the vault: passphrases, the paper key, slots; changed at a terminal and by scripts."""

import os
from pathlib import Path

import pytest

from goldseam.desk.unlocking import add_passphrase, change_passphrase_given
from goldseam.keep.keys import CHEAPEST, FLOOR, wrap_passphrase
from goldseam.keep.slots import replace_slots
from tests.command.person import END, Person
from tests.making import PASSPHRASE

NEW = "seven unrelated quiet words"


def opens(person: Person, passphrase: str) -> bool:
    (person.home / "tried").write_text(passphrase + "\n", encoding="utf-8")
    answer = person.run("list", "--passphrase-file", "tried")
    assert answer.code in {0, 12}, answer.err
    return answer.code == 0


def paper_opens(person: Person, paper: str) -> bool:
    (person.home / "tried").write_text(paper, encoding="utf-8")
    return person.run("list", "--paper-key-file", "tried").code == 0


def kinds(person: Person) -> list[str]:
    return [line["kind"] for line in person.opened("keys", "--json").lines]


# The passphrase


def test_a_passphrase_is_changed_at_a_terminal(person: Person) -> None:
    code, screen = person.at_terminal(
        "passphrase",
        answers=[("the passphrase now: ", PASSPHRASE), ("a new passphrase: ", NEW), ("the same again: ", NEW)],
    )

    assert code == 0, screen
    assert NEW not in screen
    assert PASSPHRASE not in screen
    assert opens(person, NEW)
    assert not opens(person, PASSPHRASE)


def test_a_passphrase_mistyped_is_asked_again(person: Person) -> None:
    code, screen = person.at_terminal(
        "passphrase",
        answers=[
            ("the passphrase now: ", PASSPHRASE),
            ("a new passphrase: ", NEW),
            ("the same again: ", "something else"),
            ("a new passphrase: ", NEW),
            ("the same again: ", NEW),
        ],
    )

    assert code == 0, screen
    assert "not the same" in screen
    assert opens(person, NEW)


@pytest.mark.parametrize(
    ("passphrase", "said"),
    [("short", "that is short"), ("aaaaaaaaaaaaaaaaaaaa", "that is short"), (NEW, "long enough")],
)
def test_what_is_said_of_a_passphrase(passphrase: str, said: str) -> None:
    from goldseam.command.passphrase import remark

    assert said in remark(passphrase)


def test_a_wrong_passphrase_changes_none(person: Person) -> None:
    (person.home / "new").write_text(NEW)
    (person.home / "wrong").write_text("wrong")

    answer = person.run("passphrase", "--passphrase-file", "wrong", "--new-passphrase-file", "new")

    assert (answer.code, answer.problem["code"]) == (12, "keep.no-slot-opens")
    assert opens(person, PASSPHRASE)
    assert not opens(person, NEW)


def test_an_empty_passphrase_is_none(person: Person) -> None:
    (person.home / "new").write_text("\n")

    answer = person.opened("passphrase", "--new-passphrase-file", "new")

    assert (answer.code, answer.problem["code"]) == (2, "command.empty-passphrase")
    assert opens(person, PASSPHRASE)


def test_a_forgotten_passphrase_is_replaced_with_the_paper_key(person: Person) -> None:
    (person.home / "paper").write_text(person.paper)
    (person.home / "new").write_text(NEW)

    answer = person.run("passphrase", "--paper-key-file", "paper", "--new-passphrase-file", "new")

    assert answer.code == 0, answer.err
    assert opens(person, NEW)
    assert not opens(person, PASSPHRASE)
    assert paper_opens(person, person.paper)


def test_nobody_is_asked_without_a_terminal(person: Person) -> None:
    for words in (["passphrase"], ["keys"], ["paper-key"], ["unlock"], ["new", "--vault", "other"]):
        answer = person.run(*words, "--no-input")
        assert answer.code in {2, 12}, words
        assert answer.problem["next"]
    assert not (person.home / "other").exists()


# Slots


def test_a_second_passphrase_is_added_and_removed(person: Person) -> None:
    code, screen = person.at_terminal(
        "keys", "add", "passphrase", "--passphrase-file", "pass",
        answers=[("a new passphrase: ", NEW), ("the same again: ", NEW)],
    )  # fmt: skip
    assert code == 0, screen
    assert opens(person, NEW)
    assert opens(person, PASSPHRASE)
    assert kinds(person) == ["passphrase", "paper", "passphrase"]
    added = person.opened("keys", "--json").lines[-1]["slot"]

    assert person.opened("keys", "remove", added[:6]).code == 0

    assert not opens(person, NEW)
    assert opens(person, PASSPHRASE)


def test_an_unlocked_vault_is_not_enough_to_change_what_opens_it(person: Person) -> None:
    assert person.opened("unlock").code == 0
    before = (person.vault_folder / "vault.json").read_bytes()
    slot = person.run("keys", "--json").lines[0]["slot"]
    changes = [("keys", "add", "passphrase"), ("keys", "add", "keyring"), ("keys", "remove", str(slot))]

    answers = [person.run(*change, "--no-input") for change in changes]
    answers.append(person.run("paper-key", "--paper-key-out", "kept", "--no-input"))
    typed, screen = person.at_terminal(
        "keys", "add", "passphrase", answers=[("passphrase: ", "not hers")]
    )  # fmt: skip
    person.run("lock")

    assert [answer.code for answer in answers] == [12] * 4
    assert typed == 12, screen
    assert (person.vault_folder / "vault.json").read_bytes() == before
    assert not (person.home / "kept").exists()


def test_the_last_slot_of_all_stays(person: Person) -> None:
    slots = [line["slot"] for line in person.opened("keys", "--json").lines]
    (person.home / "paper").write_text(person.paper)
    codes = [person.run("keys", "remove", slot, "--paper-key-file", "paper").code for slot in slots]

    assert codes[-1] != 0
    assert paper_opens(person, person.paper)


@pytest.mark.parametrize("words", [["remove", "ffff"], ["remove"], ["add"], ["add", "fingerprint"], ["sing"]])
def test_what_keys_does_not_know_changes_nothing(person: Person, words: list[str]) -> None:
    before = (person.vault_folder / "vault.json").read_bytes()

    answer = person.opened("keys", *words)

    assert answer.code == 2, answer
    assert answer.problem["safe"]
    assert (person.vault_folder / "vault.json").read_bytes() == before


def test_a_keyring_that_is_not_there_is_told(person: Person) -> None:
    answer = person.opened("keys", "add", "keyring")

    assert answer.code == 1
    assert answer.problem["safe"]
    assert kinds(person) == ["passphrase", "paper"]


# The paper key


def test_a_new_paper_key_is_shown_once_and_confirmed(person: Person) -> None:
    code, screen = person.at_terminal(
        "paper-key", "--passphrase-file", "pass",
        answers=[("type its last 6 letters: ", "wrong"), ("type its last 6 letters: ", _last_letters)],
    )  # fmt: skip

    paper = _shown(screen)
    assert code == 0, screen
    assert "█" in screen or "▀" in screen, "its QR code"
    assert paper_opens(person, paper)
    assert not paper_opens(person, person.paper)


def _shown(screen: str) -> str:
    line = next(line for line in screen.splitlines() if line.strip().startswith("AGE-SECR"))
    return "".join(line.split())


def _last_letters(screen: str) -> str:
    return _shown(screen)[-6:].lower()


def test_a_paper_key_not_confirmed_leaves_the_old_one(person: Person) -> None:
    code, screen = person.at_terminal(
        "paper-key", "--passphrase-file", "pass", answers=[("type its last 6 letters: ", END)]
    )

    assert code != 0, screen
    assert paper_opens(person, person.paper)


def test_a_paper_key_into_a_file_is_for_her_alone(person: Person) -> None:
    answer = person.opened("paper-key", "--paper-key-out", "new-paper")

    path = person.home / "new-paper"
    assert answer.code == 0
    assert path.stat().st_mode & 0o077 == 0
    assert paper_opens(person, path.read_text())
    assert not paper_opens(person, person.paper)


def test_a_file_that_is_there_is_not_overwritten_by_a_paper_key(person: Person) -> None:
    letter = person.home / "letter.txt"
    letter.write_text("a letter")

    answer = person.opened("paper-key", "--paper-key-out", "letter.txt")

    assert answer.code == 2, answer
    assert letter.read_text() == "a letter"
    assert paper_opens(person, person.paper)


# Making a vault


def test_a_vault_is_made_at_a_terminal(person: Person, tmp_path: Path) -> None:
    folder = tmp_path / "fresh"
    code, screen = person.at_terminal(
        "new", "--vault", str(folder),
        answers=[
            ("a new passphrase: ", NEW),
            ("the same again: ", NEW),
            ("type its last 6 letters: ", _last_letters),
        ],
    )  # fmt: skip

    assert code == 0, screen
    assert NEW not in screen
    (person.home / "fresh-paper").write_text(_shown(screen))
    assert person.run("list", "--vault", str(folder), "--paper-key-file", "fresh-paper").code == 0
    assert folder.stat().st_mode & 0o077 == 0


NEW_WORDS = ("new", "--passphrase-file", "pass", "--paper-key-file", "new-paper", "--no-input")


def test_a_vault_is_made_by_a_script(person: Person) -> None:
    answer = person.run(*NEW_WORDS, "--vault", "fresh")

    assert answer.code == 0, answer.err
    assert (person.home / "new-paper").stat().st_mode & 0o077 == 0
    assert person.run("list", "--vault", "fresh", "--paper-key-file", "new-paper").code == 0


def test_a_vault_that_is_there_is_not_made_again(person: Person) -> None:
    person.write("it rained")

    answer = person.run(*NEW_WORDS)

    assert answer.code == 2, answer
    assert answer.problem["safe"]
    assert person.texts() == {"it rained"}


def test_a_folder_with_something_in_it_is_not_made_a_vault(person: Person) -> None:
    (person.home / "photos").mkdir()
    (person.home / "photos" / "one.jpg").touch()

    answer = person.run(*NEW_WORDS, "--vault", "photos")

    assert answer.code == 2, answer
    assert os.listdir(person.home / "photos") == ["one.jpg"]


@pytest.mark.parametrize(
    "words",
    [
        ["new", "--vault", "v", "--no-input"],
        ["new", "--vault", "v", "--no-input", "--passphrase-file", "pass"],
        ["new", "--vault", "v", "--no-input", "--paper-key-file", "p"],
        ["new", "--vault", "v", "--no-input", "--passphrase-file", "empty", "--paper-key-file", "p"],
        ["new", "--vault", "v", "--no-input", "--passphrase-file", "nowhere", "--paper-key-file", "p"],
        ["new", "--vault", "v", "--no-input", "--passphrase-file", "pass", "--paper-key-file", "pass"],
        ["new", "--vault", "v", "--no-input", "--passphrase-file", "pass", "--paper-key-file", "nowhere/p"],
        ["new", "--vault", "pass/v", "--no-input", "--passphrase-file", "pass", "--paper-key-file", "p"],
        ["new", "v", "--no-input", "--passphrase-file", "pass", "--paper-key-file", "p"],
    ],
)
def test_a_vault_that_cannot_be_handed_over_is_not_made(person: Person, words: list[str]) -> None:
    (person.home / "empty").touch()

    answer = person.run(*words, GOLDSEAM_VAULT="")

    assert answer.code in {1, 2, 12}, answer
    assert answer.problem["safe"]
    assert not (person.home / "v" / "vault.json").exists()
    assert not (person.home / ".local" / "share" / "goldseam" / "vault" / "vault.json").exists()
    assert not (person.home / "p").exists()


def test_a_paper_key_that_was_never_confirmed_is_not_forgotten(own_home: Path) -> None:
    person = Person(own_home)
    (own_home / "other").mkdir()
    ours = {"GOLDSEAM_VAULT": str(own_home / "other" / "v")}

    code, screen = person.at_terminal("new", "--passphrase-file", "pass", answers=[("type its last 6", END)], **ours)

    assert code != 0, screen
    for words in (("keys", "--passphrase-file", "pass"), ("unlock", "--passphrase-file", "pass"), ("doctor",)):
        answer = person.run(*words, **ours)
        assert "written down" in answer.err + answer.out, words
    assert person.run("paper-key", "--passphrase-file", "pass", "--paper-key-out", "kept", **ours).code == 0
    for words in (("keys", "--passphrase-file", "pass"), ("unlock", "--passphrase-file", "pass"), ("doctor",)):
        answer = person.run(*words, **ours)
        assert "written down" not in answer.err + answer.out, words
    person.run("lock", **ours)


def test_a_paper_key_goes_only_after_a_question_and_is_missed(person: Person) -> None:
    (slot,) = [line["slot"] for line in person.opened("keys", "--json").lines if line["kind"] == "paper"]

    answer = person.opened("keys", "remove", slot)
    assert (answer.code, answer.problem["code"]) == (2, "command.cannot-ask")
    code, screen = person.at_terminal("keys", "--passphrase-file", "pass", "remove", slot, answers=[("[y/N]", "n")])
    assert (code, kinds(person)) == (0, ["passphrase", "paper"]), screen
    assert "look paper-key" not in person.run("doctor").out

    assert person.opened("keys", "remove", slot, "--yes").code == 0
    assert kinds(person) == ["passphrase"]
    assert "look paper-key: there is none" in person.run("doctor").out


def test_a_new_passphrase_costs_no_less_to_guess_than_the_old_one(person: Person) -> None:
    vault = person.open_here()
    cost = FLOOR._replace(memory_kib=80 << 10, time_cost=4)
    keys, id_ = vault.keys, vault.header.vault
    replace_slots(
        vault,
        wrap_passphrase(keys, id_, PASSPHRASE, cost, now_ms=1),
        {slot.id for slot in vault.header.slots if slot.kind == "passphrase"},
    )

    add_passphrase(vault, NEW, CHEAPEST, now_ms=2)
    change_passphrase_given(vault, "passphrase", PASSPHRASE, "another one", CHEAPEST, now_ms=3)
    costs = [slot.cost for slot in vault.header.slots if slot.cost]

    assert [(found.memory_kib, found.time_cost) for found in costs] == [(80 << 10, 4)] * 2


def test_after_new_keys_old_backups_are_told_from_damaged_ones(person: Person) -> None:
    person.write("It rained.")
    (person.home / "old-paper").write_text(person.paper)
    assert person.opened("backup", "old.tar").code == 0
    rotated = person.opened("keys", "rotate", "--paper-key-out", "new-paper")
    assert rotated.code == 0
    assert "goldseam backup" in rotated.err
    assert person.opened("unlock").code == 0

    answer = person.run("rehearse", "old.tar", "--paper-key-file", "new-paper")
    assert (answer.code, answer.problem["code"]) == (12, "desk.backup-before-paper-key")

    answer = person.run("verify", "--backup", "old.tar")
    assert (answer.code, answer.problem["code"]) == (12, "command.backup-closed")
    assert "before the vault was given new keys" in answer.err
    for opening in (("--paper-key-file", "old-paper"), ("--passphrase-file", "pass")):
        answer = person.run("verify", "--backup", "old.tar", *opening)
        assert answer.code == 0, answer.err
    answer = person.run("verify", "--backup", "old.tar", "--paper-key-file", "new-paper")
    assert (answer.code, answer.problem["code"]) == (12, "command.backup-closed")

    assert person.run("lock").code == 0  # and the rule has made one with the new keys
    assert "made by themselves" in person.opened("unlock").err
    answer = person.run("rehearse", "--paper-key-file", "new-paper")
    assert answer.code == 0, answer.err
