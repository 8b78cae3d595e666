"""What came in: stored once, taken in order, and not lost if the process dies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from connectors.models import DONE, NEW, PARKED, WORKING, Inbox
from connectors.reply import Incoming
from connectors.storage import insert_new

MOST_ATTEMPTS = 3  # turns begun for one message; a message that kills the process must not kill it for ever

_MOST_AT_ONCE = 500  # values in one query


def channel_of(sender: str) -> str:
    """The channel in a sender's name, «telegram:…»."""
    return sender.partition(":")[0]


def known(session: Session, channel: str, external_ids: Collection[str]) -> set[str]:
    """Those of `external_ids` that came in before."""
    ids, found = sorted(external_ids), set()
    for start in range(0, len(ids), _MOST_AT_ONCE):
        some = Inbox.external_id.in_(ids[start : start + _MOST_AT_ONCE])
        found.update(session.scalars(select(Inbox.external_id).where(Inbox.channel == channel, some)))
    return found


def moments(session: Session, sender: str, since: datetime, until: datetime) -> list[datetime]:
    """When the messages of `sender` between two moments were written."""
    between = Inbox.written_at.between(since, until)
    return list(session.scalars(select(Inbox.written_at).where(Inbox.sender == sender, between)))


def store(session: Session, incoming: Incoming, now: datetime) -> bool:
    """Store a message; False if it was known, even if it is arriving twice at this moment."""
    return insert_new(
        session,
        Inbox,
        channel=channel_of(incoming.sender),
        external_id=incoming.external_id,
        sender=incoming.sender,
        kind=incoming.kind,
        text=incoming.text,
        token=incoming.token,
        details=incoming.details,
        state=NEW,
        attempts=0,
        received_at=now,
        written_at=incoming.written_at or now,
    )


def oldest(session: Session, sender: str) -> Inbox | None:
    """The sender's oldest unanswered message; one that is in work was left there by a process that died."""
    statement = select(Inbox).where(Inbox.sender == sender, Inbox.state.in_((NEW, WORKING))).order_by(Inbox.id).limit(1)
    row: Inbox | None = session.scalars(statement).first()
    return row


def was_interrupted(row: Inbox) -> bool:
    """Whether a process died, or stood still, while it was in work."""
    return bool(row.state == WORKING)


def begin(session: Session, row: Inbox) -> None:
    """Its turn begins now: what only waits its turn is not to blame if the process dies meanwhile."""
    row.state = WORKING
    row.attempts += 1
    session.flush()


def put_back(session: Session, inbox_id: int, attempt: int) -> None:
    """Its turn failed and the process lives: it will be begun again, beside others."""
    session.execute(_in_work(inbox_id, attempt).values(state=NEW))


def finish(session: Session, inbox_id: int, attempt: int, now: datetime, *, keep: bool, parked: bool = False) -> bool:
    """It was answered, or given up; False if that attempt at it is no longer the one in work.

    Args:
        attempt: Which one the answer comes from, as `begin` counted it.
        keep: Leave its text, for a door that shows the conversation again.
    """
    values = {"state": PARKED if parked else DONE, "done_at": now}
    if not keep:
        values |= {"text": "", "details": {}}
    return bool(session.execute(_in_work(inbox_id, attempt).values(**values)).rowcount)


def _in_work(inbox_id: int, attempt: int) -> Any:
    statement = update(Inbox).where(Inbox.id == inbox_id, Inbox.state == WORKING, Inbox.attempts == attempt)
    return statement.execution_options(synchronize_session=False)


def incoming_of(row: Inbox, address: dict[str, object]) -> Incoming:
    """The message as its door handed it over."""
    return Incoming(row.external_id, row.sender, row.kind, row.text, row.token, address, row.details)
