"""A key on paper, the journal's or a letter's: shown once, printed, and checked that she has it.

The server holds the key from when it was made until its page is asked for, which is the next request; after that it
knows which slot the key opens and its last letters, and nothing of the rest.
"""

from typing import NamedTuple

import segno
from markupsafe import Markup
from starlette.responses import Response

from goldseam.page.asked import Asked
from goldseam.page.house import PAPER_KEY, House
from goldseam.page.rendering import data, go, page

GROUP = 8
SURE = 6
WAITING = "paper-waiting"  # in the house's memory


class Waiting(NamedTuple):
    """A key that she was not yet seen to have.

    Attributes:
        slot: the id of what it opens; of a letter, the recipient to seal to.
        ending: its last letters.
    """

    slot: str
    ending: str


def hand_over(house: House, paper: str, slot: str) -> None:
    """Has the next paper page show this key."""
    house.memory[PAPER_KEY] = paper
    house.memory[WAITING] = Waiting(slot, paper[-SURE:])


def waiting(house: House) -> Waiting | None:
    """The key that was not confirmed yet."""
    found = house.memory.get(WAITING)
    return found if isinstance(found, Waiting) else None


def put_away(house: House) -> None:
    """It was confirmed, or it is gone."""
    house.memory.pop(PAPER_KEY, None)
    house.memory.pop(WAITING, None)


def paper_page(asked: Asked, address: str) -> Response | None:
    """The key and its QR code, this once, and a question for its last letters, which go to `address`.

    None where it was shown already.
    """
    paper = asked.house.memory.pop(PAPER_KEY, "")
    if not isinstance(paper, str) or not paper:
        return None
    return key_page(asked, paper, address)


def key_page(asked: Asked, key: str, address: str, *, letter: bool = False) -> Response:
    """A key and its QR code, and a question for its last letters, which go to `address`."""
    groups = [key[i : i + GROUP] for i in range(0, len(key), GROUP)]
    drawn = segno.make(key, error="m").svg_inline(scale=4, omitsize=True, svgclass="qr", lineclass=None)
    qr = Markup(drawn)  # noqa: S704 - drawn here
    return page(asked, "paper.html", groups=groups, qr=qr, sure=SURE, wrong=False, address=address, letter=letter)


def confirmed(asked: Asked, known: Waiting, *, address: str, after: str, letter: bool = False) -> tuple[bool, Response]:
    """Whether the last letters of the key were typed, and what to answer.

    A script of ours hears it and goes `after`, so that the key stays on the page until she has it; a form that was sent
    without one is asked again at `address`, without the key.
    """
    right = asked.fields.get("last", "").strip().upper().replace(" ", "") == known.ending
    if asked.wants_data:
        return right, data({"address": after, "wrong": not right})
    if right:
        return True, go(after)
    return False, page(asked, "paper.html", groups=[], qr="", sure=SURE, wrong=True, address=address, letter=letter)
