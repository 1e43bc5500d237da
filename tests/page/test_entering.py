"""Being let in, and staying out."""

import shutil
from pathlib import Path

import httpx
import pytest

from tests.page.conftest import let_in
from tests.page.serving import PASSPHRASE, Served
from tests.page.waiting import PATIENCE_S


def bare(served: Served) -> httpx.Client:
    return httpx.Client(base_url=served.origin.replace("notes.localhost", "127.0.0.1"), timeout=PATIENCE_S)


def test_without_a_token_nothing_is_shown(served: Served) -> None:
    with bare(served) as client:
        answers = {path: client.get(path) for path in ("/", "/more", "/state", "/locked", "/nowhere")}

    assert {answer.status_code for answer in answers.values()} == {403}
    assert {answer.text for answer in answers.values()} == {"not let in: open the page with the command goldseam open"}


def test_a_token_lets_in_one_browser_once(served: Served) -> None:
    token = served.address().partition("#")[2]
    with bare(served) as client, bare(served) as other:
        client.headers["sec-fetch-site"] = other.headers["sec-fetch-site"] = "same-origin"
        first = client.post("/enter", content=token)
        second = other.post("/enter", content=token)

    assert (first.status_code, second.status_code) == (200, 403)
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "set-cookie" not in second.headers


@pytest.mark.parametrize(
    ("name", "status"),
    [("evil.example", 421), ("evil.example:80", 421), ("notes.localhost", 421), ("", 421)],
)
def test_another_host_name_is_refused(served: Served, name: str, status: int) -> None:
    with let_in(served) as client:
        assert client.get("/more", headers={"host": name}).status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
    ],
)
def test_what_another_page_asks_is_refused(served: Served, headers: dict[str, str]) -> None:
    with let_in(served) as client:
        assert client.get("/more", headers=headers).status_code == 403
        assert client.post("/lock", headers=headers).status_code == 403
        assert client.get("/state").json()["locked"] is False


def test_a_change_without_the_key_of_the_session_is_refused(served: Served) -> None:
    with let_in(served) as client:
        for key in (b"", b"x" * 43, "€".encode()):
            refused = client.post("/lock", headers={b"x-goldseam-key": key})
            assert refused.status_code == 409

        assert client.get("/state").json()["locked"] is False


def test_every_answer_tells_the_browser_what_it_may_do(served: Served) -> None:
    with let_in(served) as client:
        for path in ("/more", "/nowhere", "/closed", "/state"):
            headers = client.get(path).headers
            policy = headers["content-security-policy"]

            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["cache-control"] == "no-store"
            assert headers["referrer-policy"] == "same-origin"
            assert headers["x-content-type-options"] == "nosniff"


def test_locking_in_the_terminal_locks_the_page(served: Served) -> None:
    with let_in(served) as client:
        assert client.get("/more").status_code == 200, client.get("/more").text
        served.lock()

        assert client.get("/state").json() == {"locked": True}
        assert client.get("/more", headers={"x-goldseam": "main"}).status_code == 401
        assert "Passphrase" in client.get("/more").text


def test_unlocking_on_the_page_unlocks_the_terminal(served: Served) -> None:
    served.lock()
    with let_in(served) as client:
        wrong = client.post("/unlock", data={"secret": "not this"})
        right = client.post("/unlock", data={"secret": PASSPHRASE})

    assert wrong.status_code == 401
    assert "did not open" in wrong.text
    assert right.status_code == 303
    assert served.run("list", "--no-input").returncode == 0


def test_unlocking_says_once_that_the_same_journal_lies_elsewhere_too(served: Served, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy")
    shutil.copytree(served.folder, copy)
    served.lock()
    (tmp_path / "secret").write_text(PASSPHRASE)
    opened = served.run("keys", "--vault", copy, "--passphrase-file", str(tmp_path / "secret"), "--no-input")
    with let_in(served) as client:
        client.post("/unlock", data={"secret": PASSPHRASE})
        first, again = client.get("/write").text, client.get("/write").text

    assert opened.returncode == 0, opened.stderr
    assert copy in first
    assert copy not in again
