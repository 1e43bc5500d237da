"""What opens the journal: key slots, the passphrase, the paper key, the keyring, and new keys for everything."""

from starlette.responses import Response

from goldseam.desk.clock import now_ms
from goldseam.desk.desk import Desk
from goldseam.desk.paper_check import confirm_paper, expect_confirmation, is_unconfirmed
from goldseam.desk.unlocking import (
    add_keyring,
    add_paper_key,
    add_passphrase,
    change_passphrase_given,
    forget_keyring,
    kind_of,
    prove,
    retire_paper_keys,
    rotate_keys,
)
from goldseam.keep.disk import Disk
from goldseam.keep.header import load_header
from goldseam.keep.keyring_slot import offered
from goldseam.keep.keys import KEYRING, PAPER, PASSPHRASE, calibrate
from goldseam.keep.slots import remove_slot, slot_opened_by
from goldseam.page.asked import Asked
from goldseam.page.jobs import Job
from goldseam.page.paper import confirmed, hand_over, paper_page, put_away, waiting
from goldseam.page.rendering import go, page
from goldseam.page.saying import day_and_clock
from goldseam.words.problem import Misused, Problem, WrongKey


def show(asked: Asked, desk: Desk, problem: Problem | None = None) -> Response:
    """The key slots, and what can be done with them."""
    slots = load_header(desk.vault.folder, desk.vault.disk).slots
    return page(
        asked,
        "settings_keys.html",
        status=400 if problem else 200,
        slots=slots,
        made={slot.id: day_and_clock(asked.language, slot.created_at, desk.zone) for slot in slots},
        unwritten=waiting(asked.house) is not None or is_unconfirmed(asked.house.places.pins, desk.vault.header.vault),
        left=waiting(asked.house) is not None and sum(slot.kind == PAPER for slot in slots) > 1,
        keyring=offered() if all(slot.kind != KEYRING for slot in slots) else "",
        done=asked.query.get("done", ""),
        problem=problem,
    )


def remove(asked: Asked, desk: Desk) -> Response:
    """A slot stops working; she was asked. The last that opens by passphrase or paper is never removed."""
    refuse_demo(asked)
    known = waiting(asked.house)
    unwritten = "" if known is None else known.slot
    slot = asked.fields.get("slot", "")
    try:
        _prove(asked, desk)
        _refuse_to_trust(desk, unwritten, without=slot)
        forget_keyring(desk.vault, remove_slot(desk.vault, slot))
    except Misused as problem:
        return show(asked, desk, problem)
    if slot == unwritten:
        put_away(asked.house)
    return go("/settings/keys?done=removed")


def _prove(asked: Asked, desk: Desk) -> None:
    """An open page is not enough to change what opens the journal (decision 0010). Raises Misused."""
    secret = asked.fields.get("now", "")
    try:
        prove(desk.vault, kind_of(secret), secret)
    except WrongKey:
        raise _refused(
            "that was neither the passphrase nor the paper key of this journal", next_="try again"
        ) from None  # fmt: skip


def _refuse_to_trust(desk: Desk, unwritten: str, *, without: str) -> None:
    """A paper key that nobody has written down opens nothing: it is never the one that is left. Raises Misused."""
    slots = load_header(desk.vault.folder, desk.vault.disk).slots
    left = [slot for slot in slots if slot.id not in {unwritten, without} and slot.kind in {PASSPHRASE, PAPER}]
    if unwritten and not left:
        raise Misused(
            "what would be left is a paper key that you have not shown to have",
            safe="nothing was changed",
            next="write the new paper key down first, or add a passphrase",
            code="page.last-key",
        )


def keyring(asked: Asked, desk: Desk) -> Response:
    """The system's keyring opens the journal from now on."""
    refuse_demo(asked)
    try:
        _prove(asked, desk)
        add_keyring(desk.vault, now_ms=now_ms())
    except Problem as problem:
        return show(asked, desk, problem)
    return go("/settings/keys?done=keyring")


def passphrase(asked: Asked, desk: Desk, problem: Problem | None = None) -> Response:  # noqa: ARG001 - as every page
    """Another passphrase instead of the one there is, or beside it (`and`)."""
    beside = "and" in asked.query or "and" in asked.fields
    return page(
        asked, "settings_passphrase.html", status=400 if problem else 200, another=beside, paper=PAPER, problem=problem
    )


