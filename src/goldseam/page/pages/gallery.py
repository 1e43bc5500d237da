"""Everything attached: photos by month, other files, and what takes space."""

from calendar import monthrange
from datetime import date

from starlette.responses import Response

from goldseam.desk.desk import Desk
from goldseam.keep.disk import Disk
from goldseam.keep.holdings import (
    largest,
    other_count,
    others,
    photo_counts,
    photos,
    space_by_kind,
    space_on_disk,
    thumbnail_bytes,
)
from goldseam.page.asked import Asked
from goldseam.page.pages.files import SHOWN
from goldseam.page.rendering import page
from goldseam.words.place import places_of_days
from goldseam.words.rest import Purpose

BLOCK = 60  # photos that are fetched together (web/src/modules/gallery.ts); whole rows of 2, 3, 4, 5 or 6
PAGE = 100
LARGEST = 30
NUMBER_DIGITS_MAX = 6


def show(asked: Asked, desk: Desk) -> Response:
    """How many photos each month has, from which a script draws the gallery."""
    sight = desk.sight(Purpose.BROWSE)
    counts = photo_counts(desk.vault.database, sight=sight)
    return page(
        asked,
        "gallery.html",
        counts=[[month, count] for month, count in counts.items()],
        total=sum(counts.values()),
        files=other_count(desk.vault.database, sight=sight),
    )


def block(asked: Asked, desk: Desk) -> Response:
    """Some photos of a month."""
    try:
        first = date.fromisoformat(f"{asked.path['month']}-01")
    except ValueError:
        return page(asked, "missing.html", status=404)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    number = _number(asked)
    if number is None:
        return page(asked, "missing.html", status=404)
    places = places_of_days(first.isoformat(), last.isoformat())
    sight = desk.sight(Purpose.BROWSE)
    found = photos(desk.vault.database, sight=sight, places=places, limit=BLOCK, offset=number * BLOCK)
    return page(asked, "photos.html", found=found, shown=SHOWN)


def listed(asked: Asked, desk: Desk) -> Response:
    """Files that are no photos, a page of them."""
    number = _number(asked)
    if number is None:
        return page(asked, "missing.html", status=404)
    found = others(desk.vault.database, sight=desk.sight(Purpose.BROWSE), limit=PAGE + 1, offset=number * PAGE)
    return page(asked, "other_files.html", found=found[:PAGE], number=number, more=len(found) > PAGE)


def space(asked: Asked, desk: Desk) -> Response:
    """What takes space: by kind, by part, and the largest."""
    vault, sight = desk.vault, desk.sight(Purpose.BROWSE)
    parts = space_on_disk(vault.folder, Disk())
    return page(
        asked,
        "space.html",
        kinds=space_by_kind(vault.database, sight=sight),
        parts=parts,
        total=sum(parts.values()),
        thumbnails=thumbnail_bytes(vault.database),
        largest=largest(vault.database, sight=sight, limit=LARGEST),
    )


def _number(asked: Asked) -> int | None:
    text = asked.path["number"]
    return int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS_MAX else None
