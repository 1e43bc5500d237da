"""No word is lost: whatever dies, sleeps, fills up or locks while she types, and the page says what is so."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import httpx
import pytest

from goldseam.write.drafts import Drafts
from goldseam.write.entries import Entries
from tests.page.browsing import ARGUMENTS, Faults, program
from tests.page.serving import Served, serve
from tests.page.waiting import until
from tests.page.writing import NOW, drafts, entries, put, saved, sheet, written

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

LETTERS = "abcdefghijklmnopqrstuvwxyz "


def server_of(served: Served) -> int:
    """The process that answers browsers."""
    found = subprocess.run(
        ["pgrep", "-f", f"goldseam.page .*{served.folder}"], capture_output=True, text=True, check=True
    )
    return int(found.stdout.split()[0])


def let_in_again(page: "Page", served: Served) -> None:
    """What another tab does with a new one-time address: the session is the browser's."""
    other = page.context.new_page()
    other.goto(served.address())
    other.wait_for_url("**/write")
    other.close()


def says(page: "Page", part: str) -> None:
    page.wait_for_function(
        "(part) => [...document.querySelectorAll('#status, #note, #said')].some((one) =>"
        " one.textContent.includes(part))",
        arg=part,
    )


def kill_while_typing(page: "Page", served: Served, seed: int, rounds: int) -> str:
    """Kills the server at random instants while she types, and starts it again; returns all she typed."""
    random = Random(seed)
    typed = ""
    for _ in range(rounds):
        some = "".join(random.choices(LETTERS, k=random.randrange(10, 30)))
        killer = threading.Timer(random.uniform(0.0, 1.2), os.kill, (server_of(served), signal.SIGKILL))
        killer.start()
        page.keyboard.type(some, delay=random.choice((5, 30, 60)))
        typed += some
        killer.join()
        until(lambda: served.run("open", "--no-browser", "--stay").returncode == 0)
        let_in_again(page, served)
    return typed


@pytest.mark.parametrize("rounds", [4, pytest.param(20, marks=pytest.mark.long)])
def test_a_server_that_is_killed_at_any_instant_loses_and_doubles_nothing(
    page: "Page", served: Served, faults: Faults, rounds: int
) -> None:
    typed = kill_while_typing(page, served, 7, rounds)
    saved(page)

    assert drafts(served) == [typed]
    faults.found.clear()  # the server was away, and the browser said so


