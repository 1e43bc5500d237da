"""Who may look: one-time tokens, and the sessions that browsers get for them."""

import hmac
import secrets
import threading
import time
from typing import NamedTuple

TOKEN_S_MAX = 120.0
SESSIONS_MAX = 50


class Session(NamedTuple):
    """One browser that was let in.

    Attributes:
        id: 256 bits, the value of its cookie.
        key: 256 bits, which every change of it must carry: no other page can know it.
    """

    id: str
    key: str


class Sessions:
    """Tokens given out and not yet used, and open sessions; all of it ends with the process."""

    def __init__(self) -> None:
        self._tokens: dict[str, float] = {}
        self._open: dict[str, Session] = {}
        self._changing = threading.Lock()  # the door gives tokens in one thread, and browsers spend them in others

    def new_token(self) -> str:
        """A token that lets in one browser, once, within two minutes."""
        now = time.monotonic()
        token = secrets.token_urlsafe(32)
        with self._changing:
            self._tokens = {token: until for token, until in self._tokens.items() if until > now}
            self._tokens[token] = now + TOKEN_S_MAX
        return token

    def redeem(self, offered: str) -> Session | None:
        """A session for a token, which is spent; None for any other words."""
        with self._changing:
            for token, until in self._tokens.items():
                if hmac.compare_digest(token.encode(), offered.encode("utf-8", "replace")):
                    del self._tokens[token]
                    return self._new_session() if until > time.monotonic() else None
        return None

    def of(self, id_: str) -> Session | None:
        """The open session of a cookie."""
        found = None
        with self._changing:
            known_ones = list(self._open.items())
        for known, session in known_ones:
            if hmac.compare_digest(known.encode(), id_.encode("utf-8", "replace")):
                found = session
        return found

    def _new_session(self) -> Session:
        session = Session(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
        while len(self._open) >= SESSIONS_MAX:
            del self._open[next(iter(self._open))]
        self._open[session.id] = session
        return session
