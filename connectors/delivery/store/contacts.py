"""Whom the house can write to, and which process attends them: a lease that keeps one person's turns in order."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from bot.services import person_of
from connectors.delivery.store.inbox import channel_of
from connectors.delivery.store.models import NEW, WAITING, WORKING, Contact, Inbox, Outbox
from connectors.delivery.store.transactions import upsert
from connectors.messages.reply import Incoming

# No lease is longer; one that is was written by a clock that ran ahead, and its people must not wait for that moment.
LONGEST_LEASE = timedelta(minutes=1)

# What every message needs is made once: a statement costs more to build than to run.
_T = Contact.__table__
_FREE = or_(
    _T.c.claimed_until.is_(None),
    _T.c.claimed_until <= bindparam("now"),
    _T.c.claimed_by == bindparam("owner"),
    _T.c.claimed_until > bindparam("latest"),
)
_HELD = (_T.c.sender == bindparam("of"), _T.c.claimed_by == bindparam("owner"))
_TAKEN = {"claimed_by": bindparam("owner"), "claimed_until": bindparam("until")}
_CLAIM = update(_T).where(_T.c.sender == bindparam("of"), _FREE).values(**_TAKEN)
_RENEW = update(_T).where(*_HELD).values(claimed_until=bindparam("until"))
_HOLD = select(_T.c.address).where(*_HELD).with_for_update()
_RELEASE = update(_T).where(*_HELD).values(claimed_by=None, claimed_until=None)


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
    moments = {"now": now, "latest": now + LONGEST_LEASE, "until": now + lease}
    return bool(session.connection().execute(_CLAIM, {"of": sender, "owner": owner, **moments}).rowcount)


def renew(session: Session, sender: str, owner: str, now: datetime, lease: timedelta) -> bool:
    """Go on attending `sender`; False once `owner` does no longer, also where nobody does.

    A process that stood still longer than its lease finds that another one has answered meanwhile.
    """
    values = {"of": sender, "owner": owner, "until": now + lease}
    return bool(session.connection().execute(_RENEW, values).rowcount)


def hold(session: Session, sender: str, owner: str) -> dict[str, Any] | None:
    """The address of somebody whom `owner` attends, locked for this transaction; None if somebody else does now."""
    address: dict[str, Any] | None = session.connection().execute(_HOLD, {"of": sender, "owner": owner}).scalar()
    return address


def release(session: Session, sender: str, owner: str) -> None:
    """Stop attending `sender`."""
    session.connection().execute(_RELEASE, {"of": sender, "owner": owner})


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
    statement = select(Contact.sender).where(Contact.channel.in_(channels), _FREE, or_(unanswered, undelivered))
    moments = {"now": now, "latest": now + LONGEST_LEASE}
    return list(session.scalars(statement, {"owner": owner, **moments}))
