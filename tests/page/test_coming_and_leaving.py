"""Coming and leaving on the page: looked at first, told of every record, taken back, and whole whatever happens."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from goldseam.exchange.imports import imports_made
from tests.page.browsing import Faults
from tests.page.conftest import let_in
from tests.page.serving import Served
from tests.page.test_settings import finished, words_of
from tests.page.waiting import until
from tests.page.writing import put

if TYPE_CHECKING:
    from playwright.sync_api import Page

MANY = 40_000  # seconds of work, so that a busy machine still interrupts it in the middle


def diary(folder: Path, count: int, *, name: str = "diary.jsonl", bad: bool = False) -> Path:
    """A journal of so many days, one record of which cannot be read."""
    lines = [
        json.dumps({"date": f"{2000 + n // 336}-{1 + n // 28 % 12:02d}-{1 + n % 28:02d}", "text": f"Day {n}, wet."})
        for n in range(count)
    ]
    if bad:
        lines.insert(1, "{not json")
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def count(served: Served, *, trashed: bool = False) -> int:
    vault = served.vault()
    row = vault.database.one("select count(*) from entry where trashed = ?", (int(trashed),))
    vault.close()
    assert row is not None
    return int(str(row[0]))


def state(client: httpx.Client) -> dict[str, object]:
    told: dict[str, object] = client.get("/job/state").json()
    return told


def looked_at(client: httpx.Client, path: Path) -> str:
    assert client.post("/settings/import", data={"path": str(path)}).headers["location"] == "/job"
    return finished(client)


@pytest.fixture
def reader(shared: Served) -> Iterator[httpx.Client]:
    """A client of the server that all tests share, for what is refused."""
    with let_in(shared) as client:
        yield client


# Coming


def test_a_journal_is_looked_at_brought_in_and_taken_back(client: httpx.Client, served: Served, tmp_path: Path) -> None:
    path = diary(tmp_path, 450, bad=True)
    served.run("write", "Hers", "--no-input")
    said = looked_at(client, path)
    assert "450 records can be read. None of it is here yet. 1 cannot be read and would be left out." in said
    assert "What it is JSON Lines From January 1, 2000 Until May 2, 2001" in said
    assert count(served) == 1, "a look takes nothing"

    client.post("/settings/import/begin")
    said = finished(client)
    assert "450 entries came in." in said
    assert "1 could not be read." in said
    assert count(served) == 451

    report = words_of(client.get("/settings/import/report/3"))
    assert "3 / 3" in report
    assert "451" in report
    assert "could not be read" in words_of(client.get("/settings/import/report/1"))
    assert client.get("/settings/import/report/99").status_code == 200

    at = client.get("/settings/import").text.partition('name="at" value="')[2].partition('"')[0]
    client.post("/settings/import/undo", data={"at": at})
    assert "450 entries are in the trash." in finished(client)
    assert (count(served), count(served, trashed=True)) == (1, 450)
    listed = words_of(client.get("/settings/import"))
    assert "taken back" in listed
    assert f"{path.name} JSON Lines · 450 entries" in listed

    assert "None of it is here yet." in looked_at(client, path)
    client.post("/settings/import/begin")
    assert "450 entries came in." in finished(client)
    assert count(served) == 451


def test_what_is_here_already_is_said_and_comes_once(client: httpx.Client, served: Served, tmp_path: Path) -> None:
    looked_at(client, diary(tmp_path, 10))
    client.post("/settings/import/begin")
    finished(client)
    assert "12 records can be read. 2 of them are not here yet." in looked_at(client, diary(tmp_path, 12))

    client.post("/settings/import/begin")
    assert "2 entries came in. 10 were here already." in finished(client)
    assert count(served) == 12


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"path": ""}, "not the whole path"),
        ({"path": "diary.jsonl"}, "not the whole path"),
        ({"path": "/nowhere/at/all"}, "could not be opened"),
        ({"path": "~/vault/blobs"}, "holds no journal that is known"),
        ({"path": "/dev/null"}, "could not be opened"),
        ({"path": "~/\0x"}, "not the whole path"),
        ({"path": "~", "kind": "nonsense"}, "o importer is called"),
        ({"path": "~", "kind": "jrnl", "zone": "Mars/Olympus"}, "o time zone is called"),
        ({}, "not the whole path"),
    ],
)
def test_a_source_that_is_none_is_refused_where_it_was_asked_for(
    reader: httpx.Client, shared: Served, fields: dict[str, str], said: str
) -> None:
    fields = {name: value.replace("~/vault", shared.folder) for name, value in fields.items()}
    answer = reader.post("/settings/import", data=fields)

    assert answer.status_code == 400, words_of(answer)
    assert said in words_of(answer)


def test_nothing_is_brought_in_that_was_not_looked_at(reader: httpx.Client) -> None:
    assert reader.post("/settings/import/begin").headers["location"] == "/settings/import"
    assert reader.post("/settings/import/undo", data={"at": "1"}).status_code == 400


def test_an_encrypted_journal_needs_its_password(client: httpx.Client, served: Served) -> None:
    path = str(Path(__file__).parent.parent / "exchange" / "jrnl" / "locked-3.txt")
    client.post("/settings/import", data={"path": path})
    assert "password" in finished(client)

    client.post("/settings/import", data={"path": path, "password": "wrong"})
    assert "password" in finished(client)
    assert count(served) == 0


def test_a_lock_in_the_middle_of_an_import_loses_and_doubles_nothing(
    client: httpx.Client, served: Served, tmp_path: Path
) -> None:
    path = diary(tmp_path, MANY)
    looked_at(client, path)
    client.post("/settings/import/begin")
    until(lambda: int(str(state(client)["done"])) > 1000, seconds=60)
    served.lock()
    until(lambda: state(client)["state"] != "running", seconds=60)

    assert state(client)["state"] == "locked"
    assert client.get("/job", headers={"x-goldseam": "main"}).status_code == 401
    served.unlock()
    came = count(served)
    assert 1000 <= came < MANY
    said = words_of(client.get("/job"))
    assert "The journal was locked, and so it ended." in said
    assert "Import the same again to go on" in said
    assert "cut off" in words_of(client.get("/settings/import"))

    assert f"{MANY - came:,} of them are not here yet" in looked_at(client, path)
    client.post("/settings/import/begin")
    finished(client)
    assert count(served) == MANY


def test_a_server_killed_in_the_middle_of_an_import_loses_and_doubles_nothing(served: Served, tmp_path: Path) -> None:
    path = diary(tmp_path, MANY)
    with let_in(served) as client:
        looked_at(client, path)
        client.post("/settings/import/begin")
        until(lambda: int(str(state(client)["done"])) > 1000, seconds=60)
        os.kill(served.pid, signal.SIGKILL)
    again = served.run("open", "--no-browser", "--stay")
    served = served._replace(origin=again.stdout.partition("/enter")[0])
    came = count(served)

    assert 1000 <= came < MANY
    with let_in(served) as client:
        assert "cut off" in words_of(client.get("/settings/import"))
        looked_at(client, path)
        client.post("/settings/import/begin")
        finished(client)
        assert count(served) == MANY
        vault = served.vault()
        whole, part = imports_made(vault)
        vault.close()

        client.post("/settings/import/undo", data={"at": str(part.at)})  # what the killed one had made, and that alone
        finished(client)
        assert whole.at != part.at
        assert (count(served), count(served, trashed=True)) == (MANY - came, came)


def test_an_import_is_stopped_and_only_one_job_runs(client: httpx.Client, served: Served, tmp_path: Path) -> None:
    looked_at(client, diary(tmp_path, MANY))
    client.post("/settings/import/begin")
    until(lambda: int(str(state(client)["done"])) > 1000, seconds=60)
    other = client.post("/settings/verify")
    client.post("/job/stop")
    until(lambda: state(client)["state"] != "running", seconds=60)

    assert other.status_code == 503
    assert "another long job is still running" in words_of(other).lower()
    assert state(client)["state"] == "stopped"
    assert "It was stopped." in words_of(client.get("/job"))
    assert 1000 <= count(served) < MANY


# Leaving


def some(served: Served, entries: int) -> None:
    for number in range(entries):
        served.run("write", f"Rain, the {number}th time", "--no-input")


def left(target: Path) -> list[str]:
    """What an export that failed left behind."""
    return [name for name in os.listdir(target.parent) if name.startswith(target.name)]


def test_everything_leaves_readable_and_comes_back(client: httpx.Client, served: Served, own_home: Path) -> None:
    some(served, 2)
    for kind, name in (("markdown", "words"), ("jsonlines", "lines")):
        client.post("/settings/export", data={"path": f"~/out/{name}", "kind": kind})
        assert "2 entries are in the folder, readable by anybody who has it." in finished(client)

    assert len(list((own_home / "out" / "words").rglob("*.md"))) == 2
    assert (own_home / "out" / "lines").is_dir()
    assert "2 records can be read. All of it is here already." in looked_at(client, own_home / "out" / "lines")


def test_what_is_unfinished_does_not_leave_and_that_is_said(
    client: httpx.Client, served: Served, own_home: Path
) -> None:
    assert "unfinished" not in words_of(client.get("/settings/export"))
    put(client, "ab" * 16, "Half a page.")

    assert "1 unfinished page does not leave. Keep it first" in words_of(client.get("/settings/export"))
    told = served.run("export", str(own_home / "out"), "--no-input").stderr
    assert "1 unfinished page is not in it; to keep them first: goldseam edit --drafts" in told


def test_that_anybody_can_read_it_is_said_before(reader: httpx.Client) -> None:
    assert "What is exported is not encrypted" in words_of(reader.get("/settings/export"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "not the whole path"),
        ("out", "not the whole path"),
        ("~", "something under that name already"),
        ("~/vault/out", "lies outside the journal"),
        ("/dev/null", "something under that name already"),
        ("/dev/null/out", "can be written there"),
    ],
)
def test_a_folder_that_cannot_take_an_export_is_refused(
    reader: httpx.Client, shared: Served, path: str, said: str
) -> None:
    answer = reader.post("/settings/export", data={"path": path.replace("~/vault", shared.folder)})

    assert answer.status_code == 400, words_of(answer)
    assert said in words_of(answer)


def test_a_full_disk_leaves_nothing_readable_behind(client: httpx.Client, served: Served, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "none", str(small)], check=False).returncode:
        pytest.skip("only root can make a small disk")
    try:
        looked_at(client, diary(tmp_path, 2000))
        client.post("/settings/import/begin")
        finished(client)
        client.post("/settings/export", data={"path": str(small / "out")})
        said = finished(client)

        assert "The disk was full before everything was written." in said
        assert "nothing readable was left behind" in said
        assert left(small / "out") == []
        assert count(served) == 2000
    finally:
        subprocess.run(["umount", str(small)], check=True)


def exporting(client: httpx.Client, tmp_path: Path) -> Path:
    """An export that has begun to write."""
    looked_at(client, diary(tmp_path, MANY))  # a lock takes a while, and must come before the end
    client.post("/settings/import/begin")
    finished(client)
    target = tmp_path / "out"
    client.post("/settings/export", data={"path": str(target)})
    until(lambda: int(str(state(client)["done"])) > 100, seconds=60)
    assert state(client)["state"] == "running"
    return target


def test_a_lock_in_the_middle_of_an_export_leaves_nothing_readable(
    client: httpx.Client, served: Served, tmp_path: Path
) -> None:
    target = exporting(client, tmp_path)
    served.lock()
    until(lambda: state(client)["state"] != "running", seconds=60)

    assert state(client)["state"] == "locked"
    assert left(target) == []


def test_a_server_that_ends_in_the_middle_of_an_export_leaves_nothing_readable(
    client: httpx.Client, served: Served, tmp_path: Path
) -> None:
    target = exporting(client, tmp_path)
    pid = served.pid
    os.kill(pid, signal.SIGTERM)
    until(lambda: not os.path.exists(f"/proc/{pid}"))

    assert left(target) == []


# In a browser


def press(page: "Page", *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_journal_is_found_and_brought_in_by_keyboard_alone(
    page: "Page", served: Served, own_home: Path, faults: Faults
) -> None:
    (own_home / "old").mkdir()
    diary(own_home / "old", 3)
    page.goto(f"{served.origin}/settings/import")
    page.focus("#path")
    press(page, "Tab", "Enter")
    page.wait_for_selector("dialog[open]")
    page.wait_for_function("() => document.activeElement.className === 'finder-at'")
    page.keyboard.press("Tab")
    while page.evaluate("() => document.activeElement.textContent") != "old":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.finder-at').textContent === '~/old'")
    press(page, "Tab", "Tab", "Enter")
    page.wait_for_selector("dialog", state="hidden")
    assert page.evaluate("() => document.querySelector('#path').value") == str(own_home / "old" / "diary.jsonl")

    page.focus("#path")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=3 records can be read.")
    page.wait_for_function("() => document.activeElement.id === 'main'")
    page.focus("button.main")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=3 entries came in.")

    assert count(served) == 3
    assert "old" not in page.url
    assert faults.found == []


def test_a_job_goes_on_while_she_is_elsewhere(page: "Page", served: Served, tmp_path: Path) -> None:
    path = diary(tmp_path, MANY // 2)
    page.goto(f"{served.origin}/settings/import")
    page.fill("#path", str(path))
    page.click("button.main:visible")
    page.wait_for_selector(f"text={MANY // 2:,} records can be read.")
    page.click("button.main:visible")
    page.wait_for_selector("#progress")
    page.click("header.top nav a[href='/timeline']")
    page.wait_for_url("**/timeline")
    page.goto(f"{served.origin}/settings")
    running = page.query_selector("text=Something long is being done.")  # on a slow day it has ended by now
    if running:
        running.click()
    else:
        page.goto(f"{served.origin}/job")
    page.wait_for_selector(f"text={MANY // 2:,} entries came in.")

    assert count(served) == MANY // 2


def test_a_lock_while_a_job_is_watched_blanks_the_page(page: "Page", served: Served, tmp_path: Path) -> None:
    page.goto(f"{served.origin}/settings/import")
    page.fill("#path", str(diary(tmp_path, MANY)))
    page.click("button.main:visible")
    page.wait_for_selector(f"text={MANY:,} records can be read.")
    page.click("button.main:visible")
    page.wait_for_selector("#progress")
    press(page, "Shift", "Shift", "Shift")
    page.wait_for_url("**/locked")

    assert served.run("list", "--no-input").returncode == 12


def test_new_keys_lead_to_the_new_paper_key_by_themselves(page: "Page", served: Served) -> None:
    from tests.page.serving import PASSPHRASE

    page.goto(f"{served.origin}/settings/keys/rotation")
    page.fill("#secret", PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/keys/paper")
    paper = "".join(page.inner_text(".groups").split())
    page.fill("#last", paper[-6:])
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The new paper key works")

    assert paper != served.paper


def test_how_hard_a_new_passphrase_is_to_guess_is_said_while_it_is_typed(page: "Page", served: Served) -> None:
    page.goto(f"{served.origin}/settings/keys/passphrase")
    page.fill("#secret", "password1")
    page.wait_for_selector("#strength[data-level='0']")
    page.fill("#secret", "harbour lentil oblique saddle")
    page.wait_for_selector("#strength[data-level='3']")


def test_another_language_holds_at_once(page: "Page", served: Served) -> None:
    page.goto(f"{served.origin}/settings/look")
    page.select_option("#language", "es")
    page.select_option("#theme", "dark")
    page.click("button.main:visible")
    page.wait_for_url("**/settings/look?kept")

    assert page.inner_text("h1") == "Aspecto"
    assert page.evaluate("() => [document.documentElement.lang, document.documentElement.dataset.theme]") == [
        "es",
        "dark",
    ]
