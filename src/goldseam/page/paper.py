"""A paper key on the page: shown, printed, and checked that she has it."""

import segno
from markupsafe import Markup
from starlette.responses import Response

from goldseam.page.asked import Asked
from goldseam.page.rendering import page

GROUP = 8
SURE = 6


def paper_page(asked: Asked, paper: str, address: str, *, wrong: bool = False) -> Response:
    """The key and its QR code, and a question for its last letters, which go to `address`."""
    groups = [paper[i : i + GROUP] for i in range(0, len(paper), GROUP)]
    drawn = segno.make(paper, error="m").svg_inline(scale=4, omitsize=True, svgclass="qr", lineclass=None)
    qr = Markup(drawn)  # noqa: S704 - drawn here
    return page(asked, "paper.html", groups=groups, qr=qr, sure=SURE, wrong=wrong, address=address)


def is_at_hand(paper: str, typed: str) -> bool:
    """Whether somebody typed the last letters of this key."""
    return typed.strip().upper().replace(" ", "") == paper[-SURE:]
