"""Delivers one part, and says of it what the channel said."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from sqlalchemy.orm import Session

from bot.services import reminder_delivered
from connectors import contacts, metrics, outbox
from connectors.door import Door, TryLater, Undeliverable, Unreachable
from connectors.erasure import forget
from connectors.logs import where, who
from connectors.storage import write

logger = logging.getLogger(__name__)

LIMIT = 120.0  # seconds; a delivery that takes longer hangs


async def deliver(door: Door, sender: str, address: dict[str, Any], delivery: outbox.Delivery, *, keep: bool) -> None:
    """Deliver a part and store what became of it.

    Raises:
        DatabaseUnavailable: the part was perhaps delivered and will be again.
    """
    try:
        external_id = await asyncio.wait_for(door.deliver(address, delivery.part), LIMIT)
    except TryLater as later:
        result, seconds, counts = "despues", later.seconds, later.counts
        await write(lambda session, now: outbox.postpone(session, delivery, now, seconds, counts=counts))
    except Undeliverable as refusal:
        result, reason = "rechazada", str(refusal)
        logger.error("A part for %s was refused: %s", who(sender), reason[:100])
        await write(lambda session, now: outbox.put_aside(session, delivery, reason))
    except Unreachable:
        result = "inalcanzable"
        logger.info("%s cannot be reached", who(sender))
        await write(lambda session, now: _unreachable(session, sender))
    except Exception as error:
        result = "fallo"
        logger.error("A part for %s could not be delivered: %s", who(sender), where(error))
        await write(lambda session, now: outbox.postpone(session, delivery, now))
    else:
        result = "entregada"
        await write(lambda session, now: _accepted(session, sender, delivery, external_id, keep))
        if delivery.reminder_id is not None:
            await asyncio.to_thread(reminder_delivered, delivery.reminder_id)
    metrics.OUTGOING.labels(door.channel, result).inc()


def _accepted(session: Session, sender: str, delivery: outbox.Delivery, external_id: str, keep: bool) -> None:
    if outbox.accepted(session, delivery, external_id, keep=keep) and delivery.part.forget:
        forget(session, sender, delivery.turn if keep else None)


def _unreachable(session: Session, sender: str) -> None:
    contacts.mark_unreachable(session, sender)
    outbox.drop(session, sender)
