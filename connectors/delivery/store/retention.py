"""What the doors keep for how long (LGPDPPSO 2025, arts. 17 and 18: data no longer needed is deleted)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from connectors.delivery.store.erasure import forget
from connectors.delivery.store.models import DONE, PARKED, RECEIPT, Contact, Inbox, Outbox, PressedChoice, Upload

# The periods are ours. Of a message only its id is left once it is answered: a channel may deliver it again.
IDS = timedelta(days=30)
HISTORY = timedelta(hours=12)  # conversation of a web session that nobody uses
RECEIPTS = timedelta(hours=1)  # of an erasure, where a browser comes to fetch it
STRANGERS = timedelta(days=365)  # how to write to somebody who no longer does, as the case files keep people


def apply_retention(session: Session, now: datetime, history: Collection[str] = ()) -> None:
    """Delete what has served; running it twice does nothing more.

    Args:
        history: Channels that show the conversation again.
    """
    finished = Inbox.state.in_((DONE, PARKED))
    session.execute(delete(Inbox).where(finished, Inbox.done_at <= now - IDS))
    session.execute(delete(Outbox).where(Outbox.created_at <= now - IDS))
    old = select(Outbox.turn).where(Outbox.state == RECEIPT, Outbox.created_at <= now - RECEIPTS)
    session.execute(delete(Inbox).where(Inbox.id.in_(old)).execution_options(synchronize_session=False))
    session.execute(delete(Outbox).where(Outbox.state == RECEIPT, Outbox.created_at <= now - RECEIPTS))
    session.execute(delete(PressedChoice).where(PressedChoice.expires_at <= now))
    session.execute(delete(Upload).where(Upload.expires_at <= now))
    unused = Contact.channel.in_(history) & (Contact.last_in_at <= now - HISTORY)
    for contact in session.scalars(select(Contact).where(or_(unused, Contact.last_in_at <= now - STRANGERS))).all():
        if contact.address.get("lasting") and contact.last_in_at > now - STRANGERS:
            _clear(session, contact.sender, now)
        else:
            forget(session, contact.sender)


def _clear(session: Session, sender: str, now: datetime) -> None:
    """Delete a conversation that nobody uses, but not how to write to whoever asked to be remembered.

    What the house has said on its own since is there when they come back.
    """
    finished = Inbox.state.in_((DONE, PARKED))
    session.execute(delete(Inbox).where(Inbox.sender == sender, finished, Inbox.done_at <= now - HISTORY))
    answers = Outbox.turn.is_not(None) & (Outbox.created_at <= now - HISTORY)
    session.execute(delete(Outbox).where(Outbox.sender == sender, answers))
