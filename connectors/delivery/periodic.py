"""What a process looks after besides answering: forgotten work, reminders, and what has served."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine
from typing import Any

from bot import services
from connectors.delivery.logs import where
from connectors.delivery.reminders import send_due, tell_now
from connectors.delivery.store import contacts
from connectors.delivery.store.retention import apply_retention
from connectors.delivery.store.transactions import read, write
from connectors.delivery.worker import Duty

logger = logging.getLogger(__name__)

Wake = Callable[[str], None]
Round = Callable[[], Coroutine[Any, Any, None]]


def begin(duty: Duty, wake: Wake, attended: Collection[str]) -> list[asyncio.Task[None]]:
    """Begin the rounds; they go on until their tasks are cancelled.

    Args:
        wake: Called with a sender for whom there is something to do.
        attended: The senders attended now, as they change.
    """
    pace = duty.pace
    each = zip(works(duty, wake, attended), (pace.sweep, pace.reminders, pace.retention), strict=True)
    return [asyncio.create_task(_forever(work, seconds)) for work, seconds in each]


def works(duty: Duty, wake: Wake, attended: Collection[str]) -> tuple[Round, Round, Round]:
    """What is done each time: sweep, remind, clean; the arguments are those of `begin`."""

    async def sweep() -> None:
        """Take up what nobody attends: left by a process that died, stored while nobody could be told, or news."""
        doors, owner = list(duty.doors), duty.owner
        for sender in await read(lambda session, now: contacts.unattended(session, doors, owner, now)):
            if sender not in attended:
                wake(sender)
        for channel in doors:
            for sender in await asyncio.to_thread(tell_now, channel):
                wake(sender)

    async def remind() -> None:
        for channel in list(duty.doors):
            for sender in await asyncio.to_thread(send_due, channel):
                wake(sender)

    async def clean() -> None:
        kept = tuple(duty.history)
        await write(lambda session, now: apply_retention(session, now, kept))
        await asyncio.to_thread(services.apply_retention)

    return sweep, remind, clean


async def _forever(work: Round, seconds: float) -> None:
    """Do something now and every so often; a failure is logged and the next time comes."""
    while True:
        try:
            await work()
        except Exception as error:
            logger.error("A periodic task failed: %s", where(error))
        await asyncio.sleep(seconds)
