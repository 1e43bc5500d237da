"""Whatever is sent to the port: it is answered or refused, nothing is shown to a stranger, and no save is lost."""

import itertools
import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldseam.page.routes import ROUTES
from goldseam.page.serving import HEADERS_S_MAX
from goldseam.page.sessions import TOKEN_S_MAX, Sessions
from tests.page.raw import Visitor, answer_on, visitor_of
from tests.page.serving import Served

WORDS = "zyqoxuvijk said it at the wall"
STRANGE = ("GET", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PUT", "POST", "DELETE", "PATCH", "PROPFIND", "FOO")


@pytest.fixture(scope="module")
def hers(shared: Served) -> Visitor:
    """Her browser."""
    return visitor_of(shared)


@pytest.fixture(scope="module")
def entry(hers: Visitor) -> str:
    """An entry of hers that strangers would like to read."""
    draft = "e" * 32
    address = hers.ask(f"POST /draft/{draft}/finish", sheet(WORDS), x_goldseam="data").data()["address"]
    return str(address).rpartition("/")[2]


def sheet(words: str, **others: object) -> bytes:
    """A page as the browser sends it."""
    blank = {"title": "", "journal": "", "tags": [], "starred": False, "about": "", "zone": "", "undo": "", "seen": 0}
    return json.dumps({"text": words, **blank, **others}).encode()


def save(visitor: Visitor, text: str) -> str:
    """Keeps a page; returns its draft."""
    draft = os.urandom(16).hex()
    answer = visitor.ask(f"PUT /draft/{draft}", sheet(text), x_goldseam="data")
    assert answer.status == 200, answer
    return draft


def memory_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


def threads_of(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/task"))


# Whose name, and which page


@pytest.mark.parametrize(
    "form",
    [
        "notes.localhost.:{port}", "notes.localhost", "notes.localhost:", "notes.localhost:0{port}", "[::1]:{port}",
        "127.1:{port}", "2130706433:{port}", "0x7f.0.0.1:{port}", "0.0.0.0:{port}", "localhost.:{port}",
        "her@notes.localhost:{port}", "notes.localhost:{port}@evil.example", "evil.example#notes.localhost:{port}",
        "evil.example, notes.localhost:{port}", "notes.localhost:{port},evil.example", "xnotes.localhost:{port}",
        "notes.localhost.evil.example:{port}", "notes.localhost:{port}.evil.example", "notes.localhost:{other}",
        "ｎotes.localhost:{port}", "notes.localhost:{port}/x", "*", "",
    ],
)  # fmt: skip
def test_no_other_name_is_answered(hers: Visitor, form: str) -> None:
    name = form.format(port=hers.port, other=hers.port + 1).encode("utf-8").decode("latin-1")
    answer = hers.ask("GET /more", host=name)

    assert answer.status in {400, 421}
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("name", ["NOTES.LOCALHOST:{port}", "Localhost:{port}", "127.0.0.1:{port}"])
def test_its_own_names_are_answered_however_they_are_spelt(hers: Visitor, name: str) -> None:
    assert hers.ask("GET /more", host=name.format(port=hers.port)).status == 200


def test_two_names_or_none_are_refused(hers: Visitor) -> None:
    head = hers.head("GET /more", connection="close").decode()
    twice = head.replace("host:", "host: evil.example\r\nhost:", 1)
    none = re.sub("host: .*\r\n", "", head)

    assert hers.send(twice.encode()).status == 400
    assert hers.send(none.encode()).status in {400, 421}


SITES = ("same-origin", "same-site", "cross-site", "none", "absent", "nonsense")
MODES = ("navigate", "cors", "no-cors", "absent")
DESTINATIONS = ("document", "iframe", "image", "empty")
METHODS = ("GET /more", "POST /search", "PUT /draft/" + "0" * 32)


def test_only_our_own_pages_and_the_address_bar_are_answered(hers: Visitor) -> None:
    ours = f"http://{hers.host}"
    origins = (
        "absent",
        ours,
        "null",
        "http://evil.example",
        f"https://{hers.host}",
        f"http://notes.localhost:{hers.port + 1}",
    )
    for site, mode, destination, origin, line in itertools.product(SITES, MODES, DESTINATIONS, origins, METHODS):
        told = {"sec_fetch_site": site, "sec_fetch_mode": mode, "sec_fetch_dest": destination, "origin": origin}
        answer = hers.ask(line, sheet("matrix"), more=told, content_type="application/x-www-form-urlencoded")
        from_bar = line.startswith("GET") and mode == "navigate" and destination == "document"
        said = line.startswith("GET") or "absent" not in {site} & {origin}
        let_in = origin in {"absent", ours} and (site in {"same-origin", "none", "absent"} or from_bar) and said

        assert (answer.status != 403) == let_in, (line, told, answer.status)


# Who she is


def test_a_key_belongs_to_one_session(shared: Served, hers: Visitor) -> None:
    other = visitor_of(shared)
    mixed = hers._replace(key=other.key)

    assert mixed.ask("POST /lock").status == 409
    assert hers._replace(key="").ask("POST /lock", b"key=" + other.key.encode()).status == 409
    assert hers.ask("GET /state").data()["locked"] is False


def test_cookies_of_other_ports_neither_let_in_nor_keep_out(hers: Visitor) -> None:
    name, _, value = hers.cookie.partition("=")
    strange = 'theme={"a": 1}; gs1=x; ws=a b,c; =; ;; \xff=\xfe'

    assert hers._replace(cookie=f"{strange}; {hers.cookie}").ask("GET /more").status == 200
    assert hers._replace(cookie=f"{name}=planted; {hers.cookie}; {name}=again").ask("GET /more").status == 200
    for forged in (f"{name}=", f"{name}={value[:-1]}", f"{name}={value}x", f"x{name}={value}", f"gs1={value}", value):
        assert hers._replace(cookie=forged).ask("GET /more").status == 403


def test_a_planted_cookie_is_not_the_one_she_gets(shared: Served, hers: Visitor) -> None:
    name = hers.cookie.partition("=")[0]
    planted = hers._replace(cookie=f"{name}=" + "a" * 43)
    token = shared.address().partition("#")[2].encode()
    answer = planted.ask("POST /enter", token)
    given_ = answer.headers["set-cookie"].partition(";")[0]

    assert given_ not in {planted.cookie, hers.cookie}
    assert planted.ask("GET /more").status == 403


def test_of_fifty_who_redeem_one_token_at_once_one_is_let_in(shared: Served, hers: Visitor) -> None:
    token = shared.address().partition("#")[2].encode()
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: hers.ask("POST /enter", token, session=False).status, range(50)))

    assert sorted(answers) == [200] + [403] * 49


