"""Being let in: a one-time token becomes a session."""

from starlette.responses import Response

from goldseam.page.asked import Asked
from goldseam.page.rendering import data, page

TOKEN_BYTES_MAX = 200


def show(asked: Asked) -> Response:
    """A page whose script sends what stands behind the #, which the browser itself never sends."""
    return page(asked, "enter.html")


def redeem(asked: Asked) -> Response:
    """A session for a token, once."""
    offered = asked.sent[:TOKEN_BYTES_MAX].decode("ascii", "replace")
    session = asked.house.sessions.redeem(offered)
    if session is None:
        return data({"let_in": False}, status=403)
    answer = data({"let_in": True})
    answer.set_cookie(asked.house.cookie, session.id, httponly=True, samesite="strict", path="/")
    return answer


def session(asked: Asked) -> Response:
    """The key of this browser's session, for a page of ours that is older than the server."""
    assert asked.session is not None, "the guard lets in nobody else"
    return data({"key": asked.session.key})


def closed(asked: Asked) -> Response:
    """What is shown when the server has gone, or the token was used: how to open it again."""
    return page(asked, "closed.html")
