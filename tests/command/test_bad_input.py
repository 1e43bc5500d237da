"""What is wrong is told in three parts, ends with its documented code, and loses nothing she wrote."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from goldseam.keep.cipher import new_identity, recipient_of, seal
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from tests.command.person import Person

WAITED = "it waited in the inbox"
ONCE = "It rained all day. Bea rang."


@pytest.fixture
def writer(person: Person) -> Person:
    """Somebody who has written one entry, which no mistake may take from her."""
    person.write(ONCE)
    return person


# Keys


def test_a_wrong_passphrase(writer: Person) -> None:
    (writer.home / "wrong").write_text("something else\n")

    answer = writer.run("list", "--passphrase-file", "wrong")

    assert answer.code == 12
    assert answer.problem["code"] == "keep.no-slot-opens"
    assert answer.out == ""
    assert writer.texts() == {ONCE}


@pytest.mark.parametrize("secret", [b"", b"\n", b"\xff\xfe\x00", b"x" * 100_000])
def test_a_passphrase_file_that_holds_none(writer: Person, secret: bytes) -> None:
    (writer.home / "wrong").write_bytes(secret)

    answer = writer.run("list", "--passphrase-file", "wrong")

    assert answer.code in {2, 12}
    assert answer.problem["safe"]


@pytest.mark.parametrize("named", ["nowhere", "."])
def test_a_passphrase_file_that_cannot_be_read(writer: Person, named: str) -> None:
    answer = writer.run("list", "--passphrase-file", named)

    assert (answer.code, answer.problem["code"]) == (2, "command.secret-unreadable")


# vault.json


def test_a_vault_that_is_not_there(writer: Person) -> None:
    for words in (["list"], ["write", "it rained"], ["unlock"], ["lock"], ["find", "x"], ["verify"]):
        answer = writer.run(*words, "--vault", "nowhere", "--no-input")

        assert (answer.code, answer.problem["code"]) == (10, "keep.no-vault")
    assert not (writer.home / "nowhere").exists()


def test_a_vault_json_that_is_lost_comes_back_from_its_copy(writer: Person) -> None:
    header = writer.vault_folder / "vault.json"
    header.unlink()

    answer = writer.opened("list")

    assert (answer.code, answer.problem["code"]) == (13, "keep.header-missing")
    assert "vault.json.bak" in answer.problem["next"]
    shutil.copy(writer.vault_folder / "vault.json.bak", header)
    assert writer.texts() == {ONCE}


DAMAGED = {
    "empty": b"",
    "cut short": b'{"format": "goldseam-vault", "ver',
    "no JSON": b"\x00\xff" * 50,
    "another JSON": b"[1, 2, 3]",
    "deep": b"[" * 100_000,
    "huge": b" " * (2 << 20),
    "foreign": b'{"format": "somebody-else", "version": 1}',
    "a link to itself": b"",
}


def test_a_vault_json_that_is_damaged_or_foreign(writer: Person) -> None:
    header = writer.vault_folder / "vault.json"
    for what, data in DAMAGED.items():
        header.unlink()
        if what == "a link to itself":
            header.symlink_to(header)
        else:
            header.write_bytes(data)

        for words in (["list"], ["write", "while it is damaged"]):
            answer = writer.opened(*words)
            assert answer.code == (1 if what == "a link to itself" else 13), (what, answer)
            assert answer.problem["next"]

    header.unlink()
    shutil.copy(writer.vault_folder / "vault.json.bak", header)
    assert writer.texts() == {ONCE}


def test_a_vault_of_a_newer_format_is_left_alone(writer: Person) -> None:
    header = writer.vault_folder / "vault.json"
    public = json.loads(header.read_bytes()) | {"version": 2, "of_the_future": True}
    del public["digest"]
    digest = hashlib.blake2b(json.dumps(public, sort_keys=True).encode(), digest_size=32).hexdigest()
    newer = json.dumps(public | {"digest": digest}).encode()
    header.write_bytes(newer)

    for words in (["list"], ["write", "into the future"], ["unlock"], ["verify", "--repair"], ["backup", "b.tar"]):
        answer = writer.opened(*words)
        assert answer.code == 13, words
        assert answer.problem["code"].startswith("keep.newer")
        assert "newer goldseam" in answer.problem["next"]
    assert header.read_bytes() == newer
    assert os.listdir(writer.vault_folder / "inbox") == []


def test_a_database_of_a_newer_format_is_left_alone(writer: Person) -> None:
    vault = writer.open_here()
    vault.database.run("pragma user_version = 99")
    vault.close()

    answer = writer.opened("list")

    assert answer.code == 13
    assert "newer goldseam" in answer.problem["next"]


@pytest.mark.parametrize("data", [b"", b"not a database at all" * 1000])
def test_a_database_that_is_none_is_told_and_comes_back_from_the_log(writer: Person, data: bytes) -> None:
    writer.opened("unlock")
    writer.run("lock")
    (writer.vault_folder / "vault.db-wal").unlink(missing_ok=True)
    (writer.vault_folder / "vault.db").write_bytes(data)

    answer = writer.opened("list")
    assert answer.code == 13, answer
    assert answer.problem["next"] == "goldseam verify --repair"

    assert writer.opened("verify", "--repair").code == 0
    assert writer.texts() == {ONCE}


# The inbox


def recipients(person: Person) -> list[str]:
    return list(load_header(str(person.vault_folder), Disk()).inbox)


def leave(person: Person, name: str, data: bytes) -> None:
    (person.vault_folder / "inbox" / name).write_bytes(data)


def kept_aside(person: Person) -> list[str]:
    bad = person.vault_folder / "inbox" / "bad"
    return sorted(os.listdir(bad)) if bad.exists() else []


def test_items_that_are_not_age_or_not_ours_are_kept_and_told_and_hold_up_nobody(writer: Person) -> None:
    stranger = recipient_of(new_identity())
    leave(writer, "a.age", b"this is not an age file")
    leave(writer, "b.age", seal(b"a letter to somebody else", [stranger]))
    leave(writer, "c.age", b"")
    leave(writer, "d.age", seal(b"cut short", recipients(writer))[:-5])
    leave(writer, "e.age", seal(b"a good one", recipients(writer)))

    answer = writer.opened("list", "--json")

    assert answer.code == 0
    assert {line["text"] for line in answer.lines} == {ONCE, "a good one"}
    assert answer.err.count("safe: it was kept, unopened, in ") == 4
    assert kept_aside(writer) == ["a.age", "b.age", "c.age", "d.age"]
    assert writer.opened("list").err == "", "it is told once"
    assert next(line for line in writer.run("doctor", "--json").lines if line["check"] == "inbox")["wrong"]


def test_an_item_that_is_huge_is_kept_aside_without_being_read(writer: Person) -> None:
    with open(writer.vault_folder / "inbox" / "huge.age", "wb") as file:
        file.truncate(20 << 30)

    answer = writer.opened("list", "--json")

    assert [line["text"] for line in answer.lines] == [ONCE]
    assert answer.problem["code"] == "keep.inbox-item-bad"
    assert kept_aside(writer) == ["huge.age"]


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_an_item_that_is_no_file_is_not_followed(writer: Person, kind: str) -> None:
    path = writer.vault_folder / "inbox" / "odd.age"
    secret = writer.home / "secret"
    secret.write_text("not for the journal")
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to(secret)
    else:
        os.mkfifo(path)

    answer = writer.opened("list", "--json")

    assert [line["text"] for line in answer.lines] == [ONCE]
    assert answer.problem["code"] == "keep.inbox-item-bad"
    assert secret.read_text() == "not for the journal"


ODD_FIELDS: list[dict[str, object]] = [
    {"zone": "Mars/Olympus", "day": "2026-02-31", "written_at": "yesterday"},
    {"written_at": 10**30, "tags": "no list", "starred": "yes", "journal": 7, "title": []},
    {"written_at": -(10**15), "day": "0000-00-00", "draft": "../../etc", "unknown": {"a": 1}},
    {"tags": ["x" * 10_000, 7, None]},
    {"zone": "Pacific/Apia", "day": "9999-12-31", "written_at": 253_402_300_799_999},
    {"day": "0001-01-01", "written_at": -62_135_596_800_000, "zone": "America/New_York"},
]


def test_an_item_of_odd_fields_keeps_its_words(writer: Person) -> None:
    for number, fields in enumerate(ODD_FIELDS):
        sealed = seal(json.dumps({"text": f"odd {number}"} | fields).encode(), recipients(writer))
        leave(writer, f"odd-{number}.age", sealed)

    answer = writer.opened("list", "--json")

    assert answer.code == 0, answer
    assert {line["text"] for line in answer.lines} == {ONCE} | {f"odd {n}" for n in range(len(ODD_FIELDS))}
    assert all(line["came_by"] == "inbox" for line in answer.lines if line["text"] != ONCE)
    assert kept_aside(writer) == []
    for words in (["list"], ["find", "odd"], ["backup", "b.tar"], ["verify"]):
        assert writer.opened(*words).code == 0
    assert all(writer.opened("show", line["id"]).code == 0 for line in answer.lines)


def test_an_item_that_a_newer_goldseam_left_waits_for_it(writer: Person) -> None:
    leave(writer, "newer.age", seal(json.dumps({"text": "from tomorrow", "version": 2}).encode(), recipients(writer)))

    answer = writer.opened("list", "--json")

    assert [line["text"] for line in answer.lines] == [ONCE]
    assert "newer goldseam" in answer.problem["next"]
    assert os.listdir(writer.vault_folder / "inbox") == ["newer.age"]


def test_whatever_was_sealed_to_her_is_an_entry(writer: Person) -> None:
    letters = [b"plain words by age", b"caf\xe9", b"{not json", b'{"text": 7}', b"\x00\x01", b"[" * 50_000]
    for number, letter in enumerate(letters):
        leave(writer, f"{number}.age", seal(letter, recipients(writer)))

    assert writer.texts() == {ONCE} | {letter.decode("latin-1") for letter in letters}


# Where it lies


def test_a_vault_in_a_synchronised_folder_is_made_only_when_she_insists(writer: Person) -> None:
    place = writer.home / "Dropbox" / "journal"
    new = ["new", "--vault", str(place), "--passphrase-file", "pass", "--paper-key-file", "paper", "--no-input"]

    answer = writer.run(*new)

    assert (answer.code, answer.problem["code"]) == (2, "command.synced-folder")
    assert not place.exists()
    assert not (writer.home / "paper").exists()
    assert writer.run(*new, "--anyway").code == 0
    assert writer.run("doctor", "--vault", str(place)).code == 3


@pytest.fixture(params=["as it was", "as a copy of what is hers"])
def fixed(writer: Person, request: pytest.FixtureRequest) -> Iterator[Person]:
    """Her vault on a disk that became read-only, with something that waited in its inbox."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a disk read-only")
    assert writer.run("write", "--locked", WAITED).code == 0
    if request.param != "as it was":
        (writer.vault_folder / "vault.db-shm").unlink()  # SQLite makes it anew, where it may
    place = str(writer.vault_folder)
    if subprocess.run(["mount", "--bind", place, place], check=False).returncode:
        pytest.skip("this machine lets nobody mount a disk read-only")
    subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)
    yield writer
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.parametrize("locked", [True, False])
def test_a_read_only_disk_refuses_what_is_written_and_says_so(fixed: Person, locked: bool) -> None:  # noqa: FBT001 - a parameter
    answer = (fixed.run if locked else fixed.opened)("write", "this cannot be kept")

    assert answer.code == 1, answer
    assert not answer.err.startswith("saved")
    assert answer.problem["safe"]


