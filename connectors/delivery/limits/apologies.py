"""Tells whoever writes too fast that their last messages were not read: at most once a minute, and never not at all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.services import DatabaseUnavailable
from connectors.delivery.limits.rates import Rates
from connectors.delivery.logs import who

logger = logging.getLogger(__name__)

SLOWLY = (
    "Me llegaron muchos mensajes tuyos muy seguidos y los últimos no los leí. Espera unos segundos y mándamelos otra "
    "vez, por favor."
)
AGAIN = 5.0  # seconds until what could not be stored is tried again


class Apologies:
    """What one process owes to those whose messages it did not take."""

    def __init__(self, rates: Rates, say: Callable[[str], Awaitable[None]]) -> None:
        """Make it.

        Args:
            say: Stores the apology to a sender and sees that it goes out; may raise DatabaseUnavailable.
        """
        self._rates = rates
        self._say = say
        self._owed: dict[str, asyncio.Task[None]] = {}

    def owe(self, sender: str) -> None:
        """A message of `sender` was not taken; an apology that is still to be said will be for this one too."""
        if sender not in self._owed:
            task = self._owed[sender] = asyncio.create_task(self._pay(sender))
            task.add_done_callback(lambda _: self._owed.pop(sender, None))

    async def settle(self) -> None:
        """Say now what is owed: nobody will know of it afterwards."""
        owed = dict(self._owed)
        for task in owed.values():
            task.cancel()
        await asyncio.gather(*owed.values(), return_exceptions=True)
        for sender, task in owed.items():
            if task.cancelled():
                await self._try(sender)

    async def _pay(self, sender: str) -> None:
        while True:
            wait = await asyncio.to_thread(self._rates.apology, sender)
            if not wait:
                break
            await asyncio.sleep(wait)
        while True:
            if await self._try(sender):
                return
            await asyncio.sleep(AGAIN)

    async def _try(self, sender: str) -> bool:
        try:
            await self._say(sender)
        except DatabaseUnavailable:
            logger.error("%s cannot be told yet that messages were not read", who(sender))
            return False
        return True
