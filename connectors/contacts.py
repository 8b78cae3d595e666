"""Whom the house can write to, and which process attends them: a lease that keeps one person's turns in order."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from bot.services import person_of
from connectors.inbox import channel_of
from connectors.models import NEW, WAITING, WORKING, Contact, Inbox, Outbox
from connectors.reply import Incoming
from connectors.storage import upsert

# No lease is longer; one that is was written by a clock that ran ahead, and its people must not wait for that moment.
LONGEST_LEASE = timedelta(minutes=1)


def wrote(session: Session, incoming: Incoming, now: datetime) -> None:
    """Somebody wrote: keep how to answer them; who had blocked us is back."""
    sender = incoming.sender
    upsert(
        session,
        Contact,
        {"sender": sender},
        {"address": incoming.address, "last_in_at": now, "unreachable": False},
        channel=channel_of(sender),
        person=person_of(sender),
    )


def move(session: Session, sender: str, address: dict[str, Any]) -> None:
    """Write to somebody who is known at another address from now on."""
    session.execute(update(Contact).where(Contact.sender == sender).values(address=address))


def find(session: Session, sender: str) -> Contact | None:
    """The contact, if it is known."""
    return session.get(Contact, sender)


def claim(session: Session, sender: str, owner: str, now: datetime, lease: timedelta) -> bool:
    """Begin to attend `sender`; False while another process does."""
    statement = update(Contact).where(Contact.sender == sender, _free(owner, now))
    return _changed(session, statement.values(claimed_by=owner, claimed_until=now + lease))


def renew(session: Session, sender: str, owner: str, now: datetime, lease: timedelta) -> bool:
    """Go on attending `sender`; False once `owner` does no longer, also where nobody does.

    A process that stood still longer than its lease finds that another one has answered meanwhile.
    """
    statement = update(Contact).where(Contact.sender == sender, Contact.claimed_by == owner)
    return _changed(session, statement.values(claimed_until=now + lease))


def hold(session: Session, sender: str, owner: str) -> dict[str, Any] | None:
    """The address of somebody whom `owner` attends, locked for this transaction; None if somebody else does now."""
    statement = select(Contact).where(Contact.sender == sender, Contact.claimed_by == owner).with_for_update()
    contact = session.scalars(statement.execution_options(populate_existing=True)).first()
    return None if contact is None else contact.address


def release(session: Session, sender: str, owner: str) -> None:
    """Stop attending `sender`."""
    statement = update(Contact).where(Contact.sender == sender, Contact.claimed_by == owner)
    session.execute(statement.values(claimed_by=None, claimed_until=None))


def mark_unreachable(session: Session, sender: str) -> None:
    """Nothing can be delivered to them until they write again."""
    session.execute(update(Contact).where(Contact.sender == sender).values(unreachable=True))


def of_person(session: Session, channel: str, person: str) -> Contact | None:
    """Where the person whom the case files call `person` wrote from last, on `channel`."""
    statement = select(Contact).where(Contact.channel == channel, Contact.person == person)
    return session.scalars(statement.order_by(Contact.last_in_at.desc()).limit(1)).first()


def unattended(session: Session, channels: Collection[str], owner: str, now: datetime) -> list[str]:
    """Senders with something to be answered or delivered now whom no process but perhaps `owner` attends."""
    unanswered = exists().where(Inbox.sender == Contact.sender, Inbox.state.in_((NEW, WORKING)))
    due = or_(Outbox.not_before.is_(None), Outbox.not_before <= now)
    undelivered = exists().where(Outbox.sender == Contact.sender, Outbox.state == WAITING, due)
    statement = select(Contact.sender).where(
        Contact.channel.in_(channels), _free(owner, now), or_(unanswered, undelivered)
    )
    return list(session.scalars(statement))


def _free(owner: str, now: datetime) -> Any:
    impossible = Contact.claimed_until > now + LONGEST_LEASE
    return or_(Contact.claimed_until.is_(None), Contact.claimed_until <= now, Contact.claimed_by == owner, impossible)


def _changed(session: Session, statement: Any) -> bool:
    return bool(session.execute(statement.execution_options(synchronize_session=False)).rowcount)
