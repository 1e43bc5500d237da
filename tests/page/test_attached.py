"""Files on the page: never run, never spooled, right to the byte, and gone from memory when they are."""

import io
import json
import os
import random
import re
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldseam.page.guard import SILENCE_S_MAX
from goldseam.page.pages.files import SHOWN
from tests.page.raw import Answer, Visitor, next_answer_on, visitor_of
from tests.page.serving import Served
from tests.page.test_walls import memory_mib, save, sheet
from tests.page.waiting import until

SIZE = 300_001
NOISE = random.Random(7).randbytes(SIZE)
SCRIPT = b"<script>canary()</script>"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@pytest.fixture(scope="module")
def hers(shared: Served) -> Visitor:
    """Her browser."""
    return visitor_of(shared)


def attached(hers: Visitor, data: bytes, name: str) -> tuple[str, Answer]:
    """Puts a file into an entry of its own, as the page does; the file's address, and the answer."""
    draft = save(hers, "with a file")
    answer = hers.ask(f"POST /draft/{draft}/files", data, x_name=name, x_goldseam="data")
    if answer.status != 200:
        return "", answer
    blob = answer.data()["file"]["blob"]  # type: ignore[index]
    seen = re.search(rb'data-seen="(\d+)"', hers.ask(f"GET /write/{draft}").body)
    assert seen is not None
    finished = hers.ask(f"POST /draft/{draft}/finish", sheet("with a file", seen=int(seen[1])), x_goldseam="data")
    return f"{finished.data()['address']}/file/{blob}", answer


def big_chunks(of: bytes, mib: int) -> Iterator[bytes]:
    block = of * ((1 << 20) // len(of))
    for _ in range(mib):
        yield block


HOSTILE = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="canary()"><script>canary()</script></svg>',
    "xml": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>canary()</script></svg>',
    "xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><script>canary()</script></html>',
    "html": b"<!doctype html>" + SCRIPT,
    "html with a mark": b"\xef\xbb\xbf<html>" + SCRIPT,
    "html in utf-16": ("\ufeff<html><script>canary()</script>").encode("utf-16"),
    "html in utf-7": b"+ADw-script+AD4-canary()+ADw-/script+AD4-",
    "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    "javascript": b"canary()",
    "css": b"body{background:url(http://evil.example)}",
    "xslt": b'<?xml version="1.0"?><?xml-stylesheet href="x" type="text/xsl"?><a/>',
    "flash": b"FWS\x0a" + bytes(60),
    "mhtml": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + SCRIPT,
    "program": b"MZ\x90\0" + bytes(200),
    "web assembly": b"\0asm\1\0\0\0",
    "web bundle": b"\x86\x48\xf0\x9f\x8c\x90\xf0\x9f\x93\xa6",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200),
}
POLYGLOTS = {
    "gif and javascript": b"GIF89a/*" + bytes(20) + b"*/=1;canary()",
    "gif and html": b"GIF89a" + SCRIPT,
    "png and html": PNG + SCRIPT,
    "jpeg and html": b"\xff\xd8\xff\xe0" + SCRIPT,
    "webp and html": b"RIFF\x10\0\0\0WEBP" + SCRIPT,
    "wave and javascript": b"RIFF=1/*WAVEfmt */;canary()",
    "ogg and html": b"OggS\0" + SCRIPT,
    "mp3 and html": b"ID3\x03" + SCRIPT,
    "mp4 and html": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + SCRIPT,
}
NAMES = ("x.svg", "x.html", "x.jpg", "x.png.html", "x.js", "x.pdf", "x")


@pytest.mark.parametrize("what", HOSTILE)
def test_what_could_run_is_handed_over_as_a_file(hers: Visitor, what: str) -> None:
    for name in NAMES:
        address, _ = attached(hers, HOSTILE[what], name)
        answer = hers.ask(f"GET {address}")

        assert answer.body == HOSTILE[what]
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("what", POLYGLOTS)
def test_what_is_two_things_at_once_is_only_the_harmless_one(hers: Visitor, what: str) -> None:
    for name in NAMES:
        address, _ = attached(hers, POLYGLOTS[what], name)
        answer = hers.ask(f"GET {address}")

        assert answer.headers["content-type"] in SHOWN | {"application/octet-stream"}
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]


