"""The places that are not in the bar."""

from starlette.responses import Response

from goldseam.desk.desk import Desk
from goldseam.page.asked import Asked
from goldseam.page.rendering import page


def show(asked: Asked, desk: Desk) -> Response:  # noqa: ARG001 - as every page of the open vault
    """Links, each with a line that says what is there."""
    return page(asked, "more.html")
