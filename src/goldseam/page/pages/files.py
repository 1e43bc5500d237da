"""Attachments: their thumbnails, their bytes, and where they take space."""

import queue
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from goldseam.desk.desk import Desk
from goldseam.keep.holdings import rests
from goldseam.page.asked import Asked
from goldseam.words.entry import Attachment
from goldseam.words.problem import Problem
from goldseam.words.rest import Purpose
from goldseam.write.attachments import Attachments

# What a browser shows by itself without running anything. SVG and HTML are never among them: both can hold scripts.
SHOWN = frozenset({
    "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif",
    "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm", "audio/flac", "audio/aac",
    "video/mp4", "video/webm", "video/ogg",
})  # fmt: skip
PARTS_AHEAD = 8
LOOK_AGAIN_S = 0.2
NOTHING = (0, -1)
_RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})")


def thumbnail(asked: Asked, desk: Desk) -> Response:
    """A small picture; kept by the browser only in memory, as long as the page is there."""
    blob = asked.path["blob"]
    image = Attachments(desk.vault).thumbnail(Attachment(blob, "", "", 0)) if _is_hexadecimal(blob) else None
    if image is None or rests(desk.vault.database, blob, sight=desk.sight(Purpose.BROWSE)):
        return PlainTextResponse("there is nothing here", status_code=404)
    return Response(image, media_type="image/webp" if image[:4] == b"RIFF" else "image/jpeg")


def file(asked: Asked, desk: Desk) -> Response:
    """The bytes of an attachment, as they are opened: shown where that is safe, else handed over as a file."""
    attachments = desk.entry_in_sight(asked.path["entry"]).content.attachments
    found = next((one for one in attachments if one.blob == asked.path["blob"]), None)
    if found is None:
        return PlainTextResponse("there is nothing here", status_code=404)
    shown = found.media_type in SHOWN and "keep" not in asked.query
    headers = {
        "content-disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(found.name)}",
        "accept-ranges": "bytes",
    }
    wanted = range_of(asked.header("range"), found.size)
    if wanted == NOTHING:
        headers["content-range"] = f"bytes */{found.size}"
        return Response(status_code=416, headers=headers)
    first, last = wanted or (0, found.size - 1)
    if wanted is not None:
        headers["content-range"] = f"bytes {first}-{last}/{found.size}"
    headers["content-length"] = str(last - first + 1)
    status = 200 if wanted is None else 206
    kind = found.media_type if shown else "application/octet-stream"
    if asked.method == "HEAD":
        return Response(status_code=status, media_type=kind, headers=headers)
    # No desk is held while it is sent: a film that is paused would keep one for as long as that.
    pipe = _Pipe(asked.locked_meanwhile)
    parts = _bytes_of(Attachments(desk.vault), found, first, last, pipe)
    return _Sent(pipe, parts, status_code=status, media_type=kind, headers=headers)


def range_of(asked: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte that are asked for (RFC 9110, 14.2).

    None where all of them are, or what is asked for is not understood; `NOTHING` where it lies beyond the end.
    """
    found = _RANGE.fullmatch(asked)
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) and size else NOTHING
    begin, end = int(first), int(last) if last else size - 1
    if last and end < begin:
        return None
    return (begin, min(end, size - 1)) if begin < size else NOTHING


class _Pipe:
    """A stream that is written in one thread and read in another, a few parts ahead: never a file, never whole."""

    def __init__(self, is_over: Callable[[], bool]) -> None:
        self._parts: queue.Queue[bytes | None] = queue.Queue(PARTS_AHEAD)
        self._is_over = is_over
        self.ended = threading.Event()

    def write(self, data: bytes) -> int:
        while not (self.ended.is_set() or self._is_over()):
            try:
                self._parts.put(data, timeout=LOOK_AGAIN_S)
            except queue.Full:
                continue
            return len(data)
        raise BrokenPipeError  # whoever read has gone, or the vault was locked

    def flush(self) -> None:
        pass

    def close(self) -> None:
        while True:
            if self.ended.is_set() or self._is_over():
                self._empty()  # nobody will; and whoever waits for a part must be told that none comes
            try:
                self._parts.put(None, timeout=LOOK_AGAIN_S)
            except queue.Full:
                continue
            return

    def _empty(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._parts.get_nowait()

    def __iter__(self) -> Iterator[bytes]:
        while (part := self._parts.get()) is not None:
            yield part


class _Sent(StreamingResponse):
    """An answer whose pipe ends with it, also where the browser goes away in the middle."""

    def __init__(self, pipe: _Pipe, parts: Iterator[bytes], **about: Any) -> None:
        super().__init__(parts, **about)
        self._pipe = pipe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._pipe.ended.set()


def _bytes_of(attachments: Attachments, attachment: Attachment, first: int, last: int, pipe: _Pipe) -> Iterator[bytes]:
    """The bytes from `first` to `last`; what is damaged or locked ends early, which a browser notices by the length."""

    def fill() -> None:
        try:
            attachments.copy_to(attachment, pipe)  # type: ignore[arg-type]  # it only writes
        except (Problem, OSError):
            pass
        finally:
            pipe.close()

    filling = threading.Thread(target=fill, daemon=True)
    filling.start()
    at = 0
    try:
        for part in pipe:
            begin, end = max(first - at, 0), min(last + 1 - at, len(part))
            if begin < end:
                yield part[begin:end]
            at += len(part)
            if at > last:
                break
    finally:
        pipe.ended.set()


def _is_hexadecimal(text: str) -> bool:
    return len(text) == 40 and all(c in "0123456789abcdef" for c in text)  # noqa: PLR2004 - a blob's name