NAMED = (
    "a\r\nset-cookie: x=1.jpg", 'a".jpg', "a';b.jpg", "a\\b.jpg", "photo\u202egpj.exe", "../../etc/passwd", "..", ".",
    "",
    " ", "C:\\x\\y.jpg", "a\0b.jpg", "%0d%0aset-cookie:x", "%252e%252e%252f", "<img src=x onerror=canary()>.png",
    "ü" * 300 + ".png", "con.txt", "a\u2028b", "\ud83d half", "{{7*7}}.txt", "файл.txt", "写真.jpg",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_a_name_is_only_a_name(hers: Visitor, name: str) -> None:
    address, answer = attached(hers, PNG + name.encode("utf-8", "replace"), quote(name, errors="replace"))
    told = answer.data()["file"]["name"]  # type: ignore[index]
    headers = hers.ask(f"GET {address}").headers
    shown = hers.ask(f"GET {address.partition('/file/')[0]}").body.decode()

    assert "set-cookie" not in headers
    assert re.fullmatch(r"(inline|attachment); filename\*=UTF-8''[A-Za-z0-9%._~-]+", headers["content-disposition"])
    assert unquote(headers["content-disposition"].partition("''")[2]) == told
    assert "<img src=x" not in shown
    assert not set(told) & set('/\\\0\r\n"<>\u202e\u2028')


@pytest.mark.parametrize("name", ["\xff\xfe", "%", "%zz", "%ff%fe", "x" * 60_000])
def test_a_name_that_is_none_is_borne(hers: Visitor, name: str) -> None:
    _, answer = attached(hers, PNG + name.encode("latin-1"), name)

    assert answer.status in {200, 400, 431}


@pytest.fixture(scope="module")
def noise(hers: Visitor) -> str:
    """The address of a file of noise."""
    return attached(hers, NOISE, "noise.bin")[0]


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.none() | st.integers(0, SIZE + 5) | st.sampled_from([0, 65_535, 65_536, SIZE - 1, SIZE, 10**17]),
    last=st.none() | st.integers(0, SIZE + 5) | st.sampled_from([0, 65_535, 65_536, SIZE - 1, SIZE, 10**17]),
)
def test_a_part_of_a_file_is_right_to_the_byte(hers: Visitor, noise: str, first: int | None, last: int | None) -> None:
    asked = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    answer = hers.ask(f"GET {noise}", range=asked)
    if first is None:
        begin, end = (max(0, SIZE - (last or 0)), SIZE) if last is not None else (0, SIZE)
    else:
        begin, end = first, SIZE if last is None else min(last + 1, SIZE)
    understood = not (first is None and last is None) and not (first is not None and last is not None and last < first)

    if not understood:
        assert (answer.status, answer.body) == (200, NOISE)
    elif begin >= SIZE:
        assert (answer.status, answer.body, answer.headers["content-range"]) == (416, b"", f"bytes */{SIZE}")
    else:
        assert (answer.status, answer.body) == (206, NOISE[begin:end])
        assert answer.headers["content-range"] == f"bytes {begin}-{end - 1}/{SIZE}"
        assert answer.headers["content-length"] == str(end - begin)


@pytest.mark.parametrize(
    "odd",
    ["bytes=", "bytes=-", "bytes=a-b", "bytes=0-1,5-6", "bytes=²-", "bytes=-²", "items=0-5", "bytes 0-5", "bytes=1-0",
     "bytes=--5", "bytes=0x0-5", "bytes=" + "9" * 5000 + "-", "=", "-", "bytes=5-2-1"],
)  # fmt: skip
def test_a_range_that_is_none_is_the_whole_file(hers: Visitor, noise: str, odd: str) -> None:
    answer = hers.ask(f"GET {noise}", range=odd)

    assert (answer.status, answer.body) == (200, NOISE)


def test_a_head_tells_the_size_and_sends_nothing(hers: Visitor, noise: str) -> None:
    answer = hers.ask(f"HEAD {noise}", range="bytes=5-9")

    assert (answer.status, answer.headers["content-length"], answer.body) == (206, "5", b"")