def test_guessing_tokens_lets_nobody_in_and_uses_none_up(shared: Served, hers: Visitor) -> None:
    token = shared.address().partition("#")[2]
    guesses = [
        b"",
        b"\0",
        token[:-1].encode(),
        token.encode() + b" ",
        token.upper().encode(),
        b"\xff" * 50,
        b"x" * 5000,
    ]
    for guess in guesses:
        assert hers.ask("POST /enter", guess, session=False).status in {400, 403}

    assert hers.ask("POST /enter", token.encode(), session=False).status == 200


def test_a_token_is_dead_after_two_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    at = 1000.0
    monkeypatch.setattr("goldseam.page.sessions.time.monotonic", lambda: at)
    kept = Sessions()
    early, late = kept.new_token(), kept.new_token()
    at += TOKEN_S_MAX - 1

    assert kept.redeem(early) is not None
    at += 2
    assert kept.redeem(late) is None


def test_tokens_made_and_spent_at_once_are_each_spent_once() -> None:
    kept = Sessions()
    tokens = [kept.new_token() for _ in range(200)]
    with ThreadPoolExecutor(8) as pool:
        spent = list(pool.map(lambda n: (kept.new_token(), kept.redeem(tokens[n % 200]))[1], range(800)))

    assert sum(session is not None for session in spent) == 200


# What is asked


def test_no_header_makes_one_method_another(hers: Visitor, entry: str) -> None:
    for header in ("x-http-method-override", "x-http-method", "x-method-override"):
        assert hers.ask(f"GET /entry/{entry}/trash", more={header: "POST"}).status == 404
        assert hers.ask(f"GET /entry/{entry}/trash?_method=POST", more={header: "POST"}).status == 404

    assert b"in the trash" not in hers.ask(f"GET /entry/{entry}").body


