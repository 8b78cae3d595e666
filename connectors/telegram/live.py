"""Keeps a bot at work: made ready as soon as Telegram can be reached, and asking for updates where none are brought."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from prometheus_client import Gauge
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from connectors.delivery.logs import where
from connectors.telegram.client import show_commands
from connectors.telegram.errors import alert, seconds_of
from connectors.telegram.polling import LONG_POLL, LONGEST_PAUSE, Polling
from connectors.telegram.updates import KINDS

logger = logging.getLogger(__name__)

ASKED = Gauge("enlace_telegram_consulta", "Segundos desde que Telegram contestó una consulta; -1 si no se consulta")
OVERDUE = LONG_POLL + 30  # seconds; by then Telegram has answered, if only that there is nothing


class Live:
    """The life of one bot; it only ends when it is cancelled."""

    def __init__(self, bot: ExtBot[Any], webhook: str, secret: str, take: Callable[[Any], Awaitable[None]]) -> None:
        """Make it; nothing happens before `begin`.

        Args:
            webhook: Public address that updates are brought to; empty to ask for them.
            secret: What Telegram sends along with each.
            take: Takes one update.
        """
        self._bot = bot
        self._webhook = webhook
        self._secret = secret
        self._polling = None if webhook else Polling(bot.base_url, take)
        self._ready = False
        self._task: asyncio.Task[None] | None = None
        ASKED.set_function(self._since)

    def begin(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run())

    async def end(self) -> None:
        """End, and wait for it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def health(self) -> tuple[str, bool]:
        """How updates come, in Spanish, and whether somebody still sees to it."""
        if self._task is None or self._task.done():
            return "detenido", False
        if not self._ready or self._since() > OVERDUE:
            return "sin conexión con Telegram; sigo intentando", True
        return "por webhook" if self._webhook else "por consulta", True

    def _since(self) -> float:
        return time.monotonic() - self._polling.answered if self._polling and self._ready else -1

    async def _run(self) -> None:
        pause = 1.0
        while True:
            try:
                if await self._prepare():
                    self._ready = True
                    pause = 1.0
                    await (self._polling.run() if self._polling else asyncio.Event().wait())
            except Exception as error:
                # Whatever it was, it must not end in silence.
                logger.error("Telegram: something failed and begins again (%s)", where(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _prepare(self) -> bool:
        try:
            await self._bot.initialize()
            await show_commands(self._bot)
            if self._webhook:
                await self._bot.set_webhook(self._webhook, allowed_updates=KINDS, secret_token=self._secret)
            else:
                await self._bot.delete_webhook()
        except InvalidToken as error:
            alert(error)
            await asyncio.Event().wait()  # nothing can be done until somebody starts it with another token
        except RetryAfter as error:
            await asyncio.sleep(seconds_of(error))
            return False
        except TelegramError as error:
            logger.warning("Todavía no hay conexión con Telegram (%s); sigo intentando.", type(error).__name__)
            return False
        logger.info("Telegram: updates come by %s", "webhook" if self._webhook else "polling")
        return True
