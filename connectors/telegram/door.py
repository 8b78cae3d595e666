"""The Telegram door: what comes in goes to the reception, by webhook or by polling; what goes out is delivered."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any, Dict, Protocol

from telegram.ext import ExtBot

from bot.services import seal
from connectors.delivery.errors import Busy, TooMany
from connectors.delivery.limits.tries import Tries
from connectors.delivery.logs import where
from connectors.delivery.metrics import SET_ASIDE
from connectors.messages.reply import TELEGRAM, Incoming, Part
from connectors.telegram.chat_feedback import SLOWLY, USED, Courtesies
from connectors.telegram.delivery import Delivery, Uploads
from connectors.telegram.updates import Gone, Group, Reading, Unreadable, read_update

logger = logging.getLogger(__name__)

SPACING = 0.35  # seconds between two messages of one chat: Telegram asks for about one a second, with short bursts
_REMEMBERED = 1_000  # chats


class Reception(Protocol):
    """What the door needs of the reception."""

    async def receive(self, incoming: Incoming) -> bool:
        """Store a message; False if it was known."""

    async def gone(self, sender: str) -> None:
        """Nothing can be delivered to them until they write again."""


class TelegramDoor:
    """One bot."""

    channel = "telegram"
    limits = TELEGRAM
    fetched = False

    def __init__(self, bot: ExtBot[Any], bot_id: int, reception: Reception, uploads: Uploads) -> None:
        self._bot_id = bot_id
        self._reception = reception
        self._courtesies = Courtesies(bot)
        self._delivery = Delivery(bot, bot_id, uploads)
        self._aside: set[asyncio.Task[None]] = set()
        self._tries = Tries()
        self._last: Dict[int, float] = {}  # chat → when it got its last message

    async def take(self, raw: Any) -> None:
        """Take an authenticated update; once this returns, Telegram need not deliver it again.

        Raises:
            Busy: nothing was stored; it must come again.
        """
        try:
            await self._take(read_update(raw, self._bot_id, seal))
        except Busy:
            raise
        except Unreadable as error:
            # Refused, it would come again and again, and hold up all that is behind it.
            logger.warning("An update of Telegram could not be read (%s)", error)
            SET_ASIDE.labels(self.channel).inc()
        except Exception as error:
            logger.error("An update of Telegram could not be taken: %s", where(error))
            if self._tries.once_more(str(raw.get("update_id"))):
                raise Busy from error
            SET_ASIDE.labels(self.channel).inc()

    async def _take(self, reading: Reading) -> None:
        if isinstance(reading, Incoming):
            await self._receive(reading)
        elif isinstance(reading, Gone):
            await self._reception.gone(reading.sender)
        elif isinstance(reading, Group):
            self._do_aside(self._courtesies.leave(reading.chat))
        else:
            logger.info("An update of Telegram is not for the assistant: %s", reading.kind)

    def tell(self, sender: str) -> None:
        """Answers are delivered."""

    async def ready(self, address: Dict[str, Any]) -> bool:
        """Not too soon after the last one; see `connectors.delivery.door`."""
        wait = self._last.get(address["chat"], 0.0) + SPACING - time.monotonic()
        if wait <= 0:
            return False
        await asyncio.sleep(wait)
        return True

    async def deliver(self, address: Dict[str, Any], part: Part) -> str:
        """Send one part; see `connectors.delivery.door`."""
        chat: int = address["chat"]
        try:
            return await self._delivery.send(chat, part)
        finally:
            if len(self._last) >= _REMEMBERED:
                self._last.clear()
            self._last[chat] = time.monotonic()

    async def working(self, address: Dict[str, Any], incoming: Incoming) -> None:
        """Show «escribiendo…»."""
        await self._courtesies.typing(address["chat"])

    async def finish(self) -> None:
        """Wait for the small calls that are on their way."""
        await asyncio.gather(*self._aside, return_exceptions=True)

    async def _receive(self, incoming: Incoming) -> None:
        try:
            new = await self._reception.receive(incoming)
        except TooMany:
            if incoming.kind == "boton":
                self._do_aside(self._courtesies.pressed(incoming, SLOWLY, retire=False))
            return
        if incoming.kind == "boton":
            self._do_aside(self._courtesies.pressed(incoming, "" if new else USED))

    def _do_aside(self, work: Coroutine[Any, Any, None]) -> None:
        # Telegram wants its 200 at once; the reference keeps the task alive.
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)
