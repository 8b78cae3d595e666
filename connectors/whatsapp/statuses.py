"""What becomes of our messages, as Meta tells it afterwards: counted, never kept with a person."""

from __future__ import annotations

import logging
from collections import Counter as Counted
from collections.abc import Sequence

from prometheus_client import Counter
from sqlalchemy.orm import Session

from connectors.delivery.store import aliases
from connectors.whatsapp import number_format
from connectors.whatsapp.errors import KNOWN_CODES, GraphError, Verdict
from connectors.whatsapp.identity import canonical, other_form
from connectors.whatsapp.people import CHANNEL
from connectors.whatsapp.webhook import Event, Fault, Status

logger = logging.getLogger(__name__)

STATUSES = Counter("enlace_whatsapp_estados", "Estados de lo enviado", ["estado", "codigo"])
# What may be a label: whoever can sign could make any number of others (Meta, «status messages webhook reference»).
_STATES = frozenset({"", "sent", "delivered", "read", "played", "failed", "deleted", "warning"})
_CATEGORIES = frozenset(
    {"authentication", "authentication_international", "marketing", "marketing_lite", "referral_conversion", "service",
     "utility"}
)  # fmt: skip
OTHER = "otro"
# Since October 2026 each message costs; the category is what it is charged as.
PRICED = Counter("enlace_whatsapp_cobro", "Mensajes por categoría de cobro", ["categoria"])


def count(events: Sequence[Event]) -> None:
    """Count statuses and faults by their code, and log what failed: a delivery may hold thousands."""
    told: Counted[tuple[str, str]] = Counted()
    priced: Counted[str] = Counted()
    for event in events:
        if not isinstance(event, (Status, Fault)):
            continue
        status = _known(event.status, _STATES) if isinstance(event, Status) else "cuenta"
        told.update((status, code) for code in map(_code, event.codes or ("",)))
        # Meta tells the category with several statuses of one message; «sent» comes once.
        if isinstance(event, Status) and event.category and event.status == "sent":
            priced[_known(event.category, _CATEGORIES)] += 1
    for (status, code), number in told.items():
        STATUSES.labels(status, code).inc(number)
        if code:
            logger.warning("WhatsApp reports %s: %s (%s times)", status, code, number)
    for category, number in priced.items():
        PRICED.labels(category).inc(number)


def try_other_form(session: Session, event: Status) -> None:
    """What was accepted could not be delivered: a Mexican number is tried the other way next time, once."""
    phone = event.person.phone
    other, sender = other_form(phone), aliases.sender_of(session, CHANNEL, canonical(phone))
    if other and sender and not number_format.works(session, phone):
        number_format.works_now(session, other, sender)


def is_unreachable(event: Status) -> bool:
    """Whether it failed because WhatsApp does not reach that address."""
    return any(GraphError(code, 400).verdict is Verdict.UNDELIVERABLE for code in event.codes)


def _code(code: int | str) -> str:
    return str(code) if code == "" or code in KNOWN_CODES else OTHER


def _known(word: str, words: frozenset[str]) -> str:
    return word if word in words else OTHER