@pytest.mark.parametrize("words", [("letter", "to nobody"), ("trash", "last"), ("settings", "check_in", "1")])
def test_what_would_not_be_kept_is_refused_on_a_read_only_disk(fixed: Person, words: tuple[str, ...]) -> None:
    assert fixed.opened(*words).problem["code"] == "keep.only-read"


def test_on_a_read_only_disk_everything_is_read_found_and_taken_away(fixed: Person) -> None:
    assert fixed.texts() == {ONCE, WAITED}
    assert len(fixed.opened("find", "rained", "--json").lines) == 1
    for words in (("show", "last"), ("read", "last"), ("people",), ("to-come", "--found"), ("letter",), ("verify",)):
        assert fixed.opened(*words).code == 0, words
    assert fixed.opened("export", "out").code == 0
    assert {path.read_text().split("---\n")[2] for path in (fixed.home / "out").rglob("*.md")} == {
        f"{ONCE}\n",
        f"{WAITED}\n",
    }
    backup = fixed.home / "b.tar"
    assert fixed.opened("backup", str(backup)).code == 0
    again = str(fixed.home / "again")
    assert fixed.opened("restore", str(backup), "--vault", again).code == 0
    assert {line["text"] for line in fixed.opened("list", "--json", "--vault", again).lines} == {ONCE, WAITED}