def test_each_method_is_answered_or_refused(hers: Visitor, entry: str) -> None:
    for method in STRANGE:
        answer = hers.ask(f"{method} /entry/{entry}", x_echo="zyqoxuvijk")
        assert answer.status in {200, 400, 404, 405, 409}, method
        assert ("zyqoxuvijk" in str(answer.body)) == (method == "GET")
        for path in ("/entry/" + entry, "/more", "*", f"http://evil.example/entry/{entry}"):
            assert hers.ask(f"{method} {path}", session=False).status in {400, 403, 404}, (method, path)


TRICKS = (
    "/../more", "/s/../more", "/s/..%2fmore", "/s/%2e%2e/more", "/s/..%5cmore", "/s/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/s/....//etc/passwd", "/s//etc/passwd", "/s/%00", "/s/main.js%00.css", "/closed/../more", "/closed/%2e%2e/more",
    "/closed;/more", "/closed%2f..%2fmore", "/enter/../more", "/enter%2fmore", "/enterprise", "/closedx", "//more",
    "/./more", "/more/", "/more/.", "/%6dore", "/MORE", "/more%20", "/more%00", "/more?", "/more?x=%ff", "/more#x",
    "/" + "a" * 50_000, "/" + "%41" * 10_000, "/" + "/" * 5_000, "/%", "/%zz", "/\xff", "/s/manifest.json",
    "/s/built-from", "//evil.example/more", "/\\evil.example", "/s/?../more", "/s/a/../../more",
)  # fmt: skip


def test_no_way_of_writing_an_address_leads_past_the_guard(hers: Visitor) -> None:
    for path in TRICKS:
        assert hers.ask(f"GET {path}", session=False).status in {307, 400, 403, 404, 431}, path[:40]
        assert hers.ask(f"GET {path}").status in {200, 307, 400, 404, 431}, path[:40]
        location = hers.ask(f"GET {path}").headers.get("location", f"http://{hers.host}/")
        assert location.startswith(f"http://{hers.host}/"), path[:40]


@pytest.mark.parametrize("at", [at for at in ROUTES if "{" in at.path and at.method == "GET"], ids=lambda at: at.path)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_number_or_name_in_an_address_breaks_a_page(hers: Visitor, at: object, data: st.DataObject) -> None:
    odd = st.sampled_from(
        ["0", "-1", "²", "٣", "1e9", "9" * 400, "000019999", "2024-02-30", "0001-01", "9999-12", "NaN", "%00", "'"]
    )
    some = odd | st.text(min_size=1, max_size=40) | st.from_regex(r"[0-9a-f]{8,40}", fullmatch=True)
    path = re.sub("{[a-z]+}", lambda _: quoted(data.draw(some)), str(at.path))  # type: ignore[attr-defined]
    query = quoted(data.draw(some))
    answer = hers.ask(f"GET {path}?before={query}&keep={query}")

    assert answer.status in {200, 303, 307, 400, 404}, (path, query, answer.body[-400:])


def quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "replace"))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    field=st.sampled_from(["text", "title", "journal", "tags", "starred", "about", "zone", "undo", "seen"]),
    value=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.text(st.characters(categories=["Cs"])),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=5,
    ),
)
def test_no_sheet_breaks_the_keeping_of_a_page(hers: Visitor, field: str, value: object) -> None:
    answer = hers.ask("PUT /draft/" + "d" * 32, sheet("words", **{field: value}), x_goldseam="data")

    assert answer.status in {200, 400}, answer.body


def test_half_a_character_costs_no_word(hers: Visitor, shared: Served) -> None:
    draft = "c" * 32
    body = sheet("x").replace(b'"x"', rb'"before \ud83d after"')
    answer = hers.ask(f"PUT /draft/{draft}", body, x_goldseam="data")

    assert answer.status == 200
    assert b"before ? after" in hers.ask(f"GET /write/{draft}").body


def test_ids_cannot_be_guessed(hers: Visitor, entry: str) -> None:
    other = entry[:-1] + ("0" if entry[-1] != "0" else "1")
    for path in (
        f"/entry/{other}",
        f"/entry/{other}/history",
        f"/entry/{entry}/file/" + "0" * 40,
        "/thumbnail/" + "0" * 40,
    ):
        assert hers.ask(f"GET {path}").status in {400, 404}
        assert hers.ask(f"GET {path}", session=False).status == 403
    assert hers.ask(f"GET /entry/{entry}", session=False).status == 403


