"""The first time: a journal is made, its paper key is handed over, and that it was kept is checked."""

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.locked import save_pin
from goldseam.desk.paper_check import confirm_paper, expect_confirmation
from goldseam.keep.disk import Disk
from goldseam.keep.keys import PASSPHRASE, calibrate
from goldseam.keep.vault import create_vault
from goldseam.page.asked import Asked
from goldseam.page.paper import is_at_hand, paper_page
from goldseam.page.rendering import data, go, page
from goldseam.page.strength import strength_of
from goldseam.words.problem import Misused

PAPER = "paper"  # in the house's memory: the key until it was checked that she has it


def show(asked: Asked) -> Response:
    """What there is to choose: to make a journal, or to look around in somebody else's first."""
    if asked.house.seat.has_vault:
        return go("/")
    return page(asked, "begin.html", folder=asked.house.places.vault, problem=None)


def make(asked: Asked) -> Response:
    """Makes the vault. It is unlocked then, and its paper key waits to be shown."""
    first, again = asked.fields.get("secret", ""), asked.fields.get("again", "")
    if not first or first != again:
        problem = Misused(
            "the two passphrases were not the same" if first else "the passphrase was empty",
            safe="nothing was made",
            next="type it twice",
            code="page.passphrases-differ",
        )
        return page(asked, "begin.html", status=400, folder=asked.house.places.vault, problem=problem)
    house = asked.house
    vault, paper = create_vault(house.places.vault, first, cost=calibrate(), now_ms=now_ms())
    try:
        save_pin(house.places.pins, vault.header, vault.keys, vault.disk)
        expect_confirmation(house.places.pins, vault.header.vault, vault.disk)
        house.seat.hold(vault.keys, by=PASSPHRASE)
    finally:
        vault.close()
    house.memory[PAPER] = paper
    return go("/begin/paper")


def paper_key(asked: Asked) -> Response:
    """The paper key, with its QR code, to write down or print; shown until she has shown that she has it."""
    paper = asked.house.memory.get(PAPER)
    if not isinstance(paper, str) or asked.house.seat.state() is None:
        return go("/")
    return paper_page(asked, paper, "/begin/paper")


def kept(asked: Asked) -> Response:
    """Whether she has it: its last letters, from her paper."""
    paper = asked.house.memory.get(PAPER)
    if not isinstance(paper, str):
        return go("/")
    if not is_at_hand(paper, asked.fields.get("last", "")):
        return paper_page(asked, paper, "/begin/paper", wrong=True)
    del asked.house.memory[PAPER]
    confirm_paper(asked.house.places.pins, asked.house.seat.locked_desk().header.vault, Disk())
    return go("/write")


def strength(asked: Asked) -> Response:
    """How long a passphrase would stand; asked as she types, and kept nowhere."""
    found = strength_of(asked.fields.get("secret", ""))
    return data({"level": found.level, "says": _said(asked, found.level)})


def _said(asked: Asked, level: int) -> str:
    say = asked.language.say
    return (
        say("Somebody with your disk would guess this within a day."),
        say("Somebody with your disk and patience would guess this within a year."),
        say("Hard to guess. One more word would make it very hard."),
        say("Very hard to guess, if it stands nowhere as a sentence."),
    )[level]


def demo(asked: Asked) -> Response:
    """To look around in the diary of somebody who does not exist, beside the journal and never in it."""
    asked.house.look_around()
    return go("/timeline")


def leave_demo(asked: Asked) -> Response:
    """Back to her own journal; the other is gone."""
    asked.house.stop_looking_around()
    return go("/")
