"""How fast one may write: per sender, and per network for the web, where anybody can begin a session."""

from __future__ import annotations

import logging
import time

from limits import RateLimitItem, parse_many
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis import RedisError

from connectors.errors import TooMany
from connectors.logs import where

logger = logging.getLogger(__name__)

# Nobody who reads the answers writes faster: five at once, then one a second.
PER_SENDER = "5/5 seconds;30/minute;300/hour"
# A whole town hall may stand behind one address, so these only stop machines.
PER_NETWORK = "600/minute"
NEW_SESSIONS = "200/hour"
APOLOGIES = "1/minute"  # «vas muy rápido», to one person


class Rates:
    """Moving windows, in memory or, shared by several processes, in Redis."""

    def __init__(self, redis_url: str = "", per_sender: str = PER_SENDER) -> None:
        """Make it; Redis is not asked yet."""
        options = {"socket_timeout": 1, "socket_connect_timeout": 1} if redis_url else {}
        self._storage = storage_from_string(redis_url or "memory://", **options)
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._sender = parse_many(per_sender)
        self._network = parse_many(PER_NETWORK)
        self._sessions = parse_many(NEW_SESSIONS)
        self._apologies = parse_many(APOLOGIES)

    def message(self, sender: str, network: str = "") -> None:
        """Count a message.

        Raises:
            TooMany: there are too many from this sender, or from this network.
        """
        if network:
            self._take(self._network, "network", network)
        self._take(self._sender, "sender", sender)

    def session(self, network: str) -> None:
        """Count a new session of the web.

        Raises:
            TooMany: there are too many from this network.
        """
        self._take(self._sessions, "session", network)

    def may_apologise(self, sender: str) -> bool:
        """Whether it is time to tell somebody that they write too fast."""
        try:
            self._take(self._apologies, "apology", sender)
        except TooMany:
            return False
        return True

    def _take(self, limits: list[RateLimitItem], *key: str) -> None:
        for limit in limits:
            try:
                if self._limiter.hit(limit, *key):
                    continue
                reset, _ = self._limiter.get_window_stats(limit, *key)
            except RedisError as error:
                # Who writes too fast costs less than who is not attended.
                logger.error("The limits cannot be counted: %s", where(error))
                return
            raise TooMany(max(1.0, reset - time.time()))