# How much is sent, and how


def test_headers_and_bodies_beyond_reason_are_refused(hers: Visitor, shared: Served) -> None:
    before = memory_mib(shared.pid)
    huge = "x" * (1 << 20)

    assert hers.ask("GET /more", x_huge=huge).status in {0, 400, 431}
    assert hers.send(b"GET /" + huge.encode() + b" HTTP/1.1\r\n\r\n").status in {0, 400, 431}
    assert hers.send(b"x: y\r\n" * 100_000).status in {0, 400, 431}
    form = b"q=" + b"x" * (65 << 20)
    assert hers.ask("POST /search", form, content_type="application/x-www-form-urlencoded").status in {0, 400}
    assert hers.ask("PUT /draft/" + "b" * 32, b" " * (65 << 20)).status in {0, 400}
    for path in ("/enter", "/closed", "/search", "/draft/" + "b" * 32):
        assert hers.ask(f"POST {path}", b"x" * (65 << 20), session=False).status in {0, 400, 403, 404}
    assert memory_mib(shared.pid) < before + 250, "64 MiB, parsed once, and given back"
    assert save(hers, "after the flood")


CHUNKED = {"transfer_encoding": "chunked", "content_type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    "garbage",
    [
        b"zz\r\nq=x\r\n0\r\n\r\n", b"-1\r\nq\r\n0\r\n\r\n", b"ffffffffffffffffffff\r\nq",
        b"3;" + b"x" * 100_000 + b"\r\nq=x\r\n", b"3\r\nq=x", b"3\nq=x\n0\n\n", b"0x3\r\nq=x\r\n0\r\n\r\n",
        b"3\r\nq=x\r\n0\r\nhost: evil.example\r\n\r\n", b"\0" * 100,
    ],
)  # fmt: skip
def test_chunks_that_are_none_are_refused(hers: Visitor, garbage: bytes) -> None:
    with closing(hers.connect()) as connection:
        connection.sendall(hers.head("POST /search", connection="close", more=CHUNKED) + garbage)
        connection.shutdown(socket.SHUT_WR)

        assert answer_on(connection).status in {0, 200, 400}


@pytest.mark.parametrize(
    "framing",
    [
        {"content_length": "4", "transfer_encoding": "chunked"},
        {"content_length": "4, 5"},
        {"content_length": "+4"},
        {"content_length": "0x4"},
        {"transfer_encoding": "gzip, chunked"},
        {"transfer_encoding": "identity"},
        {"transfer_encoding": "xchunked", "content_length": "4"},
        {"transfer-encoding ": "chunked", "content_length": "4"},
    ],
)
def test_no_second_request_hides_in_a_body(hers: Visitor, framing: dict[str, str]) -> None:
    inner = (
        f"POST /lock HTTP/1.1\r\nhost: {hers.host}\r\ncookie: {hers.cookie}\r\nx-goldseam-key: wrong\r\n\r\n".encode()
    )
    head = hers.head("POST /search", more=framing, content_type="application/x-www-form-urlencoded")
    with closing(hers.connect()) as connection:
        connection.settimeout(1.0)
        with suppress(OSError):
            connection.sendall(head + b"0\r\n\r\n" + inner)
        answer = answer_on(connection)

    # Answered at most as what it says it is, and what follows as a request of its own, which the guard judges alone.
    assert answer.status in {0, 200, 400, 501}
    assert b'locked": true' not in answer.body
    assert hers.ask("GET /state").data()["locked"] is False


def test_what_is_pipelined_is_answered_in_order(hers: Visitor) -> None:
    answer = hers.send(hers.head("GET /state") * 3 + hers.head("GET /more", session=False, connection="close"))

    assert answer.status == 200
    assert answer.body.count(b"HTTP/1.1 200") == 2
    assert answer.body.count(b"HTTP/1.1 403") == 1


# Who keeps it waiting


