"""The locked page: unlocking, locking, and asking which it is."""

from starlette.responses import Response

from goldseam.desk.unlocking import kind_of
from goldseam.keep.keys import PAPER
from goldseam.page.asked import Asked
from goldseam.page.rendering import data, go, page
from goldseam.words.problem import Problem, WrongKey

# In the house's memory, until a page has said it: how many sealed entries joined, and where else the same vault lies.
ARRIVED = "arrived"
COPIES = "copies"
CLEARS = {"clear-site-data": '"cache"'}  # else a browser may show a page from its memory after the lock


def show(asked: Asked) -> Response:
    """The locked page, unless there is none to show."""
    return go("/") if not asked.house.seat.has_vault or asked.house.seat.state() is not None else locked(asked)


def locked(asked: Asked, problem: Problem | None = None) -> Response:
    """A passphrase, or a blank page that is sealed."""
    if asked.house.looking_around:
        asked.house.stop_looking_around()
        return go("/")
    waiting = asked.house.seat.locked_desk().waiting()
    answer = page(asked, "locked.html", status=401 if problem else 200, waiting=waiting, problem=problem)
    answer.headers.update(CLEARS)
    return answer


def unlock(asked: Asked) -> Response:
    """Opens the vault for terminal and page alike."""
    secret = asked.fields.get("secret", "")
    kind = PAPER if asked.fields.get("kind") == PAPER else kind_of(secret)
    try:
        unlocked, arrived = asked.house.seat.unlock(kind, secret)
    except WrongKey as problem:
        return locked(asked, problem)
    asked.house.memory[COPIES] = unlocked.copies
    asked.house.memory[ARRIVED] = arrived
    return go("/")


def lock(asked: Asked) -> Response:
    """Locks terminal and page alike; the page was blank before it asked."""
    asked.house.lock()
    answer = data({"locked": True}) if asked.wants_data else go("/")
    answer.headers.update(CLEARS)
    return answer


def state(asked: Asked) -> Response:
    """Whether the vault is open, and for how long; asking is no activity."""
    status = asked.house.seat.state()
    if status is None:
        return data({"locked": True})
    return data({"locked": False, "locks_in_s": status["locks_in_s"]})