def test_nothing_is_left_of_the_copy_in_which_a_read_only_vault_is_read(fixed: Person) -> None:
    temporary = fixed.home / "temporary"
    temporary.mkdir()

    assert fixed.opened("find", "rained", TMPDIR=str(temporary)).code == 0

    assert not list(temporary.iterdir())


@pytest.fixture
def small(writer: Person) -> Iterator[Person]:
    """Her vault on a disk with room for little."""
    place = writer.home / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1500k", "none", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    shutil.copytree(writer.vault_folder, place / "vault")
    writer.vault_folder = place / "vault"
    writer.environment["GOLDSEAM_VAULT"] = str(place / "vault")
    yield writer
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("locked", [True, False])
def test_a_full_disk_says_what_is_safe(small: Person, locked: bool) -> None:  # noqa: FBT001 - a parameter
    answer = (small.run if locked else small.opened)("write", "-", given=os.urandom(1 << 20).hex())

    assert answer.code == 1, answer
    assert "full" in answer.problem["happened"]
    assert small.texts() == {ONCE}
    assert small.opened("write", "a little one fits").code == 0


def test_two_vaults_of_one_id_are_not_both_opened(writer: Person) -> None:
    copy = writer.home / "copy"
    writer.opened("list")
    shutil.copytree(writer.vault_folder, copy)
    writer.opened("unlock")

    answer = writer.run("unlock", "--vault", str(copy), "--passphrase-file", "pass")

    assert (answer.code, answer.problem["code"]) == (11, "desk.copy-unlocked")
    assert str(writer.vault_folder) in answer.problem["next"]
    assert writer.run("list", "--vault", str(copy), "--no-input").code == 12, "the other's key is not handed out for it"
    assert "desk.copy-unlocked" not in writer.run("list").err


