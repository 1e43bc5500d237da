"""The settings, as requests: what is chosen holds, what cannot be is refused, and no address names anything of hers."""

import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from goldseam.desk.agent_control import agent_status
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from tests.page.conftest import let_in
from tests.page.serving import PASSPHRASE, Served
from tests.page.waiting import until

NOW = {"now": PASSPHRASE}  # what is asked for again before a key is added or removed
PAGES = (
    "/settings",
    "/settings/look",
    "/settings/writing",
    "/settings/times",
    "/settings/templates",
    "/settings/keys",
    "/settings/keys/passphrase",
    "/settings/keys/passphrase?and",
    "/settings/keys/rotation",
    "/settings/backup",
    "/settings/rehearsal",
    "/settings/import",
    "/settings/export",
    "/settings/protection",
    "/settings/about",
)


@pytest.fixture
def reader(shared: Served) -> Iterator[httpx.Client]:
    """A client of the server that all tests share, for what changes nothing, or is refused."""
    with let_in(shared) as client:
        yield client


def words_of(answer: httpx.Response) -> str:
    """What a page says, without its tags."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def opens(served: Served, passphrase: str, folder: Path) -> int:
    """How a command ends that is given this passphrase, while nobody holds the key."""
    secret = folder / "secret"
    secret.write_text(passphrase)
    return served.run("keys", "--no-input", "--passphrase-file", str(secret)).returncode


def finished(client: httpx.Client) -> str:
    """What the page says of the job, once it has ended."""
    until(lambda: client.get("/job/state").json()["state"] != "running")
    return words_of(client.get("/job"))


def test_every_page_of_the_settings_answers_and_says_what_it_is(reader: httpx.Client) -> None:
    answers = {path: reader.get(path) for path in PAGES}

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(PAGES, 200)
    assert all("<h1>" in answer.text for answer in answers.values())


def test_none_of_them_answers_while_it_is_locked(reader: httpx.Client, shared: Served) -> None:
    shared.lock()
    answers = {path: reader.get(path) for path in PAGES}
    rotating = reader.get("/settings/keys/rotating")
    shared.unlock()

    assert {path for path, answer in answers.items() if "<h1>Locked</h1>" not in answer.text} == set()
    assert rotating.status_code == 303


# Look and writing


def test_the_look_is_kept_and_holds_everywhere(client: httpx.Client) -> None:
    chosen = {"theme": "dark", "size": "large", "density": "close", "language": "es", "icon": "leaf", "name": "Lists"}
    assert client.post("/settings/look", data={**chosen, "contrast": "on"}).status_code == 303
    page = client.get("/timeline").text

    root = page.partition("<html")[2].partition(">")[0]
    assert 'lang="es"' in root
    assert 'data-theme="dark" data-size="large" data-density="close" data-contrast="more"' in root
    assert "<title>Lists" in page
    assert 'data-letters="no"' in page  # a box that is not ticked is not sent
    assert "leaf" in page


def test_what_no_look_can_be_changes_nothing(reader: httpx.Client) -> None:
    reader.post(
        "/settings/look", data={"theme": "neon", "size": "-1", "icon": "../x", "language": "xx", "name": " \n "}
    )
    page = reader.get("/settings/look").text

    assert 'data-theme="auto" data-size="usual"' in page
    assert "<title>Notes" in page


def test_how_the_page_to_write_on_behaves_is_kept(reader: httpx.Client) -> None:
    reader.post("/settings/writing", data={"spelling": "on", "plain": "on", "prompted": "on"})
    page = reader.get("/write").text

    assert 'data-plain="yes" data-spelling="yes" data-counted="no"' in page
    assert 'spellcheck="true"' in page
    reader.post("/settings/writing", data={})
    assert 'data-plain="no" data-spelling="no"' in reader.get("/write").text


def test_that_some_browsers_send_words_away_is_said(reader: httpx.Client) -> None:
    assert "some browsers send the words you type to their maker" in words_of(reader.get("/settings/writing"))


# Day and lock


def test_the_time_to_lock_holds_from_now_on(client: httpx.Client, served: Served) -> None:
    answer = client.post("/settings/times", data={"day_start_hour": "3", "lock_after_minutes": "7"})

    assert answer.status_code == 303
    status = agent_status(served.runtime, served.vault_id)
    assert status is not None
    assert status["idle_s"] == 420
    vault = served.vault()
    assert (vault.setting("day_start_hour"), vault.setting("lock_after_minutes")) == (3, 7)
    vault.close()


@pytest.mark.parametrize(
    ("hour", "minutes"), [("13", "5"), ("-1", "5"), ("3", "1441"), ("three", "5"), ("3", ""), ("٣", "5"), ("3.5", "5")]
)
def test_times_that_cannot_be_are_refused_and_stay_on_the_page(
    reader: httpx.Client, shared: Served, hour: str, minutes: str
) -> None:
    answer = reader.post("/settings/times", data={"day_start_hour": hour, "lock_after_minutes": minutes})

    assert answer.status_code == 400
    assert "Nothing was changed" in answer.text
    assert f'value="{hour}"' in answer.text
    vault = shared.vault()
    assert vault.setting("day_start_hour") is None
    vault.close()


# Templates


def test_a_template_is_kept_changed_and_forgotten(reader: httpx.Client) -> None:
    reader.post("/settings/templates", data={"name": "Evening", "text": "What was good?\r\nWhat was not?", "was": ""})
    assert '<option value="What was good?\nWhat was not?">Evening</option>' in reader.get("/write").text

    reader.post("/settings/templates", data={"name": "Night", "text": "Short.", "was": "Evening"})
    page = reader.get("/settings/templates").text
    assert "<summary>Night</summary>" in page
    assert "<summary>Evening" not in page

    reader.post("/settings/templates/remove", data={"was": "Night"})
    assert "<summary>Night" not in reader.get("/settings/templates").text


@pytest.mark.parametrize(("name", "text"), [("", "words"), ("Name", " \n"), ("Fixed", "other words")])
def test_a_template_that_is_none_is_refused_and_stays_on_the_page(reader: httpx.Client, name: str, text: str) -> None:
    reader.post("/settings/templates", data={"name": "Fixed", "text": "first", "was": ""})
    answer = reader.post("/settings/templates", data={"name": name, "text": text, "was": ""})

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert text.strip() in answer.text
    assert "first" in reader.get("/settings/templates").text


# Keys


def test_the_passphrase_is_changed(client: httpx.Client, served: Served, tmp_path: Path) -> None:
    answer = client.post(
        "/settings/keys/passphrase", data={"old": PASSPHRASE, "secret": "a new one", "again": "a new one"}
    )
    served.lock()

    assert answer.headers["location"] == "/settings/keys?done=changed"
    assert opens(served, PASSPHRASE, tmp_path) == 12
    assert opens(served, "a new one", tmp_path) == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"old": "not this", "secret": "new", "again": "new"}, "The one that works now was another."),
        ({"old": PASSPHRASE, "secret": "new", "again": "old"}, "were not the same, or empty"),
        ({"old": PASSPHRASE, "secret": "", "again": ""}, "were not the same, or empty"),
        ({"old": PASSPHRASE, "kind": "paper", "secret": "new", "again": "new"}, "The one that works now was another."),
        ({}, "were not the same, or empty"),
    ],
)
def test_a_passphrase_that_is_not_right_changes_nothing(
    reader: httpx.Client, shared: Served, fields: dict[str, str], said: str
) -> None:
    before = load_header(shared.folder, Disk())
    answer = reader.post("/settings/keys/passphrase", data=fields)

    assert answer.status_code == 400
    assert said in words_of(answer)
    assert load_header(shared.folder, Disk()) == before


def test_a_forgotten_passphrase_is_replaced_with_the_paper_key(
    client: httpx.Client, served: Served, tmp_path: Path
) -> None:
    paper = " ".join(served.paper[i : i + 8] for i in range(0, len(served.paper), 8))
    client.post(
        "/settings/keys/passphrase", data={"old": paper, "kind": "paper", "secret": "a new one", "again": "a new one"}
    )
    served.lock()

    assert opens(served, PASSPHRASE, tmp_path) == 12
    assert opens(served, "a new one", tmp_path) == 0


def slots(served: Served) -> dict[str, str]:
    return {slot.kind: slot.id for slot in load_header(served.folder, Disk()).slots}


def test_a_second_passphrase_is_added_and_a_key_removed(client: httpx.Client, served: Served, tmp_path: Path) -> None:
    first = slots(served)["passphrase"]
    client.post("/settings/keys/passphrase", data=NOW | {"and": "yes", "secret": "another", "again": "another"})
    assert words_of(client.get("/settings/keys")).count("Passphrase made on") == 2

    client.post("/settings/keys/remove", data=NOW | {"slot": first})
    served.lock()
    assert opens(served, PASSPHRASE, tmp_path) == 12
    assert opens(served, "another", tmp_path) == 0


def test_the_last_key_is_never_removed(client: httpx.Client, served: Served) -> None:
    client.post("/settings/keys/remove", data=NOW | {"slot": slots(served)["passphrase"]})
    page = client.get("/settings/keys").text
    answer = client.post("/settings/keys/remove", data={"now": served.paper, "slot": slots(served)["paper"]})

    assert "/settings/keys/remove" not in page
    assert answer.status_code == 400
    assert "neither a passphrase nor a paper key" in words_of(answer)
    assert list(slots(served)) == ["paper"]


def groups(answer: httpx.Response) -> str:
    return re.sub(r"<[^>]*>|\s", "", answer.text.partition('class="groups">')[2].partition("</p>")[0])


def test_a_new_paper_key_counts_only_when_she_has_it(client: httpx.Client, served: Served, tmp_path: Path) -> None:
    client.post("/settings/keys/paper", data=NOW)
    paper = groups(client.get("/settings/keys/paper"))
    assert (paper.startswith("AGE-SECRET-KEY-"), paper != served.paper) == (True, True)

    wrong = client.post("/settings/keys/paper/kept", data={"last": served.paper[-6:]})
    assert "not its last letters" in words_of(wrong)
    assert paper[15:30] not in wrong.text  # it was shown once, and is not sent again
    assert len(load_header(served.folder, Disk()).slots) == 3

    client.post("/settings/keys/paper/kept", data={"last": paper[-6:].lower()})
    assert len(load_header(served.folder, Disk()).slots) == 2
    assert client.get("/settings/keys/paper").status_code == 303  # it is shown this once
    file = tmp_path / "paper"
    served.lock()
    for key, code in ((served.paper, 12), (paper, 0)):
        file.write_text(key)
        assert served.run("keys", "--no-input", "--paper-key-file", str(file)).returncode == code


def test_a_paper_key_is_sent_once_and_whoever_comes_back_makes_another(client: httpx.Client, served: Served) -> None:
    client.post("/settings/keys/paper", data=NOW)
    paper = groups(client.get("/settings/keys/paper"))
    again = client.get("/settings/keys/paper")
    keys = client.get("/settings/keys")
    client.post("/settings/keys/paper", data=NOW)
    another = groups(client.get("/settings/keys/paper"))

    assert (again.status_code, again.headers["location"]) == (303, "/settings/keys")
    assert "make another one below" in words_of(keys)
    assert another.startswith("AGE-SECRET-KEY-")
    assert another != paper
    assert [slot.kind for slot in load_header(served.folder, Disk()).slots].count("paper") == 2  # the old, and another


def test_a_paper_key_that_was_made_and_not_asked_for_is_forgotten_when_it_locks(
    client: httpx.Client, served: Served
) -> None:
    client.post("/settings/keys/paper", data=NOW)
    client.post("/lock", headers={"x-goldseam": "data"})
    served.unlock()

    assert client.get("/settings/keys/paper").status_code == 303


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/settings/keys/remove", {"slot": "0"}),
        ("/settings/keys/paper", {}),
        ("/settings/keys/keyring", {}),
        ("/settings/keys/passphrase", {"and": "yes", "secret": "a guest", "again": "a guest"}),
    ],
)
@pytest.mark.parametrize("now", ["", "not this", "AGE-SECRET-KEY-1NOTTHIS"])
def test_whoever_finds_it_open_cannot_change_what_opens_it(
    shared: Served, reader: httpx.Client, address: str, fields: dict[str, str], now: str
) -> None:
    before = load_header(shared.folder, Disk()).slots

    answer = reader.post(address, data={"now": now, **fields})

    assert (answer.status_code, "neither the passphrase nor the paper key" in words_of(answer)) == (400, True)
    assert load_header(shared.folder, Disk()).slots == before


def test_a_paper_key_that_was_not_written_down_is_never_the_one_that_is_left(
    client: httpx.Client, served: Served, tmp_path: Path
) -> None:
    client.post("/settings/keys/paper", data=NOW)
    client.post("/settings/keys/remove", data=NOW | {"slot": slots(served)["passphrase"]})
    old = load_header(served.folder, Disk()).slots[0].id
    refused = client.post("/settings/keys/remove", data={"now": served.paper, "slot": old})
    assert (refused.status_code, "not shown to have" in words_of(refused)) == (400, True)

    client.post("/settings/keys/paper/forget")
    file = tmp_path / "paper"
    file.write_text(served.paper)
    served.lock()
    assert served.run("keys", "--no-input", "--paper-key-file", str(file)).returncode == 0


def test_a_new_paper_key_can_be_left(client: httpx.Client, served: Served) -> None:
    old = slots(served)["paper"]
    client.post("/settings/keys/paper", data=NOW)
    client.post("/settings/keys/paper/forget")

    assert slots(served)["paper"] == old
    assert "Leave the new one" not in client.get("/settings/keys").text


def test_everything_gets_new_keys(client: httpx.Client, served: Served) -> None:
    before = load_header(served.folder, Disk()).inbox
    wrong = client.post("/settings/keys/rotation", data={"secret": "not this"})
    assert wrong.status_code == 400
    assert load_header(served.folder, Disk()).inbox == before

    assert client.post("/settings/keys/rotation", data={"secret": PASSPHRASE}).status_code == 303
    assert "Everything has new keys" in finished(client)
    paper = groups(client.get("/settings/keys/paper"))
    assert load_header(served.folder, Disk()).inbox != before
    assert paper != served.paper
    assert client.post("/settings/keys/paper/kept", data={"last": paper[-6:]}).status_code == 303
    assert served.run("list", "--no-input").returncode == 0  # unlocked again, for the terminal too


def test_a_keyring_is_offered_only_where_there_is_one(reader: httpx.Client) -> None:
    assert "keyring open it" not in reader.get("/settings/keys").text
    answer = reader.post("/settings/keys/keyring", data=NOW)

    assert answer.status_code == 400
    assert "Nothing was changed" in words_of(answer)


# Backups


def test_a_backup_is_made_listed_and_proven(client: httpx.Client, served: Served) -> None:
    assert "There is no backup yet" in words_of(client.get("/settings/backup"))
    client.post("/settings/backup/make")
    assert "A backup was made, read back and compared." in finished(client)

    page = client.get("/settings/backup")
    assert "proven" in words_of(page)
    name = re.findall(r'name="name" value="([^"]*)"', page.text)[0]
    assert os.path.exists(f"{served.folder}-backups/{name}")
    client.post("/settings/backup/prove", data={"name": name})
    assert "The backup is whole" in finished(client)
    assert client.post("/settings/backup/prove", data={"name": "../vault/vault.db"}).headers["location"] != "/job"


def test_where_backups_are_made_is_chosen(client: httpx.Client, served: Served, own_home: Path) -> None:
    client.post("/settings/backup", data={"choice": "folder", "folder": "~/safe", "days": "7"})
    client.post("/settings/backup/make")
    finished(client)

    assert len(list((own_home / "safe").glob("*.tar"))) == 1
    assert (
        'name="days" type="number" inputmode="numeric" min="1" max="365" value="7"'
        in client.get("/settings/backup").text
    )
    client.post("/settings/backup", data={"choice": "off", "folder": "", "days": "7"})
    client.post("/settings/backup/make")
    assert "no folder for one" in finished(client)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"choice": "folder", "folder": "", "days": "1"}, "not the whole path"),
        ({"choice": "folder", "folder": "relative", "days": "1"}, "not the whole path"),
        ({"choice": "folder", "folder": "~/vault/inside", "days": "1"}, "lies inside the vault"),
        ({"choice": "folder", "folder": "/proc/none", "days": "1"}, "nothing can be written"),
        ({"choice": "beside", "days": "0"}, "a number from 1 to 365"),
        ({}, "a number from 1 to 365"),
    ],
)
def test_a_folder_that_can_hold_no_backup_is_refused(
    reader: httpx.Client, shared: Served, fields: dict[str, str], said: str
) -> None:
    answer = reader.post("/settings/backup", data=fields)

    assert answer.status_code == 400
    assert said in words_of(answer).replace("Nothing can", "nothing can")
    vault = shared.vault()
    assert vault.setting("backup_folder") is None
    vault.close()


def test_a_rehearsal_tells_what_would_come_back(client: httpx.Client, served: Served) -> None:
    none = client.post("/settings/rehearsal", data={"paper": served.paper})
    assert "no backup to rehearse with" in words_of(none)

    served.run("write", "A line before", "--no-input")
    client.post("/settings/backup/make")
    finished(client)
    other = "A" if served.paper[-1] != "A" else "C"
    wrong = client.post("/settings/rehearsal", data={"paper": served.paper[:-1] + other})
    assert wrong.status_code == 400
    assert served.paper[:30] not in wrong.text

    client.post("/settings/rehearsal", data={"paper": f" {served.paper[:20]}\n{served.paper[20:]} "})
    rehearsed = finished(client)
    assert "Everything came back." in rehearsed
    assert "seems to lie on the disk of the journal" in rehearsed
    served.run("write", "A line after", "--no-input")
    client.post("/settings/rehearsal", data={"paper": served.paper})
    assert "1 entry is newer than the backup" in finished(client)
    assert "Some entries were newer" in words_of(client.get("/settings/rehearsal"))
    assert not [name for name in os.listdir("/tmp") if name.startswith("goldseam-rehearsal-")]


def test_every_byte_is_proven_and_what_is_damaged_named(client: httpx.Client, served: Served) -> None:
    client.post("/settings/verify")
    assert "None of them is damaged." in finished(client)

    Path(served.folder, "README.txt").write_text("something else")
    client.post("/settings/verify")
    told = finished(client)
    assert "1 of them is damaged." in told
    assert "README.txt" in told
    assert "goldseam verify --repair" in told


# What is protected, and what it stands on


def test_what_is_not_protected_is_said(reader: httpx.Client) -> None:
    said = words_of(reader.get("/settings/protection"))

    for promise in ("no account and no server", "Nobody can reset it", "software that already watches this machine"):
        assert promise in said


def test_the_licence_of_everything_is_there(reader: httpx.Client) -> None:
    said = words_of(reader.get("/settings/about"))

    for name in ("@codemirror/view", "@fontsource-variable/literata", "starlette", "pyrage", "Apache-2.0", "MIT"):
        assert name in said
    assert "Permission is hereby granted" in said


# The diary of somebody who does not exist


def test_the_demo_diary_has_no_keys_and_no_backups(client: httpx.Client, served: Served) -> None:
    client.post("/begin/demo")
    changes = {
        "/settings/keys/paper": {},
        "/settings/keys/passphrase": {"secret": "x", "again": "x"},
        "/settings/keys/remove": {"slot": "0"},
        "/settings/keys/rotation": {"secret": PASSPHRASE},
        "/settings/backup/make": {},
        "/settings/import": {"path": "~"},
    }
    answers = {path: client.post(path, data=fields) for path, fields in changes.items()}
    client.post("/begin/demo/leave")

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(changes, 400)
    assert list(slots(served)) == ["passphrase", "paper"]


# Looking for a file


def test_folders_are_looked_into_also_outside_her_home(reader: httpx.Client, shared: Served, tmp_path: Path) -> None:
    own_home = Path(shared.folder).parent
    (own_home / "notes").mkdir()
    (own_home / "notes" / "a.md").write_text("x")
    (own_home / ".secret").mkdir()
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "b.md").write_text("x")
    (own_home / "way-out").symlink_to(tmp_path / "stick")

    def look(at: str) -> dict[str, Any]:
        found: dict[str, Any] = reader.post("/settings/folders", data={"at": at}).json()
        return found

    home = look("")
    assert (home["shown"], home["up"]) == ("~", str(own_home.parent))
    assert "notes" in home["folders"]
    assert {".secret", "way-out"}.isdisjoint(home["folders"])
    assert look("~/notes")["files"] == ["a.md"]
    assert look("~/notes/a.md")["shown"] == "~/notes"
    stick = look(str(tmp_path / "stick"))
    assert (stick["shown"], stick["files"], stick["up"]) == (str(tmp_path / "stick"), ["b.md"], str(tmp_path))
    assert (look("/")["shown"], look("/")["up"]) == ("/", "")
    for nowhere in ("\0", "/nowhere/at/all"):
        assert look(nowhere)["shown"] == "~", nowhere


def test_a_stranger_looks_at_nothing(shared: Served) -> None:
    with let_in(shared) as client:
        del client.headers["x-goldseam-key"]
        assert client.post("/settings/folders", data={"at": "~"}).status_code == 409
        client.cookies.clear()
        assert client.post("/settings/folders", data={"at": "~"}).status_code == 403
