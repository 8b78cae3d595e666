"""Delivers one part, and says of it what the channel said."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot.services import notice_told, reminder_delivered
from connectors.delivery import metrics
from connectors.delivery.door import Door, TryLater, Undeliverable, Unreachable
from connectors.delivery.logs import where, who
from connectors.delivery.store import contacts, outbox
from connectors.delivery.store.erasure import forget
from connectors.delivery.work import Store

logger = logging.getLogger(__name__)

LIMIT = 120.0  # seconds; a delivery that takes longer hangs


async def deliver(door: Door, sender: str, address: dict[str, Any], delivery: outbox.Delivery, *, keep: bool) -> Store:
    """Deliver a part; what is to be stored of what became of it."""
    store: Store
    try:
        external_id = await asyncio.wait_for(door.deliver(address, delivery.part), LIMIT)
    except TryLater as later:
        result, seconds, counts = "despues", later.seconds, later.counts
        store = partial(_postpone, delivery=delivery, seconds=seconds, counts=counts)
    except Undeliverable as refusal:
        result, reason = "rechazada", str(refusal)
        logger.error("A part for %s was refused: %s", who(sender), reason[:100])
        store = partial(_put_aside, delivery=delivery, reason=reason)
    except Unreachable:
        result = "inalcanzable"
        logger.info("%s cannot be reached", who(sender))
        store = partial(_unreachable, sender=sender)
    except Exception as error:
        result = "fallo"
        logger.error("A part for %s could not be delivered: %s", who(sender), where(error))
        store = partial(_postpone, delivery=delivery)
    else:
        result = "entregada"
        store = partial(_accepted, sender=sender, delivery=delivery, external_id=external_id, keep=keep)
    metrics.OUTGOING.labels(door.channel, result).inc()
    return store


def _postpone(
    session: Session, now: datetime, delivery: outbox.Delivery, seconds: float | None = None, counts: bool = True
) -> None:
    outbox.postpone(session, delivery, now, seconds, counts=counts)


def _put_aside(session: Session, now: datetime, delivery: outbox.Delivery, reason: str) -> None:
    outbox.put_aside(session, delivery, reason)


def _accepted(
    session: Session, now: datetime, sender: str, delivery: outbox.Delivery, external_id: str, keep: bool
) -> None:
    if outbox.accepted(session, delivery, external_id, keep=keep) and delivery.part.forget:
        forget(session, sender, delivery.turn if keep else None)
    if delivery.reminder_id is not None:
        reminder_delivered(session, delivery.reminder_id, now)
    if delivery.notice_id is not None:
        notice_told(session, delivery.notice_id, now)


def _unreachable(session: Session, now: datetime, sender: str) -> None:
    contacts.mark_unreachable(session, sender)
    outbox.drop(session, sender)