# Times and places


def test_a_clock_in_1970_saves_and_says_so_and_nothing_is_out_of_order_later(writer: Person) -> None:
    answer = writer.at_clock(3_600_000, "write", "--passphrase-file", "pass", "the battery was empty")

    assert answer.code == 0
    assert "before 2023" in answer.err
    assert writer.at_clock(3_600_000, "write", "and locked").code == 0
    assert writer.texts() == {ONCE, "the battery was empty", "and locked"}
    assert writer.opened("list", "--json").lines[0]["text"] == ONCE, "newest first"
    assert writer.opened("verify").code == 0


def test_a_zone_that_is_none_changes_nothing(writer: Person) -> None:
    for named in ("Mars/Olympus", "../../etc/passwd", "Europe/", "\x07", "+99:00", "A" * 5000):
        answer = writer.opened("write", "--zone", named, "somewhere")

        assert (answer.code, answer.problem["code"]) == (2, "words.no-such-zone")
    assert writer.texts() == {ONCE}
    assert writer.opened("write", "with a TZ that is none", TZ="Mars/Olympus").code == 0


@pytest.mark.parametrize("locked", [True, False])
def test_a_day_that_is_none_changes_nothing(writer: Person, locked: bool) -> None:  # noqa: FBT001 - a parameter
    for when in ("31 Feb", "2026-02-31", "2026-13-01", "32nd of March", "25:61", "", "tomorrow's yesterday", "9" * 400):
        answer = (writer.run if locked else writer.opened)("write", "--date", when, "on no day")

        assert answer.code == 2, (when, answer)
        assert answer.problem["safe"]
    assert os.listdir(writer.vault_folder / "inbox") == []
    assert writer.texts() == {ONCE}


# Bytes


ODD = {
    "invalid UTF-8": (b"caf\xe9 au lait", "café au lait"),
    "NUL": (b"before\x00after", "before\x00after"),
    "only NUL": (b"\x00" * 1000, "\x00" * 1000),
    "a line of 5 MB": (b"words and words " * 327_680, "words and words " * 327_680),
    "20,000 words": (b"and then it rained again\n" * 4000, ("and then it rained again\n" * 4000).removesuffix("\n")),
    "UTF-16": ("it rained".encode("utf-16"), "it rained".encode("utf-16").decode("latin-1")),
    "a byte order mark": ("\ufeffit rained".encode(), "\ufeffit rained"),
    "control": (b"\x1b[2J\x07 wiped", "\x1b[2J\x07 wiped"),
    "carriage returns": (b"one\r\ntwo\r\n", "one\r\ntwo"),
}


@pytest.mark.parametrize("locked", [True, False])
def test_whatever_is_piped_in_is_kept_as_it_is(writer: Person, locked: bool) -> None:  # noqa: FBT001 - a parameter
    for what, (given, _) in ODD.items():
        answer = (writer.run if locked else writer.opened)("write", given=given)
        assert answer.code == 0, (what, answer.err)

    assert writer.texts() == {ONCE} | {text for _, text in ODD.values()}
    assert writer.opened("list").code == writer.opened("show", "last").code == 0
    assert writer.opened("find", "rained").code == 0
    assert writer.opened("verify").code == 0


