"""How fast one may write: per sender, and per network for the web, where anybody can begin a session.

Where the channel says when a message was written, that is what counts, and what is stored is counted: after an outage
all that was written meanwhile comes at once, and a message that the channel brings again is no other one. The web has
no such moment, and whoever writes there chooses what to send again: all that arrives is counted.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis import RedisError

from connectors.delivery.errors import TooMany
from connectors.delivery.logs import where

logger = logging.getLogger(__name__)

# Nobody who reads the answers writes faster: five at once, then one a second.
PER_SENDER = "5/5 seconds;30/minute;300/hour"
# A whole town hall may stand behind one address, so these only stop machines.
PER_NETWORK = "600/minute"
NEW_SESSIONS = "200/hour"
OPENINGS = "120/minute"  # of one session, in all its tabs: each shows its whole conversation
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
        self._openings = parse_many(OPENINGS)
        self._apologies = parse_many(APOLOGIES)
        self.reach = timedelta(seconds=max(limit.get_expiry() for limit in self._sender))

    async def counting(self, count: Callable[[], None]) -> None:
        """Count with `count`, in a thread of its own where the network has to be asked.

        Raises:
            TooMany: as `count` does.
        """
        if isinstance(self._storage, MemoryStorage):
            count()
        else:
            await asyncio.to_thread(count)

    def arrived(self, sender: str, network: str) -> None:
        """Count a message from the web, known or not.

        Raises:
            TooMany: there are too many from this sender, or from this network.
        """
        self._take(self._network, "network", network_of(network))
        self._take(self._sender, "sender", sender)

    def written(self, at: datetime, others: Sequence[datetime]) -> None:
        """Whether somebody may have written at that moment too; nothing is counted here.

        Args:
            others: When their other messages were written, `reach` before and after it.

        Raises:
            TooMany: there are too many right before it, or right after it.
        """
        for limit in self._sender:
            window = timedelta(seconds=limit.get_expiry())
            before = sum(at - window < other <= at for other in others)
            after = sum(at <= other < at + window for other in others)
            if max(before, after) >= limit.amount:
                oldest = sorted(other for other in others if other <= at)[-limit.amount :]
                wait = (oldest[0] + window - at).total_seconds() if oldest else limit.get_expiry()
                raise TooMany(max(1.0, wait))

    def session(self, network: str) -> None:
        """Count a new session of the web.

        Raises:
            TooMany: there are too many from this network.
        """
        self._take(self._sessions, "session", network_of(network))

    def opening(self, sender: str, network: str) -> None:
        """Count that a session of the web is opened again.

        Raises:
            TooMany: it is opened too often, or too much comes from this network.
        """
        self._take(self._network, "network", network_of(network))
        self._take(self._openings, "opening", sender)

    def apology(self, sender: str) -> float:
        """Seconds until somebody may be told that they write too fast; 0 is now, and counts."""
        try:
            self._take(self._apologies, "apology", sender)
        except TooMany as many:
            return many.seconds
        return 0

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


def network_of(address: str) -> str:
    """What one subscriber has: an IPv4 address, or the /64 of an IPv6 one (RFC 6177), where any may be chosen."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
