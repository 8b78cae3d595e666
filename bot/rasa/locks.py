"""Lock store for Rasa: one turn at a time for each conversation, and the next one begins the moment it ends.

Rasa's own stores ask once a second whether it is their turn. Here the turns of one process wait in line on an asyncio
lock; where `REDIS_URL` is set, the first in line also takes a lock that all processes share.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from typing import Any, AsyncContextManager, Optional

import async_timeout
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.utils.endpoints import EndpointConfig

import settings

logger = logging.getLogger(__name__)

POLL = 0.02  # seconds between two looks at a lock that another process holds
LEASE = 10.0  # seconds that a process which died still holds a conversation; renewed while one works on it


class ConversationLocks(LockStore):
    """One lock for each conversation in work."""

    def __init__(self, endpoint_config: Optional[EndpointConfig] = None, redis_url: Optional[str] = None) -> None:
        """Begin with no conversation in work.

        Args:
            endpoint_config: What `endpoints.yml` says; nothing is read from it.
            redis_url: Address of the Redis that the processes share; the settings say it otherwise.
        """
        self._lines: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}
        self._redis_url = settings.load().redis_url if redis_url is None else redis_url

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = POLL
    ) -> AsyncIterator[TicketLock]:
        """Hold the conversation.

        Args:
            conversation_id: Which one.
            lock_lifetime: Seconds that are waited for it at most.
            wait_time_in_seconds: Seconds between two looks at a lock that another process holds.

        Raises:
            LockError: it was not free in that time.
        """
        line = self._lines.setdefault(conversation_id, asyncio.Lock())
        self._waiting[conversation_id] = self._waiting.get(conversation_id, 0) + 1
        try:
            await self._stand_in(line, lock_lifetime)
            try:
                async with self._shared(conversation_id, lock_lifetime, wait_time_in_seconds):
                    yield TicketLock(conversation_id)
            finally:
                line.release()
        finally:
            self._waiting[conversation_id] -= 1
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id], self._lines[conversation_id]

    @staticmethod
    async def _stand_in(line: asyncio.Lock, seconds: float) -> None:
        try:
            # Not asyncio.wait_for, which stands in line a moment later: somebody might slip in.
            async with async_timeout.timeout(seconds):
                await line.acquire()
        except asyncio.TimeoutError:
            raise LockError("the conversation is still in work") from None

    def _shared(self, conversation_id: str, seconds: float, poll: float) -> AsyncContextManager[Any]:
        if not self._redis_url:
            return nullcontext()
        return _redis_lock(self._redis_url, conversation_id, seconds, poll)


@asynccontextmanager
async def _redis_lock(url: str, conversation_id: str, seconds: float, poll: float) -> AsyncIterator[None]:
    # Rasa's RedisLockStore reads, changes and writes the queue in three steps, so two processes may draw the same
    # number; redis-py's lock is one SET NX with a token of its own.
    from redis.asyncio import Redis
    from redis.exceptions import LockError as NotOurs
    from redis.exceptions import RedisError

    # A client belongs to the loop it was made in; a connection to a Redis next door costs less than a millisecond.
    client = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)
    try:
        shared = client.lock(f"enlace:lock:{conversation_id}", timeout=LEASE, sleep=poll, blocking_timeout=seconds)
        try:
            taken = await shared.acquire()
        except RedisError as error:
            # Who writes is attended all the same: what the doors hand over is in order by its lease in the database.
            logger.error("Redis is out of reach, conversations are held in this process only: %s", type(error).__name__)
            yield
            return
        if not taken:
            raise LockError("another process holds the conversation")
        renewing = asyncio.create_task(_renew(shared))
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(NotOurs, RedisError):  # it lapsed meanwhile, or will
                await shared.release()
    finally:
        await client.close()


async def _renew(shared: Any) -> None:
    from redis.exceptions import LockError as NotOurs
    from redis.exceptions import RedisError

    while True:
        await asyncio.sleep(LEASE / 3)
        with suppress(NotOurs, RedisError):
            await shared.reacquire()