def test_downloads_that_are_broken_off_or_paused_hold_nothing_up(hers: Visitor, shared: Served) -> None:
    address, _ = attached(hers, random.Random(1).randbytes(24 << 20), "long.bin")
    paused = [hers.connect() for _ in range(12)]  # more than there are desks
    for connection in paused:
        connection.sendall(hers.head(f"GET {address}"))
        assert connection.recv(1000)
    at = time.monotonic()
    save(hers, "while films are paused")

    assert time.monotonic() - at < SILENCE_S_MAX, "it waited for them to be given up"
    for connection in paused:
        connection.close()
    until(lambda: not [path for path in opened_by(shared.pid) if path.endswith(".age")])


def sending(hers: Visitor, length: int, name: str) -> tuple[str, bytes]:
    draft = save(hers, "with a long file")
    head = hers.head(f"POST /draft/{draft}/files", content_length=str(length), x_name=name, x_goldseam="data")
    return draft, head


def files_under(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def test_a_long_file_is_sealed_as_it_comes_in_constant_memory(hers: Visitor, shared: Served) -> None:
    streams_into_the_vault(hers, shared, mib=192)


@pytest.mark.long
def test_a_file_of_one_gigabyte_is_sealed_as_it_comes_in_constant_memory(hers: Visitor, shared: Served) -> None:
    streams_into_the_vault(hers, shared, mib=1024)


def streams_into_the_vault(hers: Visitor, shared: Served, *, mib: int) -> None:
    mark = b"zyqoxuvijk plain "
    _, head = sending(hers, mib * ((1 << 20) // len(mark) * len(mark)), "long.bin")
    pid = shared.pid
    most = before = memory_mib(pid)
    opened: set[str] = set()
    with closing(hers.connect()) as connection:
        connection.sendall(head)
        for block in big_chunks(mark, mib):
            connection.sendall(block)
            most = max(most, memory_mib(pid))
            opened |= opened_by(pid)
        answer = next_answer_on(connection)
    mine = {path for path in opened if path.startswith("/") and not path.startswith(("/dev", "/proc"))}

    assert answer.status == 200, answer
    assert most < before + 40
    assert all(path.startswith(shared.folder) for path in mine), mine
    assert not any(mark in Path(path).read_bytes()[: 1 << 20] for path in files_under(Path(shared.folder)))


def opened_by(pid: int) -> set[str]:
    """What files a process has open."""
    found = set()
    for descriptor in os.listdir(f"/proc/{pid}/fd"):
        with suppress(OSError):  # it was closed meanwhile
            found.add(os.readlink(f"/proc/{pid}/fd/{descriptor}"))
    return found


def test_a_file_that_is_broken_off_leaves_nothing_behind(hers: Visitor, shared: Served) -> None:
    draft, head = sending(hers, 50 << 20, "broken.bin")
    blobs = Path(shared.folder, "blobs")
    before = files_under(blobs)
    with closing(hers.connect()) as connection:
        connection.sendall(head)
        for block in big_chunks(b"x", 20):
            connection.sendall(block)
        until(lambda: len(files_under(blobs)) > len(before))

    until(lambda: files_under(blobs) == before)
    assert b"broken.bin" not in hers.ask(f"GET /write/{draft}").body
    assert save(hers, "afterwards")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it has so many pixels, all of them the same."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = bytes(1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_a_picture_of_900_megapixels_is_kept_and_not_decoded(hers: Visitor, shared: Served) -> None:
    before = memory_mib(shared.pid)
    data = bomb(30_000, 30_000)
    address, answer = attached(hers, data, "bomb.png")

    assert answer.data()["file"]["picture"] is False  # type: ignore[index]
    assert hers.ask(f"GET {address}").body == data
    assert memory_mib(shared.pid) < before + 60


def test_a_picture_that_is_cut_off_or_another_thing_is_kept_as_it_is(hers: Visitor) -> None:
    from PIL import Image

    whole = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(whole, "PNG")
    for data in (whole.getvalue()[:60], b"\xff\xd8\xff" + os.urandom(3000), HOSTILE["heic"], b"x" * 10):
        address, answer = attached(hers, data, "photo.jpg")
        assert answer.status == 200
        assert hers.ask(f"GET {address}").body == data


def test_an_empty_file_and_one_for_nothing_are_refused(hers: Visitor) -> None:
    _, answer = attached(hers, b"", "empty.txt")

    assert answer.status == 400
    assert hers.ask("POST /draft/" + "0" * 32 + "/files", b"x", x_goldseam="data").status == 400
    assert json.loads(answer.body)["happened"] == "The file was empty."
