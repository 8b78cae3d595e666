"""What becomes of our messages, as Meta tells it afterwards: counted, never kept with a person."""

from __future__ import annotations

import logging

from prometheus_client import Counter
from sqlalchemy.orm import Session

from connectors import aliases
from connectors.whatsapp import forms
from connectors.whatsapp.errors import GraphError, Verdict
from connectors.whatsapp.identity import canonical, other_form
from connectors.whatsapp.people import CHANNEL
from connectors.whatsapp.webhook import Fault, Status

logger = logging.getLogger(__name__)

STATUSES = Counter("enlace_whatsapp_estados", "Estados de lo enviado", ["estado", "codigo"])
# Since October 2026 each message costs; the category is what it is charged as.
PRICED = Counter("enlace_whatsapp_cobro", "Mensajes por categoría de cobro", ["categoria"])


def count(event: Status | Fault) -> None:
    """Count a status or a fault by its code, and log what failed."""
    status = event.status if isinstance(event, Status) else "cuenta"
    for code in event.codes or ("",):
        STATUSES.labels(status, code).inc()
    if event.codes:
        logger.warning("WhatsApp reports %s: %s", status or "an error", ", ".join(map(str, event.codes)))
    # Meta tells the category with several statuses of one message; «sent» comes once.
    if isinstance(event, Status) and event.category and event.status == "sent":
        PRICED.labels(event.category).inc()


def try_other_form(session: Session, event: Status) -> None:
    """What was accepted could not be delivered: a Mexican number is tried the other way next time, once."""
    phone = event.person.phone
    other, sender = other_form(phone), aliases.sender_of(session, CHANNEL, canonical(phone))
    if other and sender and not forms.works(session, phone):
        forms.works_now(session, other, sender)


def is_unreachable(event: Status) -> bool:
    """Whether it failed because WhatsApp does not reach that address."""
    return any(GraphError(code, 400).verdict is Verdict.UNDELIVERABLE for code in event.codes)
