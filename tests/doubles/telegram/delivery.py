"""Delivers updates to the webhook, again and again until it answers 2xx, as Telegram does."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Dict, List

import aiohttp

from tests.doubles.telegram.methods import Methods

ATTEMPTS = 2_000
PAUSE = 0.25  # seconds between two attempts; Telegram's are longer


class Delivery:
    """The side of Telegram that calls the bot."""

    def __init__(self, methods: Methods, tell: Callable[[], None]) -> None:
        self.hosts: Dict[str, str] = {}  # public address → where it is reached here
        self.statuses: List[int] = []  # of every attempt; 0: nobody answered
        self._methods = methods
        self._tell = tell
        self._attempts: Dict[int, int] = {}

    async def start(self) -> None:
        """Begin to deliver."""
        self._work = asyncio.Event()
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        self._task = asyncio.create_task(self._deliver())

    async def stop(self) -> None:
        """Stop; what was not delivered is lost with the double."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self._http.close()

    def wake(self) -> None:
        """There is something new."""
        self._work.set()

    async def post_many(self, update: Dict[str, Any], times: int) -> List[int]:
        """Post one update several times at once; returns the statuses."""
        return list(await asyncio.gather(*(self._post(update) for _ in range(times))))

    async def _deliver(self) -> None:
        waiting = self._methods.chats.updates
        while True:
            if not waiting or not self._methods.webhook:
                self._work.clear()
                await self._work.wait()
                continue
            update = waiting[0]
            status = await self._post(update)
            tried = self._attempts[update["update_id"]] = self._attempts.get(update["update_id"], 0) + 1
            if 200 <= status < 300 or tried >= ATTEMPTS:
                waiting.remove(update)
            else:
                await asyncio.sleep(PAUSE)

    async def _post(self, update: Dict[str, Any]) -> int:
        url: str = self._methods.webhook["url"]
        secret = self._methods.webhook.get("secret_token")
        for public, here in self.hosts.items():
            url = url.replace(public, here, 1) if url.startswith(public) else url
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            async with self._http.post(url, json=update, headers=headers, allow_redirects=False) as answer:
                status = answer.status
        except (aiohttp.ClientError, asyncio.TimeoutError):
            status = 0
        self.statuses.append(status)
        self._tell()
        return status