def keep_passphrase(asked: Asked, desk: Desk) -> Response:
    """Puts it in the place of the old one, or beside it; durable when the page says so."""
    refuse_demo(asked)
    new, again = asked.fields.get("secret", ""), asked.fields.get("again", "")
    if not new or new != again:
        return passphrase(
            asked, desk, _refused("the two passphrases were not the same, or empty", next_="type it twice")
        )
    if "and" in asked.fields:
        try:
            _prove(asked, desk)
        except Misused as refused:
            return passphrase(asked, desk, refused)
        add_passphrase(desk.vault, new, calibrate(), now_ms=now_ms())
        return go("/settings/keys?done=added")
    kind = PAPER if asked.fields.get("kind") == PAPER else PASSPHRASE
    try:
        change_passphrase_given(
            desk.vault, kind, asked.fields.get("old", ""), new, calibrate(), now_ms=now_ms()
        )  # fmt: skip
    except WrongKey:
        problem = _refused("the one that works now was another", next_="try again; with the paper key it works too")
        return passphrase(asked, desk, problem)
    return go("/settings/keys?done=changed")


def make_paper(asked: Asked, desk: Desk) -> Response:
    """Makes a paper key, in place of one not confirmed. Older ones work until she has shown that she has it."""
    refuse_demo(asked)
    try:
        _prove(asked, desk)
    except Misused as problem:
        return show(asked, desk, problem)
    known = waiting(asked.house)
    slot, paper = add_paper_key(desk.vault, now_ms=now_ms())
    if known is not None and any(one.id == known.slot for one in load_header(desk.vault.folder, desk.vault.disk).slots):
        remove_slot(desk.vault, known.slot)
    hand_over(asked.house, paper, slot.id)
    return go("/settings/keys/paper")


def paper_key(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """The one that was just made; once."""
    return paper_page(asked, "/settings/keys/paper/kept") or go("/settings/keys")


def paper_kept(asked: Asked, desk: Desk) -> Response:
    """Whether she has it, by its last letters; only then do older ones stop working."""
    known = waiting(asked.house)
    if known is None:
        return go("/settings/keys")
    right, answer = confirmed(asked, known, address="/settings/keys/paper/kept", after="/settings/keys?done=paper")
    if right:
        retire_paper_keys(desk.vault, but=known.slot)
        confirm_paper(asked.house.places.pins, desk.vault.header.vault, desk.vault.disk)
        put_away(asked.house)
    return answer


def paper_forgotten(asked: Asked, desk: Desk) -> Response:
    """She does not want the new one after all: it stops working, and older ones go on."""
    known = waiting(asked.house)
    slots = load_header(desk.vault.folder, desk.vault.disk).slots
    if known is not None and any(slot.kind == PAPER and slot.id != known.slot for slot in slots):
        remove_slot(desk.vault, known.slot)
        put_away(asked.house)
    return go("/settings/keys")


def rotation(asked: Asked, desk: Desk, problem: Problem | None = None) -> Response:  # noqa: ARG001 - as every page
    """New keys for everything: what it is for, and what it takes."""
    return page(asked, "settings_rotation.html", status=400 if problem else 200, problem=problem)


def rotate(asked: Asked, desk: Desk) -> Response:
    """Begins it, with the passphrase, which stays."""
    refuse_demo(asked)
    secret = asked.fields.get("secret", "")
    try:
        slot_opened_by(desk.vault.header.slots, desk.vault.header.vault, kind=PASSPHRASE, secret=secret)
    except WrongKey:
        return rotation(asked, desk, _refused("that is not the passphrase of this journal", next_="try again"))
    house, seat = asked.house, asked.house.seat

    def work(job: Job) -> None:
        def told(_what: str, done: int, total: int) -> None:
            job.done, job.total = done, total  # nobody may stop it: half of it is of no use

        seat.forget()
        rotated, _ = rotate_keys(
            seat.folder,
            seat.pins,
            seat.runtime,
            passphrase=secret,
            cost=calibrate(),
            now_ms=now_ms(),
            zone=seat.zone,
            step=told,
        )
        expect_confirmation(seat.pins, seat.locked_desk().header.vault, Disk())
        seat.hold(rotated.keys, by=PASSPHRASE)
        made = load_header(seat.folder, Disk()).slots
        hand_over(house, rotated.paper, next(slot.id for slot in made if slot.kind == PAPER))
        job.result = len(rotated.damaged)

    house.jobs.start_alone("rotate", work, seat)
    return go("/settings/keys/rotating")


def rotating(asked: Asked) -> Response:
    """How far it is; a page that shows while the vault is locked for it, and holds nothing of hers."""
    job = asked.house.jobs.last
    if job is None or job.kind != "rotate":
        return go("/settings/keys")
    return page(asked, "settings_rotating.html", job=job)


def refuse_demo(asked: Asked) -> None:
    """Raises Misused: she looks around in a diary that is not hers, and will be gone."""
    if asked.house.looking_around:
        raise Misused(
            "this is the diary of somebody who does not exist, and it has no keys of its own",
            safe="nothing was changed",
            next="go back to your own journal",
            code="page.looking-around",
        )


def _refused(why: str, *, next_: str) -> Misused:
    return Misused(why, safe="nothing was changed", next=next_, code="page.key-refused")
