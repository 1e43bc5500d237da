"""The first time: a journal is made, its paper key is handed over, and that it was kept is checked."""

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.locked import save_pin
from goldseam.desk.paper_check import confirm_paper, expect_confirmation
from goldseam.keep.disk import Disk
from goldseam.keep.keys import PAPER, PASSPHRASE, calibrate
from goldseam.keep.vault import create_vault
from goldseam.page.asked import Asked
from goldseam.page.paper import confirmed, hand_over, paper_page, put_away, waiting
from goldseam.page.rendering import data, go, page
from goldseam.page.strength import strength_of
from goldseam.words.problem import Misused


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
    hand_over(house, paper, next(slot.id for slot in vault.header.slots if slot.kind == PAPER))
    return go("/begin/paper")


def paper_key(asked: Asked) -> Response:
    """The paper key, with its QR code, to write down or print; once. Whoever comes back can make another one."""
    if asked.house.seat.state() is None:
        return go("/")
    return paper_page(asked, "/begin/paper") or go("/settings/keys")


def kept(asked: Asked) -> Response:
    """Whether she has it: its last letters, from her paper."""
    known = waiting(asked.house)
    if known is None:
        return go("/")
    right, answer = confirmed(asked, known, address="/begin/paper", after="/write")
    if right:
        put_away(asked.house)
        confirm_paper(asked.house.places.pins, asked.house.seat.locked_desk().header.vault, Disk())
    return answer


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
