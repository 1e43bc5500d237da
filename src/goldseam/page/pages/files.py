"""Attachments: their thumbnails, their bytes, and where they take space."""

import queue
import threading
from collections.abc import Iterator
from urllib.parse import quote

from starlette.responses import PlainTextResponse, Response, StreamingResponse

from goldseam.desk.desk import Desk
from goldseam.page.asked import Asked
from goldseam.page.seat import Seat
from goldseam.words.entry import Attachment
from goldseam.words.problem import Problem
from goldseam.write.attachments import Attachments

# What a browser shows by itself without running anything. SVG and HTML are never among them: both can hold scripts.
SHOWN = frozenset({
    "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif",
    "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm", "audio/flac", "audio/aac",
    "video/mp4", "video/webm", "video/ogg",
})  # fmt: skip
# A recording of a browser is WebM, which says of itself that it is film.
PARTS_AHEAD = 8


def thumbnail(asked: Asked, desk: Desk) -> Response:
    """A small picture; kept by the browser only in memory, as long as the page is there."""
    blob = asked.path["blob"]
    image = Attachments(desk.vault).thumbnail(Attachment(blob, "", "", 0)) if _is_hexadecimal(blob) else None
    if image is None:
        return PlainTextResponse("there is nothing here", status_code=404)
    return Response(image, media_type="image/webp" if image[:4] == b"RIFF" else "image/jpeg")


def file(asked: Asked, desk: Desk) -> Response:
    """The bytes of an attachment, as they are opened: shown where that is safe, else handed over as a file."""
    entry = desk.vault.entry(desk.vault.resolve(asked.path["entry"]))
    attachments = entry.content.attachments if entry is not None else ()
    found = next((one for one in attachments if one.blob == asked.path["blob"]), None)
    if found is None:
        return PlainTextResponse("there is nothing here", status_code=404)
    shown = found.media_type in SHOWN and "keep" not in asked.query
    headers = {
        "content-disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(found.name)}",
        "accept-ranges": "bytes",
    }
    first, last = _range(asked.header("range"), found.size)
    if (first, last) != (0, found.size - 1):
        headers["content-range"] = f"bytes {first}-{last}/{found.size}"
    headers["content-length"] = str(last - first + 1)
    return StreamingResponse(
        _bytes_of(asked.house.seat, found, first, last),
        status_code=206 if "content-range" in headers else 200,
        media_type=found.media_type if shown else "application/octet-stream",
        headers=headers,
    )


def _range(asked: str, size: int) -> tuple[int, int]:
    """The first and the last byte that are asked for; all of them where that is not understood."""
    unit, _, wanted = asked.partition("=")
    first, dash, last = wanted.partition("-")
    if unit.strip() != "bytes" or not dash or not (first.isdigit() or last.isdigit()) or "," in wanted:
        return 0, size - 1
    if not first:
        return max(0, size - int(last)), size - 1
    begin = int(first)
    end = min(int(last), size - 1) if last.isdigit() else size - 1
    return (begin, end) if begin <= end else (0, size - 1)


class _Pipe:
    """A stream that is written in one thread and read in another, a few parts ahead: never a file, never whole."""

    def __init__(self) -> None:
        self._parts: queue.Queue[bytes | None] = queue.Queue(PARTS_AHEAD)
        self.ended = threading.Event()

    def write(self, data: bytes) -> int:
        while not self.ended.is_set():
            try:
                self._parts.put(data, timeout=0.2)
            except queue.Full:
                continue
            return len(data)
        raise BrokenPipeError  # whoever read has gone

    def close(self) -> None:
        while not self.ended.is_set():
            try:
                self._parts.put(None, timeout=0.2)
            except queue.Full:
                continue
            return

    def __iter__(self) -> Iterator[bytes]:
        while (part := self._parts.get()) is not None:
            yield part


def _bytes_of(seat: Seat, attachment: Attachment, first: int, last: int) -> Iterator[bytes]:
    """The bytes from `first` to `last`; what is damaged ends early, which a browser notices by the length."""
    pipe = _Pipe()

    def fill() -> None:
        try:
            with seat.desk() as desk:
                Attachments(desk.vault).copy_to(attachment, pipe)  # type: ignore[arg-type]  # it only writes
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