def test_who_drips_is_cut_off_and_keeps_nobody_waiting(hers: Visitor, shared: Served) -> None:
    begun = time.monotonic()
    stranger = hers.head("POST /enter", session=False, content_length="100")
    drips = {
        "headers": b"GET /more HTTP/1.1\r\nhost: x\r\n",
        "second headers": hers.head("GET /closed", session=False) + b"GET /more HTTP/1.1\r\n",
        "body of a stranger": stranger,
        "body after a refusal": hers.head("POST /search", session=False, content_length="100"),
        "nothing": b"",
    }
    with ExitStack() as open_:
        those = {}
        for name, first in drips.items():
            for _ in range(50):  # more than there are threads
                connection = open_.enter_context(closing(hers.connect()))
                connection.sendall(first)
                those[connection] = name
        slowest = 0.0
        while those and time.monotonic() - begun < HEADERS_S_MAX + 8:
            at = time.monotonic()
            save(hers, "while they drip")
            slowest = max(slowest, time.monotonic() - at)
            for connection in [one for one in those if is_closed(one)]:
                del those[connection]
            time.sleep(0.3)

        assert set(those.values()) == set(), "all of them were cut off"
    assert slowest < 5, "and no save waited for them"


def is_closed(connection: socket.socket) -> bool:
    connection.settimeout(0.0)
    try:
        while part := connection.recv(1 << 16):
            assert part
    except BlockingIOError:
        pass
    except OSError:
        return True
    else:
        return True
    with suppress(OSError):
        connection.sendall(b"x")
    return False


def test_a_stranger_who_does_not_read_is_cut_off(hers: Visitor) -> None:
    main = re.search(rb"/s/main-[A-Z0-9]+\.js", hers.ask("GET /closed", session=False).body)
    assert main is not None
    asked = hers.head(f"GET {main[0].decode()}", session=False)
    with closing(socket.socket()) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.connect(("127.0.0.1", hers.port))
        connection.sendall(asked * 400)
        time.sleep(0.2)

        assert save(hers, "while nobody reads")


def test_a_thousand_at_once_are_answered_or_refused_and_a_save_among_them_is_kept(
    hers: Visitor, shared: Served
) -> None:
    before, kept = memory_mib(shared.pid), threading.Event()
    saved: list[str] = []

    def keeps_writing() -> Iterator[str]:
        for n in range(1000):
            if kept.is_set():
                return
            with suppress(AssertionError, OSError):  # refused: the page would try again
                yield save(hers, f"in the crowd {n}")

    def write() -> None:
        saved.extend(keeps_writing())

    writing = threading.Thread(target=write)
    writing.start()
    with ExitStack() as open_:
        crowd = [open_.enter_context(closing(hers.connect())) for _ in range(1000)]
        for connection in crowd:
            connection.sendall(hers.head("GET /timeline", connection="close"))
        answers = [answer_on(connection).status for connection in crowd]
    with ThreadPoolExecutor(200) as pool:
        calmer = list(pool.map(lambda _: hers.ask("GET /timeline").status, range(400)))
    kept.set()
    writing.join()

    assert set(answers) <= {200, 503}
    assert set(calmer) == {200}
    assert saved
    assert save(hers, "after the crowd")
    there = hers.ask("GET /drafts").body.decode()
    assert [draft for draft in saved if draft not in there] == []
    assert memory_mib(shared.pid) < before + 120


def test_who_goes_away_in_the_middle_leaves_nothing_running(hers: Visitor, shared: Served) -> None:
    threads = threads_of(shared.pid)
    for n in range(60):
        with closing(hers.connect()) as connection:
            connection.sendall(hers.head("PUT /draft/" + f"{n:032x}", content_length="100000") + b"{" * 500)
            if n % 2:
                connection.shutdown(socket.SHUT_WR)
            else:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    time.sleep(0.5)

    assert save(hers, "after they went")
    assert threads_of(shared.pid) <= threads + 8


def test_pages_tell_the_browser_to_look_nothing_up_and_to_translate_nothing(hers: Visitor, entry: str) -> None:
    for path in (f"/entry/{entry}", "/drafts", "/write"):
        answer = hers.ask(f"GET {path}")

        assert answer.headers["x-dns-prefetch-control"] == "off"
        assert "worker-src 'none'" in answer.headers["content-security-policy"]
        assert b'translate="no"' in answer.body
        assert b'<meta name="google" content="notranslate">' in answer.body
