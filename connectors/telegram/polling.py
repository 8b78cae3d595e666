"""Long polling, for a site without a public address."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, List
from urllib.parse import urlencode

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from connectors.delivery.errors import Busy
from connectors.delivery.logs import where
from connectors.telegram.errors import FATAL_PAUSE, alert, seconds_of
from connectors.telegram.updates import KINDS

logger = logging.getLogger(__name__)

LONG_POLL = 50  # seconds that Telegram waits for something to give
LONGEST_PAUSE = 60.0  # seconds


class Polling:
    """Asks for updates again and again.

    The library's own `get_updates` reads them all at once: one that it cannot read would stop the bot for good, and be
    written whole into the log. So they are fetched as they are, and read one by one like those of the webhook.
    """

    def __init__(self, base_url: str, take: Callable[[Any], Awaitable[None]]) -> None:
        """Make it; nothing happens before `run`.

        Args:
            base_url: Address of the Bot API with the token.
            take: Takes one update, or raises Busy.
        """
        self._base_url = base_url
        self._take = take
        self._request = self._open()
        self._offset: int | None = None
        self.answered = time.monotonic()  # when Telegram last did

    async def run(self) -> None:
        """Ask and take until cancelled."""
        pause = 1.0
        try:
            while True:
                try:
                    updates = await self._fetch()
                except RetryAfter as error:
                    await asyncio.sleep(seconds_of(error))
                except (InvalidToken, Conflict) as error:
                    alert(error)
                    await asyncio.sleep(FATAL_PAUSE)
                except TelegramError as error:
                    logger.warning("No hay conexión con Telegram (%s); sigo intentando.", type(error).__name__)
                    pause = await _rest(pause)
                except Exception as error:
                    # An answer that is not the Bot API's, from whatever stands between.
                    logger.error("Telegram: an answer could not be read (%s)", where(error))
                    pause = await _rest(pause)
                else:
                    self.answered = time.monotonic()
                    # An answer in which nothing can be confirmed would come again at once.
                    pause = 1.0 if await self._take_all(updates) or not updates else await _rest(pause)
        finally:
            await self._request.shutdown()
            self._request = self._open()

    async def _fetch(self) -> List[Any]:
        query = {"timeout": LONG_POLL, "allowed_updates": json.dumps(KINDS)}
        if self._offset is not None:
            query["offset"] = self._offset
        result: Any = await self._request.post(f"{self._base_url}/getUpdates?{urlencode(query)}")
        return list(result)

    async def _take_all(self, updates: List[Any]) -> bool:
        """Take each, and confirm it; whether anything was confirmed."""
        before = self._offset
        for update in updates:
            await self._take_surely(update)
            number = update.get("update_id") if isinstance(update, dict) else None
            if type(number) is int and 0 <= number < 2**53:
                # To ask beyond it tells Telegram that it is stored, or that it need not come again.
                self._offset = number + 1
        return self._offset != before

    async def _take_surely(self, update: Any) -> None:
        while True:
            try:
                return await self._take(update)
            except Busy as busy:
                await asyncio.sleep(busy.seconds)

    @staticmethod
    def _open() -> HTTPXRequest:
        return HTTPXRequest(connection_pool_size=1, read_timeout=LONG_POLL + 10, connect_timeout=10)


async def _rest(seconds: float) -> float:
    await asyncio.sleep(seconds)
    return min(seconds * 2, LONGEST_PAUSE)