def test_a_text_too_large_for_the_inbox_is_refused_and_not_put_aside_later(writer: Person) -> None:
    answer = writer.run("write", given=b"\x00" * (12 << 20))  # six bytes each, once it is JSON

    assert answer.code == 2, answer
    assert os.listdir(writer.vault_folder / "inbox") == []
    assert writer.opened("write", given=b"\x00" * (12 << 20)).code == 0, "the open vault takes it"


def test_a_text_beyond_all_measure_is_refused(writer: Person) -> None:
    answer = writer.opened("write", given=b"w" * ((64 << 20) + 1))

    assert (answer.code, answer.problem["code"]) == (2, "command.text-too-large")
    assert writer.texts() == {ONCE}


def test_bytes_on_the_command_line_that_are_no_text(writer: Person) -> None:
    answer = writer.run("write", os.fsdecode(b"caf\xe9 of the wrong encoding"))

    assert (answer.code, answer.problem["code"]) == (1, "command.broken-character")
    assert "caf" not in answer.err
    assert writer.texts() == {ONCE}


# Files


def test_a_file_that_is_not_what_its_name_says_is_attached_as_it_is(writer: Person) -> None:
    data = b"this is no photo\x00\xff" * 100
    (writer.home / "photo.jpg").write_bytes(data)
    (writer.home / "film.mp4").write_bytes(b"")
    (writer.home / "out").mkdir()

    assert writer.opened("attach", "last", "photo.jpg", "film.mp4").code == 0
    assert writer.opened("attach", "last", "--out", "out").code == 0

    assert (writer.home / "out" / "photo.jpg").read_bytes() == data
    assert (writer.home / "out" / "film.mp4").read_bytes() == b""


@pytest.mark.parametrize("named", ["nowhere.jpg", "."])
def test_a_file_that_cannot_be_attached(writer: Person, named: str) -> None:
    answer = writer.opened("attach", "last", named)

    assert (answer.code, answer.problem["code"]) == (2, "command.file-unreadable")


@pytest.mark.parametrize("name", ["journal.json", "journal.jsonl", "journal.zip", "journal.txt", "journal.md"])
def test_an_import_that_is_not_what_its_name_says(writer: Person, name: str) -> None:
    for data in (b"", b"\x00\xff\xfe" * 400, b"PK\x03\x04 no zip", b"[" * 20_000):
        (writer.home / name).write_bytes(data)

        answer = writer.opened("import", name)

        assert answer.code in {0, 1, 2, 3, 13}, answer
        assert "Traceback" not in answer.err
        assert "a mistake of ours" not in answer.err, answer.err
        if answer.code in {1, 2, 13}:
            assert answer.problem["safe"]
    assert ONCE in writer.texts()


@pytest.mark.parametrize("data", [b"", b"no backup", bytes(10_240)])
def test_a_backup_that_is_none(writer: Person, data: bytes) -> None:
    (writer.home / "b.tar").write_bytes(data)
    again = writer.home / "again"

    for answer in (
        writer.opened("restore", "b.tar", "--vault", str(again)),
        writer.opened("restore", "b.tar", "--blobs"),
        writer.opened("rehearse", "b.tar"),
    ):
        assert answer.code in {12, 13}, answer
        assert answer.problem["safe"]
    assert not again.exists() or os.listdir(again) == []
    assert writer.opened("backup", "b.tar").problem["code"] == "keep.backup-in-the-way"
    assert (writer.home / "b.tar").read_bytes() == data


def test_a_backup_cut_short_leaves_no_vault(writer: Person) -> None:
    writer.opened("backup", "b.tar")
    whole = (writer.home / "b.tar").read_bytes()
    (writer.home / "cut.tar").write_bytes(whole[: len(whole) // 2])
    again = writer.home / "again"

    answer = writer.opened("restore", "cut.tar", "--vault", str(again))

    assert answer.code == 13
    assert not (again / "vault.json").exists()
    assert writer.texts() == {ONCE}


def test_an_identity_of_nobody_opens_nothing(writer: Person) -> None:
    (writer.home / "paper").write_text(new_identity())

    answer = writer.run("list", "--paper-key-file", "paper")

    assert (answer.code, answer.problem["code"]) == (12, "keep.no-slot-opens")
