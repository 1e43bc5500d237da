"""What is typed, pasted, dropped and spoken, however strange: it comes in as it is, or as what it means."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

from goldseam.words.entry import Attachment
from goldseam.write.drafts import Drafts
from tests.making import UNHIDDEN
from tests.page.browsing import ARGUMENTS, Faults, program
from tests.page.conftest import let_in
from tests.page.serving import Served
from tests.page.waiting import until
from tests.page.writing import drafts, entries, saved, sheet

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
STRANGE = {
    "right to left": "שלום עולם and back, مرحبا",
    "turned round": "a\u202eb\u202c\u2066c\u2069\u200f",
    "marks upon marks": "Z" + "\u0300\u0316\u0334" * 60 + "o",
    "families": FAMILY + "🏳️‍🌈🇵🇹👩🏽‍🚀",
    "nothing and controls": "a\x00b\x07c\x1b[31md\x7f",
    "tabs and blanks": "\tone\t\ttwo  \u00a0\u2003three   \n\n\n\n  four ",
    "lines of other systems": "one\r\ntwo\rthree\n",
    "not composed": "e\u0301 is not \u00e9",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;",
    "markdown without end": "*" * 5_000 + "[" * 5_000 + "> " * 500,
    "beyond the basic plane": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𒀀 🜁",
    "five megabytes": "It rained, and it rained. " * 200_000,
    "twenty thousand words": " ".join(f"word{n}" for n in range(20_000)),
}


@pytest.fixture(scope="module")
def client(shared: Served) -> Iterator[httpx.Client]:
    with let_in(shared) as client:
        yield client


def kept(client: httpx.Client, text: str, **more: object) -> str:
    """Writes an entry as the page does; its address."""
    draft = os.urandom(16).hex()
    client.put(f"/draft/{draft}", json=sheet(text, **more)).raise_for_status()  # type: ignore[arg-type]  # of a sheet
    answer = client.post(f"/draft/{draft}/finish", json=sheet(text, turn=2, **more))  # type: ignore[arg-type]  # as above
    answer.raise_for_status()
    return str(answer.json()["address"])


@pytest.mark.parametrize("kind", STRANGE)
def test_strange_text_is_kept_as_it_is_and_can_be_read(client: httpx.Client, shared: Served, kind: str) -> None:
    text = STRANGE[kind]
    address = kept(client, text)
    vault = shared.vault()
    entry = vault.entry(address.rpartition("/")[2])
    vault.close()

    assert entry is not None
    assert entry.content.text == text.replace("\r\n", "\n").replace("\r", "\n")
    assert client.get(address).status_code == httpx.codes.OK
    assert client.get(f"{address}/change").status_code == httpx.codes.OK


def test_half_a_character_keeps_no_other_from_being_saved(client: httpx.Client, shared: Served) -> None:
    draft = os.urandom(16).hex()
    body = '{"text":"a\\ud83db","title":"\\udc00","journal":"","tags":["\\ud800"],"starred":false,"about":"","zone":"",'
    body += '"seen":0,"undo":"","hand":"one","turn":1}'
    client.put(f"/draft/{draft}", content=body).raise_for_status()

    assert "a?b" in drafts(shared)


@pytest.mark.parametrize(
    "about", ["0000-01-01", "year 0", "the day before time", "9999-99-99", "99999999999", "\u202e1"]
)
@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "+99:99"])
def test_a_day_or_zone_that_is_none_is_said_and_the_words_are_saved(
    client: httpx.Client, shared: Served, about: str, zone: str
) -> None:
    draft = os.urandom(16).hex()
    answer = client.put(f"/draft/{draft}", json=sheet(f"about {about} in {zone}", about=about, zone=zone))
    refused = client.post(
        f"/draft/{draft}/finish", json=sheet(f"about {about} in {zone}", about=about, zone=zone, turn=2)
    )

    assert answer.status_code == httpx.codes.OK
    assert answer.json()["unread"]
    assert refused.json()["address"] == ""
    assert refused.json()["unread"] == answer.json()["unread"]
    assert f"about {about} in {zone}" in drafts(shared)


def test_five_hundred_tags_are_five_hundred_tags(client: httpx.Client, shared: Served) -> None:
    address = kept(client, "All of them.", tags=[f"tag{n}" for n in range(500)])
    vault = shared.vault()
    entry = vault.entry(address.rpartition("/")[2])
    vault.close()

    assert entry is not None
    assert len(entry.content.tags) == 500


def test_the_day_she_names_is_said_back(client: httpx.Client) -> None:
    understood = client.post("/write/day", data={"about": "2026-03-05", "zone": ""}).json()
    not_yet = client.post("/write/day", data={"about": "yeste", "zone": ""}).json()

    assert (understood["day"], not_yet["day"]) == ("2026-03-05", "")
    assert "March" in understood["said"]


def test_tags_and_notebooks_are_offered(client: httpx.Client) -> None:
    kept(client, "For the names.", tags=["river", "bea"], journal="Garden")
    names = client.get("/write/names").json()

    assert {"bea", "river"} <= set(names["tags"])
    assert names["tags"] == sorted(names["tags"])
    assert names["journals"] == ["Garden"]


def paste(page: "Page", html: str, plain: str) -> None:
    page.wait_for_selector(".cm-content")
    page.evaluate(
        """([html, plain]) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          data.setData("text/plain", plain);
          const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.querySelector(".cm-content").dispatchEvent(event);
        }""",
        [html, plain],
    )


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin: 0}</style></head>
<body><!--StartFragment--><h1>A wet day</h1><p class=MsoNormal>She <b>said</b> it <i>twice</i>.<o:p></o:p></p>
<ul><li>bread</li><li>milk</li></ul><!--EndFragment--></body></html>"""
DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span
style="font-size:11pt;font-weight:400;">Plain, </span><span style="font-weight:700;">bold</span><span
style="font-style:italic;font-weight:400;"> and leaning</span></p></b>"""
NOTES = """<div>First<br></div><div><br></div><ol><li>one</li><li>two</li></ol><blockquote>what she said</blockquote>
<p>See <a href="https://example.org/a">there</a> and <a href="javascript:alert(1)">not there</a>.
<s>gone</s> 5 * 3, snake_case</p>"""
NOTED = """First

