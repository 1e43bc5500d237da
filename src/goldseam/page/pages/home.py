"""The first address: a blank page in the open vault, else what comes before that."""

from starlette.responses import Response

from goldseam.page.asked import Asked
from goldseam.page.rendering import go


def show(asked: Asked) -> Response:
    """To the page to write on, the locked page, or the making of a vault."""
    seat = asked.house.seat
    if not seat.has_vault:
        return go("/begin")
    if seat.state() is None:
        return go("/locked")
    return go("/write")