def test_what_was_reported_saved_outlives_a_browser_that_is_killed(
    served: Served, browser: "Browser", tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    context = browser.browser_type.launch_persistent_context(
        str(profile), executable_path=program(), args=[*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    )
    tab = context.new_page()
    tab.goto(served.address())
    tab.wait_for_url("**/write")
    tab.wait_for_selector(".cm-content")
    tab.keyboard.type("She said it, and I wrote it down.")
    saved(tab)
    subprocess.run(["pkill", "-KILL", "-f", str(profile)], check=True)

    assert drafts(served) == ["She said it, and I wrote it down."]


def test_a_network_that_goes_away_is_said_and_what_was_typed_meanwhile_is_kept(
    page: "Page", served: Served, faults: Faults
) -> None:
    page.keyboard.type("before ")
    saved(page)
    page.context.set_offline(True)
    page.keyboard.type("during ")
    says(page, "not answering")
    page.context.set_offline(False)
    page.keyboard.type("after")
    saved(page)

    assert drafts(served) == ["before during after"]
    faults.found.clear()


def test_a_server_that_sleeps_is_said_and_nothing_is_saved_twice(page: "Page", served: Served) -> None:
    page.keyboard.type("before ")
    saved(page)
    pid = server_of(served)
    os.kill(pid, signal.SIGSTOP)
    try:
        page.keyboard.type("during ")
        says(page, "Not saved yet")
        page.keyboard.type("and still ")
    finally:
        os.kill(pid, signal.SIGCONT)
    page.keyboard.type("after")
    saved(page)

    assert drafts(served) == ["before during and still after"]


def test_a_late_request_of_a_tab_never_replaces_its_newer_words(client: httpx.Client, served: Served) -> None:
    draft = "ab" * 16
    put(client, draft, "older and newer", turn=2)
    answer = put(client, draft, "older", turn=1)

    assert answer["fate"] == ""
    assert drafts(served) == ["older and newer"]


def test_a_lock_in_another_tab_keeps_what_was_being_typed(page: "Page", served: Served, faults: Faults) -> None:
    other = page.context.new_page()
    faults.watch(other)
    other.goto(f"{served.origin}/timeline")
    other.wait_for_selector("[data-lock]")
    page.bring_to_front()
    page.keyboard.type("word for word")
    other.evaluate("() => document.querySelector('[data-lock]').requestSubmit()")
    page.wait_for_url("**/locked")
    served.unlock()
    served.run("list", "--no-input")

    assert {*drafts(served), *entries(served)} == {"word for word"}


def test_words_that_cannot_even_be_sealed_stay_hidden_on_the_page_until_they_can(
    page: "Page", served: Served, faults: Faults
) -> None:
    inbox = Path(served.folder) / "inbox"
    page.keyboard.type("begun, ")
    saved(page)
    shutil.rmtree(inbox)
    inbox.write_text("no folder")
    served.lock()
    page.keyboard.type("and gone on")
    says(page, "could not be kept yet")
    hidden = page.evaluate("() => getComputedStyle(document.querySelector('main')).visibility")
    inbox.unlink()
    page.wait_for_url("**/locked")
    served.unlock()
    served.run("list", "--no-input")

    faults.found.clear()  # that it was refused
    assert hidden == "hidden"
    assert any("and gone on" in text for text in (*drafts(served), *entries(served)))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A home on a disk of its own, of a few MiB."""
    home = tmp_path / "small"
    home.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(home)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a small disk")
    yield home
    subprocess.run(["umount", "-l", str(home)], check=True)


def fill(path: Path) -> None:
    """Writes until the disk takes no more."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass


def test_a_disk_that_fills_up_is_said_and_what_was_typed_meanwhile_is_kept(
    small_disk: Path, own_home: Path, browser: "Browser"
) -> None:
    served = serve(small_disk)
    try:
        context = browser.new_context(locale="en-GB")
        tab = context.new_page()
        tab.goto(served.address())
        tab.wait_for_url("**/write")
        tab.wait_for_selector(".cm-content")
        tab.keyboard.type("before, ")
        saved(tab)
        filler = small_disk / "filler"
        fill(filler)
        tab.evaluate("() => document.querySelector('.cm-content').focus()")
        tab.keyboard.insert_text("x" * 200_000)
        says(tab, "full")
        with tab.expect_response(lambda answer: answer.url.endswith("/finish")):
            tab.keyboard.press("Control+Enter")
        says(tab, "full")
        filler.unlink()  # and not a key more
        saved(tab)
        context.close()

        assert drafts(served) == ["before, " + "x" * 200_000]
    finally:
        served.close()


def test_a_vault_that_is_moved_is_said_and_one_put_back_has_the_words(
    page: "Page", served: Served, faults: Faults
) -> None:
    away = served.folder + " away"
    page.keyboard.type("before, ")
    saved(page)
    os.rename(served.folder, away)
    page.keyboard.type("and during")
    says(page, "vault")
    shutil.copytree(away, served.folder)  # as somebody does who brings it back from elsewhere
    shutil.rmtree(away)
    page.wait_for_url("**/locked")  # a copy is another vault to whoever held the keys
    served.unlock()
    page.goto(f"{served.origin}/drafts")

    assert {*drafts(served), *entries(served)} == {"before, and during"}
    faults.found.clear()


def test_a_clock_that_was_set_back_does_not_make_old_words_new(client: httpx.Client, served: Served) -> None:
    draft, ahead = "cd" * 16, int(time.time() * 1000) + 86_400_000
    first = put(client, draft, "written tomorrow")
    vault = served.vault()
    here = Drafts(vault)
    known = here.of(draft)
    assert known is not None
    here.save(known._replace(saved_at=ahead), hand=here.hand_of(draft))
    vault.close()
    second = put(client, draft, "written tomorrow, and today", seen=ahead, turn=2)
    served.lock()
    body = sheet("written tomorrow, and today, and sealed", seen=int(str(second["seen"])), turn=3)
    assert client.put(f"/sealed/{draft}", json=body).status_code == httpx.codes.OK
    served.unlock()
    client.get("/write")

    assert int(str(first["seen"])) < ahead < int(str(second["seen"]))
    assert entries(served) == ["written tomorrow, and today, and sealed"]
    assert drafts(served) == []


def test_two_tabs_that_seal_the_same_page_are_both_kept(client: httpx.Client, served: Served) -> None:
    draft = "ef" * 16
    put(client, draft, "begun")
    served.lock()
    for text in ("begun here", "begun there"):
        assert client.put(f"/sealed/{draft}", json=sheet(text)).status_code == httpx.codes.OK
    served.unlock()
    client.get("/write")

    assert sorted(entries(served)) == ["begun here", "begun there"]


def test_a_change_that_was_sealed_goes_on_as_the_change_it_was(client: httpx.Client, served: Served) -> None:
    entry, heads = written(served, "as it was")
    draft = "0a" * 16
    answer = put(client, draft, "as it was, changed", entry=entry, base=heads)
    served.lock()
    body = sheet("as it was, changed twice", seen=int(str(answer["seen"])), turn=2)
    client.put(f"/sealed/{draft}", json=body).raise_for_status()
    served.unlock()
    page = client.get(f"/entry/{entry}/change").text

    assert "as it was, changed twice" in page
    assert drafts(served) == ["as it was, changed twice"]
    assert entries(served) == ["as it was"]


def test_an_entry_changed_in_two_tabs_has_both_changes_and_the_page_says_so(
    page: "Page", served: Served, faults: Faults
) -> None:
    entry, _ = written(served, "First line.\n\nSecond line.")
    other = page.context.new_page()
    faults.watch(other)
    for tab in (page, other):
        tab.goto(f"{served.origin}/entry/{entry}/change")
        tab.wait_for_selector(".cm-content")
    other.keyboard.press("Control+Home")
    other.keyboard.type("Other. ")
    other.keyboard.press("Control+Enter")
    other.wait_for_url(f"**/entry/{entry}")
    page.bring_to_front()
    page.keyboard.press("Control+End")
    page.keyboard.type(" This.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/entry/{entry}")
    says(page, "changed elsewhere")

    assert entries(served) == ["Other. First line.\n\nSecond line. This."]


def test_an_entry_trashed_meanwhile_is_changed_in_the_trash_and_the_page_says_so(page: "Page", served: Served) -> None:
    entry, _ = written(served, "Not for long.")
    page.goto(f"{served.origin}/entry/{entry}/change")
    page.wait_for_selector(".cm-content")
    vault = served.vault()
    Entries(vault).trash(entry, now_ms=NOW + 1)
    vault.close()
    page.keyboard.type(" Or for longer.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/entry/{entry}")
    says(page, "put into the trash meanwhile")
    vault = served.vault()
    shown = vault.entry(entry)
    vault.close()

    assert shown is not None
    assert (shown.content.text, shown.content.trashed) == ("Not for long. Or for longer.", True)


def test_the_change_of_an_entry_that_was_removed_for_good_becomes_an_entry_of_its_own(
    page: "Page", served: Served
) -> None:
    entry, _ = written(served, "Gone.")
    page.goto(f"{served.origin}/entry/{entry}/change")
    page.wait_for_selector(".cm-content")
    vault = served.vault()
    Entries(vault).purge([entry], now_ms=NOW + 1)
    vault.close()
    page.keyboard.type(" But not this.")
    says(page, "a page of its own")
    page.keyboard.press("Control+Enter")
    until(lambda: entries(served) == ["Gone. But not this."])


def test_a_purge_leaves_no_step_of_an_editor_behind(client: httpx.Client, served: Served) -> None:
    entry, heads = written(served, "Gone.")
    put(client, "0b" * 16, "Gone and forgotten.", entry=entry, base=heads, undo='{"forgotten": 1}')
    vault = served.vault()
    Entries(vault).purge([entry], now_ms=NOW + 1)
    left = vault.database.rows("select name from fact where name like 'undo:%' or name like 'hand:%'")
    vault.close()

    assert left == []


def test_a_page_kept_in_another_tab_goes_on_as_a_page_of_its_own(page: "Page", served: Served, faults: Faults) -> None:
    page.keyboard.type("begun here")
    saved(page)
    other = page.context.new_page()
    faults.watch(other)
    other.goto(page.url)
    other.wait_for_selector(".cm-content")
    other.keyboard.press("Control+Enter")
    until(lambda: entries(served) == ["begun here"])
    page.bring_to_front()
    page.keyboard.type(", and gone on")
    says(page, "a page of its own")

    assert entries(served) == ["begun here"]
    assert drafts(served) == ["begun here, and gone on"]


def test_keep_pressed_twice_makes_one_entry(page: "Page", served: Served) -> None:
    page.keyboard.type("only once")
    page.evaluate("() => { const keep = document.getElementById('finish'); keep.click(); keep.click(); }")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/entry/*")

    assert entries(served) == ["only once"]
    assert drafts(served) == []


def test_keep_whose_answer_was_lost_makes_one_entry(client: httpx.Client, served: Served) -> None:
    draft = "0c" * 16
    answers = [client.post(f"/draft/{draft}/finish", json=sheet("only once", turn=n)).json() for n in (1, 2)]

    assert answers[0] == answers[1]
    assert entries(served) == ["only once"]
    assert drafts(served) == []


def shows(page: "Page", text: str) -> None:
    """Waits until she sees it in the editor."""
    until(lambda: page.inner_text(".cm-content").replace("\u00a0", " ").strip() == text)


def test_a_reload_in_the_middle_of_a_save_shows_every_word(page: "Page", served: Served) -> None:
    typed = ""
    for number in range(8):
        page.keyboard.type(f"word{number} ")
        typed += f"word{number} "
        page.wait_for_timeout((number * 67) % 300)
        page.reload()
        shows(page, typed.strip())
    page.keyboard.type("end")
    saved(page)

    assert drafts(served) == [typed + "end"]


def test_a_page_loaded_again_before_its_last_words_arrived_shows_them_when_they_do(
    page: "Page", served: Served
) -> None:
    def arrive(route: "Route") -> None:
        vault = served.vault()
        [draft] = Drafts(vault).all()
        content = draft.content._replace(text="early, and late")
        Drafts(vault).save(draft._replace(content=content, saved_at=draft.saved_at + 5))
        vault.close()
        route.continue_()

    page.keyboard.type("early")
    saved(page)
    page.route("**/drafts/newest", arrive, times=1)
    page.reload()
    shows(page, "early, and late")
    page.keyboard.type("st")
    saved(page)

    assert sorted(drafts(served)) == ["early, and latest"]


def test_a_session_that_ended_is_said_and_the_words_wait(page: "Page", served: Served, faults: Faults) -> None:
    page.keyboard.type("before ")
    saved(page)
    page.context.clear_cookies()
    page.keyboard.type("during ")
    says(page, "not answering")
    let_in_again(page, served)
    page.keyboard.type("after")
    saved(page)

    assert drafts(served) == ["before during after"]
    faults.found.clear()


def test_back_and_forward_lose_nothing(page: "Page", served: Served) -> None:
    page.click("a[data-letter=t]")
    page.wait_for_url("**/timeline")
    page.click("a[data-letter=w]")
    page.wait_for_selector(".cm-content")
    page.keyboard.type("on my way")
    page.evaluate("() => history.back()")
    page.wait_for_url("**/timeline")
    page.wait_for_selector(".empty")
    page.evaluate("() => history.forward()")
    page.wait_for_selector(".cm-content")
    page.keyboard.type(" again")
    saved(page)

    assert drafts(served) == ["on my way again"]


def slowly(route: "Route") -> None:
    time.sleep(0.8)
    route.continue_()


def test_what_is_typed_while_another_page_is_on_its_way_is_kept(page: "Page", served: Served) -> None:
    page.keyboard.type("first, ")
    saved(page)
    page.route("**/timeline", slowly)
    page.evaluate("() => document.querySelector('a[data-letter=t]').click()")
    page.keyboard.type("and then")
    page.wait_for_url("**/timeline")

    assert drafts(served) == ["first, and then"]


def test_a_page_that_could_not_be_left_goes_on_saving(page: "Page", served: Served, faults: Faults) -> None:
    page.keyboard.type("first, ")
    saved(page)
    page.route("**/timeline", lambda route: route.abort())
    page.click("a[data-letter=t]")
    says(page, "not answering")
    page.evaluate("() => document.querySelector('.cm-content').focus()")
    page.keyboard.type("and then")
    saved(page)

    assert page.url.endswith("/write")
    assert drafts(served) == ["first, and then"]
    faults.found.clear()


def test_the_tab_that_is_hidden_while_she_types_does_not_part_from_itself(page: "Page", served: Served) -> None:
    page.keyboard.type("one ")
    page.evaluate(
        "() => { Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); delete document.visibilityState; }"
    )
    page.keyboard.type("two")
    saved(page)

    assert drafts(served) == ["one two"]


def test_a_draft_that_the_terminal_changed_is_not_overwritten_by_a_stale_tab(
    client: httpx.Client, served: Served
) -> None:
    draft = "0d" * 16
    answer = put(client, draft, "on the page")
    vault = served.vault()
    known = Drafts(vault).of(draft)
    assert known is not None
    content = known.content._replace(text="in the terminal")
    Drafts(vault).save(known._replace(content=content, saved_at=known.saved_at + 5))
    vault.close()
    stale = put(client, draft, "on the page, later", seen=int(str(answer["seen"])), turn=2)

    assert stale["fate"] == "forked"
    assert sorted(drafts(served)) == ["in the terminal", "on the page, later"]


def test_a_day_that_is_none_keeps_no_word_from_being_saved(page: "Page", served: Served) -> None:
    page.click(".around summary")
    page.fill("#about", "2024-02-31")
    page.wait_for_function("() => document.getElementById('about-help').textContent.includes('not understood')")
    page.click(".cm-content")
    page.keyboard.type("words all the same")
    saved(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#about[aria-invalid]")

    assert drafts(served) == ["words all the same"]
    page.wait_for_selector(".around[open]")  # it leads her to what was not understood
    page.fill("#about", "yesterday")
    page.wait_for_selector("#about[data-day]")
    assert "20" in page.inner_text("#about-help")


def test_changes_that_are_thrown_away_leave_the_entry_and_no_draft(page: "Page", served: Served) -> None:
    entry, _ = written(served, "As it was.")
    page.goto(f"{served.origin}/entry/{entry}/change")
    page.wait_for_selector(".cm-content")
    page.keyboard.type(" Or not.")
    saved(page)
    page.click("a[data-letter=t]")
    page.wait_for_url("**/timeline")
    page.goto(f"{served.origin}/entry/{entry}/change")
    page.wait_for_selector(".cm-content")
    offered = page.inner_text(".cm-content"), page.inner_text("#note")
    page.on("dialog", lambda dialog: dialog.accept())
    page.click(".around summary")
    page.click("#away")
    page.wait_for_url(f"**/entry/{entry}")

    assert offered[0].strip() == "As it was. Or not."
    assert "did not keep it yet" in offered[1]
    assert entries(served) == ["As it was."]
    assert drafts(served) == []
