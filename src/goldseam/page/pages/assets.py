"""Scripts, styles, fonts and icons: the same bytes for everybody, read once."""

import mimetypes
import os
from functools import cache

from starlette.responses import JSONResponse, PlainTextResponse, Response

from goldseam.page.asked import Asked
from goldseam.page.house import static_folder
from goldseam.page.rendering import asset

TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".woff2": "font/woff2"}
PRIVATE = ("manifest.json", "licences.json", "built-from")


def file(asked: Asked) -> Response:
    """A built file; its name carries its hash, so browsers keep it."""
    found = _files().get(asked.path["name"])
    if found is None:
        return PlainTextResponse("there is nothing here", status_code=404)
    plain, packed, kind = found
    if packed is not None and "gzip" in asked.header("accept-encoding"):
        return Response(packed, media_type=kind, headers={"content-encoding": "gzip", "vary": "accept-encoding"})
    return Response(plain, media_type=kind)


@cache
def _files() -> dict[str, tuple[bytes, bytes | None, str]]:
    found: dict[str, tuple[bytes, bytes | None, str]] = {}
    folder = static_folder()
    for name in os.listdir(folder):
        if name in PRIVATE or name.endswith(".gz"):
            continue
        suffix = os.path.splitext(name)[1]
        kind = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        packed = os.path.join(folder, name + ".gz")
        found[name] = (
            _bytes_of(os.path.join(folder, name)),
            _bytes_of(packed) if os.path.exists(packed) else None,
            kind,
        )
    return found


def _bytes_of(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def manifest(asked: Asked) -> Response:
    """What a browser needs to give the page a window of its own: her name for it, and her icon."""
    preferences = asked.preferences
    icon = {"src": asset(f"{preferences.icon}.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    return JSONResponse(
        {
            "name": preferences.name,
            "short_name": preferences.name,
            "start_url": "/",
            "display": "standalone",
            "background_color": "#fbfaf7",
            "theme_color": "#fbfaf7",
            "icons": [icon],
        },
        media_type="application/manifest+json",
    )
