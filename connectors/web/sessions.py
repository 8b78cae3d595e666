"""Sessions of the web: made and signed by the server, so that nobody can choose, guess or borrow one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import jwt

LIFE = timedelta(hours=12)  # counted from its last use
LASTING = timedelta(days=730)  # where the person asked to be remembered: as long as an idle case file is kept
FRESH = timedelta(hours=1)  # a token older than this is exchanged for a new one
ISSUER = "enlace"
SHORTEST_KEY = 32  # characters; RFC 7518 §3.2 asks HS256 for 256 bits


class InvalidSession(Exception):
    """The token is not ours, has expired, or is another site's."""


@dataclass(frozen=True)
class WebSession:
    """Somebody's conversation.

    Attributes:
        id: 128 random bits; all there is to know about whoever writes.
        site: Origin of the page where it began, «https://municipio.gob.mx».
        issued: When its token was made.
        lasting: The person asked this browser to remember it.
    """

    id: str
    site: str
    issued: datetime
    lasting: bool = False

    @property
    def sender(self) -> str:
        """How the reception names it."""
        return f"web:{self.id}"


class Sessions:
    """Makes and reads tokens. With two keys, those of the former one still serve while they last."""

    def __init__(self, key: str, former: str = "") -> None:
        """Hold the keys.

        Raises:
            ValueError: a key is too short; says so in Spanish.
        """
        if any(0 < len(one) < SHORTEST_KEY for one in (key, former)) or not key:
            raise ValueError(f"La llave de las sesiones web debe tener al menos {SHORTEST_KEY} caracteres.")
        self._keys = {_key_id(one): one for one in (former, key) if one}
        self._current = _key_id(key)

    def begin(self, site: str) -> WebSession:
        """A session that nobody had."""
        return WebSession(secrets.token_hex(16), site, datetime.now(timezone.utc))

    def token(self, session: WebSession) -> str:
        """What the browser keeps: for twelve more hours, or much longer if the person asked for that."""
        now = datetime.now(timezone.utc)
        life = LASTING if session.lasting else LIFE
        claims = {"iss": ISSUER, "aud": session.site, "sub": session.id, "iat": now, "exp": now + life}
        claims |= {"lasting": True} if session.lasting else {}
        return jwt.encode(claims, self._keys[self._current], algorithm="HS256", headers={"kid": self._current})

    def renewed(self, session: WebSession) -> str:
        """A new token if the session's own is no longer fresh, else an empty text."""
        return self.token(session) if datetime.now(timezone.utc) - session.issued > FRESH else ""

    def read(self, token: str, site: str = "") -> WebSession:
        """The session of a token.

        Args:
            site: Origin of the page that shows it, where the browser says it.

        Raises:
            InvalidSession: it opens nothing.
        """
        try:
            key = self._keys[jwt.get_unverified_header(token)["kid"]]
            claims = jwt.decode(
                token, key, algorithms=["HS256"], issuer=ISSUER, audience=site or None,
                # Not when it was made: another machine's clock, or this one's before it was set, may have been ahead.
                options={"require": ["iss", "aud", "sub", "iat", "exp"], "verify_aud": bool(site), "verify_iat": False},
            )  # fmt: skip
            issued = datetime.fromtimestamp(claims["iat"], timezone.utc)
            return WebSession(str(claims["sub"]), str(claims["aud"]), issued, claims.get("lasting") is True)
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise InvalidSession from error

    def seal(self, *words: str) -> str:
        """96 bits that only this server can make of `words`: for the names of files and the forms of a session."""
        key = self._keys[self._current].encode()
        digest = hmac.new(key, "\n".join(words).encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:12]).decode()

    def is_seal(self, seal: str, *words: str) -> bool:
        """Whether `seal` is that of `words`."""
        return hmac.compare_digest(seal.encode(), self.seal(*words).encode())


def _key_id(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]