1. one
2. two

> what she said

See [there](https://example.org/a) and not there. ~~gone~~ 5 * 3, snake_case"""
HOSTILE = """<b>bold</b><script>document.title = 'ran'</script><img src=x onerror="document.title = 'ran'">
<svg onload="document.title='ran'"></svg><iframe srcdoc="<script>parent.document.title='ran'</script>"></iframe>
<img src="https://example.org/pixel.png"><p onclick="alert(1)">text</p>"""


@pytest.mark.parametrize(
    ("html", "plain", "expected"),
    [
        (WORD, "", "# A wet day\n\nShe **said** it *twice*.\n\n- bread\n- milk"),
        (DOCS, "", "Plain, **bold** *and leaning*"),
        (
            NOTES,
            "",
            NOTED,
        ),
        (HOSTILE, "", "**bold**\n\ntext"),
        ("<span>just words</span>", "just words", "just words"),
    ],
    ids=["word", "docs", "notes", "hostile", "plain"],
)
def test_what_is_pasted_with_formatting_becomes_markdown(
    page: "Page", served: Served, html: str, plain: str, expected: str
) -> None:
    paste(page, html, plain)
    saved(page)

    assert drafts(served) == [expected]
    assert page.title() != "ran"


def test_five_pasted_megabytes_are_saved(page: "Page", served: Served) -> None:
    text = "It rained, and it rained.\n" * 200_000
    paste(page, "", text)
    until(lambda: [len(draft) for draft in drafts(served)] == [len(text)], seconds=40)


def test_a_list_goes_on_and_ends(page: "Page", served: Served) -> None:
    for line in ("- bread", "milk", ""):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    for line in ("9. nine", "ten"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("- [x] done")
    page.keyboard.press("Enter")
    page.keyboard.type("to do")
    saved(page)

    assert drafts(served) == ["- bread\n- milk\n9. nine\n10. ten\n- [x] done\n- [ ] to do"]


def test_bold_and_italic_are_a_key_away_and_taken_off_by_the_same(page: "Page", served: Served) -> None:
    page.keyboard.type("word")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+i")
    saved(page)
    both = drafts(served)
    page.keyboard.press("Control+i")
    page.keyboard.press("Control+b")
    until(lambda: drafts(served) == ["word"])

    assert both == ["***word***"]


def test_many_steps_are_taken_back_after_a_reload(page: "Page", served: Served) -> None:
    for number in range(40):
        page.evaluate("(n) => document.execCommand('insertText', false, `step ${n} ` + 'x'.repeat(12000))", number)
        page.keyboard.press("ArrowLeft")  # each is a step of its own
        page.keyboard.press("ArrowRight")
    saved(page)
    page.reload()
    page.wait_for_selector(".cm-content")
    before = len(drafts(served)[0])
    page.keyboard.press("Control+z")
    until(lambda: len(drafts(served)[0]) < before)

    assert len(drafts(served)) == 1


def test_a_file_shows_how_far_it_is_and_can_be_stopped(page: "Page", served: Served) -> None:
    page.route("**/files", lambda route: None)  # it never arrives
    page.set_input_files("#picked", {"name": "film.bin", "mimeType": "video/mp4", "buffer": bytes(300_000)})
    page.wait_for_selector("#files .coming progress")
    page.click("#files .coming button")
    page.wait_for_selector("#files li", state="detached")
    page.unroute("**/files")
    page.keyboard.type("without it")
    saved(page)

    assert drafts(served) == ["without it"]


def test_a_file_that_is_nothing_is_refused_and_the_page_says_so(page: "Page", served: Served, faults: Faults) -> None:
    page.set_input_files("#picked", {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""})
    page.wait_for_selector("#file-status:not([hidden])")

    assert "empty" in page.inner_text("#file-status")
    assert entries(served) == []
    faults.found.clear()


def test_a_file_and_words_that_are_saved_at_once_keep_each_other(page: "Page", served: Served) -> None:
    for n in range(5):
        page.set_input_files("#picked", {"name": f"{n}.txt", "mimeType": "text/plain", "buffer": b"%d" % n})
    page.keyboard.type("Five files, and every word of this line.", delay=20)
    page.wait_for_function("() => document.querySelectorAll('#files li[data-blob]').length === 5")
    saved(page)

    assert drafts(served) == ["Five files, and every word of this line."]
    assert len(attachments(served)) == 5


def attachments(served: Served) -> tuple[Attachment, ...]:
    vault = served.vault()
    found = Drafts(vault).all()[0].content.attachments
    vault.close()
    return found


def test_of_files_added_together_the_one_that_was_refused_stays_named(page: "Page", faults: Faults) -> None:
    files = [
        {"name": "nothing.txt", "mimeType": "text/plain", "buffer": b""},
        {"name": "something.txt", "mimeType": "text/plain", "buffer": b"words"},
    ]
    page.set_input_files("#picked", files)  # type: ignore[arg-type]  # as the page has them
    page.wait_for_selector("#files li[data-blob]")

    assert "nothing.txt" in page.inner_text("#file-status")
    page.set_input_files("#picked", {"name": "more.txt", "mimeType": "text/plain", "buffer": b"more words"})
    page.wait_for_function("() => document.querySelectorAll('#files li[data-blob]').length === 2")
    assert page.locator("#file-status").is_hidden()
    faults.found.clear()  # the browser notes on its console that one was refused


def test_what_is_being_spoken_when_somebody_else_locks_is_kept(served: Served, browser: "Browser") -> None:
    with speaking(served, browser) as tab:
        tab.keyboard.type("with a voice")
        tab.click("#record")
        tab.wait_for_function("() => document.getElementById('record').textContent.includes('0:01')")
        served.lock()
        tab.wait_for_selector("html.blank")
        tab.wait_for_timeout(3000)  # it asks again and again whether it may be kept
        assert "/write" in tab.url, "it waits with what was spoken"
        served.unlock()
        tab.wait_for_url("**/write", timeout=20_000)
        tab.wait_for_selector("html:not(.blank)", timeout=20_000)
    vault = served.vault()
    kept = [entry.content for entry in vault.timeline(sight=UNHIDDEN)] + [
        draft.content for draft in Drafts(vault).all()
    ]
    vault.close()

    assert [(content.text, [file.media_type for file in content.attachments]) for content in kept] == [
        ("with a voice", ["audio/webm"])
    ]


@contextmanager
def speaking(served: Served, browser: "Browser") -> "Iterator[Page]":
    """A tab at the page to write on whose microphone hears something."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    running = browser.browser_type.launch(
        executable_path=program(),
        args=[*ARGUMENTS, *sandbox, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    )
    tab = running.new_context(locale="en-GB").new_page()
    tab.goto(served.address())
    tab.wait_for_url("**/write")
    tab.wait_for_selector(".cm-content")
    yield tab
    running.close()


def test_what_is_spoken_is_sound(served: Served, browser: "Browser") -> None:
    with speaking(served, browser) as tab:
        tab.click("#record")
        tab.wait_for_function("() => document.getElementById('record').textContent.includes('0:01')")
        tab.click("#record")
        tab.wait_for_selector("#files li[data-blob]")
        kinds = [file.media_type for file in attachments(served)]
        tab.click("#record")
        tab.wait_for_selector("#unsay:not([hidden])")
        tab.click("#unsay")
        tab.keyboard.press("Control+Enter")
        tab.wait_for_url("**/entry/*")
        sounds = tab.locator("audio").count()

    assert kinds == ["audio/webm"]
    assert sounds == 1
